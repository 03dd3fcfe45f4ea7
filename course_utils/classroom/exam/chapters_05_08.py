"""The exam's questions on chapters 05 to 08; every number in them follows from those that are drawn."""

from __future__ import annotations

from course_utils.classroom.exam.question import Ask, Question, Wrong, listed, said


def edge_mirrored(rng):
    """Chapter 05: an edge filter on a row, on a brighter row and on its mirror image."""
    row, more = tuple(rng.sample(range(10), 7)), rng.choice((3, 5, 8))
    edges = tuple(row[k + 2] - row[k] for k in range(5))
    mirrored = tuple(-value for value in reversed(edges))
    return Question(
        "05", "An edge, and its mirror image",
        f"A network's layer lays the weights −1, 0, 1 on every place of the row {listed(row)}. No padding, stride 1, "
        "no "
        "bias.",
        (Ask("Which numbers come out?", 2, edges, listed(edges)),
         Ask(f"Every pixel becomes brighter by {more}. What comes out now?", 1, edges,
             "The same: the weights add up to 0, and what is added cancels."),
         Ask("The row, as it was, is turned round from left to right. What comes out?", 2, mirrored,
             f"{listed(mirrored)}: in the opposite order, with opposite signs")),
        "One of the two points of the last part for the right order or for the right signs alone.",
        (Wrong(0, tuple(-value for value in edges), listed(-value for value in edges),
               "the kernel is flipped, as in mathematics; networks leave the flip out"),
         Wrong(2, tuple(reversed(edges)), listed(reversed(edges)),
               "the filter is thought to know an edge, whichever side is bright"),
         Wrong(1, tuple(value + more for value in edges), listed(value + more for value in edges),
               "the sum of the weights is not looked at")),
        dict(row=row, more=more),
    )  # fmt: skip


def two_layers(rng):
    """Chapter 05: sizes, counts and the field of two layers."""
    side, kernel, stride = rng.choice((31, 33, 47, 63)), rng.choice((5, 7)), rng.choice((2, 3))
    first, second, padding = rng.choice((8, 12)), rng.choice((20, 24)), kernel // 2
    one = (side + 2 * padding - kernel) // stride + 1
    two = one - 2
    learned, work, seen = second * (9 * first + 1), two * two * second * 9 * first, kernel + 2 * stride
    return Question(
        "05", "Two layers on a photograph",
        f"Colour pictures of {side} × {side} pixels. First {first} kernels of {kernel} × {kernel} with stride {stride} "
        f"and {padding} rings of padding, then {second} kernels of 3 × 3 with stride 1 and none. Each kernel has a "
        "bias.",
        (Ask("Which side have the maps of the first layer, and which those of the second?", 1, (one, two),
             f"{one} and {two}"),
         Ask("How many numbers does the second layer learn?", 1, learned, said(learned)),
         Ask("How many multiply-adds does it make for one picture, biases left out?", 2, work, said(work)),
         Ask("How many pixels of the picture, along one axis, does one of its cells depend on?", 1, seen, said(seen))),
        "Numbers that follow rightly from a wrong side earn their points.",
        (Wrong(1, second * 10, said(second * 10), "the depth of a kernel is forgotten"),
         Wrong(2, second * 9 * first, said(second * 9 * first), "weights are counted, not their uses"),
         Wrong(3, kernel + 2, said(kernel + 2), "the stride of the first layer is forgotten")),
        dict(side=side, kernel=kernel, stride=stride, padding=padding, first=first, second=second),
    )  # fmt: skip


def there_and_back(rng):
    """Chapter 06: max pooling of a row, forward and backward, and an average beside it."""
    while True:
        row, grads = tuple(rng.sample(range(1, 10), 7)), tuple(rng.sample((1, 2, 3, 4, 5, 6), 3))
        winners = [max(range(2 * k, 2 * k + 3), key=row.__getitem__) for k in range(3)]
        if len(set(winners)) == 2:
            break
    back, last = [0] * 7, [0] * 7
    for winner, grad in zip(winners, grads):
        back[winner] += grad
        last[winner] = grad
    pooled, shared = tuple(row[winner] for winner in winners), (grads[0] + grads[1]) / 3
    return Question(
        "06", "There and back",
        f"The row {listed(row)} is max pooled, window 3, stride 2. From behind, the gradients {listed(grads)} arrive "
        "at "
        "the three results, in this order.",
        (Ask("What are the three results?", 1, pooled, listed(pooled)),
         Ask("Which gradient does each of the seven cells receive?", 3, tuple(back), listed(back)),
         Ask("The row is average pooled instead, with the same windows. Which gradient does the third cell receive?", 1,
             shared, said(shared, 2))),
        "A point of the second part for each window whose gradient goes to the right cell.",
        (Wrong(1, tuple(last), listed(last), "where one cell wins twice the later gradient replaces the earlier one"),
         Wrong(2, grads[0] / 3, said(grads[0] / 3, 2), "the second window that sees the cell is forgotten"),
         Wrong(2, grads[0] + grads[1], said(grads[0] + grads[1]), "an average is thought to hand on all to each")),
        dict(row=row, grads=grads),
    )  # fmt: skip


