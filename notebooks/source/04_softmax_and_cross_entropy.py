# %% [markdown] name="title"
# # 04 Softmax and cross-entropy
#
# You turn ten scores into probabilities, probabilities into a loss, and the loss into the gradient that starts every
# backward pass, with each step derived, written by you, and kept finite.
#
# ## What you will be able to do
#
# - say why the softmax uses $\exp$, and prove that adding a constant to all scores changes nothing
# - say from which score on $\exp$ overflows in float32 and in float64, and write a softmax that never does
# - get from the likelihood to $-\log p$, and compute it by the log-sum-exp without ever taking the logarithm of 0
# - derive $dS = (P - T)/n$ entry by entry, in two ways
# - predict the loss of an untrained network, and say when it is not $\ln 10$
# - explain what temperature and label smoothing do to probabilities, loss and scores
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb); the derivatives of $e^x$ and $\ln x$, the quotient rule.
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 80
#
# $\log$ is the natural logarithm everywhere, as in NumPy; where a number is meant we write $\ln 10$.

# %% name="setup"
import numpy as np

from mlp import SGD, Trainer, build_mlp, evaluate, load_fashion_mnist, losses
from mlp.data import Part
from mlp.exercises import check, exercises, hint
from mlp.plots import GREY, PALETTE, new_figure, show_figure
from mlp.widgets import LogitExplorer

data = load_fashion_mnist()
few = Part(data.train.images[:2000], data.train.labels[:2000])


def yours_or_ours(name, yours):
    """Your answer if it passes its check, otherwise the course's own: the experiments below run either way."""
    return yours if getattr(check, name)(yours) else exercises()[name].solution


def train_on_few(loss):
    """A network 784-128-64-10, trained on 2,000 images only, with the given loss."""
    net = build_mlp([784, 128, 64, 10], seed=0)
    net.loss = loss
    Trainer(net, SGD(learning_rate=0.05, momentum=0.9), batch_size=128, seed=0, progress=False).fit(few, epochs=30)
    return net


# %% [markdown] name="why-exp-text"
# ## From scores to probabilities
#
# The last layer gives each image $K = 10$ *scores*, also called *logits*: $S$, of shape $(n, K)$. They are any
# numbers, negative ones too. We want probabilities $P$, of the same shape: positive, and each row adding up to 1. So
# take a function $g$ that is positive, and divide by the sum: $p_{ij} = g(s_{ij}) / \sum_k g(s_{ik})$. Which $g$?
#
# Ask for one more thing: a score says how much speaks *for* a class, so what counts should be **how far two scores
# lie apart**, not where they lie. The ratio of two probabilities is $g(s_{ij}) / g(s_{ik})$. Let it depend on the
# difference only. Then, for any numbers $r$ and $r'$, the pair $(r + r',\ r)$ has the same ratio as the pair $(r',\ 0)$:
#
# $$\frac{g(r + r')}{g(r)} = \frac{g(r')}{g(0)}
#   \quad\Longrightarrow\quad g(r + r')\; g(0) = g(r)\; g(r') .$$
#
# Adding scores multiplies the values of $g$. The only continuous positive functions that do so are $g(s) = g(0)\, e^{\beta s}$, and
# $g(0)$ cancels in $p_{ij}$. With $\beta = 1$ we have the **softmax**:
#
# $$p_{ij} = \frac{e^{s_{ij}}}{\sum_{k=1}^{K} e^{s_{ik}}} . \tag{1}$$
#
# ($\beta$ will come back, as one over a temperature.) And what we asked for holds: **adding a constant $r_i$ to all
# scores of row $i$ changes nothing**, because $e^{r_i}$ is a common factor:
#
# $$\frac{e^{s_{ij} + r_i}}{\sum_k e^{s_{ik} + r_i}}
#   = \frac{e^{r_i}\, e^{s_{ij}}}{e^{r_i} \sum_k e^{s_{ik}}} = p_{ij} . \tag{2}$$
#
# **Predict.** An image scores 2, 1 and 0. How many times as probable as the second class is the first? And if the scores
# were 1002, 1001 and 1000?

# %% name="why-exp"
s = np.array([2.0, 1.0, 0.0])
p = np.exp(s) / np.exp(s).sum()  # (1), for one image
print("probabilities:", p.round(3), " ratio of the first two:", (p[0] / p[1]).round(3))

with np.errstate(all="ignore"):
    high = np.exp(s + 1000) / np.exp(s + 1000).sum()
print("1000 added to each score:", high)
assert np.isclose(p[0] / p[1], np.e) and np.isnan(high).all()

