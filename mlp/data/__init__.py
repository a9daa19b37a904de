"""What goes in: Fashion-MNIST, checked, split and scaled; toy data; your own pictures.

fashion_mnist   load_fashion_mnist, and the three parts that it returns
download        where the files are looked for, and fetched from
idx             the file format
images          load_images: another data set, with the same parts and scalings
scaling         what is done to each pixel
augmentation    shifted and flipped images, made while training
mixing          two images in one, and two labels
picture         a drawing or photo of your own, made like the data
toys            points in the plane
"""

from mlp.data.fashion_mnist import (
    CLASS_NAMES,
    FashionMNIST,
    Part,
    load_fashion_mnist,
    stratified_split,
)
from mlp.data.idx import read_idx
from mlp.data.scaling import SCALINGS, Scaling, fit_scaling
from mlp.data.toys import make_toy

__all__ = [
    "CLASS_NAMES",
    "SCALINGS",
    "FashionMNIST",
    "Part",
    "Scaling",
    "fit_scaling",
    "load_fashion_mnist",
    "make_toy",
    "read_idx",
    "stratified_split",
]
