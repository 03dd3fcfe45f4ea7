"""Chapter 06's own answers agree with the package, with central differences, and with what its notebook shows."""

import ast

import nbformat
import numpy as np
import pytest

from course_utils import pooling, settings, shapes
from course_utils.exercises.chapter_06 import EXERCISES, answers, slips_sizes, tasks_by_thought, tasks_shifts
from course_utils.exercises.judge import judge
from course_utils.gradients import check_gradient

NOTEBOOK = settings.NOTEBOOKS / "06_pooling.ipynb"


def exercise(id):
    return next(e for e in EXERCISES if e.id == id)


def arguments(id):
    return [args for args, _ in exercise(id).arguments()]


def cell(id):
    return next(c.source for c in nbformat.read(NOTEBOOK, 4).cells if c.id == id)


def test_pooled_shape_is_that_of_the_package():
    for shape, window, stride, padding in arguments("06-pooled-shape"):
        wanted = pooling.avg_pool2d(np.zeros(shape), window, stride, min(padding, window // 2)).shape
        if padding <= window // 2:
            assert answers.pooled_shape(shape, window, stride, padding) == wanted
        assert answers.pooled_shape(shape, window, stride, padding)[2:] == shapes.output_shape(
            *shape[2:], window, stride, padding
        )


def test_max_pooling_is_the_package_s():
    for x, window, stride, padding in arguments("06-max-pool"):
        np.testing.assert_array_equal(answers.max_pool(x, window, stride, padding),
                                      pooling.max_pool2d(x, window, stride, padding))  # fmt: skip


def test_average_pooling_is_the_package_s():
    for x, window, stride, padding in arguments("06-avg-pool"):
        wanted = pooling.avg_pool2d(x, window, stride, padding, count_padding=False)
        np.testing.assert_allclose(answers.avg_pool(x, window, stride, padding), wanted, atol=1e-12)
        counted = pooling.avg_pool2d(x, window, stride, padding)
        np.testing.assert_allclose(answers.avg_pool_counted(x, window, stride, padding), counted, atol=1e-12)


def test_the_gradient_of_max_pooling_is_the_package_s_ties_included():
    tied = 0
    for grad_out, x, window, stride in arguments("06-max-pool-backward"):
        wanted = pooling.max_pool2d_backward(grad_out, x, window, stride)
        np.testing.assert_allclose(answers.max_pool_backward(grad_out, x, window, stride), wanted, atol=1e-12)
        tied += not np.allclose(answers.max_backward_last_tie(grad_out, x, window, stride), wanted)
    assert tied >= 4


def test_the_gradient_of_average_pooling_is_the_package_s_and_nudging_agrees():
    for grad_out, shape, window, stride in arguments("06-planted-bug"):
        grad = answers.avg_pool_backward(grad_out, shape, window, stride)
        np.testing.assert_allclose(
            grad, pooling.avg_pool2d_backward(grad_out, np.zeros(shape), window, stride), atol=1e-12
        )
        x = np.random.default_rng(0).normal(size=shape)
        assert check_gradient(
            lambda v, g=grad_out, k=window, s=stride: np.sum(g * pooling.avg_pool2d(v, k, s)), grad, x
        )


def test_the_planted_bugs_hide_where_window_and_stride_are_equal_and_only_there():
    for grad_out, shape, window, stride in arguments("06-planted-bug"):
        broken, whole = (
            f(grad_out, shape, window, stride) for f in (answers.broken_backward, answers.avg_pool_backward)
        )
        assert np.allclose(broken, whole) == (window == stride)


def test_the_notebook_shows_the_bugs_that_the_exercise_expects():
    definition = ast.Module([ast.parse(cell("broken")).body[0]], [])
    names = {"np": np}
    exec(compile(definition, "broken", "exec"), names)
    for arguments_ in arguments("06-planted-bug"):
        np.testing.assert_allclose(names["broken_backward"](*arguments_), answers.broken_backward(*arguments_))


def named(id):
    """The names that a cell of the notebook gives, its pictures left out."""
    assignments = [node for node in ast.parse(cell(id)).body if isinstance(node, ast.Assign)]
    names = {"np": np}
    exec(compile(ast.Module(assignments, []), id, "exec"), names)
    return names


def test_the_notebook_s_map_is_that_of_the_exercise():
    np.testing.assert_array_equal(named("overlap-map")["FIVE"], slips_sizes.MAP)
    wanted = pooling.max_pool2d(slips_sizes.MAP[None, None], 3, 2)[0, 0]
    np.testing.assert_array_equal(exercise("06-overlap-by-hand").expected_value(), wanted)
    assert judge(exercise("06-overlap-by-hand"), wanted.astype(int).tolist()).state == "correct"
    assert len({*wanted.ravel()}) == 4, "each window has a winner of its own"


def test_the_nine_slopes_are_what_nudging_finds():
    names = named("nine-cells")
    np.testing.assert_array_equal(names["THREE"], tasks_by_thought.MAP)
    np.testing.assert_array_equal(names["ARRIVES"], tasks_by_thought.ARRIVING)
    found, hair = np.zeros((3, 3)), 0.01
    for place in np.ndindex(3, 3):
        moved = tasks_by_thought.MAP.copy()
        moved[place] += hair
        results = [pooling.max_pool2d(x[None, None], 2, 1)[0, 0] for x in (tasks_by_thought.MAP, moved)]
        found[place] = np.sum((results[1] - results[0]) * tasks_by_thought.ARRIVING) / hair
    np.testing.assert_allclose(exercise("06-gradient-by-thought").expected_value(), found, atol=1e-9)


def test_no_window_of_the_nine_cells_has_a_tie_and_one_cell_wins_two():
    windows = [tasks_by_thought.MAP[i : i + 2, j : j + 2] for i, j in np.ndindex(2, 2)]
    assert all(len({*window.ravel()}) == 4 for window in windows)
    assert [window.max() for window in windows] == [7, 7, 9, 6]
    assert (tasks_by_thought.MAP == 6).sum() == 2, "the other 6 loses"


def test_share_kept_counts_what_a_loop_counts():
    for image, columns in arguments("06-share-kept"):
        height, width = image.shape
        moved = {(r, c): image[r, c - columns] if c >= columns else 0.0 for r, c in np.ndindex(height, width)}
        kept = counted = 0
        for r in range(0, height, 2):
            for c in range(0, width, 2):
                cells = [(r + i, c + j) for i in (0, 1) for j in (0, 1)]
                before, after = max(image[at] for at in cells), max(moved[at] for at in cells)
                counted += before > 0 or after > 0
                kept += before == after and before > 0
        assert answers.share_kept(image, columns) == pytest.approx(kept / counted)


def test_unit_sees_is_found_by_nudging_pixels():
    """Trace which input positions can reach one unit: the answer without the formula."""
    reach = {7}
    for kernel, stride in reversed(tasks_shifts.LENET):
        reach = {place * stride + offset for place in reach for offset in range(kernel)}
    assert exercise("06-unit-sees").expected_value() == len(reach) == max(reach) - min(reach) + 1
