"""A chapter of its own, number 99, for the tests of the exercise engine; and an empty progress file for each test."""

from types import SimpleNamespace

import numpy as np
import pytest

from course_utils.exercises import journal, registry
from course_utils.exercises.engine import Exercise, Misconception, Option, Prediction


def leaky(z, slope=0.01):
    """Return z where it is positive, slope times z elsewhere."""
    return np.where(z > 0, z, slope * z)


def leaky_cases(rng):
    drawn = [(rng.normal(size=n), slope) for n, slope in ((1, 0.1), (3, 0.2), (5, 0.3), (2, 0.7), (4, 0.1), (6, 0.5))]
    return [*drawn, (np.array([[-1.0, 2.0], [3.0, -4.0]]),), (rng.normal(size=3), 0.0), (np.array([0.0, -2.0]), 0.25)]


def loss_and_grad(pred, target):
    """Return half the squared error and its gradient."""
    return 0.5 * float(np.sum((pred - target) ** 2)), pred - target


LEAKY = Exercise(
    id="99-leaky",
    title="Leaky ReLU",
    prompt="Write `leaky_relu(z, slope=0.01)`.",
    stub="def leaky_relu(z, slope=0.01):\n    ...",
    reference=leaky,
    cases=leaky_cases,
    misconceptions=(
        Misconception("wrong side", lambda z, slope=0.01: np.where(z > 0, slope * z, z), "Which side is scaled?"),
        Misconception("plain ReLU", lambda z, slope=0.01: np.where(z > 0, z, 0.0), "What is left below 0?"),
        Misconception("default slope only", lambda z, slope=0.01: np.where(z > 0, z, 0.01 * z), "Is `slope` used?"),
    ),
    hints=("Where is z positive?", "`np.where` chooses."),
    explanation="Now the gradient never dies.",
    tolerance=1e-9,
)
LOSS = Exercise(
    id="99-loss",
    title="Loss and gradient",
    prompt="Write `loss_and_grad(pred, target)`.",
    stub="def loss_and_grad(pred, target):\n    loss = ...\n    grad = pred - target\n    return loss, grad",
    reference=loss_and_grad,
    cases=lambda rng: [(rng.normal(size=n), rng.normal(size=n)) for n in (1, 2, 3, 3, 4, 5, 6, 8)],
    names=("loss", "grad"),
    misconceptions=(
        Misconception("half forgotten", lambda p, t: (float(np.sum((p - t) ** 2)), p - t), "Where is the 1/2?"),
    ),
)
SLOPE = Exercise(
    id="99-slope",
    title="Slope at five",
    prompt="Type the slope of the sigmoid at 5, to four decimals.",
    stub="slope_at_five = ...",
    answer=lambda: float(np.exp(-5.0) / (1 + np.exp(-5.0)) ** 2),
    solution="import numpy as np\n\ne = np.exp(-5.0)\nslope_at_five = e / (1 + e) ** 2",
    misconceptions=(Misconception("value for slope", 0.9933, "Is that the height or the slope?"),),
    tolerance=5e-5,
)
SIGN = Prediction(
    "99-predict-sign",
    "Is `σ(−3) < 0`?",
    (
        Option("yes", "No: σ lies **between** 0 and 1."),
        Option("no", "Right: σ(−3) is small, not negative.", right=True),
    ),
)


@pytest.fixture
def leaky_exercise():
    return LEAKY


@pytest.fixture
def loss_exercise():
    return LOSS


@pytest.fixture
def slope_exercise():
    return SLOPE


@pytest.fixture(autouse=True)
def chapter_99(monkeypatch):
    """Make chapter 99 known beside the course's own chapters."""
    real, chapter = registry.chapter_module, SimpleNamespace(EXERCISES=(LEAKY, LOSS, SLOPE), PREDICTIONS=(SIGN,))
    monkeypatch.setattr(registry, "chapter_module", lambda number: chapter if number == "99" else real(number))


@pytest.fixture(autouse=True)
def fresh_journal(course_home, monkeypatch):
    """Give the test an empty progress file, and a session that remembers nothing."""
    monkeypatch.setattr(journal, "_unsaved", [])
    monkeypatch.setattr(journal, "_told", False)
    return course_home / journal.FILE_NAME
