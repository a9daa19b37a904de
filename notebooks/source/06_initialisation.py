# %% [markdown] name="title"
# # 06 Initialisation
#
# You derive how large the first weights of a network must be, see signals die or explode in twenty layers where they are
# not, and choose the right start for any width, depth and activation.
#
# ## What you will be able to do
#
# - derive how a layer changes the size of what goes through it, forward and backward, step by step
# - derive Kaiming's and Xavier's weights, say what each assumes, and check both on real images
# - follow activations and gradients through a network of any depth, with two functions of your own
# - say why weights must differ from each other, what biases should start at, and why
# - recognise in the first minute of a training that its start was wrong
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb) and [03 Activations](03_activations.ipynb); mean and
#   variance. [05 Backpropagation](05_backpropagation.ipynb) helps.
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 90

# %% name="setup"
import numpy as np

from mlp import SGD, Trainer, build_mlp, load_fashion_mnist
from mlp.exercises import check, exercises, hint
from mlp.layers import Linear
from mlp.plots import draw_runs, new_figure, show_figure
from mlp.plots.depth import draw_by_depth
from mlp.inside.signals import trace_signals
from mlp.widgets import DepthExplorer, Playground

data = load_fashion_mnist()
images = data.train.images[:200].astype("float64")  # (200, 784), standardised
labels = data.train.labels[:200]


def relu(z):
    return np.maximum(z, 0)


def yours_or_ours(name, yours):
    """Your answer if it passes its check, otherwise the course's own: the experiments below run either way."""
    return yours if getattr(check, name)(yours) else exercises()[name].solution


# %% [markdown] name="harmless-text"
# ## Twenty harmless layers
#
# Before the first step of a training, the weights are random numbers, and somebody has to say how large. Report 000
# says that $0.01$ is "a commonly recommended value" for their standard deviation, and "a good starting point". Small
# and careful: it looks harmless.
#
# We build a network with twenty hidden layers of 128 ReLUs, draw all weights with standard deviation $0.01$, and send
# 200 training images through it: forward, and then the gradient of the loss back. `trace_signals` returns what runs
# between the layers: the activations $Y$ of each hidden layer, and the gradients $dY$.
#
# **Predict.** The pixels have standard deviation 1. What will be left of that in the activations of layer 1, of layer
# 5, of layer 20? And which layer gets the smallest gradient?

# %% name="harmless"
net = build_mlp([784, *20 * [128], 10], "relu", initializer=0.01, dtype="float64", seed=0)
activations, gradients = trace_signals(net, images, labels)
print("standard deviation of   activations Y   gradients dY")
for layer in (1, 2, 3, 5, 10, 20):
    print(f"  layer {layer:2}              {activations[layer - 1].std():10.1e}     {gradients[layer - 1].std():10.1e}")

