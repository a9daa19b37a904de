# %% [markdown] name="title"
# # 03 Activations
#
# You put something that is not linear between two linear layers, derive its backward pass four times, and see what it
# lets through.
#
# ## What you will be able to do
#
# - say why linear layers in a row are one linear layer, and measure what an activation between them changes
# - derive and write ReLU, leaky ReLU, tanh and sigmoid, forward and backward
# - find a wrong formula with a numeric check, at the right points
# - recognise dead and saturated units, in one number, in a layer, in a deep network
# - say which activation to take, and how to compare two without fooling yourself
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb); the derivatives of $e^x$ and of a quotient.
# - Symbols: [the table of symbols](symbols.md); words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 95 with the side paths

# %% name="setup"
import numpy as np

from mlp import SGD, Network, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.evaluation.comparisons import compare_paired
from mlp.exercises import check, hint, yours_or_ours
from mlp.gradient_check import check_layer
from mlp.layers import Layer, Linear, ReLU
from mlp.plots.activations import draw_gradient_by_layer, draw_six, draw_trainings
from mlp.widgets import ActivationExplorer, HingeSum, SaturationExplorer

data = load_fashion_mnist()

# %% [markdown] name="linear-text"
# ## Two linear layers are one
#
# [Chapter 02](02_the_linear_layer.ipynb) ended with ten dot products, and with the wish for more layers. So take two linear
# layers, the output of the first as the input of the second, and multiply out:
#
# $$(X W_1 + b_1)\, W_2 + b_2 \;=\; X \underbrace{(W_1 W_2)}_{W} \;+\; \underbrace{(b_1 W_2 + b_2)}_{b} . \tag{1}$$
#
# With $W_1$ of shape $(784, 128)$ and $W_2$ of shape $(128, 10)$, the product $W_1 W_2$ has the shape $(784, 10)$: one
# linear layer, with the same outputs for every $X$. Apply (1) again, and a third layer disappears too.
#
# The next cell trains 784-128-64-10 **without** any activation for one epoch, and then folds the three layers into one.
#
# **Predict.** How many parameters do the three layers have, and how many has the one? For how many of the 5,000 validation
# images will the two give another class?


# %% name="train-linear"
def train(layers, learning_rate, seed=0):
    """A network of these layers after one epoch, and its validation accuracy."""
    net = Network(layers, initializer="xavier", seed=seed)
    trainer = Trainer(net, SGD(learning_rate), seed=seed, progress=False)
    history = trainer.fit(data.train, data.validation, epochs=1)
    return net, history.validation_accuracy[-1]


layers = [Linear(784, 128), Linear(128, 64), Linear(64, 10)]
linear_net, linear_accuracy = train(layers, learning_rate=0.01)

# %% name="fold"
first, second, third = linear_net.copy("float64").layers
W = first.weight @ second.weight @ third.weight  # (784, 10)
b = (first.bias @ second.weight + second.bias) @ third.weight + third.bias

X = data.validation.images.astype("float64")
three, one = linear_net.copy("float64").forward(X), X @ W + b
another = np.sum(three.argmax(axis=1) != one.argmax(axis=1))
print(f"{linear_net.parameters.size:,} parameters in three, {W.size + b.size:,} in one")
print(f"{another} of 5,000 images get another class")

# %% [guard] name="fold-guard"
assert another == 0 and np.abs(three - one).max() < 1e-10 and 0.79 < linear_accuracy < 0.84

# %% [markdown] name="hinges-text"
# Fourteen times the parameters, and not a single answer is different. Depth alone buys nothing: three linear layers can say
# exactly what one can say.
#
# ## Three hinges
#
# So put something between them that is *not* linear. The simplest is a **hinge**: 0 up to some place $c$, and from there a
# straight line, $\max(x - c, 0)$. A network from one number to one number with three such units in the middle is a sum of
# three hinges:
#
# $$y = v_1 \max(x - c_1, 0) + v_2 \max(x - c_2, 0) + v_3 \max(x - c_3, 0) .$$
#
# **Predict, then try:**
#
# 1. As it starts: bends at $-2$, $0$ and $1$, weights $1$, $-2$ and $2$. What are the four slopes of the sum, from left to right?
# 2. Make a hat: 0 on the left, up to a peak, down, and 0 again on the right. Which three weights do it?
# 3. Choose *identity (none)*: the same network without an activation. Which slopes can you make now? Can it bend?

# %% name="hinges"
HingeSum()

# %% [guard] name="hinges-guard"
panel = HingeSum()
assert panel.words.endswith("the slopes 0, 1, -1, 1.")
panel.weights[2].value = 1
assert panel.words.endswith("the slopes 0, 1, -1, 0.")
panel.activation.value = "identity (none)"
assert "one straight line of slope 0," in panel.words

