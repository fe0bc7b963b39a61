"""Golden logits of the networks of @rectified/ndsb-net and @rectified/bn-inception, by PyTorch.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0
    venv/bin/python tools/golden/architectures.py && npx biome check --write packages/architectures

writes packages/architectures/{ndsb-net,bn-inception}/test/golden.json. Written from Table 2 of arXiv 1505.00853 and from the
notebook apache/mxnet example/notebooks/cifar-100.ipynb, not from the TypeScript. Weights and images are sines, which the
tests compute again: element i of a weight is a sine of i and of the letters of the weight's name.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

packages = Path(__file__).parents[2] / "packages" / "architectures"
WIDTH = 0.05
CLASSES = 5


def channels(full):
    return max(1, math.floor(full * WIDTH + 0.5))


def sines(name, size):
    return np.sin(np.arange(size) * 1.7 + sum(map(ord, name)))


def images(n, height, width, depth):
    size = n * height * width * depth
    x = np.sin(np.arange(size, dtype=np.float64) ** 2 % 1000).reshape(n, height, width, depth)
    return torch.tensor(x.transpose(0, 3, 1, 2), dtype=torch.float64)


def kernel(name, *shape):
    """Height x width x inputs x outputs, or inputs x outputs, as in TensorFlow."""
    fan_in = math.prod(shape[:-1])
    return sines(name, math.prod(shape)).reshape(shape) * 2 / math.sqrt(fan_in)


def tensor(values):
    return torch.tensor(np.ascontiguousarray(values), dtype=torch.float64)


def conv(x, name, filters, side, stride=1, padding=None):
    weight = kernel(f"{name}/kernel", side, side, x.shape[1], filters).transpose(3, 2, 0, 1)
    bias = 0.1 * sines(f"{name}/bias", filters)
    padding = (side - 1) // 2 if padding is None else padding
    return F.conv2d(x, tensor(weight), tensor(bias), stride=stride, padding=padding)


def dense(x, name, units):
    weight = kernel(f"{name}/kernel", x.shape[1], units).T
    return F.linear(x, tensor(weight), tensor(0.1 * sines(f"{name}/bias", units)))


def leaky(x):
    return F.leaky_relu(x, 1 / 5.5)


def norm(x, name, training):
    size = x.shape[1]
    return F.batch_norm(
        x,
        tensor(0.1 * sines(f"{name}/moving_mean", size)),
        tensor(1 + 0.5 * sines(f"{name}/moving_variance", size)),
        tensor(1 + 0.1 * sines(f"{name}/gamma", size)),
        tensor(0.1 * sines(f"{name}/beta", size)),
        training=training,
        eps=1e-5,
    )


def ndsb_net(x, pyramid):
    pool = nn.MaxPool2d(3, 2, ceil_mode=True)
    for name in ["conv1", "conv2"]:
        x = leaky(conv(x, name, channels(32), 3))
    x = pool(x)
    for name in ["conv3", "conv4", "conv5"]:
        x = leaky(conv(x, name, channels(64), 3))
    x = pool(x)
    branches = []
    for branch, depth in [(1, 4), (2, 3)]:
        y = x
        for i in range(1, depth + 1):
            y = leaky(conv(y, f"branch{branch}/conv{i}", channels(96), 3))
        branches.append(y)
    x = pool(torch.cat(branches, 1))
    for name in ["conv6", "conv7", "conv8", "conv9"]:
        x = leaky(conv(x, name, channels(256), 3))
    x = leaky(conv(x, "conv10", channels(256), 3, padding=0))
    if pyramid == "windows":
        levels = [nn.MaxPool2d(size, size, ceil_mode=True)(x) for size in (1, 2, 4)]
    else:
        levels = [nn.AdaptiveMaxPool2d(side)(x) for side in (1, 2, 4)]
    x = torch.cat([level.permute(0, 2, 3, 1).flatten(1) for level in levels], 1)
    x = leaky(dense(x, "fc1", channels(1024)))
    x = leaky(dense(x, "fc2", channels(1024)))
    return dense(x, "fc3", CLASSES)


def bn_inception(x, training, edge):
    def unit(x, name, filters, side, stride=1):
        return leaky(norm(conv(x, f"{name}/conv", channels(filters), side, stride), f"{name}/norm", training))

    def two(x, name, reduce3, three, reduce_d, double, stride):
        a = unit(unit(x, f"{name}/3x3-reduce", reduce3, 1), f"{name}/3x3", three, 3, stride)
        b = unit(unit(x, f"{name}/double-reduce", reduce_d, 1), f"{name}/double1", double, 3)
        return [a, unit(b, f"{name}/double2", double, 3, stride)]

    def module_a(x, name, one, reduce3, three, reduce_d, double, projection, largest=False):
        if largest:
            pool = nn.MaxPool2d(3, 1, padding=1)
        else:
            pool = nn.AvgPool2d(3, 1, padding=1, count_include_pad=edge == "full")
        branches = [unit(x, f"{name}/1x1", one, 1), *two(x, name, reduce3, three, reduce_d, double, 1)]
        return torch.cat([*branches, unit(pool(x), f"{name}/projection", projection, 1)], 1)

    def module_b(x, name, *widths):
        return torch.cat([*two(x, name, *widths, 2), nn.MaxPool2d(3, 2, ceil_mode=True)(x)], 1)

    x = module_a(x, "3a", 64, 64, 64, 64, 96, 32)
    x = module_a(x, "3b", 64, 64, 96, 64, 96, 64)
    x = module_b(x, "3c", 128, 160, 64, 96)
    x = module_a(x, "4a", 224, 64, 96, 96, 128, 128)
    x = module_a(x, "4b", 192, 96, 128, 96, 128, 128)
    x = module_a(x, "4c", 160, 128, 160, 128, 160, 128)
    x = module_a(x, "4d", 96, 128, 192, 160, 192, 128)
    x = module_b(x, "4e", 128, 192, 192, 256)
    x = module_a(x, "5a", 352, 192, 320, 160, 224, 128)
    x = module_a(x, "5b", 352, 192, 320, 192, 224, 128, largest=True)
    return dense(x.mean((2, 3)), "fc", CLASSES)


def write(package, shape, logits):
    golden = {
        "width": WIDTH,
        "classes": CLASSES,
        "images": shape,
        "logits": {name: values.flatten().tolist() for name, values in logits.items()},
        "torch": torch.__version__,
    }
    (packages / package / "test" / "golden.json").write_text(json.dumps(golden, indent=2) + "\n")


shape = [2, 40, 32, 3]
write("ndsb-net", shape, {pyramid: ndsb_net(images(*shape), pyramid) for pyramid in ("windows", "grids")})

shape = [2, 12, 8, 3]
write(
    "bn-inception",
    shape,
    {
        f"{'training' if training else 'inference'}, {edge}": bn_inception(images(*shape), training, edge)
        for training in (True, False)
        for edge in ("full", "present")
    },
)
