# %% [markdown] name="title"
# # 12 Looking inside
#
# You open two trained networks, look at every part of them, and learn which of the pictures prove something.
#
# ## What you will be able to do
#
# - show weights and biases as images, heat maps and histograms, and say what such a picture can and cannot tell
# - derive principal components from the SVD and write them in four lines
# - show that a ReLU network is one linear function for each image, and write that function down
# - find units that are dead, or that fire for one class
# - measure how separable the classes are at each depth, and read PCA and t-SNE pictures with care
# - ask which places of an image matter, which image excites a unit most, and which smallest change flips an answer
# - draw the loss around a solution, and say what two directions out of 109,386 can show
#
# ## Before you start
#
# - Prerequisites: [05 Backpropagation](05_backpropagation.ipynb) and, for the losses at the end,
#   [08 Training](08_training.ipynb).
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 120

# %% name="setup"
import tempfile

import numpy as np
from PIL import Image

from mlp import build_mlp, inside, load_fashion_mnist
from mlp.data import CLASS_NAMES
from mlp.exercises import check, hint
from mlp.data.picture import read_picture
from mlp.plots import new_figure, show_figure
from mlp.plots.inside import draw_biases, draw_heat_map, draw_occlusion, draw_points, draw_surface, draw_tiles
from mlp.studies.pretrained import load_pretrained
from mlp.widgets import LayerStepper, NeuronBrowser, OcclusionExplorer, WeightGallery, YourPicture

data = load_fashion_mnist()
net, wide = load_pretrained("128-64"), load_pretrained("500-324")
images, labels = data.validation.images, data.validation.labels
black, white = data.transform.apply(np.zeros(784)), data.transform.apply(np.full(784, 255))


def shown(images):
    """Images as they were before scaling, 28 x 28, to draw."""
    return data.to_pixels(images).clip(0, 255).reshape(-1, 28, 28)


# %% [markdown] name="weights-text"
# `net` is report 000's network, 784-128-64-10, and `wide` is report 003's, 784-500-324-10. We trained both on 55,000
# images (`python -m mlp.studies.pretrained` makes them again in a minute or two); on the 5,000 validation images, which they
# have not seen, they are right for 90.2 and 91.1 %.
#
# For each way to look inside, this chapter says what it **proves** and what it **does not prove**. Both are needed: a
# picture convinces before it has been checked.
#
# ## Weights as pictures
#
# A unit $j$ of the first layer computes $z_j = \sum_p x_p w_{pj} + b_j$, and its 784 weights have the same order as the
# pixels. So column $j$ of $W_1$ *is* an image: red where ink makes $z_j$ larger, blue where it makes it smaller. Report
# 002 shows its first layer this way (Figure 3) and a histogram of its biases (Figure 4), report 003 all of its 500 units
# (Figure 5), and report 000 draws the weights and biases of all layers as heat maps (Figure 12).
#
# Where does the shape in such an image come from? Chapter 02 derived $dW_1 = X^\top dZ_1$, column by column:
#
# $$dw_j = \sum_i dz_{ij}\, x_i . \tag{1}$$
#
# **Every step adds a weighted sum of training images to each column.** After training, $w_j$ is its random start, faded by
# the penalty on the weights, plus such sums. So it will show something of shirts and shoes, whatever has been learned.
#
# **Predict.** In a fresh network a weight tells nothing of the weight one pixel below it. After training, how closely will the two be correlated: around 0.1, 0.5 or 0.9?
# Which layer will have the largest weights? And will the first layer's biases lie around 0, as report 002 finds?
#
# Below the figures stands the **gallery**: all 500 units of `wide`. It pages with the slider; <kbd>Tab</kbd> and the arrow keys work, too.

# %% name="weights-and-biases" tags=["trained"]
layers = inside.linear_layers(net)
first = layers[0].weight.T.reshape(-1, 28, 28)  # (units, rows, columns)
fresh = build_mlp([784, 128, 10]).layers[0].weight.T.reshape(-1, 28, 28)
near = [abs(np.corrcoef(tiles[:, 1:].ravel(), tiles[:, :-1].ravel())[0, 1]) for tiles in (first, fresh)]
show_figure(
    draw_tiles("The 128 units of $W_1$: much grain, and in it the outlines of clothes", [first], 16, 2),
    alt="128 squares of red and blue grain. In some, the outline of a shirt, a trouser leg or a shoe can be made out.",
    words=f"A weight and the one a pixel below correlate with {near[0]:.2f}; before training with {near[1]:.2f}.",
)
figure, axes = new_figure(2, 3, width=7.6, height=3.8)
for number, layer in enumerate(layers):
    draw_heat_map(axes[0, number], layer.weight, layer.bias)
    draw_biases(axes[1, number], layer.bias)
    axes[0, number].set_title(f"$W_{number + 1}$ and, below it, $b_{number + 1}$", fontsize=11)
