"""The photographs that ship with the course, with the words for who cannot see them and the credit they ask for."""

from dataclasses import dataclass

import numpy as np

from course_utils import validation
from course_utils.data import embedded


@dataclass(frozen=True)
class Photograph:
    """Say what one photograph file shows (``alt``), who made it and under which licence (``credit``)."""

    file: str
    alt: str
    credit: str


#: Name -> file, alternative text, credit. ``data/README.md`` has the full provenance.
PHOTOGRAPHS = {
    "astronaut": Photograph(
        "astronaut.png",
        "Portrait of an astronaut with short fair hair, smiling, in an orange flight suit; her helmet before her, "
        "a flag at the left, a model of the space shuttle at the right.",
        "Eileen Collins; photograph by NASA, public domain",
    ),
    "chelsea": Photograph(
        "chelsea.png",
        "Face of a tabby cat, close up: green eyes, brown nose, striped fur, long white whiskers.",
        "Chelsea the cat; photograph by Stéfan van der Walt, CC0",
    ),
    "china": Photograph(
        "china.jpg",
        "A tower of several storeys with red walls and orange and green tiled roofs among trees, a wide lake "
        "behind it.",
        "Photograph by danielbuechele (Flickr), CC BY 2.0",
    ),
    "coffee": Photograph(
        "coffee.png",
        "Seen from above, an espresso in a dark red cup with a white inside, on a dark red saucer with a spoon, on a "
        "wooden table.",
        "Photograph by Rachel Michetti, courtesy of Pikolo Espresso Bar, CC0",
    ),
    "flower": Photograph(
        "flower.jpg",
        "A round orange dahlia with many ordered petals before a dark blue-green, blurred background.",
        "Photograph by vultilion (Flickr), CC BY 2.0",
    ),
    "hubble": Photograph(
        "hubble_deep_field.jpg",
        "Black sky with hundreds of galaxies, small specks and spirals in white, yellow, red and blue.",
        "Hubble eXtreme Deep Field; image by NASA and ESA, public domain",
    ),
    "retina": Photograph(
        "retina.jpg",
        "The back of a human eye: an orange-red disc on black, with branching red vessels that leave a bright spot "
        "at the left, and a darker spot in the middle.",
        "Photograph by Mikael Häggström, CC0",
    ),
    "rocket": Photograph(
        "rocket.jpg",
        "A slim white rocket stands on its launch pad at dusk between lattice masts, under a deep blue sky, with "
        "starry lamps along the ground.",
        "Photograph by SpaceX, public domain",
    ),
}


def photograph(name, longest=None):
    """Read one of the photographs: uint8, ``(H, W, 3)``, red, green, blue in 0..255.

    ``longest``, where given, scales it down until its longer side has that many pixels (never up). Raises
    ValueError for an unknown name, FileNotFoundError when the file is gone.

    Example: ``photograph("coffee").shape`` gives ``(400, 600, 3)``.
    """
    name = validation.choice("name", name, tuple(PHOTOGRAPHS))
    if longest is not None:
        longest = validation.integer("longest", longest, minimum=1)
    from PIL import Image  # here, so that importing the data package stays quick

    with Image.open(embedded.file(f"photographs/{PHOTOGRAPHS[name].file}")) as image:
        image = image.convert("RGB")
        if longest is not None:
            image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return np.array(image)


def photographs(longest=None):
    """Read all the photographs: a dict from name to uint8 ``(H, W, 3)``, in alphabetical order.

    Example: ``list(photographs())[:3]`` gives ``['astronaut', 'chelsea', 'china']``.
    """
    return {name: photograph(name, longest) for name in PHOTOGRAPHS}


def alt_text(name):
    """Describe one photograph in a sentence, for the alternative text of a figure.

    Example: ``alt_text("flower")`` starts with ``'A round orange dahlia'``.
    """
    return PHOTOGRAPHS[validation.choice("name", name, tuple(PHOTOGRAPHS))].alt


def credit(name):
    """Name the maker and the licence of one photograph, for the line below a figure.

    Example: ``credit("flower")`` gives ``'Photograph by vultilion (Flickr), CC BY 2.0'``.
    """
    return PHOTOGRAPHS[validation.choice("name", name, tuple(PHOTOGRAPHS))].credit
