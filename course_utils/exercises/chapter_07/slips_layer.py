"""More ways in which the layer of chapter 07 goes wrong, forward and backward, and the questions that lead out."""

from __future__ import annotations

import numpy as np

from course_utils.exercises.chapter_07.answers_layer import (
    col2im_averaged,
    conv_backward,
    conv_backward_written,
    conv_forward,
)
from course_utils.exercises.chapter_07.slips_rows import at_stride, gathered, scattered
from course_utils.exercises.engine import Misconception


# ---- forward ------------------------------------------------------------------------------------------------------
def then(change):
    """Build a conv_forward whose maps are ``change(maps, x, weight)``."""
    return lambda x, weight, bias, stride=1: change(conv_forward(x, weight, bias, stride), x, weight)


def given(change):
    """Build a conv_forward of ``change(x, weight, bias)``."""
    return lambda x, weight, bias, stride=1: conv_forward(*change(x, weight, bias), stride)


def as_rows(maps):
    """Return the product (N·OH·OW, F) that the maps were made of."""
    return maps.transpose(0, 2, 3, 1).reshape(-1, maps.shape[1])


def product_of(rows, arrange):
    """Build a conv_forward that makes its windows by ``rows(x, kernel, stride)`` and its maps by ``arrange``."""

    def forward(x, weight, bias, stride=1):
        shape = conv_forward(x, weight, bias, stride).shape
        product = rows(x, weight.shape[2:], stride) @ weight.reshape(len(weight), -1).T + bias
        return arrange(product, *shape)

    return forward


def in_order(product, N, F, OH, OW):
    """Give the product its axes back as it should be."""
    return product.reshape(N, OH, OW, F).transpose(0, 3, 1, 2)


def bias_on_the_last_axis(x, weight, bias, stride=1):
    """Add the bias where NumPy lines it up by itself."""
    return conv_forward(x, weight, 0 * bias, stride) + bias


def windows_with(place):
    """Build a conv_forward whose windows begin at ``place``."""
    return product_of(gathered(place), in_order)


CONV_FORWARD = (
    Misconception(
        "bias along the wrong axis",
        bias_on_the_last_axis,
        "NumPy lines shapes up from the right. Which axis of your maps is the last when the bias is added: filters or "
        "columns?",
    ),
    Misconception(
        "the product left as it is",
        then(lambda maps, x, weight: as_rows(maps)),
        "One row for each place, one column for each filter: that is the product. Which four axes shall it have?",
        also=(then(lambda maps, x, weight: maps.reshape(*maps.shape[:2], -1)),),
    ),
    Misconception(
        "height and width exchanged",
        then(lambda maps, x, weight: maps.swapaxes(2, 3)),
        "Right numbers in other places. Which of the places runs faster from row to row of the product, OH or OW?",
        also=(product_of(gathered(at_stride), lambda p, N, F, OH, OW: p.reshape(N, OW, OH, F).transpose(0, 3, 1, 2)),),
    ),
    Misconception(
        "images and places mixed",
        product_of(gathered(at_stride), lambda p, N, F, OH, OW: p.reshape(OH, OW, N, F).transpose(2, 3, 0, 1)),
        "The rows of the product come image after image. Which axis comes first when they get their axes back?",
        also=(
            product_of(gathered(at_stride), lambda p, N, F, OH, OW: p.T.reshape(F, OH, OW, N).transpose(3, 0, 1, 2)),
        ),
    ),
    Misconception(
        "filters and images exchanged",
        then(lambda maps, x, weight: maps.swapaxes(0, 1)),
        "In (N, F, OH, OW), what does the first axis count?",
    ),
    Misconception(
        "stride ignored",
        lambda x, weight, bias, stride=1: conv_forward(x, weight, bias, 1),
        "Where in your function does `stride` have any effect?",
    ),
    Misconception(
        "windows that begin at their number",
        windows_with(lambda oy, ox, kernel, stride: (oy, ox)),
        "The number of places is right. Where does the second window begin when the stride is 2?",
    ),
    Misconception(
        "the first channel only",
        given(lambda x, weight, bias: (x[:, :1], weight[:, :1], bias)),
        "One output adds up a whole window. Through how many channels does the window reach?",
    ),
    Misconception(
        "one filter for all",
        given(lambda x, weight, bias: (x, np.repeat(weight[:1], len(weight), axis=0), bias)),
        "All your maps come from the same weights. How many filters are there?",
    ),
    Misconception(
        "one bias for all",
        given(lambda x, weight, bias: (x, weight, np.full(len(bias), bias[0]))),
        "Each filter has a bias of its own. Which one did the second map get?",
        also=(
            given(lambda x, weight, bias: (x, weight, np.full(len(bias), bias.sum()))),
            given(lambda x, weight, bias: (x, weight, np.full(len(bias), bias.mean()))),
        ),
    ),
    Misconception(
        "mean of the products",
        lambda x, weight, bias, stride=1: conv_forward(x, weight / weight[0].size, bias, stride),
        "Are the products of a window added up, or averaged?",
        also=(then(lambda maps, x, weight: maps / weight[0].size), then(lambda maps, x, weight: maps / x.shape[1])),
    ),
    Misconception(
        "the activation as well",
        then(lambda maps, x, weight: np.maximum(maps, 0)),
        "Nothing of yours is below 0. Is the activation part of this layer, or of the next?",
        also=(then(lambda maps, x, weight: 1 / (1 + np.exp(-maps))), then(lambda maps, x, weight: np.tanh(maps))),
    ),
    Misconception(
        "bias taken off",
        given(lambda x, weight, bias: (x, weight, -bias)),
        "Y = XW + b. With which sign does your bias come in?",
    ),
)


