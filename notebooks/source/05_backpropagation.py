# %% [markdown] name="title"
# # 05 Backpropagation and the gradient check
#
# You join the layers of the last chapters into one backward pass, prove every gradient of a network with numbers, and
# then hunt ten planted bugs with the tools that you have built.
#
# ## What you will be able to do
#
# - draw the graph of a network, and write value and gradient on every edge
# - derive the gradients of a two-layer network, node by node, with shapes, and write its backward pass
# - say why the gradient is worked out from the loss backwards, and what the other order would cost
# - choose the step of a central difference, and read its V-shaped error
# - choose an error and a tolerance that mean something, and deal with kinks
# - check a layer and a whole network, and find out *where* a wrong gradient comes from
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb), [03 Activations](03_activations.ipynb),
#   [04 Softmax and cross-entropy](04_softmax_and_cross_entropy.ipynb).
# - Minutes: 100
# - Symbols: [the table of symbols](symbols.md)
#
# The next cell loads what we need, picks ten training images, one of each class, and writes chapter 02's central
# difference once more, for one number of a whole network.

# %% name="setup"
import numpy as np
import pandas as pd

from mlp import CLASS_NAMES, SGD, Network, Trainer, build_mlp, check_gradients, evaluate, load_fashion_mnist
from mlp.data import Part
from mlp.exercises import check, exercises, hint
from mlp.exercises.chapter_05 import bug_hunt
from mlp.gradient_check import check_layer
from mlp.layers import Layer, Linear, ReLU
from mlp.losses import softmax
from mlp.plots import show_figure
from mlp.plots.gradients import draw_report
from mlp.plots.graph import draw_graph, trace
from mlp.widgets import StepExplorer

data = load_fashion_mnist()
first_of_each = [np.flatnonzero(data.train.labels == label)[0] for label in range(10)]
ten = Part(data.train.images[first_of_each], data.train.labels[first_of_each])


def central_difference(net, images, labels, place, h):
    """(L(p + h) - L(p - h)) / 2h, where p is the number at `place` in the flat vector of `net`."""
    up, down = net.copy(), net.copy()
    up.parameters[place] += h
    down.parameters[place] -= h
    return (up.loss.forward(up.forward(images), labels) - down.loss.forward(down.forward(images), labels)) / (2 * h)


# %% [markdown] name="graph-text"
# ## The graph of a network
#
# Each layer is a *node*: numbers go in, numbers come out. What comes out of one goes into the next, along an *edge*.
# Here is a network of two linear layers, small enough to write every number down: two images of three pixels, two
# hidden units, two classes. (Report 003 draws such a graph, Figure 3, with names where ours has numbers.)
#
# | symbol | shape | here | what it is |
# |---|---|---|---|
# | $X$ | $(n, d_\text{in})$ | $(2, 3)$ | the images |
# | $W_1$, $b_1$ | $(d_\text{in}, d_\text{hid})$, $(d_\text{hid},)$ | $(3, 2)$, $(2,)$ | the first layer's parameters |
# | $Z$ | $(n, d_\text{hid})$ | $(2, 2)$ | what the first layer gives, $Z = XW_1 + b_1$ |
# | $H$ | $(n, d_\text{hid})$ | $(2, 2)$ | the hidden units, $H = \max(Z, 0)$ |
# | $W_2$, $b_2$ | $(d_\text{hid}, K)$, $(K,)$ | $(2, 2)$, $(2,)$ | the second layer's parameters |
# | $S$ | $(n, K)$ | $(2, 2)$ | the scores, $S = HW_2 + b_2$ |
# | $L$ | one number | | the mean cross-entropy of the softmax of $S$ |
#
# Forward, values flow from left to right. Backward, gradients flow from right to left: on the edge of $Z$ runs $dZ$,
# of $Z$'s shape, and says how $L$ changes when an entry of $Z$ does.
#
# **Predict.** One entry of $Z$ is negative. What will stand at its place in $H$, and what at its place in $dZ$? And how large
# can an entry of $dS$ be at most, for two images?

# %% name="graph"
tiny = Network([Linear(3, 2), ReLU(), Linear(2, 2)], dtype="float64")
first, second = tiny.layers[0], tiny.layers[2]
first.weight[...], first.bias[...] = [[0.5, -0.5], [1.0, 0.5], [0.5, 1.0]], [0.1, 0.2]
second.weight[...], second.bias[...] = [[1.0, -0.5], [0.2, 1.5]], [0.0, 0.1]
X, labels = np.array([[1.0, 0.5, -1.0], [0.5, -1.0, 2.0]]), np.array([1, 0])

