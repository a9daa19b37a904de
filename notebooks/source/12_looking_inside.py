# %% [markdown] name="title"
# # 12 Looking inside
#
# You open trained networks, look at every part of them, and learn which of the pictures prove something.
#
# ## What you will be able to do
#
# - show weights as images, and say what such a picture can and cannot tell
# - derive principal components from the SVD and write them in four lines
# - show that a ReLU network is one linear function for each image, and write that function down
# - say exactly what each pixel adds to a score, and put such a picture to the test with an untrained network
# - find units that are dead, or that fire for one class, and measure how separable the classes are at each depth
# - ask which places of an image an answer needs
#
# ## Before you start
#
# - Prerequisites: [05 Backpropagation](05_backpropagation.ipynb); for the losses at the end
#   [08 Training](08_training.ipynb).
# - Symbols: [the table of symbols](symbols.md); words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 140 with the side paths

# %% name="setup"
import numpy as np

from mlp import build_mlp, inside, load_fashion_mnist
from mlp.data import CLASS_NAMES
from mlp.evaluation.comparisons import compare_paired
from mlp.exercises import check, hint, yours_or_ours
from mlp.plots import attribution, representations, weights
from mlp.studies.pretrained import load_pretrained

data = load_fashion_mnist()
images, labels = data.validation.images, data.validation.labels
pixels = np.rint(data.to_pixels(images))  # the same images, from 0 to 255
net = load_pretrained("128-64")
first, second, last = inside.linear_layers(net)

# %% [markdown] name="one-unit-text"
# `net` is the course's network 784-128-64-10. It was trained on 55,000 images, and classifies 90.2 % of the 5,000
# validation images correctly. Those it has never learned from: we look at it with them.
#
# For each way to look inside, this chapter says what it **proves** and what it **does not prove**. Both are needed: a
# picture convinces before it has been checked.
#
# ## One unit, one sum
#
# A unit $j$ of the first layer computes $z_j = \sum_p x_p w_{pj} + b_j$: 784 products and a bias. Its weights have the
# same order as the pixels. So column $j$ of $W_1$ *is* an image: red where ink makes $z_j$ larger, blue where ink makes
# it smaller.
#
# The first validation image is a dress. 376 of its pixels are empty, with the value 0 from 0 to 255.
#
# **Predict.** What do the products at those 376 empty pixels add up to, for unit 17? Is it 0?

# %% name="one-unit"
image, unit = images[0], 16  # unit 17, counted from 1
products = image * first.weight[:, unit]
empty = pixels[0] == 0
print(f"{np.sum(empty)} empty pixels:  {products[empty].sum():5.2f}")
print(f"{np.sum(~empty)} others:        {products[~empty].sum():5.2f}")
print(f"bias:              {first.bias[unit]:5.2f}")
print(f"z:                 {products.sum() + first.bias[unit]:5.2f}")
weights.draw_sum(pixels[0], first.weight[:, unit], products)

# %% [guard] name="one-unit-guard"
assert (net.predict(images) == labels).mean().round(3) == 0.902 and empty.sum() == 376 and labels[0] == 3
assert np.isclose(products[empty].sum(), 0.9, atol=0.005)
assert np.isclose(products.sum() + first.bias[unit], net.layers[0].forward(image[None])[0, unit], atol=1e-4)

# %% [markdown] name="first-layer-text"
# They add 0.90, nearly half of $z = 1.84$. The usual guess, 0, forgets the scaling (chapter 01): $x_p$ is the pixel
# *less its mean*. An empty pixel, where other clothes have ink, is below 0, and its product with a negative weight is
# above 0. The network sees what is missing, too.
#
# ## Weights as pictures
#
# Where does the shape in such an image of weights come from? Chapter 02 derived $dW_1 = X^\top dZ_1$, column by column:
#
# $$dw_j = \sum_i dz_{ij}\, x_i . \tag{1}$$
#
# **Every step adds a weighted sum of training images to each column.** After training, $w_j$ is its random start, faded
# by the penalty on the weights, plus such sums. So it will show something of shirts and shoes, whatever it has learned.
#
# **Predict.** In a fresh network a weight says nothing about the weight one pixel below: their correlation is 0. And
# after training: around 0.1, 0.5 or 0.9?


# %% name="first-layer" tags=["trained"]
def below(weight):
    """How a weight correlates with that of the pixel below, over all units."""
    tiles = weight.T.reshape(-1, 28, 28)  # (units, rows, columns)
    return np.corrcoef(tiles[:, 1:].ravel(), tiles[:, :-1].ravel())[0, 1]


fresh = build_mlp([784, 128, 64, 10], seed=0)  # the same network, untrained
before, after = below(fresh.layers[0].weight), below(first.weight)
weights.draw_units("The course's network", first.weight, after, abs(before))

# %% [guard] name="first-layer-guard"
assert round(np.corrcoef(first.weight.ravel(), fresh.layers[0].weight.ravel())[0, 1], 2) == 0.27
assert round(below(first.weight), 2) == 0.51 and abs(below(fresh.layers[0].weight)) < 0.005

# %% [markdown] name="gallery-text"
# 0.51, with grain all over. How much of that grain is the random start? The network began with just the weights of
# `fresh`: with them, its $W_1$ still correlates with 0.27.
#
# The **gallery** shows all 500 first units of a wider network, 784-500-324-10. <kbd>Tab</kbd> goes to a control; the
# arrow keys move a slider, a menu opens with <kbd>Space</kbd>.
#
# **Predict, then try:**
#
# 1. On page 1, in how many of the 50 units do you recognise a piece of clothing? Ask somebody else to count, too.
# 2. *Order: by length*. What do the shortest units, on the last page, look like, and why?
# 3. Take the tick from *Own colour scales* there. What had the scales hidden?

# %% name="gallery" tags=["trained"]
from mlp.widgets import WeightGallery

WeightGallery(data=data)

# %% [guard] name="gallery-guard"
of_500 = load_pretrained("500-324").layers[0].weight
by_length = np.argsort(-np.linalg.norm(of_500, axis=0), kind="stable")
assert round(below(of_500[:, by_length[-50:]]), 2) == 0.26 and round(below(of_500[:, by_length[:50]]), 2) == 0.42

# %% [markdown] name="gallery-answer"
# 1. There is no right number: what is recognised depends on who looks. That is why this chapter counts by a rule where
#    it can.
# 2. Grain: in the 50 shortest units a weight and the one below correlate with 0.26, in the 50 longest with 0.42. What is
#    short got less from (1), and is more of a start.
# 3. That their weights are small. With a scale of its own each tile looks equally strong.
#
# > **Proves:** with which sign and strength each pixel enters a unit, exactly and for every image. **Does not prove:** that
# > the network "has found" what you recognise there. By (1) images leave their shape in $W_1$ anyway, and what a unit is
# > for depends on what the layers behind make of it.

# %% [markdown] name="sizes-text"
# ## Side path: what three reports saw in their weights
#
# [Report 000](../data/reports/texts/000.txt) finds the weights of the last layer larger, "potentially due to the
# combined effect of the $l_2$ penalty … and gradient flow". In *our* network that says little: Kaiming *starts* later
# layers larger, with $\sqrt{2 / n_\text{in}}$. So we trained networks with the reports' own settings, to judge the
# reports by them. Report 000 starts every layer with the same standard deviation, 0.01.
#
# **Predict.** All three layers start with a mean |weight| of 0.008. After its training: how many times as large as in
# the first layer is it in the last?


# %% name="sizes"
def sizes(network):
    """The mean |weight| of each layer, as text."""
    layers = inside.linear_layers(network)
    return "  ".join(f"{np.abs(layer.weight).mean():.3f}" for layer in layers)


own = {number: load_pretrained(f"report_{number}") for number in ("000", "002", "003")}
for name, network, start in (("course", net, "kaiming"), ("000", own["000"], 0.01)):
    begun = build_mlp([784, 128, 64, 10], initializer=start)
    print(f"{name:6}  start {sizes(begun)}   trained {sizes(network)}")

