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
# - explain Nesterov's look ahead, RMSprop, bias correction, and why AdamW decays weights outside of Adam
# - draw a schedule before you use it, and write one
# - find a learning rate with one short training, and compare optimisers fairly
#
# ## Before you start
#
# - Prerequisites: [02 The linear layer](02_the_linear_layer.ipynb) for the gradient step,
#   [05 Backpropagation](05_backpropagation.ipynb) for the gradient. [06 Initialisation](06_initialisation.ipynb) helps.
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 100

# %% name="setup"
import numpy as np

from mlp import SGD, Adam, RMSprop, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.exercises import check, exercises, hint
from mlp.training.optimizers import AdamW
from mlp.plots import draw_runs, new_figure, show_figure
from mlp.plots.bands import draw_bands
from mlp.plots.surfaces import draw_paths, draw_surface
from mlp.training.range_test import range_test
from mlp.training.schedules import Constant, Cosine, Exponential, InverseTime, OneCycle, Step, WarmUp
from mlp.training.smoothing import smooth
from mlp.training.surfaces import RAVINE, descend
from mlp.widgets import OptimizerRace

data = load_fashion_mnist()


# %% [markdown] name="ravine-text"
# ## A ravine: why the learning rate has a ceiling
#
# A network's parameters are one long vector, `net.parameters`. In this chapter $\theta$ is that whole vector, and
# $G = \partial L / \partial \theta$ the gradient that backpropagation puts into `net.gradient`. An **optimiser** is a
# rule that makes a step of $G$. The plainest one you know:
#
# $$\theta \leftarrow \theta - \eta\, G . \tag{1}$$
#
# What may $\eta$ be? Take a loss of two parameters only, a **quadratic**, because near a lowest point every smooth
# loss looks like one:
#
# $$L = \tfrac12 \left( q_x\, x^2 + q_y\, y^2 \right), \qquad G = (q_x\, x,\; q_y\, y) .$$
#
# $q_x$ and $q_y$ are the **curvatures**: how fast the slope grows. Put $G$ into (1), and each coordinate goes its own
# way, multiplied by the same number in every step:
#
# $$x \leftarrow (1 - \eta\, q_x)\, x, \qquad y \leftarrow (1 - \eta\, q_y)\, y . \tag{2}$$
#
# It shrinks if that number lies between $-1$ and $1$. For *all* coordinates at once this asks for
#
# $$0 < \eta < \frac{2}{q_\text{max}}, \qquad \text{and the slowest one still goes with } 1 - \eta\, q_\text{min} . \tag{3}$$
#
# There is the trouble: the **steepest** direction sets the ceiling, the **flattest** one the time it takes. What counts
# is $\kappa = q_\text{max} / q_\text{min}$, the *condition number*. At the best $\eta$,
# $2 / (q_\text{max} + q_\text{min})$, both factors are $\pm (\kappa - 1) / (\kappa + 1)$: for a large $\kappa$ that is
# hardly below 1. Such a surface is a **ravine**. Ours has $q_x = 0.2$ and $q_y = 10$, so $\kappa = 50$.
#
# **Predict** with (2) and (3): by what does one step multiply $x$ and $y$ for $\eta = 0.05$, $0.19$ and $0.201$? What
# will the three paths look like?

# %% name="ravine"
paths = {f"learning rate {rate}": descend(RAVINE, SGD(rate), steps=30) for rate in (0.05, 0.19, 0.201)}
figure, axes = new_figure(width=7, height=4.6)
draw_surface(axes, RAVINE)
draw_paths(axes, paths)
axes.set_title("The steep direction sets the ceiling, the flat one the pace")
left = {name: np.abs(path[-1] / path[0]) for name, path in paths.items()}
show_figure(
    figure,
    alt="A long flat ravine along x. The path with 0.05 drops into it and creeps along; the one with 0.19 jumps from wall "
    "to wall, ever less, and gets farther along; the one with 0.201 jumps ever higher.",
    words="After 30 steps, of x and of y there are left: "
    + "; ".join(f"{name} {x:.0%} and {y:.0%}" for name, (x, y) in left.items())
    + ".",
)
for name, path in paths.items():
    rate, measured = float(name.split()[-1]), path[1] / path[0]
    print(f"{name}: by (2) {1 - rate * 0.2:+.3f} {1 - rate * 10:+.3f}, measured {measured[0]:+.3f} {measured[1]:+.3f}")

