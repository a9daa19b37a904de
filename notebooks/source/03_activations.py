# %% [markdown] name="title"
# # 03 Activations
#
# You put something that is not linear between the layers, derive how the gradient gets through it, and see where it
# gets stuck.
#
# ## What you will be able to do
#
# - show that linear layers in a row are one linear layer, and say what an activation changes
# - derive ReLU, leaky ReLU, tanh and sigmoid backwards, step by step, and write each as a layer that a network can train
# - find wrong derivatives, two of them printed in a report, with `check_layer`
# - say where an activation saturates, make units die, and recognise both in a real layer
# - say how much of the gradient is left after ten layers, and why
# - compare activations honestly: same images, several seeds, ranges instead of ranks
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb); the rules for the derivative of a quotient and of a
#   composition.
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 90

# %% name="setup"
import numpy as np

from mlp import SGD, Network, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.exercises import check, hint
from mlp.gradient_check import check_layer
from mlp.layers import Layer, LeakyReLU, Linear, ReLU, Sigmoid, Tanh
from mlp.plots import LINE_STYLES, draw_runs, new_figure, show_figure
from mlp.widgets import ActivationExplorer, SaturationExplorer

data = load_fashion_mnist()


def yours_or_ours(yours, ours):
    """Your layer if it passes its check, otherwise the package's: the last experiment runs either way."""
    return yours if getattr(check, yours.__name__)(yours) else ours


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
# The next cell trains 784-128-64-10 **without** any activation, for one pass, and then folds the three layers into one.
#
# **Predict.** How many parameters do the three layers have, and how many has the one? For how many of the 5,000 validation
# images will the two give another class? And will the three layers do better than the 84 % of chapter 02?

# %% name="linear"
linear_net = Network([Linear(784, 128), Linear(128, 64), Linear(64, 10)], initializer="xavier", seed=0)
trainer = Trainer(linear_net, SGD(learning_rate=0.01), batch_size=128, seed=0, progress=False)
accuracy = trainer.fit(data.train, data.validation, epochs=1).validation_accuracy[-1]

first, second, third = linear_net.copy("float64").layers
W = first.weight @ second.weight @ third.weight  # (784, 10)
b = (first.bias @ second.weight + second.bias) @ third.weight + third.bias  # (10,)

X = data.validation.images.astype("float64")
three, one = linear_net.copy("float64").forward(X), X @ W + b
print(f"{linear_net.parameters.size:,} parameters in three layers, {W.size + b.size:,} in one")
print("largest difference between their outputs is below 1e-10:", np.abs(three - one).max() < 1e-10)
print("images with another class:", np.count_nonzero(three.argmax(axis=1) != one.argmax(axis=1)))
print(f"validation accuracy between 79 % and 84 %: {0.79 < accuracy < 0.84}")
assert np.abs(three - one).max() < 1e-10 and 0.79 < accuracy < 0.84

# %% [markdown] name="elementwise-text"
# Fourteen times the parameters, and not a single answer is different, so of course the three layers do no better than the
# one of chapter 02. Depth alone buys nothing: they can say exactly what one layer can say.
#
# ## Something that is not linear
#
# So between two linear layers goes a function $f$ that is *not* linear, an **activation**. It takes each number by itself:
#
# $$Y = f(X), \qquad y_{ij} = f(x_{ij}), \qquad X, Y \text{ both } (n, \text{units}) . \tag{2}$$
#
# Here $X$ is what *this* layer gets: the output of the linear layer in front of it. Backward gets $dY$, and wants $dX$.
# By the chain rule of chapter 02, a number $x_{mp}$ acts on the loss through every output that it has a part in, and
# here that is a single one, $y_{mp}$:
#
# $$dX_{mp} = \sum_i \sum_j dY_{ij}\, \frac{\partial y_{ij}}{\partial x_{mp}} = dY_{mp}\, f'(x_{mp})
#   \quad\Longrightarrow\quad dX = dY \odot f'(X) . \tag{3}$$
#
# $\odot$ multiplies entry by entry, in NumPy `*`. So an activation is a gate: the gradient that comes from behind is
# multiplied by the **slope** of $f$ at the point where the forward pass has been. These four are in use:
#
# | activation | $f(x)$ | $f'(x)$ | largest slope | flat (*saturated*) |
# |---|---|---|---|---|
# | ReLU | $\max(x, 0)$ | $1$ if $x > 0$, else $0$ | $1$ | for all $x \le 0$ |
# | leaky ReLU | $x$ if $x > 0$, else $\alpha x$ | $1$ if $x > 0$, else $\alpha$ | $1$ | nowhere |
# | tanh | $(e^x - e^{-x}) / (e^x + e^{-x})$ | $1 - f(x)^2$ | $1$ | far out on both sides |
# | sigmoid | $1 / (1 + e^{-x})$ | $f(x)\,(1 - f(x))$ | $1/4$ | far out on both sides |
#
# Soon you will derive the third column. First get a feeling for it: report 003 draws the ReLU (Figure 2), report 004 its
# activations (section 2.2), and here they move. <kbd>Tab</kbd> goes to the next control, the arrow
# keys move a slider. Try, and predict each time:
#
# 1. ReLU at $x = 1.5$. Set $dY$ to $-1$: what passes on? Then move $x$ to $-1.5$. Which of the two signs decided?
# 2. tanh: move $x$ out until the line says "saturated" (slope under 5 % of its largest). Where will the sigmoid be saturated:
#    earlier, later, or at the same $x$?
# 3. sigmoid: which $x$ lets most of the gradient pass, and how much is that at best?