# %% [guard] name="sizes-guard"
means = [np.abs(layer.weight).mean() for layer in inside.linear_layers(own["000"])]
assert np.allclose(means, [0.010, 0.015, 0.047], atol=0.0006) and 4.5 < means[2] / means[0] < 5
from mlp.studies import read

others = read("pretrained", "other_seeds")
for row in others[others.network == "report_000"].weight_mean_abs:
    assert 4.5 < row[2] / row[0] < 5.2

# %% [markdown] name="rows-text"
# Nearly five times (and so with two other seeds). The report is right about its network, and there it *is* the
# training's doing. In ours the last layer's weights are 6.8 times as large as the first's, and were 3.5 times at the
# start.
#
# Report 000 goes on (Figure 12): in $W_1$ "a discernible pattern emerges in each row or column … alternating positive
# and negative values", perhaps "edge detection". In a flattened image a **row** of $W_1$ belongs to one pixel and runs
# over the units. A **column** is one unit, and its neighbours are pixels side by side; 28 further down stands the pixel
# below.
#
# **Predict.** How often do two neighbouring weights have different signs, along a row and along a column? Chance is
# 50 %.

# %% name="rows"
signs = np.sign(inside.linear_layers(own["000"])[0].weight)  # (784, 128)
print(f"along a row:           {np.mean(signs[:, 1:] != signs[:, :-1]):.0%}")
print(f"along a column:        {np.mean(signs[1:] != signs[:-1]):.0%}")
print(f"28 apart in a column:  {np.mean(signs[28:] != signs[:-28]):.0%}")

# %% name="heat-maps" tags=["trained"]
weights.draw_layers(inside.linear_layers(own["000"]))

# %% [guard] name="rows-guard"
assert round(np.mean(signs[:, 1:] != signs[:, :-1]), 2) == 0.5
assert 0.42 < np.mean(signs[1:] != signs[:-1]) < 0.44 and 0.40 < np.mean(signs[28:] != signs[:-28]) < 0.44

# %% [markdown] name="figure-3-text"
# Along a row: chance, 50 %. Units can be renumbered, so no pattern along a row could mean anything. Along a **column**
# there *is* a pattern, but signs change *less* often than by chance: neighbouring pixels have similar weights. That
# does not refute edges (an edge is a smooth line beside another smooth line), and does not show them either.
#
# [Report 002](../data/reports/texts/002.txt) draws the weights of its first layer as images (Figure 3): "some patterns,
# part of which can be recognized as the shape of the fashion items".
#
# **Predict.** With its settings (plain pixels from $-1$ to $1$, learning rate 1, momentum 0.8), how closely does a
# weight correlate with the one below: less than the course's 0.51, or more?

# %% name="figure-3" tags=["trained"]
of_002 = own["002"].layers[0].weight
begun = build_mlp([784, 128, 128, 10], seed=0).layers[0].weight
weights.draw_units("Report 002's settings", of_002, below(of_002), abs(below(begun)))

# %% [guard] name="figure-3-guard"
assert round(below(of_002), 2) == 0.80

# %% [markdown] name="biases-text"
# 0.80: more. "Part of which can be recognized" fits what one sees: some units are smooth, others all grain. But not all
# that is smooth is clothes. With pixels from $-1$ to $1$ an empty pixel is $-1$, so the margin is never 0, and its
# weights act as one large bias: the red corners. And of all our networks this one classifies worst, 86.4 %: what
# pleases the eye and what works are two things.
#
# Report 002 draws the biases of that layer, too (Figure 4), and sees "some skewness … Most of the biases are close to
# zero, which is expected".
#
# **Predict.** Biases start at 0. Which share of the 128 is within ±0.05 after training, in the course's network, and in
# one with report 002's settings?

# %% name="biases" tags=["trained"]
biases = {"the course": first.bias, "report 002's settings": own["002"].layers[0].bias}
weights.draw_first_biases(biases)

# %% name="biases-seeds"
from mlp.studies import read

runs = read("pretrained")
for _, run in runs[runs.network == "report_002"].iterrows():
    near, skew = run.bias_near_zero[0], run.bias_skew[0]
    print(f"report 002, seed {run.seed}: within ±0.05 {near:.0%}, skew {skew:.1f}")

# %% [guard] name="biases-guard"
near = [np.mean(np.abs(bias) <= 0.05) for bias in biases.values()]
assert round(near[0], 2) == 0.05 and round(near[1], 2) == 0.9 and np.mean(first.bias < 0) > 0.97
shares = [run.bias_near_zero[0] for _, run in runs[runs.network == "report_002"].iterrows()]
skews = [run.bias_skew[0] for _, run in runs[runs.network == "report_002"].iterrows()]
assert len(shares) == 3 and 0.78 < min(shares) and max(shares) < 0.91 and max(skews) < -0.8

# %% [markdown] name="components-text"
# 5 % and 90 %. With report 002's settings most biases *are* close to zero, 79 to 90 % with three seeds, and skewed to
# the left: its sentence is confirmed. In the course's network 98 % of them are negative. Such a histogram tells as much
# about the recipe as about the task. So judge a report by its own.

# %% [markdown] name="svd-text"
# ## Principal components
#
# The wide network's 500 units are too many. Which few directions hold most of their differences? Let the rows of
# $A$, $(n, d)$, be the units, each with its 784 weights, and subtract their mean row. Along a direction $v$ of length 1
# the rows have the coordinates $A v$, with the variance $|A v|^2 / n$. Write $A$ by its singular value decomposition:
#
# $$A = U \Sigma V^\top, \qquad U^\top U = V^\top V = 1, \qquad \Sigma = \operatorname{diag}(\sigma_1 \ge \sigma_2 \ge \dots) .$$
#
# $U$ changes no lengths, and the columns $v_k$ of $V$ are at right angles to each other. So
#
# $$|A v|^2 = |\Sigma V^\top v|^2 = \sum_k \sigma_k^2\, (v_k^\top v)^2 \;\le\; \sigma_1^2 \sum_k (v_k^\top v)^2 \;\le\; \sigma_1^2 . \tag{2}$$
#
# $v = v_1$ reaches that bound: the direction of largest variance, the **first principal component**. Among directions
# at right angles to $v_1$ the first term is gone, and the same argument gives $v_2$; and so on. The share of the
# variance along $v_k$ is $\sigma_k^2 / \sum_j \sigma_j^2$. Its sign means nothing.

# %% [markdown] name="svd-exercise"
# ### Exercise 1: principal components


# %% name="principal-components" exercise="principal_components"


# %% name="principal-components-check" check="principal_components"
check.principal_components(principal_components)
# hint("principal_components")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="figure-6a-text"
# [Report 003](../data/reports/texts/003.txt) finds "the circle, line and edges" in its 500 first units (Figure 5), and
# compresses them to its "most important 20 features" (Figure 6a).
#
# **Predict.** Which share of the variance of the 500 units do 20 components hold: untrained; with report 003's own
# settings; and in the wide network that the course trains? All three start with Kaiming's weights.

# %% name="figure-6a"
components_of = yours_or_ours("principal_components", principal_components)
third, wide = load_pretrained("report_003"), load_pretrained("500-324")
begun = build_mlp([784, 500, 324, 10], seed=0)
kept = {}
networks = {"untrained": begun, "report 003": third, "course": wide}
for name, network in networks.items():
    weight = network.layers[0].weight.astype(float)
    kept[name] = components_of(weight.T, 20)
    share = kept[name][1].sum()
    print(f"{name:10}  20 components {share:.0%}   below {below(weight):.2f}")

# %% name="figure-6a-picture" tags=["trained"]
of_003 = third.layers[0].weight
start = begun.layers[0].weight  # with seed 0, where report 003's began, too
weights.draw_units("Report 003's settings", of_003, below(of_003), abs(below(start)))
weights.draw_components(*kept["report 003"])

# %% name="figure-6a-start"
left = np.corrcoef(of_003.ravel(), start.ravel())[0, 1]
print(f"report 003's W1 and its own random start correlate with {left:.2f}")

