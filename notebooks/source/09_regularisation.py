# %% [markdown] name="title"
# # 09 Regularisation
#
# You derive what L2, dropout, batch normalisation, augmentation and early stopping do to a network that learns its
# training images by heart, write their passes yourself, and measure honestly which of them help, and when.
#
# ## What you will be able to do
#
# - recognise overfitting in two curves, and say why loss and accuracy tell different stories about it
# - derive L2 as a shrinking of the weights
# - write dropout as a layer, and say what the division by $1 - r$ keeps and what it does not
# - normalise a batch, and derive the way back, path by path
# - move scaled images without leaving a grey edge, and know which moves a label survives
# - compare methods by paired differences and Student's t, count your comparisons, and say which claims survive
#
# ## Before you start
#
# - Prerequisites: [05 Backpropagation](05_backpropagation.ipynb) for the gradient check,
#   [08 Training](08_training.ipynb) for the `Trainer`; [06 Initialisation](06_initialisation.ipynb) helps.
# - Symbols: [the table of symbols](symbols.md); words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 115 with the side paths

# %% name="setup"
import numpy as np

from mlp import SGD, Network, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.data import Part
from mlp.data.augmentation import Augmentation, flip_images, shift_images
from mlp.exercises import check, hint, yours_or_ours
from mlp.layers import BatchNorm, Layer, Linear, ReLU
from mlp.plots.regularisation import draw_dropout, draw_moved
from mlp.plots.regularisation import draw_normalised, draw_overfitting, draw_stops
from mlp.plots.regularisation import draw_regularisers, draw_wrong_calls
from mlp.widgets import NoiseExplorer

data = load_fashion_mnist()
images, labels = data.validation.images, data.validation.labels  # (5000, 784), (5000,)
few = Part(data.train.images[:2000], data.train.labels[:2000])

# %% [markdown] name="overfit-text"
# ## Learning by heart
#
# [Report 000](../data/reports/texts/000.txt) trains on 500 images until its network knows them all: a good test that a
# network *can* learn. Here are 2,000 images, so few that the network 784-128-64-10 with its 109,386 parameters can learn
# them by heart. It trains for 30 epochs. After each epoch we measure the loss on the 5,000 validation images, which it
# never trains on.
#
# **Predict.** The training loss falls towards 0. What does the validation loss do: how low does it get, after which
# epoch, and where is it after 30? And the validation accuracy: how many points does it lose from its best to the end?

# %% name="overfit"
net = build_mlp([784, 128, 64, 10], seed=0)
optimizer = SGD(0.02, momentum=0.9)
trainer = Trainer(net, optimizer, batch_size=64, seed=0, progress=False)
plain = trainer.fit(few, data.validation, epochs=30)
best = plain.validation_accuracy.max()
lost = 100 * (best - plain.validation_accuracy[-1])
print(f"best validation accuracy ≈ {best:.1%}, lost at the end: ≈ {lost:.1f} points")

# %% name="overfit-figure" tags=["trained"]
draw_overfitting(plain)

# %% [guard] name="overfit-guard"
lowest = int(plain.validation_loss.argmin())
assert 2 <= lowest < 10 and plain.validation_loss[-1] > 1.25 * plain.validation_loss[lowest]
assert plain.train_accuracy[-1] > 0.99 and lost < 1.5 and best > 0.8

# %% [markdown] name="sure-text"
# The loss turns within the first ten epochs and ends higher by more than a quarter. The accuracy loses next to nothing:
# whoever expected the same answer for both took them for one measure. That is **overfitting**: what is learned about the
# 2,000 images is no longer true of others.
#
# Why does the accuracy not mind? It asks only which probability is the largest. The loss asks how large: $-\log p$ of a
# true class that gets $p = 0.001$ costs 6.9.
#
# **Predict.** Look at the images that the network gets *wrong*. How sure is it of its wrong answers, on average, after 5
# epochs, and after 30?

# %% name="sure"
early = build_mlp([784, 128, 64, 10], seed=0)
optimizer = SGD(0.02, momentum=0.9)
trainer = Trainer(early, optimizer, batch_size=64, seed=0, progress=False)
trainer.fit(few, epochs=5)

for epochs, network in ((5, early), (30, net)):
    p = network.predict_proba(images)
    wrong = network.predict(images) != labels
    sure = p[wrong].max(1).mean()
    print(f"{epochs:2} epochs: ≈ {wrong.sum()} wrong, ≈ {sure:.0%} sure on average")

# %% [guard] name="sure-guard"
asked = [network.predict_proba(images) for network in (early, net)]
surest = [q[q.argmax(axis=1) != labels].max(axis=1).mean() for q in asked]
assert 0.5 < surest[0] < 0.75 and surest[1] > surest[0] + 0.08

# %% [markdown] name="l2-text"
# Hardly fewer wrong answers, and the network is much surer of them. Whoever needs honest probabilities loses something
# here; whoever only counts correct answers does not.
#
# **Regularisation** is everything that we do against overfitting. Each method says in its own way: of two explanations
# that fit the training images, take the one that depends less on details.
#
# ## L2: small weights
#
# Add a penalty for large weights to the loss; biases are free. The factor $\frac12$ is there for the derivative's sake:
#
# $$\tilde L = L + \frac{\lambda}{2} \sum W^2, \qquad d\tilde W = dW + \lambda W . \tag{1}$$
#
# Put (1) into a step of gradient descent with learning rate $\eta$, and collect what belongs to $W$:
#
# $$W \leftarrow W - \eta\,(dW + \lambda W) = (1 - \eta \lambda)\, W - \eta\, dW . \tag{2}$$
#
# So each step first **shrinks** every weight by the factor $1 - \eta\lambda$, hence the name *weight decay*, and then
# moves as before.

# %% [markdown] name="l2-predict"
# A weight that is needed settles where the gradient balances the pull: $dW = -\lambda W$. And one that no image asks for?
# One pixel, the first, is black in each of our 2,000 images. Nothing in the training pulls at its 128 weights.
#
# **Predict** with (2) what is left of these weights after 300 steps with $\eta = 0.1$ and $\lambda = 0.01$.

# %% name="l2"
black_everywhere = few.images.std(0) < 1e-6  # (784,)


def left_of_weights(l2):
    """The norm after 300 steps over the norm before: that pixel, all others."""
    shrunk = build_mlp([784, 128, 64, 10], seed=0)
    weight = shrunk.layers[0].weight  # (784, 128)
    start = weight.copy()
    trainer = Trainer(shrunk, SGD(0.1), batch_size=64, l2=l2, seed=0, progress=False)
    trainer.fit(few, iterations=300)
    left = [weight[rows] for rows in (black_everywhere, ~black_everywhere)]
    before = [start[rows] for rows in (black_everywhere, ~black_everywhere)]
    return [np.linalg.norm(w) / np.linalg.norm(s) for w, s in zip(left, before)]


# %% name="l2-table"
print(f"pixels that are black everywhere: {black_everywhere.sum()}")
print("lambda   (1 - eta lambda)^300   left: its weights     all others")
for l2 in (0.0, 0.001, 0.01):
    unused, used = left_of_weights(l2)
    power = (1 - 0.1 * l2) ** 300
    print(f"{l2:6.3f}   {power:20.4f}   {unused:19.4f}   ≈ {used:.2f}")

# %% [guard] name="l2-guard"
for l2 in (0.0, 0.001, 0.01):
    unused, used = left_of_weights(l2)
    assert np.isclose(unused, (1 - 0.1 * l2) ** 300, rtol=1e-4) and used > unused

# %% [markdown] name="l2-answer"
# $0.999^{300} = 0.7407$, to four digits. A usual wrong guess is $1 - 300 \cdot 0.001 = 0.7$: each step takes its share of
# what is *left*. The other weights shrink less, because images need them.
#
# With momentum 0.9 the pull goes through the velocity and is ten times as strong in the long run, as the whole gradient
# is. With Adam it would be divided away, which is why AdamW shrinks by itself
# ([chapter 07](07_optimisers_and_schedules.ipynb)).
#
# ## Dropout: do not rely on one unit
#
# In training, set each output of a layer to 0 with probability $r$, anew for each image and each step (Hinton et al.
# 2012). No unit can count on a certain other one being there. What is kept is divided by $1 - r$. For one entry $x$ and
# its random $m$, 0 with probability $r$ and else 1,
#
# $$y = \frac{m\, x}{1 - r} . \tag{3}$$
#
# **Predict.** Three images, six units, $r = 0.5$: how many of the 18 entries will be 0? Does the mean stay exactly the same?

