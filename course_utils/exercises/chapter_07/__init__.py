"""Exercises and predictions of chapter 07, a convolutional network from scratch."""

from course_utils.exercises.chapter_07.predictions import PREDICTIONS
from course_utils.exercises.chapter_07.questions import AFTER, BEFORE
from course_utils.exercises.chapter_07.tasks_layer import COL2IM, CONV_BACKWARD, CONV_FORWARD, IM2COL
from course_utils.exercises.chapter_07.tasks_network import DENSE_INPUTS, HE_STD, RELU_BACKWARD
from course_utils.exercises.chapter_07.tasks_own_network import LAYER, LOOP, NETWORK, STEP
from course_utils.exercises.chapter_07.tasks_training import ACCURACY, PLANTED_BUGS

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (
    RELU_BACKWARD,
    LAYER,
    NETWORK,
    STEP,
    HE_STD,
    ACCURACY,
    LOOP,
    IM2COL,
    CONV_FORWARD,
    COL2IM,
    CONV_BACKWARD,
    DENSE_INPUTS,
    PLANTED_BUGS,
)
