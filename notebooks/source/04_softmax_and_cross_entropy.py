# %% [markdown] name="title"
# # 04 Softmax and cross-entropy
#
# You turn ten scores into probabilities, the probabilities into a loss, and the loss into the gradient with which every
# backward pass starts.
#
# ## What you will be able to do
#
# - say what one point of score does to a probability, and why a constant added to all scores does nothing
# - say at which score `exp` overflows, and write a softmax that does not
# - say why the loss is $-\log p$ and what the cross-entropy measures, and compute it without a logarithm of 0
# - derive $dS = (P - T)/n$, and check it with numbers
# - predict the loss of an untrained network
# - explain what temperature and label smoothing change, and what they do not
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb); the derivatives of $e^x$ and $\ln x$
# - Symbols: [the table of symbols](symbols.md). Words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 100 with the side paths
#
# $\log$ is the natural logarithm everywhere, as in NumPy; where a number is meant we write $\ln 10$.

# %% name="setup"
import numpy as np
import pandas as pd

from mlp import SGD, Trainer, build_mlp, evaluate, load_fashion_mnist, losses
from mlp.data import Part
from mlp.evaluation.comparisons import compare_paired
from mlp.exercises import check, hint, yours_or_ours
from mlp.plots.cross_entropy import draw_distances, draw_minus_log
from mlp.plots.cross_entropy import draw_temperatures, draw_two_classes
from mlp.plots.softmax import draw_pull, draw_softmax, draw_start
from mlp.widgets import LogitExplorer

data = load_fashion_mnist()

# %% [markdown] name="scores-text"
# ## From scores to probabilities
#
# The last layer of a network gives each image $K = 10$ **scores**, one for each class. They are also called *logits*. They stand
# in a matrix $S$ of shape $(n, K)$, one row for each image, and they may be any numbers, negative ones too.
#
# What we want is a matrix of **probabilities** $P$ of the same shape: every entry is positive, and each row adds up to 1.
#
# Take one image and three classes. It scores 2 for Shirt, 1 for Coat and -1 for Dress. Two steps make probabilities of that:
#
# 1. $\exp$ makes every number positive and keeps their order;
# 2. a division by the sum makes them add up to 1.
#
# **Predict.** How many times as probable as Coat is Shirt? And how many times as probable as Dress is Coat?

# %% name="scores"
names = ["Shirt", "Coat", "Dress"]
s = np.array([2.0, 1.0, -1.0])
p = np.exp(s) / np.exp(s).sum()

for name, score, probability in zip(names, s, p):
    print(f"{name:5}  score {score:+.0f}   probability {probability:.3f}")
print(f"Shirt to Coat: {p[0] / p[1]:.3f}    Coat to Dress: {p[1] / p[2]:.3f}")

# %% [guard] name="scores-guard"
assert np.isclose(p[0] / p[1], np.e) and np.isclose(p[1] / p[2], np.e**2)
assert [f"{probability:.3f}" for probability in p] == ["0.705", "0.259", "0.035"]

# %% name="scores-picture"
draw_softmax(s, names)

# %% [markdown] name="softmax-text"
# Shirt is $e^1 = 2.718$ times as probable as Coat, and Coat $e^2 = 7.389$ times as probable as Dress. Did you say 2, because
# 2 is twice 1? Scores are not shares: only their *difference* counts, and **each point of score is a factor of $e$**. The two
# steps together are the **softmax**:
#
# $$p_{ij} = \frac{e^{s_{ij}}}{\sum_{k=1}^{K} e^{s_{ik}}}, \qquad \frac{p_{ij}}{p_{ik}} = e^{s_{ij} - s_{ik}} . \tag{1}$$
#
# So **a constant $r_i$ that is added to all scores of row $i$ changes nothing**, because $e^{r_i}$ is a factor of every term:
#
# $$\frac{e^{s_{ij} + r_i}}{\sum_k e^{s_{ik} + r_i}}
#   = \frac{e^{r_i}\, e^{s_{ij}}}{e^{r_i} \sum_k e^{s_{ik}}} = p_{ij} . \tag{2}$$
#
# Why $\exp$, and no other positive function $g$? If $g(a)/g(b)$ depends on $a - b$ alone and $g$ has no jumps, then it must be
# $g(s) = g(0)\, e^{\beta s}$ with a constant $\beta$. We take $\beta = 1$; another $\beta$ comes back as a *temperature*.
#
# **Predict.** We add 1000 to each of the three scores. Which probabilities does (2) promise? Which does NumPy give?

# %% name="thousand"
with np.errstate(all="ignore"):
    high = np.exp(s + 1000) / np.exp(s + 1000).sum()
print("scores", s + 1000, "  probabilities", high)

# %% [guard] name="thousand-guard"
assert np.isnan(high).all()

# %% [markdown] name="overflow-text"
# ## Scores that are too large for exp
#
# (2) promises 0.705, 0.259 and 0.035 again, and NumPy says `nan`, *not a number*. The proof is right, but the numbers of a
# computer are not the real numbers. There is a largest one; what lies above it becomes `inf`, infinity. And `inf / inf` is
# `nan`. One `nan` in a gradient turns every weight into `nan` in a single step.
#
# **Predict.** The largest float32 is about $3.4 \cdot 10^{38}$. At which whole number does $\exp$ overflow? And in float64, whose
# largest number is about $1.8 \cdot 10^{308}$? (It helps that $\ln 10 = 2.303$, $\ln 3.4 = 1.22$ and $\ln 1.8 = 0.59$.)

# %% name="overflow"
for dtype, numbers in {"float32": (88, 89), "float64": (709, 710)}.items():
    with np.errstate(over="ignore"):
        values = [f"exp({x}) = {np.exp(np.array(x, dtype)):.1e}" for x in numbers]
    print(dtype, *values, sep="    ")

# %% [guard] name="overflow-guard"
assert round(38 * 2.303 + 1.22, 1) == 88.7 and round(308 * 2.303 + 0.59, 1) == 709.9
assert np.log(np.finfo("float32").max) < 89 and np.log(np.finfo("float64").max) < 710

# %% [markdown] name="real-overflow-text"
# At 89, because the logarithm of the largest float32 is $38 \cdot 2.303 + 1.22 = 88.7$. And at 710 in float64: 270 more zeros in the
# largest number move the limit by a factor of 8 only, since $\exp$ grows so fast.
#
# Do real networks have such scores? Take 1,000 images as the files have them, with pixels from 0 to 255, and give them to an
# untrained network in float32.
#
# **Predict.** For how many of the 1,000 images will the softmax give `nan`?