# %% name="dropout-seen"
rng = np.random.default_rng(1)
x = np.round(rng.uniform(0.1, 2, (3, 6)), 1)
mask = (rng.random(x.shape) >= 0.5).astype(int)
draw_dropout(x, mask, x * mask / (1 - 0.5))

# %% [markdown] name="dropout-text"
# Seven, where nine were to be expected; and the mean went from 1.04 to 1.09. Dice are dice. On average, however:
#
# **The mean.** $\mathrm{E}[m] = 1 - r$, so $\mathrm{E}[y] = x$. The next layer gets on average what it would get without
# dropout. So outside training we leave dropout out, $y = x$, and nothing needs to be corrected. (Hinton et al. 2012 and
# Srivastava et al. 2014 did not divide in training, and multiplied the weights by $1 - r$ outside. The division is called
# *inverted* dropout.)
#
# **The mean square.** $m^2 = m$, so $\mathrm{E}[y^2] = \frac{x^2}{(1-r)^2}\, \mathrm{E}[m] = \frac{x^2}{1 - r}$. That is
# *not* kept. The difference is noise: $\operatorname{Var}(y) = \mathrm{E}[y^2] - x^2 = x^2\, \frac{r}{1-r}$. The units
# that speak loudest are disturbed most.
#
# **Backward.** Once the dice have fallen, (3) multiplies each entry by a number, so
#
# $$Y = X \odot \frac{M}{1 - r}, \qquad dX = dY \odot \frac{M}{1 - r}, \tag{4}$$
#
# with the **same** mask $M$ in both. Outside training, $dX = dY$.

# %% [markdown] name="own-dropout-text"
# ### Exercise 1: a dropout layer
#
# **Predict** before you write: how many things must `forward` remember for `backward`, and which?


# %% name="own-dropout" exercise="OwnDropout"


# %% name="own-dropout-check" check="OwnDropout"
check.OwnDropout(OwnDropout)
# hint("OwnDropout")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="dropout-measured-text"
# Two: the mask, and whether it was training. Now your layer on the activations of 5,000 images.
#
# **Predict.** By what factor does the mean square grow for $r = 0.1$, $0.5$ and $0.8$?

# %% name="dropout-measured"
MyDropout = yours_or_ours("OwnDropout", OwnDropout)
first_layer = build_mlp([784, 128, 10], seed=0).layers[0]
h = np.maximum(first_layer.forward(images), 0)  # (5000, 128)
for r in (0.1, 0.5, 0.8):
    y = MyDropout(r, np.random.default_rng(0)).forward(h, training=True)
    mean, square = y.mean() / h.mean(), np.mean(y**2) / np.mean(h**2)
    print(f"r = {r}: mean times {mean:.2f}, mean square times {square:.2f}")

# %% [guard] name="dropout-measured-guard"
for r in (0.1, 0.5, 0.8):
    y = MyDropout(r, np.random.default_rng(0)).forward(h, training=True)
    assert abs(y.mean() / h.mean() - 1) < 0.02 and np.isclose(np.mean(y**2) / np.mean(h**2), 1 / (1 - r), rtol=0.02)

# %% [markdown] name="thinned-text"
# By $1/(1 - r)$: 1.11, 2 and 5. Who expected 1 thought of the mean.
#
# ## Side path: one network for many
#
# Each mask makes another network out of the same weights, a *thinned* one, and the training trains all of them a little.
# Does one pass without dropout stand for them all? We train a network with dropout 0.5 for 20 epochs on the 2,000 images.
#
# **Predict** the validation accuracy (a) with one mask, (b) when the probabilities of 30 masks are averaged, (c) outside
# training. Put them in order, and guess the largest gap in points.

# %% name="thinned"
rng = np.random.default_rng(0)
hidden = [Linear(784, 128), ReLU(), MyDropout(0.5, rng)]
hidden += [Linear(128, 64), ReLU(), MyDropout(0.5, rng)]
thinned = Network([*hidden, Linear(64, 10)], seed=0)
optimizer = SGD(0.02, momentum=0.9)
trainer = Trainer(thinned, optimizer, batch_size=64, seed=0, progress=False)
history = trainer.fit(few, epochs=20)

# %% name="thinned-asked"
from mlp.losses import softmax

masked = [softmax(thinned.forward(images, training=True)) for _ in range(30)]
one = np.mean([(p.argmax(1) == labels).mean() for p in masked])
averaged = (np.mean(masked, 0).argmax(1) == labels).mean()
outside = (thinned.predict(images) == labels).mean()
print(f"(a) one mask, mean of 30        ≈ {one:.1%}")
print(f"(b) 30 masks averaged           ≈ {averaged:.1%}")
print(f"(c) outside training, one pass  ≈ {outside:.1%}")

# %% [guard] name="thinned-guard"
assert 0.03 < averaged - one < 0.15 and abs(outside - averaged) < 0.02

# %% [markdown] name="thinned-answer"
# (a) is last by several points, and (b) and (c) are close: one pass with all units present does about the work of an
# average over many thinned networks. (Not exactly: the mean of a ReLU's outputs is not the ReLU of the mean.)

# %% [markdown] name="batch-norm-text"
# ## Batch normalisation: a size that stays
#
# Chapter 06 chose weights so that signals keep their size at the start. Batch normalisation (Ioffe, Szegedy 2015) measures
# the size in every step and corrects it. It stands between linear layer and activation. For one unit, over the $n$ images
# of a batch:
#
# $$\bar x = \frac1n \sum_i x_i, \qquad \delta = \sqrt{\frac1n \sum_i (x_i - \bar x)^2 + \epsilon}, \qquad
#   \hat x_i = \frac{x_i - \bar x}{\delta}, \qquad y_i = \gamma\, \hat x_i + \beta . \tag{5}$$
#
# $\gamma$ and $\beta$ are parameters, one of each per unit, 1 and 0 at first: if another size is better, the network can
# learn it. $\epsilon = 10^{-5}$ keeps the division finite.
#
# **Predict.** Double all weights and biases of the linear layer in front. By how much do the $\hat x$ change?


# %% name="normalise"
def normalise(z, over=0):
    """x_hat of (5): over the images (0) or, for later, over the units (1)."""
    mean = z.mean(over, keepdims=True)
    deviation = np.sqrt(z.var(over, keepdims=True) + 1e-5)
    return (z - mean) / deviation


h = np.maximum(net.layers[0].forward(images[:512]), 0)  # (512, 128)
z = net.layers[2].forward(h)  # (512, 64): what enters the second ReLU
x_hat, of_doubled = normalise(z), normalise(2 * z)
print(f"largest change of an x_hat: ≈ {np.abs(of_doubled - x_hat).max():.6f}")

# %% name="normalise-figure" tags=["trained"]
order = np.argsort(z.mean(0))
chosen = {"lowest unit": order[0], "middle": order[32], "highest": order[63]}
before = {name: z[:, k] for name, k in chosen.items()}
draw_normalised(before, {name: x_hat[:, k] for name, k in chosen.items()})

# %% [guard] name="normalise-guard"
assert np.abs(of_doubled - x_hat).max() < 5e-5
assert np.abs(x_hat.mean(axis=0)).max() < 1e-5 and np.abs(x_hat.std(axis=0) - 1).max() < 1e-3

# %% [markdown] name="company-text"
# By a few millionths: $\bar x$ and $\delta$ double too, and without $\epsilon$ nothing would change.
#
# ### The batch is part of the answer
#
# In training, what an image gets depends on the company it is in. That is noise, as dropout's is. Outside training there may
# be no company at all, one image alone. So during training the layer keeps **running averages**
# of $\bar x$ and of the variance: $0.9\,\times$ the old one $+\;0.1\,\times$ the batch's. Outside training it uses these,
# and is then a fixed straight line per unit. Nothing of an evaluation is remembered.

# %% [markdown] name="batch-norm-forward-text"
# ### Exercise 2: a forward pass that remembers
#
# Write (5) with the running averages, both ways. Arrays in, arrays out: nothing is kept in a layer here.
#
# **Predict:** how many numbers per unit does the trained layer consist of, and how many of them get a gradient?


# %% name="batch-norm-forward" exercise="batch_norm_forward"


