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
# - find labels that look wrong, vote on them, and measure whether it pays to leave them out
# - say what a ceiling of accuracy means when labels are wrong
#
# ## Before you start
#
# - Prerequisites: [04 Softmax and cross-entropy](04_softmax_and_cross_entropy.ipynb) for temperature;
#   [09 Regularisation](09_regularisation.ipynb) for paired differences; [10 Searching](10_searching.ipynb) for the
#   standard error
# - Symbols: [the table of symbols](symbols.md); words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 110 with the side paths

# %% name="setup"
import math

import numpy as np
import pandas

from mlp import CLASS_NAMES, evaluate, load_fashion_mnist
from mlp.evaluation import intervals, metrics
from mlp.evaluation.comparisons import compare_paired, compare_with
from mlp.exercises import check, hint, yours_or_ours
from mlp.studies.pretrained import load_pretrained

data = load_fashion_mnist()
labels = data.validation.labels  # (5000,)
networks = {name: load_pretrained(name) for name in ("128-64", "500-324")}
small, large = (evaluate(network, data.validation) for network in networks.values())

# %% [guard] name="setup-guard"
assert (small.predictions == labels).sum() == 4509 and (large.predictions == labels).sum() == 4554
for judged in (small, large):
    top = np.sort(judged.probabilities, axis=1)
    assert (top[:, -1] - top[:, -2]).min() > 1e-5  # no answer is near to another: all processors give the same

# %% [markdown] name="classes-text"
# ## One number hides ten classes
#
# This chapter has two networks that were trained before it began: 784-128-64-10, the shape of report 000, and
# 784-500-324-10, that of report 003. Both have seen the 55,000 training images. Whatever is fitted or decided here is
# decided on the 5,000 **validation images**. At the end there is one look at the **test images**.
#
# The small network classifies 4,509 of the 5,000 correctly, an **accuracy** of 90.2 %. What about the other 491?
#
# The **confusion matrix** $C$ has a row for each true class and a column for each answer: $c_{ij}$ counts the images of
# class $i$ that were called $j$. What is classified correctly stands on the diagonal, and the sum of the diagonal, the
# **trace**, over the sum of all entries is the accuracy.
#
# **Predict.** There are 500 shirts. How many of them are called *Shirt*? Which class gets most of the others?

# %% name="confusion"
from mlp.plots.confusions import draw_matrices, draw_mistakes

confusion = metrics.confusion_matrix(labels, small.predictions, 10)  # (10, 10)
draw_mistakes(confusion, "128-64, validation images")

# %% [guard] name="confusion-guard"
assert (
    abs(confusion[1, 1] / 500 - 0.902 - 0.08) < 0.001
    and confusion[6, 6] == 357
    and confusion[6, 0] == 56
    and confusion[0, 6] == 46
    and confusion[6].argsort()[-2] == 0
)

# %% [markdown] name="two-questions-text"
# 357 of the 500; 56 are called *T-shirt/top*. Who takes the 90 % for every class is off by 19 points here, and by 8
# points the other way for trousers.
#
# Two questions can be asked of class $j$. When the network says *Shirt*, how often is it one? And of all shirts, how
# many does it find?
#
# $$\text{precision}_j = \frac{c_{jj}}{\sum_i c_{ij}} \quad \text{(down the column)}, \qquad
#   \text{recall}_j = \frac{c_{jj}}{\sum_i c_{ji}} \quad \text{(along the row)}. \tag{1}$$
#
# A row's sum is the **support** of its class: how many images it has.
#
# **Predict.** The recall of *Shirt* is $357 / 500$. Will its precision be higher or lower? Add up the column.

# %% name="shirt-by-hand"
called, truly = confusion[:, 6].sum(), confusion[6].sum()
print(f"precision {confusion[6, 6]} / {called} = {confusion[6, 6] / called:.3f}")
print(f"recall    {confusion[6, 6]} / {truly} = {confusion[6, 6] / truly:.3f}")

# %% [markdown] name="f1-text"
# Higher, 0.760: it says *Shirt* 470 times for 500 shirts, a little too rarely.
#
# Each of the two is easily made perfect at the cost of the other. Call everything a shirt, and all shirts are found.
# Say *Shirt* once, when you are sure, and you are never wrong. So they are joined to one number that is high only if
# both are, their **harmonic mean**: one over the mean of one over each. With $P$ and $R$ for the two,
#
# $$\frac1{F_1} = \frac12 \left( \frac1P + \frac1R \right)
#   = \frac{\sum_i c_{ij} + \sum_i c_{ji}}{2\, c_{jj}} , \qquad \text{hence} \qquad
#   F_1 = \frac{2 P R}{P + R} = \frac{2\, c_{jj}}{\sum_i c_{ij} + \sum_i c_{ji}} . \tag{2}$$
#
# ### Exercise 1: precision, recall, F1
#
# A class that was never called has a precision of 0 / 0. The custom is to write 0.
#
# **Predict** the $F_1$ of a class with precision 0.9 and recall 0.1.


# %% name="precision-recall-f1" exercise="precision_recall_f1"

# %% name="precision-recall-f1-check" check="precision_recall_f1"
check.precision_recall_f1(precision_recall_f1)
# hint("precision_recall_f1")  # stuck? remove the first "#": three hints, one by one

# %% name="precision-recall-f1-used"
per_class = yours_or_ours("precision_recall_f1", precision_recall_f1)
two = np.array([[9, 81], [1, 909]])  # of 90 it finds 9, and calls 10
precision, recall, f1 = per_class(two)
print(f"precision {precision[0]:.2f}, recall {recall[0]:.2f}, F1 {f1[0]:.2f}")

# %% [markdown] name="report-000-text"
# 0.18, and not 0.5: the harmonic mean stays close to the smaller of the two.
#
# ### Report 000's table
#
# [Report 000](../data/reports/texts/000.txt) (section 5) prints precision, recall and $F_1$ of its best network on the test
# images, its Table 2. That table gives away more than it says. A class has 1,000 test images, so recall gives $c_{jj}$;
# and (1) turned around gives how many images were called $j$: $c_{jj} / \text{precision}_j$.
#
# **Predict.** Which class has the lowest recall? Of 1,000, how many images were called that?

# %% name="table-000"
from mlp.reports.published import published

table = pandas.DataFrame(published("000")["per_class"]).T.drop("Total")
table["called so"] = 1000 * table.recall / table.precision
table.round({"precision": 3, "recall": 3, "f1": 3, "called so": 1})

# %% name="table-000-ours"
from mlp.reports.store import Store

runs = [run for run in Store("000").runs if run["experiment"] == "full/30000"]
runs = sorted(runs, key=lambda run: run["seed"])[:3]  # its setting, three seeds
ours = np.array([per_class(np.array(run["test"]["confusion"])) for run in runs])
columns = ["precision", "recall", "f1"]
mean = pandas.DataFrame(ours.mean(axis=0).T, CLASS_NAMES, columns)
difference = mean - table[columns]
print("ours minus printed, the largest in points:")
print((100 * difference.abs().max()).round(1).to_string())
shirt = ours[:, 1, 6]
print(f"recall of Shirt, ours: {shirt.mean():.3f} ± {shirt.std(ddof=1):.3f}")

