# %% [markdown] name="title"
# # 08 Training
#
# You write the training loop by hand, read from its curves what is wrong with a training, and stop, kill and resume one
# without losing a bit.
#
# ## What you will be able to do
#
# - write the loop in twenty lines, and say what a `Trainer` adds to it
# - find most bugs in a minute, with 500 images learned by heart
# - look inside a running training with a callback of your own, and judge its steps by their size
# - tell a learning rate that is too high or too low, overfitting, underfitting and dead units from their curves
# - stop early by a rule, return to the best network, and say by how much its number flatters it
# - average the weights; kill a training and go on from its checkpoint, bitwise as if nothing had happened
#
# ## Before you start
#
# - Prerequisites: [05 Backpropagation](05_backpropagation.ipynb) and
#   [07 Optimisers and schedules](07_optimisers_and_schedules.ipynb); [06 Initialisation](06_initialisation.ipynb) helps.
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 100

# %% name="setup"
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from mlp import SGD, Network, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.training.callbacks import Callback, GradientNorms, KeepBest, WeightAverage
from mlp.data import Part
from mlp.exercises import check, exercises, hint
from mlp.exercises.chapter_08.curve_quiz import CurveQuiz
from mlp.layers import Linear, ReLU
from mlp.plots import new_figure, show_figure
from mlp.plots.curves import draw_curves
from mlp.reports.published import FOLDER
from mlp.training.schedules import Cosine
from mlp.widgets import TrainingDashboard

data = load_fashion_mnist()
train, validation = data.train, data.validation

# %% [markdown] name="loop-text"
# ## Twenty lines
#
# You have the layers, the loss, the gradients, the start and the optimiser. What is missing is the loop:
#
# > draw a batch · forward · loss · backward · step · and again
#
# **Why a batch?** The loss that we want to lower is the mean over all $N = 55{,}000$ training images, $L = \frac1N
# \sum_i \ell_i$. A step needs its gradient, and that costs $N$ forward and backward passes. Draw $n$ images $i_1,
# \dots, i_n$ at random, each as likely as the others, and take their mean in its place. With $\theta$, the vector of
# all parameters, of shape $(109386,)$ like every gradient here,
#
# $$\mathrm{E}\Big[\frac1n \sum_{k=1}^n \frac{\partial \ell_{i_k}}{\partial \theta}\Big]
#   = \frac1n \sum_{k=1}^n \mathrm{E}\Big[\frac{\partial \ell_{i_k}}{\partial \theta}\Big]
#   = \frac1n \cdot n \cdot \frac1N \sum_{i=1}^N \frac{\partial \ell_i}{\partial \theta}
#   = \frac{\partial L}{\partial \theta} . \tag{1}$$
#
# The batch's gradient is right *on average*. One batch is off by a standard deviation that falls like $1/\sqrt n$: 100
# times the images, 100 times the work, a tenth of the noise. That is a bad bargain. Small batches and many steps get
# further in the same time.
#
# **Why shuffle, and not draw anew each time?** We put all images in a random order and cut it into batches: a *pass*, or
# *epoch*. Each image is then seen equally often.
#
# **Predict.** 55,000 images in batches of 128: how many steps are two passes? What will the last batch of a pass look
# like? And which accuracy on the validation images after two passes of plain gradient descent?

# %% name="loop"
net = build_mlp([784, 128, 64, 10], seed=0)
rng = np.random.default_rng(0)
learning_rate, losses = 0.1, []

for _ in range(2):
    order = rng.permutation(len(train))  # a new order for each pass
    for start in range(0, len(train), 128):
        chosen = order[start : start + 128]
        images, labels = train.images[chosen], train.labels[chosen]  # (128, 784) and (128,)

        logits = net.forward(images, training=True)  # (128, 10)
        loss = net.loss.forward(logits, labels)  # one number
        net.backward(net.loss.backward())  # fills net.gradient
        net.parameters -= learning_rate * net.gradient  # both (109386,)
        losses.append(loss)

by_hand = float(np.mean(net.predict(validation.images) == validation.labels))
print(f"{len(losses)} steps, {len(images)} images in the last batch")
assert 0.84 < by_hand < 0.89
print("after two passes, between 84 and 89 of 100 validation images are right")

# %% [markdown] name="trainer-text"
# Each pass has $\lceil 55000 / 128 \rceil = 430$ steps, and its last batch holds the 88 images that are left over.
#
# That is all of it. Whatever is called training, in any library, is this loop with more around it: a history of what
# happened, L2, a schedule, a progress bar, checks of what goes in, a way to stop. That is the course's `Trainer`
# (`mlp/trainer.py`, 200 lines to read). Its method `step` is the loop's body, and nothing is hidden in it.
#
# **Predict.** Same seed, same batch size, same learning rate: will the 109,386 parameters be *nearly* the same after two
# passes? Or the same to the last bit?

