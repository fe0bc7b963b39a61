# Answers every line on stdin with the time of one training step of NIN: python step_torch.py [compile-]cl|nchw activation batch threads
import json
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

mode, activation, batch, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(threads)


def rectifier(channels):
    return {
        "relu": lambda: nn.ReLU(),
        "leaky": lambda: nn.LeakyReLU(1 / 5.5),
        "prelu": lambda: nn.PReLU(channels),
        "rrelu": lambda: nn.RReLU(1 / 8, 1 / 3),
    }[activation]()


def convolution(size, inputs, filters):
    return [nn.Conv2d(inputs, filters, size, padding=size // 2), rectifier(filters)]


net = nn.Sequential(
    *convolution(5, 3, 192), *convolution(1, 192, 160), *convolution(1, 160, 96),
    nn.MaxPool2d(3, 2, ceil_mode=True), nn.Dropout(0.5),
    *convolution(5, 96, 192), *convolution(1, 192, 192), *convolution(1, 192, 192),
    nn.AvgPool2d(3, 2, ceil_mode=True), nn.Dropout(0.5),
    *convolution(3, 192, 192), *convolution(1, 192, 192), *convolution(1, 192, 10),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(),
)
images, labels = torch.randn(batch, 3, 32, 32), torch.randint(0, 10, (batch,))
if mode.endswith("cl"):
    net, images = net.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
forward = torch.compile(net) if mode.startswith("compile") else net


def step():
    optimizer.zero_grad()
    loss = F.cross_entropy(forward(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()


for _ in sys.stdin:
    cpu, start = time.process_time(), time.perf_counter()
    loss = step()
    wall, cpu = (time.perf_counter() - start) * 1e3, (time.process_time() - cpu) * 1e3
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "megabytes": megabytes, "loss": loss}), flush=True)
