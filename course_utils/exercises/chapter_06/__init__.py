"""Exercises, predictions and questions of chapter 06, pooling, in the order in which the chapter asks them."""

from __future__ import annotations

from course_utils.exercises.chapter_06.predictions import PREDICTIONS
from course_utils.exercises.chapter_06.questions import AFTER, BEFORE
from course_utils.exercises.chapter_06.tasks_backward import MAX_BACKWARD, PLANTED_BUG
from course_utils.exercises.chapter_06.tasks_by_thought import GRADIENT_BY_THOUGHT
from course_utils.exercises.chapter_06.tasks_forward import AVG_POOL, MAX_POOL, OVERLAP_BY_HAND, POOLED_SHAPE
from course_utils.exercises.chapter_06.tasks_shifts import SHARE_KEPT, UNIT_SEES

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (
    OVERLAP_BY_HAND,
    POOLED_SHAPE,
    MAX_POOL,
    AVG_POOL,
    SHARE_KEPT,
    UNIT_SEES,
    GRADIENT_BY_THOUGHT,
    MAX_BACKWARD,
    PLANTED_BUG,
)
