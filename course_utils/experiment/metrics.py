"""How good a classifier is, in numbers: top-k error and confusion. How sure they are: `course_utils.uncertainty`."""

import numpy as np

from course_utils import validation


def top_k_error(scores, labels, k=5) -> float:
    """Return the share of examples whose label is not among the `k` highest of its scores.

    `scores` is (N, classes), larger is better; `labels` (N,). Ties go against the label, so that equal scores for all
    classes earn nothing. Raises ValueError for a `k` beyond the number of classes.

    >>> top_k_error(np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2]]), [2, 0], k=1)
    0.5
    """
    scores = validation.array("scores", scores, ndim=2)
    labels = validation.labels("labels", labels, classes=scores.shape[1], count=len(scores))
    k = validation.integer("k", k, minimum=1, maximum=scores.shape[1])
    own = scores[np.arange(len(scores)), labels][:, None]  # (N, 1)
    ahead = (scores >= own).sum(axis=1) - 1  # others that are as high or higher
    return float((ahead >= k).mean())


def confusion(labels, predicted, classes) -> np.ndarray:
    """Count how often each class (row) was taken for each class (column): integers (classes, classes).

    >>> confusion([0, 0, 1], [0, 1, 1], 2).tolist()
    [[1, 1], [0, 1]]
    """
    classes = validation.integer("classes", classes, minimum=1)
    labels = validation.labels("labels", labels, classes=classes)
    predicted = validation.labels("predicted", predicted, classes=classes, count=len(labels))
    table = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(table, (labels, predicted), 1)
    return table
