"""Exercises of chapter 07 about the learner's own network: a layer, a network, one step of training, the loop."""

from __future__ import annotations

from course_utils.exercises.chapter_07 import answers_own_network as answers
from course_utils.exercises.chapter_07 import cases_own_network as cases
from course_utils.exercises.chapter_07 import slips_loop, slips_parts
from course_utils.exercises.engine import Exercise

LAYER = Exercise(
    id="07-layer",
    title="A layer with weights",
    prompt="Finish the class `Layer`. It is made with two functions: `function(x, weight, bias)` gives the output, "
    "`gradients(grad_out, x, weight)` gives `grad_x, grad_weight, grad_bias`. `forward` returns the output and keeps "
    "what the way back will need; `backward` fills `self.grads`, under the names of `params`, and returns the gradient "
    "of the layer's input. The arrays in `params` are not changed by either.",
    stub="class Layer:\n"
    "    def __init__(self, function, gradients, weight, bias):\n"
    "        self.function, self.gradients = function, gradients\n"
    '        self.params, self.grads = {"weight": weight, "bias": bias}, {}\n\n'
    "    def forward(self, x):\n"
    "        ...\n\n"
    "    def backward(self, grad_out):\n"
    "        ...",
    reference=answers.Layer,
    cases=cases.layer_cases,
    call=cases.use_layer,
    names=("out", "grad_x", "grads['weight']", "grads['bias']", "out, after params have changed"),
    misconceptions=slips_parts.LAYER,
    hints=(
        "In `forward`: keep x as an attribute, `self.x = x`; call `self.function` with the arrays in `self.params`.",
        "In `backward`: `self.gradients` returns three things. Two belong into `self.grads`, one is returned.",
        "A new dictionary at each way back, `self.grads = {...}`, holds nothing of the batch before.",
    ),
)

NETWORK = Exercise(
    id="07-network",
    title="Forward through the layers, and back",
    prompt="Finish the class `Network`. `forward(x)` sends x through all layers and returns what the last one gives "
    "out. `backward(grad_out)` takes the gradient of that output, lets every layer go its way back, and returns the "
    "gradient of x.",
    stub="class Network:\n"
    "    def __init__(self, layers):\n"
    "        self.layers = layers\n\n"
    "    def forward(self, x):\n"
    "        ...\n\n"
    "    def backward(self, grad_out):\n"
    "        ...",
    reference=answers.Network,
    cases=cases.network_cases,
    call=cases.use_network,
    names=("out", "grad_x", "the gradients in the layers", "out, the second time"),
    misconceptions=slips_parts.NETWORK,
    hints=(
        "What one layer returns is what the next one gets: one name, given a new value in each round, is enough.",
        "On the way back the layer that came last is the first whose output's gradient is known.",
        "`reversed(self.layers)` goes through a list from its end and leaves it as it is.",
    ),
)

STEP = Exercise(
    id="07-training-step",
    title="One step downhill",
    prompt="Write `train_step(network, x, labels, lr=0.2)`: forward, the loss (`softmax_loss` returns it and the "
    "gradient of the logits), the way back, and then every array in the `params` of every layer moves by `-lr` times "
    "its gradient, *in place*: whoever else holds the array sees the new numbers. Return the loss of the batch as it "
    "was before the step.",
    stub="def train_step(network, x, labels, lr=0.2):\n    ...  # return the loss before the step",
    reference=answers.train_step,
    cases=cases.step_cases,
    call=cases.use_step,
    names=("loss", "weight of the first layer", "bias of the second", "weight of the last"),
    misconceptions=slips_loop.STEP,
    hints=(
        "Four lines to begin with: logits, loss and gradient, the way back. Then a loop over `network.layers`.",
        "`layer.params` and `layer.grads` have the same names: `for name in layer.params` goes through both.",
        "`array -= step` writes into the array. `array = array - step` makes another one.",
    ),
)

LOOP = Exercise(
    id="07-training-loop",
    title="The training loop",
    prompt="Write `train(network, step, x, labels, epochs, batch_size, seed)`. Each epoch draws one "
    "`rng.permutation(len(x))`, and goes through all examples in that order, `batch_size` at a time (the last batch "
    "may be smaller), calling `step(network, pictures, labels)` with each batch. Return a list: after each epoch the "
    "accuracy over all of `x`, from 0 to 1, as `accuracy` above gives it.",
    stub="def train(network, step, x, labels, epochs, batch_size, seed):\n"
    "    rng = np.random.default_rng(seed)\n"
    "    ...  # return a list, one accuracy for each epoch",
    reference=answers.train,
    cases=cases.loop_cases,
    call=cases.use_loop,
    names=("curve", "weights at the end"),
    misconceptions=slips_loop.LOOP,
    hints=(
        "Two loops: over the epochs, and inside over the starts of the batches, `range(0, len(x), batch_size)`.",
        "`rows = order[start : start + batch_size]`, and the same rows of `x` and of `labels`.",
        "`accuracy(network.forward, x, labels, batch_size)` measures the whole set; after the inner loop, not in it.",
    ),
)
