"""The figures of chapter 11 show the blocks, networks and numbers that they are given."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.patches import Circle, Rectangle

from course_utils.data import runs
from course_utils.models import resnet_plan
from course_utils.plotting import chapter_11, chapter_11_blocks, chapter_11_results, chapter_11_tables, figure


def texts(ax):
    return [text.get_text() for text in ax.texts]


def shapes(ax, kind):
    return [patch for patch in ax.patches if isinstance(patch, kind)]


def test_a_residual_block_has_a_sum_before_what_follows_it():
    layers, after = [("3 × 3", "layer"), ("ReLU", "relu"), ("3 × 3", "layer")], [("last ReLU", "relu")]
    ax = chapter_11_blocks.block(figure()[1], layers, after, "identity")
    (circle,) = shapes(ax, Circle)
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["x"] > heights["ReLU"] > circle.center[1] > heights["last ReLU"] > heights["y"]
    assert len(shapes(ax, Rectangle)) == 4 and "identity" in heights


def test_its_plain_twin_stands_level_and_has_no_sum():
    layers, after = [("3 × 3", "layer"), ("3 × 3", "layer")], [("ReLU", "relu")]
    plain, residual = (chapter_11_blocks.block(figure()[1], layers, after, way) for way in (None, "x"))
    assert not shapes(plain, Circle) and "+" not in texts(plain)
    boxes = [[box.get_xy() for box in shapes(ax, Rectangle)] for ax in (plain, residual)]
    assert boxes[0] == boxes[1] and plain.get_ylim() == residual.get_ylim()


def test_a_skip_spans_its_boxes_and_the_next_begins_after_its_sum():
    ax = chapter_11_blocks.row(figure()[1], [(name, "layer") for name in "ABCD"], [(0, 1, "p"), (2, 3, "q")])
    boxes = {name: box.get_x() for name, box in zip("ABCD", shapes(ax, Rectangle))}
    bridges = [line.get_xdata() for line in ax.lines if len(line.get_xdata()) == 3]
    (first_start, _, first_end), (second_start, _, second_end) = bridges
    assert first_start < boxes["A"] < boxes["B"] < first_end < second_start < boxes["C"] < boxes["D"] < second_end
    assert texts(ax).count("+") == 2 and {"p", "q", "x", "y"} <= set(texts(ax))


@pytest.mark.parametrize("skip", [(2, 1, "x"), (0, 4, "x"), (-1, 1, "x")])
def test_a_skip_round_boxes_that_are_not_there_is_refused(skip):
    with pytest.raises(ValueError, match="skips"):
        chapter_11_blocks.row(figure()[1], [(name, "layer") for name in "ABC"], [skip])


def test_errors_are_in_percent_and_may_begin_before_training():
    ax = chapter_11_results.errors(figure()[1], {"one": [0.9, 0.5, 0.1], "two": [0.2, 0.2, 0.3]}, first=0)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [90, 50, 10])
    np.testing.assert_array_equal(ax.lines[1].get_xdata(), [0, 1, 2])
    assert len({line.get_linestyle() for line in ax.lines}) == 2


def test_every_seed_is_a_dot_and_the_median_a_line():
    groups = {"plain20": [0.1, 0.2, 0.6], "residual20": [0.05, 0.01, 0.02]}
    ax = chapter_11_results.seeds(figure()[1], groups, "error (%)")
    dots, median, others, _ = ax.lines
    np.testing.assert_allclose(dots.get_ydata(), [10, 20, 60])
    np.testing.assert_allclose(median.get_ydata(), [20, 20])
    assert dots.get_markerfacecolor() == "white" and others.get_markerfacecolor() != "white"


def test_gradients_of_different_depths_share_an_axis_and_zeros_lie_on_the_floor():
    ax = chapter_11_results.gradients(figure()[1], {"a": [1.0, 2.0, 3.0], "b": [0.0, 1e-3]}, floor=1e-9)
    assert [tuple(line.get_xdata()[[0, -1]]) for line in ax.lines] == [(0, 100), (0, 100)]
    np.testing.assert_allclose(ax.lines[1].get_ydata(), [1e-9, 1e-3])
    assert ax.get_yscale() == "log"


def test_blocks_are_counted_from_one_with_other_seeds_behind():
    series, others = {"a": [1.0, 2.0]}, {"a": [[1.1, 2.1], [0.9, 1.9]]}
    ax = chapter_11_results.by_block(figure()[1], series, "change", baselines={"a": 3.0}, others=others)
    first, second, main, base = ax.lines
    np.testing.assert_array_equal(main.get_xdata(), [1, 2])
    np.testing.assert_allclose([first.get_ydata(), second.get_ydata()], others["a"])
    assert set(base.get_ydata()) == {3.0}


# ---- the pictures of the chapter: what is drawn is what was given, and the words follow it ----
LABELS = "plain, 20 layers", "residual, 20 layers"


def stored(**values):
    """Return stand-ins for stored runs: two starts of each network of 20 layers."""
    found = [SimpleNamespace(label=label, values=values) for label in ("plain20", "residual20") for _ in range(2)]
    return SimpleNamespace(where=lambda label: [run for run in found if run.label == label])


def test_training_errors_say_who_ends_lowest():
    falling, rising = [0.8, 0.4, 0.1], [0.2, 0.9, 0.6]
    picture = chapter_11.training_errors({"plain, a": falling, "residual, b": rising})
    np.testing.assert_allclose(picture.figure.axes[0].lines[0].get_ydata(), [80, 40, 10])
    assert "plain, a: from 80.0 to 10.0 %" in picture.alt
    assert "residual, b: from 20.0 up to 90.0 and then to 60.0 %" in picture.alt
    assert picture.alt.startswith("Training error over 3 epochs") and picture.alt.endswith(
        "Lowest at the end: plain, a."
    )
    turned = chapter_11.training_errors({"plain, a": rising, "residual, b": falling})
    assert turned.alt.endswith("Lowest at the end: residual, b.")


def test_added_errors_begin_before_training():
    picture = chapter_11.added_errors({"plain, random": [0.9, 0.5, 0.2], "residual, F = 0": [0.01, 0.02, 0.015]})
    (ax,) = picture.figure.axes
    assert ax.get_yscale() == "log" and ax.lines[0].get_xdata().tolist() == [0, 1, 2]
    assert "over 2 epochs" in picture.alt and "residual, F = 0: from 1.0 up to 2.0 and then to 1.5 %" in picture.alt


def test_seeds_draw_the_last_epoch_of_every_start():
    def where(label):
        last = {"plain20": (0.9, 0.8), "residual20": (0.99, 0.97)}[label]
        return [SimpleNamespace(train_accuracy=[0.1, value]) for value in last]

    picture = chapter_11.seeds(SimpleNamespace(labels=("residual20", "plain20"), where=where))
    np.testing.assert_allclose(picture.figure.axes[0].lines[0].get_ydata(), [10, 20])
    assert picture.alt.endswith("2 starts each: plain20 10.0 to 20.0 %, residual20 1.0 to 3.0 %.")


def test_a_gradient_s_fate_is_told_by_its_norms():
    fates = {"grows": [100, 10, 1], "shrinks": [1e-9, 1e-4, 1], "stays within a factor of 2": [1, 2, 1.5]}
    large = np.array([5e3, 2e4, 8e4])
    said = [chapter_11._fate(np.array(norms)) for norms in fates.values()]
    assert all(line.startswith(start) for line, start in zip(said, fates)) and "large" in chapter_11._fate(large)
    norms = dict(zip(chapter_11.FATES.values(), (*fates.values(), large)))
    runs_ = [SimpleNamespace(label=label, values={"norms": list(values)}) for label, values in norms.items()]
    picture = chapter_11.gradients(runs_)
    assert [line.get_ydata().tolist() for line in picture.figure.axes[0].lines] == [list(n) for n in norms.values()]
    assert "plain-56, not normalised, Glorot: stays within a factor of 2" in picture.alt


def test_changes_show_both_measures_with_other_starts_behind():
    moves = dict(zip(LABELS, ([1.5] * 7, [0.5] * 6 + [0.25])))
    sizes = dict(zip(LABELS, ([1.0] * 19, [0.9] * 18 + [1.25])))
    picture = chapter_11.changes(moves, sizes, stored(changes=[0.7] * 7, responses=[1.1] * 19))
    left, right = picture.figure.axes
    drawn = [line.get_ydata().tolist() for line in left.lines]
    assert moves[LABELS[0]] in drawn and moves[LABELS[1]] in drawn and drawn.count([0.7] * 7) == 4
    assert sizes[LABELS[1]] in [line.get_ydata().tolist() for line in right.lines]
    assert "residual, 20 layers from 0.50 at the first to 0.25 at the last, between 0.25 and 0.50" in picture.alt
    assert "residual, 20 layers from 0.90 at the first to 1.25 at the last" in picture.alt


def test_the_block_that_is_missed_most_is_named():
    left = dict(zip(LABELS, ([0.1] * 8 + [0.05], [0.3] + [0.9] * 8)))
    picture = chapter_11.taken_out(left, dict(zip(LABELS, (0.95, 0.97))), stored(lesions=[0.5] * 9))
    drawn = [line.get_ydata() for line in picture.figure.axes[0].lines]
    assert any(np.allclose(line, 100 * np.array(left[LABELS[1]])) for line in drawn if len(line) == 9)
    assert "plain, 20 layers: 95 with all blocks, 5 to 10 with one missing, lowest without block 9" in picture.alt
    assert "residual, 20 layers: 97 with all blocks, 30 to 90 with one missing, lowest without block 1" in picture.alt


def test_the_identity_argument_names_its_layers():
    picture = chapter_11.identity_argument(known=8, new=6)
    assert picture.figure.axes[0].get_title(loc="left") == "a trained network"
    assert "8 layers" in texts(picture.figure.axes[2]) and "6 layers" in texts(picture.figure.axes[2])
    assert picture.alt.endswith("8 layers, 6 layers, dense, with a way round 6 layers that ends in a sum.")


def test_a_chain_has_a_sum_for_every_two_layers():
    picture = chapter_11.chain_of_blocks(layers=4)
    assert texts(picture.figure.axes[0]).count("+") == picture.alt.count("a way round") == 2


def test_only_the_second_row_of_modules_has_a_skip():
    picture = chapter_11.modules()
    plain, skipped = picture.figure.axes
    assert "+" not in texts(plain) and texts(skipped).count("+") == picture.alt.count("a way round") == 1
    assert "a way round B and C" in picture.alt


def test_blocks_are_described_from_top_to_bottom():
    plain, residual = chapter_11.plain_and_residual().figure.axes
    assert not shapes(plain, Circle) and len(shapes(residual, Circle)) == 1
    assert "plain: 3 × 3; ReLU; 3 × 3; ReLU. residual" in chapter_11.plain_and_residual().alt
    first, second = chapter_11.two_orders().alt.split("pre-activation (2016): ")
    assert first.rstrip().endswith("ReLU.") and second.startswith("normalise") and second.endswith("(x).")
    waist = chapter_11.basic_and_bottleneck(narrow=16, wide=48)
    assert "48 channels" in texts(waist.figure.axes[1]) and "1 × 1, 48; a sum" in waist.alt


# ---- tables ----
def test_tables_fit_a_screen_and_hold_the_numbers():
    gradients, lab, longer = (runs.load(name) for name in ("gradients", "residual_lab", "patience"))
    tables = {
        "ends": chapter_11_tables.gradient_ends(gradients),
        "added": chapter_11_tables.added(lab, ("plain", "residual, zero")),
        "longer": chapter_11_tables.errors_after(longer, (6, 24)),
        "imagenet": chapter_11_tables.imagenet((18, 34, 50)),
        "cifar": chapter_11_tables.cifar((20, 1202)),
    }
    assert all(len(line) <= 88 for table in tables.values() for line in table.split("\n"))
    for depth in (20, 1202):
        assert f"{sum(stage.parameters for stage in resnet_plan.cifar(depth)):,}" in tables["cifar"]
    assert tables["imagenet"].count("11,689,512") == 1 and "25,557,032" in tables["imagenet"]
    norms = next(run.values["norms"] for run in gradients if run.label == "plain110, not normalised, xavier")
    (line,) = [line for line in tables["ends"].split("\n") if line.startswith("plain110")]
    assert f"{norms[0]:.0e} / {norms[-1]:.0e}" in line
    last = [100 * (1 - run.train_accuracy[-1]) for run in longer.where("plain44")]
    assert f"{min(last):.1f} … {max(last):4.1f} %" in tables["longer"].split("\n")[2]
    first = [100 * (1 - run.train_accuracy[0]) for run in lab.where("plain20 + plain")]
    assert f"{min(first):.1f} … {max(first):4.1f} %" in tables["added"].split("\n")[1]
    below = np.array([run.values["train_error"] for run in lab.where("plain20")])
    more = 100 * (np.array([run.values["end_error"] for run in lab.where("plain20 + plain")]) - below)
    reach = 2.776 * more.std(ddof=1) / np.sqrt(5)  # Student's t with 4 degrees of freedom, from tables
    said = f"{more.mean():+.1f} ({more.mean() - reach:+.1f} to {more.mean() + reach:+.1f})"
    assert tables["added"].split("\n")[1].endswith(said) and "−0.0" not in chapter_11_tables.added(
        lab, ("plain, rate 0.01",)
    )
