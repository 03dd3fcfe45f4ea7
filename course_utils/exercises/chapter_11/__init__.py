"""Exercises, predictions and recall questions of chapter 11, residual networks."""

from course_utils.exercises.chapter_11.predictions import PREDICTIONS
from course_utils.exercises.chapter_11.questions import AFTER, BEFORE
from course_utils.exercises.chapter_11.tasks_blocks import RESIDUAL_BLOCK, SHORTCUT, WIDER_BLOCK
from course_utils.exercises.chapter_11.tasks_counting import PARAMETERS
from course_utils.exercises.chapter_11.tasks_paths import BLOCK_BACKWARD, CHAIN, PATHS, SUM_BUG

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (RESIDUAL_BLOCK, SHORTCUT, WIDER_BLOCK, CHAIN, BLOCK_BACKWARD, SUM_BUG, PATHS, PARAMETERS)
