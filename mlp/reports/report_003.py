"""Report 003: the ten rows of its Table 2."""

from dataclasses import replace

from mlp.reports.experiment import Experiment, hidden_under, under
from mlp.reports.published import published
from mlp.reports.setting import Setting
from mlp.training.schedules import Exponential, InverseTime, Step

# It trains for 500 epochs. After a tenth of them, with the learning rate falling ten times as often, our net is as
# good ("long/…" beside "rows/00"), so the ten rows are trained for 50.
PASSES, DROP = 50, 10
BASE = Setting(hidden=(500, 324), validation=5000, learning_rate=0.2, l2=0.001, batch_size=512, epochs=PASSES)
DECAY = 0.5  # of its best row

COMPUTED = {}
FITTED = ("top10/0", "best")  # the row by which a reading was chosen ("unsaid/…")
WHY = {
    "searched": "One of the values searched: all are 216 trainings of 500 epochs; we trained the ten that it prints.",
}


def experiments():
    """All of them, the longest first: two run at a time, and the other one then has the rest to do."""
    return [_long(), *_unsaid(), *_rows()]


def setting_of(row):
    """The `Setting` of a printed row, for 50 epochs."""
    return replace(
        BASE,
        hidden=tuple(row["hidden"]),
        learning_rate=row["learning_rate"],
        l2=row["l2"],
        schedule=Step(DROP, row["lr_decay"]),
    )


def _rows():
    found = []
    for i, row in enumerate(published("003")["top10"]):
        prefix = f"top10/{i}"
        used = hidden_under(prefix, row["hidden"]) | under(prefix, l2="l2", learning_rate="learning_rate")
        used |= {f"{prefix}/lr_decay": "schedule/factor"}
        printed = under(prefix, test_accuracy="test/accuracy")
        if i == 0:
            printed |= under("best", val_accuracy="validation/accuracy", test_accuracy="test/accuracy")
            used |= {"batch_size": "batch_size", "validation_samples": "validation"}
        seeds = 3 if i == 0 else 1
        found.append(Experiment(f"rows/{i:02d}", setting_of(row), printed, used, seeds=seeds, details=("curve",)))
    return found


def _long():
    """Its best row for all of its 500 epochs."""
    setting = replace(setting_of(published("003")["top10"][0]), epochs=500, schedule=Step(10 * DROP, DECAY))
    return Experiment("long/500", setting, used={"epochs": "epochs"}, seeds=1, details=("curve",))


def _unsaid():
    """What its decay is applied to, and what its batch normalisation is taken over, on its best row."""
    best = setting_of(published("003")["top10"][0])
    a_pass_is = 108  # steps: 55,000 images in batches of 512
    readings = {
        "decay after each pass": replace(best, schedule=Exponential(DECAY), epochs=25),
        "no decay": replace(best, schedule=None),
        "rate / (1 + decay · pass)": replace(best, schedule=InverseTime(DECAY / a_pass_is)),
        "each pixel over the batch, in training": replace(best, renormalise="pixel"),
        "each pixel over the batch, always": replace(best, renormalise="pixel", renormalise_judged=True),
        "all pixels of the batch, always": replace(best, renormalise="batch", renormalise_judged=True),
    }
    return [Experiment(f"unsaid/{name}", s, seeds=1, details=("curve",)) for name, s in readings.items()]
