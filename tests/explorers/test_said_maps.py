"""Every number that the explorers of maps, matrices and drawn digits say, beside one worked out here."""

import itertools
from functools import cache

import numpy as np
from digit_states import digit_state
from said import compared, some

from course_utils import convnet
from course_utils.explorers import explorer_class, im2col_atlas, lenet5_walker, shift_tester
from course_utils.explorers.drawings import drawing_array, drawing_mnist
from course_utils.models import lenet5_numpy
from course_utils.models.lenet5_plan import C3_TABLE


def at(state):
    """Return (stride, padding, side, places, row, column) of a state of the atlas."""
    stride, padding = {"dense": (1, 0), "apart": (2, 0), "padded": (2, 1)}[state["steps"]]
    side, size = state["side"], im2col_atlas.PICTURE.shape[2]
    places = (size + 2 * padding - side) // stride + 1
    row, column = min(state["entry"][0], places**2 - 1), min(state["entry"][1], 2 * side**2 - 1)
    return stride, padding, side, places, row, column


def users(where, stride, padding, side, places):
    """Return how many windows see a cell, given as (row, column) of the picture."""
    sees = [sum(0 <= n + padding - k * stride < side for k in range(places)) for n in where]
    return sees[0] * sees[1]


def atlas_says(state, text):
    stride, padding, side, places, row, column = at(state)
    (i, j), (channel, rest) = divmod(row, places), divmod(column, side**2)
    u, v = divmod(rest, side)
    top, left, size = i * stride - padding, j * stride - padding, im2col_atlas.PICTURE.shape[2]
    said = [row, i, j, side, side, top, left, column, channel, u, v]
    place = top + u, left + v
    if not all(0 <= n < size for n in place):
        return [*said, 0]  # of the padding
    said += [int(im2col_atlas.PICTURE[0, channel, *place]), channel, *place]
    count = users(place, stride, padding, side, places)
    if count > 1:
        return [*said, count, count]
    cells = itertools.product(range(size), range(size))
    missed = 2 * sum(not users(cell, stride, padding, side, places) for cell in cells)
    return [*said, *([missed] if missed else [])]


def atlas_writes(state, text):
    stride, padding, side, places, row, _ = at(state)
    windows, elements, size = places**2, 2 * side**2, im2col_atlas.PICTURE.shape[2]
    said = [2, 1, 2, size, size, 1, places, places, 2, side, side, windows, elements]
    said += [windows, elements, elements, 2, windows, 2, 1, 2, places, places]
    padded = np.pad(im2col_atlas.PICTURE[0], ((0, 0), (padding, padding), (padding, padding)))
    i, j = (n * stride for n in divmod(row, places))
    window = padded[:, i : i + side, j : j + side]
    for k, kernel in enumerate(im2col_atlas.FILTERS[side]):
        terms = window[kernel != 0] * kernel[kernel != 0]
        said += [row, k, *(abs(int(n)) for n in terms), int(terms.sum())]
        if terms[0] < 0:
            said[-1 - len(terms)] *= -1
    return said


def atlas_states():
    for side, steps, row, column in itertools.product((2, 3), im2col_atlas.STEPS, range(16), range(18)):
        if (row + column) % 3 == 0:
            yield dict(side=side, steps=steps, entry=(row, column))


def percents(share):
    return 100 * float(share)


