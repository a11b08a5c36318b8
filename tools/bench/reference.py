"""The reference network of reference.mjs in PyTorch: a worker that answers one line for each line of input.

    python reference.py [cuda]    then, on stdin:  step LAYOUT | forward LAYOUT | export FILE | quit

On the processor, or on a graphics card, there in float32 as WebGPU computes: without TF32. LAYOUT is channels-first (PyTorch's default), channels-last, or compiled: channels-last through torch.compile.
"""
import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

DEVICE = torch.device(sys.argv[1] if len(sys.argv) > 1 else "cpu")
torch.backends.cudnn.allow_tf32 = False
torch.set_num_threads(int(os.environ.get("SPAD_BENCH_THREADS", "1")))
BATCH, SIDE, CHANNELS, CLASSES = 8, 64, 4, 4
LAYERS = [
    ("a1", 3, 4, 16), ("a2", 3, 16, 16), ("b1", 3, 16, 32), ("b2", 3, 32, 32), ("c1", 3, 32, 64), ("c2", 3, 64, 64),
    ("d1", 3, 96, 32), ("d2", 3, 32, 32), ("e1", 3, 48, 16), ("e2", 3, 16, 16), ("head", 1, 16, 4),
]


def numbers(length, seed):
    values, state = [], seed
    for _ in range(length):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(state / 2**31 - 1)
    return torch.tensor(values, dtype=torch.float32)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for i, (name, size, inputs, outputs) in enumerate(LAYERS):
            conv = nn.Conv2d(inputs, outputs, size, padding=size // 2)
            scale = (6 / (size * size * inputs)) ** 0.5
            filters = numbers(size * size * inputs * outputs, i + 1) * scale
            conv.weight.data = filters.reshape(size, size, inputs, outputs).permute(3, 2, 0, 1).contiguous()
            conv.bias.data.zero_()
            setattr(self, name, conv)

    def pair(self, x, level):
        return F.relu(getattr(self, level + "2")(F.relu(getattr(self, level + "1")(x))))

    def forward(self, x):
        a = self.pair(x, "a")
        b = self.pair(F.max_pool2d(a, 2), "b")
        c = self.pair(F.max_pool2d(b, 2), "c")
        d = self.pair(torch.cat([F.interpolate(c, scale_factor=2.0, mode="nearest"), b], 1), "d")
        e = self.pair(torch.cat([F.interpolate(d, scale_factor=2.0, mode="nearest"), a], 1), "e")
        return self.head(e)


def main():
    image = numbers(BATCH * SIDE * SIDE * CHANNELS, 1000).reshape(BATCH, SIDE, SIDE, CHANNELS)
    target = ((image[..., 0].double() + 1) / 2 * CLASSES).floor().long().to(DEVICE)
    x = image.permute(0, 3, 1, 2).contiguous().to(DEVICE)
    net = Net().to(DEVICE)
    formats = {
        "channels-first": torch.contiguous_format, "channels-last": torch.channels_last, "compiled": torch.channels_last,
    }
    state = {}

    def contestant(task, layout):
        """Each task has a network of its own, so that a forward pass does not see what steps have learnt."""
        if (task, layout) not in state:
            model = Net().to(DEVICE, memory_format=formats[layout])
            optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-8)
            run = torch.compile(model) if layout == "compiled" else model
            state[task, layout] = run, optimizer, x.contiguous(memory_format=formats[layout])
        return state[task, layout]

    def step(layout):
        run, optimizer, images = contestant("step", layout)
        loss = F.cross_entropy(run(images), target)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.item()

    def forward(layout):
        run, _, images = contestant("forward", layout)
        with torch.inference_mode():
            logits = run(images)
        if DEVICE.type == "cuda":
            torch.cuda.synchronize()
        return logits

    def export(file):
        torch.onnx.export(net, (x,), file, input_names=["image"], output_names=["logits"], dynamo=False)

    card = f", {torch.cuda.get_device_name()}" if DEVICE.type == "cuda" else ""
    print(f"ready {torch.__version__}{card}", flush=True)
    for line in sys.stdin:
        command, *rest = line.split()
        if command == "quit":
            break
        if command == "export":
            export(rest[0])
            print("exported", flush=True)
            continue
        layout = rest[0]
        work = {"step": step, "forward": forward}[command]
        try:
            wall, cpu = time.perf_counter(), time.process_time()
            value = work(layout)
        except Exception as error:  # torch.compile needs a C++ compiler
            print("Error:", str(error).strip().splitlines()[0], flush=True)
            continue
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        result = value if command == "step" else value.sum().item()
        print(f"{wall * 1e3} {cpu * 1e3} {result}", flush=True)


main()
