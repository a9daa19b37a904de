# %% [markdown] name="title"
# # 07 Optimisers and schedules
#
# You derive every optimiser of this course from what was wrong with the one before, race them down surfaces and on the
# clothes, and find out how much of a race is decided by the learning rate alone.
#
# ## What you will be able to do
#
# - say which learning rates a surface allows, and why a ravine makes plain gradient descent slow
# - derive and write a step with momentum and a step of Adam, and say what each term is for
# - draw a schedule before you use it, and write one
# - find a learning rate with one short training, and compare optimisers fairly
# - on side paths: see how fast momentum can be, and why AdamW decays weights outside of Adam
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb) for the gradient step,
#   [05 Backpropagation](05_backpropagation.ipynb) for the gradient. [06 Initialisation](06_initialisation.ipynb) helps.
# - Symbols: [the table of symbols](symbols.md). Words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 85 with the side paths

# %% name="setup"
import numpy as np

from mlp import SGD, Adam, RMSprop, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.evaluation.comparisons import compare_with
from mlp.exercises import check, hint, yours_or_ours
from mlp.plots.gains import draw_gains
from mlp.plots.optimisers import draw_heights, draw_hills, draw_last_steps
from mlp.plots.optimisers import draw_one_valley, draw_races, draw_range_tests
from mlp.plots.optimisers import draw_rates_of_rules, draw_ravine
from mlp.plots.optimisers import draw_schedules, draw_velocities
from mlp.training.schedules import Constant, Cosine, Exponential, InverseTime
from mlp.training.schedules import OneCycle, Step, WarmUp
from mlp.training.smoothing import smooth
from mlp.training.surfaces import BOWL, RAVINE, descend, quadratic
from mlp.widgets import OptimizerRace

# %% [markdown] name="valley-text"
# ## One parameter: how large may a step be?
#
# A network's parameters are one long vector, `net.parameters`. In this chapter $\theta$ is that whole vector, and
# $G = \partial L / \partial \theta$ the gradient that backpropagation puts into `net.gradient`. An **optimiser** is a
# rule that makes a step of $G$. The plainest one you know, stochastic gradient descent (SGD):
#
# $$\theta \leftarrow \theta - \eta\, G . \tag{1}$$
#
# How large may $\eta$ be? We begin with one parameter $x$ and the loss $L = \tfrac12 q x^2$ with $q = 10$. Near a
# lowest point every smooth loss looks like such a parabola. Its slope is $G = q x$, so $q$ says how fast the slope
# grows: it is the **curvature**.
#
# **Predict.** We start at $x = 0.9$. Where does one step lead with $\eta = 0.05$, $0.1$, $0.19$ and $0.201$? And where
# will $x$ be after 30 steps with each?

# %% name="valley"
valley = {}
for rate in (0.05, 0.1, 0.19, 0.201):
    x = [0.9]
    for _ in range(30):
        x.append(x[-1] - rate * 10 * x[-1])
    valley[rate] = np.array(x)
    print(f"{rate:5}: x = {x[1]:6.3f}, {x[2]:6.3f} … after 30 steps {x[30]:.3f}")

# %% name="valley-picture"
draw_one_valley(valley, curvature=10)

# %% [guard] name="valley-guard"
assert np.allclose([valley[rate][1] for rate in valley], [0.45, 0, -0.81, -0.909])
assert np.allclose([valley[rate][30] for rate in valley], [0, 0, 0.0381, 1.2131], atol=1e-4)

# %% [markdown] name="ravine-text"
# Put $G = q x$ into (1). Each step multiplies $x$ by the same number, here $0.5$, $0$, $-0.9$ and $-1.01$:
#
# $$x \leftarrow (1 - \eta\, q)\, x . \tag{2}$$
#
# With $\eta = 1/q$ one step is enough. A larger one jumps across. Above $2/q = 0.2$ it lands higher than it started, and
# 0.201 is only a little above: a ceiling has no soft edge.
#
# ## Two parameters: a ravine
#
# Now $L = \tfrac12 (q_x\, x^2 + q_y\, y^2)$ with $q_x = 0.2$ and $q_y = 10$: steep across, flat along. Each coordinate goes
# its own way by (2), but both have *one* $\eta$. All coordinates shrink only for
#
# $$0 < \eta < \frac{2}{q_\text{max}}, \qquad \text{and the slowest still shrinks by } 1 - \eta\, q_\text{min} \text{ only.} \tag{3}$$
#
# **Predict.** How much of $x$ and how much of $y$ is left after 30 steps with $\eta = 0.05$, $0.19$, $0.201$? What do the
# three paths look like from above?

# %% name="ravine"
paths = {rate: descend(RAVINE, SGD(rate), steps=30) for rate in (0.05, 0.19, 0.201)}
for rate, path in paths.items():
    x, y = np.abs(path[30] / path[0])
    by_2 = abs(1 - rate * 0.2) ** 30, abs(1 - rate * 10) ** 30
    print(f"{rate:5}: left of x {x:4.0%}, of y {y:4.0%}", end="   ")
    print(f"by (2): {by_2[0]:4.0%}, {by_2[1]:4.0%}")

# %% name="ravine-picture"
draw_ravine(RAVINE, paths)

# %% [guard] name="ravine-guard"
assert np.allclose(np.abs(paths[0.19][30] / paths[0.19][0]), [0.962**30, 0.9**30])
assert 0.73 < 0.99**30 < 0.75 and 0.31 < 0.962**30 < 0.32 and 1.34 < 1.01**30 < 1.36

# %% [markdown] name="condition-text"
# With 0.05, $y$ is gone and 74 % of $x$ is left. With 0.19, nearly the ceiling, it is still 31 %. And 0.201 throws $y$
# out, although it would be a tiny rate for $x$ alone, whose ceiling is 10. Whoever expects the middle rate to be good
# for both forgets that the **steepest** direction sets the ceiling, and the **flattest** one the time.
#
# What counts is their ratio $\kappa = q_\text{max} / q_\text{min}$, the **condition number**, here 50. At the best rate,
# $2 / (q_\text{max} + q_\text{min})$, both factors have the size $(\kappa - 1) / (\kappa + 1)$: for a large $\kappa$ that
# is hardly below 1. A network has a hundred thousand parameters, and usually a $\kappa$ far above 50.
#
# ## Momentum: a memory of gradients
#
# Look at the gradients themselves, on the path with 0.19.
#
# **Predict** the signs of the first six, along the ravine ($x$) and across it ($y$). What would their sums be?

# %% name="signs"
along, across = RAVINE.slope(*paths[0.19][:6].T)
print("along: ", *(f"{g:+6.2f}" for g in along), f"   sum {along.sum():+6.2f}")
print("across:", *(f"{g:+6.2f}" for g in across), f"   sum {across.sum():+6.2f}")

# %% [guard] name="signs-guard"
assert np.all(along < 0) and np.all(across[::2] > 0) and np.all(across[1::2] < 0)
assert f"{across.sum():.1f}" == "2.2" and f"{along.sum():.1f}" == "-2.0"

