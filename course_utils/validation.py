"""Checks that every public function of the course makes on what it is given.

Each check takes the argument's name first and its value second, returns the value in the form
that the caller works with, and otherwise raises TypeError (the wrong kind of thing) or ValueError
(the right kind, a wrong value) with one wording everywhere::

    <argument>: got <what came>; expected <what was expected>

No check ever writes to what it is given.
"""

import math
import numbers

import numpy as np

_KINDS = {  # dtype asked for -> (NumPy kind codes that are let in, words for the message)
    "float": ("fiu", "real numbers"),
    "float64": ("fiu", "real numbers"),
    "float32": ("fiu", "real numbers"),
    "int": ("iu", "whole numbers (an integer dtype)"),
    "uint8": ("u", "bytes (dtype uint8)"),
}


def describe(value) -> str:
    """Say in a few words what a value is, for an error message.

    >>> describe(np.zeros((2, 3)))
    'an array of shape (2, 3) and dtype float64'
    """
    if value is None or isinstance(value, bool):
        return repr(value)
    if hasattr(value, "shape") and hasattr(value, "dtype") and value.shape != ():
        article = "an array" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"
        return f"{article} of shape {tuple(value.shape)} and dtype {value.dtype}"
    if callable(value):
        return f"the function {getattr(value, '__name__', type(value).__name__)}"
    try:
        text = " ".join(repr(value).split())  # one line, whatever the repr does
    except Exception:  # a repr that fails must not hide the message it was meant for
        text = "a value that cannot be shown"
    if len(text) > 60:
        text = text[:57] + "..."
    return f"{text} ({type(value).__name__})"


def type_error(name: str, got: str, expected: str) -> TypeError:
    """Return (not raise) the TypeError in the course's wording."""
    return TypeError(f"{name}: got {got}; expected {expected}")


def value_error(name: str, got: str, expected: str) -> ValueError:
    """Return (not raise) the ValueError in the course's wording."""
    return ValueError(f"{name}: got {got}; expected {expected}")


def array(
    name, value, *, ndim=None, shape=None, dtype="float", allow_empty=False, allow_nan=False, allow_inf=True
) -> np.ndarray:
    """Return `value` as a NumPy array of real numbers, after checking it.

    `ndim` is a number of axes or a tuple of allowed ones. `shape` is a tuple whose entries are
    lengths, or None or a letter for a free axis: ``shape=("N", 10)``. `dtype` is "float" (floating
    dtypes stay, integers become float64), "float64", "float32" (converted), "int" (any integer
    dtype, no floats) or "uint8". Booleans, complex numbers, strings and objects are refused.

    The result may be the caller's own array, so it must be read only.

    Raises TypeError for something that is no array of such numbers, ValueError for a wrong number
    of axes or shape, an empty array, NaN, and (with ``allow_inf=False``) infinities.

    >>> array("z", [1, 2])
    array([1., 2.])
    """
    kinds, words = _KINDS[dtype if dtype in _KINDS else choice("dtype", dtype, _KINDS)]
    try:
        result = np.asarray(value)
    except Exception as error:  # ragged lists, tensors that refuse conversion
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        if "inhomogeneous" in reason:
            reason = "its rows differ in length"
        raise type_error(name, f"{describe(value)}, which makes no array: {reason}", f"an array of {words}") from error
    if result.dtype.kind not in kinds or (dtype == "uint8" and result.dtype != np.uint8):
        raise type_error(name, describe(value), f"an array of {words}")
    _check_axes(name, result, ndim, shape)
    if result.size == 0 and not allow_empty:
        raise value_error(name, f"an empty array, shape {result.shape}", "at least one number")
    if result.dtype.kind == "f":
        _check_numbers(name, result, allow_nan, allow_inf)
    if dtype in ("float64", "float32"):
        return result.astype(dtype, copy=False)
    if dtype == "float" and result.dtype.kind != "f":
        return result.astype(np.float64)
    return result


def _check_axes(name, result, ndim, shape):
    if ndim is not None:
        allowed = (ndim,) if isinstance(ndim, int) else tuple(ndim)
        if result.ndim not in allowed:
            counts = " or ".join(str(n) for n in allowed)
            axes = "axis" if allowed == (1,) else "axes"
            raise value_error(name, f"shape {result.shape}", f"an array with {counts} {axes}")
    if shape is not None:
        wanted = tuple(shape)
        fits = len(wanted) == result.ndim and all(
            want is None or isinstance(want, str) or want == length
            for want, length in zip(wanted, result.shape, strict=True)
        )
        if not fits:
            raise value_error(name, f"shape {result.shape}", f"shape {shape_text(wanted)}")


def shape_text(shape) -> str:
    """Write a shape with letters for its free axes: ``("N", 10)`` becomes ``(N, 10)``."""
    entries = ["any" if entry is None else str(entry) for entry in shape]
    return f"({entries[0]},)" if len(entries) == 1 else f"({', '.join(entries)})"


def _check_numbers(name, result, allow_nan, allow_inf):
    if np.isfinite(result).all():  # nearly always, so look no further
        return
    bad = np.zeros(result.shape, bool)
    if not allow_nan:
        bad |= np.isnan(result)
    if not allow_inf:
        bad |= np.isinf(result)
    if bad.any():
        index = tuple(int(i) for i in np.unravel_index(np.argmax(bad), bad.shape))
        got = f"{float(result[index])}" + (f" at index {index} of shape {result.shape}" if result.ndim else "")
        raise value_error(name, got, "numbers without NaN" if allow_inf else "finite numbers")


