"""Mistakes of chapter 11 in reading four training curves, each with its question."""

from __future__ import annotations

import itertools

from course_utils.exercises.engine import Misconception


def letters(given):
    """Return the letters of an answer, in capitals, whatever stands between them: "d, b, c, a" is "DBCA"."""
    return "".join(c for c in "".join(map(str, given)).upper() if c.isalpha())


def typed(wrong, *others):
    """Return the arguments by which a Misconception knows these wrong orders, however they are written."""
    return dict(wrong=wrong, also=others, holds=lambda given, expected: letters(given) in (wrong, *others))


NAMED = ("ABCD", "BDCA", "CBDA")  # the high rate exchanged with one other
HIGH_ELSEWHERE = sorted("".join(p) for p in itertools.permutations("ABCD") if p[0] != "D" and "".join(p) not in NAMED)
DIAGNOSIS = (
    Misconception(
        "few pictures and shuffled labels exchanged",
        message="Both learn their training pictures by heart. Which of the two still beats guessing on pictures that "
        "it has not seen?",
        **typed("DBAC"),
    ),
    Misconception(
        "high and low exchanged",
        message="One of the two climbs steadily and has not arrived after twenty epochs. Is that one too hasty or too "
        "slow?",
        **typed("BDCA"),
    ),
    Misconception(
        "shuffled labels and a high rate exchanged",
        message="Both guess on new pictures. Which of them learns at least its own training pictures?",
        **typed("ABCD"),
    ),
    Misconception(
        "high rate and few pictures exchanged",
        message="One of these two learns all its training pictures. Can a rate that is too high do that?",
        **typed("CBDA"),
    ),
    Misconception(
        "low rate and few pictures exchanged",
        message="One of these two arrived at the top on the pictures that it learns from. Is that slow?",
        **typed("DCBA"),
    ),
    Misconception(
        "low rate and shuffled labels exchanged",
        message="With labels that mean nothing, can a network become better and better on *new* pictures?",
        **typed("DACB"),
    ),
    Misconception(
        "the high rate is another one",
        message="Begin with the rate that is too high: such a run does not even learn its own training pictures. Which "
        "training curve does not rise?",
        **typed(*HIGH_ELSEWHERE),
    ),
    Misconception(
        "the low rate is another one",
        message="The high rate is found. A rate that is too low gets there in the end, only late: which curves still "
        "rise at the last epoch?",
        **typed("DABC", "DCAB"),
    ),
    Misconception(
        "a letter twice",
        "DDCA",
        "Four runs and four faults. Does each letter stand once in yours?",
        holds=lambda given, expected: len(letters(given)) == 4 and len(set(letters(given))) < 4,
    ),
)