# %% [markdown] name="momentum-text"
# Along, all have one sign, and six small ones add up to $-2$. Across, they change their sign in each step: six large
# ones, of a size up to 9, add up to only $2.2$. A *sum* keeps what is common and cancels what swings. So keep one, the
# **velocity** $V$, and let it fade, by a **momentum** $\beta$ between 0 and 1 (Polyak 1964; 0.9 is the usual choice):
#
# $$V \leftarrow \beta\, V + G, \qquad \theta \leftarrow \theta - \eta\, V . \tag{4}$$
#
# Unroll the first line, from $V = 0$ at the start. After step $t$,
#
# $$V_t = G_t + \beta\, G_{t-1} + \beta^2 G_{t-2} + \dots = \sum_{s=1}^{t} \beta^{\,t-s}\, G_s . \tag{5}$$
#
# Each older gradient counts $\beta$ times the next younger one.
#
# ### Exercise 1: a step with momentum
#
# **Predict:** with $\beta = 0.9$ and a gradient of 1 in every step, what is $V$ after 1, 2, 10 and 40 steps? And for
# gradients $+1, -1, +1, \dots$, how large does it become?


# %% name="momentum-step" exercise="momentum_step"


# %% name="momentum-step-check" check="momentum_step"
check.momentum_step(momentum_step)
# hint("momentum_step")  # stuck? remove the first "#": three hints, one at a time

# %% name="velocities"
step_with_momentum = yours_or_ours("momentum_step", momentum_step)
velocities = {"always +1": [], "+1, -1, +1, …": []}
for name, sign in zip(velocities, (1.0, -1.0)):
    place, velocity = np.zeros(1), np.zeros(1)
    for t in range(40):
        gradient = np.array([sign**t])
        place, velocity = step_with_momentum(place, velocity, gradient, 0.1, 0.9)
        velocities[name].append(velocity[0])
    told = [f"V{t} = {velocities[name][t - 1]:.2f}" for t in (1, 2, 10, 40)]
    print(f"{name:13}", *told, sep="   ")

# %% name="velocities-picture"
draw_velocities(velocities)

# %% [guard] name="velocities-guard"
same, swings = velocities.values()
assert np.allclose([same[t - 1] for t in (1, 2, 10, 40)], [1, 1.9, 6.51, 9.85], atol=0.01)
assert abs(swings[9]) < 0.36 and 0.5 < abs(swings[39]) < 0.53

# %% [markdown] name="effective-text"
# - **Always the same** (along the ravine). The geometric series gives $V_t = \frac{1 - \beta^t}{1 - \beta}\, G$: 1, 1.9,
#   6.5 after ten steps, and in the end $\frac{1}{1 - \beta}\, G = 10\, G$. The usual wrong guess is that momentum 0.9 makes
#   a step 1.9 times as long. The **effective learning rate** is $\eta / (1 - \beta)$: ten times $\eta$.
# - **Alternating** (across). The series alternates too, and $V$ ends at $\pm \frac{1}{1 + \beta}\, G$: about half.
#
# Keep the first one in mind for the rest of the chapter. Who compares SGD with momentum 0.9 *at the same learning rate*
# compares two steps of which one is ten times as long.
#
# So is momentum ten times as fast? In our ravine we count steps until the height is a millionth of the start's, all with
# $\eta = 0.1$.
#
# **Predict.** SGD alone needs 278. How many are needed with momentum 0.5, 0.75, 0.9 and 0.99?


# %% name="memory"
def until_a_millionth(heights):
    """The number of the first step after which the height stays so low."""
    above = ~(heights < 1e-6 * heights[0])  # nan, far away, counts as above
    return np.flatnonzero(above)[-1] + 1


heights = {}
for beta in (0, 0.5, 0.75, 0.9, 0.99):
    path = descend(RAVINE, SGD(0.1, momentum=beta), steps=2000)
    heights[f"momentum {beta}"] = height = RAVINE.height(*path.T)
    print(f"momentum {beta:4}: {until_a_millionth(height):5} steps")

# %% name="memory-picture"
shown = {name: line[:201] for name, line in heights.items() if name != "momentum 0.5"}
draw_heights(shown, "Momentum 0.75 suits this ravine; 0.99 swings for long")

# %% [guard] name="memory-guard"
assert [until_a_millionth(line) for line in heights.values()] == [278, 133, 48, 132, 1383]

# %% [markdown] name="memory-answer"
# 133, 48, 132, and 1,383. Momentum 0.75 needs a sixth of the steps. More is not better: 0.9 needs more than twice as many
# as 0.75, and 0.99 five times as many as no momentum at all. Too much memory overshoots, swings back, and swings for
# long. The best momentum belongs to the ravine. (Why 0.75 here is the next section, a side path. The core goes on with
# "A learning rate for each parameter".)

# %% [markdown] name="roots-text"
# ## Side path: how fast can momentum be?
#
# In (4), write one coordinate of the ravine, $G = q\,\theta$, and replace $\eta V$ by the last step,
# $\theta_{t-1} - \theta_t$:
#
# $$\theta_{t+1} = (1 + \beta - \eta\, q)\, \theta_t - \beta\, \theta_{t-1} . \tag{6}$$
#
# Try $\theta_t = z^t$: then $z^2 - (1 + \beta - \eta q)\, z + \beta = 0$. The product of the two roots is $\beta$. Where
# they are complex, both have the size $|z| = \sqrt\beta$: in *every* direction, steep or flat, the distance shrinks by
# $\sqrt\beta$ per step. That is so for $(1 - \sqrt\beta)^2 < \eta\, q < (1 + \sqrt\beta)^2$.
#
# **Predict** with $\eta = 0.1$: for which of $\beta = 0.6$, $0.75$ and $0.9$ does the whole ravine, $\eta q$ from $0.02$
# to $1$, lie in that range? What is the slowest factor then?


# %% name="roots"
def slowest(rate, beta):
    """The largest root |z| of the two directions, q = 0.2 and q = 10."""
    roots = [np.roots([1, -(1 + beta - rate * q), beta]) for q in (0.2, 10)]
    return np.abs(roots).max()


for beta in (0.6, 0.75, 0.9):
    z, path = slowest(0.1, beta), descend(RAVINE, SGD(0.1, beta), steps=2000)
    steps = until_a_millionth(RAVINE.height(*path.T))
    promised = np.log(1e-3) / np.log(z)  # the height is a square
    low, high = (1 - np.sqrt(beta)) ** 2, (1 + np.sqrt(beta)) ** 2
    print(f"beta {beta:4}: complex from {low:.3f} to {high:.2f}", end="   ")
    print(f"factor {z:.3f}, promised {promised:4.0f} steps, needed {steps}")

# %% [guard] name="roots-guard"
assert np.isclose(slowest(0.1, 0.75), 0.75**0.5) and np.isclose(slowest(0.1, 0.9), 0.9**0.5)
assert slowest(0.1, 0.6) > 0.6**0.5 and 1400 < ((1 + 0.9**0.5) / (1 - 0.9**0.5)) ** 2 < 1450

# %% [markdown] name="nesterov-text"
# For 0.75 and 0.9, with ranges from 0.018 and 0.003 on: factor $\sqrt\beta$. For 0.6 the range begins at 0.051; the flat
# direction is left out, and its root is real and larger. (It needs fewer steps than promised, since $y$ makes most of the
# first height.) So the best $\beta$ is the smallest that takes the whole ravine in. With both ends of the range used,
# $\frac{1 + \sqrt\beta}{1 - \sqrt\beta} = \sqrt\kappa$: momentum puts $\sqrt\kappa$ where plain descent has $\kappa$. 0.9 suits
# $\kappa \approx 1{,}400$.
#
# **Nesterov** (1983; this form Sutskever et al. 2013): the velocity carries on by $\eta \beta V$ anyway, so measure the next
# gradient there:
#
# $$V \leftarrow \beta\, V + G, \qquad \theta \leftarrow \theta - \eta\, (G + \beta\, V) . \tag{7}$$
#
# Now $z^2 - (1 + \beta)(1 - \eta q)\, z + \beta\,(1 - \eta q) = 0$. The roots' product is $\beta\,(1 - \eta q)$: the steeper, the better
# damped.
#
# **Predict.** At which momentum does (7) save more steps, 0.75 or 0.99? And with $\eta = 0.3$?

