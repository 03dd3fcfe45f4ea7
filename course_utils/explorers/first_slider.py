"""First slider: one weight, one bias, one unit. The explorer of the welcome chapter."""

from __future__ import annotations

import numpy as np

from course_utils.activations import sigmoid
from course_utils.explorers.engine import Explorer, Lines, Slider, marks
from course_utils.explorers.words import number

X = np.linspace(-6, 6, 121)


class FirstSlider(Explorer):
    """Show what the weight and the bias of one sigmoid unit do to its output σ(wx + b).

    Controls: weight w, bias b. The dashed line marks where the output is exactly one half, x = −b/w.
    """

    title = "One unit, two numbers"
    controls = (
        Slider("weight", "Weight w", values=np.linspace(-3, 3, 25), value=1.0, format="{:.2f}"),
        Slider("bias", "Bias b", values=np.linspace(-4, 4, 33), value=0.0, format="{:.2f}"),
    )
    panels = (Lines("curve", "Output of the unit", x="input x", y="output", xlim=(-6, 6), ylim=(-0.05, 1.05)),)

    @staticmethod
    def frame(state):
        w, b = state["weight"], state["bias"]
        content = [marks.hline(0.5), marks.line(X, sigmoid(w * X + b), color="blue", width=3)]
        if w == 0:
            flat = float(sigmoid(b))
            sentence = f"With weight 0 the input does not matter: the output is {flat:.2f} everywhere."
        else:
            half = -b / w
            outside = abs(half) > 6
            if not outside:
                content.append(marks.points([half], [0.5], color="orange", size=8))
            way = "rises" if w > 0 else "falls"
            where = f"x = {number(half)}{', outside the picture' if outside else ''}"
            sentence = f"The output {way} with x and is one half at {where}, where its slope is {number(w / 4, 4)}."
        formula = [f"y = σ(w x + b) = σ({w:.2f} x {'+' if b >= 0 else '−'} {abs(b):.2f})".replace("-", "−")]
        return {"curve": content, "formula": formula, "sentence": sentence}
