"""Rules that turn gradients into the next parameters: plain descent, momentum, Adam.

Parameters and gradients are dictionaries of arrays with the same names and shapes. ``step`` changes the parameter
arrays *in place*, so that a layer which holds the same array sees the new values; it never writes to the gradients.
Everything is checked before anything is changed: a step that raises has left parameters and memory as they were.

What a rule remembers from step to step is in ``memory[name]``, one dictionary of arrays for each parameter. The
hyper-parameters are plain attributes, so a schedule may write ``optimizer.lr = 0.01`` between steps.

>>> params = {"w": np.array([1.0])}
>>> SGD(lr=0.1).step(params, {"w": np.array([2.0])})
>>> params["w"]
array([0.8])
"""

import numpy as np

from course_utils import validation


class _Optimizer:
    """The part that all rules share: checks, then the change of every parameter, then the writing."""

    def __init__(self):
        self.memory = {}
        self._settings()

    def step(self, params, grads):
        """Move every parameter of `params` one step along its gradient in `grads`, in place; return None.

        Both are dictionaries of arrays with the same names; each gradient has its parameter's shape. Parameters must
        be writable arrays of a floating dtype, which they keep. A subset of the parameters may be given at each step.

        Raises TypeError or ValueError naming the parameter for missing or unknown names, other shapes, whole-number
        parameters, empty arrays, NaN and infinities; nothing has been changed then.
        """
        self._settings()
        pairs = _checked_pairs(params, grads)
        for name, (parameter, _) in pairs.items():
            self._check_memory(name, parameter)
        moved = {}
        for name, (parameter, gradient) in pairs.items():
            change, memory = self._change(gradient, self.memory.get(name))
            moved[name] = parameter + change, memory
        for name, (new, memory) in moved.items():  # from here on nothing can fail
            pairs[name][0][...] = new
            self.memory[name] = memory

    def _check_memory(self, name, parameter):
        for array in (self.memory.get(name) or {}).values():
            if np.ndim(array) and array.shape != parameter.shape:
                raise validation.value_error(
                    f"params[{name!r}]", f"shape {parameter.shape}", f"shape {array.shape} as in the steps before"
                )


class SGD(_Optimizer):
    """Plain gradient descent, w ← w − lr · g.

    `lr` is the learning rate, above 0. "Stochastic" because g usually comes from a mini-batch.

    >>> SGD(lr=0.1).lr
    0.1
    """

    def __init__(self, lr):
        self.lr = lr
        super().__init__()

    def _settings(self):
        self.lr = validation.positive("lr", self.lr)

    def _change(self, gradient, memory):
        return -self.lr * gradient, {}


class Momentum(_Optimizer):
    """Descent with momentum, v ← momentum · v − lr · g, then w ← w + v, with v = 0 at first.

    `lr` is above 0, `momentum` from 0 up to, not including, 1. The velocity v holds the learning rate, as in
    Krizhevsky, Sutskever and Hinton 2012, section 5: a new rate acts on new gradients alone. torch.optim.SGD keeps
    the rate out of its velocity and multiplies on writing. For a constant rate the two take the same steps.

    >>> rule = Momentum(lr=0.1, momentum=0.5)
    >>> params = {"w": np.array([1.0])}
    >>> rule.step(params, {"w": np.array([1.0])}); rule.step(params, {"w": np.array([1.0])})
    >>> params["w"], rule.memory["w"]["velocity"]
    (array([0.75]), array([-0.15]))
    """

    def __init__(self, lr, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        super().__init__()

    def _settings(self):
        self.lr = validation.positive("lr", self.lr)
        self.momentum = validation.number("momentum", self.momentum, minimum=0, below=1)

    def _change(self, gradient, memory):
        velocity = -self.lr * gradient
        if memory:
            velocity += self.momentum * memory["velocity"]
        return velocity, {"velocity": velocity}


class Adam(_Optimizer):
    """Adam: a step of about `lr` in every coordinate, whatever the size of its gradients.

    m ← β₁m + (1 − β₁)g,  v ← β₂v + (1 − β₂)g²,  w ← w − lr · m̂ / (√v̂ + eps), where m̂ = m/(1 − β₁ᵗ) and
    v̂ = v/(1 − β₂ᵗ) undo the start from 0 (t counts this parameter's steps from 1). Source: Kingma and Ba 2015, "Adam: A
    Method for Stochastic Optimization", algorithm 1. `lr` and `eps` are above 0, the betas from 0 up to, not
    including, 1.

    >>> params = {"w": np.array([1.0])}
    >>> Adam(lr=0.1).step(params, {"w": np.array([50.0])})
    >>> params["w"].round(6)
    array([0.9])
    """

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        super().__init__()

    def _settings(self):
        self.lr = validation.positive("lr", self.lr)
        self.beta1 = validation.number("beta1", self.beta1, minimum=0, below=1)
        self.beta2 = validation.number("beta2", self.beta2, minimum=0, below=1)
        self.eps = validation.positive("eps", self.eps)

    def _change(self, gradient, memory):
        memory = memory or {"t": 0, "m": np.zeros_like(gradient), "v": np.zeros_like(gradient)}
        t = memory["t"] + 1
        m = self.beta1 * memory["m"] + (1 - self.beta1) * gradient
        v = self.beta2 * memory["v"] + (1 - self.beta2) * gradient**2
        m_hat = m / (1 - self.beta1**t)
        v_hat = v / (1 - self.beta2**t)
        return -self.lr * m_hat / (np.sqrt(v_hat) + self.eps), {"t": t, "m": m, "v": v}


def _checked_pairs(params, grads):
    """Return {name: (parameter, gradient in the parameter's dtype)}, or raise before anything has happened."""
    for argument, value in (("params", params), ("grads", grads)):
        if not isinstance(value, dict):
            raise validation.type_error(argument, validation.describe(value), "a dictionary of arrays by name")
    if not params:
        raise validation.value_error("params", "an empty dictionary", "at least one parameter")
    for name in params:
        if name not in grads:
            raise validation.value_error("grads", f"no gradient named {name!r}", f"one for each of {list(params)}")
    for name in grads:
        if name not in params:
            raise validation.value_error("grads", f"{name!r}, which is no parameter", f"one for each of {list(params)}")
    return {name: (_parameter(name, params[name]), _gradient(name, grads[name], params[name])) for name in params}


def _parameter(name, value):
    label = f"params[{name!r}]"
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        raise validation.type_error(label, validation.describe(value), "a NumPy array of floats, changed in place")
    if not value.flags.writeable:
        raise validation.value_error(label, "a read-only array", "one that can be changed in place")
    validation.array(label, value, allow_inf=False)
    return value


def _gradient(name, value, parameter):
    label = f"grads[{name!r}]"
    value = validation.array(label, value, shape=parameter.shape, allow_inf=False)
    with np.errstate(over="ignore", under="ignore"):
        value = value.astype(parameter.dtype, copy=False)
    return validation.array(label, value, allow_inf=False)  # once more: 1e300 is infinite as a float32