# %% [guard] name="table-000-guard"
assert [run["seed"] for run in runs] == [0, 1, 2]
assert np.allclose(table["called so"], table["called so"].round(), atol=0.05)
assert table["called so"].round().sum() == 10_000 and round(table["called so"]["Shirt"]) == 966
assert 100 * difference.abs().max().max() < 2.5 and table.recall.idxmin() == "Shirt"

# %% [markdown] name="report-000-figure-text"
# *Shirt*, found in 73 % of the cases (ours 71 %) and called 966 times: 34 too few. The column "called so" comes out in
# whole numbers that add up to 10,000, so the table is consistent. Re-runs with the report's settings, stored with the
# course, come within about two points for every class.
#
# Report 000 also draws its confusion matrix, Figure 8, without numbers in our copy of its text. Here is ours, of the
# first seed.
#
# **Predict** the two most frequent mistakes.

# %% name="report-000"
confusion_000 = np.array(runs[0]["test"]["confusion"])
draw_mistakes(confusion_000, "Report 000, Figure 8, our re-run")

# %% [guard] name="report-000-guard"
assert (confusion_000[6, 0], confusion_000[0, 6]) == (135, 98)

# %% [markdown] name="matrices-text"
# 135 shirts called T-shirts, and 98 T-shirts called shirts. The report names this pair too, and pullovers with coats.
# The picture says *with what* a class is mixed up, and the table does not. There are two blocks: the upper-body clothes
# among themselves, and shoes among shoes. That is what a grey outline of 28 x 28 pixels can tell.
#
# ### A matrix brings its own test
#
# [Report 004](../data/reports/texts/004.txt) (section 4) prints three whole matrices, of a net with one hidden layer, of an MLP
# and of a convolutional net, and an accuracy beside each. Trace over sum must be that accuracy.
#
# **Predict.** Do all three pass? If not, how many images are missing?

# %% name="trace"
reports = {"single_hidden": "one hidden layer", "multilayer": "MLP"}
reports |= {"cnn": "convolutional net"}
printed = {title: published("004")[key] for key, title in reports.items()}
matrices = {title: np.array(net["confusion"]) for title, net in printed.items()}
for title, matrix in matrices.items():
    said, right = printed[title]["test_accuracy"], np.trace(matrix)
    print(f"{title:18} printed {said:.2%}, trace / sum {right / matrix.sum():.2%}")
    print(f"{'':18} missing on the diagonal: {round(said * matrix.sum()) - right}")

# %% name="matrices"
draw_matrices(matrices, "Report 004")

# %% [guard] name="matrices-guard"
missing = [round(printed[title]["test_accuracy"] * 10_000) - int(np.trace(m)) for title, m in matrices.items()]
assert missing == [0, 50, 55]
first = per_class(matrices["one hidden layer"])
assert first[1][6] == max(per_class(m)[1][6] for m in matrices.values()) and round(first[0][6], 2) == 0.36

# %% [markdown] name="average-text"
# Two do not pass: 50 and 55 images are missing. [Chapter 13](13_five_reports.ipynb) follows that up.
#
# Now look at the first matrix. It has the best recall of *Shirt* of all three, 77 %, and a precision of 36 %: it says
# *Shirt* to whatever it does not know, one image in five. So one of the two numbers alone is never enough.
#
# ### Which average?
#
# Ten precisions are again too many. The **macro average** is their plain mean: every class counts the same. The
# **weighted average** weighs each class by its support $n_i$. For recall, the weighted mean is an old friend:
#
# $$\sum_i \frac{n_i}{n}\, \text{recall}_i = \sum_i \frac{n_i}{n} \cdot \frac{c_{ii}}{n_i} = \frac{\sum_i c_{ii}}{n}
#   = \text{accuracy} .$$
#
# With 1,000 images in every class the two are the same. To see them part, take a shop that sells ten times as many
# trousers: multiply their row by ten.
#
# **Predict.** By how many points does each accuracy change? Each macro recall?


# %% name="trousers"
def with_trousers(matrix):
    return matrix * np.where(np.arange(10) == 1, 10, 1)[:, None]


print("                    accuracy in %             macro recall in %")
for title, matrix in matrices.items():
    told = f"{title:18}"
    for average in (metrics.weighted_average, metrics.macro_average):
        before, after = (100 * average(m)[1] for m in (matrix, with_trousers(matrix)))
        told += f"{before:8.2f} -> {after:.2f} ({after - before:+.1f})"
    print(told)

# %% [guard] name="trousers-guard"
gains = [100 * (metrics.weighted_average(with_trousers(m))[1] - np.trace(m) / m.sum()) for m in matrices.values()]
assert [round(gain, 1) for gain in gains] == [8.9, 4.5, 3.5]
dress = [per_class(m)[0][3] for m in (matrices["one hidden layer"], with_trousers(matrices["one hidden layer"]))]
assert [round(share, 2) for share in dress] == [0.81, 0.62]

# %% [markdown] name="interval-text"
# The accuracies rise by 3.5 to 8.9 points, and not one answer has changed. Macro recall stays to the digit, since it is
# made of rows. Precision moves, since its columns mix classes: that of *Dress* falls from 81 to 62 % in the first net. An
# accuracy belongs to a network *and* to a mixture of classes.
#
# ## What so many images can tell
#
# The small network classifies $a = 90.2\,\%$ of 5,000 images correctly. On other 5,000 it would have been a little more
# or less. Chapter 10 derived the standard error, and with it comes the textbook's interval,
#
# $$a \pm z \sqrt{\frac{a\,(1 - a)}{n}} , \tag{3}$$
#
# with $z = 1.96$ for a confidence of 95 %. Now take a class where 50 of 50 are classified correctly.
#
# **Predict** the width of (3) for 50 of 50. What do you make of it?

# %% name="textbook"
for right, n in ((4509, 5000), (48, 50), (50, 50)):
    a = right / n
    print(f"{right} of {n}: {a:.1%} ± {1.96 * np.sqrt(a * (1 - a) / n):.1%}")

# %% [markdown] name="wilson-text"
# Width zero: perfectly sure, after 50 images. The fault is that (3) takes the spread from the *seen* share $a$. It should
# come from the *true* share $s$, which we do not know.
#
# Edwin Wilson (1927) turned the question around: which true shares $s$ could have given what we saw? All those from which
# $a$ lies at most $z$ of *their own* standard errors away:
#
# $$|a - s| \le z \sqrt{\frac{s\,(1 - s)}{n}} . \tag{4}$$
#
# **Predict**, for 48 of 50: from which to which true share does that reach?

# %% name="wilson"
from mlp.plots.shares import draw_measured, draw_two, draw_wilson

draw_wilson(48, 50)

