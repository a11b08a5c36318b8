"""One denoising step of PyPI's med-seg-diff-pytorch, its defaults at 256 x 256 with one channel: answers `step` on stdin.

    python med_seg_diff.py
"""
import os
import sys
import time
from importlib.metadata import version

import torch
from med_seg_diff_pytorch import Unet

torch.set_num_threads(int(os.environ.get("SPAD_BENCH_THREADS", "1")))
SIDE = 256
network = Unet(dim=64, image_size=SIDE, mask_channels=1, input_img_channels=1, dim_mults=(1, 2, 4, 8)).eval()
mask, image, times = torch.randn(1, 1, SIDE, SIDE), torch.randn(1, 1, SIDE, SIDE), torch.tensor([10])
print(f"ready {version('med-seg-diff-pytorch')}, {sum(p.numel() for p in network.parameters())} parameters", flush=True)
for line in sys.stdin:
    if line.strip() == "quit":
        break
    wall, cpu = time.perf_counter(), time.process_time()
    with torch.inference_mode():
        value = network(mask, times, image).sum().item()
    print(f"{(time.perf_counter() - wall) * 1e3} {(time.process_time() - cpu) * 1e3} {value}", flush=True)
