"""Recall questions of chapter 07: three on what it needs from earlier chapters, five on itself."""

from __future__ import annotations

from course_utils.exercises.engine import Option, Prediction


def _signed(value):
    """Write a number with a true minus sign."""
    return str(value).replace("-", "−")


def shared(rng=None):
    """Ask for the gradient of a number that is used in three places (chapter 03)."""
    a, b, c = 2, -1, 4
    while rng is not None:
        a, b, c = (int(v) for v in rng.permutation([-3, -2, -1, 2, 3, 4, 5, 7])[:3])
        if a + b + c not in (0, a * b * c, max(a, b, c, key=abs)):  # four answers, four numbers
            break
    total = a + b + c
    first, second, third = (_signed(v) for v in (a, b, c))
    return Prediction(
        "07-recall-shared-weight",
        f"One weight is used in three places of a network. Along these places the loss has the slopes {first}, "
        f"{second} and {third}. "
        "What is the gradient of the weight? (Chapter 03)",
        (
            Option(
                f"{_signed(max(a, b, c, key=abs))}, the steepest of them",
                "By how much does the loss move when the weight moves? Which of the three places may be left out?",
            ),
            Option(
                f"{_signed(f'{total / 3:.2f}')}, the mean",
                "Move the weight by a hair: it moves in all three places at once. Do the effects average?",
            ),
            Option(f"{_signed(total)}, the sum", "Yes. It acts through every place, and the effects add.", right=True),
            Option(
                f"{_signed(a * b * c)}, the product",
                "Slopes are multiplied along *one* path, link by link. Do these places lie behind one another?",
            ),
        ),
        again=shared,
    )


def maps(rng=None):
    """Ask for the shape of a convolution's output (chapter 05)."""
    n, filters, kernel, side = 100, 30, 5, 28
    if rng is not None:
        n, filters = int(rng.choice([10, 20, 50, 64])), int(rng.choice([6, 8, 16, 24]))
        kernel, side = int(rng.choice([3, 4, 7])), int(rng.choice([12, 20, 32]))
    out = side - kernel + 1
    return Prediction(
        "07-recall-map-shape",
        f"A batch of shape ({n}, 1, {side}, {side}) meets {filters} filters of {kernel} × {kernel}, stride 1, no "
        "padding. What shape comes out? (Chapter 05)",
        (
            Option(
                f"({n}, {filters}, {out}, {out})",
                f"Yes. A feature map for each filter, and {side} − {kernel} + 1 places each way.",
                right=True,
            ),
            Option(
                f"({n}, {filters}, {side}, {side})",
                "That would need padding. At how many places does the window fit into a row?",
            ),
            Option(
                f"({n}, {filters}, {side - kernel}, {side - kernel})",
                f"A window of {kernel} on a row of {kernel} pixels: how many places has it? And by your formula?",
            ),
            Option(
                f"({n}, 1, {out}, {out})",
                "The sides are right. How many filters are there, and what does each of them make?",
            ),
        ),
        again=maps,
    )


def routed(rng=None):
    """Ask where the gradient of a max pooling window goes (chapter 06)."""
    values = [3, 7, 1, 5] if rng is None else [int(v) for v in rng.permutation(9)[:4] + 1]
    gradient = 2 if rng is None else int(rng.integers(2, 9))
    second = sorted(values)[-2]
    return Prediction(
        "07-recall-max-pooling",
        f"A max pooling window holds {', '.join(map(str, values[:3]))} and {values[3]}. The gradient of its output is "
        f"{gradient}. What is the gradient of the {second}? (Chapter 06)",
        (
            Option("0", "Yes. The output was another cell: moved a little, this one changes nothing.", right=True),
            Option(
                f"{gradient / 4:g}, a quarter of it",
                "That is how *average* pooling shares it out. Which of the four did max pooling look at in the end?",
            ),
            Option(f"{gradient}, all of it", f"Move the {second} by a hair. Does the largest of the four move along?"),
            Option(
                f"{gradient * second}, in proportion to its value",
                "The output was one of the four, unchanged. What is the slope of a cell that was not chosen?",
            ),
        ),
        again=routed,
    )