def a_check(rng):
    """Chapter 07: judge a backward pass by three losses."""
    start, slope, curve = rng.choice((1.25, 2.5, 0.8)), rng.choice((0.3, -0.4, 0.6, -0.7)), rng.choice((2, 3, 5))
    batch, h = rng.choice((8, 16, 32)), 0.01
    up, down = start + slope * h + curve * h * h, start - slope * h + curve * h * h
    forward, told = slope + curve * h, slope * batch
    return Question(
        "07", "A check",
        f"The loss is the mean over a batch of {batch} digits: {said(start, 5)} as things are, {said(up, 5)} with one "
        f"weight raised by {h}, {said(down, 5)} with it lowered by {h}. For this weight `backward` gives {said(told)}.",
        (Ask("What is the slope, by the central difference?", 2, slope, said(slope)),
         Ask("And by the step upwards alone?", 1, forward, said(forward)),
         Ask("Which mistake in `backward` fits best, and what would training do with it?", 2, batch,
             f"The gradient is {batch} times too large: the 1/N of the mean is missing, a sum was taken. Training then "
             f"runs with {batch} times the learning rate.")),
        "One of the two last points for the factor alone.",
        (Wrong(0, 2 * slope, said(2 * slope), "the difference is divided by one step, where it spans two"),
         Wrong(0, forward, said(forward), "the one-sided difference, which the bend of the loss spoils"),
         Wrong(2, None, "“it only learns faster”", "a factor is thought to be harmless: it is one of the rate")),
        dict(start=start, up=up, down=down, h=h, batch=batch, told=told),
    )  # fmt: skip


def even_picture(rng):
    """Chapter 07: gradients of a convolution where every pixel is alike."""
    n, side, kernel = rng.choice((4, 10)), rng.choice((8, 9, 10)), rng.choice((2, 3, 4))
    pixel, weight, grad = rng.choice((2, 3)), rng.choice((4, 5)), rng.choice((0.5, 1, 2))
    places = (side - kernel + 1) ** 2
    shape, filter_grad, bias = (n * places, kernel**2), n * places * pixel * grad, n * places * grad
    corner, middle = weight * grad, kernel**2 * weight * grad
    return Question(
        "07", "Where every pixel is alike",
        f"{n} grey pictures of {side} × {side} pixels, every pixel {pixel}. One filter of {kernel} × {kernel}, all "
        "of its "
        f"weights {weight}, stride 1, no padding. A gradient of {said(grad)} arrives at every place of every map.",
        (Ask("Which shape has the matrix that im2col makes of them?", 1, shape, f"({said(shape[0])}, {shape[1]})"),
         Ask("Which gradient has each of the filter's weights?", 2, filter_grad, said(filter_grad)),
         Ask("And its bias?", 1, bias, said(bias)),
         Ask("Which gradient has a pixel in a corner, and which one in the middle?", 1, (corner, middle),
             f"{said(corner)} and {said(middle)}")),
        "One of the two points of a weight's gradient where one of the factors is missing.",
        (Wrong(1, pixel * grad, said(pixel * grad), "a mean is taken where uses add up"),
         Wrong(1, filter_grad / n, said(filter_grad / n), "one picture of the batch is counted"),
         Wrong(3, (middle, middle), f"{said(middle)} and {said(middle)}", "a corner is thought to be seen as often")),
        dict(n=n, side=side, kernel=kernel, pixel=pixel, weight=weight, grad=grad),
    )  # fmt: skip


def own_table(rng):
    """Chapter 08: count a layer that is wired by a table."""
    maps, three, four = rng.choice((7, 8)), rng.choice((4, 5)), rng.choice((6, 9))
    kernel, side = rng.choice((3, 5)), rng.choice((12, 16))
    outputs, pairs = three + four + 1, 3 * three + 4 * four + maps
    places, area = (side - kernel + 1) ** 2, kernel * kernel
    learned, full = pairs * area + outputs, maps * outputs * area + outputs
    return Question(
        "08", "A table of one's own",
        f"A layer reads {maps} maps of {side} × {side}. Of its own maps {three} read three of them, {four} read "
        "four, and "
        f"one reads all. Windows of {kernel} × {kernel}, stride 1, no padding, a bias for each map that is made.",
        (Ask("How many numbers does the layer learn?", 2, learned, said(learned)),
         Ask("How many connections has it, as LeNet's authors count: every use of a weight or a bias?", 2,
             learned * places, said(learned * places)),
         Ask("How many numbers more would it learn if every map read all?", 1, full - learned, said(full - learned))),
        "Half of the points of a count with a bias for each pair of maps.",
        (Wrong(0, pairs * (area + 1), said(pairs * (area + 1)), "a bias is given to each pair of maps"),
         Wrong(0, pairs * area, said(pairs * area), "the biases are forgotten"),
         Wrong(1, learned * side * side, said(learned * side * side), "the window is put on every pixel, the rim too")),
        dict(maps=maps, three=three, four=four, kernel=kernel, side=side),
    )  # fmt: skip


QUESTIONS = (edge_mirrored, two_layers, there_and_back, a_check, even_picture, own_table)
