# %% [markdown] name="title"
# # 08 Training
#
# You write the training loop by hand, read from its curves what is wrong with a training, and stop, kill and resume one
# without losing a bit.
#
# ## What you will be able to do
#
# - say what a batch costs and how noisy it is, and write the loop in ten lines
# - find most bugs in a minute, with 500 images learned by heart
# - look inside a running training with a callback of your own, and judge its steps array by array
# - tell six typical trainings from their curves
# - stop early by a rule, and say by how much the best network's number flatters it
# - kill a training and go on from its checkpoint as if nothing had happened
# - choose a recipe from thirty long trainings, and say which of them tie
#
# ## Before you start
#
# - Prerequisites: [05 Backpropagation](05_backpropagation.ipynb) and
#   [07 Optimisers and schedules](07_optimisers_and_schedules.ipynb); [06 Initialisation](06_initialisation.ipynb) helps.
# - Symbols: [the table of symbols](symbols.md). Words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 85 with the side paths

# %% name="setup"
import time

import numpy as np

from mlp import SGD, Network, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.data import Part
from mlp.evaluation.comparisons import compare_paired, compare_with
from mlp.exercises import check, hint, yours_or_ours
from mlp.layers import Linear, ReLU
from mlp.plots import training as plots
from mlp.training.callbacks import Callback, GradientNorms, KeepBest, WeightAverage
from mlp.training.schedules import Cosine
from mlp.widgets import TrainingDashboard

# %% [markdown] name="batch-text"
# ## Why a batch?
#
# The loss that we want to lower is the mean over all $N = 55{,}000$ training images, $L = \frac1N \sum_i \ell_i$. One
# step needs its gradient, and that takes $N$ images forward and backward. A **batch** takes $n$ of them, and the mean
# over these in place of $L$.
#
# What does a batch cost, and how good is its gradient? We measure both. The noise is the distance of the batch's
# gradient from that of all images, divided by the length of the latter: at 1, the error is as long as what we are
# looking for.
#
# **Predict.** From 1 image to 100, and from 100 to 10,000: by what factor does the time of a step grow? By what factor
# does the noise fall?

# %% name="batch"
data = load_fashion_mnist()
train, validation = data.train, data.validation
net = build_mlp([784, 128, 64, 10], seed=0)
net.loss_and_gradient(train.images, train.labels)
of_all = net.gradient.copy()  # (109386,)


def one_batch(n, rng):
    """Milliseconds of a forward and a backward pass, and the gradient's noise."""
    chosen = rng.integers(0, len(train), n)
    images, labels = train.images[chosen], train.labels[chosen]
    began = time.perf_counter()
    net.loss_and_gradient(images, labels)
    taken = time.perf_counter() - began
    return 1000 * taken, np.linalg.norm(net.gradient - of_all) / np.linalg.norm(of_all)


# %% name="batch-table"
rng = np.random.default_rng(0)
costs, noises = {}, {}
for n in (1, 10, 100, 1000, 10_000):
    times, distances = np.transpose([one_batch(n, rng) for _ in range(15)])
    costs[n], noises[n] = times.min(), np.sqrt(np.mean(distances**2))
    told = f"≈ {costs[n]:.2f} ms, ≈ {n / costs[n]:.0f} images per ms"
    print(f"{n:6,} images: {told}, noise ≈ {noises[n]:.2f}")

# %% name="batch-picture" tags=["trained"]
plots.draw_batches(costs, noises)

# %% [guard] name="batch-guard"
assert costs[100] / costs[1] < 20 and costs[10_000] / costs[100] > 40
assert 7 < noises[1] / noises[100] < 13 and 7 < noises[100] / noises[10_000] < 13

# %% [markdown] name="batch-answer"
# The noise falls by a factor of 10 each time, as $1/\sqrt n$ says. The time does not go the same way. From 1 to 100 images
# it grows about 3 times where this page was made, and not 100 times: a usual wrong guess is that 100 times the images are
# 100 times the work. (Each time is the fastest of 15.) With one image most of the time goes into calling NumPy and
# fetching the weights. With 100, a matrix times a matrix, each weight that was fetched is used 100 times. That is
# **vectorisation**. From 100 to 10,000 the processor is busy, and the time grows at least as fast as the images.
#
# So 100 images are a bargain: a tenth of the noise for a few times the time. 10,000 are a bad one: another tenth, for a
# time in which you could have made about 100 steps. Hence batches of about 100.

# %% [markdown] name="average-gradient-text"
# ## Right on average
#
# Draw $n$ images $i_1, \dots, i_n$ at random, each as likely as the others. With $\theta$, the vector of all parameters,
# fixed before the draw:
#
# $$\mathrm{E}\Big[\frac1n \sum_{k=1}^n \frac{\partial \ell_{i_k}}{\partial \theta}\Big]
#   = \frac1n \sum_{k=1}^n \frac1N \sum_{i=1}^N \frac{\partial \ell_i}{\partial \theta}
#   = \frac{\partial L}{\partial \theta} . \tag{1}$$

# %% [markdown] name="shuffle-text"
# ### From draws to shuffling
#
# Our loop will not draw. It puts all images in a random order, and cuts that into batches: an **epoch**. Does (1) still
# hold? It used one thing only: in each place $k$, every image is equally likely. In a random order that is so, in
# *every* place. The sum of means needs no independence. So, for fixed $\theta$, each batch of an epoch is right on
# average.
#
# What is new is that the batches now depend on each other: no image comes twice, so what one batch has too much of, the
# others have too little of.
#
# **Predict.** We leave $\theta$ where it is, and average the gradients of the 440 batches of 125 images that make an
# epoch. How large is the noise of that average, when the images are drawn one by one? And when they are shuffled?

# %% name="shuffle"
rng = np.random.default_rng(0)
orders = {
    "drawn": rng.integers(0, len(train), len(train)),
    "shuffled": rng.permutation(len(train)),
}
noise_of_epoch = {}
for name, order in orders.items():
    mean = np.zeros(len(of_all))
    for batch in np.split(order, 440):  # 125 images each
        net.loss_and_gradient(train.images[batch], train.labels[batch])
        mean += net.gradient / 440
    noise_of_epoch[name] = np.linalg.norm(mean - of_all) / np.linalg.norm(of_all)
    missed = len(train) - len(np.unique(order))
    print(f"{name:8}: {missed:6,} images missed, noise {noise_of_epoch[name]:.3f}")

# %% [guard] name="shuffle-guard"
assert 0.018 < noise_of_epoch["drawn"] < 0.035 and noise_of_epoch["shuffled"] < 1e-5
assert abs(len(np.unique(orders["drawn"])) / len(train) - (1 - np.exp(-1))) < 0.01

# %% [markdown] name="shuffle-answer"
# Drawn: 0.026, about what 55,000 images have by $1/\sqrt n$: $5.8 / \sqrt{55000} = 0.025$. More than a third of the images are missed:
# $(1 - 1/N)^N \approx 1/e = 37\,\%$. Shuffled: 0, up to rounding, because every image is there once. Whoever says 0.026
# for both has used independence, which is gone.
#
# One thing is different in a training: $\theta$ moves while the epoch goes on. When the 300th batch comes, the first 299
# have already shaped $\theta$, and it holds none of their images. So (1) is exact for the first batch of an epoch only; for
# the others it is close as long as an epoch moves $\theta$ a little. That is the price, and what is gained is that each
# image counts equally often (Gürbüzbalaban, Ozdaglar, Parrilo 2021 prove for strongly convex losses that it is faster in
# the end).

