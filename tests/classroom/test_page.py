"""The report as it is read: whole, without a network, true to its journals, silent about who did what."""

import re
import urllib.parse
from collections import Counter
from datetime import timedelta

import made_class
import numpy as np
import pytest
from made_class import BEGIN, head, line, text
from report_reading import Report

from course_utils import settings
from course_utils.classroom import report as command
from course_utils.classroom.__main__ import main
from course_utils.exercises import registry
from course_utils.site.source import all_sheets

SIZE, FLIP = "05-output-size", "05-predict-flip"
MISTAKES = [mistake.name for mistake in registry.find_exercise(SIZE).misconceptions]
EVIL = '<script>alert("x")</script>&amp;'


def wrong(seconds=0, mistake=MISTAKES[0], id=SIZE):
    return line("attempt", id, BEGIN + timedelta(seconds=seconds), verdict="not right yet", misconception=mistake)


def class_of(hand_in, count, chapters, seed=0):
    """Hand in journals of a made-up class; return their records."""
    rng, entries = np.random.default_rng(seed), made_class.asked(chapters)
    learners = [made_class.learner(rng, entries, rng.uniform(0.2, 0.9)) for _ in range(count)]
    for k, records in enumerate(learners):
        hand_in.write(f"{k}.jsonl", [head(f"{k:016x}"), *records])
    return learners


# ---- what it is ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [0, 1, 12])
def test_the_page_is_whole_and_asks_nothing_of_others(count, hand_in, report):
    hand_in.folder.mkdir()
    class_of(hand_in, count, ["00", "05"])
    html = report(live=5)
    page = Report(html)
    assert page.faults == [] and len(set(page.ids)) == len(page.ids)
    assert not [one for one in page.addresses if re.match(r"(https?:)?//", one)]
    assert "@import" not in html and not re.search(r"url\((?!data:)", html)
    inside = {f"#{id}" for id in page.ids}
    assert {one for one in page.addresses if one.startswith("#")} <= inside
    assert f"{count} {'learner' if count == 1 else 'learners'}" in page.text
    assert ("Nothing has been answered yet" in page.text) == (count == 0)


def test_every_table_has_a_caption_headers_and_rows_of_one_width(hand_in, report):
    class_of(hand_in, 6, ["05"])
    page = Report(report())
    assert len(page.tables) == 4
    for caption, rows in page.tables:
        assert caption.strip()
        (_, first), *others = rows
        assert all(tag == "th" and given["scope"] == "col" and words for tag, words, given in first)
        for _, cells in others:
            assert cells[0][0] == "th" and cells[0][2]["scope"] in ("row", "rowgroup")
            assert sum(int(given.get("colspan", 1)) for _, _, given in cells) == len(first)
            assert all(words.strip() for _, words, _ in cells), "colour alone tells nothing"


def test_links_lead_to_the_place_in_the_pages_or_to_the_notebook(hand_in, report, tmp_path, where):
    hand_in.write("a.jsonl", [wrong()])
    links = [one for one in Report(report(site="https://example.org/c/")).addresses if "example.org" in one]
    assert set(links) == {f"https://example.org/c/{where[SIZE].page}"}
    plain = Report(report(folder=tmp_path)).addresses
    paths = [(tmp_path / urllib.parse.unquote(one)).resolve() for one in plain if one.endswith(".ipynb")]
    assert paths and set(paths) == {settings.NOTEBOOKS / "05_convolution.ipynb"}


def test_places_are_those_of_the_pages(where):
    found = {}
    for sheet in all_sheets():
        for block in sheet.blocks:
            named = {"recall": registry.find_deck, "check": lambda id: [registry.find(id)]}
            named["predict"] = named["check"]
            for asked in named.get(block.kind, lambda name: [])(block.name):
                title = sheet.title if sheet.part else ""
                found.setdefault(asked.id, (sheet.chapter_title, title, f"{sheet.file}#{block.cell.id}"))
    assert {id: (one.chapter, one.part, one.page) for id, one in where.items()} == found and len(found) > 300


# ---- nobody is named -------------------------------------------------------------------------------------------------
def test_a_name_stands_there_as_it_was_given_and_as_nothing_else(hand_in, report):
    hand_in.write("1.jsonl", [head("a" * 16, EVIL), wrong()])
    hand_in.write("2.jsonl", [head("b" * 16, "Zoë\u202e\u0000 Ñandú 王\n小明"), wrong()])
    html = report()
    assert EVIL not in html and "<script>alert" not in html and "\u202e" not in html
    names = [cells[0][1] for _, cells in Report(html).table("What each of them did")[1:]]
    assert names == [EVIL, "Zoë Ñandú 王 小明"]


