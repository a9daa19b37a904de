"""Mini-batches: each pass over the training images in a new random order, every image once."""

import numpy as np


class Batches:
    """Draws batches of any size from images and labels, without end; its position can be stored and returned to.

    images         (n, inputs), labels (n,): not changed
    rng            the Generator that shuffles, at the start of each pass
    augmentation   a function (images, generator) that changes a batch in place, or None. It gets a generator of its
                   own, so that the order of the images is the same with it and without

    passes   how many passes are complete;  offset   how many images of the present one were drawn
    """

    def __init__(self, images, labels, rng, augmentation=None):
        self.images, self.labels, self.augmentation = images, labels, augmentation
        self.rng, self.augmentation_rng = rng, rng.spawn(1)[0]
        self.order, self.passes, self.offset = rng.permutation(len(labels)), 0, 0
        self._memory = np.empty((0, images.shape[1]), images.dtype)

    @property
    def epoch(self):
        """Passes made, the finished part of the present one included: a float."""
        return self.passes + self.offset / len(self.labels)

    def next(self, size, smallest=1):
        """The next `size` images (size, inputs) and labels (size,), fewer at the end of a pass.

        Where fewer than `smallest` would be left for the last batch of a pass, they come with the one before it. The
        images are a copy, whose memory the next call uses again.
        """
        if self.offset == len(self.labels):
            self.passes, self.offset, self.order = self.passes + 1, 0, self.rng.permutation(len(self.labels))
        chosen = self.order[self.offset : self.offset + size]
        if len(self.order) - self.offset - len(chosen) < smallest:
            chosen = self.order[self.offset :]
        self.offset += len(chosen)
        if len(chosen) > len(self._memory):
            self._memory = np.empty((len(chosen), self.images.shape[1]), self.images.dtype)
        batch = self._memory[: len(chosen)]
        np.take(self.images, chosen, axis=0, out=batch, mode="clip")  # "clip" lets NumPy write without another copy
        if self.augmentation is not None:
            self.augmentation(batch, self.augmentation_rng)
        return batch, self.labels[chosen]

    @property
    def pass_ended(self):
        """Whether the last batch was the last of its pass."""
        return self.offset == len(self.labels)

    def position(self):
        """Its position: numbers for JSON, and the order of the present pass, an array."""
        generators = [rng.bit_generator.state for rng in (self.rng, self.augmentation_rng)]
        return {"passes": self.passes, "offset": self.offset, "generators": generators}, self.order.copy()

    def go_to(self, position, order):
        """Go on from what `position` returned."""
        self.passes, self.offset, self.order = position["passes"], position["offset"], order
        for rng, state in zip((self.rng, self.augmentation_rng), position["generators"]):
            rng.bit_generator.state = state