# %% [markdown] name="roots-text"
# From 86.5 to 98.9 %. The seen 96 % is not in the middle: a lower true share spreads more, so it can more easily be
# behind what was seen.
#
# Where does the line cross the band? Square both sides of (4), with $v = z^2 / n$:
# $\ a^2 - 2 a s + s^2 \le v s - v s^2$. Sort by powers of $s$:
#
# $$(1 + v)\, s^2 - (2 a + v)\, s + a^2 \le 0 .$$
#
# A parabola that opens upwards is below zero between its two roots. NumPy finds them:

# %% name="roots"
a, v = 48 / 50, 1.96**2 / 50
print(*(f"{root:.1%}" for root in np.sort(np.roots([1 + v, -(2 * a + v), a**2]))))

# %% [guard] name="roots-guard"
assert np.allclose(np.sort(np.roots([1 + v, -(2 * a + v), a**2])), intervals.wilson_interval(48, 50), atol=1e-4)

# %% [markdown] name="wilson-exercise-text"
# By hand, the roots of that parabola are
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
# **Predict** the lower end for 50 of 50, in percent.


# %% name="wilson-interval" exercise="wilson_interval"

# %% name="wilson-interval-check" check="wilson_interval"
check.wilson_interval(wilson_interval)
# hint("wilson_interval")  # stuck? remove the first "#": three hints, one by one

# %% name="wilson-interval-used"
interval = yours_or_ours("wilson_interval", wilson_interval)
for right, n in ((50, 50), (4509, 5000)):
    low, high = interval(right, n, 1.96)
    print(f"{right} of {n}: {low:.1%} to {high:.1%}")

# %% [markdown] name="coverage-text"
# 92.9 %. Fifty without a mistake agree with a true share of 93 %; many expect 99.
#
# ### Does it hold what it promises?
#
# An interval of 95 % must catch the truth in 95 of 100 repetitions. With a truth that we know, that can be tried. The
# next cell draws 20,000 times how many of $n$ images are classified correctly, and counts how often each interval
# contains the true share.
#
# **Predict.** In how many of 100 cases does (3) catch a true share of 98 % with 50 images?

# %% name="coverage"
rng = np.random.default_rng(0)
print("caught of 20,000, in %    (3)   Wilson")
for share, n in ((0.9, 5000), (0.9, 50), (0.98, 50)):
    seen = rng.binomial(n, share, 20_000)
    error = 1.96 * np.sqrt(seen * (n - seen) / n) / n
    textbook = np.abs(seen / n - share) <= error
    ends = np.array([interval(right, n, 1.96) for right in range(n + 1)])[seen]
    wilson = (ends[:, 0] <= share) & (share <= ends[:, 1])
    print(f"share {share:.2f}, {n:5} images{textbook.mean():7.1%} {wilson.mean():8.1%}")

# %% [guard] name="coverage-guard"
assert textbook.mean() < 2 / 3 and 0.9 < wilson.mean() < 0.94

# %% [markdown] name="coverage-answer"
# In 63 of 100: where a share is near 1 and the images are few, the textbook's 95 % are no 95 %. Wilson's catches it in
# 92 to 97 of 100. Counts are whole numbers, so no interval hits 95 exactly. With 5,000 images there is nothing between
# the two.

# %% [markdown] name="bootstrap-text"
# ## Side path: intervals without a formula
#
# For macro $F_1$, or the $F_1$ of one class, there is no formula like (5). The **bootstrap** (Bradley Efron, 1979) needs
# none. Had we other images, they would look much like ours; so *draw* them from ours: 5,000 out of the 5,000, with
# replacement, so that some come twice and some not at all. Compute the number. Do it 1,000 times; the middle 95 % of the
# results are the interval.
#
# **Predict.** Will the bootstrap's interval of the accuracy be wider than Wilson's, 89.3 to 91.0 %?

# %% name="bootstrap"
right = small.predictions == labels  # (5000,)
again = [right[rng.integers(0, 5000, 5000)].mean() for _ in range(1000)]
print("bootstrap: {:.1%} to {:.1%}".format(*np.quantile(again, [0.025, 0.975])))

# %% [guard] name="bootstrap-guard"
assert np.allclose(np.quantile(again, [0.025, 0.975]), intervals.wilson_interval(4509, 5000), atol=0.003)

# %% [markdown] name="bootstrap-others-text"
# The same, to a tenth of a point or two. It costs 1,000 times the work, and does for any number:
# `intervals.bootstrap_interval` takes the number as a function.
#
# The next picture has one more kind: **top-k accuracy**, the share of images whose true class is among the $k$ most
# probable. It tells whether the network has *nearly* known it.
#
# **Predict.** By how many points is the $F_1$ of *Shirt* known, up and down? And of the 9.8 % that are wrong, how many
# points have the right class in second place?


# %% name="bootstrap-others"
def shirt_f1(labels, predictions):
    return per_class(metrics.confusion_matrix(labels, predictions, 10))[2][6]


def macro_f1(labels, predictions):
    return per_class(metrics.confusion_matrix(labels, predictions, 10))[2].mean()


# %% name="bootstrap-figure"
rows = {}
for k in (3, 2, 1):
    share = metrics.top_k_accuracy(labels, small.probabilities, k)
    rows[f"top-{k}, Wilson"] = share, *interval(round(5000 * share), 5000, 1.96)
pair = labels, small.predictions
for name, score in {"macro F1": macro_f1, "F1 of Shirt": shirt_f1}.items():
    ends = intervals.bootstrap_interval(score, *pair)
    rows[f"{name}, bootstrap"] = score(*pair), *ends
draw_measured(rows)

# %% [guard] name="bootstrap-figure-guard"
width = 100 * (rows["F1 of Shirt, bootstrap"][2] - rows["F1 of Shirt, bootstrap"][1])
assert 5 < width < 7
second = (rows["top-2, Wilson"][0] - rows["top-1, Wilson"][0]) / (1 - rows["top-1, Wilson"][0])
assert 0.68 < second < 0.78

# %% [markdown] name="bootstrap-answer"
# About 3 points up and down. It rests on some hundreds of images, and not on 5,000. Report 000 prints its own with six
# digits. Top-2 is higher than top-1 by about 7 points: seven in ten of the wrong answers have the right class in second
# place.

# %% [markdown] name="two-text"
# ## Two networks, the same images
#
# The large network, 500-324, classifies 4,554 of the same 5,000 correctly, the small one 4,509.
#
# **Predict.** Do their two intervals overlap? If they do: can you still say which is better?

# %% name="two"
each = {}
for name, judged in (("128-64", small), ("500-324", large)):
    count = int((judged.predictions == labels).sum())
    low, high = interval(count, 5000, 1.96)
    each[name] = count / 5000, low, high
    print(f"{name:8} {count / 5000:.2%}, {low:.2%} to {high:.2%}")

# %% [guard] name="two-guard"
assert each["128-64"][2] > each["500-324"][1]

