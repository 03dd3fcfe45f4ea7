"""Every public function of the core, every argument, everything that can be wrong with it.

A message says which argument it is about, what came and what was expected, in the one wording of `validation`. A public
function that is missing from the table below fails the last test.
"""

import importlib
import inspect
import re

import numpy as np
import pytest

from course_utils import activations, backprop, backprop_matrix, backprop_trace, dense, gradients, losses, optimizers

X, W, B = np.ones((2, 3)), np.ones((3, 4)), np.ones(4)
NOT_NUMBERS = {
    "None": None,
    "text": "three",
    "array of text": np.array(["a", "b"]),
    "complex": np.array([1j, 2.0]),
    "objects": np.array([None, 1.0], dtype=object),
    "booleans": np.array([True, False]),
    "ragged": [[1.0], [2.0, 3.0]],
    "dictionary": {"a": 1.0},
    "function": np.sum,
    "dates": np.array(["2020-01-01"], dtype="datetime64[D]"),
}


def spoilt(good, poison):
    array = np.array(good, dtype=np.float64)
    array[(0,) * array.ndim] = poison
    return array


def array(good, *, fixed=True, infinite=True):
    """Everything wrong for an array argument; `fixed`: its shape must fit, `infinite`: infinities are refused."""
    good = np.asarray(good, np.float64)
    bad = dict(NOT_NUMBERS) | {"NaN": spoilt(good, np.nan), "empty": np.empty((0, *good.shape[1:]))}
    if infinite:
        bad["infinity"] = spoilt(good, -np.inf)
    if fixed:
        bad |= {"a number": 1.0, "an axis more": good[..., None], "five long": np.ones((5,) * max(good.ndim, 1))}
    return bad


def number(*out_of_range):
    bad = {
        "None": None,
        "text": "0.1",
        "NaN": np.nan,
        "infinity": np.inf,
        "boolean": True,
        "complex": 1j,
        "list": [0.1],
    }
    return bad | {"array": np.ones(3)} | {f"value {value}": value for value in out_of_range}


def count(*out_of_range):
    return number(*out_of_range) | {"half": 1.5, "float": 2.0}


def choice(good):
    bad = {"None": None, "number": 3, "empty": "", "list": [good], "array": np.ones(3)}
    return bad | {"capitals": good.upper() + "!", "typo": good[:-1]}


LABELS = {
    **{name: value for name, value in NOT_NUMBERS.items() if name != "NaN"},
    "one-hot": np.array([[1, 0, 0], [0, 1, 0]]),
    "one-hot floats": np.eye(3)[:2],
    "floats": np.array([0.0, 1.0]),
    "NaN": np.array([0.0, np.nan]),
    "negative": [-1, 0],
    "too large": [0, 3],
    "too few": [0],
    "too many": [0, 1, 2],
    "a column": [[0], [1]],
    "a number": 1,
    "empty": np.empty(0, int),
}
FUNCTION = {"None": None, "a number": 1.0, "an array": np.ones(2), "its name": "sin"}
SQUARE = lambda x: float(np.sum(np.asarray(x) ** 2))  # noqa: E731
BIASES, ORDER = choice("frozen"), choice("sequential")
NUMBERS = backprop_matrix.matrices(backprop.WorkedExample())
MATRICES = {name: (value, array(value)) for name, value in NUMBERS.items()}
STEPPING = {"lr": (0.5, number(0, -1)), "order": ("sequential", ORDER), "biases": ("frozen", BIASES)}
DICTIONARY = {"None": None, "a list": [1.0], "an array": np.ones(2), "empty": {}, "text": "w"}
Z = {"z": (X, array(X, fixed=False, infinite=False))}
SLOPE = {"slope": (0.1, number(-0.1, 1.1))}

