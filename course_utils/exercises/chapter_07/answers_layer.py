"""The layer that chapter 07 asks for, window by window and as matrices, and the ways it commonly goes wrong.

A function without a suffix is the reference, shown by ``solution``. Each of the others makes one known mistake, so that
``check`` can recognise it. They are written for reading; ``course_utils.convolution`` holds the fast ones.
"""

from __future__ import annotations

import numpy as np

from course_utils import convolution
from course_utils.shapes import output_shape


# ---- windows to rows ----------------------------------------------------------------------------------------------
def im2col(x, kernel, stride=1):
    """Return one row for each window of x (N, C, H, W): shape (N·OH·OW, C·KH·KW)."""
    N, C, H, W = x.shape
    KH, KW = kernel
    OH, OW = output_shape(H, W, kernel, stride)
    seen = np.empty((N, OH, OW, C, KH, KW), x.dtype)
    for oy in range(OH):
        for ox in range(OW):
            top, left = oy * stride, ox * stride
            seen[:, oy, ox] = x[:, :, top : top + KH, left : left + KW]  # the window of all images at once
    return seen.reshape(N * OH * OW, C * KH * KW)


def windows(x, kernel, stride=1):
    """Return the windows of x with all their axes: (N, OH, OW, C, KH, KW)."""
    OH, OW = output_shape(*x.shape[2:], kernel, stride)
    return im2col(x, kernel, stride).reshape(len(x), OH, OW, x.shape[1], *kernel)


def im2col_turned_windows(x, kernel, stride=1):
    seen = windows(x, kernel, stride)
    return seen.swapaxes(-1, -2).reshape(-1, seen[0, 0, 0].size)


def im2col_kernel_swapped(x, kernel, stride=1):
    return im2col(x, kernel[::-1], stride)


def im2col_row_per_channel(x, kernel, stride=1):
    return windows(x, kernel, stride).reshape(-1, kernel[0] * kernel[1])


def im2col_channels_first(x, kernel, stride=1):
    seen = windows(x, kernel, stride).transpose(0, 3, 1, 2, 4, 5)
    return seen.reshape(-1, x.shape[1] * kernel[0] * kernel[1])


def im2col_channels_last(x, kernel, stride=1):
    seen = windows(x, kernel, stride).transpose(0, 1, 2, 4, 5, 3)
    return seen.reshape(-1, x.shape[1] * kernel[0] * kernel[1])


def im2col_no_stride(x, kernel, stride=1):
    return im2col(x, kernel, 1)


def im2col_stride_in_the_count_only(x, kernel, stride=1):
    OH, OW = output_shape(*x.shape[2:], kernel, stride)
    return windows(x, kernel, 1)[:, :OH, :OW].reshape(len(x) * OH * OW, -1)


def im2col_downwards_first(x, kernel, stride=1):
    seen = windows(x, kernel, stride).swapaxes(1, 2)
    return seen.reshape(-1, x.shape[1] * kernel[0] * kernel[1])


def im2col_images_last(x, kernel, stride=1):
    seen = np.moveaxis(windows(x, kernel, stride), 0, 2)
    return seen.reshape(-1, x.shape[1] * kernel[0] * kernel[1])


def im2col_in_columns(x, kernel, stride=1):
    return im2col(x, kernel, stride).T


# ---- the layer, forward -------------------------------------------------------------------------------------------
def conv_forward(x, weight, bias, stride=1):
    """Return the feature maps (N, F, OH, OW) of x (N, C, H, W): every filter at every place, one matrix product."""
    F, C, KH, KW = weight.shape
    OH, OW = output_shape(*x.shape[2:], (KH, KW), stride)
    columns = convolution.im2col(x, (KH, KW), stride)  # (N*OH*OW, C*KH*KW)
    out = columns @ weight.reshape(F, C * KH * KW).T + bias  # (N*OH*OW, F)
    return out.reshape(len(x), OH, OW, F).transpose(0, 3, 1, 2)


def conv_forward_not_transposed(x, weight, bias, stride=1):
    right = conv_forward(x, weight, bias, stride)
    return right.transpose(0, 2, 3, 1).reshape(right.shape)


def conv_forward_filters_last(x, weight, bias, stride=1):
    return conv_forward(x, weight, bias, stride).transpose(0, 2, 3, 1)


def conv_forward_no_bias(x, weight, bias, stride=1):
    return conv_forward(x, weight, 0 * bias, stride)


def conv_forward_bias_for_each_weight(x, weight, bias, stride=1):
    return conv_forward(x, weight, bias * weight[0].size, stride)


def conv_forward_flipped(x, weight, bias, stride=1):
    return conv_forward(x, weight[:, :, ::-1, ::-1], bias, stride)


def conv_forward_weights_reshaped(x, weight, bias, stride=1):
    F, C, KH, KW = weight.shape
    turned = weight.reshape(C * KH * KW, F).T.reshape(weight.shape)
    return conv_forward(x, turned, bias, stride)