# %% [markdown] name="overflow-text"
# The first class is $e^1 \approx 2.718$ times as probable as the second: one point of score is a factor of $e$ in
# probability. With 1000 added, (2) promises the same, and the computer says `nan`, *not a number*.
#
# ## Scores that are too large for exp
#
# The proof is right; floating-point numbers are not the real numbers. There is a largest one, and what lies above it becomes
# `inf`. There is a smallest positive one, and what lies below half of it becomes 0. Then `inf / inf` is `nan`, and one `nan`
# in a gradient turns every weight into `nan` in a single step.
#
# **Predict.** The largest float32 is about $3.4 \cdot 10^{38}$. At which whole number does $\exp$ overflow? (It helps
# that $\ln 10 \approx 2.303$.) And do real networks have such scores?

# %% name="overflow"
for dtype, numbers in {"float32": (88, 89, -103, -104), "float64": (709, 710, -745, -746)}.items():
    limit = np.finfo(dtype)
    with np.errstate(all="ignore"):
        shown = ", ".join(f"exp({x}) = {np.exp(np.array(x, dtype)):.1e}" for x in numbers)
    print(f"{dtype}: at most {limit.max:.1e}, whose logarithm is {np.log(limit.max):.1f}.  {shown}")

with np.errstate(all="ignore"):
    print("log(0) =", np.log(np.array(0.0)))
    logits = build_mlp([784, 128, 64, 10], seed=0).forward(data.to_pixels(data.train.images[:1000]))  # pixels 0 … 255
    naive = np.exp(logits) / np.exp(logits).sum(axis=1)[:, None]
lost = np.isnan(naive).any(axis=1).mean()
print(f"untrained network on raw pixels: nan for more than three images in four: {lost > 0.75}")
assert lost > 0.75 and np.isfinite(logits).all()

# %% [markdown] name="softmax-text"
# 89 is too much for float32, 710 for float64. And it happens: an untrained network with Kaiming weights, given pixels
# from 0 to 255, loses more than three images in four. Its scores are finite; only the softmax breaks.
#
# The cure is (2), read from right to left. We may add *any* constant to a row, so take off its largest score,
# $m_i = \max_j s_{ij}$:
#
# $$p_{ij} = \frac{e^{s_{ij} - m_i}}{\sum_k e^{s_{ik} - m_i}} .$$
#
# Now every exponent is 0 or below, so nothing overflows. One exponent *is* 0, so the sum is at least $e^0 = 1$, and nothing
# is divided by 0. Small terms may underflow to 0, and that does no harm: beside 1 they are nothing.
#
# ### Exercise 1: softmax
#
# **Predict** before you write: `logits.max(axis=1)` has the shape $(n,)$. What does NumPy do with `logits - logits.max(axis=1)` when
# $n \ne K$, and what when $n = K$?


# %% name="softmax" exercise="softmax"


# %% name="softmax-check" check="softmax"
check.softmax(softmax)
# hint("softmax")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="loss-text"
# For $n \ne K$ NumPy raises. For $n = K$ it takes image $j$'s maximum off *column* $j$, without a word: the
# $(n,)$ against $(n, 1)$ mistake from chapter 02, in its natural home. `keepdims=True` keeps the column.
#
# ## How wrong is a probability?
#
# Image $i$ has the true class $c_i$, and the network gave it the probability $p_{i c_i}$. The images are independent, so
# the network's probability for **all** the labels of the batch is the product $\prod_i p_{i c_i}$, the
# *likelihood*. A good network makes it large. A product of a thousand numbers below 1 underflows, a sum of logarithms does
# not; and the logarithm rises where its argument rises, so both are largest for the same weights. We want something to make
# *small*, hence the minus; and something that does not grow with the batch, hence the mean:
#
# $$L = -\frac{1}{n} \log \prod_{i=1}^{n} p_{i c_i}
#     = \frac1n \sum_{i=1}^{n} \ell_i , \qquad \ell_i = -\log p_{i c_i} . \tag{3}$$
#
# This is the **cross-entropy**. With one-hot targets $T$ ($t_{ij} = 1$ if $j = c_i$, else 0) the same is
# $\ell_i = -\sum_j t_{ij} \log p_{ij}$: $K$ terms, of which $K - 1$ are zero.
#
# **The log-sum-exp.** Computing $p$ first and its logarithm afterwards is asking for trouble: $p_{i c_i}$ may have underflowed to 0, and
# $\log 0 = -\infty$. Put (1) into (3) and let the logarithm undo the $\exp$:
#
# $$\ell_i = -\log \frac{e^{s_{i c_i}}}{\sum_k e^{s_{ik}}}
#         = \underbrace{\log \sum_k e^{s_{ik}}}_{\text{log-sum-exp}} -\; s_{i c_i} . \tag{4}$$
#
# The sum can still overflow. Write $e^{s_{ik}} = e^{m_i} e^{s_{ik} - m_i}$ and take $e^{m_i}$ out of the sum:
#
# $$\log \sum_k e^{s_{ik}} = m_i + \log \sum_k e^{s_{ik} - m_i} . \tag{5}$$
#
# The new sum has $K$ terms between 0 and 1, one of which is 1. So it lies between $1$ and $K$, its logarithm between $0$
# and $\ln K$, and the log-sum-exp between $m_i$ and $m_i + \ln K$: a softened maximum. No overflow, no logarithm of 0.
#
# **Predict.** What loss does a probability of 1, $\tfrac12$, $0.1$, $0.001$ give? And what is the loss of an image with the scores
# $0$ and $-200$ (float32), if the second class is the true one?

