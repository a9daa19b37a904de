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
# - say why weights must differ from each other, and what biases should start at
# - recognise in the first minute of a training that its start was wrong
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb) and [03 Activations](03_activations.ipynb); mean and
#   variance. [05 Backpropagation](05_backpropagation.ipynb) helps.
# - Symbols: [the table of symbols](symbols.md); words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 100 with the side paths

# %% name="setup"
import numpy as np

from mlp import SGD, Trainer, build_mlp, load_fashion_mnist
from mlp.evaluation.comparisons import compare_paired
from mlp.exercises import check, hint, yours_or_ours
from mlp.inside.signals import trace_signals
from mlp.layers import Linear
from mlp.plots.depth import draw_activations, draw_gradients
from mlp.plots.depth import draw_directions, draw_starts
from mlp.widgets import DepthExplorer, Playground

data = load_fashion_mnist()
images = data.train.images[:200].astype("float64")  # (200, 784), standardised
labels = data.train.labels[:200]

# %% [markdown] name="harmless-text"
# ## Twenty layers, and small weights
#
# Before the first step of a training, the weights are random numbers, and somebody has to say how large.
# [Report 000](../data/reports/texts/000.txt) (3.4) says that $0.01$ is "a commonly recommended value" for their standard
# deviation, and "a good starting point". Small and careful: it looks harmless.
#
# We build a network with twenty hidden layers of 128 ReLUs and draw all weights with standard deviation $0.01$. Then 200
# training images go through it: forward, and then the gradient of the loss back. `trace_signals` returns what runs
# between the layers: the activations $Y$ of each hidden layer, and the gradients of the loss with respect to them, $dY$.
#
# **Predict.** The pixels have standard deviation 1. What is left of that in the activations of layer 1, of layer 5, of
# layer 20? And which layer gets the smallest gradient?

# %% name="harmless"
net = build_mlp([784, *20 * [128], 10], "relu", 0.01, dtype="float64", seed=0)
activations, gradients = trace_signals(net, images, labels)

print("standard deviation of  Y        dY")
for layer in (1, 2, 3, 5, 10, 20):
    y, dy = activations[layer - 1].std(), gradients[layer - 1].std()
    print(f"  layer {layer:2}        {y:10.1e}  {dy:10.1e}")

# %% [markdown] name="one-product-text"
# Layer 1 has 0.16, layer 5 a few millionths, and layer 20 about $10^{-22}$: for the output layer every image is the same,
# namely nothing. The gradient is smallest in layer 1, where it arrives last. Many expect a straight decline; but each layer
# takes away the same *factor*, and twenty times the same factor is a power of twenty. So let us find the factor.
#
# ## Forward: one product, then a sum
#
# One unit, four inputs $x = (1, 2, 0, -1)$, four weights. The weights are drawn independently of each other, with mean $0$
# and variance $\sigma^2$. What is the variance of $z = x_1 w_1 + x_2 w_2 + x_3 w_3 + x_4 w_4$ over such draws?
#
# A number times a random one: $\operatorname{Var}(x_k w_k) = x_k^2\, \sigma^2$. Independent terms: their variances add up.
#
# $$\operatorname{Var}(z) = \sigma^2 (1^2 + 2^2 + 0^2 + 1^2) = 6\, \sigma^2 . \tag{1}$$
#
# **Predict** the variance for $\sigma = 0.5$, before 100,000 draws measure it.

# %% name="one-unit"
rng = np.random.default_rng(0)
x = np.array([1.0, 2.0, 0.0, -1.0])
weights = 0.5 * rng.standard_normal((4, 100_000))  # one column per draw
print(f"variance of z: {np.var(x @ weights):.2f}")

# %% [markdown] name="sum-text"
# $6 \cdot 0.25 = 1.5$. The sign of $x_k$ does not matter, and a pixel of 0 adds nothing.
#
# The same for a layer: $Z = XW$ with $X$ of shape $(n, n_\text{in})$, $W$ $(n_\text{in}, n_\text{out})$ and biases of 0.
# Papers call $n_\text{in}$ the *fan-in* and $n_\text{out}$ the *fan-out*. For image $i$, whose pixels are given,
#
# $$\operatorname{Var}(z_{ij}) = \sigma^2 \sum_{k=1}^{n_\text{in}} x_{ik}^2 . \tag{2}$$
#
# A sum of $n_\text{in}$ numbers is $n_\text{in}$ times their mean. So the sum in (2) is $n_\text{in}$ times this image's
# mean square. Now take the mean over all images too, and write $\overline{x^2}$ for the mean square over images and inputs.
# The mean of $z$ is 0, so its variance is its mean square:
#
# $$\overline{z^2} = n_\text{in}\, \sigma^2\, \overline{x^2} . \tag{3}$$
#
# Mind what stands there: the mean *square* of $x$, not its variance. What comes out of a ReLU has no mean of 0.
#
# **Predict** $\overline{z^2}$ for our images ($\overline{x^2} \approx 1$, 784 pixels) and $\sigma = 0.01$; then for $0.1$.


# %% name="one-layer"
def relu(z):
    return np.maximum(z, 0)


