"""One rule for each torch operation: what the units of its result see of the picture.

An operation without a rule gives None: better no answer than a wrong one.
"""

from course_utils.inspection.fields import Flat, everywhere, from_the_end, step, still, union, words
from course_utils.inspection.slicing import sliced

ARITHMETIC = words("add sub mul div truediv floordiv pow mod")
# Every number stays in its place and depends on those in the same place: names without leading and trailing "_".
LOCAL = words("""
    subtract multiply divide true_divide floor_divide remainder fmod rsub neg negative positive abs absolute sign exp
    expm1 exp2 log log1p log2 log10 sqrt rsqrt square reciprocal float_power sin cos tan sinh cosh tanh asin acos atan
    arctan atan2 erf erfc sigmoid logit softplus softsign relu relu6 leaky_relu rrelu prelu elu selu celu gelu silu mish
    hardtanh hardswish hardsigmoid hardshrink softshrink tanhshrink threshold logsigmoid clamp clip clamp_min clamp_max
    round floor ceil trunc frac nan_to_num maximum minimum fmax fmin lerp addcmul addcdiv hypot
    where masked_fill eq ne lt le gt ge logical_and logical_or logical_not isnan isinf isfinite invert and or xor
    dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout batch_norm local_response_norm
    channel_shuffle clone contiguous detach data real to type type_as float double half bfloat16 cpu cuda
    expand expand_as broadcast_to
""") | {prefix + word for prefix in ("", "r", "i") for word in ARITHMETIC}
CONVOLUTIONS = words("conv1d conv2d conv3d")
POOLINGS = words("max_pool2d avg_pool2d max_pool2d_with_indices lp_pool2d")
ADAPTIVE = words("adaptive_avg_pool2d adaptive_max_pool2d adaptive_max_pool2d_with_indices")
REDUCTIONS = words("mean sum prod amax amin max min std var logsumexp median all any")
RESHAPES = words("reshape view flatten unflatten ravel squeeze unsqueeze reshape_as view_as")
SWAPS = words("transpose swapaxes swapdims permute mT mH")
NORMALISATIONS = words("group_norm instance_norm layer_norm rms_norm")
ALONG = {  # operations along one axis: where that axis stands among their arguments, and what it is by default
    **dict.fromkeys(words("cat concat concatenate stack"), (1, 0)),
    **dict.fromkeys(words("chunk split split_with_sizes tensor_split"), (2, 0)),
    **dict.fromkeys(words("unbind"), (1, 0)),
    **dict.fromkeys(words("select narrow index_select gather flip cumsum cumprod cummax cummin"), (1, None)),
    **dict.fromkeys(words("logcumsumexp softmax log_softmax softmin"), (1, None)),
    **dict.fromkeys(words("sort argsort glu"), (1, -1)),
    "roll": (2, None),
    "normalize": (2, 1),
}
MIXING = words("softmax log_softmax softmin normalize sort argsort")  # each number depends on all along the axis
TOGETHER = LOCAL | words("cat concat concatenate stack")  # operations of several tensors of the same standing


def after(name, args, kwargs, operands, out):
    """Return what the units of `out` see; `operands` are `Call`s of the tensors that depend on the picture."""
    if any(operand.seen is None for operand in operands):
        return None
    resting = [operand.seen for operand in operands if still(operand.seen)]
    moving = [operand for operand in operands if not still(operand.seen)]
    if not moving:
        return union(resting)
    if name not in RULES or (len(moving) > 1 and name not in TOGETHER):
        return None
    calls = [operand._replace(name=name, args=args, kwargs=kwargs, out=out) for operand in moving]
    return union([*(RULES[name](call) for call in calls), *resting])


def _local(call):
    if tuple(call.out.shape) == call.shape:
        return call.seen
    if isinstance(call.seen, Flat):
        return call.seen if call.out.ndim == 2 and call.out.shape[-1] == call.shape[-1] else None
    sides = zip(call.seen, call.shape[-2:], call.out.shape[-2:])
    spread = [side if before == now else side._replace(jump=0) if before == 1 else None for side, before, now in sides]
    return None if None in spread else tuple(spread)


def _window(call):
    if isinstance(call.seen, Flat) or call.tensor is not call.given(0, "input") or call.name in {"conv1d", "conv3d"}:
        return None
    read = _convolution_window if call.name in CONVOLUTIONS else _pooling_window
    return tuple(step(side, *window) for side, window in zip(call.seen, read(call)))


