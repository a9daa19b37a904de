# %% [markdown] name="title"
# # 05 Backpropagation and the gradient check
#
# You write gradients on the wires of a graph, make of that the backward pass of a network, prove it with numbers, and hunt
# planted bugs.
#
# ## What you will be able to do
#
# - write value and gradient on every wire: add distributes, max routes, multiply swaps, gradients add where paths meet
# - derive the backward pass of a two-layer network, with shapes, and write it
# - choose the step of a central difference, and read its V-shaped error
# - choose an error and a tolerance that mean something, and deal with kinks
# - check a layer and a whole network, and find *where* a wrong gradient comes from
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb), [03 Activations](03_activations.ipynb),
#   [04 Softmax and cross-entropy](04_softmax_and_cross_entropy.ipynb).
# - Symbols: [the table of symbols](symbols.md). Words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 110 with the side paths
#
# The next cell picks ten training images, one of each class.

# %% name="setup"
import numpy as np
import pandas as pd

from mlp import SGD, Network, Trainer, build_mlp, check_gradients, evaluate
from mlp import load_fashion_mnist
from mlp.data import Part
from mlp.exercises import check, hint, yours_or_ours
from mlp.gradient_check import check_layer
from mlp.layers import Layer, Linear, ReLU
from mlp.losses import softmax
from mlp.plots.gradients import draw_report
from mlp.plots.graph import draw_graph, trace
from mlp.widgets import GradientWires, StepExplorer

data = load_fashion_mnist()
one_of_each = [np.argmax(data.train.labels == label) for label in range(10)]
ten = Part(data.train.images[one_of_each], data.train.labels[one_of_each])

# %% [markdown] name="numbers-text"
# ## Single numbers on wires
#
# A network is a long chain of small steps. What happens to gradients on their way back can be seen in a short one. Here is a
# formula of five numbers:
#
# $$L = \max(xw + b,\; u) \cdot v + (xw + b) , \qquad x = 2,\; w = -1,\; b = 5,\; u = 1,\; v = 4 .$$
#
# The part $q = xw + b$ occurs twice; we compute it once, and use it twice.
#
# **Predict.** What is $L$? And if $w$ rises by 0.01, by how much does $L$ rise?


# %% name="numbers"
def loss(x=2, w=-1, b=5, u=1, v=4):
    q = x * w + b
    return max(q, u) * v + q


print("L =", loss())
print(f"w higher by 0.01: L higher by {loss(w=-1 + 0.01) - loss():.2f}")

# %% [guard] name="numbers-guard"
assert loss() == 15 and np.isclose(loss(w=-0.99) - loss(), 0.1)

# %% [markdown] name="wires-text"
# $q$ is 3, so $L = 3 \cdot 4 + 3 = 15$. It rises by 0.10, ten times as much as $w$: its derivative with respect to $w$ is 10.
#
# To get all derivatives so, one moves each number and computes $L$ again. **Backpropagation** gets them all in one
# sweep from right to left. In the picture numbers flow along wires. Above each stands its value; below it belongs its
# **gradient**: by how much $L$ rises, per unit, when this number rises a little. For $L$ itself that is 1. Nodes turn what comes
# back into gradients of their inputs:
#
# - **add distributes**: both inputs get what comes back
# - **multiply swaps**: each input gets what comes back times the *other* input
# - **max routes**: the larger input gets all that comes back, the smaller one 0
# - **gradients add where paths meet**: a wire that forks gets the sum of its branches
#
# **Predict** each gradient, from right to left, before you press Check. (<kbd>Tab</kbd> goes to the next control.) Then take the second
# numbers: which branch has 0?

# %% name="wires"
GradientWires()

# %% [markdown] name="wires-answers"
# <details><summary>All gradients</summary>
#
# | on the wire | $s$ | $q$ below | $r$ | $v$ | $q$ above | $u$ | $q$ | $p$ | $b$ | $x$ | $w$ |
# |---|---|---|---|---|---|---|---|---|---|---|---|
# | first numbers | 1 | 1 | 4 | 3 | 4 | 0 | **5** | 5 | 5 | -5 | 10 |
# | second numbers | 1 | 1 | -2 | 5 | **0** | -2 | **1** | 1 | 1 | 2 | 3 |
#
# The usual wrong guess is 4 for $q$: the branch below is forgotten. A little more $q$ raises $L$ on both ways, by $4 + 1$. With the second numbers max sends everything to
# $u$ and 0 to the branch above: what $p$, $b$, $x$ and $w$ get has come along the branch below.
#
# </details>
#
# One sweep should agree with five differences. **Predict** what the next cell prints for the five inputs, with the first numbers.

# %% [guard] name="wires-guard"
from mlp.widgets.gradient_wires import NUMBERS as _numbers
from mlp.widgets.parts.wires import WIRES as _wires, gradients as _gradients, values as _values

_rows = [[_gradients(_values(**_numbers[name]))[wire] for wire in _wires] for name in ("first", "second")]
assert list(_wires) == ["s", "q below", "r", "v", "q above", "u", "q", "p", "b", "x", "w"]
assert _rows == [[1, 1, 4, 3, 4, 0, 5, 5, 5, -5, 10], [1, 1, -2, 5, 0, -2, 1, 1, 1, 2, 3]]

# %% name="differences"
h = 0.01
for name, value in {"x": 2, "w": -1, "b": 5, "u": 1, "v": 4}.items():
    difference = loss(**{name: value + h}) - loss(**{name: value - h})
    print(f"{name}: {difference / (2 * h):+.2f}")

