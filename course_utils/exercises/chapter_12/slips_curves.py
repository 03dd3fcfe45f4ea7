"""Mistakes of chapter 12 in reading four training curves, each with its question."""

from __future__ import annotations

import itertools

from course_utils.exercises.engine import Misconception


def repeats(given, expected):
    """Return whether four letters were given and one of them twice."""
    letters = [c for c in "".join(given).upper() if c.isalpha()]
    return len(letters) == 4 and len(set(letters)) < 4


NAMED = ("ABCD", "BDCA", "CBDA")  # the high rate exchanged with one other
EVERY = tuple("".join(letters) for letters in itertools.permutations("ABCD"))
HIGH_ELSEWHERE = tuple(order for order in EVERY if order[0] != "D" and order not in NAMED)
DIAGNOSIS = (
    Misconception(
        "few pictures and shuffled labels exchanged",
        "DBAC",
        "Both learn their training pictures by heart. Which of the two still beats guessing on pictures that "
        "it has not seen?",
    ),
    Misconception(
        "high and low exchanged",
        "BDCA",
        "One of the two climbs steadily and has not arrived after twenty epochs. Is that one too hasty or too slow?",
    ),
    Misconception(
        "shuffled labels and a high rate exchanged",
        "ABCD",
        "Both guess on new pictures. Which of them learns at least its own training pictures?",
    ),
    Misconception(
        "high rate and few pictures exchanged",
        "CBDA",
        "One of these two learns all its training pictures. Can a rate that is too high do that?",
    ),
    Misconception(
        "low rate and few pictures exchanged",
        "DCBA",
        "One of these two arrived at the top on the pictures that it learns from. Is that slow?",
    ),
    Misconception(
        "low rate and shuffled labels exchanged",
        "DACB",
        "With labels that mean nothing, can a network become better and better on *new* pictures?",
    ),
    Misconception(
        "the high rate is another one",
        HIGH_ELSEWHERE[0],
        "Begin with the rate that is too high: such a run does not even learn its own training pictures. Which "
        "training curve does not rise?",
        also=HIGH_ELSEWHERE[1:],
    ),
    Misconception(
        "the low rate is another one",
        "DABC",
        "The high rate is found. A rate that is too low gets there in the end, only late: which curves still "
        "rise at the last epoch?",
        also=("DCAB",),
    ),
    Misconception(
        "a letter twice",
        "DDCA",
        "Four runs and four faults. Does each letter stand once in yours?",
        holds=repeats,
    ),
)
