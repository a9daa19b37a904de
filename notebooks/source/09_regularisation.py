# %% [markdown] name="title"
# # 09 Regularisation
#
# You derive what L2, dropout, batch normalisation, augmentation and early stopping do to a network that learns its
# training images by heart, write the backward passes yourself, and measure honestly which of them help.
#
# ## What you will be able to do
#
# - recognise overfitting in two curves, and say why loss and accuracy tell different stories about it
# - derive L2 as a shrinking of the weights, and say what it believes about them
# - write dropout as a layer, and say what the division by $1 - r$ keeps and what it does not
# - derive batch normalisation's backward pass, path by path, and check it
# - move scaled images without leaving a grey edge, and know which moves a label survives
# - compare methods with seeds and paired differences, and say which differences are real
#
# ## Before you start
#
# - Prerequisites: [05 Backpropagation](05_backpropagation.ipynb) for the gradient check,
#   [08 Training](08_training.ipynb) for the `Trainer`; [06 Initialisation](06_initialisation.ipynb) helps.
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 100

# %% name="setup"
import json

import numpy as np

from mlp import SGD, Network, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.data.augmentation import Augmentation, flip_images
from mlp.training.callbacks import KeepBest
from mlp.data import Part
from mlp.exercises import check, exercises, hint
from mlp.gradient_check import check_layer
from mlp.layers import BatchNorm, Layer, Linear, ReLU
from mlp.losses import SoftmaxCrossEntropy, softmax
from mlp.plots import new_figure, show_figure
from mlp.plots.differences import draw_differences, paired_differences
from mlp.reports.published import FOLDER
from mlp.training.schedules import Cosine
from mlp.widgets import NoiseExplorer

data = load_fashion_mnist()
few = Part(data.train.images[:2000], data.train.labels[:2000])  # so few that a network can learn them by heart


def yours_or_ours(name, yours):
    """Your answer if it passes its check, otherwise the course's own: the experiments below run either way."""
    return yours if getattr(check, name)(yours) else exercises()[name].solution


# %% [markdown] name="overfit-text"
# ## Learning by heart
#
# Report 000 trains on 500 images until it knows them all: a good test that a network *can* learn. Here are 2,000
# images, the network 784-128-64-10 with its 109,386 parameters, and 30 passes. After each pass we measure the loss on
# the 5,000 validation images, which it never trains on.
#
# **Predict.** The training loss falls towards 0. What will the validation loss do, fall, stay or rise? And the
# validation accuracy? (Do you expect the same answer for both?)

# %% name="overfit" tags=["trained"]
net = build_mlp([784, 128, 64, 10], seed=0)
trainer = Trainer(net, SGD(0.02, momentum=0.9), batch_size=64, seed=0, progress=False)
plain = trainer.fit(few, data.validation, epochs=30)
figure, axes = new_figure(1, 2, width=9, height=3.6)
pairs = (plain.loss, plain.validation_loss), (plain.train_accuracy, plain.validation_accuracy)
for place, lines in zip(axes.flat, pairs):
    for line, name in zip(lines, ("training", "validation")):
        place.plot(plain.epoch, line, label=name)
    place.set(xlabel="passes over 2,000 images")
axes[0, 0].set(title="The validation loss turns, and rises", ylabel="loss", ylim=(0, 1))
axes[0, 1].set(title="The validation accuracy does not fall", ylabel="accuracy", ylim=(0.7, 1.01))
axes[0, 0].legend(frameon=False)
best = int(plain.validation_loss.argmin())
show_figure(
    figure,
    alt="Left, losses over 30 passes: the training loss falls to 0, the validation loss falls for a few passes and then "
    "rises steadily. Right, accuracies: training reaches 1, validation levels off a little above 0.8 and stays.",
    words=f"Validation loss: lowest within the first ten passes ({best < 10}), at the end higher by more than a quarter "
    f"({plain.validation_loss[-1] > 1.25 * plain.validation_loss[best]}). Validation accuracy at the end: above 80 % "
    f"({plain.validation_accuracy[-1] > 0.8}); training accuracy: above 99 % ({plain.train_accuracy[-1] > 0.99}).",
)
assert plain.train_accuracy[-1] > 0.99 and plain.validation_accuracy[-1] > plain.validation_accuracy[best] - 0.01