print("sigma    mean square of z: by (3)   measured")
for sigma in (0.01, 0.1):
    z = images @ (sigma * rng.standard_normal((784, 512)))  # (200, 512)
    by_3 = 784 * sigma**2 * np.mean(images**2)
    print(f"{sigma:5}                   {by_3:8.3f}   {np.mean(z**2):8.3f}")

# %% [guard] name="one-layer-guard"
assert np.isclose(np.mean(z**2), by_3, rtol=0.05) and 0.9 < np.mean(images**2) < 1.1

# %% [markdown] name="relu-text"
# About $0.08$ and $8$: ten times the $\sigma$ is a hundred times the square.
#
# ## The ReLU takes one half
#
# Turn the sign of all weights: that is as likely a draw, and it turns the sign of $z$. So $z$ and $-z$ are equally likely.
# $y = \max(z, 0)$ keeps $z^2$ in one half of the cases, and is 0 in the other:
#
# $$\overline{y^2} = \tfrac12\, \overline{z^2} = \tfrac12\, n_\text{in}\, \sigma^2\, \overline{x^2} . \tag{4}$$
#
# The next layer's $x$ is this $y$, so the factor $\frac12 n_\text{in} \sigma^2$ comes once per layer.
#
# **Predict.** By what factor per layer does the *root* of the mean square shrink in our twenty layers of 128 with
# $\sigma = 0.01$? And what is that to the power of 19, from layer 1 to layer 20?

# %% name="half"
y = relu(z)
print(f"the ReLU keeps {np.mean(y**2) / np.mean(z**2):.3f} of the mean square")
measured = (activations[19].std() / activations[0].std()) ** (1 / 19)
print(f"per layer: by (4) {np.sqrt(128 * 0.01**2 / 2):.3f}, measured {measured:.3f}")
print(f"over 19 layers: {measured**19:.0e}")

# %% [guard] name="half-guard"
assert np.isclose(np.mean(y**2) / np.mean(z**2), 0.5, rtol=0.05) and np.isclose(measured, 0.08, rtol=0.02)

# %% [markdown] name="explorer-text"
# A factor of $\sqrt{128/2} \cdot 0.01 = 0.08$ per layer, and $0.08^{19} \approx 10^{-21}$.
#
# ## Find σ by hand
#
# The explorer runs 60 real images through such a network. For each layer it draws a histogram on its side: how many of
# the numbers have which size, on a log axis. <kbd>Tab</kbd> goes to a control, the arrow keys move a slider.
#
# **Predict, then try:**
#
# 1. It starts with $\sigma = 0.01$. Lower the depth: up to which depth would you risk it?
# 2. Depth 20 again. Turn **σ** until the activations stay level: "by 1.00 per layer". Write that σ down, and
#    $\sigma^2 \cdot 128$. Then the same for a width of 32. What have the two products in common?
# 3. Which σ keeps the *gradients* level?
# 4. Near the right σ, two steps of the slider to the left and to the right: what happens at depth 20, what at depth 4?

# %% name="explorer"
DepthExplorer(data)

# %% [markdown] name="kaiming-text"
# 1. With 0.01 each layer costs a factor of 12. After three layers a thousandth is left.
# 2. For 128 you find $\sigma \approx 0.125$, for 32 about $0.25$. Both products are **2**, up to a few per cent: each
#    network is one throw of the dice.
# 3. The same σ, because the layers are as wide in front as behind. More on that below.
# 4. Two steps are a factor of 1.12. At depth 20 that is $1.12^{19} \approx 9$, at depth 4 $1.12^3 \approx 1.4$. Deep
#    networks forgive little.
#
# That is what (4) says: its factor is 1, and the size stays, for
#
# $$\sigma^2 = \frac{2}{n_\text{in}} \qquad \text{(Kaiming; He, Zhang, Ren, Sun 2015, equation 10)} . \tag{5}$$
#
# ### Exercise 1: follow a signal
#
# Write the function that measures it: a loop over the layers, in which the output of one is the input of the next.
#
# **Predict:** by how much does the result change if you send in 200 images in place of 100?


# %% name="forward-std" exercise="forward_std"

# %% name="forward-std-check" check="forward_std"
check.forward_std(forward_std)
# hint("forward_std")  # stuck? remove the first "#": three hints, one by one

# %% name="forward-std-used"
follow = yours_or_ours("forward_std", forward_std)
weights = [np.sqrt(2 / 784) * rng.standard_normal((784, 128))]
weights += [np.sqrt(2 / 128) * rng.standard_normal((128, 128)) for _ in range(19)]
for n in (100, 200):
    print(f"{n} images, layer 20: {follow(images[:n], weights, relu)[-1]:.2f}")

# %% [guard] name="forward-std-guard"
assert abs(follow(images[:100], weights, relu)[-1] / follow(images, weights, relu)[-1] - 1) < 0.1