figure.suptitle("Weights grow from layer to layer; the first biases are negative")
sizes, negative = [np.abs(layer.weight).mean() for layer in layers], (layers[0].bias < 0).mean()
show_figure(
    figure,
    alt="Three heat maps of red and blue grain, the first with pale rows. Below them histograms of the biases: the first "
    "lies left of 0, the second around it, the third is ten single values on both sides.",
    words="Mean |weight|: {:.2f}, {:.2f}, {:.2f}. ".format(*sizes) + f"Negative first biases: {negative:.0%}.",
)
WeightGallery()

# %% [markdown] name="components-text"
# About 0.5, with grain all over. Report 003 finds "circle, line and edges" in its first layer, report 002 "the shape of the fashion
# items". You will find some of both, and many units that show nothing to a human eye.
#
# Report 000 sees "alternating positive and negative values" along the rows of its heat map and suspects edge
# detection. But in a flattened image a row of $W_1$ belongs to one pixel, and 28 rows further stands the pixel below: the pale stripes are the margins, where
# clothes have no ink and (1) has next to nothing to add. Its other observation holds here too: the later the layer, the larger its
# weights. They *start* larger, as Kaiming draws them with $\sqrt{2 / d_\text{in}}$ (chapter 06), which is reason enough.
#
# Our first biases are nearly all negative. In report 002 most are close to zero; its network, scaling and penalty are others. So
# such a histogram tells as much about the recipe as about the task.
#
# > **Proves:** with which sign and strength each pixel enters a unit, exactly and for every image. **Does not prove:** that the
# > network "has found" what you recognise there, since by (1) images leave their shape in $W_1$ anyway, and what a unit is for depends on what the layers behind make of it.
#
# ## Principal components
#
# 500 images are too many to take in. Which few directions hold most of their differences? Let the rows of $A$, $(n, d)$, be
# the 500 units, each with its 784 weights, and subtract their mean row. Along a direction $v$ of length 1 the rows
# have the coordinates $A v$, with the variance $|A v|^2 / n$. Write $A$ by its singular value decomposition
#
# $$A = U \Sigma V^\top, \qquad U^\top U = V^\top V = 1, \qquad \Sigma = \operatorname{diag}(\sigma_1 \ge \sigma_2 \ge \dots \ge 0) .$$
#
# As $U$ changes no lengths, and the columns $v_k$ of $V$ are at right angles to each other,
#
# $$|A v|^2 = |\Sigma V^\top v|^2 = \sum_k \sigma_k^2\, (v_k^\top v)^2 \;\le\; \sigma_1^2 \sum_k (v_k^\top v)^2 \;\le\; \sigma_1^2 . \tag{2}$$
#
# $v = v_1$ reaches that bound: it is the direction of largest variance, the **first principal component**. Among directions at right angles to $v_1$ the first term is gone, and the
# same argument gives $v_2$; and so on. The share of the variance along $v_k$ is $\sigma_k^2 / \sum_j \sigma_j^2$. If $v_k$ is one,
# $-v_k$ is one as well: its sign means nothing.
#
# ### Exercise 1: principal components


# %% name="principal-components" exercise="principal_components"


# %% name="principal-components-check" check="principal_components"
check.principal_components(principal_components)
# hint("principal_components")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="report-003-text"
# Now report 003's Figure 6, from our `wide`: (a) $W_1$ compressed to 20 images; (b) the last layer, whose
# 324 weights per class it draws as $18 \times 18$, because $324 = 18 \cdot 18$; (c) $W_1 W_2 W_3$ as one image per class.
#
# **Predict.** Which share of the variance of 500 units do the first 20 components hold? Which share in an untrained network? In which of (b) and
# (c) will you recognise clothes?

# %% name="pca-w3-combined" tags=["trained"]
w1, _, w3 = (layer.weight for layer in inside.linear_layers(wide))
components, _, shares = inside.principal_components(w1.T, 20)
_, _, fresh_shares = inside.principal_components(build_mlp([784, 500, 10]).layers[0].weight.T, 20)
show_figure(
    draw_tiles("(a) 20 components of $W_1$: broader shapes than single units", [components.reshape(-1, 28, 28)], 10, 3),
    alt="20 images of 28 by 28 in red and blue. Several have the outline of a shirt, a stripe where trouser legs part, a collar or a heel.",
    words=f"They hold {shares.sum():.0%} of the variance of 500 units; before training {fresh_shares.sum():.0%}.",
)
show_figure(
    draw_tiles("(b) $W_3$ as 18 x 18: grain, in whichever order", [w3.T.reshape(-1, 18, 18)], 10, 4, [CLASS_NAMES]),
    alt="Ten squares of 18 by 18 with red and blue grain without any shape.",
    words="Neighbours in these squares are units with neighbouring numbers, which have nothing to do with each other.",
)
show_figure(
    draw_tiles(
        "(c) $W_1 W_2 W_3$: outlines, for some classes",
        [inside.product(wide).T.reshape(-1, 28, 28)],
        10,
        3,
        [CLASS_NAMES],
    ),
    alt="Ten images of 28 by 28. In some the outline of the garment can be seen: the gap between trouser legs, a shoe's heel.",
    words="Red is where ink speaks for the class, if all units fired always.",
)

