"""Network in Network, the twin of packages/architectures/nin."""

import torch.nn as nn
from rectifiers import scaled


def nin(rectifier, width):
    channels = [scaled(n, width) for n in (192, 160, 96, 192, 192, 192, 192, 192)] + [10]

    def convolution(size, place):
        inputs = channels[place - 1] if place > 0 else 3
        return [
            nn.Conv2d(inputs, channels[place], size, padding=size // 2),
            rectifier(channels[place]),
        ]

    return nn.Sequential(
        *convolution(5, 0), *convolution(1, 1), *convolution(1, 2),
        nn.MaxPool2d(3, 2, ceil_mode=True), nn.Dropout(0.5),
        *convolution(5, 3), *convolution(1, 4), *convolution(1, 5),
        nn.AvgPool2d(3, 2, ceil_mode=True), nn.Dropout(0.5),
        *convolution(3, 6), *convolution(1, 7), *convolution(1, 8),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )  # fmt: skip