# %% [guard] name="figure-6a-guard"
assert round(left, 2) == 0.96
assert round(kept["untrained"][1].sum(), 2) == 0.12 and round(kept["report 003"][1].sum(), 2) == 0.13
assert round(kept["course"][1].sum(), 2) == 0.31 and round(below(third.layers[0].weight), 2) == 0.07

# %% [markdown] name="figure-6a-answer"
# 12 % untrained, 13 % with report 003's settings, 31 % in ours. With *its* settings $W_1$ has hardly left its random
# start: the two correlate with 0.96, and a weight and the one below with 0.07. What (1) added in all its steps is small
# beside the start, and was enough for 89.7 %. Where it shows are the first few components; the others are grain.
# Circles, lines and edges are hard to find in such units, and easy to imagine.
#
# A usual wrong guess: whoever classifies well must have features in the first layer that an eye can see.
#
# > **Proves:** along which few directions the units differ most. **Does not prove:** that components are features which
# > the network uses.

# %% [markdown] name="figure-6-text"
# ## Side path: report 003's other two pictures
#
# In Report 003, Figure 6b draws the last layer's 324 weights per class as $18 \times 18$, for $324 = 18 \cdot 18$.
# Figure 6c shows $W_1 W_2 W_3$ as one image per class: "we can find the $W$ completely learn the pattern of each
# fashion item". It adds fairly that activations and biases are missing.
#
# **Predict.** In which of the two will you recognise clothes? And as a classifier, what does $W_1 W_2 W_3$ get right,
# where the whole network gets 90 %?

# %% name="figure-6" tags=["trained"]
weights.draw_last_layer(third.layers[-1].weight)
weights.draw_product(inside.product(third))

# %% name="products"
from mlp.studies import read

for _, run in read("pretrained", "networks").iterrows():
    alone, whole = run.product_accuracy, run.validation_accuracy
    print(f"{run.network:10}  W1 W2 W3 alone {alone:.0%}   the network {whole:.0%}")

# %% [guard] name="products-guard"
least_squares = inside.linear_probe(data.train.images, data.train.labels, images)
assert round(np.mean(least_squares == labels), 2) == 0.82
table = read("pretrained", "networks").set_index("network")
assert round(table.product_accuracy["report_003"], 2) == 0.79 and round(table.product_accuracy["128-64"], 2) == 0.76
assert round(table.product_accuracy["report_002"], 2) == 0.10 and round(table.product_accuracy["report_000"], 2) == 0.60

# %% [markdown] name="figure-6-answer"
# (b) shows nothing, and cannot. Hidden units can be renumbered without any change to the network, if $W_2$'s columns
# and $W_3$'s rows move along: any shape in such a square would be an accident. The report blames "the resolution"; that
# is not the reason.
#
# (c) has outlines for some classes, under grain. With report 003's settings $W_1 W_2 W_3$ gets 79 % right, and the
# network 90 %. With report 002's it gets 10 %: no better than guessing, though that network gets 86 %. So what ReLUs
# and biases add differs from recipe to recipe, from 11 points to 76. A usual wrong guess is that the product is "the
# network, roughly"; a linear classifier that is *fitted*, by least squares on the pixels, gets 82 %.
#
# > **Proves:** (c) the scores of a network without ReLUs and biases. **Does not prove:** anything about $W_3$'s squares,
# > nor that the real network looks for the images in (c).

# %% [markdown] name="stepper-text"
# ## Step by step, number by number
#
# Now let an image go through `net`. The **layer stepper** shows the numbers after each step. *Number* rings one of
# them, and so does a click on it; after a linear layer, the products of its sum appear on the right.
#
# **Predict, then try:**
#
# 1. Step 3, number 17, image 1: you know this sum. Which few pixels of the dress decide it?
# 2. Go on to step 4, image 1. How many of the 128 units of layer 1 are at 0?
# 3. Image 2 is a coat. At step 7, which class has the largest score, and which products lift it? Is the answer right?

# %% name="stepper" tags=["trained"]
from mlp.widgets import LayerStepper

LayerStepper(data=data)

# %% [guard] name="stepper-guard"
stepper = LayerStepper(data=data)
stepper.step.value, stepper.number.value = 3, 17
assert "that is 1.84." in stepper.words
stepper.step.value = 4
assert "82 of 128 are zero" in stepper.words
stepper.image.value, stepper.step.value = 2, 7
assert "the largest is that of Pullover" in stepper.words and "(Coat)" in stepper.words
_parts = inside.activations(net, images[1:2])[1][0] * last.weight[:, 2]
assert np.count_nonzero(_parts) == 17 and abs(np.sort(_parts)[-5:].sum() - 10) < 0.05

# %% [markdown] name="linear-text"
# 1. $z = 1.84$ again: red at the outline of the dress, left and right; most of the square adds next to nothing.
# 2. 82 of 128 are off. For *this* image the network is a smaller one, of the 46 that are left.
# 3. Pullover, wrongly. 17 of layer 2's 64 units fire; the five largest products make 10.0 of its score of 11.6.

# %% [markdown] name="linear-map-text"
# ## One linear function for each image
#
# Take point 2 at its word. A ReLU passes $z$ on where $z > 0$, and gives 0 elsewhere. Let $M_l$ be the diagonal matrix
# with 1 for each unit of layer $l$ that fires for the image $x$ (a row), else 0. Then $\operatorname{ReLU}(z_l) = z_l
# M_l$:
#
# $$s = \big((x W_1 + b_1)\, M_1 W_2 + b_2\big)\, M_2 W_3 + b_3 = x \underbrace{W_1 M_1 W_2 M_2 W_3}_{A_x}
#   + \underbrace{(b_1 M_1 W_2 + b_2)\, M_2 W_3 + b_3}_{c_x} . \tag{3}$$
#
# Nothing is approximated. As long as $x$ moves so little that no unit switches, the network **is** the linear function
# $x A_x + c_x$: it is *piecewise linear*.
#
# ### Exercise 2: the effective map


# %% name="effective-map" exercise="effective_map"


# %% name="effective-map-check" check="effective_map"
check.effective_map(effective_map)
# hint("effective_map")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="count-text"
# With that function the scores of an image come from one product, $x A_x + c_x$. The next cell checks it, and counts.
#
# **Predict.** How many *different* linear functions do the 5,000 validation images use: about 10, one per class; some
# hundreds; or nearly 5,000?

# %% name="count"
map_of = yours_or_ours("effective_map", effective_map)
layers = inside.linear_layers(net)
matrices, biases = zip(*((each.weight, each.bias) for each in layers))
weight, bias = map_of(image, list(matrices), list(biases))
print("x A + c:", *(f"{score:6.2f}" for score in image @ weight + bias))
print("scores: ", *(f"{score:6.2f}" for score in net.forward(image[None])[0]))
fires = np.hstack([outputs > 0 for outputs in inside.activations(net, images)])
print(f"linear functions of {len(images):,} images: {len(np.unique(fires, axis=0)):,}")

# %% [guard] name="count-guard"
assert np.allclose(image @ weight + bias, net.forward(image[None])[0], atol=1e-4)
assert len(np.unique(fires, axis=0)) == 5000

# %% [markdown] name="gradients-text"
# 5,000 images, 5,000 linear functions: no two make the same of the 192 units fire. "One per class" is a usual guess.
# Each unit halves the space, and 192 halvings leave room for a piece of one's own.
#
# ## Which pixels raise the score?
#
# (3) hands us a derivative: $\partial s_k / \partial x_p$ is the entry $(p, k)$ of $A_x$. **The gradient of a score
# with respect to the image is a column of $A_x$.** Backpropagation, carried on one layer further than in training,
# computes it without writing $A_x$ down: `inside.input_gradient`.
#
# Such gradients are often shown as "what the network looks at". Put that to the test with Adebayo et al. (2018): **do
# the same with an untrained network**. And with the garment of *another* image.
#
# `on_ink` is the mean |gradient| on the garment, over that on the whole square: 1 is no preference. **Predict** it, for
# 1,000 images: on the own garment, on one of another class, and untrained.