# %% [markdown] name="graph-text"
# The same five numbers. And up to its loss, a network is made of these nodes alone:
#
# - a ReLU is a max with $u = 0$;
# - a linear layer multiplies and adds;
# - a weight meets every image of the batch, and so does a bias. Their wires fork $n$ times, and their gradients are **sums over the images**.
#
# ## The graph of a network
#
# From now on a wire carries a whole matrix, and is called an *edge*. Here are two linear layers with a ReLU between them, for two
# images of three pixels, two hidden units and two classes. (Report 003 draws such a graph, in its
# [Figure 3](../data/reports/texts/003.txt), with names where ours has numbers.)
#
# **Predict.** One of the four numbers in $Z$, the ReLU's input, is negative. What will stand at its place in $H$, what comes out, and what at its
# place in the gradient $dZ$? And how large can an entry of $dS$ be at most, for two images?

# %% name="tiny"
tiny = Network([Linear(3, 2), ReLU(), Linear(2, 2)], dtype="float64")
first, second = tiny.layers[0], tiny.layers[2]
first.weight[...], first.bias[...] = [[0.5, -0.5], [1, 0.5], [0.5, 1]], [0.1, 0.2]
second.weight[...], second.bias[...] = [[1, -0.5], [0.2, 1.5]], [0, 0.1]
X, labels = np.array([[1, 0.5, -1], [0.5, -1, 2]]), np.array([1, 0])

edges = trace(tiny, X, labels)  # one batch forward and backward, everything kept

# %% name="graph"
draw_graph(edges, ("linear 1", "ReLU", "linear 2", "softmax and\ncross-entropy"))

# %% [guard] name="graph-guard"
_on = {edge.name: edge for edge in edges}
_off = _on["Z"].value < 0
assert _off.sum() == 1 and _on["H"].value[_off] == 0 == _on["Z"].gradient[_off]
assert f"{np.abs(_on['S'].gradient).max():.3f}" == "0.406"

# %% [markdown] name="chain-text"
# 0 at both places: max takes the larger input, which is the constant 0, and routes the gradient to it. An entry of $dS$ is
# $(p_{ij} - t_{ij}) / n$, so for two images it stays below one half; the largest is 0.406.
#
# ## The chain rule, node by node
#
# Each node knows only its own formula. It turns the gradient of what it gave out into the gradients of what it was given.
# ([Report 004](../data/reports/texts/004.txt) has them for two layers, section 5.1.) From the right:
#
# **The loss.** Chapter 04: with the probabilities $P$ and the one-hot targets $T$, both $(n, K)$,
#
# $$dS = \tfrac1n (P - T) \qquad (n, K) . \tag{1}$$
#
# **The second linear layer**, $S = HW_2 + b_2$. Chapter 02's three formulas, with $H$ for what goes in and $dS$ for what comes back:
#
# $$\underbrace{dW_2}_{(n_\text{hid}, K)} = H^\top dS, \qquad \underbrace{db_2}_{(K,)} = \sum_\text{rows} dS, \qquad
#   \underbrace{dH}_{(n, n_\text{hid})} = dS\, W_2^\top . \tag{2}$$
#
# **Work out** the first entry of $dH$ with a pencil, from a row of $dS$ and a row of $W_2$ in the picture.

# %% name="pencil"
on = {edge.name: edge for edge in edges}
W2, dS = on["W2"].value, on["S"].gradient
print(f"{dS[0, 0]:+.3f} · {W2[0, 0]:+.1f}  and  {dS[0, 1]:+.3f} · {W2[0, 1]:+.1f}")
print(f"sum {dS[0] @ W2[0]:+.3f}, in the picture {on['H'].gradient[0, 0]:+.3f}")

# %% [guard] name="pencil-guard"
assert f"{dS[0] @ W2[0]:+.3f}" == f"{on['H'].gradient[0, 0]:+.3f}" == "+0.517"

# %% [markdown] name="chain-down-text"
# The hidden unit forks to both scores, so what comes back along its two branches adds up: 0.517.
#
# **The ReLU**, $H = \max(Z, 0)$. It routes: what comes back passes where $Z > 0$, and nothing elsewhere,
#
# $$dZ = dH \odot [Z > 0] \qquad (n, n_\text{hid}) . \tag{3}$$
#
# **The first linear layer**, $Z = XW_1 + b_1$: the same as (2), one layer down,
#
# $$\underbrace{dW_1}_{(n_\text{in}, n_\text{hid})} = X^\top dZ, \qquad \underbrace{db_1}_{(n_\text{hid},)} = \sum_\text{rows} dZ, \qquad
#   \underbrace{dX}_{(n, n_\text{in})} = dZ\, W_1^\top . \tag{4}$$
#
# That is all of backpropagation: the chain rule, with every intermediate result kept. A node needs nothing of the others, so a network of any depth is a
# list of layers.
#
# **Predict.** Take one single weight, in the last row and first column of $W_1$. On how many paths does it act on the loss? (A path goes through one image, then
# one hidden unit, then one score.) The derivatives along a path multiply, and the paths add up: which number of the picture must be their sum?

# %% name="paths"
Z, total = on["Z"].value, 0
for image in range(2):
    for k in range(2):
        along = [X[image, 2], float(Z[image, 0] > 0), W2[0, k], dS[image, k]]
        total += np.prod(along)
        product = " · ".join(f"({number:+.3f})" for number in along)
        print(f"image {image}, class {k}:  {product} = {np.prod(along):+.3f}")
print(f"sum {total:+.3f}, in the picture {on['W1'].gradient[2, 0]:+.3f}")

# %% [guard] name="paths-guard"
assert np.isclose(total, on["W1"].gradient[2, 0]) and f"{total:+.3f}" == "-1.735"

