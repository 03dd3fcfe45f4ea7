"""Exercises, predictions and recall questions of chapter 04, images and dense layers."""

from course_utils.exercises.chapter_04.predictions import PREDICTIONS
from course_utils.exercises.chapter_04.questions import AFTER, BEFORE
from course_utils.exercises.chapter_04.tasks_counts import COUNT, LOCAL, SHARED
from course_utils.exercises.chapter_04.tasks_pictures import BLEND, FLAT_INDEX, PERMUTED, TO_NCHW

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (BLEND, TO_NCHW, COUNT, FLAT_INDEX, PERMUTED, LOCAL, SHARED)