# %% name="gradients"
some, classes = images[:1000], labels[:1000]
_, gradients = inside.input_gradient(net, some, classes)
_, fresh_gradients = inside.input_gradient(fresh, some, classes)
rng = np.random.default_rng(0)
other = np.array([rng.choice(np.flatnonzero(classes != label)) for label in classes])
on_own = attribution.on_ink(gradients, pixels[:1000])
on_other = attribution.on_ink(gradients, pixels[other])
print(f"trained:   own garment {on_own.mean():.2f}, another's {on_other.mean():.2f}")
without = attribution.on_ink(fresh_gradients, pixels[:1000])
print(f"untrained: own garment {without.mean():.2f}")
result = compare_paired(on_own, on_other)
print(f"own less another's: {result.low:.3f} to {result.high:.3f} (95 %, 1,000 images)")

# %% name="gradients-picture" tags=["trained"]
chosen = [np.flatnonzero(labels == k)[1] for k in (0, 1, 3, 5, 6, 8, 9)]
pair = gradients[chosen], fresh_gradients[chosen]
attribution.draw_gradients(pixels[chosen], *pair)

# %% [guard] name="gradients-guard"
assert 1.09 < on_own.mean() < 1.12 and 1.07 < on_other.mean() < 1.1 and 0.005 < result.low < result.high < 0.03
assert abs(without.mean() - 1) < 0.005
for seed in (1, 2):
    random_gradients = inside.input_gradient(build_mlp([784, 128, 64, 10], seed=seed), some, classes)[1]
    assert abs(attribution.on_ink(random_gradients, pixels[:1000]).mean() - 1) < 0.01
    assert abs(attribution.alike(random_gradients * some, some).mean() - 0.62) < 0.01

# %% [markdown] name="contributions-text"
# 1.10 on the own garment, but 1.09 on somebody else's; the difference is real (its interval is above 0), and tiny. So
# the gradient is somewhat larger in the *middle* of the square, where clothes are, and hardly knows *which* garment
# this is. A usual guess is 2 or more, for the eye looks for the outline and finds it. Untrained it is fine grain, 1.00 (two other seeds say the same):
# the blotches do come from training.
#
# ## What each pixel adds
#
# A gradient says what a *change* would do. (3) also says what each pixel *does* add, exactly:
#
# $$s_k = \sum_p x_p\, (A_x)_{pk} + (c_x)_k . \tag{4}$$
#
# The term of pixel $p$ is its **contribution**. As $x_p$ is the pixel less its mean, it is what this image adds to the
# score in comparison with the mean image.
#
# **Predict.** The contributions of the trained and of the *untrained* network, drawn like the gradients: in which of
# the two will you see the image? And how closely does their amount correlate with $|x_p|$, pixel by pixel: trained,
# untrained?

# %% name="contributions"
contributions, fresh_contributions = some * gradients, some * fresh_gradients
scores = net.forward(some)[np.arange(1000), classes]
rest = scores - contributions.sum(axis=1)
print(f"dress: pixels {contributions[0].sum():.2f}, biases {rest[0]:.2f}", end="")
print(f", score {scores[0]:.2f}")
both = {"trained": contributions, "untrained": fresh_contributions}
for name, part in both.items():
    print(f"{name}: correlation with |x| {attribution.alike(part, some).mean():.2f}")

# %% name="contributions-picture" tags=["trained"]
pair = contributions[chosen], fresh_contributions[chosen]
attribution.draw_contributions(pixels[chosen], some[chosen], *pair)

# %% [guard] name="contributions-guard"
trained, without = (attribution.alike(part, some).mean() for part in (contributions, fresh_contributions))
assert abs(trained - 0.62) < 0.01 and abs(without - 0.62) < 0.01 and max(chosen) < 1000
assert np.isclose(rest[0], bias[3], atol=1e-3)

# %% [markdown] name="contributions-answer"
# In both: 0.62 trained, 0.62 untrained. **The outline in such a picture is the image itself, less its mean**, for a
# contribution is $x_p$ times something, and that needs no training. Whoever sees only the trained one takes it for
# knowledge. What training adds are the colours: red between the trouser legs, where no ink speaks for trousers.
#
# What the exact numbers are good for: they add up, 7.75 from pixels and $-0.18$ from biases to the dress's 7.57.
#
# > **Proves:** the gradient, how the score changes as long as no unit switches; the contributions, how *this* score is
# > made up, in comparison with the mean image. **Do not prove:** which pixels the answer is "due to". A step further
# > another linear function is in force, and another zero than the mean image gives other contributions.
# >
# > **Ask of each such picture** what an untrained network would show.

# %% [markdown] name="similarity-text"
# ## Side path: before, after layer 1, after layer 2
#
# [Report 000](../data/reports/texts/000.txt) (Figures 9 to 11) shows ten images of each class, and what becomes of
# them. It finds that after the first layer the images of a class "lack significant similarity", while after the second
# "distinct patterns for each class become apparent", most for Sandal and Bag, least for Shirt. We draw them from a
# network with its own settings.
#
# To check an impression, measure it: the mean cosine of two images of one class, less that of two classes. But mind
# what is compared. ReLU outputs are never negative, so all cosines are large; pixels less their mean are on both sides
# of 0. So take *every* layer once as it is, and once less its mean.
#
# **Predict.** Is that gap wider after layer 1 than for the pixels? After layer 2?

# %% name="similarity"
reported = load_pretrained("report_000")  # takes raw pixels
few, names = slice(0, 2000), labels[:2000]
raw = pixels[few].astype("float32")
hidden = inside.activations(reported, raw)
depths = {"pixels": raw, "layer 1": hidden[0], "layer 2": hidden[1]}
for depth, outputs in depths.items():
    for kind, shift in (("as it is", 0), ("less mean", outputs.mean(axis=0))):
        within, between = inside.similarity(outputs - shift, names)
        most, least = CLASS_NAMES[within.argmax()], CLASS_NAMES[within.argmin()]
        print(f"{depth} {kind:9} gap {within.mean() - between:.2f}", end="")
        print(f"  most alike {most}, least {least}")

# %% name="similarity-picture" tags=["trained"]
each = np.concatenate([np.flatnonzero(names == k)[:3] for k in range(10)])
shown = [outputs[each] for outputs in depths.values()]
representations.draw_before_and_after(*shown, names[each])

# %% [guard] name="similarity-guard"
gaps = []
for outputs in depths.values():
    for shift in (0, outputs.mean(axis=0)):
        within, between = inside.similarity(outputs - shift, names)
        gaps.append(within.mean() - between)
assert np.allclose(gaps, [0.18, 0.43, 0.34, 0.46, 0.51, 0.73], atol=0.01)
assert [CLASS_NAMES[k] for k in np.argsort(-within)[:4]] == ["Ankle boot", "Trouser", "Sneaker", "Bag"]

# %% [markdown] name="similarity-answer"
# As they are, the gaps are 0.18, 0.34, 0.51: layer 1 looks like a leap. Less the mean they are 0.43, 0.46, 0.73. So
# layer 1 changes next to nothing, and layer 2 much: most of the leap was the mean. (An earlier version of this page
# fell into that trap the other way round: it compared pixels *less* their mean with ReLU outputs *as they are*, and
# found layer 1 worse than the pixels.)
#
# The report's "lack significant similarity" after layer 1 is more than the numbers say: its classes are as similar as
# their pixels. "Distinct patterns" after layer 2 stands. Shirt is the least similar at the layers, as it says. Ankle
# boot and Trouser are the most similar in this network, not Sandal and Bag; the report looked at ten images of each
# class, we at about 200, in one network.
#
# > **Proves:** how alike the outputs of a class's images are. **Does not prove:** that layer 1 "has not learned enough":
# > what it does shows after layer 2.