# %% [markdown] name="l2-text"
# That is **overfitting**: what is learned about the 2,000 images is no longer true of others. The accuracy does not
# mind, but the loss does. The network names as many images rightly as before, and is more and more *sure*, also where
# it is wrong; and $-\log p$ of a true class that gets $p = 0.001$ costs $6.9$. Whoever needs honest probabilities loses
# something here, and whoever only counts right answers does not.
#
# **Regularisation** is everything that we do against it. Each method in this chapter says in its own way: of two
# explanations that fit the training images, take the one that depends less on details.
#
# ## L2: small weights
#
# Add a penalty for large weights to the loss; biases are free:
#
# $$\tilde L = L + \frac{\lambda}{2} \sum W^2, \qquad d\tilde W = dW + \lambda W . \tag{1}$$
#
# The factor $\frac12$ is there for the derivative's sake. Now put (1) into a step of gradient descent with learning
# rate $\eta$, and collect what belongs to $W$:
#
# $$W \leftarrow W - \eta\,(dW + \lambda W) = (1 - \eta \lambda)\, W - \eta\, dW . \tag{2}$$
#
# So each step first **shrinks** every weight by the factor $1 - \eta\lambda$, whence the name *weight decay*, and then
# moves as before. A weight that no image asks for is left with $(1 - \eta\lambda)^t$ of itself after $t$ steps. A
# weight that is needed settles where the gradient balances the pull: $dW = -\lambda W$.
#
# **What L2 believes.** If weights were drawn beforehand from a normal distribution with standard deviation $\sigma$,
# the most probable weights after $N$ images would minimise
# $N L + \sum W^2 / 2\sigma^2$; divided by $N$ that is (1), with $\lambda = 1 / N\sigma^2$. For 55,000 images
# $\lambda = 10^{-4}$ says $\sigma = 0.43$, which forbids little: the first layer starts at $0.05$. $\lambda = 10^{-3}$
# says $0.13$.
#
# In our 2,000 images there is a pixel, the first, that is black in every one. Nothing in the training pulls at its 128
# weights.
#
# **Predict** with (2) what will be left of these weights after 300 steps with $\eta = 0.1$ and $\lambda = 0.01$.

# %% name="l2"
black_everywhere = few.images.std(axis=0) < 1e-6  # (784,): which pixels are the same in all images
print("lambda   pixels   (1 - eta lambda)^300   left of the weights' norm: of that pixel   of all others")
for l2 in (0.0, 0.001, 0.01):
    shrunk = build_mlp([784, 128, 64, 10], seed=0)
    weight = shrunk.layers[0].weight
    start = weight.copy()
    Trainer(shrunk, SGD(0.1), batch_size=64, l2=l2, seed=0, progress=False).fit(few, iterations=300)
    unused, used = (
        np.linalg.norm(weight[rows]) / np.linalg.norm(start[rows]) for rows in (black_everywhere, ~black_everywhere)
    )
    print(f"{l2:6.3f}   {black_everywhere.sum():6}   {(1 - 0.1 * l2) ** 300:20.4f}   {unused:40.4f}   {used:13.2f}")
    assert np.isclose(unused, (1 - 0.1 * l2) ** 300, rtol=1e-4) and used > unused

# %% [markdown] name="dropout-text"
# To four digits. The other weights shrink less, because images need them. (With momentum, the pull goes through the
# velocity and is stronger by $1 / (1 - 0.9) = 10$ in the long run, as the whole gradient is. With Adam it would be
# divided away, which is why AdamW shrinks by itself: [chapter 07](07_optimisers_and_schedules.ipynb).)
#
# ## Dropout: do not rely on one unit
#
# In training, set each output of a layer to 0 with probability $r$, anew for each image and each step. No unit can
# count on a certain other one being there. For one entry $x$ and its random $m$, 0 with probability $r$ and else 1,
#
# $$y = \frac{m\, x}{1 - r} . \tag{3}$$
#
# Why the division? **The mean:** $\mathrm{E}[m] = 1 - r$, so $\mathrm{E}[y] = x$. The next layer gets on average what
# it would get without dropout; so outside training we leave dropout out, $y = x$, and nothing needs to be corrected.
# (The first paper, Srivastava et al. 2014, did not divide in training and multiplied by $1 - r$ outside. The division
# is called *inverted* dropout.)
#
# **The mean square:** $m^2 = m$, so $\mathrm{E}[y^2] = \frac{x^2}{(1-r)^2} \mathrm{E}[m] = \frac{x^2}{1 - r}$. That is
# *not* kept; it is the answer to question 5 of chapter 06's quiz. The difference is noise: $\operatorname{Var}(y) =
# \mathrm{E}[y^2] - x^2 = x^2\, \frac{r}{1-r}$, in proportion to $x^2$: the units that speak loudest are disturbed most.
#
# **Backward:** once the dice have fallen, (3) multiplies each entry by a number, so
#
# $$Y = X \odot \frac{M}{1 - r}, \qquad dX = dY \odot \frac{M}{1 - r}, \tag{4}$$
#
# with the **same** mask $M$ in both. Outside training, $dX = dY$.
#
# ### Exercise 1: a dropout layer
#
# **Predict** before you write: what must `forward` remember for `backward`? Two things.


# %% name="own-dropout" exercise="OwnDropout"


# %% name="own-dropout-check" check="OwnDropout"
check.OwnDropout(OwnDropout)
# hint("OwnDropout")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="dropout-measured-text"
# The mask, and whether it was training. Now with your layer, if it has passed: dropout on 5,000 images' real
# activations, and then a network that trains with it. Each mask makes another network out of the same weights, a
# *thinned* one, and the training trains all of them a little.
#
# **Predict.** For $r = 0.5$: by what factor does the mean square grow? And the trained network names how many
# validation images rightly (a) with one mask, (b) when the probabilities of 30 masks are averaged, (c) outside
# training? Put (a), (b), (c) in order.