# %% [markdown] name="backward-text"
# By a few per cent: more images measure the same thing, only more precisely.
#
# ## Backward: what a layer does to the gradient
#
# On its way back, the gradient passes the activation first, then the linear layer (chapters 02 and 03):
#
# $$dZ = dY \odot f'(Z), \qquad dX = dZ\, W^\top, \qquad dx_{ik} = \sum_{j=1}^{n_\text{out}} dz_{ij}\, w_{kj} . \tag{6}$$
#
# That is the sum of (2) again, with one change: it runs over $n_\text{out}$. We take $dZ$ as independent of this layer's
# $W$. (Not quite true, since the loss depends on $W$; we shall see how well it does.) For the ReLU, $f'$ is 1 for one half
# of the entries and 0 for the other. Hence
#
# $$\overline{dx^2} = n_\text{out}\, \sigma^2\, \overline{dz^2} = \tfrac12\, n_\text{out}\, \sigma^2\, \overline{dy^2} . \tag{7}$$
#
# **Predict.** The gradient keeps its size for $\sigma^2 = 2 / n_\text{out}$, the signal for $2 / n_\text{in}$. For
# which layers of 784-128-128-10 do the two disagree?
#
# ### Exercise 2: follow a gradient
#
# It comes from the last layer, so the loop runs from there to the first.


# %% name="backward-std" exercise="backward_std"

# %% name="backward-std-check" check="backward_std"
check.backward_std(backward_std)
# hint("backward_std")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="xavier-text"
# They disagree for the first layer, 784 to 128, and for the last, 128 to 10. Inside, where all widths are equal, one
# $\sigma$ serves both directions. And $2 / n_\text{in}$ for *all* layers is enough: then (7) multiplies the gradient's mean
# square by $n_\text{out} / n_\text{in}$ in each layer. Over many layers these fractions cancel, down to the last width over
# the first. That is one factor, and no power.
#
# ### Xavier's compromise
#
# Five years before Kaiming, Xavier Glorot and Yoshua Bengio did the same sums for tanh. Near 0, $\tanh z \approx z$ and
# $f' \approx 1$: nothing is halved. Forward then wants $\sigma^2 = 1 / n_\text{in}$, backward
# $\sigma^2 = 1 / n_\text{out}$. They took one over the *mean* of the two widths:
#
# $$\sigma^2 = \frac{2}{n_\text{in} + n_\text{out}} \qquad \text{(Xavier; Glorot, Bengio 2010, equation 12)} . \tag{8}$$
#
# For $n_\text{in} = n_\text{out}$, that is half of Kaiming's variance: the missing half is the ReLU's.

# %% [markdown] name="draw-start-text"
# ### Exercise 3: draw a start
#
# Here it is easy to be wrong by a root: (5) and (8) give the *variance* $\sigma^2$, and what multiplies standard normal
# numbers is $\sigma$.
#
# **Predict** both $\sigma$ for a layer from 784 to 128. Which is larger?


# %% name="draw-start" exercise="draw_start"

# %% name="draw-start-check" check="draw_start"
check.draw_start(draw_start)
# hint("draw_start")  # stuck? remove the first "#": three hints, one by one

# %% name="draw-start-used"
draw = yours_or_ours("draw_start", draw_start)
for initializer in ("kaiming", "xavier"):
    weight, bias = draw(initializer, 784, 128, np.random.default_rng(0))
    print(f"{initializer}: standard deviation {weight.std():.3f}")

# %% [markdown] name="pairs-forward-text"
# Kaiming's is larger: $\sqrt{2/784} \approx 0.051$, against $\sqrt{2/912} \approx 0.047$.
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

# %% name="sizes"
ACTIVATIONS = {"ReLU": "relu", "leaky ReLU": "leaky_relu"}
ACTIVATIONS |= {"tanh": "tanh", "sigmoid": "sigmoid"}
STARTS = {"0.01": 0.01, "Xavier": "xavier", "Kaiming": "kaiming"}


def signals(name, start, depth=20):
    """Activations and gradients of a new network with so many layers of 128."""
    shape = [784, *depth * [128], 10]
    net = build_mlp(shape, ACTIVATIONS[name], STARTS[start], dtype="float64", seed=0)
    return trace_signals(net, images, labels)


# %% name="pairs-forward"
def sizes(name, start):
    return [y.std() for y in signals(name, start)[0]]


forward = {name: {s: sizes(name, s) for s in STARTS} for name in ACTIVATIONS}
draw_activations(forward)

# %% [guard] name="pairs-forward-guard"
left = {f"{name} with {start}": line[-1] / line[0] for name in forward for start, line in forward[name].items()}
assert 0.5 < left["ReLU with Kaiming"] < 2 and left["ReLU with 0.01"] < 1e-20 and left["tanh with 0.01"] < 1e-17
assert 5e-4 < left["ReLU with Xavier"] < 2e-3 and 0.15 < left["tanh with Xavier"] < 0.35
assert all(0.1 < left[f"sigmoid with {start}"] < 1.2 for start in STARTS)

# %% [markdown] name="pairs-backward-text"
# - **ReLU** and leaky ReLU: Kaiming stays level, 0.01 falls by a factor of 12 per layer. Xavier loses a factor of
#   $\sqrt{1/2}$ in each layer, by (4), a thousand in all. That is what the forgotten 2 costs.
# - **tanh**: Xavier falls too, but not like a power, to about a quarter. A side path below says why. Kaiming loses less.
# - **sigmoid**: all three stay level. So is $0.01$ right here? Keep that question for the gradients.
#
# The gradient that reaches the *first* layer has gone through all others. So let the depth of the network grow, from 2
# to 20, and each time compare the gradient with respect to the first hidden layer's activations with that of the last.
#
# **Predict** for each panel: which lines stay level this time? And the sigmoid, whose slope is at most $\frac14$: what
# share arrives after twenty layers?


