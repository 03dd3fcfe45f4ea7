"""Figures of chapter 11, each with what it shows in words: errors, gradients, blocks drawn, blocks taken apart."""

from __future__ import annotations

import numpy as np

from course_utils.plotting import chapter_11_blocks as drawn
from course_utils.plotting import chapter_11_results as results
from course_utils.plotting.style import Picture, figure

#: Label in the figure -> label of the stored measurement: the four fates of a gradient.
FATES = {
    "plain-56, normalised": "plain56, normalised, he",
    "residual-56, normalised": "residual56, normalised, he",
    "plain-56, not normalised, Glorot": "plain56, not normalised, xavier",
    "residual-56, not normalised, He": "residual56, not normalised, he",
}
LARGE = 1000  # a gradient beyond this at every layer is called large everywhere
CONV, RELU, NORM = ("3 × 3", "layer"), ("ReLU", "relu"), ("normalise", "norm")


# ---- measurements -------------------------------------------------------------------------------------------------
def training_errors(curves):
    """Return training errors over epochs; ``curves`` maps a label to errors (E,) from 0 to 1."""
    fig, ax = figure(height=4)
    results.errors(ax, curves)
    lowest = min(curves, key=lambda label: curves[label][-1])
    epochs = len(curves[lowest])
    return Picture(fig, f"Training error over {epochs} epochs. {_from_to(curves)}. Lowest at the end: {lowest}.")


def added_errors(curves):
    """Return training errors of added layers, on a logarithmic axis; entry 0 of each was taken before training."""
    fig, ax = figure(width=9, height=4.4)
    results.errors(ax, curves, first=0, logarithmic=True)
    epochs = len(next(iter(curves.values()))) - 1
    words = f"Training error of a network with added layers, before training and over {epochs} epochs."
    return Picture(fig, f"{words} {_from_to(curves)}.")


def _from_to(curves):
    """Say where each curve begins and ends, and its highest point where that is neither."""
    said = []
    for label, errors in curves.items():
        first, last, top = (100 * value for value in (errors[0], errors[-1], max(errors)))
        way = "" if top <= max(first, last) else f"up to {top:.1f} and then "
        said.append(f"{label}: from {first:.1f} {way}to {last:.1f} %")
    return "; ".join(said)


def seeds(stored):
    """Return one dot for the last training error of each start above its network's name; ``stored`` are the `Runs`."""
    groups = {
        label: np.array([1 - run.train_accuracy[-1] for run in stored.where(label)]) for label in sorted(stored.labels)
    }
    fig, ax = figure(width=9, height=4)
    results.seeds(ax, groups, "training error (%)")
    said = [f"{name} {100 * min(found):.1f} to {100 * max(found):.1f} %" for name, found in groups.items()]
    starts = len(next(iter(groups.values())))
    return Picture(fig, f"Training error at the end of training, {starts} starts each: {', '.join(said)}.")


def gradients(stored):
    """Return four of the stored gradient norms over depth; ``stored`` are the `Runs` of the measurement."""
    measured = {run.label: np.array(run.values["norms"]) for run in stored}
    curves = {label: measured[name] for label, name in FATES.items()}
    fig, ax = figure(width=9, height=4.6)
    results.gradients(ax, curves)
    said = [f"{label}: {_fate(norms)}" for label, norms in curves.items()]
    return Picture(fig, f"Gradient norm over depth on a logarithmic axis. {'; '.join(said)}.")


def _fate(norms):
    """Say what becomes of a gradient on its way from the last layer to the first."""
    ends = f"{norms[-1]:.0e} at the last convolution, {norms[0]:.0e} at the first"
    if min(norms) > LARGE:
        return f"large everywhere, {min(norms):.0e} to {max(norms):.0e}"
    if max(norms) < 30 * min(norms):
        return f"stays within a factor of {max(norms) / min(norms):.0f}, {ends}"
    return f"{'grows' if norms[0] > norms[-1] else 'shrinks'} on its way back, {ends}"


def changes(moves, responses, stored):
    """Return what each block changes (left) and each convolution gives (right), stored starts as small marks behind.

    ``moves`` and ``responses`` map the label of a network of 20 layers to its numbers; ``stored`` holds other starts.
    """
    fig, axes = figure(ncols=2, width=12, height=4.2)
    results.by_block(axes[0], moves, "‖y − x‖ / ‖x‖", others=_other_starts(stored, "changes", moves))
    axes[0].set(xlabel="block (4 and 7 change the size)", ylim=(0, 1.9))
    axes[0].set_xticklabels((1, 2, 3, 5, 6, 8, 9))
    results.by_block(
        axes[1], responses, "deviation of the response", others=_other_starts(stored, "responses", responses)
    )
    axes[1].set(xlabel="convolution", xticks=range(1, 20, 3), ylim=(0, 1.9))
    left, right = (_ranges(found, ".2f") for found in (moves, responses))
    return Picture(
        fig, f"Left, the change that each block makes: {left}. Right, the responses of convolutions: {right}."
    )


def taken_out(left, whole, stored):
    """Return the share of right answers with one block removed, whole networks as thin lines.

    ``left`` maps the label of a network of 20 layers to a share for each block, ``whole`` to its share with all of
    them; ``stored`` holds other starts, drawn as small marks.
    """
    percent = {name: 100 * np.array(shares) for name, shares in left.items()}
    others = {name: 100 * np.array(rows) for name, rows in _other_starts(stored, "lesions", left).items()}
    fig, ax = figure(width=9, height=4.4)
    baselines = {name: 100 * share for name, share in whole.items()}
    results.by_block(ax, percent, "test digits right (%)", baselines=baselines, others=others)
    ax.set(xlabel="block that is taken out", ylim=(0, 102))
    said = [f"{name}: {100 * whole[name]:.0f} with all blocks, {_missed(percent[name])}" for name in percent]
    return Picture(fig, f"Percent of test digits right with one block removed. {'; '.join(said)}.")