# %% name="loss"
for p in (1.0, 0.5, 0.1, 0.001):
    print(f"p = {p:<6} -log p = {abs(np.log(p)):.3f}")

wide, true = np.array([0, -200], "float32"), 1
with np.errstate(divide="ignore"):
    through_p = -np.log(losses.softmax(wide))[true]
from_scores = np.log(np.exp(wide).sum()) - wide[true]  # (4); the largest score is 0 already
print("through the probability:", through_p, "  from the scores:", from_scores)
assert np.isinf(through_p) and from_scores == 200

# %% [markdown] name="cross-entropy-text"
# 0, 0.693, 2.303, 6.908: each factor of 10 in probability costs $\ln 10 \approx 2.303$. And the true loss of the wide row is
# 200, a perfectly ordinary number. Only the way through the probability makes it infinite.
#
# ### Exercise 2: cross-entropy
#
# Write (4) and (5) for a whole batch. To pick one entry per row, give NumPy two lists of the same length:
# `a[[0, 1, 2], [7, 2, 7]]` is the array of `a[0, 7]`, `a[1, 2]` and `a[2, 7]`.
#
# **Predict:** what shape has `a[:, labels]`, and what stands in it?


# %% name="cross-entropy" exercise="cross_entropy"


# %% name="cross-entropy-check" check="cross_entropy"
check.cross_entropy(cross_entropy)
# hint("cross_entropy")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="start-text"
# `a[:, labels]` is $(n, n)$: for every row, the columns of *all* the labels.
#
# ## Where the loss starts
#
# A network that knows nothing should give each class $1/10$, and a loss of $\ln 10 \approx 2.303$. It is the first number to look at in
# any training. Is it really what an untrained network has?
#
# Let $\bar s_i$ be the mean of row $i$'s scores, $u_{ij} = s_{ij} - \bar s_i$ what is left, and $v_i = \frac1K \sum_j u_{ij}^2$
# the row's variance. Take $\bar s_i$ out of the log-sum-exp, as $m_i$ in (5), and $K$ out of the sum:
#
# $$\log \sum_k e^{s_{ik}} = \bar s_i + \ln K + \log\Big(\frac1K \sum_k e^{u_{ik}}\Big)
#   \approx \bar s_i + \ln K + \tfrac12 v_i .$$
#
# The last step uses $e^u \approx 1 + u + \tfrac12 u^2$ for small $u$. The mean of the $u_{ik}$ is 0, the mean of their squares is $v_i$, and
# $\log(1 + \tfrac12 v_i) \approx \tfrac12 v_i$. Now subtract $s_{i c_i}$, by (4). The untrained network has not seen a label, so
# the true class's score is as good as any other, and on average $\bar s_i$. What remains is
#
# $$L \;\approx\; \ln K + \tfrac12 \bar v , \qquad \bar v = \frac1n \sum_i v_i . \tag{6}$$
#
# **Predict.** Kaiming weights have the variance $2/d_\text{in}$. The 2 makes up for the half that a ReLU throws
# away. Behind the last layer there is no ReLU. So how large is $\bar v$ about, and where does the loss start? And
# with report 000's weights of standard deviation 0.01?

# %% name="start"
images, labels = data.validation.images[:1000], data.validation.labels[:1000]


def before_training(initializer, seed):
    """The mean variance of an image's scores, and the loss, of an untrained network."""
    logits = build_mlp([784, 128, 64, 10], initializer=initializer, seed=seed).forward(images).astype("float64")
    return logits.var(axis=1).mean(), losses.SoftmaxCrossEntropy().forward(logits, labels)


