"""What the units see after ``x[...]``."""

from course_utils.inspection.fields import Flat


def sliced(call):
    """Return what units see after ``x[..., a:b:c, d:e:f]``: a step moves them apart, a start moves the first one.

    None where the picture's axes are not the last two any more, or are picked in another way than by slices.
    """
    index = call.args[1] if isinstance(call.args[1], tuple) else (call.args[1],)
    if isinstance(call.seen, Flat):
        return call.seen if tuple(call.out.shape) == call.shape else None
    last = _last_two(index, len(call.shape))
    if last is None:
        return None
    steps = [part.indices(size) for part, size in zip(last, call.shape[-2:])]
    return tuple(
        side._replace(jump=side.jump * by, start=side.start + first * side.jump)
        for side, (first, _, by) in zip(call.seen, steps)
    )


def _last_two(index, ndim):
    """Return the slices of the last two axes, or None where these are not picked by slices."""
    parts = []
    for part in index:
        parts += [...] if part is Ellipsis else [None] if part is None else [part] * _axes_taken(part)
    if ... in parts:
        at = next(k for k, part in enumerate(parts) if part is ...)
        return _ends(parts[:at], parts[at + 1 :], ndim)
    return _ends(parts, [], ndim)


def _axes_taken(part):
    return part.ndim if "bool" in str(getattr(part, "dtype", "")) else 1


def _ends(before, behind, ndim):
    given = sum(part is not None for part in (*before, *behind))
    parts = [*before, *[slice(None)] * (ndim - given), *behind][-2:]
    return parts if len(parts) == 2 and all(isinstance(part, slice) for part in parts) else None