# %% name="activation-live"
ActivationExplorer()

# %% [markdown] name="relu-text"
# The sign of $x$ decides, $dY$ only passes or does not. The sigmoid saturates at twice the $x$ of tanh. And at best, at
# $x = 0$, it lets a quarter pass: remember that for later.
#
# ## ReLU
#
# The *rectified linear unit* is $f(x) = \max(x, 0)$. Its derivative, side by side:
#
# - for $x > 0$ it is $f(x) = x$, which has slope $1$;
# - for $x < 0$ it is $f(x) = 0$, which has slope $0$;
# - at $x = 0$ the slope is $0$ from the left and $1$ from the right: there **is** no derivative. One has to choose, and everybody
#   chooses $0$. Since $X$ is almost never exactly $0$, the choice hardly matters, but a rule it must be.
#
# With $[X > 0]$ for the array that is $1$ where $x_{ij} > 0$ and $0$ elsewhere, (3) becomes
#
# $$dX = dY \odot [X > 0] . \tag{4}$$
#
# ### Exercise 1: the ReLU, first as printed
#
# Report 000 prints the ReLU's backward pass, its equation (3.2.2), as $dY = \max(dY', 0)$; in our symbols
#
# $$dX = \max(dY, 0) . \qquad \text{(report 000)}$$
#
# It looks very much like the forward pass. **Write that one first**, run the check, and read what it says. Then make it
# right. In this chapter a layer has no parameters, so it needs no `shapes`. But like your linear layer it must keep in
# `forward` what `backward` will ask for.


# %% name="relu-layer" exercise="ReLULayer"


# %% name="relu-layer-check" check="ReLULayer"
check.ReLULayer(ReLULayer)
# hint("ReLULayer")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="report-text"
# ## Where exactly is the printed formula wrong?
#
# The check of an exercise knows the answer. For a layer of your own nobody does, and then there is `check_layer`: it
# gives the layer a loss, moves each number of $X$ a little, as in [chapter 02](02_the_linear_layer.ipynb), and compares. The
# next cell does that for the report's version. Each entry of $X$ may be on ($x > 0$) or off, and each $dY$ (which
# `check_layer` draws) positive or negative: four cases.
#
# **Predict.** In which of the four cases is $\max(dY, 0)$ right, and in which is it wrong? And if you train
# 784-128-64-10 with it, as chapter 02 trained its layer: how far will it get?


# %% name="report"
class ReportReLU(ReLU):
    """The ReLU with report 000's equation (3.2.2) as its backward pass."""

    def backward(self, d_output):
        return np.maximum(d_output, 0)


# check_layer(ReLULayer(), x)  # yours: put this line at the end of the cell, without the first "#"
x = np.array([[2.0, 1.0, -1.0, -2.0], [0.5, -0.5, 1.5, -1.5]])
for row, value in zip(check_layer(ReportReLU(), x, seed=2).rows, x.flat):
    verdict = "right" if row.relative_error < 1e-6 else "WRONG"
    print(f"x = {value:4}: dX by the report {row.analytic:5.2f}, measured {row.numeric:5.2f}  {verdict}")