# %% [markdown] name="overlap-text"
# They overlap, from 90.3 to 91.0 %. "So nothing can be said" is the commonest mistake with intervals. It is too cautious,
# for two reasons.
#
# **First.** Let $\mathrm{se}$ be the standard error of each accuracy. Even on *different* images the variances of the
# two add up, and their difference has a standard error of $\sqrt{2}\, \mathrm{se} = 1.4\, \mathrm{se}$. That it is not
# zero, with 95 % confidence, takes a difference of $1.96 \cdot 1.4\, \mathrm{se} = 2.8\, \mathrm{se}$. That two intervals
# do not touch takes $2 \cdot 1.96\, \mathrm{se} = 3.9\, \mathrm{se}$.
#
# **Second.** They saw the *same* images, and find the same ones hard. For image $k$ let $a_k$ and $b_k$ be 1 where
# network A or B is right, else 0. The difference of the accuracies, $\Delta$, is the mean of $b_k - a_k$, and
#
# $$\operatorname{Var}(b_k - a_k) = \operatorname{Var}(a_k) + \operatorname{Var}(b_k) - 2 \operatorname{Cov}(a_k, b_k) .
#   \tag{6}$$
#
# What they have in common drops out.
#
# **Predict.** On how many of the 5,000 is exactly one of the two right?

# %% name="four-cases"
a, b = small.predictions == labels, large.predictions == labels  # (5000,)
print(f"both right {np.sum(a & b)}, both wrong {np.sum(~a & ~b)}")
print(f"only 128-64 {np.sum(a & ~b)}, only 500-324 {np.sum(~a & b)}")

# %% [guard] name="four-cases-guard"
assert (np.sum(a & ~b), np.sum(~a & b)) == (87, 132)

# %% [markdown] name="mcnemar-text"
# On 219: 87 and 132. On the other 4,781 the two fare alike, $b_k - a_k = 0$, and nothing is to be learned there. Only two
# numbers are left: $n_A$, how many images A alone gets right, and $n_B$.
#
# **McNemar's test** (1947) asks of these $m = n_A + n_B$ images: if the two networks were equally good, each would be a
# fair coin. Of $2^m$ equally probable orders, $\binom{m}{k}$ have $k$ heads. With $h = \min(n_A, n_B)$, the probability
# that coins fall at least as unevenly as ours, to either side, is
#
# $$p = \min\!\Big(1,\ 2 \sum_{k=0}^{h} \binom{m}{k} \frac1{2^m}\Big) . \tag{7}$$
#
# A small $p$ says: equally good networks would rarely look so different. By custom, below 0.05 counts.
#
# ### Exercise 3: McNemar's test
#
# **Predict** $p$ for 87 against 132. The number of heads of $m$ fair coins has a standard deviation of
# $\sqrt{m}/2 \approx 7.4$.


# %% name="mcnemar" exercise="mcnemar"

# %% name="mcnemar-check" check="mcnemar"
check.mcnemar(mcnemar)
# hint("mcnemar")  # stuck? remove the first "#": three hints, one by one

# %% name="mcnemar-used"
coins = yours_or_ours("mcnemar", mcnemar)
only_a, only_b, p = coins(labels, small.predictions, large.predictions)
print(f"{only_a} against {only_b}: p = {p:.4f}")

# %% name="paired-difference"
gap = compare_paired(b, a)  # pairs are images
draw_two(each, gap)

# %% [guard] name="paired-difference-guard"
assert np.allclose((only_a, only_b, p), intervals.mcnemar(labels, small.predictions, large.predictions))
assert 0.002 < p < 0.004 and 0.001 < gap.p_value < 0.004 and not gap.is_tie
assert round(100 * gap.difference, 2) == 0.9

# %% [markdown] name="how-many-text"
# $p = 0.003$: 87 is three standard deviations below the middle, 109.5. The course's rule for a tie (chapter 09) is that
# the 95 % interval of the paired difference contains 0. Here the pairs are images. Rule and test agree: no tie.
#
# And mind what was tested: these *two trained networks*. Whether the *shape* 500-324 is better than 128-64 is a question
# about trainings, and needs several seeds of each (chapters 09 and 10).
#
# ### How many images would it take?
#
# Let $\rho = (n_A + n_B) / n$ be the share of images that decide. $b_k - a_k$ is 0 or ±1, so its mean square is $\rho$,
# and its variance $\rho - \Delta^2$. To see a true difference $\Delta$ at 1.96 standard errors in four of five attempts,
# it must be $1.96 + 0.84 = 2.8$ of them (a normal variable lies above its mean minus 0.84 deviations in four of five
# cases):
#
# $$n \ge 2.8^2\, \frac{\rho - \Delta^2}{\Delta^2} . \tag{8}$$
#
# **Predict.** For 0.3 points, with $\rho$ as here: are 10,000 images enough?

# %% name="how-many"
deciding, share = (only_a + only_b) / 5000, a.mean()
for points in (0.3, 0.6, 0.9):
    delta = points / 100
    same = 2.8**2 * (deciding - delta**2) / delta**2
    apart = 2.8**2 * 2 * share * (1 - share) / delta**2
    print(f"{points} points: {same:7,.0f} common images, or {apart:7,.0f} for each")

# %% [guard] name="how-many-guard"
assert 37_000 < 2.8**2 * (deciding - 0.003**2) / 0.003**2 < 39_000
assert 3.9 < 2 * share * (1 - share) / deciding < 4.2
assert 9000 < 2.8**2 * (deciding - 0.006**2) / 0.006**2 < 10_000

# %% [markdown] name="calibration-text"
# No: for 0.3 points it takes some 38,000 common images, and four times as many for each network if they are judged on
# different ones. The 10,000 test images can tell 0.6 points.
#
# ## Is it as sure as it should be?
#
# The network gives ten probabilities. Call the largest of them its **confidence**. If it is honest, then of all images
# on which it is 80 % sure, 80 % are classified correctly; and on average it is as sure as it is right.
#
# **Predict** the small network's mean confidence on the validation images, of which 90.2 % are right. On the training
# images it will be about as sure: what share of those is right?

# %% name="confidence"
for name, part in (("training", data.train), ("validation", data.validation)):
    judged = evaluate(networks["128-64"], part)
    sure = judged.probabilities.max(axis=1).mean()
    print(f"{name:10} images: {sure:.1%} sure, {judged.accuracy:.1%} right")

# %% [guard] name="confidence-guard"
assert round(100 * sure, 1) == 94.0 and round(100 * judged.accuracy, 1) == 90.2
of_training = evaluate(networks["128-64"], data.train)
assert 0.955 < of_training.probabilities.max(axis=1).mean() < 0.965 and 0.98 < of_training.accuracy < 0.985

