"""Exercises and predictions of chapter 00, a taste of every kind of cell."""

from course_utils.exercises.chapter_00.predictions import PREDICTIONS
from course_utils.exercises.chapter_00.tasks import HALF_POINT, WEIGHTED_SUM

__all__ = ["EXERCISES", "PREDICTIONS"]

EXERCISES = (WEIGHTED_SUM, HALF_POINT)
