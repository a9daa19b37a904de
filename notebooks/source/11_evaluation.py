# %% [markdown] name="title"
# # 11 Evaluation
#
# You read from a network's answers what it can do and what it mixes up, how sure its own confidence is, and how much of
# all that is chance.
#
# ## What you will be able to do
#
# - make precision, recall and F1 from a confusion matrix, and say which average hides what
# - derive and write an interval for an accuracy, and a test for two networks on the same images
# - say how many images it takes to tell two networks apart
# - see whether a network's confidence is honest, and repair it with one number
# - find labels that look wrong, and measure whether it pays to leave them out
# - say what a ceiling of accuracy means when labels are wrong
#
# ## Before you start
#
# - Prerequisites: [04 Softmax and cross-entropy](04_softmax_and_cross_entropy.ipynb) for probabilities and temperature;
#   [10 Searching](10_searching.ipynb) for the standard error and what choosing does to a score
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 90

# %% name="setup"
import math

import numpy as np

from mlp import CLASS_NAMES, evaluate, load_fashion_mnist
from mlp.evaluation.calibration import fit_temperature, reliability
from mlp.evaluation.comparisons import compare_with
from mlp.data import Part
from mlp.evaluation import intervals, metrics
from mlp.exercises import check, hint
from mlp.studies.label_noise import out_of_fold, plant_errors, read_label_noise
from mlp.losses import softmax
from mlp.plots import PALETTE, draw_images, new_figure, show_figure
from mlp.plots.differences import draw_differences, paired_differences
from mlp.plots.evaluation import draw_confusion, draw_intervals, draw_reliability
from mlp.studies.pretrained import load_pretrained

data = load_fashion_mnist()
labels = data.validation.labels
networks = {name: load_pretrained(name) for name in ("128-64", "500-324")}
judged = {name: evaluate(network, data.validation) for name, network in networks.items()}
small = judged["128-64"]


def with_interval(right):
    """The share of True in an array, and the ends of its interval."""
    return right.mean(), *intervals.wilson_interval(int(right.sum()), len(right))


# %% [markdown] name="classes-text"
# ## One number hides ten classes
#
# This chapter has two networks that were trained before it began: 784-128-64-10, the network of report 000, and
# 784-500-324-10, that of report 003. Both have seen the 55,000 training images. Whatever is fitted or decided here is
# decided on the 5,000 **validation images**; at the very end there is one look at the **test images**.
#
# The **confusion matrix** $C$ has a row for each true class and a column for each answer: $c_{ij}$ counts the images of
# class $i$ that were called $j$. Right answers stand on the diagonal. So
#
# - the **accuracy** is the trace over the sum of all entries;
# - row $i$ adds up to the **support** of class $i$: how many images it has;
# - column $j$ adds up to how many images were called $j$.
#
# Two questions can be asked of class $j$. When the network says *Shirt*, how often is it one? And of all shirts, how
# many does it find?
#
# $$\text{precision}_j = \frac{c_{jj}}{\sum_i c_{ij}} \quad \text{(down the column)}, \qquad
#   \text{recall}_j = \frac{c_{jj}}{\sum_i c_{ji}} \quad \text{(along the row)}. \tag{1}$$
#
# Each is easily made perfect at the cost of the other: call everything a shirt, and all shirts are found; say *Shirt*
# once, when you are sure, and you are never wrong. So they are joined to one number that is high only if both are, their
# **harmonic mean**: one over the mean of one over each. With $P$ and $R$ for the two,
#
# $$\frac1{F_1} = \frac12 \left( \frac1P + \frac1R \right)
#   = \frac{\sum_i c_{ij} + \sum_i c_{ji}}{2\, c_{jj}} , \qquad \text{hence} \qquad
#   F_1 = \frac{2 P R}{P + R} = \frac{2\, c_{jj}}{\sum_i c_{ij} + \sum_i c_{ji}} . \tag{2}$$
#
# ### Exercise 1: precision, recall, F1
#
# A class that was never called has a precision of 0 / 0. The custom is to call that 0. **Predict:** a class with
# precision 0.9 and recall 0.1: is its $F_1$ nearer to 0.5 or to 0.2?


# %% name="precision-recall-f1" exercise="precision_recall_f1"


# %% name="precision-recall-f1-check" check="precision_recall_f1"
check.precision_recall_f1(precision_recall_f1)
# hint("precision_recall_f1")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="report-000-text"
# 0.18: the harmonic mean stays close to the smaller of the two.
#
# ### Report 000's table and its confusion matrix
#
# Report 000 prints precision, recall and $F_1$ of its best network on the test images (its Table 2), and draws its
# confusion matrix (its Figure 8) without our text of it having the numbers. We re-ran that training, 30,000 steps on raw
# pixels, from three seeds; the course stores the results (`full/30000`), test images included. They are its settings,
# not ours: nothing is chosen by them here.
#
# Its table still gives away the *margins* of its Figure 8. A class has 1,000 test images, so recall gives $c_{jj}$, and
# (1) turned around gives how many images were called $j$: $c_{jj} / \text{precision}_j$.
#
# **Predict.** Which class has the lowest recall? Is it called too often or too rarely? Which two cells off the diagonal
# will be the darkest?

# %% name="report-000"
from mlp.reports.published import published
from mlp.reports.store import Store

