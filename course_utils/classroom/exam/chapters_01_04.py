"""The exam's questions on chapters 01 to 04; every number in them follows from those that are drawn."""

from __future__ import annotations

import math

from course_utils.classroom.exam.question import Ask, Question, Wrong, listed, said


def without_the_bend(rng):
    """Chapter 01: count a network's numbers, with its bends and without."""
    a, h1, h2, o = rng.choice((6, 7, 8, 9)), rng.choice((5, 6, 10)), rng.choice((4, 8)), rng.choice((2, 3))
    learned, merged = (a + 1) * h1 + (h1 + 1) * h2 + (h2 + 1) * o, (a + 1) * o
    return Question(
        "01", "What is left without the bend",
        f"A network reads {a} numbers. Three layers follow, of {h1}, {h2} and {o} units; behind the first two stands a "
        "ReLU.",
        (Ask("How many numbers does the network learn?", 2, learned, said(learned)),
         Ask("Both ReLUs are taken out. How many numbers has the single layer that can stand in for the three?", 2,
             merged, said(merged)),
         Ask("Why can no single layer stand in for them while the ReLUs are there? One sentence.", 1, None,
             "With a ReLU the slope differs from place to place; a layer alone has the same slope everywhere.")),
        "Half of the points of a count where its biases are forgotten, and nothing else.",
        (Wrong(0, a * h1 + h1 * h2 + h2 * o, said(a * h1 + h1 * h2 + h2 * o), "the biases are forgotten"),
         Wrong(1, learned, said(learned), "a layer without a bend is still thought to add something"),
         Wrong(1, a * o, said(a * o), "the merged bias is forgotten: the earlier biases pass through the later "
                                      "weights")),
        dict(a=a, h1=h1, h2=h2, o=o),
    )  # fmt: skip


def three_tanh(rng):
    """Chapter 01: slopes of tanh from its outputs, multiplied with the weights between."""
    y, w = tuple(rng.sample((0.1, -0.3, 0.5, 0.7, -0.8, 0.9), 3)), rng.choice((2, 3, 0.5))
    slopes = tuple(1 - v * v for v in y)
    factor, flat = math.prod(slopes) * w * w, max(range(3), key=lambda k: abs(y[k])) + 1
    sigmoid = tuple(v * (1 - v) for v in y)
    return Question(
        "01", "Three units in a row",
        f"Three tanh units stand in a row. Each hands its output on to the next through a weight of {said(w)}. For one "
        f"input their outputs are {listed(y)}.",
        (Ask("How steep is each of the three where it stands?", 2, slopes, listed(slopes)),
         Ask("The pre-activation of the first unit changes a little. By what factor does the output of the last one "
             "change?", 2, factor, said(factor, 4)),
         Ask("Learning is slow here. Which of the units holds it up most, and why?", 1, flat,
             f"Unit {flat}: its output lies nearest to an end of tanh, so it is the flattest.")),
        "A right product of wrong slopes earns the second part in full.",
        (Wrong(0, sigmoid, listed(sigmoid), "the sigmoid's slope is used for tanh"),
         Wrong(1, sum(slopes), said(sum(slopes), 4), "slopes are added along a chain"),
         Wrong(1, math.prod(slopes), said(math.prod(slopes), 4), "the weights between the units are forgotten")),
        dict(y=y, w=w),
    )  # fmt: skip


def two_steps_tell(rng):
    """Chapter 02: what one step on a parabola tells about the next, and about the rate."""
    k, rate = rng.choice(((0.5, 0.05), (0.5, 0.1), (0.2, 0.08), (0.2, 0.04), (-0.5, 0.3), (0.6, 0.04), (0.75, 0.05)))
    c, d = rng.choice((-2, 1, 3, 4)), rng.choice((20, -20, 40))
    first, second, best = c + k * d, c + k * k * d, rate / (1 - k)
    again = 2 * first - (c + d)
    return Question(
        "02", "One step tells",
        f"Plain gradient descent on a parabola whose lowest point lies at w = {said(c)}. From w = {said(c + d)} a step "
        f"with the learning rate {said(rate)} leads to w = {said(first)}.",
        (Ask("Where does the next step lead?", 2, second, f"to w = {said(second)}"),
         Ask("Which learning rate would have led to the lowest point at once?", 2, best, said(best)),
         Ask("From which learning rate on does a step no longer come nearer to it?", 1, 2 * best, said(2 * best))),
        "The distance to the lowest point is multiplied by the same factor at each step: saying so earns a point of "
        "the "
        "first part.",
        (Wrong(0, again, f"w = {said(again)}", "a step is thought to have a fixed length; its length follows the "
                                               "slope"),
         Wrong(1, rate * (1 - k), said(rate * (1 - k), 4), "multiplied by the share gone, where it is divided"),
         Wrong(2, best, said(best), "the best rate is taken for the largest")),
        dict(c=c, start=c + d, rate=rate, first=first),
    )  # fmt: skip


