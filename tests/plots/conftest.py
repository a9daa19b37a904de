"""For the tests of figures that one call draws and shows."""

from types import SimpleNamespace

import pytest

from mlp.plots import show


@pytest.fixture
def shown(monkeypatch):
    """What was shown last: `.figure`, `.words`, `.html`. As in a build, what is hard to read is refused."""
    last = SimpleNamespace(figure=None, words=None, html=None)
    draw = show.to_pixels

    def to_pixels(figure):
        last.figure = figure
        return draw(figure)

    def display(what):
        last.words, last.html = repr(what), what._repr_mimebundle_()["text/html"]

    monkeypatch.setenv("MLP_FIGURES_STRICT", "1")
    monkeypatch.setattr(show, "to_pixels", to_pixels)
    monkeypatch.setattr(show, "display", display)
    return last
