"""Exercises and predictions of chapter 10, residual networks."""

from course_utils.exercises.chapter_10.blocks.tasks import RESIDUAL_BLOCK, SHORTCUT, WIDER_BLOCK
from course_utils.exercises.chapter_10.counting import PARAMETERS
from course_utils.exercises.chapter_10.paths.tasks import BLOCK_BACKWARD, CHAIN, PATHS, SUM_BUG
from course_utils.exercises.chapter_10.predictions import PREDICTIONS

__all__ = ["EXERCISES", "PREDICTIONS"]

EXERCISES = (RESIDUAL_BLOCK, BLOCK_BACKWARD, SUM_BUG, SHORTCUT, WIDER_BLOCK, CHAIN, PATHS, PARAMETERS)
