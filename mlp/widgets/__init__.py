"""The course's live widgets: controls, one picture that follows them, and one line that says what changed."""

from mlp.widgets.base import LivePanel

__all__ = ["LivePanel"]