# %% [markdown] name="gain-text"
# 1. $0$, $1$, $-1$, $1$: behind each bend the weight of its unit is added to the slope.
# 2. $1$, $-2$, $1$. Enough hats of all widths and heights come as close as you like to any curve without jumps.
# 3. With the identity every choice is one straight line, of slope $v_1 + v_2 + v_3$: (1) again.
#
# ## What does an activation change?
#
# Now the real network, 784-128-64-10, once as it was, and once with a ReLU, $\max(x, 0)$, behind each of the first two
# layers. One epoch, three seeds, the same start (Xavier) and the same order of images in both; only the ReLU differs. Two
# learning rates, 0.01 and 0.1.
#
# **Predict.** By how many points is the network with ReLUs ahead at 0.01, and at 0.1?


# %% name="gain"
def both(learning_rate, seed):
    """Accuracy without and with ReLUs, in percent."""
    plain = [Linear(784, 128), Linear(128, 64), Linear(64, 10)]
    bent = [Linear(784, 128), ReLU(), Linear(128, 64), ReLU(), Linear(64, 10)]
    return [100 * train(layers, learning_rate, seed)[1] for layers in (plain, bent)]


gains = {}
for rate in (0.01, 0.1):
    gains[rate] = np.array([both(rate, seed) for seed in range(3)])
    for seed, (plain, bent) in enumerate(gains[rate]):
        print(f"rate {rate}, seed {seed}: linear ≈ {plain:.1f} %, ReLU ≈ {bent:.1f} %")

# %% name="gain-compared"
for rate, (plain, bent) in ((rate, pairs.T) for rate, pairs in gains.items()):
    result = compare_paired(bent, plain)
    print(f"rate {rate}: ReLU ahead by ≈ {result.difference:.1f} points", end="")
    print(f" (95 % interval ≈ {result.low:.1f} to ≈ {result.high:.1f}, 3 pairs)")

# %% [guard] name="gain-guard"
assert np.all((0.78 < gains[0.01] / 100) & (gains[0.01] / 100 < 0.84))
difference = gains[0.1][:, 1] - gains[0.1][:, 0]
assert 1 < difference.mean() < 4 and difference.min() > 0.3
assert abs((gains[0.01][:, 1] - gains[0.01][:, 0]).mean()) < 1.5

# %% [markdown] name="gain-answer"
# At 0.01 nothing: one short epoch does not get far enough to need a bend. At 0.1 the network with ReLUs is ahead by two
# points or so, with every seed, and the difference keeps growing: after ten epochs (chapter 00) it reaches 88 to 89 %, where
# the linear one stays below 86 %. Did you expect a jump? An activation does not make a network good, it lets it *become* so.
#
# (Three pairs give a wide interval. What an interval says, and when a difference counts, is the subject of chapter 09.)

# %% [markdown] name="elementwise-text"
# ## One number in, one number out
#
# An **activation** $f$ takes each number by itself:
#
# $$Y = f(X), \qquad y_{ij} = f(x_{ij}), \qquad X, Y \text{ both } (n, \text{units}) . \tag{2}$$
#
# Here $X$ is what *this* layer gets: the output of the linear layer in front of it. Backward gets $dY$, the gradient of $L$
# with respect to $Y$, and wants $dX$. By the chain rule of chapter 02, a number $x_{mp}$ acts on the loss through every
# output that it has a part in, and here that is a single one, $y_{mp}$:
#
# $$dX_{mp} = dY_{mp}\, f'(x_{mp}) \quad\Longrightarrow\quad dX = dY \odot f'(X) . \tag{3}$$
#
# $\odot$ multiplies entry by entry, in NumPy `*`.

# %% [markdown] name="gate-text"
# So an activation is a gate: the gradient that comes from behind is
# multiplied by the **slope** of $f$ at the point where the forward pass has been. Where the slope is 0 or nearly so, the
# activation is *saturated*. The four that you will write:
#
# | | $f(x)$ | largest slope | saturated |
# |---|---|---|---|
# | ReLU | $\max(x, 0)$ | $1$ | for all $x \le 0$ |
# | leaky ReLU | $x$ if $x > 0$, else $\alpha x$ | $1$ | nowhere |
# | tanh | $(e^x - e^{-x}) / (e^x + e^{-x})$ | $1$ | far out on both sides |
# | sigmoid | $1 / (1 + e^{-x})$ | $1/4$ | far out on both sides |

# %% [markdown] name="activation-live-text"
# [Report 003](../data/reports/texts/003.txt) draws the ReLU (Figure 2), [report 004](../data/reports/texts/004.txt) its
# activations (section 2.2). Here they move.
#
# **Predict, then try** (<kbd>Tab</kbd> goes to the next control, the arrow keys move a slider):
#
# 1. ReLU at $x = 1.5$. Set $dY$ to $-1$: what passes on? Then move $x$ to $-1.5$. Which of the two signs decided?
# 2. tanh: move $x$ out until the line says "saturated" (slope under 5 % of its largest). At which $x$? And the sigmoid?
# 3. sigmoid: which $x$ lets most of the gradient pass, and how much is that at best?

