# %% [markdown] name="title"
# # 02 The linear layer
#
# You derive, write and check the one operation that does almost all the work in a neural network, and then train a
# classifier of clothes with the layer that you wrote.
#
# ## What you will be able to do
#
# - write one neuron as a dot product, and a layer on a whole batch as $Y = XW + b$, with the shape of every symbol
# - derive $dW = X^\top dY$, $db = \sum_{\text{rows}} dY$ and $dX = dY\,W^\top$ from the chain rule, entry by entry
# - use shapes to find a mistake, and say why fitting shapes prove nothing
# - check any gradient with numeric derivatives, and say why that needs float64 when training does not
# - count a layer's multiplications and bytes
# - write a layer class that a network can train, and read what its weights have learned
#
# ## Before you start
#
# - Prerequisites: [01 The data](01_the_data.ipynb); matrix product, transpose and partial derivative at school level.
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 80
#
# Take a pencil. The derivation is short, and it is yours only once you have written it yourself.

# %% name="setup"
import numpy as np

from mlp import CLASS_NAMES, SGD, Network, Trainer, load_fashion_mnist
from mlp.exercises import check, exercises, hint
from mlp.layers import Layer, Linear
from mlp.plots import DIVERGING, new_figure, show_figure
from mlp.widgets import LinearShapes, OneNeuron

data = load_fashion_mnist()


def yours_or_ours(name, yours):
    """Your answer if it passes its check, otherwise the course's own: the experiments below run either way."""
    return yours if getattr(check, name)(yours) else exercises()[name].solution


# %% [markdown] name="one-neuron-text"
# ## One neuron looks at one image
#
# An image is a row of $784$ numbers, $x = (x_1, \dots, x_{784})$. A *neuron* has a weight for each of them,
# $w = (w_1, \dots, w_{784})$, and one bias $b$. What it gives out is a single number, a weighted sum:
#
# $$y = x_1 w_1 + x_2 w_2 + \dots + x_{784} w_{784} + b = \sum_{k=1}^{784} x_k w_k + b .$$
#
# The sum is a *dot product*: NumPy writes it `x @ w`. A positive weight says "bright here speaks for me", a negative
# one "bright here speaks against me", and the bias says how easily the neuron is pleased when nothing is there.
#
# **Predict.** What is the shape of `image @ w` for two arrays of shape `(784,)`? And will a loop over the 784
# products give the same number? Write both down, then run.

# %% name="one-neuron"
rng = np.random.default_rng(0)
image = data.train.images[0].astype("float64")  # (784,)
w, b = 0.05 * rng.standard_normal(784), 0.1  # (784,) and one number

y = b
for k in range(784):
    y += image[k] * w[k]

print("shape of image @ w:", (image @ w).shape)
print(f"the loop gives {y:.4f}, the dot product {image @ w + b:.4f}")
assert np.isclose(y, image @ w + b)

# %% [markdown] name="layer-text"
# The shape is `()`: one number. And the two agree, because they are the same sum.
#
# ## A layer: many neurons look at many images
#
# A *linear layer* is $d_\text{out}$ neurons side by side, all looking at the same $d_\text{in}$ inputs. Put each
# neuron's weights into one **column** of a matrix $W$, and each image into one **row** of a matrix $X$:
#
# | symbol | shape | what it is |
# |---|---|---|
# | $X$ | $(n, d_\text{in})$ | a batch: row $i$ is image $i$ |
# | $W$ | $(d_\text{in}, d_\text{out})$ | the weights: column $j$ belongs to neuron $j$ |
# | $b$ | $(d_\text{out},)$ | the biases: one per neuron |
# | $Y$ | $(n, d_\text{out})$ | the outputs: $y_{ij}$ is what neuron $j$ says about image $i$ |
#
# Each entry of $Y$ is one neuron on one image, the very sum from above:
#
# $$y_{ij} = \sum_{k=1}^{d_\text{in}} x_{ik}\, w_{kj} + b_j . \tag{1}$$
#
# The sum over $k$ is row $i$ of $X$ times column $j$ of $W$, and that is how the matrix product is defined. So all
# $n \cdot d_\text{out}$ sums together are
#
# $$Y = XW + b . \tag{2}$$
#
# One thing in (2) is not school algebra: $XW$ is a matrix of shape $(n, d_\text{out})$, $b$ a vector of shape
# $(d_\text{out},)$. NumPy *broadcasts*: it lines shapes up **from the right**, and repeats $b$ for every row. That is
# what (1) asks for: $b_j$ has no $i$, so every image gets the same bias.
#
# ### Exercise 1: forward
#
# **Predict** before you write: what would go wrong if `bias` had the shape $(n, 1)$ or $(n,)$? In which case would NumPy
# complain, and in which would it quietly compute something else?