table = published("000")["per_class"]
runs = [run for run in Store("000").runs if run["experiment"] == "full/30000" and run["seed"] < 3]
ours = np.array([metrics.precision_recall_f1(np.array(run["test"]["confusion"])) for run in runs])
mean, spread = ours.mean(axis=0), ours.std(axis=0, ddof=1)
print("printed / ours    precision               recall                  F1                      support  called")
for row, name in enumerate(CLASS_NAMES):
    printed = [table[name][key] for key in ("precision", "recall", "f1")]
    cells = [f"{p:.3f} / {mean[k, row]:.3f} ± {spread[k, row]:.3f}" for k, p in enumerate(printed)]
    print(f"{name:12}  {cells[0]:24}{cells[1]:24}{cells[2]:24}{1000:6}  {1000 * printed[1] / printed[0]:6.1f}")
printed = [table["Total"][key] for key in ("precision", "recall", "f1")]
cells = [f"{p:.3f} / {m:.3f}" for p, m in zip(printed, mean.mean(axis=1))]
print(f"{'all (macro)':12}  {cells[0]:24}{cells[1]:24}{cells[2]:24}{10_000:6}")
confusion = np.array(runs[0]["test"]["confusion"])
figure, axes = new_figure(width=7, height=5.6)
draw_confusion(axes, confusion, CLASS_NAMES, size=9).set_title("Shirts are taken for T-shirts, and pullovers for coats")
show_figure(
    figure,
    alt="A matrix of ten true classes by ten answers. The darkest cells off the diagonal lie among T-shirt, pullover, coat and "
    "shirt; shoes are mixed up only with shoes; trousers and bags hardly at all.",
    words=f"Our re-run of report 000, seed 0: of 1,000 shirts {confusion[6, 0]} are called T-shirt/top, {confusion[6, 6]} Shirt; "
    f"of 1,000 pullovers {confusion[2, 4]} Coat. Right: {np.trace(confusion):,} of 10,000.",
)

# %% [markdown] name="matrices-text"
# The right-hand column comes out in whole numbers that add up to 10,000: the table is consistent, and every class agrees
# with ours to within about two points. The report's conclusion holds as well: shirts are the trouble, found in 73 % (ours
# 71 %) of the cases, and called a little too rarely.
#
# What the matrix shows beyond the table is *with what* they are mixed up. Two blocks: the upper-body clothes among
# themselves, and shoes among shoes. That is what a 28 x 28 grey outline can tell. No column tells you that the network
# is bad; it tells you which pixels are missing.
#
# ### Report 004's three matrices
#
# Report 004 prints three whole matrices, of a net with one hidden layer, of an MLP and of a convolutional net, and with
# each an accuracy. A matrix brings its own test: **trace over sum** must be the accuracy.
#
# ### Which average?
#
# Ten precisions are again too many. The **macro** average is their plain mean: every class counts the same. The
# **weighted** one weighs each class by its support $n_i$. For recall, the weighted mean is an old friend:
#
# $$\sum_i \frac{n_i}{n}\, \text{recall}_i = \sum_i \frac{n_i}{n} \cdot \frac{c_{ii}}{n_i} = \frac{\sum_i c_{ii}}{n}
#   = \text{accuracy} .$$
#
# With 1,000 images in every class, macro and weighted are the same. To see them part, the cell below plays a shop that
# sells ten times as many trousers: it multiplies their row by ten.
#
# **Predict.** Do all three matrices pass the test? In the first, which class has the *best* recall among the upper-body
# clothes, and is that good news? With ten times as many trousers, which of these change: accuracy, macro recall, the
# precision of *Dress*?

# %% name="matrices"
figure, axes = new_figure(1, 3, width=8.5, height=4.2)
reports = {"single_hidden": "one hidden layer", "multilayer": "MLP", "cnn": "convolutional net"}
print("                    accuracy  trace/sum | Shirt: precision  recall | trousers x 10: accuracy  macro recall")
for place, (net, title) in zip(axes[0], reports.items()):
    confusion = np.array(published("004")[net]["confusion"])
    draw_confusion(place, confusion, CLASS_NAMES, size=7).set_title(title, fontsize=11)
    precision, recall, _ = metrics.precision_recall_f1(confusion)
    skewed = confusion * np.where(np.arange(10) == 1, 10, 1)[:, None]
    shares = [np.trace(matrix) / matrix.sum() for matrix in (confusion, skewed)]
    print(f"{title:18} {published('004')[net]['test_accuracy']:9.4f} {shares[0]:10.4f} |", end="")
    print(f"{precision[6]:17.3f} {recall[6]:7.3f} |{shares[1]:24.3f} {metrics.macro_average(skewed)[1]:13.3f}")
    assert np.isclose(metrics.macro_average(skewed)[1], recall.mean())
    assert np.isclose(metrics.weighted_average(skewed)[1], shares[1])
for place in axes[0, 1:]:
    place.set(yticks=[], ylabel="")
figure.suptitle("Report 004: the weakest net calls one image in five a shirt")
first = np.array(published("004")["single_hidden"]["confusion"])
show_figure(
    figure,
    alt="Three confusion matrices. In the first, the column Shirt is dark from T-shirt to coat; in the other two the darkest cell "
    "is shirts called T-shirts, and the rest is pale.",
    words=f"The one-layer net calls {first[:, 6].sum():,} images Shirt, of which {first[6, 6]} are; "
    f"of 1,000 pullovers it calls {first[2, 6]} Shirt and {first[2, 2]} Pullover.",
)

