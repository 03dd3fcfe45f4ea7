"""Backpropagation by hand: the 2-2-2 network of chapter 03, every number of it under its own name.

::

    i1 --w1--> h1 --w5--> o1        w2: i2 → h1     w6: h2 → o1
    i2 --w4--> h2 --w8--> o2        w3: i1 → h2     w7: h1 → o2

Both hidden units add the bias b1, both outputs b2; every unit is a sigmoid; the error is E = Σ ½(t − o)². The network
and its numbers were made widely known by M. Mazur, "A Step by Step Backpropagation Example" (2015). The same through
matrices is in `backprop_matrix`, the walk through single multiplications in `backprop_trace`.
"""

import math

import numpy as np

from course_utils import validation

#: Which units each weight joins.
WIRING = {
    "w1": ("i1", "h1"),
    "w2": ("i2", "h1"),
    "w3": ("i1", "h2"),
    "w4": ("i2", "h2"),
    "w5": ("h1", "o1"),
    "w6": ("h2", "o1"),
    "w7": ("h1", "o2"),
    "w8": ("h2", "o2"),
}
ORDERS = ("simultaneous", "sequential")
BIASES = ("frozen", "shared", "separate")
LARGEST = 1e100  # the products of a few such numbers are still finite


def sigmoid(net):
    """Return 1 / (1 + e^(−net)) of one finite number; `activations.sigmoid` is the same for arrays.

    >>> sigmoid(0.0)
    0.5
    """
    net = validation.number("net", net)
    small = math.exp(-abs(net))
    return 1 / (1 + small) if net >= 0 else small / (1 + small)


class _Given:
    """An input, target, weight or bias: assigning it computes everything else afresh."""

    def __set_name__(self, owner, name):
        self.name = name

    def __set__(self, net, value):  # no __get__, so that reading stays as fast as for any attribute
        vars(net)[self.name] = validation.number(self.name, value, minimum=-LARGEST, maximum=LARGEST)
        net.compute()


class _SharedBias:
    """b1 or b2: one number for both units of a layer, as long as they have not been trained apart."""

    def __init__(self, first, second):
        self.units = first, second

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, net, owner=None):
        if net is None:
            return self
        first, second = (getattr(net, unit) for unit in self.units)
        if first != second:
            raise AttributeError(f"{self.name}: the units have biases of their own, {' and '.join(self.units)}")
        return first

    def __set__(self, net, value):
        value = validation.number(self.name, value, minimum=-LARGEST, maximum=LARGEST)
        vars(net).update(dict.fromkeys(self.units, value))
        net.compute()