# %% [markdown] name="two-layer-text"
# Four: two images, two classes. Their sum is this weight's entry of $dW_1$, -1.735. Nobody adds up paths one by one, since they share their ends, and (1) to (4) work out
# each shared end **once**.
#
# ### Exercise 1: the backward pass of a two-layer network
#
# Write (1) to (4) for any sizes, one line for each gradient: `d_s`, then `d_w2`, `d_b2` and `d_h`, then `d_z`, then `d_w1` and `d_b1`. The
# images need no gradient: leave out $dX$. `softmax` is there for you.
#
# The next cell prints the three gradients in between for the small network: print yours there, line by line, and compare.

# %% name="in-between"
for name, gradient in {"d_s": "S", "d_h": "H", "d_z": "Z"}.items():
    print(name, (on[gradient].gradient.round(3) + 0.0).tolist())

# %% [guard] name="in-between-guard"
assert on["Z"].gradient[0, 1] == 0 and np.all(on["H"].gradient != 0)
assert np.array_equal(on["Z"].gradient[Z > 0], on["H"].gradient[Z > 0])
assert f"{on['H'].gradient[1, 0]:.3f} {Z[1, 0]:.2f}" == "-0.609 0.35"  # masked by its own sign, it would be lost


# %% name="two-layer-backward" exercise="two_layer_backward"


# %% name="two-layer-backward-check" check="two_layer_backward"
check.two_layer_backward(two_layer_backward)
# hint("two_layer_backward")  # stuck? remove the first "#": three hints, one at a time

# %% name="two-layer-tiny"
backward = yours_or_ours("two_layer_backward", two_layer_backward)
found = backward(X, Z, on["H"].value, on["S"].value, labels, W2)
for name, gradient in zip(("W1", "b1", "W2", "b2"), found):
    apart = np.abs(gradient - on[name].gradient).max()
    print(f"d{name} of the small network: off by {apart:.3f} from the picture")

# %% [markdown] name="order-text"
# A frequent slip: the mask in `d_z` goes by the sign of `d_h`, not by that of `z`. On the small network the -0.609 becomes 0 as well, although $z$ is 0.35 there and the ReLU
# is on. You will meet it in the hunt.
#
# ## Side path: why from the loss backwards?
#
# Take one image and a network 784-128-64-10, and forget the ReLUs for a moment. Then $dX = dS\, W_3^\top\, W_2^\top\, W_1^\top$: a row of 10 numbers
# times three matrices. Where one begins does not change the result. It changes the work:
#
# - **from the loss**: $((dS\, W_3^\top)\, W_2^\top)\, W_1^\top$ is always a *row* times a matrix;
# - **from the images**: $dS\,(W_3^\top (W_2^\top W_1^\top))$ multiplies *matrices* first.
#
# An $a \times b$ matrix times a $b \times c$ matrix takes $abc$ multiplications.
#
# **Predict.** How many times more multiplications does the second order take?

# %% name="order"
from_the_loss = 10 * 64 + 64 * 128 + 128 * 784
from_the_images = 64 * 128 * 784 + 10 * 64 * 784 + 10 * 784
print(f"from the loss {from_the_loss:,}, from the images {from_the_images:,}")
print(f"{from_the_images / from_the_loss:.1f} times as many")

# %% [guard] name="order-guard"
assert (from_the_loss, from_the_images) == (109_184, 6_932_128)
assert f"{from_the_images / from_the_loss:.1f}" == "63.5"
assert build_mlp([784, 128, 64, 10]).parameters.size == 109_386

# %% [markdown] name="order-ending"
# 63.5 times as many. The loss is one single number, and the parameters are many: so we begin at the end with the single number. One backward pass then gives **all**
# 109,386 derivatives for the price of about two forward passes (chapter 02). Central differences need two forward passes for *each*. For training that is far too
# slow. But they know nothing of our formulas, and so they are a witness.

# %% [markdown] name="step-text"
# ## How good is the witness?
#
# The **central difference** of chapter 02, for a function $f$ of one number $\theta$ and a step $h$:
#
# $$D(h) = \frac{f(\theta + h) - f(\theta - h)}{2h} .$$
#
# A gradient check compares the backward pass with such differences, so it is only as sharp as they are. Try it where we know the answer: $f = \exp$ at 1, whose derivative is
# $e$.
#
# **Predict.** By which factor does the error fall when the step becomes ten times shorter? How far does that go?

# %% name="step"
for h in (1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12):
    D = (np.exp(1 + h) - np.exp(1 - h)) / (2 * h)
    print(f"h = {h:.0e}   relative error ≈ {abs(D / np.e - 1):.1e}")


# %% [guard] name="step-guard"
def _error(h):
    return abs((np.exp(1 + h) - np.exp(1 - h)) / (2 * h) / np.e - 1)


assert all(98 < _error(h) / _error(h / 10) < 102 for h in (1e-1, 1e-2, 1e-3))
assert _error(1e-12) > 100 * _error(1e-10) > 1000 * _error(1e-6)

