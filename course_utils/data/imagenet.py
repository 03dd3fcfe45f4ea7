"""The names of the 1,000 classes of the ImageNet challenge (ILSVRC 2012), by which a pretrained network answers."""

from functools import lru_cache

from course_utils.data import embedded

FILE = "imagenet_classes.txt"


@lru_cache(maxsize=1)
def class_names() -> tuple:
    """Return the names of classes 0 to 999, in the order in which networks number them.

    Raises FileNotFoundError when the file is gone.

    >>> len(class_names()), class_names()[285]
    (1000, 'Egyptian cat')
    """
    return tuple(embedded.file(FILE).read_text(encoding="utf-8").splitlines())
