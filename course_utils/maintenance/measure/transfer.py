"""Chapter 12: what layers are worth that have learned elsewhere, on 50 pictures of one's own, and on 400.

First a small network of the course's own making. It learns three photographs apart (source "photographs"), or the
digits ("digits"); then its first layers are handed to a network that has 50 patches of five *other* photographs to
learn from: source and target share no picture. Frozen at random they are a control.

Then `EfficientNet-Lite0`, trained on ImageNet by others: its frozen features and a linear layer, beside the small
AlexNet of chapter 09 from scratch, on 50 and 400 patches of all eight photographs.

Whatever is tuned (a rate, a weight decay) is chosen run by run on training patches that were not learned from, never on
the test patches; test patches lie in tiles of their own.
"""

import time
from functools import lru_cache

import numpy as np
import torch

from course_utils import data
from course_utils.data import augmentation
from course_utils.data.patches import tiles
from course_utils.data.runs import Run, packed
from course_utils.data.sample_folder import PICTURES
from course_utils.experiment import loop
from course_utils.experiment.transfer import LinearLayer, SmallNet, hand_on
from course_utils.maintenance.measure import Job, alexnet
from course_utils.models import efficientnet_lite

SEEDS, FEW, MANY = range(5), 50, 400  # seeds; patches to learn from
RATES, DECAYS = (3e-4, 1e-3, 3e-3, 1e-2), (1e-3, 1e-2, 1e-1, 1.0)
KEPT = 2  # convolutions, of four, that are handed on
SHOWN = 30_000  # pictures that a source network learns from, many of them several times
EPOCHS, BATCH = 100, 10
FEW_JUDGES = 200  # of the five photographs' training patches, to choose a rate by
JUDGES = slice(MANY, MANY + alexnet.JUDGES)  # of all eight, likewise
SIDE = 160  # of a patch for the pretrained network
SCRATCH_EPOCHS, SCRATCH_RATES = 480, (3e-4, 1e-3, 3e-3)  # of the small AlexNet on 50 patches
SOURCES = ("photographs", "digits")
#: Variant -> (where its first layers come from, whether they go on learning).
VARIANTS = {
    "from scratch": (None, True),
    "frozen at random": (None, False),
    **{f"{source}, {way}": (source, way == "fine-tuned") for source in SOURCES for way in ("frozen", "fine-tuned")},
}


def jobs() -> list:
    """List every run: the small network's variants seed by seed, then those of the pretrained network."""
    small = [Job(variant, seed, small_run) for seed in SEEDS for variant in VARIANTS]
    features = [Job(f"features, {FEW}", seed, features_run) for seed in SEEDS]
    features += [Job(f"features, {MANY}", 0, features_run)]
    scratch = [Job(f"scratch, {FEW}", seed, scratch_run) for seed in SEEDS]
    colour = [Job("colour", seed, colour_run) for seed in SEEDS]
    return [*small, *features, *scratch, *colour, Job("shown", 0, shown_run)]


@lru_cache(maxsize=1)
def patches():
    """Return the patches of the photographs, as bytes: cutting them takes a second, and every run asks."""
    return data.load("patches", raw=True)


# ---- a small network of our own --------------------------------------------------------------------------------------
def chosen(names, test=False):
    """Return the patches of the photographs `names`, (x uint8, labels from 0), training half or test half."""
    cut = patches()
    x, labels = (cut.test_x, cut.test_y) if test else (cut.train_x, cut.train_y)
    numbers = [cut.class_names.index(name) for name in names]
    rows = np.flatnonzero(np.isin(labels, numbers))
    return x[rows], np.searchsorted(numbers, labels[rows])


def standardised(x, like):
    """Return pictures as float32 by mean and deviation of each colour over the pictures `like`."""
    mean, std = (getattr(like.astype(np.float32), name)(axis=(0, 2, 3), keepdims=True) for name in ("mean", "std"))
    return (x - mean) / (std + 1e-3)


