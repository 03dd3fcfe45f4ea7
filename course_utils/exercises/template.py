"""A question whose numbers can be exchanged: written once, with the names of the numbers in braces."""

from __future__ import annotations

from dataclasses import replace

from course_utils.exercises.engine import Prediction


def filled(template: Prediction, again, **values) -> Prediction:
    """Return ``template`` with ``values`` in place of the names in braces; ``again`` as in `Prediction`."""
    options = tuple(
        replace(option, label=option.label.format(**values), reply=option.reply.format(**values))
        for option in template.options
    )
    return replace(template, question=template.question.format(**values), options=options, again=again)


def percent(share) -> str:
    """Return a share as its percentage, with one decimal where it has one.

    >>> percent(0.375), percent(0.5)
    ('37.5 %', '50 %')
    """
    return f"{100 * share:.1f}".removesuffix(".0") + " %"
