# %% [markdown] name="title"
# # 02 The linear layer
#
# You derive, write and check the one operation that does almost all the work in a neural network, and then train a
# classifier of clothes with the layer that you wrote.
#
# ## What you will be able to do
#
# - write a layer on a whole batch as $Y = XW + b$, with the shape of every symbol
# - follow gradients through a layer with a pencil, and derive $dW$, $db$ and $dX$ from the chain rule
# - use shapes to find a mistake, and say why fitting shapes prove nothing
# - check any gradient with numeric derivatives, and say why that needs float64
# - write a layer class that a network can train, and read what its weights have learned
#
# ## Before you start
#
# - Prerequisites: [01 The data](01_the_data.ipynb); matrix product, transpose and partial derivative at school level.
# - Symbols: [the table of symbols](symbols.md); words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 90 with the side paths
#
# Take a pencil: the derivation is yours only once you have written it yourself.

# %% name="setup"
import numpy as np

from mlp import SGD, Network, Trainer, load_fashion_mnist
from mlp.exercises import check, hint, yours_or_ours
from mlp.layers import Layer
from mlp.plots.linear import draw_templates, draw_wires
from mlp.widgets import LinearShapes, OneNeuron

data = load_fashion_mnist()

# %% [markdown] name="one-neuron-text"
# ## One neuron looks at one image
#
# An image is a row of $784$ numbers, $x = (x_1, \dots, x_{784})$. A *neuron* has a weight for each of them,
# $w = (w_1, \dots, w_{784})$, and one bias $b$. What it gives out is a single number, a weighted sum:
#
# $$y = x_1 w_1 + x_2 w_2 + \dots + x_{784} w_{784} + b = \sum_{k=1}^{784} x_k w_k + b .$$
#
# The sum is a *dot product*: NumPy writes it `x @ w`. A large pixel means much *ink*: our pictures draw it dark
# ([chapter 01](01_the_data.ipynb)). So a positive weight says "ink here speaks for me", a negative one "ink here speaks
# against me", and the bias is what the neuron answers where no pixel speaks.
#
# **Predict.** What is the shape of `image @ w` for two arrays of shape `(784,)`? And by how much will a loop over the 784
# products differ from it?

# %% name="one-neuron"
rng = np.random.default_rng(0)
image = data.train.images[0].astype("float64")  # (784,)
w, b = 0.05 * rng.standard_normal(784), 0.1  # (784,) and one number

y = b
for k in range(784):
    y += image[k] * w[k]

print("shape of image @ w:", (image @ w).shape)
print(f"the loop gives {y:.4f}, the dot product {image @ w + b:.4f}")

# %% [guard] name="one-neuron-guard"
assert abs(y - (image @ w + b)) < 1e-12

# %% [markdown] name="layer-text"
# The shape is `()`: one number. And the two agree in every digit shown, because they are the same sum.
#
# ## A layer: many neurons look at many images
#
# A *linear layer* is $n_\text{out}$ neurons side by side, all looking at the same $n_\text{in}$ inputs. Put each neuron's
# weights into one **column** of a matrix $W$, and each image into one **row** of a matrix $X$:
#
# | symbol | shape | what it is |
# |---|---|---|
# | $X$ | $(n, n_\text{in})$ | a batch: row $i$ is image $i$ |
# | $W$ | $(n_\text{in}, n_\text{out})$ | the weights: column $j$ belongs to neuron $j$ |
# | $b$ | $(n_\text{out},)$ | the biases: one per neuron |
# | $Y$ | $(n, n_\text{out})$ | the outputs: $y_{ij}$ is what neuron $j$ says about image $i$ |
#
# Each entry of $Y$ is one neuron on one image, the very sum from above:
#
# $$y_{ij} = \sum_{k=1}^{n_\text{in}} x_{ik}\, w_{kj} + b_j . \tag{1}$$
#
# ### Exercise 1: forward
#
# All $n \cdot n_\text{out}$ sums of (1) together are **one** line of NumPy. Find it.


# %% name="linear-forward" exercise="linear_forward"