# %% name="real-overflow"
pixels = data.to_pixels(data.train.images[:1000])
raw_logits = build_mlp([784, 128, 64, 10], seed=0).forward(pixels)
with np.errstate(all="ignore"):
    naive = np.exp(raw_logits) / np.exp(raw_logits).sum(axis=1)[:, None]

lost = np.isnan(naive).any(axis=1).sum()
print(f"largest score {raw_logits.max():.0f}; nan for {lost} of 1,000 images")

# %% [guard] name="real-overflow-guard"
assert lost > 800 and np.isfinite(raw_logits).all() and raw_logits.dtype == np.float32

# %% [markdown] name="shift-text"
# More than four images in five are lost. Their scores are all finite: only the softmax breaks.
#
# The cure is (2), read from right to left. We may add *any* constant to a row, so subtract its largest score,
# $m_i = \max_j s_{ij}$:
#
# $$p_{ij} = \frac{e^{s_{ij} - m_i}}{\sum_k e^{s_{ik} - m_i}} .$$
#
# - Every exponent is now 0 or below, so nothing overflows.
# - One exponent *is* 0, so the sum is at least $e^0 = 1$, and nothing is divided by 0.
# - Small terms may become 0, and that does no harm: beside 1 they are nothing.
#
# In NumPy, `logits` has the shape $(n, K)$, and `logits.max(axis=1)` has the shape $(n,)$.
#
# **Predict.** What does `logits - logits.max(axis=1)` do for $n = 4$, $n = 10$ and $n = 1$ images of $K = 10$ classes? If it is right,
# the largest number of every row is 0 afterwards.

# %% name="shift"
for n in (4, 10, 1):
    logits = np.random.default_rng(n).standard_normal((n, 10))
    try:
        largest = (logits - logits.max(axis=1)).max(axis=1)
        print(f"n = {n}: the largest is 0 in {np.sum(largest == 0)} of {n} rows")
    except ValueError as error:
        print(f"n = {n}: {error}")

# %% [markdown] name="softmax-exercise-text"
# - $n = 4$: NumPy refuses, because the last axes are 10 and 4.
# - $n = 10$: it runs, without a word, and is wrong in every row. It has taken the largest score of image $j$ off *column* $j$.
# - $n = 1$: it is right by chance, because a single number fits every column.
#
# So try your code on a batch whose size is neither 1 nor $K$. `keepdims=True` keeps the column: `logits.max(axis=1, keepdims=True)`
# has the shape $(n, 1)$ and fits for every $n$.
#
# ### Exercise 1: softmax
#
# Write (1) for a whole batch, kept finite.


# %% name="softmax" exercise="softmax"


# %% name="softmax-check" check="softmax"
check.softmax(softmax)
# hint("softmax")  # stuck? remove the first "#": three hints, one at a time

# %% [markdown] name="loss-text"
# ## What does a probability cost?
#
# An image is a Coat, and the network gave Coat the probability $p$. We want a loss: 0 for $p = 1$, and larger the smaller $p$ is.
#
# One more wish. The probabilities of independent images *multiply*, and we would like their losses to *add*, so that the loss
# of a batch is a sum over its images. The function that turns products into sums is the logarithm. With a minus, so that the
# loss is positive:
#
# $$\ell = -\log p .$$
#
# **Predict.** What do the probabilities $1$, $\tfrac12$, $0.1$ and $0.001$ cost?

# %% name="loss"
for probability in (1, 0.5, 0.1, 0.001):
    print(f"p = {probability:<5}    -log p = {abs(np.log(probability)):.3f}")

# %% name="loss-picture"
draw_minus_log([1, 0.5, 0.1, 0.001])

# %% [markdown] name="likelihood-text"
# 0, 0.693, 2.303 and 6.908: each factor of 10 costs $\ln 10 = 2.303$. There is no largest loss. Somebody who is sure and wrong
# pays without limit.
#
# Now a batch. Image $i$ has the true class $c_i$, and the network gave it the probability $p_{i c_i}$. The **cross-entropy** is the mean
#
# $$L = \frac1n \sum_{i=1}^{n} \ell_i , \qquad \ell_i = -\log p_{i c_i} . \tag{3}$$
#
# It has another name. The probability that the network gives to *all* the labels of the batch is the product $\prod_i p_{i c_i}$, the
# **likelihood**. The best network is the one under which the labels that we see are the most likely.
#
# **Predict.** A network gives each of 1,000 images the probability 0.1 for its true class. What is the likelihood, in
# float64? And what is $L$?

# %% name="likelihood"
chances = np.full(1000, 0.1)
print(f"likelihood {chances.prod()}    cross-entropy {-np.log(chances).mean():.3f}")

# %% [guard] name="likelihood-guard"
assert chances.prod() == 0 and f"{-np.log(chances).mean():.3f}" == "2.303"

# %% [markdown] name="two-classes-text"
# The likelihood is $10^{-1000}$, and no float64 is that small: it becomes 0. The mean of the logarithms is an ordinary number, 2.303.
# And $\log$ rises where its argument rises. So the weights with the smallest $L$ are those with the largest likelihood: **to
# minimise the cross-entropy is to look for the maximum likelihood.**
#
# ## A hundred images that look alike
#
# 100 images look all alike to a network. 70 of them are shirts, 30 are coats. Since it cannot tell them apart, it must give all of them
# the same probability $p$ for Shirt, and $1 - p$ for Coat. Their mean loss is
#
# $$L(p) = -0.7 \log p - 0.3 \log (1 - p) .$$
#
# **Predict.** Which $p$ makes it smallest? Is the smallest loss 0?

# %% name="two-classes"
grid = np.linspace(0.01, 0.99, 99)
loss = -0.7 * np.log(grid) - 0.3 * np.log(1 - grid)
print(f"smallest loss {loss.min():.3f}, at p = {grid[loss.argmin()]:.2f}")

# %% [guard] name="two-classes-guard"
assert f"{loss.min():.3f}" == "0.611" and f"{grid[loss.argmin()]:.2f}" == "0.70"

# %% name="two-classes-picture"
draw_two_classes(grid, loss, share=0.7)