# %% name="linear-forward" exercise="linear_forward"


# %% name="linear-forward-check" check="linear_forward"
check.linear_forward(linear_forward)
# hint("linear_forward")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="backward-text"
# A bias of shape $(n, 1)$ never raises: NumPy adds one number per *image*, which is not what (1) says. A bias of shape
# $(n,)$ raises for most sizes, but when $n = d_\text{out}$ it passes for the right one, and each number goes to another
# place than you meant. Such a mistake waits for the one batch size that hides it.
#
# ## Backward: what does each number do to the loss?
#
# Behind the layer come other layers and, at the end, a *loss* $L$: one number that says how wrong the network is.
# To make it smaller we need its slope by every weight. Backpropagation goes from the end to the front, so when our
# layer's turn comes, the layers behind it have already worked out
#
# $$dY \;\; (n, d_\text{out}), \qquad dY_{ij} = \frac{\partial L}{\partial y_{ij}} .$$
#
# We write $dY$ for "the gradient of $L$ by $Y$": it always has the shape of $Y$. From it we want $dW$, $db$ and $dX$.
#
# **The chain rule.** $W$, $b$ and $X$ act on $L$ only through the entries of $Y$. A small change of one of their numbers,
# call it $\theta$, changes every $y_{ij}$ a little, and each of those changes $L$; the effects add up:
#
# $$\frac{\partial L}{\partial \theta} = \sum_{i=1}^{n} \sum_{j=1}^{d_\text{out}}
#   \frac{\partial L}{\partial y_{ij}}\, \frac{\partial y_{ij}}{\partial \theta}
#   = \sum_{i} \sum_{j} dY_{ij}\, \frac{\partial y_{ij}}{\partial \theta} . \tag{3}$$
#
# All that is left is to ask, in (1), where $\theta$ occurs.
#
# **A weight, $\theta = w_{pq}$.** In $y_{ij} = \sum_k x_{ik} w_{kj} + b_j$ it occurs once, at $k = p$, and only if
# $j = q$: a weight of neuron $q$ has no part in the other neurons. So $\partial y_{ij} / \partial w_{pq}$ is $x_{ip}$
# if $j = q$ and $0$ otherwise. In (3) only the terms with $j = q$ survive:
#
# $$dW_{pq} = \sum_{i} \sum_{j} dY_{ij}\, \frac{\partial y_{ij}}{\partial w_{pq}}
#   = \sum_{i} dY_{iq}\, x_{ip} = \sum_{i} (X^\top)_{pi}\, dY_{iq}
#   \quad\Longrightarrow\quad dW = X^\top dY . \tag{4}$$
#
# The last step only renames $x_{ip}$ as entry $(p, i)$ of the transpose, so that the summed index $i$ stands inside,
# where a matrix product wants it.
#
# **A bias, $\theta = b_q$.** It occurs in $y_{ij}$ with factor $1$, if $j = q$:
#
# $$db_q = \sum_{i} \sum_{j} dY_{ij}\, \frac{\partial y_{ij}}{\partial b_q} = \sum_{i} dY_{iq} \quad\Longrightarrow\quad db = \text{the sum of the rows of } dY . \tag{5}$$
#
# **An input, $\theta = x_{mp}$.** It occurs at $k = p$ with factor $w_{pj}$, and only if $i = m$: image $m$ has no part
# in the outputs of other images. Now the sum over $j$ survives:
#
# $$dX_{mp} = \sum_{i} \sum_{j} dY_{ij}\, \frac{\partial y_{ij}}{\partial x_{mp}}
#   = \sum_{j} dY_{mj}\, w_{pj} = \sum_{j} dY_{mj}\, (W^\top)_{jp}
#   \quad\Longrightarrow\quad dX = dY\, W^\top . \tag{6}$$
#
# **Predict.** The next cell adds up (3) term by term, zeros included, for a layer with $n = 4$, $d_\text{in} = 3$,
# $d_\text{out} = 2$. How many terms does the sum for a single $dW_{pq}$ have, and how many of them are zero?

