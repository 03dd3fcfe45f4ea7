"""Answer of chapter 12 about what a block of a small pretrained network costs, and what other counts come to."""

from __future__ import annotations


def block_parameters(inputs, outputs, expansion, kernel):
    """Return the learned numbers of a block: 1×1 to `expansion` times the maps, depthwise K×K, 1×1 to `outputs` maps.

    Each convolution has no bias and is followed by batch normalisation: a scale and a shift for each of its maps. With
    an `expansion` of 1 the first 1×1 is left out.
    """
    wide = expansion * inputs
    widen = inputs * wide + 2 * wide if expansion > 1 else 0
    around = kernel * kernel * wide + 2 * wide
    narrow = wide * outputs + 2 * outputs
    return widen + around + narrow


def counted(change=None, norms=2, last=None, always=False, kernel_power=2, full=0, extra=None):
    """Return block_parameters with one thing counted otherwise.

    `change(inputs, expansion)` gives the wide number of maps; `norms` numbers a map are learned beside the weights, in
    the last convolution for ``last(wide, outputs)`` maps; `always` keeps the first 1×1; a depthwise filter has as many
    weights as the kernel to `kernel_power`, for each of the maps, times those to the power `full`; what is added is
    ``extra(inputs, wide, outputs)``.
    """

    def block_parameters(inputs, outputs, expansion, kernel):
        wide = change(inputs, expansion) if change else inputs * expansion
        widen = inputs * wide + norms * wide if expansion > 1 or always else 0
        around = kernel**kernel_power * wide ** (1 + full) + norms * wide
        narrow = wide * outputs + norms * (last(wide, outputs) if last else outputs)
        return widen + around + narrow + (extra(inputs, wide, outputs) if extra else 0)

    return block_parameters