# %% name="linear-forward-check" check="linear_forward"
check.linear_forward(linear_forward)
# hint("linear_forward")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="broadcast-text"
# The sum over $k$ is row $i$ of $X$ times column $j$ of $W$, and that is how the matrix product is defined:
#
# $$Y = XW + b . \tag{2}$$
#
# One thing in (2) is not school algebra: $XW$ is a matrix of shape $(n, n_\text{out})$, $b$ a vector of shape
# $(n_\text{out},)$. NumPy *broadcasts*: it lines shapes up **from the right**, and repeats $b$ for every row. That is what
# (1) asks for: $b_j$ has no $i$, so every image gets the same bias.
#
# **Predict.** What if somebody's bias has the shape $(n, 1)$, or $(n,)$? For $n = 4$ images and 3 neurons, then for $n = 3$:
# when does NumPy raise, and when does it quietly compute something else?


# %% name="broadcast"
def try_shape(n, shape):
    try:
        return (np.zeros((n, 3)) + np.zeros(shape)).shape
    except ValueError:
        return "ValueError"


for n in (4, 3):
    for shape in ((n, 1), (n,), (3,)):
        print(f"n = {n}, bias of shape {shape!s:6} -> {try_shape(n, shape)}")

# %% [markdown] name="pencil-text"
# A bias of shape $(n, 1)$ never raises: NumPy adds one number per *image*, which is not what (1) says. A bias of shape $(n,)$
# raises for $n = 4$; for $n = 3 = n_\text{out}$ it passes, and each number goes to another place than you meant. Such a
# mistake waits for the one batch size that hides it.

# %% [markdown] name="backward-text"
# ## Backward, with a pencil
#
# Behind the layer come other layers and, at the end, the *loss* $L$: one number that says how wrong the network is. We ask
# of every number in the layer: **if it grew a little, how fast would $L$ grow?** That rate is the *gradient of $L$ with
# respect to* it.
#
# Take one image with two pixels and a layer of two neurons:
#
# $$x = (2, -1), \quad W = \begin{pmatrix} 1 & 0.5 \\ -1 & 2 \end{pmatrix}, \quad b = (0, 1), \quad y = xW + b = (3, 0) .$$
#
# Suppose that the layers behind have already found $dY = (1, -2)$: if $y_1$ grows by a little $\varepsilon$, $L$ grows by
# $1 \cdot \varepsilon$; if $y_2$ grows by $\varepsilon$, $L$ falls by $2 \varepsilon$.
#
# **Predict** the gradient with respect to $w_{11}$, then $w_{12}$, $w_{21}$, $w_{22}$, then $b_1$ and $b_2$, then $x_1$ and
# $x_2$: eight numbers. The next cell makes each larger by 1 and looks.

# %% name="pencil"
x, b = np.array([2.0, -1.0]), np.array([0.0, 1.0])
W = np.array([[1.0, 0.5], [-1.0, 2.0]])
dY = np.array([1.0, -2.0])


def loss_of(W=W, b=b, x=x):
    return (x @ W + b) @ dY  # what the layers behind make of y


for name, part in {"W": W, "b": b, "x": x}.items():
    for place in np.ndindex(part.shape):
        grown = part.copy()
        grown[place] += 1
        print(name, place, loss_of(**{name: grown}) - loss_of())

# %% [guard] name="pencil-guard"
moved = [loss_of(W=W + np.eye(4)[k].reshape(2, 2)) - loss_of() for k in range(4)]
assert moved == [2, -4, -1, 2] and list(W @ dY) == [0, -5]

# %% name="wires"
draw_wires(x, W, b, dY)

# %% [markdown] name="pencil-answer"
# - $w_{11}$ multiplies $x_1 = 2$ on its way to $y_1$. Grow it by $\varepsilon$, and $y_1$ grows by $2 \varepsilon$, and $L$ by
#   $2 \varepsilon \cdot 1$. So the gradient is 2: **what comes in times what comes back**. For $w_{12}$ that is
#   $2 \cdot (-2) = -4$, for $w_{21}$ $-1 \cdot 1$, for $w_{22}$ $-1 \cdot (-2) = 2$.
# - A bias is added as it is: its gradient is what comes back, 1 and $-2$.
# - $x_1$ goes **two** ways, to $y_1$ with weight 1 and to $y_2$ with weight 0.5. Both effects add up:
#   $1 \cdot 1 + 0.5 \cdot (-2) = 0$. For $x_2$: $-1 \cdot 1 + 2 \cdot (-2) = -5$. Whoever takes only one path gets 1 or $-1$.
#
# With a second image in the batch, every weight and bias acts on $L$ through *both* images. Those effects add up as well.
# Keep these rules; the rest is writing them down for any size.

