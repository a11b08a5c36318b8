#!/usr/bin/env python3
"""A plain U-Net in PyTorch on a folder of images and masks: what `spad train` should not fall behind.

    python tools/study/peer.py --data DIR --size 96 96 --steps 1000 --seed 1

0.33 M parameters, cross-entropy + Dice loss, AdamW with a one-cycle learning rate, random mirroring and brightness;
trained on the cases of train and val, the last weights are scored. Prints a JSON line: Dice at the images' own
size, first each case's mean over the classes it shows or is said to show, then over cases, as `spad evaluate` does.

Needs: pip install torch numpy pillow
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

WIDTHS = (16, 32, 64, 80)


def block(inputs, outputs):
    layers = []
    for channels in (inputs, outputs):
        layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers)


class PlainUNet(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        sizes = (channels, *WIDTHS)
        self.down = nn.ModuleList(block(a, b) for a, b in zip(sizes, WIDTHS))
        self.up = nn.ModuleList(block(a + b, a) for a, b in zip(WIDTHS, WIDTHS[1:]))
        self.head = nn.Conv2d(WIDTHS[0], classes, 1)

    def forward(self, x):
        skips = []
        for level in self.down:
            x = level(F.max_pool2d(x, 2) if skips else x)
            skips.append(x)
        for level, skip in zip(reversed(self.up), reversed(skips[:-1])):
            x = level(torch.cat([skip, F.interpolate(x, scale_factor=2, mode="bilinear")], 1))
        return self.head(x)


def read(path, name):
    image = Image.open(path / "images" / f"{name}.png")
    mask = np.array(Image.open(path / "masks" / f"{name}.png"))
    return image.convert("RGB" if image.mode.startswith("RGB") else "L"), mask


def as_input(image, size):
    pixels = np.asarray(image.resize(size[::-1], Image.Resampling.BILINEAR), np.float32)
    pixels = pixels.reshape(*pixels.shape[:2], -1).transpose(2, 0, 1)
    return torch.from_numpy((pixels - pixels.mean()) / (pixels.std() + 1e-6))


def as_target(mask, size):
    small = Image.fromarray(mask).resize(size[::-1], Image.Resampling.NEAREST)
    return torch.from_numpy(np.array(small, np.int64))


def loss_of(logits, target, classes):
    one_hot = F.one_hot(target, classes).permute(0, 3, 1, 2).float()
    probabilities = logits.softmax(1)
    common = (probabilities * one_hot).sum((0, 2, 3))[1:]
    whole = (probabilities + one_hot).sum((0, 2, 3))[1:]
    return F.cross_entropy(logits, target) + 1 - ((2 * common + 1) / (whole + 1)).mean()


def train(path, names, options, labels):
    cases = [read(path, name) for name in names]
    images = torch.stack([as_input(image, options.size) for image, _ in cases])
    targets = torch.stack([as_target(mask, options.size) for _, mask in cases])
    model = PlainUNet(images.shape[1], labels)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=options.steps)
    for step in range(options.steps):
        pick = torch.randint(len(names), (options.batch,))
        x, y = images[pick], targets[pick]
        mirrored = torch.rand(options.batch) < 0.5
        x = torch.where(mirrored[:, None, None, None], x.flip(3), x)
        y = torch.where(mirrored[:, None, None], y.flip(2), y)
        x = x * (1 + 0.2 * torch.randn(options.batch, 1, 1, 1)) + 0.2 * torch.randn(options.batch, 1, 1, 1)
        loss = loss_of(model(x), y, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True, file=sys.stderr)
    return model.eval()


@torch.no_grad()
def dice_of(model, path, name, options, labels):
    image, mask = read(path, name)
    logits = model(as_input(image, options.size)[None])
    said = F.interpolate(logits, size=mask.shape, mode="bilinear")[0].argmax(0).numpy()
    scores = []
    for label in range(1, labels):
        truth, found = mask == label, said == label
        whole = truth.sum() + found.sum()
        scores.append(float(2 * (truth & found).sum() / whole) if whole else None)
    return scores


def mean(values):
    values = [value for value in values if value is not None]
    return sum(values) / len(values) if values else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, nargs=2, default=(96, 96), help="height and width")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    about = json.loads((options.data / "dataset.json").read_text())
    labels = len(about["labels"])
    splits = about["splits"]
    start = time.process_time()
    model = train(options.data, splits["train"] + splits.get("val", []), options, labels)
    cases = [dice_of(model, options.data, name, options, labels) for name in splits["test"]]
    line = {
        "set": about["name"],
        "variant": "pytorch-unet",
        "seed": options.seed,
        "parameters": sum(weights.numel() for weights in model.parameters()),
        "dice": mean([mean(scores) for scores in cases]),
        "classes": [mean(column) for column in zip(*cases)],
        "cpu": round(time.process_time() - start),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