edges = trace(tiny, X, labels)
on = {edge.name: edge for edge in edges}
off = on["Z"].value < 0
zeros = [bool(np.all(entries[off] == 0)) for entries in (on["H"].value, on["Z"].gradient)]
show_figure(
    draw_graph(edges, ("linear 1", "ReLU", "linear 2", "softmax and\ncross-entropy")),
    alt="A graph from left to right: X, linear 1, Z, ReLU, H, linear 2, S, softmax and cross-entropy, L. On each edge the "
    "value stands above an arrow to the right, the gradient below an arrow to the left. W1 and b1 enter linear 1, W2 "
    "and b2 enter linear 2 from below.",
    words=f"The loss is {on['L'].value:.3f}. Z is negative in {off.sum()} of {off.size} places; there H is 0: {zeros[0]}, "
    f"and dZ is 0: {zeros[1]}. The largest entry of dS is {np.abs(on['S'].gradient).max():.3f}.",
)

# %% [markdown] name="chain-text"
# Where $Z$ is negative the ReLU gives 0, and lets no gradient back: both places hold 0. An entry of $dS$ is
# $(p_{ij} - t_{ij}) / n$, and a probability lies between 0 and 1, so for two images it stays below one half.
#
# ## The chain rule, node by node
#
# Each node knows only its own little formula. It is handed the gradient of what it gave out, and turns it into the
# gradients of what it was given. (Report 004 has these for its two layers, in section 5.1.) Read the picture from the right:
#
# **The loss.** Chapter 04 derived what the softmax and the cross-entropy send back together. With the probabilities $P$ and
# the one-hot targets $T$, both $(n, K)$,
#
# $$dS = \tfrac1n (P - T) \qquad (n, K) . \tag{1}$$
#
# **The second linear layer**, $S = HW_2 + b_2$. Chapter 02's three formulas, with $H$ for what comes in and $dS$ for what comes back:
#
# $$\underbrace{dW_2}_{(d_\text{hid}, K)} = H^\top dS, \qquad \underbrace{db_2}_{(K,)} = \sum_\text{rows} dS, \qquad
#   \underbrace{dH}_{(n, d_\text{hid})} = dS\, W_2^\top . \tag{2}$$
#
# **The ReLU**, $H = \max(Z, 0)$. Chapter 03: its slope is 1 where $Z > 0$ and 0 elsewhere, entry by entry:
#
# $$dZ = dH \odot [Z > 0] \qquad (n, d_\text{hid}) . \tag{3}$$
#
# **The first linear layer**, $Z = XW_1 + b_1$. The same as (2), one layer down:
#
# $$\underbrace{dW_1}_{(d_\text{in}, d_\text{hid})} = X^\top dZ, \qquad \underbrace{db_1}_{(d_\text{hid},)} = \sum_\text{rows} dZ, \qquad
#   \underbrace{dX}_{(n, d_\text{in})} = dZ\, W_1^\top . \tag{4}$$
#
# That is all of backpropagation: the chain rule, with every intermediate result kept. A node needs nothing of the others, and so
# a network of any depth is a list of layers.
#
# What does the chain rule say for one single weight? Take the one in the last row and first column of $W_1$. When it changes,
# it changes the first hidden unit of each image, and through that both scores. Each way from the weight to the loss is a
# *path*; the slopes along a path multiply, and the paths add up.
#
# **Predict.** How many paths lead from this weight to the loss? Then follow one of them in the picture with a pencil: what is
# the product of its slopes?

# %% name="paths"
W2, Z, dS = second.weight, on["Z"].value, on["S"].gradient
total = 0.0
for image in range(2):
    for k in range(2):
        slopes = [X[image, 2], float(Z[image, 0] > 0), W2[0, k], dS[image, k]]
        total += np.prod(slopes)
        product = " · ".join(f"({slope:+.3f})" for slope in slopes)
        print(f"image {image}, class {k}:  {product} = {np.prod(slopes):+.3f}")
print(f"sum of all paths {total:+.3f}, in the picture {on['W1'].gradient[2, 0]:+.3f}")
assert np.isclose(total, on["W1"].gradient[2, 0])