# %% [markdown] name="divergence-text"
# At $p = 0.7$, the share that is really there, and not at 1. The loss there is 0.611, and a network that cannot tell the images apart
# does not get below. In general, for shares $t_j$ and probabilities $p_j$,
#
# $$\underbrace{-\sum_j t_j \log p_j}_{\text{cross-entropy}} = \underbrace{-\sum_j t_j \log t_j}_{\text{entropy}}
#   + \underbrace{\sum_j t_j \log \frac{t_j}{p_j}}_{\text{divergence}} .$$
#
# The **entropy** is what the labels leave open: here 0.611. The **divergence** (Kullback and Leibler 1951) is what the network adds to it.
#
# **Predict.** A network gives Shirt $p = 0.5$. What is its cross-entropy, and how much of it is divergence?

# %% name="divergence"
shares, guess = np.array([0.7, 0.3]), np.array([0.5, 0.5])
cross = -(shares * np.log(guess)).sum()
entropy = -(shares * np.log(shares)).sum()
divergence = (shares * np.log(shares / guess)).sum()
print(f"{cross:.3f} = {entropy:.3f} + {divergence:.3f}")

# %% [guard] name="divergence-guard"
assert (f"{cross:.3f}", f"{entropy:.3f}", f"{divergence:.3f}") == ("0.693", "0.611", "0.082")

# %% [markdown] name="divergence-ending"
# $0.693 = \ln 2$, of which 0.082 is divergence. The divergence is never negative: since $\log x \le x - 1$,
#
# $$-\sum_j t_j \log \frac{t_j}{p_j} = \sum_j t_j \log \frac{p_j}{t_j} \le \sum_j t_j \Big(\frac{p_j}{t_j} - 1\Big)
#   = \sum_j p_j - \sum_j t_j = 0 ,$$
#
# and it is 0 only for $p_j = t_j$. So **training on the cross-entropy pulls the probabilities towards the true shares.** One image with one label
# has *one-hot* targets: $t_j = 1$ for its class, and 0 for the others. Their entropy is 0 ($0 \log 0$ counts as 0), and (3) is all divergence.

# %% [markdown] name="log-sum-exp-text"
# ## The loss, straight from the scores
#
# To compute $p$ first and its logarithm afterwards is asking for trouble: $p_{i c_i}$ may have become 0, and $\log 0 = -\infty$. Put (1)
# into (3) instead, and let the logarithm undo the $\exp$:
#
# $$\ell_i = -\log \frac{e^{s_{i c_i}}}{\sum_k e^{s_{ik}}}
#         = \underbrace{\log \sum_k e^{s_{ik}}}_{\text{log-sum-exp}} -\; s_{i c_i} . \tag{4}$$
#
# **Predict.** An image has only two scores, 0 and -200, and the second class is the true one. What is its loss in float32, once
# through the probability, and once by (4)?

# %% name="log-sum-exp"
wide = np.array([0, -200], "float32")
with np.errstate(divide="ignore"):
    through_p = -np.log(losses.softmax(wide)[1])
from_scores = np.log(np.exp(wide).sum()) - wide[1]
print(f"through the probability {through_p}    from the scores {from_scores}")

# %% [guard] name="log-sum-exp-guard"
assert np.isinf(through_p) and from_scores == 200

# %% [markdown] name="finite-text"
# The true loss is 200, an ordinary number. Only the way through the probability makes it infinite.
#
# In (4) the sum can still overflow. Take the largest score $m_i$ out of it, as in the softmax:
#
# $$\log \sum_k e^{s_{ik}} = m_i + \log \sum_k e^{s_{ik} - m_i} . \tag{5}$$
#
# The new sum has $K$ terms between 0 and 1, and one of them is 1. So the sum lies between 1 and $K$, and the log-sum-exp between $m_i$ and
# $m_i + \ln K$. It is a softened maximum. Nothing overflows, and there is no logarithm of 0.
#
# One thing is left: to pick $s_{i c_i}$, one entry from each row.
#
# **Predict.** `a` has the rows 0 1 2 3, 4 5 6 7 and 8 9 10 11, and `labels` is 1, 3, 0. What is `a[[0, 1, 2], labels]`? And which shape
# has `a[:, labels]`?

# %% name="picking"
a = np.arange(12).reshape(3, 4)
labels = np.array([1, 3, 0])
print("a[[0, 1, 2], labels] is", a[[0, 1, 2], labels])
print("a[:, labels] has the shape", a[:, labels].shape)
print(a[:, labels])

# %% [markdown] name="cross-entropy-text"
# Two lists of the same length name pairs: row 0 with column 1, row 1 with column 3, row 2 with column 0. That gives 1, 7 and 8. But
# `a[:, labels]` is $(n, n)$: *every* row, at the columns of *all* the labels. The numbers that we want stand on its diagonal only. It is the
# most frequent slip in this chapter.
#
# ### Exercise 2: cross-entropy
#
# Write (4) and (5) for a whole batch.


# %% name="cross-entropy" exercise="cross_entropy"


# %% name="cross-entropy-check" check="cross_entropy"
check.cross_entropy(cross_entropy)
# hint("cross_entropy")  # stuck? remove the first "#": three hints, one at a time

# %% [markdown] name="start-text"
# ## Where the loss starts
#
# The first number to look at in any training is the loss before the first step. A network that knows nothing should give each class
# the probability 0.1, and that costs $\ln 10 = 2.303$. Is that what an untrained network has?
#
# We take networks 784-128-64-10 with three starts: weights drawn with the standard deviation 0.01, as in report 000, and with
# those of Xavier and Kaiming, which chapter 06 derives. Each with ten seeds, on 1,000 images.
#
# **Predict.** With which of the three is the loss nearest to 2.303? Do the others start above it or below?

# %% name="start"
images, labels = data.validation.images[:1000], data.validation.labels[:1000]


def untrained(initializer, seed):
    """How far an image's ten scores spread (their variance), and the loss."""
    net = build_mlp([784, 128, 64, 10], "relu", initializer, dtype="float64", seed=seed)
    logits = net.forward(images)
    loss = losses.SoftmaxCrossEntropy().forward(logits, labels)
    return logits.var(axis=1).mean(), loss


start = {}
for initializer in (0.01, "xavier", "kaiming"):
    start[initializer] = np.array([untrained(initializer, seed) for seed in range(10)])

# %% name="start-picture"
draw_start(start)

# %% [guard] name="start-guard"
_means = {name: rows.mean(axis=0) for name, rows in start.items()}
_kaiming = start["kaiming"][:, 1]
assert [f"{_means[name][1]:.2f}" for name in start] == ["2.30", "2.82", "3.26"]
assert f"{_kaiming.min():.2f} {_kaiming.max():.2f}" == "2.63 3.86" and f"{_means['kaiming'][0]:.2f}" == "2.09"
assert 0.2 < _means["kaiming"][1] - np.log(10) < 1.3