# %% [markdown] name="loop-text"
# ## The loop
#
# You have the layers, the loss, the gradients, the start and the optimiser. What is missing is the loop:
#
# > take a batch · forward · loss · backward · step · and again
#
# **Predict.** 55,000 images in batches of 128: how many steps are two epochs? How many images are in the last batch of an
# epoch? And what is the validation accuracy after two epochs of plain SGD with a learning rate of 0.1?

# %% name="loop"
net = build_mlp([784, 128, 64, 10], seed=0)
rng = np.random.default_rng(0)
losses = []

for _ in range(2):
    order = rng.permutation(len(train))  # a new order for each epoch
    for start in range(0, len(train), 128):
        chosen = order[start : start + 128]
        images, labels = train.images[chosen], train.labels[chosen]

        logits = net.forward(images, training=True)  # (128, 10)
        losses.append(net.loss.forward(logits, labels))  # one number
        net.backward(net.loss.backward())  # fills net.gradient, (109386,)
        net.parameters -= 0.1 * net.gradient

# %% name="loop-result"
by_hand = np.mean(net.predict(validation.images) == validation.labels)
print(f"{len(losses)} steps, {len(images)} images in the last batch")
print(f"classified correctly: ≈ {100 * by_hand:.1f} % of the validation images")

# %% [guard] name="loop-guard"
assert len(losses) == 860 and len(images) == 88 and 0.84 < by_hand < 0.89

# %% [markdown] name="trainer-text"
# $\lceil 55000 / 128 \rceil = 430$ steps per epoch, 860 in all, and the last batch holds the $55000 - 429 \cdot 128 = 88$ images
# that are left over. After two epochs about 87 of 100 validation images are classified correctly.
#
# That is all of it. Whatever is called training, in any library, is this loop with more around it: a history, L2, a
# schedule, a progress bar, checks of what goes in, a way to stop. That is the course's `Trainer`
# (`mlp/training/trainer.py`). Its method `step` is the loop's body, and nothing is hidden in it.
#
# **Predict.** Same seed, same batch size, same learning rate: after two epochs, how many of the 109,386 parameters differ?

# %% name="trainer"
twin = build_mlp([784, 128, 64, 10], seed=0)
trainer = Trainer(twin, SGD(0.1), batch_size=128, seed=0, progress=False)
history = trainer.fit(train, validation, epochs=2)
differ = np.count_nonzero(net.parameters != twin.parameters)
print(f"parameters that differ: {differ} of {len(twin.parameters):,}")
print("the history holds:", *history.frame().columns)

# %% [guard] name="trainer-guard"
assert net.parameters.tobytes() == twin.parameters.tobytes() and by_hand == history.validation_accuracy[-1]
assert [float(np.mean(part)) for part in np.split(np.array(losses), 2)] == list(history.loss)

# %% [markdown] name="overfit-text"
# None, to the last bit: all that is random comes from one seeded generator. A training that you can repeat to the bit is
# one in which you can look for a bug.
#
# ## The first minute: 500 images by heart
#
# Before an hour on 55,000 images, spend seconds on 500. A network with 109,386 parameters *must* be able to
# learn 500 images by heart. If it does not reach 100 %, more data will not help: something is broken.
# [Report 000](../data/reports/texts/000.txt) does this check (its section 4.2). We do it with the code as it is, and with
# four faults:
#
# | name | what is wrong |
# |---|---|
# | report 000's ReLU | `backward` gives $\max(dY, 0)$, as its equation 3.2.2 says |
# | cut | the ReLUs pass no gradient back |
# | labels shuffled | each image has another one's label |
# | tiny steps | a learning rate of $10^{-5}$ in place of 0.05 |
#
# **Predict** for each of the five, after 1,000 steps: the accuracy on the 500 images, and on the validation images.


# %% name="overfit"
class Report000(ReLU):
    def backward(self, d_output):
        return np.maximum(d_output, 0)


class Cut(ReLU):
    def backward(self, d_output):
        return 0 * d_output


def by_heart(activation, part, rate):
    first, second = Linear(784, 128), Linear(128, 64)
    layers = [first, activation(), second, activation(), Linear(64, 10)]
    optimizer = SGD(rate, momentum=0.9)
    settings = {"batch_size": 50, "record_every": 1000, "progress": False}
    trainer = Trainer(Network(layers, seed=0), optimizer, **settings)
    return trainer.fit(part, validation, iterations=1000).rows[-1]


# %% name="overfit-table"
few = Part(train.images[:500], train.labels[:500])
shuffled_labels = np.random.default_rng(0).permutation(few.labels)
faults = {
    "as it should be": (ReLU, few, 0.05),
    "report 000's ReLU": (Report000, few, 0.05),
    "cut": (Cut, few, 0.05),
    "labels shuffled": (ReLU, Part(few.images, shuffled_labels), 0.05),
    "tiny steps": (ReLU, few, 1e-5),
}
found = {name: by_heart(*settings) for name, settings in faults.items()}
for name, row in found.items():
    of_500, others = 100 * row["train_accuracy"], 100 * row["validation_accuracy"]
    print(f"{name:18} ≈ {of_500:.1f} % of the 500, ≈ {others:.1f} % of the others")

# %% [guard] name="overfit-guard"
ranges = {
    "as it should be": (0.999, 1, 0.75, 0.80),
    "report 000's ReLU": (0.05, 0.3, 0.05, 0.3),
    "cut": (0.86, 0.98, 0.6, 0.72),
    "labels shuffled": (0.6, 0.98, 0.05, 0.17),
    "tiny steps": (0.3, 0.6, 0.3, 0.55),
}
for name, (low, high, low_others, high_others) in ranges.items():
    assert low <= found[name]["train_accuracy"] <= high, (name, found[name])
    assert low_others <= found[name]["validation_accuracy"] <= high_others, (name, found[name])

# %% [markdown] name="overfit-answer"
# - **As it should be**: 100 %, and about 78 % of the others. The report prints 100 % and 77.5 %.
# - **Report 000's ReLU**: a guess, on both. When the check fails, look at the gradient first
#   ([chapter 05](05_backpropagation.ipynb)), then at the start, then at the learning rate.
# - **Cut** gets past 90 %, with its last layer alone: the usual wrong guess is 10 %. Random features go far. Whoever is
#   content with 92 % of 500 images will never find this bug. The check asks for *all* of them.
# - **Labels shuffled**: 85 % of the 500 and still rising, because a network learns any labels by heart, given time. The
#   others give it away: a guess.
# - **Tiny steps** get to 41 % on both.
#
# So look at both numbers. And know what the check does not find: a scaling that leaks, a validation set that is the test
# set, a bug in what only long trainings use.