# %% [markdown] name="linear-text"
# (a) 31 %, against 12 % without training: the units have come to share directions, though two thirds of their differences lie
# elsewhere. (b) shows nothing, and cannot: hidden units can be renumbered without any change to the network, if $W_2$'s columns
# and $W_3$'s rows move along. Any shape in such a square would be an accident. Report 003 blames the resolution; that is
# not the reason. Of (c) it says that "$W$ completely learn[s] the pattern of each fashion item", and
# adds fairly that it left out activations and biases. What does it leave out with them?
#
# > **Prove:** (a) along which few directions the units differ most; (c) the scores of a network that has no ReLUs. **Do not prove:** that components
# > are features the network uses, nor anything about $W_3$'s squares, nor that the real network looks for the images in (c).
#
# ## One linear function for each image
#
# A ReLU passes $z$ on where $z > 0$, and gives 0 elsewhere. With $M_l = \operatorname{diag}([z_l > 0])$, a diagonal matrix with 1 for each unit of
# layer $l$ that fires for the image $x$ (a row), this is a product: $\operatorname{ReLU}(z_l) = z_l M_l$. So
#
# $$s = \big((x W_1 + b_1)\, M_1 W_2 + b_2\big)\, M_2 W_3 + b_3 = x \underbrace{W_1 M_1 W_2 M_2 W_3}_{A_x}
#   + \underbrace{(b_1 M_1 W_2 + b_2)\, M_2 W_3 + b_3}_{c_x} . \tag{3}$$
#
# Nothing is approximated. As long as $x$ moves so little that no unit switches, $M_1$ and $M_2$ stay as they are, and the
# network **is** the linear function $x A_x + c_x$: it is *piecewise linear*. Report 003's $W_1 W_2 W_3$ is (3) with every unit switched on.
#
# And (3) hands us a derivative: $\partial s_k / \partial x_p$ is the entry $(p, k)$ of $A_x$. **The gradient of a score by the image is a column of
# $A_x$**; backpropagation, carried on one layer further than in training, computes it without writing $A_x$ down.
#
# ### Exercise 2: the effective map


# %% name="effective-map" exercise="effective_map"


# %% name="effective-map-check" check="effective_map"
check.effective_map(effective_map)
# hint("effective_map")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="input-gradients-text"
# The next cell draws ten images, and under each the gradient of its own class's score, $A_x$'s column for it. Then it counts: how many
# different linear functions do the 5,000 validation images use? And how many images does $x W_1 W_2 W_3$ name rightly,
# compared with the network, and with a linear classifier that was *fitted* to the training images by least squares?
#
# **Predict** the four numbers.

# %% name="input-gradients" tags=["trained"]
chosen = np.array([np.flatnonzero(labels == k)[1] for k in range(10)])
_, gradients = inside.input_gradient(net, images[chosen], np.arange(10))
columns = [inside.effective_map(net, images[row])[0][:, k] for k, row in enumerate(chosen)]
print("the gradient is the column of the effective map:", np.allclose(gradients, columns, atol=1e-5))
fires = np.hstack([outputs > 0 for outputs in inside.activations(net, images)])
print(f"different linear functions for {len(images):,} images: {len(np.unique(fires, axis=0)):,}")
fitted = inside.linear_probe(data.train.images, data.train.labels, images)
rights = {
    "the network": net.predict(images) == labels,
    "fitted linear classifier": fitted == labels,
    "W1 W2 W3": (images @ inside.product(net)).argmax(axis=1) == labels,
}
print(*(f"{name}: {100 * right.mean():.0f} %" for name, right in rights.items()), sep="; ")
accuracies = [right.mean() for right in rights.values()]
assert accuracies[0] > 0.89 and 0.81 < accuracies[1] < 0.83 and 0.74 < accuracies[2] < 0.78
tiles, names = [shown(images[chosen]), gradients.reshape(-1, 28, 28)], [CLASS_NAMES, None]
show_figure(
    draw_tiles(
        "What raises the score of its own class lies where the garment is", tiles, 10, 3, names, ["image", "gradient"]
    ),
    alt="Ten images, one of each class, and under each its gradient: red and blue grain, denser where the garment is.",
    words="Ten gradients, each a column of its image's own effective map.",
)

