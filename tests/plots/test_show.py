"""Figures: readable colours, honest output, clear refusals."""

import base64
import io
import os
import re
import subprocess
import sys
import threading

import matplotlib
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from PIL import Image

from mlp.plots import LINE_STYLES, PALETTE, draw_images, image_figure, new_figure, show_figure
from mlp.plots.show import MAX_PNG_BYTES, to_png
from mlp.plots.style import course_style
from tests.plots.reader_styles import READER_STYLES, reader_style

ALT, WORDS = "A line that rises.", "The line rises from 1 to 3."


@pytest.fixture
def shown():
    """Show a figure as a notebook does; return the bundle of what a cell would hold."""
    InteractiveShell.instance()

    def show(figure, alt=ALT, words=WORDS):
        with capture_output() as captured:
            show_figure(figure, alt, words)
        (output,) = captured.outputs
        return output.data

    yield show
    InteractiveShell.clear_instance()


def a_line():
    figure, axes = new_figure()
    axes.plot([1, 2, 3])
    return figure


def picture_in(html):
    data = re.search(r'src="data:image/png;base64,([^"]+)"', html)[1]
    return Image.open(io.BytesIO(base64.b64decode(data)))


def test_a_cell_gets_the_picture_its_alt_text_and_the_words(shown):
    data = shown(a_line())
    assert data["text/plain"] == WORDS
    assert set(data) == {"text/plain", "text/html", "image/png"}
    assert f'alt="{ALT}"' in data["text/html"]
    assert f"<p>{WORDS}</p>" in data["text/html"]
    picture = picture_in(data["text/html"])
    assert picture.size == (800, 400)
    assert 'width="800" height="400" decoding="sync"' in data["text/html"]  # sync: no blank frame in a live panel


def test_quotes_and_angles_in_the_texts_stay_texts(shown):
    html = shown(a_line(), alt='Where "x" < 3.', words="Here 1 < 2 & so on.")["text/html"]
    assert 'alt="Where &quot;x&quot; &lt; 3."' in html
    assert "<p>Here 1 &lt; 2 &amp; so on.</p>" in html


def test_a_pyplot_figure_is_shown_and_closed(shown):
    figure = plt.figure(figsize=(4, 3), dpi=100)
    assert picture_in(shown(figure)["text/html"]).size == (400, 300)
    assert plt.get_fignums() == []


def test_outside_a_notebook_the_words_are_printed(capsys):
    show_figure(a_line(), ALT, WORDS)
    assert capsys.readouterr().out == WORDS + "\n"


@pytest.mark.parametrize("text", ["", "   ", None, 3, "no full stop"])
@pytest.mark.parametrize("name", ["alt", "words"])
def test_what_is_no_sentence_is_refused(name, text):
    texts = {"alt": ALT, "words": WORDS, name: text}
    with pytest.raises(ValueError, match=f"^{name} is .*expected a sentence"):
        show_figure(a_line(), **texts)


def test_a_figure_that_is_hard_to_read_is_refused_when_a_chapter_is_built(monkeypatch):
    monkeypatch.setenv("MLP_FIGURES_STRICT", "1")
    figure, axes = new_figure()
    axes.plot([1, 3], color="#F0E442")
    with pytest.raises(ValueError, match="the picture is hard to read: a line of colour #f0e442"):
        show_figure(figure, ALT, WORDS)


def test_a_picture_too_large_for_a_notebook_is_refused_with_the_way_out_when_a_chapter_is_built(monkeypatch):
    monkeypatch.setenv("MLP_FIGURES_STRICT", "1")
    figure, axes = new_figure()
    axes.imshow(np.random.default_rng(0).random((400, 800)), aspect="auto")
    with pytest.raises(ValueError, match=r"the picture is \d+ kB; expected under 100 kB: draw it smaller"):
        show_figure(figure, ALT, WORDS)


def test_a_learners_own_figure_is_shown_however_pale_and_large(shown):
    figure, axes = new_figure()
    axes.plot([1, 3], color="#F0E442")
    axes.imshow(np.random.default_rng(0).random((400, 800)), aspect="auto")
    assert shown(figure)["text/plain"] == WORDS


