"""MONAI's networks in two dimensions, as their makers set them."""

import math

from monai.networks.nets import BasicUNet, DynUNet, SegResNet

MOST_FILTERS = 512


def basic_unet(size, channels, classes):
    return BasicUNet(spatial_dims=2, in_channels=channels, out_channels=classes)


def segresnet(size, channels, classes):
    return SegResNet(spatial_dims=2, in_channels=channels, out_channels=classes, init_filters=16)


def dynunet(size, channels, classes):
    """nnU-Net's network: halved along each axis as long as 8 pixels are left, deeply supervised."""
    strides = strides_of(size)
    kernels = [(3, 3)] * len(strides)
    return DynUNet(
        spatial_dims=2,
        in_channels=channels,
        out_channels=classes,
        kernel_size=kernels,
        strides=strides,
        upsample_kernel_size=strides[1:],
        filters=[min(32 * 2**level, MOST_FILTERS) for level in range(len(strides))],
        deep_supervision=True,
        deep_supr_num=max(1, len(strides) - 3),
    )


def strides_of(size):
    strides = [(1, 1)]
    left = list(size)
    while max(left) >= 8 and len(strides) < 8:
        stride = tuple(2 if pixels >= 8 else 1 for pixels in left)
        left = [pixels // by for pixels, by in zip(left, stride)]
        strides.append(stride)
    return strides


NETWORKS = {"basic-unet": basic_unet, "segresnet": segresnet, "dynunet": dynunet}


def divisors(network, size):
    """What height and width have to be multiples of."""
    if network == "dynunet":
        return tuple(math.prod(steps) for steps in zip(*strides_of(size)))
    return {"basic-unet": (16, 16), "segresnet": (8, 8)}[network]