# %% [markdown] name="before-and-after-text"
# 5,000 images, 5,000 linear functions: no two make the same units fire. The product without ReLUs names 76 % rightly, fewer
# than the *worst* thing one would try, a linear classifier by least squares. What the ReLUs add, from 76 to 90 %, is what report 003's picture leaves out.
#
# > **Proves:** how the score changes when pixels change so little that no unit switches. **Does not prove:** which
# > pixels the answer is due to, since a gradient is large where a *change* would act, not where the image is as it should be; and a step further another function is in force.
#
# ## Before, after layer 1, after layer 2
#
# Report 000 (its Figures 9 to 11) shows ten images of each class, and what becomes of them. 128 numbers are drawn as $8
# \times 16$, 64 as $8 \times 8$; as with $W_3$, who is beside whom means nothing, but *the same place is the same unit* in all
# tiles. It finds that after the first layer the images of a class "lack significant similarity", while after the second "distinct patterns
# for each class become apparent", most for Sandal and Bag, least for Shirt.
#
# To check an impression, measure it. `similarity` gives the mean cosine of two images of one class, and of two
# classes.
#
# **Predict.** Which class is most alike after layer 2? Is the gap between "one class" and "two classes" wider after layer 1 than for the pixels?
#
# Then step through one image with the **layer stepper**: find an image that is named wrongly, and the step at which you first see why.

# %% name="before-and-after" tags=["trained"]
ten = np.concatenate([np.flatnonzero(labels == k)[:10] for k in range(10)])
first, second = inside.activations(net, images[ten])
outputs = [images[:2000], *inside.activations(net, images[:2000])]
pictures = [
    ("Ten images of each class: alike in outline", shown(images[ten]), 2),
    ("After layer 1: each image has a pattern of its own", first.reshape(-1, 8, 16), 4),
    ("After layer 2: a class shares some of its units", second.reshape(-1, 8, 8), 4),
]
for (title, tiles, scale), output in zip(pictures, outputs):
    within, between = inside.similarity(output, labels[:2000])
    most, least = CLASS_NAMES[within.argmax()], CLASS_NAMES[within.argmin()]
    show_figure(
        draw_tiles(title, [tiles], 10, scale, rows=CLASS_NAMES),
        alt=f"{title}: ten rows, one for each class, of ten grey tiles.",
        words=f"Mean cosine: one class {within.mean():.1f}, two classes {between:.1f}. Least alike: {least}; most: {most}.",
    )
LayerStepper()

# %% [markdown] name="units-text"
# The report's impression stands the measurement: after layer 1 the gap is narrower than for the pixels (0.54 less 0.28, against 0.39 and $-0.04$), after
# layer 2 it is wide again (0.67 less 0.19). Shirt is least alike at every depth, as it says. Sandal and Bag are not the most alike: in our network
# Trouser and Ankle boot are.
#
# > **Proves:** how alike the outputs of a class's images are, in numbers. **Does not prove:** that layer 1 "has not learned enough": what it does shows
# > after layer 2, and a cosine of ReLU outputs, none of them negative, is never far below 0 for anything.
#
# ## Units
#
# A ReLU unit that gives 0 for every training image is **dead** (chapter 03): its gradient is 0, and it stays so. At the other end, a unit
# may fire for one class alone. With $a$ the mean output for the class it likes best, and $b$ the mean over the nine others,
# its *selectivity* is
#
# $$\frac{a - b}{a + b} , \tag{4}$$
#
# 0 for a unit that treats all alike, 1 for one that is silent for all other classes (Morcos et al. 2018).
#
# **Predict** for `wide`: how many of its 824 units are dead? In which layer are units more selective? And what
# would you say of a unit with selectivity 1?
#
# The **neuron browser** shows every unit of `net`: its weights, the images that excite it most, and how often it fires for each class. Find a unit that you could give a
# name. Then find an image of another class for which it fires.

# %% name="units" tags=["trained"]
for number, outputs in enumerate(inside.activations(wide, data.train.images), start=1):
    rate, dead = inside.firing_rate(outputs), inside.dead_units(outputs).sum()
    index, favourite = inside.selectivity(inside.class_means(outputs, data.train.labels))
    print(
        f"layer {number}: {dead} of {len(rate)} units dead; half of them fire for {np.median(rate):.0%} of the images or less;"
    )
    print(f"         median selectivity {np.median(index):.2f}, above 0.9 for {(index > 0.9).sum()} units")
    assert dead == number - 1