# %% name="dropout-measured" tags=["trained"]
MyDropout = yours_or_ours("OwnDropout", OwnDropout)
images, labels = data.validation.images, data.validation.labels
h = np.maximum(build_mlp([784, 128, 10], seed=0).layers[0].forward(images), 0)  # (5000, 128)
for r in (0.1, 0.5, 0.8):
    y = MyDropout(r, np.random.default_rng(0)).forward(h, training=True)
    print(
        f"r = {r}: mean times {y.mean() / h.mean():.2f}, mean square times {np.mean(y**2) / np.mean(h**2):.2f}", end=""
    )
    print(f" (by the derivation 1.00 and {1 / (1 - r):.2f})")
    assert abs(y.mean() / h.mean() - 1) < 0.02 and np.isclose(np.mean(y**2) / np.mean(h**2), 1 / (1 - r), rtol=0.02)

rng = np.random.default_rng(0)
hidden = [Linear(784, 128), ReLU(), MyDropout(0.5, rng), Linear(128, 64), ReLU(), MyDropout(0.5, rng)]
thinned = Network([*hidden, Linear(64, 10)], seed=0)
Trainer(thinned, SGD(0.02, momentum=0.9), batch_size=64, seed=0, progress=False).fit(few, epochs=20)
masked = [softmax(thinned.forward(images, training=True)) for _ in range(30)]  # 30 masks
one = np.mean([(p.argmax(axis=1) == labels).mean() for p in masked])
averaged = (np.mean(masked, axis=0).argmax(axis=1) == labels).mean()
outside = (thinned.predict(images) == labels).mean()
print(f"one mask is behind the average of 30 by more than 3 points: {averaged - one > 0.03}")
print(f"outside training and average of 30 are within 2 points: {abs(outside - averaged) < 0.02}")
assert averaged - one > 0.03 and abs(outside - averaged) < 0.02

# %% [markdown] name="batch-norm-text"
# (a) is last, and (b) and (c) are close: one pass with all units present does about the work of an average over many
# thinned networks, at the price of one. (Not exactly: the mean of a ReLU's outputs is not the ReLU of the mean.)
#
# ## Batch normalisation: a size that stays
#
# Chapter 06 chose weights so that signals keep their size, at the start. Batch normalisation (Ioffe, Szegedy 2015)
# measures the size in every step and corrects it. It stands between linear layer and activation. For one unit, over the
# $n$ images of a batch:
#
# $$\bar x = \frac1n \sum_i x_i, \qquad \delta = \sqrt{\frac1n \sum_i (x_i - \bar x)^2 + \epsilon}, \qquad
#   \hat x_i = \frac{x_i - \bar x}{\delta}, \qquad y_i = \gamma\, \hat x_i + \beta . \tag{5}$$
#
# $\gamma$ and $\beta$ are parameters, one of each per unit, 1 and 0 at first: if another size is better, the network
# can learn it. $\epsilon = 10^{-5}$ keeps the division finite.
#
# ### Backward, path by path
#
# Given is $dy_i$ for each image. The last step of (5) is the easy one:
#
# $$d\gamma = \sum_i dy_i\, \hat x_i, \qquad d\beta = \sum_i dy_i, \qquad d\hat x_i = \gamma\, dy_i . \tag{6}$$
#
# Now one input $x_k$. It moves its own $\hat x_k$; but it is also part of $\bar x$ and of $\delta$, and through these
# it moves the $\hat x_i$ of *all* images. Three paths. For each of the two statistics we need a derivative.
#
# **The mean:** $\dfrac{\partial \bar x}{\partial x_k} = \dfrac1n$.
#
# **The deviation.** First its square, with $[i = k]$ for 1 if $i = k$, else 0:
#
# $$\frac{\partial \delta^2}{\partial x_k} = \frac1n \sum_i 2\,(x_i - \bar x)\left([i = k] - \frac1n\right)
#   = \frac2n (x_k - \bar x) - \frac{2}{n^2} \sum_i (x_i - \bar x) = \frac2n (x_k - \bar x),$$
#
# since distances from the mean add up to 0. And as $\partial \delta^2 = 2 \delta\, \partial \delta$,
#
# $$\frac{\partial \delta}{\partial x_k} = \frac{1}{2\delta} \cdot \frac2n (x_k - \bar x) = \frac{\hat x_k}{n} . \tag{7}$$
#
# **Together,** by the rule for quotients, and once more $\hat x_i = (x_i - \bar x)/\delta$:
#
# $$\frac{\partial \hat x_i}{\partial x_k} = \frac1\delta\left([i = k] - \frac1n\right) - \frac{x_i - \bar x}{\delta^2} \cdot \frac{\hat x_k}{n}
#   = \frac1\delta \left([i = k] - \frac1n - \frac{\hat x_i\, \hat x_k}{n}\right) . \tag{8}$$
#
# The chain rule sums over all images that $x_k$ moves, $dx_k = \sum_i d\hat x_i\, \partial \hat x_i / \partial x_k$:
#
# $$dx_k = \frac1\delta \Big(\; \underbrace{d\hat x_k}_{\text{straight}} - \underbrace{\frac1n \sum_i d\hat x_i}_{\text{through the mean}}
#   - \underbrace{\hat x_k\, \frac1n \sum_i d\hat x_i\, \hat x_i}_{\text{through the deviation}} \Big) . \tag{9}$$
#
# Read it: $\hat X$ does not notice when a column of $X$ is shifted or stretched, so (9) takes out of the gradient what
# would shift it and what would stretch it.
#
# ### Exercise 2: the backward pass
#
# **Predict:** what do the $n$ entries of one column of $dX$ add up to?


