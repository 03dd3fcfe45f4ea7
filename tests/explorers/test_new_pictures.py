"""New pictures shown to a trained network: what the page is sent, what it sends, and what a saved notebook keeps."""

import base64
import io
import re
import shutil

import numpy as np
import odd_folder
import pytest
from PIL import Image

from course_utils import data
from course_utils.experiment import train
from course_utils.experiment.errors import RunError
from course_utils.experiment.run import Answer, Run
from course_utils.explorers import answer_cards, new_pictures, show_to
from course_utils.explorers.answer_cards import UNLIKE, card, said
from course_utils.explorers.draw_digit import examples
from course_utils.explorers.drawings import drawing_text
from course_utils.explorers.engine import STATE
from course_utils.explorers.run_logs import LogError
from course_utils.launch import plain


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return the folders of two runs: on photographs, and on digits."""
    home = tmp_path_factory.mktemp("home")
    pictures = data.write_sample_folder(home / "pictures")
    made = {"photographs": ["--data", pictures], "digits": ["--data", "digits", "--limit", 600]}
    for name, options in made.items():
        given = ["--model", "simple-convnet", "--epochs", 2, "--threads", 1, *options, "--out", home / "runs" / name]
        assert train.main([str(one) for one in given]) == 0
    return home / "runs" / "photographs", home / "runs" / "digits"


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Return (folder, what has to be said of each file) of pictures as people have them."""
    root = tmp_path_factory.mktemp("odd")
    expected = odd_folder.make(root)
    return root, {name: why for name, why in expected.items() if name.startswith("cat/") and why != odd_folder.PASSED}


def upload(page, name, content, part=1000, key="k", place=0):
    """Send the bytes of a file as a page does."""
    for start in range(0, max(1, len(content)), part):
        last = start + part >= len(content)
        message = dict(kind="part", key=key, name=name, place=place, last=last)
        page._hear(None, message, [memoryview(content[start : start + part])])


def test_every_odd_file_gets_its_answer_or_its_reason(runs, odd):
    root, expected = odd
    run = Run.open(runs[0])
    for name, why in expected.items():
        page = show_to(run)
        upload(page, name.removeprefix("cat/"), (root / name).read_bytes())
        (shown,), ((_, answer),) = page.cards, page.answers
        taken = why is None or why.startswith(odd_folder.TAKEN)
        assert (not isinstance(answer, str)) == taken, (name, answer)
        if taken:
            assert answer == run.predict(root / name) and "<img alt=" in shown
            assert why is None or why.startswith(("smaller", "another kind")) or why in shown
        else:
            assert why in answer and "No answer: " in shown and "<img" not in shown
        assert page.done == 1 and "Traceback" not in shown


def test_the_card_says_what_the_run_says(runs, odd):
    root, _ = odd
    page = show_to(runs[0], root / "cat" / "kind.png", np.zeros((9, 9)), Image.new("RGB", (50, 40), "red"))
    run = Run.open(runs[0])
    wanted = [run.predict(root / "cat" / "kind.png"), run.predict(np.zeros((9, 9))),
              run.predict(Image.new("RGB", (50, 40), "red"))]  # fmt: skip
    assert page.answers == list(zip(("kind.png", "picture 2", "picture 3"), wanted, strict=True))
    for shown, answer in zip(page.cards, wanted, strict=True):
        names = re.findall(r"<th scope='row'[^>]*>([^<]+)</th>", shown)
        widths = [float(width) for width in re.findall(r"width:([\d.]+)%;min", shown)]
        assert names == list(answer.every) and (UNLIKE in shown) == answer.unlike
        np.testing.assert_allclose(widths, [100 * share for share in answer.every.values()], atol=0.051)
    assert page.told == said("picture 3", wanted[2])


def test_what_was_given_is_shown_enlarged_without_smoothing(runs):
    noise = np.random.default_rng(1).random((32, 32, 3))
    page = show_to(runs[0], noise)
    png = base64.b64decode(re.search(r"base64,([^\"]+)", page.cards[0])[1])
    seen = np.asarray(Image.open(io.BytesIO(png)))
    given = page.run.drawn(noise).transpose(1, 2, 0)
    np.testing.assert_array_equal(seen, given.repeat(4, axis=0).repeat(4, axis=1))


def test_a_grey_network_is_shown_grey_pictures(runs):
    page = show_to(runs[1], np.random.default_rng(1).random((60, 60, 3)))
    assert Image.open(io.BytesIO(base64.b64decode(re.search(r"base64,([^\"]+)", page.page.cards[0])[1]))).mode == "L"


def test_many_classes_share_a_row():
    every = {f"class {k}": (0.9 if k == 0 else 0.1 / 11) for k in range(12)}
    shown = card("a.png", Answer("class 0", 0.9, every, False), np.zeros((8, 8), np.uint8))
    assert shown.count("<tr") == answer_cards.MOST_CLASSES + 1 and ">7 others<" in shown and ">6 %<" in shown
    six = dict(list(every.items())[:6])
    assert "other" not in card("a.png", Answer("class 0", 0.9, six, False), np.zeros((8, 8), np.uint8))


def test_names_cannot_break_out_of_the_page():
    hostile = "<img src=x onerror=alert(1)>\"'.png\n\x07"
    answer = Answer("<b>", 1.0, {"<b>": 1.0}, True)
    for shown in (card(hostile, answer, np.zeros((4, 4), np.uint8), ["a < b"]), card(hostile, "it's <i>broken</i>")):
        assert "<img src=x" not in shown and "<b>" not in shown and "<i>" not in shown and "\x07" not in shown
        assert "onerror=alert(1)&gt;" in shown