# %% name="nesterov"
print("rate  momentum   (4) needs   (7) needs")
for rate, beta in [(0.1, 0.75), (0.1, 0.9), (0.1, 0.99), (0.3, 0.9)]:
    steps = []
    for nesterov in (False, True):
        path = descend(RAVINE, SGD(rate, beta, nesterov), steps=2000)
        needed = until_a_millionth(RAVINE.height(*path.T))
        steps.append(needed if needed < 2000 else "never")
    print(f"{rate:4}  {beta:8}   {steps[0]:>9}   {steps[1]:>9}")

# %% [guard] name="nesterov-guard"
assert until_a_millionth(RAVINE.height(*descend(RAVINE, SGD(0.1, 0.75, True), 2000).T)) == 51
assert until_a_millionth(RAVINE.height(*descend(RAVINE, SGD(0.1, 0.9, True), 2000).T)) == 81
assert until_a_millionth(RAVINE.height(*descend(RAVINE, SGD(0.1, 0.99, True), 2000).T)) == 358
assert until_a_millionth(RAVINE.height(*descend(RAVINE, SGD(0.3, 0.9), 2000).T)) < 2000
assert np.isnan(descend(RAVINE, SGD(0.3, 0.9, True), 2000)[-1]).all()

# %% [markdown] name="nesterov-answer"
# At 0.99, where plain momentum swings: 358 steps in place of 1,383. At 0.75 it saves nothing. At $\eta = 0.3$ plain
# momentum survives, because its ceiling is $2 (1 + \beta) / q_\text{max} = 0.38$. Nesterov's is $\frac{2 (1 + \beta)}{1 + 2\beta}
# / q_\text{max} = 0.136$, below SGD's, and it flies out.

# %% [markdown] name="adaptive-text"
# ## A learning rate for each parameter
#
# Momentum has one $\eta$ for all parameters. Steep ones should get a small rate, flat ones a large one. We do not know the
# curvatures; but a steep direction shows itself by *large gradients*. So divide each gradient by its own usual size.
# **RMSprop** (Hinton 2012, a slide of a lecture) measures that size by an average of squares, which forgets as (4) does.
# All operations go entry by entry:
#
# $$U \leftarrow \beta\, U + (1 - \beta)\, G^2, \tag{8}$$
#
# $$\theta \leftarrow \theta - \eta\, \frac{G}{\sqrt U + \epsilon} . \tag{9}$$
#
# $\epsilon$, usually $10^{-8}$, only keeps the division finite.
#
# **Predict.** Somebody multiplies the loss by 100: the curvatures are 20 and 1,000. SGD goes with 0.05, RMSprop with
# 0.03. Where is $x$ after 30 steps, in the one ravine and in the other?

# %% name="hundredfold"
steeper = quadratic("100 times as steep", steep=1000, flat=20, start=RAVINE.start)
for name, rule in {"SGD": lambda: SGD(0.05), "RMSprop": lambda: RMSprop(0.03)}.items():
    for surface in (RAVINE, steeper):
        x, y = descend(surface, rule(), steps=30)[-1]
        print(f"{name:8} {surface.name:20} x = {x:6.3f}   y = {y:6.3f}")

# %% [guard] name="hundredfold-guard"
assert np.isnan(descend(steeper, SGD(0.05), 30)[-1]).all()
ends = [descend(surface, RMSprop(0.03), 30)[-1] for surface in (RAVINE, steeper)]
assert np.allclose(*ends, atol=1e-6) and np.allclose(ends[0], [-0.767, 0.080], atol=0.001)

# %% [markdown] name="adam-text"
# SGD is gone (`nan`), far above its new ceiling of 0.002. RMSprop is at the same place, to three digits: $G$ and
# $\sqrt U$ grow alike, so (9) does not notice. Its step is about as long as $\eta$, whatever the gradients are. So $\eta$ now says *how
# far a parameter moves*, and 0.001 is the lecture's.
#
# ### Adam: both, and an honest start
#
# **Adam** (Kingma, Ba 2015) averages the gradient, as momentum does, and divides by the averaged square:
#
# $$M \leftarrow \beta_1 M + (1 - \beta_1)\, G, \qquad U \leftarrow \beta_2\, U + (1 - \beta_2)\, G^2 , \tag{10}$$
#
# with $\beta_1 = 0.9$, $\beta_2 = 0.999$, and both 0 at the start. That start has a price.
#
# **Predict.** The gradient is 1 in every step. How large are $M$ and $\sqrt U$ after the first step? A step is
# $\eta\, M / \sqrt U$ long: are the first steps too short, since $M$ is too small, or too long? By what factor?

# %% name="bias"
mean = squares = 0.0
print("    t        M   root of U   M / root of U")
for t in range(1, 5001):
    mean = 0.9 * mean + 0.1 * 1
    squares = 0.999 * squares + 0.001 * 1
    if t in (1, 2, 10, 100, 1000, 5000):
        root = np.sqrt(squares)
        print(f"{t:5}   {mean:6.3f}   {root:9.3f}   {mean / root:13.2f}")

# %% [guard] name="bias-guard"
by_t = (1 - 0.9 ** np.arange(1, 5001)) / np.sqrt(1 - 0.999 ** np.arange(1, 5001))
assert np.isclose(by_t[-1], mean / np.sqrt(squares)) and 6 < by_t.max() < 7 and 10 <= by_t.argmax() + 1 < 20
assert f"{by_t[0]:.2f}" == "3.16" and 1.2 < by_t[999] < 1.3

# %% [markdown] name="correction-text"
# Too long: by 3.2 at first, by more than 6 after ten steps, and still by a quarter after 1,000. $U$ has the longer memory,
# stays too small for much longer than $M$, and it is what we divide by. How much too small? Let all gradients be drawn
# from one distribution, and take the mean of (10), unrolled as in (5):
#
# $$\mathrm{E}[M_t] = (1 - \beta_1) \sum_{s=1}^{t} \beta_1^{\,t-s}\; \mathrm{E}[G] = (1 - \beta_1^t)\; \mathrm{E}[G] .$$
#
# So $M$ is too small by $1 - \beta_1^t$, and $U$ by $1 - \beta_2^t$. We know these numbers, and divide by them: the
# **bias correction**.
#
# $$\hat M = \frac{M}{1 - \beta_1^t}, \qquad \hat U = \frac{U}{1 - \beta_2^t} , \qquad t = 1, 2, 3, \dots \tag{11}$$
#
# $$\theta \leftarrow \theta - \eta\, \frac{\hat M}{\sqrt{\hat U} + \epsilon} . \tag{12}$$
#
# ### Exercise 2: a step of Adam
#
# (10) to (12); $t$ is given, 1 for the first step. **Predict:** three parameters have the gradients $0.003$, $-40$ and $0$.
# With $\eta = 0.001$, by how much does the first step change each?


# %% name="adam-step" exercise="adam_step"


# %% name="adam-step-check" check="adam_step"
check.adam_step(adam_step)
# hint("adam_step")  # stuck? remove the first "#": three hints, one at a time

