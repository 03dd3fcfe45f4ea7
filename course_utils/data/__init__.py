"""Every data set of the course behind one call: ``load("digits")``.

Embedded (offline, always): ``"digits"``, ``"patches"`` and the photographs. On demand (downloaded once,
verified): ``"mnist"``, ``"fashion-mnist"``, ``"cifar10"``. Your own: ``load("folder", path)``.
"""

from course_utils.data.batches import batches
from course_utils.data.data_set import DataSet
from course_utils.data.embedded import verify_embedded
from course_utils.data.pictures import alt_text, credit, photograph, photographs
from course_utils.data.sample_folder import write_sample_folder
from course_utils.data.sets import load, names

__all__ = [
    "DataSet",
    "alt_text",
    "batches",
    "credit",
    "load",
    "names",
    "photograph",
    "photographs",
    "verify_embedded",
    "write_sample_folder",
]