# %% [markdown] name="spread-text"
# With 0.01 all scores are nearly 0, and the loss is $\ln 10$. Xavier starts at 2.82, Kaiming at 3.26. The more an image's scores spread, the
# surer the network is of something, and it has no reason to be.
#
# How much does the spread cost? Split each score into its row's mean $\bar s_i$ and the rest $u_{ij}$. By (4),
#
# $$\ell_i = \log \sum_k e^{\bar s_i + u_{ik}} - s_{i c_i}
#   = \ln K + \log\Big(\frac1K \sum_k e^{u_{ik}}\Big) - (s_{i c_i} - \bar s_i) .$$
#
# The untrained network has not seen a label. So the true class scores as much as any other, and the last bracket is 0 in the
# mean. What remains is the logarithm of the mean of $e^u$. A score of an untrained network is a sum of 64 random terms, so
# $u$ is nearly *normally distributed* (the bell curve), with mean 0 and a variance $v$.
#
# **Predict.** The mean of $u$ is 0. For $v = 2$, is the mean of $e^u$ then $e^0 = 1$? More? How much?

# %% name="bell"
rng = np.random.default_rng(0)
for v in (0.5, 1, 2, 4):
    u = rng.normal(0, np.sqrt(v), 1_000_000)
    print(f"v = {v:<3}   mean of exp(u) {np.exp(u).mean():.2f}", end="")
    print(f"   1 + v/2 {1 + v / 2:.2f}   exp(v/2) {np.exp(v / 2):.2f}")

# %% [guard] name="bell-guard"
assert abs(np.exp(u).mean() / np.exp(2) - 1) < 0.02 and v == 4  # of any size: not only near 0
_u = np.random.default_rng(1).normal(0, np.sqrt(2), (200_000, 10))
_u -= _u.mean(axis=1, keepdims=True)  # ten normal scores: a tenth below v / 2
assert 0.88 < np.log(np.exp(_u).mean(axis=1)).mean() / (_u.var(axis=1).mean() / 2) < 0.92

# %% [markdown] name="start-formula-text"
# 2.71: large $u$ gain more than small ones lose. For normal numbers the mean of $e^u$ is $e^{v/2}$, **however large $v$ is**: in the mean
# of $e^u$ over the bell $e^{-u^2/(2v)}$ the exponent is $u - \frac{u^2}{2v} = \frac v2 - \frac{(u - v)^2}{2v}$, a factor $e^{v/2}$ times another bell of the same area. (The
# series $1 + \frac v2$ is right for small $v$ only.) With the mean variance $\bar v$,
#
# $$L \;\approx\; \ln K + \tfrac12 \bar v . \tag{6}$$
#
# Kaiming weights have the variance $2/n_\text{in}$. The 2 makes up for the half that a ReLU throws away; behind the last layer there is
# none, so $\bar v$ is about 2 (2.09 here), and (6) says 3.3. The ten seeds have 3.26 in the mean, from 2.63 to 3.86: the images of a class get similar scores, so luck with a few classes
# counts for many images. And (6) is a little high: for only ten scores the mean logarithm is a tenth below $\frac v2$.
#
# **Predict.** Where does the loss start with the raw pixels from above?

# %% name="start-raw"
raw_loss = losses.SoftmaxCrossEntropy().forward(raw_logits, data.train.labels[:1000])
print(f"loss on raw pixels, before training: {raw_loss:.0f}")

# %% [guard] name="start-raw-guard"
assert f"{raw_loss:.0f}" == "157"

# %% [markdown] name="derivatives-text"
# At 157. To remember: **a loss far above $\ln K + 1$ before training means that inputs or weights are too large.**
#
# ## From loss to gradient
#
# Backpropagation starts at the loss: we want $dS$, of the shape of $S$, with $dS_{ij} = \partial L / \partial s_{ij}$. First one image, with
# numbers. The three scores from the beginning, 2, 1 and -1, have the probabilities 0.705, 0.259 and 0.035. Say the image is a Coat: its
# loss is $-\log 0.259 = 1.349$.
#
# **Predict.** Raise one score by a little. Which of the three lower the loss? What is the derivative of the loss with
# respect to each? To what do the three derivatives add up?

# %% name="derivatives"
h = 1e-5


def coat_loss(s):
    return np.log(np.exp(s).sum()) - s[1]  # (4), and the true class is 1, Coat


moves = h * np.eye(3)
differences = [coat_loss(s + move) - coat_loss(s - move) for move in moves]
derivatives = np.array(differences) / (2 * h)
for name, probability, derivative in zip(names, p, derivatives):
    print(f"{name:5}  probability {probability:.3f}   derivative {derivative:+.3f}")

# %% [guard] name="derivatives-guard"
assert np.allclose(derivatives, p - [0, 1, 0], atol=1e-9) and f"{coat_loss(s):.3f}" == "1.349"

# %% name="derivatives-picture"
draw_pull(names, p, derivatives, true=1)

# %% [markdown] name="gradient-text"
# Only Coat's score lowers the loss. The derivative is the class's probability, and for the true class that probability minus 1:
# $0.259 - 1 = -0.741$. Together they are 0, for a reason that you know: the same added to all scores changes nothing.
#
# **The log-sum-exp.** Of the sum $q_i = \sum_k e^{s_{ik}}$ only the term $k = j$ contains $s_{ij}$. By the chain rule,
#
# $$\frac{\partial}{\partial s_{ij}} \log q_i = \frac{1}{q_i} \cdot e^{s_{ij}} = p_{ij} : \tag{7}$$
#
# the derivative of the softened maximum is the softmax. **The score** $s_{i c_i}$ has the derivative 1 if $j = c_i$, else 0: the one-hot
# target $t_{ij}$. So by (4) that of $\ell_i$ is $p_{ij} - t_{ij}$. And $L$ is a mean over $n$ images, where row $i$ acts on $\ell_i$ only:
#
# $$dS_{ij} = \frac1n\, (p_{ij} - t_{ij}) \quad\Longrightarrow\quad dS = \frac1n\, (P - T) . \tag{8}$$
#
# ### Exercise 3: backward
#
# **Predict** before you write: for $n = 5$ images, to what does each row of $dS$ add up? Between which two numbers lies each entry?


# %% name="backward" exercise="softmax_cross_entropy_backward"