# %% [markdown] name="reverse-text"
# Four paths: two images, two classes. Their sum is the number on the edge.
#
# ### Why from the loss backwards?
#
# In a 784-128-64-10 network $128 \cdot 64 \cdot 10 = 81{,}920$ paths lead from one pixel to the scores. Nobody adds them up one by
# one: paths share their ends, and (1) to (4) work out each shared end **once**.
#
# That leaves the order. Forget the ReLUs for a moment, and take one image. Then $dX = dS\, W_3^\top\, W_2^\top\, W_1^\top$, a
# row of 10 numbers times three matrices. The result is the same wherever you begin:
#
# - **From the loss:** $((dS\, W_3^\top)\, W_2^\top)\, W_1^\top$ is always a *row* times a matrix. Multiplications:
#   $10 \cdot 64 + 64 \cdot 128 + 128 \cdot 784 = 109{,}184$.
# - **From the images:** $dS\,(W_3^\top (W_2^\top W_1^\top))$ multiplies *matrices* first:
#   $64 \cdot 128 \cdot 784 + 10 \cdot 64 \cdot 784 + 10 \cdot 784 = 6{,}932{,}128$, 63 times as many.
#
# The loss is a single number, and the parameters are many. So we begin at the end with a single number. Then one backward pass
# gives **all** 109,386 derivatives for the price of about two forward passes (chapter 02). Central differences would
# need $2 \cdot 109{,}386$ forward passes. They are far too slow for training, but they are an independent witness.
#
# ### Exercise 1: the backward pass of a two-layer network
#
# Write (1) to (4) for any sizes. `softmax` is there for you; everything else you have written in the chapters before. The
# images need no gradient: leave out $dX$.


# %% name="two-layer-backward" exercise="two_layer_backward"


# %% name="two-layer-backward-check" check="two_layer_backward"
check.two_layer_backward(two_layer_backward)
# hint("two_layer_backward")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="step-text"
# ## How good is the witness?
#
# A check compares the backward pass with central differences, so it is only as sharp as they are. Write $\theta$ for the
# number that is moved, $L'$, $L''$, $L'''$ for the derivatives by it, and $D(h)$ for the central difference. Taylor's formula:
#
# $$L(\theta \pm h) = L \pm h L' + \tfrac{h^2}{2} L'' \pm \tfrac{h^3}{6} L''' + \dots
#   \quad\Longrightarrow\quad D(h) = \frac{L(\theta + h) - L(\theta - h)}{2h} = L' + \tfrac{h^2}{6} L''' + \dots$$
#
# The second term is the **truncation** error. It falls with the square of $h$, so make $h$ tiny? No: a computer keeps
# a number only to a relative precision eps, about $2 \cdot 10^{-16}$ in float64 and $10^{-7}$ in float32. The two
# losses are nearly the same, and their difference is wrong by about $\text{eps}\,|L|$. Division by $2h$ blows
# that up: the **round-off** error, which *grows* as $h$ shrinks. Relative to $L'$, and up to a small factor,
#
# $$\text{relative error of } D(h) \;\approx\; c\,h^2 + \frac{r}{h}, \qquad c = \frac{|L'''|}{6\,|L'|}, \quad r = \text{eps}\,\frac{|L|}{|L'|} . \tag{5}$$
#
# On log axes that is a V: slope 2 on the right, slope $-1$ on the left. It is lowest where the derivative of (5) vanishes,
# $2ch = r/h^2$:
#
# $$h_\text{best} = \Bigl(\frac{r}{2c}\Bigr)^{1/3} . \tag{6}$$
#
# Where $L$, $L'$ and $L'''$ are of the same size, that is near $\text{eps}^{1/3}$, with an error near $\text{eps}^{2/3}$.
#
# Try, and **predict** each time before you move a control (the keyboard does it too: <kbd>Tab</kbd>, then the arrow keys):
#
# 1. `exp` in float64. The step is $0.01$, report 001's. By which factor does the error fall if the step becomes ten times shorter?
#    How far does that go?
# 2. Now float32. Where does the V go, and why does its best point lie so much higher?
# 3. The loss of a real network in float64: is its best step another one than that of `exp`? Then the ReLU near its kink: which step is too long?

