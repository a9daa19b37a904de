"""What eyes make of colours: contrast, the difference between two, and how they look without green receptors.

A colour is three numbers from 0 to 1, sRGB; functions take arrays (..., 3) of them, float64.
"""

import numpy as np

# sRGB to CIE XYZ under daylight D65 (IEC 61966-2-1); the middle row gives the luminance.
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
# Machado, Oliveira, Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
# deuteranomaly of severity 1.0; it acts on linear light.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)


def contrast_ratio(one, other):
    """The contrast of two colours, (...): 1 for the same, 21 for black on white. WCAG 2.2, "contrast ratio"."""
    light, dark = (to_linear(color) @ XYZ[1] + 0.05 for color in (one, other))
    return np.maximum(light, dark) / np.minimum(light, dark)


def deuteranopia(color):
    """How `color` looks to somebody without green receptors, the commonest colour blindness: (..., 3), sRGB."""
    return from_linear(np.clip(to_linear(color) @ DEUTERANOPIA.T, 0, 1))


def difference(one, other):
    """How different two colours look, (...): their distance in CIE L*a*b*, Delta E of 1976. About 2 is seen at all."""
    return np.linalg.norm(to_lab(one) - to_lab(other), axis=-1)


def lightness(color):
    """The lightness L* of a colour, (...): 0 for black, 100 for white; what is left of it on a grey printer."""
    return to_lab(color)[..., 0]


def to_lab(color):
    """sRGB to CIE 1976 L*a*b* with daylight D65 as white: (..., 3)."""
    share = to_linear(color) @ XYZ.T / XYZ.sum(axis=1)
    root = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def to_linear(color):
    """sRGB values, from 0 to 1, to amounts of light: (..., 3)."""
    color = np.asarray(color, dtype=float)
    return np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)


def from_linear(light):
    """Amounts of light to sRGB values: the inverse of `to_linear`."""
    light = np.asarray(light, dtype=float)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