# %% name="entry-by-entry"
rng = np.random.default_rng(2)
n, d_in, d_out = 4, 3, 2
X, W, dY = rng.standard_normal((n, d_in)), rng.standard_normal((d_in, d_out)), rng.standard_normal((n, d_out))

slow_dW, slow_dX = np.zeros((d_in, d_out)), np.zeros((n, d_in))
for i in range(n):
    for j in range(d_out):
        for p in range(d_in):
            for q in range(d_out):
                slow_dW[p, q] += dY[i, j] * (X[i, p] if j == q else 0)
            for m in range(n):
                slow_dX[m, p] += dY[i, j] * (W[p, j] if i == m else 0)

print("terms for one weight:", n * d_out, "of which zero:", n * (d_out - 1))
print("dW, term by term:", slow_dW.round(3).tolist())
print("the matrix form: ", np.matmul(np.transpose(X), dY).round(3).tolist())
assert np.allclose(slow_dW, np.matmul(np.transpose(X), dY))
assert np.allclose(slow_dX, np.matmul(dY, np.transpose(W)))

# %% [markdown] name="shapes-text"
# Eight terms, four of them zero. Term by term or as matrices, the result is the same.
#
# ### The shape argument, and why it is no proof
#
# You need not keep (4) and (6) in your head. This finds them again: $dW$ must have the shape of $W$, $(d_\text{in},
# d_\text{out})$. There are $X$, $(n, d_\text{in})$, and $dY$, $(n, d_\text{out})$. The only product of the two with that
# shape is
#
# $$\underbrace{X^\top}_{(d_\text{in},\, n)}\; \underbrace{dY}_{(n,\, d_\text{out})} .$$
#
# The inner size $n$ vanishes: a sum over the images. Try it for $dX$ before you read on.
#
# The argument is a fine **check**: a formula whose shapes do not fit is wrong. It is no **proof**: $2 X^\top dY$,
# $X^\top dY / n$ and $-X^\top dY$ fit just as well and are wrong. For $db$ it cannot tell a sum from a mean. And
# when $n = d_\text{in} = d_\text{out}$ everything fits everything, so test with sizes that all differ.
#
# ### Exercise 2: backward
#
# **Predict** the three shapes for $n = 64$, $d_\text{in} = 784$, $d_\text{out} = 10$, then write the function.


# %% name="linear-backward" exercise="linear_backward"