unit, alone = index.argmax(), np.flatnonzero(outputs[:, index.argmax()])
print(f"selectivity {index[unit]:.2f}: unit {unit} of layer 2 fires for {len(alone)} of 55,000 images")
NeuronBrowser()

# %% [markdown] name="depth-text"
# One dead unit, in layer 2. And the most selective of all, with a perfect 1.00, fires for **one single image** of 55,000: not a
# detector of shirts, but a unit that is all but dead. An index without a count misleads.
#
# > **Proves:** that a unit is dead on these images, or how its mean outputs compare. **Does not prove:** that a selective unit matters: Morcos et al. switch units off
# > one by one and find that the selective ones are missed no more than the others.
#
# ## How separable are the classes at each depth?
#
# A fair question to a layer: **how well does the simplest classifier do on its outputs?** Fit a linear one, by least squares, to the outputs for 10,000 training images, and
# count on the validation images (Alain and Bengio call it a *probe*). For comparison, do the same with an untrained network.
#
# Beside the count, two pictures in the plane. PCA takes the two directions of largest variance: linear, and blind to all others.
# **t-SNE** (van der Maaten and Hinton 2008) lets go of distances and keeps neighbours. It turns distances between rows into
# probabilities $p_{ij}$ that $i$ and $j$ are neighbours, those in the plane into $q_{ij} \propto 1 / (1 + |y_i - y_j|^2)$, and moves the points $y_i$
# downhill in $\sum p_{ij} \ln (p_{ij} / q_{ij})$, with the gradient
#
# $$4 \sum_j (p_{ij} - q_{ij})\, \frac{y_i - y_j}{1 + |y_i - y_j|^2} . \tag{5}$$
#
# `mlp/inside/tsne.py` is 100 lines, with nothing new to you but the search for the width of each neighbourhood.
#
# **Predict.** 81 % on the pixels: what after layer 1, after layer 2? And in a network with *random* weights: more than 81 %, or less?

# %% name="depth" tags=["trained"]
fit = np.random.default_rng(0).permutation(len(data.train))[:10_000]
few, seen, classes = slice(0, 180), data.train.images[fit], data.train.labels[fit]
for name, network in {"trained": net, "untrained": build_mlp([784, 128, 64, 10], seed=1)}.items():
    known, new = ([part, *inside.activations(network, part)] for part in (seen, images))
    right = [(inside.linear_probe(a, classes, b) == labels).mean() for a, b in zip(known, new)]
    print(name, *(f"{place}: {100 * one:.0f} %" for place, one in zip(("pixels", "layer 1", "layer 2"), right)))
    assert right == sorted(right, reverse=name == "untrained")
figure, axes = new_figure(2, 3, width=7, height=4.8)
for number, outputs in enumerate([images[few], *inside.activations(net, images[few])]):
    marks = draw_points(axes[0, number], inside.principal_components(outputs, 2)[1], labels[few])
    draw_points(axes[1, number], inside.tsne(outputs, steps=400), labels[few])
    axes[0, number].set_title(("pixels", "after layer 1", "after layer 2")[number], fontsize=11)
axes[0, 0].set_ylabel("PCA")
axes[1, 0].set_ylabel("t-SNE")
legend = [f"{number} {name}" for number, name in enumerate(CLASS_NAMES)]
figure.legend(marks, legend, loc="outside lower center", ncols=5, frameon=False, fontsize=9)
figure.suptitle("The deeper, the clearer the classes part")
show_figure(
    figure,
    alt="Six scatter plots of 180 images with ten markers. Above, PCA: trousers and ankle boots apart, the others in a heap. Below, t-SNE: "
    "groups that tighten from left to right, shirts among pullovers and coats.",
    words="Trousers, shoes, bags and tops part; shirts lie among pullovers, coats and T-shirts at every depth.",
)

# %% [markdown] name="occlusion-text"
# Each trained layer makes the classes *more* separable, each random layer *less*: 81, 86, 88 % against 81, 79, 72 %. (A random layer that is
# wide enough can help a little; 128 units are few for 784 pixels.)
#
# In the plane, PCA keeps trousers and ankle boots apart and heaps up the rest. t-SNE shows groups, and after layer 2 four families: trousers,
# shoes, bags, and everything that is worn above the waist, in which shirts lie all over the others. These are the pairs that the confusion matrix
# of [chapter 11](11_evaluation.ipynb) mixes up.
#
# > **Prove:** the probe, that the class can be read off linearly, with that accuracy; t-SNE, who is near whom. **Do not prove:** that the network uses what a probe can
# > read; and in a t-SNE picture neither the sizes of groups, nor the distances between them, nor the number of groups mean anything for sure.
#
# ## Where in the image?
#
# So far we looked at numbers inside. The next methods ask from outside. **Occlusion** (Zeiler and Fergus 2014): cover a square, and see how much of the
# probability is left. Whatever stands under the square was needed, if the probability falls.
#
# With what do you cover it? Black is the background of these images, so it *takes away*; grey would put
# something there that no image has. There is no neutral choice.
#
# ### Exercise 3: the occlusion map