# %% name="first-step"
step_of_adam = yours_or_ours("adam_step", adam_step)
zeros, gradient = np.zeros(3), np.array([0.003, -40.0, 0.0])
first, *_ = step_of_adam(zeros, zeros, zeros, gradient, 1, 0.001, 0.9, 0.999, 1e-8)
print("first step of Adam:", *(f"{change:+.6f}" for change in first + 0.0))

# %% [guard] name="first-step-guard"
assert np.allclose(first, [-0.001, 0.001, 0], atol=1e-8)

# %% [markdown] name="first-step-answer"
# By $-\eta$, $+\eta$ and 0. At $t = 1$ the corrections give $\hat M = G$ and $\hat U = G^2$, so that only the sign of a
# gradient counts. Whoever expects the second parameter to move 13,000 times as far thinks of SGD. (The next section is a
# side path; the core goes on with "The race".)

# %% [markdown] name="adamw-text"
# ## Side path: AdamW, a decay that is not a gradient
#
# An L2 penalty $\frac{\lambda}{2} \sum \theta^2$ adds $\lambda \theta$ to the gradient ([chapter 09](09_regularisation.ipynb)
# tells what for). With SGD that is a decay of the weights: $\theta \leftarrow (1 - \eta\lambda)\, \theta - \eta\, G$. With
# Adam it is not: $\lambda\theta$ goes into $M$ *and* gets divided by $\sqrt{\hat U}$, the size of that parameter's gradients.
# **AdamW** (Loshchilov, Hutter 2019) *decouples* the two:
#
# $$\theta \leftarrow (1 - \eta\, \lambda)\, \theta, \qquad \text{then (12) with the gradient of the loss alone.} \tag{13}$$
#
# **Predict.** 500 parameters of 1 have gradients of $\pm 10$ and 500 have gradients of $\pm 0.1$, all signs random. After
# 1,000 steps with $\eta = 0.001$ and $\lambda = 0.1$, what share of each group has the L2 penalty taken off? And AdamW's decay?

# %% name="adamw"
from mlp.training.optimizers import AdamW

sizes = np.repeat([10.0, 0.1], 500)  # of each parameter's gradients
rng = np.random.default_rng(0)
plain, with_l2, with_decay = np.ones((3, 1000))
adam, l2, decoupled = Adam(0.001), Adam(0.001), AdamW(0.001, weight_decay=0.1)
for _ in range(1000):
    gradient = sizes * rng.choice([-1.0, 1.0], 1000)
    adam.step(plain, gradient)
    l2.step(with_l2, gradient + 0.1 * with_l2)
    decoupled.step(with_decay, gradient)

for name, parameters in {"L2": with_l2, "AdamW": with_decay}.items():
    large, small = (plain - parameters).reshape(2, 500).mean(axis=1)
    print(f"{name:5} takes off {large:5.1%} (large gradients), {small:5.1%} (small)")
print(f"the decay alone: {1 - (1 - 0.001 * 0.1) ** 1000:.1%}")

# %% [guard] name="adamw-guard"
lost = (plain - with_l2).reshape(2, 500).mean(axis=1)
assert 0.005 < lost[0] < 0.02 and 0.5 < lost[1] < 0.7
assert np.allclose((plain - with_decay).reshape(2, 500).mean(axis=1), 0.095, atol=0.005)

# %% [markdown] name="adamw-answer"
# L2 takes more than half where gradients are small, since there $\lambda\theta = 0.1$ is as large as the gradient; and a
# hundredth where they are large. AdamW takes 9.5 % from all alike.

# %% [markdown] name="race-text"
# ## The race
#
# Five optimisers start at one place, 200 steps each. *Step* moves through the race: hold its arrow key.
# **Predict, then try:**
#
# 1. *Ravine*, step 200: raise momentum's learning rate to 0.3, above SGD's ceiling of 0.2. Of momentum and Nesterov, who
#    stays, who goes?
# 2. *Tilted ravine* is the ravine turned by 45°, start and all. For which of the five does the height at step 60 stay
#    the same to the last digit?
# 3. *Ravine*, steps 100 to 120: RMSprop is at the bottom, and leaves it again. How high does it climb?
# 4. *Saddle*, start y at 0.00, step 200. At which height are all? And with a noise of 0.1?
# 5. *Rosenbrock*, step 200: momentum is lowest. Can you make Adam win, by its learning rate alone?
# 6. *Noisy bowl*, step 200: at which height does SGD dance around the lowest point? And with the schedule *cosine*?

# %% name="race"
OptimizerRace()

# %% [guard] name="race-guard"
from mlp.training.surfaces import ROSENBROCK, SADDLE, TILTED


def race_of(surface, steps=200, momentum=0.05, adam=0.1, **settings):
    five = {"SGD": SGD(0.15), "momentum": SGD(momentum, 0.9), "Nesterov": SGD(momentum, 0.9, True)}
    five |= {"RMSprop": RMSprop(0.03), "Adam": Adam(adam)}
    return {name: surface.height(*descend(surface, rule, steps, **settings).T) for name, rule in five.items()}


assert np.isnan(race_of(RAVINE, momentum=0.3)["Nesterov"][200])
assert race_of(RAVINE, momentum=0.3)["momentum"][200] < 1e-8
straight, tilted = race_of(RAVINE), race_of(TILTED)
same_heights = [name for name in straight if f"{straight[name][60]:.3g}" == f"{tilted[name][60]:.3g}"]
assert same_heights == ["SGD", "momentum", "Nesterov"]
assert f"{tilted['RMSprop'][60] / straight['RMSprop'][60]:.0f}" == "48"
assert straight["RMSprop"][107] < 1e-20 and 0.02 < straight["RMSprop"][118] < 0.022
assert all(abs(line[200] - 0.5) < 0.001 for line in race_of(SADDLE, start=(-1.5, 0.0)).values())
assert all(line[200] < 0.002 for line in race_of(SADDLE, start=(-1.5, 0.0), noise=0.1).values())
assert race_of(ROSENBROCK)["momentum"][200] == min(line[200] for line in race_of(ROSENBROCK).values())
assert race_of(ROSENBROCK, adam=0.15)["Adam"][200] < race_of(ROSENBROCK)["momentum"][200] / 40
assert 0.05 < race_of(BOWL)["SGD"][200] < 0.06
assert 0.0075 < race_of(BOWL, schedule=Cosine(200))["SGD"][200] < 0.0085

# %% [markdown] name="race-answer"
# 1. Momentum stays, Nesterov goes: a side path above says why.
# 2. For SGD, momentum and Nesterov: they do not know which way x points. RMSprop and Adam scale x and y apart, which
#    helps only where the ravine lies along an axis. Turned, RMSprop is 48 times as high.
# 3. From $10^{-20}$ to 0.02. Small gradients make a small $U$, so $\eta / \sqrt U$ in (9) grows until it is above
#    $2 / q_\text{max}$, and (3) throws it out.
# 4. At 0.5: on the ridge the slope across is exactly 0. With the least noise, all get below 0.002. Batches bring noise.
# 5. With 0.15 in place of 0.1, by a factor of 40. Who sets the rates decides who wins.
# 6. At 0.056, and at 0.008 with the schedule.

# %% [markdown] name="noise-text"
# ## Schedules
#
# The gradient of a batch is the true one plus noise. In the noisy bowl, $L = x^2 + y^2$, that noise has standard
# deviation 1. SGD runs with 50 different noises; we take the mean of the heights.
#
# **Predict.** With $\eta = 0.1$ the mean height ends at about 0.055. Where does it end with $0.01$, and how many times as
# many steps does it take to get below 0.1? And a cosine from 0.1 down to 0 over 1,000 steps?