# %% [markdown] name="momentum-text"
# Between "creeps" and "flies out" lies a factor of four, and even at 0.19 a third of the way is left after 30 steps.
# A network has no two parameters but a hundred thousand, and its $\kappa$ is far larger than 50.
#
# ## Momentum: a memory of gradients
#
# Look at the path with 0.19. Across the ravine, the gradients point up, down, up, down. Along it they all point the same
# way. A *sum* of gradients would cancel the first and pile up the second. So keep one, the **velocity** $V$, and let it
# fade, by a **momentum** $\beta$ between 0 and 1 (Polyak 1964; 0.9 is the usual choice):
#
# $$V \leftarrow \beta\, V + G, \qquad \theta \leftarrow \theta - \eta\, V . \tag{4}$$
#
# Unroll the first line, from $V = 0$ at the start. After step $t$,
#
# $$V_t = G_t + \beta\, G_{t-1} + \beta^2 G_{t-2} + \dots = \sum_{s=1}^{t} \beta^{\,t-s}\, G_s . \tag{5}$$
#
# An *exponentially weighted sum*: each older gradient counts $\beta$ times the next younger one. Two cases tell what it
# does:
#
# - **Always the same $G$** (along the ravine). The geometric series gives
#   $V_t = \frac{1 - \beta^t}{1 - \beta}\, G$, which grows to $\frac{1}{1 - \beta}\, G$. The **effective learning rate**
#   is $\eta / (1 - \beta)$: for $\beta = 0.9$, ten times $\eta$.
# - **$+G, -G, +G, \dots$** (across). The series alternates, and $V$ ends at $\pm \frac{1}{1 + \beta}\, G$: about half.
#
# Keep the first one in mind for the rest of the chapter. Who compares SGD with momentum 0.9 *at the same learning rate*
# compares two steps of which one is ten times as long.
#
# ### Exercise 1: a step with momentum
#
# **Predict:** with $\beta = 0.9$ and a constant gradient of 1, what is $V$ after 1, 2 and 10 steps? (The answer stands
# under the check.)


# %% name="momentum-step" exercise="momentum_step"


# %% name="momentum-step-check" check="momentum_step"
check.momentum_step(momentum_step)
# hint("momentum_step")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="nesterov-text"
# $1$, $1.9$ and $(1 - 0.9^{10}) / 0.1 \approx 6.5$: it takes about ten steps until the ten times are there.
#
# ### How fast can it be?
#
# In (4), write one coordinate of the ravine, $G = q\,\theta$, and replace $\eta V$ by the last step,
# $\theta_{t-1} - \theta_t$:
#
# $$\theta_{t+1} = (1 + \beta - \eta\, q)\, \theta_t - \beta\, \theta_{t-1} . \tag{6}$$
#
# Try $\theta_t = z^t$: then $z^2 - (1 + \beta - \eta q)\, z + \beta = 0$. Two roots, whose product is $\beta$. Where
# they are complex they are as large as each other, so $|z| = \sqrt\beta$: in *every* direction, steep or flat, the
# distance shrinks by $\sqrt\beta$ per step. That is so for $(1 - \sqrt\beta)^2 < \eta\, q < (1 + \sqrt\beta)^2$. To get
# all of the ravine into that range, $\beta$ must be large enough, and then
# $\frac{1 + \sqrt\beta}{1 - \sqrt\beta} = \sqrt\kappa$. Momentum puts $\sqrt\kappa$ where plain descent has $\kappa$.
#
# ### Nesterov: look where you are going
#
# With (4) the step is $\eta V$, and at the next step the velocity will carry on by $\eta \beta V$ whatever happens. So
# why not take that part now, and measure the next gradient *there* (Nesterov 1983; in this form Sutskever et al. 2013)?
#
# $$V \leftarrow \beta\, V + G, \qquad \theta \leftarrow \theta - \eta\, (G + \beta\, V) . \tag{7}$$
#
# The same sum as before gives $z^2 - (1 + \beta)(1 - \eta q)\, z + \beta\,(1 - \eta q) = 0$. The product of the roots
# is now $\beta\, (1 - \eta q)$: the steeper, the better damped.
#
# **Predict.** How many steps does SGD need at $\eta = 0.1$ until the height is a millionth of the start's? Does
# momentum 0.9 need a tenth of that? And 0.99?

# %% name="nesterov"
settings = [(0.1, 0.0), (0.1, 0.6), (0.1, 0.75), (0.1, 0.9), (0.1, 0.99), (0.3, 0.6), (0.3, 0.9)]


def factor(rate, momentum, nesterov):
    """By what the distance is multiplied per step in the worse of the two directions: the largest root |z|."""
    roots = []
    for q in (0.2, 10):
        a = 1 - rate * q
        roots += list(np.roots([1, -(1 + momentum) * a, momentum * a] if nesterov else [1, -(momentum + a), momentum]))
    return np.abs(roots).max()


