"""A folder of images and masks, seen as our plan says: whole images at one size, or windows at a scale."""

import json

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F


class Cases:
    """Cases in memory: normalised images [c, h, w] and class indices [h, w]."""

    def __init__(self, folder, plan):
        about = json.loads((folder / "dataset.json").read_text())
        self.folder = folder
        self.values = sorted(about["labels"].values())
        self.splits = about["splits"]
        self.size = tuple(int(side) for side in plan["size"].split("x"))
        self.windows = plan.get("fit", {}).get("type") == "windows"
        self.scale = plan.get("fit", {}).get("scale", 1)
        first = self.open("images", self.splits["train"][0])
        self.colour = first.mode.startswith("RGB")

    @property
    def channels(self):
        return 3 if self.colour else 1

    def open(self, kind, name):
        found = next((self.folder / kind).glob(f"{name}.*"))
        return Image.open(found)

    def image(self, name):
        """Mean 0 and spread 1 in each image, at the size that the network sees."""
        picture = self.open("images", name).convert("RGB" if self.colour else "L")
        height, width = self.seen(picture)
        small = picture.resize((width, height), Image.Resampling.BILINEAR)
        pixels = np.asarray(small, np.float32).reshape(height, width, -1).transpose(2, 0, 1)
        return torch.from_numpy((pixels - pixels.mean()) / (pixels.std() + 1e-6))

    def seen(self, picture):
        if not self.windows:
            return self.size
        # a window has to fit in
        shares = (max(1, round(side * self.scale)) for side in (picture.height, picture.width))
        return tuple(max(side, least) for side, least in zip(shares, self.size))

    def target(self, name):
        mask = self.open("masks", name)
        height, width = self.seen(mask)
        values = np.array(mask.resize((width, height), Image.Resampling.NEAREST))
        return torch.from_numpy(np.searchsorted(self.values, values)).long()

    def own_size(self, name):
        mask = self.open("masks", name)
        return mask.height, mask.width

    def labels(self, logits, size):
        """Label values at an image's own size."""
        large = F.interpolate(logits, size=size, mode="bilinear", align_corners=False)
        return np.array(self.values, np.uint8)[large[0].argmax(0).numpy()]


class Batches:
    """Batches of whole images, or of windows of which a third holds a class that is not background."""

    def __init__(self, cases, names, batch):
        self.images = [cases.image(name) for name in names]
        self.targets = [cases.target(name) for name in names]
        self.size = cases.size
        self.windows = cases.windows
        self.batch = batch
        self.places = [self.foreground(target) for target in self.targets] if self.windows else []

    @staticmethod
    def foreground(target):
        shown = [label for label in target.unique().tolist() if label > 0]
        return [(target == label).nonzero() for label in shown]

    def next(self):
        picked = torch.randint(len(self.images), (self.batch,)).tolist()
        pairs = [self.crop(case, slot) for slot, case in enumerate(picked)]
        return torch.stack([image for image, _ in pairs]), torch.stack([target for _, target in pairs])

    def crop(self, case, slot):
        image, target = self.images[case], self.targets[case]
        if not self.windows:
            return image, target
        room = [side - window for side, window in zip(target.shape, self.size)]
        top, left = (int(torch.randint(free + 1, ())) for free in room)
        if slot >= self.batch - round(self.batch / 3) and self.places[case]:
            places = self.places[case][int(torch.randint(len(self.places[case]), ()))]
            middle = places[int(torch.randint(len(places), ()))].tolist()
            top, left = (
                min(max(at - window // 2, 0), free) for at, window, free in zip(middle, self.size, room)
            )
        rows, columns = slice(top, top + self.size[0]), slice(left, left + self.size[1])
        return image[:, rows, columns], target[rows, columns]