def _convolution_window(call):
    weight = call.given(1, "weight")
    kernel = tuple((k - 1) * d + 1 for k, d in zip(weight.shape[-2:], _pair(call, 5, "dilation", 1)))
    padding = _pair(call, 4, "padding", 0)
    by_word = {"valid": (0, 0), "same": tuple((k - 1) // 2 for k in kernel)}
    return zip(kernel, _pair(call, 3, "stride", 1), by_word.get(padding[0], padding))


def _pooling_window(call):
    first = 2 if call.name == "lp_pool2d" else 1
    kernel = _pair(call, first, "kernel_size", 1)
    stride = _pair(call, first + 1, "stride", kernel)
    padding = (0, 0) if call.name == "lp_pool2d" else _pair(call, 3, "padding", 0)
    dilation = _pair(call, 4, "dilation", 1) if call.name.startswith("max") else (1, 1)
    return zip(((k - 1) * d + 1 for k, d in zip(kernel, dilation)), stride, padding)


def _pair(call, position, keyword, default):
    value = call.given(position, keyword, default)
    value = default if value is None or value == () or value == [] else value
    if isinstance(value, (tuple, list)):
        return tuple(value) if len(value) == 2 else (value[0],) * 2
    return value, value


def _adaptive(call):
    if isinstance(call.seen, Flat):
        return None
    whole, found = everywhere(call), []
    for axis, side in zip((-2, -1), call.seen):
        before, now = call.shape[axis], call.out.shape[axis]
        even = before % now == 0  # else its windows differ in size
        found.append(whole[axis] if now == 1 else step(side, before // now, before // now, 0) if even else None)
    return None if None in found else tuple(found)


def _reduced(call):
    if call.name in {"max", "min"} and hasattr(call.given(1, "other"), "shape"):
        return _local(call)  # the larger of two tensors
    axes = from_the_end(call.given(1, "dim", call.kwargs.get("axis")), len(call.shape))
    if axes is None or {-2, -1} <= axes or (isinstance(call.seen, Flat) and -1 in axes):
        return everywhere(call)
    if isinstance(call.seen, Flat) or (axes & {-2, -1} and call.out.ndim < len(call.shape)):
        return None  # an axis of the picture is gone, and the other one has moved
    return everywhere(call, axes & {-2, -1})


def _reshaped(call):
    now = tuple(call.out.shape)
    if now == call.shape:
        return call.seen
    if isinstance(call.seen, Flat):
        return None
    if len(call.shape) > 2 and (len(now) == 1 or (len(now) == 2 and now[0] == call.shape[0])):
        return Flat(call.seen, everywhere(call), call.shape[-2:])
    return call.seen if now[-2:] == call.shape[-2:] else None  # numbers are laid in the same order as before


def _swapped(call):
    ndim = len(call.shape)
    order = list(range(ndim))
    if call.name == "permute":
        dims = call.given(1, "dims")
        order = [int(d) % ndim for d in (dims if isinstance(dims, (tuple, list)) else call.args[1:])]
    else:
        dims = (-2, -1) if call.name in {"mT", "mH"} else (call.given(1, "dim0"), call.given(2, "dim1"))
        if isinstance(call.seen, Flat) or None in dims:
            return None
        a, b = (d % ndim for d in dims)
        order[a], order[b] = order[b], order[a]
    if isinstance(call.seen, Flat) or order[-2:] not in ([ndim - 2, ndim - 1], [ndim - 1, ndim - 2]):
        return None
    return call.seen if order[-1] == ndim - 1 else call.seen[::-1]


def _along(call):
    position, default = ALONG[call.name]
    dims = call.given(position, "dims" if call.name in {"flip", "roll"} else "dim", call.kwargs.get("axis", default))
    if call.name == "flip" and len(call.args) > 2:  # x.flip(2, 3)
        dims = call.args[1:]
    axes = from_the_end(dims, call.out.ndim if call.name == "stack" else len(call.shape))
    if axes is None:
        return None
    if isinstance(call.seen, Flat):
        joins = call.out.ndim == 2 and call.name in TOGETHER
        return call.seen if joins else everywhere(call) if call.name in MIXING and axes == {-1} else None
    if not axes & {-2, -1}:
        return call.seen
    return everywhere(call, axes & {-2, -1}) if call.name in MIXING else None


def _normalised(call):
    if call.name == "instance_norm" and not call.given(5, "use_input_stats", True):
        return call.seen
    if isinstance(call.seen, Flat):
        return everywhere(call) if call.name in {"layer_norm", "rms_norm"} else None
    one_axis = call.name in {"layer_norm", "rms_norm"} and len(call.given(1, "normalized_shape")) == 1
    return everywhere(call, (-1,) if one_axis else (-2, -1))


def _product(call):
    """A dense layer or a matrix product adds up along one axis of each operand."""
    left, right = {"linear": (0, None), "addmm": (1, 2), "rmatmul": (1, 0)}.get(call.name, (0, 1))
    if call.tensor is call.given(left, "input"):
        return everywhere(call, (-1,))
    if isinstance(call.seen, Flat) or right is None or call.tensor is not call.given(right, "other"):
        return None
    return everywhere(call, (-2,))


def _einsum(call):
    """Letters of the last two axes that also end the result are kept apart by the sum."""
    if isinstance(call.seen, Flat) or not isinstance(call.args[0], str) or len(call.args) < 3:
        return None
    inputs, _, result = call.args[0].replace(" ", "").partition("->")
    letters = next(term for term, t in zip(inputs.split(","), call.args[1:]) if t is call.tensor)
    kept = len(letters) == len(call.shape) and len(set(letters)) == len(letters) and result[-2:] == letters[-2:]
    return call.seen if kept and len(result) > 1 else None


def _padded(call):
    if isinstance(call.seen, Flat):
        return None
    left, _, top = (*call.given(1, "pad"), 0, 0, 0)[:3]
    return tuple(side._replace(start=side.start - n * side.jump) for side, n in zip(call.seen, (top, left)))


RULES = {
    **dict.fromkeys(LOCAL, _local),
    **dict.fromkeys(CONVOLUTIONS | POOLINGS, _window),
    **dict.fromkeys(ADAPTIVE, _adaptive),
    **dict.fromkeys(REDUCTIONS, _reduced),
    **dict.fromkeys(RESHAPES, _reshaped),
    **dict.fromkeys(SWAPS, _swapped),
    **dict.fromkeys(ALONG, _along),
    **dict.fromkeys(NORMALISATIONS, _normalised),
    **dict.fromkeys(words("linear matmul mm bmm addmm rmatmul"), _product),
    "einsum": _einsum,
    "getitem": sliced,
    "pad": _padded,
}