# %% [markdown] name="interval-text"
# Two of the three do not pass: their matrices have 50 and 55 right answers fewer than the accuracies beside them. [Chapter 13](13_five_reports.ipynb)
# follows that up. The first has the best recall of shirts of all, 77 %, and a precision of 36 %: it says *Shirt* to
# whatever it does not know. That is why one of the two numbers alone is never enough.
#
# With ten times as many trousers the accuracy of all three rises by two to nine points, without one answer having
# changed. Macro recall stays to the digit, since it is made of rows. Precision moves, since its columns mix classes: the
# same network, in another shop, is differently reliable. An accuracy belongs to a network *and* to a mixture of classes.
#
# ## What so many images can tell
#
# The network 128-64 is right on 4,509 of our 5,000 validation images: $a = 90.2\,\%$. On other 5,000 it would have been
# a little more or less. Chapter 10 derived the standard error, and with it the textbook's interval,
#
# $$a \pm z \sqrt{\frac{a\,(1 - a)}{n}} , \tag{3}$$
#
# with $z = 1.96$ for a confidence of 95 %. Now take a class where the network is right on 50 of 50. Then $a = 1$, and (3)
# is an interval of width zero: perfectly sure, after 50 images. The fault is that it takes the spread from the *seen*
# share $a$, where it should come from the *true* share $s$, which we do not know.
#
# Edwin Wilson (1927) turned the question around. Which true shares $s$ could have given what we saw? All those from
# which $a$ lies at most $z$ of *their own* standard errors away:
#
# $$|a - s| \le z \sqrt{\frac{s\,(1 - s)}{n}} . \tag{4}$$
#
# Square both sides, with $v = z^2 / n$: $\ a^2 - 2 a s + s^2 \le v s - v s^2$. Sort by powers of $s$:
#
# $$(1 + v)\, s^2 - (2 a + v)\, s + a^2 \le 0 .$$
#
# A parabola that opens upwards is below zero between its two roots. They are
#
# $$\frac{2a + v \pm \sqrt{(2a + v)^2 - 4 (1 + v)\, a^2}}{2\,(1 + v)} , \qquad \text{and under the root} \quad
#   4 a^2 + 4 a v + v^2 - 4 a^2 - 4 v a^2 = 4 v a (1 - a) + v^2 .$$
#
# Divide by 2, put $v = z^2/n$ back in, and take $z$ out of the root:
#
# $$\frac{a + \frac{v}{2}}{1 + v} \ \pm\ \frac{z}{1 + v} \sqrt{\frac{a\,(1 - a)}{n} + \frac{v}{4 n}} . \tag{5}$$
#
# For large $n$, $v$ vanishes and (3) is back. For small $n$ the middle is drawn towards one half: little seen, little
# claimed.
#
# ### Exercise 2: Wilson's interval
#
# **Predict:** for 50 right of 50, which lower end do you expect: 99, 96 or 93 %?


# %% name="wilson-interval" exercise="wilson_interval"


# %% name="wilson-interval-check" check="wilson_interval"
check.wilson_interval(wilson_interval)
# hint("wilson_interval")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="intervals-text"
# 93 %.
#
# ### Does it hold what it promises? And where there is no formula?
#
# An interval of 95 % must catch the truth in 95 of 100 repetitions. With a truth that we know, that can be tried:
# the next cell draws 20,000 times how many of $n$ images are right, and counts how often each interval holds $s$.
#
# For macro $F_1$ or the $F_1$ of one class there is no formula like (5). The **bootstrap** (Bradley Efron, 1979) needs
# none. Had we other images, they would look much like ours; so *draw* them from ours: 5,000 rows out of the 5,000, with
# replacement, so that some come twice and some not at all. Compute the number; do it 1,000 times; the middle 95 % of
# the results are the interval. It works for any number, and costs 1,000 times as much.
#
# A third kind of accuracy is in the picture: **top-k**, the share of images whose true class is among the $k$ most
# probable. It tells whether the network has *nearly* known it.
#
# **Predict.** How often does (3) catch a true share of 98 % with 50 images? Will the bootstrap's interval of the
# accuracy be wider than Wilson's? How many of the images that are wrong have the right class in second place?


# %% name="intervals"
def f1(true, called):
    return metrics.precision_recall_f1(metrics.confusion_matrix(true, called, 10))[2]


rng = np.random.default_rng(0)
print("caught of 20,000, in %    (3)   Wilson")
for share, n in ((0.9, 5000), (0.9, 50), (0.98, 50)):
    seen = rng.binomial(n, share, 20_000)
    error = 1.96 * np.sqrt(seen * (n - seen) / n) / n
    ends = np.array([intervals.wilson_interval(right, n) for right in range(n + 1)])[seen]
    caught = [np.abs(seen / n - share) <= error, (ends[:, 0] <= share) & (share <= ends[:, 1])]
    print(f"share {share:.2f}, {n:5} images {100 * caught[0].mean():6.1f} {100 * caught[1].mean():8.1f}")
right, places = small.predictions == labels, np.argsort(-small.probabilities, axis=1)
rows = {f"top-{k}, Wilson": with_interval((places[:, :k] == labels[:, None]).any(axis=1)) for k in (3, 2)}
rows["accuracy, Wilson"] = with_interval(right)
rows["accuracy, bootstrap"] = right.mean(), *intervals.bootstrap_interval(np.mean, right)
for name, score in {"macro F1": lambda *pair: f1(*pair).mean(), "F1 of Shirt": lambda *pair: f1(*pair)[6]}.items():
    pair = labels, small.predictions
    rows[f"{name}, bootstrap"] = score(*pair), *intervals.bootstrap_interval(score, *pair)
figure, axes = new_figure(height=3.2)
draw_intervals(axes, rows).set(title="The F1 of one class is known far less well than the accuracy", xlabel="%")
told = "; ".join("{} {:.1f} ({:.1f} to {:.1f}) %".format(name, *np.multiply(100, row)) for name, row in rows.items())
show_figure(figure, alt="Six intervals; that of the F1 of Shirt is by far the widest.", words=f"{told}.")