# %% [markdown] name="chain-text"
# ## The same with indices
#
# We write $dY$ for the gradient of $L$ with respect to $Y$, $dY_{ij} = \partial L / \partial y_{ij}$. It has the shape of
# $Y$. From it we want $dW$, $db$ and $dX$.
#
# **The chain rule.** $W$, $b$ and $X$ act on $L$ only through the entries of $Y$. A small change of one of their numbers,
# call it $\theta$, changes every $y_{ij}$ a little, and each of those changes $L$; the effects add up:
#
# $$\frac{\partial L}{\partial \theta} = \sum_{i=1}^{n} \sum_{j=1}^{n_\text{out}} dY_{ij}\, \frac{\partial y_{ij}}{\partial \theta} . \tag{3}$$
#
# **A weight, $\theta = w_{pq}$.** In $y_{ij} = \sum_k x_{ik} w_{kj} + b_j$ it occurs once, at $k = p$, and only if $j = q$. So
# $\partial y_{ij} / \partial w_{pq}$ is $x_{ip}$ if $j = q$, and $0$ otherwise. Only the terms with $j = q$ survive:
#
# $$dW_{pq} = \sum_{i} dY_{iq}\, x_{ip} = \sum_{i} (X^\top)_{pi}\, dY_{iq} \quad\Longrightarrow\quad dW = X^\top dY . \tag{4}$$
#
# $x_{ip}$ is entry $(p, i)$ of the transpose: so the summed index $i$ stands inside, where a matrix product wants it.

# %% [markdown] name="shapes-text"
# **A bias, $\theta = b_q$.** It occurs in $y_{ij}$ with factor $1$, if $j = q$:
#
# $$db_q = \sum_{i} dY_{iq} \quad\Longrightarrow\quad db = \text{the sum of the rows of } dY . \tag{5}$$
#
# **An input, $\theta = x_{mp}$:** that one is yours. Ask as above: at which $k$ does it occur, with which factor, and for
# which $i$? Which sum survives?
#
# **A check: the shapes.** $dW$ must have the shape of $W$, $(n_\text{in}, n_\text{out})$. There are $X$, $(n, n_\text{in})$,
# and $dY$, $(n, n_\text{out})$. The only product of the two with that shape is
# $X^\top dY$: the inner size $n$ vanishes, a sum over the images. Try the same for your $dX$.
#
# A formula whose shapes do not fit is wrong. Fitting shapes are no *proof*: $2 X^\top dY$, $X^\top dY / n$ and $-X^\top dY$
# fit just as well. And when $n = n_\text{in} = n_\text{out}$ everything fits everything, so test with sizes that all differ.
#
# ### Exercise 2: backward
#
# **Predict** the three shapes for $n = 64$, $n_\text{in} = 784$, $n_\text{out} = 10$, then write the function.


# %% name="linear-backward" exercise="linear_backward"

# %% name="linear-backward-check" check="linear_backward"
check.linear_backward(linear_backward)
# hint("linear_backward")  # stuck? remove the first "#": three hints, one by one

# %% name="backward-shapes"
backward = yours_or_ours("linear_backward", linear_backward)
X, W, dY = np.ones((64, 784)), np.ones((784, 10)), np.ones((64, 10))
print("dW, db, dX:", *(part.shape for part in backward(dY, X, W)))