# %% name="activation-live"
ActivationExplorer()


# %% [guard] name="activation-live-guard"
def first_saturated(name):
    explorer = ActivationExplorer(name)
    for x in np.arange(0, 5.01, 0.25):
        explorer.x.value = x
        if "saturated" in explorer.words:
            return x


assert (first_saturated("tanh"), first_saturated("sigmoid")) == (2.25, 4.5)

# %% [markdown] name="relu-text"
# 1. $-1$ passes at $x = 1.5$, nothing at $-1.5$. The sign of $x$ decides; $dY$ only passes or does not.
# 2. tanh from $x = 2.25$ on (steps of 0.25), the sigmoid from 4.5 on: twice as far.
# 3. At $x = 0$ it lets a quarter pass. Remember that for later.

# %% [markdown] name="relu-formula-text"
# ## ReLU
#
# The *rectified linear unit* is $f(x) = \max(x, 0)$. For $x > 0$ it has slope $1$; for $x < 0$ slope $0$. At $x = 0$ the slope
# is $0$ from the left and $1$ from the right: there **is** no derivative. One has to choose, and everybody chooses $0$. With
# $[X > 0]$ for the array that is $1$ where $x_{ij} > 0$ and $0$ elsewhere, (3) becomes
#
# $$dX = dY \odot [X > 0] . \tag{4}$$
#
# ### Exercise 1: the ReLU, first as printed
#
# [Report 000](../data/reports/texts/000.txt) prints the ReLU's backward pass, its equation (3.2.2), in our symbols as
# $dX = \max(dY, 0)$. It looks very much like the forward pass. **Write that one first**, run the check, and read what it
# says. Then make it right. A layer without parameters needs no `shapes`. But like your linear layer it must keep in
# `forward` what `backward` will ask for.


# %% name="relu-layer" exercise="ReLULayer"

# %% name="relu-layer-check" check="ReLULayer"
check.ReLULayer(ReLULayer)
# hint("ReLULayer")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="report-text"
# ### Where exactly is the printed formula wrong?
#
# The check of an exercise knows the answer. For a layer of your own nobody does, and then there is `check_layer`: it gives
# the layer a loss, moves each number of $X$ a little, as in [chapter 02](02_the_linear_layer.ipynb), and compares. The next
# cell does that for the report's version. Each entry of $X$ may be on ($x > 0$) or off, and each $dY$ (which `check_layer`
# draws) positive or negative: four cases.
#
# **Predict.** In which of the four cases is $\max(dY, 0)$ right?


# %% name="report"
class ReportReLU(ReLU):
    """The ReLU with report 000's equation (3.2.2) as its backward pass."""

    def backward(self, d_output):
        return np.maximum(d_output, 0)


x = np.array([[2.0, 1.0, -1.0, -2.0], [0.5, -0.5, 1.5, -1.5]])
rows = check_layer(ReportReLU(), x, seed=2).rows
for row, value in zip(rows, x.flat):
    print(f"x = {value:4}: by the report {row.analytic:5.2f},", end=" ")
    print(f"measured {row.numeric:5.2f}, relative error ≈ {row.relative_error:.0e}")

# %% [guard] name="report-guard"
assert sum(row.relative_error > 0.1 for row in rows) == 4
assert check_layer(ReLU(), x, seed=2).max_relative_error < 1e-8

# %% [markdown] name="report-train-text"
# Four of the eight are wrong: where the unit is on and $dY < 0$, the formula blocks what should pass; where it is off and
# $dY > 0$, it passes what should be blocked. It is right by luck in the other two cases.
#
# **Predict.** If you train 784-128-64-10 with it, 200 steps at the learning rate 0.1: which validation accuracy will it reach?

# %% name="report-train"
layers = [Linear(784, 128), ReportReLU(), Linear(128, 64), ReportReLU()]
report_net = Network([*layers, Linear(64, 10)], seed=0)
trainer = Trainer(report_net, SGD(learning_rate=0.1), seed=0, progress=False)
trainer.fit(data.train, iterations=200)
report_accuracy = evaluate(report_net, data.validation).accuracy
print(f"validation accuracy ≈ {report_accuracy:.1%}")

# %% [guard] name="report-train-guard"
assert report_accuracy < 0.2