# %% name="linear-backward-check" check="linear_backward"
check.linear_backward(linear_backward)
# hint("linear_backward")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="numeric-text"
# ## Trust, but check: numeric derivatives
#
# A derivation can have a slip, and so can code. There is a way to the gradient that needs neither: change one number
# a little, and look at what the loss does. Taylor's formula for a step $h$ up and a step $h$ down says
#
# $$L(\theta \pm h) = L(\theta) \pm h L' + \tfrac{h^2}{2} L'' \pm \tfrac{h^3}{6} L''' + \dots$$
#
# Subtract the two lines. $L$ and $L''$ cancel, and division by $2h$ leaves the **central difference**
#
# $$\frac{L(\theta + h) - L(\theta - h)}{2h} = L' + \tfrac{h^2}{6} L''' + \dots \tag{7}$$
#
# Its error shrinks with $h^2$. The one-sided difference $(L(\theta + h) - L(\theta)) / h$ keeps $\tfrac{h}{2} L''$:
# with $h = 10^{-5}$ that is a much larger error for the same trouble.
#
# Why not train with (7), and forget the derivation? Because it needs two forward passes **for each parameter**. The
# classifier at the end of this chapter has $784 \cdot 10 + 10 = 7850$ of them: $15{,}700$ forward passes for one
# gradient, against a single forward and backward pass.
#
# ### Exercise 3: the numeric gradient
#
# **Predict:** why is it unwise to write `x[place] += step` and later `x[place] -= step`, instead of keeping the old
# number and putting that back?


# %% name="numeric-gradient" exercise="numeric_gradient"


# %% name="numeric-gradient-check" check="numeric_gradient"
check.numeric_gradient(numeric_gradient)
# hint("numeric_gradient")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="compare-text"
# Adding and then subtracting a step need not give back the old number: each operation rounds. A thousand
# such rests add up, and nobody looks for them there.
#
# ### The check, on real images
#
# We need a loss. The one for classes comes in chapter 04; here half the mean squared error does. With targets $T$ of
# $Y$'s shape (1 for the true class, 0 for the others),
#
# $$L = \frac{1}{n} \sum_{i=1}^{n} \ell_i, \qquad \ell_i = \tfrac12 \sum_{j} (y_{ij} - t_{ij})^2
#   \quad\Longrightarrow\quad dY_{ij} = \frac{1}{n} (y_{ij} - t_{ij}) . \tag{8}$$
#
# The $1/n$ of the mean sits **inside $dY$**, and (4) to (6) carry it on by themselves, because they are linear in $dY$.
# A layer that divides by $n$ once more is wrong by a factor of $n$.
#
# **Predict** three things. How far will the analytic and the numeric $dW$ be apart, relative to the largest entry? What
# if the loss is computed in float32, which keeps about 7 digits? And what happens to $dW$ when every image
# stands in the batch twice?

# %% name="compare"
backward = yours_or_ours("linear_backward", linear_backward)
numeric = yours_or_ours("numeric_gradient", numeric_gradient)

X = data.train.images[:6, 400:420].astype("float64")  # 6 images, 20 pixels of each
T = np.eye(10)[data.train.labels[:6]]
W = 0.1 * np.random.default_rng(3).standard_normal((20, 10))


def loss(weight, dtype="float64"):
    error = (X.astype(dtype) @ weight.astype(dtype) - T.astype(dtype)) ** 2
    return error.sum() / (2 * len(X))


dY = (X @ W - T) / len(X)
dW, _, _ = backward(dY, X, W)
error64 = np.abs(numeric(loss, W) - dW).max() / np.abs(dW).max()
error32 = np.abs(numeric(lambda weight: loss(weight, "float32"), W) - dW).max() / np.abs(dW).max()
twice, _, _ = backward(np.vstack([dY, dY]) / 2, np.vstack([X, X]), W)

print(f"float64: relative error below 1e-7: {error64 < 1e-7};  float32: above 1e-3: {error32 > 1e-3}")
print("same dW when each image stands in the batch twice:", np.allclose(dW, twice))
assert error64 < 1e-7 and error32 > 1e-3 and np.allclose(dW, twice)

