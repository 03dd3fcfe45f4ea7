"""The projector's page: what a lecturer leaves behind when going from one explorer to the next."""

import re

import pytest


def test_a_page_that_is_left_ends_its_kernel(stage):
    page, kernels = stage.new_page(), []
    page.on("request", lambda request: kernels.extend(re.findall(r"/api/kernels/([0-9a-f-]{36})\?", request.url)))
    for name in ("FirstSlider", "Descent"):
        page.goto(stage.voila.voila("page.ipynb", f"explorer={name}"), wait_until="domcontentloaded", timeout=90_000)
        page.wait_for_selector(".ntr-sentence:not(:empty)", timeout=90_000)
        page.wait_for_timeout(1500)  # the page learns to say good-bye a moment after it is drawn
    first, second = dict.fromkeys(kernels)

    def alive(kernel):
        return page.request.get(f"{stage.voila.url}/api/kernels/{kernel}").status == 200

    for _ in range(50):
        if not alive(first):
            break
        page.wait_for_timeout(200)
    answer = alive(first), alive(second)
    page.close()
    assert answer == (False, True)


@pytest.mark.parametrize("height", [720, 800])
def test_chooser_and_explorer_stand_on_one_screen(height, voila_page, show_in_voila, stage):
    voila_page.set_viewport_size({"width": 1280, "height": height})
    for name in ("Descent", "DrawDigit", "ConvolutionLens"):
        show_in_voila(name)
        box = voila_page.locator("section.ntr-explorer").bounding_box()
        assert box["y"] + box["height"] <= height, name
        assert voila_page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0, name
    voila_page.get_by_text("All explorers").click()
    assert voila_page.get_by_role("link", name="Training curves", exact=True).is_visible()
    voila_page.get_by_role("link", name="Filter lab", exact=True).click()
    voila_page.get_by_role("heading", name="Filter lab").wait_for(timeout=90_000)