# %% [markdown] name="mcnemar-text"
# With 50 images and a share near 1, the textbook's interval catches the truth less than two times in three; Wilson's in
# 92 to 97 %, around what it promises. With thousands of images there is nothing between them, and the bootstrap agrees
# with both. Seven in ten of the wrong answers have the right class in second place.
#
# The $F_1$ of *Shirt* rests on some hundreds of images, and is known to ±3 points. Report 000 prints its own with six
# digits.
#
# ## Two networks, the same images
#
# 500-324 is right on 91.1 %, 128-64 on 90.2 %. Their intervals are 90.3 to 91.8 % and 89.3 to 91.0 %: they overlap.
# So nothing can be said? That is the commonest mistake with intervals, and it is too cautious, for two reasons.
#
# **First.** Let $\mathrm{se}$ be the standard error of each accuracy. Even on *different* images the variances of the
# two add up, and their difference has a standard error of $\sqrt{2}\, \mathrm{se} = 1.4\, \mathrm{se}$. That it
# is not zero, with 95 % confidence, takes a difference of $1.96 \cdot 1.4\, \mathrm{se} = 2.8\, \mathrm{se}$. That two
# intervals do not touch takes $2 \cdot 1.96\, \mathrm{se} = 3.9\, \mathrm{se}$.
#
# **Second.** They saw the *same* images, and find the same ones hard. For image $k$ let $a_k$ and $b_k$ be 1 where
# network A or B is right, else 0. The difference of the accuracies, $\Delta$, is the mean of $b_k - a_k$, and
#
# $$\operatorname{Var}(b_k - a_k) = \operatorname{Var}(a_k) + \operatorname{Var}(b_k) - 2 \operatorname{Cov}(a_k, b_k) .
#   \tag{6}$$
#
# What they have in common drops out. Look at the four cases: where both are right or both are wrong, $b_k - a_k = 0$.
# Only two numbers are left: $n_A$, how many images A alone gets right, and $n_B$, how many B alone does.
#
# **McNemar's test** (1947) asks of these $m = n_A + n_B$ images alone: if the two networks were equally good, each would
# be a fair coin. Of $2^m$ equally probable orders, $\binom{m}{k}$ have $k$ heads. With $h = \min(n_A, n_B)$, the
# probability that coins fall at least as unevenly as ours, to either side, is
#
# $$p = \min\!\Big(1,\ 2 \sum_{k=0}^{h} \binom{m}{k} \frac1{2^m}\Big) . \tag{7}$$
#
# A small $p$ says: equally good networks would rarely look so different. By custom, below 0.05 counts.
#
# ### Exercise 3: McNemar's test
#
# **Predict:** A is right on 4,509 images, B on 4,554. If they disagree on 219 images that one of them gets right, what
# are $n_A$ and $n_B$?


# %% name="mcnemar" exercise="mcnemar"


# %% name="mcnemar-check" check="mcnemar"
check.mcnemar(mcnemar)
# hint("mcnemar")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="pairs-text"
# 87 and 132: their difference is $4554 - 4509 = 45$, their sum 219.
#
# ### How many images would it take?
#
# By (6), with $\rho = (n_A + n_B) / n$ the share of images that decide, $b_k - a_k$ is 0 or ±1, so its mean square is
# $\rho$ and its variance $\rho - \Delta^2$. The standard error of $\Delta$ is $\sqrt{(\rho - \Delta^2) / n}$. To see a
# true difference $\Delta$ at 1.96 standard errors in four of five attempts, it must be $1.96 + 0.84 = 2.8$ of them
# (a normal variable lies above its mean minus 0.84 deviations in four of five cases):
#
# $$n \ge 2.8^2\, \frac{\rho - \Delta^2}{\Delta^2} . \tag{8}$$
#
# **Predict.** For a difference of 0.3 points, with $\rho$ as here: are the 10,000 test images enough? How many would
# two networks need that are judged on *different* images? And how small is $p$ for our two?

# %% name="pairs"
a, b = (judged[name].predictions for name in networks)
only_a, only_b, p = intervals.mcnemar(labels, a, b)
print(f"only 128-64 right: {only_a}; only 500-324: {only_b}; p = {p:.3f}")
deciding, share = (only_a + only_b) / len(labels), small.accuracy
for points in (0.3, 0.9):
    delta = points / 100
    same = 2.8**2 * (deciding - delta**2) / delta**2
    apart = 2.8**2 * 2 * share * (1 - share) / delta**2
    print(f"to tell {points} points apart: {same:9,.0f} common images, or {apart:9,.0f} for each of two sets")
rows = {name: with_interval(found.predictions == labels) for name, found in judged.items()}
ahead = (b == labels).astype(int) - (a == labels)  # 1, 0 or -1 for each image
gap = ahead.mean(), *intervals.bootstrap_interval(np.mean, ahead)
figure, axes = new_figure(1, 2, width=9.5, height=2.4)
draw_intervals(axes[0, 0], rows).set(title="Each by itself: they overlap", xlabel="accuracy in %")
draw_intervals(axes[0, 1], {"difference": gap}).set(
    title="Their difference: above zero", xlabel="points", xlim=(-0.5, 2)
)
axes[0, 1].axvline(0, color=PALETTE[5], linestyle="--", linewidth=1.5)
assert rows["128-64"][2] > rows["500-324"][1] and gap[1] > 0 and p < 0.01
show_figure(
    figure,
    alt="Left, two intervals that overlap. Right, the interval of their difference, which lies wholly right of zero.",
    words=f"500-324 is {100 * gap[0]:.1f} points ahead; bootstrap of the difference: {100 * gap[1]:.1f} to {100 * gap[2]:.1f}.",
)