# %% [markdown] name="dead-text"
# It hardly leaves the 10 % of guessing: gradients that are never negative push every bias in one direction only.
#
# ## Dead units
#
# (4) has a dark side. A ReLU that is off for **every** image has $[X > 0] = 0$ throughout: no gradient reaches its weights or
# its bias, they never move, and it stays off. Such a unit is *dead*. One step that is too large can do that.
#
# The next cell takes 784-128-64-10 and makes **one** step with a learning rate of 5, which is absurdly large. Then it looks
# at the 64 units of the second hidden layer over 10,000 images. It does the same with a leaky ReLU, whose negative side has
# a slope of 0.01.
#
# **Predict.** How many of the 64 ReLUs will be off for all 10,000 images? How many of the leaky ones, and how many of *those*
# get no gradient?

# %% name="dead"
images, labels = data.train.images[:10_000], data.train.labels[:10_000]
stuck = {}
for activation in ("relu", "leaky_relu"):
    net = build_mlp([784, 128, 64, 10], activation, dtype="float64", seed=0)
    Trainer(net, SGD(5.0), progress=False).step(images[:128], labels[:128])
    net.loss_and_gradient(images, labels)
    linear, layer = net.layers[2:4]  # the second linear layer and its activation
    off = (layer.x <= 0).all(axis=0)  # (64,): off for every image
    stuck[activation] = off & (linear.d_weight == 0).all(axis=0)
    count = stuck[activation].sum()
    print(f"{activation}: {off.sum()} of 64 off, {count} without gradient")

# %% [guard] name="dead-guard"
assert 10 < stuck["relu"].sum() < 40 and stuck["leaky_relu"].sum() == 0

# %% [markdown] name="leaky-text"
# About a third of the layer is lost after a single step, and zero is exactly zero: no patience moves their weights again.
# (Only a change in the layers in front could switch such units on, by luck.) With the leaky ReLU about as many are off, but
# each gets a gradient, if a small one. It can find its way back.
#
# ## Leaky ReLU
#
# The *leaky ReLU* keeps a small slope $\alpha$ on the negative side, in the code `slope`, usually 0.01:
#
# $$f(x) = \begin{cases} x & \text{if } x > 0 \\ \alpha\, x & \text{else} \end{cases}
#   \qquad\Longrightarrow\qquad
#   dX_{ij} = \begin{cases} dY_{ij} & \text{if } x_{ij} > 0 \\ \alpha\; dY_{ij} & \text{else} \end{cases} \tag{5}$$
#
# With $\alpha = 0$ it is the ReLU, with $\alpha = 1$ it would be linear, and by (1) useless.
#
# ### Exercise 2: the leaky ReLU
#
# **Predict** before you write: `np.where(x > 0, 1, self.slope)` makes a fine array of slopes. What is its dtype, and what
# does that do to a network that computes in float32?


# %% name="leaky-relu-layer" exercise="LeakyReLULayer"

# %% name="leaky-relu-layer-check" check="LeakyReLULayer"
check.LeakyReLULayer(LeakyReLULayer)
# hint("LeakyReLULayer")  # stuck? remove the first "#": three hints, one by one

# %% name="where-dtype"
ones = np.ones(3, dtype="float32")
print("two numbers:", np.where(ones > 0, 1, 0.01).dtype, end="; ")
print("two arrays:", np.where(ones > 0, ones, 0.01 * ones).dtype)

# %% [markdown] name="tanh-text"
# Chosen between two Python numbers, the slopes are float64, and so is their product with a float32 $dY$. Nothing breaks, but
# from there on backward is twice as wide and slower. Chosen between two *arrays*, the dtype stays.
#
# ## Tanh
#
# The hyperbolic tangent bends smoothly from $-1$ to $1$:
#
# $$\tanh x = \frac{u}{v}, \qquad u = e^x - e^{-x}, \quad v = e^x + e^{-x} .$$
#
# The derivative of $e^{-x}$ is $-e^{-x}$, so $u' = v$ and $v' = u$. The rule for a quotient gives
#
# $$\tanh' x = \frac{u' v - u\, v'}{v^2} = \frac{v^2 - u^2}{v^2} = 1 - \left(\frac{u}{v}\right)^2 = 1 - \tanh^2 x . \tag{6}$$
#
# What a gift: the slope is made of the **output**. With $y = \tanh x$ known from the forward pass, backward is
# $dX = dY \odot (1 - Y^2)$. Nothing else of the forward pass is needed, not even $X$.
#
# ### Exercise 3: tanh
#
# **Predict** before you write: $X$ or $Y$, which of the two will you keep? And what would $1 - X^2$ be at $x = 3$?


# %% name="tanh-layer" exercise="TanhLayer"

