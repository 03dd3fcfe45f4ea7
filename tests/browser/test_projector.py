"""The projector's gallery: one process for all pages, no new tabs, and one screen for each explorer."""

import pytest


def open_explorer(page, server, name, tail=""):
    page.goto(server.explorer(name) + tail, wait_until="domcontentloaded")
    page.wait_for_selector(".ntr-sentence:not(:empty)", timeout=60_000)


def test_links_stay_in_the_tab_and_live_controls_answer(gallery_page, stage):
    page, opened = gallery_page, []
    page.context.on("page", lambda one: opened.append(one))
    open_explorer(page, stage.gallery, "Descent")
    page.get_by_text("All explorers").click()
    page.locator(".explorer-line details").get_by_role("link", name="From logits to loss").click()
    page.get_by_role("heading", name="From logits to loss").wait_for()
    before = page.locator(".ntr-sentence").inner_text()
    page.get_by_role("slider").first.press("End")  # a live control: Python answers
    page.wait_for_function("before => document.querySelector('.ntr-sentence').textContent !== before", arg=before)
    page.locator("[rel=next]").first.click()
    page.get_by_role("heading", name="Backprop microscope").wait_for()
    assert opened == []


@pytest.mark.parametrize("height", [720, 800])
def test_the_line_and_the_explorer_stand_on_one_screen(height, gallery_page, stage):
    gallery_page.set_viewport_size({"width": 1280, "height": height})
    for name in ("Descent", "DrawDigit", "ConvolutionLens"):
        open_explorer(gallery_page, stage.gallery, name)
        box = gallery_page.locator("section.ntr-explorer").bounding_box()
        assert box["y"] + box["height"] <= height, name
        assert gallery_page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0, name


def test_an_address_brings_the_state_back(gallery_page, stage):
    open_explorer(gallery_page, stage.gallery, "FilterLab", "#picture=coffee&bias=16")
    gallery_page.wait_for_function("document.querySelector('.ntr-sentence').textContent.length > 20")
    assert gallery_page.locator("input.ntr-value").first.input_value() == "16"
    assert "coffee" in gallery_page.locator("select").first.locator("option:checked").inner_text()


@pytest.mark.parametrize("tail", ["#FilterLab", "?explorer=filterlab", "#filter-lab"])
def test_an_explorer_is_found_by_its_name(tail, gallery_page, stage):
    gallery_page.goto("about:blank")
    gallery_page.goto(f"{stage.gallery.url}/explorers/index.html{tail}")
    gallery_page.get_by_role("heading", name="Filter lab").wait_for()


def test_an_unknown_name_is_said(gallery_page, stage):
    gallery_page.goto("about:blank")
    gallery_page.goto(f"{stage.gallery.url}/explorers/index.html#Nothing")
    gallery_page.get_by_text('No explorer is called "Nothing"').wait_for()


@pytest.mark.long
def test_twenty_visitors_at_once(stage):
    pages = [stage.new_page() for _ in range(20)]
    try:
        for page in pages:
            page.goto(stage.gallery.explorer("LrnBench"), wait_until="commit")
        for page in pages:
            page.wait_for_selector(".ntr-sentence:not(:empty)", timeout=120_000)
            page.get_by_role("slider").last.press("End")
        for page in pages:
            page.wait_for_function("document.querySelector('.ntr-wait').textContent === ''", timeout=60_000)
    finally:
        for page in pages:
            page.context.close()
