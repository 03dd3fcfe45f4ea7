"""What the switchboard says of a combination of switches: how it differs, what was measured, what that is worth."""

from __future__ import annotations

import numpy as np

from course_utils import uncertainty
from course_utils.explorers import switchboard_training as training
from course_utils.explorers.words import plural
from course_utils.models import lenet5_plan as plan
from course_utils.models.digit_codes import CODES

NAMES = {
    ("c3", "full"): "all six maps",
    ("subsampling", "average"): "average pooling",
    ("subsampling", "max"): "max pooling",
    ("activation", "relu"): "ReLU",
    ("output", "softmax"): "softmax",
    ("initialisation", "he"): "He's rule",
}


def turned(switches, loss):
    """Name the choices that differ from the published ones; the loss counts where there are distances."""
    found = [NAMES[item] for item in switches.items() if item in NAMES]
    return found + (["Eq. 9"] if loss != training.LOSSES[0] and switches["output"] != "softmax" else [])


def combination(switches, loss):
    """Name a combination.

    >>> combination(plan.check(c3="full", output="softmax"), "map"), combination(plan.check(), "distance")
    ('all six maps, softmax', 'as published')
    """
    return ", ".join(turned(switches, loss)) or "as published"


def button(switches, loss):
    """Say what the button is at a combination: see `controls_actions.Action`."""
    stored, seed = len(training.accuracies(switches, loss)), training.next_seed(switches, loss)
    if stored:
        return dict(text="Train this combination", ready=False, note=f"{plural(stored, 'run')} of it are stored.")
    if seed is None:
        return dict(text="Train this combination", ready=False, note="This machine has tried all ten seeds.")
    text = f"Train it again, seed {seed}" if seed else "Train this combination"
    return dict(text=text, ready=True, note=_note(seed))


def _note(seed):
    here = [run.seconds for run in training.OWN.all()]
    seconds = f"{np.mean(here) if here else training.seconds():.0f} seconds of training"
    machine = "on this machine" if here else "(the mean of the stored runs)"
    return f"About {seconds} {machine}." if seed else f"Not measured yet; about {seconds} {machine}."


def sentence(switches, loss):
    """Say how many choices differ from the published ones, and what was measured."""
    count, softmax = len(turned(switches, loss)), switches["output"] == "softmax"
    which = "This is LeNet-5 as published."
    if count:
        differ = "One of its choices differs" if count == 1 else f"{count} of its choices differ"
        which = f"{differ} from the published network."
    if softmax and loss != training.LOSSES[0]:
        which += " With softmax there are no distances, so that the loss of distances plays no part."
    if switches["activation"] == "relu" and not softmax:
        least = int((CODES < 0).sum(axis=1).min())
        which += f" After ReLU no feature can be −1: no distance falls below {least}, the fewest −1s of a code."
    return f"{which} {_found(switches, loss)}"


def _found(switches, loss):
    if values := training.accuracies(switches, loss):
        found = f"Ten runs of 20 epochs: {_range(values)}"
        return f"{found} {_beside(dict(enumerate(values)))}" if turned(switches, loss) else found
    if runs := training.own(switches, loss):
        return _here(runs)
    return (
        f"Not measured yet. Stored are {len(training.measured())} of the {training.combinations()} combinations: the "
        "published network, each single change, and all of today's choices together."
    )


def _here(runs):
    """Say what this machine has found, and how it lies to the published network."""
    values = {seed: run.validation_accuracy[-1] for seed, run in runs.items()}
    if len(values) == 1:
        (seed, value), usual = next(iter(values.items())), 100 * training.spread()[0]
        return (
            f"One run on this machine, seed {seed}: {100 * value:.1f} % of the test digits right. One run settles "
            f"nothing: nine in ten pairs of stored runs that differ by the seed alone end within {usual:.1f} points."
        )
    found = f"{len(values)} runs on this machine: {_range([*values.values()])}"
    return f"{found} {_beside(values)}"


def _range(values):
    low, high, mean = (f"{100 * v:.1f}" for v in (min(values), max(values), np.mean(values)))
    return f"{low} to {high} % of the test digits right, {mean} % on average."


def _beside(values):
    """Compare accuracies (seed -> share) with the published network's of the same seeds, by the chapter's yardstick."""
    published = training.accuracies(plan.check(), training.LOSSES[0])
    found = uncertainty.paired([100 * value for value in values.values()], [100 * published[seed] for seed in values])
    mean, low, high = (f"{value:+.2f}".replace("-", "−") for value in (found.mean, found.low, found.high))
    verdict = "a difference is seen" if found.low > 0 or found.high < 0 else "0 lies within, no difference is seen"
    return f"Beside the published network, seed by seed: {mean} points, interval {low} to {high}; {verdict}."