# %% [markdown] name="calibration-text"
# The intervals overlap, and the difference is clear all the same. For 0.3 points, though, it takes about 40,000 common
# images, or 150,000 and more for each of two sets. The test set has 10,000: **what lies within 0.3 points is a tie**, the
# course's rule, even with the better of the two tests.
#
# And mind what was tested: these *two trained networks*. Whether the *shape* 500-324 is better than 128-64 is a question
# about trainings, and needs several seeds of each (chapters 09 and 10).
#
# ## Is it as sure as it should be?
#
# The network gives ten probabilities. Call the largest of them its **confidence**. If it is honest, then of all images
# on which it is 80 % sure, 80 % are right. To look, sort the images into bins by their confidence, and compare in each
# bin $B$ the mean confidence with the share that is right. The **expected calibration error** is the mean gap, each bin
# by its share of the images (Guo, Pleiss, Sun, Weinberger 2017):
#
# $$\mathrm{ECE} = \sum_B \frac{|B|}{n}\ \big| \text{accuracy}(B) - \text{confidence}(B) \big| . \tag{9}$$
#
# Why should a network not be honest? Cross-entropy rewards it for more confidence on every *training* image that it gets
# right, and in the end that is nearly all of them (98 % for some networks of chapter 09). Nothing tells it that on new images it will be
# right less often.
#
# The cure is one number. **Temperature scaling** divides the scores by $\tau$ before the softmax (chapter 04):
# $P = \operatorname{softmax}(S / \tau)$. With $\tau > 1$ all probabilities move towards each other. The order of the
# classes stays, and with it every answer and the accuracy. $\tau$ is chosen by the lowest cross-entropy on images that
# the network was *not* trained on. We fit on one half of the validation images, and look at the other.
#
# **Predict.** Will the dots lie above or below the diagonal before scaling? Will $\tau$ be above or below 1?

# %% name="temperature"
logits = networks["128-64"].forward(data.validation.images)
half = len(labels) // 2
temperature = fit_temperature(logits[:half], labels[:half])
figure, axes = new_figure(1, 2, width=9.5, height=4)
errors = []
for place, (title, tau) in zip(axes[0], {"before": 1.0, "after, by one number": temperature}.items()):
    probabilities = softmax(logits[half:] / tau)
    found = reliability(labels[half:], probabilities)
    errors.append(found.expected_calibration_error)
    draw_reliability(place, found).set_title(f"{title}: ECE {100 * errors[-1]:.1f} %")
    right = metrics.accuracy(labels[half:], probabilities.argmax(axis=1))
    print(f"τ = {tau:.2f}: mean confidence {100 * probabilities.max(axis=1).mean():.1f} %, right {100 * right:.1f} %")
figure.suptitle("The network is too sure of itself; one temperature repairs most of it")
assert temperature > 1.4 and errors[1] < errors[0] / 2
show_figure(
    figure,
    alt="Two reliability diagrams. Left, most of the dots from 60 % on lie below the diagonal, some by more than ten points. "
    "Right, they lie along it, a little above.",
    words=f"ECE {100 * errors[0]:.1f} % before, {100 * errors[1]:.1f} % after, with τ = {temperature:.2f}.",
)

# %% [markdown] name="planted-text"
# It was 94 % sure on average, and right in 91 %. After scaling it says 90 %: on this half, now a little too modest. The
# bars say which gaps are to be taken seriously: in bins with a handful of images, none.
#
# Calibration is no accuracy. A network that says 10 % for every class is perfectly calibrated and knows nothing.
#
# ## Are the labels right?
#
# So far a label was the truth. But people gave them. Which ones look wrong? Not those on which a network is wrong
# that was *trained* on them: it learns errors by heart (chapter 08 fitted 500 images perfectly). Ask a network that has
# **not seen** the image. So deal the training images to $k$ **folds**; for each fold train on the others, and take the
# loss $\ell_i$ of the fold's images by their given label. A large loss means: the network was sure of something else.
# `out_of_fold` does that; every image is judged once, by a network that it had no part in.
#
# Does it find wrong labels? Try it where we know: take 10,000 training images, make 5 % of the labels wrong on purpose,
# and look how many of these 500 are among the 500 largest losses. A blind draw would hold 5 %.
#
# **Predict.** What share will it find? And what else will stand at the top of the list?

# %% name="planted" tags=["trained"]
part = Part(data.train.images[:10_000], data.train.labels[:10_000])
noisy, wrong = plant_errors(part.labels, 0.05)
losses, predictions = out_of_fold(Part(part.images, noisy), folds=3, epochs=4)
order = np.argsort(-losses)
found = [wrong[order[:first]].sum() / wrong.sum() for first in (500, 1000)]
undone = (predictions == part.labels)[wrong].mean()
assert 0.75 < found[0] < 0.92 and found[1] > 0.88 and 0.7 < undone < 0.95, (found, undone)
print("Of 500 planted errors more than three quarters are among the 500 largest losses,")
print("and nearly nine in ten or more among the 1,000 largest.")

# %% [markdown] name="suspicious-text"
# The ranking works, on errors that are spread evenly. It cannot tell a wrong label from a hard image: both have a large
# loss, and only your eyes know which is which.
#
# ### The suspects among the real labels
#
# `python -m mlp.studies.label_noise` has done this with the real labels of all 55,000 training images: five folds, two rounds with
# different folds, so that every image has two judges. The validation images had no part in it, as they will be needed.
# The course stores the first 200. Below are the first 24, with the label that they have, and what *both* judges said
# where they agree.
#
# **Predict.** Of 24, how many would you relabel? From which classes do most suspects come?

