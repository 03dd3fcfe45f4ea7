"""Exercises, predictions and recall questions of chapter 10, between AlexNet and residual networks."""

from __future__ import annotations

from course_utils.exercises.chapter_10 import predictions_networks as of_networks
from course_utils.exercises.chapter_10.predictions import PREDICTIONS as OF_NORMALISATION
from course_utils.exercises.chapter_10.questions import AFTER, BEFORE
from course_utils.exercises.chapter_10.tasks_batch import AVERAGES, BACKWARD, BATCH_NORM, LAG
from course_utils.exercises.chapter_10.tasks_networks import HIGHWAY_SLOPE, MODULE, ONE_BY_ONE, SMALL_STACK

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (BATCH_NORM, BACKWARD, AVERAGES, LAG, ONE_BY_ONE, SMALL_STACK, MODULE, HIGHWAY_SLOPE)
PREDICTIONS = (*OF_NORMALISATION, *of_networks.PREDICTIONS)