# %% [markdown] name="v-text"
# By 100, down to a step of about $10^{-5}$. Then it *grows*. Two errors work against each other.
#
# **Truncation.** Taylor's formula, $f(\theta \pm h) = f \pm h f' + \frac{h^2}{2} f'' \pm \frac{h^3}{6} f''' + \dots$, gives $D(h) = f' + \frac{h^2}{6} f''' + \dots$: what is cut
# off falls with the square of $h$.
#
# **Round-off.** A computer keeps a number to a relative precision eps, about $2 \cdot 10^{-16}$ in float64. The two values are nearly the same, and their difference is wrong by
# about $\text{eps}\,|f|$. The division by $2h$ enlarges that. Relative to $f'$, and up to a small factor,
#
# $$\text{relative error of } D(h) \;\approx\; c\,h^2 + \frac{r}{h}, \qquad c = \frac{|f'''|}{6\,|f'|}, \quad r = \text{eps}\,\frac{|f|}{|f'|} . \tag{5}$$
#
# On log axes that is a V. It is lowest where the derivative of (5) is 0, $2ch = r/h^2$:
#
# $$h_\text{best} = \Bigl(\frac{r}{2c}\Bigr)^{1/3} . \tag{6}$$
#
# **Predict.** For $\exp$ all derivatives are the same, so $c = \frac16$ and $r = \text{eps}$. In float32 eps is 500 million times as large. By which factor
# is its best step longer?

# %% name="best"
for dtype in ("float64", "float32"):
    eps = np.finfo(dtype).eps
    best = (eps / (2 / 6)) ** (1 / 3)
    error = best**2 / 6 + eps / best
    print(f"{dtype}: eps {eps:.1e}, best step {best:.1e}, error there {error:.0e}")

# %% [guard] name="best-guard"
_eps = {dtype: np.finfo(dtype).eps for dtype in ("float64", "float32")}
assert 5e8 < _eps["float32"] / _eps["float64"] < 6e8
assert 800 < (_eps["float32"] / _eps["float64"]) ** (1 / 3) < 820

# %% [markdown] name="step-live-text"
# By the cube root of 500 million, about 800. And the error in float32 is never far below $10^{-5}$: not enough to tell a slip from noise. So **gradients are checked in
# float64**, even where training is in float32.
#
# The panel has the measured errors. **Predict** each time before you move a control:
#
# 1. `exp` in float64, step 0.01, that of report 001: what is the error? At which step is it smallest, and how small?
# 2. The same in float32: where does the V go?
# 3. The loss of a real network in float64: is its best step another than that of `exp`?
# 4. The ReLU at $x = 0.001$, near its kink: which steps are too long?

# %% name="step-live" tags=["trained"]
StepExplorer(data)

# %% [markdown] name="step-answers"
# 1. $2 \cdot 10^{-5}$; the smallest error is near $10^{-11}$, at a step near $10^{-5}$, as (6) says.
# 2. Up and to the right: the best step is near $10^{-2}$, and the error there near $10^{-5}$.
# 3. Hardly: the cube root in (6) forgives a lot.
# 4. Every step above 0.001: it reaches across the kink at 0, where the slope jumps from 0 to 1.
#
# A trick buys more digits. $D(h)$ and $D(h/2)$ are off by the *same* $\frac16 f'''$, times $h^2$ and $h^2/4$. So
# $\frac13 \bigl(4 D(h/2) - D(h)\bigr)$ has no $h^2$ left (Richardson 1911).
#
# **Predict.** $D(0.001)$ of $\exp$ has the error $1.7 \cdot 10^{-7}$. And the combination?

# %% [guard] name="step-answers-guard"
_panel = StepExplorer(data)
_exp, _network = _panel.curves["exp at x = 1"], _panel.curves["loss by one weight"]
from mlp.widgets.step_explorer import STEPS as _steps

assert np.isclose(_exp["float64"][np.abs(_steps - 0.01).argmin()], 1.67e-5, rtol=0.01)
assert _exp["float64"].min() < 1e-10 and 1e-6 < _steps[_exp["float64"].argmin()] < 1e-4
assert 1e-3 < _steps[_exp["float32"].argmin()] < 0.1 and 1e-7 < _exp["float32"].min() < 1e-4
assert 1e-6 < _steps[_network["float64"].argmin()] < 2e-4


# %% name="richardson"
def D_of_exp(h):
    return (np.exp(1 + h) - np.exp(1 - h)) / (2 * h)


h = 1e-3
both = (4 * D_of_exp(h / 2) - D_of_exp(h)) / 3
print(f"error of D(h) ≈ {abs(D_of_exp(h) / np.e - 1):.1e}", end=", ")
print(f"of the combination ≈ {abs(both / np.e - 1):.0e}")

# %% [guard] name="richardson-guard"
assert abs(both / np.e - 1) < 2e-12 and abs(D_of_exp(h) / np.e - 1) > 1e-7

# %% [markdown] name="error-text"
# A hundred thousand times better or more, with a long step at which round-off is still small. `check_gradients`, below, does that.
#
# ## How far apart is too far?
#
# Let $a$ be the derivative from the backward pass and $D$ the one from differences. Is $|a - D| = 0.00005$ good? For $a = 5$ it
# is excellent. For $a = 0.0001$ half of the number is wrong. So divide by the size:
#
# $$\text{relative error} = \frac{|a - D|}{\max(|a|,\; |D|,\; a_\text{max} / 1000)} . \tag{7}$$
#
# - The **larger** of the two, so that both are treated alike.
# - A **floor**, a thousandth of the gradient's largest entry $a_\text{max}$: round-off is absolute, so a derivative of nearly 0 has no correct digits
#   to compare, and $0/0$ is no number.
#
# ### Exercise 2: the relative error
#
# **Predict:** what does (7) give for $a = 2$, $D = -2$? And for an answer of 0 where 3 is right? Then write it for whole arrays.


# %% name="relative-error" exercise="relative_error"


# %% name="relative-error-check" check="relative_error"
check.relative_error(relative_error)
# hint("relative_error")  # stuck? remove the first "#": three hints, one at a time