# public function -> argument -> (a good value, bad values by name)
TABLE = {
    **{one.__name__: (one, Z) for entry in activations.FUNCTIONS.values() for one in (entry.function, entry.gradient)},
    "leaky_relu": (activations.leaky_relu, Z | SLOPE),
    "leaky_relu_grad": (activations.leaky_relu_grad, Z | SLOPE),
    "linear": (activations.linear, Z | {"slope": (2, number()), "intercept": (1, number())}),
    "linear_grad": (activations.linear_grad, Z | {"slope": (2, number())}),
    "by_name": (activations.by_name, {"name": ("tanh", choice("tanh"))}),
    "half_mse": (losses.half_mse, {"pred": (X, array(X)), "target": (X, array(X))}),
    "softmax": (losses.softmax, {"logits": (X, {**array(X, fixed=False), "3 axes": np.ones((2, 2, 2)), "one": 1.0})}),
    "softmax_cross_entropy": (losses.softmax_cross_entropy, {
        "logits": (X, {**array(X, fixed=False), "one row": np.ones(3), "3 axes": np.ones((2, 3, 1)), "number": 1.0}),
        "labels": ([0, 2], LABELS),
    }),
    "affine": (dense.affine, {"x": (X, array(X)), "weight": (W, array(W)), "bias": (B, array(B))}),
    "affine_backward": (dense.affine_backward, {
        "grad_out": (X @ W, array(X @ W)), "x": (X, array(X)), "weight": (W, array(W)),
    }),
    "SGD": (optimizers.SGD, {"lr": (0.1, number(0, -0.1))}),
    "Momentum": (optimizers.Momentum, {"lr": (0.1, number(0, -0.1)), "momentum": (0.9, number(-0.1, 1, 1.5))}),
    "Adam": (optimizers.Adam, {
        "lr": (0.1, number(0, -0.1)), "beta1": (0.9, number(-0.1, 1)), "beta2": (0.9, number(-0.1, 1)),
        "eps": (1e-8, number(0, -1)),
    }),
    "step": (lambda params, grads: optimizers.SGD(0.1).step(params, grads), {
        "params": ({"w": np.ones(2)}, DICTIONARY), "grads": ({"w": np.ones(2)}, DICTIONARY),
    }),
    "numerical_gradient": (gradients.numerical_gradient, {
        "f": (SQUARE, FUNCTION), "x": (X, array(X, fixed=False)), "h": (1e-5, number(0, -1)),
    }),
    "check_gradient": (gradients.check_gradient, {
        "f": (SQUARE, FUNCTION), "grad": (2 * X, {k: v for k, v in array(X).items() if k != "function"}),
        "x": (X, array(X, fixed=False)), "tolerance": (1e-6, number(0, -1)), "h": (1e-5, number(0, -1)),
    }),
    "backprop.sigmoid": (backprop.sigmoid, {"net": (0.0, number())}),
    "WorkedExample": (backprop.WorkedExample, {
        name: (np.ones(n), {**array(np.ones(n)), "one more": np.ones(n + 1), "huge": np.full(n, 1e101)})
        for name, n in (("inputs", 2), ("targets", 2), ("weights", 8), ("biases", 2))
    }),
    "WorkedExample.step": (backprop.WorkedExample().step, STEPPING),
    "WorkedExample.train": (backprop.WorkedExample().train, {"steps": (2, count(-1))} | STEPPING),
    "trace": (backprop_trace.trace, {"net": (backprop.WorkedExample(), {"None": None, "a number": 3.0})} | STEPPING),
    "symbol": (backprop_trace.symbol, {
        "name": ("delta_h1", {"None": None, "a number": 1, "empty": " ", "no unit": "b_x"}),
    }),
    "number_text": (backprop_trace.number_text, {"value": (0.1, number())}),
    "matrices": (backprop_matrix.matrices, {"example": (backprop.WorkedExample(), {"None": None, "a number": 3.0})}),
    "forward_matrix": (backprop_matrix.forward_matrix, {name: MATRICES[name] for name in MATRICES if name != "T"}),
    "backward_matrix": (backprop_matrix.backward_matrix, MATRICES),
}  # fmt: skip

CASES = [(name, argument) for name, (_, arguments) in TABLE.items() for argument in arguments]


@pytest.mark.parametrize(("name", "argument"), CASES)
def test_the_message_names_the_argument_what_came_and_what_was_expected(name, argument):
    function, arguments = TABLE[name]
    given = {name: good for name, (good, _) in arguments.items()}
    said = {what: message(function, **given | {argument: bad}) for what, bad in arguments[argument][1].items()}
    assert len(said) >= 2
    form = re.compile(f"(?:{'|'.join(culprits(function, argument))}).+; expected .+")
    assert {what: text for what, text in said.items() if not form.fullmatch(text) or len(text) >= 300} == {}