# %% [markdown] name="units-text"
# ## Units
#
# A ReLU unit that gives 0 for every training image is **dead** (chapter 03): its gradient is 0, and it stays so. At the
# other end, a unit may fire for one class alone. With $a$ the mean output for the class that it likes best, and $b$ the
# mean over the nine others, its *selectivity* is
#
# $$\frac{a - b}{a + b} , \tag{5}$$
#
# 0 for a unit that treats all alike, 1 for one that is silent for all other classes (Morcos et al. 2018).
#
# **Predict** for the wide network: how many of its $500 + 324$ units are dead? Are units of layer 1 or of layer 2 more
# selective? And for how many of 55,000 images does the most selective unit of all fire?

# %% name="units"
for depth, outputs in enumerate(inside.activations(wide, data.train.images), start=1):
    means = inside.class_means(outputs, data.train.labels)
    index, favourite = inside.selectivity(means)
    dead = inside.dead_units(outputs).sum()
    print(f"layer {depth}: {dead} dead; median selectivity {np.median(index):.2f}")
top = index.argmax()
print(f"unit {top + 1} of layer 2: selectivity {index[top]:.2f}, ", end="")
print(f"fires for {np.count_nonzero(outputs[:, top])} of {len(outputs):,} images")

# %% [guard] name="units-guard"
assert dead == 1 and np.isclose(np.median(index), 0.71, atol=0.01) and np.count_nonzero(outputs[:, top]) == 1

# %% [markdown] name="browser-text"
# One dead unit, in layer 2. Layer 2 is more selective, 0.71 against 0.54. And the most selective unit, with a perfect
# 1.00, fires for **one single image** of 55,000: no detector of a class, but a unit that is all but dead. An index
# without a count misleads.
#
# Do the selective ones matter more? Switch the 64 units of `net`'s layer 2 off, one by one, and see what is lost.
# **Predict** the mean loss of the more selective half, and of the other half, in points of accuracy.

# %% name="ablation"
base = np.mean(net.predict(images) == labels)
lost = np.empty(64)
for unit in range(64):
    without = net.copy()
    inside.linear_layers(without)[2].weight[unit] = 0  # nobody listens to it
    lost[unit] = 100 * (base - np.mean(without.predict(images) == labels))
_, outputs = inside.activations(net, data.train.images)
index, _ = inside.selectivity(inside.class_means(outputs, data.train.labels))
selective = index >= np.median(index)
for name, half in {"selective": selective, "other": ~selective}.items():
    mean, error = lost[half].mean(), lost[half].std(ddof=1) / np.sqrt(32)
    print(f"{name:9} half: {mean:.2f} ± {error:.2f} points")

# %% [guard] name="ablation-guard"
assert abs(lost[selective].mean() - 0.25) < 0.03 and abs(lost[~selective].mean() - 0.26) < 0.03
assert abs(np.corrcoef(index, lost)[0, 1]) < 0.2

# %% [markdown] name="browser-text-2"
# About a quarter of a point each, with standard errors of 0.06 and 0.07: the selective half is not missed more than the
# other, or not by much. That agrees with Morcos et al., who did the same in larger networks; here it is one network of 64
# units.
#
# The **neuron browser** shows every unit of `net`: its weights, the images that excite it most, and how often it fires
# for each class. Find a unit that you could give a name. Then find an image of *another* class for which it fires.

# %% name="browser" tags=["trained"]
from mlp.widgets import NeuronBrowser

NeuronBrowser(data=data)

# %% [markdown] name="probe-text"
# > **Proves:** that a unit is dead on these images, or how its mean outputs compare. **Does not prove:** that a selective
# > unit matters, nor that the name you gave it is what it does for the images you did not look at.
#
# ## How separable are the classes at each depth?
#
# A fair question to a layer: **how well does the simplest classifier do on its outputs?** Fit a linear one, by least
# squares, to the outputs for 10,000 training images, and count on the validation images. Alain and Bengio (2016) call
# it a *probe*. For comparison, do the same with five untrained networks.
#
# **Predict.** It gets 81 % right from the pixels. From layer 1, from layer 2? And from *random* layers: more than 81 %,
# or less?


# %% name="probe"
fit = np.random.default_rng(0).permutation(len(data.train))[:10_000]
seen, seen_labels = data.train.images[fit], data.train.labels[fit]


def probe(network):
    """Which validation images a probe classifies correctly, from each hidden layer."""
    pairs = zip(inside.activations(network, seen), inside.activations(network, images))
    return [inside.linear_probe(old, seen_labels, new) == labels for old, new in pairs]


from_pixels = inside.linear_probe(seen, seen_labels, images) == labels
one, two = probe(net)
untrained = [probe(build_mlp([784, 128, 64, 10], seed=seed)) for seed in range(5)]

# %% name="probe-table"
print(f"pixels {from_pixels.mean():.1%}")
print(f"trained:   layer 1 {one.mean():.1%}, layer 2 {two.mean():.1%}")
random_1, random_2 = np.mean(untrained, axis=2).T  # one for each seed
print(f"untrained: layer 1 {random_1.mean():.1%}, layer 2 {random_2.mean():.1%}")
steps = {"layer 1 - pixels": (one, from_pixels), "layer 2 - layer 1": (two, one)}
for name, (a, b) in steps.items():
    result = compare_paired(a, b)
    low, high = 100 * result.low, 100 * result.high
    print(f"{name}: {low:.1f} to {high:.1f} points (95 %)")

# %% [guard] name="probe-guard"
assert np.allclose([from_pixels.mean(), one.mean(), two.mean()], [0.810, 0.856, 0.875], atol=0.002)
assert np.allclose([random_1.mean(), random_2.mean()], [0.782, 0.714], atol=0.003) and result.low > 0.01
broad = [probe(build_mlp([784, units, 10], seed=0))[0].mean() for units in (500, 1000)]
assert np.allclose(broad, [0.827, 0.846], atol=0.003)
assert np.allclose([right.mean() for right in probe(wide)], [0.870, 0.894], atol=0.003)
assert max(random_1) < from_pixels.mean() - 0.02 and max(random_2) < min(random_1)
assert compare_paired(one, from_pixels).low > 0.03

# %% [markdown] name="probe-answer"
# Trained: 81, 86, 88 %, and both steps are real (the two intervals, over the same 5,000 images, are above 0).
# Untrained: 78 and 71 %, and each of the five seeds is below the pixels, and lower after layer 2. So a trained layer
# makes the classes *more* separable, a random one of these sizes *less*. A usual guess is that random layers change
# nothing; but 128 random sums of 784 pixels lose something. More of them do help: 500 random units give 83 %, 1,000 give
# 85 %. Trained, the 500 of the wide network give 87 %, and its layer 2 89 %.
#
# > **Proves:** that the class can be read off linearly, with that accuracy, in this network. **Does not prove:** that the
# > network uses what a probe can read.

# %% [markdown] name="maps-text"
# ## Side path: maps of images
#
# PCA takes the two directions of largest variance: linear, and blind to all others. **t-SNE** (van der Maaten and
# Hinton 2008) lets go of distances and keeps neighbours. It turns distances between rows into probabilities $p_{ij}$
# that $i$ and $j$ are neighbours, those in the plane into $q_{ij} \propto 1 / (1 + |y_i - y_j|^2)$, and moves the
# points $y_i$ downhill in $\sum p_{ij} \ln (p_{ij} / q_{ij})$. The gradient with respect to $y_i$ is
#
# $$4 \sum_j (p_{ij} - q_{ij})\, \frac{y_i - y_j}{1 + |y_i - y_j|^2} . \tag{6}$$
#
# `mlp/inside/tsne.py` has 100 lines, with nothing new to you but the search for the width of each neighbourhood. That
# is where the *perplexity* comes in: about how many neighbours count.
#
# **Predict.** Take the 9 nearest neighbours of an image on the map of layer 2. How many of them share its class, on
# average: by PCA, by t-SNE? And for shirts?