# %% name="tanh-layer-check" check="TanhLayer"
check.TanhLayer(TanhLayer)
# hint("TanhLayer")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="tanh-report-text"
# $Y$. And $1 - X^2$ is $-8$ at $x = 3$: the gradient would grow and turn its sign. Input for output, that is the commonest slip.
#
# ### One formula, checked at one point
#
# Report 000 has (6) too, in its equation (3.2.4), with one step in between:
#
# $$\frac{\partial \tanh x}{\partial x} = \frac{4}{(e^{2x} + 1)^2} = 1 - \tanh^2 x . \qquad \text{(report 000)}$$
#
# **Predict.** At which $x$ do the two right-hand sides agree? A pencil helps: what are both at $x = 0$, and what for large
# negative $x$?

# %% name="tanh-report"
print("   x   measured   1 - tanh²   4 / (e^2x + 1)²")
for x in (-3.0, -1.0, 0.0, 1.0, 3.0):
    measured = (np.tanh(x + 1e-5) - np.tanh(x - 1e-5)) / 2e-5
    middle, right = 4 / (np.exp(2 * x) + 1) ** 2, 1 - np.tanh(x) ** 2
    print(f"{x:4}    {measured:.5f}     {right:.5f}           {middle:.5f}")

# %% [markdown] name="sigmoid-text"
# At $x = 0$ only. A factor $e^{2x}$ has got lost in print. Somebody who tests a derivative at the one point $x = 0$ will never
# notice. Test at several points, of both signs.
#
# ## Sigmoid
#
# The logistic function, called *sigmoid*, goes from $0$ to $1$: $f(x) = (1 + e^{-x})^{-1}$. By the chain rule, the outer
# derivative times the inner one,
#
# $$f'(x) = -(1 + e^{-x})^{-2} \cdot (-e^{-x}) = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}} = f(x)\,(1 - f(x)) . \tag{7}$$
#
# The last step: $1 - f = \frac{1 + e^{-x} - 1}{1 + e^{-x}} = \frac{e^{-x}}{1 + e^{-x}}$. Again the output is enough,
# $dX = dY \odot Y \odot (1 - Y)$. And $y (1 - y) = \frac14 - (y - \frac12)^2$ is at most $\frac14$, at $y = \frac12$.

# %% [markdown] name="overflow-text"
# **A trap.** For $x = -1000$ the definition asks for $e^{1000}$, which no float can hold: it becomes `inf`, with a warning.
# $1 / (1 + \infty)$ then happens to be the right $0$. But in the middle of (7), $\infty / \infty^2$ is `nan`, and one `nan` in
# the gradient ruins the whole network. In float32 that begins at $x = -89$. A way round: multiply numerator and denominator
# of $\tanh \frac x2$ by $e^{x/2}$, and add 1:
#
# $$1 + \tanh \tfrac{x}{2} = 1 + \frac{e^x - 1}{e^x + 1} = \frac{2}{1 + e^{-x}}
#   \quad\Longrightarrow\quad f(x) = \tfrac12 \left(1 + \tanh \tfrac{x}{2}\right) , \tag{8}$$
#
# and NumPy's tanh never overflows. (8) also says why the sigmoid saturates at twice the $x$: it *is* a tanh, stretched to
# twice the width, and pressed into half the height. Hence the largest slope: $1 \cdot \frac12 \cdot \frac12 = \frac14$.
#
# ### Exercise 4: the sigmoid
#
# **Predict:** will `np.where(x > 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))` avoid the overflow?


# %% name="sigmoid-layer" exercise="SigmoidLayer"

# %% name="sigmoid-layer-check" check="SigmoidLayer"
check.SigmoidLayer(SigmoidLayer)
# hint("SigmoidLayer")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="softplus-exercise-text"
# No: `np.where` chooses, but Python works out both branches first, for every $x$.
#
# ### Exercise 5: softplus, on your own
#
# *Softplus* is a ReLU without the kink: $f(x) = \log(1 + e^x)$. For very negative $x$ it is nearly $0$, for large $x$ nearly
# $x$. Its derivative is printed nowhere in this chapter: derive it, and you will meet an old acquaintance.
#
# **Predict** the slope at $x = 0$, where the ReLU has none. And which part of the formula overflows?


# %% name="softplus-layer" exercise="SoftplusLayer"

# %% name="softplus-layer-check" check="SoftplusLayer"
check.SoftplusLayer(SoftplusLayer)
# hint("SoftplusLayer")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="softplus-text"
# At $x = 0$ the slope is $\frac12$: it is the sigmoid of $x$, which rises from $0$ to $1$ where the ReLU's jumps. For large $x$
# it is $e^x$ that overflows, in the value and, as $e^x / (1 + e^x)$, in the slope.