# %% name="relative-errors"
error_of = yours_or_ours("relative_error", relative_error)
a, D = np.array([2.0, 0.0, 5.0, 1e-4]), np.array([-2.0, 3.0, 5.00005, 1.5e-4])
for pair in zip(a, D, error_of(a, D)):
    print("a = {:<7g} D = {:<8g} relative error {:.5f}".format(*pair))

# %% [guard] name="relative-errors-guard"
assert np.allclose(error_of(a, D), [2, 1, 1e-5, 0.01], rtol=1e-3)

# %% [markdown] name="scale-text"
# 2 is the largest error that there is: right in size, wrong in sign. An answer of 0 has the error 1, or 100 %. The last pair shows the floor: half of the number is
# wrong, but tiny beside 5: it counts 0.01.
#
# ## A scale of errors
#
# In float64 and with a good step, the largest relative error says:
#
# | largest error | what it means |
# |---|---|
# | above $10^{-2}$ | a mistake |
# | $10^{-2}$ to $10^{-4}$ | most likely a mistake; or a kink under the step |
# | $10^{-4}$ to $10^{-6}$ | look closer: a kink, a step that is too long or too short, float32 somewhere |
# | below $10^{-6}$ | right |
#
# *Deeper networks have larger errors*, people say. We check networks of 1, 4 and 16 hidden layers, with ReLU and with tanh, all with a right backward pass: with plain
# differences of the step 0.001, and with `check_gradients`.
#
# **Predict.** With plain differences, how large is the largest of 200 errors for 1 and 16 layers of ReLUs? Of tanh?


# %% name="plain"
def plain_errors(net, part, h, places):
    """The relative errors at `places` of the flat gradient, by plain D(h)."""
    net.loss_and_gradient(part.images, part.labels)
    right, D = net.gradient[places], []
    for place in places:
        up, down = net.copy(), net.copy()
        up.parameters[place] += h
        down.parameters[place] -= h
        both = [n.loss_and_gradient(part.images, part.labels) for n in (up, down)]
        D.append((both[0] - both[1]) / (2 * h))
    return error_of(right, np.array(D))


# %% name="deeper"
for activation, depth in [(name, n) for name in ("relu", "tanh") for n in (1, 4, 16)]:
    sizes = [784, *depth * [32], 10]
    net = build_mlp(sizes, activation, "kaiming", dtype="float64", seed=0)
    places = np.random.default_rng(0).choice(net.parameters.size, 200, replace=False)
    plain = plain_errors(net, ten, 1e-3, places).max()
    report = check_gradients(net, ten.images, ten.labels)
    kinks = sum(row.kink for row in report.rows)
    print(f"{activation}, {depth:2} deep: plain ≈ {plain:.0e}", end="   ")
    print(f"check_gradients ≈ {report.max_relative_error:.0e}, near a kink {kinks}")


# %% [guard] name="deeper-guard"
def _kinds(activation, depth, n):
    net = build_mlp([784, *depth * [32], 10], activation, "kaiming", dtype="float64", seed=0)
    places = np.random.default_rng(0).choice(net.parameters.size, 200, replace=False)
    batch = Part(data.train.images[:n], data.train.labels[:n])
    report = check_gradients(net, batch.images, batch.labels, samples=120)
    return plain_errors(net, ten, 1e-3, places).max(), report.max_relative_error, sum(row.kink for row in report.rows)


_found = {(name, n): _kinds(name, n, 10) for name in ("relu", "tanh") for n in (1, 16)}
assert _found["relu", 16][0] > 0.3 and _found["relu", 1][0] < 1e-4 and _found["tanh", 16][0] < 1e-3, _found
assert max(each[1] for each in _found.values()) < 1e-7, _found
assert _found["tanh", 16][2] == 0 and _found["relu", 16][2] > _found["relu", 1][2], _found
assert _kinds("relu", 4, 100)[2] > _kinds("relu", 4, 10)[2]

# %% [markdown] name="kink-text"
# A right network of 16 layers has an error near 1! The reason is not the depth itself, as tanh shows, but the **kinks**: the more ReLUs, the more of them change sign when
# a weight moves by the step, and the difference then mixes two slopes. More images mean more kinks, too.
#
# `check_gradients` notices: a smooth function has the same derivative from the left as from the right, and the same for a shorter step. Where these differ, it takes
# a tenth of the step until they agree, and says `near a kink`. Errors still count.
#
# ## One layer at a time
#
# `check_layer(layer, x)` checks one layer by itself. It has no loss, so it is given one: $L = \sum R \odot Y$ with random numbers $R$ of $Y$'s shape. Then $dY = R$, and
# `backward(R)` must agree with differences in every entry of $X$ and of every parameter.
#
# **Predict.** Five inputs go into a ReLU: 0.5, -0.3, 0.0002, -0.00005 and exactly 0. The step is 0.001. Near which is a kink? For which will no step help?

# %% name="kink"
inputs = np.array([[0.5, -0.3, 2e-4, -5e-5, 0.0]])
rows = []
for x, row in zip(inputs[0], check_layer(ReLU(), inputs, step=1e-3).rows):
    kink = "near a kink" if row.kink else ""
    error = "below 1e-6" if row.relative_error < 1e-6 else f"{row.relative_error:.0%}"
    rows.append((f"{x:g}", f"{row.step:.0e}", kink, error))
pd.DataFrame(rows, columns=["x", "step taken", "", "relative error"])

