"""Sizes and counts as chapter 05's learners get them wrong, one function for each known mistake.

The right ones are in ``course_utils.shapes`` and nowhere else; here are only those that differ, and the small functions
around them that an exercise asks for.
"""

from __future__ import annotations

import math

import numpy as np

from course_utils import shapes


# ---- output size ----------------------------------------------------------------------------------------------------
def size_float(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) / stride + 1


def size_padding_once(size, kernel, stride=1, padding=0):
    return (size + padding - kernel) // stride + 1


def size_no_plus_one(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride


def size_by_kernel(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // kernel + 1


def size_rounded(size, kernel, stride=1, padding=0):
    return round((size + 2 * padding - kernel) / stride) + 1


def size_rounded_up(size, kernel, stride=1, padding=0):
    return math.ceil((size + 2 * padding - kernel) / stride) + 1


def size_no_padding(size, kernel, stride=1, padding=0):
    return (size - kernel) // stride + 1


def size_one_before_dividing(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride


# ---- padding that keeps the size ------------------------------------------------------------------------------------
def pad_to_keep(image, kernel_height, kernel_width):
    """Return ``image`` (H, W) in a frame of zeros, so that an odd kernel at stride 1 gives a map of shape (H, W)."""
    rows, columns = (kernel_height - 1) // 2, (kernel_width - 1) // 2  # half of what the kernel costs, at each end
    return np.pad(image, ((rows, rows), (columns, columns)))


def pad_all_at_each_end(image, kernel_height, kernel_width):
    return pad_to_keep(image, 2 * kernel_height - 1, 2 * kernel_width - 1)


def pad_all_at_the_far_end(image, kernel_height, kernel_width):
    return np.pad(image, ((0, kernel_height - 1), (0, kernel_width - 1)))


def pad_swapped(image, kernel_height, kernel_width):
    return pad_to_keep(image, kernel_width, kernel_height)


def pad_with_the_edge(image, kernel_height, kernel_width):
    rows, columns = kernel_height // 2, kernel_width // 2
    return np.pad(image, ((rows, rows), (columns, columns)), mode="edge")


def pad_by_kernel(image, kernel_height, kernel_width):
    return pad_to_keep(image, 2 * kernel_height + 1, 2 * kernel_width + 1)


def pad_one_ring(image, kernel_height, kernel_width):
    return np.pad(image, 1)


# ---- counts ---------------------------------------------------------------------------------------------------------
def layer_counts(channels, height, width, filters, kernel, stride=1, padding=0):
    """Return (parameters, multiply-adds) of a convolution layer with square kernels."""
    count = shapes.convolution(channels, height, width, filters, kernel, stride, padding)
    return count.parameters, count.multiply_adds


def counts_bias(biases):
    """Return the mistake of counting ``biases(channels, filters, positions)`` biases."""

    def counted(channels, height, width, filters, kernel, stride=1, padding=0):
        count = shapes.convolution(channels, height, width, filters, kernel, stride, padding)
        positions = count.multiply_adds // count.weights
        return count.weights + biases(channels, filters, positions), count.multiply_adds

    return counted


def counts_channels_forgotten(channels, height, width, filters, kernel, stride=1, padding=0):
    return layer_counts(1, height, width, filters, kernel, stride, padding)


def counts_not_shared(channels, height, width, filters, kernel, stride=1, padding=0):
    count = shapes.local(channels, height, width, filters, kernel, stride, padding)
    return count.parameters, count.multiply_adds


def counts_one_position(channels, height, width, filters, kernel, stride=1, padding=0):
    count = shapes.convolution(channels, height, width, filters, kernel, stride, padding)
    return count.parameters, count.weights


def counts_every_pixel(channels, height, width, filters, kernel, stride=1, padding=0):
    count = shapes.convolution(channels, height, width, filters, kernel, stride, padding)
    return count.parameters, count.weights * height * width


def counts_kernel_not_squared(channels, height, width, filters, kernel, stride=1, padding=0):
    count = shapes.convolution(channels, height, width, filters, kernel, stride, padding)
    return channels * filters * kernel + filters, count.multiply_adds // kernel


def counts_stride_ignored(channels, height, width, filters, kernel, stride=1, padding=0):
    return layer_counts(channels, height, width, filters, kernel, 1, padding)


def counts_padding_ignored(channels, height, width, filters, kernel, stride=1, padding=0):
    return layer_counts(channels, height, width, filters, kernel, stride)


# ---- receptive field ------------------------------------------------------------------------------------------------
def field_size(layers):
    """Return how many input pixels, along one axis, a unit of the last of ``layers`` (kernel, stride) sees."""
    return shapes.receptive_field(layers)[-1].size


def field_strides_ignored(layers):
    return 1 + sum(kernel - 1 for kernel, _ in layers)


def field_sum_of_kernels(layers):
    return sum(kernel for kernel, _ in layers)


def field_last_kernel(layers):
    return layers[-1][0]


def field_stride_too_early(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        jump = jump * stride
        size = size + (kernel - 1) * jump
    return size


def field_own_stride_only(layers):
    return 1 + sum((kernel - 1) * stride for kernel, stride in layers)


def field_strides_added(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        size, jump = size + (kernel - 1) * jump, jump + stride - 1
    return size


def field_whole_kernel(layers):
    size, jump = 0, 1
    for kernel, stride in layers:
        size, jump = size + kernel * jump, jump * stride
    return size