# %% [markdown] name="callbacks-text"
# ## Looking inside: callbacks
#
# What if you want to know something that the history does not hold? You could copy the loop and write into it. Better:
# the `Trainer` calls *you*. A **callback** is an object with up to five methods, and each gets the trainer itself:
#
# | method | when |
# |---|---|
# | `begin(trainer)` | before the first step |
# | `after_step(trainer)` | after each step; `trainer.stop()` makes it the last |
# | `before_record(trainer)` | before the network is measured for the history |
# | `after_record(trainer)` | after that; the new entry is `trainer.history.rows[-1]` |
# | `finish(trainer)` | after the last step |
#
# What must outlive a crash stands in `self.state`, a dict of numbers and arrays: checkpoints keep it. Early stopping,
# weight averages and the gradients' norms are callbacks in this course (`mlp/training/callbacks.py`).

# %% [markdown] name="exercise-1-text"
# ### Exercise 1: how far does a step go?
#
# A learning rate by itself says little: whether 0.05 is large depends on the gradients. Write a callback that notes, for
# each step, the **update ratio**: how far it moved the parameters, relative to how large they are:
#
# $$\text{ratio} = \frac{\lVert \theta_\text{after} - \theta_\text{before} \rVert}{\lVert \theta_\text{after} \rVert}, \qquad
#   \lVert \theta \rVert = \sqrt{\textstyle\sum_k \theta_k^2} \quad\text{over all parameters.} \tag{2}$$
#
# **Predict:** which ratio do you get when `begin` keeps `trainer.network.parameters` itself, and no copy?


# %% name="update-ratio" exercise="UpdateRatio"


# %% name="update-ratio-check" check="UpdateRatio"
check.UpdateRatio(UpdateRatio)
# hint("UpdateRatio")  # stuck? remove the first "#": three hints, one at a time

# %% name="no-copy"
kept = twin.parameters  # no copy
SGD(0.1).step(twin.parameters, twin.gradient)
print("ratio without a copy:", np.linalg.norm(twin.parameters - kept))

# %% [guard] name="no-copy-guard"
assert kept is twin.parameters

# %% [markdown] name="ratio-text"
# 0: the optimiser changes the vector in place, so "before" and "after" are the same array.
#
# ## How large should a step be?
#
# Ratios can be compared between networks and optimisers. A rule of thumb from Karpathy's course notes (CS231n) says
# "about $10^{-3}$", and means weights. The next cell trains for 400 steps of SGD, with three learning rates and with
# your `UpdateRatio`. `GradientNorms` notes the same ratio every 20 steps, but for each array of parameters by itself:
# three weight matrices and three vectors of biases.
#
# **Predict.** A hundred times the learning rate: how many times the ratio (2)? Which of the three rates has the highest
# accuracy after 400 steps?

# %% name="ratio"
Ratio = yours_or_ours("UpdateRatio", UpdateRatio)


def watched(network, rate):
    """The median of (2) over 400 steps, a frame for each array, the accuracy."""
    ratio, norms = Ratio(), GradientNorms(every=20)
    trainer = Trainer(network, SGD(rate), callbacks=[ratio, norms], progress=False)
    history = trainer.fit(train, validation, iterations=400)
    accuracy = 100 * history.validation_accuracy[-1]
    return np.median(ratio.state["ratios"]), norms.frame(), accuracy


pooled, frames, accuracies = {}, {}, {}
for rate in (0.003, 0.03, 0.3):
    net = build_mlp([784, 128, 64, 10], seed=0)
    pooled[rate], frames[rate], accuracies[rate] = watched(net, rate)
    told = f"accuracy ≈ {accuracies[rate]:.1f} %"
    print(f"learning rate {rate:5}: median ratio ≈ {pooled[rate]:.5f}, {told}")

# %% [guard] name="ratio-guard"
assert 2e-4 < pooled[0.003] < 5e-4 and 1e-3 < pooled[0.03] < 5e-3 and 1e-2 < pooled[0.3] < 3e-2
assert 30 < pooled[0.3] / pooled[0.003] < 90
assert accuracies[0.003] < min(accuracies[0.03], accuracies[0.3]) - 5

# %% [markdown] name="arrays-text"
# About 55 times, not 100: with a larger rate the network soon reaches smaller gradients, and its weights grow. The rate
# 0.003 creeps and is about nine points behind. Between the other two lies half a point, from one seed, so which of them
# is best stays open, although one takes six times as long steps as the other.
#
# But (2) is one number for all 109,386 parameters, and 100,352 of them are the first weight matrix. What do the six
# arrays do, each by itself?
#
# **Predict** for the learning rate 0.03: which of the six arrays moves most, relative to its size? How many times as much
# as the one that moves least?

# %% name="arrays"
by_array = {}
for rate, frame in frames.items():
    medians = frame.groupby(["parameter", "layer"]).update_ratio.median()
    by_array[rate] = medians
    told = [f"≈ {ratio:.4f}" for ratio in medians]
    print(f"learning rate {rate:5}: biases ", *told[:3], "  weights ", *told[3:])
most_over_least = by_array[0.03].max() / by_array[0.03].min()
print(f"learning rate 0.03: most over least ≈ {most_over_least:.0f}")

# %% name="arrays-picture" tags=["trained"]
plots.draw_ratios({f"learning rate {rate}": frame for rate, frame in frames.items()})

# %% [guard] name="arrays-guard"
for medians in by_array.values():
    assert medians["bias"].min() > medians["weight"].max()
assert 8 < most_over_least < 25
assert by_array[0.003]["bias"].min() > 10 * by_array[0.003]["weight"].max()
assert by_array[0.03]["weight"].between(1e-3, 6e-3).all() and by_array[0.3]["weight"].min() > 0.008
assert by_array[0.003]["weight"].max() < 6e-4 and np.isclose(pooled[0.03], by_array[0.03]["weight", 0], rtol=0.15)

# %% [markdown] name="arrays-answer"
# The biases, about 15 times as much as the second weight matrix. That is no alarm: they start at 0, so their first
# step is as large as they are, and the ratio falls while they grow. The rule of thumb is meant for weights, and there it
# sorts the three rates: a few $10^{-4}$ creeps, a few $10^{-3}$ is fine, and above $10^{-2}$ long steps gain nothing.
#
# (2) over all parameters was nearly the ratio of the first weight matrix. Does that matter? Take `Cut` from above, whose
# first two layers learn nothing.
#
# **Predict** its ratio (2) over all parameters, with a learning rate of 0.03. Would you notice the bug from it? And the
# three ratios of its weight matrices?

# %% name="cut-ratios"
first, second = Linear(784, 128), Linear(128, 64)
broken = Network([first, Cut(), second, Cut(), Linear(64, 10)], seed=0)
of_all_parameters, frame, accuracy = watched(broken, 0.03)
weights = frame[frame.parameter == "weight"].groupby("layer").update_ratio.median()
print(f"all parameters: ≈ {of_all_parameters:.5f}, accuracy ≈ {accuracy:.1f} %")
told = [f"≈ {ratio:.4f}" if ratio else "0" for ratio in weights]
print("weight matrices:", *told)

# %% [guard] name="cut-ratios-guard"
assert weights.iloc[0] == 0 == weights.iloc[1] and 2e-3 < weights.iloc[2] < 2e-2
assert 3e-4 < of_all_parameters < 3e-3

# %% [markdown] name="cut-answer"
# Over all parameters the ratio is near $10^{-3}$, just what the rule of thumb asks for. Array by array the bug is plain:
# 0, 0, and only the last matrix moves. So look at each array by itself.