# %% name="pairs-backward"
def share_that_arrives(name, start, depth):
    gradients = signals(name, start, depth)[1]
    return gradients[0].std() / gradients[-1].std()


def shares(name, start):
    return [share_that_arrives(name, start, depth) for depth in depths]


depths = [2, 5, 10, 15, 20]
backward = {name: {s: shares(name, s) for s in STARTS} for name in ACTIVATIONS}
draw_gradients(backward, depths)

# %% [guard] name="pairs-backward-guard"
assert 0.5 < backward["ReLU"]["Kaiming"][-1] < 2 and backward["sigmoid"]["Kaiming"][-1] < 1e-8
assert backward["ReLU"]["0.01"][-1] < 1e-18 and 1e-4 < backward["ReLU"]["Xavier"][-1] < 1e-2
assert backward["tanh"]["Kaiming"][-1] > 1 > backward["tanh"]["Xavier"][-1] > 0.05
assert backward["sigmoid"]["0.01"][-1] < 1e-25

# %% [markdown] name="sigmoid-text"
# The gradients of ReLU and tanh behave as their activations do, as (7) says: the independence that we took for granted
# does no visible harm. With tanh, Kaiming lets the gradient grow a little and Xavier lets it shrink a little.
#
# The **sigmoid** was a trap. Its activations lie around $\frac12$, and the spread you saw is an offset that each *unit*
# has, the same on all images. What differs from image to image has died, and no gradient comes back: with Kaiming's
# weights less than $10^{-8}$ of it, with 0.01 nothing that a computer could use.
#
# So a standard deviation that stays is necessary, and not sufficient. What else should one ask? The next side path looks
# for a better question; the core goes on with *All weights equal*.

# %% [markdown] name="directions-text"
# ## Side path: how different are two images still?
#
# Ask how much of the variance is *due to the images*: in each unit, the variance over images; the rest is offset. It
# needs a yardstick, because it does not see size at all. Double all weights of a ReLU network, and every activation is
# multiplied by one number: the share stays.
#
# **Predict** that share for 20 layers of ReLUs, once with 0.01 and once with Kaiming; for tanh; for the sigmoid.

# %% name="share"
print("start      activation   due to the images: layer 1    layer 20")
for start in ("0.01", "Kaiming"):
    for name in ("ReLU", "tanh", "sigmoid"):
        first, *_, last = signals(name, start)[0]
        due = [y.var(axis=0).mean() / y.var() for y in (first, last)]
        print(f"{start:10} {name:10} {due[0]:28.0%} {due[1]:11.0%}")

# %% [guard] name="share-guard"
shares = {
    (name, start): [y.var(axis=0).mean() / y.var() for y in signals(name, start)[0]]
    for name in ("ReLU", "tanh", "sigmoid")
    for start in ("0.01", "Kaiming")
}
assert abs(shares["ReLU", "0.01"][-1] - shares["ReLU", "Kaiming"][-1]) < 1e-6
assert 0.1 < shares["ReLU", "Kaiming"][-1] < 0.3 and min(shares["tanh", "Kaiming"]) > 0.95
assert shares["sigmoid", "Kaiming"][-1] < 0.001

# %% [markdown] name="cosine-text"
# Both ReLU networks say 21 %, the dead one and the healthy one. So a low share alone condemns nobody: compare it with
# layer 1 (98 %), and with another activation (tanh: 99 %).
#
# But why does it fall, even with Kaiming? Look at directions. The cosine of the angle between two images' activations is
# 1 if they point the same way. Take two directions with cosine $c$ and random weights. For ReLUs one can work out the
# cosine $c'$ one layer later (Cho, Saul 2009):
#
# $$c' = \frac{\sqrt{1 - c^2} + c\,(\pi - \arccos c)}{\pi} . \tag{9}$$
#
# For $c = 0$ this is $1/\pi \approx 0.32$: no ReLU output is negative, so two strangers already have something in common.
#
# **Predict:** start with $c = 0$ and apply (9) again and again. Where does it end, and how far is it after 20 layers?


# %% name="directions"
def mean_cosine(y):
    unit = y / np.linalg.norm(y, axis=1, keepdims=True)
    n = len(y)
    return ((unit @ unit.T).sum() - n) / (n * (n - 1))  # without each with itself


cosines = {}
for name in ("ReLU", "tanh", "sigmoid"):
    activations = signals(name, "Kaiming")[0]
    cosines[name] = [mean_cosine(y) for y in (images, *activations)]
predicted = [0.0]
for _ in range(20):
    c = predicted[-1]
    predicted.append((np.sqrt(1 - c**2) + c * (np.pi - np.arccos(c))) / np.pi)

# %% name="directions-figure"
draw_directions(cosines, predicted)

# %% [guard] name="directions-guard"
assert abs(cosines["ReLU"][1] - 1 / np.pi) < 0.03 and 0.9 < cosines["ReLU"][-1] < 0.96 and 0.9 < predicted[-1] < 0.97
assert max(np.abs(cosines["tanh"])) < 0.02 and cosines["sigmoid"][2] > 0.97