# %% [markdown] name="bins-text"
# 94.0 % sure and 90.2 % right. On the training images it is 96 % sure and 98 % right, even a little modest. Cross-entropy
# rewards more confidence on every *training* image that is classified correctly, and in the end that is nearly all of
# them. Nothing tells the network that on new images it will be right less often.
#
# Means can hide much, so sort the images into bins by their confidence, and compare in each bin $B$ the mean confidence
# with the share that is right. The **expected calibration error** is the mean gap, each bin by its share of the images
# (Guo, Pleiss, Sun, Weinberger 2017):
#
# $$\mathrm{ECE} = \sum_B \frac{|B|}{n}\ \big| \text{accuracy}(B) - \text{confidence}(B) \big| . \tag{9}$$
#
# **Predict.** Will the dots lie above or below the diagonal? How large is the ECE, in percent?

# %% name="reliability"
from mlp.evaluation.calibration import fit_temperature, reliability
from mlp.plots.confidence import draw_honesty

draw_honesty({"128-64": reliability(labels, small.probabilities)})

# %% [guard] name="reliability-guard"
bins = reliability(labels, small.probabilities)
above_half = bins.confidences > 0.55
assert (bins.accuracies < bins.confidences)[above_half].all() and above_half.sum() == 7
assert round(100 * bins.expected_calibration_error, 1) == 4.1

# %% [markdown] name="temperature-text"
# Below, everywhere from 55 % on: too sure. The ECE is 4.1 %, close to the gap of the two means, 3.9 points,
# because nearly all bins are off to the same side. The bars say which gaps to take seriously: in bins with a handful of
# images, none.
#
# ### One number repairs it
#
# **Temperature scaling** divides the scores by $\tau$ before the softmax (chapter 04):
# $P = \operatorname{softmax}(S / \tau)$. With $\tau > 1$ all probabilities move towards each other. The order of the
# classes stays, and with it every answer. $\tau$ is chosen by the lowest cross-entropy on images that the network was
# *not* trained on. We fit on one half of the validation images, and look at the other.
#
# **Predict.** Will $\tau$ be above or below 1? What is left of the ECE?

# %% name="temperature"
from mlp.losses import softmax

scores = networks["128-64"].forward(data.validation.images)  # (5000, 10)
fitted, judged = slice(0, 2500), slice(2500, 5000)
tau = fit_temperature(scores[fitted], labels[fitted])
found = {}
for name, temperature in {"before": 1.0, "after": tau}.items():
    probabilities = softmax(scores[judged] / temperature)
    found[name] = reliability(labels[judged], probabilities)
    sure = probabilities.max(axis=1).mean()
    right = metrics.accuracy(labels[judged], probabilities.argmax(axis=1))
    print(f"τ = {temperature:.2f}: {sure:.1%} sure, {right:.1%} right")

# %% name="temperature-figure"
draw_honesty(found)

# %% [guard] name="temperature-guard"
before, after = (one.expected_calibration_error for one in found.values())
assert round(tau, 2) == 1.59 and [round(100 * one, 1) for one in (before, after)] == [3.4, 1.1]
assert [round(100 * share, 1) for share in (sure, right)] == [89.6, 90.7]

# %% [markdown] name="temperature-answer"
# $\tau = 1.59$, and the ECE falls from 3.4 to 1.1 %, on images that had no part in the fit. The network now says 89.6 %
# and is right in 90.7 %: on this half, a little too modest. Accuracy has not moved.
#
# Calibration is no accuracy. A network that says 10 % for every class is perfectly calibrated, and knows nothing.

# %% [markdown] name="planted-text"
# ## Side path: are the labels right?
#
# So far a label was the truth. But people gave them. Which ones look wrong? Do not ask a network that was *trained* on
# them: it learns errors by heart. Ask one that has **not seen** the image. So deal the training images to $k$ **folds**;
# for each fold train on the others, and take the loss $\ell_i$ of the fold's images by their given label. A large loss
# means: the network was sure of something else. Such answers are called **out-of-fold**.
#
# Try it where we know: make 5 % of 10,000 labels wrong on purpose, and look at the 500 largest losses. A blind draw of 500
# would hold 25 of the 500.
#
# **Predict** how many of the 500 planted errors are among the 500 largest losses.

# %% name="planted"
from mlp.data import Part
from mlp.studies.label_noise import losses_of, out_of_fold_probabilities
from mlp.studies.label_noise import plant_errors

images, given = data.train.images[:10_000], data.train.labels[:10_000]
noisy, wrong = plant_errors(given, 0.05)  # (10000,) labels; which are planted
judges = out_of_fold_probabilities(Part(images, noisy), folds=3, epochs=4)
order = np.argsort(-losses_of(noisy, judges))  # the largest loss first
for first in (500, 1000):
    print(f"among the {first} largest losses: ≈ {wrong[order[:first]].sum()} of 500")

# %% [guard] name="planted-guard"
assert 375 < wrong[order[:500]].sum() < 460 and wrong[order[:1000]].sum() > 440

# %% [markdown] name="suspects-text"
# Four in five, and among the 1,000 largest nearly all. So the ranking works, on errors that are spread evenly. It cannot
# tell a wrong label from a hard image: both have a large loss, and only your eyes know which is which.
#
# ### The suspects among the real labels
#
# `python -m mlp.studies.label_noise` has done this with the real labels of all 55,000 training images: five folds, two
# rounds with different folds, so that every image has two judges. The validation images had no part in it. The course
# stores the 200 with the largest losses. Here are the first eight.
#
# Müller and Markert (2019), with another method, show six images of this dataset as mislabelled. One is among our
# validation images. **Predict:** which ranks do the other five have among 55,000?

# %% name="suspects"
from mlp.plots.suspects import draw_suspects
from mlp.studies.label_noise import read_label_noise

study = read_label_noise()
first = study["suspicious"][:8]
pixels = data.to_pixels(data.train.images[[one["row"] for one in first]])
answers = [one["predictions"] for one in first]
draw_suspects(pixels, [one["label"] for one in first], answers)
print("ranks of the five:", *sorted(study["ranks_of_reported"].values()))

# %% [guard] name="suspects-guard"
assert sorted(study["ranks_of_reported"].values()) == [1, 6, 27, 32, 155]
assert study["classes_of_the_first"]["0.05"][6] == 746 and sum(study["classes_of_the_first"]["0.05"]) == 2750

# %% [markdown] name="vote-text"
# Four of the five are among the first 32, and the last has rank 155. Two methods find the same images.
#
# ### Your vote
#
# How many of these 200 labels are wrong? Nobody can know that from networks. So vote, on 24 that were drawn from the 200
# by chance. The panel shows the label, and what the networks said only after your vote: it might sway you. <kbd>Tab</kbd>
# goes to a button, <kbd>Space</kbd> presses it, and the next image comes up. Vote *wrong* where you would have given
# another label, *right* where theirs will do, and else *cannot say*: often two garments or a whole person are in the
# picture.
#
# **Predict** first: of 24, how many will you call wrong?

# %% name="vote"
from mlp.widgets import LabelVotes

ballot = LabelVotes(study["suspicious"], data)
ballot

