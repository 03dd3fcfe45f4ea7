"""Exercises, predictions and recall questions of chapter 09, AlexNet, in the order in which the chapter asks them."""

from __future__ import annotations

from course_utils.exercises.chapter_09.predictions import PREDICTIONS
from course_utils.exercises.chapter_09.questions import AFTER, BEFORE
from course_utils.exercises.chapter_09.tasks_network import FITTING_SIDE, LRN, PLANTED_BUGS, SPLIT_PARAMETERS
from course_utils.exercises.chapter_09.tasks_recipe import (
    COLOUR_COVARIANCE,
    COLOUR_SHIFT,
    CROP_COUNT,
    PAPER_STEP,
    TOP_K_ERROR,
)

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (
    TOP_K_ERROR,
    FITTING_SIDE,
    SPLIT_PARAMETERS,
    LRN,
    CROP_COUNT,
    COLOUR_COVARIANCE,
    COLOUR_SHIFT,
    PLANTED_BUGS,
    PAPER_STEP,
)
