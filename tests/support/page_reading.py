"""What an explorer has drawn on a plain page: the pixels of each canvas without its words, the words and their places,
and everything that the page writes beside the canvases.

Words are recorded instead of painted: letters are rasterised differently by every library, their text, place, colour
and size are not.
"""

import base64
import io
import json

import numpy as np
from PIL import Image
from plain_page import PlainPage, page_html

from course_utils.explorers.encode import Encoder
from course_utils.explorers.engine import to_page

_RECORDER = """() => {
  const kind = CanvasRenderingContext2D.prototype, clear = kind.clearRect;
  const note = (list) => function (text, x, y) {
    const m = this.getTransform(), at = m.transformPoint(new DOMPoint(x, y));
    (this.canvas[list] ??= []).push({
      text: String(text), x: at.x, y: at.y, turned: Math.round(Math.atan2(m.b, m.a) * 180 / Math.PI),
      font: this.font, align: this.textAlign, baseline: this.textBaseline, alpha: this.globalAlpha,
      colour: list === "words" ? this.fillStyle : this.strokeStyle, wide: this.measureText(text).width,
    });
  };
  kind.fillText = note("words");
  kind.strokeText = note("halos");
  kind.clearRect = function (...box) { this.canvas.words = []; this.canvas.halos = []; clear.apply(this, box); };
}"""
_READ = """() => {
  const root = document.querySelector("section.ntr-explorer"), style = (e) => getComputedStyle(e);
  const text = (e) => e.textContent, texts = (all) => [...all].map(text);
  const cell = (td) => {
    const { backgroundColor: fill, color: ink, boxShadow: shadow, backgroundImage } = style(td);
    return { text: text(td), fill, ink, shadow, stripes: backgroundImage.includes("repeating-linear-gradient") };
  };
  const entry = (li) => {
    const sign = li.querySelector(".ntr-sign");
    return { label: text(li), colour: style(sign).color, kind: sign.className.split("ntr-sign-")[1] };
  };
  const picture = (canvas) => canvas && {
    png: canvas.toDataURL().split(",")[1], drawn: canvas.drawn, wide: canvas.clientWidth,
    words: canvas.words || [], halos: canvas.halos || [],
  };
  const cells = (table) => table && {
    rows: [...table.querySelectorAll("tbody tr")].map((tr) => [...tr.querySelectorAll("td")].map(cell)),
    rowLabels: texts(table.querySelectorAll("tbody th")), columnLabels: texts(table.querySelectorAll("thead th")),
  };
  const panels = [...root.querySelectorAll("[data-panel]")].map((figure) => {
    const canvas = figure.querySelector("canvas"), table = figure.querySelector(".ntr-grid table");
    return {
      id: figure.dataset.panel, caption: text(figure.querySelector("figcaption")),
      spoken: (canvas || table || figure).getAttribute("aria-label"),
      legend: [...figure.querySelectorAll(".ntr-legend li")].map(entry),
      canvas: picture(canvas), table: cells(table),
    };
  });
  const piece = (node) => (node.nodeType === 3 ? node.textContent : [node.textContent, style(node).color]);
  const formula = [...root.querySelectorAll(".ntr-formula > div")].map((line) => [...line.childNodes].map(piece));
  return JSON.stringify({ title: text(root.querySelector("h3")), spoken: root.getAttribute("aria-label"),
    panels, formula, sentence: text(root.querySelector(".ntr-sentence")) });
}"""


class RecordedPage(PlainPage):
    """A bare page whose canvases record their words instead of painting them."""

    def __init__(self, page):
        super().__init__(page)
        page.evaluate(_RECORDER)  # on the window, which stays when its content is set anew

    def take(self, dark=False, spoilt=lambda module: module):
        """Begin anew: on a light or a dark page, with the text of its module as it is or ``spoilt``."""
        self.page.set_content(spoilt(page_html(dark)))
        self.page.wait_for_function("typeof window.showExplorer === 'function'")

    def show_alone(self, cls):
        """Show an explorer with its first frame in place of its table: quick, and moving it asks Python."""
        state, encoder = cls.full_state(), Encoder()
        encoder.add(cls.checked_frame(state))
        table = encoder.text(axes=[], live=to_page(state)), encoder.data()
        self.show(type(cls.__name__, (cls,), {"table": classmethod(lambda cls, live=None: table)}))

    def read(self):
        """Return what stands on the page: title, panels by id, formula, sentence."""
        reading = json.loads(self.page.evaluate(_READ))
        reading["panels"] = {panel["id"]: panel for panel in reading["panels"]}
        return reading


def pixels(canvas):
    """Return the pixels of a canvas that was read, an array (H, W, 4)."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(canvas["png"]))).convert("RGBA"))