# %% name="suspicious"
study = read_label_noise()
first = study["suspicious"][:24]
pixels = data.to_pixels(data.train.images[[one["row"] for one in first]])
told = [{CLASS_NAMES[answer] for answer in one["predictions"]} for one in first]
titles = [f"{CLASS_NAMES[one['label']]}?\n{' or '.join(sorted(says))}" for one, says in zip(first, told)]
figure, axes = new_figure(3, 8, width=9.5, height=5.2)
draw_images(axes, pixels, titles)
for place in axes.flat:
    place.title.set_fontsize(8)
figure.suptitle("Label? and below it what networks say that have not seen the image")
counts = np.array(study["classes_of_the_first"]["0.01"])
largest = np.argsort(-counts)[:3]
agree = np.mean([len(set(one["predictions"])) == 1 for one in study["suspicious"]])
show_figure(
    figure,
    alt="24 images in three rows. Some are dresses labelled Pullover or T-shirt/top, or short-sleeved tops labelled Pullover; "
    "others are what their label says, such as a strapless top and shorts that networks call a bag; and some show a whole "
    "person or a shoe cut off.",
    words=f"Loss below {study['edges'][1]} for {study['histogram'][0] / 550:.0f} % of all images; of the first 200, more than "
    f"{study['suspicious'][-1]['loss']:.1f}, and both judges agree on {100 * agree:.0f} %. "
    "Of the first 550: " + ", ".join(f"{CLASS_NAMES[c]} {counts[c]}" for c in largest) + ".",
)
ranks = sorted(study["ranks_of_reported"].values())
print("Müller and Markert (2019) show six as mislabelled; five of them are here, with the ranks", *ranks, "of 55,000")
assert len(ranks) == 5 and ranks[-1] < 200

# %% [markdown] name="removal-text"
# To our eyes there are three kinds. About half are **wrong labels**: a dress filed as a pullover, a short-sleeved shirt as
# a coat. Some are **rare, and rightly labelled**: a strapless top, a pair of shorts, which networks take for bags,
# because such shapes mostly are. And in some **the picture failed**: two garments, a whole person, a shoe cut off.
# Two other researchers, with another method, show six images as mislabelled. One is among our validation images; the other
# five have ranks from 1 to 155 of 55,000. The method works.
#
# Most suspects are shirts, pullovers and coats, the classes that are hard anyway. The further down the list, the more
# of them are hard rather than wrong.
#
# ### Does it pay to leave them out?
#
# That is a question for images, not for opinions. The same command trained 784-128-64-10, ten passes, twelve seeds each,
# without the most suspicious 1, 2 and 5 % of the training images, and, for comparison, without as many **at random**; judged on the
# 5,000 validation images. And all of it once more with a tenth of the training labels made wrong on purpose, in which case 91 % of
# the planted errors are among the most suspicious tenth. A tie is a difference whose 95 % interval contains 0, by Student's t from the
# twelve differences, and adjusted for the four comparisons that we look at (Holm).
#
# **Predict.** What will leaving out the most suspicious 5 % do: gain, lose, or tie with leaving out as many at random?
# And where a tenth of the labels *is* wrong, because we made it so?

# %% name="removal"
real, planted = study["removal"], study["planted"]["removal"]
with_errors = {f"{name}, {100 * study['planted']['share']:g} % planted": runs for name, runs in planted.items()}
for name, runs in {**real, **with_errors}.items():
    print(f"{name:38} {100 * np.mean(runs):.2f} ± {100 * np.std(runs, ddof=1):.2f} % of the validation images")
pairs = {}
for title, runs in (("the labels as they are", real), ("a tenth planted", planted)):
    for name in [name for name in runs if name.endswith("suspicious")]:
        pairs[f"{title}, {name}"] = paired_differences(runs, name, name.replace("most suspicious", "at random"))
compared = compare_with(np.zeros(12), pairs)
for row in compared.itertuples():
    verdict = "a tie" if row.tie else "no tie"
    print(f"{row.Index} minus at random: {row.difference:+.2f} ({row.low:+.2f} to {row.high:+.2f}): {verdict}")
assert compared.tie.tolist() == [True, False, False, True] and abs(study["planted"]["found"][9] - 0.91) < 0.005
show_figure(
    draw_differences(
        real, "nothing", 0.3, "Leaving out the suspicious gains nothing, and 5 % of them cost half a point"
    ),
    alt="Six settings with twelve dots each. The bars of 2 and of 5 % most suspicious lie left of the grey band.",
    words="Mean differences to leaving out nothing, in points: "
    + "; ".join(f"{name} {paired_differences(real, name, 'nothing').mean():+.2f}" for name in real if name != "nothing")
    + ".",
)