# %% [markdown] name="forward-text"
# In layer 20 stand numbers of about $10^{-22}$: for the output layer every image is the same, namely nothing. And the
# gradient that arrives in layer 1 is smaller still. No learning rate can save that. Each layer takes away the same
# factor, and twenty times the same factor is a power of twenty. So let us find the factor.
#
# ## Forward: what a layer does to the size
#
# From here on, a layer is the linear layer and its activation together (chapter 05 calls its output $H$):
#
# $$Z = XW + b, \qquad Y = f(Z), \qquad \text{and the next layer's } X \text{ is this layer's } Y .$$
#
# $X$ is $(n, d_\text{in})$, $W$ is $(d_\text{in}, d_\text{out})$, $b$ is $(d_\text{out},)$ and starts at 0, $Z$ and $Y$
# are $(n, d_\text{out})$. Papers call $d_\text{in}$ the *fan-in* and $d_\text{out}$ the *fan-out*. So one entry is
#
# $$z_{ij} = \sum_{k=1}^{d_\text{in}} x_{ik}\, w_{kj} . \tag{1}$$
#
# The weights are drawn independently of each other and of $X$, with mean $0$ and variance $\sigma^2$. $\mathrm{E}$ is
# the mean over such draws.
#
# **One product.** For independent numbers, the mean of a product is the product of the means. Hence
#
# $$\operatorname{Var}(x w) = \mathrm{E}[x^2 w^2] - (\mathrm{E}[x w])^2 = \mathrm{E}[x^2]\,\mathrm{E}[w^2] - (\mathrm{E}[x]\,\mathrm{E}[w])^2
#   = \mathrm{E}[x^2]\, \sigma^2 - 0 . \tag{2}$$
#
# Mind what stands there: $\mathrm{E}[x^2]$, the mean *square* of $x$, and not its variance. What comes out of a ReLU
# has no mean of 0.
#
# **The sum.** (1) has $d_\text{in}$ such products. Any two of them are uncorrelated, because
# $\mathrm{E}[x_k w_k x_l w_l]$ holds $\mathrm{E}[w_k]\,\mathrm{E}[w_l] = 0$. So their variances add up; and as the mean
# of $z$ is 0, its variance is its mean square:
#
# $$\mathrm{E}[z^2] = d_\text{in}\, \sigma^2\, \mathrm{E}[x^2] . \tag{3}$$
#
# **The ReLU.** Turn the sign of all weights: that is as likely a draw, and turns the sign of $z$. So $z$ and $-z$ are
# equally likely. $y = \max(z, 0)$ keeps $z^2$ in one half of the cases, and is 0 in the other:
#
# $$\mathrm{E}[y^2] = \tfrac12\, \mathrm{E}[z^2] = \tfrac12\, d_\text{in}\, \sigma^2\, \mathrm{E}[x^2] . \tag{4}$$
#
# The next layer's $x$ is this $y$, so this factor comes once per layer. It is 1, and the size stays, for
#
# $$\sigma^2 = \frac{2}{d_\text{in}} \qquad \text{(Kaiming; He, Zhang, Ren, Sun 2015, equation 10)} . \tag{5}$$
#
# **Predict** with (3) and (4) what the next cell will measure, for one layer with $d_\text{in} = 784$ and
# $d_\text{out} = 512$: $\mathrm{E}[z^2]$ and $\mathrm{E}[y^2]$ for $\sigma = 0.01$, and for Kaiming's $\sigma$. And by
# what factor per layer did our twenty layers of 128 shrink?

# %% name="one-layer"
rng = np.random.default_rng(0)
print("sigma     E[z²] by (3)  measured   E[y²] by (4)  measured   std of y")
for sigma in (0.01, np.sqrt(1 / 784), np.sqrt(2 / 784)):
    z = images @ (sigma * rng.standard_normal((784, 512)))  # (200, 512)
    y = relu(z)
    predicted = 784 * sigma**2 * np.mean(images**2)
    print(
        f"{sigma:.4f}      {predicted:8.3f}  {np.mean(z**2):8.3f}       {predicted / 2:8.3f}  {np.mean(y**2):8.3f}"
        f"   {y.std():8.3f}"
    )
    assert np.isclose(np.mean(z**2), predicted, rtol=0.1) and np.isclose(np.mean(y**2), predicted / 2, rtol=0.1)

factor = (activations[19].std() / activations[0].std()) ** (1 / 19)
print(f"per layer of 128: by (4) a factor of {np.sqrt(128 * 0.01**2 / 2):.3f}, measured {factor:.3f}")

# %% [markdown] name="forward-exercise-text"
# The formulas hold within a few per cent. One layer of 128 with $\sigma = 0.01$ multiplies the size by
# $\sqrt{128/2} \cdot 0.01 = 0.08$, and $0.08^{19} \approx 10^{-21}$. The last column is a little smaller than the root
# of $\mathrm{E}[y^2]$, because a standard deviation subtracts the mean first.
#
# ### Exercise 1: follow a signal
#
# Write the function that measures it: a loop over the layers, in which the output of one is the input of the next.
#
# **Predict:** does the result depend on how many images go in?


# %% name="forward-std" exercise="forward_std"


# %% name="forward-std-check" check="forward_std"
check.forward_std(forward_std)
# hint("forward_std")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="backward-text"
# Hardly: more images only measure the same thing more precisely.
#
# ## Backward: what a layer does to the gradient
#
# On its way back, the gradient passes the activation first, then the linear layer (chapters 02 and 03):
#
# $$dZ = dY \odot f'(Z), \qquad dX = dZ\, W^\top, \qquad dx_{ik} = \sum_{j=1}^{d_\text{out}} dz_{ij}\, w_{kj} . \tag{6}$$
#
# That is (1) again, with one change: the sum runs over $d_\text{out}$. We take $dZ$ as independent of this layer's $W$.
# (Not quite true, since the loss depends on $W$; we shall see how well it does.) Then (2) and (3) go through word by
# word. For the ReLU, $f'$ is 1 for one half of the entries and 0 for the other, hence
# $\mathrm{E}[dz^2] = \frac12 \mathrm{E}[dy^2]$, and
#
# $$\mathrm{E}[dx^2] = d_\text{out}\, \sigma^2\, \mathrm{E}[dz^2] = \tfrac12\, d_\text{out}\, \sigma^2\, \mathrm{E}[dy^2] . \tag{7}$$
#
# **Predict.** The gradient keeps its size for $\sigma^2 = 2 / d_\text{out}$, the signal for $2 / d_\text{in}$. For
# which layers of 784-128-128-10 do the two disagree?
#
# ### Exercise 2: follow a gradient
#
# It comes from the last layer, so the loop runs from there to the first.


