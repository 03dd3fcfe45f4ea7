"""Exercises and questions of chapter 01, activation functions, in the order in which the chapter asks them."""

from __future__ import annotations

from course_utils.exercises.chapter_01.predictions import PREDICTIONS
from course_utils.exercises.chapter_01.questions import AFTER
from course_utils.exercises.chapter_01.tasks_slopes import CHAIN, DEAD, LEAKY, SIGMOID_SLOPE, TANH
from course_utils.exercises.chapter_01.tasks_units import LAYER, MERGE, ONE_UNIT

__all__ = ["AFTER", "EXERCISES", "PREDICTIONS"]

EXERCISES = (ONE_UNIT, LAYER, MERGE, SIGMOID_SLOPE, TANH, LEAKY, CHAIN, DEAD)
