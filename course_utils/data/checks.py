"""Argument checks of the data package: errors that name the argument, what came, and what was expected."""

import operator


def integer(argument, value, *, minimum):
    """Return ``value`` as an int of at least ``minimum``; raise TypeError or ValueError naming ``argument``."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{argument}: got {value!r}; expected a whole number") from None
    if number < minimum:
        raise ValueError(f"{argument}: got {number}; expected {minimum} or more")
    return number


def known(argument, value, choices):
    """Return ``value`` if it is one of ``choices``; raise ValueError that lists them and the nearest one."""
    if isinstance(value, str) and value in choices:
        return value
    import difflib  # only on the way to an error

    near = difflib.get_close_matches(value, choices, n=1) if isinstance(value, str) else []
    hint = f" (did you mean {near[0]!r}?)" if near else ""
    raise ValueError(f"{argument}: got {value!r}; expected one of {', '.join(map(repr, choices))}{hint}")