# %% [markdown] name="directions-answer"
# It ends at 1, slowly: after 20 layers (9) says 0.95, measured are 0.92. Twenty untrained ReLU layers turn all images
# nearly the same way. The sizes are right and the gradients arrive, and still such a network begins with all clothes in
# one heap.
#
# Is that harm? Some. Training can pull them apart, because the gradient arrives: in the explorer, choose *Kaiming*, press
# *Start*, and watch the share due to the images rise from 20 % to more than half within 200 steps. With the sigmoid it
# stays at 0. Very deep networks avoid the collapse with batch normalisation (chapter 09) or with connections that skip
# layers.
#
# So ask three things of a start: does the size stay, does a gradient arrive, and do different images stay different?

# %% [markdown] name="right-pair-text"
# ## Side path: how right is the right pair?
#
# One network of width 128 is one throw of the dice. **Claim:** with the right pair, the standard deviation of the
# activations stays, in *each* of 20 layers, within a factor of two of the first hidden layer's. The next cell measures
# it in layers of 512, on 100 images, for three seeds, with your `draw_start` and `forward_std` if they have passed. "× 5/3"
# means that the weights were multiplied by a *gain*. "Raw" are pixels from 0 to 255, "a tenth" are the standardised
# images divided by 10.
#
# **Predict** for each row: does the claim hold, so that smallest and largest lie between 0.5 and 2? What do raw pixels
# change for ReLU, what for tanh?

# %% name="right-pair-rows"
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

# %% name="right-pair"
shapes = [(784, 512), *19 * [(512, 512)]]


def relative_sizes(activation, initializer, gain, inputs, seed):
    """Standard deviations, relative to layer 1's: (20,)."""
    rng = np.random.default_rng(seed)
    weights = [gain * draw(initializer, *shape, rng)[0] for shape in shapes]
    sizes = follow(inputs, weights, activation)
    return sizes / sizes[0]


print("relative to layer 1:        smallest   largest")
for name, row in rows.items():
    lines = [relative_sizes(*row, seed) for seed in range(3)]
    print(f"{name:27} {np.min(lines):8.4f}  {np.max(lines):8.4f}")

# %% [guard] name="right-pair-guard"
found = {name: [relative_sizes(*row, seed) for seed in range(3)] for name, row in rows.items()}
holds = [bool(0.5 < np.min(lines) and np.max(lines) < 2) for lines in found.values()]
assert holds == [True] * 5 + [False] * 3
assert 0.2 < np.mean([line[-1] for line in found["tanh, Xavier"]]) < 0.3

# %% [markdown] name="right-pair-answer"
# The claim holds for the first five rows, and fails for the last three.
#
# - **Raw pixels** are about 100 times too large, and the ReLU hands that on: relative to layer 1 nothing changes, but
#   *all* sizes are 100 times too large, up to the loss. Start and scaling work together: (5) keeps a size,
#   `standardize` makes it 1. With tanh, raw pixels drive the first layer to ±1, where it is flat.
# - **tanh with Xavier** is the textbook's pair, and about a quarter is left. (8) assumed $\tanh z = z$. The next term is
#   $-z^3/3$, so $\tanh^2 z \approx z^2 - \frac23 z^4$. For normal $z$ with mean square $v$, the mean of $z^4$ is $3 v^2$.
#   So one layer leaves $v - 2v^2 \approx 1 / (1/v + 2)$: $1/v$ grows by 2 per layer. After 20 layers $v \approx 1/40$,
#   and its root is about $0.16$, whatever it was. That is no collapse.
# - The claim holds where tanh is nearly straight (a tenth), or with a gain that makes up for the bend.

# %% [markdown] name="symmetric-text"
# ## All weights equal
#
# Could all weights start at *one* number? Zero, say, or 0.01, without any dice? Chapter 02 began with zeros, and learned.
#
# **Predict.** A network 784-64-32-10 with tanh, all weights 0: how many of its 52,650 parameters will have moved after
# 200 steps? And if all are 0.01: how many *different* units will the layer of 64 have then? What validation accuracy will
# the two reach?


# %% name="symmetric"
def train_from(start):
    """784-64-32-10 after 200 steps; `start` is one number, or "xavier"."""
    initializer = start if start == "xavier" else 0.0
    net = build_mlp([784, 64, 32, 10], "tanh", initializer, seed=0)
    for layer in net.layers:
        if isinstance(layer, Linear) and start != "xavier":
            layer.weight[...] = start
    before = net.parameters.copy()
    trainer = Trainer(net, SGD(0.05), seed=0, progress=False)
    history = trainer.fit(data.train, data.validation, iterations=200)
    return net, before, history.validation_accuracy[-1]


# %% name="symmetric-table"
def different_units(net):
    """How many columns of the first layer's weights differ."""
    return len(np.unique(np.round(net.layers[0].weight, 5), axis=1).T)


found = {start: train_from(start) for start in (0.0, 0.01, "xavier")}
for start, (net, before, accuracy) in found.items():
    moved, units = np.sum(net.parameters != before), different_units(net)
    print(f"{start}: ≈ {moved:,} parameters moved, {units} different units,", end="")
    print(f" ≈ {accuracy:.1%} correct")