print("rate  momentum    (6): factor   steps      Nesterov: factor   steps")
for rate, momentum in settings:
    line = f"{rate:4}  {momentum:8}"
    for nesterov in (False, True) if momentum else (False,):
        heights = RAVINE.height(*descend(RAVINE, SGD(rate, momentum, nesterov), steps=2000).T)
        above = np.flatnonzero(~(heights < 1e-6 * heights[0]))[-1] + 1  # not-a-number, far away, counts as above
        steps = f"{above:5}" if above < 2000 else "never"
        line += f"   {factor(rate, momentum, nesterov):12.3f}   {steps}" + 4 * " " * (not nesterov)
    print(line)

# %% [markdown] name="adaptive-text"
# - SGD needs 278 steps at 0.1. Momentum 0.75 needs 48, 0.9 more than twice as many as that, and 0.99 five times as many
#   as none: too much memory overshoots, swings back, and swings for long. The best momentum belongs to the ravine: 0.9
#   suits a $\kappa$ of $\left(\frac{1 + \sqrt{0.9}}{1 - \sqrt{0.9}}\right)^2 \approx 1{,}400$.
# - Momentum also lifts the ceiling: $\eta = 0.3$ is out of the question for SGD. With Nesterov's step it is again: a
#   factor above 1 means never.
# - At 0.1, Nesterov helps where momentum swings: a quarter of the steps for 0.99. It is a small change with a small cost.
#
# ## A learning rate for each parameter
#
# Momentum has one $\eta$ for all parameters. Yet if we knew each one's curvature, we would give the steep ones a small
# rate and the flat ones a large one. We do not know it; but a steep direction shows itself by *large gradients*. So
# divide each gradient by its own usual size. **RMSprop** (Hinton 2012, a slide of a lecture) measures that size by an
# average of squares, which forgets as (4) does. All operations go entry by entry:
#
# $$U \leftarrow \beta\, U + (1 - \beta)\, G^2, \tag{8}$$
#
# $$\theta \leftarrow \theta - \eta\, \frac{G}{\sqrt U + \epsilon} . \tag{9}$$
#
# $\epsilon$, usually $10^{-8}$, only keeps the division finite. (9) does not change if the loss is multiplied by 100,
# since $G$ and $\sqrt U$ grow alike. A step is about as long as $\eta$, whatever the gradients are. So $\eta$ is no
# longer measured in "per gradient"; it is *how far a parameter moves*, and 0.001 is the lecture's.
#
# ### Adam: both, and an honest start
#
# **Adam** (Kingma, Ba 2015) takes the averaged gradient, as momentum does, and divides by the averaged square:
#
# $$M \leftarrow \beta_1 M + (1 - \beta_1)\, G, \qquad U \leftarrow \beta_2\, U + (1 - \beta_2)\, G^2 . \tag{10}$$
#
# Both start at 0, and that matters. Let all gradients be drawn from one distribution, and take the mean of (10),
# unrolled as in (5):
#
# $$\mathrm{E}[M_t] = (1 - \beta_1) \sum_{s=1}^{t} \beta_1^{\,t-s}\; \mathrm{E}[G] = (1 - \beta_1^t)\; \mathrm{E}[G] .$$
#
# So $M$ is too small by $1 - \beta_1^t$, and $U$ by $1 - \beta_2^t$. We know these numbers: divide by them. That is the
# **bias correction**:
#
# $$\hat M = \frac{M}{1 - \beta_1^t}, \qquad \hat U = \frac{U}{1 - \beta_2^t} , \qquad t = 1, 2, 3, \dots \tag{11}$$
#
# $$\theta \leftarrow \theta - \eta\, \frac{\hat M}{\sqrt{\hat U} + \epsilon} . \tag{12}$$
#
# The paper's defaults are $\eta = 0.001$, $\beta_1 = 0.9$, $\beta_2 = 0.999$.
#
# **Predict.** The gradient is 1 in every step. How long, in units of $\eta$, are the first steps of Adam? Of RMSprop,
# which has no correction, with 0.9? And of Adam without (11): too short, since $M$ is too small, or too long?

# %% name="bias-correction"
print("       length of step t, in units of the learning rate, for a gradient that is always 1")
print("    t   momentum 0.9   RMSprop   Adam   Adam without the correction")
for t in (1, 2, 5, 10, 100, 1000, 5000):
    momentum, rmsprop = (1 - 0.9**t) / (1 - 0.9), 1 / np.sqrt(1 - 0.9**t)
    uncorrected = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    optimizer, parameters = Adam(learning_rate=1.0), np.zeros(1)
    for _ in range(t):
        optimizer.step(parameters, np.ones(1))
    print(f"{t:5}   {momentum:12.2f}   {rmsprop:7.2f}   {optimizer.state['update'][0]:4.2f}   {uncorrected:27.2f}")

