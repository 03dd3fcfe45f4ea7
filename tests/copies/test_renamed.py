"""A course home of the edition before, whose last chapters had other numbers: nothing is lost, all counts."""

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from small_course import put

from course_utils import chapters, renamed, settings
from course_utils.exercises import check, hint, journal, memory, mine, progress, registry, solution
from course_utils.explorers import predict
from course_utils.launch import copies, news
from course_utils.site import assets, build, moved

OLD, NEW = "10_residual_networks.ipynb", "11_residual_networks.ipynb"
CHAIN = """\
import numpy as np

def chain(slopes, skips):
    product = 1.0  # mine
    for slope, skip in zip(slopes, skips):
        product *= slope + skip
    return product

check("10-chain", chain)"""
SETUP = ("from course_utils.plotting import chapter_10 as draw", "import chapter_10_tables as tables")


def before(new):
    """Return a shipped chapter as the edition before had it: old ids, modules and numbers."""
    old = next(name for name, now in renamed.NOTEBOOKS.items() if now == new)
    text = json.dumps(copies.bare(copies.read(settings.NOTEBOOKS / new)))
    for was, now in renamed.IDS.items():
        text = re.sub(rf"(?<![\w-]){now}(?![\w-])", was, text) if was[:2] == old[:2] else text
    for pattern in (r'(?<=\\"){}(?=-before|-after)', r"(?<=[Cc]hapter[ _]){}", r'(?<=progress\(\\"){}', r"(?<=# ){}"):
        text = re.sub(pattern.format(new[:2]), old[:2], text)
    return old, json.loads(text)


def write(notebook, **sources):
    for cell in notebook["cells"]:
        cell["source"] = sources.get(cell["id"].replace("-", "_"), cell["source"])
    return notebook


def sources(path):
    return {cell["id"]: "".join(cell["source"]) for cell in copies.read(path)["cells"]}


def everything(folder):
    return {p.relative_to(folder): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}


