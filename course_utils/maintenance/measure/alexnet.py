"""The small AlexNet of chapter 09 on photograph patches: one choice of the paper changed at a time.

The training set is small on purpose (50 patches of each photograph): a network of several hundred thousand parameters
can learn it by heart, which is what most of these choices were made against. Every recipe is trained from the same
seeds for 30 epochs, and for 120. The recipes with and without dropout and augmentation are trained at other rates too,
judged on training patches that were not learned from.
"""

import time

import numpy as np
import torch

from course_utils import data
from course_utils.data import augmentation
from course_utils.data.runs import Run, packed
from course_utils.experiment import loop, metrics
from course_utils.maintenance.measure import Job
from course_utils.models import alexnet_plan
from course_utils.models.alexnet import SmallAlexNet, TowerNet, ten_patch_probabilities

SEEDS = (0, 1, 2, 3, 4)
PATCHES, LARGER, SIDE = 400, 36, 32  # training patches; each is enlarged to 36 × 36, and the network takes 32 × 32
JUDGES = 1000  # further training patches, to choose a rate by: from the same tiles, so easier than the test patches
CONTRAST = 4.0  # centred pixels have a standard deviation near 1/4
SHORT, LONG, BATCH, RATE = 30, 120, 50, 1e-3
SLOWER_FROM = 11 / 15  # a tenth of the rate from 11/15 of the epochs on
RATES = (5e-4, 2e-3)  # tried beside RATE
EVERYTHING = ("crops", "reflections", "colour")
NARROW = (24, 48, 72, 72, 64)  # one tower, last convolution and dense layers whole: as many parameters as two towers

#: One entry for each label: options of the network, and what is done to the training patches.
RECIPES = {
    "base": ({}, EVERYTHING),
    "no_dropout": ({"dropout": 0}, EVERYTHING),
    "no_augmentation": ({}, ()),
    "neither": ({"dropout": 0}, ()),
    "no_crops": ({}, ("reflections", "colour")),
    "no_reflections": ({}, ("crops", "colour")),
    "no_colour": ({}, ("crops", "reflections")),
    "plain_pooling": ({"overlapping": False}, EVERYTHING),
    "one_tower": ({"towers": 1}, EVERYTHING),
    "equal_parameters": ({"towers": 1, "kernels": NARROW}, EVERYTHING),
    "lrn": ({"lrn": True}, EVERYTHING),
}
BRAKES = ("base", "no_dropout", "no_augmentation", "neither")


def pictures(count=PATCHES):
    """Return (train_x, train_y, test_x, test_y, mean): the patches at 36 × 36, from 0 to 1, and the training mean.

    The first `count` training patches, whose classes are balanced, and all 1,000 test patches. `mean` is (3, 36, 36).
    """
    patches = data.load("patches", raw=True)
    train, test = (enlarged(x) for x in (patches.train_x[:count], patches.test_x))
    return train, patches.train_y[:count], test, patches.test_y, train.mean(axis=0)


def enlarged(x):
    """Scale patches uint8 (N, 3, 32, 32) to 36 × 36; float32 from 0 to 1."""
    large = [augmentation.shorter_side(patch.transpose(1, 2, 0), LARGER) for patch in x]
    return np.stack(large).transpose(0, 3, 1, 2).astype(np.float32) / 255


def augmenter(kinds, components=None):
    """Return the function that changes a training batch (B, 3, 36, 36) to (B, 3, 32, 32).

    `kinds` names what is done: "crops" (else the centre is taken), "reflections", "colour" (needs the `components` of
    the prepared training set).
    """

    def change(x, rng):
        x = augmentation.random_crops(x, SIDE, rng) if "crops" in kinds else augmentation.centre_crop(x, SIDE)
        if "reflections" in kinds:
            x = augmentation.random_reflections(x, rng)
        return augmentation.colour_shift(x, components, rng) if "colour" in kinds else x

    return change


