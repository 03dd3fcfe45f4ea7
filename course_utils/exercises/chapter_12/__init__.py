"""Exercises, predictions and recall questions of chapter 12, your own network."""

from course_utils.exercises.chapter_12.predictions import PREDICTIONS
from course_utils.exercises.chapter_12.questions import AFTER, BEFORE
from course_utils.exercises.chapter_12.tasks_blocks import BLOCK_COST
from course_utils.exercises.chapter_12.tasks_costs import GLOBAL_GRADIENT, GROUPED_COST
from course_utils.exercises.chapter_12.tasks_honesty import (
    BEST_EPOCH,
    CONFUSION,
    DIAGNOSIS,
    INTERVAL,
    PLANTED_LEAK,
)
from course_utils.exercises.chapter_12.tasks_planning import NEEDED

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (
    BEST_EPOCH,
    PLANTED_LEAK,
    GROUPED_COST,
    CONFUSION,
    INTERVAL,
    NEEDED,
    DIAGNOSIS,
    GLOBAL_GRADIENT,
    BLOCK_COST,
)
