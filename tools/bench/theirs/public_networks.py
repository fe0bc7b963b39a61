"""VGG-11, ResNet-20 and MobileNet for images of 32 x 32, the twins of ../ours/public-networks.ts."""

import torch.nn as nn
from rectifiers import scaled


def block(inputs, filters, size, stride=1, rectifier=None, groups=1):
    convolution = nn.Conv2d(inputs, filters, size, stride, size // 2, groups=groups, bias=False)
    parts = [convolution, nn.BatchNorm2d(filters)]
    return nn.Sequential(*parts, *([rectifier(filters)] if rectifier else []))


def vgg11(rectifier, width):
    layers, inputs = [], 3
    for stage in [[64], [128], [256, 256], [512, 512], [512, 512]]:
        for count in stage:
            layers.append(block(inputs, scaled(count, width), 3, 1, rectifier))
            inputs = scaled(count, width)
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs, 10))


class Residual(nn.Module):
    def __init__(self, inputs, filters, stride, rectifier):
        super().__init__()
        self.first = block(inputs, filters, 3, stride, rectifier)
        self.second = block(filters, filters, 3)
        self.shortcut = nn.Identity() if stride == 1 else block(inputs, filters, 1, stride)
        self.rectifier = rectifier(filters)

    def forward(self, x):
        return self.rectifier(self.second(self.first(x)) + self.shortcut(x))


def resnet20(rectifier, width):
    inputs = scaled(16, width)
    layers = [block(3, inputs, 3, 1, rectifier)]
    for stage, count in enumerate([16, 32, 64]):
        for at in range(3):
            filters = scaled(count, width)
            layers.append(Residual(inputs, filters, 2 if stage > 0 and at == 0 else 1, rectifier))
            inputs = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))


def mobilenet(rectifier, width):
    inputs = scaled(32, width)
    layers = [block(3, inputs, 3, 1, rectifier)]
    stages = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]
    for count, stride in stages:
        layers.append(block(inputs, inputs, 3, stride, rectifier, groups=inputs))
        layers.append(block(inputs, scaled(count, width), 1, 1, rectifier))
        inputs = scaled(count, width)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))
