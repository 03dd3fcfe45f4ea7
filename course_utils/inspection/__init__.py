"""Look inside any network: a table of its layers, its maps and filters, and what in a picture moved its answer.

NumPy arrays go in and come out. Whatever is asked, the model is afterwards as it was before: its mode (training or
evaluation), its weights, its running statistics, the gradients that its parameters hold, and torch's random numbers.
"""

from course_utils.inspection.attribution import grad_cam, occlusion, saliency
from course_utils.inspection.maps import feature_maps, filters
from course_utils.inspection.norms import gradient_norms
from course_utils.inspection.table import LayerTable, Row, layer_table
from course_utils.inspection.way import way_through

__all__ = [
    "LayerTable",
    "Row",
    "feature_maps",
    "filters",
    "grad_cam",
    "gradient_norms",
    "layer_table",
    "occlusion",
    "saliency",
    "way_through",
]
