"""Figures of the course: functions take an Axes, draw on it and return it."""

from course_utils.plotting.style import PALETTE, SIGNED_MAP, Picture, figure, show, signed_limits

__all__ = ["PALETTE", "SIGNED_MAP", "Picture", "figure", "show", "signed_limits"]
