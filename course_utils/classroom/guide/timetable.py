"""Minutes of each chapter, part by part, and the stops of its lecture, all read from the notebooks."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from course_utils.exercises import registry
from course_utils.exercises.course_map import chapters
from course_utils.exercises.outline import chapter_title, outline
from course_utils.maintenance import minutes
from course_utils.maintenance.pages import Page
from course_utils.site import lecture, source

__all__ = ["CHAPTERS", "Part", "exercises", "lecture_minutes", "minutes_of", "parts", "stops", "title"]

CHAPTERS = tuple(sorted(set(chapters()) - {"00"}))


@dataclass(frozen=True)
class Part:
    """One part of a chapter: its title, its minutes alone, the stops that the lecture makes in it, its exercises."""

    title: str
    minutes: float
    stops: tuple
    exercises: tuple[str, ...]

    @property
    def lectured(self):
        """Return the minutes of its stops."""
        return minutes_of(self.stops)


def title(chapter):
    """Return the title of a chapter ("05"), as its first heading has it."""
    return chapter_title(chapters()[chapter])


@functools.cache
def stops(chapter):
    """Return {cell id: Stop} of a chapter's lecture, in order."""
    return {stop.block.cell.id: stop for stop in lecture.stops(source.all_sheets(), chapter)}


def minutes_of(found):
    """Return the minutes that stops take together; a stop without its own takes one."""
    return sum(stop.told.get("minutes", 1) for stop in found)


@functools.cache
def parts(chapter):
    """Return the Parts of a chapter ("05"), in order; a stop before the first belongs to it."""
    path = chapters()[chapter]
    timed = minutes.parts(Page(path))
    found = []
    for number, (one, spent) in enumerate(zip(outline(path), timed, strict=True), 1):
        here = tuple(stop for stop in stops(chapter).values() if max(stop.sheet.part, 1) == number)
        written = tuple(id for id in one.asked if id in _exercises(chapter))
        found.append(Part(one.title, spent.minutes, here, written))
    return tuple(found)


def exercises(chapter):
    """Return the ids of a chapter's exercises that are not optional, in the notebook's order."""
    return tuple(id for part in parts(chapter) for id in part.exercises)


@functools.cache
def _exercises(chapter):
    return {exercise.id for exercise in registry.entries(chapter, "EXERCISES")}


def lecture_minutes(chapter):
    """Return the minutes of a chapter's whole lecture."""
    return minutes_of(stops(chapter).values())