# %% [markdown] name="votes-text"
# 24 images are few, so the share of wrong labels needs its interval, and (5) has been made for that. The next cell takes
# your votes, and beside them those of the course: one look at each image, in the order of the slider. Run it again when
# you have voted.

# %% name="votes"
OURS = "wr?r??ww?r?ww?ww?w??rrrr"  # wrong, right, cannot say
for who, votes in (("you", ballot.votes), ("the course", OURS)):
    voted = len(votes) - votes.count(".")
    for what, letters in (("wrong", "w"), ("wrong, or cannot say", "w?")):
        count = sum(votes.count(letter) for letter in letters)
        low, high = interval(count, voted, 1.96) if voted else (0, 1)
        print(f"{who}: {what} {count} of {voted}: {low:.0%} to {high:.0%}")

# %% [guard] name="votes-guard"
assert len(OURS) == 24 and OURS.count("w") == 8 and OURS.count("?") == 9
assert [round(100 * end) for end in intervals.wilson_interval(8, 24)] == [18, 53]
assert [round(200 * end) for end in intervals.wilson_interval(8, 24)] == [36, 107]
assert [round(100 * end) for end in intervals.wilson_interval(17, 24)] == [51, 85]
assert [round(100 * end) for end in intervals.wilson_interval(16, 24)] == [47, 82]
assert [round(100 * end) for end in intervals.wilson_interval(12, 24)] == [31, 69]

# %% [markdown] name="votes-answer"
# Our look: 8 of 24 wrong, so between 18 and 53 % of the 200. Who counts what we cannot say as wrong comes to 51 to 85 %.
# "About half are wrong" is all that this look allows, and it hides two things: how wide the interval of 24 is, and that
# *what counts as wrong* moves it as much as chance does. (No vote at all leaves everything from 0 to 100 %.)
#
# The three kinds that you met: labels that are **wrong**, a dress filed as a pullover; **rare and right** ones, a
# strapless top that networks take for a bag; and pictures that **failed**, with two garments or a whole person.
#
# The interval speaks about the first 200 only. Further down the list, more are hard rather than wrong.

# %% [markdown] name="joint-text"
# ### How many labels are wrong in all?
#
# Curtis Northcutt, Lu Jiang and Isaac Chuang (2021) estimate the number from the same out-of-fold probabilities. A network
# may be timid about shirts and sure of trousers, so each class gets a **threshold of its own**: $t_j$ is the mean
# probability of $j$ among the images labelled $j$. An image confidently belongs to the class with the largest probability
# among those that reach their thresholds. Count the images by label $i$ and confident class $j$: $q_{ij}$. Images that
# reach no threshold do not count, so each row is scaled up to the $n_i$ images of its label:
#
# $$\text{wrong labels} \approx \sum_i n_i \Big(1 - \frac{q_{ii}}{\sum_j q_{ij}}\Big) . \tag{10}$$
#
# **Predict.** 500 of our 10,000 labels were planted. What does (10) say, and what would it say without them?

# %% name="joint"
from mlp.evaluation.label_errors import estimated_label_errors

clean = out_of_fold_probabilities(Part(images, given), folds=3, epochs=4)
with_planted = estimated_label_errors(noisy, judges)
without = estimated_label_errors(given, clean)
print(f"with 500 planted ≈ {with_planted:.0f}, as they are ≈ {without:.0f}")
print(f"difference ≈ {with_planted - without:.0f}")

# %% [guard] name="joint-guard"
assert 1100 < with_planted < 1450 and 620 < without < 900 and 400 < with_planted - without < 620

# %% [markdown] name="joint-all-text"
# The *difference* is close to 500: (10) sees the planted ones. But it finds 7 to 8 % of the labels wrong before anything
# was planted. Many a reader expects 500, and forgets what was there already: wrong labels, and images that are hard for
# networks that trained on a few thousand images.
#
# Better judges see more clearly. The study has the same for all 55,000: as they are, and with 5,500 planted.
#
# **Predict** the two estimates. And which pairs of classes make up most of the first?

# %% name="joint-all"
planted = study["planted"]
print("estimated, as they are:       ", study["estimated_errors"])
print("estimated, with 5,500 planted:", planted["estimated_errors"])
pairs = np.array(study["confident_joint"])
both = np.triu(pairs + pairs.T, 1)  # a pair of classes, either way
for place in np.argsort(-both, axis=None)[:4]:
    i, j = divmod(place, 10)
    print(f"{CLASS_NAMES[i]} and {CLASS_NAMES[j]}: {both[i, j]} of {both.sum()}")

# %% [guard] name="joint-all-guard"
assert (study["estimated_errors"], planted["estimated_errors"]) == (2241, 7944)
top = np.sort(both, axis=None)[::-1]
assert 0.7 < top[:4].sum() / top.sum() < 0.9

# %% [markdown] name="joint-answer"
# 2,241, which is 4.1 % (1,585 were counted, before rows are scaled up); with the planted ones 7,944. That is 5,703 more
# where we had made 5,500 wrong: as a counter of *differences*, (10) is right to 4 %.
#
# As a count of *wrong* labels it is not checked by that. Four pairs of upper-body clothes make up most of it, the very
# ones that are hard to tell apart: on hard images good judges are sure and mistaken, too. Our votes say the same: even
# among the 200 most suspicious, between 47 and 82 % are *not* plainly wrong.
#
# So the three stand side by side. The ranking says *which* images to look at, (10) how many good judges would give
# another label, and only votes say how many are wrong: of the first 200, between 36 and 107.

# %% [markdown] name="removal-text"
# ### Does it pay to leave them out?
#
# The same study trained 784-128-64-10 for ten epochs without the most suspicious 1, 2 and 5 % of the training images, or
# without as many **at random**: all else is equal, twelve seeds each, judged on the 5,000 validation images. And once more
# with a tenth of the labels planted: 91 % of those are among the most suspicious tenth.
#
# The pairs are seeds. Five comparisons are looked at, so their intervals are widened (Holm, chapter 09): four times
# "suspicious" against "at random", and what planting a tenth costs.
#
# **Predict** the five mean differences, in points. Which of them are ties?


# %% name="removal-pairs"
def paired(runs, suspicious):
    """Points that leaving out the suspicious gains over as many at random."""
    at_random = suspicious.replace("most suspicious", "at random")
    return 100 * (np.array(runs[suspicious]) - np.array(runs[at_random]))


differences = {}
for share in (1, 2, 5):
    suspicious = f"{share} % most suspicious"
    differences[f"without {share} %"] = paired(study["removal"], suspicious)
tenth, nothing = planted["removal"], np.array(study["removal"]["nothing"])
differences["planted, without 10 %"] = paired(tenth, "10 % most suspicious")
differences["a tenth planted, or none"] = 100 * (np.array(tenth["nothing"]) - nothing)

# %% name="removal"
compared = compare_with(np.zeros(12), differences)
for name, row in compared.iterrows():
    verdict = "a tie" if row.tie else "no tie"
    ends = f"{row.low:+.2f} to {row.high:+.2f}"
    print(f"{name:23} {row.difference:+.2f} ({ends}): {verdict}")