# %% [markdown] name="neuron-text"
# In float64 the two agree to more than seven digits; in float32 the same function is off in the third digit or
# earlier. The two losses in (7) differ only far behind the point, and the subtraction wipes out all the digits that
# they share. So **gradient checks run in float64**. The gradient itself subtracts nothing of the kind, float32 is
# good enough for it, and training uses float32: half the bytes, and twice as many numbers in each vector
# instruction of the processor.
#
# A batch with every image twice has the same gradient, thanks to the $1/n$: the size of a step does not depend
# on how many images are in the batch. With a sum in place of the mean it would double.
#
# ## Live: one neuron walks downhill
#
# One neuron, two inputs: how bright the bottom half of an image is, and how bright its top quarter. It shall give $-1$
# for a Trouser and $+1$ for a Bag, on 200 images of each, with the loss (8). Left, the line where it gives $0$, with an
# arrow to its Bag side. Right, the loss over $(w_1, w_2)$ as contours. The arrow there is the next step,
# $-\,\text{learning rate} \cdot (dw_1, dw_2)$; **Step** takes it.
#
# Use mouse or keyboard: <kbd>Tab</kbd> goes to the next control, the arrow keys move a slider, <kbd>Enter</kbd> presses
# a button. Try, and predict each time:
#
# 1. Before the first step: does it go towards the middle of the contours, or straight across them? Press Step
#    until the loss stays.
# 2. Reset, set the learning rate to 1.4, and press Step six times. What will the path look like?
# 3. At which learning rate does a step lead *up*? Reset, find it, and look at the arrow. (Quiz question 6 says why.)

# %% name="one-neuron-live"
OneNeuron(data)

# %% [markdown] name="cost-text"
# Each step stands square on the contours: it goes where the loss falls fastest *here*, not to the minimum. With
# small steps the path bends round to it. At 1.4 the neuron jumps from one wall of the valley to the other; a little
# above that, each jump lands higher than the last.
#
# ## What a layer costs
#
# Each of the $n \cdot d_\text{out}$ entries of $XW$ takes $d_\text{in}$ multiplications: $n\, d_\text{in}\, d_\text{out}$
# in all. $X^\top dY$ and $dY\, W^\top$ take exactly as many. So backward costs **two forwards**.
#
# There is one saving. $dX$ is there for the layer in front. The **first** layer has none in front: its input is
# the image, and nobody asks how the image should change. A network therefore skips $dX$ there.
#
# Multiplications are not everything: numbers must also be fetched from memory, and that is slow. With
# $n = 1$, each weight is fetched for one single multiplication, and the processor waits. With $n = 128$ it
# is used 128 times once it is there. That is why we compute on batches.
#
# Try, and predict each time:
#
# 1. Set n to 1, then to 1024. What happens to the multiplications per byte? Is there a bound?
# 2. With n = 128, d_in = 784: does it pay to have d_out = 1024 rather than 10?
# 3. Which of the sizes change the shape of dW, and which one does not? Which size vanishes in dW = XᵀdY?

# %% name="shapes-live"
sizes = [784, 128, 64, 10]
products = [d_in * d_out for d_in, d_out in zip(sizes, sizes[1:])]  # multiplications per image, layer by layer
saved = products[0] / (3 * sum(products))
print(f"784-128-64-10 without the first layer's dX saves {saved:.0%} of a training step's multiplications")
print(f"the training images take {data.train.images.nbytes / 1e6:.0f} MB in float32, twice that in float64")

LinearShapes(n=128, d_in=784, d_out=10)

