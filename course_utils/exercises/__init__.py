"""Exercises that answer back: ``check`` an answer, ask for a ``hint`` or a ``solution``, see ``progress``."""

from course_utils.exercises.course_map import progress
from course_utils.exercises.desk import check, hint, solution

__all__ = ["check", "hint", "progress", "solution"]