# %% name="maps" tags=["trained"]
count = 200
outputs = inside.activations(net, images[:count])[-1]  # of layer 2
maps = {
    "PCA": inside.principal_components(outputs, 2)[1],
    "t-SNE": inside.tsne(outputs, steps=300),
}
representations.draw_maps(maps, pixels[:count], labels[:count], marked=6)

# %% [guard] name="maps-guard"
from mlp.plots.thumbnails import nearest

alike = {}
for name, points in maps.items():
    shared = (labels[nearest(points, 9)] == labels[:200, None]).sum(axis=1)
    alike[name] = shared.mean(), shared[labels[:200] == 6].mean()
assert 5 < alike["PCA"][0] < 6.3 and 6.7 < alike["t-SNE"][0] < 7.3 and alike["t-SNE"][1] < 4.5

# %% [markdown] name="explorer-text"
# 5.3 of 9 by PCA and 7.0 by t-SNE; of a shirt's 9 only about 4. Both maps show families: trousers, shoes, bags, and all
# that is worn above the waist. Shirts lie among pullovers, coats and T-shirts: the pairs that the confusion
# matrix of [chapter 11](11_evaluation.ipynb) mixes up.
#
# **Predict, then try:**
#
# 1. *Outputs*: the pixels, layer 1, layer 2. By how much does the mean number of neighbours of one class rise?
# 2. *Perplexity* from 3 to 50. How many groups do you see at each? What happens to the number of shared neighbours?
# 3. Find an image that lies among another class (frames mark the chosen image's own). What do its neighbours have in
#    common with it?

# %% name="explorer" tags=["trained"]
from mlp.widgets import NeighbourExplorer

NeighbourExplorer(data=data)

# %% [guard] name="explorer-guard"
import re

explorer, shared = NeighbourExplorer(data=data), {}
for depth in (0, 1, 2):
    for perplexity in (3, 50):
        explorer.depth.value, explorer.perplexity.value = depth, perplexity
        shared[depth, perplexity] = float(re.search(r"class with ≈ ([\d.]+)", explorer.words)[1])
assert all(
    abs(shared[0, p] - 4.9) < 0.4 and abs(shared[1, p] - 6) < 0.4 and abs(shared[2, p] - 7) < 0.4 for p in (3, 50)
)

# %% [markdown] name="explorer-answer"
# 1. From about 5 to 6 to 7 of 9: the same story as the probes', in another measure.
# 2. At 3 there are many small clumps, at 50 a few large groups, from the *same* numbers. The neighbours hardly change.
#    So the number of groups is the perplexity's doing, and the neighbours are the data's.
# 3. Look at the outlines first. Image 1, a short dress, has six T-shirts among its nine neighbours.
#
# > **Proves:** who is near whom. **Does not prove:** anything by the sizes of groups, the distances between them, or
# > their number.

# %% [markdown] name="occlusion-text"
# ## Where in the image?
#
# So far we looked at numbers inside. Now a question from outside. **Occlusion** (Zeiler and Fergus 2014): cover a
# square, and see how much of the probability is left. What stands under the square was needed, if the probability
# falls.
#
# With what do you cover it? Black (0) is the background of these images, so it *takes away*; grey would put something
# there that no image has. There is no neutral choice.
#
# ### Exercise 3: the occlusion map


# %% name="occlusion-map" exercise="occlusion_map"


# %% name="occlusion-map-check" check="occlusion_map"
check.occlusion_map(occlusion_map)
# hint("occlusion_map")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="occlusion-predict"
# **Predict** for trousers, a dress, a sandal, a sneaker and an ankle boot: at the *worst* place of a square of 7 × 7,
# how much of the probability is left? And how much of what that square covers is ink? (Of the whole image about 40 %
# is.)


# %% name="occlusion"
def predict(some_pixels):
    """The probabilities for images with pixels from 0 to 255."""
    return net.predict_proba(data.transform.apply(some_pixels))


occlude = yours_or_ours("occlusion_map", occlusion_map)
rows = [np.flatnonzero(labels == k)[1] for k in (1, 3, 5, 7, 9)]
squares = [pixels[row].reshape(28, 28) for row in rows]
left = []
for row, square in zip(rows, squares):
    kept = occlude(predict, square, labels[row], 7, 0)
    r, c = np.unravel_index(kept.argmin(), kept.shape)
    ink = np.mean(square[r : r + 7, c : c + 7] > 64)
    name = CLASS_NAMES[labels[row]]
    print(f"{name:10}  {kept.min():6.1%} left, ink under it {ink:.0%}")
    left.append(kept)

# %% name="occlusion-picture" tags=["trained"]
attribution.draw_occlusions(pixels[rows], left, labels[rows])

# %% [guard] name="occlusion-guard"
worst = [kept.min() for kept in left]
assert worst[0] > 0.8 and max(worst[1:]) < 0.02
spots = [np.unravel_index(kept.argmin(), kept.shape) for kept in left]
inks = [np.mean(square[r : r + 7, c : c + 7] > 64) for square, (r, c) in zip(squares, spots)]
assert inks[0] < 0.65 and min(inks[1:]) > 0.7 and inks[2] > 0.95

# %% [markdown] name="halves-text"
# Trousers stay trousers: 87 % is left at the worst place. Of the four others under 2 % is left, and the square lies
# where the ink is: 98 % of what is covered on the sandal is ink. (Many guess "the gap under its sole", and so did this
# page once, from the picture alone.)
#
# Most of each map is bright. It is tempting to say: most of the image could be missing. The map does not say that, for
# it covers *one* square at a time, 6 % of the image.
#
# **Predict.** Cover half of each of 200 correctly classified images: the top, the bottom, the left, the right half. How
# many are still classified correctly?

# %% name="halves"
correct = np.flatnonzero(net.predict(images) == labels)[:200]
tiles = pixels[correct].reshape(-1, 28, 28)
halves = {"top": np.s_[:, :14], "bottom": np.s_[:, 14:]}
halves |= {"left": np.s_[:, :, :14], "right": np.s_[:, :, 14:]}
for name, half in halves.items():
    covered = tiles.copy()
    covered[half] = 0
    answers = predict(covered.reshape(-1, 784)).argmax(axis=1)
    print(f"{name:6} covered: {np.mean(answers == labels[correct]):.0%} still correct")

# %% [guard] name="halves-guard"
still = []
for half in halves.values():
    covered = tiles.copy()
    covered[half] = 0
    still.append(np.mean(predict(covered.reshape(-1, 784)).argmax(axis=1) == labels[correct]))
assert np.allclose(still, [0.32, 0.49, 0.47, 0.46], atol=0.02)

# %% [markdown] name="square-text"
# 32 to 50 %: at best every other answer survives. What one square does not take away, several together do.
#
# **Move the square yourself.** Try to make a sandal of the ankle boot, or a shirt of the dress; then make the square
# larger, and smaller. How small may it be and still change the answer for image 1?

# %% name="square" tags=["trained"]
from mlp.widgets import OcclusionExplorer

OcclusionExplorer(data=data)

# %% [guard] name="square-guard"
black = data.transform.apply(np.zeros(784))
smallest = [inside.occlusion_map(net, images[0], labels[0], black, size).min() for size in (1, 2)]
assert smallest[0] > 0.5 > smallest[1]

# %% [markdown] name="square-answer"
# 2 × 2 pixels, in the right place, leave the dress 31 %. A single pixel does not do it.
#
# > **Proves:** that with *this* square at *this* place the network answers so: it is an experiment. **Does not prove:**
# > that what is bright does not matter; and an image with a black square is like nothing that the network was trained on.

# %% [markdown] name="climb-text"
# ## Side path: the image that excites most
#
# Gradients with respect to the image can be *followed*, uphill: $x \leftarrow x + \text{step} \cdot \nabla_x s_k /
# |\nabla_x s_k|$, kept between black and white. What image does the network like best for a class?
#
# Among so many images a climb finds noise. Two remedies keep it smoother: **jitter** (each step shifts the image by up
# to two pixels while its gradient is taken, so that what excites must do so there, too), and a little blur. And one
# climb may end anywhere: we start three, from noise, from black, and from a real image of another class.
#
# **Predict.** The best real images of the ten classes reach a mean score of 24. How high does a climb from grey get?
# Will its images look like clothes? Will the three starts end alike? And what will the last row show, a climb in the
# *untrained* network?

