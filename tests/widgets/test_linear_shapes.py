"""LinearShapes: rectangles, labels and the sentence follow the three sizes."""

import pytest

from mlp.widgets import LinearShapes


def test_it_starts_with_the_classifier_of_the_chapter():
    panel = LinearShapes()
    assert [label.get_text() for label in panel.labels] == [
        "X (128, 784)",
        "W (784, 10)",
        "b (10,)",
        "Y (128, 10)",
        "Xᵀ (784, 128)",
        "dY (128, 10)",
        "dW (784, 10)",
        "dY (128, 10)",
        "Wᵀ (10, 784)",
        "dX (128, 784)",
    ]
    assert "1,003,520 multiplications" in panel.words  # 128 * 784 * 10
    assert "437,928 bytes" in panel.words  # 4 * (128 * 784 + 784 * 10 + 10 + 128 * 10)
    assert "2.29 multiplications per byte" in panel.words


def test_each_slider_moves_the_rectangles_it_belongs_to_and_no_other():
    for name, moved in (("n", {0, 3, 4, 5}), ("n_in", {0, 1, 4, 6}), ("n_out", {1, 2, 3, 5, 6})):
        panel = LinearShapes()
        before = [rectangle.get_bbox().bounds for rectangle in panel.rectangles]
        getattr(panel, name).value = 512
        after = [rectangle.get_bbox().bounds for rectangle in panel.rectangles]
        assert {i for i in range(7) if before[i] != after[i]} == moved, name
        assert panel.error is None


def test_sides_are_square_roots_and_transposing_swaps_them():
    panel = LinearShapes(n=256, n_in=1024, n_out=64)
    x, transposed, d_weight, weight = (panel.rectangles[i] for i in (0, 4, 6, 1))
    assert x.get_width() / x.get_height() == pytest.approx(2)  # sqrt(1024 / 256)
    assert (transposed.get_width(), transposed.get_height()) == pytest.approx((x.get_height(), x.get_width()))
    assert (d_weight.get_width(), d_weight.get_height()) == (weight.get_width(), weight.get_height())


def test_one_image_uses_each_weight_once():
    panel = LinearShapes()
    panel.n.value, panel.n_in.value, panel.n_out.value = 1, 1024, 1024
    assert "0.25 multiplications per byte" in panel.words


@pytest.mark.parametrize("wrong", [0, 3, 100_000, "128"])
def test_a_size_off_the_slider_is_refused(wrong):
    with pytest.raises(ValueError, match="n_in is .*; expected one of 1, 2, 4"):
        LinearShapes(n_in=wrong)