# %% [guard] name="symmetric-guard"
moved = {start: int(np.sum(net.parameters != before)) for start, (net, before, _) in found.items()}
assert moved[0.0] == 10 and min(moved[0.01], moved["xavier"]) > 50_000
assert [different_units(net) for net, _, _ in found.values()] == [1, 1, 64]
reached = [accuracy for _, _, accuracy in found.values()]
assert 0.05 < reached[0] < 0.15 and 0.1 < reached[1] < 0.35 and 0.75 < reached[2] < 0.85

# %% [markdown] name="symmetric-answer"
# With zeros, only ten parameters move: the output layer's biases. Look at (6): $dX = dZ\,W^\top$ is 0 because $W$ is,
# so no gradient reaches a hidden layer; and $dW = X^\top dZ$ of the output layer is 0, because its $X$, a tanh of 0, is
# 0. Chapter 02 was spared, since its $X$ were the images.
#
# With 0.01 everything moves, but the units of a layer, equal at the start, compute the same, get the same gradient, and
# take the same step. They stay equal for ever: 64 units, and worth one. That is **symmetry**, and random weights break
# it. It does not matter which random numbers, as long as they differ.
#
# The weights break the symmetry already. So biases may all start at 0, and in this course they do.

# %% [markdown] name="bias-text"
# ## Side path: what biases do
#
# Some start the biases of ReLUs at a small positive number, so that more units are switched on. What does that do, 20
# layers deep? The next cell gives all biases one value. It prints for layer 20 the share of units that are *off* for all
# 200 images, the standard deviation of Y, the share of its variance due to the images, and how much of the gradient gets
# from layer 20 to layer 1.
#
# **Predict.** Which is worse for a ReLU: $-0.3$ or $+3$? Does $+0.1$ rescue the start with 0.01? And what will the
# sigmoid's row say?


# %% name="bias-one"
def with_bias(activation, start, bias):
    """Units off, size, share due to the images, gradient that arrives."""
    shape = [784, *20 * [128], 10]
    net = build_mlp(shape, activation, start, dtype="float64", seed=0)
    for layer in net.layers:
        if isinstance(layer, Linear):
            layer.bias[...] = bias
    activations, gradients = trace_signals(net, images, labels)
    last = activations[-1]
    off = np.mean(np.all(last == 0, axis=0))
    due = last.var(axis=0).mean() / max(last.var(), 1e-300)
    return off, last.std(), due, gradients[0].std() / gradients[-1].std()


# %% name="bias"
print("activation, start    bias   off  std of Y  due  gradient that arrives")
cases = [("relu", "kaiming", bias) for bias in (0.0, 0.1, 3.0, -0.3)]
cases += [("relu", 0.01, 0.1), ("tanh", "xavier", 0.0), ("tanh", "xavier", 1.0)]
for activation, start, bias in [*cases, ("sigmoid", "xavier", 0.0)]:
    off, size, due, arrives = with_bias(activation, start, bias)
    name = f"{activation}, {start}"
    print(f"{name:18} {bias:6.1f}  {off:4.0%}  {size:8.2g} {due:4.0%}  {arrives:.1g}")

# %% [guard] name="bias-guard"
assert with_bias("relu", "kaiming", -0.3)[0] == 1 and with_bias("relu", "kaiming", 3.0)[3] > 0.1
assert with_bias("relu", 0.01, 0.1)[2] < 0.01 and 0.005 < with_bias("relu", 0.01, 0.1)[1] < 0.02
assert with_bias("relu", "kaiming", 0.1)[2] < 0.6 * with_bias("relu", "kaiming", 0.0)[2]
assert with_bias("tanh", "xavier", 1.0)[3] < 1e-3

# %% [markdown] name="bias-answer"
# - A **negative** bias is worse: it switches ReLUs off, layer by layer. At $-0.3$ every unit of layer 20 is off for every
#   image, and no gradient arrives. Nothing will ever switch them on again.
# - A **large positive** one leaves the gradient alive and drowns the signal: the offsets grow from layer to layer, and
#   the images make up a small part of the variance. Even $+0.1$ halves their part, without any visible use.
# - **0.01 with a bias of 0.1** looks repaired, for the standard deviation stays at 0.01. But it is *all* offset, the
#   images have no part in it, and the gradient is hardly less dead. Look at the right number.
# - A **tanh** with bias 1 saturates, and loses signal and gradient together. The **sigmoid** has such an offset by
#   nature: its outputs are positive, around $\frac12$, and act on the next layer like a large bias. That was the trap.

# %% [markdown] name="training-text"
# ## Does it matter in training?
#
# So far nobody has trained deep networks here. Now 8 and 20 hidden layers of 64 ReLUs, three starts, three seeds, 300
# steps of SGD with batches of 128, all at the learning rate 0.02. Only the start differs between two rows of one depth.
#
# **Predict** the mean validation accuracy of the six: which of them are still guessing (10 %)?


# %% name="training-one"
def train(depth, start, seed):
    """The validation accuracy after 300 steps."""
    shape = [784, *depth * [64], 10]
    net = build_mlp(shape, "relu", STARTS[start], seed=seed)
    trainer = Trainer(net, SGD(0.02), seed=seed, progress=False)
    history = trainer.fit(data.train, data.validation, iterations=300)
    return history.validation_accuracy[-1]


# %% name="training"
runs = {}
for depth in (8, 20):
    for start in STARTS:
        name = f"{depth} layers, {start}"
        runs[name] = [train(depth, start, seed) for seed in range(3)]
        seeds = "  ".join(f"≈ {accuracy:.1%}" for accuracy in runs[name])
        print(f"{name:18} {seeds}")