# %% name="batch-norm-forward-check" check="batch_norm_forward"
check.batch_norm_forward(batch_norm_forward)
# hint("batch_norm_forward")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="averages-text"
# Four numbers per unit, $\gamma$, $\beta$ and the two averages. Only $\gamma$ and $\beta$ get a gradient.
#
# Now 100 batches of 100 images go through your function in training, and the averages follow. Then image 0 goes through it
# outside training.
#
# **Predict.** Its output for unit 0, alone and in company of 99 others: by how much do the two differ? And if you forget to
# say that training is over, what does an image get that comes alone?

# %% name="averages"
forward = yours_or_ours("batch_norm_forward", batch_norm_forward)
z = first_layer.forward(data.train.images[:10_000])  # (10000, 128)
one, zero = np.ones(128, "float32"), np.zeros(128, "float32")
averages = zero, one
for batch in np.split(z, 100):
    _, *averages = forward(batch, one, zero, *averages, True, 0.9, 1e-5)
for training, name in ((False, "outside training"), (True, "in training")):
    rest = one, zero, *averages, training, 0.9, 1e-5
    alone, crowd = (forward(z[:n], *rest)[0] for n in (1, 100))
    print(f"{name}: alone {alone[0, 0]:.3f}, in company {crowd[0, 0]:.3f}")

# %% [guard] name="averages-guard"
assert np.allclose(
    forward(z[:1], one, zero, *averages, False, 0.9, 1e-5)[0][0],
    forward(z[:100], one, zero, *averages, False, 0.9, 1e-5)[0][0],
    atol=1e-5,
)
assert np.abs(alone).max() == 0 and np.abs(averages[0] - z.mean(axis=0)).max() < 0.5

# %% [markdown] name="wobble-text"
# Outside training, company makes no difference. In training, an image alone is its own mean: it gets 0 in every unit,
# whatever it shows.
#
# ## Side path: how much noise is it?
#
# From statistics: the mean of $n$ images is off by about $1/\sqrt n$ standard deviations, the deviation by $1/\sqrt{2n}$,
# and so $\hat x$ by about
#
# $$\sqrt{(1 + \hat x^2/2)\,/\,n} . \tag{6}$$
#
# **Predict:** one image, in 200 random batches. When the batch is 16 times as large, by what factor does the wobble of its
# $\hat x$ fall?


# %% name="wobble"
x_hat = normalise(z)[0]  # (128,): image 0, by the statistics of all


def wobble(n, rng):
    """How far image 0's x_hat moves over 200 batches of n images."""
    seen = []
    for _ in range(200):
        company = np.r_[0, rng.integers(1, 10_000, n - 1)]
        seen.append(normalise(z[company])[0])
    return np.sqrt(np.var(seen, 0).mean())


# %% name="wobble-table"
rng = np.random.default_rng(0)
print("batch   wobble   by (6)")
for n in (2, 8, 32, 128, 512):
    formula = np.sqrt((1 + x_hat**2 / 2).mean() / n)
    print(f"{n:5}   {wobble(n, rng):6.2f}   {formula:6.2f}")

# %% [guard] name="wobble-guard"
for n in (32, 128, 512):
    assert abs(wobble(n, rng) / np.sqrt((1 + x_hat**2 / 2).mean() / n) - 1) < 0.15
assert 0.8 < wobble(8, rng) / wobble(128, rng) / 4 < 1.2

# %% [markdown] name="deep-text"
# By a factor of 4, as $\sqrt{16}$ says. (For tiny batches (6) is too large: no $\hat x$ in a batch of $n$ can exceed
# $\sqrt{n-1}$.)
#
# ## Side path: twenty layers, and layer normalisation
#
# The promise of chapter 06: 20 hidden layers whose weights start at 0.01, where the signal falls to $10^{-22}$ and 300
# steps change nothing. Batch normalisation multiplies by $1/\delta$, however small $\delta$ is.
#
# **Predict** the validation accuracy after 300 steps, without it and with it.

# %% name="deep"
shape = [784, *20 * [64], 10]
deep = {}
for batch_norm, name in ((False, "without"), (True, "with")):
    for seed in range(2):
        network = build_mlp(shape, initializer=0.01, batch_norm=batch_norm, seed=seed)
        trainer = Trainer(network, SGD(0.02), seed=seed, progress=False)
        history = trainer.fit(data.train, data.validation, iterations=300)
        deep[name, seed] = history.validation_accuracy[-1]
        print(f"{name:7} batch norm, seed {seed}: ≈ {deep[name, seed]:.1%}")

# %% [guard] name="deep-guard"
assert all(0.09 < deep["without", seed] < 0.11 and 0.45 < deep["with", seed] < 0.8 for seed in range(2))

# %% [markdown] name="layer-norm-text"
# Without it, a guess; with it, well over half correct. What enters each layer has size 1 again, so by chapter 06 the
# variance in front of each batch normalisation is about $64 \cdot 0.01^2 / 2 \approx 0.003$, in *each* layer, and that is
# large against $\epsilon$. The start matters far less.
#
# ### Layer normalisation: the other axis
#
# **Layer normalisation** (Ba, Kiros, Hinton 2016) takes the mean and the deviation of one *image* over all units of the
# layer: (5) along rows in place of columns. Then no image needs company. The layer does the same in training and outside,
# it needs no running averages, and batches may be as small as you like. So it is what transformers use, where texts have
# different lengths. What it gives up is the noise, and that *each unit* has size 1: it fixes the size of the row only.
#
# **Predict.** Image 0 in company of one other image, then in company of 511. How much do its $\hat x$ change on average,
# with either?

# %% name="layer-norm"
for over, name in ((0, "batch"), (1, "layer")):
    pair, crowd = normalise(z[:2], over)[0], normalise(z[:512], over)[0]
    change = np.abs(pair - crowd).mean()
    print(f"{name} normalisation: x_hat changes by {change:.2f} on average")

# %% [guard] name="layer-norm-guard"
assert change == 0
assert 0.3 < np.abs(normalise(z[:2], 0)[0] - normalise(z[:512], 0)[0]).mean() < 1.5

# %% [markdown] name="backward-text"
# By more than half a deviation with batch normalisation; with layer normalisation not at all.
#
# ## Side path: batch normalisation backward
#
# Given is $dy_i$ for each image. The last step of (5) is the easy one:
#
# $$d\gamma = \sum_i dy_i\, \hat x_i, \qquad d\beta = \sum_i dy_i, \qquad d\hat x_i = \gamma\, dy_i . \tag{7}$$
#
# Now one input $x_k$. It moves its own $\hat x_k$; but it is also part of $\bar x$ and of $\delta$, and through these it
# moves the $\hat x_i$ of *all* images. Let us nudge one and look.
#
# **Predict.** Four images, $x = (1, 2, 4, 9)$, mean 4. We move $x_4$ by a tiny step. By how much of that step does the mean
# move? Which of the four $\hat x$ rise, and which fall?

# %% name="nudge"
x = np.array([[1.0], [2.0], [4.0], [9.0]])
step = 1e-6
nudged = x + step * np.array([[0], [0], [0], [1]])
print(f"mean:      {(nudged.mean() - x.mean()) / step:.3f} of the step")
print(f"deviation: {(nudged.std() - x.std()) / step:.3f} of the step")
moved = (normalise(nudged, 0) - normalise(x, 0)) / step  # (4, 1)
print("x_hat:    ", *(f"{change:.3f}" for change in moved[:, 0]))

# %% [guard] name="nudge-guard"
assert np.isclose((nudged.std() - x.std()) / step, normalise(x, 0)[3, 0] / 4, atol=1e-4)
assert moved[2, 0] < 0 and moved[[0, 1, 3], 0].min() > 0

# %% [markdown] name="paths-derived"
# **The mean** moves by $\dfrac{\partial \bar x}{\partial x_k} = \dfrac1n$, here a quarter.
#
# **The deviation.** First its square, with $[i = k]$ for 1 if $i = k$, else 0. Distances from the mean add up to 0, so
#
# $$\frac{\partial \delta^2}{\partial x_k} = \frac1n \sum_i 2\,(x_i - \bar x)\left([i = k] - \tfrac1n\right)
#   = \frac2n (x_k - \bar x), \qquad \frac{\partial \delta}{\partial x_k} = \frac{1}{2\delta}\,
#   \frac{\partial \delta^2}{\partial x_k} = \frac{\hat x_k}{n} . \tag{8}$$
#
# **Together,** by the rule for quotients:
#
# $$\frac{\partial \hat x_i}{\partial x_k} = \frac1\delta\left([i = k] - \frac1n\right) - \frac{x_i - \bar x}{\delta^2}
#   \cdot \frac{\hat x_k}{n} = \frac1\delta \left([i = k] - \frac1n - \frac{\hat x_i\, \hat x_k}{n}\right) . \tag{9}$$
#
# So only the third falls. The mean moves up, away from all; but the deviation grows too, and brings all nearer to the mean:
# for the two images far below it that is the larger part.
#
# **Predict** from (9) what the four changes in the output above add up to.

