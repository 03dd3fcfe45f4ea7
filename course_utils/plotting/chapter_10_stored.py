"""What chapter 10 reads from its stored measurements, as numbers and as small tables of text."""

from __future__ import annotations

import numpy as np

STUDENT_9 = 2.262  # Student's t with 9 degrees of freedom: 95 % lie within ± so many standard errors
BATCH_NORM_EPOCHS = 12


def choosing(stored, label) -> dict:
    """Return {rate: errors of the three starts} on the digits that the rate is chosen by."""
    tried = [run for run in stored if run.label.startswith(f"{label}: ")]
    return {run.settings["rate"]: run.values["validation_error"] for run in tried}


def mean_and_reach(values) -> tuple:
    """Return the mean over ten starts and half of its 95 % interval: 2.262 standard errors.

    >>> [round(v, 2) for v in mean_and_reach(range(10))]
    [4.5, 2.17]
    """
    values = np.asarray(values, float)
    return float(values.mean()), float(STUDENT_9 * values.std(ddof=1) / np.sqrt(len(values)))


def wrong_digits(stored, label) -> np.ndarray:
    """Return which of the 1,000 test digits each start reads wrongly, booleans (starts, 1000)."""
    rows = [np.frombuffer(bytes.fromhex(run.values["wrong"]), np.uint8) for run in stored.where(label)]
    return np.unpackbits(np.array(rows), axis=1).astype(bool)


def difference(first, second) -> tuple:
    """Return the mean of first − second, wrong answers (starts, digits) of two kinds, and half of its 95 % interval.

    The starts are paired, and both kinds read the same digits. The interval counts both as drawn: the differences of
    the starts and those of the digits, each averaged over the other, give a standard error; their squares add up.
    """
    each = first.astype(float) - second
    by_start, by_digit = each.mean(axis=1), each.mean(axis=0)
    variance = by_start.var(ddof=1) / len(by_start) + by_digit.var(ddof=1) / len(by_digit)
    return float(each.mean()), float(STUDENT_9 * np.sqrt(variance))


def ends(stored) -> str:
    """Return, for each start, both kinds at their own rate: test error over ten starts, and the paired difference."""
    lines = [f"{'first weights':20}{'plain':>20}{'normalised':>20}{'plain − normalised':>24}"]
    for start in ("He's weights", "a quarter of them"):
        wrong = {kind: wrong_digits(stored, f"{kind}, {start}") for kind in ("plain", "normalised")}
        cells = [f"{100 * wrong[kind].mean():.1f} % at {rate(stored, f'{kind}, {start}'):g}" for kind in wrong]
        mean, reach = difference(*wrong.values())
        lines.append(f"{start:20}{cells[0]:>20}{cells[1]:>20}{f'{100 * mean:.1f} ± {100 * reach:.1f} points':>24}")
    return "\n".join(lines)


def rate(stored, label) -> float:
    """Return the rate that was chosen for a kind and a start."""
    return stored.where(label)[0].settings["rate"]


def seconds(stored, kind) -> float:
    """Return the mean time of a run of one kind from He's weights, in seconds of one core."""
    return float(np.mean([run.seconds for run in stored.where(f"{kind}, He's weights")]))


def epochs_until(stored, label, error=0.1) -> np.ndarray:
    """Return after how many epochs the error to choose by is first below `error`, one number for each start."""
    curves = [run.validation_accuracy for run in stored.where(label)]
    return np.array([next(e for e, right in enumerate(curve, 1) if 1 - right < error) for curve in curves])


def sooner(stored) -> str:
    """Return when both kinds, from He's weights and at their own rate, first err on less than 10 %, and who sooner."""
    plain, normalised = (epochs_until(stored, f"{kind}, He's weights") for kind in ("plain", "normalised"))
    (first, _), (second, _), (mean, reach) = map(mean_and_reach, (plain, normalised, plain - normalised))
    return (f"below 10 % after {first:.1f} epochs (plain) and {second:.1f} (normalised): "
            f"{mean:.1f} ± {reach:.1f} sooner")  # fmt: skip


#: What a row of the table of mends says -> (label of the runs, epoch at which they were looked at, value).
MENDS = {
    "in use, as the program ends": ("360 pictures", "10", "in_use"),
    "momentum of the averages 0.3": ("360 pictures", "10", "0.3"),
    "momentum of the averages 0.5": ("360 pictures", "10", "0.5"),
    "momentum of the averages 1": ("360 pictures", "10", "1"),
    "20 epochs instead of 10": ("360 pictures", "20", "in_use"),
    "rate divided by 10 after epoch 7": ("360 pictures, falling rate", "10", "in_use"),
    "averages estimated again": ("360 pictures", "10", "again"),
    "the test pictures' own statistics": ("360 pictures", "10", "own"),
}


def mended(stored, what) -> np.ndarray:
    """Return the test errors of the starts, (10,), under one of `MENDS`."""
    label, epoch, name = MENDS[what]
    found = [run.values[epoch] for run in stored.where(label)]
    return np.array([values["momenta"][name] if name[0].isdigit() else values[name] for values in found])


def mends(stored) -> str:
    """Return the table of what helps against averages that lag: mean over the starts, interval, range."""
    lines = [f"{'':36}{'test error':>16}{'from … to':>14}"]
    for what in MENDS:
        errors = 100 * mended(stored, what)
        mean, reach = mean_and_reach(errors)
        lines.append(f"{what:36}{f'{mean:.0f} ± {reach:.0f} %':>16}{f'{errors.min():.0f} … {errors.max():.0f} %':>14}")
    return "\n".join(lines)


def small(stored) -> str:
    """Return the same for 108 training pictures: in use and by the pictures' own statistics, after 10 and 20 epochs."""
    lines = [f"{'108 training pictures':24}{'in use':>14}{'estimated again':>18}{'own statistics':>17}"]
    for epoch in ("10", "20"):
        values = [run.values[epoch] for run in stored.where("108 pictures")]
        cells = (mean_and_reach([100 * v[name] for v in values]) for name in ("in_use", "again", "own"))
        texts = [f"{mean:.0f} ± {reach:.0f} %" for mean, reach in cells]
        lines.append(f"{f'after {2 * int(epoch)} steps':24}{texts[0]:>14}{texts[1]:>18}{texts[2]:>17}")
    return "\n".join(lines)
