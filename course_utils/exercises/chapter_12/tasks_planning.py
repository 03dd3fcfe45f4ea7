"""Exercise of chapter 12 about planning: how many test pictures a comparison of two networks needs."""

from __future__ import annotations

from course_utils.exercises.chapter_12 import answers_planning as answers
from course_utils.exercises.chapter_12 import slips_planning as slips
from course_utils.exercises.engine import AlsoRight, Exercise


def cases(rng):
    """Return (p, q[, level, goal]): near and far accuracies, the better one first or last, other levels and goals."""
    return [
        (0.965, 0.97), (0.97, 0.965), (0.9, 0.95), (0.5, 0.75), (0.98, 0.96), (0.6, 0.9, 0.99, 0.8),
        (0.85, 0.8, 0.95, 0.9), (0.93, 0.9, 0.9, 0.95), (0.99, 0.9), (0.7, 0.72, 0.95, 0.7), (1.0, 0.9),
    ]  # fmt: skip


NEEDED = Exercise(
    id="12-needed",
    title="How many test pictures?",
    prompt="Networks A and B have the true accuracies `p` and `q`; each reads test pictures of its own. Write "
    "`needed(p, q, level=0.95, goal=0.8)`: the smallest whole number of pictures for *each*, so that a share `goal` of "
    "such experiments reports a difference beyond the yardstick. Without any difference, a share `level` of them is to "
    "stay within the yardstick, on either side of 0. `normal_quantile(share)` is the number of standard errors below "
    "which that share of a normal distribution lies.",
    stub="def needed(p, q, level=0.95, goal=0.8):\n    ...  # return a whole number",
    reference=answers.needed,
    cases=cases,
    misconceptions=slips.SLIPS,
    also_right=(
        AlsoRight(
            slips.planned(variance=slips.pooled),
            "You use the mean of both accuracies below the root, as some textbooks do; it makes next to no difference.",
        ),
    ),
    hints=(
        "Draw the line of reported differences: 0, the yardstick, and the true difference far enough beyond it. "
        "Measure in standard errors.",
        "The yardstick lies `normal_quantile((1 + level) / 2)` standard errors from 0, the true difference another "
        "`normal_quantile(goal)` beyond it.",
        "So |p − q| is to be that many standard errors, √((p(1 − p) + q(1 − q))/n) each. Solve it for n, and round up.",
    ),
)
