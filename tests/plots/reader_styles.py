"""Styles that readers really have: what they set for figures of their own must not show in the course's."""

from contextlib import contextmanager

import matplotlib
import matplotlib.pyplot as plt

READER_STYLES = {
    "tight": {"savefig.bbox": "tight", "savefig.pad_inches": 0.5},
    "resolution": {"figure.dpi": 55, "savefig.dpi": 300},
    "grounds": {"savefig.facecolor": "red", "savefig.transparent": True, "figure.facecolor": "blue"},
    "large type": {"font.size": 22, "axes.titlesize": 30, "xtick.labelsize": 25, "legend.fontsize": 18},
    "another font": {"font.family": "serif", "mathtext.fontset": "cm", "axes.unicode_minus": False},
    "layout": {"figure.autolayout": True, "figure.constrained_layout.use": True, "figure.subplot.left": 0.4},
    "LaTeX": {"text.usetex": True},
    "hand drawn": {"path.sketch": (1, 100, 2), "lines.linewidth": 5, "patch.linewidth": 4, "lines.marker": "s"},
    "grid and ticks": {"axes.grid": True, "axes.spines.left": False, "xtick.direction": "in", "ytick.right": True},
    "dark": {**matplotlib.style.library["dark_background"]},
}


@contextmanager
def reader_style(name):
    """The reader's own style within it: one of READER_STYLES, or "all" of them, which no reader has."""
    chosen = READER_STYLES.values() if name == "all" else [READER_STYLES[name]]
    with plt.rc_context():
        for style in chosen:
            plt.rcParams.update(style)
        before = dict(matplotlib.rcParams)
        yield
        assert dict(matplotlib.rcParams) == before, "the reader's own style is as it was"