def sure_or_right(rng):
    """Chapter 02: accuracy and cross-entropy of two classifiers that differ in how sure they are."""
    n, p, q = rng.choice((10, 20)), rng.choice((0.55, 0.6, 0.7)), rng.choice((0.001, 0.01, 0.0001))
    sure = 0.98
    loss_a, loss_b = -math.log(p), (-(n - 1) * math.log(sure) - math.log(q)) / n
    mean = -math.log(((n - 1) * sure + q) / n)
    right = (1.0, (n - 1) / n)
    lower = "A" if loss_a < loss_b else "B"
    return Question(
        "02", "Sure, or right",
        f"Two classifiers tell cats from dogs on {n} pictures. A gives the truth a probability of {p} on every "
        "picture. "
        f"B gives it {sure} on {n - 1} of them, and {said(q, 4)} on the last.",
        (Ask("Which accuracy has each?", 2, right, f"A {said(100 * right[0])} %, B {said(100 * right[1])} %"),
         Ask("Which mean cross-entropy has each? (ln, two decimals)", 2, (loss_a, loss_b),
             f"A {loss_a:.2f}, B {loss_b:.2f}"),
         Ask("Which has the lower loss, and what is the other one better at, or worse? One sentence.", 1, None,
             f"{lower} has the lower loss. A is always right and never sure; B is nearly always sure, once "
             "wrongly, and pays for it.")),
        "Half of the points of the second part for one loss.",
        (Wrong(0, (p, (n - 1) / n), f"A {said(100 * p)} %", "a probability is taken for a share of right answers"),
         Wrong(1, (loss_a, mean), f"B {mean:.2f}", "the logarithm is taken of the mean, not the mean of the "
                                                   "logarithms")),
        dict(n=n, p=p, q=q, sure=sure),
    )  # fmt: skip


def one_hidden_relu(rng):
    """Chapter 03: a ReLU unit that feeds two outputs."""
    x, w, b = rng.choice((2, 3, 4)), rng.choice((1, 2)), rng.choice((-1, 1, 2))
    (v1, v2), (e1, e2) = rng.choice(((2, -1), (3, -2), (1, -3))), rng.choice(((1, 2), (-1, 1), (2, 1)))
    h = w * x + b
    t1, t2 = v1 * h - e1, v2 * h - e2
    error, grad_v, grad_w = (e1 * e1 + e2 * e2) / 2, e1 * h, (e1 * v1 + e2 * v2) * x
    return Question(
        "03", "One unit, two outputs",
        f"A hidden ReLU unit reads x through the weight w = {w} and the bias b = {said(b)}. It feeds two outputs "
        "without "
        f"a bend and without a bias, through v1 = {v1} and v2 = {said(v2)}. The targets are {said(t1)} and {said(t2)}, "
        f"the error is half the sum of the squared differences. Here x = {x}.",
        (Ask("How large is the error?", 1, error, said(error)),
         Ask("What is its gradient with respect to v1?", 1, grad_v, said(grad_v)),
         Ask("And with respect to w?", 2, grad_w, said(grad_w)),
         Ask(f"And with respect to w where x = {said(-x - 3)}, whatever the targets?", 1, 0, "0: the unit is silent")),
        "One of the two points of the gradient of w for both paths with a slip in a sign.",
        (Wrong(2, e1 * v1 * x, said(e1 * v1 * x), "one of the two paths is forgotten"),
         Wrong(2, e1 * v1 + e2 * v2, said(e1 * v1 + e2 * v2), "the value at the tail of the edge is forgotten"),
         Wrong(1, e1 * v1, said(e1 * v1), "the weight is taken for the value that comes through it")),
        dict(x=x, w=w, b=b, v=(v1, v2), t=(t1, t2)),
    )  # fmt: skip


def price_of_a_unit(rng):
    """Chapter 04: what one dense unit costs, in kernels."""
    high, wide = rng.choice(((20, 30), (24, 40), (30, 50), (40, 60))), rng.choice((3, 5, 7))
    (height, width), kernel = high, wide
    unit, one = 3 * height * width + 1, 3 * kernel * kernel + 1
    count, flat = unit // one, unit // (kernel * kernel + 1)
    larger = 12 * height * width + 1
    return Question(
        "04", "The price of one unit",
        f"Colour pictures of {height} × {width} pixels, three channels. A dense unit sees all of a picture; a kernel "
        "of "
        f"{kernel} × {kernel} sees all channels of its window and is used everywhere. Unit and kernel have a bias "
        "each.",
        (Ask("How many numbers does the one dense unit learn?", 1, unit, said(unit)),
         Ask("How many whole kernels can be had for no more numbers than that?", 2, count, said(count)),
         Ask("The pictures become twice as high and twice as wide. How many numbers has the dense unit now, and how "
             "many "
             "has a kernel?", 1, (larger, one), f"{said(larger)} and {said(one)}, as before")),
        "One of the two points of the second part for a kernel that is counted rightly.",
        (Wrong(1, flat, said(flat), "a kernel is thought to be flat: the channels are forgotten"),
         Wrong(2, (larger, 4 * one), f"{said(larger)} and {said(4 * one)}", "a kernel is thought to grow with the "
                                                                            "picture")),
        dict(height=height, width=width, kernel=kernel),
    )  # fmt: skip


QUESTIONS = (without_the_bend, three_tanh, two_steps_tell, sure_or_right, one_hidden_relu, price_of_a_unit)