# %% name="batch-norm-backward" exercise="batch_norm_backward"


# %% name="batch-norm-backward-check" check="batch_norm_backward"
check.batch_norm_backward(batch_norm_backward)
# hint("batch_norm_backward")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="paths-text"
# To 0: a shift of all images together changes nothing. Does every path matter? The gradient check of chapter 05 knows
# nothing of derivations. We give it three layers, with one, two and all three terms of (9).
#
# **Predict:** how large is the relative error without the last term, $10^{-6}$, $10^{-2}$, or about 1?

# %% name="paths"
my_backward = yours_or_ours("batch_norm_backward", batch_norm_backward)


class OwnBatchNorm(BatchNorm):
    """The package's forward pass, and a backward pass with your function, or with a part of (9) alone."""

    paths = "straight, mean and deviation"

    def backward(self, d_output):
        deviation = 1 / self.inverse_deviation
        d_x, self.d_gamma[...], self.d_beta[...] = my_backward(d_output, self.x_hat, deviation, self.gamma)
        d_x_hat = d_output * self.gamma
        if self.paths == "straight and mean":
            d_x = (d_x_hat - d_x_hat.mean(axis=0)) / deviation
        if self.paths == "straight":
            d_x = d_x_hat / deviation
        return d_x


for paths in ("straight", "straight and mean", "straight, mean and deviation"):
    OwnBatchNorm.paths = paths
    error = check_layer(OwnBatchNorm(4), np.random.default_rng(0).standard_normal((6, 4))).max_relative_error
    print(f"{paths:30} largest relative error {'under 1e-8' if error < 1e-8 else f'{error:.1f}'}")

# %% [markdown] name="noise-text"
# All or nothing: with one term missing, some derivative is wrong by more than itself.
#
# ### The batch is part of the answer
#
# In training, what an image gets depends on the company it is in. That is noise, and noise regularises. From
# statistics: the mean of $n$ images is off by $1/\sqrt n$ standard deviations, the deviation by about $1/\sqrt{2n}$,
# and so $\hat x$ by about $\sqrt{(1 + \hat x^2/2)/n}$.
#
# Outside training there may be no company at all, one image alone. So during training the layer keeps **running
# averages** of $\bar x$ and of the variance, $0.9\,\times$ the old one $+\;0.1\,\times$ the batch's; outside training
# it uses these, and is then a fixed straight line per unit. (Nothing of an evaluation is ever remembered.)
#
# And the promise of chapter 06: its 20 hidden layers whose weights start at 0.01, where the signal falls to $10^{-22}$
# and 300 steps change nothing. Batch normalisation multiplies by $1/\delta$, however small $\delta$ is.
#
# **Predict:** one image, in 200 random batches. When the batch is 16 times larger, by what factor does the wobble of
# its $\hat x$ fall? And does the network that is dead without batch normalisation learn with it?

# %% name="noise" tags=["trained"]
rng = np.random.default_rng(0)
first_layer = build_mlp([784, 128, 10], seed=0).layers[0]
z = first_layer.forward(data.train.images[:10000])  # (10000, 128): what enters the first batch normalisation
x_hat = (z[0] - z.mean(axis=0)) / z.std(axis=0)  # (128,): image 0, by the statistics of all
print("batch   wobble of image 0 in 200 batches   by the formula")
for n in (2, 8, 32, 128, 512):
    layer, seen = BatchNorm(128), []
    for _ in range(200):
        company = np.r_[0, rng.integers(1, 10000, n - 1)]
        seen.append(layer.forward(z[company], training=True)[0].copy())
    wobble, formula = np.sqrt(np.var(seen, axis=0).mean()), np.sqrt((1 + x_hat**2 / 2).mean() / n)
    print(f"{n:5}   {wobble:32.2f}   {formula:14.2f}")
    assert n < 32 or abs(wobble / formula - 1) < 0.15
alone = layer.forward(z[:1])
print("outside training, alone and in company the same:", np.allclose(alone, layer.forward(z[:100])[:1]))

for batch_norm, low, high in ((False, 9, 11), (True, 45, 80)):
    accuracies = []
    for seed in range(1 + batch_norm):
        deep = build_mlp([784, *20 * [64], 10], initializer=0.01, batch_norm=batch_norm, seed=seed)
        trainer = Trainer(deep, SGD(0.02), batch_size=128, seed=seed, progress=False)
        accuracies.append(100 * trainer.fit(data.train, data.validation, iterations=300).validation_accuracy[-1])
    assert low < min(accuracies) and max(accuracies) < high, accuracies
    print(f"20 layers from 0.01, batch norm {batch_norm!s:5}: between {low} and {high} of 100 validation images right")