# %% name="step-live" tags=["trained"]
StepExplorer(data)

# %% [markdown] name="error-text"
# 1. By 100 for each factor of 10, as $h^2$ says, down to about $10^{-5}$. Beyond, rounding takes over.
# 2. In float32 eps is 500 million times larger. The best step moves up by the cube root of that, to nearly $10^{-2}$, and the best error
#    is about $10^{-5}$: not enough to tell a slip from noise. So gradients are checked in **float64**, even where training is in float32.
# 3. Hardly: the cube root in (6) forgives a lot. For the ReLU every step longer than the distance to the kink is hopeless.
#
# There is a trick that buys more digits. $D(h)$ and $D(h/2)$ are both off by the *same* $L'''/6$, times $h^2$ and $h^2/4$. So
# $\bigl(4 D(h/2) - D(h)\bigr) / 3$ has no $h^2$ term left (Richardson 1911). `check_gradients` does that, and can therefore take a
# long step, $10^{-3}$, at which round-off is still small.
#
# ## How far apart is too far?
#
# Let $a$ be the derivative from the backward pass, $d$ the one from differences. Is $|a - d| = 0.00005$ good? For $a = 5$ it
# is excellent. For $a = 0.0001$ it is a disaster: half of the number is wrong. So divide by the size:
#
# $$\text{relative error} = \frac{|a - d|}{\max(|a|,\; |d|,\; a_\text{max} / 1000)} . \tag{7}$$
#
# - The **larger** of the two, so that both are treated alike, and an answer of 0 for a number that is not 0 has error 1, the
#   same as 100 %.
# - A **floor**, a thousandth of the largest derivative $a_\text{max}$ of the gradient: round-off is absolute, so a derivative
#   of nearly zero has no correct digits to compare, and $0/0$ is no number.
#
# A **tolerance** then separates round-off from mistakes. In float64 with a good step, what is right lies below $10^{-6}$, and mistakes
# lie mostly above $10^{-3}$. What falls between deserves a look: a kink, a cancellation, or a small bug.
#
# ### Exercise 2: the relative error
#
# **Predict:** what does (7) give for $a = 2$, $d = -2$? For $a = 0$, $d = 3$? Then write it for whole arrays.


# %% name="relative-error" exercise="relative_error"


# %% name="relative-error-check" check="relative_error"
check.relative_error(relative_error)
# hint("relative_error")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="kink-text"
# It gives 2 for opposite numbers, the largest possible error, and 1 for $a = 0$, $d = 3$.
#
# ## One layer at a time
#
# `check_layer(layer, x)` checks a layer by itself. A layer has no loss, so it is given one: $L = \sum R \odot Y$ with random
# numbers $R$ of $Y$'s shape. Then $dY = R$, and `backward(R)` must agree with central differences in every entry of $X$ and every
# parameter. A wrong layer is found without its neighbours.
#
# One thing can go wrong without any mistake. The ReLU has a **kink** at 0: when the step reaches across it, the difference mixes
# two slopes. Where there is no kink, the slope is the same from the left as from the right, and the same with half the step. So the
# check compares these. Where they differ, it takes a tenth of the step until they agree, and says so: `near a kink`. It excuses
# nothing: the error still counts.
#
# **Predict.** Five inputs go into a ReLU, with a step of 0.001: 0.5, -0.3, 0.0002, -0.00005 and exactly 0. Near which of them
# is a kink? For which of them will no step help?

# %% name="kink"
inputs = np.array([[0.5, -0.3, 2e-4, -5e-5, 0.0]])
rows = check_layer(ReLU(), inputs, step=1e-3).rows
pd.DataFrame(
    {
        "x": [f"{x:g}" for x in inputs[0]],
        "step taken": [f"{row.step:.0e}" for row in rows],
        "near a kink": [row.kink for row in rows],
        "relative error": [f"{row.relative_error:.0%}" if row.relative_error > 1e-6 else "below 1e-6" for row in rows],
    }
)

# %% [markdown] name="whole-text"
# Three of the five are near the kink, and two of them are saved by a shorter step. At exactly 0 no step helps. The slope is 0 on
# one side and 1 on the other; a central difference gives the mean of both, and our ReLU says 0, which is as good a choice as
# any. With real images an input of exactly 0 hardly ever occurs.
#
# ## A whole network
#
# `check_gradients(net, images, labels)` compares the network's gradient with numeric derivatives of the real loss, for a sample
# of the parameters, as many of each weight and bias, or, with `samples=None`, for all. Its report has `.rows`, `.table()` (the
# worst first) and `.summary()` (one line for each weight and bias). `draw_report` draws it.
#
# **Predict.** For 300 of 109,386 parameters and ten images: will some of them meet a kink? Will their errors be larger?