# %% [guard] name="training-guard"
assert all(0.09 < accuracy < 0.11 for depth in (8, 20) for accuracy in runs[f"{depth} layers, 0.01"])
assert all(0.6 < accuracy < 0.82 for accuracy in runs["8 layers, Xavier"])
assert all(0.7 < accuracy < 0.86 for accuracy in runs["8 layers, Kaiming"])
assert all(0.08 < accuracy < 0.4 for accuracy in runs["20 layers, Xavier"])
assert all(0.58 < accuracy < 0.83 for accuracy in runs["20 layers, Kaiming"])

# %% name="training-figure" tags=["trained"]
draw_starts(runs)

# %% [markdown] name="compare-text"
# By how much is Kaiming ahead of Xavier? Both rows of a depth have the same three seeds, so take the difference seed by
# seed. Its 95 % interval says what other seeds could give ([chapter 09](09_regularisation.ipynb) derives it).

# %% name="training-compared"
for depth in (8, 20):
    kaiming, xavier = (runs[f"{depth} layers, {s}"] for s in ("Kaiming", "Xavier"))
    result = compare_paired(100 * np.array(kaiming), 100 * np.array(xavier))
    low, high = f"≈ {result.low:.0f}", f"≈ {result.high:.0f}"
    print(f"{depth} layers: Kaiming ahead by ≈ {result.difference:.1f} points", end="")
    print(f" (95 % interval {low} to {high}, 3 pairs)")

# %% [guard] name="training-compared-guard"
difference = np.array(runs["20 layers, Kaiming"]) - np.array(runs["20 layers, Xavier"])
assert compare_paired(difference, np.zeros(3)).low > 0 and difference.min() > 0.25
assert (np.array(runs["8 layers, Kaiming"]) - np.array(runs["8 layers, Xavier"])).mean() > 0.02

# %% [markdown] name="training-answer"
# From $0.01$ the network is still guessing after 300 steps, at either depth. Its loss stays at $\ln 10$: only the ten
# biases of the output layer get a gradient worth the name. **That is how you recognise it**: the loss begins at
# $\ln 10 \approx 2.303$, which is right, and does not move.
#
# With 20 layers Xavier loses a factor of nearly a thousand each way, and 300 steps are not enough: Kaiming is ahead by
# more than 50 points. With 8 layers Xavier loses only a factor of about ten, and lags by about 7 points. Three seeds give
# a wide interval, from 2 to 12 here; by the course's rule (chapter 09), one that contained 0 would be a tie.
#
# One learning rate for all is part of this result: a start with small weights could take larger steps. Chapter 10 shows
# how to compare settings when each has its own best rate.

# %% [markdown] name="playground-text"
# ## The playground
#
# To end with, a network that learns while you watch: points in the plane, two classes, and the probability that the
# network gives each place. In the middle stands the network. Each small square is one unit: red where it is above 0, blue
# where it is below. The lines are the weights: thick is large, orange positive, blue negative. *Step* makes one epoch.
#
# **Predict, then try:**
#
# 1. *XOR*, as it stands: press *Start*. After how many epochs are 190 of 200 right? Then *Rings*. Then *Hidden sizes:
#    none*: what can a network without hidden units draw at all?
# 2. *XOR*, hidden sizes 8-8 again, *Starting weights: 0.01*, and then *all zero*. Both sit at a loss of 0.69. What is that
#    number? For which of the two will waiting help? Watch the lines.
# 3. *Spirals*, with the defaults (8-8, tanh, Xavier). Now change **one** thing at a time, and *Start* each: *Kaiming*;
#    or *relu* with *Kaiming*; or *16-16-8*. After how many epochs has each 190 right?

# %% name="playground" tags=["trained"]
Playground()

# %% [markdown] name="playground-answer"
# 1. XOR and rings take 15 to 30 epochs. Without hidden units one straight line is all there is.
# 2. $0.69 = \ln 2$, a guess between two classes. With 0.01 nothing seems to happen for hundreds of epochs; then the loss
#    falls all at once, near epoch 550 with these points (with others it took more than 1,500). The gradient was tiny, but
#    the units differed, and what is tiny can grow. From all zeros it never starts: all squares stay alike.
# 3. The next cell trains the same networks without a picture, for three seeds.

# %% name="spirals"
from mlp.widgets.parts.toy_training import ToyTraining


def epochs_until_190(hidden_sizes, activation, initializer, seed, at_most=700):
    """When 190 of 200 points are right; `at_most` if they never are."""
    training = ToyTraining("spirals", 0.05, hidden_sizes, activation, initializer, seed)
    training.trainer.optimizer.learning_rate = 0.1
    while training.right[-1] < 190 and training.epoch < at_most:
        training.run_epoch()
    return training.epoch


# %% name="spirals-table"
settings = {
    "8-8, tanh, Xavier": ([8, 8], "tanh", "xavier"),
    "8-8, tanh, Kaiming": ([8, 8], "tanh", "kaiming"),
    "8-8, relu, Kaiming": ([8, 8], "relu", "kaiming"),
    "16-16-8, tanh, Xavier": ([16, 16, 8], "tanh", "xavier"),
    "16-16-8, relu, Kaiming": ([16, 16, 8], "relu", "kaiming"),
}
spirals = {}
for name, setting in settings.items():
    spirals[name] = [epochs_until_190(*setting, seed) for seed in range(3)]
    print(f"{name:24}", *(f"≈ {epochs:4}" for epochs in spirals[name]))