def test_the_same_figure_gives_the_same_bytes_without_date_or_program():
    first, second = to_png(a_line()), to_png(a_line())
    assert first == second
    assert len(first) < MAX_PNG_BYTES
    for chunk in (b"tEXt", b"iTXt", b"tIME"):
        assert chunk not in first


def test_few_colours_are_kept_and_many_come_near():
    def many_colours():
        figure, axes = new_figure(width=8, height=4)
        axes.imshow(np.random.default_rng(0).normal(size=(20, 30)), cmap="RdBu_r")
        for number in range(8):
            axes.plot([0, 29], [number, number + 9], linewidth=3)
        return figure

    for draw, most in ((a_line, 8), (many_colours, 40)):
        raw = io.BytesIO()
        draw().savefig(raw, format="raw", dpi=100)
        drawn = np.frombuffer(raw.getvalue(), np.uint8).reshape(400, 800, 4)[..., :3].astype(int)
        stored = np.asarray(Image.open(io.BytesIO(to_png(draw()))).convert("RGB")).astype(int)
        assert np.abs(stored - drawn).max() <= most
        np.testing.assert_array_equal(stored[(drawn == 255).all(axis=2)], 255)


def corner(figure):
    return Image.open(io.BytesIO(to_png(figure))).convert("RGBA").getpixel((2, 2))


def test_what_is_transparent_is_white_and_a_ground_of_ones_own_stays():
    figure = a_line()
    figure.set_facecolor("none")
    assert corner(figure) == (255, 255, 255, 255)
    with plt.style.context("dark_background"):
        assert corner(plt.figure()) == (0, 0, 0, 255)
    plt.close("all")


def test_new_figure_changes_nothing_global():
    before = dict(matplotlib.rcParams)
    new_figure(2, 2)
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == []


def all_sorts():
    """A figure as a learner draws one: lines, points, bars, an image with its scale, words, a legend, a second axis."""
    figure, axes = new_figure(2, 2)
    axes[0, 0].plot([-1, -2, -3], label="line")
    axes[0, 0].text(0.5, -2, "words, $10^{-3}$")
    axes[0, 0].legend(title="series")
    axes[0, 1].bar(["a", "b"], [1, 2], hatch="//", edgecolor="black")
    axes[0, 1].set(title="Bars", yscale="log", ylabel="height")
    figure.colorbar(axes[1, 0].imshow([[1, 2], [3, 4]]), ax=axes[1, 0], label="scale")
    axes[1, 1].scatter([1, 2], [3, 1e6])
    axes[1, 1].twinx().set_ylabel("other")
    axes[1, 1].annotate("here", (1, 3), (1.5, 9), arrowprops={"arrowstyle": "->"})
    figure.suptitle("All sorts")
    return figure


@pytest.mark.parametrize("name", [*READER_STYLES, "all"])
def test_a_figure_is_the_same_whatever_style_the_reader_has(name):
    expected = to_png(all_sorts())
    with reader_style(name):
        assert to_png(all_sorts()) == expected


@pytest.mark.parametrize("name", ["tight", "resolution", "layout"])
def test_a_readers_own_pyplot_figure_is_shown_whole_in_its_own_size(name, shown):
    with reader_style(name):
        figure = plt.figure(figsize=(4, 3), dpi=100)
        figure.subplots().set_title("Mine")
        data = shown(figure)
    assert picture_in(data["text/html"]).size == (400, 300)
    assert 'width="400" height="300"' in data["text/html"]


def test_a_file_of_ones_own_is_stored_as_the_reader_has_set():
    with plt.rc_context({"savefig.dpi": 50}):
        stored = io.BytesIO()
        a_line().savefig(stored)
    assert Image.open(stored).size == (400, 200)


@pytest.mark.parametrize("backend", ["svg", "qtagg", "module://not_installed"])
def test_any_backend_will_do(backend):
    code = "from mlp.plots import new_figure, show_figure; show_figure(new_figure()[0], 'Axes.', 'Nothing in them.')"
    environment = {**os.environ, "MPLBACKEND": backend}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert (result.returncode, result.stdout) == (0, "Nothing in them.\n"), result.stderr