# %% name="backward-std" exercise="backward_std"


# %% name="backward-std-check" check="backward_std"
check.backward_std(backward_std)
# hint("backward_std")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="xavier-text"
# For the first layer, 784 to 128, and for the last, 128 to 10. Inside, where all widths are equal, one $\sigma$ serves
# both directions. And one choice for *all* layers is enough: with $2 / d_\text{in}$ everywhere, (7) multiplies the
# gradient's mean square by $d_\text{out} / d_\text{in}$ in each layer. Over many layers these fractions cancel, down to
# the last width over the first. That is one factor, and no power.
#
# ### Xavier's compromise
#
# Five years before Kaiming, Xavier Glorot and Yoshua Bengio did the same sums for tanh. Near 0, $\tanh z \approx z$ and
# $f' \approx 1$: nothing is halved. Forward then wants $\sigma^2 = 1 / d_\text{in}$, backward
# $\sigma^2 = 1 / d_\text{out}$. They took one over the *mean* of the two widths:
#
# $$\sigma^2 = \frac{1}{\frac12 (d_\text{in} + d_\text{out})} = \frac{2}{d_\text{in} + d_\text{out}} \qquad \text{(Xavier; Glorot, Bengio 2010, equation 12)} . \tag{8}$$
#
# For $d_\text{in} = d_\text{out}$, that is half of Kaiming's variance: the missing half is the ReLU's.
#
# ### Exercise 3: draw a start
#
# Here it is easy to be wrong by a root: (5) and (8) give the *variance* $\sigma^2$, and what multiplies standard normal
# numbers is $\sigma$. **Predict** both $\sigma$ for a layer from 784 to 128: which is larger?


# %% name="draw-start" exercise="draw_start"


# %% name="draw-start-check" check="draw_start"
check.draw_start(draw_start)
# hint("draw_start")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="pairs-forward-text"
# Kaiming's, $\sqrt{2/784} \approx 0.051$, against $\sqrt{2/912} \approx 0.047$.
#
# ## Every pair, twenty layers deep
#
# Now all pairs: four activations, each started with $0.01$, with Xavier and with Kaiming, in layers of 128, on the same
# 200 images. Layer 2 of this network is what a network of depth 2 would have as its last, and so on: one line shows all
# depths.
#
# **Predict.** Three starts times four activations are twelve lines. Which of them stay level? Which fall, and how
# steeply: like a straight line on the log axis (a factor per layer), or more slowly? Sketch the panel of the ReLU
# before you run.

# %% name="pairs-forward"
ACTIVATIONS = {"relu": "ReLU", "leaky_relu": "leaky ReLU", "tanh": "tanh", "sigmoid": "sigmoid"}
STARTS = {"0.01": 0.01, "Xavier": "xavier", "Kaiming": "kaiming"}


def sizes(activation, start, depth):
    """The standard deviations of activations and of gradients, (depth,) each, in a new network of that depth."""
    net = build_mlp([784, *depth * [128], 10], activation, STARTS[start], dtype="float64", seed=0)
    return [np.array([layer.std() for layer in layers]) for layers in trace_signals(net, images, labels)]


forward = {name: {start: sizes(a, start, depth=20)[0] for start in STARTS} for a, name in ACTIVATIONS.items()}
title = "Activations: 0.01 collapses, and the ReLU needs Kaiming's extra factor of 2"
left = {f"{name} with {start}": line[-1] / line[0] for name in forward for start, line in forward[name].items()}
show_figure(
    draw_by_depth(forward, range(1, 21), title, "layer", "standard deviation of Y"),
    alt="Four panels, one per activation: the standard deviation of the activations in layers 1 to 20 on a log axis. For "
    "ReLU and leaky ReLU, 0.01 falls steeply, Xavier gently, and Kaiming stays level. For tanh, 0.01 falls steeply, the "
    "others stay nearly level. For sigmoid all three stay level.",
    words="Of layer 1's standard deviation, this share is left in layer 20: "
    + "; ".join(f"{pair} {share:.1g}" for pair, share in left.items())
    + ".",
)
assert 0.5 < left["ReLU with Kaiming"] < 2 and left["ReLU with 0.01"] < 1e-20

