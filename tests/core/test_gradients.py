"""Central differences and the verdict: right gradients pass, wrong ones fail where they are wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course_utils import gradients

DIFFERENCE_TOLERANCE = 1e-8
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, max_side=4)
ARRAYS = hnp.arrays(np.float64, SHAPES, elements=st.floats(-3, 3, allow_subnormal=False))


def weights(x):
    return np.linspace(1, 3, x.size).reshape(x.shape)  # every entry has a gradient of its own


def wavy(x):
    return float(np.sum(weights(x) * np.sin(x)))


def wavy_grad(x):
    return weights(x) * np.cos(x)


@given(ARRAYS)
def test_any_shape_against_the_known_gradient(x):
    before = x.copy()
    result = gradients.numerical_gradient(wavy, x)
    np.testing.assert_allclose(result, wavy_grad(x), rtol=0, atol=DIFFERENCE_TOLERANCE)
    assert np.shape(result) == x.shape
    np.testing.assert_array_equal(x, before)
    assert gradients.check_gradient(wavy, wavy_grad, x) and gradients.check_gradient(wavy, wavy_grad(x), x)
    np.testing.assert_array_equal(x, before)


@given(ARRAYS, st.data())
def test_one_wrong_entry_is_found(x, data):
    position = data.draw(st.integers(0, x.size - 1))
    size = 10 ** data.draw(st.floats(-4, 2))
    sign = data.draw(st.sampled_from([-1, 1]))
    wrong = np.array(wavy_grad(x))
    wrong.reshape(-1)[position] += sign * size  # reshape of a fresh contiguous array is a view
    verdict = gradients.check_gradient(wavy, wrong, x)
    index = tuple(int(i) for i in np.unravel_index(position, x.shape))
    assert not verdict and verdict.ok is False
    assert verdict.index == index
    assert verdict.analytic == wrong[index]
    assert verdict.numerical == pytest.approx(float(wavy_grad(x)[index]), abs=DIFFERENCE_TOLERANCE)
    assert verdict.error > verdict.tolerance == 1e-6
    assert str(index) in repr(verdict) and "differs" in repr(verdict)


@pytest.mark.parametrize(
    "mistake",
    [lambda g: -g, lambda g: 2 * g, lambda g: 0 * g, lambda g: g.T, lambda g: g + 1e-5, lambda g: g * 1.00001],
)
def test_whole_gradients_that_are_wrong_fail(mistake):
    x = np.linspace(-1, 1, 9).reshape(3, 3)
    assert gradients.check_gradient(wavy, wavy_grad, x)
    assert not gradients.check_gradient(wavy, lambda a: mistake(wavy_grad(a)), x)


def test_a_loss_far_from_one_raises_no_false_alarm():
    x = np.array([1.0, 1e-9, 300.0])
    for size in (1e-4, 1.0, 1e6):
        f = lambda a, size=size: size * (a[0] ** 2 + a[2] ** 2) + a[1]  # noqa: E731
        assert gradients.check_gradient(f, lambda a, size=size: np.array([2 * size * a[0], 1.0, 2 * size * a[2]]), x)


def test_where_the_gradient_is_zero():
    x = np.array([0.7, -0.3])
    target = x.copy()
    assert gradients.check_gradient(lambda a: np.sum((a - target) ** 2) / 2, lambda a: a - target, x)
    assert gradients.check_gradient(lambda a: np.sum(a**3), lambda a: 3 * a**2, np.zeros(3))
    assert not gradients.check_gradient(lambda a: np.sum(a**3) + a[1], lambda a: 3 * a**2, np.zeros(3))


def test_a_large_x_gets_a_large_step():
    x = np.array([1e8, -3e10])
    assert gradients.check_gradient(lambda a: np.sum(np.log(np.abs(a))), lambda a: 1 / a, x)
    for far in x:
        assert gradients.numerical_gradient(lambda a: a**2, far) == pytest.approx(2 * far, rel=1e-9)


def test_f_may_read_the_array_from_elsewhere():
    layer = {"w": np.arange(6.0).reshape(2, 3)}
    slope = gradients.numerical_gradient(lambda _: np.sum(layer["w"] ** 2), layer["w"])
    np.testing.assert_allclose(slope, 2 * np.arange(6.0).reshape(2, 3), atol=1e-8)
    part = layer["w"][:, ::2]  # a view moves the array it looks into
    np.testing.assert_allclose(
        gradients.numerical_gradient(lambda _: np.sum(layer["w"] ** 2), part), 2 * part, atol=1e-8
    )


def test_the_analytic_gradient_may_be_x_itself():
    x = np.array([0.5, -2.0])
    half_square = lambda a: np.sum(a**2) / 2  # noqa: E731
    assert gradients.check_gradient(half_square, x, x)
    assert gradients.check_gradient(half_square, lambda a: a, x)


def test_numbers_and_lists():
    slope = gradients.numerical_gradient(lambda w: (w - 1) ** 2, 3.0)
    assert type(slope) is np.float64 and slope == pytest.approx(4)
    np.testing.assert_allclose(gradients.numerical_gradient(lambda w: w @ w, [1, 2]), [2, 4])
    assert gradients.check_gradient(lambda w: w**2, lambda w: 2 * w, 3)
    assert gradients.check_gradient(lambda w: w**2, 6, np.array(3.0)).index == ()


def test_truncation_and_round_off_pull_in_opposite_directions():
    x = np.array(1.0)
    error = {h: abs(gradients.numerical_gradient(np.exp, x, h=h) - np.e) for h in (1e-1, 1e-3, 1e-5, 1e-9, 1e-13)}
    assert error[1e-1] > error[1e-3] > error[1e-5] < error[1e-9] < error[1e-13]
    assert error[1e-5] < 1e-9


class Interrupted(Exception):
    pass


@pytest.mark.parametrize("calls", [1, 2, 3, 6])
def test_x_is_restored_when_f_raises(calls):
    x = np.array([1.0, 2.0, 3.0])
    count = iter(range(1, 100))

    def f(a):
        if next(count) == calls:
            raise Interrupted
        return np.sum(a)

    with pytest.raises(Interrupted):
        gradients.numerical_gradient(f, x)
    np.testing.assert_array_equal(x, [1, 2, 3])


def test_an_f_that_writes_to_x_is_found_and_undone():
    def f(a):
        a[-1] += 1
        return np.sum(a)

    x = np.array([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="f: got a function that writes to its argument; expected"):
        gradients.numerical_gradient(f, x)
    np.testing.assert_array_equal(x, [1, 2, 3])


@pytest.mark.parametrize(
    "result",
    [None, "1", 1j, (1.0, np.ones(2)), np.ones(2), [1.0, 2.0], np.float32(1), np.nan, np.inf, True, np.empty(0)],
    ids=repr,
)
def test_f_that_does_not_return_a_number_is_refused(result):
    x = np.ones(2)
    for call in (gradients.numerical_gradient, lambda f, x: gradients.check_gradient(f, x, x)):
        with pytest.raises((TypeError, ValueError), match=r"^f: got .*; expected "):
            call(lambda _: result, x)
    np.testing.assert_array_equal(x, [1, 1])


def test_arrays_that_cannot_be_moved_are_refused():
    frozen = np.ones(2)
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match=r"^x: got a read-only array; expected"):
        gradients.numerical_gradient(np.sum, frozen)
    with pytest.raises(TypeError, match=r"^x: got dtype float32; expected float64"):
        gradients.numerical_gradient(np.sum, np.ones(2, np.float32))


def test_a_pass_prints_the_same_on_every_machine():
    x = np.ones((2, 2))
    verdict = gradients.check_gradient(wavy, wavy_grad, x)
    assert repr(verdict) == "gradient agrees: 4 entries, each within 1e-06"
    assert verdict.ok is True and verdict.error <= verdict.tolerance and verdict.entries == 4
    assert gradients.check_gradient(wavy, lambda a: wavy_grad(a) * 1.001, x, tolerance=1e-2)


@given(st.integers(0, 2**32 - 1))
def test_of_entries_that_are_equally_wrong_the_first_is_named_on_every_machine(seed):
    x = np.random.default_rng(seed).uniform(1, 2, (3, 4))
    halved = 2 * x
    halved[1:, 2:] /= 2  # each half of what it should be: only round-off tells them apart
    assert gradients.check_gradient(lambda w: np.sum(w**2), halved, x).index == (1, 2)


def test_a_gradient_that_writes_to_its_argument_is_refused_and_x_is_as_before():
    x = np.ones(3)
    with pytest.raises(ValueError, match=r"^grad: got a function that writes to its argument; expected one that only"):
        gradients.check_gradient(lambda w: np.sum(w**2), lambda w: np.multiply(w, 2, out=w), x)
    assert (x == 1).all()