def test_beside_the_main_thread_the_style_is_left_alone():
    def draw():
        with course_style():
            found.append(matplotlib.rcParams["font.size"])

    found = []
    with plt.rc_context({"font.size": 17}):
        thread = threading.Thread(target=draw)
        thread.start()
        thread.join()
    assert found == [17]


def test_a_figure_survives_the_export_to_latex(tmp_path, shown):
    output = nbformat.v4.new_output("display_data", shown(a_line()))
    cell = nbformat.v4.new_code_cell("draw()", outputs=[output])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "chapter.ipynb")
    command = [sys.executable, "-m", "nbconvert", "--to", "latex", "chapter.ipynb"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (picture,) = (tmp_path / "chapter_files").iterdir()
    assert picture.name in (tmp_path / "chapter.tex").read_text().replace("\\_", "_")
    assert picture.read_bytes() == to_png(a_line())


def test_one_place_gives_one_axes_and_more_an_array():
    figure, axes = new_figure(width=6, height=3)
    assert figure.get_size_inches().tolist() == [6, 3]
    assert axes.figure is figure
    assert new_figure(1, 3)[1].shape == (1, 3)
    assert new_figure(3, 1)[1].shape == (3, 1)


def lightness(colour):
    """CIE L* of a colour, 0 black to 100 white."""
    rgb = np.array(matplotlib.colors.to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return max(0, 116 * np.cbrt(luminance) - 16)  # exact except for the darkest greys


def test_neighbouring_colours_differ_in_grey_and_the_first_three_all_do():
    values = [lightness(colour) for colour in PALETTE]
    assert len(set(PALETTE)) == len(PALETTE) == 8
    assert min(abs(a - b) for a, b in zip(values, values[1:])) >= 10
    assert min(abs(a - b) for a, b in zip(values[:3], values[1:3] + values[:1])) >= 20


def test_lines_of_a_new_figure_differ_in_colour_and_style():
    _, axes = new_figure()
    lines = [axes.plot([0, 1])[0] for _ in range(8)]
    assert [line.get_color() for line in lines] == list(PALETTE)
    assert [line.get_linestyle() for line in lines] == list(LINE_STYLES) * 2


def test_images_are_drawn_in_reading_order_and_spare_axes_stay_empty():
    figure, axes = new_figure(2, 2, width=3, height=3)
    images = np.arange(3)[:, None] * np.full((3, 784), 100)
    draw_images(axes, images, ["zero", "one", "two"])
    assert [place.get_title() for place in axes.flat] == ["zero", "one", "two", ""]
    assert [len(place.images) for place in axes.flat] == [1, 1, 1, 0]
    assert axes[1, 0].images[0].get_array().max() == 200
    assert axes[1, 0].images[0].get_clim() == (0, 255)


def test_one_image_in_one_axes():
    _, axes = new_figure()
    draw_images(axes, np.zeros((1, 28, 28)))
    assert len(axes.images) == 1


def test_too_many_images_or_titles_are_refused():
    _, axes = new_figure(1, 2)
    with pytest.raises(ValueError, match="got 3 images for 2 Axes"):
        draw_images(axes, np.zeros((3, 784)))
    with pytest.raises(ValueError, match="got 1 titles for 2 images"):
        draw_images(axes, np.zeros((2, 784)), ["only one"])


def test_what_is_not_a_row_of_images_is_refused():
    _, axes = new_figure(1, 2)
    with pytest.raises(ValueError, match=r"images have shape \(784,\); expected \(n, 784\)"):
        draw_images(axes, np.zeros(784))


def test_rows_of_images_have_their_titles_and_spare_places_stay_empty():
    figure = image_figure(np.full((5, 784), 9), [*"abcde"], in_a_row=3)
    assert [axes.get_title() for axes in figure.axes] == [*"abcde", ""]
    assert figure.axes[0].get_gridspec().get_geometry() == (2, 3)
    assert len(image_figure(np.full((3, 784), 9)).axes) == 3