def jobs() -> list:
    """List every run, the most telling first, all recipes of a kind seed by seed."""
    towers = ("one_tower", "equal_parameters")
    rest = tuple(name for name in RECIPES if name not in (*BRAKES, "lrn"))
    kinds = [
        *((names, epochs, SEEDS, (RATE,)) for names, epochs in ((BRAKES, LONG), (BRAKES, SHORT), (rest, SHORT))),
        # The chapter speaks of what stands above; what follows is there to be measured, too.
        (towers, LONG, SEEDS, (RATE,)),
        (BRAKES, LONG, SEEDS[:2], RATES),
        (tuple(name for name in rest if name not in towers), LONG, SEEDS, (RATE,)),
        *((("lrn",), epochs, SEEDS, (RATE,)) for epochs in (SHORT, LONG)),
    ]
    return [
        Job(f"{name}, {epochs}" + (f", rate {rate:g}" if rate != RATE else ""), seed, recipe)
        for names, epochs, seeds, rates in kinds for seed in seeds for name in names for rate in rates
    ]  # fmt: skip


def recipe(label, seed):
    """Train with one recipe, as the label says: its name, epochs and, where it is not RATE, "rate" and the rate.

    `values` holds the errors with one patch and with ten, top-1 and top-2, and in `wrong` which test patches the
    network took for another photograph, as `data.runs.packed` writes it.
    """
    name, epochs, rate = (*label.replace("rate ", "").split(", "), RATE)[:3]
    (options, kinds), epochs, rate = RECIPES[name], int(epochs), float(rate)
    start, slower_from = time.process_time(), round(SLOWER_FROM * epochs)
    train_x, train_y, test_x, test_y, mean = pictures()
    train_x, test_x = CONTRAST * (train_x - mean), CONTRAST * (test_x - mean)
    components = augmentation.colour_components(train_x)
    model = network(seed=seed, **options).to(memory_format=torch.channels_last)  # a fifth faster
    loop.fit(
        model, (train_x, train_y), epochs=epochs, batch_size=BATCH, augment=augmenter(kinds, components), seed=seed,
        optimizer=lambda parameters: torch.optim.Adam(parameters, lr=rate), progress=False,
        schedule=lambda epoch: 1.0 if epoch < slower_from else 0.1,
    )  # fmt: skip
    values = {"train_top1": _error(model, train_x, train_y), "judged_top1": _error(model, *_judges(mean))}
    values |= _tested(model, test_x, test_y)
    values["parameters"] = sum(parameter.numel() for parameter in model.parameters())
    settings = {"patches": PATCHES, "epochs": epochs, "batch": BATCH, "rate": rate, "changes": list(kinds), **options}
    return Run(label, seed, settings, values=values, seconds=time.process_time() - start)


def network(kernels=None, **options):
    """Return a `SmallAlexNet`, or one whose five convolutions have as many `kernels` as are named."""
    if kernels is None:
        return SmallAlexNet(**options)
    plan = alexnet_plan.small()
    convolutions = (layer._replace(kernels=count) for layer, count in zip(plan.convolutions, kernels, strict=True))
    return TowerNet(plan._replace(convolutions=tuple(convolutions)), lrn=False, initialisation="he", **options)


def _judges(mean):
    patches = data.load("patches", raw=True)
    some = slice(PATCHES, PATCHES + JUDGES)
    return CONTRAST * (enlarged(patches.train_x[some]) - mean), patches.train_y[some]


def _centre(x):
    return np.ascontiguousarray(augmentation.centre_crop(x, SIDE))


def _error(model, x, labels):
    return metrics.top_k_error(loop.outputs(model, _centre(x), batch_size=100), labels, 1)


def _tested(model, x, labels):
    ten = [ten_patch_probabilities(model, some, SIDE) for some in np.split(x, 10)]
    found = {"one_patch": loop.outputs(model, _centre(x), batch_size=100), "ten_patches": np.concatenate(ten)}
    values = {f"{name}_top{k}": metrics.top_k_error(some, labels, k) for name, some in found.items() for k in (1, 2)}
    wrong = found["one_patch"].argmax(axis=1) != labels
    return {**values, "wrong": packed(wrong)}
