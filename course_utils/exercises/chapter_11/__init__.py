"""Exercises, predictions and recall questions of chapter 11, your own network."""

from course_utils.exercises.chapter_11.costs import GLOBAL_GRADIENT, GROUPED_COST
from course_utils.exercises.chapter_11.honesty import (
    BEST_EPOCH,
    CONFUSION,
    DIAGNOSIS,
    INTERVAL,
    PLANTED_LEAK,
)
from course_utils.exercises.chapter_11.predictions import PREDICTIONS
from course_utils.exercises.chapter_11.questions import AFTER, BEFORE

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (
    BEST_EPOCH,
    PLANTED_LEAK,
    GROUPED_COST,
    CONFUSION,
    INTERVAL,
    DIAGNOSIS,
    GLOBAL_GRADIENT,
)