# %% [markdown] name="adam-text"
# Too long, at worst by a factor of more than 6, and still by a quarter after 1,000 steps: $U$ has the longer memory, so it
# stays too small for much longer than $M$ does, and it is what we divide by. With (11), the first step is as long as any
# other. RMSprop's first step is 3 times too long; after ten steps that is nearly over.
#
# ### Exercise 2: a step of Adam
#
# (10), (11) and (12), with the $t$ of this step given: 1 for the first.
#
# **Predict:** if you forget (11) for the mean only, are the first steps too short or too long?


# %% name="adam-step" exercise="adam_step"


# %% name="adam-step-check" check="adam_step"
check.adam_step(adam_step)
# hint("adam_step")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="adamw-text"
# Too short: a tenth of $\eta$ for the first.
#
# ### AdamW: decay is not a gradient
#
# An L2 penalty $\frac{\lambda}{2} \sum \theta^2$ adds $\lambda \theta$ to the gradient (chapter 09 tells what for). With SGD
# that is the same as letting the weights decay: $\theta \leftarrow (1 - \eta\lambda)\, \theta - \eta\, G$. With Adam it is not:
# $\lambda\theta$ goes into $M$ *and* gets divided by $\sqrt{\hat U}$, the size of that parameter's gradients. Who has large
# gradients is hardly decayed, who has small ones all the more. **AdamW** (Loshchilov, Hutter 2019) *decouples* the two,
#
# $$\theta \leftarrow (1 - \eta\, \lambda)\, \theta, \qquad \text{then (12) with the gradient of the loss alone.} \tag{13}$$
#
# **Predict.** 500 parameters of 1 with gradients of $\pm 10$ and 500 with gradients of $\pm 0.1$, all signs random, 1,000
# steps, $\eta = 0.001$, $\lambda = 0.1$. Which of the two groups shrinks under L2? By how much under AdamW?

# %% name="adamw"
size = np.repeat([10.0, 0.1], 500)  # of each parameter's gradients
rng = np.random.default_rng(0)
with_l2, with_decay, with_none = np.ones((3, 1000))
l2, decoupled, neither = Adam(0.001), AdamW(0.001, weight_decay=0.1), Adam(0.001)
for _ in range(1000):
    gradient = size * rng.choice([-1.0, 1.0], 1000)
    l2.step(with_l2, gradient + 0.1 * with_l2)
    decoupled.step(with_decay, gradient)
    neither.step(with_none, gradient)
for name, parameters in (("Adam with L2", with_l2), ("AdamW", with_decay)):
    lost = (with_none - parameters).reshape(2, 500).mean(axis=1)  # (2,): large gradients, small gradients
    print(f"{name:12} takes {lost[0]:6.1%} off where gradients are large, {lost[1]:6.1%} where they are small")
print(f"the decay alone would take {1 - (1 - 0.001 * 0.1) ** 1000:.1%}")

# %% [markdown] name="race-text"
# L2 took more than half where gradients are small, since there $\lambda\theta = 0.1$ is as large as the gradient; and a
# hundredth where they are large. AdamW takes from all alike what the decay alone would take.
#
# ## The race
#
# Before the race, everybody's number, with what the literature starts from:
#
# | optimiser | what it adds | defaults | from |
# |---|---|---|---|
# | SGD | | $\eta$: try 0.1, then see below | Robbins, Monro 1951 |
# | momentum | a sum of gradients that fades | $\beta = 0.9$ | Polyak 1964 |
# | Nesterov | the next part of the sum now | $\beta = 0.9$ | Nesterov 1983 |
# | RMSprop | division by each gradient's usual size | $\eta = 0.001$, $\beta = 0.9$ | Hinton 2012 |
# | Adam | both, and the bias correction | $\eta = 0.001$, $\beta_1 = 0.9$, $\beta_2 = 0.999$ | Kingma, Ba 2015 |
# | AdamW | a decay outside of the averages | as Adam; $\lambda = 0.01$ is PyTorch's | Loshchilov, Hutter 2019 |
#
# Two of them you will meet in other forms. Many write (4) as $V \leftarrow \beta V - \eta G$, $\theta \leftarrow \theta + V$ (Keras
# does): the same path, until $\eta$ changes. And Keras puts RMSprop's $\epsilon$ inside the root.
#
# Below, five of them start at one place, 200 steps each. *Step* moves through the race: hold its arrow key. Predict, then
# try:
#
# 1. *Ravine*: raise SGD's learning rate to 0.2, then to 0.3. Does (3) hold to the digit? Put it back to 0.15, and raise
#    momentum's to 0.3. Who stays, who goes, and which table told you?
# 2. *Tilted ravine* is the same ravine, turned by 45°, start and all. Whose heights stay the same to the last digit, and
#    whose do not?
# 3. *Ravine*, steps 90 to 150: RMSprop is at the bottom, and leaves it again. Use (9) and (3): what becomes of
#    $\eta / \sqrt U$ when the gradients become small?
# 4. *Saddle*, start y at 0.00, and *Step* to 200. Then a noise of 0.1. What is noise good for?
# 5. *Noisy bowl*, step 200: everybody dances around the lowest point. Then the schedule *inverse time*, or *cosine*.
# 6. *Rosenbrock*, step 200: momentum is lowest. Can you make Adam win, by its learning rate alone?