# %% name="removal-figure"
from mlp.plots.gains import draw_gains

draw_gains(differences)

# %% [guard] name="removal-guard"
assert compared.tie.tolist() == [True, False, False, True, False]
assert compared.difference.round(2).tolist() == [-0.01, -0.21, -0.40, 0.13, -0.56]
assert abs(planted["found"][9] - 0.91) < 0.005

# %% [markdown] name="removal-answer"
# No gain at all. One per cent is a tie; two and five per cent **lose** 0.2 and 0.4 points. Most people expect that
# without wrong labels the network gets better. Likely reasons why not (this study does not separate them):
#
# - **Hard is not wrong.** Of the first 5 %, 746 are shirts, every seventh shirt there is. Who takes them away takes away
#   what says where the border to the T-shirts is.
# - **Errors that are spread evenly do little.** Making every *tenth* label wrong costs 0.6 points.
# - **The judge has the same faults.** Validation labels are wrong in the same way, and their hard images are hard, too.
#
# That is for this network and ten epochs. What pays here is to *look*.

# %% [markdown] name="ceiling-text"
# ## Side path: what a ceiling means
#
# Nobody has corrected the test labels either. Let a share $e$ of them be wrong. A **perfect** classifier then agrees with
# the label in a share $1 - e$ of the cases. That is what one calls the ceiling.
#
# **Predict.** 3 % of the labels are wrong, and a classifier is truly right in 90 % of the cases. What is measured?


# %% name="measured"
from mlp.studies.label_noise import plant_errors


def measured(s, e=0.03):
    """What is measured where the true accuracy is s, and e of the labels are wrong."""
    truth = np.random.default_rng(0).integers(0, 10, 1_000_000)
    with_errors, _ = plant_errors(truth, e, seed=1)
    answers, _ = plant_errors(truth, 1 - s, seed=2)
    return metrics.accuracy(with_errors, answers)


print(f"perfect: {measured(1.0):.1%}; truly 90 %: {measured(0.90):.1%}")

# %% [guard] name="measured-guard"
assert abs(measured(1.0) - 0.97) < 0.0005 and abs(measured(0.90) - 0.8733) < 0.0005

# %% [markdown] name="ceiling-by-hand-text"
# 87.3 %, and not 90 - 3 = 87: a tenth of the wrong labels falls on images that it gets wrong anyway.
#
# Let $s$ be the true accuracy. Suppose that wrong labels fall on images without regard to what the classifier finds hard.
# Then it agrees with the label in two cases: it is right, and the label is, $s\,(1 - e)$; or both are wrong,
# $(1 - s)\, e$, *and* in the same way, say with probability $c$. If both are spread evenly over the other nine classes,
# $c = \frac19$.
#
# $$\text{measured} = s\,(1 - e) + (1 - s)\, e\, c . \tag{11}$$
#
# For two classifiers A and B, subtract:
#
# $$\text{measured}_B - \text{measured}_A = (s_B - s_A)\,\big(1 - e - e\, c\big) . \tag{12}$$
#
# **Predict.** B is truly one point better than A. By how many points is it measured to be better?

# %% name="ceiling-order"
by_12 = 1 - 0.03 - 0.03 / 9
lead = 100 * (measured(0.91) - measured(0.90))
print(f"measured {lead:.2f} points, by (12) {by_12:.2f}")

# %% [guard] name="ceiling-order-guard"
assert abs(lead - by_12) < 0.02

# %% [markdown] name="people-text"
# By 0.97 points. Such noise hits both alike: all differences shrink by the same factor, and **the order stays**.
#
# Where the assumption fails, so does the ceiling. Real wrong labels fall on images that are hard, and go to the class that
# is nearest. A network trained on labels of the same source can learn the *habits* of the labellers: $c$ is then large,
# its measured accuracy may even lie above $1 - e$, and (12) no longer protects the order.
#
# ### People: 83.5 %
#
# The dataset's README lists "Human Performance: 0.835": 1,000 test images drawn at random, three labels for each by people
# without expertise in fashion, the majority taken.
#
# **Predict.** From where to where does (5) reach for 835 of 1,000?

# %% name="people"
low, high = interval(835, 1000, 1.96)
print(f"835 of 1,000: {low:.1%} to {high:.1%}")

# %% [guard] name="people-guard"
assert 0.81 < low < 0.812 and 0.855 < high < 0.858

# %% [markdown] name="people-answer"
# From 81.1 to 85.7 %: our networks agree with the *shop's* label more often, and that is beyond chance.
#
# It does not say that a network with two hidden layers *sees* better than people. It was shown 55,000 labelled images, and
# from them how this shop uses "pullover", "coat" and "shirt"; the people had words. They were no experts and looked at
# 28 x 28 grey pixels, while the label was given by the shop's own fashion experts. And a line of a table does not say how
# ties among three were broken. It is no ceiling either: it is one more classifier, measured against the same labels.

# %% [markdown] name="test-text"
# ## One look at the test images
#
# Nothing is left to be decided: the networks are trained, the questions are fixed. So here is the look at the test
# images, with one comparison. Whatever it says, it stays.
#
# **Predict.** Will the test accuracies be higher or lower than 90.2 and 91.1 %, and by how much? Will 500-324 still be
# ahead, and with which $p$?

# %% name="test"
true = data.test.labels
final = {name: evaluate(network, data.test) for name, network in networks.items()}
for name, judged in final.items():
    right = int((judged.predictions == true).sum())
    low, high = interval(right, 10_000, 1.96)
    print(f"{name:8} {right / 10_000:.2%}, {low:.2%} to {high:.2%}")
only_a, only_b, p = coins(true, *(judged.predictions for judged in final.values()))
print(f"{only_a} against {only_b}: p = {p:.3f}")

# %% [guard] name="test-guard"
assert [round(100 * judged.accuracy, 2) for judged in final.values()] == [89.68, 90.18]
assert (only_a, only_b) == (200, 250) and 0.015 < p < 0.025
rights = [judged.predictions == true for judged in final.values()]
assert not compare_paired(rights[1], rights[0]).is_tie
assert [round(100 * end, 1) for end in intervals.wilson_interval(8964, 10_000)] == [89.0, 90.2]

# %% [markdown] name="test-answer"
# Both are lower, by 0.5 and 0.9 points. The standard error of such a difference, for 5,000 and for 10,000 other images, is
# $\sqrt{0.42^2 + 0.30^2} = 0.5$ points: chance alone can do that, and whatever was chosen with an eye on the validation
# images adds to it (chapter 10). The order stays, and the lead is 0.5 points. With $p = 0.02$ it is no tie between these
# two trained networks, while their intervals overlap once more.
#
# ### And the confidence?
#
# Now $\tau$ is fitted on all validation images.
#
# **Predict** both ECEs of the small network on the test images: before, and after.