# %% [markdown] name="augmentation-text"
# The wobble falls by a factor of 4, as $\sqrt{16}$ says. (For tiny batches the formula is too large: no $\hat x$ in a
# batch of $n$ can exceed $\sqrt{n-1}$.) And the deep network learns: what enters each layer has size 1 again, so by
# chapter 06's (3) and (4), the variance is about $64 \cdot 0.01^2 / 2 \approx 0.003$ in *each* further layer, and that
# is large against $\epsilon$. The start matters far less.
#
# ## Augmentation: more images from the same ones
#
# The best regulariser is more data. A coat that stands two pixels further left is still a coat, and so is its mirror
# image; a network does not know that unless we show it. **Augmentation** changes each batch at random before each step,
# in ways that the label survives. Which ways these are is knowledge about the task: a mirrored 3 is no 3, and a shoe
# seldom stands on its head.
#
# ### Black is not 0
#
# When an image moves right, a strip comes into view on the left. It should be black, pixel value 0. But the network
# gets scaled images, with `standardize` (chapter 01) $x_p / s - \mu_p / s$ for pixel $p$. Black is then
#
# $$B_p = -\frac{\mu_p}{s}, \tag{10}$$
#
# another number at each pixel, and **0 is the mean image**, a grey ghost. The same holds inside: $0.7$ at one pixel and
# $0.7$ at its neighbour are different greys. So a shift must happen where black is 0 everywhere. That is $X - B = x /
# s$:
#
# $$X' = \operatorname{shift}(X - B) + B . \tag{11}$$
#
# ### Exercise 3: shift and flip
#
# **Predict:** which pixels of an image change if you shift $X$ itself and put 0 into the strip: only the strip?


# %% name="shift-and-flip" exercise="shift_and_flip"


# %% name="shift-and-flip-check" check="shift_and_flip"
check.shift_and_flip(shift_and_flip)
# hint("shift_and_flip")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="explorer-text"
# Nearly all: each grey that moves is taken for another grey at its new place. (The package does the same for a whole
# batch without a loop, in `mlp/augmentation.py`: one window per image in a padded array.)
#
# ## See what the network is given
#
# The explorer shows a validation image as a network gets it, and what two networks 784-64-10 make of it. Both were
# trained just now, for a moment: one on plain images, the other on shifted and mirrored ones, with dropout. In the
# middle are their 64 hidden units after dropout; crosses mark what was dropped. All controls work from the keyboard.
#
# Predict, then try:
#
# 1. Set the *dropout rate* to 0. Go through a few images, and move each *down* and *right*. How far may an image go
#    before the network with plain training changes its mind? And the other?
# 2. Images 9 and 16 are sneakers, 19 is an ankle boot. No shift, rate 0, then *Mirrored*: what happens, and why
#    just to shoes?
# 3. *Edge filled with: the number 0*, for image 13, shifted by 4: look at the strip. Do the bars change?
# 4. No shift, and the *rate* up to 0.9: which network keeps its answer longer? Try several *draws*.

# %% name="explorer"
explorer = NoiseExplorer(data)
shifted = images.copy()
Augmentation.fitting(data, shift=2, flip=False)(shifted, np.random.default_rng(0))
boots = images[labels == 9]
mirrored = boots.copy()
flip_images(mirrored, np.ones(len(boots), bool))
plain_net, noise_net = explorer.networks  # the text below says how they fare; here it is checked
shares = [(network.predict(x) == labels).mean() for network in explorer.networks for x in (images, shifted)]
assert np.allclose(shares, [0.85, 0.62, 0.79, 0.77], atol=0.04)
top = data.to_pixels(boots).reshape(-1, 28, 28)[:, :14]  # the upper halves: where is the shaft?
assert len(boots) == 500 and np.all(top[:, :, 14:].sum(axis=(1, 2)) > top[:, :, :14].sum(axis=(1, 2)))
assert (plain_net.predict(boots) == 9).mean() > 0.85 and (plain_net.predict(mirrored) == 9).mean() < 0.02
explorer

# %% [markdown] name="early-text"
# 1: the plain network falls from about 85 % to 62 % when validation images are shifted at random by up to 2 pixels, the
# other from 79 % to 77 %. (It pays for that on plain images: so short a training is not enough for the harder task.)
# 2: **each** of the 500 ankle boots has its shaft on the right, its toe on the left. The plain network names about 94 %
# of them, and of the mirrored ones next to none. It has learned the dataset's habit and not the shoe; and as the test
# images have the same habit, no test accuracy would ever tell. 3: the strip is a grey ghost, and the bars do move: it
# is the one part of the picture that never occurred in training. 4: mostly the one that trained with dropout.
#
# ## Early stopping
#
# The cheapest regulariser: stop when it is best. Look at the validation images after every pass; with a **patience** of
# 3, stop when 3 passes in a row were no better than the best so far, and *go back* to the weights of the best.
# `Trainer(patience=3)` does both. Why does it regularise? Weights start small and grow during training; stopping early
# keeps them small, much as L2 does.
#
# "Best" by which measure? Look at the first figure again. **Predict** for patience 3: after which pass does the
# training stop by the validation loss, and by the validation accuracy? And whose network is more accurate?