# %% [markdown] name="curves-text"
# ## Reading curves
#
# Most of what goes wrong shows in two pairs of lines: loss and accuracy, each on the training and on the validation
# images. Six short trainings of 600 steps follow:
#
# | name | what was done |
# |---|---|
# | healthy | learning rate 0.05, momentum 0.9 |
# | too low | learning rate 0.0003, momentum 0.9 |
# | too high | learning rate 0.4, momentum 0.9, with tanh (ReLUs would die of it) |
# | overfit | as healthy, with only 1,000 training images |
# | underfit | learning rate 0.01, and an L2 penalty of 0.1, which holds all weights down |
# | dead | learning rate 0.3, momentum 0.9, with ReLUs |
#
# **Predict** before you run: training and validation loss of each at the end. Where is there a wide gap between the two?
# Which losses do not move, and at which height?

# %% name="curves"
thousand = Part(train.images[:1000], train.labels[:1000])
settings = {
    "healthy": {},
    "too low": {"rate": 0.0003},
    "too high": {"rate": 0.4, "activation": "tanh"},
    "overfit": {"part": thousand},
    "underfit": {"rate": 0.01, "l2": 0.1},
    "dead": {"rate": 0.3},
}


def short_run(rate=0.05, activation="relu", part=train, l2=0.0):
    net = build_mlp([784, 128, 64, 10], activation, seed=0)
    optimizer = SGD(rate, momentum=0.9)
    trainer = Trainer(net, optimizer, l2=l2, record_every=60, progress=False)
    return trainer.fit(part, validation, iterations=600)


# %% name="curves-run"
from mlp.exercises.chapter_08.curve_quiz import CurveQuiz

quiz = CurveQuiz({name: short_run(**changed) for name, changed in settings.items()})
print("loss at the end   training   validation")
for letter, history in quiz.histories.items():
    ends = history.loss[-1], history.validation_loss[-1]
    print(f"{letter:15}     ≈ {ends[0]:.2f}       ≈ {ends[1]:.2f}")

# %% name="curves-picture" tags=["trained"]
plots.draw_nameless(quiz.histories)

# %% [guard] name="curves-guard"
ended = {quiz._kinds[letter]: (h.loss[-1], h.validation_loss[-1]) for letter, h in quiz.histories.items()}
assert ended["overfit"][0] < 0.05 and ended["overfit"][1] > 0.8
assert all(2.2 < end < 2.4 for end in ended["dead"]) and all(0.5 < end < 1.3 for end in ended["too high"])
assert all(0.5 < end < 1 for kind in ("too low", "underfit") for end in ended[kind])
assert all(0.3 < end < 0.5 for end in ended["healthy"])

# %% [markdown] name="quiz-text"
# ### Whose curves are these?
#
# Put a name in place of `…` and run. `quiz.guess` answers with what it measured on that curve. Take all six, and for
# each say first *what you see*, then the name.

# %% name="quiz-curves"
quiz.guess("A", "…")  # too low, too high, overfit, underfit, dead, healthy

# %% [markdown] name="curves-answer"
# <details><summary>The six, after you have named them</summary>
#
# The wide gap is **overfit**: a training loss of about 0, a validation loss above 1. One pair does not move: **dead**, near
# $\ln 10 = 2.30$, the loss of guessing. Three are alike in height, between 0.5 and 1.3, and only the way tells them
# apart: **too low** is smooth and still falling, **too high** jumps, **underfit** is level. **Healthy** ends near 0.4 on
# both.
# </details>
#
# What to look at, in this order:
#
# 1. **The height** at the start and at the end. $\ln 10 = 2.30$ is guessing.
# 2. **The way it goes**: smooth and still falling, jumping, or level.
# 3. **The gap** between training and validation: none and both bad, or wide and growing.

# %% [markdown] name="early-text"
# ## Stop when it is best
#
# An overfitting network was better some time ago. So keep a copy of the best one, and stop when it has not got better
# for a while. That "while" is the **patience**: so many entries of the history in a row that were no better than the best.
# Prechelt (1998) compares such rules. With patience 1, one unlucky entry ends the training; with a large one you pay for
# steps that you throw away.
#
# ### Exercise 2: the rule
#
# **Predict** for the losses 0.9, 0.5, 0.6, 0.5, 0.7, 0.4 and patience 3: at which entry does it stop, and which is best?
# (Entries are counted from 0.)


# %% name="stop-early" exercise="stop_early"


# %% name="stop-early-check" check="stop_early"
check.stop_early(stop_early)
# hint("stop_early")  # stuck? remove the first "#": three hints, one at a time

# %% name="stop-early-example"
rule = yours_or_ours("stop_early", stop_early)
best, last = rule([0.9, 0.5, 0.6, 0.5, 0.7, 0.4], 3)
print(f"best: entry {best}, stop: entry {last}")

# %% [guard] name="stop-early-example-guard"
assert (best, last) == (1, 4)

# %% [markdown] name="keep-text"
# It stops at entry 4: the equal 0.5 is no better, so 0.6, 0.5 and 0.7 are three in a row. The 0.4 is never seen.
#
# In the `Trainer` this is `patience=3`, or the callback `KeepBest("loss", patience=3)`, which can watch the accuracy as
# well. We train on 5,000 images: once through all 30 epochs, with your rule applied afterwards to what was recorded, and
# once with the rule built in. `Remember` is one more callback: it keeps, for the next section, which images were
# classified correctly.
#
# **Predict.** Patience 5: after how many epochs does it stop? Which gets better for longer, the validation loss or the
# validation accuracy?


# %% name="keep"
class Remember(Callback):
    def begin(self, trainer):
        self.state = {"right": []}

    def after_record(self, trainer):
        answers = trainer.network.predict(validation.images)
        self.state["right"].append(answers == validation.labels)


def on_5000(callback):
    some = Part(train.images[:5000], train.labels[:5000])
    net, optimizer = build_mlp([784, 128, 64, 10], seed=0), SGD(0.02, 0.9)
    trainer = Trainer(net, optimizer, callbacks=[callback], progress=False)
    return net, trainer.fit(some, validation, epochs=30)


# %% name="keep-run"
memory = Remember()
_, whole = on_5000(memory)
best, last = rule(whole.validation_loss, 5)
net, stopped = on_5000(KeepBest("loss", patience=5))
accuracy = evaluate(net, validation).accuracy
print(f"by the rule: best after epoch ≈ {best + 1}, stop after epoch ≈ {last + 1}")
print(f"the trainer: stop after epoch ≈ {len(stopped)}")
print(f"its network: ≈ {accuracy:.2%}; epoch ≈ {best + 1} had ", end="")
print(f"≈ {whole.validation_accuracy[best]:.2%}")
print(f"highest accuracy: after epoch ≈ {whole.validation_accuracy.argmax() + 1}")

# %% name="keep-picture" tags=["trained"]
plots.draw_best(whole, best, last)

# %% [guard] name="keep-guard"
assert len(stopped) == last + 1 and accuracy == whole.validation_accuracy[best]
assert 2 <= best + 1 <= 10 and best + 3 < whole.validation_accuracy.argmax()