# %% name="occlusion-map" exercise="occlusion_map"


# %% name="occlusion-map-check" check="occlusion_map"
check.occlusion_map(occlusion_map)
# hint("occlusion_map")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="occlusion-explorer-text"
# **Predict** for the five images that come: where must the square lie to make a sandal of the ankle boot, or a shirt of the dress? Can a square of 7 x 7 change
# the network's mind about trousers at all?
#
# Below, move the square yourself.

# %% name="occlusion" tags=["trained"]
figure, axes = new_figure(1, 5, width=8, height=2.1)
told = []
for place, row in zip(axes[0], chosen[1::2]):
    probabilities = inside.occlusion_map(net, images[row], labels[row], fill=black, patch=7)
    bars = draw_occlusion(place, data.to_pixels(images[row]), probabilities)
    place.set_title(CLASS_NAMES[labels[row]], fontsize=11)
    told.append(f"{CLASS_NAMES[labels[row]]} {100 * (probabilities < 0.5).mean():.0f} %")
figure.colorbar(bars, ax=axes[0], label="probability left")
figure.suptitle("A few places decide; most of the image could be missing")
show_figure(
    figure,
    alt="Five maps with the outline of the garment. Trousers are bright all over. Dress, sandal, sneaker and ankle boot have one or "
    "two dark spots on the garment, and are bright elsewhere.",
    words=f"Places of the square at which less than half of the probability is left: {', '.join(told)}.",
)
OcclusionExplorer()

# %% [markdown] name="extremes-text"
# Trousers stay trousers. The ankle boot depends on its heel and on its shaft, the sandal on the gap under its sole.
#
# > **Proves:** that with *this* square at *this* place the network answers so: it is an experiment. **Does not prove:** that what is bright does not matter, as two squares
# > together may do what neither does alone; and an image with a black square is like nothing the network was trained on.
#
# ## Extremes: what excites most, what flips
#
# Gradients by the image can be *followed*. Two ways:
#
# **Uphill.** Start with grey and climb: $x \leftarrow x + \text{step} \cdot \nabla_x s_k / |\nabla_x s_k|$, kept between black and white. What image does the network like
# best for a class, or a unit? Among so many images a climb finds ugly ones, so in the second and third row each step also smooths a little, each pixel becoming half of itself and an eighth of each
# neighbour.
#
# **Across the border.** By (3), near $x$ the difference of two scores is linear, so the smallest step to where class $k$ draws level with the predicted class $c$ is the distance to
# a plane:
#
# $$r_k = \frac{s_c - s_k}{|\nabla_x (s_k - s_c)|^2}\, \nabla_x (s_k - s_c), \qquad |r_k| = \frac{s_c - s_k}{|\nabla_x (s_k - s_c)|} . \tag{6}$$
#
# Take the nearest $k$, go there, and repeat with the new gradients until the answer flips: DeepFool (Moosavi-Dezfooli et al. 2016). Ours moves no pixel below black or above white.
#
# **Predict.** Will the most exciting images look like clothes? How sure will the network be of them? And by how many of 255 grey levels must a
# pixel change, on average, to flip an answer that is right?

# %% name="extremes" tags=["trained"]
ways, kinds = ((None, False), (None, True), (2, True)), ["class", "smoothed", "unit, layer 2"]
climbs = [inside.most_exciting(net, np.arange(10), black, white, depth=at, blur=blur) for at, blur in ways]
tiles, real = [shown(climb) for _, climb in climbs], net.forward(images).max()
show_figure(
    draw_tiles("What excites most looks like no clothes", tiles, 10, 3, [CLASS_NAMES, None, None], kinds),
    alt="Ten images of black and white noise; below them twenty of smooth dark and light blotches, like camouflage.",
    words=f"Largest score of a real image: {real:.0f}; smallest of the ten noises: {climbs[0][0].min():.0f}.",
)
start = images[net.predict(images) == labels][:100]
changes = np.array([inside.smallest_change(net, image, black, white) for image in start])
noise = np.random.default_rng(0).standard_normal(start.shape)
noise *= np.linalg.norm(changes, axis=1, keepdims=True) / np.linalg.norm(noise, axis=1, keepdims=True)
before, after = shown(start), shown(start + changes)
levels = np.median(np.abs(after - before).mean(axis=(1, 2)))
flips = [(one.predict(start + way) != one.predict(start)).sum() for one, way in ((net, noise), (wide, changes))]
assert net.predict_proba(climbs[1][1]).max(axis=1).min() > 0.99 and 3 < levels < 4 and flips[0] == 0 and flips[1] < 15
tiles = before[:10], (after - before)[:10], after[:10]
names = [[CLASS_NAMES[k] for k in net.predict(ten)] for ten in (start[:10], (start + changes)[:10])]
show_figure(
    draw_tiles("Small changes flip answers", tiles, 10, 3, [names[0], None, names[1]], ["image", "change", "changed"]),
    alt="Ten images with their names, the small change of each in red and blue, and the changed images with other names.",
    words=f"Median change of a pixel: {levels:.0f} levels of 255. As much noise flips {flips[0]} of 100.",
)