# %% [markdown] name="whole-text"
# Three are near the kink, and two of these are saved by a shorter step. At exactly 0 no step helps: the slope is 0 on one side and 1 on the other, a central
# difference gives the mean, and our ReLU says 0, as good a choice as any. With real images an input of exactly 0 hardly ever occurs.
#
# ## A whole network
#
# `check_gradients(net, images, labels)` compares a network's gradient with differences of the loss: for a sample of *each* weight and *each* bias, or with
# `samples=None` for all their numbers.
#
# - **Few images** are enough, ten or twenty, and mean few kinks.
# - **Random layers** such as dropout (chapter 09) must draw the same numbers each time. `check_gradients` sees to that; in a check of your own, turn them off.
# - **A penalty** on the weights (chapter 09) can hide a wrong gradient of the data's loss. Check the two apart.
#
# **Predict.** We check 300 of 109,386 parameters, with ten images. How many will be near a kink? Will their errors be larger?

# %% name="whole" tags=["trained"]
net = build_mlp([784, 128, 64, 10], seed=0)
report = check_gradients(net, ten.images, ten.labels, samples=300)
draw_report(report)

# %% [guard] name="whole-guard"
_kinks = sum(row.kink for row in report.rows)
assert report.max_relative_error < 1e-6 and 8 <= _kinks <= 30, report
_masked = build_mlp([784, 32, 10], dropout=0.5, seed=0)
assert check_gradients(_masked, ten.images, ten.labels, samples=60).max_relative_error < 1e-6

# %% [markdown] name="covered-text"
# About one in twenty, and with the shorter step they are right as well. Can we trust this backward pass now? Only where somebody has looked.
#
# **Predict.** How many of the 300 were biases?

# %% name="covered"
summary = report.summary()
summary["max_relative_error"] = [f"≈ {e:.0e}" for e in summary["max_relative_error"]]
summary

# %% [guard] name="covered-guard"
assert list(summary["checked"]) == [58, 58, 58, 58, 58, 10] and summary["of"][1::2].sum() == 202

# %% [markdown] name="report-text"
# $58 + 58 + 10 = 126$, because each weight and each bias gets the same share. All errors lie below $10^{-6}$: you can trust this backward pass. Among 300 numbers drawn from
# all parameters alike there would be one bias, or none: only 202 of the 109,386 are biases.
#
# ## Side path: report 001's check, made again
#
# [Report 001](../data/reports/texts/001.txt) is the only one of the five that checks its gradients. Its network is 784-50-50-10 with tanh, on ten images, one of
# each class, and its step is $h = 10^{-2}$. A gradient passes when it is within $h^2 = 10^{-4}$ of the difference, **absolutely**. Its Table 1 lists
# seven parameters, and all pass.
#
# We do the same: the same sizes, ten images scaled to mean 0 and variance 1, the same seven places. The report's weights are not known, so our gradients are
# other numbers. A standard deviation of 0.1 makes them about as large.
#
# **Predict.** By (5), how many times smaller does the truncation error get when $h$ goes from $10^{-2}$ to $10^{-5}$?

# %% name="report-001"
pixels = data.to_pixels(ten.images)
images = (pixels - pixels.mean()) / pixels.std()
net = build_mlp([784, 50, 50, 10], "tanh", 0.1, dtype="float64", seed=0)
places = np.array([42300, 41750, 39200, 39250, 39301, 0, 51])  # in the flat gradient
scaled = Part(images, ten.labels)
coarse, fine = (plain_errors(net, scaled, h, places) for h in (1e-2, 1e-5))

# %% name="table-1"
from mlp.reports.published import published

columns = ["", "report", "by its differences"]
table = pd.DataFrame(published("001")["gradient_check"]["rows"], columns=columns)
errors = np.abs(1 - table["by its differences"] / table["report"])
table["its error"] = [f"{error:.0e}" for error in errors]
table["ours"] = net.gradient[places]
table["h = 1e-2"] = [f"{error:.0e}" for error in coarse]
table["h = 1e-5"] = [f"≈ {error:.0e}" for error in fine]
table.map(lambda number: f"{number:.8f}" if isinstance(number, float) else number)

# %% [guard] name="table-1-guard"
assert 1e-6 < errors.min() and errors.max() < 2e-4, errors
assert 1e-6 < coarse.min() and coarse.max() < 2e-3 and fine.max() < 1e-6, (coarse, fine)

# %% [markdown] name="tolerance-text"
# A million times smaller. With $h = 0.01$ the report's relative errors and ours are of one kind, from $10^{-6}$ to $10^{-3}$: that is truncation, and not the backward
# pass's fault. With $h = 10^{-5}$ all of ours fall below $10^{-6}$. The report's gradients are most probably right. But would its test have noticed if they were not?
#
# The last row's gradient is $-0.00015532$, and every answer within $0.0001$ of it passes. For a gradient below $0.0001$ the test accepts **0.0**: no backward pass at all.
#
# **Predict.** Take our network of 42,310 parameters and make its gradient wrong on purpose: 0 everywhere, the sign turned, half as large.
# For what share of the parameters does $10^{-4}$ notice nothing? And with report 000's weights, of standard deviation 0.01?

# %% name="tolerance"
print(f"accepted for -0.00015532: {-0.00015532 - 1e-4:.8f} to {-0.00015532 + 1e-4:.8f}")
wrong = {"0": 0, "sign turned": -1, "half as large": 0.5, "1 % too large": 1.01}
shares = pd.DataFrame(index=list(wrong))
for sigma in (0.1, 0.01):
    net = build_mlp([784, 50, 50, 10], "tanh", sigma, dtype="float64", seed=0)
    net.loss_and_gradient(images, ten.labels)
    right = net.gradient
    pairs = [(factor * right, right) for factor in wrong.values()]
    absolute = [np.mean(np.abs(a - D) < 1e-4) for a, D in pairs]
    shares[f"1e-4 absolute, σ = {sigma}"] = [f"{share:.1%}" for share in absolute]
    relative = [np.mean(error_of(a, D) < 1e-6) for a, D in pairs]
    shares[f"1e-6 relative, σ = {sigma}"] = [f"{share:.1%}" for share in relative]