# %% [markdown] name="bias-text"
# The rule and the trainer agree, to the last digit. The loss turns within the first ten epochs, while the accuracy still
# creeps up: a network that grows ever more certain pays more for each mistake, even when it makes fewer.
# [Chapter 09](09_regularisation.ipynb) looks at that.
#
# ## What the best number is worth
#
# 30 entries, and we keep the best. Is its validation accuracy what the network will reach on new images?
#
# Let $a_k$ be the accuracy of entry $k$ on infinitely many images, and $\hat a_k$ what was measured on $n$ of them, which
# is right on average. We keep entry $k^*$, whose $\hat a$ is the largest of $m$. The largest of $m$ numbers is at least
# each of them, so
#
# $$\mathrm{E}[\hat a_{k^*}] = \mathrm{E}\big[\max_k \hat a_k\big] \;\ge\; \max_k \mathrm{E}[\hat a_k] = \max_k a_k
#   \;\ge\; \mathrm{E}[a_{k^*}] . \tag{3}$$
#
# What was measured for the chosen entry is **too high** on average: the winner's curse.

# %% [markdown] name="bias-predict"
# By how much? We choose the best of the 30 entries on $n$ of the 5,000 validation images, taken at random, and ask for its
# accuracy on the *others*, which had no part in the choice. A thousand times. The standard error of one accuracy is
# $\mathrm{se} = \sqrt{a\,(1 - a) / n}$, with $a \approx 0.84$.
#
# **Predict.** What is se for $n = 500$, in points of accuracy? And by how many points does the best look better than it
# is?

# %% name="bias"
right = np.array(memory.state["right"])  # (30, 5000): entry by image


def flattery(n, rng):
    """On n images that choose the best entry, minus on the others; in points."""
    order = rng.permutation(right.shape[1])
    judges, others = order[:n], order[n:]
    best = right[:, judges].mean(axis=1).argmax()
    return 100 * (right[best, judges].mean() - right[best, others].mean())


rng = np.random.default_rng(0)
gains, errors = {}, {}
for n in (100, 500, 2500):
    gains[n] = np.mean([flattery(n, rng) for _ in range(1000)])
    errors[n] = 100 * np.sqrt(0.84 * 0.16 / n)
    print(f"{n:5} images: se {errors[n]:.1f}, too high by ≈ {gains[n]:.1f} points")

# %% name="bias-picture" tags=["trained"]
plots.draw_flattery(gains, errors)

# %% [guard] name="bias-guard"
assert f"{errors[500]:.1f}" == "1.6"
for n, gain in gains.items():
    assert 0.3 * errors[n] < gain < 1.5 * errors[n] < errors[n] * np.sqrt(2 * np.log(30))

# %% [markdown] name="bias-answer"
# The standard error is 1.6 points, and the best entry's number flatters it by about one standard error. A usual wrong
# guess is 0, "because each number is right on average": each is, the largest is not. With 2,500 images it is still there,
# and smaller.
#
# That is nothing to be ashamed of, as long as nobody reports it as a result. The way out is the one from
# [chapter 01](01_the_data.ipynb): choose on the validation images, report what the *test* images say, and look at those
# once. Choose the epoch on the test images, as report 004 does, and you have no honest number left.
#
# (The next two sections are side paths. The core goes on with "Kill it".)

# %% [markdown] name="bound-text"
# ## Side path: by how much at most?
#
# Let $e_k = \hat a_k - a_k$, close to normal with mean 0 and standard deviation se. By (3) the number is too high by at
# most $\mathrm{E}[\max_k e_k]$. Call that $B$, and take any $u > 0$. Three steps bound it.
#
# **First**, $e^x$ is convex, so $e$ to the power of a mean is at most the mean of the powers (Jensen):
#
# $$e^{u B} \;\le\; \mathrm{E}\big[e^{u \max_k e_k}\big] . $$
#
# **Second**, the largest of $m$ positive numbers is at most their sum. And for a normal $e_k$,
# $\mathrm{E}[e^{u e_k}] = e^{u^2 \mathrm{se}^2 / 2}$:
#
# $$\mathrm{E}\big[e^{u \max_k e_k}\big] \;\le\; \sum_{k=1}^m \mathrm{E}\big[e^{u e_k}\big] = m\, e^{u^2 \mathrm{se}^2 / 2} .$$

# %% [markdown] name="bound-text-2"
# **Third**, take the logarithm and divide by $u$. Every $u$ gives a bound; the derivative is 0 for
# $u = \sqrt{2 \ln m} / \mathrm{se}$, and that is the smallest:
#
# $$B \;\le\; \frac{\ln m}{u} + \frac{u\, \mathrm{se}^2}{2} \qquad\text{and so}\qquad
#   B \;\le\; \mathrm{se} \sqrt{2 \ln m} . \tag{4}$$
#
# No independence is needed. **Predict** for $m = 30$: (4) in units of se. And how much is it for 30 *independent* errors?

# %% name="bound"
rng = np.random.default_rng(0)
independent = rng.standard_normal((100_000, 30)).max(axis=1).mean()
print(f"bound (4): {np.sqrt(2 * np.log(30)):.2f} se")
print(f"30 independent errors: {independent:.2f} se")
print(f"our 30 entries, n = 500: ≈ {gains[500] / errors[500]:.2f} se")

# %% [guard] name="bound-guard"
assert abs(independent - 2.04) < 0.01 and gains[500] / errors[500] < 1.5

# %% [markdown] name="bound-answer"
# 2.61 and 2.04. Ours stay below half of the latter: they are the same network a few steps apart, judged on the same
# images, so they err together, and the largest of errors that are alike is not much above each of them.

# %% [markdown] name="average-text"
# ## Side path: average the weights
#
# With a constant learning rate the parameters never settle: each batch pulls them somewhere else, and they jitter around
# a good place. Their average lies nearer to it. After each step, with the parameters $\theta_t$,
#
# $$A_t = \beta A_{t-1} + (1 - \beta)\, \theta_t , \qquad A_0 = 0 , \qquad \text{in use: } \hat A_t = \frac{A_t}{1 - \beta^t} . \tag{5}$$
#
# The weights of older steps fall by $\beta$ with each step, and add up to $1 - \beta^t$. Hence the division: it is Adam's
# correction ([chapter 07](07_optimisers_and_schedules.ipynb)). About the last $1/(1-\beta)$ steps count. The idea is
# Polyak's and Juditsky's (1992).
#
# **Predict** for a bowl with noisy slopes and $\beta = 0.95$: how many times nearer to the floor is the average, once both
# have arrived?

# %% name="jitter"
from mlp.training.surfaces import BOWL, descend

path = descend(BOWL, SGD(0.1), steps=300, seed=0)[1:]  # (300, 2)
average, averages = np.zeros(2), []
for t, place in enumerate(path, start=1):
    average = 0.95 * average + 0.05 * place
    averages.append(average / (1 - 0.95**t))
averages = np.array(averages)
far = [np.sqrt(np.mean(np.sum(line[100:] ** 2, axis=1))) for line in (path, averages)]
print(f"distance from the floor: {far[0]:.2f}, average {far[1]:.2f}")
print(f"{far[0] / far[1]:.1f} times nearer")

# %% name="jitter-picture"
plots.draw_jitter(path, averages, arrived=100)

# %% [guard] name="jitter-guard"
assert f"{far[0] / far[1]:.1f}" == "2.3"