# %% name="whole" tags=["trained"]
net = build_mlp([784, 128, 64, 10], seed=0)
report = check_gradients(net, ten.images, ten.labels, samples=300)
kinks = sum(row.kink for row in report.rows)
show_figure(
    draw_report(report, title="All 300 relative errors lie far below the tolerance, kinks too"),
    alt="Points on a log axis from 1e-16 to 10, in one row for each weight or bias. All lie left of 1e-7, the tolerance is "
    "at 1e-6. Triangles, near a kink, lie among the others.",
    words=f"{len(report.rows)} parameters checked, {kinks} of them near a kink; the largest relative error is below 1e-6: "
    f"{report.max_relative_error < 1e-6}.",
)
assert report.max_relative_error < 1e-6 and kinks > 0

# %% [markdown] name="report-text"
# A few meet a kink, and with the shorter step they are as good as the others. You can trust this backward pass.
#
# ## Report 001's check, made again
#
# Report 001 is the only one of the five that prints a gradient check. Its network is 784-50-50-10 with tanh, on ten images, one of
# each class, and its $\epsilon$, our $h$, is $10^{-2}$. A gradient passes when it is within $\epsilon^2 = 10^{-4}$ of the
# difference, **absolutely**. Its Table 1 lists seven parameters, and all pass.
#
# We do the same: the same sizes, ten images scaled to mean 0 and variance 1, the same seven places. The report's
# weights are not known, so our gradients are other numbers. We draw ours with a standard deviation of $\sigma = 0.1$, which makes them
# about as large. What can be compared is the size of the errors.
#
# **Predict.** By (5), how much smaller does the truncation error get when $h$ goes from $10^{-2}$ to $10^{-5}$?

# %% name="table-1"
pixels = data.to_pixels(ten.images)
images = (pixels - pixels.mean()) / pixels.std()
net = build_mlp([784, 50, 50, 10], activation="tanh", initializer=0.1, dtype="float64", seed=0)
net.loss_and_gradient(images, ten.labels)
printed = {  # the place in the flat vector, and report 001's two numbers
    "output bias [0]": (42300, 0.00380513, 0.00380517),
    "hidden 2 bias [0]": (41750, 0.01311730, 0.01311720),
    "hidden 1 bias [0]": (39200, 0.00328705, 0.00328706),
    "hidden 2 weight [0, 0]": (39250, -0.01350273, -0.01350263),
    "hidden 2 weight [1, 1]": (39301, 0.00289995, 0.00289973),
    "hidden 1 weight [0, 0]": (0, -0.00313974, -0.00313975),
    "hidden 1 weight [1, 1]": (51, -0.00015532, -0.00015534),
}
table = {}
for name, (place, theirs, approximated) in printed.items():
    ours = net.gradient[place]
    coarse, fine = (abs(1 - central_difference(net, images, ten.labels, place, h) / ours) for h in (1e-2, 1e-5))
    table[name] = [
        f"{theirs:.8f}",
        f"{abs(1 - approximated / theirs):.0e}",
        f"{ours:.8f}",
        f"{coarse:.0e}",
        fine < 1e-6,
    ]
pd.DataFrame(table, index=["report", "its error", "ours", "error, h = 0.01", "below 1e-6, h = 1e-5"]).T

# %% [markdown] name="tolerance-text"
# The errors are relative ones. With $h = 0.01$ the report's errors and ours are of one kind, from $10^{-6}$ to $10^{-3}$: that is truncation,
# and none of it is the backward pass's fault. With $h = 10^{-5}$, a million times less truncation, all of ours fall below $10^{-6}$. The report's gradients are
# most probably right. But would its test have noticed if they were not?
#
# The last row has a gradient of $-0.00015532$. The test accepts every answer within $0.0001$. For a gradient below
# $0.0001$ it even accepts **0.0**, which is to say: no backward pass at all.
#
# **Predict.** Take our network of 42,310 parameters and make its gradient wrong on purpose: 0 everywhere, the sign turned, half as large.
# For what share of the parameters would $10^{-4}$ notice nothing? And with report 000's weights, standard deviation $\sigma = 0.01$?