found = {name: np.array([before_training(name, seed) for seed in range(10)]) for name in (0.01, "xavier", "kaiming")}
figure, axes = new_figure(width=7, height=3.8)
for (name, rows), marker in zip(found.items(), "o^s"):
    axes.plot(*rows.T, marker, linestyle="none", markersize=7, label=f"{name}, ten seeds")
axes.plot([0, 2.8], np.log(10) + np.array([0, 1.4]), color=GREY, linestyle="--", label="equation (6)")
axes.set(xlabel="variance of an image's ten scores, mean over 1,000 images", ylabel="loss before training")
axes.set_title("The more the scores spread, the further above ln 10 the loss starts")
axes.legend()
variance, loss = found["kaiming"].mean(axis=0)
show_figure(
    figure,
    alt="Thirty points near a rising dashed line: weights of 0.01 at its foot, Xavier in the middle, Kaiming at the top.",
    words="Loss before training: "
    + ", ".join(f"{name} {rows[:, 1].min():.2f} to {rows[:, 1].max():.2f}" for name, rows in found.items())
    + f". Kaiming has a mean loss of {loss:.2f}, at a mean variance of {variance:.2f}.",
)

# %% [markdown] name="gradient-text"
# With Kaiming weights and no ReLU to halve it, the scores have a variance of about 2, so (6) says $\ln 10 + 1 \approx 3.30$. The ten seeds start between
# 2.63 and 3.86, with a mean of 3.26. The single seeds scatter because the images of a class get similar scores, so that
# luck with a few classes counts for many images. With 0.01 all scores are nearly 0, and the loss is $\ln 10$ to three digits. That is no
# merit: chapter 06 shows what such small weights cost. What to remember: **far above $\ln K + 1$ at the start means that inputs or weights
# are too large.**
#
# ## From loss to gradient
#
# Backpropagation starts here: we want $dS$, of $S$'s shape, $dS_{ij} = \partial L / \partial s_{ij}$. First, row $i$ of
# $S$ acts on $L = \frac1n \sum_i \ell_i$ only through its own $\ell_i$, so
#
# $$dS_{ij} = \frac1n\, \frac{\partial \ell_i}{\partial s_{ij}} , \qquad
#   \ell_i = \log \sum_k e^{s_{ik}} - s_{i c_i} .$$
#
# **The log-sum-exp** first. With $q_i = \sum_k e^{s_{ik}}$ the chain rule says $\partial \log q_i / \partial s_{ij} = \frac{1}{q_i}\, \partial q_i / \partial s_{ij}$, and
# of the sum $q_i$ only the term $k = j$ contains $s_{ij}$:
#
# $$\frac{\partial}{\partial s_{ij}} \log \sum_k e^{s_{ik}} = \frac{1}{q_i}\, e^{s_{ij}} = p_{ij} . \tag{7}$$
#
# The slope of the softened maximum is the softmax. **The score** next: $\partial s_{i c_i} / \partial s_{ij}$ is 1 if
# $j = c_i$ and 0 otherwise, which is what $t_{ij}$ stands for. Together, $\partial \ell_i / \partial s_{ij} = p_{ij} - t_{ij}$, and
#
# $$dS_{ij} = \frac1n\, (p_{ij} - t_{ij}) \quad\Longrightarrow\quad dS = \frac1n\, (P - T) . \tag{8}$$
#
# **The same with the quotient rule**, through the probabilities. Derive $p_{ik} = e^{s_{ik}} / q_i$ by $s_{ij}$. The denominator's derivative is
# always $e^{s_{ij}}$; the numerator's is $e^{s_{ik}}$ if $k = j$, and 0 if not:
#
# $$k = j:\;\; \frac{e^{s_{ij}} q_i - e^{s_{ij}} e^{s_{ij}}}{q_i^2} = p_{ij} (1 - p_{ij}) , \qquad
#   k \ne j:\;\; \frac{0 \cdot q_i - e^{s_{ik}} e^{s_{ij}}}{q_i^2} = -p_{ik}\, p_{ij} . \tag{9}$$
#
# In one line, $\partial p_{ik} / \partial s_{ij} = p_{ik} (t - p_{ij})$ with $t = 1$ if $k = j$, else 0. The loss $\ell_i = -\log p_{i c_i}$ depends on $p_{i c_i}$ alone, so the chain rule
# has one term, $k = c_i$, and there $t$ is $t_{ij}$:
#
# $$\frac{\partial \ell_i}{\partial s_{ij}} = -\frac{1}{p_{i c_i}} \cdot p_{i c_i}\, (t_{ij} - p_{ij}) = p_{ij} - t_{ij} .$$
#
# The probability cancels **on paper**. A program that first computes $-1/p$ and then multiplies by $p$ divides by 0 whenever
# $p$ has underflowed. That is why softmax and cross-entropy are one step in every serious library.
#
# ### Exercise 3: backward
#
# **Predict:** to what does each row of $dS$ add up? Between which two numbers does each entry lie?