def test_whoever_gave_no_name_is_not_named_and_live_nobody_is(hand_in, report):
    secret = ("Ann Other", "4711", "deadbeefdeadbeef")
    hand_in.write("Ann Other_4711_assignsubmission_file_/p.jsonl", [head("deadbeef" * 2), wrong()])
    hand_in.write("Ann Other_4712_assignsubmission_file_/bad.jsonl", b"nothing")
    hand_in.write("b.jsonl", [head("b" * 16, "Bob the Named"), wrong()])
    html = report()
    assert "Bob the Named" in html and not [word for word in secret if word in html]
    assert "bad.jsonl" in html
    assert "Bob the Named" not in report(live=5)


def test_no_file_puts_words_of_its_own_on_the_page(hand_in, report):
    records = [wrong(0, EVIL), wrong(1, "your teacher is a fool"), wrong(2, id="05-fools-all")]
    records += [line("prediction", FLIP, BEGIN, option="fools", right=True, **{"try": 1})]
    hand_in.write("a.jsonl", [head("a" * 16), *records])
    html = report()
    assert "fool" not in html.replace("05-fools-all", "") and "alert" not in html
    assert "05-fools-all" in Report(html).text, "an id of an edition that we do not know"


# ---- its numbers -----------------------------------------------------------------------------------------------------
def test_the_numbers_are_those_of_the_journals(hand_in, report):
    learners = class_of(hand_in, 25, ["05", "06"])
    page = Report(report())
    records = [(k, record) for k, learner in enumerate(learners) for record in learner]
    tried = {(k, r["id"]) for k, r in records if r["kind"] == "attempt"}
    showed = {(k, r["id"], r["misconception"]) for k, r in records if r["kind"] == "attempt" and r["misconception"]}
    hints, attempts = (Counter(r["id"] for _, r in records if r["kind"] == kind) for kind in ("hint", "attempt"))
    told = Counter()
    for id, cells in page.table("Misconceptions")[1:]:
        if id:
            assert int(cells[1][1]) == sum(one == id for _, one in tried)
            for words in [cell[1] for cell in cells[2:7] if cell[1] != "–"] + cells[7][1].replace("–", "").split("; "):
                number, _, name = words.strip().partition(" ")
                told[id, name] += int(number or 0)
    plain = {(id, m.name): re.sub(r"[`*]", "", m.name) for id in attempts for m in registry.find(id).misconceptions}
    assert +told == Counter((id, plain[id, name]) for _, id, name in showed)
    for number in ("05", "06"):
        for id, cells in page.table(f"Exercises of chapter {number}")[1:]:
            assert int(cells[6][1].split()[0]) == attempts[id] and int(cells[7][1].split()[0]) == hints[id]
            assert sum(int(re.match(r"\d+", cell[1])[0]) for cell in cells[2:6]) == int(cells[1][1])


def test_first_answers_are_those_of_the_journals(hand_in, report):
    learners = class_of(hand_in, 25, ["05"])
    expected = Counter()
    for records in learners:
        first = {}
        for record in records:
            if record["kind"] == "prediction":
                first.setdefault(record["id"], record["option"])
        expected.update(first.items())
    told = Counter()
    for id, cells in Report(report()).table("First answers")[1:]:
        if len(cells) == 3:
            label = cells[0][1].removeprefix("✓ ").removesuffix(" (the right one)")
            options = {re.sub(r"[`*]", "", option.label): option.label for option in registry.find(id).options}
            told[id, options[label]] += int(cells[1][1])
    assert +told == expected


def test_of_a_few_learners_there_are_counts_and_no_shares(hand_in, report):
    class_of(hand_in, 4, ["05"])
    page = Report(report())
    assert "%" not in "".join(cell[1] for _, rows in page.tables for _, cells in rows[1:] for cell in cells)
    hand_in.write("five.jsonl", [head("f" * 16), wrong()])
    assert "%" in Report(report()).text