# %% name="paths-counted"
print(f"sum of the four changes: {abs(moved.sum()):.3f}")
hat, n = normalise(x, 0)[:, 0], len(x)
by_9 = (np.eye(n)[3] - 1 / n - hat * hat[3] / n) / x.std()
print("by (9):   ", *(f"{change:.3f}" for change in by_9))

# %% [guard] name="paths-counted-guard"
assert np.allclose(by_9, moved[:, 0], atol=1e-3) and abs(moved.sum()) < 5e-4

# %% [markdown] name="chain-text"
# To 0: the $\hat x$ of a batch always have mean 0.
#
# The chain rule sums over all images that $x_k$ moves, $dx_k = \sum_i d\hat x_i\, \partial \hat x_i / \partial x_k$:
#
# $$dx_k = \frac1\delta \Big(\; \underbrace{d\hat x_k}_{\text{straight}} - \underbrace{\frac1n \sum_i
#   d\hat x_i}_{\text{through the mean}} - \underbrace{\hat x_k\, \frac1n \sum_i d\hat x_i\, \hat x_i}_{\text{through the
#   deviation}} \Big) . \tag{10}$$
#
# Read it: $\hat X$ does not notice when a column of $X$ is shifted or stretched, so (10) takes out of the gradient what
# would shift it and what would stretch it. (Layer normalisation has the same three terms, along rows.)
#
# ### Exercise 3: the backward pass
#
# **Predict:** what do the $n$ entries of one column of $dX$ add up to?


# %% name="batch-norm-backward" exercise="batch_norm_backward"


# %% name="batch-norm-backward-check" check="batch_norm_backward"
check.batch_norm_backward(batch_norm_backward)
# hint("batch_norm_backward")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="paths-text"
# To 0: a shift of all images together changes nothing. Does every path matter? The gradient check of chapter 05 knows
# nothing of derivations. We give it three layers, with one, two and all three terms of (10).
#
# **Predict** the largest relative error without the last term: $10^{-6}$, $10^{-2}$, or above 1?

# %% name="paths-layer"
my_backward = yours_or_ours("batch_norm_backward", batch_norm_backward)


class OwnBatchNorm(BatchNorm):
    """The package's forward pass; backward your function or a part of (10)."""

    def __init__(self, units, paths):
        super().__init__(units)
        self.paths = paths

    def backward(self, d_output):
        arrays = d_output, self.x_hat, 1 / self.inverse_deviation, self.gamma
        d_x, self.d_gamma, self.d_beta = my_backward(*arrays)
        d_x_hat = d_output * self.gamma
        through_mean = d_x_hat.mean(0) if self.paths == "two" else 0
        return d_x if self.paths == "all" else (d_x_hat - through_mean) / arrays[2]


# %% name="paths"
from mlp.gradient_check import check_layer

batch = np.random.default_rng(0).standard_normal((6, 4))
for paths in ("one", "two", "all"):
    error = check_layer(OwnBatchNorm(4, paths), batch).max_relative_error
    told = f"{error:.1f}" if error > 0.1 else "under 1e-8" if error < 1e-8 else error
    print(f"{paths} of the paths: largest relative error {told}")

# %% [guard] name="paths-guard"
errors = [check_layer(OwnBatchNorm(4, paths), batch).max_relative_error for paths in ("one", "two", "all")]
assert min(errors[:2]) > 0.5 and errors[2] < 1e-8

# %% [markdown] name="augmentation-text"
# Close to 2, the most that a relative error can be: some derivatives even have the wrong sign. It is all or nothing.
#
# ## Augmentation: more images from the same ones
#
# A coat that stands two pixels further left is still a coat, and so is its mirror image; a network does not know that unless
# we show it. **Augmentation** changes each batch at random before each step, in ways that the label survives. Which ways
# these are is knowledge about the task: a mirrored 3 is no 3.
#
# ### Black is not 0
#
# When an image moves right, a strip comes into view on the left. It should be black, pixel value 0. But the network gets
# *scaled* images: with `standardize` (chapter 01) $x_p / s - \mu_p / s$ for pixel $p$. Black is then
#
# $$B_p = -\frac{\mu_p}{s}, \tag{11}$$
#
# another number at each pixel, and **0 is the mean image**.
#
# **Predict.** Where is $B_p$ further from 0: in the corner of the images, or in the middle?

# %% name="black"
black = Augmentation.fitting(data).black  # (784,), B of (11)
for name, row, column in (("corner", 0, 0), ("middle", 14, 14)):
    print(f"{name}: black is {-black[28 * row + column]:.2f} below 0")

# %% [guard] name="black-guard"
assert abs(black[0]) < 0.01 and black[28 * 14 + 14] < -1

# %% [markdown] name="shift-and-flip-text"
# In the middle, where the mean image is dark: there 0 is a dark grey. So a shift must happen where black is 0 everywhere.
# That is $X - B = x / s$:
#
# $$X' = \operatorname{shift}(X - B) + B . \tag{12}$$
#
# ### Exercise 4: shift and flip
#
# **Predict:** shift a scaled $X$ itself by 3 pixels and put 0 into the strip, 84 of 784 pixels. How many pixels differ from
# the right answer (12): only those 84?


# %% name="shift-and-flip" exercise="shift_and_flip"


# %% name="shift-and-flip-check" check="shift_and_flip"
check.shift_and_flip(shift_and_flip)
# hint("shift_and_flip")  # stuck? remove the first "#": three hints, one by one

# %% name="moved"
my_shift = yours_or_ours("shift_and_flip", shift_and_flip)
boot, down, right = images[18:19], np.array([0]), np.array([3])
moved = my_shift(boot, down, right, np.array([False]), black)
wrong = boot.copy()
shift_images(wrong, down, right)  # zeros come in: right only where black is 0
draw_moved(*(data.to_pixels(image[0]) for image in (boot, moved, wrong)))

# %% [guard] name="moved-guard"
differ = int(np.sum(np.abs(data.to_pixels(moved[0]) - data.to_pixels(wrong[0])) > 1))
assert labels[18] == 9 and differ > 500

# %% [markdown] name="moved-answer"
# Nearly all of them. In the strip stands a ghost, the mean image; and each grey that moves is taken for another grey at its
# new place.

# %% [markdown] name="explorer-text"
# ### See what the network is given
#
# The explorer shows a validation image as two networks 784-64-10 get it, and their answers. One was trained for 200 steps on
# plain images, the other for 400 on shifted and mirrored ones, with dropout. Crosses mark dropped units.
#
# **Predict, then try:**
#
# 1. *Dropout rate* 0. Move a few images *down* and *right*. By how many points does the accuracy of either network fall when
#    all images are shifted at random by up to 2 pixels?
# 2. Images 9 and 16 are sneakers, 19 is an ankle boot. No shift, rate 0, then *Mirrored*. Of 500 ankle boots, how many does
#    the plain network classify correctly when they are mirrored?
# 3. Image 13, a bag, 4 *down*, 0 *right*, rate 0. What does the plain network call it, and how sure is it? And with *Edge
#    filled with: the number 0*?
# 4. No shift, a *rate* of 0.5, several *draws*: what share of its answers does either network keep?

# %% name="explorer" tags=["trained"]
explorer = NoiseExplorer(data)
explorer

# %% name="explorer-counted"
shifted = images.copy()
augmentation = Augmentation.fitting(data, shift=2, flip=False)
augmentation(shifted, np.random.default_rng(0))
boots = images[labels == 9]
mirrored = boots.copy()
flip_images(mirrored, np.ones(len(boots), bool))
for network, name in zip(explorer.networks, ("plain", "noise")):
    a, b = ((network.predict(x) == labels).mean() for x in (images, shifted))
    c, d = ((network.predict(x) == 9).sum() for x in (boots, mirrored))
    print(f"{name}: as they are ≈ {a:.1%}, shifted ≈ {b:.1%};", end="")
    print(f" of {len(boots)} boots ≈ {c}, mirrored ≈ {d}")