# %% [markdown] name="pairs-backward-text"
# - **ReLU** and leaky ReLU: Kaiming stays level. Xavier loses a factor of $\sqrt{1/2}$ in each layer, by (4), a
#   thousand in all. That is what the forgotten 2 costs.
# - **tanh**: Xavier does not fall like a power, but it does fall, to about a quarter. (8) assumed $\tanh z = z$. The
#   next term of its series is $\tanh z \approx z - z^3/3$, so $\tanh^2 z \approx z^2 - \frac23 z^4$. For normal $z$
#   with $\mathrm{E}[z^2] = v$, $\mathrm{E}[z^4] = 3v^2$. So one layer leaves
#
#   $$v - 2 v^2 \approx \frac{1}{1/v + 2} , \tag{9}$$
#
#   which says: $1/v$ grows by 2 per layer. After 20 layers $v \approx 1/40$, and the standard deviation is about
#   $0.16$, whatever it was.
# - **sigmoid**: all three stay level. So is $0.01$ right here? Keep that question for the gradients.
#
# The gradient that reaches the *first* layer has gone through all others. So let the depth of the network grow, from 2
# to 20, and each time compare the gradient by the first hidden layer's activations with that by the last one's.
#
# **Predict** for each panel: which lines stay level this time? And the sigmoid, whose slope is at most $\frac14$?

# %% name="pairs-backward"
depths = [2, 5, 10, 15, 20]
backward = {name: {start: [] for start in STARTS} for name in ACTIVATIONS.values()}
for activation, name in ACTIVATIONS.items():
    for start, line in backward[name].items():
        for depth in depths:
            gradient = sizes(activation, start, depth)[1]
            line.append(gradient[0] / gradient[-1])
title = "Gradients: the right pair brings them to the front; nothing here saves deep sigmoids"
arrives = {f"{name} with {start}": line[-1] for name in backward for start, line in backward[name].items()}
show_figure(
    draw_by_depth(backward, depths, title, "depth of the net", "dY of layer 1 / dY of the last"),
    alt="Four panels, one per activation: the share of the gradient that arrives at the first layer, for depths 2 to 20, "
    "on a log axis. ReLU and leaky ReLU stay level with Kaiming only, tanh with Xavier and Kaiming. For sigmoid all three "
    "lines fall steeply.",
    words="Of the gradient at layer 20, this share arrives at layer 1: "
    + "; ".join(f"{pair} {share:.1g}" for pair, share in arrives.items())
    + ".",
)
assert 0.5 < arrives["ReLU with Kaiming"] < 2 and arrives["sigmoid with Kaiming"] < 1e-8

# %% [markdown] name="right-pair-text"
# The gradients of ReLU and tanh behave as their activations do, as (7) says: the independence that we took for granted
# does no visible harm. With tanh, Kaiming lets the gradient grow a little and Xavier lets it shrink a little.
#
# The **sigmoid** was a trap. Its activations lie around $\frac12$, and the spread you saw is an offset that each *unit*
# has, on all images alike. What differs from image to image has died, and no gradient comes back. A standard deviation
# that stays is necessary, and not sufficient. (By equation (8) of chapter 03 a sigmoid is a tanh with half the height,
# half the slope and an offset. Take those away, and you have tanh.)
#
# ## How right is the right pair?
#
# One network of width 128 is one throw of the dice. Let us be precise. **Claim:** with the right pair, the standard
# deviation of the activations stays, in *each* of 20 layers, within a factor of two of the first hidden layer's. The
# next cell measures it in layers of 512, on 100 images, for three seeds each, with your `draw_start` and `forward_std`
# if they have passed. $\times\, g$ means that the weights were multiplied by $g$, a *gain*. "Raw" are pixels from 0 to
# 255, "a tenth" are the standardised images divided by 10.
#
# **Predict** for each row of the table: does the claim hold? What do raw pixels change for ReLU, what for tanh?