print("the package's ReLU, largest relative error below 1e-8:", check_layer(ReLU(), x).max_relative_error < 1e-8)
kink = check_layer(ReLU(), [[0.0]]).rows[0]
print(f"at x = 0 exactly: dX = {kink.analytic:.3f}, measured {kink.numeric:.3f}, near a kink: {kink.kink}")

layers = [Linear(784, 128), ReportReLU(), Linear(128, 64), ReportReLU(), Linear(64, 10)]
report_net = Network(layers, seed=0)
Trainer(report_net, SGD(learning_rate=0.1), seed=0, progress=False).fit(data.train, iterations=200)
accuracy = evaluate(report_net, data.validation).accuracy
print(f"validation accuracy with the report's formula is under 20 %: {accuracy < 0.2}")
assert accuracy < 0.2

# %% [markdown] name="dead-text"
# Four of the eight are wrong. Where the unit is on and $dY < 0$, the formula blocks what should pass; where the unit is off
# and $dY > 0$, it passes what should be blocked. It is right by luck in the other two cases. The network hardly leaves
# the 10 % of guessing: gradients that are never negative push every bias in one direction only.
#
# At $x = 0$ the measured slope is half of $dY$, the mean of the two sides, and the report of the check says *kink*.
# That is no bug: there is no right answer at this one point. [Chapter 05](05_backpropagation.ipynb) comes back to it.
#
# ## Dead units
#
# (4) has a dark side. A ReLU that is off for **every** image has $[X > 0] = 0$ throughout: no gradient reaches
# its weights or its bias, they never move, and it stays off. Such a unit is *dead*. One step that is too large can do that: it
# pushes the bias far below zero (or the weights where they always give a negative sum).
#
# The next cell takes 784-128-64-10 and makes **one** step with a learning rate of 5, which is absurdly large. Then it
# looks at the 64 units of the second hidden layer over 10,000 images. It does the same with a leaky ReLU, whose
# negative side has a slope of 0.01.
#
# **Predict.** How many of the 64 ReLUs will be off for all 10,000 images? How many for the leaky ReLU, and how many of *those*
# get no gradient?

# %% name="dead"
images, labels = data.train.images[:10_000], data.train.labels[:10_000]
dead = {}
for activation in ("relu", "leaky_relu"):
    net = build_mlp([784, 128, 64, 10], activation=activation, dtype="float64", seed=0)
    Trainer(net, SGD(learning_rate=5.0), progress=False).step(images[:128], labels[:128])

    net.loss_and_gradient(images, labels)
    linear, layer = net.layers[2:4]  # the second linear layer, and the activation behind it
    off = (layer.x <= 0).all(axis=0)  # (64,): units that are off for every image
    stuck = off & (linear.d_weight == 0).all(axis=0)  # no gradient for any of the unit's 128 weights
    dead[activation] = stuck.sum()
    print(f"{activation}: {off.sum()} of 64 units are off for all images; {stuck.sum()} of them get no gradient at all")
assert dead["relu"] > 10 and dead["leaky_relu"] == 0

# %% [markdown] name="leaky-text"
# About a third of the layer is lost after a single step, and zero is exactly zero: no patience moves their weights again.
# (Only a change in the layers in front of them could switch such units on, by luck.) With the leaky ReLU as many are off, but each gets a gradient, if a small one. It can find its way back.
#
# ## Leaky ReLU
#
# The *leaky ReLU* keeps a small slope $\alpha$ on the negative side, in the code `slope`, usually 0.01:
#
# $$f(x) = \begin{cases} x & \text{if } x > 0 \\ \alpha\, x & \text{else} \end{cases}
#   \qquad\Longrightarrow\qquad
#   dX_{ij} = \begin{cases} dY_{ij} & \text{if } x_{ij} > 0 \\ \alpha\; dY_{ij} & \text{else} \end{cases} \tag{5}$$
#
# On each side $f$ is a straight line through $0$, with slopes $1$ and $\alpha$; that is the whole derivation. With
# $\alpha = 0$ it is the ReLU, with $\alpha = 1$ it would be linear, and by (1) useless.
#
# ### Exercise 2: the leaky ReLU
#
# **Predict** before you write: `np.where(x > 0, 1, self.slope)` makes a fine array of slopes. What is its dtype, and what
# does that do to a network that computes in float32?


# %% name="leaky-relu-layer" exercise="LeakyReLULayer"