# %% name="climb"
black, white = (data.transform.apply(np.full(784, value)) for value in (0, 255))
of_class = np.where(labels[:, None] == np.arange(10), net.forward(images), -np.inf)
best = of_class.argmax(axis=0)  # for each class its most exciting real image
noise = black + np.random.default_rng(0).random((10, 784)) * (white - black)
starts = {"from noise": noise, "from black": np.tile(black, (10, 1))}
starts["from other"] = images[np.roll(best, 1)]
climbs = {"real": (of_class.max(axis=0), images[best])}
climbs["from grey"] = inside.most_exciting(net, np.arange(10), black, white)
for name, start in starts.items():
    gentle = {"start": start, "jitter": 2, "blur": True}
    climbs[name] = inside.most_exciting(net, np.arange(10), black, white, **gentle)
gentle["start"] = noise
climbs["untrained"] = inside.most_exciting(fresh, np.arange(10), black, white, **gentle)

# %% name="climb-picture" tags=["trained"]
pictures = {name: data.to_pixels(x).clip(0, 255) for name, (_, x) in climbs.items()}
reached = {name: values for name, (values, _) in climbs.items()}
attribution.draw_climbs(pictures, reached, np.arange(10))

# %% name="climb-alike"
ends = [pictures[name] for name in starts]
pairs = ((0, 1), (0, 2), (1, 2))
alike = [np.corrcoef(ends[a][k], ends[b][k])[0, 1] for k in range(10) for a, b in pairs]
middle = np.median(alike)
print(f"two ends correlate: median ≈ {middle:.2f}, least ≈ {min(alike):.2f}")
own_class = np.arange(10)
sure = [net.predict_proba(climbs[name][1])[own_class, own_class] for name in starts]
print(f"smallest probability of the class: ≈ {np.min(sure):.2f}")

# %% [guard] name="climb-guard"
plain, _ = inside.most_exciting(net, np.arange(10), black, white, start=noise)
assert plain.mean() > 95 and 3.5 < reached["untrained"].mean() < 5.5
assert 22 < reached["real"].mean() < 26 and 95 < reached["from grey"].mean() < 130 and np.min(sure) > 0.95
assert np.median(alike) > 0.9 and all(25 < reached[name].mean() < 40 for name in starts)

# %% [markdown] name="climb-answer"
# From grey the plain climb reaches more than 100, four times what real images reach, with black and white noise. (Plain
# climbs from noise do so, too: the start is not the reason.) With jitter and blur a climb gets about as far as real
# images, with a kind of camouflage, of which the network is certain. The three
# starts end nearly alike for most classes (median correlation 0.96), for a few not (0.3 for one pair): what we see is
# mostly the network's, and not the start's.
#
# But the untrained network gives camouflage, too: jitter and blur make blotches of any network. What training decides is
# where they lie, and how high the score is (32 against 4). A usual wrong guess is that the best image must be
# a typical one; nothing in training ever said what *no* garment looks like.
#
# > **Proves:** that such images exist, each checked with one forward pass. **Does not prove:** that this is what the
# > network "looks for" in clothes: it lies far from all images that it has seen.

# %% [markdown] name="change-text"
# ## Side path: the smallest change that flips an answer
#
# By (3), near $x$ the difference of two scores is linear. So the smallest step to where class $k$ draws level with the
# predicted class $c$ is the distance to a plane:
#
# $$r_k = \frac{s_c - s_k}{|\nabla_x (s_k - s_c)|^2}\, \nabla_x (s_k - s_c), \qquad |r_k| = \frac{s_c - s_k}{|\nabla_x (s_k - s_c)|} . \tag{7}$$
#
# Take the nearest $k$, go there, and repeat with the new gradients until the answer flips: DeepFool (Moosavi-Dezfooli
# et al. 2016). Ours moves no pixel below black or above white.
#
# **Predict,** for 100 correctly classified images. By how many of 255 levels does a pixel change, on average? How many
# of the 100 does *random noise of the same length* flip? And how many does the same change flip in the *wide* network?

# %% name="change"
black, white = (data.transform.apply(np.full(784, value)) for value in (0, 255))
start = images[net.predict(images) == labels][:100]
changes = np.array([inside.smallest_change(net, x, black, white) for x in start])
levels = np.abs(data.to_pixels(start + changes) - data.to_pixels(start))  # (100, 784)
mean = np.median(levels.mean(axis=1))
print(f"an image's mean change of a pixel: ≈ {mean:.1f} levels (median)")
print(f"of all pixels, the median changes by ≈ {np.median(levels):.1f}")


# %% name="change-flips"
def length(rows):
    """The length of each row, in a column."""
    return np.linalg.norm(rows, axis=1, keepdims=True)


noise = np.random.default_rng(0).standard_normal(start.shape)
noise *= length(changes) / length(noise)


def flips(network, change):
    """How many of the 100 answers another image gets than the one it started from."""
    return np.sum(network.predict(start + change) != network.predict(start))


print(f"noise of the same length: ≈ {flips(net, noise)} flipped", end="")
print(f"; ten times as long: ≈ {flips(net, 10 * noise)}")
print(f"the wide network, changes: ≈ {flips(wide, changes)} flipped", end="")
print(f"; doubled: ≈ {flips(wide, 2 * changes)}")

# %% name="change-picture" tags=["trained"]
show = slice(0, 7)
before, after = (data.to_pixels(x[show]).clip(0, 255) for x in (start, start + changes))
called = net.predict(start[show]), net.predict((start + changes)[show])
attribution.draw_changes(before, after, *called)

# %% [guard] name="change-guard"
assert np.allclose(np.linalg.norm(noise, axis=1), np.linalg.norm(changes, axis=1), rtol=1e-3)
assert 3.2 < np.median(levels.mean(axis=1)) < 4 and 1.2 < np.median(levels) < 1.9 and flips(net, changes) == 100
assert flips(net, noise) == 0 and 1 <= flips(net, 10 * noise) <= 8
assert 5 <= flips(wide, changes) <= 15 and 70 <= flips(wide, 2 * changes) <= 90

# %% [markdown] name="change-answer"
# About 3.6 levels on average; the median pixel moves by 1.5 only, as a few move more. Noise of the same length flips
# none of the 100, and ten times as much flips a handful: it is the *direction* that counts.
#
# Made for `net`, a change flips about one in ten answers of the wide network, and doubled about eight in ten. So the
# border lies a little further away there, in much the same direction. A usual wrong guess is that such changes are a
# quirk of one network.
#
# > **Proves:** that such changes exist. **Does not prove:** that they are the *smallest*: DeepFool finds a short way, not the
# > shortest.

# %% [markdown] name="landscape-text"
# ## Side path: the loss around the solution
#
# Now the network's own place, in the space of its 109,386 parameters. Take two random directions $D_1$, $D_2$ and draw
# $L(\theta + a D_1 + b D_2)$. How long should a direction be? With ReLUs one can double a layer's weights and halve
# those of the next without any change, so lengths alone mean nothing. Li et al. (2018) scale each direction *unit by
# unit* to the length of the unit's own weights: 1 then means as much noise as weight, everywhere.
#
# Beside the picture, the loss along three such directions, and along one more of the same length: the gradient's.
#
# **Predict.** How far, as a share of the weights, must you go until the loss has doubled: along a random direction,
# 1 %, 10 % or 30 %? And along the gradient?

# %% name="landscape" tags=["trained"]
from mlp.plots.loss_around import draw_loss_around

x, c = data.train.images[:1000], data.train.labels[:1000]
ways = {f"random direction {k}": inside.random_direction(net, seed=k) for k in range(3)}
one, two, _ = ways.values()
here = net.loss_and_gradient(x, c)
ways["the gradient"] = net.gradient * np.linalg.norm(one) / np.linalg.norm(net.gradient)
steps, shares = np.linspace(-1, 1, 15), np.linspace(-0.3, 0.3, 25, dtype="float32")
surface = inside.loss_surface(net, x, c, one, two, steps)
lines = {}
for name, way in ways.items():
    lines[name] = inside.losses_along(net, x, c, np.outer(shares, way)) / here