# %% name="backward" exercise="softmax_cross_entropy_backward"


# %% name="backward-check" check="softmax_cross_entropy_backward"
check.softmax_cross_entropy_backward(softmax_cross_entropy_backward)
# hint("softmax_cross_entropy_backward")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="report-text"
# Each row adds up to 0, because $P$'s row adds up to 1 and $T$'s does too. Each entry lies between $-1/n$ and $1/n$: an image
# pulls on its scores with at most the force $1/n$, however wrong it is. Only the true class's entry is negative, $-(1 - p_{i c_i})/n$: a
# step down the gradient lifts this score and lowers all others, the more so the more probability they have wrongly got.
#
# ### A printed line, put to the test
#
# Report 000 prints its backward pass (section 3.3). The cell below holds it, with the row index as an argument: the report writes
# `dx[np.arange(x), y] -= 1`, with `x` the scores. Three repairs suggest themselves: count the classes, take all rows, count the images.
#
# **Predict** for each of the four: does it run? Is it right? And which batch size would hide a mistake?


# %% name="report"
def report_000(x, y, rows=np.arange):
    dx = np.copy(losses.softmax(x))  # the report's probs
    dx[rows(x), y] -= 1
    return dx / len(x)


def verdict(rows, n):
    x, y = np.random.default_rng(4).standard_normal((n, 10)), np.arange(n) % 7
    numeric = exercises()["numeric_gradient"].solution(lambda s: losses.SoftmaxCrossEntropy().forward(s, y), x)
    try:
        return "right" if np.allclose(report_000(x, y, rows), numeric, atol=1e-8) else "runs, but is wrong"
    except (TypeError, ValueError, IndexError):
        return "does not run"


for name, rows in {
    "np.arange(x), as printed": np.arange,
    "np.arange(C)": lambda x: np.arange(x.shape[1]),
    ":": lambda x: slice(None),
    "np.arange(N)": lambda x: np.arange(len(x)),
}.items():
    print(f"{name:25} 6 images: {verdict(rows, 6):20} 10 images: {verdict(rows, 10)}")
# check.softmax_cross_entropy_backward(report_000)  # remove the first "#": the check names the cause

# %% [markdown] name="live-text"
# As printed, the line cannot run: `np.arange` wants a number and gets a matrix. So the report's program must have been another one
# than the report. Of the repairs, only the last is right. `np.arange(C)` is the treacherous one: with ten classes and **ten images** it
# passes. Check gradients on a batch whose size is no other size of the problem. And `:` is found without any
# derivative: its rows do not add up to 0.
#
# ## Live: ten scores of a real image
#
# A softmax regression, trained on 2,000 images, has looked at four new ones. Its scores are on the sliders: move them, and see probabilities, loss
# and gradient follow. (Report 003 shows ReLU and softmax in its Figure 2.) The grey band marks the true class.
# <kbd>Tab</kbd> goes from control to control, the arrow keys move a
# slider; **Reset** brings the image's scores back. Try, and predict each time:
#
# 1. *Right by a hair*: raise Shirt by 1. By which factor does the ratio of Shirt's probability to Coat's grow? What about Coat's to Pullover's?
# 2. *Sure and wrong*: how large is the loss, and how large is the gradient? Lower Bag's score until the loss is under $\ln 10$.
# 3. Turn the temperature from 1 up to 5, on *Sure and wrong* and then on *Sure and right*. Which loss falls, which rises? Does the
#    net's choice ever change?

# %% name="live"
LogitExplorer(data)

# %% [markdown] name="temperature-text"
# Shirt against Coat grows by $e \approx 2.718$; Coat against Pullover stays: the softmax keeps the ratios of those you do not
# touch. The gradient of the sure mistake is close to its largest, 1 in size, and does not grow with the loss any more. And a
# higher temperature helps the sure mistake, whose loss falls, and costs the sure hit.
#
# ## Temperature
#
# Divide all scores by a number $\tau > 0$, the *temperature*, before the softmax: $p_{ij} = e^{s_{ij}/\tau} / \sum_k e^{s_{ik}/\tau}$. That is the $\beta = 1/\tau$ from
# the beginning. Since $s_{ij}/\tau$ is in the same order as $s_{ij}$, **the largest stays the largest: no decision changes**. But the ratio of two
# probabilities becomes $e^{(s_{ij} - s_{ik})/\tau}$. For $\tau \to \infty$ it goes to 1, all classes alike; for $\tau \to 0$ the largest score takes all.
# By the chain rule the gradient by $S$ gets a factor: $dS = (P - T) / (n \tau)$.
#
# Now train a network **with your own loss**: 784-128-64-10, on 2,000 images only, so often that it knows them by heart. If your
# functions of exercises 2 and 3 passed, they do the work.
#
# **Predict.** On images that it has not seen, it is right for about 82 %. Will its loss there be lower with a temperature below 1, of 1, or
# above 1? By a few per cent, or more?


