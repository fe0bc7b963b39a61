"""PyTorch's side of the measurement: trains NIN for the number of steps on each line of input. `python speed_theirs.py ORDER`."""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../bench/theirs"))

import torch
import torch.nn.functional as F
from nin import nin
from rectifiers import RECTIFIERS


def say(answer):
    print(json.dumps(answer), flush=True)


def trainer(order, device):
    """Returns a function that takes the given number of steps. Images are chosen, converted and scaled on the device, as on our side."""
    size, precision = order["batch"], order["precision"]
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.benchmark = True  # the fastest of cuDNN's ways for these shapes
    net = nin(RECTIFIERS[order["rectifier"]], order["width"]).to(device)
    if device == "cuda":
        net = net.to(memory_format=torch.channels_last)
    net.train()
    pixels = torch.randint(0, 256, (order["images"], 3, 32, 32), dtype=torch.uint8, device=device)
    labels = torch.randint(0, 10, (order["images"],), device=device)
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4, fused=True)
    by = order["by"]
    forward = net
    if by == "compile":
        forward = torch.compile(net)
    elif by == "compile-graphs":
        forward = torch.compile(net, mode="reduce-overhead")
    indices = torch.zeros(size, dtype=torch.long, device=device)

    def step():
        x = (pixels[indices].float() - 121) / 64
        if device == "cuda":
            x = x.contiguous(memory_format=torch.channels_last)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=precision == "bf16"):
            loss = F.cross_entropy(forward(x).float(), labels[indices])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=by != "graph")
        return loss.detach()

    replay = whole_graph(step, optimizer) if by == "graph" else step

    def take(count):
        """Losses stay on the device until the end, so no step waits for the host."""
        order_of = torch.randperm(order["images"], device=device)
        total = torch.zeros((), device=device)
        for k in range(count):
            at = k * size % (order["images"] - size + 1)
            indices.copy_(order_of[at : at + size])
            total += replay()
        return total.item() / count

    return take


def whole_graph(step, optimizer):
    """Forward, backward and update as one CUDA graph."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    optimizer.zero_grad(set_to_none=False)
    with torch.cuda.graph(graph):
        loss = step()

    def replay():
        graph.replay()
        return loss

    return replay


def main():
    order = json.loads(sys.argv[1])
    device = "cuda" if order["device"] == "gpu" else "cpu"
    began = time.perf_counter()
    take = trainer(order, device)
    take(1)
    detail = f"PyTorch {torch.__version__}" + (f", {torch.cuda.get_device_name()}" if device == "cuda" else "")
    say({"ready": {"detail": detail, "first": time.perf_counter() - began}})
    for line in sys.stdin:
        count = int(line)
        start = time.perf_counter()
        loss = take(count)
        wall = (time.perf_counter() - start) / count
        if loss != loss:
            raise ValueError("the loss is NaN")
        say({"wall": wall * 1e3})


try:
    main()
except Exception as error:
    say({"error": str(error).strip().split("\n")[0] or type(error).__name__})
    sys.exit(1)