def shift_says(state, text):
    digit, right, down, number = state["digit"], state["right"], state["down"], state["filter"] - 1
    p = shift_tester.probabilities(digit, right, down)
    says = [int(p.argmax()), percents(p.max())]
    if not (right or down):
        return [int(digit), *says]
    found = shift_tester.measures(digit, state["kind"], right, down)  # chapter 06's tests compare it with plain sums
    shows, changed = int(found.shows[number]), int(found.changed[number])
    bare = shift_tester.measures(digit, "none", right, down).sizes[number]
    moved = [abs(n) for n in (right, down) if n]
    many = [] if changed == shows else [changed]
    words = [*moved, shows, *many, percents(changed / shows), percents(found.sizes[number])]
    words += [percents(bare)] if state["kind"] != "none" else []
    stride = shift_tester.KINDS[state["kind"]].stride
    return [*words, *([n // stride for n in moved] if "is what it was" in text else []), *says]


def shift_writes(state, text):
    window, stride = {"overlapping": (3, 2), "dense": (2, 1), "none": (1, 1)}.get(state["kind"], (2, 2))
    places = len(range(0, 24 - window + 1, stride))
    return [24, window, stride, 1, places, places, places, 2, 2]


@cache
def answers(drawing, prepare):
    """Return the ten shares that the course's network gives a drawing, and what its maps answer."""
    picture = (drawing_mnist if prepare else drawing_array)(drawing)
    network = convnet.pretrained()
    x = (picture.astype(np.float32) / 255)[None, None]
    outputs = dict(network.activations(x))
    z = network.predict(x)[0].astype(float)
    return np.exp(z - z.max()) / np.exp(z - z.max()).sum(), outputs["conv"][0]


def digit_says(state, text):
    p, maps = answers(state["drawing"], state["prepare"])
    best, second = np.argsort(-p, kind="stable")[:2]
    if not drawing_array(state["drawing"]).any():
        return [*([10] if "ten" in text else []), int(best), percents(p[best])]
    said = [int(best), percents(p[best]), int(second), percents(p[second])]
    other = answers(state["drawing"], not state["prepare"])[0]
    if "answer would be “" in text:
        said += [int(other.argmax()), percents(other.max())]
    k = 6 * state["map"][0] + state["map"][1]
    row, column = np.unravel_index(maps[k].argmax(), maps[k].shape)
    return [*said, k, *([int(row), int(column)] if maps[k].max() > 0 else [])]


def digit_writes(state, text):
    weights = {name: convnet.pretrained().params[name].shape for name in ("conv.weight", "hidden.bias", "output.bias")}
    maps, _, window, _ = weights["conv.weight"]
    side = 28 - window + 1
    return [1, 28, 28, *[maps, side, side], *[maps, side // 2, side // 2], maps * (side // 2) ** 2,
            *weights["hidden.bias"], *weights["output.bias"]]  # fmt: skip


def walker_says(state, text):
    picture = (drawing_mnist if state["prepare"] else drawing_array)(state["drawing"])
    x = np.full((1, 1, 32, 32), -0.1, np.float32)
    x[0, 0, 2:30, 2:30] += np.float32(1.275) * (picture.astype(np.float32) / 255)
    found = lenet5_numpy.maps(x)["output"][0]
    best, second = np.argsort(found, kind="stable")[:2]
    near, after = [int(best), float(found[best])], [int(second), float(found[second])]
    if not picture.any():
        verdict = [] if found[best] > 20 else near
    elif found[best] > 20:
        verdict = [*near, *after, 20] if found[second] < 1.5 * found[best] else [*near, 20]
    else:
        verdict = [*near, *after]
    k = 4 * state["map"][0] + state["map"][1]
    count = len(C3_TABLE[k])
    return [*verdict, k, 3, *([6] if count == 6 else [count, 6]), 2, *C3_TABLE[k]]


def walker_writes(state, text):
    k = 4 * state["map"][0] + state["map"][1]
    count = len(C3_TABLE[k])
    return [3, k, count, 5, 5, 25 * count + 1, 10, 10, 2500 * count + 100]


def drawings(name, count=60):
    rng, cls = np.random.default_rng(9), explorer_class(name)
    return [{}, *(digit_state(rng, cls) for _ in range(count))]


ALL = {
    "Im2colAtlas": (atlas_states, atlas_says, atlas_writes),
    "ShiftTester": (lambda: some("ShiftTester", 200, 7), shift_says, shift_writes),
    "DrawDigit": (lambda: drawings("DrawDigit"), digit_says, digit_writes),
    "LeNet5Walker": (lambda: drawings("LeNet5Walker"), walker_says, walker_writes),
}

test_every_number_is_so, test_a_changed_number_is_seen = compared(ALL, count=60)


def test_the_pad_is_scaled_as_lenet_s_input():
    assert (lenet5_walker.PAPER, lenet5_walker.INK) == (-0.1, 1.175)
