"""New pictures shown to trained networks in JupyterLab: files of every size, by mouse and keyboard, and a drawing."""

import io

import numpy as np
import pytest
from odd_folder import data_of, scene
from PIL import Image
from short_runs import SHORT
from stage import notebook, open_in_lab, run_all

from course_utils import data
from course_utils.experiment import train
from course_utils.experiment.run import Run

WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return the folders of two runs of a second: on photographs, and on digits."""
    home = tmp_path_factory.mktemp("runs")
    pictures = data.write_sample_folder(home / "pictures")
    photographs, digits = home / "photographs", home / "digits"
    options = ("--model", "simple-convnet", "--data", pictures, "--epochs", 2, "--threads", 1, "--out", photographs)
    assert train.main([str(option) for option in options]) == 0
    assert train.main([*SHORT, "--epochs", "2", "--out", str(digits)]) == 0
    return photographs, digits


@pytest.fixture(scope="module")
def page(stage, runs):
    """A page of JupyterLab on which both runs are shown pictures."""
    cells = [f'from course_utils.explorers import show_to\n\nshow_to(r"{folder}")' for folder in runs]
    (stage.notebooks / "new.ipynb").write_text(notebook(cells), encoding="utf-8")
    page = stage.new_page()
    open_in_lab(page, stage.lab, "new.ipynb")
    run_all(page)
    page.wait_for_function("document.querySelectorAll('section.ntr-new').length === 2")
    page.wait_for_function("document.querySelector('.ntr-explorer .ntr-sentence')?.textContent")
    page.on("filechooser", lambda _: None)  # heard from now on: asked for late, the first one opens unheard
    page.locator(".jp-Notebook .jp-InputPrompt").first.click()  # JupyterLab's first click goes to its active cell
    yield page
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()


@pytest.fixture
def shown(page):
    """The page for photographs, without a card."""
    root = page.locator("section.ntr-new").first
    if root.get_by_role("button", name="Remove all").is_visible():
        root.get_by_role("button", name="Remove all").click()
    page.wait_for_function("!document.querySelector('section.ntr-new li')")
    return root


def file(name, content):
    return {"name": name, "mimeType": "image/png", "buffer": content}


def give(root, *files):
    """Choose files and return the texts of their cards when each has its answer."""
    root.locator("input[type=file]").set_input_files(list(files))
    root.page.wait_for_function(
        "([root, n]) => root.querySelectorAll('li').length === n && !root.textContent.includes('on the way')",
        arg=[root.element_handle(), len(files)],
    )
    return [" ".join(text.split()) for text in root.locator("li").all_inner_texts()]


@pytest.mark.long
def test_files_are_answered_as_the_programs_answer_them(shown, runs, tmp_path):
    picture = data_of(scene(5), "PNG")
    (tmp_path / "one.png").write_bytes(picture)
    wanted = Run.open(runs[0]).predict(tmp_path / "one.png")
    first, second, third = give(
        shown, file("one.png", picture), file("cut.jpg", data_of(scene(6), "JPEG")[:200]), file("<b>.txt", b"words")
    )
    assert first.startswith(f"one.png: {wanted.name} {wanted.name} ") and "48 × 40 pixels in the file" in first
    assert second.startswith("cut.jpg No answer: cut off or damaged")
    assert third == "<b>.txt No answer: no picture (.txt)."
    alt = shown.locator("li img").get_attribute("alt")
    assert alt == "one.png, as the network was given it: 32 × 32 pixels"
    assert shown.get_by_role("status").inner_text().startswith("<b>.txt: no answer")


@pytest.mark.long
def test_a_file_larger_than_a_message_may_be_arrives_whole(shown):
    """A server of Jupyter's ends the connection at a message of 10 MB."""
    noise = np.random.default_rng(0).integers(0, 256, (2200, 2200, 3), np.uint8)
    large = io.BytesIO()
    Image.fromarray(noise).save(large, "BMP")
    assert large.tell() > 14e6
    (text,) = give(shown, file("large.bmp", large.getvalue()))
    assert text.startswith("large.bmp: ") and "2200 × 2200 pixels in the file" in text


def test_by_the_keyboard_alone(shown, page):
    shown.get_by_role("button", name="Choose pictures…").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([file("by key.png", data_of(scene(7), "PNG"))])
    shown.locator("li").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_function("!document.querySelector('section.ntr-new li')")
    assert page.evaluate("document.activeElement.textContent") == "Choose pictures…"


def test_more_than_a_page_of_pictures_and_a_folder_that_is_dropped(shown, page):
    many = [file(f"{k}.png", data_of(scene(k, (8, 8)), "PNG")) for k in range(26)]
    shown.locator("input[type=file]").set_input_files(many)
    page.wait_for_function("document.querySelectorAll('section.ntr-new li').length === 24")
    assert shown.get_by_role("alert").inner_text() == "Of 26 pictures the first 24 are shown."
    page.wait_for_function("!document.querySelector('.ntr-told').textContent.includes('on the way')")
    names = [text.split(":")[0] for text in shown.locator("li strong:first-child").all_inner_texts() if "⚠" not in text]
    assert names == [f"{k}.png" for k in range(24)]
    page.evaluate(
        """() => {
          const data = new DataTransfer(), gone = new File(["x"], "holiday");
          gone.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("a folder")) });
          Object.defineProperty(data, "files", { value: [gone] });
          document.querySelector("section.ntr-new").dispatchEvent(
            new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
        }"""
    )
    page.wait_for_function("document.querySelector('.ntr-left').textContent.includes('“holiday” cannot be read')")


def test_a_digit_is_drawn_and_read(page):
    pad = page.locator("canvas.ntr-pad")
    pad.scroll_into_view_if_needed()
    root = page.locator("section.ntr-explorer")
    page.get_by_role("button", name="clear").click()
    root.locator(".ntr-sentence", has_text="The pad is blank").wait_for()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.15 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.85 * box["height"], steps=12)
    page.mouse.up()
    root.locator(".ntr-sentence", has_text="The network ").wait_for()
    assert root.locator("[data-panel=probabilities] canvas").is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_out_of_its_place(shown, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    give(shown, file(f"{'long name ' * 9}.png", data_of(scene(8), "PNG")), file("x.heic", b"\0\0\0\x18ftypheic"))
    wide = shown.evaluate(
        "root => [...root.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > "
        "root.getBoundingClientRect().right + 1).map(e => e.outerHTML.slice(0, 80))"
    )
    assert wide == [] and shown.evaluate("root => root.scrollWidth <= root.clientWidth")
    assert shown.locator("li img").bounding_box()["width"] == 128, "narrow windows enlarge figures"
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
