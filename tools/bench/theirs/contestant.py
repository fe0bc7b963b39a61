"""PyTorch's side of the benchmark: answers lines on stdin as protocol.ts says. `python contestant.py ORDER`, ORDER being JSON."""

import json
import resource
import sys
import time

import torch
import torch.nn.functional as F
from bn_inception import bn_inception
from ndsb_net import NdsbNet
from nin import nin
from public_networks import mobilenet, resnet20, vgg11
from rectifiers import RECTIFIERS
from torch.utils.flop_counter import FlopCounterMode

# What builds a network, the sides of its images, and its classes.
NETWORKS = {
    "nin": (nin, 32, 10),
    "ndsb-net": (NdsbNet, 70, 121),
    "bn-inception": (bn_inception, 28, 100),
    "vgg-11": (vgg11, 32, 10),
    "resnet-20": (resnet20, 32, 10),
    "mobilenet": (mobilenet, 32, 10),
}


def product(order):
    """A product of two square matrices, in which the machine's rate is measured."""
    a, b = torch.randn(2, order["batch"], order["batch"])

    def step():
        torch.mm(a, b)

    return step, {"parameters": 0, "macs": order["batch"] ** 3}


def network(order):
    build, side, classes = NETWORKS[order["network"]]
    net = build(RECTIFIERS[order["rectifier"]], order["width"])
    images = torch.randn(order["batch"], 3, side, side)
    labels = torch.randint(0, classes, (order["batch"],))
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval()(images[:1])
    facts = {
        "parameters": sum(p.numel() for p in net.parameters()),
        "macs": counter.get_total_flops() // 2,
    }
    if order["channelsLast"]:
        net = net.to(memory_format=torch.channels_last)
        images = images.to(memory_format=torch.channels_last)
    forward = torch.compile(net) if order["compiled"] else net
    if order["mode"] == "infer":

        def infer():
            with torch.inference_mode():
                forward(images)

        return infer, facts
    net.train()
    # One call for all weights: faster than the default, which goes through them one by one.
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4, fused=True)

    def train():
        optimizer.zero_grad()
        loss = F.cross_entropy(forward(images), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return train, facts


def memory(name):
    """VmRSS, resident now, or VmHWM, at most since `forget_peak`; not on Linux, at most since the start."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith(name))
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024


def forget_peak():
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def say(answer):
    print(json.dumps(answer), flush=True)


def main():
    order = json.loads(sys.argv[1])
    torch.set_num_threads(order["threads"])
    step, facts = (product if order["mode"] == "product" else network)(order)
    detail = f"PyTorch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, {torch.get_num_threads()} threads"
    say({"ready": {**facts, "detail": detail, "idleBytes": memory("VmRSS")}})
    for line in sys.stdin:
        command = line.strip()
        if command == "step":
            processor, start = time.process_time(), time.perf_counter()
            loss = step()
            wall, processor = time.perf_counter() - start, time.process_time() - processor
            say({"wall": wall * 1e3, "processor": processor * 1e3, **({} if loss is None else {"loss": loss})})
        elif command == "settle":
            forget_peak()
            say({})
        elif command == "finish":
            say({"peakBytes": memory("VmHWM")})


try:
    main()
except Exception as error:
    say({"error": str(error).strip().split("\n")[0] or type(error).__name__})
    sys.exit(1)