def bias(rng=None):
    """Ask for the gradient of a shared bias."""
    n, side = (3, 2) if rng is None else (int(rng.integers(2, 7)), int(rng.integers(3, 7)))
    return Prediction(
        "07-recall-bias",
        f"A convolution gives out maps of {side} × {side} for a batch of {n}. The gradient that comes back is 1 at "
        "every "
        "place of every map. What is the gradient of one filter's bias?",
        (
            Option("1: it is the mean over all places", "Was the bias used once? And do effects that add up average?"),
            Option(
                f"{n}: one for each picture",
                "Within one picture, to how many outputs was the bias added?",
            ),
            Option(
                f"{n * side**2}: one for each place of each picture",
                "Yes. It was added to every number of its map in every picture, and all these uses add up.",
                right=True,
            ),
            Option(
                f"{side**2}: the batch is divided out",
                "The loss has its 1/N already, and it stands in the gradient that came. Who would divide again?",
            ),
        ),
        again=bias,
    )


def arriving(rng=None):
    """Ask how many numbers reach the first dense layer, where sizes do not divide."""
    filters, kernel, side = (2, 4, 28) if rng is None else (int(rng.integers(3, 9)), int(rng.choice([2, 4, 6])), 28)
    if rng is not None:
        side = int(rng.choice([16, 20, 24, 32]))
    places = side - kernel + 1
    right, half, up = (filters * n**2 for n in (places // 2, places / 2, -(-places // 2)))
    return Prediction(
        "07-recall-arriving",
        f"A picture of {side} × {side}, {filters} filters of {kernel} × {kernel}, then 2 × 2 pooling with stride 2. "
        "How "
        "many numbers reach the dense layer?",
        (
            Option(
                f"{right}",
                f"Yes. Maps of {places}, pooled to {places // 2} each way: what does not fill a window is left out.",
                right=True,
            ),
            Option(f"{half:g}", "Can a map be half a pixel wide? At which layer must the fraction be dropped?"),
            Option(
                f"{up}",
                "A last column that does not fill a window: is it pooled, or left out?",
            ),
            Option(f"{filters * places**2}", "What stands between the maps and the layer?"),
        ),
        again=arriving,
    )


BEFORE = (shared(), maps(), routed())
AFTER = (
    Prediction(
        "07-recall-measured-between",
        "A learner's loop sends a batch forward, then measures the accuracy on the test digits, and then sends the "
        "gradient of the batch back. The test set is as large as the batch, and no error appears. What happens to the "
        "training?",
        (
            Option(
                "Nothing: measuring does not change a weight",
                "No weight, indeed. What else does a layer keep from its last way forward?",
            ),
            Option(
                "Its gradients are wrong: the layers have kept the test digits",
                "Yes. The way back multiplies the gradient of one batch with the inputs of another.",
                right=True,
            ),
            Option(
                "It learns the test digits: their gradient is used",
                "Was a loss of the test digits ever sent back? What is left of them in the layers?",
            ),
            Option(
                "It is slower, and otherwise the same",
                "Slower, yes. Which x does `backward` multiply with, the batch's or the one that came last?",
            ),
        ),
    ),
    Prediction(
        "07-recall-new-array",
        "In a training step somebody writes `for name, array in layer.params.items(): array = array - lr * "
        "layer.grads[name]`. What does the accuracy do over five epochs?",
        (
            Option(
                "It rises as with `array -= lr * layer.grads[name]`",
                "Which array do the layers compute with, before this line and after it?",
            ),
            Option(
                "It stays where it was before training",
                "Yes. The line makes a new array and gives it the name `array`; the one in the layer is untouched.",
                right=True,
            ),
            Option(
                "It rises more slowly: only the last layer is trained",
                "The loop goes through all layers. What does it do to the array of the last one?",
            ),
            Option(
                "It falls: the gradient points uphill",
                "The sign is right. Look at what the `=` does: is anything written into the layer?",
            ),
        ),
    ),
    bias(),
    arriving(),
    Prediction(
        "07-recall-moved-digit",
        "A digit is moved by four pixels, and a trained network of convolution, pooling and two dense layers no longer "
        "knows it. In which part does the trouble begin?",
        (
            Option(
                "In the convolution: it has learnt other places",
                "A filter has the same weights at every place. What do its maps do when the digit moves?",
            ),
            Option(
                "In ReLU: moved strokes become negative",
                "ReLU looks at one number at a time. Does it know where in the map that number stands?",
            ),
            Option(
                "In the dense layer behind the flattened maps",
                "Yes. It has a weight of its own for every place of every map, and has only met centred digits.",
                right=True,
            ),
            Option(
                "In softmax: the shares no longer add up to 1",
                "Softmax makes shares of any ten logits. Where do the wrong logits come from?",
            ),
        ),
    ),
)