# %% name="trainer"
twin = build_mlp([784, 128, 64, 10], seed=0)
history = Trainer(twin, SGD(learning_rate), batch_size=128, seed=0).fit(train, validation, epochs=2)

same = net.parameters.tobytes() == twin.parameters.tobytes()
print("all 109,386 parameters the same to the bit:", same)
print(
    "the mean loss of each pass the same:",
    [float(np.mean(part)) for part in np.split(np.array(losses), 2)] == list(history.loss),
)
print("the accuracy the same:", by_hand == history.validation_accuracy[-1])
print(history.frame().columns.tolist())
assert same

# %% [markdown] name="overfit-text"
# The same, because all that is random comes from one seeded generator, and all else is arithmetic. A training that you
# can repeat to the bit is a training in which you can look for a bug.
#
# ## The first minute: 500 images by heart
#
# Before you spend an hour on 55,000 images, spend seconds on 500. A network with 109,386 parameters *must* be able to
# learn 500 images by heart. If the training accuracy does not reach 100 %, more data will not help: something is
# broken. Report 000 does this check (its section 4.2), and prints 100 % on the 500 images and about 77.5 % on others.
#
# We do it with the code as it is, and with four faults planted:
#
# | name | what is wrong |
# |---|---|
# | report 000's ReLU | `backward` gives $\max(dY, 0)$, as its equation 3.2.2 says |
# | cut | the activations pass no gradient back: only the last layer learns |
# | labels shuffled | images and labels are in different orders: each image has another one's label |
# | tiny steps | learning rate $10^{-5}$ |
#
# **Predict** for each of the five rows: does it reach 100 % of the 500 within 1,000 steps? And how many of 100 *other*
# images are right then? One row will stand out from the rest in a way of its own.

# %% name="overfit"
few = Part(train.images[:500], train.labels[:500])
shuffled = Part(few.images, np.random.default_rng(0).permutation(few.labels))
report_000 = type("Report000", (ReLU,), {"backward": lambda self, d_output: np.maximum(d_output, 0)})
cut = type("Cut", (ReLU,), {"backward": lambda self, d_output: 0 * d_output})


def accuracies(activation, part, rate):
    layers = [Linear(784, 128), activation(), Linear(128, 64), activation(), Linear(64, 10)]
    trainer = Trainer(Network(layers, seed=0), SGD(rate, momentum=0.9), batch_size=50, record_every=250)
    history = trainer.fit(part, validation, iterations=1000)
    return 100 * history.train_accuracy[-1], 100 * history.validation_accuracy[-1]


for name, settings, of_500, of_others in (
    ("as it should be", (ReLU, few, 0.05), (99.9, 100), (75, 80)),
    ("report 000's ReLU", (report_000, few, 0.05), (5, 30), (5, 30)),
    ("cut", (cut, few, 0.05), (80, 98), (60, 72)),
    ("labels shuffled", (ReLU, shuffled, 0.05), (60, 100), (5, 15)),
    ("tiny steps", (ReLU, few, 1e-5), (25, 60), (25, 60)),
):
    got = accuracies(*settings)
    print(f"{name:18} {of_500[0]:4} to {of_500[1]:3} % of the 500, {of_others[0]:2} to {of_others[1]} % of others")
    assert of_500[0] <= got[0] <= of_500[1] and of_others[0] <= got[1] <= of_others[1], got

# %% [markdown] name="callbacks-text"
# - **As it should be**: 100 %, and between 75 and 80 of 100 others, as the report found. Its 77.5 % is what 500 images
#   teach.
# - **A wrong gradient** and **tiny steps** fail, as they should. Where it fails, check the gradient first
#   ([chapter 05](05_backpropagation.ipynb)), then the start, then the learning rate.
# - **Cut** stands out: it gets far, and looks like a poor network. Whoever is content with 90 % of 500 images will never
#   find it. The check asks for *all* of them.
# - **Labels shuffled** is what the training accuracy alone would not tell: the network learns any labels by heart, given
#   time. The others' accuracy gives it away: guessing.
#
# So look at both numbers. And what it cannot find: a scaling that leaks, a validation set that is the test set, a bug in
# what only long trainings use.
#
# ## Looking inside: callbacks
#
# What if you want to know something that the history does not hold? You could copy the loop and write into it. Better:
# the `Trainer` calls *you*. A **callback** is an object with up to five methods, and gets the trainer itself:
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
# weight averages and the gradients' norms are callbacks in this course, 20 lines each (`mlp/callbacks.py`).
#
# ### Exercise 1: how far does a step go?
#
# Write one that notes, for each step, how far it moved the parameters, relative to how large they are:
#
# $$\text{ratio} = \frac{\lVert \theta_\text{after} - \theta_\text{before} \rVert}{\lVert \theta_\text{after} \rVert}, \qquad
#   \lVert \theta \rVert = \sqrt{\textstyle\sum_k \theta_k^2} \quad\text{over all parameters.} \tag{2}$$
#
# **Predict:** what goes wrong when `begin` keeps `trainer.network.parameters` itself, and no copy?