# %% name="early" tags=["trained"]
kept = {}
for watch, patience, at_most in (("loss", 1, 15), ("loss", 3, 20), ("accuracy", 3, 29), ("accuracy", 10, 30)):
    stopped = build_mlp([784, 128, 64, 10], seed=0)
    callbacks = [KeepBest(watch, patience)]
    trainer = Trainer(stopped, SGD(0.02, momentum=0.9), batch_size=64, callbacks=callbacks, seed=0, progress=False)
    history = trainer.fit(few, data.validation, epochs=30)
    watched = history.validation_loss if watch == "loss" else -history.validation_accuracy
    best = int(watched.argmin())
    kept[watch, patience] = evaluate(stopped, data.validation)
    assert len(history) in (30, best + 1 + patience) and len(history) <= at_most
    assert np.isclose(kept[watch, patience].accuracy, history.validation_accuracy[best])  # it has gone back
    print(f"by {watch:8} with patience {patience:2}: over after at most {at_most} passes, and back at the best one")
by_loss, by_accuracy = kept["loss", 3], kept["accuracy", 10]
print(f"by loss, the loss is lower by more than 0.1: {by_accuracy.loss - by_loss.loss > 0.1}")
print(f"by accuracy, the accuracy is at least as high: {by_accuracy.accuracy >= by_loss.accuracy}")
assert by_accuracy.loss - by_loss.loss > 0.1 and by_accuracy.accuracy >= by_loss.accuracy

# %% [markdown] name="live-text"
# The loss stops it first. Its network has the lower loss and the lower accuracy: on these images both cannot be had at
# once. One more warning: the entry that was chosen on the validation images is the best of many, so its validation
# accuracy is a little too good; the test images have to judge.
#
# Two more, in short. **Label smoothing** (chapter 04) asks for $1 - \varepsilon + \varepsilon/K$ and $\varepsilon/K$
# instead of 1 and 0, so that being surer does not pay for ever. **Weight averaging**, `WeightAverage(0.999)`, keeps an
# average of the weights over about the last 1,000 steps: the noise of single steps goes, what they agree on stays.
#
# ## Which of them help? A small experiment
#
# The 2,000 images again, 15 passes with the learning rate on half a cosine, seven settings, each with the same three
# seeds. What to look at is not "the best of three" but **paired differences**: with method minus without, *with the
# same seed* (the same starting weights and the same order of the images), so that part of the luck cancels. And there
# is a second kind of luck: 5,000 validation images are a sample. At 82 % their standard error is $\sqrt{0.82 \cdot 0.18
# / 5000} = 0.0054$, half a point.
#
# **Predict:** which settings will be ahead by more than that in accuracy? In loss?

# %% name="live" tags=["trained"]
settings = {
    "none": {},
    "L2": {"l2": 3e-3},
    "dropout": {"dropout": 0.3},
    "batch norm": {"batch_norm": True},
    "label smoothing": {"smoothing": 0.1},
    "augmentation": {"augmentation": Augmentation.fitting(data, shift=1)},
    "all": {"l2": 1e-3, "dropout": 0.3, "batch_norm": True, "smoothing": 0.1},
}


def train_few(seed, smoothing=0.0, l2=0.0, augmentation=None, **layers):
    """Accuracy and plain cross-entropy on the validation images after 15 passes over the 2,000."""
    network = build_mlp([784, 128, 64, 10], seed=seed, **layers)
    network.loss, schedule = SoftmaxCrossEntropy(smoothing), Cosine(480)  # 32 steps per pass
    options = {"batch_size": 64, "l2": l2, "schedule": schedule, "augmentation": augmentation, "progress": False}
    Trainer(network, SGD(0.05, momentum=0.9), seed=seed, **options).fit(few, iterations=480)
    network.loss = SoftmaxCrossEntropy()
    result = evaluate(network, data.validation)
    return result.accuracy, result.loss


results = {name: np.array([train_few(seed, **options) for seed in range(3)]) for name, options in settings.items()}

# %% [markdown] name="live-figure-text"
# Twenty-one trainings. Now the differences, for accuracy as a picture and for the loss in words.

# %% name="live-figure" tags=["trained"]
accuracies = {name: pairs[:, 0] for name, pairs in results.items()}
means = {name: paired_differences(accuracies, name, "none").mean() for name in settings if name != "none"}
losses = {name: pairs[:, 1].mean() for name, pairs in results.items()}
gains = {name: losses["none"] - loss for name, loss in losses.items() if name != "none"}
show_figure(
    draw_differences(accuracies, "none", 0.54, "15 passes over 2,000 images: in accuracy, nobody gains a point"),
    alt="For each of six settings three dots and a bar: differences in validation accuracy to the network without "
    "regularisation. No bar is right of plus 1 point; those of dropout and augmentation lie left of the grey band.",
    words=f"None of the six gains a point of accuracy in the mean: {max(means.values()) < 1}. With dropout and with "
    f"augmentation it is lower: {max(means['dropout'], means['augmentation']) < 0}. All six have a loss that is lower by "
    f"at least 0.05: {min(gains.values()) > 0.05}.",
)
assert max(means.values()) < 1 and max(means["dropout"], means["augmentation"]) < 0 and min(gains.values()) > 0.05

