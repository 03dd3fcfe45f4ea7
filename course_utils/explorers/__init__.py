"""Interactive explorers: a pure function that describes a frame, and a small view that draws it.

``from course_utils.explorers import ActivationLab`` imports that one, as a widget; nothing is loaded before it is asked
for. ``explorer_class("ActivationLab")`` is the same explorer without the widget.
"""

from importlib import import_module

# Explorer class -> module of this package that holds it. One line for each explorer, chapter by chapter.
REGISTRY = {
    "FirstSlider": "first_slider",
    "ActivationLab": "activation_lab",
    "Collapse": "collapse",
    "Descent": "descent",
    "LogitsToLoss": "logits_to_loss",
    "BackpropMicroscope": "microscope",
    "WeightsCounter": "weights_counter",
    "SlidingSignals": "sliding_signals",
    "ConvolutionLens": "convolution_lens",
    "FilterLab": "filter_lab",
    "ArithmeticLab": "arithmetic_lab",
    "ShiftTester": "shift_tester",
    "Im2colAtlas": "im2col_atlas",
    "DrawDigit": "draw_digit",
    "LeNet5Walker": "lenet5_walker",
    "Switchboard": "switchboard",
    "AlexNetWalker": "alexnet_walker",
    "LrnBench": "lrn_bench",
    "AugmentationBench": "augmentation_bench",
    "DropoutBench": "dropout_bench",
    "BatchNormBench": "batch_norm_bench",
    "GradientHighway": "gradient_highway",
    "ShortcutBuilder": "shortcut_builder",
    "ExperimentPlanner": "experiment_planner",
    "TrainingCurves": "training_curves",
}

#: Functions that return another kind of widget -> module.
OTHERS = {"predict": "questions", "recall": "questions", "review": "questions", "show_to": "new_pictures"}
__all__ = ["explorer_class", "predict", "recall", "review", "show_to"]  # and every name of REGISTRY, by __getattr__


def explorer_class(name):
    """Return the explorer called ``name``, which computes frames and loads no widget.

    Raises KeyError with the known names otherwise.
    """
    if name not in REGISTRY:
        raise KeyError(f"name: got {name!r}; expected one of {', '.join(REGISTRY)}")
    return getattr(import_module(f"{__name__}.{REGISTRY[name]}"), name)


def __getattr__(name):
    if name in REGISTRY:
        return import_module(f"{__name__}.widget").alive(explorer_class(name))
    if name in OTHERS:
        return getattr(import_module(f"{__name__}.{OTHERS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*REGISTRY, *__all__])