shares

# %% [guard] name="tolerance-guard"
assert 0.45 < absolute[0] < 0.6 and absolute[3] > 0.95 and max(relative) < 0.01, (absolute, relative)

# %% [markdown] name="own-text"
# With small weights gradients are small, and **half of all parameters pass with an answer of 0.0**. The relative error accepts less than one in a hundred
# of any of these answers. An absolute tolerance says as much about the size of the gradients as about their correctness; and the size depends on the weights, the batch
# and the day of the training.
#
# ## Side path: your own layers train the real network
#
# Bring your own: a linear layer, as in chapter 02, and a ReLU, as in chapter 03. Both inherit from `Layer`. `forward(x, training=False)` keeps what
# `backward` needs; `backward(d_output)` returns `d_input`, and the linear layer also fills `self.d_weight` and `self.d_bias`.
#
# ### Exercise 3: a linear layer and a ReLU
#
# **Predict:** which of the two needs its *input* in the backward pass, and which could do with its *output* alone?


# %% name="own-layers" exercise="own_layers"


# %% name="own-layers-check" check="own_layers"
check.own_layers(own_layers)
# hint("own_layers")  # stuck? remove the first "#": three hints, one at a time

# %% [markdown] name="train-text"
# The linear layer needs its input, for $dW = X^\top dY$. For the ReLU the output will do: it is above 0 exactly where the input is.
#
# If your layers passed, they are checked and trained here. Your network and one of `build_mlp` start from the same weights, and see the same images in the same order: one
# epoch.
#
# **Predict.** Which share of the validation images will they classify correctly? How far apart will they be?

# %% name="own-check"
MyLinear, MyReLU = yours_or_ours("own_layers", own_layers)()
layers = [MyLinear(784, 128), MyReLU(), MyLinear(128, 64), MyReLU(), MyLinear(64, 10)]
own, ours = Network(layers, seed=0), build_mlp([784, 128, 64, 10], seed=0)
report = check_gradients(own, ten.images, ten.labels)
print(f"largest relative error ≈ {report.max_relative_error:.0e}")

# %% [guard] name="own-check-guard"
assert report.max_relative_error < 1e-6

# %% name="train"
for name, net in {"your layers": own, "build_mlp": ours}.items():
    Trainer(net, SGD(0.1), 128, seed=0, progress=False).fit(data.train, epochs=1)
    print(f"{name}: ≈ {evaluate(net, data.validation).accuracy:.1%}")

# %% [guard] name="train-guard"
_accuracy = [evaluate(net, data.validation).accuracy for net in (own, ours)]
assert all(0.82 < accuracy < 0.88 for accuracy in _accuracy) and abs(np.diff(_accuracy)) < 0.01

# %% [markdown] name="hunt-text"
# About 85 % for both: the same weights, formulas and images.
#
# ## The bug hunt
#
# Ten networks 784-32-32-10, each with **one** planted bug. All of them run, and all learn at least a little: that is what makes such bugs expensive. Some are
# from the reports, the others are classics.
#
# 1. Check the whole with `check_gradients`. A wrong backward pass of one layer makes **everything below it** wrong and nothing above, so the topmost wrong
#    parameter says where to look. A wrong bias with right weights says something, too.
# 2. Check the layers one by one with `check_layer`. If all are right and the whole is wrong, the loss is left.
# 3. `bug_hunt.accuse(number, "ReLU.backward")` says whether you are right, and why not. If you are, it tells the bug, where it was met, and what it costs.
#
# The first one we solve together: layers 0, 2 and 4 are linear, 1 and 3 are ReLUs. **Predict:** if only the ReLUs' backward pass is wrong, which of the linear layers
# have right gradients?

# %% name="bug-1" tags=["trained"]
from mlp.exercises.chapter_05 import bug_hunt

suspect = bug_hunt.suspect(1)  # a new, untrained network
draw_report(check_gradients(suspect, ten.images, ten.labels))

# %% name="bug-1-layers"
for number, layer in enumerate(suspect.layers):
    x = np.random.default_rng(1).standard_normal((6, 784 if number == 0 else 32))
    error = check_layer(layer, x, samples=100).max_relative_error
    print(f"layer {number}, {type(layer).__name__:6} by itself: ≈ {error:.0e}")

# %% name="bug-1-accused"
print(bug_hunt.accuse(1, "Linear.backward"))
print(bug_hunt.accuse(1, "ReLU.backward"))

# %% [guard] name="bug-1-guard"
_summary = check_gradients(suspect, ten.images, ten.labels).summary()["max_relative_error"]
assert (_summary.iloc[:4] > 0.1).all() and (_summary.iloc[4:] < 1e-6).all()
assert bug_hunt.accuse(1, "ReLU.backward") and not bug_hunt.accuse(1, "Linear.backward")

# %% [markdown] name="hunt-on"
# Only layer 4. What it is handed, $dS$, is right then, and so is the loss. Layer 2 is wrong: what it is handed has come through the ReLU above it. By itself, only the ReLU
# fails, with the error 1.
#
# Now you. Nine others wait: change the number, check, accuse. `bug_hunt.PLACES` lists what can be accused.
#
# A warning: a check sees only what you show it. **Suspect 2 looks clean** on ten images, and it is not. When a check finds nothing, ask:
#
# - Is the batch too small, or too neat? Show it more images than classes, such as `data.train.images[:20]`.
# - Does the network have a past? Train it for some steps (`suspect.loss_and_gradient(…)`, `SGD(0.001).step(suspect.parameters, suspect.gradient)`), and check again.
# - Are the numbers too tame? Show it `1000 * ten.images`.