# %% name="temperature"
class OwnLoss:  # what a network takes as its `loss`, from a function that gives loss and gradient
    def __init__(self, function):
        self.function = function

    def forward(self, logits, labels):
        loss, self.d_logits = self.function(logits, labels)
        return float(loss)

    def backward(self):
        return self.d_logits


loss_of = yours_or_ours("cross_entropy", cross_entropy)
gradient_of = yours_or_ours("softmax_cross_entropy_backward", softmax_cross_entropy_backward)
by_heart = train_on_few(OwnLoss(lambda logits, labels: (loss_of(logits, labels), gradient_of(logits, labels))))

logits, labels = by_heart.forward(data.validation.images).astype("float64"), data.validation.labels
curve = {tau: loss_of(logits / tau, labels) for tau in (0.5, 1, 2, 3, 5, 10)}
changed = sum(np.any((logits / tau).argmax(axis=1) != logits.argmax(axis=1)) for tau in curve)
known, new = (evaluate(by_heart, part).accuracy for part in (few, data.validation))
print(f"right on all 2,000 training images: {known == 1};  on new ones, 81 to 84 %: {0.81 < new < 0.84}")
print(
    f"loss at temperature 1 above 0.9: {curve[1] > 0.9};  at 3 under 0.6: {curve[3] < 0.6};  choices changed: {changed}"
)
assert known == 1 and 0.81 < new < 0.84 and curve[1] > 0.9 and curve[3] < 0.6 and changed == 0

# %% [markdown] name="smoothing-text"
# A temperature of 3 takes the loss on new images from above 0.9 to under 0.6, and not one decision changes. So more than a third of that
# loss was not ignorance, but **overconfidence**. Where did it come from? On the training images every decision is right, and yet $P - T$ is never
# quite 0. Look at (8): the gradient vanishes only at $p_{i c_i} = 1$, which no finite score reaches. So training
# keeps pulling the scores apart, long after there is nothing left to learn.
#
# ## Label smoothing
#
# The cure at the source: do not ask for certainty. Take a small $\varepsilon$ off the true class and spread it evenly over all $K$:
#
# $$t_{ij} = (1 - \varepsilon)\,[j = c_i] + \frac{\varepsilon}{K} , \qquad
#   \ell_i = -\sum_{j} t_{ij} \log p_{ij} . \tag{10}$$
#
# ($[j = c_i]$ is 1 if $j = c_i$, else 0.) Every row of $T$ still adds up to 1, and that is all we need. By (4), $-\log p_{ij} = \log \sum_k e^{s_{ik}} - s_{ij}$, so
#
# $$\ell_i = \Big(\sum_j t_{ij}\Big) \log \sum_k e^{s_{ik}} - \sum_j t_{ij}\, s_{ij}
#         = \log \sum_k e^{s_{ik}} - \sum_j t_{ij}\, s_{ij}
#   \quad\Longrightarrow\quad dS = \frac1n\, (P - T) . \tag{11}$$
#
# (7) gives the first term's derivative $p_{ij}$, and the second term's is $t_{ij}$: the very formula (8), for any targets whose rows add
# up to 1.
#
# **A bound on the scores.** Now the gradient is 0 where $P = T$, and that is within reach. There, for every wrong class $j$,
#
# $$s_{i c_i} - s_{ij} = \log \frac{p_{i c_i}}{p_{ij}} = \log \frac{1 - \varepsilon + \varepsilon / K}{\varepsilon / K}
#   = \log\Big(1 + \frac{K (1 - \varepsilon)}{\varepsilon}\Big) . \tag{12}$$
#
# For $\varepsilon = 0.1$ and $K = 10$ that is $\ln 91 \approx 4.51$. Pulling further apart costs. The price: the loss cannot get to 0 any more. At $P = T$ it is
# $-\sum_j t_{ij} \log t_{ij}$, here $-(0.91 \ln 0.91 + 9 \cdot 0.01 \ln 0.01) \approx 0.500$.
#
# ### Exercise 4: loss and gradient with smoothed targets
#
# **Predict:** with $\varepsilon = 0.1$ and ten classes, what is the true class's target, and what are the others'? And a network that
# says $p = 1$ for the true class: what is its loss?