# %% name="leaky-relu-layer-check" check="LeakyReLULayer"
check.LeakyReLULayer(LeakyReLULayer)
# hint("LeakyReLULayer")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="tanh-text"
# Chosen between two Python numbers, the slopes are float64, and so is their product with a float32 $dY$. Nothing
# breaks, but from there on backward is twice as wide and slower. Chosen between two *arrays*, the dtype stays.
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
# What a gift: the slope is made of the **output**. With $y = \tanh x$ known from the forward pass, backward
# is $dX = dY \odot (1 - Y^2)$. Nothing else of the forward pass is needed, not even $X$.
#
# Report 000 has it too, in its equation (3.2.4), with one step in between:
#
# $$\frac{\partial \tanh x}{\partial x} = \frac{4}{(e^{2x} + 1)^2} = 1 - \tanh^2 x . \qquad \text{(report 000)}$$
#
# **Predict.** The two right-hand sides are compared in the next cell. At which $x$ do they agree? A pencil helps: what are
# both at $x = 0$, and what for large negative $x$?

# %% name="tanh-report"
for value in (-3.0, -1.0, 0.0, 1.0, 3.0):
    h = 1e-5
    measured = (np.tanh(value + h) - np.tanh(value - h)) / (2 * h)
    middle, right = 4 / (np.exp(2 * value) + 1) ** 2, 1 - np.tanh(value) ** 2
    print(f"x = {value:4}: measured {measured:.5f}, 1 - tanh² {right:.5f}, 4 / (e^2x + 1)² {middle:.5f}")

edge = np.arctanh(np.sqrt(0.95))  # there tanh² is 0.95, and the slope 0.05
print(f"tanh has less than 5 % of its largest slope beyond ±{edge:.2f}, the sigmoid beyond ±{2 * edge:.2f}")

# %% [markdown] name="tanh-exercise-text"
# They agree at $x = 0$ only. With $\tanh x = (e^{2x} - 1)/(e^{2x} + 1)$, written out,
#
# $$1 - \tanh^2 x = \frac{(e^{2x} + 1)^2 - (e^{2x} - 1)^2}{(e^{2x} + 1)^2} = \frac{4\, e^{2x}}{(e^{2x} + 1)^2} :$$
#
# a factor $e^{2x}$ has got lost in print. Somebody who tests a derivative at the one point $x = 0$ will never
# notice. Test at several points, of both signs.
#
# ### Exercise 3: tanh
#
# **Predict** before you write: $X$ or $Y$, which of the two will you keep? And what would $1 - X^2$ do to the gradient at
# $x = 3$?


# %% name="tanh-layer" exercise="TanhLayer"


# %% name="tanh-layer-check" check="TanhLayer"
check.TanhLayer(TanhLayer)
# hint("TanhLayer")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="sigmoid-text"
# $1 - X^2$ is $-8$ at $x = 3$: the gradient would grow and turn its sign. Input for output, that is the commonest slip here.
#
# ## Sigmoid
#
# The logistic function, called *sigmoid*, goes from $0$ to $1$: $f(x) = (1 + e^{-x})^{-1}$. By the chain rule, the outer
# derivative times the inner one,
#
# $$f'(x) = -(1 + e^{-x})^{-2} \cdot (-e^{-x}) = \frac{e^{-x}}{(1 + e^{-x})^2}
#   = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}} = f(x)\,(1 - f(x)) . \tag{7}$$
#
# The last step: $1 - f = \frac{1 + e^{-x} - 1}{1 + e^{-x}} = \frac{e^{-x}}{1 + e^{-x}}$. Again the output is enough,
# $dX = dY \odot Y \odot (1 - Y)$. And $y (1 - y) = \frac14 - (y - \frac12)^2$ is at most $\frac14$, at $y = \frac12$.
#
# **A trap.** For $x = -1000$ the definition asks for $e^{1000}$, which no float can hold: it becomes `inf`, with a warning.
# $1 / (1 + \infty)$ then happens to be the right $0$. But in the middle of (7), $\infty / \infty^2$ is `nan`, and one `nan` in the
# gradient ruins the whole network. In float32 that begins at $x = -89$. A way round: multiply
# numerator and denominator of $\tanh \frac x2 = (e^{x/2} - e^{-x/2}) / (e^{x/2} + e^{-x/2})$ by $e^{x/2}$, and add 1:
#
# $$1 + \tanh \tfrac{x}{2} = 1 + \frac{e^x - 1}{e^x + 1} = \frac{2 e^x}{e^x + 1} = \frac{2}{1 + e^{-x}}
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
# hint("SigmoidLayer")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="saturation-text"
# No: `np.where` chooses, but Python works out both branches first, for every $x$.
#
# ## Saturated and dead, in a real layer
#
# All this happens number by number. What does it mean for a layer? Here is one with 128 units, $f(XW + b)$, on 500
# training images, before any training. Left, the histogram of its outputs; hatched are those where
# the slope is under 5 % of its largest. Right, the slope of each unit for 100 of the images: a column that is dark from top to bottom
# is a unit that learns nothing. Try, and predict each time:
#
# 1. ReLU: lower the bias step by step to $-10$. When is the first unit dead for all 500 images, when the last? Then
#    choose the leaky ReLU: how much of the slope is left?
# 2. tanh, bias back to 0: raise the standard deviation of the weights from Kaiming's 0.051 to 1. What share is saturated?
#    Is the sigmoid better or worse at the same weights?
# 3. tanh again: can weights be so small that nothing is saturated at all? Look at the outputs then. What is wrong with that?

