"""Look inside any network: a table of its layers, its maps and filters, and what in a picture moved its answer.

NumPy arrays go in and come out. Whatever is asked, the model is afterwards as it was before: its mode (training or
evaluation), its weights, its running statistics, the gradients that its parameters hold, and torch's random numbers.
"""

from importlib import import_module

#: What is looked at -> module of this package; none is loaded before it is asked for.
PLACES = {
    "grad_cam": "attribution",
    "occlusion": "attribution",
    "saliency": "attribution",
    "feature_maps": "maps",
    "filters": "maps",
    "gradient_norms": "norms",
    "LayerTable": "table",
    "Row": "table",
    "layer_table": "table",
    "way_through": "way",
}
__all__ = list(PLACES)


def __getattr__(name):
    if name not in PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{PLACES[name]}"), name)


def __dir__():
    return sorted([*globals(), *__all__])
