"""Any folder of pictures as a data set: one sub-folder per class.

The rooms, in the order in which a folder goes through them: ``files`` (what it holds), ``kinds`` (what is a picture),
``layout`` (what its folders mean), ``picture`` (one file as pixels), ``cache`` (pixels kept), ``copies`` (the same
picture twice), ``survey`` (all of it, every file accounted for), ``words`` and ``contact`` (for people).
"""

from course_utils.data.folder.survey import TEST_SHARE, Survey, survey
from course_utils.data.folder.words import what_is_missing

__all__ = ["TEST_SHARE", "Survey", "read", "survey"]


def read(path, size=32, progress=None, cache=None):
    """Read the pictures under ``path`` as a ``Split``: uint8 ``(N, 3, size, size)``, labels in the order of the names.

    Each sub-folder is a class; pictures deeper in it belong to it too. Every kind that Pillow reads is taken. Pictures
    are turned as their camera noted, laid on white where they are transparent, converted to red, green, blue, cut to
    the central square and scaled. One in five, at least one of each class, is for testing; which ones depends only on
    the names, so it stays the same on every computer and when others are added. Folders called train, val and test
    are used as such. Both halves come in a mixed order, with their names in ``train_files`` and ``test_files``.

    What cannot be read, copies, and classes of one picture are left out, with a few lines that say so; hidden files
    and those of the system without. ``progress`` and ``cache`` are those of ``survey``, which tells of each file.

    Raises FileNotFoundError or NotADirectoryError for a path that is no folder, ValueError for a folder with
    fewer than two classes that can be used.

    Example: ``read("pets").class_names`` gives ``('cat', 'dog')`` for a folder with those two folders in it.
    """
    found = survey(path, size, progress, cache)
    for line in what_is_missing(found):
        print(line, flush=True)
    return found.split()