# %% name="backward-check" check="softmax_cross_entropy_backward"
check.softmax_cross_entropy_backward(softmax_cross_entropy_backward)
# hint("softmax_cross_entropy_backward")  # stuck? remove the first "#" and run

# %% name="pull"
backward = softmax_cross_entropy_backward
gradient_of = yours_or_ours("softmax_cross_entropy_backward", backward)
logits = 5 * np.random.default_rng(3).standard_normal((5, 10))
d_logits = gradient_of(logits, np.array([3, 3, 0, 7, 9]))
print("rows add up to", np.abs(d_logits.sum(axis=1)).round(12))
print(f"entries from {d_logits.min():.3f} to {d_logits.max():.3f}")

# %% [guard] name="pull-guard"
assert -0.2 < d_logits.min() < -0.19 and 0.19 < d_logits.max() < 0.2

# %% [markdown] name="live-text"
# Rows add up to 0. Entries lie between $-\frac15$ and $\frac15$: an image pulls on each score with at most the force $\frac1n$, however wrong it is.
#
# ## Live: ten scores of a real image
#
# A network of one linear layer has seen 2,000 images, and now four new ones. Its scores are on the sliders: move them, and probabilities, loss
# and gradient follow. The grey band marks the true class. <kbd>Tab</kbd> goes from control to control, the arrow keys move a
# slider; **Reset** brings the image's scores back. (Report 003 draws ReLU and softmax in its
# [Figure 2](../data/reports/texts/003.txt).) **Predict** each time:
#
# 1. *Right by a hair*: raise Shirt by 1, from 5.4 to 6.4. By which factor does Shirt to Coat grow, and by which Coat to Pullover?
# 2. *Sure and wrong*: how large is the loss, and how large is the true class's gradient? Lower Bag's score until the loss is under 2.303:
#    where does Bag stand then?
# 3. *Sure and right*: the loss is nearly 0. Is any entry of the gradient negative? Which?

# %% name="live"
LogitExplorer(data)

# %% [markdown] name="live-answers"
# 1. Shirt to Coat grows from 41.2 : 45.5 to 65.5 : 26.6, from 0.90 to 2.46: a factor of $e = 2.718$. Coat to Pullover stays at 3.67. Both have lost, but
#    the softmax keeps the ratios of the classes that you do not touch.
# 2. The loss is 5.611, the gradient -0.996. It can hardly grow any more: the pull of a sure mistake is bounded by 1, its loss is not. Bag
#    must go down from 7.2 to 3.5.
# 3. Only the true class's entry is negative, as always: about $-2 \cdot 10^{-5}$. It would be 0 for $p = 1$ only, and no finite scores reach that.

# %% [guard] name="live-guard"
_panel = LogitExplorer(data)
_panel.image.value = "Right by a hair"
_ratios = []
for _shirt in (5.4, 6.4):
    _panel.sliders[6].value = _shirt
    _p = [bar.get_width() for bar in _panel.bars[1]]
    _ratios.append((f"{_p[6]:.3f}", f"{_p[4]:.3f}", f"{_p[6] / _p[4]:.2f}", f"{_p[4] / _p[2]:.2f}"))
assert _ratios == [("0.412", "0.455", "0.90", "3.67"), ("0.655", "0.266", "2.46", "3.67")]
_panel.image.value = "Sure and wrong"
assert "loss 5.611." in _panel.words and "dS: -0.996 for the true class" in _panel.words
_panel.sliders[8].value = 3.6
assert "loss 2.3" in _panel.words
_panel.sliders[8].value = 3.5
assert "loss 2.264." in _panel.words
_panel.image.value = "Sure and right"
assert "dS: -2.4e-05 for the true class" in _panel.words, _panel.words

# %% [markdown] name="quotient-text"
# ## Side path: the gradient a second time, by the quotient rule
#
# The same through the probabilities. Take the derivative of $p_{ik} = e^{s_{ik}} / q_i$ with respect to $s_{ij}$. The denominator's derivative is always $e^{s_{ij}}$; the
# numerator's is $e^{s_{ik}}$ if $k = j$, and 0 if not:
#
# $$k = j:\;\; \frac{e^{s_{ij}} q_i - e^{s_{ij}} e^{s_{ij}}}{q_i^2} = p_{ij} (1 - p_{ij}) , \qquad
#   k \ne j:\;\; \frac{0 \cdot q_i - e^{s_{ik}} e^{s_{ij}}}{q_i^2} = -p_{ik}\, p_{ij} . \tag{9}$$
#
# The loss $\ell_i = -\log p_{i c_i}$ has the derivative $-1/p_{i c_i}$ with respect to that one probability, and (9) with $k = c_i$ goes on to the scores.
#
# **Predict.** For the Coat with $p = 0.259$: what is $-1/p$? And what are the three products with (9)?

# %% name="quotient"
by_scores = np.diag(p) - np.outer(p, p)  # (9): row k, column j
print(f"loss with respect to Coat's probability: {-1 / p[1]:.3f}")
print("Coat's probability with respect to the scores:", by_scores[1].round(3))
print("products:", (-1 / p[1] * by_scores[1]).round(3))

# %% [guard] name="quotient-guard"
assert np.allclose(-1 / p[1] * by_scores[1], p - [0, 1, 0]) and f"{-1 / p[1]:.3f}" == "-3.854"

# %% [markdown] name="quotient-ending"
# $-3.854$ times $-0.183$, $0.192$ and $-0.009$: the derivatives $0.705$, $-0.741$ and $0.035$ again. In letters,
#
# $$\frac{\partial \ell_i}{\partial s_{ij}} = -\frac{1}{p_{i c_i}} \cdot p_{i c_i}\, (t_{ij} - p_{ij}) = p_{ij} - t_{ij} .$$
#
# The probability cancels **on paper**. A program that computes $-1/p$ first and then multiplies by $p$ divides by 0 whenever
# $p$ has become 0. That is why softmax and cross-entropy are one step in every serious library.

# %% [markdown] name="printed-text"
# ## Side path: a printed line, put to the test
#
# [Report 000](../data/reports/texts/000.txt) prints its backward pass in section 3.3. Its line is `dx[np.arange(x), y] -= 1`, where `x` are the
# scores. The next cell holds it, with the choice of the rows left open. Three repairs suggest themselves: count the
# classes, take all rows, count the images.
#
# **Predict** for each of the four whether it runs, and whether it is right. Which number of images would hide a mistake?