class WorkedExample:
    """The 2-2-2 network, forward and backward, with every intermediate as an attribute.

    `inputs` are (i1, i2), `targets` (t1, t2), `weights` (w1, …, w8), `biases` (b1, b2). All can be assigned later
    (``net.w5 = 0.3``), and so can the biases of single units, ``b_h1, b_h2, b_o1, b_o2``. Everything below is
    computed from them at once and is for reading:

    - forward: ``net_h1, net_h2, out_h1, out_h2, net_o1, net_o2, out_o1, out_o2, error_o1, error_o2, error_total``
    - backward, output o1 (and o2): ``dE_dout_o1, slope_o1, delta_o1, grad_w5, grad_w6, grad_b_o1, grad_b2``
    - backward, hidden h1 (and h2): ``dE_dout_h1_from_o1, dE_dout_h1_from_o2, dE_dout_h1, slope_h1, delta_h1, grad_w1,
      grad_w2, grad_b_h1, grad_b1``

    Raises ValueError or TypeError, naming the argument, for other lengths than 2, 2, 8 and 2, NaN and anything but
    real numbers up to 1e100.

    >>> net = WorkedExample()
    >>> round(net.error_total, 9), round(net.step(lr=0.5), 9)
    (0.298371109, 0.291027774)
    """

    i1, i2, t1, t2 = _Given(), _Given(), _Given(), _Given()
    w1, w2, w3, w4 = _Given(), _Given(), _Given(), _Given()
    w5, w6, w7, w8 = _Given(), _Given(), _Given(), _Given()
    b_h1, b_h2, b_o1, b_o2 = _Given(), _Given(), _Given(), _Given()
    b1, b2 = _SharedBias("b_h1", "b_h2"), _SharedBias("b_o1", "b_o2")

    def __init__(
        self,
        inputs=(0.05, 0.10),
        targets=(0.01, 0.99),
        weights=(0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55),
        biases=(0.35, 0.60),
    ):
        given = vars(self)
        given["i1"], given["i2"] = _numbers("inputs", inputs, 2)
        given["t1"], given["t2"] = _numbers("targets", targets, 2)
        given.update(zip(WIRING, _numbers("weights", weights, 8)))
        b1, b2 = _numbers("biases", biases, 2)
        given.update(b_h1=b1, b_h2=b1, b_o1=b2, b_o2=b2)
        self.compute()

    def __repr__(self):
        return f"WorkedExample: outputs {self.out_o1:.9f} and {self.out_o2:.9f}, error {self.error_total:.9f}"

    def compute(self):
        """Compute everything from the current inputs, targets, weights and biases: forward, then backward."""
        self.forward()
        self.backward_outputs()
        self.backward_hidden()

    def forward(self):
        """From the inputs to the error."""
        self.net_h1 = self.w1 * self.i1 + self.w2 * self.i2 + self.b_h1
        self.net_h2 = self.w3 * self.i1 + self.w4 * self.i2 + self.b_h2
        self.out_h1 = sigmoid(self.net_h1)
        self.out_h2 = sigmoid(self.net_h2)

        self.net_o1 = self.w5 * self.out_h1 + self.w6 * self.out_h2 + self.b_o1
        self.net_o2 = self.w7 * self.out_h1 + self.w8 * self.out_h2 + self.b_o2
        self.out_o1 = sigmoid(self.net_o1)
        self.out_o2 = sigmoid(self.net_o2)

        self.error_o1 = (self.t1 - self.out_o1) ** 2 / 2
        self.error_o2 = (self.t2 - self.out_o2) ** 2 / 2
        self.error_total = self.error_o1 + self.error_o2

    def backward_outputs(self):
        """From the error to the weights w5 … w8 and the outputs' biases: δ = ∂E/∂out · ∂out/∂net = ∂E/∂net."""
        self.dE_dout_o1 = self.out_o1 - self.t1
        self.dE_dout_o2 = self.out_o2 - self.t2
        self.slope_o1 = self.out_o1 * (1 - self.out_o1)
        self.slope_o2 = self.out_o2 * (1 - self.out_o2)
        self.delta_o1 = self.dE_dout_o1 * self.slope_o1
        self.delta_o2 = self.dE_dout_o2 * self.slope_o2

        self.grad_w5 = self.delta_o1 * self.out_h1
        self.grad_w6 = self.delta_o1 * self.out_h2
        self.grad_w7 = self.delta_o2 * self.out_h1
        self.grad_w8 = self.delta_o2 * self.out_h2
        self.grad_b_o1, self.grad_b_o2 = self.delta_o1, self.delta_o2
        self.grad_b2 = self.grad_b_o1 + self.grad_b_o2  # a shared bias acts through both units

    def backward_hidden(self):
        """From the outputs' δ to the weights w1 … w4 and the hidden units' biases: two paths lead to each unit."""
        self.dE_dout_h1_from_o1 = self.delta_o1 * self.w5
        self.dE_dout_h1_from_o2 = self.delta_o2 * self.w7
        self.dE_dout_h2_from_o1 = self.delta_o1 * self.w6
        self.dE_dout_h2_from_o2 = self.delta_o2 * self.w8
        self.dE_dout_h1 = self.dE_dout_h1_from_o1 + self.dE_dout_h1_from_o2
        self.dE_dout_h2 = self.dE_dout_h2_from_o1 + self.dE_dout_h2_from_o2
        self.slope_h1 = self.out_h1 * (1 - self.out_h1)
        self.slope_h2 = self.out_h2 * (1 - self.out_h2)
        self.delta_h1 = self.dE_dout_h1 * self.slope_h1
        self.delta_h2 = self.dE_dout_h2 * self.slope_h2

        self.grad_w1 = self.delta_h1 * self.i1
        self.grad_w2 = self.delta_h1 * self.i2
        self.grad_w3 = self.delta_h2 * self.i1
        self.grad_w4 = self.delta_h2 * self.i2
        self.grad_b_h1, self.grad_b_h2 = self.delta_h1, self.delta_h2
        self.grad_b1 = self.grad_b_h1 + self.grad_b_h2

    def step(self, lr=0.5, order="simultaneous", biases="frozen"):
        """Update the parameters once and return the new total error; the arguments are those of `train`.

        >>> round(WorkedExample().step(order="sequential"), 9)
        0.291027924
        """
        return float(self.train(1, lr, order, biases)[-1])

    def train(self, steps, lr=0.5, order="simultaneous", biases="frozen"):
        """Update the parameters `steps` times and return the errors, shape (steps + 1,), the one before training first.

        `lr` is the learning rate, above 0. `order` "simultaneous" takes every gradient at the old weights;
        "sequential" updates w5 … w8 first and lets the hidden gradients flow through the new ones, a known bug.
        `biases` stay as they are ("frozen"), move together within a layer ("shared"), or each on its own ("separate").

        Raises ValueError or TypeError naming the argument for a negative number of steps, a rate that is not above 0
        or that sends the weights beyond 1e100, and unknown names; the network has not changed then.

        >>> round(float(WorkedExample().train(100)[-1]), 9)
        0.020046828
        """
        steps = validation.integer("steps", steps, minimum=0)
        lr = validation.positive("lr", lr)
        validation.choice("order", order, ORDERS)
        validation.choice("biases", biases, BIASES)
        before = dict(vars(self))
        errors = np.empty(steps + 1)
        errors[0] = self.error_total
        for k in range(steps):
            self._update(lr, order, biases)
            if not all(abs(getattr(self, name)) <= LARGEST for name in (*WIRING, "b_h1", "b_h2", "b_o1", "b_o2")):
                vars(self).update(before)
                raise validation.value_error("lr", f"{lr:g}", f"one that keeps the weights below {LARGEST:g}")
            self.compute()
            errors[k + 1] = self.error_total
        return errors

    def _update(self, lr, order, biases):
        numbers = vars(self)
        for weight in ("w5", "w6", "w7", "w8"):
            numbers[weight] -= lr * numbers["grad_" + weight]
        if order == "sequential":
            self.backward_hidden()  # the bug: ∂E/∂out_h must flow back through the weights that made the error
        for weight in ("w1", "w2", "w3", "w4"):
            numbers[weight] -= lr * numbers["grad_" + weight]
        for unit, layer in (("h1", "1"), ("h2", "1"), ("o1", "2"), ("o2", "2")):
            if biases == "shared":
                numbers["b_" + unit] -= lr * numbers["grad_b" + layer]
            elif biases == "separate":
                numbers["b_" + unit] -= lr * numbers["grad_b_" + unit]


def _numbers(name, values, count):
    values = validation.array(name, values, shape=(count,), dtype="float64")
    return [validation.number(name, float(value), minimum=-LARGEST, maximum=LARGEST) for value in values]