# %% name="explorer-dropped"
rng = np.random.default_rng(0)
mask = (rng.random((len(images), 64)) >= 0.5) / 0.5
for network, name in zip(explorer.networks, ("plain", "noise")):
    first, last = network.layers[0], network.layers[-1]
    hidden = np.maximum(first.forward(images), 0) * mask
    stays = np.mean(last.forward(hidden).argmax(1) == network.predict(images))
    print(f"{name}: half of the units dropped, ≈ {stays:.1%} of the answers stay")

# %% [guard] name="explorer-guard"
shares = [(network.predict(x) == labels).mean() for network in explorer.networks for x in (images, shifted)]
assert np.allclose(shares, [0.85, 0.62, 0.79, 0.77], atol=0.04)
top = data.to_pixels(boots).reshape(-1, 28, 28)[:, :14]  # the upper halves: where is the shaft?
another = NoiseExplorer(data)
another.rate.value, another.image.value, another.down.value, another.right.value = 0, 13, 4, 0
assert "plain images: Bag (≈ 8" in another.words or "plain images: Bag (≈ 9" in another.words
another.edge.value = "the number 0"
assert "plain images: Dress (≈ " in another.words
answers = [n.predict(images) for n in explorer.networks]
through = [np.maximum(n.layers[0].forward(images), 0) * mask for n in explorer.networks]
noisy = [n.layers[-1].forward(h).argmax(axis=1) for n, h in zip(explorer.networks, through)]
assert np.mean(noisy[0] == answers[0]) + 0.01 < np.mean(noisy[1] == answers[1]) == stays
assert len(boots) == 500 and np.all(top[:, :, 14:].sum(axis=(1, 2)) > top[:, :, :14].sum(axis=(1, 2)))
plain_net = explorer.networks[0]
assert (plain_net.predict(boots) == 9).mean() > 0.85 and (plain_net.predict(mirrored) == 9).mean() < 0.02

# %% [markdown] name="explorer-answer"
# 1. The plain network falls by more than 20 points, the other by about 2. (On plain images the other is behind: its training
#    is short for the harder task.)
# 2. Next to none. **Each** of the 500 ankle boots has its shaft on the right and its toe on the left. The network has
#    learned the dataset's habit and not the shoe. As the test images have the same habit, no test accuracy would ever tell.
# 3. With black in the strip it is a bag (≈ 87 %), with 0 a dress (≈ 69 %): a ghost like that never occurred in training.
# 4. The one that trained with dropout keeps more of them: it has learned to do without any unit.

# %% [markdown] name="early-text"
# ## Early stopping
#
# Stop when it is best: look at the validation images after every epoch; with a **patience** of 3, stop when 3 epochs in a row
# were no better than the best so far, and *go back* to the weights of the best. `Trainer(patience=3)` does both. Weights grow
# during training; stopping early keeps them small, much as L2 does.
#
# **Predict** from the first figure, for patience 3: after which epoch does the training stop when it watches the validation
# loss, and when it watches the accuracy?

# %% name="early"
from mlp.training.callbacks import KeepBest

stops, kept = {}, {}
for watch, patience in (("loss", 3), ("accuracy", 3), ("accuracy", 10)):
    stopped = build_mlp([784, 128, 64, 10], seed=0)
    options = {"callbacks": [KeepBest(watch, patience)], "batch_size": 64, "seed": 0}
    trainer = Trainer(stopped, SGD(0.02, momentum=0.9), **options, progress=False)
    history = trainer.fit(few, data.validation, epochs=30)
    gains = {"loss": -history.validation_loss, "accuracy": history.validation_accuracy}
    back = history.epoch[gains[watch].argmax()]
    stops[watch, patience] = int(back), int(history.epoch[-1])
    kept[watch, patience] = evaluate(stopped, data.validation)

# %% name="early-table"
for (watch, patience), result in kept.items():
    told = f"loss ≈ {result.loss:.2f}, accuracy ≈ {result.accuracy:.1%}"
    print(f"watching the {watch:8} with patience {patience:2}: {told}")

# %% name="early-figure" tags=["trained"]
draw_stops(plain, stops)

# %% [guard] name="early-guard"
by_loss, by_accuracy = kept["loss", 3], kept["accuracy", 10]
assert by_accuracy.loss - by_loss.loss > 0.05 and by_accuracy.accuracy >= by_loss.accuracy
assert (
    np.linalg.norm(net.layers[0].weight)
    > np.linalg.norm(early.layers[0].weight)
    > np.linalg.norm(build_mlp([784, 128, 64, 10], seed=0).layers[0].weight)
)
assert stops["loss", 3][1] == stops["loss", 3][0] + 3 <= 15 and stops["accuracy", 10][1] > stops["loss", 3][1]

# %% [markdown] name="early-answer"
# The loss stops it first. Its network has the lower loss; the one that watched the accuracy with patience 10 is more
# accurate. On these images both cannot be had at once. With patience 3, accuracy stops on the first flat stretch.
#
# One warning: the epoch that was chosen on the validation images is the best of many there, so its validation accuracy is a
# little too good. The test images have to judge.
#
# Two more methods in short. **Label smoothing** (chapter 04) asks for $1 - \varepsilon + \varepsilon/K$ and
# $\varepsilon/K$ instead of 1 and 0, so that being surer does not pay for ever. **Weight averaging** (chapter 08) keeps an
# average of the weights over the last steps.

# %% [markdown] name="live-text"
# ## Which of them help? One comparison, by hand
#
# The 2,000 images again, 15 epochs, the learning rate on half a cosine; and as **one** change each, L2 with
# $\lambda = 0.003$, and augmentation: shifts by up to 1 pixel, and flips. Six seeds each. A seed decides the starting
# weights and the order of the images, and all three trainings of a seed share both. So look at **paired differences**:
# with, minus without, *for the same seed*.
#
# **Predict.** By how many points does each change the validation accuracy, on average over the seeds?

# %% name="live"
from mlp.training.schedules import Cosine


def accuracy(seed, epochs=15, **change):
    """Validation accuracy in percent after training on the 2,000 images."""
    network = build_mlp([784, 128, 64, 10], seed=seed)
    schedule = Cosine(32 * epochs)  # 32 steps per epoch
    options = {"batch_size": 64, "schedule": schedule, "seed": seed} | change
    trainer = Trainer(network, SGD(0.05, momentum=0.9), **options, progress=False)
    trainer.fit(few, epochs=epochs)
    return 100 * evaluate(network, data.validation).accuracy


# %% name="live-runs"
moves = Augmentation.fitting(data, shift=1)
none = np.array([accuracy(seed) for seed in range(6)])
with_l2 = np.array([accuracy(seed, l2=0.003) for seed in range(6)])
with_moves = np.array([accuracy(seed, augmentation=moves) for seed in range(6)])
print("seed   none       L2, minus none   augmentation, minus none")
for seed, (a, b, c) in enumerate(zip(none, with_l2, with_moves)):
    print(f"{seed:4}   ≈ {a:.1f} %   ≈ {b - a:+.2f}          ≈ {c - a:+.2f}")

# %% [guard] name="live-guard"
assert -0.5 < (with_l2 - none).mean() < 1 and -2.5 < (with_moves - none).mean() < 0

# %% [markdown] name="t-text"
# Augmentation *loses* after 15 epochs. L2 gains a little, on average: would it with other seeds?
#
# ### From six differences to an interval
#
# Call the differences $d_1, \dots, d_n$, their mean $\bar d$ and their standard deviation $s_d$ (with $n - 1$). The mean of
# $n$ draws scatters $\sqrt n$ times less than one draw:
#
# $$\mathrm{se} = \frac{s_d}{\sqrt n}, \qquad \text{interval: } \bar d \pm t_{n-1} \cdot \mathrm{se} . \tag{13}$$
#
# For large $n$, $t$ would be 1.96. But $s_d$ is itself measured from few numbers and is often too small. **Student's t**
# ("Student" 1908) makes up for that: $t_2 = 4.30$, $t_5 = 2.57$, $t_{11} = 2.20$. With them, 95 % of such intervals cover
# the true difference. **The course's one rule: an interval that contains 0 is a tie.**
#
# **Predict.** Is L2's gain a tie? And by what factor is the error smaller than without pairing, where it would be
# $\sqrt{(s_a^2 + s_b^2)/n}$ with the deviations of the two methods?

# %% name="t"
from mlp.evaluation.comparisons import compare_paired, compare_with, student_quantile