# %% name="noise"
settings = {"0.1": (0.1, None), "0.01": (0.01, None)}
settings["0.1 to 0"] = (0.1, Cosine(1000))
means = {}
for name, (rate, schedule) in settings.items():
    noisy = []
    for seed in range(50):
        path = descend(BOWL, SGD(rate), 1000, schedule=schedule, seed=seed)
        noisy.append(BOWL.height(*path.T))
    means[name] = np.mean(noisy, axis=0)
    low = np.flatnonzero(means[name] < 0.1)[0]
    print(f"{name:8}  below 0.1 after {low:3} steps", end="")
    print(f",   mean of the last 20: {means[name][-20:].mean():.4f}")

# %% name="noise-picture"
draw_heights(means, "Large is fast, small ends low, a schedule is both")

# %% [guard] name="noise-guard"
ends = {name: line[-20:].mean() for name, line in means.items()}
assert 0.05 < ends["0.1"] < 0.065 and 8 < ends["0.1"] / ends["0.01"] < 10 and ends["0.1 to 0"] < ends["0.01"]
fast, slow, both = (np.flatnonzero(line < 0.1)[0] for line in means.values())
assert fast == 10 and both == fast and slow == 87

# %% [markdown] name="noise-answer"
# With 0.01: about a ninth of the height, and nearly nine times as many steps until it is below 0.1. In (2), each step also adds
# $\eta$ times the noise; what it adds and what it shrinks balance at a height in proportion to $\eta$. **No constant rate
# is both fast and low.** The cosine is as fast as the one, and ends below the other.
#
# A **schedule** is a function of iteration and epoch; the learning rate is multiplied by its value. Those of
# `mlp.training.schedules`, for 2,000 iterations, 400 to an epoch:
#
# - *constant*: 1. *Exponential*: $0.9^\text{epoch}$ (report 000). *Step*: a tenth after every 2 epochs (as He et al. 2016).
#   *Inverse time*: $1 / (1 + \text{decay} \cdot \text{iteration})$ (report 002; Robbins, Monro 1951).
# - *Cosine*: half a wave from 1 to 0 (Loshchilov, Hutter 2017). *One-cycle*: up and down (Smith, Topin 2018).
#   *Warm-up*: a straight rise (Goyal et al. 2017), then any other.
#
# **Predict.** Sketch them all. After how many iterations does *inverse time* with a decay of 0.01 reach one half? And
# *exponential*?

# %% name="schedules"
how_far = {"constant": Constant(), "exponential": Exponential(0.9)}
how_far["step"] = Step(every=2)
how_far["inverse time"] = InverseTime(0.01)
the_end = {"cosine": Cosine(2000), "one-cycle": OneCycle(2000)}
the_end["warm-up, cosine"] = WarmUp(200, then=Cosine(2000))