# %% name="right-pair"
draw, follow = yours_or_ours("draw_start", draw_start), yours_or_ours("forward_std", forward_std)
x, raw = images[:100], data.to_pixels(images[:100])
rows = {
    "ReLU, Kaiming": (relu, "kaiming", 1, x),
    "ReLU, Kaiming, raw pixels": (relu, "kaiming", 1, raw),
    "tanh, Kaiming": (np.tanh, "kaiming", 1, x),
    "tanh, Xavier × 5/3": (np.tanh, "xavier", 5 / 3, x),
    "tanh, Xavier, a tenth": (np.tanh, "xavier", 1, x / 10),
    "tanh, Xavier": (np.tanh, "xavier", 1, x),
    "tanh, Xavier, raw pixels": (np.tanh, "xavier", 1, raw),
    "ReLU, Xavier": (relu, "xavier", 1, x),
}
shapes, holds = [(784, 512), *19 * [(512, 512)]], []
print("relative to layer 1:        smallest  largest  layer 20   within a factor of two")
for name, (activation, initializer, gain, inputs) in rows.items():
    lines = []  # one per seed
    for rng in map(np.random.default_rng, range(3)):
        line = follow(inputs, [gain * draw(initializer, *shape, rng)[0] for shape in shapes], activation)
        lines.append(line / line[0])
    holds.append(bool(0.5 < np.min(lines) and np.max(lines) < 2))
    last = np.mean(lines, axis=0)[-1]
    print(f"{name:27} {np.min(lines):8.4f} {np.max(lines):8.4f}  {last:8.4f}   {holds[-1]}")
assert holds == [True] * 5 + [False] * 3

# %% [markdown] name="symmetric-text"
# The claim holds for the first five rows, and each row tells something:
#
# - **ReLU with Kaiming** stays within a factor of two. A narrower network is a wilder throw of the dice: with 16 units
#   it often does not (the explorer below shows it).
# - **Raw pixels** are about 100 times too large, and the ReLU hands that on: relative to layer 1 nothing changes, but
#   *all* sizes are 100 times too large, up to the scores and their loss. The start and the scaling of the pixels
#   ([chapter 01](01_the_data.ipynb)) work together: (5) keeps a size, `standardize` makes it 1. With tanh, raw pixels
#   drive the first layer to ±1, where its slope is 0.
# - **tanh with Xavier** is the textbook's pair, and the claim does **not** hold for it: about a quarter is left, as (9)
#   predicts. It holds where tanh is nearly a straight line (inputs ten times smaller), as Xavier assumes, or with a
#   gain that makes up for the bend: $\frac53$, or Kaiming's $\sqrt 2$. Which is not to say that a quarter does any
#   harm: that is no collapse.
# - **ReLU with Xavier** is the wrong pair.
#
# ## All the same: a start that never ends
#
# Could all weights start at *one* number? Zero, say, or 0.01, without any dice? Chapter 02 began with zeros, and
# learned.
#
# **Predict.** A network 784-64-32-10 with tanh, all weights 0: which parameters will have moved after 200 steps? And if
# all are 0.01: how many *different* units will the layer of 64 have then? How many of 100 validation images will be
# named rightly?

# %% name="symmetric"
for name, value in (("all 0", 0.0), ("all 0.01", 0.01), ("Xavier", None)):
    net = build_mlp([784, 64, 32, 10], "tanh", initializer="xavier" if value is None else 0.0, seed=0)
    linear = [layer for layer in net.layers if isinstance(layer, Linear)]
    if value:
        for layer in linear:
            layer.weight[...] = value
    before = net.parameters.copy()
    trainer = Trainer(net, SGD(learning_rate=0.05), batch_size=128, seed=0, progress=False)
    accuracy = trainer.fit(data.train, data.validation, iterations=200).validation_accuracy[-1]
    alike = [bool(np.ptp(layer.weight, axis=1).max() < 1e-6) for layer in linear[:2]]  # are all columns the same?
    moved = np.count_nonzero(net.parameters != before)
    low, high = {"all 0": (0.05, 0.15), "all 0.01": (0.1, 0.35), "Xavier": (0.75, 0.85)}[name]
    assert low < accuracy < high and all(alike) == (name != "Xavier"), accuracy
    count = moved if moved < 50000 else "more than 50,000"
    print(f"{name:9} units of the two hidden layers all alike: {alike}; parameters that moved: {count}")
    print(f"          between {100 * low:.0f} and {100 * high:.0f} of 100 validation images are right")