# %% [markdown] name="saturation-text"
# ## Saturated and dead, in a real layer
#
# All this happens number by number. What does it mean for a layer? Here is one with 128 units, $f(XW + b)$, on 500 training
# images, before any training. Left, the histogram of its outputs; hatched are those where the slope is under 5 % of its
# largest. Right, the slope of each unit for 100 of the images: a column that is dark from top to bottom is a unit that learns
# nothing. **Predict, then try:**
#
# 1. ReLU: lower the bias step by step. At which bias is the first unit dead for all 500 images, and at which the last?
# 2. tanh, bias back to 0: raise the standard deviation of the weights from Kaiming's 0.051 to 1. What share is saturated?
#    And of the sigmoid, at the same weights?
# 3. tanh again: can weights be so small that nothing is saturated at all? Look at the outputs then. What is wrong with that?

# %% name="saturation-live"
SaturationExplorer(data)


# %% [guard] name="saturation-guard"
def said(activation, scale, bias):
    panel = SaturationExplorer(data)
    panel.activation.value, panel.weight_scale.value, panel.bias.value = activation, scale, bias
    return panel.words


import re

from mlp.widgets.saturation_explorer import KAIMING

dead = {
    bias: int(re.search(r"(\d+) of the 128 units are dead", said("ReLU", KAIMING, bias))[1]) for bias in range(-10, 1)
}
assert max(bias for bias, count in dead.items() if count) == -3 and dead[-7] == dead[-10] == 128
assert "9" == re.search(r"(\d)\d % of the outputs are saturated", said("tanh", 1.0, 0))[1]
assert re.search(r"8\d % of the outputs are saturated", said("sigmoid", 1.0, 0))
assert said("tanh", 0.001, 0).startswith("tanh, weights of standard deviation 0.001, bias 0: 0 %")

# %% [markdown] name="saturation-answer"
# 1. At $-3$ the first units are dead, at $-7$ all of them. The leaky ReLU keeps its hundredth.
# 2. Of tanh more than 90 %, of the sigmoid more than 80 %: it is twice as wide.
# 3. Yes, with 0.001. But then all outputs lie near 0, on tanh's straight middle, where it is as good as linear: by (1), a waste
#    of layers. How to choose the weights is the subject of [chapter 06](06_initialisation.ipynb).
#
# Mind also where the outputs *lie*. Those of tanh are centred on 0. Those of ReLU and sigmoid are never negative: the next
# layer gets inputs with a mean far from 0, so that all weights of one of its units tend to move in the same direction at
# each step. Standardising the pixels (chapter 01) cures that for the first layer only; batch normalisation (chapter 09) does
# it for the others.

# %% [markdown] name="depth-text"
# ## Side path: ten layers deep
#
# A network applies (3) once per activation, on the way back. By (7) a sigmoid lets at most a quarter pass, and ten of them
# together at most
#
# $$\left(\tfrac14\right)^{10} < 10^{-6} \tag{9}$$
#
# of each number. Between them, every linear layer multiplies by its $W^\top$, which may make the gradient larger or smaller.
# With Xavier's weights (chapter 06) a linear layer leaves its size about as it is. So what arrives at the front?
#
# The next cells build three nets with ten hidden layers of 128 units, send 200 real images forward, the gradient backward,
# and note its size (root mean square) behind each activation.
#
# **Predict** the share that arrives at the first hidden layer, for sigmoid, tanh and ReLU: all, a quarter, a thousandth, a
# millionth?


# %% name="depth"
def gradient_sizes(activation, initializer):
    """The size of dX behind each activation, first hidden layer first."""
    shape = [784, *10 * [128], 10]
    net = build_mlp(shape, activation, initializer, dtype="float64", seed=0)
    net.loss_and_gradient(data.train.images[:200], data.train.labels[:200])
    d_output, sizes = net.loss.backward(), []
    for layer in reversed(net.layers[1:]):
        d_output = layer.backward(d_output)
        if not isinstance(layer, Linear):
            sizes.append(np.sqrt(np.mean(d_output**2)))
    return sizes[::-1]


starts = {"ReLU": ("relu", "kaiming"), "tanh": ("tanh", "xavier")}
starts["sigmoid"] = ("sigmoid", "xavier")
sizes = {name: gradient_sizes(*start) for name, start in starts.items()}
draw_gradient_by_layer(sizes)

# %% [guard] name="depth-guard"
left = {name: line[0] / line[-1] for name, line in sizes.items()}
assert left["sigmoid"] < 1e-5 and 0.3 < left["ReLU"] < 3 and 0.05 < left["tanh"] < 1

# %% [markdown] name="depth-answer"
# Of the sigmoid about two millionths are left (nine quarters multiply to four millionths), and the first layers of such a
# net can only crawl: that is the *vanishing gradient*. Tanh loses some; the ReLU, with weights made for it, nothing. Yet mind
# what was compared: nets that are ten layers deep, at the start of their training. With two hidden layers it is another
# story, as the next section shows.

