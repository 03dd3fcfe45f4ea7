"""Three days of `review` in JupyterLab: each day a server of its own, and nights that a test shortens."""

import contextlib
import json
from datetime import datetime, timedelta

import pytest
from stage import asking, notebook, open_in_lab, run_all

from course_utils.exercises import cards, journal, memory
from course_utils.maintenance import browser

RATE, TRIPS, SLOPE = "02-predict-drop-the-two", "02-predict-more-trips", "02-slope-by-hand"
FORGOT = f"from course_utils.exercises import check\n\ncheck({SLOPE!r}, -7.0)"
REVIEW = "from course_utils.explorers import review\n\nreview()"


@pytest.fixture
def open_day(stage, tmp_path, monkeypatch):
    """Return a context manager: a notebook of these cells in JupyterLab, run; the progress file is one for all days."""
    folder, home = tmp_path / "notebooks", tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("COURSE_HOME", str(home))  # so that this process reads what those servers' kernels write

    @contextlib.contextmanager
    def day(*sources):
        (folder / "today.ipynb").write_text(notebook(sources), encoding="utf-8")
        with browser.jupyterlab(folder, home) as server:
            page = stage.new_page(height=800)
            try:
                open_in_lab(page, server, "today.ipynb")
                run_all(page)
                yield page
            finally:
                page.close()  # before its server, whose end it would complain about

    return day


def due():
    """Return the cards that `review` has to bring today."""
    today = datetime.now().astimezone().date()
    return [cards.card_for(item, today) for item in memory.due(memory.items(journal.records()), today)]


def sleep():
    """Let a night pass: everything in the progress file becomes a day older."""
    lines = [json.loads(line) for line in journal.path().read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["time"] = (datetime.fromisoformat(line["time"]) - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    journal.path().write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def choose(section, prediction, right):
    """Choose the right option, or the first that is wrong."""
    section.get_by_role("radio").nth([option.right for option in prediction.options].index(right)).click()
    section.get_by_text("✓ Right." if right else "✗ Not so.").wait_for()


def type_in(section, value, verdict):
    section.get_by_role("textbox").fill(repr(value))
    section.get_by_role("textbox").press("Enter")
    section.get_by_text(verdict).wait_for()


@pytest.mark.long
def test_three_days(open_day):
    with open_day(asking(RATE), asking(TRIPS), FORGOT) as page:
        questions = page.locator("section.ntr-predict")
        choose(questions.nth(0), cards.registry.find(RATE), right=False)
        choose(questions.nth(1), cards.registry.find(TRIPS), right=True)
    sleep()

    second = due()
    assert {card.id for card in second} == {RATE, SLOPE}  # what went wrong, not what was right
    with open_day(REVIEW) as page:
        questions = page.locator("section.ntr-predict")
        for number, card in enumerate(second):
            section = questions.nth(number)
            if isinstance(card, cards.Choice):
                choose(section, card.prediction, right=True)
            else:
                drawn = card.exercise.expected_value()
                assert "(1, 3, 4, 8) minutes" not in card.exercise.prompt  # other trips than the chapter's
                type_in(section, float(drawn) + 1, "✗ Not so.")
                type_in(section, float(drawn), "✓ Right.")
        assert questions.count() == 2 and page.locator(".ntr-notice:not(:empty)").count() == 0
    sleep()

    (third,) = due()
    assert third.id == SLOPE and third.exercise.prompt != next(c for c in second if c.id == SLOPE).exercise.prompt
    with open_day(REVIEW) as page:
        type_in(page.locator("section.ntr-predict"), float(third.exercise.expected_value()), "✓ Right.")
        run_all(page)
        assert "Nothing is due today. The next card comes on" in page.locator(".jp-OutputArea output").inner_text()
    assert due() == []
