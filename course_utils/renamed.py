"""What has a new name: chapters and ids of earlier editions, so that old copies, answers and links go on counting.

One table for all who meet an old name: the learner's copies, the progress file, the exercises, the site. An old id is
never an id of today, so an entry needs no date to be understood; a chapter's number alone may mean another chapter now.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["IDS", "NOTEBOOKS", "code", "copy_of", "current", "old_names"]

#: {old notebook: new notebook}
NOTEBOOKS = {
    "10_residual_networks.ipynb": "11_residual_networks.ipynb",
    "11_your_own_network.ipynb": "12_your_own_network.ipynb",
}
# What kept its name when its chapter got another number; all that was asked in the edition before.
_RENUMBERED = {
    ("10", "11"): "residual-block shortcut-a wider-block chain block-backward sum-bug paths parameters predict-depth "
    "predict-shortcuts predict-gradients predict-added predict-zero-branch predict-shortcut-reads predict-fifty "
    "predict-lesion predict-bottleneck predict-1202 recall-used-twice recall-stride recall-he recall-two-errors "
    "recall-frozen recall-shut-branch recall-mixed-chain recall-equal-counts",
    ("11", "12"): "best-epoch planted-leak grouped-cost confusion interval diagnosis global-gradient predict-resume "
    "predict-size predict-share predict-untrained predict-disagree predict-interval predict-tell-apart "
    "predict-overconfident predict-processes recall-dense-on-maps recall-top-five recall-mean-loss "
    "recall-what-to-report recall-narrower recall-beside-the-map recall-flat-loss recall-two-parts",
}
#: {old id: new id} of exercises and questions
IDS = {
    "01-predict-twenty-layers": "03-predict-twenty-layers",
    "03-repair-the-order": "03-repair-the-step",
    **{f"{old}-{name}": f"{new}-{name}" for (old, new), names in _RENUMBERED.items() for name in names.split()},
}
_ID = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, IDS))})(?![\w-])")


def current(id):
    """Return the id under which the course asks today what it once asked under ``id``.

    >>> current("10-chain"), current("05-output-size")
    ('11-chain', '05-output-size')
    """
    return IDS.get(id, id)


def old_names(notebook):
    """Return the names that a notebook had in earlier editions.

    >>> old_names("11_residual_networks.ipynb"), old_names("05_convolution.ipynb")
    (['10_residual_networks.ipynb'], [])
    """
    return [old for old, new in NOTEBOOKS.items() if new == notebook]


def copy_of(folder, notebook):
    """Return the path of a learner's copy: under an old name as long as there is none under the new one."""
    own = Path(folder) / notebook
    return next(
        (old for name in old_names(notebook) if (old := own.with_name(name)).exists() and not own.exists()), own
    )


def code(source, old, new):
    """Return the source of a code cell of the notebook ``old`` with what the notebook ``new`` calls otherwise.

    These are the ids, the decks of recall questions, the chapter's number for ``progress``, and its modules.

    >>> code('recall("10-after"); check("10-chain", chain)', "10_residual_networks.ipynb", "11_residual_networks.ipynb")
    'recall("11-after"); check("11-chain", chain)'
    """
    was, now = old[:2], new[:2]
    source = _ID.sub(lambda found: IDS[found[0]], source)
    source = re.sub(rf"""(["']){was}(?=-(?:before|after)\1)""", rf"\g<1>{now}", source)
    source = re.sub(rf"""(\bprogress\(\s*["']){was}(?=["'])""", rf"\g<1>{now}", source)
    return re.sub(rf"\bchapter_{was}(?!\d)", f"chapter_{now}", source)