def _missed(percent):
    return f"{min(percent):.0f} to {max(percent):.0f} with one missing, lowest without block {np.argmin(percent) + 1}"


def _other_starts(stored, kind, labels):
    """Return {label: (S, …)}: what the stored starts gave for "plain, 20 layers", stored under "plain20"."""
    return {name: [run.values[kind] for run in stored.where(name.split(",")[0] + "20")] for name in labels}


def _ranges(series, form):
    said = (
        f"{name} from {values[0]:{form}} at the first to {values[-1]:{form}} at the last, between {min(values):{form}} "
        f"and {max(values):{form}}"
        for name, values in series.items()
    )
    return ", ".join(said)


# ---- drawings -----------------------------------------------------------------------------------------------------
def identity_argument(known, new):
    """Return three rows: a trained network, the same with new layers on top, the same with a shortcut round them."""
    old, dense, added = (f"{known} layers", "known"), ("dense", "known"), (f"{new} layers", "new")
    rows = (
        ("a trained network", [old, dense], []),
        ("with new layers: as good, if they pass everything on", [old, added, dense], []),
        ("with a shortcut: as good, if their weights are 0", [old, added, dense], [(1, 1, "a shortcut")]),
    )
    return _rows(rows, width=9, height=4.8, room=3)


def chain_of_blocks(layers):
    """Return a row of layers with a shortcut round every two of them."""
    boxes = [(f"layer {k}", "layer") for k in range(1, layers + 1)]
    skips = [(k, k + 1, "x") for k in range(0, layers - 1, 2)]
    return _rows([("", boxes, skips)], width=11, height=2.1)


def modules():
    """Return the modules A, B, C, D in a row, without and with a skip round B and C."""
    boxes = [(name, "layer") for name in "ABCD"]
    rows = (
        ("plain: y = D(C(B(a)))", boxes, []),
        ("with a skip round B and C: y = D(a + C(B(a)))", boxes, [(1, 2, "a")]),
    )
    return _rows(rows, width=10, height=3.6)


def _rows(rows, width, height, room=None):
    """Draw (title, boxes, skips) below each other, and say what stands in each row."""
    ratios = [1.9 if skips else 1 for _, _, skips in rows]
    fig, axes = figure(nrows=len(rows), width=width, height=height, gridspec_kw={"height_ratios": ratios})
    for ax, (title, boxes, skips) in zip(np.atleast_1d(axes), rows):
        drawn.row(ax, boxes, skips, title, room=room)
    said = "; ".join(_row_in_words(boxes, skips) for _, boxes, skips in rows)
    return Picture(fig, f"{'Rows' if len(rows) > 1 else 'A row'} of boxes from left to right: {said}.")


def _row_in_words(boxes, skips):
    names = [text for text, _ in boxes]
    ways = [f"a way round {' and '.join(names[first : last + 1])} that ends in a sum" for first, last, _ in skips]
    return ", ".join(names) + (f", with {', '.join(ways)}" if ways else "")


def plain_and_residual():
    """Return a plain block and a residual one side by side."""
    return _blocks(
        {
            "plain: y = relu(H(x))": ([CONV, RELU, CONV], [RELU], None),
            "residual: y = relu(F(x) + x)": ([CONV, RELU, CONV], [RELU], "x, unchanged"),
        },
        height=4.8,
    )


def two_orders():
    """Return the block of 2015 and the pre-activation block of 2016, with their normalisations."""
    return _blocks(
        {
            "2015": ([CONV, NORM, RELU, CONV, NORM], [RELU], "x"),
            "pre-activation (2016)": ([NORM, RELU, CONV] * 2, [], "x"),
        },
        height=5.6,
    )


def basic_and_bottleneck(narrow, wide):
    """Return a basic block on ``narrow`` channels and a bottleneck on ``wide`` ones with ``narrow`` in its middle."""
    basic = [(f"3 × 3, {narrow}", "layer"), RELU, (f"3 × 3, {narrow}", "layer")]
    waist = [(f"1 × 1, {narrow}", "layer"), RELU, basic[0], RELU, (f"1 × 1, {wide}", "layer")]
    return _blocks(
        {
            "basic": (basic, [RELU], f"{narrow} channels"),
            "bottleneck": (waist, [RELU], f"{wide} channels"),
        },
        height=5.6,
    )


def _blocks(blocks, height):
    """Draw blocks side by side; ``blocks`` maps a title to (layers, what follows them, the shortcut's text or None)."""
    fig, axes = figure(ncols=len(blocks), width=9, height=height)
    for ax, (title, (layers, after, shortcut)) in zip(axes, blocks.items()):
        drawn.block(ax, layers, after, shortcut, title)
    drawn.alike(axes)
    said = " ".join(f"{title.split(':')[0]}: {_block_in_words(*parts)}." for title, parts in blocks.items())
    return Picture(fig, f"{len(blocks)} blocks from top to bottom. {said}")


def _block_in_words(layers, after, shortcut):
    names = [text for text, _ in layers]
    if shortcut is not None:
        names.append(f"a sum with what goes round them all ({shortcut})")
    return "; ".join([*names, *(text for text, _ in after)])