# %% name="tolerance"
print(f"accepted for -0.00015532: {-0.00015532 - 1e-4:.8f} to {-0.00015532 + 1e-4:.8f}")
relative = exercises()["relative_error"].solution
wrong = {"0 everywhere": 0.0, "sign turned": -1.0, "half as large": 0.5, "10 % too large": 1.1, "1 % too large": 1.01}
shares = pd.DataFrame(index=list(wrong))
for initializer in (0.1, 0.01):
    net = build_mlp([784, 50, 50, 10], "tanh", initializer, dtype="float64", seed=0)
    net.loss_and_gradient(images, ten.labels)
    right = net.gradient
    absolute = [np.mean(np.abs(factor * right - right) < 1e-4) for factor in wrong.values()]
    sharp = [np.mean(relative(factor * right, right) < 1e-6) for factor in wrong.values()]
    shares[f"1e-4 absolute, σ = {initializer}"] = [f"{share:.1%}" for share in absolute]
    shares[f"1e-6 relative, σ = {initializer}"] = [f"{share:.1%}" for share in sharp]
shares

# %% [markdown] name="own-text"
# With small weights, gradients are small, and **half of all parameters pass with an answer of 0.0**. Nearly all pass with an error of
# 10 %. The relative error, with (7) and $10^{-6}$, accepts less than one in a thousand of any of them. An absolute tolerance is a statement about the size of the gradients as much as about their
# correctness, and the size depends on the weights, the batch and the day of the training.
#
# And the last row of the report? Any answer from $-0.00025532$ to $-0.00005532$ would have been "True": wrong by up to 64 %.
#
# ## Your own layers train the real network
#
# Time to bring your own: a linear layer, as in chapter 02, and a ReLU, as in chapter 03. Both inherit from `Layer`, and follow the protocol:
# `forward(x, training=False)` keeps what `backward` needs; `backward(d_output)` returns `d_input`, and the linear layer also fills
# `self.d_weight` and `self.d_bias`.
#
# ### Exercise 3: a linear layer and a ReLU
#
# **Predict:** which of the two needs its *input* in the backward pass, and which could do with its *output* alone?


# %% name="own-layers" exercise="own_layers"


# %% name="own-layers-check" check="own_layers"
check.own_layers(own_layers)
# hint("own_layers")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="train-text"
# The linear layer needs its input, for $dW = X^\top dY$. For the ReLU the output will do: it is above 0 exactly where the input is.
#
# If your layers passed, **they are the ones that are checked and trained here**; otherwise the course's own step in. The check needs
# nothing but their two passes: the kinks of your ReLU show in the differences. Then your network and one of
# `build_mlp` start from the same weights, and see the same images in the same order: one pass over all 55,000.
#
# **Predict.** What accuracy will they reach? And how far apart will they be?

# %% name="train"
yours = bool(check.own_layers(own_layers))
MyLinear, MyReLU = own_layers() if yours else exercises()["own_layers"].solution()
own = Network([MyLinear(784, 128), MyReLU(), MyLinear(128, 64), MyReLU(), MyLinear(64, 10)], seed=0)
ours = build_mlp([784, 128, 64, 10], seed=0)

checked = check_gradients(own, ten.images, ten.labels, samples=200)
print("the layers are", "yours" if yours else "the course's")
print("largest relative error below 1e-6:", checked.max_relative_error < 1e-6)
for net in (own, ours):
    Trainer(net, SGD(learning_rate=0.1), batch_size=128, seed=0, progress=False).fit(data.train, epochs=1)
own_accuracy, our_accuracy = (evaluate(net, data.validation).accuracy for net in (own, ours))
print(f"validation accuracy between 82 % and 88 %: {0.82 < own_accuracy < 0.88}")
print("the two within 1 percentage point:", abs(own_accuracy - our_accuracy) < 0.01)
assert checked.max_relative_error < 1e-6 and 0.82 < own_accuracy < 0.88

