"""Quantiles against published tables, and against what must hold between them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils import quantiles

# Student's t, two-sided 95 % and 99 % (columns 0.975 and 0.995 of the usual table), to six digits
STUDENT = {
    1: (12.706205, 63.656741), 2: (4.302653, 9.924843), 3: (3.182446, 5.840909), 4: (2.776445, 4.604095),
    5: (2.570582, 4.032143), 9: (2.262157, 3.249836), 10: (2.228139, 3.169273), 19: (2.093024, 2.860935),
    29: (2.045230, 2.756386), 100: (1.983972, 2.625891),
}  # fmt: skip


@pytest.mark.parametrize("dof", STUDENT)
def test_students_table(dof):
    found = [quantiles.student_quantile(p, dof) for p in (0.975, 0.995)]
    assert found == pytest.approx(STUDENT[dof], abs=1e-6)


def test_the_normal_table():
    table = {0.8: 0.841621, 0.9: 1.281552, 0.95: 1.644854, 0.975: 1.959964, 0.995: 2.575829}
    assert {p: round(quantiles.normal_quantile(p), 6) for p in table} == table


@given(st.floats(0.001, 0.999))
def test_where_students_distribution_is_known_in_closed_form(p):
    # Cauchy for 1 degree of freedom; for 2, t = (2p − 1)·√(2/(4p(1 − p)))
    assert quantiles.student_quantile(p, 1) == pytest.approx(math.tan(math.pi * (p - 0.5)), rel=1e-9, abs=1e-9)
    two = (2 * p - 1) * math.sqrt(2 / (4 * p * (1 - p)))
    assert quantiles.student_quantile(p, 2) == pytest.approx(two, rel=1e-9, abs=1e-9)


@given(st.floats(0.001, 0.999), st.integers(1, 400))
def test_quantile_and_share_undo_each_other_and_mirror(p, dof):
    t = quantiles.student_quantile(p, dof)
    assert quantiles.student_cdf(t, dof) == pytest.approx(p, abs=1e-10)
    assert quantiles.student_quantile(1 - p, dof) == pytest.approx(-t, rel=1e-7, abs=1e-9)
    assert quantiles.normal_cdf(quantiles.normal_quantile(p)) == pytest.approx(p, abs=1e-12)


@given(st.floats(0.55, 0.999), st.integers(1, 200))
def test_more_degrees_of_freedom_come_nearer_to_the_normal_one(p, dof):
    ends = [quantiles.student_quantile(p, d) for d in (dof, dof + 1, 5000)] + [quantiles.normal_quantile(p)]
    assert ends == sorted(ends, reverse=True)
    assert ends[2] - ends[3] < 0.01


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: quantiles.normal_quantile(1), ValueError, "p: got 1; expected a finite number > 0 and < 1"),
        (lambda: quantiles.normal_cdf(None), TypeError, "z: got None"),
        (lambda: quantiles.student_quantile(0, 3), ValueError, "p: got 0"),
        (lambda: quantiles.student_quantile(0.5, 2.0), TypeError, "dof: got 2.0"),
        (lambda: quantiles.student_cdf(1, 0), ValueError, "dof: got 0; expected a whole number ≥ 1"),
        (lambda: quantiles.student_cdf(math.inf, 1), ValueError, "t: got inf"),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
