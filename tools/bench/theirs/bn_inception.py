"""The Inception network subset, the twin of packages/architectures/bn-inception."""

import torch
import torch.nn as nn
from rectifiers import scaled

# 1x1; 3x3 reduce, 3x3; double reduce, double; projection; pool. Without 1x1 and projection: the map is halved.
MODULES = [
    (64, 64, 64, 64, 96, 32, "mean"),
    (64, 64, 96, 64, 96, 64, "mean"),
    (None, 128, 160, 64, 96, None, None),
    (224, 64, 96, 96, 128, 128, "mean"),
    (192, 96, 128, 96, 128, 128, "mean"),
    (160, 128, 160, 128, 160, 128, "mean"),
    (96, 128, 192, 160, 192, 128, "mean"),
    (None, 128, 192, 192, 256, None, None),
    (352, 192, 320, 160, 224, 128, "mean"),
    (352, 192, 320, 192, 224, 128, "largest"),
]


class Inception(nn.Module):
    def __init__(self, inputs, module, rectifier, width):
        super().__init__()
        one, reduce, three, double_reduce, double, projection, pool = [
            scaled(n, width) if isinstance(n, int) else n for n in module
        ]
        stride = 2 if one is None else 1

        def unit(inputs, filters, size, stride=1):
            return [
                nn.Conv2d(inputs, filters, size, stride, padding=size // 2),
                nn.BatchNorm2d(filters),
                rectifier(filters),
            ]

        branches = [
            [*unit(inputs, reduce, 1), *unit(reduce, three, 3, stride)],
            [*unit(inputs, double_reduce, 1), *unit(double_reduce, double, 3), *unit(double, double, 3, stride)],
        ]
        if stride == 1:
            pooling = nn.AvgPool2d(3, 1, 1) if pool == "mean" else nn.MaxPool2d(3, 1, 1)
            branches = [unit(inputs, one, 1), *branches, [pooling, *unit(inputs, projection, 1)]]
            self.outputs = one + three + double + projection
        else:
            branches.append([nn.MaxPool2d(3, 2, ceil_mode=True)])
            self.outputs = three + double + inputs
        self.branches = nn.ModuleList(nn.Sequential(*branch) for branch in branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def bn_inception(rectifier, width):
    modules, channels = [], 3
    for module in MODULES:
        modules.append(Inception(channels, module, rectifier, width))
        channels = modules[-1].outputs
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 100))