# %% [markdown] name="average-predict"
# 2.3 times. Were the jitters independent, it would be $\sqrt{(1 + \beta)/(1 - \beta)} = 6.2$ times. They are not: each step
# starts where the last one ended.
#
# `WeightAverage(0.995)` trains on with $\theta$, and measures and keeps $\hat A$. A second callback, named before it,
# measures $\theta$ itself: *the same steps*, two ways to use them.
#
# **Predict.** 1,200 steps with a constant learning rate: by how many points is the average ahead at the end? And with a
# cosine schedule, which goes down to 0?


# %% name="average"
class Own(Callback):
    def begin(self, trainer):
        self.state = {"accuracy": []}

    def before_record(self, trainer):
        accuracy = evaluate(trainer.network, validation).accuracy
        self.state["accuracy"].append(accuracy)


def two_ways(seed, schedule):
    """The accuracies of the parameters and of their average, (4,) each, in %."""
    own, net = Own(), build_mlp([784, 128, 64, 10], seed=seed)
    settings = {"l2": 5e-4, "record_every": 300, "seed": seed, "progress": False}
    settings |= {"schedule": schedule, "callbacks": [own, WeightAverage(0.995)]}
    trainer = Trainer(net, SGD(0.05, momentum=0.9), **settings)
    averaged = trainer.fit(train, validation, iterations=1200).validation_accuracy
    return 100 * np.array(own.state["accuracy"]), 100 * averaged


# %% name="average-table"
schedules = {"constant": lambda: None, "schedule": lambda: Cosine(1200)}
ends, curves = {}, {}
for seed in range(3):
    for name, schedule in schedules.items():
        alone, averaged = two_ways(seed, schedule())
        ends[name, seed] = alone[-1], averaged[-1]
        curves.setdefault(name, []).append((alone, averaged))
        told = f"alone ≈ {alone[-1]:.1f} %   average ≈ {averaged[-1]:.1f} %"
        ahead = averaged[-1] - alone[-1]
        print(f"seed {seed}   {name}   {told}   ahead ≈ {ahead:.1f} points")

# %% name="average-picture" tags=["trained"]
plots.draw_average(curves["constant"], every=300)

# %% [guard] name="average-guard"
gained = {name: np.diff([ends[name, seed] for seed in range(3)], axis=1).ravel() for name in schedules}
assert np.all((0.5 < gained["constant"]) & (gained["constant"] < 3))
assert np.all(np.abs(gained["schedule"]) < 0.8)

# %% [markdown] name="average-answer"
# With a constant rate the average is ahead for each of the three seeds, by one to two points at this last entry. With the
# schedule there is nothing left to gain: small steps at the end average by themselves. So the two are two ways to the
# same thing. Are they equally good? Pair by pair, one comparison:

# %% name="average-schedule"
schedule_alone = [ends["schedule", seed][0] for seed in range(3)]
constant_averaged = [ends["constant", seed][1] for seed in range(3)]
found = compare_paired(constant_averaged, schedule_alone)
print(f"average minus schedule: ≈ {found.difference:.2f} points, 95 % interval")
print(f"≈ {found.low:.2f} to ≈ {found.high:.2f}, from {found.n} seeds")

# %% [guard] name="average-schedule-guard"
assert found.is_tie and abs(found.difference) < 0.6

# %% [markdown] name="checkpoint-text"
# The interval contains 0: a tie, by the rule that [chapter 09](09_regularisation.ipynb) explains. Three seeds cannot show a
# small difference.

# %% [markdown] name="kill-text"
# ## Kill it
#
# Trainings die. What must be on disk so that one can go on *as if nothing had happened*?
#
# | what | without it |
# |---|---|
# | the parameters, and batch normalisation's running averages | you start anew |
# | the optimiser's state: velocity, Adam's averages, the count of steps | the first steps after the stop go elsewhere |
# | the order of this epoch, and how far it has got | some images come twice, some never |
# | the state of each random generator: shuffling, dropout, augmentation | other batches, other masks |
# | iteration and epoch, for the schedule | the learning rate jumps |
# | history, callbacks' memory | early stopping forgets its best |
#
# `fit(…, checkpoints=Checkpoints(folder))` saves all of it, and *the same line run again goes on* from the newest good file.
# A file is written under another name first, and renamed when it is whole: there is never half a checkpoint. Each array
# has a checksum: a damaged file is refused by name, and the one before it serves.

# %% [markdown] name="kill-predict"
# Promises are cheap. Here is a program that trains with dropout and Adam, so that there is something to forget. We start
# it as a process of its own. As soon as its first checkpoint stands there, we kill it: SIGKILL, without a chance to tidy
# up. Then the same program runs again, and a third time elsewhere, undisturbed.
#
# **Predict.** The two networks at the end: how many of their 109,386 parameters differ?

# %% name="program"
PROGRAM = """
import sys
from mlp import Adam, Trainer, build_mlp, load_fashion_mnist
from mlp.training.checkpoints import Checkpoints
train, folder = load_fashion_mnist().train, sys.argv[1]
net = build_mlp([784, 128, 64, 10], dropout=0.1, seed=0)
trainer = Trainer(net, Adam(0.001), record_every=500, progress=False)
trainer.fit(train, iterations=1000, checkpoints=Checkpoints(folder, every=100))
net.save(folder + "/net.npz")
"""

# %% name="kill"
import subprocess
import sys
import tempfile
from pathlib import Path

scratch = tempfile.TemporaryDirectory()
killed, undisturbed = (Path(scratch.name, name) for name in ("killed", "undisturbed"))
process = subprocess.Popen([sys.executable, "-c", PROGRAM, killed])
while not list(killed.glob("checkpoint-*.npz")) and process.poll() is None:
    time.sleep(0.01)
process.kill()
process.wait()
finished = len(list(killed.glob("net.npz")))
print(f"networks that the killed process has saved: {finished}")

# %% name="resume"
for place in (killed, undisturbed):
    subprocess.run([sys.executable, "-c", PROGRAM, place], check=True)
places = [place / "net.npz" for place in (killed, undisturbed)]
one, other = (Network.load(place).parameters for place in places)
scratch.cleanup()
print(f"parameters that differ: {np.count_nonzero(one != other)} of {len(one):,}")

# %% [guard] name="kill-guard"
assert process.returncode != 0 and finished == 0
assert one.tobytes() == other.tobytes() and len(one) == 109_386

# %% [markdown] name="long-text"
# None. The process was dead before it could finish, the second run took up what the first had left behind, and nobody
# can tell. "Nearly the same" would be no test: it could hide a forgotten velocity.
#
# ## All images, 30,000 steps
#
# With all that, [report 000](../data/reports/texts/000.txt)'s last training: 784-128-64-10, 30,000 steps. The report has raw
# pixels and weights of 0.01. We take standardised pixels, Kaiming's weights, momentum 0.9, batches of 128, and half a
# cosine down to 0. Open are the learning rate and the strength of the L2 penalty.
#
# **First choose**: five recipes, six seeds each, trained on 55,000 images, judged on the 5,000 validation images. **Then
# train once more** with the winner, on all 60,000; nothing is left to choose with then. **At the very end** look at the
# test images, once. That is 33 trainings (`python -m mlp.studies long_run`), and the next cells read what it stored.
#
# **Predict.** Learning rate 0.05 with L2 of 0.0001, 0.0005, 0.002 and 0.003, and 0.1 with 0.002: which wins, and by how
# many points over the second?

