"""Logits to loss: three scores become exponentials, probabilities, a loss and a gradient."""

from __future__ import annotations

import math

import numpy as np

from course_utils import losses
from course_utils.explorers.draw_digit import percent
from course_utils.explorers.engine import Bars, Choice, Explorer, Slider
from course_utils.explorers.equations import enough_digits
from course_utils.explorers.words import power_text

CLASSES = ("3", "5", "8")  # digits that look alike: a classifier may well hesitate between them
SCORES = tuple(round(0.1 * i, 1) for i in range(-50, 51))
SHIFTS = (-10, -5, -2, 0, 2, 5, 10)


class LogitsToLoss(Explorer):
    """Drag three logits, choose the true class, and watch softmax, the cross-entropy and its gradient p − y.

    Controls: the logit of each class (drag its bar or its slider), the true class, and a constant that is added to all
    three. Formulas: ``losses.softmax`` and ``losses.softmax_cross_entropy``.
    """

    title = "From logits to loss"
    controls = (
        Slider("a", "Logit of “3”", values=SCORES, value=2.0, format="{:.1f}", live=True),
        Slider("b", "Logit of “5”", values=SCORES, value=1.0, format="{:.1f}", live=True),
        Slider("c", "Logit of “8”", values=SCORES, value=-1.0, format="{:.1f}", live=True),
        Choice("truth", "True class", CLASSES, "5"),
        Slider("shift", "Add to all three", values=SHIFTS, value=0, format="{:+d}"),
    )
    panels = (
        Bars("logits", "1. Logits z: drag the bars", ylim=(-5, 5), drag=("a", "b", "c"), height=230),
        Bars("exponentials", "2. Exponentials exp(z)", ylim=(1e-7, 1e7), y="powers of ten", log=True, height=230),
        Bars("probabilities", "3. Probabilities p, their shares", ylim=(0, 1.1), height=230),
        Bars("gradient", "4. Gradient of the loss, p − y", ylim=(-1.1, 1.1), height=230),
    )

    @staticmethod
    def frame(state):
        """Return what is on the screen for one state of the controls."""
        scores = np.array([state["a"], state["b"], state["c"]])
        shifted, truth = scores + state["shift"], CLASSES.index(state["truth"])
        p = losses.softmax(shifted)
        loss, gradient = losses.softmax_cross_entropy(shifted[None, :], np.array([truth]))
        colors = ["orange" if k == truth else "blue" for k in range(3)]
        return {
            "logits": bars(scores, "{:.1f}", colors),
            "exponentials": bars(np.exp(shifted), "{:.3g}", colors),
            "probabilities": bars(p, "{:.3f}", colors),
            "gradient": bars(gradient[0], "{:+.3f}", colors),
            "formula": formula(shifted, truth, p, loss, state["shift"]),
            "sentence": sentence(state, p, truth, loss),
        }


def bars(values, form, colors):
    """Return the content of one bar panel; the true class is orange and says so under its bar."""
    labels = [f"“{name}”, true" if color == "orange" else f"“{name}”" for name, color in zip(CLASSES, colors)]
    return {"labels": labels, "values": values, "colors": colors, "text": [words(form, v) for v in values]}


def words(form, value):
    """Write a number with a true minus sign, and large ones without an exponent.

    >>> words("{:.3g}", 1234567.0), words("{:.1f}", -1.0), words("{:+.3f}", -0.00001)
    ('1,234,567', '−1.0', '0.000')
    """
    text = f"{value:,.0f}" if abs(value) >= 100 else form.format(value)
    if text[0] in "+-" and not float(text.replace(",", "")):  # nought carries no sign
        text = text[1:]
    return text.replace("-", "−")


def share_text(share, loss):
    """Write a probability with as many digits as −ln of it needs to be ``loss``; a small one by its power of ten.

    >>> share_text(0.2595, "1.349"), share_text(0.0000454, "10.000").replace("\u00a0", " ")
    ('0.2595', '4.54 × 10⁻⁵')
    """
    digits = enough_digits(share, lambda shown: loss_text(-math.log(shown)) == loss, least=2 if share < 0.001 else 3)
    return power_text(float(share), digits) if share < 0.001 else f"{share:#.{digits}g}"


def loss_text(loss):
    """Write a loss with three decimals.

    >>> loss_text(1.3491), loss_text(-0.0)
    ('1.349', '0.000')
    """
    return f"{abs(loss):.3f}"


def formula(shifted, truth, p, loss, shift):
    """Return the formula lines: softmax of the true class, the loss, and where its gradient comes from."""
    terms = [f"exp({words('{:.1f}', z)})" for z in shifted]
    note = f",  each logit {words('{:+d}', shift)}" if shift else ""
    name, share = CLASSES[truth], share_text(p[truth], loss_text(loss))
    return [
        [f"p(“{name}”) = {terms[truth]} / ({' + '.join(terms)}) = ", (share, "orange"), note],
        ["loss = −ln p(true class) = −ln(", (share, "orange"), ") = ", (loss_text(loss), "purple")],
    ]


def sentence(state, p, truth, loss):
    """Tell in words whether the classifier is right, how much it costs, and where the gradient pushes."""
    favourite, name = int(np.argmax(p)), CLASSES[truth]
    level = [f"“{other}”" for other, share in zip(CLASSES, p) if np.isclose(share, p[truth])]
    if np.isclose(p[favourite], p[truth]) and len(level) > 1:
        verdict = f"The classifier cannot decide between {', '.join(level[:-1])} and {level[-1]}"
    elif favourite == truth:
        verdict = f"The classifier is right: “{name}” gets {percent(p[truth])}"
    else:
        first = CLASSES[favourite]
        verdict = f"The classifier prefers “{first}” ({percent(p[favourite])}) to “{name}” ({percent(p[truth])})"
    pull = _steps(1 - p[truth])
    push = f"A step of descent moves the logit of “{name}” up by {pull}, the other two down by {pull} together."
    moved = " Adding one number to all logits changes the exponentials, not their shares." if state["shift"] else ""
    cost = loss_text(loss) if loss >= 0.0005 else "less than 0.001"
    return f"{verdict}. The loss is {cost}. {push}{moved}"


def _steps(pull):
    """Write how far a logit moves, between 0 and 1 times α: neither is ever reached."""
    return "less than 0.001 α" if pull < 0.0005 else "almost α" if pull >= 0.9995 else f"{pull:.3f} α"