# %% name="hunt"
number = 2  # then 3, 4, … up to 10
suspect = bug_hunt.suspect(number)
report = check_gradients(suspect, ten.images, ten.labels)
for name, error in report.summary()["max_relative_error"].items():
    print(f"{name:24} ≈ {error:.0e}")
# bug_hunt.accuse(number, "…")  # remove the first "#", and name the place

# %% [markdown] name="reports"
# ## What the reports found
#
# > - [**Report 000**](../data/reports/texts/000.txt) prints $dY = \max(dY', 0)$ as the ReLU's backward pass (3.2.2). You have seen what that is worth: suspect 1. Its softmax code
# >   subtracts the targets at `dx[np.arange(x), y]`, where `x` is the array of scores: NumPy refuses that line, so the code that trained must have been another.
# >   And the middle of its equation (3.2.4), $4 / (e^{2x} + 1)^2$, lacks a factor $e^{2x}$; its right-hand side, $1 - \tanh^2 x$, is right. A gradient check finds all three.
# > - [**Report 001**](../data/reports/texts/001.txt), section 2, is the only one of the five that checks its gradients. But its step is a thousand times longer than (6) advises, and
# >   its tolerance is absolute. With weights as small as report 000's, half of the gradient could have been 0.
# > - [**Report 003**](../data/reports/texts/003.txt), section 2.2, writes $\partial\ell/\partial W = \partial\ell/\partial z \cdot x$ (4), without transposes and without an order. One of the suspects shows what happens to
# >   those who trust a formula because the shapes fit.

# %% [guard] name="reports-guard"
try:
    np.arange(np.zeros((4, 3)))  # report 000's index
    _refused = False
except (TypeError, ValueError):
    _refused = True
assert _refused

# %% [markdown] name="recap"
# ## Recap
#
# - A network is a graph. Values flow forward, gradients back, and each gradient has the shape of its value.
# - Add distributes, multiply swaps, max routes, and gradients add where paths meet. A weight meets every image, so its gradient is a sum over the images.
# - From the loss backwards is cheap because the loss is one single number: all derivatives for about two forward passes.
# - A central difference errs by $c h^2 + r / h$. In float64 the best step is near $10^{-5}$; float32 is too coarse to check with.
# - Compare relatively, with a floor. Above $10^{-2}$ it is a mistake, below $10^{-6}$ it is right. An absolute tolerance accepts zeros where gradients are small.
# - A kink within the step is reported and checked with a shorter one. More ReLUs and more images mean more kinks.
# - Errors travel down. Check every weight and every bias, then layer by layer; then ask what the check was not shown.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. A network's last linear layer has the right $dW$ and a wrong $db$. Every layer below is right. What is wrong?
#
#    <details><summary>Answer</summary>
#
#    The $db$ of that layer alone. A wrong $dS$ would spoil its $dW$ and everything below; a wrong $dX$ would spoil what is below. The bias's gradient
#    goes nowhere else.
#    </details>
# 2. Why is a check with $h = 10^{-12}$ in float64 no better than one with $h = 10^{-2}$?
#
#    <details><summary>Answer</summary>
#
#    The two losses then agree in nearly all of their 16 digits, and what is left of their difference is rounding: the error $r / h$ is about
#    $10^{-4}$, more than the truncation at $10^{-2}$. Between the two lies the best step.
#    </details>
# 3. In a 32-32-32 network somebody writes $dY\,W$ in place of $dY\,W^\top$. Do the shapes notice? Does `check_layer`?
#
#    <details><summary>Answer</summary>
#
#    Both products are $(n, 32)$, so the shapes say nothing. The numbers differ, and the check notices. Only a symmetric $W = W^\top$, such as zeros or the identity,
#    hides the slip: check with random weights.
#    </details>

# %% [markdown] name="quiz-more"
# 4. A gradient check of a freshly made network passes, and training still goes wrong. Name two kinds of bug for which that can be.
#
#    <details><summary>Answer</summary>
#
#    Whatever needs a past: a gradient that is added up over batches, a cache that is never renewed. Whatever needs other numbers: an overflow of large scores, an index
#    that is right for ten images only. And whatever is not the gradient: the optimiser, the data, the labels.
#    </details>
# 5. Why does `check_layer` use random numbers $R$, and not the plain sum of all outputs, as its loss?
#
#    <details><summary>Answer</summary>
#
#    With the sum, $dY$ would be 1 everywhere. A ReLU that masks by the sign of $dY$ (suspect 1) would be wrong only where $X$ is negative, and a transposed or shuffled $dY$
#    would look the same. Random numbers treat every entry differently.
#    </details>

# %% [markdown] name="quiz-last"
# 6. Two of the ten bugs cost less than two percentage points of accuracy. Why bother?
#
#    <details><summary>Answer</summary>
#
#    They cost little in *this* network, with *this* data, in 300 steps. A leak that is forgotten matters when units die; a bias that learns too slowly matters when the
#    input is not centred. And you would compare methods while measuring a bug. The check takes a second.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - Hunt all ten. Which did you find fastest: those that ruin the training, or those that nobody would notice?
# - [Chapter 06](06_initialisation.ipynb) follows the size of values and gradients through many layers: now that they are right, will they be large enough to learn from?
# - Take a layer that you have never derived, such as `BatchNorm` in `mlp.layers`, write its backward pass yourself, and let `check_layer` be the judge.
