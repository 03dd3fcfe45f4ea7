"""Training curves of the learner's own, opened on a bare page: from the list, looked for again, given as a file."""

import pytest
from action_page import ActionPage

from course_utils.explorers.training_curves import TrainingCurves

LOG = "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,rate\n" + "".join(
    f"{k},{1 / k},{1 - 0.5 / k},{1 / k},{1 - 0.6 / k},{k},0.1\n" for k in range(1, 31)
)
DROP = """([selector, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  const at = document.querySelector(selector);
  for (const type of ["dragover", "drop"]) at.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
}"""  # noqa: E501


@pytest.fixture
def page(stage, course_home):
    page = ActionPage(stage.new_page())
    page.box(802, 679)
    return page


def made(home, name):
    folder = home / "runs" / name
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    (folder / "log.csv").write_text(LOG)
    return folder


def sentence(root):
    return root.locator(".ntr-sentence").inner_text()


def test_a_run_is_found_opened_and_drawn(page, course_home):
    root = page.show(TrainingCurves)
    select = root.get_by_label("Your own run", exact=True)
    assert select.locator("option").all_inner_texts() == ["none"]
    folder = made(course_home, "mine")
    root.get_by_role("button", name="Look again").click()
    assert page.hear() == "1 run in your folder."
    assert select.locator("option").all_inner_texts() == ["none", "runs/mine"]
    select.select_option("runs/mine")
    page.rest()
    assert sentence(root).startswith("A (your own run, runs/mine): 98.3 % of the training pictures right at the end")
    assert page.state()["first"] == "your own run"
    (folder / "log.csv").write_text(LOG.replace("30,", "30,", 1) + "31,0.01,1.0,0.02,0.99,31,0.1\n")
    root.get_by_role("button", name="Look again").click()
    page.hear()
    assert sentence(root).startswith("A (your own run, runs/mine): 100 % of the training pictures right at the end")
    assert select.input_value() == str(folder) and page.errors == []


def test_a_log_is_dropped_or_chosen(page):
    root = page.show(TrainingCurves)
    page.page.evaluate(DROP, [".ntr-panels", "log.csv", LOG])
    page.page.wait_for_function(
        "document.querySelector('.ntr-sentence').textContent.startsWith('A (your own run, log.csv)')"
    )
    assert root.get_by_label("Your own run", exact=True).locator("option").all_inner_texts() == ["none", "log.csv"]
    damaged = {"name": "other.csv", "mimeType": "text/csv", "buffer": (LOG + "31,0.1").encode()}
    root.locator("input[type=file]").set_input_files(damaged)
    page.page.wait_for_function(
        "document.querySelector('.ntr-sentence').textContent.includes('line 32 of log.csv has 2')"
    )
    page.page.evaluate(DROP, [".ntr-panels", "big.csv", "x" * 1_100_000])
    root.get_by_text("“big.csv” is larger than 999 kB: no log of a run").wait_for()
    assert page.errors == []