# %% [markdown] name="bias-text"
# With zeros, only ten parameters move: the output layer's biases. Look at (6): $dX = dZ\,W^\top$ is 0 because $W$ is,
# so no gradient reaches a hidden layer; and $dW = X^\top dZ$ of the output layer is 0, because its $X$, a tanh of 0, is
# 0. Chapter 02 was spared, since its $X$ were the images.
#
# With 0.01 everything moves, but the units of a layer, equal at the start, compute the same, get the same gradient, and
# take the same step. They stay equal for ever: 64 units, and worth one. That is **symmetry**, and random weights break
# it. It does not matter which random numbers: they only must differ.
#
# ## What biases do
#
# The weights break the symmetry already, so biases may all start at 0, and in this course they do. Some start those of
# ReLUs at a small positive number, so that more units are switched on at first. What does that do, 20 layers deep?
#
# The next cell gives all biases one value. It prints, for layer 20, the share of units that are *off* for all 200
# images, the standard deviation, the share of its variance that is *due to the images* (the rest are offsets, the same
# for all images), and how much of the gradient gets from layer 20 to layer 1.
#
# **Predict.** Which is worse for a ReLU: $-0.3$ or $+3$? Does $+0.1$ rescue the start with 0.01? And what will the
# sigmoid's row say?

# %% name="bias"
print("activation, start      bias   off   std of Y   due to images   gradient that arrives")
for activation, start, bias in (
    ("relu", "kaiming", 0.0),
    ("relu", "kaiming", 0.1),
    ("relu", "kaiming", 3.0),
    ("relu", "kaiming", -0.3),
    ("relu", 0.01, 0.1),
    ("tanh", "xavier", 0.0),
    ("tanh", "xavier", 1.0),
    ("sigmoid", "xavier", 0.0),
):
    net = build_mlp([784, *20 * [128], 10], activation, start, dtype="float64", seed=0)
    for layer in net.layers:
        if isinstance(layer, Linear):
            layer.bias[...] = bias
    activations, gradients = trace_signals(net, images, labels)
    last = activations[-1]
    off, due = np.mean(np.all(last == 0, axis=0)), last.var(axis=0).mean() / max(last.var(), 1e-300)
    arrives = gradients[0].std() / gradients[-1].std()
    name = f"{activation}, {start}"
    print(f"{name:20} {bias:6.1f}  {off:4.0%}   {last.std():8.2g}   {due:13.0%}   {arrives:.1g}")

# %% [markdown] name="training-text"
# - A **negative** bias switches ReLUs off, layer by layer: at $-0.3$ every unit of layer 20 is off for every image, and
#   no gradient arrives. Nothing will ever switch them on again.
# - A **large positive** one leaves the gradient alive, and drowns the signal: the offsets grow from layer to layer, and
#   the images make up a small part of the variance. Even $+0.1$ halves it, without any visible use.
# - **0.01 with a bias of 0.1** looks repaired, for the standard deviation stays at 0.01. But it is *all* offset, the
#   images have no part in it, and the gradient is hardly less dead. Look at the right number.
# - A **tanh** with bias 1 saturates, and loses signal and gradient together. The **sigmoid** has such an offset by
#   nature: its outputs are positive, around $\frac12$, and act on the next layer like a large bias. That is the trap
#   from above.
#
# ## Does it matter in training?
#
# So far nobody has trained. Now 8 and 20 hidden layers of 64 ReLUs, three starts, three seeds, 300 steps of plain
# gradient descent with batches of 128.
#
# **Predict** the validation accuracy of the six: which of them will still be guessing (10 %)?

# %% name="training" tags=["trained"]
ranges = {(8, "0.01"): (9, 11), (8, "Xavier"): (60, 80), (8, "Kaiming"): (70, 85)}
ranges |= {(20, "0.01"): (9, 11), (20, "Xavier"): (8, 35), (20, "Kaiming"): (60, 82)}
runs = {}
for (depth, name), (low, high) in ranges.items():
    accuracies = []
    for seed in range(3):
        net = build_mlp([784, *depth * [64], 10], "relu", STARTS[name], seed=seed)
        trainer = Trainer(net, SGD(learning_rate=0.02), batch_size=128, seed=seed, progress=False)
        history = trainer.fit(data.train, data.validation, iterations=300)
        accuracies.append(history.validation_accuracy[-1])
        assert name != "0.01" or abs(history.loss[-1] - np.log(10)) < 0.002  # the mean over all 300 steps
    assert low < 100 * min(accuracies) and 100 * max(accuracies) < high, accuracies
    print(f"{depth:2} layers, {name:7}: between {low} and {high} of 100 validation images are right")
    runs[f"{depth} layers, {name}"] = accuracies