# %% name="test-calibration"
for name, network in networks.items():
    tau = fit_temperature(network.forward(data.validation.images), labels)
    after = softmax(network.forward(data.test.images) / tau)
    errors = [
        reliability(true, probabilities).expected_calibration_error
        for probabilities in (final[name].probabilities, after)
    ]
    print(f"{name:8} ECE {errors[0]:.1%}, with τ = {tau:.2f} {errors[1]:.1%}")

# %% [guard] name="test-calibration-guard"
assert errors[1] < 0.01 < 0.03 < errors[0] < 0.05

# %% [markdown] name="explorer-text"
# From about 4 % to under 1 %, for both: the temperature holds on images that it was not fitted on.
#
# ## Look at the mistakes
#
# A matrix counts mistakes; you learn more from looking at them. *True class* and *Called*, or a click on it, choose a cell
# of the small network's confusion matrix of the test images. *Image* steps through what lies in it, those first of which
# the network is surest. The button goes to the next most frequent mistake. All of it works from the keyboard:
# <kbd>Tab</kbd> moves on, arrow keys move the slider, <kbd>Space</kbd> opens a menu and presses the button.
#
# What you find there is to be understood, and not to be tuned by: those are test images.
#
# **Predict, then try:**
#
# 1. *Shirt* called *T-shirt/top*: how many of 1,000? Go through the first ten: would you have known better?
# 2. *Ankle boot* called *Sneaker*, then the reverse: which of the two is more frequent?
# 3. How many mistakes go across the two blocks: a garment called a shoe, or a shoe called a garment?

# %% name="explorer"
from mlp.widgets import MistakesExplorer

MistakesExplorer(networks["128-64"], data)

# %% name="explorer-counts"
matrix = final["128-64"].confusion
garments, shoes = [0, 1, 2, 3, 4, 6], [5, 7, 9]
print("Shirt called T-shirt/top:", matrix[6, 0])
print("boot called Sneaker:", matrix[9, 7], "- the reverse:", matrix[7, 9])
print("garments called a shoe:", matrix[np.ix_(garments, shoes)].sum())
print("shoes called a garment:", matrix[np.ix_(shoes, garments)].sum())

# %% [guard] name="explorer-guard"
assert matrix[6, 0] == 113 and (matrix[9, 7], matrix[7, 9]) == (31, 25)
assert matrix[np.ix_(garments, shoes)].sum() == 3 and (matrix[2, 5], matrix[3, 5]) == (2, 1)
assert matrix[np.ix_(shoes, garments)].sum() == matrix[9, 0] == 1
sandals = (true == 2) & (final["128-64"].predictions == 5)
assert round(float(final["128-64"].probabilities[sandals, 5].max()), 2) == 0.96

# %% [markdown] name="explorer-answer"
# 1. 113. Most of the first ten have short sleeves. What makes them shirts is a few pixels, buttons or a collar, and two have
#    no sleeves at all.
# 2. 31 boots against 25 sneakers, out of 1,000 each: coins would do that (7). The height of the shaft decides, and where a
#    shoe is cut off it is hard to see.
# 3. Four of 9,000: two pullovers and a dress that are called sandals, and a boot that is called a T-shirt. Dress and boot
#    have a second thing in the picture. The pullovers are ordinary ones, and the network is up to 96 % sure: it is not
#    looking at outlines as you do. Chapter 12 asks at what it looks.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - **[Report 000](../data/reports/texts/000.txt)** (section 5) alone of the five prints its results class by class.
# >   It reads them well: what is mixed up has similar shapes. Its table agrees with itself and with our re-run. Its
# >   89.64 % has an interval of 89.0 to 90.2 %; it prints six digits.
# > - **[Report 003](../data/reports/texts/003.txt)** chooses its best setting by test accuracy, from a table of ten within
# >   0.16 points. So little is not to be seen on 10,000 images, and the score of the first, 89.84 %, flatters (chapter 10).
# > - **[Report 004](../data/reports/texts/004.txt)** gives its test images to early stopping: what it reports is measured
# >   on the images that decided when to stop. Two of its three matrices do not add up to the accuracies beside them.
# > - **None** of the five gives an interval, or looks at its confidence. Two accuracies near 90 % on
# >   10,000 images that differ by less than 0.8 points say nothing unless they are compared image by image.

# %% [markdown] name="recap"
# ## Recap
#
# - Precision looks down a column of the confusion matrix, recall along a row, $F_1$ is their harmonic mean. Weighted
#   recall is the accuracy. Another mixture of classes changes accuracy and precision of the same network.
# - Trace over sum is the accuracy: check it in whatever you read.
# - Wilson's interval for a share, the bootstrap for anything. For 90 % of 10,000 images: ±0.6 points.
# - Two networks on the same images: do not compare two intervals. Count the images on which one alone is right: McNemar. To
#   see 0.3 points takes some 40,000 images.
# - Networks are too sure of themselves; one temperature, fitted on images not trained on, repairs most of that.
# - Judged by networks that have not seen them, wrong labels have large losses; so do hard images. Look before you remove,
#   and measure afterwards.
# - Wrong labels cap the measured accuracy at $1 - e$. Spread evenly, they leave the order of two networks alone.
# - Choose on validation images; look at the test images once.

# %% [markdown] name="quiz"
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
# 3. A and B are right on 8,960 and 9,000 of the same 10,000 images; only A on 30, only B on 70. Is B better? And if it
#    were 460 and 500?
#
#    <details><summary>Answer</summary>
#
#    The difference is 40 images in both cases. 30 against 70 coins: the standard deviation of the difference of $m$ fair
#    coins is $\sqrt{m} = 10$, so that is four of them: B is better. 460 against 500: $\sqrt{960} = 31$, 40 is 1.3 of them:
#    a tie.
#    </details>

# %% [markdown] name="quiz-2"
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
#    Above the ceiling of 98 % by more than chance. Either the 2 % are not at random, and the network has learned the
#    labellers' habits; or test images were among the training images; or it is another dataset.
#    </details>
# 6. You vote on 24 suspicious labels and find 12 wrong. What do you know of the 200 that they were drawn from?
#
#    <details><summary>Answer</summary>
#
#    Between 31 and 69 % are wrong, by your eyes. Nothing about the other 54,800: those 24 were not drawn from them.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [12 Looking inside](12_looking_inside.ipynb): *why* a shirt is taken for a T-shirt, from the weights and the units.
# - [13 Five reports](13_five_reports.ipynb): every printed number beside ours, and what does not add up.
# - [10 Searching](10_searching.ipynb): what choosing by a score does to that score.
# - Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", ICML 2017. Northcutt, Jiang, Chuang,
#   "Confident learning: estimating uncertainty in dataset labels", JAIR 70, 2021. Müller, Markert, "Identifying mislabeled
#   instances in classification datasets", 2019. Xiao, Rasul, Vollgraf, "Fashion-MNIST", 2017, and its README.
# - Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927. McNemar, "Note on the
#   sampling error of the difference between correlated proportions or percentages", Psychometrika 12, 1947.
