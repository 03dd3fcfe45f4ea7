"""Exercises and predictions of chapter 05, convolution."""

from course_utils.exercises.chapter_05.predictions import PREDICTIONS
from course_utils.exercises.chapter_05.questions import AFTER, BEFORE
from course_utils.exercises.chapter_05.tasks_blocks import CHANNELS, PLANTED_BUG
from course_utils.exercises.chapter_05.tasks_counting import COUNTS, RECEPTIVE_FIELD
from course_utils.exercises.chapter_05.tasks_inventions import CROSS_OR_RING, FUSE, LEARNED_KERNEL
from course_utils.exercises.chapter_05.tasks_maps import OUTPUT_SIZE, SAME_PADDING
from course_utils.exercises.chapter_05.tasks_windows import BY_HAND, CORRELATE, FLIP

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
