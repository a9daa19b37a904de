"""Layers that know that an image has two dimensions: convolution, pooling, and the step from an image to a row.

A network hands each layer one row of numbers per image. These layers read the row as an image of `shape`, (height,
width, channels), the channels of a pixel side by side, as Keras stores them, and hand on such a row again.

    "valid" padding   the kernel stays on the image: ceil((size - kernel + 1) / stride) places in each direction
    "same" padding    ceil(size / stride) places; beyond the edge all is 0 (for pooling, less than any number). Where
                      the number of rows or columns to add is odd, the extra one comes below or on the right, as in
                      Keras

A batch is worked through in blocks of a few images, whose windows stay in the processor's cache until they are used
again. Convolution keeps its input and cuts the windows out once more for the way back: that is quicker than to fetch
them from memory, where they would take kernel height · kernel width times as much room as the image.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mlp.checks import check_choice, check_count
from mlp.layers import BatchNorm, Layer

__all__ = ["BatchNorm2D", "Conv2D", "Flatten", "MaxPool2D"]

BLOCK = 8  # images


class Conv2D(Layer):
    """A convolution: one linear layer for every place of a small window, with the same weights at all places.

        y[r, s, f] = Σ_ijc x[r·stride + i, s·stride + j, c] · weight[i, j, c, f] + bias[f]

    shape      (height, width, channels) of the images that come in
    filters    how many numbers come out at each place
    kernel     the window's size, one whole number or (height, width)
    stride     how many pixels the window moves, one whole number or (down, right)
    padding    "valid" or "same", see above

    weight is (kernel height, kernel width, channels, filters), bias (filters,), and `output_shape` (rows, columns,
    filters). LeCun et al. 1998; what the field calls a convolution, a mathematician calls a cross-correlation.
    Raises ValueError for sizes that are not whole numbers of 1 or more, or a kernel that does not fit on the image.
    """

    def __init__(self, shape, filters, kernel, stride=1, padding="valid"):
        self.filters = check_count("filters", filters)
        self.window = Window(shape, kernel, stride, padding)
        self.output_shape = (*self.window.places, self.filters)
        self.n_in, self.n_out = math.prod(self.window.shape), math.prod(self.output_shape)
        channels = self.window.shape[2]
        self.shapes = {"weight": (*self.window.kernel, channels, self.filters), "bias": (self.filters,)}
        self.attach(np.zeros(self.size), np.zeros(self.size))

    def options(self):
        return {"filters": self.filters, **self.window.options()}

    def forward(self, x, training=False):
        """X (n, height · width · channels) -> Y (n, rows · columns · filters): every window is a row of one product.

        Behind each window stands a 1, so that the bias, which lies behind the weight in memory, is one more row of it.
        """
        weight_and_bias = self.vectors[0].reshape(-1, self.filters)
        self.x, output = x, np.empty((len(x), self.n_out), x.dtype)
        for block in _blocks(len(x)):
            columns = self.window.columns(x[block])
            np.matmul(columns, weight_and_bias, out=output[block].reshape(-1, self.filters))
        return output

    def backward(self, d_output):
        """dY -> dX; fills d_weight = Σ_places windowᵀ dY and d_bias = Σ_places dY, as one product.

        A pixel lies under many windows and gets Σ dY · weight from all: dX is itself a convolution, of dY, whose
        neighbours stand `stride` apart, with the kernel turned by 180 degrees.
        """
        channels = self.window.shape[2]
        turned = self.weight[::-1, ::-1].transpose(0, 1, 3, 2).reshape(-1, channels)
        d_x = np.empty((len(d_output), self.n_in), d_output.dtype) if self.needs_d_input else None
        d_weight_and_bias = self.vectors[1].reshape(-1, self.filters)
        d_weight_and_bias[...] = 0
        for block in _blocks(len(d_output)):
            d_places = d_output[block].reshape(-1, *self.output_shape)
            d_weight_and_bias += self.window.columns(self.x[block]).T @ d_places.reshape(-1, self.filters)
            if self.needs_d_input:
                np.matmul(self.window.columns_backward(d_places), turned, out=d_x[block].reshape(-1, channels))
        return d_x


class MaxPool2D(Layer):
    """The largest number in each window, for every channel apart; it has no parameters.

        y[r, s, c] = max_ij x[r·stride + i, s·stride + j, c]

    shape      (height, width, channels) of the images that come in
    kernel     the window's size, one whole number or (height, width)
    stride     how many pixels the window moves, one whole number or (down, right). Default: the kernel's size
    padding    "valid" or "same", see above

    Backward: the largest gets all of dY. If several are equally large, the first of them, row by row, as in PyTorch.
    """

    def __init__(self, shape, kernel=2, stride=None, padding="valid"):
        self.window = Window(shape, kernel, kernel if stride is None else stride, padding)
        self.output_shape = (*self.window.places, self.window.shape[2])
        self.n_in, self.n_out = math.prod(self.window.shape), math.prod(self.output_shape)

    def options(self):
        return self.window.options()

    def forward(self, x, training=False):
        """X (n, height · width · channels) -> Y (n, rows · columns · channels)."""
        self.x = self.window.pad(x, -np.inf)
        self.output = np.empty((len(x), *self.output_shape), x.dtype)
        for block in _blocks(len(x)):
            first, *others = self.window.parts(self.x[block])
            self.output[block] = first
            for part in others:
                np.maximum(self.output[block], part, out=self.output[block])
        return self.output.reshape(len(x), -1)

    def backward(self, d_output):
        """dY -> dX, dY at the place of each window's maximum and 0 elsewhere."""
        d_x = np.empty_like(self.x)
        for block in _blocks(len(d_x)):
            d_x[block] = 0
            left = d_output[block].reshape(-1, *self.output_shape).copy()  # what no pixel of the window has taken yet
            *parts, (_, d_last) = zip(self.window.parts(self.x[block]), self.window.parts(d_x[block]))
            for part, d_part in parts:
                taken = left * (part == self.output[block])
                d_part += taken
                left -= taken
            d_last += left
        return self.window.cut(d_x).reshape(len(d_output), -1)


