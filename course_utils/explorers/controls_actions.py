"""A button for work that takes Python a while: it is no part of an explorer's state."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """A button called ``label``; ``Explorer.act`` does what it stands for, and tells of it in words.

    A frame says under ``"actions"``, by name, what the button is at its state: ``text`` (in place of the label),
    ``ready`` (whether there is anything to do) and ``note`` (what will happen, or why nothing can).
    """

    name: str
    label: str

    def spec(self):
        """Describe the button to the page."""
        return dict(type="action", name=self.name, label=self.label)
