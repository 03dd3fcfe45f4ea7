"""Exercises, predictions and recall questions of chapter 02, loss and gradient descent."""

from course_utils.exercises.chapter_02.predictions import PREDICTIONS
from course_utils.exercises.chapter_02.questions import AFTER, BEFORE
from course_utils.exercises.chapter_02.tasks_descent import DESCENT_TASKS
from course_utils.exercises.chapter_02.tasks_softmax import SOFTMAX_TASKS

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (*DESCENT_TASKS, *SOFTMAX_TASKS)
