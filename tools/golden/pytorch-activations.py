"""Golden numbers of the activations that PyTorch has, by its functions in float64 and its derivatives: a second source beside mpmath's.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0
    venv/bin/python tools/golden/pytorch-activations.py > packages/activations/all/test/golden-pytorch.json
    npx biome check --write packages/activations/all/test

By activation and variant (`default` without one) rows of x, f(x), f'(x). All x are float32. Where PyTorch's defaults are others, the
options are ours.
"""

import json
import sys

import torch
from torch.nn import functional as F

SIZES = [1e-7, 1e-3, 0.1, 0.5, 1, 1.2784645, 2, 2.699, 3, 4.5, 6, 9, 13.3, 20, 30, 88, 1000, 1e5]
POINTS = torch.tensor(sorted({sign * size for size in [0, *SIZES] for sign in (-1, 1)})).to(torch.float64)

FUNCTIONS = {
    "relu": {"default": F.relu},
    "leaky-relu": {
        "default": lambda x: F.leaky_relu(x, 1 / 5.5),
        "100": lambda x: F.leaky_relu(x, 0.01),
    },
    "prelu": {"default": lambda x: F.prelu(x, torch.tensor(0.25, dtype=x.dtype))},
    "rrelu": {
        "default": lambda x: F.rrelu(x, 1 / 5.5, 1 / 5.5, training=False),
        "slope": lambda x: F.rrelu(x, training=False),
    },
    "gelu": {"default": F.gelu, "tanh": lambda x: F.gelu(x, approximate="tanh")},
    "swish": {"default": F.silu, "silu": F.silu},
    "elu": {"default": F.elu},
    "selu": {"default": F.selu},
    "mish": {"default": F.mish},
    "softplus": {"default": F.softplus},
    "relu6": {"default": F.relu6},
    "hard-swish": {"default": F.hardswish},
}


def rows(function):
    x = POINTS.clone().requires_grad_()
    y = function(x)
    y.sum().backward()
    # No -0, which JSON would keep.
    return [[value + 0.0 for value in row] for row in zip(x.tolist(), y.tolist(), x.grad.tolist())]


def text(value, indent):
    return ",\n".join(f"{indent}{json.dumps(key)}: {each}" for key, each in value.items())


tables = {
    name: "{\n"
    + text(
        {
            variant: "[\n" + ",\n".join(f"      {json.dumps(row)}" for row in rows(function)) + "\n    ]"
            for variant, function in variants.items()
        },
        "    ",
    )
    + "\n  }"
    for name, variants in FUNCTIONS.items()
}
sys.stdout.write("{\n" + text({"by": json.dumps(f"torch {torch.__version__}"), **tables}, "  ") + "\n}\n")