# %% [markdown] name="dx-text"
# Each gradient has the shape of what it belongs to. And $dX$? $x_{mp}$ occurs in $y_{ij}$ at $k = p$, with factor $w_{pj}$,
# and only if $i = m$: image $m$ has no part in the outputs of other images. Now the sum over $j$ survives:
#
# $$dX_{mp} = \sum_{j} dY_{mj}\, w_{pj} = \sum_{j} dY_{mj}\, (W^\top)_{jp} \quad\Longrightarrow\quad dX = dY\, W^\top . \tag{6}$$
#
# $dW$ sums over the images, because all images share $W$; $dX$ sums over the neurons, because each input goes to all of
# them. If you mixed the two up, the shapes told you.
#
# ### Exercise 3: the same layer, turned over
#
# PyTorch keeps the weight of a linear layer with one **row** per output, of shape $(n_\text{out}, n_\text{in})$:
#
# $$Y = X\, W^\top , \qquad y_{ij} = \sum_k x_{ik}\, w_{jk} .$$
#
# Its gradients stand nowhere in this chapter. Derive them as above: where does $w_{pq}$ occur, and where $x_{mp}$?
#
# **Predict** the shapes of $dW$ and $dX$, and which of the two products needs a transpose. Then write all three.


# %% name="transposed-linear" exercise="transposed_linear"

# %% name="transposed-linear-check" check="transposed_linear"
check.transposed_linear(transposed_linear)
# hint("transposed_linear")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="numeric-text"
# ## Trust, but check: numeric derivatives
#
# A derivation can have a slip, and so can code. There is a way to the gradient that needs neither, the one of our pencil
# example: change one number a little, and look at what the loss does. Taylor's formula for a step $h$ up and a step $h$
# down says
#
# $$L(\theta \pm h) = L(\theta) \pm h L' + \tfrac{h^2}{2} L'' \pm \tfrac{h^3}{6} L''' + \dots$$
#
# Subtract the two lines. $L$ and $L''$ cancel, and division by $2h$ leaves the **central difference**
#
# $$\frac{L(\theta + h) - L(\theta - h)}{2h} = L' + \tfrac{h^2}{6} L''' + \dots \tag{7}$$
#
# Its error shrinks with $h^2$. The one-sided difference of the pencil example keeps $\tfrac{h}{2} L''$: with $h = 10^{-5}$ a
# much larger error for the same trouble.
#
# **Predict.** Why not train with (7), and forget the derivation? The classifier at the end of this chapter has
# $784 \cdot 10 + 10$ parameters. How many forward passes would one gradient take?

# %% name="passes"
print(f"{784 * 10 + 10:,} parameters, {2 * (784 * 10 + 10):,} forward passes")

# %% [markdown] name="numeric-exercise-text"
# Two for each parameter, $15{,}700$ forward passes for one gradient, against a single forward and backward pass.
#
# ### Exercise 4: the numeric gradient
#
# **Predict:** why is it unwise to write `x[place] += step` and later `x[place] -= step`, instead of keeping the old number
# and putting that back?


# %% name="numeric-gradient" exercise="numeric_gradient"

# %% name="numeric-gradient-check" check="numeric_gradient"
check.numeric_gradient(numeric_gradient)
# hint("numeric_gradient")  # stuck? remove the first "#": three hints, one by one

# %% name="rest"
for size in (1, 1e-6):
    numbers = size * np.random.default_rng(0).standard_normal(1000)
    visited = numbers + 1e-5
    visited -= 1e-5
    print(f"numbers near {size}: {np.sum(visited != numbers)} of 1,000 have changed")

# %% [guard] name="rest-guard"
assert np.sum(visited != numbers) > 900 and np.abs(visited - numbers).max() < 1e-20

# %% [markdown] name="compare-text"
# Adding and then subtracting a step need not give back the old number. One that is smaller than the step loses its last
# digits beside it, and they do not come back. The rest is tiny, but it stays, and nobody looks for it there.
#
# ### The check, on real images
#
# We need a loss. The one for classes comes in chapter 04; here half the mean squared error does. With targets $T$ of $Y$'s
# shape (1 for the true class, 0 for the others),
#
# $$L = \frac{1}{2n} \sum_{i,j} (y_{ij} - t_{ij})^2 \quad\Longrightarrow\quad dY_{ij} = \frac{1}{n} (y_{ij} - t_{ij}) . \tag{8}$$
#
# The $1/n$ of the mean sits **inside $dY$**, and (4) to (6) carry it on by themselves, because they are linear in $dY$. A
# layer that divides by $n$ once more is wrong by a factor of $n$.

