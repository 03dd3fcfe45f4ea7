"""Property tests here draw the same examples every time, and no example is timed: other work may share the machine."""

from hypothesis import settings

settings.register_profile("course", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("course")