# %% name="printed"
def report_000(x, y, rows):
    dx = losses.softmax(x)  # the report's probs
    dx[rows, y] -= 1
    return dx / len(x)


choices = {
    "np.arange(x)": lambda x: np.arange(x),
    "np.arange(C)": lambda x: np.arange(x.shape[1]),
    ":": lambda x: slice(None),
    "np.arange(N)": lambda x: np.arange(len(x)),
}


# %% name="printed-test"
def off_by(rows_of, n):
    x, y = np.random.default_rng(4).standard_normal((n, 10)), np.arange(n) % 7
    try:
        difference = report_000(x, y, rows_of(x)) - gradient_of(x, y)
        return f"off by {np.abs(difference).max():.2f}"
    except (TypeError, ValueError, IndexError):
        return "does not run"


for name, rows_of in choices.items():
    print(f"{name:14} 6 images: {off_by(rows_of, 6):12} 10: {off_by(rows_of, 10)}")

# %% [guard] name="printed-guard"
_found = [off_by(rows_of, n) for rows_of in choices.values() for n in (6, 10)]
_wanted = 3 * ["does not run"] + ["off by 0.00", "off by 0.17", "off by 0.10"] + 2 * ["off by 0.00"]
assert _found == _wanted, _found

# %% [markdown] name="printed-ending"
# As printed, the line cannot run: `np.arange` wants a number and gets a matrix. So the report's program must have been another
# than the report. Of the three repairs only the last is right. `np.arange(C)` is the treacherous one: with ten classes and **ten
# images** it is right by chance. So check a gradient on a batch whose size is no other size of the problem. And you find the `:`
# without any derivative: its rows do not add up to 0.

# %% [markdown] name="temperature-text"
# ## Side path: temperature
#
# Divide all scores by a number $\tau > 0$, the **temperature**, before the softmax: $p_{ij} = e^{s_{ij}/\tau} / \sum_k e^{s_{ik}/\tau}$. That is the $\beta = 1/\tau$ from
# the beginning. The scores keep their order, so **no decision changes**. But the ratio of two probabilities becomes
# $e^{(s_{ij} - s_{ik})/\tau}$: near 1 for a large $\tau$, all or nothing for a small one. The gradient of $L$ with respect to $S$ gets a factor
# $\frac1\tau$ by the chain rule.
#
# **Predict**, then look at the panel above: turn the temperature from 1 up to 5, on *Sure and wrong* and on *Sure and right*. Which loss falls,
# which rises, and from what to what?
#
# Then train a network **with your own loss**. If your functions of exercises 2 and 3 passed, they do the work.


# %% name="own-loss"
class OwnLoss:
    """What a network takes as its `loss`, made of a function that gives L and dS."""

    def __init__(self, function):
        self.function = function

    def forward(self, logits, labels):
        loss, self.d_logits = self.function(logits, labels)
        return float(loss)

    def backward(self):
        return self.d_logits


# %% [guard] name="temperature-panel-guard"
for _image, _losses in {"Sure and wrong": (5.611, 2.206), "Sure and right": (2.4e-5, 0.393)}.items():
    _panel.image.value = _image
    for _tau, _loss in zip((1.0, 5.0), _losses):
        _panel.temperature.value = _tau
        assert f"loss {_loss:.3f}." in _panel.words or f"loss {_loss:.1e}." in _panel.words, _panel.words

# %% [markdown] name="by-heart-text"
# On *Sure and wrong* the loss falls from 5.611 to 2.206, and on *Sure and right* it rises from nearly 0 to 0.393. A higher temperature makes a
# network modest: good where it is sure and wrong, bad where it is sure and right.
#
# Which of the two counts for more? Take a network that trains on 2,000 images only, for 30 epochs (an epoch is one pass over all of
# them): it knows them by heart. Three seeds.

# %% name="by-heart"
few = Part(data.train.images[:2000], data.train.labels[:2000])


def train_on_few(loss, seed):
    net = build_mlp([784, 128, 64, 10], seed=seed)
    net.loss = loss
    trainer = Trainer(net, SGD(0.05, momentum=0.9), 128, seed=seed, progress=False)
    trainer.fit(few, epochs=30)
    return net


loss_of = yours_or_ours("cross_entropy", cross_entropy)
one_hot = OwnLoss(lambda s, labels: (loss_of(s, labels), gradient_of(s, labels)))
by_heart = [train_on_few(one_hot, seed) for seed in range(3)]

# %% [markdown] name="cooling-text"
# **Predict.** At which temperature is the loss of these networks on *new* images the lowest: below 1, at 1, or above 1? And by how much
# is it lower there?
#
# The temperature is chosen on 2,500 validation images, and its loss is measured on the 2,500 others: what has chosen a number does
# not judge it.

# %% name="halves"
validation = data.validation
chosen_on = Part(validation.images[:2500], validation.labels[:2500])
judged_on = Part(validation.images[2500:], validation.labels[2500:])
temperatures = np.geomspace(0.3, 10, 60)


def loss_at(net, part, temperatures):
    """The loss of `net` on `part`, for each temperature."""
    logits = net.forward(part.images).astype("float64")
    loss = losses.SoftmaxCrossEntropy()
    return np.array([loss.forward(logits / tau, part.labels) for tau in temperatures])


def cooled(net):
    """The temperature of lowest loss on `chosen_on`; its loss on `judged_on`."""
    tau = temperatures[loss_at(net, chosen_on, temperatures).argmin()]
    return tau, loss_at(net, judged_on, [tau])[0]


# %% name="cooling"
rows = {}
for seed, net in enumerate(by_heart):
    tau, loss = cooled(net)
    rows[f"seed {seed}"] = {
        "own images": f"≈ {evaluate(net, few).accuracy:.1%}",
        "new images": f"≈ {evaluate(net, judged_on).accuracy:.1%}",
        "loss at 1": f"≈ {loss_at(net, judged_on, [1])[0]:.2f}",
        "best temperature": f"≈ {tau:.1f}",
        "loss there": f"≈ {loss:.2f}",
    }
pd.DataFrame(rows).T

# %% [guard] name="cooling-guard"
for _net in by_heart:
    _tau, _loss = cooled(_net)
    _at_1 = loss_at(_net, judged_on, [1])[0]
    assert evaluate(_net, few).accuracy > 0.999 and 0.80 < evaluate(_net, judged_on).accuracy < 0.85
    assert 2.4 < _tau < 3.8 and 0.9 < _at_1 < 1.2 and 0.45 < _loss / _at_1 < 0.6
    _scores = _net.forward(judged_on.images)
    assert np.array_equal((_scores / _tau).argmax(axis=1), _scores.argmax(axis=1))