# %% name="compare-data"
X = data.train.images[:6, 400:420].astype("float64")  # 6 images, 20 pixels each
T = np.eye(10)[data.train.labels[:6]]
W = 0.1 * np.random.default_rng(3).standard_normal((20, 10))


def loss(weight, dtype="float64"):
    error = X.astype(dtype) @ weight.astype(dtype) - T.astype(dtype)
    return (error**2).sum() / (2 * len(X))


# %% [markdown] name="compare-predict"
# **Predict.** How far will the analytic and the numeric $dW$ be apart, relative to the largest entry? And if the loss is
# computed in float32, which keeps about 7 digits?

# %% name="compare"
numeric = yours_or_ours("numeric_gradient", numeric_gradient)
dY = (X @ W - T) / len(X)
dW, _, _ = backward(dY, X, W)

losses = {"float64": loss, "float32": lambda weight: loss(weight, "float32")}
for dtype, function in losses.items():
    difference = numeric(function, W) - dW
    print(f"{dtype}: apart by ≈ {np.abs(difference).max() / np.abs(dW).max():.1e}")

# %% [guard] name="compare-guard"
apart = [np.abs(numeric(function, W) - dW).max() / np.abs(dW).max() for function in losses.values()]
assert apart[0] < 1e-9 and 1e-3 < apart[1] < 0.2

# %% [markdown] name="compare-answer"
# In float64 ten digits agree. In float32 the same function is off by more than one per cent. The two losses in (7) differ
# only far behind the point, and the subtraction wipes out all the digits that they share. So **gradient checks run in
# float64**. Many expect 7 digits from float32, and forget that the difference has far fewer.
#
# The gradient itself subtracts nothing of the kind. For it float32 is good enough, and training uses it: half the bytes,
# and twice as many numbers in each vector instruction of the processor.
#
# **Predict.** What happens to $dW$ when every image stands in the batch twice? With the mean of (8), and with a sum in place
# of the mean?


# %% name="twice"
def size_of_dW(X, T, divisor):
    return np.linalg.norm(backward((X @ W - T) / divisor, X, W)[0])


XX, TT = np.vstack([X, X]), np.vstack([T, T])
mean = size_of_dW(XX, TT, len(XX)) / size_of_dW(X, T, len(X))
print(f"with the mean {mean:.3f} times as large", end=", ")
print(f"with a sum {size_of_dW(XX, TT, 1) / size_of_dW(X, T, 1):.3f} times")

# %% [markdown] name="neuron-text"
# With the mean the gradient stays: the size of a step does not depend on how many images are in the batch. With a sum it
# doubles, and the learning rate would have to be halved.
#
# ## Live: one neuron walks downhill
#
# One neuron, two inputs: how much ink the bottom half of an image has, and how much its top quarter. It shall give $-1$ for a
# Trouser and $+1$ for a Bag, on 200 images of each, with the loss (8). Left, the line where it gives $0$, with an arrow to its
# Bag side. Right, the loss over $(w_1, w_2)$ as contours. The arrow there is the next step; **Step** takes it.
#
# Predict each time:
#
# 1. Does the first step go towards the middle of the contours, or straight across them? Press Step until the loss stays.
# 2. Reset, set the learning rate to 1.4, and press Step six times. What will the path look like?
# 3. Reset. From which learning rate on does the first step lead *up*? (Quiz question 6 says why.)

# %% name="one-neuron-live"
OneNeuron(data)

# %% [guard] name="one-neuron-guard-live"
from mlp.widgets.one_neuron import START, loss_and_gradient, two_features

features, targets = two_features(data)
first, slope = loss_and_gradient(features, targets, np.array(START))
leads = [loss_and_gradient(features, targets, START - rate * slope)[0] > first for rate in (1.55, 1.6)]
assert leads == [False, True]
assert 1.3 < np.linalg.eigvalsh(features.T @ features / len(targets))[-1] < 1.4

# %% [markdown] name="neuron-answer"
# 1. It goes across the contours, where the loss falls fastest *here*, and passes the middle by about 16 degrees. With small
#    steps the path bends round to it.
# 2. At 1.4 the neuron jumps from one wall of the valley to the other, and comes down slowly.
# 3. From 1.6 on: the step is so long that it lands higher on the other wall than it started. Each further step lands
#    higher still.