# %% name="update-ratio" exercise="UpdateRatio"


# %% name="update-ratio-check" check="UpdateRatio"
check.UpdateRatio(UpdateRatio)
# hint("UpdateRatio")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="ratio-text"
# The optimiser changes the vector in place. What `begin` keeps without a copy is that vector itself: before and after
# are the same array, and every ratio is 0.
#
# ## How large should a step be?
#
# A learning rate by itself says little: whether 0.05 is large depends on the gradients. The ratio (2) can be compared
# between networks, layers and optimisers. A rule of thumb from Karpathy's course notes says about $10^{-3}$ for weights.
#
# The next cell trains for 400 steps with three learning rates and plain gradient descent, with your `UpdateRatio` if it
# has passed its check. `GradientNorms` measures the same for each layer by itself.
#
# **Predict.** A hundred times the learning rate: a hundred times the ratio? Which of the three will be last after 400
# steps, and will the largest be first?

# %% name="ratio" tags=["trained"]
Ratio = UpdateRatio if check.UpdateRatio(UpdateRatio) else exercises()["UpdateRatio"].solution
(figure, axes), inside = new_figure(), {}
ranges = {0.003: (2e-4, 5e-4, 72, 78), 0.03: (1e-3, 5e-3, 81, 86), 0.3: (1e-2, 3e-2, 78, 86)}
for rate, (low, high, worst, best) in ranges.items():
    ratio, norms = Ratio(), GradientNorms(every=20)
    trainer = Trainer(build_mlp([784, 128, 64, 10], seed=0), SGD(rate), callbacks=[ratio, norms], progress=False)
    accuracy = 100 * trainer.fit(train, validation, iterations=400).validation_accuracy[-1]
    ratios = np.array(ratio.state["ratios"])
    assert low < np.median(ratios) < high and worst < accuracy < best, (np.median(ratios), accuracy)
    medians = np.median(ratios.reshape(20, 20), axis=1)
    inside[rate] = int(np.sum((medians > 1e-3) & (medians < 1e-2)))
    axes.plot(np.arange(10, 401, 20), medians, label=f"learning rate {rate:g}")
    print(
        f"learning rate {rate:5}: median ratio {low:.0e} to {high:.0e}; {worst} to {best} % of the validation images right"
    )
axes.axhspan(1e-3, 1e-2, color="#DDDDDD", zorder=0)
axes.set(yscale="log", xlabel="iteration", ylabel="step / parameters, median of 20 steps")
axes.set_title("Ten times the learning rate, about ten times the ratio")
axes.legend(frameon=False)
show_figure(
    figure,
    alt="The ratio of step to parameters over 400 iterations on a log axis, for three learning rates, one line above the "
    "other; the middle one runs inside a grey band from 0.001 to 0.01.",
    words=f"Of 20 medians each, so many lie between 0.001 and 0.01, by learning rate: {inside}.",
)

# %% [markdown] name="curves-text"
# Nearly a hundred times. 0.003 creeps: a step moves the parameters by three ten-thousandths of their length. 0.03 has
# two thousandths, inside the grey band, and is far ahead. With 0.3 each step is one or two per cent of everything the
# network has learned: ten times the step of 0.03, and no better for it. So a healthy ratio lies between $10^{-3}$ and
# $10^{-2}$ *here*, at the beginning of a training; with a schedule it falls towards the end, as it should.
# `norms.frame()` has it for each layer: one far below the others hardly learns.
#
# ## Reading curves
#
# Most of what goes wrong shows in two pairs of lines: loss and accuracy, each on the training and on the validation
# images. Six short trainings of 600 steps follow, with these names:
#
# | name | what was done |
# |---|---|
# | healthy | learning rate 0.05, momentum 0.9 |
# | too low | learning rate 0.0003, momentum 0.9 |
# | too high | learning rate 0.4, momentum 0.9, with tanh (ReLUs would die of it) |
# | overfit | as healthy, with only 1,000 training images |
# | underfit | an L2 penalty of 0.1, which holds all weights down |
# | dead | learning rate 0.3, momentum 0.9, with ReLUs |
#
# **Predict** before you run: sketch the loss of each, training and validation, between 0 and 2.6. Where will there be a
# wide gap between the lines? Which end on a level, and at which height?