# %% name="race"
OptimizerRace()

# %% [markdown] name="schedules-text"
# 1. To the digit: at 0.2 the factor is $-1$, and SGD bounces at one height for ever; at 0.3 it is gone. Momentum stays at
#    0.3 and Nesterov goes, as the table of factors had it.
# 2. SGD, momentum and Nesterov follow the slope, and do not know which way x points. RMSprop and Adam scale x and y
#    apart, which helps where the ravine lies along an axis, and much less where it does not.
# 3. Small gradients make a small $U$, so $\eta / \sqrt U$ grows until it is above $2 / q_\text{max}$. Then (3) throws it
#    out. With steps of a fixed length nobody can settle.
# 4. On the ridge the slope across is exactly 0: nobody ever leaves. The least noise breaks that, and batches bring noise.
# 5. A step that is driven by noise never ends. Smaller steps average more of it away, and would have been slow at the
#    start: so begin with long steps and end with short ones.
# 6. At 0.15 instead of 0.1 it does, by far. Who wins a race is decided by who sets the rates: keep that in mind.
#
# ## Schedules
#
# A **schedule** is a function of the iteration and the epoch, by whose value the learning rate is multiplied. Those of
# `mlp.training.schedules`, for 2,000 iterations, 400 to an epoch:
#
# - *constant*: 1. *Exponential*: $0.9^\text{epoch}$ (report 000). *Step*: $0.1$ after every 2 epochs here (He et al. 2016
#   divide by 10 as well). *Inverse time*: $1 / (1 + \text{decay} \cdot \text{iteration})$ (report 002; the idea is Robbins
#   and Monro's, 1951: steps that become small and still add up to as much as is needed).
# - *Cosine*: half a wave from 1 to 0 (Loshchilov, Hutter 2017). *One-cycle*: up and down again (Smith, Topin 2018).
#   *Warm-up*: a straight rise at the start (Goyal et al. 2017), and then any other.
#
# **Predict:** sketch them all before you run, inverse time with a decay of 0.01. Which one is below one half first?