def test_chapters_and_exercises_can_be_chosen(hand_in, report):
    class_of(hand_in, 6, ["05", "06"])
    both, one, single = (
        {id for _, rows in Report(report(**chosen)).tables for id, _ in rows if id}
        for chosen in ({}, {"chapters": ("05",)}, {"ids": (SIZE,)})
    )
    assert one == {id for id in both if id.startswith("05")} != both and single == {SIZE}


def test_small_numbers_are_not_told(hand_in, report):
    for k in range(7):
        hand_in.write(
            f"{k}.jsonl", [head(f"{k:016}"), wrong(0, MISTAKES[k > 4]), wrong(9, id="05-fuse")][: 2 + (k < 2)]
        )
    page = Report(report(least=3))
    ((_, row),) = [row for row in page.table("Misconceptions") if row[0] == SIZE]
    assert [cell[1] for cell in row[2:4]] == [f"5 {MISTAKES[0]}", f"1–2 {MISTAKES[1]}"]
    assert "05-fuse" not in page.text and "1 exercises or questions that fewer than 3" in page.text


# ---- the command -----------------------------------------------------------------------------------------------------
def test_the_command_writes_the_page_and_names_what_it_left_out(hand_in, tmp_path, capsys):
    hand_in.write("a.jsonl", [wrong()])
    bad = hand_in.write("Ann_1_assignsubmission_file_/bad.jsonl", b"x")
    out = hand_in.folder / "report.html"
    for _ in range(2):  # the second time the report itself lies in the folder
        assert main(["report", str(hand_in.folder), "--out", str(out), "--chapter", "5"]) == 0
        said = capsys.readouterr()
        assert "1 learner, 1 records, 1 file left out" in said.out and str(bad) in said.err
        assert said.err.count("left out:") == 1
    assert "Only 05." in Report(out.read_text("utf-8")).text
    assert main(["report", str(tmp_path / "nope"), "--out", str(tmp_path / "empty.html")]) == 1
    assert "Nothing has been answered yet" in (tmp_path / "empty.html").read_text("utf-8")
    assert main(["report", str(hand_in.folder), "--out", str(bad / "in the way.html")]) == 1
    assert "expected a file to write" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--chapter", "77"], "expected one of 00, 01"),
        (["--exercise", "05-nope"], 'is called "05-nope"'),
        (["--live", "0.2"], "expected 1 to 3600 seconds"),
        (["--live", "nan"], "expected 1 to 3600 seconds"),
        (["--least", "0"], "expected 1 or more"),
        ([], "required"),
    ],
)
def test_a_wrong_word_is_told(words, told, hand_in, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["report", *([str(hand_in.folder)] if words else []), *words])
    assert ended.value.code == 2 and told in " ".join(capsys.readouterr().err.split())


def test_live_it_goes_on_when_the_page_cannot_be_written_for_a_moment(hand_in, tmp_path, monkeypatch, capsys):
    hand_in.write("a.jsonl", [wrong()])
    out, real, waits, writes = tmp_path / "live.html", command.whole_files.replace, iter([1, 2]), []

    def replace(path, content):
        writes.append(path)
        if len(writes) == 2:
            raise PermissionError(13, "somebody reads it")
        real(path, content)

    def wait(seconds):
        if not next(waits, None):
            raise KeyboardInterrupt

    monkeypatch.setattr(command.whole_files, "replace", replace)
    monkeypatch.setattr(command.time, "sleep", wait)
    assert main(["report", str(hand_in.folder), "--out", str(out), "--live", "2"]) == 0
    assert writes == [out] * 4 and capsys.readouterr().err.count("somebody reads it") == 1


def test_live_it_looks_again_until_it_is_interrupted(hand_in, tmp_path, monkeypatch, capsys):
    out, seen = tmp_path / "live.html", []
    hand_in.write("a.jsonl", [head("a" * 16), wrong()])

    def wait(seconds):
        assert seconds == 2
        seen.append(out.read_text("utf-8"))
        if len(seen) == 3:
            raise KeyboardInterrupt
        hand_in.write("b.jsonl", text([head("b" * 16), wrong()]).encode()[: -20 if len(seen) == 1 else None])

    monkeypatch.setattr(command.time, "sleep", wait)
    assert main(["report", str(hand_in.folder), "--out", str(out), "--live", "2"]) == 0
    assert all('data-live="2"' in html for html in seen) and "data-live=" not in out.read_text("utf-8")
    assert ["2 learners" in Report(html).text for html in seen] == [False, True, True]
    assert capsys.readouterr().err == "", "a file that is being written is no fault"