n, t = 6, student_quantile(0.975, 5)
for name, runs in (("L2", with_l2), ("augmentation", with_moves)):
    d = runs - none
    error = d.std(ddof=1) / np.sqrt(n)
    low, high = d.mean() - t * error, d.mean() + t * error
    unpaired = np.sqrt((runs.var(ddof=1) + none.var(ddof=1)) / n)
    print(f"{name}: ≈ {d.mean():+.2f} points, ≈ {low:+.2f} to ≈ {high:+.2f};", end="")
    print(f" error ≈ {error:.2f}, unpaired ≈ {unpaired:.2f},", end="")
    print(f" factor ≈ {unpaired / error:.1f}")

# %% [guard] name="t-guard"
found = compare_paired(with_moves, none)
assert np.isclose(found.low, low) and np.isclose(found.high, high) and found.high < 0
assert np.isclose(t, 2.5706, atol=1e-4) and np.isclose(student_quantile(0.975, 2), 4.3027, atol=1e-4)

# %% [markdown] name="wrong-text"
# Augmentation's interval lies below 0: with these images and 15 epochs it loses. L2's ends close to 0; on another computer
# it may fall on the other side. Then do not argue: train more seeds, as the study below does. Pairing makes L2's error
# smaller, and augmentation's hardly: it helps only where both runs share their luck.
#
# All six seeds trained on the *same* 2,000 images and were judged by the same 5,000. The interval speaks of other seeds, not
# of other images.
#
# ### Why not a simpler rule?
#
# Two rules are popular: "all seeds agree on the sign", and "the mean is beyond 1.96 standard errors". Let us compare
# methods that are *equal*: the differences are dice with mean 0.
#
# **Predict.** With three seeds, how often does each of the two rules find a difference that is not there?

# %% name="wrong-calls"
rng = np.random.default_rng(0)
seeds = (3, 4, 6, 8, 12)
shares = {"all seeds agree": [], "beyond 1.96 errors": [], "Student's t": []}
for n in seeds:
    d = rng.standard_normal((100_000, n))
    errors_away = np.abs(d.mean(1)) / (d.std(1, ddof=1) / np.sqrt(n))
    agree = np.abs(np.sign(d).sum(1)) == n
    t = student_quantile(0.975, n - 1)
    for name, called in zip(shares, (agree, errors_away > 1.96, errors_away > t)):
        shares[name].append(called.mean())
draw_wrong_calls(shares, seeds)

# %% [guard] name="wrong-calls-guard"
assert abs(shares["all seeds agree"][0] - 0.25) < 0.01 and 0.17 < shares["beyond 1.96 errors"][0] < 0.21
assert all(abs(share - 0.05) < 0.004 for share in shares["Student's t"])

# %% [markdown] name="holm-text"
# "All three agree" is wrong in a quarter of the cases: $2 \cdot (\frac12)^3$. "1.96" is wrong in a fifth. (Earlier
# versions of this chapter used the first.)
#
# ### Several comparisons
#
# The rule is wrong in 5 % of the cases, *each time*. Take eight methods that are all equal to the baseline.
#
# **Predict.** With twelve seeds, how often does at least one of the eight look different?

# %% name="eight"
baseline = rng.standard_normal((20_000, 1, 12))  # shared by all eight
d = rng.standard_normal((20_000, 8, 12)) - baseline
errors_away = np.abs(d.mean(2)) / (d.std(2, ddof=1) / np.sqrt(12))
for level, name in ((0.05, "each at 5 %"), (0.05 / 8, "each at 5 % / 8")):
    called = errors_away > student_quantile(1 - level / 2, 11)
    print(f"{name}: at least one in {called.any(1).mean():.0%} of the cases", end="")
    print(f", then {called.sum(1)[called.any(1)].mean():.1f} of the 8 at once")

# %% [guard] name="eight-guard"
often = [(errors_away > student_quantile(1 - level / 2, 11)).any(1).mean() for level in (0.05, 0.05 / 8)]
assert 0.2 < often[0] < 0.3 and 0.03 < often[1] < 0.05

# %% [markdown] name="holm-answer"
# In a quarter. (Eight *independent* comparisons would give $1 - 0.95^8 = 34\ \%$. These share one baseline: if "none" was
# unlucky, several others look good at once.) At 5 % / 8 each, the promise holds for all together.
#
# Holm (1979) does a little better. Take for each comparison the **p value**: how often equals differ at least so much. The
# smallest is multiplied by $m$, the number of comparisons, the next by $m - 1$, and so on; what is then above 0.05 is a tie.
# `compare_with` does that, and widens the intervals to match.
#
# **Say how many comparisons you looked at.** That number is part of the result.

# %% [markdown] name="study-text"
# ## The study: few images, two lengths of training
#
# Six seeds and two changes took seconds. The course's own study (`mlp/studies/regularisation.py`) has eight settings and
# **twelve seeds**, stored. A seed decides the starting weights and the order, and also *which* 2,000 images are trained on
# and which other 5,000 judge: so the intervals speak of other seeds **and** other images. The strengths are usual ones and
# were not tuned. "All" has all five at once, L2 with 0.001; "all but augmentation" has four.
#
# Each is trained twice: for 15 epochs, and for 60, each with its own half cosine down to 0.
#
# **Predict.** How many of the eight gain accuracy after 15 epochs (no ties)? And how many after 60, and which?

# %% name="few"
from mlp.studies import read


def table(part, epochs, column="validation_accuracy", factor=100):
    """(seeds, arms) of one part of the study, in percent."""
    frame = read("regularisation", part)
    frame = frame[frame.epochs == epochs]
    wide = frame.pivot(index="seed", columns="arm", values=column)
    return factor * wide[frame.arm.unique()]


short, longer = table("few", 15), table("few", 60)
draw_regularisers("2,000 images", {"15 epochs": short, "60 epochs": longer})

# %% [guard] name="few-guard"
found = {n: compare_with(t["none"], t.drop(columns="none")) for n, t in (("15", short), ("60", longer))}
real = {n: {arm: np.sign(row.difference) for arm, row in f.iterrows() if not row.tie} for n, f in found.items()}
assert real["15"] == {"dropout": -1, "batch norm": -1, "augmentation": -1, "all": -1}
assert real["60"] == {"L2": 1, "batch norm": -1, "augmentation": 1} and len(short) == len(longer) == 12
assert [round(found[n].difference["augmentation"], 2) for n in ("15", "60")] == [-1.23, 0.60]

# %% [markdown] name="few-answer"
# After 15 epochs **none** of the eight gains: four lose, four are ties. After 60 epochs two gain: augmentation, which had
# lost 1.23 points, now gains 0.60, and L2 gains 0.48. "Augmentation does not help" and "augmentation helps" are both true,
# for another budget. With noise, learning takes longer.
#
# **Whoever compares regularisers in a training that is too short measures how much they slow it down.** Look at the
# training accuracy before you judge.
#
# **Predict** two more numbers: the share of *training* images that "augmentation" and "all" classify correctly after 15
# epochs, when "none" has 99.1 %. And the validation loss of "none": 0.64 after 15 epochs, and after 60?

# %% name="few-loss"
arms = ["none", "L2", "dropout", "augmentation", "all"]
print("                  15 epochs           60 epochs")
print("               training   loss     training   loss")
columns = [(e, c) for e in (15, 60) for c in ("train_accuracy", "validation_loss")]
numbers = [table("few", e, c, 1).mean() for e, c in columns]
for arm in arms:
    a, b, c, d = (number[arm] for number in numbers)
    print(f"{arm:14} {a:8.1%} {b:6.2f}     {c:8.1%} {d:6.2f}")

# %% [guard] name="few-loss-guard"
losses = {e: table("few", e, "validation_loss", 1) for e in (15, 60)}
lower = {e: compare_with(t["none"], t.drop(columns="none")) for e, t in losses.items()}
assert all((f.difference < 0).all() and not f.tie.any() for f in lower.values())
assert np.allclose([losses[15]["none"].mean(), losses[60]["none"].mean()], [0.64, 1.16], atol=0.006)

# %% [markdown] name="pairing-text"
# With augmentation 88 %, with all of them 81 %: far from learned by heart. Such a network does not overfit, it
# **underfits**, and that is no time for more regularisation. And the loss of "none" nearly doubles, to 1.16, while its
# accuracy stays. Against *that*, every one of the eight helps, at either length (two more tables of eight, no ties).
#
# ### What pairing buys
#
# **Predict.** Now a seed also chooses the images. By what factor is L2's paired error smaller than the unpaired one? And
# for early stopping (on 55,000 images, below), whose result depends on when it stopped?

