"""A figure on a page: its description is told, its paper is white on a light page and soft on a dark one."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from course_utils.plotting.style import picture_html

ALT = 'A "white" sheet, y < 2, with an orange corner.'
PAPER = {"": 255, "--jp-layout-color0:#fff": 255, "--jp-layout-color0:#111;background:#111": 217}


def sheet():
    """A PNG of 80 × 40 pixels: white, its lower right quarter orange."""
    pixels = np.full((40, 80, 3), 255, np.uint8)
    pixels[20:, 40:] = (213, 94, 0)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("theme", PAPER)
def test_the_paper_follows_the_page_and_the_colours_stay(stage, theme):
    page = stage.new_page(400, 300)
    page.set_content(f'<!doctype html><html lang="en"><body style="{theme}">{picture_html(sheet(), ALT)}</body></html>')
    image = page.get_by_role("img", name=ALT, exact=True)
    shown = np.asarray(Image.open(io.BytesIO(image.screenshot())).convert("RGB")).astype(int)
    assert shown.shape == (40, 80, 3)
    np.testing.assert_allclose(shown[10, 20], PAPER[theme], atol=2)
    np.testing.assert_allclose(shown[30, 60], np.array([213, 94, 0]) * PAPER[theme] / 255, atol=3)  # dimmed, not turned
    page.close()


def test_a_narrow_page_shows_the_whole_figure(stage):
    wide = io.BytesIO()
    Image.new("RGB", (1200, 300), "white").save(wide, "PNG")
    page = stage.new_page(400, 300)
    page.set_content(f'<!doctype html><html lang="en"><body>{picture_html(wide.getvalue(), ALT)}</body></html>')
    box = page.get_by_role("img").bounding_box()
    assert box["x"] + box["width"] <= 400 and abs(box["width"] / box["height"] - 4) < 0.05
    assert base64.b64encode(wide.getvalue()).decode() in page.content()
    page.close()