# ---- backward -----------------------------------------------------------------------------------------------------
def parts(change):
    """Build a conv_backward that returns ``change(grad_x, grad_weight, grad_bias, x, weight)``."""
    return lambda g, x, weight, stride=1: change(*conv_backward(g, x, weight, stride), x, weight)


def of_images(choose):
    """Build a conv_backward whose gradients of weights and biases come from the images ``choose``."""

    def backward(grad_out, x, weight, stride=1):
        grad_x = conv_backward(grad_out, x, weight, stride)[0]
        return grad_x, *conv_backward(grad_out[choose], x[choose], weight, stride)[1:]

    return backward


def back_by(col2im):
    """Build a conv_backward that brings the gradient of the columns home by ``col2im``."""

    def backward(grad_out, x, weight, stride=1):
        rows = grad_out.transpose(0, 2, 3, 1).reshape(-1, len(weight))
        grad_x = col2im(rows @ weight.reshape(len(weight), -1), x.shape, weight.shape[2:], stride)
        return grad_x, *conv_backward(grad_out, x, weight, stride)[1:]

    return backward


def last_filter_written(grad_out, x, weight, stride=1):
    """Write where several windows, and several filters, should be added."""
    grad_x = conv_backward_written(grad_out[:, -1:], x, weight[-1:], stride)[0]
    return grad_x, *conv_backward(grad_out, x, weight, stride)[1:]


def weights_reshaped(grad_out, x, weight, stride=1):
    """Go back through weights that were reshaped, not transposed."""
    turned = weight.reshape(-1, len(weight)).T.reshape(weight.shape)
    return conv_backward(grad_out, x, turned, stride)[0], *conv_backward(grad_out, x, weight, stride)[1:]


def bias_over(axes, keepdims=False):
    """Build a conv_backward that adds the bias gradient up over ``axes``."""

    def backward(grad_out, x, weight, stride=1):
        return *conv_backward(grad_out, x, weight, stride)[:2], grad_out.sum(axis=axes, keepdims=keepdims)

    return backward


def bias_grad(change):
    """Build a conv_backward whose gradient of the bias is ``change(grad_out)``."""
    return lambda g, x, weight, stride=1: (*conv_backward(g, x, weight, stride)[:2], change(g))