# %% [markdown] name="hunt-text"
# About 85 % after one pass, and the two are the same network: same weights, same formulas, same images.
#
# ## The bug hunt
#
# Ten networks, 784-32-32-10, each with **one** planted bug. All of them run, and all of them learn at least a little: that is what makes such
# bugs expensive. Some are from the reports, the others are classics. For each:
#
# 1. `suspect = bug_hunt.suspect(number)` brings a new, untrained network. Its layers are called `Linear`, `ReLU`, … like the right ones.
# 2. Check the whole with `check_gradients`. An error in one layer's backward pass makes **everything below it** wrong, and nothing
#    above. So the topmost wrong parameter says where to look.
# 3. Check the layers one by one with `check_layer`. When all are right and the whole is wrong, the loss is what is left.
# 4. `bug_hunt.accuse(number, "ReLU.backward")` says whether you are right, and why not. If you are, it explains the bug, where it was met, and
#    what it costs: it trains the network with the bug and the right one, 300 steps each, and compares them on 5,000 validation images.
#
# The first one we solve together. Its layers 0, 2 and 4 are linear, 1 and 3 are ReLUs. **Predict:** if the ReLUs' backward pass is wrong and
# all else is right, which of the linear layers still have right gradients? And the other way round: if only layer 4 is right, which nodes can be
# wrong?

# %% name="bug-1" tags=["trained"]
suspect = bug_hunt.suspect(1)
report = check_gradients(suspect, ten.images, ten.labels, samples=1000)
worst = report.summary()["max_relative_error"]
show_figure(
    draw_report(report, title="Suspect 1: the last layer is right, everything below is wrong"),
    alt="Rows of points on a log axis. Those of layer 4 lie left of the tolerance 1e-6. Most of those of layers 0 and 2 lie far to the "
    "right of it, near 1.",
    words="; ".join(f"{name} {'right' if error < 1e-6 else 'wrong'}" for name, error in worst.items()) + ".",
)
for number, layer in enumerate(suspect.layers):
    x = np.random.default_rng(1).standard_normal((6, layer.n_in if number % 2 == 0 else 32))
    error = check_layer(layer, x, samples=100).max_relative_error
    print(f"layer {number}, {type(layer).__name__:<6} by itself:", "right" if error < 1e-6 else "WRONG")
print(bug_hunt.accuse(1, "Linear.backward"))
print(bug_hunt.accuse(1, "ReLU.backward"))

# %% [markdown] name="hunt-on"
# Layer 4 is right, so what it is handed, $dS$, is right, and so is the loss. Layer 2 is wrong: what it is handed has come through the
# ReLU above it. By itself, only the ReLU fails. `bug_hunt.cost(1)` tells what was measured.
#
# Now you. The nine others wait in the next cell: change the number, train, check, accuse. The places that can be accused are `bug_hunt.PLACES`:
# a layer or `loss`, a point, and `forward` or `backward`.
#
# A warning: a check sees only what you show it. **Suspect 2 looks clean** on our ten images, and it is not. When a check finds nothing, ask:
#
# - Is the batch too small, or too neat?
# - Does the network have a past? Train it for some steps (`suspect.loss_and_gradient(…)`, `SGD(0.001).step(suspect.parameters, suspect.gradient)`),
#   and check again.
# - Are the numbers too tame? Show it `1000 * images`.
# - Which line of the summary is wrong: the weight's, the bias's, or the input's?

# %% name="hunt"
number = 2  # then 3, 4, … up to 10
suspect = bug_hunt.suspect(number)
print("the layers of suspect", number, "are", ", ".join(type(layer).__name__ for layer in suspect.layers))

report = check_gradients(suspect, ten.images, ten.labels, samples=100)
print("on ten images, largest relative error below 1e-6:", report.max_relative_error < 1e-6)
# bug_hunt.accuse(number, "…")  # remove the first "#", and name the place

