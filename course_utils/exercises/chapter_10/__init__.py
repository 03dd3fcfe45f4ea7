"""Exercises, predictions and recall questions of chapter 10, residual networks."""

from course_utils.exercises.chapter_10.blocks.tasks import RESIDUAL_BLOCK, SHORTCUT, WIDER_BLOCK
from course_utils.exercises.chapter_10.counting import PARAMETERS
from course_utils.exercises.chapter_10.paths.tasks import BLOCK_BACKWARD, CHAIN, PATHS, SUM_BUG
from course_utils.exercises.chapter_10.predictions import PREDICTIONS
from course_utils.exercises.chapter_10.questions import AFTER, BEFORE

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (RESIDUAL_BLOCK, SHORTCUT, WIDER_BLOCK, CHAIN, BLOCK_BACKWARD, SUM_BUG, PATHS, PARAMETERS)