# %% [markdown] name="smoothing-text"
# A temperature of about 3 takes nearly half of the loss away, and changes not one decision. So that half was not ignorance, but **overconfidence**.
# Where did it come from? On the training images every decision is right, and yet $P - T$ is never quite 0: it vanishes at $p_{i c_i} = 1$, which no finite
# score reaches. So training goes on pulling the scores apart, long after there is nothing left to learn.
#
# ## Side path: label smoothing
#
# The cure at the source is not to ask for certainty (Szegedy and others 2016). Take a small $\varepsilon$ off the true class, and spread it evenly over all $K$:
#
# $$t_{ij} = (1 - \varepsilon)\,[j = c_i] + \frac{\varepsilon}{K} , \qquad
#   \ell_i = -\sum_{j} t_{ij} \log p_{ij} . \tag{10}$$
#
# ($[j = c_i]$ is 1 if $j = c_i$, else 0.)
#
# **Predict.** For $\varepsilon = 0.1$ and $K = 10$: what is the true class's target, and what are the others'? At which probability of the true
# class is the loss lowest? Is it 0 there?

# %% name="targets"
t = 0.1 / 10 + 0.9 * np.eye(10)[3]
print("targets", t)
for true in (0.8, 0.91, 0.99, 0.999999):
    probabilities = np.where(np.arange(10) == 3, true, (1 - true) / 9)
    print(f"p = {true:<8}  loss {-(t * np.log(probabilities)).sum():.3f}")

# %% [guard] name="targets-guard"
assert f"{-(t * np.log(t)).sum():.3f}" == "0.500" and t[3] == 0.91 and np.isclose(t[0], 0.01)

# %% [markdown] name="smoothing-gradient-text"
# 0.91 and 0.01. The loss is lowest where $P = T$, as you know from the shirts and coats, and there it is the entropy of the targets, 0.500. To be surer
# costs, and without limit.
#
# The gradient needs nothing new. By (4) $-\log p_{ij} = \log \sum_k e^{s_{ik}} - s_{ij}$, and each row of $T$ still adds up to 1:
#
# $$\ell_i = \Big(\sum_j t_{ij}\Big) \log \sum_k e^{s_{ik}} - \sum_j t_{ij}\, s_{ij}
#         = \log \sum_k e^{s_{ik}} - \sum_j t_{ij}\, s_{ij}
#   \quad\Longrightarrow\quad dS = \frac1n\, (P - T) . \tag{11}$$
#
# (7) gives $p_{ij}$ for the first term, and the second has the derivative $t_{ij}$. So (8) holds for any targets whose rows add up to 1.
#
# ### Exercise 4: loss and gradient with smoothed targets


# %% name="smoothing" exercise="smoothed_cross_entropy"


# %% name="smoothing-check" check="smoothed_cross_entropy"
check.smoothed_cross_entropy(smoothed_cross_entropy)
# hint("smoothed_cross_entropy")  # stuck? remove the first "#" and run

# %% [markdown] name="bound-text"
# Now the gradient is 0 at $P = T$, and finite scores reach that. There, for every wrong class $j$,
#
# $$s_{i c_i} - s_{ij} = \log \frac{p_{i c_i}}{p_{ij}} = \log \frac{1 - \varepsilon + \varepsilon / K}{\varepsilon / K}
#   = \log\Big(1 + \frac{K (1 - \varepsilon)}{\varepsilon}\Big) , \tag{12}$$
#
# which is $\ln 91 = 4.51$ for $\varepsilon = 0.1$ and $K = 10$. Train the same three networks again: the same 2,000 images, the same seeds, only the targets
# are smoothed.
#
# **Predict.** How far will the true class's score lie above the mean of the nine others, with one-hot targets? And with smoothed ones?

# %% name="bound"
smoothed_of = yours_or_ours("smoothed_cross_entropy", smoothed_cross_entropy)
smoothed = OwnLoss(lambda s, labels: smoothed_of(s, labels, 0.1))
smooth = [train_on_few(smoothed, seed) for seed in range(3)]

# %% name="bound-picture" tags=["trained"]
own_minus_mean = np.where(np.eye(10)[few.labels] == 1, 1, -1 / 9)
distances = {
    "one-hot targets": (own_minus_mean * by_heart[0].forward(few.images)).sum(axis=1),
    "smoothed targets": (own_minus_mean * smooth[0].forward(few.images)).sum(axis=1),
}
draw_distances(distances, bound=np.log(91))

# %% [guard] name="bound-guard"
_medians = [np.median(values) for values in distances.values()]
assert 13 < _medians[0] < 22 and abs(_medians[1] - np.log(91)) < 0.2, _medians

# %% [markdown] name="which-text"
# With one-hot targets the scores lie more than 15 apart, and nothing would stop them; with smoothed ones they end near 4.51, as (12) says.
#
# **Predict.** On new images, which of the two has the lower loss at temperature 1? And which has, when each is measured at its own best temperature?


# %% name="which"
def losses_of(nets):
    return np.array([(loss_at(net, judged_on, [1])[0], cooled(net)[1]) for net in nets])


one_hot_losses, smoothed_losses = losses_of(by_heart), losses_of(smooth)
rows = {}
for column, where in enumerate(["temperature 1", "its best temperature"]):
    found = compare_paired(smoothed_losses[:, column], one_hot_losses[:, column])
    rows[where] = {
        "one-hot": f"≈ {one_hot_losses[:, column].mean():.3f}",
        "smoothed": f"≈ {smoothed_losses[:, column].mean():.3f}",
        "smoothed - one-hot": f"≈ {found.difference:+.3f} ± {found.error:.3f}",
    }
pd.DataFrame(rows).T

# %% name="which-picture" tags=["trained"]
draw_temperatures(
    temperatures,
    {
        "one-hot targets": [loss_at(net, judged_on, temperatures) for net in by_heart],
        "smoothed targets": [loss_at(net, judged_on, temperatures) for net in smooth],
    },
)

# %% [guard] name="which-guard"
_at_1, _at_best = (smoothed_losses - one_hot_losses).T
assert _at_1.max() < -0.25 and _at_best.min() > 0.05, (_at_1, _at_best)
for _column in range(2):
    assert not compare_paired(smoothed_losses[:, _column], one_hot_losses[:, _column]).is_tie
