"""The site from a disk: every page, explorer and question, in both themes and on a telephone."""

import dataclasses
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from by_lens import KEYS, MOUSE
from explorer_view import ExplorerView
from read_through import THROUGH
from served_folder import served

import course_utils
from course_utils.classroom.gather import gather
from course_utils.exercises import registry, take_progress
from course_utils.exercises.typed import readings
from course_utils.explorers import REGISTRY
from course_utils.explorers.filter_examples import SOBEL_X, SOBEL_Y
from course_utils.site import build, gallery, tables

SERIOUS = ("serious", "critical")
PARTS = [file for file in build.Site().files if file.startswith("chapters/")]
#: Of the package's pages, which one template makes, the list, the widest, and one with methods; `tests/site` reads all.
PACKAGE = ["api/index.html", "api/programs.html", "api/convolution.html", "api/models-lenet5.html"]
OTHERS = [file for file in build.Site().files if file not in PARTS and (file in PACKAGE or not file.startswith("api/"))]
STILL = "document.querySelectorAll('.explorer[data-key]:not([data-alive]), .questions:not([data-alive])').length === 0"


@pytest.fixture(scope="module")
def page(stage, site):
    """A page that any address outside this machine would fail."""
    page = stage.new_page(1280, 800)
    yield page
    page.context.close()


def show(page, site, file):
    page.goto((site / file).as_uri())
    return page


def awake(page):
    page.evaluate(THROUGH)
    page.wait_for_function(STILL, timeout=120_000)


def serious(page, theme):
    """Return what axe finds serious or critical on the page in a theme: (rule, the first element)."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    page.wait_for_timeout(100)
    found = Axe().run(page, options={"preload": False}).response["violations"]  # it reads no style sheets from a disk
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in found if one["impact"] in SERIOUS]


def requests_outside(page, found):
    page.on("request", lambda r: found.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)


@pytest.mark.parametrize("file", PARTS)
def test_a_part_is_alive(file, page, site, stage):
    """Explorers and questions begin, formulas are set, nothing sticks out at the width of a telephone."""
    outside = []
    requests_outside(page, outside)
    page.set_viewport_size({"width": 1280, "height": 800})
    show(page, site, file)
    awake(page)
    assert page.locator(".katex-error").count() == 0 and page.locator(".missing").count() == 0
    raw = page.locator(".math").evaluate_all("all => all.filter(e => !e.querySelector('.katex')).length")
    assert raw == 0
    assert [serious(page, theme) for theme in ("light", "dark")] == [[], []]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert outside == []


@pytest.mark.parametrize("number", registry.chapter_numbers())
def test_every_question_answers_and_opens_what_follows(number, page, site, stage):
    page.set_viewport_size({"width": 1280, "height": 800})
    for file in (file for file in PARTS if file.startswith(f"chapters/{number}-")):
        show(page, site, file)
        page.evaluate("localStorage.clear()")
        page.reload()
        page.evaluate(THROUGH)
        page.wait_for_function(STILL, timeout=120_000)
        page.evaluate("for (const fold of document.querySelectorAll('details.after')) fold.open = false")
        for prediction in registry.entries(number, "PREDICTIONS"):
            answer(page, prediction)


def answer(page, prediction):
    """Choose every option of a prediction that is on the page, the right one last."""
    for host in page.locator(".questions").all():
        if f'"{prediction.id}"' not in host.get_attribute("data-cards"):
            continue
        section = host.locator("section.ntr-predict")
        for index, option in sorted(enumerate(prediction.options), key=lambda pair: pair[1].right):
            section.get_by_role("radio").nth(index).click()
            reply = section.locator(".ntr-reply").inner_text()
            assert reply.startswith("✓ Right." if option.right else "✗ Not so."), prediction.id
        fold = page.locator(f'details.after[data-after="{prediction.id}"]')
        assert fold.count() == 0 or fold.evaluate("fold => fold.open")
        states = page.evaluate("localStorage.getItem('ntr-journal')")
        assert prediction.id in states


def narrowed(control, values):
    """Return a control with these of its values alone."""
    if hasattr(control, "options"):
        return dataclasses.replace(control, options=tuple(pair for pair in control.options if pair[0] in values))
    fields = {field.name for field in dataclasses.fields(control)}
    return dataclasses.replace(control, values=tuple(values)) if "values" in fields else control


def as_shown(name):
    """Return an explorer's class with the values that the page offers."""
    shown = tables.Explorer(name)
    controls = []
    for control in shown.cls.controls:
        offered = control.name in {**shown.offer.axes, **shown.offer.files}
        controls.append(narrowed(control, shown.values(control)) if offered else control)
    return type(name, (shown.cls,), {"controls": tuple(controls)}), shown.layout()["controls"]