# %% [markdown] name="ceiling-text"
# No gain at all. One per cent: a tie. Two and five per cent **lose** 0.2 and 0.4 points against as many at random. Three
# likely reasons:
#
# - **Hard is not wrong.** Of the first 5 %, 746 are shirts, every seventh shirt there is. They lie along the border
#   between shirt and T-shirt; who takes them away takes away what says where the border is.
# - **Errors that are spread evenly do little.** Making every *tenth* label wrong costs 0.6 points; each of these pulls
#   elsewhere, and over many images they cancel. Leaving most of them out gains nothing that twelve seeds could show.
# - **The judge has the same faults.** Validation labels are wrong in the same way, and their hard images are hard, too.
#
# That is for this network and ten passes. A larger one that is trained until it knows its images by heart learns errors,
# too; whether removal pays there would have to be measured. What pays here is to *look*: the list tells you in minutes
# what is wrong with the data.
#
# ## What a ceiling means
#
# Nobody has corrected the test labels either. Let a share $e$ of them be wrong. A **perfect** classifier then agrees with
# the label in a share $1 - e$ of the cases: it is marked down for every wrong label. Its measured accuracy, $1 - e$, is
# what one calls the ceiling.
#
# And a classifier whose true accuracy is $s$? Suppose that wrong labels fall on images without regard to what the
# classifier finds hard. Then it agrees with the label in two cases:
#
# - it is right, and the label is: $s\,(1 - e)$;
# - both are wrong, $(1 - s)\, e$, *and* in the same way: say with probability $c$. If wrong answers and wrong labels
#   are spread evenly over the other nine classes, $c = \frac19$.
#
# $$\text{measured} = s\,(1 - e) + (1 - s)\, e\, c . \tag{10}$$
#
# For two classifiers A and B, subtract:
#
# $$\text{measured}_B - \text{measured}_A = (s_B - s_A)\,\big(1 - e - e\, c\big) . \tag{11}$$
#
# Such noise hits both alike: all differences shrink by the same factor, near 1, and **the order stays**. With $e = 3\,\%$,
# a lead of one point is still 0.97 points. So a comparison survives where the absolute number does not.
#
# Where the assumption fails, so does the ceiling. Wrong labels are not spread evenly: they fall on images that are hard,
# and go to the class that is nearest. A network trained on labels of the same source can learn the *habits* of the
# labellers, and agree with their errors: $c$ is then large, and its measured accuracy may even lie above $1 - e$. It is
# "better than perfect" at saying what the label says. Then (11) no longer protects the order.
#
# ### People: 83.5 %
#
# The dataset's README lists, among the benchmarks, "Human Performance: 0.835". It was a crowd-sourced evaluation: 1,000
# test images drawn at random, three labels for each by people without expertise in fashion, the majority taken as the
# answer.
#
# **Predict.** The interval (5) for 835 of 1,000: does it reach 90 %? And in the simulation with $e = 3\,\%$: what will be
# measured for true accuracies of 100, 91 and 90 %?

# %% name="ceiling"
low, high = intervals.wilson_interval(835, 1000)
print(f"People: 83.5 %, with 95 % confidence between {100 * low:.1f} and {100 * high:.1f} %")
truth, e = np.random.default_rng(0).integers(0, 10, 1_000_000), 0.03
noisy, _ = plant_errors(truth, e, seed=1)
for s in (1.0, 0.91, 0.90):
    answers, _ = plant_errors(truth, 1 - s, seed=2)
    measured, expected = metrics.accuracy(noisy, answers), s * (1 - e) + (1 - s) * e / 9
    print(f"truly {100 * s:.0f} %: measured {100 * measured:.1f} %, by (10) {100 * expected:.1f} %")
    assert abs(measured - expected) < 0.001

# %% [markdown] name="test-text"
# What the 83.5 % say: three people together agree with the *shop's* label on 81 to 86 % of the images, and our networks
# agree with it more often. That is beyond chance.
#
# What they do not say: that a network of two hidden layers *sees* better than people. It was shown 55,000 labelled images, and
# from them how this shop uses "pullover", "coat" and "shirt"; the people had words. They were no experts, and they
# looked at 28 x 28 grey pixels, while the label was given by the shop's own fashion experts. And a single
# line of a table does not say who they were, how ties among three were broken, or whether a fourth would have
# agreed. It is no ceiling either: it is one more classifier, measured against the same labels.
#
# ## One look at the test images
#
# Nothing is left to be decided: the networks are trained, the temperature is fitted (now on all validation images), the
# questions are fixed. So here is the look at the test images: accuracies, McNemar, and calibration before and after.
# Whatever it says, it stays.
#
# **Predict.** Will the test accuracies be higher or lower than those on the validation images, and by how much? Will 500-324 still be ahead, and with which $p$?
#
# ## Look at the mistakes
#
# A matrix counts mistakes; you learn more from looking at them. The same cell opens the **mistakes explorer**. *True class*
# and *Called*, or a click on it, choose a cell of the confusion matrix of the test images, *Image* steps through what lies in it, those
# first of which 128-64 is surest, with all ten probabilities. The button goes to the next most frequent mistake. All
# of it works from the keyboard: <kbd>Tab</kbd> moves on, arrow keys move the slider, <kbd>Space</kbd> opens a menu and
# presses the button.
#
# What you find there is to be understood, and not to be tuned by: those are test images. Predict, then try:
#
# 1. *Shirt* called *T-shirt/top*: go through the first ten. Would you have known better? Where would you say that the
#    label is wrong?
# 2. *Ankle boot* called *Sneaker*, then the reverse: what do the images have in common, and which pixels seem to decide?
# 3. Is there a mistake across the two blocks, a garment called a shoe or the reverse? Look how sure the network was.

# %% name="test"
from mlp.widgets import MistakesExplorer

final = {name: evaluate(network, data.test) for name, network in networks.items()}
true = data.test.labels
for name, network in networks.items():
    tau = fit_temperature(network.forward(data.validation.images), labels)
    scaled = softmax(network.forward(data.test.images) / tau)
    gaps = [reliability(true, p).expected_calibration_error for p in (final[name].probabilities, scaled)]
    share, low, high = with_interval(final[name].predictions == true)
    print(f"{name:8} {100 * share:.1f} % ({100 * low:.1f} to {100 * high:.1f}) of the test images;", end=" ")
    print(f"ECE {100 * gaps[0]:.1f} %, with τ = {tau:.2f} {100 * gaps[1]:.1f} %")
    assert gaps[1] < 0.01 < 0.03 < gaps[0]
