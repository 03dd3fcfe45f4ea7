"""What the curves of a training run show, in words; every word is computed from the numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_utils.explorers.words import number

CLASSES = 10  # of the stored runs

# When a word is used; each is a share (of 1) unless it says otherwise.
GUESSING = 1.5  # times what guessing gets right: an accuracy below this is no better
LEARNED = 0.9  # training accuracy from this on: it knows its pictures
GAP = 0.05  # between training and validation: smaller ones are not mentioned as such
STILL = 0.9  # training loss at the end over that a fifth of the epochs earlier: below this it is still falling
SMALL = 0.05  # a training loss below this has arrived, however fast it still falls
TURNED = 1.15  # validation loss at the end over its lowest
FAR = 0.1  # between training and validation: from this on validation is far below
KNOWING, BACK = 2.5, 2  # times what guessing gets right: it learns; it does not guess
UNSTEADY = 0.02  # validation accuracy, to and fro, a step, in the second half: what it climbs or falls does not count

#: Faults, by the names that the table of chapter 12 ("Signs, and what to try") gives them.
HIGH, LOW = "rate too high, or a bug", "rate too low, or too few epochs"
UNDER, OVER, LAGGING = "underfitting", "overfitting", "lagging averages"
FEW = "too few validation pictures, or a rate that is too high"
HARDER = "none, if training is made harder or counted while it learns; else look for a leak"
NONE = "none seen"  # a leak is seen in no curve


class Facts(NamedTuple):
    """What the curves of one run say: accuracies at the end, where validation was best, and what the losses do."""

    epochs: int
    training: float
    validation: float
    best: int  # the epoch, from 1, that `train` keeps: the best validation accuracy, of equals the lowest loss
    best_accuracy: float
    lowest: int  # the epoch with the lowest validation loss
    falling: bool  # the training loss has not arrived
    turned: bool  # the validation loss has risen from its lowest
    unsteady: bool  # validation accuracy jumps
    diverged: int  # the first epoch, from 1, whose loss is no number; 0 if there is none
    lost: int  # the first epoch, from 1, that had learned and guessed on validation, in a run that came back; or 0

    @property
    def gap(self) -> float:
        """Training accuracy minus validation accuracy, at the end."""
        return self.training - self.validation


def chance(run) -> float:
    """What guessing gets right in a run."""
    return 1 / run.settings.get("classes", CLASSES)


def _best(accuracy, loss):
    """Return the number, from 0, of the epoch that `train` keeps: the best accuracy, of equals the lowest loss."""
    losses = np.where(np.isfinite(loss), loss, np.inf)
    return int(np.lexsort((losses, -accuracy))[0])


def facts(run) -> Facts:
    """Read the curves of a `Run` that has both training and validation."""
    loss, held_out = np.array(run.train_loss, float), np.array(run.validation_loss, float)
    accuracy = np.array(run.validation_accuracy)
    earlier = loss[max(0, len(loss) - 1 - max(1, len(loss) // 5))]
    steps = np.diff(accuracy[len(accuracy) // 2 :])
    broken = ~(np.isfinite(loss) & np.isfinite(held_out))
    lowest = int(np.where(np.isfinite(held_out), held_out, np.inf).argmin())
    return Facts(
        epochs=len(loss),
        training=run.train_accuracy[-1],
        validation=float(accuracy[-1]),
        best=_best(accuracy, held_out) + 1,
        best_accuracy=float(accuracy.max()),
        lowest=lowest + 1,
        falling=bool(loss[-1] < STILL * earlier and loss[-1] > SMALL),
        turned=bool(held_out[-1] > TURNED * held_out[lowest] and lowest < len(held_out) - 1),
        unsteady=bool(steps.size and (np.abs(steps).sum() - abs(steps.sum())) / len(steps) > UNSTEADY),
        diverged=int(broken.argmax()) + 1 if broken.any() else 0,
        lost=_lost(np.array(run.train_accuracy), accuracy, chance(run)),
    )


def _lost(learned, held_out, share):
    """Return the first epoch, from 1, in which training pictures are known and others guessed; 0 without one.

    Where validation never comes off guessing, it is 0, too: labels that do not fit the pictures look like that.
    """
    found = (learned >= max(0.5, KNOWING * share)) & (held_out < GUESSING * share)
    return int(found.argmax()) + 1 if found.any() and held_out.max() >= BACK * share else 0


def fault(run) -> str:
    """Name what is wrong with a run, as the table of chapter 12 names it; "" for a run of one epoch.

    The first that fits is named. Averages can only lag where batch normalisation keeps some:
    ``settings["averages"]`` says so ("running"), or that nothing of the kind can be ("again", "none").
    """
    found, kept = facts(run), run.settings.get("averages")
    if found.diverged:
        return HIGH
    if found.epochs == 1:
        return ""
    if max(found.training, found.validation) < GUESSING * chance(run):
        return LOW if found.falling else HIGH
    far, learned, turned = found.gap > FAR, found.training >= LEARNED, found.turned
    signs = (
        (LAGGING, kept == "running" and ((found.lost and found.gap > GAP) or (found.unsteady and far))),
        (f"{LAGGING}, if it has batch normalisation", not kept and found.lost and found.gap > GAP),
        (OVER, far and learned), (HARDER, found.gap < -GAP), (LOW, found.falling and not turned),
        (UNDER, not (learned or found.falling)), (FEW, found.unsteady), (OVER, far),
    )  # fmt: skip
    return next((name for name, fits in signs if fits), NONE)


def points(share):
    """Write a share of 1 in percent, to one digit behind the point where it has one; all and none are exactly that.

    >>> points(0.829), points(1.0), points(0.9999), points(0.0001), points(0.0)
    ('82.9 %', '100 %', 'more than 99.9 %', 'less than 0.1 %', '0 %')
    """
    rounded = round(100 * share, 1)
    if rounded == 100 and share < 1:
        return "more than 99.9 %"
    return "less than 0.1 %" if rounded == 0 and share > 0 else f"{number(rounded, 4)} %"


def reading(run) -> str:
    """Say in a sentence or two what the curves of a run show, and name its fault."""
    name = fault(run)
    check = " (to make sure: chapter 10, section 6)" if name.startswith(LAGGING) else ""
    return f"{_shown(run)}{f' Fault: {name}{check}.' if name else ''}"


def _shown(run):
    found, least = facts(run), GUESSING * chance(run)
    ends = f"{points(found.training)} of the training pictures right at the end, {points(found.validation)} of others"
    if found.diverged:
        return f"{ends}. The loss is no number any more from epoch {found.diverged} on: it has diverged{_before(run)}."
    if found.epochs == 1:
        return f"{ends}; it is one epoch, and one epoch has no course to read."
    if max(found.training, found.validation) < least:
        return f"{ends}: it guesses, and has learned nothing in {found.epochs} epochs."
    parts = "".join(f", {part}" for part in _gap_words(found))
    return f"{ends}{parts}; {'; '.join(_course_words(found, found.validation < least))}."


def _before(run):
    """Name the best epoch of those with a number."""
    last = facts(run).diverged - 1
    if not last:
        return ""
    accuracy, loss = np.array(run.validation_accuracy[:last]), np.array(run.validation_loss[:last], float)
    return f"; keep epoch {_best(accuracy, loss) + 1} ({points(float(accuracy.max()))}), of those before"


def _gap_words(found):
    if found.gap < -GAP:
        return [f"{100 * -found.gap:.0f} points more (training is counted while the network learns, and may be harder)"]
    if found.gap > GAP:
        return [f"a gap of {100 * found.gap:.0f} points"]
    return ["about the same" if found.training < LEARNED else "with little between them"]


def _course_words(found, guesses):
    words = []
    if guesses:
        words.append("on pictures that it has not seen it guesses: nothing of what it learned helps there")
    elif found.falling:
        words.append("the training loss is still falling: it has not arrived")
    elif found.training < LEARNED:
        words.append("the training loss hardly falls any more while many training pictures are still wrong")
    else:
        words.append("the training loss has arrived")
    if found.turned:
        words.append(f"the validation loss was lowest after epoch {found.lowest} and has risen since")
    if found.unsteady:
        words.append("validation accuracy jumps from epoch to epoch")
    return words if guesses else [*words, f"keep epoch {found.best} ({points(found.best_accuracy)})"]
