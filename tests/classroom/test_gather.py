"""Files as classes hand them in: torn, doubled, foreign, packed, too large, or not there at all."""

import io
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from made_class import head, line, text

from course_utils.classroom import gather as room
from course_utils.classroom import journals
from course_utils.classroom.gather import gather

BEGIN = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)


def hints(count, id="05-output-size", later=0):
    return [line("hint", id, BEGIN + timedelta(seconds=k + later), number=1) for k in range(count)]


def raw(count=6, **more):
    return text(hints(count, **more)).encode()


def packed(files):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def counts(handed):
    return sorted(len(one.journal.records) for one in handed)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n \r\n", "empty"),
        (b"Dear Sir or Madam", journals.NOT_OURS),
        (bytes(range(256)) * 40, journals.NOT_OURS),
        (b"{}\n[]\nnull\n3\n", journals.NOT_OURS),
        (b'{"epoch": 1, "loss": 0.5}\n' * 30, journals.NOT_OURS),
        (json.dumps({"cells": [], "nbformat": 4}, indent=1).encode(), journals.NOT_OURS),
        (text([head("a" * 16, course="Cooking for beginners")]).encode(), journals.NOT_OURS),
        (text([dict(one, v=2) for one in hints(5)]).encode(), journals.LATER),
        (raw(10) + b"\xff\xfe{\n" * 4 + raw(2), "damaged: 4 of its 16 lines cannot be read"),
        (b"[" * 200_000, journals.NOT_OURS),
        (b'{"v": ' * 100_000, journals.NOT_OURS),
        (b'{"v": 1' + b"0" * 6000 + b"}", journals.NOT_OURS),
    ],
)
def test_what_is_no_journal_is_named_with_its_reason(content, reason, hand_in):
    hand_in.write("good.jsonl", raw())
    file = hand_in.write("bad.jsonl", content)
    (good,), (bad,) = gather([hand_in.folder])
    assert counts([good]) == [6] and bad.where == str(file) and bad.reason == reason
    assert bad.shown == f"bad.jsonl (file {bad.number})"


@pytest.mark.parametrize(
    "content",
    [
        raw(6)[:-30],  # being written
        raw(5) + b'{"v": 1, "time": "2026-10-0',
        raw(3) + b'{"v": 1, "kin\n' + raw(2, later=60),  # a kernel was killed
        b"\xef\xbb\xbf" + raw(5),
        raw(5).decode().encode("utf-16"),
        raw(5).replace(b"\n", b"\r\n"),
        raw(5) + text([{"v": 1, "kind": "dream", "id": "x"}]).encode() * 9,
        raw(5) * 3,  # carried in three times
    ],
)
def test_what_kernels_editors_and_shells_do_to_a_journal_costs_no_more_than_it_must(content, hand_in):
    hand_in.write("one.jsonl", content)
    (one,), left_out = gather([hand_in.folder])
    assert len(one.journal.records) == 5 and not left_out


def test_an_export_in_which_nothing_is_yet_is_a_learner_all_the_same(hand_in):
    hand_in.write("one.jsonl", [head("a" * 16)])
    (one,), left_out = gather([hand_in.folder])
    assert one.journal.records == () and not left_out


def test_fields_of_wrong_types_do_no_harm(hand_in):
    odd = [None, 3, True, [], {}, "\ud800", "x" * 10**5, float("inf")]
    records = [
        dict(line(kind, "05-output-size", BEGIN), time=value, verdict=value, misconception=value, option=value,
             right=value, number=value, learner=value, name=value, **{"try": value})
        for value in odd for kind in ("attempt", "prediction", "hint", "shown", "solution", "review", "export")
    ]  # fmt: skip
    hand_in.write("odd.jsonl", "".join(json.dumps(one) + "\n" for one in records).encode())
    (one,), left_out = gather([hand_in.folder])
    assert not left_out and {seen.mistake for seen in one.journal.records} <= {None, "\ud800", "x" * 10**5}
    assert {seen.when for seen in one.journal.records} == {None}