@pytest.fixture
def home(course_home, monkeypatch):
    """The copies of the edition before: an exercise solved, the set-up cell changed, a prose cell rewritten."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(course_home / "jupyter" / "data"))
    folder = copies.folder()
    for new in renamed.NOTEBOOKS.values():
        old, notebook = before(new)
        put(folder / copies.BASES / old, notebook)
        put(folder / old, notebook)
    first = copies.read(folder / OLD)
    put(folder / copies.BASES / "10_residual_networks_again_2.ipynb", first)
    setup = next("".join(cell["source"]) for cell in first["cells"] if cell["id"] == "setup")
    assert all(line in setup for line in SETUP)
    put(folder / "10_residual_networks_again_2.ipynb", write(first, exercise_paths="# begun again"))
    put(folder / "10_residual_networks_finished.ipynb", first)
    put(
        folder / OLD, write(first, exercise_chain=CHAIN, setup=f"{setup}\nMINE = 1", title="# Mine", exercise_paths="x")
    )
    put(folder / "10_residual_networks-Copy1.ipynb", first)
    return folder


def start(folder, may_merge=True):
    done = copies.bring_all(settings.NOTEBOOKS, folder, may_merge)
    return done, "\n".join([*news.lines(done, folder), *news.clashes(done, folder)])


def test_copies_move_with_all_that_was_written(home):
    was = (home / OLD).read_bytes()
    _, told = start(home)
    assert "moved along: 11_residual_networks, 11_residual_networks_again_2, 11_residual_networks_finished" in told
    assert not any((home / old).exists() for old in renamed.NOTEBOOKS)
    own, shipped = sources(home / NEW), sources(settings.NOTEBOOKS / NEW)
    changed = {id for id in shipped if own[id] != shipped[id]}
    assert changed == {"exercise-chain", "setup", "title", "exercise-paths"} and own.keys() == shipped.keys()
    assert own["exercise-chain"] == CHAIN.replace("10-chain", "11-chain") and own["title"] == "# Mine"
    assert own["setup"] == f"{shipped['setup']}\nMINE = 1"
    assert sources(home / "12_your_own_network.ipynb") == sources(settings.NOTEBOOKS / "12_your_own_network.ipynb")
    assert sources(home / "11_residual_networks_again_2.ipynb")["exercise-paths"] == "# begun again"
    assert (home / "10_residual_networks-Copy1.ipynb").exists(), "a file of the learner's own, under a name of theirs"
    assert (home / copies.BASES / f"before-{OLD}").read_bytes() == was
    for path in home.glob("1*.ipynb"):
        nbformat.validate(nbformat.read(path, as_version=4))


def test_cells_that_only_name_what_has_a_new_name_are_no_news(home):
    done, told = start(home)
    clashes = {d.name: [id for id, _ in d.clashes] for d in done if d.clashes}
    assert clashes == {NEW: ["title"]} and "11_residual_networks (1 cell)" in told


def test_a_second_start_changes_nothing(home):
    start(home)
    first = everything(home)
    done, told = start(home)
    assert everything(home) == first and not told and not any(d.what for d in done)


def test_a_copy_that_was_trusted_stays_so(home):
    NotebookNotary().sign(nbformat.read(home / OLD, as_version=4))
    start(home)
    assert NotebookNotary().check_signature(nbformat.read(home / NEW, as_version=4))
    assert not NotebookNotary().check_signature(nbformat.read(home / "12_your_own_network.ipynb", as_version=4))


@pytest.mark.few(3)
@pytest.mark.parametrize("killed", range(7))
def test_killed_at_any_point_the_next_start_does_the_rest(home, monkeypatch, killed):
    """Of all that `move` writes for the first chapter, only the first ``killed`` steps are done."""
    steps = []

    def counted(do):
        def step(*given, **options):
            steps.append(given)
            if len(steps) > killed:
                raise KeyboardInterrupt
            return do(*given, **options)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", counted(os.replace))
        patch.setattr(Path, "unlink", counted(Path.unlink))
        with pytest.raises(KeyboardInterrupt):
            start(home)
    start(home)
    own = sources(home / NEW)
    assert own["exercise-chain"] == CHAIN.replace("10-chain", "11-chain") and not (home / OLD).exists()
    assert {id for id, text in sources(settings.NOTEBOOKS / NEW).items() if own[id] != text} == {
        "exercise-chain", "setup", "title", "exercise-paths",
    }  # fmt: skip


def test_who_has_written_under_both_names_keeps_both(home):
    start(home)
    put(home / OLD, write(before(NEW)[1], exercise_chain="older"))
    kept = everything(home)
    done, told = start(home)
    assert everything(home) == kept and [d.name for d in done if d.what == "both"] == [OLD]
    assert "10_residual_networks: this chapter has a new number" in told


def test_a_new_copy_that_nobody_touched_gives_way_to_the_old_one(home):
    old = (home / OLD).read_bytes()
    (home / OLD).unlink()
    start(home)
    (home / OLD).write_bytes(old)
    start(home)
    assert "# mine" in sources(home / NEW)["exercise-chain"] and not (home / OLD).exists()


def test_while_the_folder_is_in_use_nothing_moves_and_no_second_copy_is_made(home):
    kept = everything(home)
    done, told = start(home, may_merge=False)
    assert {d.name for d in done if d.what == "waits"} == set(renamed.NOTEBOOKS.values())
    assert {name: data for name, data in everything(home).items() if name in kept} == kept
    assert not (home / NEW).exists() and "Your copies wait with it" in told
    assert chapters.again("11").path.name == "11_residual_networks_again.ipynb", "beside what is there"
    assert chapters.again(OLD).sentence.endswith(f"stays in {OLD}.")
    start(home)
    assert "# mine" in sources(home / NEW)["exercise-chain"]


def test_what_cannot_be_moved_stays_and_is_told(home, monkeypatch):
    def full(*_):
        raise OSError(28, "the disk is full")

    kept = everything(home)
    monkeypatch.setattr(copies.whole_files, "replace", full)
    _, told = start(home)
    now = everything(home)
    assert all(now[name] == data for name, data in kept.items()) and not (home / NEW).exists()
    assert f"{OLD}: could not be brought up to date (the disk is full); it stays as it was." in told


def test_a_damaged_copy_moves_as_it_is(home):
    (home / OLD).write_text("{ torn")
    _, told = start(home)
    assert (home / NEW).read_text() == "{ torn" and "11_residual_networks: your copy cannot be read" in told


def test_a_copy_kept_elsewhere_stays_there(home, tmp_path):
    elsewhere = tmp_path / "mine.ipynb"
    os.replace(home / OLD, elsewhere)
    (home / OLD).symlink_to(elsewhere)
    start(home)
    assert (home / NEW).resolve() == elsewhere and "# mine" in sources(elsewhere)["exercise-chain"]


def test_a_course_without_the_new_chapter_moves_nothing(home, tmp_path, monkeypatch):
    put(tmp_path / "01_one.ipynb", before(NEW)[1])
    monkeypatch.setattr(settings, "NOTEBOOKS", tmp_path)
    kept = everything(home)
    start(home)
    assert everything(home).items() >= kept.items()


# ---- the exercises --------------------------------------------------------------------------------------------------


def test_an_old_id_is_none_of_today():
    today = {
        entry.id
        for number in registry.chapter_numbers()
        for entry in registry.entries_of(number, ("EXERCISES", *registry.QUESTIONS))
    }
    assert not today & renamed.IDS.keys() and set(renamed.IDS.values()) <= today
    assert not renamed.NOTEBOOKS.keys() & {path.name for path in settings.NOTEBOOKS.glob("*.ipynb")}
    assert all((settings.NOTEBOOKS / new).is_file() for new in renamed.NOTEBOOKS.values())


def test_what_was_asked_in_a_renumbered_chapter_has_kept_its_name():
    for old, new in renamed.NOTEBOOKS.items():
        ids = {id for id in renamed.IDS.values() if id[:2] == new[:2]}
        known = registry.entries_of(new[:2], ("EXERCISES", *registry.QUESTIONS))
        assert ids <= {entry.id for entry in known} and len(ids) > 20
        assert {was[3:] for was in renamed.IDS if was[:2] == old[:2]} >= {id[3:] for id in ids}


def chain(slopes, skips):
    product = 1.0
    for slope, skip in zip(slopes, skips):
        product *= slope + skip
    return product


def test_old_ids_work_and_count_for_the_new_ones(course_home):
    assert check("10-chain", chain).state == "correct" and mine("10-chain") is mine("11-chain") is chain
    assert ["hint 1 of" in hint("10-paths").heading, "hint 2 of" in hint("11-paths").heading] == [True, True]
    assert "one way to do it" in solution("10-paths").heading
    question = predict("10-predict-depth")
    question.log = [[0, registry.find_prediction("11-predict-depth").right]]
    assert {record["id"] for record in journal.records()} == {"11-chain", "11-paths", "11-predict-depth"}
    assert "10-" not in journal.path().read_text("utf-8")


OLD_JOURNAL = "".join(
    json.dumps({"v": 1, "time": f"2026-03-0{day}T10:00:00Z", **record}) + "\n"
    for day, record in enumerate(
        [
            {"kind": "attempt", "id": "10-chain", "verdict": "wrong", "misconception": ""},
            {"kind": "attempt", "id": "10-chain", "verdict": "correct", "misconception": ""},
            {"kind": "prediction", "id": "11-predict-resume", "option": "a", "right": True, "try": 1},
            {"kind": "hint", "id": "11-interval", "number": 1},
        ],
        1,
    )
)


def test_an_old_journal_counts_and_is_not_rewritten(course_home):
    journal.path().write_text(OLD_JOURNAL, encoding="utf-8")
    found = memory.items(journal.records())
    assert found["11-chain"].state == memory.AFTER_MISTAKES and found["12-predict-resume"].state == memory.AT_ONCE
    shown = {state.number: state for state in progress().chapters}
    assert shown["11"].begun and shown["12"].begun and not shown["09"].begun
    assert "hint 2 of" in hint("12-interval").heading
    assert journal.path().read_text("utf-8").startswith(OLD_JOURNAL)


def test_a_journal_carried_in_is_taken_once_under_either_name(course_home, tmp_path):
    other = tmp_path / "old.jsonl"
    other.write_text(OLD_JOURNAL, encoding="utf-8")
    assert journal.take_progress(other).startswith("4 new records")
    assert {record["id"] for record in journal.records()} == {"11-chain", "12-predict-resume", "12-interval"}
    now = tmp_path / "new.jsonl"
    now.write_bytes(journal.path().read_bytes())
    assert journal.take_progress(other).startswith("Nothing new") and journal.take_progress(now).startswith(
        "Nothing new"
    )
    journal.path().write_text(OLD_JOURNAL, encoding="utf-8")
    assert journal.take_progress(now).startswith("Nothing new")


def test_an_answer_in_a_copy_is_found_under_old_names(home):
    assert mine("11-chain")([0.5, 0.25], [True, False]) == 0.375
    from course_utils.exercises import own

    assert own.from_copy(registry.find_exercise("11-chain")) is not own.MISSING, "not moved yet"
    start(home)
    path, now = home / NEW, sources(home / NEW)["exercise-chain"]
    assert own.from_copy(registry.find_exercise("11-chain")) is not own.MISSING
    put(path, write(copies.read(path), exercise_chain=now.replace("11-chain", "10-chain")))
    assert own.from_copy(registry.find_exercise("11-chain")) is not own.MISSING, "written down by hand"


def test_a_chapter_is_found_by_its_old_name():
    assert chapters.find("10_residual_networks").name == chapters.find(OLD).name == chapters.find("11").name == NEW


# ---- the site -------------------------------------------------------------------------------------------------------


def test_old_addresses_lead_to_the_new_pages():
    site = build.Site()
    for old, slug in (("10-residual-networks", "11-residual-networks"), ("11-your-own-network", "12-your-own-network")):
        assert f"chapters/{old}-1.html" in site.moved and f"lectures/{old}.html" in site.moved
        assert len([f for f in site.moved if old in f]) == len([f for f in site.files if slug in f])
    assert not site.moved.keys() & site.files.keys() and set(site.moved.values()) <= site.files.keys()
    file, text = site.page("chapters/10-residual-networks-2.html")
    assert file == "chapters/10-residual-networks-2.html"
    assert text.count('"../chapters/11-residual-networks-2.html"') == 3
    assert moved.addresses(["about.html", "chapters/05-convolution-1.html"]) == {}


def test_the_pages_have_the_same_table():
    script = assets.files()[assets.SITE]
    assert json.loads(re.search(r"const RENAMED = (\{.*?\});", script)[1]) == renamed.IDS