draw_loss_around(steps, surface, shares, lines)

# %% name="doubled"
for name, way in ways.items():
    end = 0.02 if name == "the gradient" else 0.5
    fine = np.linspace(0, end, 51, dtype="float32")
    rise = inside.losses_along(net, x, c, np.outer(fine, way)) / here
    print(f"{name:18} twice the loss at {fine[np.argmax(rise > 2)]:.1%}")

# %% [guard] name="landscape-guard"
for name, way in ways.items():
    end = 0.02 if name == "the gradient" else 0.5
    fine = np.linspace(0, end, 51, dtype="float32")
    rise = inside.losses_along(net, x, c, np.outer(fine, way)) / here
    doubled = fine[np.argmax(rise > 2)]
    assert (0.005 < doubled < 0.01) if name == "the gradient" else (0.24 < doubled < 0.44)
assert max(line[[8, 16]].max() for name, line in lines.items() if name != "the gradient") < 1.4
assert lines["the gradient"][[8, 16]].max() > 50

# %% [markdown] name="landscape-answer"
# Along the three random directions (to the right in the figure) at 27 to 41 %; along the gradient below 1 %. Both
# pictures are true. Random
# directions almost surely miss the few in which the loss is steep, and training never stops stepping along those.
# Whoever sees only the bowl expects a flat place.
#
# > **Proves:** the loss at the points that are drawn. **Does not prove:** that the bowl is a bowl in the other 109,384
# > directions, nor that a wide one generalises better. Compare networks only with the same scaling, data and batch.

# %% [markdown] name="picture-text"
# ## Side path: your own picture
#
# What does the network say of something that *you* give it? `read_picture` takes the path of any photo or drawing, and
# brings it to 28 × 28 pixels as the data were made; `from_grey` does so with an array. Three lines make a prediction.
#
# **Predict.** Which class does a plain filled square get, and with which probability? And of the sneakers that are
# classified correctly, which share still is when they are mirrored and point to the right?

# %% name="picture"
from mlp.data.picture import from_grey
from mlp.plots.words import chance

paper = np.full((280, 280), 255, "uint8")
paper[70:210, 70:210] = 0  # a square of ink
probabilities = predict(from_grey(paper).pixels[None])[0]
print(f"a square: {CLASS_NAMES[probabilities.argmax()]}, {chance(probabilities.max())}")
sneakers = np.flatnonzero((labels == 7) & (net.predict(images) == 7))
mirrored = pixels[sneakers].reshape(-1, 28, 28)[:, :, ::-1].reshape(-1, 784)
answers = predict(mirrored).argmax(axis=1)
print(f"{len(sneakers)} sneakers, mirrored: {np.mean(answers == 7):.0%} still Sneaker")

# %% [markdown] name="picture-answer"
# A square is a bag, with over 99 %; and of the sneakers that point to the right 32 % are left, for in the data shoes
# point to the left. A network has ten words, and its probabilities always add up to 1: "none of these" is not among the
# words. Whether its confidence deserves trust is the question of chapter 11; for pictures unlike its data it does not.
#
# Draw or open your own. Which outline is the smallest that still makes a bag?

# %% [guard] name="picture-guard"
assert CLASS_NAMES[probabilities.argmax()] == "Bag" and probabilities.max() > 0.99
assert 0.29 < np.mean(answers == 7) < 0.35

# %% name="your-picture" tags=["trained"]
from mlp.widgets import YourPicture

YourPicture(data=data)

# %% [markdown] name="reports"
# ## What the reports found
#
# > Judged by networks of each report's own settings.
# >
# > - **[Report 000](../data/reports/texts/000.txt)** (Figures 9 to 12): larger weights in the last layer, right, and not by
# >   the start. A pattern in "each row or column" of $W_1$: along rows none; along columns signs change less often than by
# >   chance. After layer 2 classes have patterns, Shirt the least alike, as it says; the most alike are Ankle boot and
# >   Trouser, not Sandal and Bag.
# > - **[Report 002](../data/reports/texts/002.txt)** (Figures 3, 4): "some skewness", and "most of the biases are close to
# >   zero": confirmed, 79 to 90 % within ±0.05 with three seeds.
# > - **[Report 003](../data/reports/texts/003.txt)** (Figures 5, 6): its first layer is almost its random start (0.96); 20
# >   components hold 13 %, in an untrained one 12 %. $W_3$ as $18 \times 18$ can show nothing, because units have no
# >   order. $W_1 W_2 W_3$ classifies 79 % correctly where its network does 90 %; it says itself that activations and
# >   biases are missing.

# %% [markdown] name="recap"
# ## Recap
#
# - Each step adds weighted sums of images to the columns of $W_1$: they look like clothes for that reason alone.
# - Principal components: the right singular vectors of the centred rows; shares $\sigma_k^2 / \sum_j \sigma_j^2$; signs mean
#   nothing.
# - For one image, a ReLU network is $x A_x + c_x$. The gradient of a score with respect to the image is a column of $A_x$;
#   $x_p (A_x)_{pk}$ is what pixel $p$ adds. 5,000 images, 5,000 maps.
# - An untrained network's contributions show the garment, too. Ask of each picture what else would look the same: an
#   untrained network, renumbered units, noise, another image's outline.
# - A selectivity without a count misleads; a probe measures what can be read off, not what is used.
# - Occlusion is an experiment with one square at one place; half of an image is more than the network can spare.
# - Compare like with like: centred with centred, a report with its own settings.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. You renumber the units of layer 2 at random, and move $W_2$'s columns, $b_2$ and $W_3$'s rows along. Which of the
#    chapter's pictures change?
#
#    <details><summary>Answer</summary>
#
#    The heat maps of $W_2$ and $W_3$, $W_3$ as $18 \times 18$, the squares after layer 2: their places move. Nothing else:
#    not the answers, not $W_1 W_2 W_3$, not the probes.
#    </details>
# 2. The gradient of a score is 0 at a pixel. Does the answer not depend on that pixel?
#
#    <details><summary>Answer</summary>
#
#    Not on *small* changes of it. A large one may switch units, and then another linear function is in force.
#    </details>
# 3. Somebody shows contributions in which a shoe can be seen, and says: the network has understood the shoe. What do you
#    ask for?
#
#    <details><summary>Answer</summary>
#
#    The same picture from an untrained network. A contribution is the pixel times something; the shoe is in the pixels.
#    </details>

# %% [markdown] name="quiz-2"
# 4. A probe on layer 1 classifies 86 % correctly, on layer 2 88 %, and the network 90 %. Is layer 3 where most of the work
#    is done?
#
#    <details><summary>Answer</summary>
#
#    The numbers do not tell. Least squares is not what the network was trained with, and a probe measures what can be read
#    off linearly.
#    </details>
# 5. A t-SNE map shows two groups of one class. What do you do before you believe in two kinds?
#
#    <details><summary>Answer</summary>
#
#    Other perplexities, other images; look at images from both groups; see whether a probe tells them apart on images that
#    it has not seen.
#    </details>
# 6. With a black square, covering the background never changes anything. With a white one it does. Which map is right?
#
#    <details><summary>Answer</summary>
#
#    Both: they are answers to two questions. Black asks what is missed when it is gone, white what a white square adds.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [13 Five reports](13_five_reports.ipynb): every number of the reports beside ours.
# - [11 Evaluation](11_evaluation.ipynb), if you have left it out: which mistakes, and how sure.
# - Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018, arXiv:1810.03292: the test with the untrained network.
#   Simonyan, Vedaldi, Zisserman, "Deep inside convolutional networks", arXiv:1312.6034.
# - To go on at once: train 784-128-64-10 on *random* labels (chapter 08's loop will do). Do its weights look like clothes?
