"""Exercises and questions of chapter 03, backpropagation by hand."""

from course_utils.exercises.chapter_03.predictions import PREDICTIONS
from course_utils.exercises.chapter_03.questions import AFTER, BEFORE
from course_utils.exercises.chapter_03.tasks_by_hand import DELTA_O1, GRAD_W1, NET_H1, TOTAL_ERROR
from course_utils.exercises.chapter_03.tasks_in_code import DENSE_BACKWARD, GRADIENT_GAP, REPAIR

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (NET_H1, TOTAL_ERROR, DELTA_O1, GRAD_W1, REPAIR, DENSE_BACKWARD, GRADIENT_GAP)