behind = max(runs["20 layers, Xavier"]) < min(runs["20 layers, Kaiming"])
show_figure(
    draw_runs(runs, title="The deeper the network, the more the start decides"),
    alt="Validation accuracies, one point per seed. With 8 layers, 0.01 is at 10 %, Xavier and Kaiming are between 60 and "
    "85 %, Kaiming ahead. With 20 layers, 0.01 is at 10 %, Xavier below 35 %, Kaiming above 60 %.",
    words=f"With 20 hidden layers, the best of three seeds with Xavier stays behind the worst with Kaiming: {behind}.",
)

# %% [markdown] name="explorer-text"
# From $0.01$ the network is still guessing after 300 steps, at either depth. Its loss stays at $\ln 10$: only the ten
# biases of the output layer get a gradient worth the name. **That is how you recognise it**: the loss begins at
# $\ln 10 \approx 2.303$, which is right, and does not move. With 8 layers, Xavier loses only a factor of about ten, and
# catches up. With 20 layers it is a factor of nearly a thousand each way, and 300 steps are not enough.
#
# ## See it move
#
# The explorer builds such a network anew at each change, and runs 60 real images through it. For each layer it draws a
# histogram on its side: how many of the numbers have which size, on a log axis. Its last sentence says how much of the
# variance is due to the images. All controls work from the keyboard: <kbd>Tab</kbd> moves on, the arrow keys change.
#
# Predict, then try:
#
# 1. It starts with 0.01. Lower the depth: up to which depth would you risk it? Then choose *Kaiming*, and go back to
#    20.
# 2. ReLU with Kaiming, *times a factor of* 0.9, 1.1, 1.25: how much may one be off at depth 20? (By (4),
#    $0.9^{19} \approx 0.14$.) And at depth 4?
# 3. Width 16, ReLU with Kaiming: is the claim true? Then tanh, same width. Which of the two minds narrow layers more,
#    and why? (How many units are on?)

# %% name="explorer"
DepthExplorer(data)

# %% [markdown] name="playground-text"
# By (4), 0.9 per layer leaves about an eighth after 20 layers, and three quarters after 4. Deep networks forgive
# nothing, shallow ones nearly everything: with 0.01 each layer costs a factor of 12. And a ReLU layer of 16 has only
# about eight units switched on: some paths die out, where tanh keeps all of its units.
#
# ## The playground
#
# To end with, a network that learns while you watch: points in the plane, two classes, and the probability that the
# network gives each place. It is the same `build_mlp` and the same `Trainer`. *Start* runs until you press *Pause* (or
# for 1,000 epochs), *Step* makes one epoch, *Reset* begins anew. <kbd>Tab</kbd> moves from control to control,
# <kbd>Space</kbd> presses a button, the arrow keys move a slider.
#
# Predict, then try:
#
# 1. *XOR*, as it stands: press *Start*. How many seconds until the four corners are right? Then *Rings*. Then *Hidden
#    sizes: none*: what can a network without hidden units draw at all?
# 2. *XOR*, hidden sizes 8-8 again, *Starting weights: 0.01*, and then *all zero*. Both sit at a loss of 0.69. What is
#    that number? (Two classes: $\ln 2$.) For which of the two will waiting help? Let 0.01 run for a minute.
# 3. *Spirals*, with the defaults: it does not get far. Now *Hidden sizes* 16-16-8, *Activation* relu, *Starting
#    weights* Kaiming, learning rate 0.1, and *Start*: it winds round within ten seconds. Which of the three changes was
#    needed?

# %% name="playground"
Playground()