# %% name="curves" tags=["trained"]
thousand = Part(train.images[:1000], train.labels[:1000])
runs = {"healthy": {}, "too low": {"rate": 0.0003}, "too high": {"rate": 0.4, "activation": "tanh"}}
runs |= {"overfit": {"part": thousand}, "underfit": {"rate": 0.01, "l2": 0.1}, "dead": {"rate": 0.3}}


def short_run(rate=0.05, activation="relu", part=train, l2=0.0):
    net = build_mlp([784, 128, 64, 10], activation, seed=0)
    trainer = Trainer(net, SGD(rate, momentum=0.9), l2=l2, record_every=40, progress=False)
    return trainer.fit(part, validation, iterations=600)


quiz = CurveQuiz({name: short_run(**settings) for name, settings in runs.items()})
ends = {letter: (history.loss[-1], history.validation_loss[-1]) for letter, history in quiz.histories.items()}
apart = [letter for letter, (training, other) in ends.items() if other - training > 0.5]
at_guessing = [letter for letter, end in ends.items() if min(end) > 2]
show_figure(
    draw_curves(quiz.histories, "Six trainings, A to F: each goes its own way"),
    alt="Six pairs of panels, loss above accuracy. A: training loss falls to 0, validation loss rises to 1.2. B: both jump "
    "between 0.7 and 1.1. C: both flat at 2.3, accuracy 10 %. D: flat at 0.7. E: fall to 0.4. F: smooth, still falling at 0.7.",
    words=f"At the end the validation loss lies far above the training loss in {apart}; both are above 2 in {at_guessing}.",
)

# %% [markdown] name="quiz-text"
# ### Whose curves are these?
#
# Put a name in place of `…` and run. `quiz.guess` answers with what it measured on that curve. Take all six, and for
# each say first *what you see*, then the name.

# %% name="quiz"
quiz.guess("A", "…")  # one of: too low, too high, overfit, underfit, dead, healthy

# %% [markdown] name="early-text"
# What to look at, in this order:
#
# 1. **The height at the start and at the end.** $\ln 10 = 2.30$ is guessing. A loss that lies there and does not move
#    is dead.
# 2. **The way it goes**: smooth and still falling (too low), jumping (too high), level (it has learned what it can).
# 3. **The gap** between training and validation: none and both bad, underfit; wide and growing, overfit.
#
# ## Stop when it is best
#
# An overfitting network was better some time ago. So keep a copy of the best one, and stop when it has not got better
# for a while. That "while" is the **patience**: so many entries in a row that were no better than the best. Prechelt
# (1998) compares such rules. With patience 1, one unlucky entry ends the training; with a large one you pay for steps
# that you throw away.
#
# ### Exercise 2: the rule
#
# **Predict** for the losses 0.9, 0.5, 0.6, 0.5, 0.7, 0.4 and patience 3: where does it stop, and which entry is best?


# %% name="stop-early" exercise="stop_early"


# %% name="stop-early-check" check="stop_early"
check.stop_early(stop_early)
# hint("stop_early")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="keep-text"
# It stops at entry 4: the equal 0.5 is no better, so 0.6, 0.5 and 0.7 are three in a row. Best is entry 1; the 0.4 is
# never seen.
#
# In the `Trainer` this is `patience=3`, or the callback `KeepBest("loss", patience=3)`, which can watch the accuracy as
# well. The next cell trains on 5,000 images: once through all 30 passes, with the rule applied afterwards to what was
# recorded, and once with the rule built in. `Remember` is one more callback: it keeps, for the section after this one,
# which images were right.
#
# **Predict.** Will it make a difference whether the loss or the accuracy is watched: which of the two gets better for
# longer?

# %% name="keep"
stop = stop_early if check.stop_early(stop_early) else exercises()["stop_early"].solution
some = Part(train.images[:5000], train.labels[:5000])


class Remember(Callback):
    def begin(self, trainer):
        self.state = {"right": []}

    def after_record(self, trainer):
        self.state["right"].append(trainer.network.predict(validation.images) == validation.labels)


def on_5000(callback):
    trainer = Trainer(build_mlp([784, 128, 64, 10], seed=0), SGD(0.05, 0.9), callbacks=[callback], progress=False)
    return trainer.network, trainer.fit(some, validation, epochs=30)


whole = on_5000(memory := Remember())[1]
best, last = stop(whole.validation_loss, 5)
net, stopped = on_5000(KeepBest("loss", patience=5))
print("the trainer stops where the rule does:", len(stopped) == last + 1)
print("and returns to the best:", evaluate(net, validation).accuracy == whole.validation_accuracy[best])
print("the loss is at its best before the accuracy:", best < np.argmax(whole.validation_accuracy))

