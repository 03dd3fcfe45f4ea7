"""Exercises and predictions of chapter 05, convolution."""

from course_utils.exercises.chapter_05.blocks import CHANNELS, PLANTED_BUG
from course_utils.exercises.chapter_05.inventions import CROSS_OR_RING, FUSE, LEARNED_KERNEL
from course_utils.exercises.chapter_05.predictions import PREDICTIONS
from course_utils.exercises.chapter_05.questions import AFTER, BEFORE
from course_utils.exercises.chapter_05.sizes import COUNTS, OUTPUT_SIZE, RECEPTIVE_FIELD, SAME_PADDING
from course_utils.exercises.chapter_05.windows import BY_HAND, CORRELATE, FLIP

__all__ = ["AFTER", "BEFORE", "EXERCISES", "PREDICTIONS"]

EXERCISES = (
    BY_HAND,
    CORRELATE,
    FLIP,
    OUTPUT_SIZE,
    SAME_PADDING,
    CHANNELS,
    COUNTS,
    CROSS_OR_RING,
    RECEPTIVE_FIELD,
    FUSE,
    LEARNED_KERNEL,
    PLANTED_BUG,
)