# %% [markdown] name="stored-text"
# Nothing helps the accuracy by a clear margin, and everything helps the loss. Dropout and augmentation even lose: with
# noise, learning takes longer, and 15 passes are few. And *all* is not the sum of the others. Three seeds, and half a
# point of standard error, cannot tell more; a list of "best methods" from such an experiment would not deserve the
# name.
#
# ## The full experiment, stored
#
# Now 50,000 training images, 20 passes, and 10,000 validation images, on which one standard error is 0.3 points. That
# takes a while (`OPENBLAS_NUM_THREADS=1 python -m mlp.studies.regularisation`), so here is what it stored. The settings
# are usual ones, and were not tuned: L2 0.0005, dropout 0.2, smoothing 0.1, shifts by 1 pixel with flips, patience 3,
# averaging with 0.999.
#
# The same command looked for a **recipe** for the larger 784-512-256-10, without augmentation. Twelve candidates, one
# training each, were judged on the 10,000 validation images. The best of them was then trained anew on all 60,000
# training images, with three seeds, and these three networks were the only ones that ever saw the test images.
#
# We call a difference real if its mean lies outside ±0.3 points **and** all three seeds agree on its sign.
#
# **Predict.** With 25 times as many images: which of the nine gain, which lose, which tie? And how far does the recipe
# get on the test images?

# %% name="stored"
runs = json.loads((FOLDER / "course_regularisation.json").read_text())["runs"]
parts = {"candidates": {}, "recipe": {}, "comparison": {}}
for key, run in runs.items():
    part, name, _ = key.split("/")
    parts[part].setdefault(name, []).append(run["test_accuracy" if part == "recipe" else "validation_accuracy"])
for name, accuracy in sorted(parts["candidates"].items(), key=lambda item: item[1]):
    print(f"{100 * accuracy[0]:.2f} % of the validation images: {name}")
((chosen, tests),) = parts["recipe"].items()
print(f"test images, the last one: {100 * np.mean(tests):.2f} ± {100 * np.std(tests, ddof=1):.2f} %, seeds {tests}")
assert chosen == name and len(tests) == 3 and np.mean(tests) > 0.903

compared = parts["comparison"]
differences = {name: paired_differences(compared, name, "none") for name in compared if name != "none"}
gain = [name for name, d in differences.items() if d.mean() > 0.3 and d.min() > 0]
lose = [name for name, d in differences.items() if d.mean() < -0.3 and d.max() < 0]
assert gain == ["L2", "all but augmentation"] and lose == ["augmentation", "early stopping", "all"]
show_figure(
    draw_differences(compared, "none", 0.3, "Two gain, three lose, and the other four are ties"),
    alt="Nine settings with three dots each. The bars of L2 and of all but augmentation lie right of the grey band, those "
    "of augmentation, early stopping and all left of it, the other four in it.",
    words=f"“none”: {100 * np.mean(compared['none']):.2f} %. Mean differences in points: "
    + "; ".join(f"{name} {d.mean():+.2f} ({d.min():+.2f} to {d.max():+.2f})" for name, d in differences.items())
    + ".",
)