# %% [markdown] name="bias-text"
# The rule and the trainer agree. The loss turns round within the first passes, while the accuracy still creeps up: a
# network that grows ever more certain pays more for each mistake, even when it makes fewer. [Chapter
# 09](09_regularisation.ipynb) looks at that, and at early stopping as a regulariser.
#
# ## What the best number is worth
#
# 30 entries, and we keep the best. Is its validation accuracy what the network will reach on new images?
#
# Let $a_k$ be the accuracy of entry $k$ on infinitely many images, and $\hat a_k = a_k + e_k$ what was measured on $n$
# of them. Each image is right or wrong, so $e_k$ has mean 0 and standard deviation $\mathrm{se} = \sqrt{a_k (1 - a_k) /
# n}$, the *standard error*. We keep entry $k^*$, whose $\hat a$ is largest, of $m$. The largest of $m$ numbers is at
# least each of them, so
#
# $$\mathrm{E}[\hat a_{k^*}] = \mathrm{E}\big[\max_k \hat a_k\big] \;\ge\; \max_k \mathrm{E}[\hat a_k] = \max_k a_k \;\ge\; \mathrm{E}[a_{k^*}] . \tag{3}$$
#
# What was measured for the chosen entry is too high, on average. By how much at most? By $\mathrm{E}[e_{k^*}] \le
# \mathrm{E}[\max_k e_k]$. For any $u > 0$, since $e^x$ is convex, and a largest term is at most the sum,
#
# $$e^{u\,\mathrm{E}[\max e_k]} \le \mathrm{E}\big[e^{u \max e_k}\big] \le \sum_k \mathrm{E}\big[e^{u e_k}\big] = m\, e^{u^2 \mathrm{se}^2 / 2}
#   \quad\Rightarrow\quad \mathrm{E}[\max e_k] \le \frac{\ln m}{u} + \frac{u\, \mathrm{se}^2}{2} = \mathrm{se} \sqrt{2 \ln m} , \tag{4}$$
#
# the middle one for normal errors, the last for the best choice, $u = \sqrt{2 \ln m} / \mathrm{se}$. The bound needs no
# independence. Networks of equal quality that err independently come near it: for $m = 30$ it is $2.6\,\mathrm{se}$,
# and they reach $2.0\,\mathrm{se}$. Ours are the same network a few steps apart, judged on the same images: they err
# together, and the bias is smaller.
#
# The next cell measures it. It takes $n$ of the 5,000 validation images at random, chooses the best entry on them, and
# asks for its accuracy on the *other* images, which had no part in the choice. A thousand times.
#
# **Predict.** $n = 500$, $m = 30$, $a \approx 0.83$: what is the standard error, in percentage points? What does (4)
# allow? And which part of it do you expect?

# %% name="bias"
right = np.array(memory.state["right"])  # (30, 5000): entry by image
rng = np.random.default_rng(0)
print("chosen on   standard error   bound (4)   the best looks better than it is by")
for n, (low, high) in {100: (3, 6), 500: (1, 2.2), 2500: (0.2, 1)}.items():
    biases = []
    for _ in range(1000):
        order = rng.permutation(5000)
        judges, others = order[:n], order[n:]
        best = right[:, judges].mean(axis=1).argmax()
        biases.append(100 * (right[best, judges].mean() - right[best, others].mean()))
    se = 100 * np.sqrt(0.83 * 0.17 / n)
    print(f"{n:5} images {se:12.1f} {se * np.sqrt(2 * np.log(30)):13.1f}         between {low} and {high} points")
    assert low < np.mean(biases) < high < se * np.sqrt(2 * np.log(30)), np.mean(biases)

# %% [markdown] name="average-text"
# With 500 images, the number of the best entry flatters it by one to two points, about one standard error. That is
# nothing to be ashamed of, as long as nobody reports it as a result. The way out is the one from [chapter
# 01](01_the_data.ipynb): choose on the validation images, report what the *test* images say, and look at those once.
# Choose the epoch on the test images, as report 004 does, and you have no honest number left.
#
# ## Average the weights
#
# With a constant learning rate, the parameters never settle: each batch pulls them somewhere else, and they jitter
# around a good place. Their *average* lies nearer to the middle of that. After each step, with the parameters
# $\theta_t$,
#
# $$A_t = \beta A_{t-1} + (1 - \beta)\, \theta_t , \qquad A_0 = 0 , \qquad \text{in use: } \hat A_t = \frac{A_t}{1 - \beta^t} . \tag{5}$$
#
# Written out, $A_t = (1 - \beta) \sum_{k=1}^t \beta^{t-k} \theta_k$: weights that fall by $\beta$ with each step back,
# and that add up to $1 - \beta^t$. Hence the division: it is Adam's correction ([chapter
# 07](07_optimisers_and_schedules.ipynb)), for the same reason. About the last $1/(1-\beta)$ steps count. The idea is
# Polyak's and Juditsky's (1992).
#
# How much noise goes? If the jitters of the steps were independent, each of variance $v$, that of the average would be
# $(1-\beta)^2 \sum_k \beta^{2(t-k)} v \to \frac{1-\beta}{1+\beta}\, v$: for $\beta = 0.995$ a four-hundredth. They are
# not independent, since each step starts where the last one ended, so less is gained.
#
# `WeightAverage(0.995)` trains on with $\theta$, and measures and keeps $\hat A$. A second callback, named before it,
# measures $\theta$ itself: *the same steps*, two ways to use them.
#
# **Predict.** 1,200 steps with a constant learning rate: by how many points does the average beat the last weights?
# From the first entry on?