# %% [markdown] name="protocol-text"
# With $n = 1$ there can be at most a quarter of a multiplication per byte, since each weight has four bytes. The
# figure grows with $n$, but stays below $d_\text{in} / 4$ and $d_\text{out} / 4$ too: a narrow layer remains short of work,
# however large the batch. And $n$ is not in the shape of $dW$: it is summed away.
#
# ## From formulas to a layer
#
# A layer of this course is an object with three things, the *layer protocol*:
#
# | part | what it does |
# |---|---|
# | `shapes` | names and shapes of its parameters |
# | `forward(x, training=False)` | $X \to Y$; keeps what backward will need |
# | `backward(d_output)` | $dY \to dX$; fills `d_weight` and `d_bias` |
#
# Where do the parameters live? A `Network` owns **one flat vector** `net.parameters` for all its layers, and beside
# it `net.gradient`. A layer gets *views* into them: `layer.weight` is a part of the vector, seen as a matrix, and no
# number is stored twice. So an optimiser is one line on one vector, whatever the layers are.
#
# **Predict** the four answers of the next cell, `True` or `False`, before you run it.

# %% name="one-flat-vector"
net = Network([Linear(784, 10)], seed=0)
layer = net.layers[0]
print("layer.weight shares memory with net.parameters:", np.shares_memory(layer.weight, net.parameters))

before = layer.weight.copy()
net.parameters -= 0.5  # in place: writes into the vector
print("layer.weight moved along:", np.allclose(layer.weight, before - 0.5))

moved = net.parameters - 0.5  # a new array beside the old one
print("layer.weight moved again:", np.allclose(layer.weight, before - 1.0))

net.loss_and_gradient(data.train.images[:64], data.train.labels[:64])
print("net.gradient begins with layer.d_weight:", np.array_equal(net.gradient[:7840], layer.d_weight.ravel()))

# %% [markdown] name="own-layer-text"
# True, True, False, True. `net.parameters -= …` writes into the vector, and every view sees it.
# `net.parameters - …` makes a new array of which no layer knows.
#
# ### Exercise 4: a layer of your own
#
# Now put the pieces together. The network sets `self.weight`, `self.bias`, `self.d_weight` and `self.d_bias` for you,
# as soon as it knows your `shapes`. Two traps:
#
# - backward needs $X$, but is only given $dY$: forward has to keep it (the *cache*).
# - The arrays `self.d_weight` and `self.d_bias` still hold the **previous batch's** gradient. `+=` would add to it.
#   Replace: `self.d_weight[...] = …` writes into the view. (`self.d_weight = …` works too, the network copies it.)


# %% name="linear-layer" exercise="LinearLayer"


# %% name="linear-layer-check" check="LinearLayer"
check.LinearLayer(LinearLayer)
# hint("LinearLayer")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="train-text"
# ## A classifier from one layer
#
# Ten neurons, one for each class: the neuron that gives the largest number names the class. To train them, the ten
# numbers (the *logits*) go through a softmax, which turns them into probabilities, and a cross-entropy, which measures
# how little probability the true class got. Both come with `Network` and are derived in chapter 04; all your layer sees
# of them is $dY$. The whole is called *softmax regression*.
#
# If your `LinearLayer` passed its check, **it is the one that is trained here**; otherwise the package's `Linear`
# steps in. All weights start at zero: with a single layer nothing speaks against that. (With hidden layers a lot does,
# as chapter 06 will show.)
#
# **Predict.** Guessing is right for 10 % of the images. What will ten dot products reach on images that they
# have not seen, after five passes over the training images: 40 %, 60 %, 80 %, 95 %?

# %% name="train"
yours = bool(check.LinearLayer(LinearLayer))
net = Network([LinearLayer(784, 10) if yours else Linear(784, 10)], initializer=0.0, seed=0)
trainer = Trainer(net, SGD(learning_rate=0.01), batch_size=128, seed=0, progress=False)
history = trainer.fit(data.train, data.validation, epochs=5)

accuracy = history.validation_accuracy[-1]
print("the layer that was trained:", "yours" if yours else "the package's")
print("the loss fell in every pass:", bool(np.all(np.diff(history.loss) < 0)))
print(f"validation accuracy about 84 % (between 82.5 % and 85.5 %): {0.825 < accuracy < 0.855}")
assert 0.825 < accuracy < 0.855