# %% [markdown] name="training-text"
# ## Which one is best?
#
# Let them train: 784-128-64-10, one epoch, SGD, ReLU and leaky ReLU with Kaiming's weights, tanh and sigmoid with Xavier's, as
# chapter 06 recommends. Three seeds each, because one run tells nothing about its own luck. Where your layer has passed its
# check, **it is yours that is trained**.
#
# **Predict** the order of the four at a learning rate of 0.1. The sigmoid runs a second time, with 0.5: how many points will
# that give it, when its slopes are four times smaller?

# %% name="settings"
relu, leaky = (yours_or_ours(c.__name__, c) for c in (ReLULayer, LeakyReLULayer))
tanh, sigmoid = (yours_or_ours(c.__name__, c) for c in (TanhLayer, SigmoidLayer))
settings = {
    "ReLU, 0.1": (relu, "kaiming", 0.1),
    "leaky ReLU, 0.1": (leaky, "kaiming", 0.1),
    "tanh, 0.1": (tanh, "xavier", 0.1),
    "sigmoid, 0.1": (sigmoid, "xavier", 0.1),
    "sigmoid, 0.5": (sigmoid, "xavier", 0.5),
}


# %% name="training"
def accuracy_after_an_epoch(f, initializer, learning_rate, seed):
    layers = [Linear(784, 128), f(), Linear(128, 64), f(), Linear(64, 10)]
    net = Network(layers, initializer=initializer, seed=seed)
    trainer = Trainer(net, SGD(learning_rate), seed=seed, progress=False)
    history = trainer.fit(data.train, data.validation, epochs=1)
    return history.validation_accuracy[-1]


runs = {}
for name, setting in settings.items():
    runs[name] = [accuracy_after_an_epoch(*setting, seed) for seed in range(3)]

# %% [markdown] name="training-figure-text"
# Fifteen trainings, one point each. By how many points do the leaky ReLU and tanh differ from the ReLU, pair by pair?

# %% name="training-figure" tags=["trained"]
draw_trainings(runs, "Three lie together; the sigmoid needs a larger learning rate")

# %% name="training-compared"
for name in ("leaky ReLU, 0.1", "tanh, 0.1"):
    result = compare_paired(runs[name], runs["ReLU, 0.1"])
    low, high = f"{100 * result.low:.1f}", f"{100 * result.high:.1f}"
    print(f"{name} minus ReLU: ≈ {100 * result.difference:.2f} points", end="")
    print(f" (95 % interval ≈ {low} to ≈ {high}, 3 pairs)")
gain = np.mean(runs["sigmoid, 0.5"]) - np.mean(runs["sigmoid, 0.1"])
print(f"the sigmoid gains ≈ {100 * gain:.1f} points from the larger learning rate")

# %% [guard] name="training-guard"
leaders, (slow, fast) = list(runs.values())[:3], list(runs.values())[3:]
assert 0.82 < np.min(leaders) and np.max(leaders) < 0.88 and 0.7 < min(slow) and max(slow) < 0.8 < min(fast)
assert all(compare_paired(runs[name], runs["ReLU, 0.1"]).is_tie for name in ("leaky ReLU, 0.1", "tanh, 0.1"))

# %% [markdown] name="training-answer"
# ReLU, leaky ReLU and tanh are a **tie**: the intervals of both differences contain 0. The sigmoid is far behind at the same
# learning rate and nearly catches up with five times that rate: a good part of what looked like a worse activation was a
# setting that did not suit it. An experiment compares *settings*, and each activation has its own good ones. (The start
# differs too: each activation got the weights made for it.)
#
# **Which one should I use?** Begin with the ReLU and Kaiming's weights: cheap, no saturation on one side, the best-tried
# choice. If many units die, take the leaky ReLU. tanh where outputs must be centred or bounded, in small networks and in
# recurrent ones; the sigmoid where an output *is* a probability, hardly ever between layers.

# %% [markdown] name="six-text"
# ## Side path: GELU and SiLU
#
# Two more are in wide use, above all in language models: the GELU, $x\, \Phi(x)$ with the normal distribution function $\Phi$
# (Hendrycks, Gimpel 2016), and the SiLU or *swish*, $x$ times the sigmoid of $x$ (Elfwing and others 2018). Both follow the
# ReLU for large $|x|$, but smoothly.
#
# **Predict.** Is the GELU ever negative? Where would its slope be above 1?

# %% name="six"
from statistics import NormalDist

normal = np.vectorize(NormalDist().cdf)
draw_six(
    {
        "ReLU": lambda x: np.maximum(x, 0),
        "GELU": lambda x: x * normal(x),
        "SiLU": lambda x: x / (1 + np.exp(-x)),
    }
)