# %% name="average" tags=["trained"]
class Own(Callback):
    def begin(self, trainer):
        self.state = {"accuracy": []}

    def before_record(self, trainer):
        self.state["accuracy"].append(evaluate(trainer.network, validation).accuracy)


figure, axes = new_figure()
gains = []
for seed in range(3):
    own, net = Own(), build_mlp([784, 128, 64, 10], seed=seed)
    settings = {"callbacks": [own, WeightAverage(0.995)], "record_every": 150, "l2": 5e-4, "seed": seed}
    history = Trainer(net, SGD(0.05, 0.9), progress=False, **settings).fit(train, validation, iterations=1200)
    gains.append(100 * (history.validation_accuracy - own.state["accuracy"])[4:].mean())
    assert history.validation_accuracy[0] > own.state["accuracy"][0] - 0.01
ahead = all(0.5 < gain < 3.5 for gain in gains)
assert ahead, gains
axes.plot(history.iteration, 100 * np.array(own.state["accuracy"]), label="the parameters themselves")
axes.plot(history.iteration, 100 * history.validation_accuracy, label="their average")
axes.set(title="The average is ahead of what it averages", xlabel="iteration", ylabel="validation accuracy in %")
axes.legend(frameon=False)
words = f"From step 750 on, the average is ahead by between 0.5 and 3.5 points, for each of three seeds: {ahead}."
show_figure(figure, alt="Two lines, one seed: a jagged one, and above it a smooth one.", words=words)

# %% [markdown] name="checkpoint-text"
# Two points or so, for one line per step. Thanks to the division in (5) it is not behind even at the first entry, where
# it averages 150 very different steps. A schedule that goes down to 0 gets much of the same in another way: small steps
# at the end average by themselves. So do not expect the two gains to add up.
#
# ## Kill it
#
# Long trainings die: a laptop closes, a server restarts, somebody needs the memory. What must be on disk so that the
# training can go on *as if nothing had happened*? Everything that the rest depends on:
#
# | what | without it |
# |---|---|
# | the parameters, and batch normalisation's running averages | you start anew |
# | the optimiser's state: velocity, Adam's averages, the count of steps | the first steps after the stop go elsewhere |
# | the order of this pass, and how far it has got | some images come twice, some never |
# | the state of each random generator: shuffling, dropout, augmentation | other batches, other masks |
# | iteration and epoch, for the schedule | the learning rate jumps |
# | history, and what callbacks remember | early stopping forgets its best |
#
# `fit(…, checkpoints=Checkpoints(folder))` saves all of it, every so many steps, and *the same line run again goes on*
# from the newest good file. Two things make it safe. A file is written under another name first, and renamed when it is
# whole: there is never half a checkpoint. And each array has a checksum: a damaged file is refused by name, and the one
# before it serves.
#
# Promises are cheap. The next cell starts a training as a process of its own, with dropout and Adam, so that there is
# something to forget. As soon as the first checkpoint stands there, it kills the process: SIGKILL, without a chance to
# tidy up. Then it runs the same program again, and a third time elsewhere, undisturbed.
#
# **Predict.** The two networks at the end: how many of their 109,386 parameters differ?

# %% name="kill"
PROGRAM = """
import sys
from mlp import Adam, Trainer, build_mlp, load_fashion_mnist
from mlp.training.checkpoints import Checkpoints
net = build_mlp([784, 128, 64, 10], dropout=0.1, seed=0)
trainer = Trainer(net, Adam(0.001), seed=0, record_every=500, progress=False)
trainer.fit(load_fashion_mnist().train, iterations=1000, checkpoints=Checkpoints(sys.argv[1], every=100))
net.save(sys.argv[1] + "/net.npz")
"""
with tempfile.TemporaryDirectory() as folder:
    killed, undisturbed = Path(folder, "killed"), Path(folder, "undisturbed")
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, killed])
    while not list(killed.glob("checkpoint-*.npz")) and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    print("it ended by itself:", process.wait() == 0, "- there is a network:", (killed / "net.npz").exists())

    for place in (killed, undisturbed):
        subprocess.run([sys.executable, "-c", PROGRAM, place], check=True)
    one, other = (Network.load(place / "net.npz").parameters for place in (killed, undisturbed))
    print(
        "parameters that differ:", np.count_nonzero(one != other), "- the same bytes:", one.tobytes() == other.tobytes()
    )
    assert one.tobytes() == other.tobytes()