# ---- rows back to the image ---------------------------------------------------------------------------------------
def col2im(columns, shape, kernel, stride=1):
    """Return an array of ``shape`` (N, C, H, W): each entry of ``columns`` added where it was copied from."""
    N, C, H, W = shape
    KH, KW = kernel
    OH, OW = output_shape(H, W, kernel, stride)
    windows = columns.reshape(N, OH, OW, C, KH, KW)
    image = np.zeros(shape, columns.dtype)
    for oy in range(OH):
        for ox in range(OW):
            top, left = oy * stride, ox * stride
            image[:, :, top : top + KH, left : left + KW] += windows[:, oy, ox]  # (N, C, KH, KW)
    return image


def col2im_written(columns, shape, kernel, stride=1):
    N, C, H, W = shape
    OH, OW = output_shape(H, W, kernel, stride)
    taken = columns.reshape(N, OH, OW, C, *kernel)
    image = np.zeros(shape)
    for oy, ox in np.ndindex(OH, OW):
        top, left = oy * stride, ox * stride
        image[:, :, top : top + kernel[0], left : left + kernel[1]] = taken[:, oy, ox]
    return image


def col2im_averaged(columns, shape, kernel, stride=1):
    counts = col2im(np.ones_like(columns), shape, kernel, stride)
    return col2im(columns, shape, kernel, stride) / np.maximum(counts, 1)


def col2im_turned_windows(columns, shape, kernel, stride=1):
    N, C, H, W = shape
    turned = columns.reshape(-1, C, kernel[1], kernel[0]).swapaxes(-1, -2)
    return col2im(turned.reshape(columns.shape), shape, kernel, stride)


def col2im_channels_last(columns, shape, kernel, stride=1):
    turned = columns.reshape(-1, *kernel, shape[1]).transpose(0, 3, 1, 2)
    return col2im(turned.reshape(columns.shape), shape, kernel, stride)


def col2im_no_stride(columns, shape, kernel, stride=1):
    N, C, H, W = shape
    OH, OW = output_shape(H, W, kernel, stride)
    taken = columns.reshape(N, OH, OW, C, *kernel)
    image = np.zeros(shape)
    for oy, ox in np.ndindex(OH, OW):
        image[:, :, oy : oy + kernel[0], ox : ox + kernel[1]] += taken[:, oy, ox]
    return image


# ---- the layer, backward ------------------------------------------------------------------------------------------
def conv_backward(grad_out, x, weight, stride=1):
    """Return (grad_x, grad_weight, grad_bias) of the layer, given grad_out (N, F, OH, OW)."""
    F, C, KH, KW = weight.shape
    columns = convolution.im2col(x, (KH, KW), stride)  # (N*OH*OW, C*KH*KW)
    rows = grad_out.transpose(0, 2, 3, 1).reshape(len(columns), F)  # (N*OH*OW, F), as in the forward product
    grad_weight = (columns.T @ rows).T.reshape(F, C, KH, KW)
    grad_columns = rows @ weight.reshape(F, C * KH * KW)
    grad_x = convolution.col2im(grad_columns, x.shape, (KH, KW), stride)
    return grad_x, grad_weight, rows.sum(axis=0)


def conv_backward_written(grad_out, x, weight, stride=1):
    F = len(weight)
    rows = grad_out.transpose(0, 2, 3, 1).reshape(-1, F)
    grad_x = col2im_written(rows @ weight.reshape(F, -1), x.shape, weight.shape[2:], stride)
    return grad_x, *conv_backward(grad_out, x, weight, stride)[1:]


def conv_backward_bias_mean(grad_out, x, weight, stride=1):
    *others, _ = conv_backward(grad_out, x, weight, stride)
    return *others, grad_out.mean(axis=(0, 2, 3))


def conv_backward_bias_over_images(grad_out, x, weight, stride=1):
    *others, grad_bias = conv_backward(grad_out, x, weight, stride)
    return *others, grad_bias / len(x)


def conv_backward_bias_one_number(grad_out, x, weight, stride=1):
    *others, grad_bias = conv_backward(grad_out, x, weight, stride)
    return *others, grad_bias.sum()


def conv_backward_turned_weight(grad_out, x, weight, stride=1):
    grad_x, grad_weight, grad_bias = conv_backward(grad_out, x, weight, stride)
    F, C, KH, KW = weight.shape
    return grad_x, grad_weight.reshape(F, C, KW, KH).swapaxes(-1, -2), grad_bias


def conv_backward_weight_not_transposed(grad_out, x, weight, stride=1):
    grad_x, grad_weight, grad_bias = conv_backward(grad_out, x, weight, stride)
    return grad_x, grad_weight.reshape(len(weight), -1).T.reshape(weight.shape), grad_bias


def conv_backward_flipped(grad_out, x, weight, stride=1):
    grad_x = conv_backward(grad_out, x, weight[:, :, ::-1, ::-1], stride)[0]
    return grad_x, *conv_backward(grad_out, x, weight, stride)[1:]


def conv_backward_rows_mixed(grad_out, x, weight, stride=1):
    N, F, OH, OW = grad_out.shape
    mixed = grad_out.reshape(N, OH, OW, F).transpose(0, 3, 1, 2)
    return conv_backward(mixed, x, weight, stride)


def conv_backward_weight_mean(grad_out, x, weight, stride=1):
    grad_x, grad_weight, grad_bias = conv_backward(grad_out, x, weight, stride)
    return grad_x, grad_weight / len(x), grad_bias / len(x)
