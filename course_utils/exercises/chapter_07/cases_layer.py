"""What the exercises about the layer of chapter 07 are judged on."""

from __future__ import annotations

from course_utils.shapes import output_shape

# (N, C, H, W), (KH, KW), stride; None leaves the stride to its default
SETTINGS = (
    ((1, 1, 2, 3), (1, 2), None),
    ((1, 1, 4, 4), (2, 2), 2),
    ((1, 1, 3, 4), (2, 3), None),
    ((2, 3, 5, 4), (2, 3), None),
    ((1, 2, 6, 5), (3, 2), 2),
    ((3, 2, 4, 6), (1, 3), 1),
    ((2, 1, 7, 5), (2, 3), 3),
    ((1, 3, 5, 5), (3, 2), 2),
    ((2, 2, 4, 5), (3, 2), 1),
    ((1, 4, 3, 3), (2, 1), None),
)


def im2col_cases(rng):
    """Return (x, kernel) or (x, kernel, stride) over batches, channels, oblong kernels and strides."""
    return [
        (rng.normal(size=shape), kernel) if stride is None else (rng.normal(size=shape), kernel, stride)
        for shape, kernel, stride in SETTINGS
    ]


def layer_parts(rng, shape, kernel, stride):
    """Return (x, weight, bias, grad_out) of one setting, with one to three filters."""
    filters = 1 + (sum(shape) + kernel[0] + 1) % 3
    OH, OW = output_shape(*shape[2:], kernel, stride or 1)
    weight = rng.normal(size=(filters, shape[1], *kernel))
    return rng.normal(size=shape), weight, rng.normal(size=filters), rng.normal(size=(shape[0], filters, OH, OW))


def with_stride(arguments, stride):
    """Return the arguments of a case, the stride last where it is given."""
    return arguments if stride is None else (*arguments, stride)


def forward_cases(rng):
    """Return (x, weight, bias[, stride])."""
    return [with_stride(layer_parts(rng, *setting)[:3], setting[2]) for setting in SETTINGS]


def backward_cases(rng):
    """Return (grad_out, x, weight[, stride])."""
    found = []
    for setting in SETTINGS:
        x, weight, _, grad_out = layer_parts(rng, *setting)
        found.append(with_stride((grad_out, x, weight), setting[2]))
    return found


def col2im_cases(rng):
    """Return (columns, shape, kernel[, stride]) with columns of the shape that im2col gives."""
    found = []
    for shape, kernel, stride in SETTINGS:
        OH, OW = output_shape(*shape[2:], kernel, stride or 1)
        columns = rng.normal(size=(shape[0] * OH * OW, shape[1] * kernel[0] * kernel[1]))
        found.append(with_stride((columns, shape, kernel), stride))
    return found
