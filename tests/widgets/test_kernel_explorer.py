"""The kernel explorer: move the kernel, look at the products, the map and the sentence."""

import numpy as np
import pytest

from mlp.widgets import KernelExplorer
from mlp.widgets.kernel_explorer import KERNELS
from tests.widgets.panel_samples import make_data


@pytest.fixture(scope="module")
def data():
    return make_data(np.arange(20) % 10)


@pytest.mark.parametrize("name", KERNELS)
def test_the_sum_of_the_products_is_what_the_map_has_at_the_ring(data, name):
    panel = KernelExplorer(data)
    panel.kernel.value, panel.row.value, panel.column.value, panel.image.value = name, 26, 5, 3
    assert panel.error is None
    window = panel.pixels[2].reshape(28, 28)[25:28, 4:7] / 255
    expected = np.sum(window * KERNELS[name])
    assert panel.map.get_array()[25, 4] == pytest.approx(expected, abs=1e-6)
    assert (panel.ring.get_xdata()[0], panel.ring.get_ydata()[0]) == (4, 25)
    assert f"add up to {expected:.2f}" in panel.words.replace("-0.00", "0.00")