CONV_BACKWARD = (
    Misconception(
        "results in another order",
        parts(lambda grad_x, grad_weight, grad_bias, x, weight: (grad_weight, grad_bias, grad_x)),
        "Three gradients are asked for, in the order x, weight, bias. Which of yours comes first?",
        also=(
            parts(lambda grad_x, grad_weight, grad_bias, x, weight: (grad_x, grad_bias, grad_weight)),
            parts(lambda grad_x, grad_weight, grad_bias, x, weight: (grad_weight, grad_x, grad_bias)),
            parts(lambda grad_x, grad_weight, grad_bias, x, weight: (grad_bias, grad_weight, grad_x)),
        ),
    ),
    Misconception(
        "one gradient missing",
        parts(lambda grad_x, grad_weight, grad_bias, x, weight: (grad_weight, grad_bias)),
        "x, weight and bias: which of the three has no gradient yet?",
        also=(parts(lambda *p: p[:2]), parts(lambda *p: (p[0], p[1], None))),
    ),
    Misconception(
        "bias summed over some axes only",
        bias_over(0),
        "One number for each filter is left when all else is added up. Which axes of `grad_out` are still there?",
        also=(bias_over((0, 1)), bias_over((1, 2, 3)), bias_over((2, 3)), bias_over((0, 2)), bias_over((0, 3))),
    ),
    Misconception(
        "the bias gradient keeps its axes",
        bias_over((0, 2, 3), keepdims=True),
        "The bias has shape (F,). Which shape has its gradient in yours?",
        also=(
            bias_grad(lambda g: g.sum(axis=(0, 2, 3))[:, None]),
            bias_grad(lambda g: g.sum(axis=(0, 2, 3))[None]),
        ),
    ),
    Misconception(
        "bias gradient of ones",
        bias_grad(lambda g: np.full(g.shape[1], float(g[:, 0].size))),
        "The slope of each output along its bias is 1. By which number does the chain rule multiply it?",
        also=(bias_grad(lambda g: np.ones(g.shape[1])), bias_grad(lambda g: np.zeros(g.shape[1]))),
    ),
    Misconception(
        "one image only",
        of_images(slice(-1, None)),
        "Every image has used the weights. Whose gradients are left in yours when the loop is over?",
        also=(of_images(slice(1)),),
    ),
    Misconception(
        "divided once more",
        parts(lambda gx, gw, gb, x, weight: (gx, gw / len(x), gb)),
        "Uses add up, and the loss has its 1/N already. What do you divide by, and why?",
        also=(
            lambda g, x, weight, stride=1: (
                conv_backward(g, x, weight, stride)[0],
                *(part / g[:, 0].size for part in conv_backward(g, x, weight, stride)[1:]),
            ),
            lambda g, x, weight, stride=1: (
                conv_backward(g, x, weight, stride)[0],
                conv_backward(g, x, weight, stride)[1] / g[:, 0].size,
                conv_backward(g, x, weight, stride)[2],
            ),
            parts(lambda gx, gw, gb, x, weight: (gx / len(x), gw / len(x), gb / len(x))),
            parts(lambda gx, gw, gb, x, weight: (gx / len(x), gw, gb)),
        ),
    ),
    Misconception(
        "averaged over the windows of a pixel",
        back_by(col2im_averaged),
        "A pixel in four windows moves outputs through all four. Do its effects average, or add?",
    ),
    Misconception(
        "weights reshaped where they should be transposed",
        weights_reshaped,
        "On the way forward one column of the weight matrix was one whole filter. Through which matrix do you go back?",
    ),
    Misconception(
        "stride forgotten on the way home",
        back_by(scattered(lambda oy, ox, kernel, stride: (oy, ox))),
        "With stride 2, at which pixel did the second window begin? Where do you put its gradient?",
    ),
    Misconception(
        "channels reversed or mixed",
        parts(lambda gx, gw, gb, x, weight: (gx, gw[:, ::-1], gb)),
        "A row of `im2col` lists its window channel by channel. In which order does your weight gradient read it?",
        also=(
            parts(
                lambda gx, gw, gb, x, weight: (
                    gx,
                    gw.reshape(len(gw), *gw.shape[2:], gw.shape[1]).transpose(0, 3, 1, 2),
                    gb,
                )
            ),
        ),
    ),
    Misconception(
        "the weight gradient flipped",
        parts(lambda gx, gw, gb, x, weight: (gx, gw[..., ::-1, ::-1], gb)),
        "Forward, the kernel lay on the window unflipped. Which pixel of a window does weight (0, 0) meet?",
    ),
    Misconception(
        "minus the gradient",
        parts(lambda gx, gw, gb, x, weight: (-gx, -gw, -gb)),
        "Who subtracts, the gradient or the step that is taken with it?",
    ),
)