# %% [markdown] name="long-text"
# None. The process was dead before it could finish (there was no network), the second run took up what the first had
# left behind, and nobody can tell.
#
# ## All images, 30,000 iterations
#
# With all that, report 000's last training: 784-128-64-10 on all 60,000 training images, for 30,000 iterations. The
# report prints 89.64 % of the test images. It used raw pixels and weights of 0.01; we take standardised pixels,
# Kaiming's weights, momentum 0.9, batches of 128, and half a cosine down to 0. What remains open is the strength of the
# L2 penalty and the learning rate.
#
# **First choose.** Five recipes, three seeds each, trained on 55,000 images, and judged on the 5,000 validation images.
# **Then train once more** with the winner, on all 60,000: `load_fashion_mnist(validation=0)`. There is nothing left to
# choose with then, and nothing is chosen. **At the very end, look at the test images**, once. That is 18 trainings of
# 30,000 steps, made by one command, `python -m mlp.studies.long_run`; the next cell reads what it stored, and trains the
# winner live for a tenth of that.
#
# **Predict.** L2 from $10^{-4}$ to $3 \cdot 10^{-3}$: which wins? (70 passes are a long time for a network to learn
# images by heart.) And how many points are there between the winner and the second? One standard error on 5,000 images
# is about 0.4.

# %% name="long"
report = json.loads((FOLDER / "course_training.json").read_text())
for candidate in report["candidates"]:
    ends = [100 * run["validation_accuracy"][-1] for run in candidate["runs"]]
    by_heart = 100 * np.mean([run["train_accuracy"][-1] for run in candidate["runs"]])
    print(
        candidate["recipe"],
        f"{np.mean(ends):.2f} ± {np.std(ends, ddof=1):.2f} % of validation, {by_heart:.1f} % of training",
    )
test = [100 * run["test_accuracy"] for run in report["final"]]
print(
    "the winner",
    report["chosen"],
    f"on all 60,000: {np.mean(test):.2f} ± {np.std(test, ddof=1):.2f} % of the test images",
)
assert np.mean(test) >= 89.64

ITERATIONS = 3000  # 30_000 is the stored one: it takes ten times as long
everything = load_fashion_mnist(validation=0)
net = build_mlp([784, 128, 64, 10], seed=0)
optimizer = SGD(report["chosen"]["learning_rate"], momentum=0.9)
trainer = Trainer(net, optimizer, l2=report["chosen"]["l2"], schedule=Cosine(ITERATIONS), progress=False)
live = trainer.fit(everything.train, iterations=ITERATIONS)
assert 88 < 100 * live.train_accuracy[-1] < 95
print("live, after a tenth of the steps: between 88 and 95 of 100 training images are right")

# %% [markdown] name="dashboard-text"
# ## The dashboard
#
# Now at the wheel. *Start* trains 784-128-64-10 for up to 30,000 iterations, until you press *Pause*; *Step* goes to
# the next point of the curves, *Reset* begins anew. Learning rate, batch size, momentum and L2 may be changed **while
# it trains**: a thin upright line marks the place. The right panel shows, for each layer, the ratio of (2) or the
# length of its gradient; below are ten validation images with the network's present answers. <kbd>Tab</kbd> goes from
# control to control, <kbd>Space</kbd> presses a button, the arrow keys move a slider.
#
# Predict, then try:
#
# 1. *Start*, with the settings as they stand. At which iteration is it above 80 %? In which range are the steps of the
#    layers?
# 2. While it runs, raise the learning rate to 1. What happens to the loss, and does it come back when you go down to 0.1
#    again? (Have a look at the steps.) Then *Reset*.
# 3. Let it run to about 3,000, then lower the learning rate to 0.01: watch the loss of the batches, and the accuracy.
#    Where have you seen that?
# 4. Batch size 16, then 512, at the same learning rate: which line gets smoother, and what happens to the time left?

# %% name="dashboard" tags=["trained"]
TrainingDashboard(data)

