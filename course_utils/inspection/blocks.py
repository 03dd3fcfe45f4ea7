"""What the blocks of a trained network do: how far each moves its signal, and what is left when one is taken out."""

from torch import nn

from course_utils.experiment import loop


def lesions(network, x, labels) -> list:
    """Return the accuracy with each block's branch removed in turn, first block to last.

    A residual block is then only its shortcut; a plain one hands on what it gets, as far as the size allows.
    """
    found = []
    for block in network.blocks:
        block.enabled = False
        found.append(loop.evaluate(network, x, labels).accuracy)
        block.enabled = True
    return found


def block_changes(network, x) -> list:
    """Return ‖y − x‖ / ‖x‖ for each block whose output y has the shape of its input x."""
    found = []

    def look(block, inputs, output):
        if output.shape == inputs[0].shape:
            found.append(float((output - inputs[0]).norm() / inputs[0].norm()))

    _watch(network, network.blocks, look, x)
    return found


def responses(network, x) -> list:
    """Return the standard deviation of each convolution's output, after normalisation, before ReLU or addition."""
    found = []
    layers = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm2d)]
    _watch(network, layers, lambda layer, inputs, output: found.append(float(output.std())), x)
    return found


def _watch(network, layers, look, x):
    handles = [layer.register_forward_hook(look) for layer in layers]
    try:
        loop.outputs(network, x)
    finally:
        for handle in handles:
            handle.remove()