# %% [markdown] name="surface-text"
# Noise and camouflage, and the network is certain of each; its scores there are several times those of any real image. And less than four grey
# levels of 255, in the right pixels, turn a right answer into a wrong one, while random noise of the same length flips none of the 100.
# Shown to `wide`, the changed images flip fewer than 15: a change fits the network for which it was made.
#
# > **Prove:** that such images and changes exist, by showing them; each can be checked with one forward pass. **Do not prove:** that the first is what the network "looks for" in
# > clothes, as it lies far from all images it has seen; nor that the second is the *smallest* change: DeepFool finds a short way, not the shortest.
#
# ## The loss around the solution
#
# Last, a look at the network's own place, in the space of its 109,386 parameters. Take two random directions $D_1$, $D_2$, and draw
# $L(\theta + a D_1 + b D_2)$. How long should a direction be? With ReLUs one can double a layer's weights and halve those of the next without any change, so
# lengths alone mean nothing. Li et al. (2018) scale each direction *unit by unit* to the length of the unit's own weights: 1 then means
# as much noise as weight, everywhere.
#
# Beside the picture, the loss along one of the two, and along a third direction of the same length: that of the gradient.
#
# **Predict.** How much noise, as a share of the weights, doubles the loss along a random direction: 1 %, 10 % or 30 %? And along the gradient?

# %% name="surface" tags=["trained"]
x, c = data.train.images[:1000], data.train.labels[:1000]
one, two = inside.random_direction(net, seed=0), inside.random_direction(net, seed=1)
here = net.loss_and_gradient(x, c)
uphill = net.gradient * np.linalg.norm(one) / np.linalg.norm(net.gradient)  # as long as the random ones
steps, small = np.linspace(-1, 1, 19), np.linspace(-0.3, 0.3, 25, dtype="float32")
figure, axes = new_figure(1, 2, width=7.4, height=3)
draw_surface(axes[0, 0], steps, inside.loss_surface(net, x, c, one, two, steps))
axes[0, 0].set_title("In two random directions: a wide bowl", fontsize=11)
lines = [inside.losses_along(net, x, c, np.outer(small, way)) for way in (one, uphill)]
for name, losses in zip(("a random direction", "the gradient"), lines):
    axes[0, 1].plot(100 * small, losses / here, label=f"along {name}", antialiased=False)
axes[0, 1].set(
    yscale="log", ylim=(0.7, 9000), xlabel="moved by … % of the weights' length", ylabel="loss, relative to the middle"
)
axes[0, 1].set_title("Along the gradient: a gorge", fontsize=11)
axes[0, 1].legend(frameon=False, loc="upper center")
ends = [line[[8, -9]] / here for line in lines]  # at -10 % and 10 %
assert ends[0].max() < 1.5 and ends[1].min() > 15
show_figure(
    figure,
    alt="Left, rings of equal loss around a star, round and wide. Right, on a logarithmic scale, a line that stays flat up to "
    "20 %, and one that rises a hundredfold.",
    words=f"10 % further the loss is {ends[0].max():.1f} times as high along the random direction, over 15 times along the gradient.",
)

# %% [markdown] name="picture-text"
# Around 30 % along the random direction; 1 to 2 % along the gradient. Both pictures are true. Two random directions out of 109,386 almost surely miss the few
# in which the loss is steep: training never stops stepping along those.
#
# > **Proves:** the loss at the points that are drawn. **Does not prove:** that the bowl is a bowl in the other 109,384 directions, nor that a wide
# > one generalises better; compare networks only with the same scaling, data and batch.
#
# ## Your own picture
#
# After all these questions from inside, one from outside: what does the network say of something that *you* give it? `read_picture` takes the path of any photo or
# drawing, brings it to 28 x 28 pixels the way the data were made, and keeps every step; three lines make a prediction. The cell writes
# a bag to a file, 280 x 280 and dark on white, and reads it back. Below it, draw or upload your own.
#
# **Predict,** then draw: which class does the network give to a plain filled square, and how sure is it? And to a shoe that points to the right?