# %% [markdown] name="templates-text"
# About 84 %, from ten dot products. What have they learned? Neuron $j$ adds up $x_k w_{kj}$: it answers most strongly to
# an image that is bright where column $j$ of $W$ is positive, and dark where it is negative. So a column of $W$, drawn as
# $28 \times 28$ pixels, is a **template** with which the neuron compares the image.
#
# **Predict.** Which class will have the clearest template? Where will the template of Trouser be negative?

# %% name="templates"
weights = net.layers[0].weight.T  # (10, 784): one row per class
means = np.array([data.train.images[data.train.labels == label].mean(axis=0) for label in range(10)])
correlations = np.corrcoef(weights, means)[:10, 10:]  # [template, mean image]
own = int(np.sum(correlations.argmax(axis=0) == np.arange(10)))

figure, axes = new_figure(rows=2, columns=5, width=8, height=3.6)
largest = np.abs(weights).max()
for place, image, name in zip(axes.flat, weights, CLASS_NAMES):
    picture = place.imshow(image.reshape(28, 28), cmap=DIVERGING, vmin=-largest, vmax=largest)
    place.set_title(name, fontsize=10)
    place.set_axis_off()
figure.suptitle("Each neuron's weights are a template of its class")
figure.colorbar(picture, ax=axes, shrink=0.8, label="weight")
row, column = divmod(int(weights[CLASS_NAMES.index("Trouser")].argmin()), 28)
between = row > 10 and column in (13, 14)
show_figure(
    figure,
    alt="Ten small pictures of weights, red where positive, blue where negative. Trouser has a dark blue stripe "
    "between the legs, Bag a blue gap under the handle, Ankle boot a blue corner above the foot.",
    words=f"For {own} of 10 classes, the template that is most like the class's mean image is the class's own. "
    f"Trouser's most negative weight lies between the legs: {between}.",
)
assert own == 10 and between

