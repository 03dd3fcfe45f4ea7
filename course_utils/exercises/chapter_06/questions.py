"""Recall questions of chapter 06: three on what it builds on, and five on itself."""

from __future__ import annotations

from course_utils import shapes
from course_utils.exercises.engine import Option, Prediction


# ---- before: chapters 05 and 03 -----------------------------------------------------------------------------------
def places(size=9, window=3, stride=2):
    """Ask how many places a window has along one axis; the stride fits."""
    right = shapes.output_size(size, window, stride)
    replies = {
        right - 1: "You may have counted the moves. How many places are there before the first?",
        right: f"Yes: ({size} − {window}) / {stride} moves, and the place where it begins.",
        right + 1: f"Where would your last window end, and where does the map of {size} cells?",
        size - window + 1: "So many places there are when the window moves by one cell. How far does it move here?",
    }
    return Prediction(
        id="06-recall-places",
        question=f"Chapter 05: a window of {window} × {window} moves over a map of {size} × {size}, with stride "
        f"{stride} and no padding. How many places has it along one axis?",
        options=tuple(Option(str(n), reply=replies[n], right=n == right) for n in sorted(replies)),
        again=_other_places,
    )


def _other_places(rng):
    window, stride, moves = (int(rng.choice(numbers)) for numbers in ([2, 3, 5], [2, 3, 4], [3, 4, 5, 6]))
    return places(window + stride * moves, window, stride)


def two_layers(first=3, second=3):
    """Ask how much of the picture a cell sees through two convolutions of stride 1."""
    right = first + second - 1
    replies = {
        second: "That is what it sees of the map *below*. And each of those cells?",
        right: f"Yes. It looks at {second} neighbours that see {first} pixels each, every one a pixel further on.",
        first + second: "Two neighbours, one pixel apart: how many pixels do both of them see?",
        first * second: "That would be so if neighbours saw no pixel in common. How far apart do they lie?",
    }
    return Prediction(
        id="06-recall-two-layers",
        question=f"Chapter 05: a convolution of {first} × {first}, then one of {second} × {second}, both of stride 1. "
        "How many pixels of the picture, along one axis, does a cell of the second map depend on?",
        options=tuple(Option(str(n), reply=replies[n], right=n == right) for n in sorted(replies)),
        again=lambda rng: two_layers(*(int(k) for k in rng.choice([3, 5, 7, 9], 2))),
    )


def used_twice(first=2, second=-5):
    """Ask for the slope along a number that feeds two others with factor 1."""
    right = first + second
    replies = {
        first: "That is what it does along the first way. Does the second way lead nowhere?",
        second: "That is what it does along the second way. What became of the first?",
        right: "Yes. A number that is used in two places moves the loss through both, and the slopes add.",
        first * second: "Slopes are multiplied *along* one way. What happens where two ways part?",
    }
    sign = lambda n: f"{n}".replace("-", "−")  # noqa: E731
    return Prediction(
        id="06-recall-used-twice",
        question="Chapter 03: a number is passed on unchanged to two places. Along the first the loss has the slope "
        f"{sign(first)}, along the second {sign(second)}. What is its slope along the number itself?",
        options=tuple(Option(sign(n), reply=replies[n], right=n == right) for n in sorted(replies)),
        again=lambda rng: used_twice(int(rng.integers(2, 7)), -int(rng.integers(8, 13))),
    )


BEFORE = (places(), two_layers(), used_twice())


# ---- after: this chapter ------------------------------------------------------------------------------------------
PADDED_AFTER = Prediction(
    id="06-recall-padded-after",
    question="Somebody pads a map with zeros and max pools it. After which of these layers can that spoil a result?",
    options=(
        Option("ReLU", reply="What is the smallest number that it lets through, and can a zero win against it?"),
        Option("Sigmoid", reply="Between which bounds do its values lie? Can a zero win against one of them?"),
        Option(
            "Tanh",
            reply="Yes. It gives numbers below 0, and where a window holds only such numbers the padded zero wins.",
            right=True,
        ),
        Option(
            "None of them", reply="For a zero to win, what must all real cells of a window be? Which layer allows that?"
        ),
    ),
)