# %% name="saturation-live"
SaturationExplorer(data)

# %% [markdown] name="depth-text"
# A bias that is a few times larger than the usual sums turns units off one by one, and the leaky ReLU always
# keeps its hundredth. Large weights push tanh to its two ends; the sigmoid, twice as wide, saturates less at the same weights. And tiny
# weights leave tanh on its straight middle, where it is as good as linear, with outputs near 0: by (1), a waste of
# layers. How to choose the weights is the subject of [chapter 06](06_initialisation.ipynb).
#
# ## Ten layers deep
#
# A network applies (3) once per activation, on the way back. By (7) a sigmoid lets at most a quarter pass, and ten of them
# together at most
#
# $$\left(\tfrac14\right)^{10} < 10^{-6} \tag{9}$$
#
# of each number. Between them, every linear layer multiplies by its $W^\top$, which may make the gradient larger or smaller. With
# Xavier's weights (chapter 06) a linear layer leaves its size about as it is. So what arrives at the front?
#
# The next cell builds three nets with ten hidden layers of 128 units, sends 200 real images forward, the gradient
# backward, and notes its size (root mean square) after each activation.
#
# **Predict** the share that arrives at the first hidden layer, for sigmoid, tanh and ReLU: all, a quarter, a
# thousandth, a millionth?

# %% name="depth"
figure, axes = new_figure(height=3.8)
left = {}
for name, initializer, style in zip(("relu", "tanh", "sigmoid"), ("kaiming", "xavier", "xavier"), LINE_STYLES):
    net = build_mlp([784, *10 * [128], 10], activation=name, initializer=initializer, dtype="float64", seed=0)
    net.loss.forward(net.forward(data.train.images[:200], training=True), data.train.labels[:200])
    d_output, sizes = net.loss.backward(), []
    for layer in reversed(net.layers[1:]):
        d_input = layer.backward(d_output)
        if isinstance(layer, Sigmoid):
            assert np.all(np.abs(d_input) <= np.abs(d_output) / 4)
        if not isinstance(layer, Linear):
            sizes.append(np.sqrt(np.mean(d_input**2)))
        d_output = d_input
    left[name] = sizes[-1] / sizes[0]
    axes.semilogy(range(10, 0, -1), sizes, "o", linestyle=style, label=f"{name}: {left[name]:.2g} of it is left")
axes.set(title="Ten sigmoids leave almost nothing of the gradient", xticks=range(1, 11))
axes.set(xlabel="hidden layer (the gradient comes from the right)", ylabel="size of the gradient")
axes.legend(frameon=False)
alt = "Gradient size against hidden layer, on a logarithmic scale: flat for ReLU, sloping gently down to the left for "
alt += "tanh, and falling steeply to the left in a straight line for sigmoid."
words = ", ".join(f"{left[name]:.2g} for {name}" for name in left)
show_figure(figure, alt=alt, words=f"From hidden layer 10 to 1, this share of the gradient's size is left: {words}.")

