"""Exercises of chapter 07 about the layer: windows to rows, one product, rows back to the image, three gradients."""

from __future__ import annotations

from course_utils.exercises.chapter_07 import answers_layer as answers
from course_utils.exercises.chapter_07 import slips_layer, slips_rows
from course_utils.exercises.chapter_07.cases_layer import backward_cases, col2im_cases, forward_cases, im2col_cases
from course_utils.exercises.engine import Exercise, Misconception

IM2COL = Exercise(
    id="07-im2col",
    title="Windows to rows",
    prompt="Write `im2col(x, kernel, stride=1)`. `x` has shape (N, C, H, W) and `kernel` is the pair (KH, KW). Return "
    "the matrix of shape (N·OH·OW, C·KH·KW) with one row for each window: image after image, and within an image from "
    "left to right, then down. A row lists its window channel by channel, each channel row by row.",
    stub="def im2col(x, kernel, stride=1):\n    KH, KW = kernel\n    ...  # return a matrix, one row per window",
    reference=answers.im2col,
    cases=im2col_cases,
    misconceptions=(
        Misconception(
            "windows read column by column",
            answers.im2col_turned_windows,
            "Within one channel of one window: which number follows the first, the one to its right or the one below?",
        ),
        Misconception(
            "kernel height and width swapped",
            answers.im2col_kernel_swapped,
            "A kernel of (2, 3) is two rows high. How many rows of pixels does your window span?",
        ),
        Misconception(
            "one row for each channel",
            answers.im2col_row_per_channel,
            "A filter reaches through all channels at once. How many numbers must stand in one row, then?",
        ),
        Misconception(
            "channels before places",
            answers.im2col_channels_first,
            "Your rows mix windows. Which axes belong to one row, and which ones count the rows?",
        ),
        Misconception(
            "channels last within a row",
            answers.im2col_channels_last,
            "The row will meet a filter of shape (C, KH, KW), flattened. In which order do its numbers lie?",
        ),
        Misconception(
            "stride ignored",
            answers.im2col_no_stride,
            "With stride 2, how far does the window move from one row of your matrix to the next?",
        ),
        Misconception(
            "stride only in the count",
            answers.im2col_stride_in_the_count_only,
            "The number of windows is right. Where does the second one begin when the stride is 2?",
        ),
        Misconception(
            "windows side by side",
            slips_rows.side_by_side,
            "Your windows never overlap. How far should one move when the stride is 1?",
        ),
        Misconception(
            "downwards first",
            answers.im2col_downwards_first,
            "The windows are all there. Which one should come second, the one to the right or the one below?",
        ),
        Misconception(
            "images last",
            answers.im2col_images_last,
            "All windows of the first image come first. In which order do your loops run?",
        ),
        Misconception(
            "windows as columns",
            answers.im2col_in_columns,
            "One window, one row. What does one of your rows hold?",
        ),
        *slips_rows.IM2COL,
    ),
    hints=(
        "Two loops, over the rows of places and over the places within a row; a third, over the images, is not needed "
        "if each slice takes the window of all of them at once. `output_shape` says how many places there are.",
        "The window at place (oy, ox) begins at row oy·stride and column ox·stride, and keeps all channels.",
        "Fill an array of shape (N, OH, OW, C, KH, KW), window by window. What does a `reshape` make of it at the end?",
    ),
)

CONV_FORWARD = Exercise(
    id="07-conv-forward",
    title="The layer as one product",
    prompt="Write `conv_forward(x, weight, bias, stride=1)`: `im2col`, one matrix product, no loop. `x` is "
    "(N, C, H, W), `weight` (F, C, KH, KW), `bias` (F,); return feature maps of shape (N, F, OH, OW).",
    stub="def conv_forward(x, weight, bias, stride=1):\n    F, C, KH, KW = weight.shape\n"
    "    ...  # return feature maps, shape (N, F, OH, OW)",
    reference=answers.conv_forward,
    cases=forward_cases,
    misconceptions=(
        Misconception(
            "reshaped, not transposed",
            answers.conv_forward_not_transposed,
            "The product has one row per window and one column per filter. In which order do its numbers lie, and "
            "which axis must move?",
        ),
        Misconception(
            "filters as the last axis",
            answers.conv_forward_filters_last,
            "The next layer expects (N, F, OH, OW). Which axis of yours is F?",
        ),
        Misconception(
            "bias forgotten", answers.conv_forward_no_bias, "What is added to every number of one feature map?"
        ),
        Misconception(
            "bias added for each weight",
            answers.conv_forward_bias_for_each_weight,
            "How often does one output receive its bias: once, or once for each weight of the filter?",
        ),
        Misconception(
            "kernel flipped",
            answers.conv_forward_flipped,
            "Networks lay the kernel on the window as it is. Did you turn it round?",
        ),
        Misconception(
            "weights reshaped where they should be transposed",
            answers.conv_forward_weights_reshaped,
            "One column of the weight matrix should be one whole filter. What does yours hold?",
        ),
        *slips_layer.CONV_FORWARD,
    ),
    hints=(
        "Flatten each filter to a row of C·KH·KW numbers; transposed, the filters stand side by side.",
        "`columns @ weights + bias` has shape (N·OH·OW, F): row by row the places, column by column the filters.",
        "Give the product its four axes in the order in which its rows were made, (N, OH, OW, F), and then transpose.",
    ),
)