ONE_PIXEL = Prediction(
    id="06-recall-one-pixel",
    question="A digit is moved by a single pixel, and shown to a network of convolution, ReLU, max pooling (window 2, "
    "stride 2) and dense layers. What is true?",
    options=(
        Option(
            "Its answer stays: pooling makes it invariant",
            reply="For that the pooled maps would have to stay as they were. In how many of 5,000 digits did they?",
        ),
        Option(
            "Its maps move along by a pixel, and so the answer stays",
            reply="Which layers move along with any move, and which only with some?",
        ),
        Option(
            "The pooled maps change, less than the maps before them; the answer may",
            reply="Yes. That is robustness: a smaller change, and no promise.",
            right=True,
        ),
        Option(
            "Pooling changes nothing about it: the pooled maps change as much as those before",
            reply="Was that so in both measures, the cells that stay and the size of the change?",
        ),
    ),
)


def average_share(window=3, arriving=9):
    """Ask what each cell of a window receives of a gradient through average pooling."""
    right = arriving // window**2
    replies = {
        right: f"Yes. Each cell has the weight 1/{window**2} in the mean, and so it receives that share.",
        arriving // window: "So much for a row of cells. How many cells has the window?",
        arriving: "When *one* cell grows by 1, by how much does the mean of the window grow?",
        arriving * window**2: "Add up what your cells receive. How much came in?",
    }
    return Prediction(
        id="06-recall-average-share",
        question=f"Average pooling, window {window} × {window}, windows side by side. A gradient of {arriving} arrives "
        "at one result. How much does each cell of its window receive?",
        options=tuple(Option(str(n), reply=replies[n], right=n == right) for n in sorted(replies)),
        again=lambda rng: average_share(window := int(rng.choice([2, 3, 4])), int(window**2 * rng.integers(2, 7))),
    )


def won_and_lost(won=(4, 7), lost=5):
    """Ask what a cell receives that lies in three windows, and is the largest of two."""
    right = sum(won)
    replies = {
        max(won): "That is what one window hands on. Does the cell move no other result?",
        lost: "In the window at which that arrives, does the result move when the cell grows by a hair?",
        right: "Yes. It moves the two results that it is the largest of, and the slopes add.",
        right + lost: "It lies in three windows. In how many does the result grow with it?",
    }
    return Prediction(
        id="06-recall-won-and-lost",
        question=f"Max pooling with windows that overlap. A cell lies in three of them. Of two it is the largest, and "
        f"gradients of {won[0]} and {won[1]} arrive there; in the third, at which {lost} arrives, another cell is "
        "larger. How much does the cell receive?",
        options=tuple(Option(str(n), reply=replies[n], right=n == right) for n in sorted(replies)),
        again=_other_windows,
    )


def _other_windows(rng):
    numbers = rng.choice([2, 3, 4, 5, 7, 8, 9], 3, replace=False)
    a, b, lost = (int(n) for n in numbers)
    return won_and_lost((a, b), lost) if lost != a + b else won_and_lost((a, lost), b)


BEHIND = Prediction(
    id="06-recall-behind",
    question="Max pooling is put between a convolution and all that follows it. Which layer behind it has fewer "
    "weights now?",
    options=(
        Option(
            "The next convolution",
            reply="What does the number of weights of a kernel depend on, and does the size of the map belong to it?",
        ),
        Option(
            "The first dense layer",
            reply="Yes. It alone has a weight for every cell that arrives, and fewer arrive.",
            right=True,
        ),
        Option(
            "Every dense layer",
            reply="What does the second dense layer read, cells of a map or the units of the layer before it?",
        ),
        Option(
            "None: pooling has no weights",
            reply="It has none of its own. Which layer behind it has a weight for each number that arrives?",
        ),
    ),
)

AFTER = (PADDED_AFTER, ONE_PIXEL, BEHIND, won_and_lost(), average_share())
