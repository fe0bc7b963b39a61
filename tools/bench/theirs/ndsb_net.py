"""The plankton network, the twin of packages/architectures/ndsb-net."""

import torch
import torch.nn as nn
from rectifiers import scaled


class NdsbNet(nn.Module):
    def __init__(self, rectifier, width):
        super().__init__()

        def convolution(inputs, filters, padding=1):
            filters = scaled(filters, width)
            inputs = inputs if inputs == 3 else scaled(inputs, width)
            return [nn.Conv2d(inputs, filters, 3, padding=padding), rectifier(filters)]

        def pool():
            return nn.MaxPool2d(3, 2, ceil_mode=True)

        def branch(depth):
            return nn.Sequential(
                *convolution(64, 96), *(part for _ in range(depth - 1) for part in convolution(96, 96))
            )

        self.stem = nn.Sequential(
            *convolution(3, 32), *convolution(32, 32), pool(),
            *convolution(32, 64), *convolution(64, 64), *convolution(64, 64), pool(),
        )  # fmt: skip
        self.branches = nn.ModuleList([branch(4), branch(3)])
        joined, maps, units = 2 * scaled(96, width), scaled(256, width), scaled(1024, width)
        self.trunk = nn.Sequential(
            pool(), nn.Conv2d(joined, maps, 3, padding=1), rectifier(maps),
            *(part for _ in range(3) for part in convolution(256, 256)), *convolution(256, 256, padding=0),
        )  # fmt: skip
        self.pyramid = nn.ModuleList(
            [nn.Identity(), nn.MaxPool2d(2, 2, ceil_mode=True), nn.MaxPool2d(4, 4, ceil_mode=True)]
        )
        self.head = nn.Sequential(
            nn.Linear(49 * maps, units), rectifier(units), nn.Dropout(0.55),
            nn.Linear(units, units), rectifier(units), nn.Dropout(0.55),
            nn.Linear(units, 121),
        )  # fmt: skip

    def forward(self, x):
        x = self.stem(x)
        x = self.trunk(torch.cat([branch(x) for branch in self.branches], 1))
        return self.head(torch.cat([pool(x).flatten(1) for pool in self.pyramid], 1))