# %% [markdown] name="training-text"
# Every single number stayed within the bound of a quarter: the cell asserts it. After nine more sigmoids
# about two millionths are left (nine quarters multiply to four millionths), and the first layers of such a net can only
# crawl: that is the *vanishing gradient*. Tanh loses some; the ReLU, with weights made for it, nothing. Yet mind what was compared: nets that are
# ten layers deep, at the start of their training. With two hidden layers it is another story, as you will see.
#
# ## What an activation costs
#
# Count: in 784-128-64-10, an image takes $784 \cdot 128 + 128 \cdot 64 + 64 \cdot 10 = 109{,}184$ multiplications in the linear layers
# and $128 + 64 = 192$ activations. A ReLU is one comparison, a leaky ReLU a multiplication and a comparison, tanh and sigmoid
# are one exponential-like function, worth some ten or twenty multiplications. Even so, that is a few percent of
# the whole. The backward passes are a multiplication or two each, thanks to (6) and (7). So do not choose an activation by
# its cost. Measure it: `import timeit`, then `timeit.timeit(lambda: np.tanh(X[:128, :128]), number=1000)`, and the same with
# `X[:128] @ first.weight`, the product in front of it. (`X` and `first` are still there from the first experiment.)
#
# ## Which one is best?
#
# Now let them train: 784-128-64-10, one pass over the training images, plain SGD, ReLU and leaky ReLU with Kaiming's
# weights, tanh and sigmoid with Xavier's. Three seeds each, because one run tells nothing about its own
# luck. Where your layer has passed its check, **it is yours that is trained**.
#
# **Predict** the order of the four at a learning rate of 0.1. The sigmoid runs a second time, with 0.5: what will that change, given
# that its slopes are four times smaller?

# %% name="training" tags=["trained"]
settings = {
    "ReLU, 0.1": (yours_or_ours(ReLULayer, ReLU), "kaiming", 0.1),
    "leaky ReLU, 0.1": (yours_or_ours(LeakyReLULayer, LeakyReLU), "kaiming", 0.1),
    "tanh, 0.1": (yours_or_ours(TanhLayer, Tanh), "xavier", 0.1),
    "sigmoid, 0.1": (yours_or_ours(SigmoidLayer, Sigmoid), "xavier", 0.1),
    "sigmoid, 0.5": (yours_or_ours(SigmoidLayer, Sigmoid), "xavier", 0.5),
}
runs = {name: [] for name in settings}
for name, (activation, initializer, learning_rate) in settings.items():
    for seed in range(3):
        layers = [Linear(784, 128), activation(), Linear(128, 64), activation(), Linear(64, 10)]
        net = Network(layers, initializer=initializer, seed=seed)
        trainer = Trainer(net, SGD(learning_rate=learning_rate), batch_size=128, seed=seed, progress=False)
        runs[name].append(trainer.fit(data.train, data.validation, epochs=1).validation_accuracy[-1])
print("settings trained with a layer of yours:", sum(own.__module__ == "__main__" for own, *_ in settings.values()))
leaders, (slow, fast) = list(runs.values())[:3], list(runs.values())[3:]
overlap = max(map(min, leaders)) < min(map(max, leaders))
ranges = 0.82 < np.min(leaders) and np.max(leaders) < 0.88 and 0.7 < min(slow) and max(slow) < 0.8 < min(fast)
figure = draw_runs(runs, title="Three tie; the sigmoid needs a larger learning rate")
alt = "Three points each: ReLU, leaky ReLU and tanh overlap, sigmoid lies far to the left, at 0.5 near the others."
words = (
    f"ReLU, leaky ReLU, tanh overlap: {overlap}. They lie in 82 to 88 %, sigmoid in 70 to 80 and above 80 %: {ranges}."
)
assert overlap and ranges
show_figure(figure, alt=alt, words=words)