# %% [markdown] name="ending"
# ## What the reports found
#
# > - **Report 000** prints $dY = \max(dY', 0)$ as the ReLU's backward pass (3.2.2). You have seen what that is worth: suspect 1. Its softmax
# >   code subtracts the targets at `dx[np.arange(x), y]`, where `x` is the array of scores, and should be `N`: NumPy refuses that line, so
# >   the code that trained must have been another. And the middle of its equation (3.2.4), $4 / (e^{2x} + 1)^2$, lacks a
# >   factor $e^{2x}$; its right-hand side, $1 - \tanh^2 x$, is right. A gradient check finds all three.
# > - **Report 001** checks its gradients, the only one of the five to do so. But it takes $h = 10^{-2}$, a thousand times longer than
# >   (6) advises in float64, and an absolute tolerance of $10^{-4}$ with the reason that the difference is exact to $O(\epsilon^2)$. That names
# >   how the error falls, not how large it is, and says nothing about how large the gradient is. With weights
# >   as small as report 000's, half of the gradient could have been 0.
# > - **Report 003** writes $\partial\ell/\partial W = \partial\ell/\partial z \cdot x$ (4), without transposes and without an order.
# >   One of the suspects shows what happens to those who trust a formula because the shapes fit.
#
# ## Recap
#
# - A network is a graph. Values flow forward, gradients back; each has the shape of its partner on the edge.
# - A node needs its own formula, what it kept from the forward pass, and the gradient that it is handed. Slopes along a path
#   multiply, paths add up.
# - From the loss backwards is cheap because the loss is a single number: all derivatives for about two forward passes.
# - A central difference errs by $c h^2 + r / h$. In float64 the best step is near $10^{-5}$; float32 is too coarse to check with.
# - Compare relatively, with a floor. An absolute tolerance accepts zeros where gradients are small.
# - A kink within the step is reported and checked with a shorter one. At the kink itself there is no derivative.
# - Errors travel down. Check the whole, then layer by layer; then ask what the check was not shown.
#
# ## Quiz
#
# 1. A network's last linear layer has the right $dW$ and a wrong $db$. Every layer below is right. What is wrong?
#
#    <details><summary>Answer</summary>
#
#    The $db$ of that layer alone. A wrong $dS$ would spoil its $dW$ and everything below; a wrong $dX$ would spoil what is below. The bias's gradient
#    goes nowhere else, so nothing else suffers.
#    </details>
# 2. Why is a check with $h = 10^{-12}$ in float64 no better than one with $h = 10^{-2}$?
#
#    <details><summary>Answer</summary>
#
#    The two losses then agree in nearly all of their 16 digits, and what is left of their difference is rounding: the error $r / h$ is about
#    $10^{-4}$, more than the truncation at $10^{-2}$ in the widget. Between the two lies the best step.
#    </details>
# 3. In a 32-32-32 network somebody writes $dY\,W$ in place of $dY\,W^\top$. Do the shapes notice? Does `check_layer`? With which
#    weights would even the numbers not notice?
#
#    <details><summary>Answer</summary>
#
#    Both products are $(n, 32)$, so the shapes say nothing. The numbers differ, and the check notices. Only a symmetric $W = W^\top$
#    hides the slip, zeros or the identity among them: check with random weights.
#    </details>
# 4. A gradient check of a freshly made network passes, and training still goes wrong. Name two kinds of bug for which that can be.
#
#    <details><summary>Answer</summary>
#
#    Whatever needs a past: a gradient that is added up over batches, a cache that is never renewed. Whatever needs other
#    numbers: an overflow of large scores, an index that is right for ten images only. And whatever is not the gradient at all:
#    the optimiser, the data, the labels.
#    </details>
# 5. Why does `check_layer` use random numbers $R$ and not simply the sum of all outputs as its loss?
#
#    <details><summary>Answer</summary>
#
#    With the sum, $dY$ would be 1 everywhere. A ReLU that masks by the sign of $dY$ (suspect 1) would be wrong only where $X$ is negative, a transposed or shuffled
#    $dY$ would look the same, and a softmax's outputs always sum to 1, so its gradient would be 0. Random numbers treat every
#    entry differently.
#    </details>
# 6. Two of the ten bugs cost less than two percentage points of accuracy. Why bother?
#
#    <details><summary>Answer</summary>
#
#    They cost little in *this* network, with *this* data, in 300 steps. A leak that is forgotten matters when units die; a bias that learns too
#    slowly matters when the input is not centred. And you would compare methods while measuring a bug. The check takes
#    a second.
#    </details>
#
# ## Where to go next
#
# - Hunt all ten. Which did you find fastest: those that ruin the training, or those that nobody would notice?
# - [Chapter 06](06_initialisation.ipynb) follows the size of values and gradients through many layers: now that they are right, will they be
#   large enough to learn from?
# - Take a layer that you have never derived, such as `BatchNorm` in `mlp.layers`, write its backward pass yourself, and let
#   `check_layer` be the judge.
