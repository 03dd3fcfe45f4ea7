"""No explorer says or writes a number that no test compares: each stands in the table of one test_said module."""

import importlib
from pathlib import Path

import pytest
from said import DIGITS, texts

from course_utils.explorers import REGISTRY

TABLES = [
    importlib.import_module(f"tests.explorers.{path.stem}").ALL
    for path in sorted(Path(__file__).parent.glob("test_said_*.py"))
    if path != Path(__file__)
]


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_the_numbers_of_sentence_and_lines_are_compared(name):
    (compared,) = [table[name][1:] for table in TABLES if name in table]
    assert len(compared) == 1 + bool(DIGITS.search(texts(name, {})[1]))