def factors(schedule):
    return np.array([schedule(i, i // 400) for i in range(2000)])


for name, schedule in (how_far | the_end).items():
    top = factors(schedule).argmax()
    half = np.flatnonzero(factors(schedule)[top:] <= 0.5)
    print(f"{name:16} down to one half:", top + half[0] if len(half) else "never")

# %% name="schedules-picture"
panels = {"These look at how far it is": how_far, "These know when it ends": the_end}
for title, group in panels.items():
    panels[title] = {name: factors(schedule) for name, schedule in group.items()}
draw_schedules(panels)

# %% [guard] name="schedules-guard"
assert np.argmax(factors(how_far["inverse time"]) <= 0.5) == 100
assert factors(how_far["exponential"])[-1] == 0.9**4 > 0.65

# %% [markdown] name="schedule-exercise-text"
# Inverse time after 100 iterations, and *exponential* not at all in these five epochs: $0.9^4$ is still 0.66. Read each
# *decay* against the length of the training. The right three are told that length, so they can reach 0 in time.
#
# ### Exercise 3: rise and fall
#
# The schedule with which large networks are trained most today: a straight rise for the first $w$ = `warm_up`
# iterations, then half a cosine from there to the end $n$ = `iterations`, and 0 from then on.
#
# $$f(i) = \frac{i + 1}{w} \;\text{ for } i < w, \qquad f(i) = \tfrac12 \left(1 + \cos\left(\pi\, \frac{i - w}{n - w}\right)\right)
#   \;\text{ for } w \le i \le n . \tag{14}$$
#
# (`WarmUp(w, then=Cosine(n))` is nearly that: its cosine begins at iteration 0 already.)
#
# **Predict** $f$ at $i = 0$, $49$, $50$, $425$ and $800$ for $w = 50$ and $n = 800$. Why is it $i + 1$ and not $i$?


# %% name="warm-up-cosine" exercise="warm_up_cosine"


# %% name="warm-up-cosine-check" check="warm_up_cosine"
check.warm_up_cosine(warm_up_cosine)
# hint("warm_up_cosine")  # stuck? remove the first "#": three hints, one at a time

# %% name="warm-up-cosine-used"
rise_and_fall = yours_or_ours("warm_up_cosine", warm_up_cosine)
for i in (0, 49, 50, 425, 800):
    print(f"f({i}) = {rise_and_fall(i, 800, 50):.2f}")

# %% [guard] name="warm-up-cosine-guard"
assert [round(float(rise_and_fall(i, 800, 50)), 2) for i in (0, 49, 50, 425, 800)] == [0.02, 1, 1, 0.5, 0]

# %% [markdown] name="range-text"
# With $i$, the first step would be multiplied by 0: a batch computed for nothing.
#
# ## The clothes: which learning rate?
#
# Now the real network: report 000's, 784-128-64-10, on standardised images, from Kaiming's start, with batches of 64.
# Momentum is 0.9 from here on. Nobody tells us its $q_\text{max}$. But one short training can find the ceiling: begin with a
# rate that is far too small, let it grow by the same factor in every step, and watch the loss. This is the
# **learning-rate range test** (Smith 2017). First the loss stays, then it falls; and where it turns, steps of that
# length have begun to do harm. A good rate mostly lies between a tenth of this *turning point* and the point itself.
#
# **Predict.** The effective rate of momentum 0.9 is ten times $\eta$. At which share of SGD's rate does momentum's loss
# fall below 2? Does it also turn at that share? And where do RMSprop and Adam turn?

# %% name="range-test"
from mlp.training.range_test import range_test

data = load_fashion_mnist()
RULES = {"SGD": SGD, "momentum": lambda rate: SGD(rate, momentum=0.9)}
RULES |= {"RMSprop": RMSprop, "Adam": Adam}


def range_test_of(name, seed):
    net = build_mlp([784, 128, 64, 10], seed=seed)
    return range_test(net, RULES[name](1.0), data.train, batch_size=64, seed=seed)


tests = {name: [range_test_of(name, seed) for seed in range(3)] for name in RULES}

# %% name="range-test-numbers"
print("mean of 3 seeds: loss below 2 at, lowest at")
turning = {}
for name, found in tests.items():
    falls = np.mean([test.learning_rates[np.argmax(test.smooth < 2)] for test in found])
    turning[name] = np.mean([test.turning_point for test in found])
    print(f"{name:16} ≈ {falls:.1g}   ≈ {turning[name]:.1g}")

# %% name="range-test-picture" tags=["trained"]
draw_range_tests({name: found[0] for name, found in tests.items()})

# %% [guard] name="range-test-guard"
turned = {name: [test.turning_point for test in found] for name, found in tests.items()}
fell = {name: np.mean([t.learning_rates[np.argmax(t.smooth < 2)] for t in found]) for name, found in tests.items()}
assert 6 < fell["SGD"] / fell["momentum"] < 16 and 1.5 < turning["SGD"] / turning["momentum"] < 8
RANGES = {"SGD": (0.05, 0.3), "momentum": (0.02, 0.1), "RMSprop": (0.001, 0.006), "Adam": (0.003, 0.015)}
assert all(low < min(turned[name]) and max(turned[name]) < high for name, (low, high) in RANGES.items())

# %% [markdown] name="grid-text"
# Momentum's loss falls at about a tenth of SGD's rate, as $1 / (1 - \beta)$ has it. It does not turn at a tenth, but at
# about a quarter: momentum also lifts the ceiling. RMSprop and Adam turn below 0.01, where SGD has just begun.
#
# How good is the test's advice? For this chapter each rule was trained at eight learning rates, 1, 2, 5 in each power of
# ten, for 800 steps (nearly an epoch) and with four seeds. A seed decides the start, the order, and which 5,000 of the
# 60,000 images are kept for validation. `read` gets the table of those trainings (stored numbers, so no ≈).
#
# **Predict** each rule's best rate. Which of the four is best at its best rate, and by how many points?

# %% name="grid"
from mlp.studies import read
from mlp.studies.optimisers import best_rates

grid = read("optimisers", "rates")
grid["score"] = grid.validation_accuracy.fillna(0.1)  # diverged: no better than a guess
scores = grid.groupby(["rule", "kind", "learning_rate"], sort=False).score.mean()
best = best_rates(grid)  # (rule, kind) -> the rate with the highest mean

for name in RULES:
    rate = best[name, "constant"]
    accuracy, turn = scores[name, "constant", rate], turning[name]
    print(f"{name:9} best at {rate:6g}: {accuracy:.2%}", end="    ")
    print(f"turning point / best: ≈ {turn / rate:.1f}")

# %% name="grid-picture"
draw_rates_of_rules({name: dict(scores[name, "constant"]) for name in RULES})

# %% [guard] name="grid-guard"
assert len(grid) == 256 and sorted(grid.seed.unique()) == [0, 1, 2, 3]
assert {name: best[name, "constant"] for name in RULES} == {
    "SGD": 0.1,
    "momentum": 0.01,
    "RMSprop": 0.0005,
    "Adam": 0.001,
}
tops = [scores[name, "constant", best[name, "constant"]] for name in RULES]
assert [f"{top:.1%}" for top in tops] == ["85.7%", "85.9%", "85.9%", "86.3%"]
for (name, kind), rate in best.items():  # no best one at an edge
    tried = sorted(scores[name, kind].index)
    assert 0 < tried.index(rate) < len(tried) - 2
assert 0.9 < turning["SGD"] / 0.1 < 3 and 2 < turning["momentum"] / 0.01 < 8
assert 2 < turning["RMSprop"] / 0.0005 < 10 and 3 < turning["Adam"] / 0.001 < 12

# %% [markdown] name="one-rate-text"
# 0.1, 0.01, 0.0005 and 0.001: no best one stands at an edge of the rates that were tried, and the range test's advice was
# good: each best rate lies between a tenth of the turning point and the point. SGD's and momentum's best differ by exactly
# $1 - \beta$. The four tops lie within 0.7 points.
#
# ### One rate for all
#
# Each hill has its place, so what would a comparison *at one rate* show? Report 000's
# [Figure 6](../data/reports/texts/000.txt) shows the loss of four update rules, and concludes that all but SGD "demonstrate
# substantial enhancements". We draw that figure twice, 400 steps, three seeds: with 0.001 for all four, the default in
# its section 4.1; and with each one's own best rate of the table.
#
# **Predict.** At 0.001, how many points is SGD behind each of the others? And with rates of their own?


# %% name="train"
def train(optimizer, iterations, schedule=None, seed=0):
    """The loss of every batch, (iterations,), and the validation accuracy in %."""
    net = build_mlp([784, 128, 64, 10], seed=seed)
    settings = {"batch_size": 64, "schedule": schedule, "progress": False}
    trainer = Trainer(net, optimizer, seed=seed, **settings)
    trainer.begin(data.train, iterations=iterations)
    losses = []
    while not trainer.done:
        trainer.advance()  # one step on the next batch
        losses.append(trainer.loss)
    return np.array(losses), 100 * evaluate(net, data.validation).accuracy


# %% name="race-of-rules"
def race_of_rules(rates):
    """rule -> smoothed losses (3, 400); and rule -> accuracies (3,)."""
    losses, accuracies = {}, {}
    for name, rate in rates.items():
        runs = [train(RULES[name](rate), 400, seed=seed) for seed in range(3)]
        losses[name] = smooth([loss for loss, _ in runs], 0.95)
        accuracies[name] = np.array([accuracy for _, accuracy in runs])
    return losses, accuracies


same_losses, same = race_of_rules(dict.fromkeys(RULES, 0.001))
own_losses, own = race_of_rules({name: best[name, "constant"] for name in RULES})

# %% [markdown] name="tell-text"
# Two seeds differ by a point or two, but the same seed means the same start and the same batches. So we take differences
# seed by seed. `tell` prints for each comparison the mean difference, its 95 % interval, widened for as many comparisons
# as it is given, and "tie" where that contains 0: the one rule of this course
# ([chapter 09](09_regularisation.ipynb) derives it).


# %% name="tell"
def ahead_of_sgd(scores):
    """rule -> (seeds,) becomes rule -> (seeds,), paired differences to SGD."""
    return {name: scores[name] - scores["SGD"] for name in RULES if name != "SGD"}


def tell(differences, about=""):
    """A row for each comparison; `about` is "≈ " for numbers trained here."""
    seeds = len(next(iter(differences.values())))
    for name, row in compare_with(np.zeros(seeds), differences).iterrows():
        low, high = f"{about}{row.low:+.2f}", f"{about}{row.high:+.2f}"
        tie = "   tie" if row.tie else ""
        print(f"{name:24} {about}{row.difference:+.2f}   ({low} to {high}){tie}")


# %% name="race-of-rules-numbers"
for title, found in {"0.001 for all": same, "each its own": own}.items():
    print(f"{title}: SGD ≈ {found['SGD'].mean():.1f} %; ahead of it, in points:")
    tell(ahead_of_sgd(found), "≈ ")

# %% name="race-of-rules-picture" tags=["trained"]
panels = {"0.001 for all: SGD is far behind": same_losses}
panels["Each its own rate: no gap is left"] = own_losses
draw_races(panels)

# %% [guard] name="race-of-rules-guard"
one = compare_with(same["SGD"], {name: same[name] for name in RULES if name != "SGD"})
each = compare_with(own["SGD"], {name: own[name] for name in RULES if name != "SGD"})
assert not one.tie.any() and 10 < one.difference["momentum"] < 16
assert one.difference[["RMSprop", "Adam"]].between(14, 20).all()
assert each.tie.all() and each.difference.abs().max() < 3 and 81 < own["SGD"].mean() < 86.5

# %% [markdown] name="constant-text"
# At 0.001 SGD is behind by about 13 points (momentum) and 17 (RMSprop, Adam): three paired comparisons, three seeds, no
# interval near 0. With rates of their own, all three are **ties**. So the left panel is a figure about *learning rates*.
#
# But three seeds give intervals that reach several points to each side: too coarse to see one point. So the rates that
# seeds 0 to 3 had chosen raced again, for 800 steps, with *eight other seeds*, 4 to 11, and other validation images. The
# choice had no part in these numbers.
#
# **Predict.** Who is ahead of SGD now, by how many points, and whose interval still contains 0?

# %% name="constant"
race = read("optimisers", "race")
race["score"] = 100 * race.validation_accuracy
arms = ["rule", "kind", "rate_of"]
race = race.pivot(index="seed", columns=arms, values="score")  # (8 seeds, 16 arms)

constant = {name: race[name, "constant", "constant"] for name in RULES}
tell(ahead_of_sgd(constant))

# %% [guard] name="constant-guard"
three = compare_with(np.zeros(8), ahead_of_sgd(constant))
assert race.shape == (8, 16) and sorted(race.index) == [*range(4, 12)] and three.tie.all()
assert [f"{value:+.2f}" for value in three.difference] == ["+0.57", "+0.41", "+0.88"]
assert not race.isna().any().any()

# %% [markdown] name="schedule-run-text"
# All three seem ahead, Adam by 0.88 points, and all three are ties. A tie does not say "equal": it says that eight
# seeds cannot tell. What Adam offers is seen further up: its default rate was good at once. (Where gradients differ
# wildly in size, as with rare words in a text, Adam is often clearly ahead.)
#
# ### And a schedule?
#
# First one training, live: SGD for 800 steps with your schedule (14), 50 steps of warm-up, and 0.2 at its top. Beside it
# two constant rates, 0.1 and 0.2. One seed: look, and conclude nothing yet.
#
# **Predict.** Which of the three has the lowest loss after 200 steps, and which after 800?


# %% name="schedule-run"
def up_and_down(iteration, epoch):
    return rise_and_fall(iteration, 800, 50)


three = {"0.1": (0.1, None), "0.2": (0.2, None), "0.2, up and down": (0.2, up_and_down)}
lines = {}
for name, (rate, schedule) in three.items():
    losses, _ = train(SGD(rate), 800, schedule)
    lines[name] = smooth(losses, 0.98)
    early, late = lines[name][199], lines[name][-1]
    print(f"{name:17} after 200: ≈ {early:.2f}   after 800: ≈ {late:.2f}")

# %% name="schedule-run-picture" tags=["trained"]
draw_last_steps(lines, "In the end the schedule is below both constant rates")

# %% [guard] name="schedule-run-guard"
assert lines["0.1"][199] < lines["0.2, up and down"][199]
assert lines["0.2, up and down"][-1] < min(lines["0.1"][-1], lines["0.2"][-1]) - 0.01

# %% [markdown] name="hills-text"
# At 200 the three are close, and the schedule is not ahead; at 800 it is. But with which constant rate should it be
# compared, 0.1 or 0.2? The table has every rate with the schedule too (`WarmUp(50, then=Cosine(800))`, four seeds).
#
# **Predict.** A schedule takes the rate down in the end. By which factor does that move the best rate, for each rule?

# %% name="hills"
for name in RULES:
    low, high = best[name, "constant"], best[name, "schedule"]
    print(f"{name:9} constant {low:6g}   schedule {high:5g}   factor {high / low:.0f}")

# %% name="hills-picture"
hills = {name: {} for name in RULES}
for name, kind in best:
    hills[name][kind] = dict(scores[name, kind])
draw_hills(hills)

# %% [guard] name="hills-guard"
assert [round(best[name, "schedule"] / best[name, "constant"]) for name in RULES] == [2, 2, 4, 10 / 2]

# %% [markdown] name="factorial-text"
# Higher by 2, 2, 4 and 5. So "with a schedule" changes *two* things, if each arm gets its best rate. To see which of them
# gains, the eight other seeds ran both apart. For each rule, from its best constant rate:
#
# - **schedule alone**: the same rate, with the schedule
# - **rate alone**: the schedule's higher rate, constant
# - **both**: the higher rate, with the schedule
#
# Four rules times three are 12 paired comparisons, and the intervals are widened for all 12 together (Holm 1979).
#
# **Predict** for each of the three: how many points does it gain, or lose?

# %% name="factorial"
changes = {"schedule alone": ("schedule", "constant")}
changes |= {"rate alone": ("constant", "schedule"), "both": ("schedule", "schedule")}
gains = {
    f"{name}, {change}": race[name, kind, rate_of] - race[name, "constant", "constant"]
    for change, (kind, rate_of) in changes.items()
    for name in RULES
}
tell(gains)

# %% name="factorial-picture"
draw_gains(gains, "Only both together show a gain with every rule")

# %% [guard] name="factorial-guard"
twelve = compare_with(np.zeros(8), gains)
assert list(twelve.tie) == 4 * [True] + [True, True, False, False] + 4 * [False]
assert twelve.difference[:4].between(0.05, 0.85).all() and twelve.difference[4:8].between(-1.5, -0.4).all()
assert [f"{value:+.1f}" for value in twelve.difference[8:]] == ["+1.4", "+0.7", "+1.7", "+1.2"]

# %% [markdown] name="factorial-answer"
# The schedule alone: $+0.07$ to $+0.80$, four ties. The higher rate alone: $-0.43$ to $-1.38$, two of them ties.
# **Both together gain 0.7 to 1.7 points with every rule**, and no interval contains 0. So the usual report, "the schedule
# gained 1.4 points with SGD", leaves out half of what was changed.
#
# Does each of the two need the other? Ask that directly: what does the schedule gain at the lower rate, what at the
# higher, and how much more is that? These are four more comparisons.
#
# **Predict** the three numbers for SGD, from the rows above.

# %% name="interaction"
more = {}
for name in RULES:
    low = race[name, "schedule", "constant"] - race[name, "constant", "constant"]
    high = race[name, "schedule", "schedule"] - race[name, "constant", "schedule"]
    more[f"{name}, how much more"] = high - low
    print(f"{name:9} lower rate {low.mean():+.2f}, higher rate {high.mean():+.2f}")
tell(more)

# %% [guard] name="interaction-guard"
four = compare_with(np.zeros(8), more)
assert not four.tie.any() and [f"{value:.1f}" for value in four.difference] == ["1.6", "0.9", "3.0", "1.8"]
assert f"{high.mean():.1f}" == "2.2"

# %% [markdown] name="interaction-answer"
# For SGD $+0.80$, and at the higher rate $+2.35$, from 0.98 below to 1.38 above: 1.55 more. With every rule the schedule
# gains more at the higher rate, by 0.9 to 3.0 points, and none of the four is a tie. One says that the two **interact**:
# the schedule makes the higher rate bearable, and the higher rate makes the schedule worth having. **Learning rate and
# schedule are one setting in two parts.**
#
# One question is left. Each rule has its schedule and its own best rate for it now.
#
# **Predict.** By how many points is each ahead of SGD, and which are still ties? Three of the six comparisons you know.

# %% name="scheduled"
scheduled = {name: race[name, "schedule", "schedule"] for name in RULES}
six = {}
for kind, ends in {"constant": constant, "schedule": scheduled}.items():
    six |= {f"{name}, {kind}": ahead for name, ahead in ahead_of_sgd(ends).items()}
tell(six)

# %% name="scheduled-picture"
draw_gains(six, "Ties when constant; with a schedule two are ahead of SGD")

# %% [guard] name="scheduled-guard"
verdict = compare_with(np.zeros(8), six)
assert list(verdict.tie) == [True, True, True, True, False, False]
assert [f"{value:+.2f}" for value in verdict.difference[3:]] == ["-0.12", "+0.69", "+0.67"]
assert [f"{value:.2f}" for value in verdict.error] == ["0.35", "0.20", "0.38", "0.07", "0.12", "0.16"]

# %% [markdown] name="scheduled-answer"
# No longer. With the schedule RMSprop and Adam are ahead of SGD by about 0.7 points, and momentum is a tie with SGD. (The
# first three intervals are wider than before, since six are looked at now.) The differences have not grown much, but
# they agree better from seed to seed: standard errors of 0.20 to 0.38 points have become 0.07 to 0.16. A likely reason:
# the last steps are short, so less noise of the last batches is left in the network.
#
# What this does not say: it is one network on one task, for 800 steps, with three rates in each power of ten and no
# other setting searched. Longer trainings may end otherwise.

# %% [markdown] name="defaults"
# ### Where to start
#
# | optimiser | what it adds | defaults | from |
# |---|---|---|---|
# | SGD | | $\eta$: try 0.1, then search | Robbins, Monro 1951 |
# | momentum | a sum of gradients that fades | $\beta = 0.9$ | Polyak 1964 |
# | Nesterov | the next part of the sum now | $\beta = 0.9$ | Nesterov 1983 |
# | RMSprop | division by each gradient's usual size | $\eta = 0.001$, $\beta = 0.9$ | Hinton 2012 |
# | Adam | both, and the bias correction | $\eta = 0.001$, $\beta_1 = 0.9$, $\beta_2 = 0.999$ | Kingma, Ba 2015 |
# | AdamW | a decay outside of the averages | as Adam; $\lambda = 0.01$ is PyTorch's | Loshchilov, Hutter 2019 |
#
# Two of them you will meet in other forms. Many write (4) as $V \leftarrow \beta V - \eta G$, $\theta \leftarrow \theta + V$
# (Keras does): the same path, until $\eta$ changes. And Keras puts RMSprop's $\epsilon$ inside the root.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - **[Report 000](../data/reports/texts/000.txt)** (4.1) writes momentum in the other form, $V \leftarrow \beta V - \eta G$.
# >   It says that momentum escapes local minima and that this will be "validated in the following experiments", which show
# >   the loss only. And it calls Adam and RMSprop a normalisation "on the weight vector": by (9) and (12) it is the
# >   *gradient* that is normalised. Its Figure 6 comes right after the choice of 0.01, and does not say whether all four
# >   rules ran with it. [Chapter 13](13_five_reports.ipynb) runs them again, on raw pixels as the report did.
# > - Its default `lr_decay` is 0.9 per epoch. If its batches hold 200 images, 30,000 iterations are 100 epochs, and
# >   $0.9^{100} \approx 3 \cdot 10^{-5}$. Add up the rates of all steps: those after epoch 44 have one hundredth of the sum
# >   ($0.9^{44} \approx 0.01$). More than half of that training hardly moves anything.

# %% [markdown] name="reports-2"
# > - **[Report 001](../data/reports/texts/001.txt)** has momentum 0.9 and a learning rate of 0.5 for tanh and sigmoid; with
# >   (4) that is an effective rate of 5. For ReLU it "turned out to be very high", and 0.1 was better.
# > - **[Report 002](../data/reports/texts/002.txt)** has $V \leftarrow \mu V + \eta G$, inverse time, and a learning rate of
# >   **1**. That is less bold than it looks: with its decay of 0.1 *per iteration*, the rate is 0.1 after 90 steps and 0.02
# >   after 490. Its Table 1 varies one setting at a time: with decay 0.001 the training accuracy is 0.1105, a guess; with
# >   decay 1 it stops at 0.7659. Learning rate, momentum and decay are one setting in three parts.
# > - **[Report 003](../data/reports/texts/003.txt)** tries decays of 0.8, 0.5 and 0.3 of the learning rate (Table 1), and
# >   ranks settings with 0.5 and **0.2** (Table 2). It does not say how often the rate is multiplied; in each of its 500
# >   epochs it cannot be, since $0.5^{20}$ is a millionth already.

# %% [markdown] name="recap"
# ## Recap
#
# - Plain descent multiplies each direction by $1 - \eta q$. The steepest one sets the ceiling, $2 / q_\text{max}$, the
#   flattest one the time.
# - Momentum sums gradients that fade: $\eta / (1 - \beta)$ where they agree, about half where they alternate.
# - RMSprop and Adam divide each gradient by its own usual size: a step is about $\eta$ long. Adam's averages start at 0,
#   and the correction makes up for it.
# - Noise keeps every constant rate from settling. A schedule begins with long steps and ends with short ones; draw it
#   before you use it.
# - The range test finds the ceiling in 200 steps. Compare optimisers only with each at its own rate, chosen on
#   validation images, confirmed with other seeds.
# - Here, with constant rates, momentum, RMSprop and Adam all tie with SGD. A schedule *and* the higher rate that it allows
#   gain 0.7 to 1.7 points with each rule; neither alone shows a gain. With both, RMSprop and Adam are 0.7 points ahead of
#   SGD.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. A loss has curvatures from 0.01 to 4. Which learning rates does (3) allow, and how many steps does SGD need, at 0.4,
#    to halve the flattest direction?
#
#    <details><summary>Answer</summary>
#
#    Below $2/4 = 0.5$. The factor is $1 - 0.4 \cdot 0.01 = 0.996$, and $\ln 0.5 / \ln 0.996 \approx 173$ steps.
#    </details>
# 2. You train with SGD at 0.1, and switch to momentum 0.9. Which rate do you try first?
#
#    <details><summary>Answer</summary>
#
#    0.01: the effective rate $\eta / (1 - \beta)$ is then 0.1 again.
#    </details>
# 3. Somebody multiplies the loss by 1,000 by mistake. What happens with SGD, what with Adam?
#
#    <details><summary>Answer</summary>
#
#    SGD's steps are 1,000 times as long, and it diverges. Adam's stay as they are: $\hat M$ and $\sqrt{\hat U}$ grow
#    alike, and only $\epsilon$ matters even less.
#    </details>

# %% [markdown] name="quiz-2"
# 4. RMSprop has no correction. With a decay of 0.9, how long is its very first step, in units of $\eta$?
#
#    <details><summary>Answer</summary>
#
#    $U = 0.1\, G^2$, so the step is $1 / \sqrt{0.1} \approx 3.2$ times $\eta$. After ten steps that is nearly over.
#    </details>
# 5. If you forget Adam's correction for the mean only, how long is the first step?
#
#    <details><summary>Answer</summary>
#
#    $M = 0.1\, G$ and $\hat U = G^2$: a tenth of $\eta$.
#    </details>
# 6. A paper shows that its new optimiser with a cosine schedule beats Adam at a constant 0.001. What do you ask?
#
#    <details><summary>Answer</summary>
#
#    Two things differ. Did Adam get the schedule, and the higher rate that goes with it? Was its rate searched as carefully as
#    the new one's? On which images was it chosen, how many other seeds confirm it, and how many comparisons were made?
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [08 Training](08_training.ipynb): the loop around the optimiser, curves and how to read them, and a training that you
#   steer while it runs.
# - [09 Regularisation](09_regularisation.ipynb): what $\lambda$ is for, what keeps a network that fits too well honest, and
#   where the rule for a tie comes from.
# - [10 Searching](10_searching.ipynb): rates, sizes and schedules chosen by machine.
# - To go on at once: train with your own `adam_step`. A class with a `step(parameters, gradient, scale=1.0)` that changes
#   `parameters` in place is all that the `Trainer` needs.
