"""The small AlexNet of chapter 09 on photograph patches: one choice of the paper changed at a time, three seeds each.

The training set is small on purpose (50 patches of each photograph): a network of several hundred thousand parameters
can learn it by heart, which is what most of these choices were made against.
"""

import time
from dataclasses import replace

import numpy as np
import torch

from course_utils import data
from course_utils.data import augmentation
from course_utils.data.runs import Run
from course_utils.experiment import loop, metrics
from course_utils.models.alexnet import SmallAlexNet, ten_patch_probabilities

SEEDS = (0, 1, 2)
PATCHES, LARGER, SIDE = 400, 36, 32  # training patches; each is enlarged to 36 × 36, and the network takes 32 × 32
CONTRAST = 4.0  # centred pixels have a standard deviation near 1/4
EPOCHS, SLOWER_FROM, BATCH, RATE = 30, 22, 50, 1e-3  # a tenth of the rate from epoch 22 on
EVERYTHING = ("crops", "reflections", "colour")

#: One entry for each label: options of the network, and what is done to the training patches.
RECIPES = {
    "base": ({}, EVERYTHING),
    "no_crops": ({}, ("reflections", "colour")),
    "no_reflections": ({}, ("crops", "colour")),
    "no_colour": ({}, ("crops", "reflections")),
    "no_augmentation": ({}, ()),
    "no_dropout": ({"dropout": 0}, EVERYTHING),
    "neither": ({"dropout": 0}, ()),
    "plain_pooling": ({"overlapping": False}, EVERYTHING),
    "one_tower": ({"towers": 1}, EVERYTHING),
    "lrn": ({"lrn": True}, EVERYTHING),
}

#: The bends are compared on how fast they learn the training set: no dropout, no augmentation, more patches.
BENDS = {
    "relu": {"activation": "relu", "initialisation": "he"},
    "tanh": {"activation": "tanh", "initialisation": "xavier"},
    "sigmoid": {"activation": "sigmoid", "initialisation": "xavier"},
    "relu_paper": {"activation": "relu", "initialisation": "paper"},
    "tanh_paper": {"activation": "tanh", "initialisation": "paper"},
}
BEND_PATCHES, BEND_EPOCHS = 800, 12


def pictures(count=PATCHES):
    """Return (train_x, train_y, test_x, test_y, mean): the patches at 36 × 36, from 0 to 1, and the training mean.

    The first `count` training patches, whose classes are balanced, and all 1,000 test patches. `mean` is (3, 36, 36).
    """
    patches = data.load("patches", raw=True)
    train, test = (_enlarged(x) for x in (patches.train_x[:count], patches.test_x))
    return train, patches.train_y[:count], test, patches.test_y, train.mean(axis=0)


def _enlarged(x):
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


def runs():
    """Yield every run: the recipes with one thing changed, then the bends."""
    for labels, made in ((RECIPES, recipe), (BENDS, bend)):
        for label in labels:
            for seed in SEEDS:
                start = time.process_time()
                run = made(label, seed)
                yield replace(run, seconds=time.process_time() - start)


def recipe(label, seed, epochs=EPOCHS):
    """Train with one recipe; `values` holds the errors with one patch and with ten, top-1 and top-2."""
    options, kinds = RECIPES[label]
    train_x, train_y, test_x, test_y, mean = pictures()
    train_x, test_x = CONTRAST * (train_x - mean), CONTRAST * (test_x - mean)
    centre = np.ascontiguousarray(augmentation.centre_crop(test_x, SIDE))
    components = augmentation.colour_components(train_x)
    model = SmallAlexNet(seed=seed, **options)
    record = loop.fit(
        model, (train_x, train_y), epochs=epochs, batch_size=BATCH, optimizer=_adam,
        augment=augmenter(kinds, components), seed=seed, progress=False,
        schedule=lambda epoch: 1.0 if epoch < SLOWER_FROM else 0.1,
    )  # fmt: skip
    seen = np.ascontiguousarray(augmentation.centre_crop(train_x, SIDE))
    values = {"train_top1": metrics.top_k_error(loop.outputs(model, seen), train_y, 1)}
    values |= {f"one_patch_top{k}": metrics.top_k_error(loop.outputs(model, centre), test_y, k) for k in (1, 2)}
    ten = ten_patch_probabilities(model, test_x, SIDE)
    values |= {f"ten_patches_top{k}": metrics.top_k_error(ten, test_y, k) for k in (1, 2)}
    values["parameters"] = sum(parameter.numel() for parameter in model.parameters())
    settings = {"patches": PATCHES, "epochs": epochs, "batch": BATCH, "rate": RATE, "changes": list(kinds), **options}
    return Run(label, seed, settings, record.train_loss, record.train_accuracy, values=values)


def bend(label, seed, epochs=BEND_EPOCHS):
    """Train with one activation and one initialisation, neither dropout nor augmentation."""
    options = BENDS[label]
    train_x, train_y, _, _, mean = pictures(BEND_PATCHES)
    contrast = 255.0 if options["initialisation"] == "paper" else CONTRAST  # the paper's pixels run to 255
    train_x = np.ascontiguousarray(augmentation.centre_crop(contrast * (train_x - mean), SIDE))
    model = SmallAlexNet(seed=seed, dropout=0, **options)
    record = loop.fit(
        model, (train_x, train_y), epochs=epochs, batch_size=BATCH, optimizer=_adam, seed=seed, progress=False
    )
    settings = {"patches": BEND_PATCHES, "epochs": epochs, "batch": BATCH, "rate": RATE, "contrast": contrast}
    return Run(label, seed, {**settings, **options}, record.train_loss, record.train_accuracy)


def _adam(parameters):
    return torch.optim.Adam(parameters, lr=RATE)
