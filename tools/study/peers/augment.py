"""nnU-Net's augmentation, for a whole batch on one core: chances and ranges are those of its trainer."""

import math

import torch
from torch.nn import functional as F


def chance(count, share):
    return torch.rand(count) < share


def between(count, low, high):
    return low + (high - low) * torch.rand(count)


def augment(images, targets):
    """`images` [n, c, h, w] and `targets` [n, h, w], moved alike; grey values of the images change besides."""
    images, targets = mirrored(*moved(images, targets))
    return grey_values(images), targets


def moved(images, targets):
    """Turned by up to 180 degrees and scaled to 0.7 up to 1.4, each for one image in five."""
    count, _, height, width = images.shape
    angle = torch.where(chance(count, 0.2), between(count, -math.pi, math.pi), torch.zeros(count))
    scale = torch.where(chance(count, 0.2), between(count, 0.7, 1.4), torch.ones(count))
    picked = (angle != 0) | (scale != 1)
    if not picked.any():
        return images, targets
    angle, scale = angle[picked], scale[picked]
    cos, sin, none = angle.cos() / scale, angle.sin() / scale, torch.zeros_like(angle)
    # coordinates are shares of each side: a turn keeps shapes only with the ratio in it
    ratio = height / width
    rows = torch.stack([cos, -sin * ratio, none, sin / ratio, cos, none], 1).view(-1, 2, 3)
    grid = F.affine_grid(rows, (len(angle), 1, height, width), align_corners=False)
    images, targets = images.clone(), targets.clone()
    images[picked] = F.grid_sample(images[picked], grid, padding_mode="border", align_corners=False)
    planes = targets[picked][:, None].float()
    planes = F.grid_sample(planes, grid, mode="nearest", padding_mode="zeros", align_corners=False)
    targets[picked] = planes[:, 0].long()
    return images, targets


def mirrored(images, targets):
    for axis in (1, 2):
        turned = chance(len(images), 0.5)
        images = torch.where(turned[:, None, None, None], images.flip(axis + 1), images)
        targets = torch.where(turned[:, None, None], targets.flip(axis), targets)
    return images, targets


def grey_values(images):
    for share, change in (
        (0.1, noise),
        (0.2, blur),
        (0.15, brightness),
        (0.15, contrast),
        (0.25, low_resolution),
        (0.1, lambda image: -gamma(-image)),
        (0.3, gamma),
    ):
        for index in chance(len(images), share).nonzero()[:, 0].tolist():
            images[index] = change(images[index])
    return images


def noise(image):
    return image + torch.randn_like(image) * float(between(1, 0, 0.1)) ** 0.5


def blur(image):
    sigma = float(between(1, 0.5, 1))
    offsets = torch.arange(-3.0, 4.0)
    kernel = torch.exp(-(offsets**2) / (2 * sigma**2))
    kernel = kernel / kernel.sum()
    planes = F.pad(image[:, None], (3, 3, 3, 3), mode="replicate")
    planes = F.conv2d(planes, kernel.view(1, 1, 7, 1))
    return F.conv2d(planes, kernel.view(1, 1, 1, 7))[:, 0]


def brightness(image):
    return image * float(between(1, 0.75, 1.25))


def contrast(image):
    mean, low, high = image.mean(), image.min(), image.max()
    return ((image - mean) * float(between(1, 0.75, 1.25)) + mean).clamp(low, high)


def low_resolution(image):
    height, width = image.shape[1:]
    by = float(between(1, 0.5, 1))
    small = F.interpolate(image[None], (max(2, int(height * by)), max(2, int(width * by))), mode="nearest")
    return F.interpolate(small, (height, width), mode="bicubic", align_corners=False)[0]


def gamma(image):
    mean, spread, low, high = image.mean(), image.std(), image.min(), image.max()
    unit = (image - low) / (high - low + 1e-7)
    out = unit ** float(between(1, 0.7, 1.5)) * (high - low) + low
    return (out - out.mean()) / (out.std() + 1e-7) * spread + mean