def test_a_file_of_50_MB_is_not_even_opened(hand_in, monkeypatch):
    file = hand_in.write("huge.jsonl", b"")
    with open(file, "wb") as huge:
        huge.truncate(50_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    assert [one.reason for one in gather([hand_in.folder])[1]] == ["50 MB: no journal comes to more than 20 MB"]


def test_an_archive_that_unpacks_to_50_MB_is_given_up_on_the_way(hand_in):
    bomb = packed({"a_1_assignsubmission_file_/bomb.jsonl": b" " * 50_000_000, "b/progress.jsonl": raw()})
    hand_in.write("all.zip", bomb)
    handed, (left,) = gather([hand_in.folder])
    assert counts(handed) == [6] and left.reason.startswith("50 MB") and len(bomb) < 100_000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_stop_the_report(hand_in):
    hand_in.write("good.jsonl", raw())
    os.mkfifo(hand_in.folder / "pipe.jsonl")
    handed, (left,) = gather([hand_in.folder])
    assert counts(handed) == [6] and left.reason == "no ordinary file"


def test_links_in_a_circle_and_links_to_nowhere(hand_in):
    hand_in.write("good.jsonl", raw())
    (hand_in.folder / "again").symlink_to(hand_in.folder, target_is_directory=True)
    (hand_in.folder / "nowhere.jsonl").symlink_to(hand_in.folder / "not there")
    (hand_in.folder / "twin.jsonl").symlink_to(hand_in.folder / "good.jsonl")
    handed, left = gather([hand_in.folder])
    assert counts(handed) == [6] and [one.reason for one in left] == ["a link to nowhere"]


def test_a_place_that_is_not_there_is_named(tmp_path):
    assert [one.reason for one in gather([tmp_path / "nope"])[1]] == ["there is no such file or folder"]


def test_a_pattern_stands_for_what_fits_it(hand_in):
    for name in ("ann", "bob"):
        hand_in.write(f"{name}/my_course/progress.jsonl", raw(6, later=100 * len(name) + ord(name[0])))
        hand_in.write(f"{name}/diary.txt", b"mine")
    handed, left = gather([str(hand_in.folder / "*" / "my_course")])
    assert counts(handed) == [6, 6] and left == []


# ---- learning platforms ----------------------------------------------------------------------------------------------
NAMES = {
    "Ann Other_101_assignsubmission_file_/progress.jsonl": "progress.jsonl",
    "Ann_Under Score_101_assignsubmission_file_progress.jsonl": "progress.jsonl",
    "otherann_LATE_4711_99812_progress-1.jsonl": "progress-1.jsonl",
    "otherann_4711_99812_my_progress.jsonl": "my_progress.jsonl",
    "plain.jsonl": "plain.jsonl",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("how", ["folder", "zip", "zip in a zip"])
def test_what_platforms_hand_out_is_found_and_shown_without_the_names_they_put_before_it(name, how, hand_in):
    content = raw(6)
    if how == "folder":
        hand_in.write(name, content)
    else:
        whole = packed({name: content, f"__MACOSX/{name}": b"x", "sub/.DS_Store": b"x"})
        hand_in.write("all.zip", whole if how == "zip" else packed({"inner.zip": whole}))
    (one,), left = gather([hand_in.folder])
    assert counts([one]) == [6] and left == []
    assert one.shown == f"{NAMES[name]} (file 1)" and one.where.endswith(name)


def test_other_files_of_a_submission_are_named_and_documents_are_not_taken_apart(hand_in):
    hand_in.write("A_1_assignsubmission_file_/progress.jsonl", raw())
    hand_in.write("A_1_assignsubmission_file_/essay.docx", packed({"word/document.xml": "<x/>"}))
    hand_in.write("broken.zip", packed({"a.jsonl": raw()})[:-40])
    handed, left = gather([hand_in.folder])
    assert counts(handed) == [6]
    assert {one.shown.split(" ")[0]: one.reason[:30] for one in left} == {
        "essay.docx": journals.NOT_OURS[:30],
        "broken.zip": "an archive that cannot be read",
    }


def test_of_a_course_folder_the_journal_alone_is_read(hand_in):
    hand_in.write("my_course/progress.jsonl", raw())
    hand_in.write("my_course/my_progress.jsonl", raw(7))
    hand_in.write("my_course/notebooks/05.ipynb", b"{}")
    hand_in.write("my_course/runs/history.jsonl", b'{"epoch": 1}\n')
    handed, left = gather([hand_in.folder])
    assert counts(handed) == [6] and left == []


# ---- one learner twice -----------------------------------------------------------------------------------------------
def test_of_two_files_of_one_learner_the_fuller_counts_and_keeps_the_name(hand_in):
    hand_in.write("first.jsonl", [head("a" * 16, "Ann"), *hints(3)])
    hand_in.write("second.jsonl", [head("a" * 16), *hints(2), *hints(2, later=50)])
    hand_in.write("other.jsonl", [head("b" * 16), *hints(3)])
    handed, (left,) = gather([hand_in.folder])
    assert counts(handed) == [3, 4] and {one.journal.name for one in handed} == {"", "Ann"}
    assert left.shown.startswith("first.jsonl") and left.reason.startswith("the same learner as second.jsonl")


def test_of_equally_full_ones_the_newer_counts(hand_in):
    hand_in.write("new.jsonl", [head("a" * 16), *hints(3, later=9)])
    hand_in.write("old.jsonl", [head("a" * 16), *hints(3)])
    (one,), (left,) = gather([hand_in.folder])
    assert one.where.endswith("new.jsonl") and left.where.endswith("old.jsonl")


@pytest.mark.parametrize("copies", [2, 5])
def test_the_same_file_under_other_names_counts_once(copies, hand_in):
    for k in range(copies):
        hand_in.write(f"{k}/progress ({k}).jsonl", raw(2))
    handed, left = gather([hand_in.folder])
    assert counts(handed) == [2] and {one.reason for one in left} == {"the same records as progress (0).jsonl (file 1)"}


def test_an_earlier_state_of_a_journal_without_a_number_is_known_by_its_records(hand_in):
    for count in (9, 5, 7):
        hand_in.write(f"{count}.jsonl", raw(count))
    handed, left = gather([hand_in.folder])
    assert counts(handed) == [9] and len(left) == 2


def test_learners_who_answered_in_the_same_second_stay_two(hand_in):
    few = room.FEW - 1
    hand_in.write("a.jsonl", [head("a" * 16), *hints(few)])
    hand_in.write("b.jsonl", [head("b" * 16), *hints(few)])
    hand_in.write("c.jsonl", hints(few + 1))
    assert counts(gather([hand_in.folder])[0]) == [few, few, few + 1]


def test_two_learners_with_one_name_stay_two(hand_in):
    hand_in.write("a.jsonl", [head("a" * 16, "Kim"), *hints(6)])
    hand_in.write("b.jsonl", [head("b" * 16, "Kim"), *hints(6, later=70)])
    assert counts(gather([hand_in.folder])[0]) == [6, 6]


# ---- again and again -------------------------------------------------------------------------------------------------
def test_what_has_not_changed_is_not_read_again_and_what_has_is(hand_in, monkeypatch):
    files = [hand_in.write(f"{k}.jsonl", [head(f"{k:016}"), *hints(k)]) for k in (1, 2)]
    kept, seen = {}, []
    real = journals.read
    monkeypatch.setattr(journals, "read", lambda content: seen.append(len(content)) or real(content))
    assert counts(gather([hand_in.folder], kept=kept)[0]) == [1, 2] and len(seen) == 2
    assert counts(gather([hand_in.folder], kept=kept)[0]) == [1, 2] and len(seen) == 2
    with open(files[0], "ab") as file:
        file.write(raw(9, later=99) + b'{"v": 1, "ti')
    assert counts(gather([hand_in.folder], kept=kept)[0]) == [2, 10] and len(seen) == 3
    files[1].unlink()
    hand_in.write("3.jsonl", [head("3" * 16)])
    assert counts(gather([hand_in.folder], kept=kept)[0]) == [0, 10] and len(seen) == 4


def test_a_file_that_goes_away_between_two_looks_is_no_fault(hand_in, monkeypatch):
    hand_in.write("a.jsonl", raw())
    real = os.stat
    monkeypatch.setattr(room.os, "stat", lambda path, **more: real(f"{path} gone" if "a.jsonl" in str(path) else path))
    assert gather([hand_in.folder / "a.jsonl"]) == ([], [])
