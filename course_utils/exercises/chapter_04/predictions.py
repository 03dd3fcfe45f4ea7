"""Predictions of chapter 04, images and dense layers: asked before the figure, answered by it."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


def bytes_text(count):
    """Return a number of bytes as people say it: 4_000_000 is "4 MB"."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:g} {unit}"
        size /= 1000
    return f"{size:g} TB"


def byte_sum(a=200, b=100):
    """Ask for (a + b) // 2 of two bytes whose sum is above 255."""
    wrapped = (a + b) % 256
    return Prediction(
        id="04-predict-byte-sum",
        question=f"`a` and `b` are pictures of type `uint8`. A pixel holds {a} in one and {b} in the other. What does "
        "`(a + b) // 2` hold there?",
        options=(
            Option(f"{(a + b) // 2}", "So it should be. But what does a byte hold once the two have been added?"),
            Option("127", "That is half of 255. Does a byte stand still at its largest value, or does it go on?"),
            Option(
                f"{wrapped // 2}",
                f"The sum starts again at 256: {a} + {b} − 256 = {wrapped}. What is halved is that.",
                right=True,
            ),
            Option(f"{wrapped}", "There are two steps, a sum and a division. Have you done both?"),
        ),
        again=lambda rng: byte_sum(*_two_bytes(rng)),
    )


def _two_bytes(rng):
    total = 256 + 2 * int(rng.integers(5, 55))
    a = int(rng.integers(total - 255, 256))
    return a, total - a


def memory(side=1000):
    """Ask for the memory of a dense layer from side × side pixels to as many units."""
    pixels = side * side
    return Prediction(
        id="04-predict-memory",
        question=f"A picture of {side} × {side} grey pixels, a hidden layer of as many units, fully connected. A "
        "weight takes 4 bytes. How much memory do the weights of this one layer need?",
        options=(
            Option(bytes_text(4 * pixels), "That would do for one hidden unit. How many are there?"),
            Option(
                bytes_text(4 * side * pixels),
                "With how many pixels is one unit connected, and how many such units are there? Count the zeros.",
            ),
            Option(bytes_text(4 * pixels * pixels), "Pixels times units, times 4 bytes, for one layer.", right=True),
            Option("It depends on the picture", "Does an edge go away when its pixel is black?"),
        ),
        again=lambda rng: memory(int(rng.choice((100, 200, 300, 500, 2000)))),
    )


PICTURES = (
    Prediction(
        id="04-predict-grey-levels",
        question="A digit in black ink was scanned to 28 × 28 pixels. How many different values do these pixels have?",
        options=(
            Option("2: black and white", "Ink and paper, yes. And a pixel that the edge of a stroke cuts in two?"),
            Option(
                "Some dozens",
                "Most pixels are paper, all of them 0; along the edges of the strokes come many shades of grey.",
                right=True,
            ),
            Option("Exactly 256", "A byte has room for them. Must one small picture use every one?"),
            Option("784, all different", "There are so many pixels. What do those far from any stroke hold?"),
        ),
    ),
    byte_sum(),
    Prediction(
        id="04-predict-reshape",
        question="`photo` has shape (H, W, 3). What does `photo.reshape(3, H, W)[0]` show?",
        options=(
            Option(
                "The red channel, as `transpose` does",
                "For that only reds may be picked out. Which three numbers does the long row begin with?",
            ),
            Option(
                "The red channel, lying on its side",
                "Something would have to turn. Does `reshape` carry any number to another place in the long row?",
            ),
            Option(
                "The whole picture in grey",
                "Are numbers added or averaged when a long row is broken in new places?",
            ),
            Option(
                "The top third of the picture, with its colours mixed",
                "The first third of the long row: the top rows of pixels, red, green and blue side by side.",
                right=True,
            ),
        ),
    ),
)

DENSE = (
    memory(),
    Prediction(
        id="04-predict-shuffle",
        question="The same fixed shuffle is applied to the pixels of all training and all test digits. A dense network "
        "is trained on these shuffled digits from the start. How many test digits will it get right?",
        options=(
            Option(
                "About one in ten: it can only guess",
                "You could only guess, for you look at what stands beside what. Where in its sum does a unit do that?",
            ),
            Option(
                "Clearly fewer than without the shuffle",
                "What would it miss? Write down the sum of one hidden unit: what about it has changed?",
            ),
            Option(
                "As many as without the shuffle, up to chance",
                "For a dense layer the pixels are a list. A list in another order says the same.",
                right=True,
            ),
            Option(
                "Clearly more than without the shuffle",
                "The order was drawn by lot. What could a lot know about digits?",
            ),
        ),
    ),
    Prediction(
        id="04-predict-shift",
        question="The trained network gets about nine in ten test digits right. Now every test digit is moved 4 pixels "
        "to the right, all else stays. How many does it get right now?",
        options=(
            Option(
                "Nine in ten: a moved 3 is still a 3",
                "For you it is. With which weights are its strokes multiplied now, and with which in training?",
            ),
            Option(
                "About eight in ten",
                "A stroke is two or three pixels wide. How much of it still meets weights that were trained for it?",
            ),
            Option("Fewer than four in ten", "Its weights are tied to places, and the ink has left them.", right=True),
            Option("None at all", "How many does somebody get right who does not look and only guesses?"),
        ),
    ),
)


def work(side=28, kernel=5):
    """Ask what sharing does to the number of multiplications."""
    units, window = (side - kernel + 1) ** 2, kernel * kernel
    return Prediction(
        id="04-predict-work",
        question=f"A picture of {side} × {side} pixels, windows of {kernel} × {kernel}: sharing takes the weights from "
        f"{units * window:,} down to {window}. What happens to the number of multiplications for one picture?",
        options=(
            Option(f"It falls to {window}", "That is how many weights there are. How often is each of them used?"),
            Option("It falls to about half", "Take a single output. Which of its products can be left out, and why?"),
            Option("It stays the same", f"Every output still needs its own {window} products.", right=True),
            Option("It rises", "What has one unit to do now that it had not to do before?"),
        ),
        again=lambda rng: work(int(rng.integers(20, 50)), int(rng.choice((3, 5, 7)))),
    )


def two_layers(first=3, second=3):
    """Ask how many pixels a unit depends on, through two layers."""
    return Prediction(
        id="04-predict-two-layers",
        question=f"A unit of the first layer sees {first} pixels of a row. A unit of the second layer sees {second} "
        "neighbouring units of the first, each one pixel further on. How many pixels does it depend on?",
        options=(
            Option(f"{second}", "That is how many *units* it sees. What do these see together?"),
            Option(
                f"{first + second - 1}",
                f"The first unit sees {first} pixels, and each of the others adds one: their windows overlap.",
                right=True,
            ),
            Option(f"{first + second}", "Draw the windows. Where does the first begin, where does the last end?"),
            Option(f"{first * second}", "So it would be, laid end to end. How far apart do two neighbours begin?"),
        ),
        again=lambda rng: two_layers(*(int(n) for n in rng.integers(3, 8, size=2))),
    )


SHARING = (work(), two_layers())

PREDICTIONS = PICTURES + DENSE + SHARING
