"""What the units of a tensor see of the picture: how it is written down, and how several such are put together.

It is a pair of `Side`s where the tensor's last two axes are those of the picture, a `Flat` where its places are laid in
a row, and None where it is not known or no rectangle of one size.
"""

from typing import Any, NamedTuple

from course_utils import shapes


class Side(NamedTuple):
    """What units see along one axis of a tensor: a `shapes.Field`, in pixels of one axis of the picture.

    `axis` is that of the picture, 0 for vertical, 1 for horizontal, and `pixels` its length. A `jump` of 0 says that
    all units along the tensor's axis see the same.
    """

    size: int
    jump: int
    start: int
    axis: int
    pixels: int


class Flat(NamedTuple):
    """Places laid in a row: each number still sees the pair `each`, all of them together the pair `together`.

    `places` is (H, W) of the maps that were laid in a row; `each` is None where the numbers differ in what they see.
    """

    each: tuple | None
    together: tuple
    places: tuple


class Call(NamedTuple):
    """One operand of an operation: its tensor, its shape before, what its units see; and the call itself."""

    tensor: Any
    shape: tuple
    seen: Any
    name: str = ""
    args: tuple = ()
    kwargs: dict | None = None
    out: Any = None

    def given(self, position, keyword, default=None):
        """Return an argument of the call, whichever way it was written."""
        return self.args[position] if len(self.args) > position else self.kwargs.get(keyword, default)


def itself(height, width):
    """Return what the pixels of a picture see: each itself."""
    return Side(1, 1, 0, 0, height), Side(1, 1, 0, 1, width)


def sizes(seen):
    """Return (height, width) in pixels of what one unit sees, or None."""
    pair = seen.each if isinstance(seen, Flat) else seen
    return None if pair is None else tuple(side.size for side in sorted(pair, key=lambda side: side.axis))


def still(seen):
    """Return whether all units see the same; where they stand in the tensor does not matter any more then."""
    return not isinstance(seen, Flat) and all(side.jump == 0 for side in seen)


def union(seen):
    """Return what units see that depend on several others: the smallest rectangle that holds all, or None."""
    if None in seen:
        return None
    if any(isinstance(one, Flat) for one in seen):
        return _flat_union(seen)
    orders = {tuple(side.axis for side in one) for one in seen if not still(one)} or {(0, 1)}
    if len(orders) > 1:  # one of them is turned on its side
        return None
    order = orders.pop()
    aligned = [sorted(one, key=lambda side: order.index(side.axis)) for one in seen]
    pair = tuple(_hull(sides) for sides in zip(*aligned))
    return None if None in pair else pair


def _hull(sides):
    jumps = {side.jump for side in sides}
    if len(jumps) > 1:  # only what holds the whole picture already can hold the others too
        whole = [side for side in sides if side.jump == 0 and side.start <= 0 and side.start + side.size >= side.pixels]
        return whole[0] if whole else None
    start = min(side.start for side in sides)
    return sides[0]._replace(size=max(side.start + side.size for side in sides) - start, start=start)


def _flat_union(seen):
    if not all(isinstance(one, Flat) or still(one) for one in seen):
        return None
    rows = [one if isinstance(one, Flat) else Flat(one, one, ()) for one in seen]
    together = union([one.together for one in rows])
    alike = len({(one.each, one.places) for one in rows}) == 1
    return None if together is None else Flat(rows[0].each if alike else None, together, rows[0].places)


def everywhere(call, axes=(-2, -1)):
    """Return what units see that depend on all places of an operand along these axes."""
    if isinstance(call.seen, Flat):
        return call.seen.together
    pair = list(call.seen)
    for axis in axes:
        pair[axis] = _all_along(pair[axis], call.shape[axis])
    return tuple(pair)


def _all_along(side, units):
    starts = [side.start + side.jump * unit for unit in range(units)]
    seen = [start for start in starts if start + side.size > 0 and start < side.pixels]  # the others see only padding
    if not seen:
        return side._replace(size=0, jump=0)
    first, end = max(seen[0], 0), min(seen[-1] + side.size, side.pixels)
    return side._replace(size=end - first, jump=0, start=first)


def step(side, kernel, stride, padding):
    """Return what a window sees that moves over units."""
    if side.jump == 0:
        return side
    found = shapes.receptive_field([(side.size, side.jump), (kernel, stride, padding)])[-1]
    return side._replace(size=found.size, jump=found.jump, start=found.start + side.start)


def from_the_end(dims, ndim):
    """Return axis numbers as a set, −1 for the last; None where they were not given, or are a switch."""
    if dims is None or isinstance(dims, bool):
        return None
    return {int(dim) % ndim - ndim for dim in (dims if isinstance(dims, (tuple, list)) else (dims,))}


def words(text):
    """Return the words of a text as a set: names of operations."""
    return frozenset(text.split())