# %% [markdown] name="cost-text"
# ## Side path: what a layer costs
#
# Each of the $n \cdot n_\text{out}$ entries of $XW$ takes $n_\text{in}$ multiplications: $n\, n_\text{in}\, n_\text{out}$ in
# all. $X^\top dY$ and $dY\, W^\top$ take exactly as many. So backward costs **two forwards**. One saving: $dX$ is there for
# the layer in front, and the **first** layer has none in front. A network skips it there.
#
# Multiplications are not everything: numbers must also be fetched from memory, and that is slow.
#
# **Predict**, then try the sliders:
#
# 1. Set n to 1, then to 1024. What happens to the multiplications per byte? Is there a bound?
# 2. With n = 128, n_in = 784: what does n_out = 1024 give, and what n_out = 10?
# 3. Which size is not in the shape of dW, and which one not in that of dX?

# %% name="shapes-live"
LinearShapes(n=128, n_in=784, n_out=10)

# %% [guard] name="shapes-guard"
panel = LinearShapes(n=1, n_in=784, n_out=10)
assert " 0.23 multiplications per byte" in panel.words
panel.n.value = 1024
assert " 2.44 multiplications per byte" in panel.words
panel.n.value, panel.n_out.value = 128, 1024
assert " 24.82 multiplications per byte" in panel.words

# %% [markdown] name="cost-answer"
# 1. With n = 1, 0.23: each weight has four bytes and is used once, so it is at most a quarter. With n = 1024, 2.44. The
#    figure grows with $n$, but stays below $n_\text{in} / 4$ and $n_\text{out} / 4$ too: a narrow layer remains short of work,
#    however large the batch.
# 2. 24.82 against 2.29: a wide layer uses each number that it has fetched more often. That is why we compute on batches, and
#    why wide layers cost less than they seem to.
# 3. $n$ is summed away in $dW$, $n_\text{out}$ in $dX$.
#
# **Predict.** What share of a training step's multiplications does 784-128-64-10 save, when its first layer skips $dX$?

# %% name="saving"
sizes = [784, 128, 64, 10]
products = [n_in * n_out for n_in, n_out in zip(sizes, sizes[1:])]  # per image
print(f"saved: {products[0] / (3 * sum(products)):.0%}")

# %% [markdown] name="protocol-text"
# Nearly a third: the first layer has most of the weights.

# %% [markdown] name="layer-class-text"
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
# A `Network` owns **one flat vector** `net.parameters` for all its layers, and beside it `net.gradient`. A layer gets *views*
# into them: `layer.weight` is a part of the vector, seen as a matrix, and no number is stored twice. So an optimiser is one
# line on one vector.
#
# ### Exercise 5: a layer of your own
#
# The network sets `self.weight`, `self.bias`, `self.d_weight` and `self.d_bias`, as soon as it knows your `shapes`. Two traps:
#
# - backward needs $X$, but is only given $dY$: forward has to keep it (the *cache*).
# - `self.d_weight` and `self.d_bias` still hold the **previous batch's** gradient. `+=` would add to it. Replace it:
#   `self.d_weight[...] = …` writes into the view.


# %% name="linear-layer" exercise="LinearLayer"

# %% name="linear-layer-check" check="LinearLayer"
check.LinearLayer(LinearLayer)
# hint("LinearLayer")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="flat-text"
# ### Look at the views
#
# A network of one such layer has 7,850 numbers in its vector. We subtract 0.5 from all of them in place.
#
# **Predict.** What happens to `layer.weight[0, 0]`? And afterwards, when `net.parameters - 0.5` makes a *new* array?

# %% name="flat"
layer_class = yours_or_ours("LinearLayer", LinearLayer)
net = Network([layer_class(784, 10)], seed=0)
weight = net.layers[0].weight

print(f"at first                   {weight[0, 0]:+.3f}")
net.parameters -= 0.5
print(f"after net.parameters -= …  {weight[0, 0]:+.3f}")
elsewhere = net.parameters - 0.5
print(f"after net.parameters - …   {weight[0, 0]:+.3f}")

