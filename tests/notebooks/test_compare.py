"""Comparing a stored notebook with the built one: text to the letter, pictures by their pixels."""

import base64
import json
import re
from pathlib import Path

import pytest

from mlp.course.compare import differences, same_picture
from mlp.plots.show import to_png

SANITIZE = Path(__file__).with_name("sanitize.cfg")


def notebook_text(*cells):
    made = [{"cell_type": "code", "execution_count": 1, "metadata": {}, **cell} for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1, ensure_ascii=False)


def test_differences_name_the_cell():
    a, b = {"id": "a", "source": "1", "outputs": []}, {"id": "b", "source": "2", "outputs": []}
    stored = notebook_text(a, b)
    assert differences(stored, stored) == []
    assert differences(stored, notebook_text(a)) == ["cell 'b': not made by the source"]
    assert differences(notebook_text(a), stored) == ["cell 'b': missing"]
    assert differences(stored, notebook_text(b, a)) == ["the cells are in another order"]
    assert differences(stored, notebook_text(a, b | {"source": "3"})) == [
        'cell \'b\': source differs: stored "2", built "3"'
    ]
    assert differences(stored, notebook_text(a, b | {"execution_count": 2}))[0].startswith(
        "cell 'b': execution count differs"
    )
    assert differences(stored + "\n", stored) == ["the notebook's own metadata or the layout of the file"]


def picture(height=2.0, dpi=50, colour="black"):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4, 2), dpi=dpi)
    figure.subplots().bar([1, 2, 3], [1, height, 3], color=colour)
    return to_png(figure)


def test_pictures_are_compared_by_pixels():
    assert same_picture(picture(), picture())
    assert same_picture(picture(2.0), picture(2.0 + 1e-6))
    assert same_picture(picture(colour="#000000"), picture(colour="#010101"))
    for other in (picture(1.5), picture(dpi=60), picture(colour="red"), b"no picture"):
        assert not same_picture(picture(), other)


def shown(png, **cell):
    data = base64.b64encode(png).decode()
    html = f'<img alt="Bars." src="data:image/png;base64,{data}">'
    return notebook_text(
        {"id": "a", "source": "", "outputs": [{"data": {"text/html": html, "image/png": data}}], **cell}
    )


def test_a_picture_within_the_tolerance_passes_the_check():
    black, nearly, other = (picture(colour=colour) for colour in ("#000000", "#010101", "red"))
    assert black != nearly and differences(shown(black), shown(nearly)) == []
    assert differences(shown(black), shown(other))[0].startswith("cell 'a': a picture differs")


def test_the_picture_of_a_trained_network_is_compared_by_its_size():
    trained = {"metadata": {"tags": ["trained"]}}
    assert differences(shown(picture(), **trained), shown(picture(colour="red"), **trained)) == []
    for other in (picture(dpi=60), b"no picture"):
        assert differences(shown(other, **trained), shown(picture(), **trained))[0].startswith("cell 'a': a picture")


ABOUT = {  # stored, built, whether the two are the same
    "another number": ("≈ 87.4 %", "≈ 9.85 %", True),
    "another width": ("accuracy   ≈ 87.4 %", "accuracy  ≈ 100.2 %", True),
    "with an error": ("≈ 88.8 ± 0.2", "≈ 88.5 ± 0.13", True),
    "negative and small": ("≈ -3.1e-05", "≈ 2e-7", True),
    "a number beside it": ("≈ 87.4 % of 5,000", "≈ 87.4 % of 6,000", False),
    "a full stop after it": ("≈ 87.4.", "≈ 87.4", False),
    "no number": ("≈ 87.4", "≈ nan", False),
    "without the sign": ("87.4 %", "87.5 %", False),
}


@pytest.mark.parametrize("kind", ABOUT)
def test_the_digits_after_the_sign_are_left_out_of_both_comparisons(kind):
    stored, built, same = ABOUT[kind]
    cells = [notebook_text({"id": "a", "source": "1", "outputs": [{"text": text}]}) for text in (stored, built)]
    assert (differences(*cells) == []) is same
    rules = re.findall("^regex: (.*)$\n^replace: (.*)$", SANITIZE.read_text(encoding="utf-8"), re.MULTILINE)
    assert (sanitized(stored, rules) == sanitized(built, rules)) is same


def sanitized(text, rules):
    """What nbval compares."""
    for regex, replace in rules:
        text = re.sub(regex, replace, text)
    return text