# %% [markdown] name="ending"
# What is real, then, for this network and these 20 passes: **L2** gains 0.4 points, though one seed hardly, and **all
# but augmentation** a little more, with all three seeds. **Dropout, batch normalisation, smoothing, averaging** are
# ties. And three lose, for reasons worth knowing:
#
# - **Augmentation** makes the task harder. With it the network is right on 91 % of the plain training images, without
#   it on 98 %. A small network on a small budget of passes no longer overfits: it *underfits*. That is no time for
#   more regularisation, which is why *all* loses too.
# - **Early stopping** by the loss stopped after 9 to 13 of the 20 passes, while the half cosine still had the learning
#   rate high. It never saw the quiet steps of the end, in which the accuracy rises.
#
# The larger network has more room to overfit, and there the recipe gains more than a point on plain L2: batch
# normalisation, a stronger L2, a little dropout on input and hidden layers, label smoothing, 40 passes. On the test
# images it gets **91.3 %**, mean of three seeds, with 0.1 of spread; add the 0.3 points of standard error that 10,000
# images bring. That was one look at the end: the recipe was not changed afterwards. (The candidates were compared with
# one seed each, so that neighbours in the list are ties; the list says that the last is *good*, not that it is *best*.)
#
# ## What the reports found
#
# > - **Report 000** fixes `reg` at 0.001 and, at learning rate 0.01, finds 86.65, 85.98 and 84.29 % for 0.001, 0.01 and
# >   0.1 (128-64): more L2, less accuracy. The first step is twice one standard error, from one run each; and
# >   nobody tried 0. By (2), 2,000 steps with $\eta\lambda = 0.01 \cdot 0.1$ leave an unused weight 14 % of itself.
# > - **Report 001** (4) adds L2 with $\lambda = 0.0001$ and gains 1.27 points, from 84.30 to 85.57 %. It also trained
# >   for 110 epochs instead of 100. Two changes, one run each: the gain may belong to either. Its own guess, that the
# >   model "is not large enough to over-fit the data", fits what we computed: $\lambda = 10^{-4}$ forbids little.
# > - **Report 002** (Table 1): with $\lambda = 0.01$ its training loss, 0.7465, is far *above* its validation loss,
# >   0.4957. The one has the penalty in it, the other has not: two such curves cannot be compared. With $\lambda = 0.1$
# >   and learning rate 1, (2) takes a tenth of every weight in each of the first steps: loss 2.3028, which is $\ln 10$,
# >   a guess. It chose $\lambda = 0$, though 0.001 has the best validation accuracy, 85.79 against 85.39 %. On 15,000
# >   images one standard error is 0.29 points: a tie, so no harm done.
# > - **Report 003** (3.1) normalises each mini-batch of the already normalised images "as a pre-process", without a
# >   layer. Without $\gamma$, $\beta$ and behind no weights, that only makes the input wobble, by about $1/\sqrt{512}$
# >   or 4 %; which statistics the test images got, it does not say. It calls regularisation "essential" because of an
# >   ablation in the first three rows of Table 2: but all ten printed rows have $\lambda = 0.001$.
# > - **Report 004** stops its MLP early with patience 5, "when there is an increase in the cost function consecutively
# >   for 5 iterations". Its log shows what patience is: from epoch 10 to 14 the validation loss rises, rises, *falls,
# >   falls*, rises, and it stops all the same, since none beats epoch 9. Then it restores epoch 9, with a validation
# >   accuracy of 88.35 %. Printed as the result is 88.07 %: that is the line of epoch 14, whose weights were thrown
# >   away. The CNN's 91.24 %, too, is its log's last line. And what it watched were the test images, so nothing was
# >   left to judge the stop by.
#
# ## Recap
#
# - Overfitting shows in the validation *loss* first: the network becomes sure of what is wrong. The accuracy may not
#   move.
# - L2 multiplies every weight by $1 - \eta\lambda$ per step: a normal prior with $\sigma^2 = 1/N\lambda$.
# - Inverted dropout keeps the mean and not the mean square; outside training it is nothing, and that one pass does the
#   work of an average over many masks.
# - Batch normalisation's gradient has three paths, straight, through the mean, through the deviation. In training the
#   company counts, outside the running averages do. It frees the start.
# - Augmentation knows something about the task. Shift where black is 0; and look for habits of your data that a
#   test set shares.
# - Early stopping: watch, wait, go back. What you watch is what you get, and it is no longer a fair judge.
# - A method is better when paired differences over seeds *and* the standard error of the images say so.
#
# ## Quiz
#
# 1. A weight gets no gradient. $\eta = 0.05$, $\lambda = 0.001$: after how many steps is half of it left?
#
#    <details><summary>Answer</summary>
#
#    $(1 - 0.00005)^t = \frac12$ gives $t = \ln 2 / 0.00005 \approx 13{,}900$ steps: 32 passes over 55,000 images in
#    batches of 128.
#    </details>
# 2. Somebody forgets to switch dropout off when they predict. What do they see?
#
#    <details><summary>Answer</summary>
#
#    Predictions that change from call to call, and an accuracy that is lower by several points: (a) in the experiment
#    above.
#    </details>
# 3. Why do the weights of a linear layer right before batch normalisation not care for their own size? What does L2 do
#    to them then?
#
#    <details><summary>Answer</summary>
#
#    $\hat X$ stays the same when all weights of a unit are doubled: $\delta$ doubles too (but for $\epsilon$). So the
#    penalty cannot make the function simpler. It keeps the weights short, and for short weights the same gradient step
#    is a larger turn: there, L2 acts on the effective learning rate.
#    </details>
# 4. Why should batches not be tiny with batch normalisation? Think of a batch of 2.
#
#    <details><summary>Answer</summary>
#
#    The two lie equally far from their mean, one above and one below. So every $\hat x$ is close to $+1$ or $-1$: which
#    of the two is larger is all that is left, how much larger is lost. And outside training, where running averages are
#    used, the next layer meets sizes that it has never seen.
#    </details>
# 5. Which augmentations would you allow for handwritten digits: shifts, flips left-right, turns by 10°, turns by 180°?
#
#    <details><summary>Answer</summary>
#
#    Shifts and small turns. A mirrored 2 is no 2, and a 6 turned by 180° is a 9.
#    </details>
# 6. Dropout gains 0.2 points over three seeds, with all three differences positive, on 10,000 validation images. Is it
#    better?
#
#    <details><summary>Answer</summary>
#
#    The seeds agree, so with *these* images it probably is, by a little. But 0.2 points is less than the standard
#    error, 0.3, that the choice of the images brings: on other images it may be nothing. A tie, until more is measured.
#    </details>
#
# ## Where to go next
#
# - [10 Searching](10_searching.ipynb): many settings, few seeds, and how not to fool yourself.
# - [13 Five reports](13_five_reports.ipynb): the numbers of the reports, run again, with spread.
# - Back to [08 Training](08_training.ipynb): `patience`, callbacks, and where `KeepBest` keeps its network.
# - Chapter 15 (coming): how far augmentation and long trainings take three linear layers.
# - To go on at once: is there a shift with which augmentation helps on 2,000 images? Change `shift` and the number of
#   passes in the experiment, and count how many settings you have tried.
