"""What a training recorded while it went on."""

import numpy as np

FIELDS = ("iteration", "epoch", "loss", "train_accuracy", "validation_accuracy", "validation_loss", "learning_rate")


class History:
    """One entry per pass over the data (and one for a last, partial pass), or per `record_every` steps.

    iteration, epoch         where it stood: steps taken, passes made
    loss                     mean cross-entropy of the batches since the last entry, without the L2 penalty
    train_accuracy           on the first 10,000 training images, measured as validation_accuracy is
    validation_accuracy      on all validation images, NaN without them;  validation_loss  likewise, by network.loss:
                             with label smoothing if that has it
    learning_rate            of the last step

    Each is a NumPy array; `frame()` is the whole as a table; `rows` is the list of entries, each a dict.
    """

    FIELDS = FIELDS

    def __init__(self, rows=()):
        self.rows = list(rows)

    def __len__(self):
        return len(self.rows)

    def __getattr__(self, field):
        if field not in FIELDS:
            raise AttributeError(f"a History has no {field!r}; it has {', '.join(FIELDS)}")
        return np.array([row[field] for row in self.rows])

    def frame(self):
        """A pandas.DataFrame with one row per entry and one column per field."""
        import pandas

        return pandas.DataFrame(self.rows, columns=list(FIELDS))
