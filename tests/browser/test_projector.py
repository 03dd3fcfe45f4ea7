"""The projector's page: what a lecturer leaves behind when going from one explorer to the next."""

import re


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