assert np.abs(one_hot_losses.mean(axis=0) - [1.01, 0.535]).max() < 0.06, one_hot_losses
assert np.abs(smoothed_losses.mean(axis=0) - [0.646, 0.628]).max() < 0.03, smoothed_losses
assert all(0.7 < cooled(net)[0] < 1.05 for net in smooth)

# %% [markdown] name="which-ending"
# At temperature 1 smoothing wins by far, about 0.65 against 1.01. At each network's best temperature **one-hot wins**, about 0.54 against 0.63. Both
# differences are many times their error (three seeds, two comparisons, the same images), so neither is a tie. Smoothing has cured the overconfidence, and a
# temperature that is chosen afterwards cures it better here. An explanation: smoothed targets tell the network to give all nine wrong classes the same score, so it forgets which of them is the
# likelier (Müller, Kornblith and Hinton 2019). A loss at temperature 1 alone would have hidden that. What smoothing does to the accuracy is
# measured in chapter 09.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - [**Report 000**](../data/reports/texts/000.txt), section 3.3, has the right loss (3.3.3) and the right gradient (3.3.5), with its $1/N$, and it shifts the scores
# >   against overflow. Three slips are in print. Its softmax (3.3.2) sums $e^{x_j}$ over $i$, where $i$ is already the class that is asked for; it must be
# >   $\sum_j$. Its "simplified" loss (3.3.4), $-\frac1N \sum_i t_i \log(f(s)_i)$, has lost the class. And `np.arange(x)` must be `np.arange(N)`.
# > - [**Report 003**](../data/reports/texts/003.txt), section 2, has the same slip in its softmax ($\sum_i$ over the $i$ of the numerator). Its gradient, $\text{Softmax}(x) - y$, is
# >   right for one image: with a mean over a batch comes a $1/n$.
# > - [**Report 004**](../data/reports/texts/004.txt), section 2.3, writes $H_{y'}(y) = -\sum_i y'_i \log(y_i)$ and calls $y'$ "the predicted output" and $y$ "the actual data output". That takes
# >   the logarithm of the *labels*, nine of which are 0. It must be the other way round.

# %% [markdown] name="reports-log"
# > - **Report 004's training log** (section 4.1) is worth a look too: after 190 iterations it prints a loss of 2.394 at a training accuracy of 76.17 %. Guessing has 2.303! Three in four classified
# >   correctly, and yet worse than guessing? If the right ones cost nothing, the 23.83 % wrong ones cost $2.394 / 0.2383 = 10.05$ each: the true class has a probability of
# >   $e^{-10.05}$, about 0.00004. The network is far too sure of its mistakes. A high enough temperature would have brought the loss down to 2.303 at least, with the
# >   same 76.17 %.

# %% [guard] name="reports-guard"
assert f"{2.394 / 0.2383:.2f}" == "10.05" and f"{np.exp(-10.05):.0e}" == "4e-05"

# %% [markdown] name="recap"
# ## Recap
#
# - One point of score is a factor of $e$ in probability. A constant added to a row of scores changes nothing, so we take off the row's largest.
# - $\exp$ overflows at 89 in float32 and at 710 in float64. Finite scores can give `nan`; the shift and the log-sum-exp cannot.
# - The cross-entropy is the mean of $-\log p_{i c_i}$: maximum likelihood. It is entropy plus divergence, and pulls probabilities towards the true shares.
# - $dS = (P - T)/n$, for any targets whose rows add up to 1. The $1/n$ is in here, and nowhere else.
# - An untrained network starts near $\ln K + \tfrac12 \bar v$: at $\ln 10$ only if all its scores are alike.
# - Temperature changes the loss and no decision. Label smoothing ends the pulling apart at $\log(1 + K(1-\varepsilon)/\varepsilon)$.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. Somebody's loss is never above 23.03, however bad the network is. What does the code do?
#
#    <details><summary>Answer</summary>
#
#    $23.03 = -\ln 10^{-10}$: it computes $-\log(p + 10^{-10})$, or clips $p$ there. The infinity is hidden, not avoided. And where $p$ is clipped, the gradient of
#    what the code computes is 0: the worst mistakes teach nothing.
#    </details>
# 2. You forget the $1/n$ in $dS$, and train with batches of 128. What do you see?
#
#    <details><summary>Answer</summary>
#
#    All gradients are 128 times too large, as with a learning rate 128 times too high. Most likely the loss explodes. A numeric check finds the factor at once.
#    </details>
# 3. Ten scores are all raised by 3, and then all multiplied by 3. Which of the two changes the probabilities?
#
#    <details><summary>Answer</summary>
#
#    Only the second. Adding cancels, by (2). To multiply by 3 is a temperature of $\tfrac13$: ratios are raised to the third power, so the largest
#    probability grows (unless all are the same).
#    </details>

# %% [markdown] name="quiz-more"
# 4. Why not take half the squared error of the probabilities, $\tfrac12 \sum_k (p_{ik} - t_{ik})^2$? (The first side path helps.)
#
#    <details><summary>Answer</summary>
#
#    By (9) its derivative with respect to $s_{ij}$ is $\sum_k (p_{ik} - t_{ik})\, \partial p_{ik} / \partial s_{ij}$, where every $\partial p_{ik} / \partial s_{ij}$ is a product of two probabilities, or
#    $p(1 - p)$. For a sure mistake, one $p$ near 1 and the others near 0, all of them nearly vanish: the worst mistakes get the smallest gradient. With the
#    cross-entropy the $1/p$ of the logarithm cancels that factor.
#    </details>
# 5. One linear layer and a softmax are trained from weights that are all 0. After any number of steps, each image's ten scores add up to 0. Why?
#
#    <details><summary>Answer</summary>
#
#    Rows of $dS$ add up to 0. So the ten columns of $dW = X^\top dS$ add up to a column of zeros, and the ten entries of $db$ to 0. The columns of $W$ and the entries of $b$
#    start at 0 and keep adding up to 0, and so do the scores.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [05 Backpropagation and the gradient check](05_backpropagation.ipynb) sends your $dS$ back through whole networks, and hunts planted bugs, some of them in the loss.
# - [06 Initialisation](06_initialisation.ipynb) explains the variance of 2 with which the loss started, and what 0.01 costs.
# - [09 Regularisation](09_regularisation.ipynb) compares label smoothing with other cures for learning by heart; [11 Evaluation](11_evaluation.ipynb) asks how far
#   probabilities can be trusted.
# - To go on at once: in `train_on_few`, find the number of epochs after which the best temperature is 1. What does the loss on new images do there?