COL2IM = Exercise(
    id="07-col2im",
    title="Rows back to the image",
    optional=True,
    prompt="Write `col2im(columns, shape, kernel, stride=1)`. `columns` is as `im2col` gives it for an image of "
    "`shape` (N, C, H, W). Return an array of that shape in which every number is added to the pixel it was copied "
    "from. Pixels that no window reaches stay 0.",
    stub="def col2im(columns, shape, kernel, stride=1):\n    N, C, H, W = shape\n"
    "    ...  # return an array of this shape",
    reference=answers.col2im,
    cases=col2im_cases,
    misconceptions=(
        Misconception(
            "written instead of added",
            answers.col2im_written,
            "A pixel in four windows receives four numbers. How many of them are left in yours?",
        ),
        Misconception(
            "averaged instead of added",
            answers.col2im_averaged,
            "Every window that saw the pixel passes its share on. Do shares along several paths average, or add?",
        ),
        Misconception(
            "windows filled column by column",
            answers.col2im_turned_windows,
            "Within one channel of a window: does the second number go to the right of the first, or below it?",
        ),
        Misconception(
            "channels last within a row",
            answers.col2im_channels_last,
            "A row lists its window channel by channel. Which axis comes first when you give it its shape back?",
        ),
        Misconception(
            "stride ignored",
            answers.col2im_no_stride,
            "With stride 2, where did the second window begin when it was copied?",
        ),
        *slips_rows.COL2IM,
    ),
    hints=(
        "Go through the same windows as `im2col`, in the same order.",
        "`columns.reshape(N, OH, OW, C, KH, KW)[:, oy, ox]` is what belongs to the window at (oy, ox), for all images.",
        "Start from zeros, and use `+=` on the slice of the window.",
    ),
)

CONV_BACKWARD = Exercise(
    id="07-conv-backward",
    title="The layer, backward",
    prompt="Write `conv_backward(grad_out, x, weight, stride=1)`, which returns `(grad_x, grad_weight, grad_bias)`. "
    "`grad_out` has shape (N, F, OH, OW), `x` (N, C, H, W), `weight` (F, C, KH, KW); each gradient has the shape of "
    "the thing it belongs to. Use `im2col` and `col2im`.",
    stub="def conv_backward(grad_out, x, weight, stride=1):\n    F, C, KH, KW = weight.shape\n"
    "    ...  # return grad_x, grad_weight, grad_bias",
    reference=answers.conv_backward,
    cases=backward_cases,
    names=("grad_x", "grad_weight", "grad_bias"),
    misconceptions=(
        Misconception(
            "gradient written instead of added",
            answers.conv_backward_written,
            "A pixel that four windows see gets four shares of the gradient. Does your image add them?",
            also=(slips_layer.last_filter_written,),
        ),
        Misconception(
            "bias gradient averaged",
            answers.conv_backward_bias_mean,
            "The same bias was used at every place of every image. Do its effects add, or average?",
        ),
        Misconception(
            "bias gradient divided by the batch",
            answers.conv_backward_bias_over_images,
            "The loss has divided by the batch already. Is there a reason to do it again?",
        ),
        Misconception(
            "bias summed to one number",
            answers.conv_backward_bias_one_number,
            "Each filter has a bias of its own. Over which axes is the sum, and which one stays?",
        ),
        Misconception(
            "kernel height and width swapped",
            answers.conv_backward_turned_weight,
            "`weight` is (F, C, KH, KW). In which order do the C·KH·KW numbers of a row of `im2col` lie?",
        ),
        Misconception(
            "weight gradient not transposed",
            answers.conv_backward_weight_not_transposed,
            "columnsᵀ times rows has shape (C·KH·KW, F). Which axis comes first in `weight`?",
        ),
        Misconception(
            "kernel flipped",
            answers.conv_backward_flipped,
            "Forward, the kernel lay on the window unflipped. Through which weight does pixel (0, 0) of a window act?",
        ),
        Misconception(
            "rows of different places mixed",
            answers.conv_backward_rows_mixed,
            "`grad_out` has its filters in the second axis. What must happen before it becomes one row per place?",
        ),
        Misconception(
            "averaged over the batch",
            answers.conv_backward_weight_mean,
            "The loss has divided by the batch already. Is there a reason to do it again?",
        ),
        *slips_layer.CONV_BACKWARD,
    ),
    hints=(
        "First turn `grad_out` into a matrix with one row per window and one column per filter, as the product was.",
        "For y = xW + b the gradients are dx = dy·Wᵀ, dW = xᵀ·dy, db = the sum over the rows of dy. Here x is the "
        "matrix that `im2col` made.",
        "The first of them is the gradient of the *columns*. `col2im` brings it back to the image.",
    ),
)