# %% [markdown] name="six-answer"
# Yes, a little: its smallest value is $-0.17$, near $x = -0.75$. And its slope is above 1 from $x = 0.75$ on, at most 1.13,
# before it returns to 1. In deep networks both tend to train a little better than the ReLU, and both have no dead side. Here,
# with two hidden layers, you would need many seeds to see a difference.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - **[Report 000](../data/reports/texts/000.txt)**, equation (3.2.2), $\max(dY', 0)$, is wrong; the report's net reaches
# >   89.64 %, so its program must compute something else. (3.2.4) has lost a factor; its right-hand side is correct.
# > - It also finds the "superiority of ReLU over other activation functions" evident: every pair of activations but the three
# >   with a ReLU in front kept a loss above 2. Here tanh ties with the ReLU. What else is different? The pixels: most likely
# >   its net got them raw, 0 to 255 ([chapter 01](01_the_data.ipynb)).
# > - **[Report 001](../data/reports/texts/001.txt)** trains tanh and sigmoid with a learning rate of 0.5, finds that ReLU and
# >   leaky ReLU fail with it, and gives those 0.1. Its 84.52 % (ReLU) to 87.03 % (sigmoid) are one run each, at two learning
# >   rates: no ranking of activations.
# > - **[Report 003](../data/reports/texts/003.txt)** gives the ReLU's derivative as $1\{x > 0\}$, which is (4).
# >   **[Report 004](../data/reports/texts/004.txt)** notes $\tanh(Z) = 2\sigma(2Z) - 1$: that is (8), turned round.

# %% [markdown] name="recap"
# ## Recap
#
# - Linear layers in a row are one linear layer. Hinges between them add up to any bent line.
# - An activation works entry by entry, so $dX = dY \odot f'(X)$: the sign and size of $X$, never those of $dY$, open the gate.
# - ReLU: $[X > 0]$. Leaky ReLU: $1$ or $\alpha$. Tanh: $1 - Y^2$. Sigmoid: $Y \odot (1 - Y)$, at most a quarter.
# - A ReLU that is off for every image is dead: its gradient is exactly zero, and it stays so. Saturated units are nearly as
#   badly off.
# - Sigmoids in a row multiply quarters. In a deep net the gradient vanishes; in a shallow one a larger learning rate makes up
#   for much of it.
# - Compare settings on several seeds, show all runs, and call a tie a tie.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. Somebody keeps the output $Y$ of a ReLU in place of $X$ and masks with `Y > 0`. Is that wrong? And `Y >= 0`?
#
#    <details><summary>Answer</summary>
#
#    `Y > 0` is right: $\max(x, 0) > 0$ exactly when $x > 0$. `Y >= 0` is true everywhere, so every gradient passes, as if
#    there were no ReLU.
#    </details>
# 2. Why does nobody use $f(x) = 2x$ as an activation?
#
#    <details><summary>Answer</summary>
#
#    It is linear: with $Y = 2 (X W_1 + b_1)$ the factor goes into $W_1$ and $b_1$, and by (1) all layers fold into one.
#    </details>
# 3. A hidden ReLU has bias $-10$, and on every training image its weighted sum lies between $-4$ and $4$. What will 100
#    epochs of training do to it?
#
#    <details><summary>Answer</summary>
#
#    In the first hidden layer nothing: it is off for every image, its gradient is exactly zero. (In a later layer its
#    *inputs* may change, and with luck wake it up.) A leaky ReLU gets a hundredth of each gradient and moves slowly.
#    </details>

# %% [markdown] name="quiz-2"
# 4. `d_output * (1 - np.tanh(self.output)**2)` keeps every shape and every sign. What is wrong, and how would you find it?
#
#    <details><summary>Answer</summary>
#
#    The tanh is taken twice: `self.output` is $\tanh(X)$ already. The slope comes out too large, at least
#    $1 - \tanh^2 1 = 0.42$, even where the true one is almost 0. `check_layer` finds it at the first number.
#    </details>
# 5. The bound (9) says a millionth for ten sigmoids. Could larger weights save the gradient?
#
#    <details><summary>Answer</summary>
#
#    Only in part. $W^\top$ can multiply by four what the sigmoid divided by four. But larger weights make larger sums, these
#    push the sigmoid to its flat ends, and there the slope is far below a quarter: the explorer shows it.
#    </details>
# 6. Two activations reach 86.1 % and 86.5 % on 5,000 validation images, one run each. Which one do you take?
#
#    <details><summary>Answer</summary>
#
#    You cannot tell from this: the seed alone moves each of them by as much. Run more seeds, and compare pair by pair.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [Chapter 04](04_softmax_and_cross_entropy.ipynb) goes to the other end of the network: from scores to probabilities to the
#   loss, where $dY$ begins.
# - [Chapter 05](05_backpropagation.ipynb) puts your layers in a row and checks the whole;
#   [chapter 06](06_initialisation.ipynb) chooses weights so that no activation saturates at the start.
