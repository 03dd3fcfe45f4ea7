"""The plans for twelve and for six sessions: what is done at home, what together, which stops are left out."""

from __future__ import annotations

from dataclasses import dataclass

from course_utils.classroom.guide import timetable

__all__ = ["PAIRS", "TOGETHER", "Session", "long", "sessions", "short"]

#: Two chapters for each of six sessions.
PAIRS = (("01", "02"), ("03", "04"), ("05", "06"), ("07", "08"), ("09", "10"), ("11", "12"))
TOGETHER = {"short": 50, "long": 90}  # minutes of a session
#: What to prepare, beside the questions with which a chapter opens; none of it answers a question of the lecture.
BEFORE = {
    "01": "Chapter 00, on a laptop of one's own: it must run before the first session.",
    "02": "The sigmoid and ReLU with their slopes, sketched from memory.",
    "03": "The drawing of the chapter's network, copied large onto paper; a pocket calculator.",
    "04": "A photograph of one's own on the laptop, of any size.",
    "05": "Squared paper, and two strips of it that slide over each other.",
    "06": "The function of 05-correlate, run on a picture of one's own.",
    "07": "The exercises of 05 and 06 that are still open: their functions become the layers.",
    "08": "Figure 2 of LeCun and others 1998, looked at, not studied.",
    "09": "Figure 2 of Krizhevsky and others 2012, looked at; a bet on which of its ideas did it.",
    "10": "The layer of 07-layer, at hand: the same promise is kept by another layer.",
    "11": "The last section of chapter 10, read again.",
    "12": "A folder of one's own pictures, a folder for each class, a few dozen in each.",
}
#: What to hand in. The rest of a chapter's exercises belongs to the week, and to nobody's marks.
HANDED_IN = {
    "01": ("01-merge", "01-slope-chain", "01-count-dead"),
    "02": ("02-fit-line", "02-softmax-loss", "02-planted-bug"),
    "03": ("03-repair-the-step", "03-dense-backward", "03-gradient-gap"),
    "04": ("04-to-nchw", "04-permuted-weights", "04-count-shared"),
    "05": ("05-correlate", "05-output-size", "05-cross-or-ring"),
    "06": ("06-max-pool", "06-share-kept", "06-max-pool-backward"),
    "07": ("07-im2col", "07-conv-forward", "07-conv-backward"),
    "08": ("08-sub-sample", "08-c3-map", "08-rbf"),
    "09": ("09-fitting-side", "09-split-parameters", "09-planted-bugs"),
    "10": ("10-batch-norm", "10-lagging-average", "10-highway-slope"),
    "11": ("11-residual-block", "11-chain", "11-block-backward"),
    "12": ("12-planted-leak", "12-interval", "12-diagnosis"),
}
#: For six sessions of 90 minutes: the stops that are left out of the two lectures.
LEFT_OUT = {
    "01": ("batch", "predict-batch-shape", "layer-figure", "network"),
    "02": ("directions", "weights", "predict-weights-of-zero"),
    "03": ("shared", "nudge-b1", "four-answers", "figure-gradients"),
    "04": ("predict-grey-levels", "numbers-figure", "channels-figure"),
    "05": ("signals", "convolution-integral", "predict-two-boxes", "explore-signals"),
    "06": ("overlap-map",),
    "07": ("dense-answer", "im2col-atlas", "predict-memory"),
    "08": ("switchboard",),
    "09": ("lrn", "predict-lrn", "lrn-figure"),
    "10": ("predict-one-moves", "graph-figure", "backward-table"),
    "11": ("seeds-figure", "gradients-after", "gradient-highway"),
    "12": ("predict-size", "wrong-size", "top-five"),
}
#: For six sessions of 50 minutes: the stops that stay, about half of each lecture.
CORE = {
    "01": ("title", "unit-figure", "predict-linear-stack", "collapse-proof", "collapse-explorer", "sigmoid-figure",
           "relu-figure", "predict-ten-sigmoids", "product-nudge", "predict-dead", "dead-definition", "recall-text"),
    "02": ("title", "trips", "errors", "nudge", "slope-formula", "update", "predict-too-far", "choices",
           "surprise", "surprise-answer", "digits-answer", "predict-first-loss", "recall-after-about"),
    "03": ("title", "figure-given", "try-net-h1", "predict-impossible-output", "figure-forward", "figure-one-path",
           "three-factors", "figure-two-paths", "predict-two-paths", "sum-of-paths", "backprop-rule", "new-weights",
           "predict-last-digits", "order-explained", "recall-text"),
    "04": ("title", "dense", "shuffle-figure", "predict-shuffle", "shuffle-run", "predict-shift", "shift-figure",
           "three-ways", "connections-figure", "predict-work", "counts-answer", "explorer-answer", "after-intro"),
    "05": ("title", "first-window", "second-window", "predict-flip", "spark", "predict-does-not-divide",
           "does-not-divide", "channel-sum", "predict-weights-of-a-layer", "block-figure", "predict-shift",
           "shift-figure", "predict-three-layers", "field-three", "recall-last"),
    "06": ("title", "first-map", "predict-saved-weights", "predict-shifted-row", "row-figure", "predict-whole-digits",
           "whole-digits", "equivariant", "field-figure", "routes", "global-average-answer", "about-after"),
    "07": ("title", "layers", "predict-two-batches", "first-habit", "predict-ten-digits", "ten-digits-answer", "loops",
           "rows-figure", "forward", "backward", "structure", "curves", "closing"),
    "08": ("story", "architecture", "bend-answer", "predict-c3", "c3-table", "codes", "codes-answer", "predict-rbf",
           "predict-modern", "switches", "closing"),
    "09": ("paper", "layers", "predict-where", "where-figure", "towers-figure", "predict-bends", "bends-figure",
           "overfitting", "crops-figure", "dropout", "predict-halving", "conclusion"),
    "10": ("drift-figure", "forward", "predict-bias", "predict-faster", "rates-figure", "predict-same-weights",
           "lag-figure", "one-by-one-figure", "two-for-one", "predict-narrow", "what-remains", "closing"),
    "11": ("deeper", "predict-depth", "degradation-figure", "predict-shortcuts", "residual-figure", "not-this",
           "predict-gradients", "gradient-figure", "thought-figure", "predict-zero-branch", "block-figure", "plus-one",
           "imagenet-results", "closing"),
    "12": ("title", "folder-answer", "broken-experiment", "mended-look", "predict-untrained", "untrained-figure",
           "predict-interval", "predict-tell-apart", "planner", "predict-overconfident", "overconfident", "closing"),
}  # fmt: skip


