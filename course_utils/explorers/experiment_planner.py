"""Experiment planner: how many test pictures, how many seeds, until an experiment shows a difference that is there."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from course_utils import uncertainty
from course_utils.explorers.engine import Bars, Choice, Explorer, Lines, Slider, Toggle, marks
from course_utils.explorers.words import number, plural
from course_utils.quantiles import normal_cdf

FIRST = 0.965  # the true accuracy of network A
DIFFERENCES = (0.0, 0.2, 0.5, 1.0, 2.0)  # points by which B is better
PICTURES = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 100_000)  # fewer, and "normal" would no longer hold
SEEDS, SCENES = (1, 3, 10, 30), (1, 5, 25)
SPREADS = (0.0, 0.5)  # of the difference, in points: no more than the pictures explain, and about what is measured
ALIKE = 0.1  # correlation between two pictures of one scene
GOAL = 0.8  # the power that is asked for by custom
#: Shares of pictures on which just one of a pair is right, rounded from ``data/runs/pairs.json``: pairs of one recipe
#: from two seeds, and pairs of two recipes.
CHANCE, DISAGREE = 0.033, 0.036
REACH = uncertainty.normal_quantile(0.975)  # standard errors that a report must pass
AXES = ((0.35, (-1.5, 3.5)), (1.0, (-4.0, 6.0)), (math.inf, (-8.0, 10.0)))  # largest standard error -> range, points
HIGH = 250
EDGE = 3.5  # standard errors to either side of the truth that are drawn


class ExperimentPlanner(Explorer):
    """Plan a comparison of two networks, and see how often such an experiment would show the difference.

    Controls: the true difference of the accuracies (A has 96.5 %), the number of test pictures, whether both networks
    read the same ones, how many seeds each is trained from, how many pictures come from one scene, and how much the
    difference spreads from seed to seed beyond what the pictures explain. Functions of ``uncertainty``; how often two
    networks disagree was measured (``data/runs/pairs.json``).
    """

    title = "Experiment planner"
    controls = (
        Slider("difference", "True difference (points)", values=DIFFERENCES, value=0.5),
        Slider("pictures", "Test pictures", values=PICTURES, value=10_000, format="{:,}"),
        Toggle("same", "Both networks read the same pictures", False),
        Slider("seeds", "Seeds for each network", values=SEEDS, value=1),
        Slider("scene", "Pictures of one scene", values=SCENES, value=1),
        Choice("spread", "Spread from seed to seed", tuple((s, f"{s:g} points") for s in SPREADS)),
    )
    panels = (
        Lines("reports", "What such experiments report", x="difference reported, in points", y="how often (peak 1)",
              xlim=AXES[0][1], ylim=(0, 1.12), height=HIGH),
        Bars("by_pictures", "How many of 100 show it, by thousand pictures", ylim=(0, 118), height=HIGH),
        Bars("by_seeds", "How many of 100 show it, by seeds", ylim=(0, 118), height=HIGH),
    )  # fmt: skip

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        by_pictures = [(f"{n / 1000:g}", {**state, "pictures": n}) for n in PICTURES]
        by_seeds = [(str(k), {**state, "seeds": k}) for k in SEEDS]
        return {
            "reports": reports(state["difference"], error(state)),
            "by_pictures": bars(by_pictures, PICTURES.index(state["pictures"])),
            "by_seeds": bars(by_seeds, SEEDS.index(state["seeds"])),
            "formula": [formula(state)],
            "sentence": sentence(state),
        }


# ---- what is computed --------------------------------------------------------------------------------------------
def variance(state):
    """Return the variance of the difference on one picture, averaged over the seeds.

    What chance makes of each training (`CHANCE`) is averaged away by more seeds; that some pictures are easier for one
    of the two networks, whatever its seed, stays.
    """
    second = FIRST + state["difference"] / 100
    one = uncertainty.difference_variance(FIRST, second, DISAGREE if state["same"] else None)
    return one - CHANCE + CHANCE / state["seeds"]


def parts(state):
    """Return the two parts of the standard error, in points: by the pictures, by the seeds."""
    effect = uncertainty.design_effect(state["scene"], ALIKE)
    return 100 * math.sqrt(effect * variance(state) / state["pictures"]), state["spread"] / math.sqrt(state["seeds"])


def error(state):
    """Return the standard error of the reported difference, in points."""
    return math.hypot(*parts(state))


def shares(state):
    """Return how often B is reported to be better, and how often A is, by more than the yardstick."""
    distance = state["difference"] / error(state)
    return uncertainty.power(state["difference"], error(state)), normal_cdf(-distance - REACH)


def exaggeration(state):
    """Return the mean of the reports that show the difference, in points: they are the large ones."""
    far = REACH - state["difference"] / error(state)  # the yardstick, in standard errors from the truth
    density = math.exp(-(far**2) / 2) / math.sqrt(2 * math.pi)
    return state["difference"] + error(state) * density / normal_cdf(-far)


def largest_error(state):
    """Return the standard error, in points, with which 80 of 100 experiments show the difference."""
    return state["difference"] / (REACH + uncertainty.normal_quantile(GOAL))


def pictures_for(state):
    """Return the smallest number of pictures with which 80 of 100 experiments show the difference; None if none does.

    >>> pictures_for(ExperimentPlanner.full_state())
    19740
    """
    effect = uncertainty.design_effect(state["scene"], ALIKE)
    return _smallest(1e4 * effect * variance(state), largest_error(state) ** 2 - parts(state)[1] ** 2)


def seeds_for(state):
    """Return the smallest number of seeds with which 80 of 100 experiments show the difference; None if none does."""
    each = 1e4 * uncertainty.design_effect(state["scene"], ALIKE) / state["pictures"]  # share -> points²
    stays, falls = each * variance({**state, "seeds": math.inf}), each * CHANCE + state["spread"] ** 2
    return _smallest(falls, largest_error(state) ** 2 - stays)


def _smallest(total, room):
    """Return the smallest whole number by which a variance must be divided to fit into what room there is."""
    return max(1, math.ceil(total / room - 1e-6)) if room > 1e-9 else None


# ---- what is drawn -----------------------------------------------------------------------------------------------
@lru_cache(maxsize=512)
def reports(difference, spread):
    """Return the marks: how often each difference is reported, and where one counts as shown."""
    yardstick, low, high = REACH * spread, difference - EDGE * spread, difference + EDGE * spread
    limits = next(limits for largest, limits in AXES if spread <= largest)
    found = [] if limits == AXES[0][1] else [marks.axes(limits)]
    right = "blue" if difference else "orange"
    for start, end, color, label in (
        (low, min(high, -yardstick), "orange", "shows that A is better"),
        (max(low, -yardstick), min(high, yardstick), "grey", "shows nothing"),
        (max(low, yardstick), high, right, "shows that B is better"),
    ):
        if start < end:
            x = np.linspace(start, end, 24)
            found.append(marks.area(x, np.exp(-(((x - difference) / spread) ** 2) / 2), 0, color, 0.75, label))
    found += [marks.vline(-yardstick), marks.vline(yardstick, label="yardstick: 1.96 standard errors")]
    return [*found, marks.vline(difference, "ink", dash=False, width=2, label="the truth")]


def bars(states, present):
    """Return how many of 100 experiments show the difference in each state; the present one is orange."""
    found = [100 * (shares(s)[0] if s["difference"] else sum(shares(s))) for _, s in states]
    colors = ["green" if value >= 100 * GOAL else "blue" for value in found]
    colors[present] = "orange"
    return {
        "labels": [label for label, _ in states],
        "values": [round(value, 2) for value in found],
        "text": [_count(value / 100) for value in found],
        "colors": colors,
    }


# ---- what is said ------------------------------------------------------------------------------------------------
def _count(share):
    """Write how many of 100 a share is; no rounding makes it 0, 100, or the 80 that are asked for.

    >>> _count(0.516), _count(0.001), _count(0.9999), _count(0.799)
    ('52', '<1', '>99', '<80')
    """
    whole = round(100 * share)
    short = whole == 100 * GOAL and share < GOAL
    return "<1" if whole == 0 else ">99" if whole == 100 else f"<{whole}" if short else str(whole)


def _of_100(share):
    """Write a share as so many of 100 experiments, in words where a sign would stand."""
    words = {"<1": "fewer than 1", ">99": "more than 99", "<80": "not quite 80"}
    return words.get(_count(share), _count(share))


def _points(value):
    """Write a difference with its unit.

    >>> _points(1.0), _points(0.249)
    ('1 point', '0.25 points')
    """
    return f"{number(value, 2)} point{'' if number(value, 2) == '1' else 's'}"


def formula(state):
    """Return how the standard error is put together."""
    pictures, seeds = parts(state)
    return (
        f"standard error = √({number(pictures, 2)}² by the pictures + {number(seeds, 2)}² by the seeds) "
        f"= {_points(error(state))}"
    )


def sentence(state):
    """Say what a report has to pass, how often such experiments show the difference, and what would be enough."""
    return " ".join([*yardstick(state), *(outcome(state) if state["difference"] else nothing())])


def yardstick(state):
    """Say what a report has to pass, and what clusters make of the number of pictures."""
    effect, off = uncertainty.design_effect(state["scene"], ALIKE), error(state)
    count, whose = (
        plural(state["pictures"], "test picture"),
        "the same for both" if state["same"] else "others for each",
    )
    yield (
        f"With {count}, {whose}, and {plural(state['seeds'], 'seed')} a report is typically off by {_points(off)}; "
        f"it shows a difference when it passes {number(REACH * off, 2)}."
    )
    if effect > 1:
        alike = f"{state['scene']} of a scene are alike (correlation {number(ALIKE)})"
        yield f"{alike}: these count as {state['pictures'] / effect:,.0f} from scenes of their own."


def nothing():
    """Say what experiments show where there is nothing to show."""
    yield "There is no difference; of 100 such experiments 5 show one all the same, whatever their size."


def outcome(state):
    """Say how many of 100 experiments show what is there, what these report, and what would be enough."""
    (right, wrong), true = shares(state), state["difference"]
    yield f"The true difference is {_points(true)}: of 100 such experiments {_of_100(right)} show it."
    if round(100 * wrong):
        yield f"{round(100 * wrong)} would show that A is better, which is false."
    if right < 0.5:
        yield f"Those that show it report {_points(exaggeration(state))} on average: they were lucky."
    yield remedy(right, pictures_for(state), seeds_for(state))


def remedy(right, pictures, seeds):
    """Say what number of pictures alone, or of seeds alone, gives 80 of 100."""
    if right >= GOAL:
        return f"By custom 80 are enough: {pictures:,} pictures would do."
    if pictures is None and seeds is None:
        return "Neither more pictures alone nor more seeds alone make it 80."
    if pictures is None:
        return f"More pictures alone never make it 80, for the seeds spread too much; {seeds:,} seeds do."
    more = "more seeds alone never do it" if seeds is None else f"or {plural(seeds, 'seed')} with these pictures"
    return f"For 80 it takes {pictures:,} pictures{', ' if seeds else '; '}{more}."