# %% [guard] name="flat-guard"
assert np.shares_memory(net.layers[0].weight, net.parameters) and elsewhere[0] == net.parameters[0] - np.float32(0.5)

# %% [markdown] name="train-text"
# The weight moves with the vector, by 0.5. A new array leaves it alone: no layer knows of that one.
#
# ## A classifier from one layer
#
# Ten neurons, one for each class: the neuron that gives the largest number names the class. To train them, the ten numbers
# (the *logits*) go through a softmax, which turns them into probabilities, and a cross-entropy, which measures how little
# probability the true class got. Both come with `Network` and are derived in chapter 04; all your layer sees of them is
# $dY$. The whole is called *softmax regression*.
#
# All weights start at zero: with a single layer nothing speaks against that. (With hidden layers a lot does, as chapter 06
# will show.)
#
# **Predict.** Guessing is right for 10 % of the images. What will ten dot products reach on validation images, after each of
# five epochs?

# %% name="train"
net = Network([layer_class(784, 10)], initializer=0.0, seed=0)
trainer = Trainer(net, SGD(learning_rate=0.01), seed=0, progress=False)
history = trainer.fit(data.train, data.validation, epochs=5)

for row in history.rows:
    loss_now, accuracy = row["loss"], row["validation_accuracy"]
    print(f"epoch {row['epoch']:.0f}: loss ≈ {loss_now:.3f}", end=", ")
    print(f"validation accuracy ≈ {accuracy:.1%}")

# %% [guard] name="train-guard"
assert np.all(np.diff(history.loss) < 0) and 0.825 < history.validation_accuracy[-1] < 0.855
assert history.validation_accuracy[0] > 0.8

# %% [markdown] name="templates-text"
# More than 80 % after the first epoch, and about 84 % after five, from ten dot products. Many guess far less.
#
# What have they learned? Neuron $j$ adds up $x_k w_{kj}$: it answers most strongly to an image that has ink where column $j$
# of $W$ is positive, and none where it is negative. So a column of $W$, drawn as $28 \times 28$ pixels, is a **template**
# with which the neuron compares the image.
#
# **Predict.** Where on the image will the most negative weight of Trouser lie? For how many of the ten classes will the
# template be more like the mean image of its own class than of any other?

# %% name="templates" tags=["trained"]
means = [data.train.images[data.train.labels == c].mean(axis=0) for c in range(10)]
draw_templates(net.layers[0].weight, np.array(means))

# %% [guard] name="templates-guard"
alike = np.corrcoef(net.layers[0].weight.T, means)[:10, 10:].argmax(axis=0)
assert list(alike) == list(range(10))
row, column = divmod(int(net.layers[0].weight[:, 1].argmin()), 28)
assert row > 10 and column in (13, 14)

# %% [markdown] name="templates-answer"
# For all ten. The most negative weight of Trouser lies in the middle column, in the lower half: **between the legs**. There,
# trousers have no ink and most other clothes have. So each template is like its own class, but it is no mean image: it has
# learned what sets the class *apart*.
#
# Its limit shows as well. There is one template for each class, so a bag with a handle and one without must share it, and
# Shirt, Pullover and Coat compete for the same pixels. To do better, a network needs features in between: more layers, and
# between them something that is not linear.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - **[Report 000](../data/reports/texts/000.txt)** gives this chapter's formulas: $Y = XW + b$ (3.1.1), $dX = dY\,W^\top$
# >   (3.1.2) and $dW = X^\top dY$ (3.1.3), and for the bias "summing dout over the first dimension". All four are **right**.
# > - **[Report 001](../data/reports/texts/001.txt)** checks its gradients by (7), with $\epsilon = 10^{-2}$. A gradient passes
# >   when it is within $10^{-4}$ *absolutely*, and the last one in its Table 1 is $-0.00015532$. Half of that would have
# >   passed as well. Compare relative errors, in float64, with a smaller step.
# > - **[Report 003](../data/reports/texts/003.txt)** writes $z = Wx + b$ (its equation 1) with
# >   $W_1 \in \mathbb{R}^{D_\text{in} \times H_1}$ and $x \in \mathbb{R}^{D_\text{in}}$. The inner sizes do not meet, so it
# >   must mean $W^\top x$. Its equation 4, $\partial\ell/\partial W = \partial\ell/\partial z \cdot x$, is a product of two
# >   vectors of different lengths; right is the *outer* product, which is (4) for $n = 1$. The shapes find both slips.