# %% name="smoothing" exercise="smoothed_cross_entropy"


# %% name="smoothing-check" check="smoothed_cross_entropy"
check.smoothed_cross_entropy(smoothed_cross_entropy)
# hint("smoothed_cross_entropy")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="bound-text"
# The true class's target is $0.9 + 0.01 = 0.91$, each other's $0.01$. And $p = 1$ for one class means $p = 0$ for the others, whose
# logarithm is $-\infty$: against smoothed targets, certainty costs without bound.
#
# **Predict.** The same 2,000 images, 30 passes, once with one-hot and once with smoothed targets (with your function, if it
# passed). How far will the true class's score lie above the mean of the nine others, without smoothing? And with it?


# %% name="bound" tags=["trained"]
smoothed_of = yours_or_ours("smoothed_cross_entropy", smoothed_cross_entropy)
smooth = train_on_few(OwnLoss(lambda logits, labels: smoothed_of(logits, labels, 0.1)))

own_minus_mean = np.where(np.eye(10)[few.labels] == 1, 1, -1 / 9)  # (2000, 10): 1 for the true class, -1/9 for others
temperatures = np.geomspace(0.3, 10, 40)
figure, ((left, right),) = new_figure(columns=2, width=9, height=3.6)
medians, best = [], []
for net, name, style in ((by_heart, "one-hot targets", "-"), (smooth, "smoothed, ε = 0.1", "--")):
    distance = (own_minus_mean * net.forward(few.images)).sum(axis=1)
    left.hist(distance, np.arange(0, 45, 0.5), histtype="step", linewidth=2, linestyle=style, label=name)
    logits = net.forward(data.validation.images)
    curve = [losses.SoftmaxCrossEntropy().forward(logits / tau, data.validation.labels) for tau in temperatures]
    right.semilogx(temperatures, curve, linestyle=style)
    medians, best = [*medians, np.median(distance)], [*best, temperatures[np.argmin(curve)]]
left.axvline(np.log(91), color=GREY, linestyle=":", label="ln 91, equation (12)")
left.set(title="Smoothing stops the scores at ln 91", xlabel="true score minus mean of others", ylabel="images")
right.set(title="and needs no temperature above 1", xlabel="temperature", ylabel="loss on new images")
right.set_xticks([0.3, 1, 3, 10], ["0.3", "1", "3", "10"])
right.minorticks_off()
left.legend()
words = (
    f"Median distance above 15: {medians[0] > 15}, smoothed within 0.2 of ln 91: {abs(medians[1] - np.log(91)) < 0.2}. "
)
words += f"Best temperature above 2.5: {best[0] > 2.5}, smoothed from 0.7 to 1: {0.7 < best[1] < 1}."
show_figure(figure, "Left, a broad hill and a narrow peak at 4.5. Right, two valleys, at 3 and at 0.8.", words)