# %% [markdown] name="ending"
# Trouser has the clearest one, and it is most negative **between the legs**: there, trousers are dark and most other
# clothes are bright. So each template is like its own class, but it is no mean image: it has learned what sets the class
# *apart*. Its limit shows as well. There is one template for each class, so a bag with a handle and one
# without must share it, and Shirt, Pullover and Coat compete for the same pixels. To do better, a network needs features
# in between: more layers, and between them something that is not linear.
#
# ## What the reports found
#
# > Each chapter holds the five student reports' claims against what you can now check yourself.
# >
# > - **Report 000** gives this chapter's formulas: $Y = XW + b$ (3.1.1), $dX = dY\,W^\top$ (3.1.2) and
# >   $dW = X^\top dY$ (3.1.3), and for the bias "summing dout over the first dimension". All four are **right**: you have
# >   derived each of them. It also says to keep $X$ and $W$ for the backward pass, as your layer does.
# > - **Report 001** prints no backward formula, but checks its gradients by (7), with $\epsilon = 10^{-2}$. The seven rows of its
# >   Table 1 agree. Its test is weaker than its code, though: a gradient passes when it is within $10^{-4}$
# >   *absolutely*, and the last one in the table is $-0.00015532$. Half of that, an error of 50 %, is off by $0.00007766$ and would have
# >   passed as well. Compare relative errors, in float64, with a smaller step.
# > - **Report 003** writes $z = Wx + b$ (its equation 1) with
# >   $W_1 \in \mathbb{R}^{D_\text{in} \times H_1}$ and $x \in \mathbb{R}^{D_\text{in}}$. The inner sizes,
# >   $H_1$ and $D_\text{in}$, do not meet, so it must mean $W^\top x$. Its equation 4,
# >   $\partial\ell/\partial W = \partial\ell/\partial z \cdot x$, is a product of two vectors of different
# >   lengths; right is the *outer* product, which is (4) for $n = 1$. The shape argument finds both slips in a minute.
#
# ## Recap
#
# - One neuron on one image is a dot product plus a bias; a layer on a batch is $Y = XW + b$, with $b$ broadcast over rows.
# - The chain rule sums over every $y_{ij}$. Most terms are zero, and what is left is $dW = X^\top dY$, $db =
#   \sum_\text{rows} dY$, $dX = dY\,W^\top$.
# - A gradient has the shape of what it belongs to. Shapes refute, they do not prove; central differences in float64 do much better.
# - The $1/n$ of the mean enters once, in the loss. No layer divides by $n$.
# - Backward costs two forwards; the first layer saves its $dX$; batches pay because each weight is fetched once for all images.
# - Parameters and gradients are views into two flat vectors, so an optimiser needs one line.
#
# ## Quiz
#
# 1. Why is $dW$ a sum over the images, and $dX$ is not?
#
#    <details><summary>Answer</summary>
#
#    Every image uses the same $W$, so a change of $W$ acts on the loss through all of them, and the effects add up. But
#    row $m$ of $X$ is image $m$ alone: it acts only through row $m$ of $Y$.
#    </details>
# 2. For $n = 64$ and a layer from 784 to 128, somebody computes `dY @ X`. What happens? And what if the layer is 784 to 64?
#
#    <details><summary>Answer</summary>
#
#    `dY` is (64, 128), `X` is (64, 784): 128 and 64 do not meet, NumPy raises ValueError. With 64 outputs `dY` is (64, 64), the
#    product exists and has shape (64, 784), and only comparing that with the shape of $W$, (784, 64), gives the mistake away.
#    </details>
# 3. In `backward` you write `d_weight = …` in place of `self.d_weight[...] = …`. What do you see in training?
#
#    <details><summary>Answer</summary>
#
#    No error. `d_weight` is a local name, forgotten when the method ends; the network's gradient for the weights stays zero, so
#    the weights never move. The loss hardly falls: only the biases learn.
#    </details>
# 4. All shapes fit, and yet the gradient is wrong. Name three ways.
#
#    <details><summary>Answer</summary>
#
#    A wrong factor (divided by $n$ twice, a forgotten 2), a wrong sign, a mean in place of a sum for $db$, the $X$ of an earlier
#    batch, a gradient added to the old one. Each keeps its shape; a numeric check finds all of them.
#    </details>
# 5. Somebody trains with `net.parameters = net.parameters - 0.1 * net.gradient`. Why does the network not learn?
#
#    <details><summary>Answer</summary>
#
#    The right-hand side is a new array, and the name `net.parameters` now means that one. The layers' views still look into the
#    old vector, which nobody changes. `net.parameters -= 0.1 * net.gradient` writes into it.
#    </details>
# 6. In the widget, from which learning rate on does descent fail, and what decides that?
#
#    <details><summary>Answer</summary>
#
#    Along a direction in which the loss curves like $\tfrac12 \lambda s^2$, a step multiplies the distance to the
#    minimum by $1 - \text{learning rate} \cdot \lambda$. That grows in size as soon as the learning rate exceeds $2 / \lambda$. The steepest
#    direction here has $\lambda \approx 1.36$, hence a limit of about 1.5. Correlated inputs make $\lambda$ larger.
#    </details>
#
# ## Where to go next
#
# - Stack two linear layers: $(X W_1 + b_1) W_2 + b_2 = X (W_1 W_2) + (b_1 W_2 + b_2)$ is **one** linear layer. Depth alone
#   gains nothing; [chapter 03](03_activations.ipynb) puts an activation between the layers, and that changes everything.
# - [Chapter 04](04_softmax_and_cross_entropy.ipynb) derives the softmax and the cross-entropy that you used here, and the $dY$ that they send to your layer.
# - [Chapter 05](05_backpropagation.ipynb) checks whole networks as you have checked a layer, and hunts planted bugs.
# - To go on at once: take your own data, or change `epochs` and `learning_rate` in the training cell. Can ten dot products
#   reach 86 % on the validation images?
