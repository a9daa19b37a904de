"""The drawing pad's Python: strokes, examples, undo and files become pixels and words; how the net does with them."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from mlp import CLASS_NAMES, build_mlp, load_fashion_mnist
from mlp.data.picture import from_grey, read_picture
from mlp.studies.pretrained import load_pretrained
from mlp.widgets import YourPicture
from mlp.widgets.engine.pad import draw_strokes, is_closed
from mlp.widgets.parts.outlines import OUTLINES
from mlp.widgets.your_picture import OWN

TRIANGLE = [[40, 200], [140, 40], [240, 200], [40, 200]]
LINE = [[20, 250], [260, 250]]
CLASS_OF = {"T-shirt": "T-shirt/top", "Trousers": "Trouser"}  # the other examples bear their class's name


@pytest.fixture(scope="module")
def data():
    return load_fashion_mnist()


@pytest.fixture(scope="module")
def network():
    return load_pretrained()


@pytest.fixture
def panel(network, data):
    return YourPicture(network, data)


def file_of(name="red.png", size=(300, 200), box=(100, 50, 200, 150)):
    """What the page sends for a file with a red box on white."""
    image, buffer = Image.new("RGB", size, "white"), io.BytesIO()
    ImageDraw.Draw(image).rectangle(box, fill="red")
    image.save(buffer, "PNG")
    content = buffer.getvalue()
    return {"name": name, "size": len(content), "content": memoryview(content)}


def widths(panel):
    return np.array([bar.get_width() for bar in panel.bars])


def test_it_starts_with_an_example_and_the_networks_word_on_it(panel, network, data):
    pixels = from_grey(draw_strokes(OUTLINES["T-shirt"], 8, True)).pixels
    probabilities = network.predict_proba(data.transform.apply(pixels)[None])[0]
    np.testing.assert_allclose(widths(panel), probabilities, rtol=1e-5)
    assert panel.words == (
        "2 strokes, brush 8, filled: the net says T-shirt/top, over 99 %; then Shirt, under 1 %. "
        f"It sees ink in {np.count_nonzero(pixels)} of 784 pixels."
    )
    assert panel.pad.value == OUTLINES["T-shirt"]


def test_without_arguments_it_takes_the_courses_network_and_data(panel):
    assert YourPicture().words == panel.words


def test_a_stroke_is_drawn_as_it_grows(panel):
    seen = set()
    for length in range(1, len(TRIANGLE) + 1):
        panel.pad.value = [TRIANGLE[:length]]
        seen.add((panel.png, panel.words))
    assert len(seen) == len(TRIANGLE)
    assert panel.words.startswith("1 stroke, brush 8, filled: the net says ")


def test_the_two_longest_bars_bear_their_percentages(panel):
    panel.pad.value = [TRIANGLE]
    first, second = np.argsort(-widths(panel))[:2]
    assert [round(mark.get_position()[1]) for mark in panel.marks] == [first, second]
    for mark, place in zip(panel.marks, (first, second)):
        assert f"{CLASS_NAMES[place]}, {mark.get_text()}" in panel.words


def test_brush_and_fill_draw_everything_anew_here_and_on_the_pad(panel):
    panel.pad.value = [TRIANGLE, LINE]
    for setting in ({"brush": 20}, {"fill": False}, {"brush": 2}):
        before = (panel.png, panel.words)
        for name, value in setting.items():
            getattr(panel, name).value = value
            assert getattr(panel.pad, name) == value
        assert panel.png != before[0] and panel.words != before[1]
    assert panel.words.startswith("2 strokes, brush 2, not filled: ")


@pytest.mark.parametrize("name", OUTLINES)
def test_an_example_is_drawn(panel, name):
    panel.example.value = OWN
    panel.example.value = name
    assert panel.pad.value == OUTLINES[name]
    assert panel.words.startswith(f"{len(OUTLINES[name])} strokes")


def test_after_a_stroke_on_an_example_the_drawing_is_your_own(panel):
    panel.pad.value = [*OUTLINES["T-shirt"], LINE]
    assert panel.example.value == OWN
    assert panel.pad.value == [*OUTLINES["T-shirt"], LINE]
    panel.example.value = "T-shirt"
    assert panel.pad.value == OUTLINES["T-shirt"]
    panel.example.value = OWN
    assert panel.pad.value == []


def test_clear_empties_the_pad_and_says_so(panel):
    panel.clear.click()
    assert panel.pad.value == []
    assert panel.words == "The pad is empty: draw a piece of clothing, or choose an example."
    assert not widths(panel).any()
    assert not any(mark.get_text() for mark in panel.marks)


def test_undo_goes_back_stroke_by_stroke_through_examples_and_clearing(panel):
    seen = [panel.words]
    for value in ([], [TRIANGLE], [TRIANGLE, LINE]):
        for length in range(1, len(value[-1]) + 1) if value else ():
            panel.pad.value = [*value[:-1], value[-1][:length]]
        panel.pad.value = value
        seen.append(panel.words)
    panel.example.value = "Bag"
    for words in reversed(seen):
        panel.undo.click()
        assert panel.words == words
    panel.undo.click()  # there is nothing before the first
    assert panel.words == seen[0]
    assert panel.error is None


def test_a_file_takes_the_drawings_place(panel, network, data):
    file = file_of()
    panel.pad.photo = file
    pixels = read_picture(file["content"]).pixels
    np.testing.assert_allclose(widths(panel), network.predict_proba(data.transform.apply(pixels)[None])[0], rtol=1e-5)
    assert panel.words.startswith("red.png: the net says ")
    assert panel.pad.value == [] and panel.pad.photo == {}
    assert panel.example.value == OWN
    assert panel.brush.disabled and panel.fill.disabled
    panel.pad.value = [TRIANGLE]
    assert panel.words.startswith("1 stroke")
    assert not panel.brush.disabled
    panel.undo.click()
    assert panel.words.startswith("red.png: ")
    panel.undo.click()
    assert panel.pad.value == OUTLINES["T-shirt"]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ({"name": "a.txt", "size": 5, "content": b"hello"}, "a.txt is not used: the file is not a picture"),
        ({"name": "no.png", "size": 0, "content": b""}, "no.png is not used: the file is empty"),
        ({"name": "big.png", "size": 30_000_000, "content": b""}, "the file has 30.0 MB; expected at most 9"),
        ({"name": 50 * "x" + ".png", "size": 5, "content": b"hello"}, 29 * "x" + "… is not used"),
        (file_of("white.png", box=(-9, -9, -1, -1)), "white.png is not used: the picture is of one colour"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_the_picture_stays(panel, file, reason):
    before = panel.png
    panel.pad.photo = file
    assert reason in panel.words and panel.words.endswith(".")
    assert len(panel.words) < 220
    assert panel.png == before and panel.error is None
    panel.pad.photo = file_of()  # and the next one works
    assert panel.words.startswith("red.png: the net says ")


def test_a_complaint_goes_with_the_next_change(panel):
    letter = {"name": "a.txt", "size": 5, "content": b"hello"}
    for change in (lambda: setattr(panel.brush, "value", 12), panel.clear.click, panel.undo.click):
        panel.pad.photo = letter
        assert "is not used" in panel.words
        change()
        assert "is not used" not in panel.words


def test_a_pad_that_is_black_all_over_has_nothing_to_see(panel):
    panel.brush.value = 40
    panel.pad.value = [[[x, y] for x in range(0, 281, 20) for y in range(0, 281, 20)]]
    assert panel.words.startswith("There is nothing to see: the picture is of one colour")
    assert panel.error is None


def test_where_no_kernel_runs_there_is_a_picture_and_words(panel):
    bundle = panel._repr_mimebundle_()
    assert bundle["text/plain"] == panel.words
    assert "<img alt=" in bundle["text/html"]


def test_sentences_are_short(panel):
    panel.pad.photo = file_of("a name that is longer than anything that fits.png")
    assert len(panel.words) < 220


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"network": build_mlp([100, 10])}, "takes 100 numbers and tells 10 classes apart; expected 784"),
        ({"network": "net"}, "network is a str; expected a Network"),
        ({"data": [1, 2]}, "data is a list; expected what load_fashion_mnist"),
    ],
)
def test_unfit_arguments_are_refused(network, data, arguments, message):
    with pytest.raises(ValueError, match=message):
        YourPicture(**{"network": network, "data": data} | arguments)


def test_strokes_become_ink():
    drawing = draw_strokes([LINE], brush=10, fill=True)
    assert drawing.shape == (280, 280) and drawing.dtype == np.uint8
    assert set(np.unique(drawing)) == {0, 255}
    rows, columns = np.nonzero(drawing == 0)
    assert (rows.min(), rows.max()) == pytest.approx((245, 255), abs=1)
    assert (columns.min(), columns.max()) == pytest.approx((15, 265), abs=1)
    dot = (draw_strokes([[[100, 100]]], brush=20, fill=True) == 0).sum()
    assert dot == pytest.approx(np.pi * 10**2, rel=0.15)


def test_closed_strokes_alone_are_filled():
    assert is_closed(TRIANGLE) and is_closed([*TRIANGLE[:-1], [45, 210]])
    assert not is_closed(TRIANGLE[:-1]) and not is_closed([[1, 1], [2, 2]])
    filled, outlined = ((draw_strokes([TRIANGLE], 8, fill) == 0).sum() for fill in (True, False))
    assert filled == pytest.approx(200 * 160 / 2, rel=0.15)
    assert outlined < filled / 3
    assert (draw_strokes([TRIANGLE[:-1]], 8, True) == 0).sum() < filled / 3


def named_rightly(network, data, fill, mirrored=False):
    """The examples that the network names as what they are."""
    right = []
    for name, strokes in OUTLINES.items():
        drawing = draw_strokes(strokes, 8, fill)
        pixels = from_grey(drawing[:, ::-1] if mirrored else drawing).pixels
        choice = CLASS_NAMES[network.predict(data.transform.apply(pixels)[None])[0]]
        if choice == CLASS_OF.get(name, name):
            right.append(name)
    return right


def test_what_the_docstring_says_of_drawings_is_so(network, data):
    assert named_rightly(network, data, fill=True) == list(OUTLINES)
    assert named_rightly(network, data, fill=False) == ["T-shirt", "Trousers", "Dress"]
    mirrored = named_rightly(network, data, fill=True, mirrored=True)
    assert set(OUTLINES) - set(mirrored) == {"Sneaker", "Ankle boot"}