def test_the_newest_stand_first_and_a_page_is_full_at_24(runs):
    page = show_to(runs[0])
    picture = odd_folder.data_of(odd_folder.scene(1, (8, 8)), "PNG")
    for batch in range(5):
        for place in range(6):
            upload(page, f"{batch}-{place}.png", picture, key=f"{batch} {place}", place=place)
    names = [name for name, _ in page.answers]
    assert names == [f"{batch}-{place}.png" for batch in (4, 3, 2, 1) for place in range(6)]
    assert len(page.cards) == 24 and page.done == 30 and "4-0.png" in page.cards[0]
    page._hear(None, {"kind": "clear"}, [])
    assert page.cards == [] == page.answers and page.told == "No picture is shown."
    with pytest.raises(ValueError, match="pictures: got 25; expected at most 24 at a time"):
        show_to(runs[0], *["a.png"] * 25)


def test_a_file_that_is_too_large_or_fails_in_an_odd_way_says_so_in_its_place(runs, monkeypatch):
    page = show_to(runs[0])
    page._hear(None, dict(kind="large", name="film.bmp", place=0, bytes=61_000_000), [])
    assert page.answers == [("film.bmp", "61 MB; expected at most 60")]
    monkeypatch.setattr(page.run, "answers", lambda x: 1 / 0)
    upload(page, "a.png", odd_folder.data_of(odd_folder.scene(1), "PNG"))
    assert page.answers[0] == ("a.png", "ZeroDivisionError: division by zero") and page.done == 2


def test_a_file_that_never_ends_makes_room_for_the_next(runs):
    page = show_to(runs[0])
    page._hear(None, dict(kind="part", key="x", name="a.png", place=0, last=False), [b"half"])
    upload(page, "b.png", odd_folder.data_of(odd_folder.scene(1), "PNG"), key="y")
    assert [name for name, _ in page.answers] == ["b.png"] and not isinstance(page.answers[0][1], str)


def test_a_run_is_found_by_name_path_or_itself(runs, monkeypatch):
    monkeypatch.setenv("COURSE_HOME", str(runs[0].parents[1]))
    titles = {show_to(one).about["title"] for one in ("photographs", runs[0], str(runs[0]), Run.open(runs[0]))}
    assert titles == {"New pictures for simple-convnet, trained on pictures"}
    with pytest.raises(LogError, match="'nowhere', neither here nor .* which has the runs .*runs/digits"):
        show_to("nowhere")
    with pytest.raises(RunError):
        show_to(runs[0].parents[1])
    with pytest.raises(TypeError, match="run: got .*expected the folder of a run, its name, or a Run"):
        show_to(3)
    with pytest.raises(ValueError, match="picture"):
        show_to(runs[0], np.zeros((2, 2, 7)))


def test_a_run_without_what_tells_the_unlike_says_so(runs, tmp_path):
    folder = shutil.copytree(runs[0], tmp_path / "cut short")
    (folder / "likeness.safetensors").unlink()
    assert show_to(folder).about["how"].endswith(answer_cards.NOT_KNOWN)
    assert not show_to(runs[0]).about["how"].endswith(answer_cards.NOT_KNOWN)


def test_a_saved_notebook_shows_the_answers_and_says_what_they_need(runs):
    page = show_to(runs[0], np.zeros((9, 9)), "gone.png")
    kept = page._repr_mimebundle_()
    assert kept["text/plain"].startswith("Show: New pictures for simple-convnet") and set(kept) == {
        "text/plain", "text/html", plain.VIEW,
    }  # fmt: skip
    assert all(one in kept["text/html"] for one in page.cards) and kept["text/html"].count(new_pictures.NEEDS) == 1
    assert "gone.png: no answer, there is no such file." in kept["text/plain"]
    assert plain.HOW["Show"] == new_pictures.NEEDS
    cell = dict(cells=[dict(id="a", outputs=[dict(data=kept)])])
    plain.take_views(cell)
    assert plain.VIEW not in kept and kept["text/html"].count(new_pictures.NEEDS) == 1


# ---- the pad -------------------------------------------------------------------------------------------------------


def test_digits_are_drawn_and_read_as_the_run_reads_them(runs):
    run = Run.open(runs[1])
    shown = show_to(runs[1])
    for label, picture in examples().items():
        shown.pad.drawing = drawing_text(picture)
        frame = shown.pad.checked_frame(shown.pad.full_state(shown.pad.state))
        (wanted,) = run.answers(run.prepared(np.repeat(picture[None], 3, axis=0))[None])
        assert (frame["seen"]["pixels"] == picture).all(), "a digit of MNIST comes through as it is"
        np.testing.assert_allclose(frame["probabilities"]["values"], [wanted.every[k] for k in run.class_names])
        assert f"“{wanted.name}”" in frame["sentence"] and (UNLIKE in frame["sentence"]) == wanted.unlike, label
    shown.pad.drawing = ""
    assert "The pad is blank" in shown.pad.frame(shown.pad.state)["sentence"]


def test_the_pad_is_offered_for_digits_alone_and_keeps_no_state_for_pages_without_python(runs):
    assert not hasattr(show_to(runs[0]), "pad")
    shown = show_to(runs[1])
    kept = shown.pad._repr_mimebundle_()
    assert STATE not in kept and plain.VIEW in kept and kept["text/plain"].startswith("Explorer: Draw a digit")
    assert shown.answers == [] and repr(shown).startswith("Show: New pictures for simple-convnet, trained on digits")