# %% name="long"
from mlp.studies import read

runs = read("long_run", "candidates")
settings = zip(runs.learning_rate, runs.l2)
runs["recipe"] = [f"{rate:g}, L2 {l2:g}" for rate, l2 in settings]
runs["accuracy"] = 100 * runs.validation_accuracy
scores = runs.pivot(index="seed", columns="recipe", values="accuracy")  # (6, 5)
on_training = [100 * curve[-1] for curve in runs.history_train_accuracy]
training = runs.assign(end=on_training).groupby("recipe").end.mean()
ranked = scores.mean().sort_values(ascending=False)
for recipe in ranked.index:
    told = f"{ranked[recipe]:.2f} ± {scores[recipe].std():.2f} % of validation"
    print(f"{recipe:13} {told}, {training[recipe]:.1f} % of training")

# %% [guard] name="long-guard"
assert list(ranked.index)[:3] == ["0.05, L2 0.002", "0.1, L2 0.002", "0.05, L2 0.003"] and len(scores) == 6
assert [f"{ranked.iloc[place]:.2f}" for place in (0, 1, -1)] == ["90.60", "90.51", "89.65"]
assert 99.9 < training["0.05, L2 0.0001"] < 100 and training.min() < 96

# %% [markdown] name="long-answer"
# 0.05 with L2 0.002 has the highest mean, 90.60 %, by 0.09 points over 0.1 with the same L2. The smallest penalty is last:
# with it, the network knows 99.99 % of its training images.
#
# Is 0.09 a difference? The same seed gives all recipes the same start and the same order of images, so we compare seed by
# seed, with Student's t. Which recipe is the best was read off these same numbers; so it is fair to count *all* pairs that could
# have been looked at, ten of them, by Holm's rule ([chapter 09](09_regularisation.ipynb) explains both).
#
# **Predict.** How many of the ten pairs are real differences, and how many are ties?

# %% name="pairs"
from itertools import combinations

pairs = {}
for better, worse in combinations(ranked.index, 2):
    pairs[f"{better}  over  {worse}"] = scores[better] - scores[worse]
found = compare_with(np.zeros(6), pairs)
for name, row in found.iterrows():
    verdict = "tie" if row.tie else "difference"
    print(f"{name:31} {row.difference:+.2f} ± {row.error:.2f}", end="  ")
    print(f"p {row.p_holm:.3f}  {verdict}")

# %% name="pairs-picture"
from mlp.plots.gains import draw_gains

draw_gains(pairs, "Only the weakest penalty is behind; the other four tie")

# %% [guard] name="pairs-guard"
real = found[~found.tie]
assert len(found) == 10 and len(real) == 4 and all(name.endswith("over  0.05, L2 0.0001") for name in real.index)

# %% [markdown] name="pairs-answer"
# Four differences, six ties. The weakest penalty loses to each of the others. These four tie: between 0.0005 and 0.002 the
# data nearly speak (p = 0.051), and six seeds are not enough; between the first and the second they say nothing. So "the
# winner" is one of four, and its name is an accident of six seeds. A usual wrong guess reads the order of the means as
# the order of the recipes.
#
# What would another three seeds have chosen? We split the six into three that choose and three that judge, in each of
# the 20 possible ways.
#
# **Predict.** How often does the same recipe win? And by how many points is the winner's mean on the three seeds that
# chose it above its mean on the other three?

# %% name="halves"
winners, too_high = [], []
for choosing in combinations(range(6), 3):
    judging = [seed for seed in range(6) if seed not in choosing]
    winner = scores.loc[list(choosing)].mean().idxmax()
    chose, judged = scores.loc[list(choosing), winner], scores.loc[judging, winner]
    winners.append(winner)
    too_high.append(chose.mean() - judged.mean())
for recipe in ranked.index:
    print(f"{recipe:13} wins {winners.count(recipe):2} of {len(winners)}")
print(f"too high by {np.mean(too_high):.2f} points on average")

# %% [guard] name="halves-guard"
assert [winners.count(recipe) for recipe in ranked.index] == [16, 2, 2, 0, 0] and f"{np.mean(too_high):.2f}" == "0.06"

# %% [markdown] name="halves-answer"
# 16 of 20 times, and its mean is 0.06 points too high where it was chosen. (The 20 splits share their seeds: they describe
# our six runs, and are no 20 experiments.) Little luck is in the choice, because the four recipes are all good: when the
# best tie, it does not matter much which one you take. Take the one that is cheapest or simplest.
#
# All of it is about other *seeds*. The 5,000 images are the same for all, so another question stays open: what would
# other images say? So the winner is trained anew on 60,000 images, and asked about 10,000 images that chose nothing.
#
# **Predict** its accuracy on the test images. The report prints 89.64 %.

# %% name="final"
final = read("long_run", "final")
test = 100 * final.test_accuracy
print(f"trained with {final.learning_rate[0]:g}, L2 {final.l2[0]:g}: ", end="")
print(f"{test.mean():.2f} ± {test.std():.2f} % of the test images, {len(test)} seeds")
print(f"above the report's 89.64: {test.mean() - 89.64:.2f} points")
standard_error = 100 * np.sqrt(0.9 * 0.1 / 10_000)
print(f"standard error of 90 % on 10,000 images: {standard_error:.2f} points")

# %% [guard] name="final-guard"
assert (final.learning_rate == 0.05).all() and (final.l2 == 0.002).all()
assert f"{test.mean():.2f} {test.std():.2f} {test.mean() - 89.64:.2f}" == "90.08 0.09 0.44"

# %% [markdown] name="final-answer"
# 90.08 %, half a point less than the 90.60 % that chose it. The difference has two reasons that we cannot tell apart:
# other images, and the winner's curse. (It had 5,000 training images more, too.)
#
# And it is 0.44 above the report. Is that better? The report trained one network, and we do not know which images it
# had right. ± 0.09 is what seeds do to ours; another 10,000 images would move each number by 0.30. Two networks on the
# *same* images move together, but not quite. If a share $q$ of the images is classified correctly by only one of the two,
# the standard error of their difference is about $\sqrt{q / 10000}$.
#
# Stored in the course are a network of the course's kind and one that we trained by the report's own setting.
#
# **Predict** $q$ for these two: of 100 validation images, how many does only one of the two classify correctly?

# %% name="disagree"
from mlp.studies.pretrained import load_pretrained, pretrained_data

correct = []
for name in ("128-64", "report_000"):
    own = pretrained_data(name).validation  # scaled as it was trained
    correct.append(load_pretrained(name).predict(own.images) == own.labels)
    print(f"{name:10} ≈ {100 * correct[-1].mean():.1f} % of the validation images")
q = np.mean(correct[0] != correct[1])
print(f"correct by only one of the two: ≈ {100 * q:.1f} %")
print(f"standard error on 10,000 images: ≈ {100 * np.sqrt(q / 10_000):.2f} points")

# %% [guard] name="disagree-guard"
assert 0.05 < q < 0.06 and 1.96 * 100 * np.sqrt(q / 10_000) > 0.44

