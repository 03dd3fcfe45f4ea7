"""Exercises of chapter 05 in which sizes and weights are counted: maps, padding, parameters, receptive fields."""

from course_utils.exercises.chapter_05.sizes.counting import COUNTS, RECEPTIVE_FIELD
from course_utils.exercises.chapter_05.sizes.maps import OUTPUT_SIZE, SAME_PADDING

__all__ = ["COUNTS", "OUTPUT_SIZE", "RECEPTIVE_FIELD", "SAME_PADDING"]
