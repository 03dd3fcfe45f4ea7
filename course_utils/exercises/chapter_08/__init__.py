"""Exercises, predictions and recall questions of chapter 08, LeNet-5, in the order in which the chapter asks them."""

from course_utils.exercises.chapter_08.predictions import PREDICTIONS
from course_utils.exercises.chapter_08.questions import AFTER, BEFORE
from course_utils.exercises.chapter_08.tasks_counting import C3_COUNT, C5_FIELD, CONNECTIONS, FIRST_WEIGHTS
from course_utils.exercises.chapter_08.tasks_writing import C3_MAP, MAP_LOSS, RBF, SUB_SAMPLE

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (CONNECTIONS, SUB_SAMPLE, C3_COUNT, C3_MAP, C5_FIELD, RBF, MAP_LOSS, FIRST_WEIGHTS)