# %% name="picture" tags=["trained"]
path = tempfile.mkdtemp() + "/bag.png"
pixels = np.kron(shown(images[chosen[8]][None])[0], np.ones((10, 10)))
Image.fromarray(np.uint8(255 - pixels)).save(path)

picture = read_picture(path)
probabilities = net.predict_proba(data.transform.apply(picture.pixels)[None])[0]
print(" -> ".join(name for name, _ in picture.steps))
print(f"{CLASS_NAMES[probabilities.argmax()]}, {probabilities.max():.0%}")
YourPicture()

# %% [markdown] name="ending"
# A network has ten words, and its probabilities always sum to 1. "None of these" is not among the words, so it answers with confidence about squares and faces too. Whether that confidence deserves trust
# is the question of chapter 11; for pictures unlike its data it does not.
#
# ## What the reports found
#
# > - **Report 000** (Figures 9 to 12): the after-layer pictures stand up to measurement, with Shirt the least alike; that Sandal and Bag are
# >   the most alike does not, in our network. "Edge detection" in the rows of $W_1$ is the way images are flattened. Larger weights
# >   in later layers are right, and partly in the start already.
# > - **Report 002** (Figures 3, 4): patterns, "part of which can be recognized", says it well. Biases close to zero are no law: ours are
# >   mostly negative.
# > - **Report 003** (Figures 5, 6): the 20 components are broader than units. $W_3$ as $18 \times 18$ can show nothing, because units have no order. $W_1
# >   W_2 W_3$ names 76 % rightly where the network names 90 %; the report says itself that activations and biases are missing.
#
# ## Recap
#
# - Each step adds weighted sums of images to the columns of $W_1$: they look like clothes for that reason alone.
# - Principal components: the right singular vectors of the centred rows; shares $\sigma_k^2 / \sum_j \sigma_j^2$; signs mean nothing.
# - For one image, a ReLU network is $x A_x + c_x$, and the gradient of a score is a column of $A_x$. 5,000 images, 5,000 maps.
# - A selectivity without a count misleads; a probe measures what can be read off, not what is used.
# - t-SNE keeps neighbours; sizes and distances of its groups mean nothing for sure.
# - Occlusion is an experiment on the answer; gradients tell of small changes only.
# - Images of noise with full confidence, and changes of four grey levels that flip answers, exist.
# - Two random directions show a bowl where the gradient's direction shows a gorge.
# - Ask of each picture what else would look the same: an untrained network, renumbered units, noise.
#
# ## Quiz
#
# 1. You renumber the units of layer 2 at random, and move $W_2$'s columns, $b_2$ and $W_3$'s rows along. Which of the chapter's pictures change?
#
#    <details><summary>Answer</summary>
#
#    The heat maps of $W_2$ and $W_3$, $W_3$ as $18 \times 18$, and the tiles after layer 2: their places move. Nothing else: not the answers, not $W_1 W_2 W_3$, not
#    the probes.
#    </details>
# 2. The gradient of a score is 0 at a pixel. Does the answer not depend on that pixel?
#
#    <details><summary>Answer</summary>
#
#    Not on *small* changes of it. A large one may switch units, and then another linear function is in force.
#    </details>
# 3. A probe on layer 1 names 86 % rightly, on layer 2 88 %, and the network 90 %. Is layer 3 where most of the work is done?
#
#    <details><summary>Answer</summary>
#
#    The numbers do not tell. Least squares is not what the network was trained with, and a probe measures what can be read off linearly. What layer 3 is fitted to do, only
#    the whole network shows.
#    </details>
# 4. A t-SNE picture shows two groups of one class. What do you do before you believe in two kinds?
#
#    <details><summary>Answer</summary>
#
#    Other perplexities, other images; look at images from both groups; see whether a probe tells them apart on images that it has not seen.
#    </details>
# 5. With a black square, covering the background never changes anything. With a white one it does. Which map is right?
#
#    <details><summary>Answer</summary>
#
#    Both: they are answers to two questions. Black asks what is missed when it is gone, white what a white square adds.
#    </details>
#
# ## Where to go next
#
# - [11 Evaluation](11_evaluation.ipynb), if you have left it out: which mistakes, and how sure.
# - [13 Five reports](13_five_reports.ipynb): every number of the reports beside ours.
# - Simonyan, Vedaldi, Zisserman, "Deep inside convolutional networks", arXiv:1312.6034. Adebayo et al., "Sanity checks for saliency maps", NeurIPS
#   2018: many such pictures look the same for an untrained network.