# %% [markdown] name="recap"
# ## Recap
#
# - One neuron on one image is a dot product plus a bias; a layer on a batch is $Y = XW + b$, with $b$ broadcast over rows.
# - A weight's gradient is what comes in times what comes back, summed over the images. In matrices: $dW = X^\top dY$,
#   $db = \sum_\text{rows} dY$, $dX = dY\,W^\top$.
# - A gradient has the shape of what it belongs to. Shapes refute, they do not prove; central differences in float64 do much
#   better.
# - The $1/n$ of the mean enters once, in the loss. No layer divides by $n$.
# - Parameters and gradients are views into two flat vectors, so an optimiser needs one line.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. Why is $dW$ a sum over the images, and $dX$ is not?
#
#    <details><summary>Answer</summary>
#
#    Every image uses the same $W$, so a change of $W$ acts on the loss through all of them, and the effects add up. But
#    row $m$ of $X$ is image $m$ alone: it acts only through row $m$ of $Y$.
#    </details>
# 2. For $n = 64$ and a layer from 784 to 128, somebody computes `dY @ X`. What happens? And if the layer is 784 to 64?
#
#    <details><summary>Answer</summary>
#
#    `dY` is (64, 128), `X` is (64, 784): 128 and 64 do not meet, NumPy raises ValueError. With 64 outputs `dY` is (64, 64),
#    the product exists and has shape (64, 784), and only the shape of $W$, (784, 64), gives the mistake away.
#    </details>

# %% [markdown] name="quiz-2"
# 3. In `backward` you write `d_weight = …` in place of `self.d_weight[...] = …`. What do you see in training?
#
#    <details><summary>Answer</summary>
#
#    No error. `d_weight` is a local name, forgotten when the method ends; the network's gradient for the weights stays
#    zero, so the weights never move. The loss hardly falls: only the biases learn.
#    </details>
# 4. All shapes fit, and yet the gradient is wrong. Name three ways.
#
#    <details><summary>Answer</summary>
#
#    A wrong factor (divided by $n$ twice, a forgotten 2), a wrong sign, a mean in place of a sum for $db$, the $X$ of an
#    earlier batch, a gradient added to the old one. Each keeps its shape; a numeric check finds all of them.
#    </details>

# %% [markdown] name="quiz-3"
# 5. In the pencil example, what would $dX$ be for $dY = (2, 4)$?
#
#    <details><summary>Answer</summary>
#
#    $x_1$: $1 \cdot 2 + 0.5 \cdot 4 = 4$. $x_2$: $-1 \cdot 2 + 2 \cdot 4 = 6$.
#    </details>
# 6. In the panel, from which learning rate on does descent fail, and what decides that?
#
#    <details><summary>Answer</summary>
#
#    Along a direction in which the loss curves like $\tfrac12 \lambda s^2$, a step multiplies the distance to the minimum by
#    $1 - \text{learning rate} \cdot \lambda$. That grows in size as soon as the learning rate exceeds $2 / \lambda$. The
#    steepest direction here has $\lambda \approx 1.36$, hence a limit of about 1.47. The *first* step leads up a little
#    later, at 1.6, because along the other direction it still gains. Correlated inputs make $\lambda$ larger.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - Stack two linear layers: $(X W_1 + b_1) W_2 + b_2 = X (W_1 W_2) + (b_1 W_2 + b_2)$ is **one** linear layer. Depth alone
#   gains nothing; [chapter 03](03_activations.ipynb) puts an activation between the layers, and measures what that changes.
# - [Chapter 04](04_softmax_and_cross_entropy.ipynb) derives the softmax and the cross-entropy that you used here, and the $dY$
#   that they send to your layer.
# - [Chapter 05](05_backpropagation.ipynb) checks whole networks as you have checked a layer, and hunts planted bugs.
# - To go on at once: change `epochs` and `learning_rate` in the training cell. Can ten dot products reach 86 % on the
#   validation images?