# %% [markdown] name="ending"
# The default, 8-8 with tanh and Xavier, learns XOR and rings within a few seconds; without hidden units one straight
# line is all there is. With 0.01 nothing seems to happen for hundreds of epochs; then the loss falls all at once. The
# gradient was tiny, but the units differed, and what is tiny can grow. From all zeros it never starts. The spirals
# need the larger network: the default ends far behind. And 16-16-8 with tanh and Xavier is still behind after ten
# seconds; with either the ReLU or Kaiming's weights it is there.
#
# ## What the reports found
#
# > - **Report 000** (3.4) calls 0.01 "a good starting point", and names Xavier and Kaiming only as something to explore
# >   (6.1). For its network 784-128-64-10, (3) with its *raw* pixels gives the first layer outputs of
# >   $28 \cdot 0.01 \cdot 116 \approx 32$: weights that are too small and pixels that are too large nearly cancel in a
# >   net with two hidden layers. [Chapter 01](01_the_data.ipynb) took the raw pixels away and kept the weights: with
# >   `unit`, learning rates up to 0.01 then stay below 45 %.
# > - **Report 003** (3.2) starts with a Gaussian "with a **variance** of $\sqrt{2/\#\text{node}}$". (5) has that root
# >   as the **standard deviation**. Taken at its word, the standard deviation is $(2/d_\text{in})^{1/4}$, which for
# >   $d_\text{in} = 784$ is $(784/2)^{1/4} \approx 4.4$ times too large, and for its three layers 784-500-324-10
# >   together about 63 times. Its biases start at zero, as they should. "Nodes in the respective layer" leaves open
# >   which: it must be those that come *in*.
# > - **Report 001** starts with "random weights", and does not say how large; reports **002** and **004** do not
# >   mention the start at all. None of these trainings can be repeated from its text.
#
# ## Recap
#
# - A layer multiplies the mean square by $d_\text{in} \sigma^2$, a ReLU halves it; on the way back it is
#   $d_\text{out} \sigma^2$, and half again. Over the depth these factors multiply, so they must be 1.
# - Kaiming, $\sigma^2 = 2/d_\text{in}$, is for ReLUs. Xavier, $\sigma^2 = 2/(d_\text{in} + d_\text{out})$, is for what
#   is linear near 0. No single number, 0.01 or other, fits all widths.
# - Measured at depth 20, on real images, in layers of 512: ReLU with Kaiming stays within a factor of two of layer 1.
#   tanh with Xavier shrinks to a quarter, slowly, and with a gain of $\frac53$ it stays too. 0.01 in layers of 128
#   leaves $10^{-21}$ for the ReLU.
# - A standard deviation that stays is not enough: ask what part of it is due to the images, and whether a gradient
#   arrives.
# - Weights must differ (symmetry); biases start at 0. The start relies on standardised pixels.
# - A loss that stays at $\ln 10$ from the first step on: look at the start first.
#
# ## Quiz
#
# 1. A layer has 400 inputs and 100 ReLUs. Which standard deviation does Kaiming give its weights? And Xavier?
#
#    <details><summary>Answer</summary>
#
#    Kaiming: $\sqrt{2/400} \approx 0.071$. Xavier: $\sqrt{2/500} \approx 0.063$. Both are far from 0.01.
#    </details>
# 2. For which width would $\sigma = 0.01$ be Kaiming's start?
#
#    <details><summary>Answer</summary>
#
#    $2/d_\text{in} = 0.01^2$ gives $d_\text{in} = 20{,}000$. For wider layers 0.01 would even explode.
#    </details>
# 3. Somebody writes `rng.normal(0, 2 / n_in, (n_in, n_out))`. What happens in a deep network?
#
#    <details><summary>Answer</summary>
#
#    `normal` takes the standard deviation, and gets the variance. For 128 inputs that is $0.0156$ in place of $0.125$:
#    an eighth per layer, and the signal collapses.
#    </details>
# 4. Why does (2) hold the mean square of $x$, and where would its variance lead astray?
#
#    <details><summary>Answer</summary>
#
#    The weight multiplies $x$ as it is, mean included. What leaves a ReLU has a positive mean: its variance is smaller
#    than its mean square, and whoever puts it into (3) predicts too small a $z$, and makes the weights too large.
#    </details>
# 5. Dropout, with a rate of $\frac12$, sets half of the activations to 0 and doubles the others. What does that do to
#    $\mathrm{E}[y^2]$?
#
#    <details><summary>Answer</summary>
#
#    Half of the terms vanish, the others grow by $2^2$: $\mathrm{E}[y^2]$ doubles. Scaling by 2 keeps the mean, and not
#    the mean square.
#    </details>
# 6. The output layer's weights all start at 0, those of the hidden layers with Kaiming. Does such a network learn?
#
#    <details><summary>Answer</summary>
#
#    Yes. The first gradient reaches the output layer's weights only, $dW = X^\top dZ$ with an $X$ that differs from
#    unit to unit. So they differ after one step, and from the second step on the hidden layers get a gradient too. The
#    loss begins at exactly $\ln 10$.
#    </details>
#
# ## Where to go next
#
# - [07 Optimisers and schedules](07_optimisers_and_schedules.ipynb): the start says where a training begins, the optimiser how it moves on from there.
# - [09 Regularisation](09_regularisation.ipynb): batch normalisation measures each layer's size and corrects it, at every step. Then the start
#   matters far less.
# - Back to [chapter 05](05_backpropagation.ipynb): a gradient that vanishes is a *right* gradient. The check passes,
#   and nothing learns.
# - To go on at once: make the 20 layers learn with tanh. Which start, which learning rate?
