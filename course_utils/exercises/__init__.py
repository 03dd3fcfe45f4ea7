"""Exercises that answer back: ``check`` an answer, ask for a ``hint`` or a ``solution``, see ``progress``."""

from course_utils.exercises.course_map import progress
from course_utils.exercises.desk import case, check, hint, mine, solution
from course_utils.exercises.export import export_progress
from course_utils.exercises.journal import take_progress

__all__ = ["case", "check", "export_progress", "hint", "mine", "progress", "solution", "take_progress"]