def labels(name, value, *, classes, count=None) -> np.ndarray:
    """Return class numbers as an integer array (N,), each in 0 … classes − 1.

    `count`, when given, is the N that they must have. Raises TypeError for labels that are not
    whole numbers, ValueError for one-hot rows, a wrong length, or a class that does not exist.

    >>> labels("labels", [2, 0], classes=3)
    array([2, 0])
    """
    wanted = f"({'N' if count is None else count},)"
    numbers_wanted = f"class numbers of shape {wanted}, each from 0 to {classes - 1}"
    found = np.shape(value) if _has_shape(value) else ()
    if len(found) == 2 and found[1] == classes and classes > 1:
        raise value_error(
            name,
            f"shape {found}, which looks like one-hot rows",
            f"{numbers_wanted} ({name}.argmax(axis=1) makes them)",
        )
    result = array(name, value, dtype="int")
    if result.ndim != 1 or (count is not None and result.shape[0] != count):
        raise value_error(name, f"shape {result.shape}", numbers_wanted)
    outside = np.flatnonzero((result < 0) | (result >= classes))
    if outside.size:
        first = int(outside[0])
        raise value_error(name, f"{result[first]} at index {first}", numbers_wanted)
    return result.astype(np.intp, copy=False)


def _has_shape(value):
    try:
        np.shape(value)
    except Exception:
        return False
    return True


def same_shape(name, value, other_name, other):
    """Raise ValueError unless two arrays have the same shape; return the first.

    Broadcasting is refused on purpose: (N,) against (N, 1) would quietly make an (N, N) table.
    """
    if np.shape(value) != np.shape(other):
        raise value_error(name, f"shape {np.shape(value)}", f"the shape of {other_name}, {np.shape(other)}")
    return value


def number(name, value, *, minimum=None, maximum=None, above=None, below=None) -> float:
    """Return one finite real number as a float.

    `minimum` and `maximum` belong to what is allowed, `above` and `below` are outside it.
    Raises TypeError for something that is not one real number (a boolean is not), ValueError for
    NaN, infinities and numbers out of bounds.

    >>> number("momentum", 0.9, minimum=0, below=1)
    0.9
    """
    expected = "a finite number" + _bounds(minimum, maximum, above, below)
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind in "fiu":
        value = value[()]
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise type_error(name, describe(value), expected)
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    inside = (
        math.isfinite(result)
        and (minimum is None or result >= minimum)
        and (maximum is None or result <= maximum)
        and (above is None or result > above)
        and (below is None or result < below)
    )
    if not inside:
        raise value_error(name, f"{result:g}", expected)
    return result


def _bounds(minimum, maximum, above, below):
    words = [
        f"{sign} {bound}"
        for sign, bound in (("≥", minimum), (">", above), ("≤", maximum), ("<", below))
        if bound is not None
    ]
    return " " + " and ".join(words) if words else ""


def positive(name, value, *, allow_zero=False) -> float:
    """Return a finite number above 0 (or from 0 on) as a float."""
    return number(name, value, minimum=0) if allow_zero else number(name, value, above=0)


def integer(name, value, *, minimum=None, maximum=None) -> int:
    """Return a whole number as an int; 2.0 and True are refused, for they hide mistakes.

    >>> integer("stride", 2, minimum=1)
    2
    """
    expected = "a whole number" + _bounds(minimum, maximum, None, None)
    if isinstance(value, np.ndarray) and value.shape == () and value.dtype.kind in "iu":
        value = value[()]
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Integral):
        raise type_error(name, describe(value), expected)
    result = int(value)
    if (minimum is not None and result < minimum) or (maximum is not None and result > maximum):
        raise value_error(name, str(result), expected)
    return result


def choice(name, value, options):
    """Return `value` if it is one of `options`, and otherwise raise ValueError with all of them.

    >>> choice("order", "sequential", ("simultaneous", "sequential"))
    'sequential'
    """
    options = tuple(options)
    for option in options:
        if type(value) is type(option) and value == option:
            return option
    listed = ", ".join(repr(option) for option in options)
    got = repr(value) if isinstance(value, str) else describe(value)
    raise value_error(name, got, f"one of {listed}{_near(value, options)}")


def _near(value, options):
    if not isinstance(value, str):
        return ""
    import difflib  # only when a name was mistyped: it costs more than all the rest here

    by_lower = {option.lower(): option for option in options if isinstance(option, str)}
    close = difflib.get_close_matches(value.lower(), list(by_lower), n=1)
    return f" (did you mean {by_lower[close[0]]!r}?)" if close else ""


def boolean(name, value) -> bool:
    """Return True or False; 0, 1 and None are refused."""
    if not isinstance(value, (bool, np.bool_)):
        raise type_error(name, describe(value), "True or False")
    return bool(value)


def text(name, value) -> str:
    """Return a string that is not empty."""
    if not isinstance(value, str):
        raise type_error(name, describe(value), "a string")
    if not value.strip():
        raise value_error(name, repr(value), "a string that says something")
    return value


def function(name, value):
    """Return something that can be called."""
    if not callable(value):
        raise type_error(name, describe(value), "a function")
    return value