# %% name="schedules"
steps = np.arange(2000)
shown = [
    {"constant": Constant(), "exponential": Exponential(0.9), "step": Step(every=2), "inverse time": InverseTime(0.01)},
    {"cosine": Cosine(2000), "one-cycle": OneCycle(2000), "warm-up, cosine": WarmUp(200, then=Cosine(2000))},
]
figure, axes = new_figure(1, 2, width=9, height=3.6)
share = {}
for place, schedules in zip(axes[0], shown):
    for name, schedule in schedules.items():
        factors = np.array([schedule(int(step), int(step) // 400) for step in steps])
        share[name] = np.mean(factors > 0.5)
        place.plot(steps, factors, label=name)
    place.set(xlabel="iteration", ylabel="factor on the learning rate", ylim=(0, 1.05))
    place.legend(fontsize=9, frameon=False)
axes[0, 0].set_title("These look at how far it is")
axes[0, 1].set_title("These know when it ends")
show_figure(
    figure,
    alt="Left: constant at 1; exponential going down in five small stairs; step falling to a tenth twice; inverse time "
    "falling at once, then ever more slowly. Right: half a cosine from 1 to 0; one-cycle rising for 600 iterations and "
    "falling to 0; warm-up joining the cosine after 200 iterations.",
    words="Above half of the learning rate: " + ", ".join(f"{name} {part:.0%}" for name, part in share.items()) + ".",
)

# %% [markdown] name="schedule-exercise-text"
# Inverse time with 0.01 is below one half after 100 iterations: its *decay* must be read against the length of the
# training. The right three are told that length, which is why they can reach 0 in time.
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
# **Predict:** why is it $i + 1$ and not $i$?


# %% name="warm-up-cosine" exercise="warm_up_cosine"


# %% name="warm-up-cosine-check" check="warm_up_cosine"
check.warm_up_cosine(warm_up_cosine)
# hint("warm_up_cosine")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="range-text"
# With $i$ the first step would be multiplied by 0: a batch computed for nothing.
#
# ## The clothes: which learning rate?
#
# Now the real network: report 000's, 784-128-64-10, on standardised images, from Kaiming's start, with batches of 64.
# Momentum is 0.9 from here on. The next cell is one training, step by step, without a frill; chapter 08 says more about
# the `Trainer`.

# %% name="train"
RULES = {"SGD": SGD, "momentum": lambda rate: SGD(rate, momentum=0.9), "RMSprop": RMSprop, "Adam": Adam}


def train(optimizer, iterations, schedule=None, seed=0):
    """The loss of every batch, (iterations,), and the accuracy on the validation images at the end."""
    net = build_mlp([784, 128, 64, 10], seed=seed)
    trainer = Trainer(net, optimizer, batch_size=64, schedule=schedule, seed=seed, progress=False)
    trainer.begin(data.train, iterations=iterations)
    losses = []
    while not trainer.done:
        trainer.advance()  # one step on the next batch
        losses.append(trainer.loss)
    return np.array(losses), evaluate(net, data.validation).accuracy


# %% [markdown] name="range-test-text"
# Nobody tells us $q_\text{max}$ of this network. But one short training can find the ceiling: begin with a rate that is
# far too small, let it grow by the same factor in every step until it is far too large, and watch the loss. This is the
# **learning-rate range test** (Smith 2017). While the rate is too small, the loss stays; then it falls; and where it
# turns, steps of that length have begun to do harm. The right rate is mostly found between that *turning point* and a
# tenth of it. So we let the test find the turning point, and train for 200 steps with it, with a third and with a tenth
# of it. The **validation** images choose.
#
# **Predict.** At $\beta = 0.9$ the effective rate is ten times $\eta$. At which rate does momentum's loss begin to fall,
# compared with SGD's? And where do RMSprop and Adam turn, whose steps are about $\eta$ long?

# %% name="range-test" tags=["trained"]
TURNS = {"SGD": (0.03, 0.3), "momentum": (0.01, 0.1), "RMSprop": (0.001, 0.01), "Adam": (0.002, 0.02)}
figure, ((left, right),) = new_figure(1, 2, width=9, height=3.8)
best, top, falls = {}, {}, {}
for name, rule in RULES.items():
    found = range_test(build_mlp([784, 128, 64, 10], seed=0), rule(1.0), data.train, batch_size=64)
    assert TURNS[name][0] < found.turning_point < TURNS[name][1], found.turning_point
    falls[name] = found.learning_rates[np.argmax(found.smooth < 2)]
    accuracy = {rate: train(rule(rate), 200)[1] for rate in found.turning_point / np.array([10, 3, 1])}
    best[name], top[name] = max(accuracy.items(), key=lambda item: item[1])
    left.semilogx(found.learning_rates, found.smooth, label=name)
    right.semilogx(accuracy.keys(), accuracy.values(), marker="o", label=name)
assert 0.78 < min(top.values()) and max(top.values()) < min(0.85, min(top.values()) + 0.03), top
assert 6 < falls["SGD"] / falls["momentum"] < 16, falls
left.set(title="Each optimiser has its own ceiling", xlabel="learning rate, growing", ylabel="loss", ylim=(0, 4))
right.set(title="Their best are alike", xlabel="learning rate", ylabel="validation accuracy", ylim=(0.7, 0.86))
left.legend(frameon=False, fontsize=9)
show_figure(
    figure,
    alt="Left, four smoothed curves of loss against a growing learning rate: level, falling, then shooting up, RMSprop first, SGD "
    "last. Right, validation accuracy at three rates each: the four tops are at about the same height.",
    words="The loss turns at a rate of: "
    + "; ".join(f"{name} {low} to {high}" for name, (low, high) in TURNS.items())
    + ". Each at its best of three rates, all four are within 3 points of accuracy.",
)

# %% [markdown] name="figure-6-text"
# Momentum's loss falls at rates about ten times smaller than SGD's, as $1 / (1 - \beta)$ has it. Its ceiling is not ten
# times lower: in the ravine it was not either. RMSprop turns first, and SGD's rates are far beyond its ceiling. So what
# would a comparison *at one rate* show?
#
# One standard error of 5,000 validation images is $\sqrt{0.83 \cdot 0.17 / 5000} \approx 0.5$ points, and one seed is one
# throw of the dice. So for the comparison: three seeds, and bands.
#
# Report 000's Figure 6 shows the loss of four update rules, and concludes that all but SGD "demonstrate substantial
# enhancements". We draw that figure twice, 400 steps each: with 0.001 for all four, the default that
# its section 4.1 gives, and with each one's own. The bands are one standard deviation over the seeds, the losses are smoothed over about 20 batches.
#
# **Predict** both panels.

# %% name="figure-6" tags=["trained"]
runs = {"one": {}, "own": {}}
figure, axes = new_figure(1, 2, width=9, height=3.8)
titles = {"one": "0.001 for all: SGD is far behind", "own": "Each its own rate: a tie"}
for place, kind in zip(axes[0], titles):
    for name, rule in RULES.items():
        rate = 0.001 if kind == "one" else best[name]
        runs[kind][name] = [train(rule(rate), 400, seed=seed) for seed in range(3)]
    losses = {name: smooth([losses for losses, _ in found], 0.95) for name, found in runs[kind].items()}
    draw_bands(place, np.arange(1, 401), losses)
    place.set(title=titles[kind], xlabel="iteration", ylabel="loss of the batch, smoothed", ylim=(0, 2.5))
mean = {kind: {name: np.mean([a for _, a in found[name]]) for name in RULES} for kind, found in runs.items()}
assert 0.6 < mean["one"]["SGD"] < 0.72 and 0.77 < mean["one"]["momentum"] < 0.82 and mean["one"]["Adam"] > 0.825
spread = max(mean["own"].values()) - min(mean["own"].values())
assert min(mean["own"].values()) > 0.82 and spread < 0.02, mean["own"]
show_figure(
    figure,
    alt="Two panels of falling losses, four bands each. Left, with one rate for all, SGD falls slowly, momentum faster, "
    "RMSprop and Adam fastest. Right, each with its own rate, the four bands lie over each other.",
    words="Validation accuracy after 400 steps: at 0.001, SGD is below 72 %, momentum below 82 %, Adam above 82 %; each with "
    "its own rate, all four are above 82 %, and their means lie within 2 points.",
)

# %% [markdown] name="schedule-race-text"
# The left panel is what report 000 describes: and it is a figure about *learning rates*. With its own rate, plain SGD is
# as good as any on this task. That is no law. Where gradients differ wildly in size, as with rare words in a text, Adam is
# often clearly ahead; here, with standardised images and Kaiming's start, there is little left for it to repair. What Adam
# really offers is seen on the left: its default rate was good at once.
#
# ### And a schedule?
#
# Last, 800 steps, nearly one pass over the data, three seeds: SGD and Adam, each with its own constant rate; and the same
# two with your schedule, (14), with 50 steps of warm-up. A training that ends with short steps may begin with longer
# ones: it gets three times that rate at its top.
#
# **Predict:** what makes more of a difference, the optimiser or the schedule?

# %% name="schedule-race" tags=["trained"]
ours = exercises()["warm_up_cosine"].solution
rise_and_fall = warm_up_cosine if check.warm_up_cosine(warm_up_cosine) else ours
ends = {}
for name in ("SGD", "Adam"):
    for kind, factor, schedule in (
        ("constant", 1, None),
        ("three times it, up and down", 3, lambda iteration, epoch: rise_and_fall(iteration, 800, 50)),
    ):
        rate = factor * best[name]
        ends[f"{name}, {kind}"] = [train(RULES[name](rate), 800, schedule, seed)[1] for seed in range(3)]
sgd, sgd_scheduled, adam, adam_scheduled = (np.mean(accuracies) for accuracies in ends.values())
assert sgd_scheduled - sgd > 0.005 and adam_scheduled - adam > 0.005, ends
assert abs(adam_scheduled - sgd_scheduled) < 0.012, ends
show_figure(
    draw_runs(ends, title="The schedule gains with either optimiser"),
    alt="Validation accuracies after 800 steps, one point per seed. With the schedule, SGD and Adam both lie to the right of "
    "their own points with a constant rate, and close to each other.",
    words="On average over the seeds, the schedule gains more than 0.5 points with SGD, and with Adam; with it, the two are "
    "less than 1.2 points apart.",
)

# %% [markdown] name="ending"
# The schedule. It lets the steps be long while they are useful, and takes the noise out at the end. What is left between
# SGD and Adam is of the size of one standard error: a tie, after one pass, on this task.
#
# ## What the reports found
#
# > - **Report 000** (4.1) writes momentum in the other form, $V \leftarrow \beta V - \eta G$. It says that momentum
# >   escapes local minima and that this will be "validated in the following experiments", which show the loss only. And
# >   it calls Adam and RMSprop a normalisation "on the weight vector": by (9) and (12) it is the *gradient* that is
# >   normalised. Its Figure 6 comes right after the choice of 0.01, and does not say whether all four rules ran with it.
# >   [Chapter 13](13_five_reports.ipynb) runs them again, on raw pixels as the report did.
# > - Its default `lr_decay` is 0.9 per epoch. If its batches hold 200 images, 30,000 iterations are 100 epochs, and
# >   $0.9^{100} \approx 3 \cdot 10^{-5}$. Add up the rates of all steps: those after epoch 44 have one hundredth of the sum
# >   ($0.9^{44} \approx 0.01$). More than half of that training hardly moves anything.
# > - **Report 001** has momentum 0.9 and a learning rate of 0.5 for tanh and sigmoid; with (4) that is an effective rate
# >   of 5. For ReLU it "turned out to be very high", and 0.1 was better. It does not print its form of (4).
# > - **Report 002** has $V \leftarrow \mu V + \eta G$, inverse time, and a learning rate of **1**. That is less bold than
# >   it looks: with its decay of 0.1 *per iteration*, the rate is 0.1 after 90 steps and 0.02 after 490. Its Table 1 varies
# >   one setting at a time: with decay 0.001, where half of the rate is left after 1,000 steps, the training accuracy is 0.1105,
# >   which is guessing; with decay 1 it stops at 0.7659. Learning rate, momentum and decay are one setting in three
# >   parts, and cannot be chosen one by one.
# > - **Report 003** tries decays of 0.8, 0.5 and 0.3 of the learning rate (Table 1), and ranks settings with 0.5 and
# >   **0.2** (Table 2). It does not say how often the rate is multiplied; in each of its 500 epochs it cannot be, since
# >   $0.5^{20}$ is a millionth already.
#
# ## Recap
#
# - Plain descent multiplies each direction by $1 - \eta q$. The steepest one sets the ceiling, $2 / q_\text{max}$, the
#   flattest one the time.
# - Momentum sums gradients that fade: $\eta / (1 - \beta)$ where they agree, about half where they alternate. Nesterov
#   damps the steep directions on top.
# - RMSprop and Adam divide each gradient by its own usual size: a step is about $\eta$ long. Adam's averages start at 0,
#   and the correction makes up for it. AdamW keeps the decay out of the averages.
# - Noise keeps every constant rate from settling. A schedule ends with short steps; draw it before you use it.
# - The range test finds the ceiling in 200 steps. Compare optimisers only with each at its own rate, chosen on
#   validation images, over seeds. Then, on this task, the four tie.
#
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
#    SGD's steps are 1,000 times as long, and it diverges. Adam's stay as they are: $\hat M$ and $\sqrt{\hat U}$ grow alike,
#    and only $\epsilon$ matters even less.
#    </details>
# 4. What is the first step of Adam for a parameter with a gradient of 0.003, and for one with a gradient of $-40$?
#
#    <details><summary>Answer</summary>
#
#    $\hat M = G$ and $\hat U = G^2$ at $t = 1$, so $-\eta$ and $+\eta$. Only the sign counts.
#    </details>
# 5. Adam, no correction: why are the first steps too *long*, although $M$ is too small?
#
#    <details><summary>Answer</summary>
#
#    $U$ is too small as well, by $1 - \beta_2^t$, and stays so for longer, because $\beta_2$ is closer to 1. The root of
#    it is what we divide by: $0.1 / \sqrt{0.001} \approx 3$ at the first step.
#    </details>
# 6. A paper shows that its new optimiser beats Adam, both at 0.001. What do you ask?
#
#    <details><summary>Answer</summary>
#
#    Was Adam's rate searched as carefully as the new one's? On which images was it chosen, over how many seeds, and with
#    which schedule?
#    </details>
#
# ## Where to go next
#
# - [08 Training](08_training.ipynb): the loop around the optimiser, curves and how to read them, and a training that you
#   steer while it runs.
# - [09 Regularisation](09_regularisation.ipynb): what $\lambda$ is for, and what keeps a network that fits too well honest.
# - [10 Searching](10_searching.ipynb): rates, sizes and schedules chosen by machine.
# - To go on at once: train with your own `adam_step`. A class with a `step(parameters, gradient, scale=1.0)` that changes
#   `parameters` in place is all that the `Trainer` needs.