# %% name="pairing"
full = table("full", 20)
for name, scores, arm in (("few", short, "L2"), ("full", full, "early stopping")):
    a, b = scores[arm], scores["none"]
    unpaired = np.sqrt((a.var() + b.var()) / len(a))
    paired = compare_paired(a, b).error
    print(f"{name}, {arm}: paired {paired:.2f}, unpaired {unpaired:.2f}", end="")
    print(f", factor {unpaired / paired:.1f}", end="")
    print(f", correlation {np.corrcoef(a, b)[0, 1]:.2f}")

# %% [guard] name="pairing-guard"
assert compare_paired(short["L2"], short["none"]).error < 0.5 * np.sqrt((short["L2"].var() + short["none"].var()) / 12)
assert paired > unpaired

# %% [markdown] name="full-text"
# For L2 by a factor of 2.6: its runs and those of "none" have the same easy and hard images in common. For early stopping
# pairing buys nothing. "Part of the luck cancels" is a hope until you have looked.
#
# ## Many images: 55,000
#
# The same with 55,000 training images of each seed, 20 epochs, batches of 128, weaker settings (L2 0.0005, dropout 0.2),
# and early stopping by the loss with patience 3 as a ninth.
#
# **Predict.** With 27 times as many images, which of the nine gain, which lose?

# %% name="full"
draw_regularisers("55,000 images", {"20 epochs": full})

# %% [guard] name="full-guard"
found = compare_with(full["none"], full.drop(columns="none"))
gain = [arm for arm, row in found.iterrows() if not row.tie and row.difference > 0]
lose = [arm for arm, row in found.iterrows() if not row.tie and row.difference < 0]
assert gain == ["L2", "label smoothing", "weight averaging", "all but augmentation"], gain
assert lose == ["augmentation", "early stopping", "all"] and len(full) == 12
assert round(found.difference["L2"], 2) == 0.50 and round(found.difference["augmentation"], 2) == -0.36
taken = read("regularisation", "full").query("arm == 'early stopping'").epochs_taken
assert taken.min() == 7 and taken.max() == 14

# %% [markdown] name="long-text"
# Four gain, three lose, two are ties, counted as nine comparisons. "All but augmentation" is first, with +0.65; it has four
# changes at once, so the credit belongs to the four together. Two of the losers deserve a look:
#
# - **Early stopping** by the loss stopped after 7 to 14 of the 20 epochs, while the half cosine still had the learning rate
#   high: it never saw the quiet steps of the end.
# - **Augmentation** is right on 91 % of its training images, "none" on 98 %. Is it the short training again?
#
# **Predict.** Three arms were trained three times as long, 60 epochs, with eight seeds. What becomes of augmentation's
# −0.36 and of L2's +0.50?

# %% name="long"
long = table("long", 60)
found = compare_with(long["none"], long.drop(columns="none"))
for name, scores in (("20 epochs", full.loc[long.index]), ("60 epochs", long)):
    print(f"none, {name}, these eight seeds: {scores['none'].mean():.2f} %")
for arm, row in found.iterrows():
    interval = f"{row.low:+.2f} to {row.high:+.2f}"
    print(f"{arm}, 60 epochs: {row.difference:+.2f} points, {interval}")

# %% [guard] name="long-guard"
assert not found.tie.any() and round(found.difference["augmentation"], 2) == 0.73 and len(long) == 8
assert round(found.difference["L2"], 2) in (0.95, 0.96) and long["none"].mean() < full["none"].mean()

# %% [markdown] name="all-text"
# Both gain: augmentation's loss has become a gain of 0.73, and L2's gain has nearly doubled, since "none" is lower after the
# longer training. The sign of augmentation is not a fact about
# augmentation. It is one about augmentation, a network, a number of images **and a budget**.
#
# ## Counting all of them
#
# We looked at 8 + 8 + 9 + 2 = **27** comparisons of accuracy, and counted them table by table. But who reads the chapter
# looks at all 27. (With the 16 of loss there are 43: the answers below stay the same, and one loss becomes a tie, that of
# "all" after 15 epochs.)
#
# **Predict.** Of the claims that were real in their own table, how many become ties when all 27 are counted?

# %% name="all"
from mlp.evaluation.comparisons import holm

tables = {"2,000 images, 15 epochs": short, "2,000 images, 60 epochs": longer}
tables |= {"55,000 images, 20 epochs": full, "55,000 images, 60 epochs": long}
rows = []
for name, scores in tables.items():
    found = compare_with(scores["none"], scores.drop(columns="none"))
    rows += [(f"{name}: {arm}", row) for arm, row in found.iterrows()]
adjusted = dict(zip([n for n, _ in rows], holm([row.p_value for _, row in rows])))
real = {name: row.difference for name, row in rows if adjusted[name] <= 0.05}
lost = [name for name, row in rows if not row.tie and name not in real]

# %% name="all-listed"
print(f"{len(rows)} comparisons, {len(real)} survive:")
for name, difference in sorted(real.items(), key=lambda item: item[1]):
    print(f"  {difference:+.2f}   {name}")
print(f"{len(lost)} more were real in their own table only:")
print("  " + "\n  ".join(lost))

# %% [guard] name="all-guard"
assert len(rows) == 27 and len(real) == 12 and len(lost) == 4
FEW, FULL = "2,000 images, {} epochs: {}".format, "55,000 images, {} epochs: {}".format
assert {name for name, difference in real.items() if difference > 0} == {
    *(FEW(60, "augmentation"), FULL(20, "L2"), FULL(20, "all but augmentation")),
    *(FULL(60, "L2"), FULL(60, "augmentation")),
}
assert set(lost) == {FEW(60, "L2"), *(FULL(20, a) for a in ("label smoothing", "augmentation", "weight averaging"))}
assert round(adjusted[FEW(60, "L2")], 3) == 0.053
with_losses = holm([row.p_value for _, row in rows] + [p for f in lower.values() for p in f.p_value])
assert len(with_losses) == 43 and [p <= 0.05 for p in with_losses[:27]] == [p <= 0.05 for p in adjusted.values()]
assert [name for name, p in zip(lower[15].index, with_losses[27:35]) if p > 0.05] == ["all"]
assert max(with_losses[35:]) <= 0.05
from mlp.evaluation.comparisons import sign_flip_p_value

flipped_signs = [sign_flip_p_value(t[arm], t["none"]) for t in tables.values() for arm in t.columns if arm != "none"]
assert [p <= 0.05 for p in flipped_signs] == [row.p_value <= 0.05 for _, row in rows]

# %% [markdown] name="all-answer"
# Four. This chapter claims, for this network and these settings, only what survives:
#
# - **L2** gains on 55,000 images, at both lengths; **augmentation** gains after *long* trainings, on 2,000 and on 55,000;
#   **all but augmentation** together gain on 55,000.
# - After *short* trainings of 2,000 images, **dropout, augmentation, batch normalisation** and **all** lose. Batch
#   normalisation loses there after 60 epochs too. On 55,000, **early stopping** and **all** lose.
# - The others are **ties**. That does not say "no effect". It says that twelve seeds cannot tell.
#
# (Student's t takes the differences to be normal. `sign_flip_p_value`, which does not, is below 0.05 for the same of the 27.)
#
# L2 on few images is a near miss, 0.053 after Holm. Whoever wants to claim it trains more seeds, and does *not* count the
# same twelve in another way.

# %% [markdown] name="confirmed-text"
# ### Was the best chosen by luck?
#
# The best of eight looks better than it is. So the best arm of three tables, and "none", ran again from **six other seeds**:
# other starts, orders and draws, though judged by validation images that six of the first seeds had, too.
#
# **Predict** the three gains: what becomes of +0.17, +0.60 and +0.65?

# %% name="confirmed"
runs = read("regularisation", "confirmation")
first = {"few, 15 epochs": short, "few, 60 epochs": longer, "full, 20 epochs": full}
for name, before in first.items():
    wide = runs[runs.experiment == name]
    wide = wide.pivot(index="seed", columns="arm", values="validation_accuracy")
    (arm,) = wide.columns.drop("none")
    chosen = (before[arm] - before["none"]).mean()
    again = compare_paired(100 * wide[arm], 100 * wide["none"])
    print(f"{name}: {arm} {chosen:+.2f}, again {again.difference:+.2f}", end="")
    print(f" ({again.low:+.2f} to {again.high:+.2f})")

# %% [guard] name="confirmed-guard"
waves = {}
for name in first:
    wide = 100 * runs[runs.experiment == name].pivot(index="seed", columns="arm", values="validation_accuracy")
    (arm,) = wide.columns.drop("none")
    waves[name, arm] = compare_paired(wide[arm], wide["none"])