@lru_cache(maxsize=2)
def source_network(source, seed):
    """Train the network whose first layers are handed on; return it with its accuracy on pictures it has not seen."""
    if source == "digits":
        digits = data.load("digits", raw=True)
        sets = [
            (np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2))).repeat(3, axis=1), y)
            for x, y in ((digits.train_x, digits.train_y), (digits.test_x, digits.test_y))
        ]
    else:
        others = tuple(sorted(set(patches().class_names) - set(PICTURES)))
        sets = [chosen(others), chosen(others, test=True)]
    like = sets[0][0]
    learned, held = ((standardised(x, like).astype(np.float32), y) for x, y in sets)
    network, epochs = SmallNet(int(learned[1].max()) + 1, seed), SHOWN // len(learned[1])
    loop.fit(
        network, learned, epochs=epochs, batch_size=50, seed=seed, progress=False,
        optimizer=lambda parameters: torch.optim.Adam(parameters, lr=1e-3),
        schedule=lambda epoch: slower(epoch, epochs),
    )  # fmt: skip
    return network, loop.evaluate(network, *held).accuracy


def slower(epoch, epochs):
    """Return the factor of the rate: a tenth from three quarters of the epochs on."""
    return 1.0 if epoch < 0.75 * epochs else 0.1


def target_sets(seed):
    """Return (train, judges, test) of the five photographs for a seed, each (x, labels), by the 50 patches' scale."""
    x, labels = chosen(PICTURES)
    order = np.random.default_rng([seed, 50]).permutation(len(x) // 5)  # the patches are dealt out class by class
    rows = (5 * order[:, None] + np.arange(5)).ravel()
    few, judges = rows[:FEW], rows[FEW : FEW + FEW_JUDGES]
    like = x[few]
    test_x, test_y = chosen(PICTURES, test=True)
    return [(standardised(some, like).astype(np.float32), y)
            for some, y in ((like, labels[few]), (x[judges], labels[judges]), (test_x, test_y))]  # fmt: skip


def changed(x, rng):
    """Shift and mirror a training batch: the same for every variant."""
    return augmentation.random_reflections(augmentation.random_crops(x, 32, rng, padding=4), rng)


def small_run(variant, seed):
    """Train one variant at each rate; keep the one that the judges prefer, and test it."""
    start, (source, learn) = time.process_time(), VARIANTS[variant]
    train, judges, test = target_sets(seed)
    values = {"judged": {}, "source_accuracy": source_network(source, seed)[1] if source else None}
    best = None
    for rate in RATES:
        network = SmallNet(len(PICTURES), seed)
        given = source_network(source, seed)[0] if source else network
        hand_on(given, network, KEPT, learn)
        loop.fit(
            network, train, epochs=EPOCHS, batch_size=BATCH, seed=seed, augment=changed, progress=False,
            optimizer=lambda parameters, rate=rate: torch.optim.Adam(parameters, lr=rate),
            schedule=lambda epoch: slower(epoch, EPOCHS),
        )  # fmt: skip
        error = values["judged"][f"{rate:g}"] = 1 - loop.evaluate(network, *judges).accuracy
        if best is None or error < best[0]:
            best = error, rate, network
    settings = {"pictures": FEW, "kept": KEPT, "epochs": EPOCHS, "batch": BATCH, "rate": best[1]}
    return _stored(variant, seed, settings, loop.predict(best[2], test[0]) != test[1], values, start)


def colour_run(label, seed):
    """Measure what the layers that are handed on see of colour: how far their maps change when it is taken away.

    The length of the change over that of the maps, of the five photographs' squares that the judges have, each pixel's
    three numbers replaced by their mean.
    """
    start, x = time.process_time(), torch.from_numpy(target_sets(seed)[1][0])
    grey = x.mean(dim=1, keepdim=True).expand_as(x).contiguous()
    networks = {"random": SmallNet(len(PICTURES), seed)} | {name: source_network(name, seed)[0] for name in SOURCES}
    values = {}
    for name, network in networks.items():
        with torch.inference_mode():
            maps, without = (network.maps(pixels, KEPT) for pixels in (x, grey))
        values[name] = float((maps - without).norm() / maps.norm())
    return Run(label, seed, {"kept": KEPT}, values=values, seconds=time.process_time() - start)


# ---- a network that others have trained ------------------------------------------------------------------------------
@lru_cache(maxsize=1)
def frozen_features():
    """Return the pretrained network's features of all training and test patches that are used, (N, 1280) each."""
    network, sets = efficientnet_lite.load_efficientnet_lite0(), (patches().train_x[: JUDGES.stop], patches().test_x)
    return [efficientnet_lite.features(network, efficientnet_lite.enlarged(x, SIDE)) for x in sets]


def learned_from(count, seed):
    """Return which training patches a run learns from: blocks of `FEW`, one for each seed, or the first `MANY`."""
    return slice(seed * count, (seed + 1) * count) if count == FEW else slice(count)


def features_run(label, seed):
    """Fit the linear layer on frozen features with each weight decay; keep what the judges prefer, and test it."""
    start, count = time.process_time(), int(label.split(", ")[1])
    (train, test), labels, some = frozen_features(), patches().train_y, learned_from(count, seed)
    layers = {decay: LinearLayer(train[some], labels[some], decay) for decay in DECAYS}
    judged = {d: float(np.mean(layer.predict(train[JUDGES]) != labels[JUDGES])) for d, layer in layers.items()}
    decay = min(judged, key=judged.get)
    wrong = layers[decay].predict(test) != patches().test_y
    values = {"judged": {f"{d:g}": error for d, error in judged.items()}}
    return _stored(label, seed, {"pictures": count, "side": SIDE, "decay": decay}, wrong, values, start)


def scratch_run(label, seed):
    """Train the small AlexNet on the same 50 patches from scratch at each rate; keep what the judges prefer."""
    start, cut, some = time.process_time(), patches(), learned_from(FEW, seed)
    x, judges, test = (alexnet.enlarged(x) for x in (cut.train_x[some], cut.train_x[JUDGES], cut.test_x))
    mean = x.mean(axis=0)
    x, judges, test = (alexnet.CONTRAST * (pixels - mean) for pixels in (x, judges, test))
    judges, test = (augmentation.centre_crop(pixels, alexnet.SIDE).copy() for pixels in (judges, test))
    augment, found = alexnet.augmenter(alexnet.EVERYTHING, augmentation.colour_components(x)), {}
    for rate in SCRATCH_RATES:
        network = alexnet.network(seed=seed).to(memory_format=torch.channels_last)
        loop.fit(
            network, (x, cut.train_y[some]), epochs=SCRATCH_EPOCHS, batch_size=FEW, augment=augment, seed=seed,
            progress=False, optimizer=lambda parameters, rate=rate: torch.optim.Adam(parameters, lr=rate),
            schedule=lambda epoch: slower(epoch, SCRATCH_EPOCHS),
        )  # fmt: skip
        found[rate] = float(np.mean(loop.predict(network, judges, 100) != cut.train_y[JUDGES])), network
    rate = min(found, key=lambda rate: found[rate][0])
    wrong = loop.predict(found[rate][1], test, 100) != cut.test_y
    settings = {"pictures": FEW, "epochs": SCRATCH_EPOCHS, "batch": FEW, "rate": rate}
    values = {"judged": {f"{r:g}": error for r, (error, _) in found.items()}}
    return _stored(label, seed, settings, wrong, values, start)


def shown_run(label, seed):
    """Keep what the chapter shows where the package is not installed: five answers a photograph, the first filters."""
    start, network = time.process_time(), efficientnet_lite.load_efficientnet_lite0()
    answers = efficientnet_lite.answers(network, data.photographs())
    filters = network.stem[1].weight.detach().numpy()  # (32, 3, 3, 3)
    largest = float(np.abs(filters).max())
    levels = np.round(127 + 127 * filters / largest).astype(np.uint8)
    values = {"answers": answers, "filters": levels.tobytes().hex(), "largest": largest}
    return Run(label, seed, {"side": efficientnet_lite.SIDE}, values=values, seconds=time.process_time() - start)


def _stored(label, seed, settings, wrong, values, start):
    """Return a Run; its mistakes are filled up to a multiple of eight (`data.runs.packed`), with noughts."""
    values |= {"error": float(wrong.mean()), "tested": len(wrong), "wrong": packed(np.pad(wrong, (0, -len(wrong) % 8)))}
    return Run(label, seed, settings, values=values, seconds=time.process_time() - start)


def target_tiles():
    """Return the tile of each test patch of the five photographs, for intervals: (625,)."""
    numbers = [patches().class_names.index(name) for name in PICTURES]
    return tiles()[np.isin(patches().test_y, numbers)]