# %% [markdown] name="disagree-answer"
# On 5 to 6 of 100 images. A usual wrong guess is the difference of their accuracies, below one: the two make other mistakes,
# and those cancel in the difference. With such a $q$ the interval of a difference on 10,000 images reaches $1.96 \cdot 0.23
# = 0.46$ points to either side. 0.44 lies within, by a hair: by the course's rule **a tie**, as far as one printed number can
# tell.
#
# If the difference is real, its reason is open: pixels, starting weights, momentum, schedule and L2 are all others.
# [Chapter 13](13_five_reports.ipynb) trains the report's network with its own settings.

# %% [markdown] name="dashboard-text"
# ## The dashboard
#
# *Start* trains 784-128-64-10 for up to 30,000 iterations, until you press *Pause*; *Step* goes to the next point of the
# curves, *Reset* begins anew. (The stored picture: after 500 iterations.) All settings may be changed **while it
# trains**: a thin upright line marks the place. The right panel shows, for each weight matrix, its ratio or the length
# of its gradient; below are answers to ten validation images. <kbd>Tab</kbd> goes from control to
# control, <kbd>Space</kbd> presses a button, the arrow keys move a slider.
#
# **Predict**, then try:
#
# 1. *Start*, with the settings as they stand. At which iteration is it above 80 %?
# 2. While it runs, raise the learning rate to 1. What does the loss do, and does it come back when you go down to 0.1
#    again? Then *Reset*.
# 3. Let it run to about 3,000, then lower the learning rate to 0.01: how far does the loss of the batches fall?
# 4. Batch size 16, then 512, at the same learning rate: which line gets smoother? What happens to the time left?

# %% name="dashboard" tags=["trained"]
TrainingDashboard(data)

# %% [markdown] name="dashboard-answer"
# 1. After 100 iterations, the first point of the curves, it is above 80 % already.
# 2. At 1 it dies or diverges within a few hundred iterations. Diverged: the loss is no finite number, and the panel says
#    so. Dead: a loss of $\ln 10$ and ratios of 0, because no ReLU is on for any image. No smaller learning rate wakes
#    it; *Reset* does.
# 3. The batches' loss falls by about a fifth within 200 iterations, and the accuracy rises by about a point. The jitter
#    goes, as with the average.
# 4. A batch of 512 gives smoother lines and fewer steps per second, and the number of steps to go is the same: the time
#    left grows.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - **[Report 000](../data/reports/texts/000.txt)** does the check with 500 images (4.2): "after 9 epochs of training
# >   (approximately 1800 iterations)" it has 100 % of them, and 77.5 % of others. Its numbers hold a riddle: 1,800
# >   iterations in 9 epochs are 200 per epoch, and 500 images give 200 batches only if a batch has two or three. The report
# >   does not tell its batch size.
# > - Its last training (4.4) reaches 94.8 % of the training images and 89.64 % of the test images. Ours: 90.08 ± 0.09 %
# >   of the test images, a tie, as you saw.
# > - **[Report 001](../data/reports/texts/001.txt)** trains for all epochs, and keeps the model with the lowest validation
# >   loss: `KeepBest("loss")`, without patience.
# > - **[Report 002](../data/reports/texts/002.txt)** keeps the best by validation accuracy, and lists early stopping as
# >   future work: it was half there.

# %% [markdown] name="reports-2"
# > - **[Report 004](../data/reports/texts/004.txt)** stops early with patience 5, and the end of its printed log obeys the
# >   rule: lowest loss in epoch 9, stopped after epoch 14. But its "validation" images are the 10,000 test images, so by
# >   (3) its accuracy flatters it.
# > - For its convolutional network it states patience 2 on the accuracy. By that rule the printed log would end with epoch
# >   8; it ends with epoch 9, as it would with patience 3 on the loss. It then restores "the best epoch", and prints
# >   91.24 %, which is the accuracy of the *last* one; by the loss, the best was epoch 6, with 91.20 %.

# %% [markdown] name="recap"
# ## Recap
#
# - A batch's gradient is right on average, shuffled or drawn; its noise falls as $1/\sqrt n$. Up to about 100 images
#   vectorisation makes them nearly free.
# - The loop: batch, forward, loss, backward, step; with one seed the same to the bit.
# - First 500 images, to 100 %; look at the others' accuracy, too.
# - A callback looks inside without touching the trainer. Weight matrices that move by $10^{-3}$ to $10^{-2}$ of their size
#   are healthy here; look at each array by itself.
# - Curves: height, way, gap. Dead lies at $\ln 10$; too high jumps; too low still falls; underfit is level.
# - Early stopping: patience, then back to the best, which looks better than it is.
# - A checkpoint holds all that the rest depends on. A kill costs minutes, and no bit.
# - Choose on validation images; look at the test images once. Of five long recipes four tie.
# - Side paths: the flattery is at most $\mathrm{se}\sqrt{2 \ln m}$. An average of weights takes the jitter away, as a
#   schedule does.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. An epoch over 60,000 images in batches of 200: how many steps? And 30,000 steps: how many epochs?
#
#    <details><summary>Answer</summary>
#
#    300 steps; 100 epochs.
#    </details>
# 2. The check with 500 images ends at 97 %. A colleague says: good enough. What do you say?
#
#    <details><summary>Answer</summary>
#
#    A network with 200 times as many parameters as images should reach 100 %. Train a little longer; if it stays at 97
#    %, run the gradient check. "Cut" got past 90 % with a single layer learning.
#    </details>
# 3. Training loss 0.02, validation loss 0.9 and rising, validation accuracy still creeping up. Which network do you
#    keep?
#
#    <details><summary>Answer</summary>
#
#    It overfits. By accuracy a late one, by loss an early one: it depends on whether you need the class alone or its
#    probability too. Either way, judge the choice on images that did not make it.
#    </details>

# %% [markdown] name="quiz-2"
# 4. Somebody writes the checkpoint straight to its final name, every 1,000 steps, over the old one. What can a power
#    cut do?
#
#    <details><summary>Answer</summary>
#
#    Hit while the file is being written: the new one is half there, and the old one gone. Write elsewhere, rename when
#    it is whole, and keep the one before.
#    </details>
# 5. After resuming, a training differs in the seventh digit from one that was never stopped. The parameters were
#    restored to the bit. What may be missing?
#
#    <details><summary>Answer</summary>
#
#    Small differences at once: the optimiser's state, or the schedule's position. Different batches or dropout masks,
#    from generators that were not restored, would show much more.
#    </details>
# 6. Two recipes, one seed each, end at 89.9 % and 89.7 % of the same 5,000 validation images. Which is better?
#
#    <details><summary>Answer</summary>
#
#    Nobody can say. If only one of the two is right on 6 % of the images, the paired standard error is
#    $\sqrt{0.06 / 5000} \approx 0.35$ points; and that is one seed each. Train more seeds, and compare them in pairs.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [09 Regularisation](09_regularisation.ipynb): close the gap between the two lines: L2, dropout, batch normalisation,
#   augmentation; and the rule for a tie, explained.
# - [10 Searching](10_searching.ipynb): choose learning rates and sizes by a search, without fooling yourself.
# - Back to [06 Initialisation](06_initialisation.ipynb), if a training of yours lies at 2.30.
# - To go on at once: read `mlp/training/callbacks.py`, and write a callback that stops the training when the ratio of a
#   weight matrix falls below $10^{-5}$. Would it have stopped `Cut`? And the dead one?