assert [arm for _, arm in waves] == ["L2", "augmentation", "all but augmentation"]
assert [c.is_tie for c in waves.values()] == [True, False, False]
assert holm([c.p_value for c in waves.values()])[1:].max() < 0.05  # three comparisons

# %% [markdown] name="confirmed-answer"
# Two a little smaller, one larger. The tie is a tie again, and the two gains are confirmed (three comparisons, counted by
# Holm as well).

# %% [markdown] name="recipe-text"
# ## Side path: a recipe
#
# The same study looked for a **recipe** for the larger 784-512-256-10, without augmentation. Twelve candidates, one training
# each on 50,000 images, were judged on the other 10,000. The best of them was then trained anew on all 60,000, with three
# seeds. These three networks were the only ones of the study that ever saw the test images.
#
# **Predict.** How far apart are first and last on the validation images? And what does the recipe reach on the test images?

# %% name="recipe"
candidates = read("regularisation", "candidates").sort_values("validation_accuracy")
for arm, accuracy_found in zip(candidates.arm, candidates.validation_accuracy):
    print(f"{accuracy_found:.2%}   {arm}")
tests = 100 * read("regularisation", "recipe").test_accuracy
mean, spread = tests.mean(), tests.std()
print(f"the last one, test images: {mean:.2f} ± {spread:.2f} %, {len(tests)} seeds")

# %% [guard] name="recipe-guard"
assert candidates.arm.iloc[-1] == read("regularisation", "recipe").arm.iloc[0] and len(candidates) == 12
assert round(mean, 1) == 91.3 and round(spread, 1) == 0.1
assert round(100 * (candidates.validation_accuracy.max() - candidates.validation_accuracy.min()), 1) in (1.3, 1.4)

# %% [markdown] name="recipe-answer"
# First and last are 1.35 points apart, neighbours often a tenth of a point. One training each and 12 candidates: the list
# says that the last one is *good*, not that it is *best*, and it cannot say which of its ingredients did it. One of them is
# twice as many epochs.
#
# On the test images the recipe gets **91.3 %**, the mean of three seeds, with a spread of 0.1 points between them; add the
# standard error of 0.3 points that 10,000 images bring. That was one look at the end: nothing was changed afterwards.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - **[Report 000](../data/reports/texts/000.txt)** fixes `reg` at 0.001 and finds, at learning rate 0.01, 86.65, 85.98 and
# >   84.29 % for 0.001, 0.01 and 0.1 (128-64): one run each, and nobody tried 0. By (2), 2,000 steps with
# >   $\eta\lambda = 0.01 \cdot 0.1$ leave an unused weight 14 % of itself.
# > - **[Report 001](../data/reports/texts/001.txt)** (4) adds L2 with $\lambda = 0.0001$ and gains 1.27 points. It also
# >   trained for 110 epochs instead of 100: two changes, one run each, and the gain may belong to either.
# > - **[Report 002](../data/reports/texts/002.txt)** (Table 1): with $\lambda = 0.01$ its training loss, 0.7465, is far
# >   *above* its validation loss, 0.4957. The one has the penalty in it, the other has not. With $\lambda = 0.1$ and
# >   learning rate 1, (2) takes a tenth of every weight in each of the first steps: loss 2.3028, which is $\ln 10$. It chose
# >   $\lambda = 0$ with 85.39 %, though 0.001 has 85.79 %: one run each, nothing that could decide it.

# %% [markdown] name="reports-2"
# > - **[Report 003](../data/reports/texts/003.txt)** (3.1) normalises each mini-batch of the already normalised images "as a
# >   pre-process", without a layer. Without $\gamma$, $\beta$ and weights in front, that only makes the input wobble, by
# >   about $1/\sqrt{512}$ or 4 %. It calls regularisation "essential" because of an ablation in the first three rows of
# >   Table 2: but all ten printed rows have $\lambda = 0.001$.
# > - **[Report 004](../data/reports/texts/004.txt)** stops its MLP early with patience 5. Its log shows what patience is:
# >   from epoch 10 to 14 the validation loss rises, rises, *falls, falls*, rises, and it stops all the same, since none beats
# >   epoch 9. Then it restores epoch 9, with a validation accuracy of 88.35 %. Printed as the result is 88.07 %: that is the
# >   line of epoch 14, whose weights were thrown away. And what it watched were the test images, so nothing was left to judge
# >   the stop by.

# %% [markdown] name="recap"
# ## Recap
#
# - Overfitting shows in the validation *loss* first: the network becomes sure of what is wrong.
# - L2 multiplies every weight by $1 - \eta\lambda$ per step.
# - Inverted dropout keeps the mean and not the mean square; outside training it is nothing, and that one pass does the work
#   of an average over many masks.
# - Batch normalisation: in training the company counts, outside the running averages do. It frees the start. Layer
#   normalisation goes along the other axis and needs no company.
# - Augmentation knows something about the task. Shift where black is 0; and look for habits that a test set shares.
# - Early stopping: watch, wait, go back. What you watch is what you get.
# - Compare by paired differences and Student's t, count all comparisons (Holm), confirm the winner with other seeds.
# - A regulariser is judged together with the budget: after a short training, what slows the learning looks bad.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. A weight gets no gradient. $\eta = 0.05$, $\lambda = 0.001$: after how many steps is half of it left?
#
#    <details><summary>Answer</summary>
#
#    $(1 - 0.00005)^t = \frac12$ gives $t = \ln 2 / 0.00005 \approx 13{,}900$ steps: 32 epochs over 55,000 images in
#    batches of 128.
#    </details>
# 2. Somebody forgets to switch dropout off when they predict. What do they see?
#
#    <details><summary>Answer</summary>
#
#    Predictions that change from call to call, and an accuracy that is lower by several points: (a) in the experiment
#    above.
#    </details>
# 3. Why do the weights of a linear layer right before batch normalisation not care for their own size? What does L2 do to
#    them then?
#
#    <details><summary>Answer</summary>
#
#    $\hat X$ stays the same when all weights of a unit are doubled: the penalty cannot make the function simpler. It keeps
#    the weights short, and for short weights the same step is a larger turn: L2 acts on the effective learning rate.
#    </details>

# %% [markdown] name="quiz-2"
# 4. Why should batches not be tiny with batch normalisation? Think of a batch of 2.
#
#    <details><summary>Answer</summary>
#
#    The two lie equally far from their mean. So every $\hat x$ is close to $+1$ or $-1$: how much larger one is, is lost.
#    </details>
# 5. Which augmentations would you allow for handwritten digits: shifts, flips left-right, turns by 10°, turns by 180°?
#
#    <details><summary>Answer</summary>
#
#    Shifts and small turns. A mirrored 2 is no 2, and a 6 turned by 180° is a 9.
#    </details>

# %% [markdown] name="quiz-3"
# 6. Dropout gains 0.30 points, the mean of twelve paired differences whose standard deviation is 0.35. The accuracy of one
#    network on these 5,000 images has a standard error of 0.5 points. Is dropout better? And if it was the best of eight
#    methods?
#
#    <details><summary>Answer</summary>
#
#    0.5 is the error of *one accuracy*; the difference has the paired error $0.35 / \sqrt{12} = 0.10$. By (13) the interval
#    is $0.30 \pm 2.20 \cdot 0.10$, from 0.08 to 0.52: alone, it is real, with a p value of 0.013. As the best of eight it
#    becomes $8 \cdot 0.013 = 0.10$: a tie.
#    </details>

# %% [guard] name="quiz-guard"
from scipy.stats import t as student

error = 0.35 / np.sqrt(12)
half = student.ppf(0.975, 11) * error
assert np.allclose([0.30 - half, 0.30 + half], [0.08, 0.52], atol=0.005)
assert round(2 * student.sf(0.30 / error, 11), 3) == 0.013

# %% [markdown] name="next"
# ## Where to go next
#
# - [10 Searching](10_searching.ipynb): many settings, few seeds, and how not to fool yourself.
# - [13 Five reports](13_five_reports.ipynb): the numbers of the reports, run again, with spread.
# - Back to [08 Training](08_training.ipynb): `patience`, callbacks, and where `KeepBest` keeps its network.
# - Chapter 15 (coming): how far augmentation and long trainings take three linear layers.
# - To go on at once: `accuracy(seed, epochs=60, augmentation=moves)` in *One comparison, by hand*. Does augmentation gain on
#   your six seeds? Count how many settings you have tried.