@dataclass(frozen=True)
class Session:
    """One session: its chapters, and the Stops that are shown, by chapter."""

    chapters: tuple[str, ...]
    shown: dict

    @property
    def minutes(self):
        """Return the minutes of all its stops."""
        return sum(timetable.minutes_of(found) for found in self.shown.values())


def sessions(length=50, count=12):
    """Return the Sessions of a plan: 12 of 50 minutes, or 6 of 90 or of 50. Raises ValueError for another plan."""
    plans = {(50, 12): _whole, (90, 6): long, (50, 6): short}
    if (length, count) not in plans:
        raise ValueError(f"plan: got {count} sessions of {length} minutes; expected 12 of 50, 6 of 90 or 6 of 50")
    groups = [(chapter,) for chapter in timetable.CHAPTERS] if count == 12 else PAIRS
    return tuple(Session(group, {one: plans[length, count](one) for one in group}) for group in groups)


def _whole(chapter):
    return tuple(timetable.stops(chapter).values())


def long(chapter):
    """Return the Stops that a chapter keeps in six sessions of 90 minutes."""
    return tuple(stop for id, stop in timetable.stops(chapter).items() if id not in LEFT_OUT[chapter])


def short(chapter):
    """Return the Stops that a chapter keeps in six sessions of 50 minutes."""
    return tuple(stop for id, stop in timetable.stops(chapter).items() if id in CORE[chapter])