class BatchNorm2D(BatchNorm):
    """Batch normalisation of each channel, over all images and places. Ioffe, Szegedy 2015, section 3.2.

    A convolution has the same weights at all places, so what a filter gives at one place and at another is the same
    unit, seen twice. A batch of n images of (height, width, channels) is therefore n · height · width rows of
    `BatchNorm`, and gamma, beta and the running averages are (channels,). With that many rows in the place of n,
    forward and backward are those of `BatchNorm`.

    shape   (height, width, channels) of the images that come in;  momentum, epsilon   as for `BatchNorm`
    """

    def __init__(self, shape, momentum=0.9, epsilon=1e-5):
        self.output_shape = _image_shape(shape)
        super().__init__(self.output_shape[2], momentum, epsilon)
        self.n_in = self.n_out = math.prod(self.output_shape)

    def options(self):
        return {"shape": list(self.output_shape), "momentum": self.momentum, "epsilon": self.epsilon}

    def forward(self, x, training=False):
        """X (n, height · width · channels) -> gamma ⊙ X̂ + beta, of the same shape."""
        return super().forward(x.reshape(-1, self.units), training).reshape(x.shape)

    def backward(self, d_output):
        """dY -> dX; fills d_gamma and d_beta, sums over images and places."""
        return super().backward(d_output.reshape(-1, self.units)).reshape(d_output.shape)


class Flatten(Layer):
    """From an image of `shape` to a row of numbers: nothing to compute, because here every image is a row already.

    It stands where Keras and PyTorch need it, so that a network reads as theirs does.
    """

    def __init__(self, shape):
        self.shape = _image_shape(shape)
        self.n_in = self.n_out = math.prod(self.shape)
        self.output_shape = (self.n_in,)

    def options(self):
        return {"shape": list(self.shape)}

    def forward(self, x, training=False):
        """X -> X."""
        return x

    def backward(self, d_output):
        """dY -> dY."""
        return d_output