# %% [markdown] name="ending"
# Without smoothing the scores lie more than 15 apart, and nothing would stop them. With it they end near 4.51, as (12) says. On the
# right, at temperature 1, the smoothed curve is the lower one. Its best temperature is a little *below* 1: targets of 0.91 have
# made this network a little too modest. Whether smoothing helps accuracy, chapter 09 will measure.
#
# ## What the reports found
#
# > - **Report 000** has the right loss (3.3.3) and the right gradient (3.3.5), with its $1/N$, and it shifts the scores against overflow. Three slips
# >   are in print. Its softmax (3.3.2) sums $e^{x_j}$ over $i$, where $i$ is already the class that is asked for; it must be $\sum_j$. Its "simplified" loss
# >   (3.3.4), $-\frac1N \sum_i t_i \log(f(s)_i)$, has lost the class: right is (3) here, and so is the report's own line of code,
# >   `log_probs[np.arange(N), y]`. And `dx[np.arange(x), y] -= 1` cannot run, as you saw; it needs `np.arange(N)`.
# > - **Report 003** has the same slip in its softmax (equation 3, $\sum_i$ over the $i$ of the numerator). Its gradient (5), $\text{Softmax}(x) - y$,
# >   and its cross-entropy (6) are right, for one image: with a mean over a batch comes a $1/n$.
# > - **Report 004** writes $H_{y'}(y) = -\sum_i y'_i \log(y_i)$ and explains $y'$ as "the predicted output" and $y$ as "the actual data output". That takes the
# >   logarithm of the *labels*, nine of which are 0. It must be the other way round. Its log of training is worth a look too: after
# >   190 iterations it prints a loss of 2.394 at a training accuracy of 76.17 %. Guessing has $\ln 10 \approx 2.303$! Right for three in four, and yet
# >   worse than guessing: if the right ones cost nothing, the 23.83 % wrong ones cost $2.394 / 0.2383 \approx 10.05$ each, which is a probability of $e^{-10}$, or
# >   0.00004, for the true class. Such a net is far too sure of its mistakes. A high enough temperature would have brought the loss down to 2.303 at least,
# >   with the same 76.17 %.
#
# ## Recap
#
# - Only $\exp$ turns differences of scores into ratios of probabilities. So a constant added to a row changes nothing, and we take off the row's largest score.
# - $\exp$ overflows at 89 in float32 and at 710 in float64. Finite scores can give `nan`; the shift and the log-sum-exp cannot.
# - The cross-entropy is the mean of $-\log p_{i c_i}$, computed as log-sum-exp minus the true class's score.
# - $dS = (P - T)/n$, for any targets whose rows add up to 1. Rows of $dS$ add up to 0. The $1/n$ is in here, and nowhere else.
# - An untrained network starts at $\ln K + \tfrac12 \bar v$: at $\ln 10$ only if all its scores are the same.
# - Temperature changes the loss and no decision. Label smoothing ends the pulling apart at $\log(1 + K(1-\varepsilon)/\varepsilon)$.
#
# ## Quiz
#
# 1. Somebody's loss is never above 23.03, however bad the network. What does the code do?
#
#    <details><summary>Answer</summary>
#
#    $23.03 \approx -\ln 10^{-10}$: it computes $-\log(p + 10^{-10})$, or clips $p$ there. The loss is capped, and the infinity is hidden in place of avoided. If
#    the gradient is derived from what the code computes, it is 0 for the clipped images, and nearly 0 with the sum: the worst mistakes teach nothing.
#    </details>
# 2. You forget the $1/n$ in $dS$, and train with batches of 128. What do you see?
#
#    <details><summary>Answer</summary>
#
#    All gradients are 128 times too large, as with a learning rate 128 times too high. Most likely the loss explodes. With a tiny learning rate it seems to
#    work, until somebody changes the batch size. A numeric check finds the factor at once.
#    </details>
# 3. Ten scores are all raised by 3, and then all multiplied by 3. Which of the two changes the probabilities?
#
#    <details><summary>Answer</summary>
#
#    Only the second. Adding cancels, by (2). Multiplying by 3 is a temperature of $\tfrac13$: the ratios are raised to the third power, so the largest
#    probability grows (unless all are the same).
#    </details>
# 4. Why not take half the squared error of the probabilities, $\tfrac12 \sum_k (p_{ik} - t_{ik})^2$?
#
#    <details><summary>Answer</summary>
#
#    By (9) its derivative by $s_{ij}$ is $\sum_k (p_{ik} - t_{ik})\, \partial p_{ik} / \partial s_{ij}$, and every $\partial p_{ik} / \partial s_{ij}$ is a product of two probabilities, or
#    $p(1 - p)$. For a sure mistake, one $p$ near 1 and the others near 0, all of them nearly vanish: the worst mistakes get the smallest gradient. With the cross-entropy
#    the $1/p$ of the logarithm cancels that factor.
#    </details>
# 5. A softmax regression starts with all weights 0. After any number of steps, each image's ten scores add up to 0. Why?
#
#    <details><summary>Answer</summary>
#
#    Rows of $dS$ add up to 0, so the columns of $dW = X^\top dS$ do too, added up: $dW$ times a column of ones is $X^\top (dS\, \mathbf 1) = 0$. The same holds for $db$. So the
#    ten columns of $W$ and the ten entries of $b$ keep adding up to 0, and so do the scores.
#    </details>
# 6. In the widget's *Sure and right*, the loss is 0.0000. Is the gradient exactly 0?
#
#    <details><summary>Answer</summary>
#
#    No: $p$ is below 1 for every finite score, if only in the sixth digit. In floating point it can round to 1; then the gradient of the true class is exactly 0,
#    and training has nothing more to do there.
#    </details>
#
# ## Where to go next
#
# - [05 Backpropagation and the gradient check](05_backpropagation.ipynb) sends your $dS$ back through whole networks, and hunts planted bugs, some of them in the loss.
# - [06 Initialisation](06_initialisation.ipynb) explains the variance of 2 with which the loss started, and what 0.01 costs.
# - [09 Regularisation](09_regularisation.ipynb) compares label smoothing with other cures for learning by heart; [11 Evaluation](11_evaluation.ipynb) asks how far probabilities can be trusted.
# - To go on at once: in the training cell, find the number of passes after which the best temperature is 1. What does the validation loss do there?