only_a, only_b, p = intervals.mcnemar(true, *(final[name].predictions for name in networks))
print(f"only 128-64 right: {only_a}, only 500-324: {only_b}; p = {p:.2f}")
assert 0.01 < p < 0.05
MistakesExplorer(networks["128-64"], data)

# %% [markdown] name="ending"
# Both are lower than on the validation images, by 0.5 and 0.9 points. One standard error of such a difference is
# $\sqrt{0.42^2 + 0.30^2} = 0.5$ points, for 5,000 and for 10,000 images, so chance alone can do that; whatever was chosen with
# an eye on validation images adds to it (chapter 10). The order stays, and the lead is half a point. With $p = 0.02$ that is more than chance, between
# these two trained networks, and the two intervals overlap once more. The temperature holds on images that it was not
# fitted on: the ECE falls from about 4 % to under 1 %.
#
# ## What the reports found
#
# > - **Report 000** prints its results class by class, the only one of the five to do so in a table, and reads them well:
# >   shirts are found in under 73 % of the cases, *Sandal* and *Bag* in over 97.5 %; the mistakes lie between T-shirt and shirt, pullover and coat, and come from similar
# >   shapes. Its table agrees with itself and, class by class, with our re-run. Its 89.64 % has an interval of 89.0 to 90.2 %, and the six
# >   digits of its table say less than three.
# > - **Report 003** chooses its best setting by test accuracy, from a table of ten within 0.16 points. That is a tie of ten, and
# >   the score of the first, 89.84 %, flatters (chapter 10). Where a test chooses, nothing is left to judge.
# > - **Report 004** gives its test images to early stopping as validation images: what it reports is measured on the images that
# >   decided when to stop. It calls that "validation accuracy" in its conclusion, which is what it is. Of its
# >   three matrices, two do not add up to the accuracies printed beside them; chapter 13 has the details.
# > - **None** of the five gives an interval, repeats a final training from a second seed, or asks whether its confidence can be
# >   trusted. Differences of 0.1 to 0.5 points, on which some of their conclusions rest, are within chance on 10,000 images.
#
# ## Recap
#
# - Precision looks down a column of the confusion matrix, recall along a row, $F_1$ is their harmonic mean. Weighted recall is the
#   accuracy. Macro counts classes, weighted counts images; another mixture of classes changes the accuracy and precision of the same network.
# - Trace over sum is the accuracy: check it in whatever you read.
# - Wilson's interval for a share, the bootstrap for anything. For 90 % of 10,000 images: ±0.6 points.
# - Two networks on the same images: do not compare two intervals. Count the images on which one alone is right: McNemar.
#   To see 0.3 points takes some 40,000 images.
# - Networks are too sure of themselves; one temperature, fitted on images not trained on, repairs most of that, and changes no answer.
# - Judged by networks that have not seen them, wrong labels have large losses; so do hard images. Look before you remove,
#   and measure afterwards.
# - Wrong labels cap the measured accuracy at $1 - e$, for who does not share the labellers' habits. Spread evenly, they leave the order of two networks alone.
# - Choose on validation images; look at the test images once.
#
# ## Quiz
#
# 1. A network calls 40 images *Bag*; 30 of them are bags, and there are 60 bags. Precision, recall, $F_1$?
#
#    <details><summary>Answer</summary>
#
#    $30/40 = 0.75$, $30/60 = 0.5$, $2 \cdot 30 / (40 + 60) = 0.6$.
#    </details>
# 2. Macro recall is 0.70, accuracy 0.92. What do you know about the classes?
#
#    <details><summary>Answer</summary>
#
#    They are of different sizes, and the network is weak on small ones: the accuracy, weighted by size, hardly sees them.
#    </details>
# 3. A and B are right on 8,960 and 9,000 of the same 10,000 images; only A on 30, only B on 70. Is B better? And if it were 460 and
#    500?
#
#    <details><summary>Answer</summary>
#
#    The difference is 40 images in both cases. 30 against 70 coins: the standard deviation of the difference of $m$ fair coins
#    is $\sqrt{m} = 10$, so that is four of them: B is better. 460 against 500: $\sqrt{960} = 31$, 40 is 1.3 of them: a tie.
#    </details>
# 4. You divide all scores by $\tau = 3$. What happens to accuracy, cross-entropy, ECE, top-3 accuracy?
#
#    <details><summary>Answer</summary>
#
#    Accuracy and top-3 stay, since the order of the classes stays. Cross-entropy and ECE change; if 3 is far above the best
#    temperature, both get worse, and the network is now too modest.
#    </details>
# 5. 2 % of the test labels are wrong, at random. Somebody reports 99.1 %. What do you think?
#
#    <details><summary>Answer</summary>
#
#    Above the ceiling of 98 % by more than chance. Either the 2 % are not at random, and the network has learned the labellers' habits; or
#    test images were among the training images; or it is another dataset.
#    </details>
#
# ## Where to go next
#
# - [12 Looking inside](12_looking_inside.ipynb): *why* a shirt is taken for a T-shirt, from the weights and the units.
# - [13 Five reports](13_five_reports.ipynb): every printed number beside ours, and what does not add up.
# - [10 Searching](10_searching.ipynb): what choosing by a score does to that score.
# - Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017. Müller, Markert, "Identifying mislabeled
#   instances in classification datasets", 2019. Xiao, Rasul, Vollgraf, "Fashion-MNIST", 2017, and its README.
# - Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927. McNemar, "Note on the
#   sampling error of the difference between correlated proportions or percentages", Psychometrika 12, 1947.