# %% [markdown] name="ending"
# With 0.1 it is above 80 % within a few hundred iterations. At a learning rate of 1 it soon dies or diverges. Dead
# means: a loss of $\ln 10$ and steps of 0, because no ReLU is on for any image, and no smaller learning rate wakes
# them. That is one of the six panels of the quiz, made by yourself. Lowering the learning rate late makes the batches'
# loss fall at once: the jitter goes, as in the average. And a batch of 512 gives smoother lines, fewer steps per second
# and the same number of steps to go.
#
# ## What the reports found
#
# > - **Report 000** does the check with 500 images (4.2): "after 9 epochs of training (approximately 1800 iterations)"
# >   it has 100 % of them, and 77.5 % of others. Here 1,000 steps are enough, and the others agree. Its numbers hold a
# >   riddle: 1,800 iterations in 9 epochs are 200 per epoch, and 500 images give 200 batches only if a batch has two or
# >   three. The report does not tell its batch size.
# > - Its **last training** (4.4) reaches 94.8 % of the training images and 89.64 % of the test images. With the
# >   course's scaling, start and schedule, the same network in as many iterations gets 90.08 ± 0.09 % (three seeds).
# >   One standard error of 10,000 test images is 0.3: the difference is larger than that, and not by much.
# > - **Report 001** trains for all epochs, and keeps the model with the lowest validation loss: `KeepBest("loss")`,
# >   without patience. **Report 002** keeps the best by validation accuracy, and lists early stopping as future work:
# >   it was half there.
# > - **Report 004** stops early with patience 5, and the end of its printed log obeys the rule: lowest loss in epoch 9,
# >   stopped after epoch 14. But its "validation" images are the 10,000 test images, so by (3) its accuracy flatters
# >   it. For its convolutional network it states patience 2 on the accuracy. By that rule the printed log would end
# >   with epoch 8; it ends with epoch 9, as it would with patience 3 on the loss. It then restores "the best epoch",
# >   and prints 91.24 %, which is the accuracy of the *last* one; by the loss, the best was epoch 6, with 91.20 %.
#
# ## Recap
#
# - The loop: batch, forward, loss, backward, step. A batch's gradient is right on average, and noisy.
# - First 500 images, to 100 %. If that fails, nothing else is worth trying; and look at the others' accuracy, too.
# - A callback looks inside without touching the trainer. Steps of a thousandth to a hundredth of the parameters are
#   healthy.
# - Curves: height, way, gap. Dead lies at $\ln 10$; too high jumps; too low still falls; underfit is level; overfit has
#   a gap.
# - Early stopping: patience, and back to the best. The best of many entries looks better than it is, by at most
#   $\mathrm{se}\sqrt{2 \ln m}$.
# - An average of the weights takes the jitter away, and so does a schedule that ends at 0.
# - A checkpoint holds all that the rest depends on: parameters, optimiser, order, generators, history. Then a kill
#   costs minutes, and no bit.
# - Choose on validation images, train once more on everything, look at the test images once.
#
# ## Quiz
#
# 1. A pass over 60,000 images in batches of 200: how many steps? And 30,000 steps: how many passes?
#
#    <details><summary>Answer</summary>
#
#    300 steps; 100 passes.
#    </details>
# 2. The check with 500 images ends at 97 %. A colleague says: good enough. What do you say?
#
#    <details><summary>Answer</summary>
#
#    A network with 200 times as many parameters as images should reach 100 %. Train a little longer; if it stays at 97
#    %, run the gradient check. "Cut" above got past 90 % with a single layer learning.
#    </details>
# 3. Training loss 0.02, validation loss 0.9 and rising, validation accuracy still creeping up. Which network do you
#    keep?
#
#    <details><summary>Answer</summary>
#
#    It overfits. By accuracy a late one, by loss an early one: it depends on whether you need the class alone or its
#    probability too. Either way, judge the choice on images that did not make it.
#    </details>
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
#    from generators that were not restored, would show much more. "Nearly the same" is not a property you can test for;
#    "the same" is.
#    </details>
# 6. Two runs end at 89.9 % and 89.7 % of 5,000 validation images. Which is better?
#
#    <details><summary>Answer</summary>
#
#    Nobody can say. One standard error is $\sqrt{0.9 \cdot 0.1 / 5000} \approx 0.4$ points. More seeds, or call it a
#    tie.
#    </details>
#
# ## Where to go next
#
# - [09 Regularisation](09_regularisation.ipynb): close the gap between the two lines: L2, dropout, batch normalisation,
#   augmentation.
# - [10 Searching](10_searching.ipynb): choose learning rates and sizes by a search, without fooling yourself.
# - Back to [06 Initialisation](06_initialisation.ipynb), if a training of yours lies at 2.30.
# - To go on at once: read `mlp/callbacks.py`, and write a callback that stops the training when the ratio (2) of a
#   layer falls below $10^{-5}$. Would it have stopped the dead one?