class Window:
    """A window that moves over images: where it stands, and what it sees there.

    shape (height, width, channels), kernel, stride and padding are as for `Conv2D`; `places` is (rows, columns).
    """

    def __init__(self, shape, kernel, stride, padding):
        self.shape = _image_shape(shape)
        self.kernel, self.stride = _pair("kernel", kernel), _pair("stride", stride)
        self.padding = check_choice("padding", padding, ("valid", "same"))
        directions = [self._direction(axis) for axis in (0, 1)]
        self.places = tuple(places for places, _, _ in directions)
        self.before, self.after = zip(*(sides for _, *sides in directions))
        self.padded = tuple(sum(sides) for sides in zip(self.before, self.shape, self.after))

    def _direction(self, axis):
        """How many places there are along the axis, and how many pixels are added before and after it."""
        size, kernel, stride = self.shape[axis], self.kernel[axis], self.stride[axis]
        if self.padding == "same":
            places = math.ceil(size / stride)
            missing = max((places - 1) * stride + kernel - size, 0)
            return places, missing // 2, missing - missing // 2
        if kernel > size:
            raise ValueError(
                f"the kernel {self.kernel} does not fit on an image of {self.shape[0]} x {self.shape[1]} pixels; "
                'make it smaller, or use padding="same"'
            )
        return (size - kernel) // stride + 1, 0, 0

    def options(self):
        return {
            "shape": list(self.shape),
            "kernel": list(self.kernel),
            "stride": list(self.stride),
            "padding": self.padding,
        }

    def pad(self, x, filling=0):
        """Rows (n, pixels) -> images (n, height, width, channels) with the pixels that the padding adds."""
        images = x.reshape(-1, *self.shape)
        if not any(self.before + self.after):
            return images
        padded = np.full((len(images), *self.padded, self.shape[2]), filling, x.dtype)
        self.cut(padded)[...] = images
        return padded

    def cut(self, padded):
        """The images without the pixels that the padding has added, as a view."""
        (top, left), (height, width, _) = self.before, self.shape
        return padded[:, top : top + height, left : left + width]

    def parts(self, padded):
        """For each pixel of the kernel, row by row, what all windows see there: views (n, rows, columns, channels)."""
        (down, right), (rows, columns) = self.stride, self.places
        for i, j in np.ndindex(self.kernel):
            yield padded[:, i : i + down * rows : down, j : j + right * columns : right]

    def columns(self, x):
        """Rows (n, pixels) -> all windows, one in each row, and a 1 behind each.

        (n · rows · columns, kernel height · width · channels + 1)
        """
        windows = sliding_window_view(self.pad(x), self.kernel, axis=(1, 2))[:, :: self.stride[0], :: self.stride[1]]
        windows = np.moveaxis(windows, 3, -1)  # (n, rows, columns, kernel height, kernel width, channels)
        columns = np.empty((*windows.shape[:3], math.prod(windows.shape[3:]) + 1), x.dtype)
        columns[..., :-1].reshape(windows.shape)[...] = windows  # a view: nothing is copied twice
        columns[..., -1] = 1
        return columns.reshape(-1, columns.shape[-1])

    def columns_backward(self, d_places):
        """dY (n, rows, columns, filters) -> for each pixel of the image, one row: dY of every window that lies over it.

        The row has a place for each pixel of the turned kernel; where no window stands, it is 0.
        """
        (top, left), (down, right), (height, width, _) = self.before, self.stride, self.shape
        (tall, wide), (rows, columns) = self.kernel, self.places
        spread = np.zeros((len(d_places), height + tall - 1, width + wide - 1, d_places.shape[3]), d_places.dtype)
        above, beside = tall - 1 - top, wide - 1 - left
        spread[:, above : above + down * rows : down, beside : beside + right * columns : right] = d_places
        windows = sliding_window_view(spread, self.kernel, axis=(1, 2))
        return np.moveaxis(windows, 3, -1).reshape(len(d_places) * height * width, -1)


def _blocks(images):
    """Slices of BLOCK images, one after the other."""
    return [slice(start, start + BLOCK) for start in range(0, images, BLOCK)]


def _image_shape(shape):
    """`shape` as (height, width, channels), or ValueError."""
    if np.ndim(shape) != 1 or len(shape) != 3:
        raise ValueError(f"shape is {shape!r}; expected (height, width, channels), such as (28, 28, 1)")
    return tuple(check_count(f"shape[{axis}]", size) for axis, size in enumerate(shape))


def _pair(name, value):
    """One whole number for both directions, or two, as a tuple."""
    pair = (value, value) if np.ndim(value) == 0 else tuple(value)
    if len(pair) != 2:
        raise ValueError(f"{name} is {value!r}; expected one whole number, or two: (height, width)")
    return tuple(check_count(name, size) for size in pair)
