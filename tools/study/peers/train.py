#!/usr/bin/env python3
"""One of MONAI's networks, trained for so many seconds of one core, on the pixels that our plan names.

    python tools/study/peers/train.py --data DIR --plan plan.json --network dynunet --seconds 600 --out OUT

Trains on the cases of train, as long as its processor time lasts, and writes the labels of the split's cases, at
their own size, to OUT/labels; `plan.json` is what `spad plan --json` writes. Prints a JSON line.

`--recipe nnunet`: SGD with Nesterov momentum 0.99 and weight decay 3e-5, learning rate 1e-2 falling as (1 - t)^0.9
over the budget, Dice + cross-entropy, deep supervision where the network has it, nnU-Net's augmentation, answers
averaged over mirrored images. `--recipe adamw`: the same, but AdamW with a one-cycle learning rate up to 1e-3,
since momentum 0.99 is slow to start in a short budget.

Needs: pip install torch monai numpy pillow
"""

import argparse
import json
import sys
import time
from pathlib import Path

import torch
from monai.inferers import sliding_window_inference
from monai.losses import DiceCELoss
from PIL import Image
from torch.nn import functional as F

from augment import augment
from cases import Batches, Cases
from networks import NETWORKS, divisors


def rate_at(recipe, share):
    """The learning rate when a share of the budget is spent."""
    if recipe == "nnunet":
        return 1e-2 * (1 - share) ** 0.9
    rising = 0.3
    return 1e-3 * (share / rising if share < rising else (1 - share) / (1 - rising)) + 1e-6


def optimizer_of(recipe, model):
    if recipe == "nnunet":
        return torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.99, nesterov=True, weight_decay=3e-5)
    return torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-2)


def padded(images, by):
    height, width = images.shape[2:]
    return F.pad(images, (0, -width % by[1], 0, -height % by[0]))


def loss_of(criterion, logits, target):
    """With deep supervision [n, heads, classes, h, w]: heads count 1, 1/2, 1/4, ..."""
    height, width = target.shape[1:]
    heads = logits.unbind(1) if logits.dim() == 5 else [logits]
    weights = [2.0**-level for level in range(len(heads))]
    losses = [criterion(head[..., :height, :width], target[:, None]) for head in heads]
    return sum(weight * loss for weight, loss in zip(weights, losses)) / sum(weights)


def train(cases, names, options):
    start = time.process_time()
    batches = Batches(cases, names, options.batch)
    model = NETWORKS[options.network](cases.size, cases.channels, len(cases.values))
    optimizer = optimizer_of(options.recipe, model)
    criterion = DiceCELoss(softmax=True, to_onehot_y=True, include_background=False, batch=True)
    by = divisors(options.network, cases.size)
    steps = 0
    while (share := (time.process_time() - start) / options.seconds) < 1:
        for group in optimizer.param_groups:
            group["lr"] = rate_at(options.recipe, share)
        images, target = augment(*batches.next())
        loss = loss_of(criterion, model(padded(images, by)), target)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 12)
        optimizer.step()
        if steps % 50 == 0:
            print(f"step {steps}, {share:.0%}: loss {loss.item():.3f}", flush=True, file=sys.stderr)
        steps += 1
    return model.eval(), steps


@torch.no_grad()
def answer(model, image, cases, by):
    """The mean of the probabilities of four mirrored images, [1, classes, h, w]."""

    def network(images):
        height, width = images.shape[2:]
        return model(padded(images, by))[..., :height, :width]

    total = 0
    for axes in ((), (2,), (3,), (2, 3)):
        turned = image[None].flip(axes)
        logits = (
            sliding_window_inference(turned, cases.size, 8, network, overlap=0.5, mode="gaussian")
            if cases.windows
            else network(turned)
        )
        total = total + logits.softmax(1).flip(axes) / 4
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--plan", type=Path, required=True)
    parser.add_argument("--network", choices=NETWORKS, required=True)
    parser.add_argument("--recipe", choices=("nnunet", "adamw"), default="nnunet")
    parser.add_argument("--seconds", type=float, required=True, help="of one core, for training")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", default="test")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    cases = Cases(options.data, json.loads(options.plan.read_text()))
    begun = time.process_time()
    model, steps = train(cases, cases.splits["train"], options)
    trained = time.process_time() - begun
    labels = options.out / "labels"
    labels.mkdir(parents=True, exist_ok=True)
    by = divisors(options.network, cases.size)
    for name in cases.splits[options.split]:
        probabilities = answer(model, cases.image(name), cases, by)
        Image.fromarray(cases.labels(probabilities, cases.own_size(name))).save(labels / f"{name}.png")
    line = {
        "parameters": sum(weights.numel() for weights in model.parameters()),
        "steps": steps,
        "train": round(trained, 1),
        "score": round(time.process_time() - begun - trained, 1),
        "torch": torch.__version__,
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