# %% [markdown] name="ending"
# ReLU, leaky ReLU and tanh are a **tie**: from seed to seed each of them moves about as much as they differ. With 5,000 validation
# images, one standard error alone is half a point. The sigmoid is far behind at the same learning rate and nearly
# catches up with five times that rate: a good part of what looked like a worse activation was a setting that did not
# suit it. An experiment compares *settings*, and each activation has its own good ones.
#
# ## What the reports found
#
# > - **Report 000**, equation (3.2.2), $\max(dY', 0)$, is wrong, as your check and `check_layer` have shown. A net that really computes it
# >   does not get beyond guessing here; the report's net reaches 89.64 %, so its program must compute something else. Equation
# >   (3.2.4) has lost a factor $e^{2x}$ in the middle; the right-hand side, which (3.2.6) uses, is correct. So are (3.2.8) and
# >   (3.2.10) for the sigmoid.
# > - Report 000 also finds the "superiority of ReLU over other activation functions" evident, "likely attributed to
# >   mitigating the gradient vanishing problem": every pair of activations but the three with a ReLU in front
# >   kept a loss above 2. Here tanh ties with the ReLU in a net of the same shape. What else is different? The pixels: most
# >   likely its net got them raw, 0 to 255 ([chapter 01](01_the_data.ipynb)). Make
# >   `SaturationExplorer(load_fashion_mnist(scaling="raw"))`, choose tanh and 0.01, and see how much slope that leaves.
# > - **Report 001** trains tanh and sigmoid with a learning rate of 0.5, finds that ReLU and leaky ReLU fail with it, and gives those
# >   0.1. You have seen both sides: a sigmoid wants large steps, and a step that is too large kills ReLUs. Its
# >   84.52 % (ReLU) to 87.03 % (sigmoid) are one run each, at two learning rates: no ranking of activations.
# > - **Report 003** gives the ReLU's derivative as $1\{x > 0\}$, which is (4). **Report 004** notes $\tanh(Z) = 2\sigma(2Z) - 1$, with $\sigma$ for the
# >   sigmoid: that is (8), turned round.
#
# ## Recap
#
# - Linear layers in a row are one linear layer. Activations between them are what makes depth worth something.
# - An activation works entry by entry, so $dX = dY \odot f'(X)$: the sign and size of $X$, never those of $dY$, open the gate.
# - ReLU: $[X > 0]$. Leaky ReLU: $1$ or $\alpha$. Tanh: $1 - Y^2$. Sigmoid: $Y \odot (1 - Y)$, at most a quarter.
# - A ReLU that is off for every image is dead: its gradient is exactly zero, and it stays so. Saturated units are nearly
#   as badly off.
# - Sigmoids in a row multiply quarters. In a deep net the gradient vanishes; in a shallow one a larger learning
#   rate makes up for much of it.
# - Compare settings on several seeds, show all runs, and call a tie a tie.
#
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
# 3. A hidden ReLU has bias $-10$, and on every training image its weighted sum lies between $-4$ and $4$. What will 100 epochs of training do
#    to it? What if it were a leaky ReLU?
#
#    <details><summary>Answer</summary>
#
#    In the first hidden layer nothing: it is off for every image, its gradient is exactly zero. (In a later layer its *inputs* may change, since
#    the layers in front still learn, and with luck wake it up.) The leaky ReLU gets a hundredth of each gradient and moves slowly.
#    </details>
# 4. `d_output * (1 - np.tanh(self.output)**2)` keeps every shape and every sign. What is wrong, and how would you find it?
#
#    <details><summary>Answer</summary>
#
#    The tanh is taken twice: `self.output` is $\tanh(X)$ already. The slope comes out too large, at least $1 - \tanh^2 1 = 0.42$, even where the
#    true one is almost 0. `check_layer` finds it at the first number.
#    </details>
# 5. The bound (9) says a millionth for ten sigmoids. Could larger weights save the gradient?
#
#    <details><summary>Answer</summary>
#
#    Only in part. $W^\top$ can multiply by four what the sigmoid divided by four. But larger weights make larger sums,
#    these push the sigmoid to its flat ends, and there the slope is far below a quarter: the explorer shows it.
#    </details>
# 6. Two activations reach 86.1 % and 86.5 % on 5,000 validation images, one run each. Which one do you take?
#
#    <details><summary>Answer</summary>
#
#    You cannot tell from this: the difference is smaller than one standard error (half a point), and the seed moves each of them as well. Take the
#    one that you understand better, or run more seeds.
#    </details>
#
# ## Where to go next
#
# - [Chapter 04](04_softmax_and_cross_entropy.ipynb) goes to the other end of the network: from scores to probabilities to the loss, where $dY$ begins.
# - [Chapter 05](05_backpropagation.ipynb) puts your layers in a row and checks the whole; [chapter 06](06_initialisation.ipynb)
#   chooses weights so that no activation saturates at the start.
# - To go on at once: write the softplus, $\log(1 + e^x)$, as a layer without overflow (`np.logaddexp`). What is its derivative? Let
#   `check_layer` tell you whether you are right, and train with it.