def message(function, *args, **kwargs):
    """Return what a call that must be refused says; "" where it is not refused."""
    try:
        function(*args, **kwargs)
    except (TypeError, ValueError) as error:
        return str(error)
    return ""


def culprits(function, argument):
    # a shape that is wrong beside another is told of either one
    also = {"pred": ("target",), "logits": ("labels",), "x": ("weight", "grad", "grad_out", "f"), "net": ()}
    widths = {"X": ("W1", "T"), "W1": ("b1", "W2"), "W2": ("b2", "T", "W1"), "weight": ("bias", "grad_out")}
    names = (argument, *also.get(argument, ()), *widths.get(argument, ()))
    return tuple(f"{name}: got " for name in names)


@pytest.mark.parametrize("name", TABLE)
def test_the_good_values_of_the_table_are_good(name):
    function, arguments = TABLE[name]
    function(**{argument: good for argument, (good, _) in arguments.items()})


NO_ARGUMENTS = {"WorkedExample.compute", "WorkedExample.forward", "WorkedExample.backward_outputs",
                "WorkedExample.backward_hidden"}  # fmt: skip
ANSWERS = {"Activation", "GradientCheck", "Forward", "TraceStep"}  # what functions return; nobody builds them
MODULES = ("activations", "losses", "dense", "optimizers", "gradients", "backprop", "backprop_matrix", "backprop_trace")


def public_names():
    for module in (importlib.import_module(f"course_utils.{name}") for name in MODULES):
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
                continue
            yield "backprop.sigmoid" if thing is backprop.sigmoid else name
            for method, _ in inspect.getmembers(thing, inspect.isfunction) if inspect.isclass(thing) else ():
                if not method.startswith("_"):
                    yield method if method == "step" and module is optimizers else f"{name}.{method}"


def test_no_public_function_is_missing_from_the_table():
    assert set(public_names()) - ANSWERS - NO_ARGUMENTS == set(TABLE)


@pytest.mark.parametrize("name", ["i1", "t2", "w5", "b_h1", "b1", "b2"])
@pytest.mark.parametrize("bad", [None, "0.1", np.nan, np.inf, True, [0.1], 1e101], ids=repr)
def test_assigning_nonsense_to_the_network_is_refused_and_changes_nothing(name, bad):
    net = backprop.WorkedExample()
    before = dict(vars(net))
    with pytest.raises((TypeError, ValueError), match=rf"^{name}: got .*; expected a finite number"):
        setattr(net, name, bad)
    assert vars(net) == before


def test_a_few_messages_as_a_learner_reads_them():
    assert message(activations.sigmoid, [0.0, np.nan]) == (
        "z: got nan at index (1,) of shape (2,); expected numbers without NaN"
    )
    assert message(activations.by_name, "Relu") == (
        f"name: got 'Relu'; expected one of {', '.join(map(repr, activations.FUNCTIONS))} (did you mean 'relu'?)"
    )
    assert message(losses.softmax_cross_entropy, np.ones(3), [1]) == "logits: got shape (3,); expected shape (N, C)"
    assert message(losses.softmax_cross_entropy, np.ones((2, 3)), np.eye(3)[:2]) == (
        "labels: got shape (2, 3), which looks like one-hot rows; expected class numbers of shape (2,), each from 0 to "
        "2 (labels.argmax(axis=1) makes them)"
    )
    assert message(losses.half_mse, np.ones((3, 1)), np.ones(3)) == (
        "target: got shape (3,); expected the shape of pred, (3, 1)"
    )
    assert message(optimizers.Momentum, 0.1, momentum=1) == "momentum: got 1; expected a finite number ≥ 0 and < 1"
    assert message(activations.relu, [[1], [2, 3]]) == (
        "z: got [[1], [2, 3]] (list), which makes no array: its rows differ in length; "
        "expected an array of real numbers"
    )
    assert message(backprop.WorkedExample().step, order="sequentiel").endswith("(did you mean 'sequential'?)")