@pytest.mark.parametrize("drivers", [KEYS, MOUSE], ids=["keys", "mouse"])
@pytest.mark.parametrize("name", REGISTRY)
def test_every_control_says_what_python_says(name, drivers, page, site, stage):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("about:blank")  # an address that differs by what follows # alone would not load anew
    show(page, site, f"explorers/{gallery.slug(name)}.html")
    cls, specs = as_shown(name)
    view = ExplorerView(page, cls)
    view.root.locator(".ntr-sentence:not(:empty)").wait_for(timeout=60_000)
    for control, spec in zip(cls.controls, specs, strict=True):
        if spec.get("without"):
            assert view.knob(control).locator(":enabled:is(input, select, button)").count() == 0
            assert tables.WITHOUT in view.knob(control).inner_text()
        elif spec.get("some"):
            chosen_among(view, control, spec)
        else:
            drivers[type(control)](view, control)


def chosen_among(view, control, spec):
    """Ask for places or tables of which the page has some: it shows the nearest one, and says what Python says."""
    knob, offered = view.knob(control), [control.check(value) for value in spec["values"]]
    assert tables.SOME in knob.inner_text()
    if knob.locator("select").count():
        for place in (len(control.presets) - 1, 0):
            knob.locator("select").select_option(label=control.presets[place][0])
            view.changes_to(control.name, control.presets[place][1])
        assert knob.locator("td input").first.get_attribute("readonly") is not None
        return
    for wanted in (offered[0], offered[-1], offered[len(offered) // 2]):
        for box, number in zip(knob.locator("input").all(), wanted, strict=True):
            box.fill(f"{number + 0.01 * (number < 1):g}")
            box.press("Enter")
        assert view.agrees()[control.name] in offered
    assert view.state[control.name] == wanted


@pytest.fixture(scope="module")
def telephone(stage):
    page = stage.new_page(360, 740, has_touch=True)
    yield page
    page.context.close()


@pytest.mark.parametrize("name", REGISTRY)
def test_an_explorer_moves_by_touch(name, telephone, site, stage):
    telephone.goto("about:blank")
    show(telephone, site, f"explorers/{gallery.slug(name)}.html")
    cls, specs = as_shown(name)
    view, tapped = ExplorerView(telephone, cls), 0
    view.root.locator(".ntr-sentence:not(:empty)").wait_for(timeout=60_000)
    for control, spec in zip(cls.controls, specs, strict=True):
        knob, kind = view.knob(control), type(control).__name__
        if spec.get("without") or kind not in ("Slider", "Toggle", "Choice"):
            continue
        before = view.state[control.name]
        if kind == "Slider":
            knob.locator("input[type=range]").tap()
            place = control.values.index(view.agrees()[control.name]) / (len(control.values) - 1)
            assert 0.3 <= place <= 0.7 or len(control.values) < 4
        elif not knob.locator("select").count():
            knob.locator("label").last.tap()
            after = view.agrees()[control.name]
            assert after == control.values[-1] if kind == "Choice" else after != before
        tapped += 1
    assert tapped
    assert telephone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_most_controls_need_no_python():
    specs = [spec for name in REGISTRY for spec in as_shown(name)[1]]
    assert sum(not spec.get("without") for spec in specs) >= max(100, 0.95 * len(specs))


@pytest.mark.parametrize("name", REGISTRY)
def test_an_explorer_fills_its_page_and_no_more(name, page, site, stage):
    for width, height in ((1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto("about:blank")
        show(page, site, f"explorers/{gallery.slug(name)}.html")
        page.locator(".ntr-sentence:not(:empty)").wait_for(timeout=60_000)
        page.wait_for_timeout(300)
        box = page.locator("section.ntr-explorer").bounding_box()
        assert box["y"] + box["height"] <= height + 1, f"{name} at {width} x {height}"


def test_an_address_carries_picture_and_kernel(page, site, stage):
    page.goto("about:blank")
    page.goto(f"{(site / 'explorers' / 'filter-lab.html').as_uri()}#picture=coffee&kernel=sobel-y&bias=16")
    view = ExplorerView(page, as_shown("FilterLab")[0])
    view.root.locator(".ntr-sentence:not(:empty)").wait_for(timeout=60_000)
    state = view.agrees()
    assert (state["picture"], state["kernel"], state["bias"]) == ("coffee", (SOBEL_Y,), 16)
    page.evaluate("location.hash = 'kernel=sobel-x'")
    assert view.agrees()["kernel"] == (SOBEL_X,)


#: What people write into an address, or what is left of a link that a mail program has cut.
NONSENSE = (
    "[0.3,0.7]",
    "[[3,1,1]]",
    "nonsense",
    "[[1,2]]",
    "99999",
    "-1",
    "[[[1]],[[2]]]",
    '{"a":1}',
    "null",
    "",
    "upload:9:9:AA",
    "strokes:thin;1",
    "%5B",
    "NaN",
)


@pytest.mark.parametrize("name", REGISTRY)
def test_an_address_with_nonsense_does_no_harm(name, page, site, stage):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("about:blank")
    cls, _ = as_shown(name)
    page.goto(f"{(site / 'explorers' / gallery.slug(name)).as_uri()}.html#{cls.controls[0].name}=nonsense&other=1")
    view = ExplorerView(page, cls)
    view.root.locator(".ntr-sentence:not(:empty)").wait_for(timeout=60_000)
    view.agrees()
    for text in NONSENSE:
        for control in cls.controls:
            page.evaluate("words => { location.hash = words; }", f"{control.name}={text}")
        view.agrees()


@pytest.mark.parametrize("file", OTHERS)
def test_axe_finds_nothing_serious(file, page, site, stage):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("about:blank")
    show(page, site, file)
    if not file.startswith("lectures/"):
        awake(page)
    assert [serious(page, theme) for theme in ("light", "dark")] == [[], []]


def test_answers_are_kept_carried_and_forgotten(page, site, stage, tmp_path, course_home):
    prediction = registry.entries("05", "PREDICTIONS")[0]
    file = next(
        f for f in PARTS if f.startswith("chapters/05-") and prediction.id in (site / f).read_text(encoding="utf-8")
    )
    show(page, site, file)
    page.evaluate("localStorage.clear()")
    page.reload()
    awake(page)
    answer(page, prediction)
    show(page, site, "about.html")
    page.get_by_label("Your name, if your lecturer shall see it").fill("Ada")
    for file_name in ("progress.jsonl", "again.jsonl"):
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save my answers as a file").click()
        saved.value.save_as(tmp_path / file_name)
    (handed,), (again,) = gather([tmp_path / "progress.jsonl", tmp_path / "again.jsonl"])
    assert again.reason.startswith("the same records")
    assert (handed.journal.name, handed.journal.edition) == ("Ada", course_utils.__version__)
    chosen = [seen for seen in handed.journal.records if seen.id == prediction.id]
    assert {seen.option for seen in chosen} == {option.label for option in prediction.options}
    assert take_progress(tmp_path / "progress.jsonl").startswith(f"{len(handed.journal.records)} new records")
    page.get_by_role("button", name="Forget my answers").click()
    page.get_by_role("button", name="Forget them all, really?").click()
    assert page.evaluate("localStorage.getItem('ntr-journal')") is None
    page.locator("[data-journal-take]").set_input_files(tmp_path / "progress.jsonl")
    page.get_by_text("new records").wait_for()
    show(page, site, file)
    assert page.locator(f'details.after[data-after="{prediction.id}"]').evaluate("fold => fold.open")


def test_answers_of_an_earlier_edition_count_and_its_addresses_lead_on(page, site, stage):
    show(page, site, "about.html")
    old = {"v": 1, "time": "2026-03-01T10:00:00Z", "kind": "prediction", "id": "10-predict-depth", "right": True}
    page.evaluate("line => localStorage.setItem('ntr-journal', line)", json.dumps(old) + "\n")
    fold = 'data-after="11-predict-depth"'
    new = next(f for f in PARTS if fold in (site / f).read_text(encoding="utf-8"))
    page.goto((site / new.replace("11-residual", "10-residual")).as_uri() + "#toc")
    page.wait_for_url(f"**/{new}#toc")
    assert page.locator(f"details.after[{fold}]").evaluate("fold => fold.open")
    page.evaluate("localStorage.clear()")


def test_a_typed_number_is_checked(page, site, stage):
    exercise = registry.find_exercise("02-slope-by-hand")
    file = next(
        f for f in PARTS if f.startswith("chapters/02-") and exercise.id in (site / f).read_text(encoding="utf-8")
    )
    show(page, site, file)
    awake(page)
    section = page.locator(".questions", has_text=exercise.title).locator("section.ntr-predict")
    for typed, told in (
        ("nothing", "no number"),
        ("-7", "forgot the 1/m"),
        (str(exercise.expected_value()), "✓ Right."),
    ):
        section.get_by_role("textbox").fill(typed)
        section.get_by_role("textbox").press("Enter")
        section.get_by_text(told).wait_for()
    noted = [json.loads(line) for line in page.evaluate("localStorage.getItem('ntr-journal')").splitlines()]
    verdicts = [(one["verdict"], one["misconception"]) for one in noted if one["id"] == exercise.id]
    assert verdicts[-2:] == [("wrong", "forgot the 1/m"), ("correct", None)]


TYPED = (
    "0,5", "11,935", "11,935,000", "11 935", "1.234,5", "1,234.5", "1'000", "1_000", "25 %", "25%", "≈0.3", "= 0.3",
    "-1.75.", "−1.75", "+5", ".5", "5.", "3 / 4", "1/0", "1e-3", "1·10^-3", "2 x 10**4", "3×10⁻²", "٣,٥", "３．５",
    "१२", "½", "1½", "x=3", "0.3 ± 0.1", "--3", "0.00044 (rounded)", "", ",", "1,2,3",
)  # fmt: skip


def test_numbers_are_read_as_in_the_notebook(page, site, stage):
    show(page, site, "about.html")
    for percent in (False, True):
        told = page.evaluate("([all, percent]) => all.map((text) => ntr.readings(text, percent))", [TYPED, percent])
        for text, found in zip(TYPED, told, strict=True):
            assert found == pytest.approx(readings(text, percent)), text


@pytest.mark.parametrize(
    ("words", "there"),
    [("receptive field", "chapters/**"), ("conv2d_backward", "api/convolution.html#conv2d_backward")],
)
def test_search_finds_a_section_and_leads_there(words, there, page, site, stage):
    show(page, site, "index.html")
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill(words)
    page.locator(".found a").first.wait_for(timeout=60_000)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{there}")


def test_a_slider_moves_while_the_page_is_from_a_server(site, stage):
    page = stage.new_page(1280, 800)
    with served(site) as url:
        page.goto(f"{url}/explorers/collapse.html#draw=3")
        page.locator(".ntr-sentence:not(:empty)").wait_for(timeout=60_000)
        before = page.locator(".ntr-sentence").inner_text()
        page.get_by_role("slider").last.press("End")
        page.wait_for_function("before => document.querySelector('.ntr-sentence').textContent !== before", arg=before)
    page.context.close()


def test_a_table_that_is_long_on_its_way_is_said_to_be_loaded_and_takes_its_word_back(site, stage):
    page = stage.new_page(1280, 800)
    with served(site) as url:
        page.goto(f"{url}/explorers/logits-to-loss.html")
        page.locator(".ntr-sentence:not(:empty)").wait_for(timeout=60_000)
        held = []
        page.route("**/explorers/**/*.js", lambda route: held.append(route))
        page.get_by_role("slider", name="Logit of “8”").press("End")
        page.get_by_role("slider", name="Add to all three").press("End")
        page.get_by_text("Loading the numbers …").wait_for()
        assert "Python" not in page.locator(".ntr-wait").text_content()
        assert len(held) == 1
        held[0].continue_()
        page.wait_for_function("!document.querySelector('.ntr-wait').textContent")
        ExplorerView(page, as_shown("LogitsToLoss")[0]).agrees()
    page.context.close()