# %% [guard] name="spirals-guard"
for dataset in ("xor", "rings"):
    toy = ToyTraining(dataset, 0.05, [8, 8], "tanh", "xavier", 0)
    while toy.right[-1] < 190:
        toy.run_epoch()
    assert 10 < toy.epoch < 40
assert all(max(epochs) < 700 for name, epochs in spirals.items() if name != "8-8, tanh, Xavier")
assert min(spirals["8-8, tanh, Xavier"]) > 400 and max(spirals["16-16-8, relu, Kaiming"]) < 200

# %% [markdown] name="ending"
# The larger network is not needed: with Kaiming's weights, 8-8 winds round as well, in 100 to 400 epochs, with tanh or
# ReLU. With the defaults it takes more than 550, or does not get there in 700. The larger network helps too, and all
# changes together are the fastest. Whoever changes three things at once learns only that one of them helped.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - **[Report 000](../data/reports/texts/000.txt)** (3.4) calls 0.01 "a good starting point", and names Xavier and Kaiming
# >   only as something to explore (6.1). For its network 784-128-64-10, (3) with its *raw* pixels gives the first layer
# >   outputs of $28 \cdot 0.01 \cdot 116 \approx 32$: weights that are too small and pixels that are too large nearly
# >   cancel in a net with two hidden layers.
# > - **[Report 003](../data/reports/texts/003.txt)** (3.2) starts with a Gaussian "with a **variance** of
# >   $\sqrt{2/\#\text{node}}$". (5) has that root as the **standard deviation**. Taken at its word, the standard deviation
# >   is $(2/n_\text{in})^{1/4}$, which for $n_\text{in} = 784$ is $(784/2)^{1/4} \approx 4.4$ times too large.
# > - **[Report 001](../data/reports/texts/001.txt)** starts with "random weights", and does not say how large; reports
# >   **[002](../data/reports/texts/002.txt)** and **[004](../data/reports/texts/004.txt)** do not mention the start at all.

# %% [markdown] name="recap"
# ## Recap
#
# - A layer multiplies the mean square by $n_\text{in} \sigma^2$, a ReLU halves it; on the way back it is
#   $n_\text{out} \sigma^2$, and half again. Over the depth these factors multiply, so they must be 1.
# - Kaiming, $\sigma^2 = 2/n_\text{in}$, is for ReLUs. Xavier, $\sigma^2 = 2/(n_\text{in} + n_\text{out})$, is for what
#   is linear near 0. No single number, 0.01 or other, fits all widths.
# - A standard deviation that stays is not enough: ask whether a gradient arrives, and whether different images stay
#   different.
# - Weights must differ (symmetry); biases start at 0. The start relies on standardised pixels.
# - A loss that stays at $\ln 10$ from the first step on: look at the start first.

# %% [markdown] name="quiz"
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
#    $2/n_\text{in} = 0.01^2$ gives $n_\text{in} = 20{,}000$. For wider layers 0.01 would even explode.
#    </details>
# 3. Somebody writes `rng.normal(0, 2 / n_in, (n_in, n_out))`. What happens in a deep network?
#
#    <details><summary>Answer</summary>
#
#    `normal` takes the standard deviation, and gets the variance. For 128 inputs that is $0.0156$ in place of $0.125$:
#    an eighth per layer, and the signal collapses.
#    </details>

# %% [markdown] name="quiz-2"
# 4. Why does (3) hold the mean square of $x$, and where would its variance lead astray?
#
#    <details><summary>Answer</summary>
#
#    The weight multiplies $x$ as it is, mean included. What leaves a ReLU has a positive mean: its variance is smaller
#    than its mean square, and whoever puts it into (3) predicts too small a $z$, and makes the weights too large.
#    </details>
# 5. Dropout, with a rate of $\frac12$, sets half of the activations to 0 and doubles the others. What does that do to
#    $\overline{y^2}$?
#
#    <details><summary>Answer</summary>
#
#    Half of the terms vanish, the others grow by $2^2$: the mean square doubles. Scaling by 2 keeps the mean only.
#    </details>
# 6. The output layer's weights all start at 0, those of the hidden layers with Kaiming. Does such a network learn?
#
#    <details><summary>Answer</summary>
#
#    Yes. The first gradient reaches the output layer's weights only, $dW = X^\top dZ$ with an $X$ that differs from
#    unit to unit. So they differ after one step, and from the second step on the hidden layers get a gradient too.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [07 Optimisers and schedules](07_optimisers_and_schedules.ipynb): the start says where a training begins, the
#   optimiser how it moves on from there.
# - [09 Regularisation](09_regularisation.ipynb): batch normalisation measures each layer's size and corrects it, at every
#   step. Then the start matters far less.
# - Back to [chapter 05](05_backpropagation.ipynb): a gradient that vanishes is a *right* gradient. The check passes, and
#   nothing learns.
# - To go on at once: make the 20 layers learn with tanh. Which start, which learning rate?
