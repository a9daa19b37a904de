# %% [markdown] name="title"
# # 10 Searching
#
# You search settings on the right scale, spend a fixed number of steps where they tell you most, and say afterwards what
# the winner is worth.
#
# ## What you will be able to do
#
# - write a search as a list of trials, run it on two cores, stop it, and go on where it stood
# - ask one question at a time: say what is compared, what is chosen anew for each, and what is held fixed
# - derive on which scale to search, and see from a table which settings matter and which interact
# - choose between grid, random search and successive halving
# - tell a better setting from a lucky one, by images and seeds that had no part in the choice
#
# ## Before you start
#
# - Prerequisites: [07 Optimisers and schedules](07_optimisers_and_schedules.ipynb) for the learning rate and momentum;
#   [09 Regularisation](09_regularisation.ipynb) for paired differences, ties and Holm's rule; logarithms
# - Symbols: [the table of symbols](symbols.md); words: [the glossary](glossary.md)
# - Minutes: 60 for the core, 118 with the side paths

# %% name="setup"
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas

from mlp import load_fashion_mnist
from mlp.data import Part
from mlp.evaluation.comparisons import compare_paired, compare_with
from mlp.exercises import check, hint, yours_or_ours
from mlp.plots import trials as plots
from mlp.search import grid, run_trials
from mlp.studies import read
from mlp.studies.search_study import halving_cost, read_study
from mlp.widgets import SearchExplorer

# %% [markdown] name="table-text"
# ## A search is a list of trainings
#
# What you choose before a training begins, and no gradient will change, are its **hyper-parameters**: the learning rate,
# the sizes of the layers, the strength of a penalty. To search them is to train again and again, and to compare.
#
# A **trial** is one choice of them, written as a dict. A search is a list of trials. `grid` multiplies all values with each
# other and makes that list. Here: five learning rates and two momenta.

# %% name="trials"
SETTINGS = {"learning_rate": [0.003, 0.01, 0.03, 0.1, 0.3], "momentum": [0.0, 0.9]}
trials = grid(SETTINGS, hidden_sizes=[128, 64], batch_size=100)
print(len(trials), "trials. Number 9:", trials[9])

# %% [markdown] name="power-text"
# `run_trials` trains each of them and returns a table: a row per trial with settings, score, curve, seconds, and how it
# ended. Each finished trial also goes to a file at once, one line each. 10,000 training images are enough for a search that
# takes seconds.
#
# Now we play a power cut: three trials run, and the program "dies". Then the *same line* runs with all ten, two at a time on
# two cores.
#
# **Predict.** How many trainings does the second line make? By how much will the accuracy of a trial that ran beside another
# one differ from the same trial run alone?


# %% name="power"
def first(part, n):
    return Part(part.images[:n], part.labels[:n])


data = load_fashion_mnist(validation=10_000)
few = replace(data, train=first(data.train, 10_000))
few = replace(few, validation=first(data.validation, 2_000))
folder = tempfile.TemporaryDirectory()
file = Path(folder.name, "rates.jsonl")
search = {"iterations": 200, "record_every": 200, "progress": False}

# %% name="power-cut"
run_trials(trials[:3], few, file=file, **search)  # the power fails after three
before = file.read_text().splitlines()
table = run_trials(trials, few, jobs=2, file=file, **search)
after = file.read_text().splitlines()
print(f"lines in the file: {len(before)}, then {len(after)}; new: {len(after) - 3}")

alone = run_trials(trials[7:8], few, **search).validation_accuracy[0]
print(f"trial 7, alone minus beside: {alone - table.validation_accuracy[7]}")

# %% [guard] name="power-guard"
assert after[:3] == before and len(after) == 10 and alone == table.validation_accuracy[7]

# %% [markdown] name="power-answer"
# Seven, and 0.0: not "nearly". Each training has its own seed, and one thread for its matrix products in either case. So a
# search may be killed at any time, and how it was run leaves no trace in its scores. Two cores give at most half the time;
# starting a process costs a second or two, so that little is gained where trainings are as short as these.
#
# Look at the table. **Predict** first: which of the ten will not learn at all?

# %% name="look"
percent = "≈ " + (100 * table.validation_accuracy).map("{:.0f} %".format)
print(table.assign(accuracy=percent)[["learning_rate", "momentum", "accuracy"]])

# %% [guard] name="look-guard"
assert table.validation_accuracy.fillna(0.1)[9] < 0.2 and table.validation_accuracy[:9].min() > 0.5
assert table.validation_accuracy[8] > 0.7 and (table.status == "done").all()

# %% [markdown] name="question-text"
# Only the last one: a rate of 0.3 *with* momentum 0.9. Alone, neither is too much. Who compares the momenta at 0.3 finds
# that momentum ruins a training; at 0.003, that nothing helps more. So before we compare, one table.
#
# ## One question, three kinds of settings
#
# Google's tuning playbook (Godbole et al. 2023) sorts all settings by what they are *for this question*:
#
# | kind | what you do with it | in our first question |
# | --- | --- | --- |
# | **scientific** | the question is about it: you compare its values | the pair of activations |
# | **nuisance** | choose it anew for each value, or the comparison is unfair | the learning rate; the seed |
# | **fixed** | the same for all; the answer holds for this value | pixels, starting weights, 128-64, 600 steps |
#

# %% [markdown] name="fair-text"
# The question is that of [report 000](../data/reports/texts/000.txt) (4.3.1): of the nine pairs of ReLU, tanh and sigmoid
# in two hidden layers, which is best?
#
# We trained all nine pairs in four ways: pixels raw or standardised, start 0.01 or Kaiming's. For each, 13 learning rates were
# tried once. Then each was trained at 0.005 ("same"), and at its own best rate ("own"), from three other seeds.
#
# **Predict:** how many trainings is that?

# %% name="fair-cost"
rates, pairs = read("activation_pairs", "rates"), read("activation_pairs", "confirmed")
print(f"{len(rates)} choose the rates, {len(pairs)} confirm them")

# %% [guard] name="fair-cost-guard"
assert len(rates) == 9 * 4 * 13 and len(pairs) == 9 * 4 * 2 * 3

# %% [markdown] name="pairs-text"
# $9 \cdot 4 \cdot 13 = 468$, and $9 \cdot 4 \cdot 2 \cdot 3 = 216$: a fair comparison is costly. One fold of the images chose
# the rates; others judge the scores below. They are read from a file, so they stand without ≈.
#
# The report *fixed* the learning rate at 0.005, with raw pixels and a start of 0.01, and concludes: "The superiority of ReLU
# over other activation functions is evident".
#
# **Predict.** In the report's way, the nine pairs lie 72 points apart. How far apart will they be if you change *one* thing
# alone: (a) each pair gets its own rate, (b) the pixels are standardised, (c) the start is Kaiming's? And with all three?

# %% name="pairs"
WAY = ["pixels", "initializer", "chosen"]
pairs["score"] = 100 * pairs.validation_accuracy.fillna(0.1)  # diverged: a guess
pairs["pair"] = ["-".join(pair) for pair in pairs.activation]
ways = pairs.pivot_table(index="pair", columns=WAY, values="score", sort=False)
ways = ways[sorted(ways, key=lambda way: (way[:2] != ("raw", 0.01), way[2] == "own"))]
print("pixels       start    rate   spread   mean of the nine")
for (pixels, start, rate), nine in ways.items():
    spread = nine.max() - nine.min()
    print(f"{pixels:12} {start!s:8} {rate:5} {spread:7.1f} {nine.mean():8.1f}")

# %% name="pairs-figure"
plots.draw_ways(ways)

# %% [guard] name="pairs-guard"
spreads = (ways.max() - ways.min()).round(1)
assert spreads["raw", 0.01, "same"] == 72.4 and spreads["raw", 0.01, "own"] == 34.8
assert spreads["standardize", 0.01, "same"] == 41.6 and spreads["raw", "kaiming", "same"] == 64.5
assert spreads["standardize", "kaiming", "same"] == 17.3 and spreads["standardize", "kaiming", "own"] == 1.2
assert round(ways["standardize", 0.01, "same"].mean(), 1) == 26.7 and round(ways["raw", 0.01, "same"].mean()) == 49

# %% [markdown] name="pairs-answer"
# (a) 34.8, (b) 41.6, (c) 64.5, all three **1.2**. No single change explains the gap. The usual guess is "the pixels"; but
# standardised pixels alone make it *worse*: the mean falls from 49 to 27 %, because 0.005 is far too small a rate for them.
# Pixels and start together, at the same 0.005, leave 17.3. A rate for each pair *and* one of the two leave 4 to 6. Only
# with a rate for each pair is the question fair, and on sound pixels and weights it then nearly vanishes.
#
# So what of "the superiority of ReLU"? Compare ReLU-ReLU with the eight others in the last way, seed by seed. These are
# eight comparisons: the intervals are widened by Holm's rule, and one that contains 0 is a tie (chapter 09).

# %% name="ties"
fair = pairs[(pairs.pixels == "standardize") & (pairs.initializer == "kaiming")]
fair = fair[fair.chosen == "own"].pivot(index="seed", columns="pair", values="score")
compared = compare_with(fair["relu-relu"], fair.drop(columns="relu-relu"))
print(compared[["difference", "low", "high", "p_holm"]].round(2).to_string())

# %% [guard] name="ties-guard"
assert compared.tie.all() and len(compared) == 8 and len(fair) == 3 and compared.p_holm.min() > 0.3
assert -0.9 < compared.difference.min() and compared.difference.max() < 0.35

# %% [markdown] name="ties-answer"
# Eight ties. Careful: that does not say "equal". The intervals reach one to four points to each side, because three seeds
# are few. What they exclude is a gap of five points or more. And the answer holds for what was *fixed*: two hidden layers, 600
# steps. Chapter 06 showed that with twenty layers of sigmoids no start saves you.
#
# ### Where the rates lie
#
# **Predict.** ReLU-ReLU alone, in all four ways: by what factor do the largest and the smallest of the four best rates
# differ?

# %% name="hills"
rates["score"] = 100 * rates.validation_accuracy.fillna(0.1)
relu = rates[rates.activation.map("-".join) == "relu-relu"]
hills = relu.pivot_table(index="learning_rate", columns=WAY[:2], values="score")
plots.draw_hills(hills)
print(f"largest over smallest: {hills.idxmax().max() / hills.idxmax().min():.0f}")

# %% [guard] name="hills-guard"
assert hills.idxmax().to_dict() == {
    ("raw", 0.01): 0.01,
    ("raw", "kaiming"): 1e-4,
    ("standardize", 0.01): 0.3,
    ("standardize", "kaiming"): 0.1,
}

# %% [markdown] name="scale-text"
# 3,000. Pixels and start move the whole hill. So **a comparison at one learning rate compares rates, too**.
#
# ## What to search first, and on which scale
#
# Nearly always the **learning rate** first: it decides whether there is a training at all. Next, what interacts with it:
# momentum, batch size, schedule. Sizes and penalties come last, when the network trains well and you see how it overfits.
# The seed is never searched.
#
# **Why the rate wants a log scale.** Along a direction of curvature $q$, a step multiplies the distance to the minimum by
# $1 - \eta q$ (chapter 07). To bring it down to a share of $1/e$ takes $t$ steps, where $(1 - \eta q)^t = 1/e$, and for small
# $\eta q$
#
# $$t = \frac{-1}{\ln(1 - \eta q)} \approx \frac{1}{\eta q} . \tag{1}$$
#
# **Predict** $t$ for $q = 1$ and $\eta$ of 0.1, 0.05, 0.001 and 0.0005.

# %% name="steps"
for eta in (0.1, 0.05, 0.001, 0.0005):
    print(f"η = {eta:6}: {-1 / np.log(1 - eta):6.0f} steps")

# %% [markdown] name="log-uniform-text"
# 9, 19, 999 and 1,999. Halve $\eta$, and $t$ doubles: from 0.001 to 0.0005 just as from 0.1 to 0.05. Equal *factors* make
# equal differences. So it is for whatever multiplies: penalties, decays, $1 - \beta$.
#
# Equal factors of $\eta$ are equal steps of $\ln \eta$. So draw the logarithm evenly. With $u$ even between 0 and 1,
#
# $$\ln \eta = \ln \eta_\text{low} + u\, (\ln \eta_\text{high} - \ln \eta_\text{low}), \qquad \text{hence} \qquad
#   \eta = \eta_\text{low} \left(\frac{\eta_\text{high}}{\eta_\text{low}}\right)^{u} . \tag{2}$$
#
# ### Exercise 1: draw on a log scale
#
# **Predict,** for the ends 0.0001 and 1: which $\eta$ comes out for $u = \frac12$? And of 1,000 draws, how many lie below
# 0.01, drawn in this way and drawn evenly?


# %% name="log-uniform" exercise="log_uniform"


# %% name="log-uniform-check" check="log_uniform"
check.log_uniform(log_uniform)
# hint("log_uniform")  # stuck? remove the first "#": three hints, one by one

# %% name="log-uniform-used"
draw = yours_or_ours("log_uniform", log_uniform)
u = np.random.default_rng(0).random(1000)
even = 1e-4 + u * (1 - 1e-4)
print(f"in the middle: {draw(1e-4, 1.0, np.array([0.5]))[0]:.4f}")
print(f"below 0.01, by (2): {np.sum(draw(1e-4, 1.0, u) < 0.01)} of 1,000")
print(f"below 0.01, drawn evenly: {np.sum(even < 0.01)} of 1,000")

# %% [guard] name="log-uniform-guard"
assert 450 < np.sum(draw(1e-4, 1.0, u) < 0.01) < 550 and np.sum(even < 0.01) < 25

# %% [markdown] name="isolation-text"
# 0.01, the *geometric* mean of the ends. By (2) each power of ten gets a quarter of the draws, so about half lie below 0.01;
# drawn evenly it is one in a hundred.
#
# ## What matters
#
# From here on we read searches that are stored with the course; each took minutes. A training in them has 1,000 steps of
# batches of 128 on 50,000 standardised images, and is judged by the other 10,000. The **grid** has 72 trials: six rates from
# 0.003 to 1, momenta of 0, 0.5 and 0.9, penalties of $10^{-5}$ and $10^{-3}$, networks 64-48 and 128-64.
#
# First look: **isolation plots**. For each value of one setting, take the *best* trial that has it. All others are then
# nuisance settings, chosen anew for each value.
#
# **Predict.** For which of the four settings does the best score depend on the value by more than a point?

# %% name="isolation"
table, drawn = read_study("grid"), read_study("random")
score = table.validation_accuracy.fillna(0.1)
names = ["learning_rate", "momentum", "l2", "hidden_sizes"]
plots.draw_isolation(table, names)

# %% [guard] name="isolation-guard"
best_at = {n: 100 * table.groupby(n).validation_accuracy.max() for n in names}
assert all(best_at[n].max() - best_at[n].min() < 0.31 for n in names[1:])
assert {n for n, best in best_at.items() if best.max() - best.min() > 1} == {"learning_rate"}
assert len(table) == 72 and (table.status != "done").sum() == 8

# %% [markdown] name="momentum-text"
# Only for the learning rate; the other lines differ by at most 0.3 points, from one training each. Its hill has both flanks
# inside the picture: a best value at the *edge* of the range would mean "widen it". But such a plot hides how two settings work together, and the power-cut search has shown that rate and
# momentum do.
#
# ## What interacts
#
# In chapter 07, momentum made the **effective learning rate**
#
# $$\eta_\text{eff} = \frac{\eta}{1 - \beta} . \tag{3}$$
#
# Is that all there is to momentum? A separate study: six effective rates with each of three momenta, five seeds, each judged
# by other images; everything else is fixed.
#
# **Predict.** (a) At $\eta_\text{eff} = 0.03$: by how many points do momenta 0 and 0.9 differ? (b) At
# $\eta_\text{eff} = 1$, which accuracy has each of the three?

# %% name="momentum"
momentum = read("effective_rates", "momentum")
momentum["score"] = 100 * momentum.validation_accuracy.fillna(0.1)
plots.draw_momenta(momentum)

# %% name="momentum-compared"
both = ["effective_rate", "momentum"]
scores = momentum.pivot(index="seed", columns=both, values="score")
ahead = {}
for rate in (0.01, 0.03, 0.1, 0.3):
    for beta in (0.5, 0.9):
        ahead[f"{rate}, {beta} minus 0"] = scores[rate][beta] - scores[rate][0.0]
compared = compare_with(np.zeros(5), ahead)
print(compared[["difference", "low", "high", "p_holm"]].round(2).to_string())

# %% [guard] name="momentum-guard"
assert compared.tie.all() and len(compared) == 8 and len(scores) == 5 and abs(compared.difference).max() < 0.6
at_1 = scores[1.0].mean().round(1)
assert at_1[0.0] == at_1[0.5] == 10.0 and at_1[0.9] == 84.7
for beta, eta_q in ((0.0, 2.0), (0.5, 3.0), (0.9, 3.8)):  # the ceiling 2 (1 + β) of the answer
    sizes = [abs(np.roots([1, -(1 + beta - x), beta])).max() for x in (eta_q - 0.01, eta_q + 0.01)]
    assert sizes[0] < 1 < sizes[1]

# %% [markdown] name="momentum-answer"
# (a) By 0.07; all eight differences up to 0.3 are ties (five seeds, eight comparisons). (b) 10, 10, and **84.7 %**. The flanks
# merge, the ceilings do not. Who says "only the effective rate counts" overlooks where it comes from: (3) adds up many steps
# in *one* direction, as along a gentle slope. Across a ravine the gradient changes its sign at each step, and there momentum
# damps. In a direction of curvature $q$ the steps stay bounded for $\eta q < 2 (1 + \beta)$ (chapter 07). Divided by
# $1 - \beta$, that is
#
# $$\eta_\text{eff}\; q < \frac{2\,(1 + \beta)}{1 - \beta} . \tag{4}$$
#
# **Predict** the three ceilings for $q = 1$, before 500 steps on the loss $\frac12 \theta^2$ measure them.

# %% name="ceilings"
eta = np.arange(0.005, 4, 0.01)
for beta in (0.0, 0.5, 0.9):
    theta, v = np.ones_like(eta), np.zeros_like(eta)
    for _ in range(500):
        v = beta * v + theta  # the gradient of θ²/2 is θ
        theta = theta - eta * v
    highest = eta[np.abs(theta) < 10].max()
    ceiling = highest / (1 - beta)
    print(f"momentum {beta}: η up to {highest:.2f}, η_eff up to {ceiling:.0f}")

# %% [guard] name="ceilings-guard"
assert 37.5 < ceiling < 38

# %% [markdown] name="few-text"
# 2, 6 and 38. So on our images momentum 0.9 outlives the other two; between those, our effective rates are too far apart to
# tell. Momentum buys room above, not speed below. **One-at-a-time search**, as
# in [report 002](../data/reports/texts/002.txt), walks along one line of such a table and cannot see that another line has
# its hill elsewhere.
#
# ## Few settings matter
#
# James Bergstra and Yoshua Bengio (2012) found that it is mostly as in our isolation plots: few settings matter, and nobody
# knows beforehand which. For a grid that is bad news. With three values for each of four settings it has $3^4 = 81$ trials,
# but of the *one* that matters it tries three values, 27 times each. (How much each setting matters, in one number: a side
# path below.)
#
# **Predict.** How many different effective rates do our 72 trials of the grid try? How many do 72 random draws from the
# same box?

# %% name="tried"
for each in (table, drawn):
    each["effective_rate"] = (each.learning_rate / (1 - each.momentum)).round(9)
plots.draw_tried({"grid": table, "random": drawn})

# %% [guard] name="tried-guard"
assert table.effective_rate.nunique() == 14 and drawn.effective_rate.nunique() == 72

# %% [markdown] name="successive-text"
# 14 against 72. How many draws are enough? If the best 5 % of the box are good enough, $m$ draws miss them all with
# probability $0.95^m$. For $m = 60$ that is 4.6 %, **whatever the number of settings**. (But the
# best 5 % of a useless box are useless: a side path counts the **infeasible** trials, those that diverge or learn nothing.)
#
# ## Successive halving: stop the losers early
#
# Grid and random search train the hopeless as long as the best. **Successive halving** (Jamieson, Talwalkar 2016) trains all
# trials a little, keeps the better ones, trains those on, keeps the better ones of them. Each stage is a **rung**. With $m$
# trials, rungs that end at $r_0 < r_1 < r_2$ steps, and the better third going on, it costs
#
# $$m\, r_0 + \tfrac{m}{3}\, (r_1 - r_0) + \tfrac{m}{9}\, (r_2 - r_1) \text{ steps} : \tag{5}$$
#
# only the differences, because a training goes on from where it stood.

# %% [markdown] name="halving-text"
# ### Exercise 2: one round
#
# A score of NaN is a trial that has diverged. `np.argsort` puts it last, because NaN compares with nothing; and so first
# after `[::-1]`. A search that promotes what has exploded is a classic.
#
# **Predict** by (5): what do 72 trials with rungs at 100, 300 and 1,000 steps cost, next to the grid's 72,000 steps?


# %% name="halving-round" exercise="halving_round"


# %% name="halving-round-check" check="halving_round"
check.halving_round(halving_round)
# hint("halving_round")  # stuck? remove the first "#": three hints, one by one

# %% [markdown] name="play-text"
# The grid's curves are stored, so your function can halve the grid: it gets the scores after 100 steps, then those after
# 300.
#
# **Predict.** Will the grid's best trial survive? What is its rank at step 100, and at step 300?


# %% name="play-scores"
def scores_at(step):
    """The accuracy of each trial of the grid at a step; NaN: diverged."""
    curves = zip(table.history_iteration, table.history_validation_accuracy)
    return np.array([dict(zip(*curve)).get(step, np.nan) for curve in curves])


best = table.validation_accuracy.idxmax()
for step in (100, 300, 1000):
    ahead = np.sum(scores_at(step) > scores_at(step)[best])
    print(f"step {step:4}: the best is number {ahead + 1} of {len(table)}")

# %% name="play"
one_round = yours_or_ours("halving_round", halving_round)
left, cost = np.arange(72), 72 * 100
for now, then in ((100, 300), (300, 1000)):
    chosen, more = one_round(scores_at(now)[left], 1 / 3, now, then)
    left, cost = left[chosen], cost + more
    print(f"after step {now}: {len(left)} go on, {more} steps more, {cost} in all")
halved = 100 * scores_at(1000)[left].max()
print(f"best at the end: {halved:.2f} %, of the whole grid: {100 * score.max():.2f} %")
print(f"the grid's best is among the last: {np.sum(left == best)} time(s)")

# %% [guard] name="play-guard"
assert cost == 17_600 and len(left) == 8 and best not in left and np.isclose(halved, 87.19)
whole = read_study("halving_grid")
last = whole[whole.iterations == 1000]
assert set(last[names].itertuples(index=False)) == set(table.loc[left, names].itertuples(index=False))
assert halving_cost(whole) == cost and np.isclose(100 * last.validation_accuracy.max(), halved)
assert [np.sum(scores_at(s) > scores_at(s)[best]) + 1 for s in (100, 300, 1000)] == [6, 10, 1]

# %% [markdown] name="equal-cost-text"
# 17,600 steps: a quarter. And no, the best does not survive: it is number 6 after 100 steps, 10 after 300, and only eight
# go on. Halving bets that the order early is roughly the order late. Small rates look worse early than they are.
#
# ## Grid, random, halving
#
# Four searches of the same box: the grid; random search with 72 draws; halving the grid at a quarter of the cost; halving
# 288 draws at the grid's cost. A line says what to expect of a search that stops earlier: the mean best so far over 500
# orders of the trials.
#
# **Predict.** Which ends highest, and by how many points? For comparison, one standard error of a single score, from 10,000
# images, is 0.33 points.

# %% name="equal-cost"
many = read_study("halving_random")
ends = many[many.iterations == 1000].validation_accuracy
searches = {"grid": 100 * score, "random": 100 * drawn.validation_accuracy.fillna(0.1)}
halvings = {
    "halving the grid": (cost, halved),
    "halving 288 draws": (halving_cost(many), 100 * ends.max()),
}
plots.draw_costs(searches, halvings, trial_steps=1000, error=0.33)

# %% [guard] name="equal-cost-guard"
top = many[many.iterations == 1000].sort_values("validation_accuracy").iloc[-1]
assert top[names].tolist() == drawn.loc[drawn.validation_accuracy.idxmax(), names].tolist()
assert np.isclose(searches["random"].max(), 87.66) and np.isclose(100 * ends.max(), 87.66)
assert halving_cost(many) == 70_400 and np.isclose(100 * score.max(), 87.44)

# %% [markdown] name="equal-cost-answer"
# Random search and halving 288 draws end with the *same* trial, at 87.66 %: 0.22 points above the grid, 0.47 above the
# halved grid. Does random search win? And halving, at a quarter of the cost, ends at 87.19 %: a grid that stops after a
# quarter may expect 87.21, a random search 87.46, say their lines. So has it gained anything here?
#
# Each of the four was run *once*. So before you believe any order, ask what these numbers would be the next time.
#
# ## Three kinds of luck
#
# - **Trial variance**: the same setting, trained from another seed, gets another score.
# - **Sampling variance**: other images to judge by give the same network another score.
# - **Study variance**: the same search, with other draws, finds another winner.
#
# The second one can be derived. An image is classified correctly or not: a coin that falls right with probability $a$, whose
# variance is $a(1 - a)$. The accuracy is the mean of $n$ such coins, so its standard deviation, the **standard error**, is
#
# $$\mathrm{se} = \sqrt{\frac{a\,(1 - a)}{n}} . \tag{6}$$

# %% [markdown] name="tied-text"
# ### Exercise 3: who is within one standard error?
#
# A common rule of thumb: what lies within one standard error of the best is as good as the best (Breiman et al. 1984). Write
# it down. We shall test it.
#
# **Predict:** how many of the grid's 72 are within one standard error of its best?


# %% name="tied-with-best" exercise="tied_with_best"


# %% name="tied-with-best-check" check="tied_with_best"
check.tied_with_best(tied_with_best)
# hint("tied_with_best")  # stuck? remove the first "#": three hints, one by one

# %% name="tied-used"
close_to_best = yours_or_ours("tied_with_best", tied_with_best)
error, tied = close_to_best(score.to_numpy(), 10_000)
print(f"standard error: {100 * error:.2f} points")
print(f"within it of the best: {np.sum(tied)} of {len(tied)}")

# %% [markdown] name="equals-text"
# Seven. So one setting in ten is good, and the other nine in ten are worse? Test the rule where you know the answer: 72
# settings that are all *equally* good, 87 %, each judged by 10,000 images of its own.
#
# **Predict.** How many of these 72 equals will be within one standard error of the best?

# %% name="equals"
rng = np.random.default_rng(0)
equals = rng.binomial(10_000, 0.87, (1000, 72)) / 10_000
close = [np.sum(close_to_best(scores, 10_000)[1]) for scores in equals]
print(f"of 72 equals, within one error of the best: {np.mean(close):.1f} on average")

# %% [guard] name="equals-guard"
assert np.sum(tied) == 7 and round(100 * error, 2) == 0.33 and 6.8 < np.mean(close) < 7.6

# %% [markdown] name="equals-answer"
# About seven: the same number! Whoever expected 72 overlooks that the best of many equals lies more than two errors above
# their mean, so most of them are left behind. The rule of thumb cannot tell "seven are good" from "all are equal", and it
# ignores seeds. So here is the course's rule once more: *paired* differences with their own interval, from seeds or images
# that had **no part in the choice**; all comparisons counted; what contains 0 is a tie.
#
# ## What is the winner worth?
#
# Whoever is chosen for a high score is chosen for luck as well: the **winner's curse**. To measure it, keep images aside
# that choose nothing. We ran a whole search, twelve random draws of 600 steps, twelve times. Each time 5,000 images choose
# the best draw, and 5,000 *others* judge the chosen one. This is **nested cross-validation**: what it judges is not a
# network, but the whole procedure "search, then take the best".
#
# **Predict.** By how many points is the winner's score too high, on average? In how many of the twelve searches?

# %% name="nested"
nested = read("search_luck", "nested")
winners = nested.loc[nested.groupby("seed").chooses.idxmax()]
plots.draw_nested(100 * winners.chooses, 100 * winners.judges)
gap = compare_paired(100 * winners.chooses, 100 * winners.judges)
print(f"too high by {gap.difference:.2f}, interval {gap.low:.2f} to {gap.high:.2f}")

everyone = nested.groupby("seed")[["chooses", "judges"]].mean()  # all twelve draws
luck = (winners.chooses - winners.judges).to_numpy() * 100
own = compare_paired(luck, 100 * (everyone.chooses - everyone.judges))
print(f"more than all draws: {own.difference:.2f}, {own.low:.2f} to {own.high:.2f}")
print(f"study variance: the winners differ by ± {100 * winners.judges.std():.2f}")

# %% [guard] name="nested-guard"
assert round(gap.difference, 2) == 0.36 and round(gap.low, 2) == 0.02 and round(gap.high, 2) == 0.71 and gap.n == 12
assert np.sum(winners.chooses > winners.judges) == 8 and not gap.is_tie
assert round(own.difference, 2) == 0.25 and round(own.low, 2) == 0.06 and round(own.high, 2) == 0.43
assert round(100 * winners.judges.mean(), 1) == 86.3 and round(100 * winners.judges.std(), 2) == 0.46

# %% [markdown] name="nested-answer"
# By 0.36 points, in eight of twelve; no tie, if only just. A third of that is no curse: the images that chose happened to be
# easier, for *all* draws. Beyond them, the winners are flattered by 0.25 points, 0.06 to 0.43. With twelve draws that is
# mild; a side path shows how it grows. The honest report of such a search is the mean on the judging images, 86.3 %, with
# the spread of whole searches, ± 0.46. Next to that spread, 0.22 points between random search and grid say nothing.
#
# ### The finalists, on other images
#
# Now the big searches. The grid's ten best and random's winner are trained anew, from ten seeds, and judged by 5,000 images
# each time, none of which is among the 10,000 that chose them. We compare all with the grid's number 1.
#
# **Predict.** How many of the ten differences will *not* be ties? And how far ahead is random's winner now (0.22 in the
# search)?

# %% name="finalists"
confirmed = read("search_luck", "confirmation")
confirmed["score"] = 100 * confirmed.validation_accuracy
ranks = [f"grid's {rank}" for rank in range(1, 11)] + ["random's 1"]
keys = list(confirmed[names].itertuples(index=False, name=None))
order = list(dict.fromkeys(keys))  # as the searches ranked them
confirmed["finalist"] = [ranks[order.index(key)] for key in keys]
fresh = confirmed.pivot(index="seed", columns="finalist", values="score")[ranks]
plots.draw_confirmed(fresh["grid's 1"], fresh.drop(columns="grid's 1"))

# %% name="finalists-table"
compared = compare_with(fresh["grid's 1"], fresh.drop(columns="grid's 1"))
compared["lowest seed"], compared["sd"] = fresh.min(), fresh.std()
for name, column in zip(["rate", "momentum"], zip(*order[1:])):
    compared[name] = column
print(compared.drop(columns=["error", "p_value", "n", "tie"]).round(2).to_string())

# %% [guard] name="finalists-guard"
assert fresh.shape == (10, 11) and compared.tie.all() and round(compared.difference["random's 1"], 2) == -0.60
assert round(fresh["grid's 2"].min(), 1) == 73.4 and fresh.drop(columns="grid's 2").std().max() < 0.75

# %% [markdown] name="finalists-answer"
# None: all ten are ties. Random's winner, the highest score of all, is now 0.60 points *behind*, a tie as well: nothing of
# its lead is left. Eight of the ten lie behind the grid's first, two ahead, and no interval tells us more.
#
# But look at the column *sd*. The grid's number 2 fell to 73.4 % for one of ten seeds: its rate of 0.3 stands next to the
# cliff. A mean hides that, a single training even more. So among settings that tie, take what is **stable** and **cheap**:
# away from the cliff, the small network if you need speed. Then say what was fixed, how many trials were tried, how many
# were infeasible, and what judged the winner.

# %% [markdown] name="explorer-text"
# ## Explore a search
#
# The explorer shows three stored searches. Menus place and colour the points; *Rank* picks a trial, 1 is the best, rings it,
# and draws its curve. <kbd>Tab</kbd> moves on, the arrow keys move the slider, <kbd>Space</kbd> opens a menu. Your own table
# goes in as `SearchExplorer({"mine": table})`.
#
# **Predict, then try:**
#
# 1. *Grid*: move *Rank* from 1 on. Which range of effective rates do the first seven have?
# 2. *Across* learning rate, *Up* momentum, *Colour* validation accuracy: along which line do the bright points lie?
# 3. *Halving*: at which step did rank 100 stop? Find a curve that was stopped while it rose most steeply: would you have
#    stopped it?

# %% name="explorer"
SearchExplorer()

# %% [guard] name="explorer-guard"
first_seven = table.sort_values("validation_accuracy", ascending=False).head(7)
assert first_seven.effective_rate.min() == 0.1 and first_seven.effective_rate.max() == 0.3
stopped = SearchExplorer().tables["halving"]
assert stopped.iterations[99] == 100 and stopped.iterations[95] == 300 and stopped.iterations[96] == 100

# %% [markdown] name="after-text"
# 1. From 0.1 to 0.3, and nothing else in common. 2. On a line from 0.1 at momentum 0 to 0.01 at momentum 0.9: (3) once more.
# 3. At step 100, as all from rank 97 on. The curves that were stopped as they rose most steeply are those of small rates.

# %% [markdown] name="beyond-text"
# ## What comes after halving
#
# - **Hyperband** (Li et al. 2018) does not trust one first rung: it runs several halvings, from "many trials, stopped early"
#   to "few, trained long", and so saves slow starters.
# - **ASHA** (Li et al. 2020) promotes a trial as soon as it is in the best third *so far*, so that hundreds of machines never
#   wait for a rung to be full.
# - **Quasi-random** draws (Sobol, Halton) fill the box more evenly than random ones; the tuning playbook advises them for
#   exploring.
# - **Bayesian optimisation** (Snoek et al. 2012) fits a model of score against settings, with its uncertainty, and draws next
#   where a gain is likely. It pays where a trial is expensive and the box is not too large.
#
# Each of them chooses by a score. So none of them lifts the winner's curse.

# %% [markdown] name="wide-text"
# ## Side path: how much of the box is a waste
#
# Our box was made by people who knew where to look. When you do not, count the **infeasible** trials: those that diverge, or
# learn nothing. The next search has 96 draws of 300 steps from a box with rates from 0.0001 to 10 and momenta up to 0.99. We
# call a trial infeasible if it ends below 20 %.
#
# **Predict** their share: of all 96, and of those with rates above 1.

# %% name="wide"
wide = read("search_luck", "wide")
wide["score"] = 100 * wide.validation_accuracy.fillna(0.1)
decades = pandas.cut(wide.learning_rate, [1e-4, 1e-3, 0.01, 0.1, 1, 10])
print("learning rate     trials  infeasible   best")
for decade, part in wide.groupby(decades, observed=True):
    bad = (part.score < 20).sum()
    print(f"{decade!s:17} {len(part):6} {bad:11}   {part.score.max():.1f} %")
bad = (wide.score < 20).sum()
print(f"all {len(wide)}: {bad} infeasible, {bad / len(wide):.0%}")

# %% [guard] name="wide-guard"
assert bad == 35 and (wide.status == "diverged").sum() == 17
assert (wide[wide.learning_rate > 1].score < 20).all() and (wide[wide.learning_rate < 0.1].score > 20).all()

# %% [markdown] name="wide-answer"
# A good third of all, and *every* one above 1. Report that share with a search. If it is large, the box is too wide, and the
# true number of trials is smaller than you think. If it is 0, you cannot know that the best lies inside: move the ends out
# until they hurt. It also says where to cut: nothing below 0.1 was infeasible here, whatever the momentum.

# %% [markdown] name="batch-text"
# ## Side path: the batch size sets the speed
#
# Is the batch size a setting like the others? A study with five batch sizes and eight rates each asks: how many steps until
# 85 % of the validation images are classified correctly (two seeds, at most four epochs)? For each batch size we take the
# rate that needs the fewest steps: the rate is a nuisance setting here.
#
# **Predict.** From batches of 8 to batches of 128, 16 times as large: by what factor does the number of steps fall? And from
# 128 to 512?

# %% name="batch"
batches = read("effective_rates", "batch_size")
batches["busy"] = batches.steps * batches.step_seconds
means = batches.groupby(["batch_size", "learning_rate"])
means = means[["reached", "steps", "busy"]].mean().reset_index()
means = means[means.reached == 1]  # with both seeds
fastest = means.loc[means.groupby("batch_size").steps.idxmin()].set_index("batch_size")
print(fastest[["learning_rate", "steps"]].to_string())
plots.draw_batch_sizes(fastest)

# %% [guard] name="batch-guard"
assert list(fastest.index) == [8, 32, 128, 512] and fastest.busy.idxmin() == 128
assert list(fastest.steps) == [3328, 832, 224, 140] and list(fastest.learning_rate) == [0.02, 0.05, 0.2, 0.2]

# %% [markdown] name="batch-answer"
# By 15, nearly the full 16; then by 1.6 only, in place of 4. Up to some size, a larger batch with a larger rate needs so many
# steps fewer; beyond it, the rate is at its ceiling (at 0.5 nothing reached the goal, with any batch size), and a more exact gradient
# does not help. Batches of 2,048 did not get there in four epochs with both seeds.
#
# The time of a step grows with the batch, so the *fastest* is in between: 128, on this processor. That is what a batch size
# is for: **speed**. Whoever compares final accuracies of two batch sizes at one rate, and the same number of epochs, compares
# rates and numbers of steps (Shallue et al. 2019). The rates were
# chosen by these same numbers, from two seeds: the order of neighbours is no conclusion of ours.

# %% [markdown] name="views-text"
# ## Side path: look at all of it
#
# Two pictures for tables with many settings. A **scatter** of two of them, coloured by the score: here
# [report 000](../data/reports/texts/000.txt)'s random search, as in its Figure 4. And **parallel coordinates**: one upright
# scale for each setting and one for the score, each trial a line across.
#
# **Predict.** In the scatter: along which direction will the colour change? In the parallel coordinates, the best five lines
# are in colour. At which scales will they come together?

# %% name="views"
from mlp.reports.published import published

report = pandas.DataFrame(published("000")["random_search"])
report = report.rename(columns={"reg": "l2", "val_accuracy": "validation_accuracy"})
plots.draw_report_search(report)
low_half = np.sum(report.learning_rate[:20] < 10**-2.25)
print(f"of its 20 draws, in the lower half of the powers of ten: {low_half}")

# %% name="parallel"
good = drawn[drawn.validation_accuracy > 0.75]
plots.draw_best_lines(good, [*names, "effective_rate"])

# %% [guard] name="views-guard"
five = good.sort_values("validation_accuracy", ascending=False).head(5)
assert low_half == 3 and five.effective_rate.max() / five.effective_rate.min() < 3
assert five.learning_rate.max() / five.learning_rate.min() > 2 * five.effective_rate.max() / five.effective_rate.min()

# %% [markdown] name="views-answer"
# Along the rate; and what the five share is the effective rate. That is how you would have found (3), had you not known it.
# (Five of 72 were chosen by their score: a picture to think with, no test.)
#
# Two more things in the scatter. The report writes its range as powers, from $10^{-3}$ to $10^{-1.5}$; but three of its 20
# draws lie in the lower half of these powers, where log-uniform draws would put ten. They look evenly drawn. And at rates of
# 0.0128 to 0.0139 its accuracies are 85, 86, 72, 85 and 83 %: close to a cliff, the score of one training says little.

# %% [markdown] name="flattery-text"
# ## Side path: how a test set gets used up
#
# Whoever tries $m$ settings and reports the best *test* accuracy has used the test set as a validation set. How wrong is that
# number? Let all $m$ be equally good: setting $k$ scores $a + e_k$, with noise $e_k$ of mean 0 and standard deviation
# $\mathrm{se}$, about normal. For any $u > 0$, as the exponential bends upwards (Jensen),
#
# $$e^{u\, \mathrm{E}[\max e_k]} \le \mathrm{E}\big[e^{u \max e_k}\big] = \mathrm{E}\big[\max_k e^{u e_k}\big]
#   \le \sum_{k=1}^{m} \mathrm{E}\big[e^{u e_k}\big] = m\, e^{u^2 \mathrm{se}^2 / 2} . \tag{7}$$
#
# Take the logarithm, divide by $u$: $\mathrm{E}[\max e_k] \le \frac{\ln m}{u} + \frac{u\, \mathrm{se}^2}{2}$. The right-hand
# side is smallest at $u = \sqrt{2 \ln m} / \mathrm{se}$, and there
#
# $$\mathrm{E}[\max e_k] \le \mathrm{se}\, \sqrt{2 \ln m} . \tag{8}$$
#
# Nowhere did the noise of different settings need to be independent. It grows slowly, but it never stops.

# %% [markdown] name="flattery-run-text"
# Twice. First coins: 100 settings, all with a true accuracy of 85 %, on 5,000 images. Then 100 networks of *one* setting
# that differ in their seed alone, after 300 steps. One half of the validation images chooses, the other half judges; then
# the halves change roles.
#
# **Predict.** By how many points does the best of 100 coins beat the truth? Are the networks flattered more, or less?

# %% name="coins"
rng, tries = np.random.default_rng(0), np.arange(1, 101)
coins = 100 * (rng.binomial(5000, 0.85, (2000, 100)) / 5000 - 0.85)
lucky = np.maximum.accumulate(coins, axis=1).mean(axis=0)  # best of the first m
bound = 100 * np.sqrt(0.85 * 0.15 / 5000) * np.sqrt(2 * np.log(tries))

# %% name="networks"
halves = 100 * read_study("seeds")[["first_half", "second_half"]].to_numpy()
ahead = halves - halves.mean(axis=0)  # (networks, 2)
orders = rng.permuted(np.tile(tries - 1, (1000, 1)), axis=1)


def best_of_first(half):
    """For each order and each m: which of its first m is best on the half."""
    first = [[ahead[order[:m], half].argmax() for m in tries] for order in orders]
    return np.take_along_axis(orders, np.array(first), axis=1)


chosen = [best_of_first(0), best_of_first(1)]
here = (ahead[chosen[0], 0] + ahead[chosen[1], 1]).mean(axis=0) / 2
elsewhere = (ahead[chosen[0], 1] + ahead[chosen[1], 0]).mean(axis=0) / 2

# %% name="flattery"
plots.draw_flattery(bound, lucky, here - elsewhere)
print(f"on images that did not choose it, it is {elsewhere[-1]:.2f} points ahead")

# %% [guard] name="flattery-guard"
assert np.all(lucky <= bound + 0.02) and 1.2 < lucky[-1] < 1.4
assert 0.3 < (here - elsewhere)[-1] < 0.7 and 0.8 < elsewhere[-1] < 1.3

# %% [markdown] name="flattery-answer"
# The best of 100 coins is 1.3 points too high, near the bound. The networks are flattered less, by about half a point: they
# find the same images hard, so most of their noise is shared, and shared noise chooses nobody.
#
# Mind the last number. On images that had no part in the choice the chosen network is a point ahead, too. It *is* better, by
# the luck of its seed. The *setting* is the same for all hundred. Who reports that network's score as the accuracy of the
# setting is a point and a half too high: half a point sampling variance, one point trial variance.
#
# So: choose on validation images, as often as you like, and know that this wears them out. Look at the test images once,
# when there is nothing left to choose.

# %% [markdown] name="explained-text"
# ## Side path: how much a setting matters
#
# How much of the differences in a table is due to one setting? Take the mean score for each of its values, and compare the
# variance of these means with the variance of all scores:
#
# $$R^2 = \frac{\operatorname{Var}(\text{mean score of the trial's value})}{\operatorname{Var}(\text{score})} . \tag{9}$$
#
# 1 if this setting decides all. It works for pairs of settings, too. Diverged trials count as guessing, 10 %.
#
# But 0 is not its floor. Shuffle the 72 scores over the trials: now *no* setting can matter. Still the means of small groups
# differ by chance.
#
# **Predict.** Rate and momentum together make 18 groups of four trials. Which $R^2$ do they have for shuffled scores?


# %% name="explained-function"
def explained(names, score):
    """The share (9) of the variance of `score` that `names` explain."""
    means = score.groupby([table[name] for name in names]).transform("mean")
    return means.var() / score.var()


# %% name="explained"
rng = np.random.default_rng(0)
print("R² of                       measured  shuffled  groups")
for group in [[name] for name in [*names, "effective_rate"]] + [names[:2]]:
    orders = [pandas.Series(rng.permutation(score)) for _ in range(200)]
    shuffled = [explained(group, order) for order in orders]
    groups = table.groupby(group).ngroups
    told = f"{explained(group, score):8.2f} {np.mean(shuffled):9.2f} {groups:7}"
    print(f"{' and '.join(group):27} {told}")

# %% [guard] name="explained-guard"
found = {name: round(explained([name], score), 2) for name in [*names, "effective_rate"]}
assert found["learning_rate"] == 0.78 and found["effective_rate"] == 0.84 and found["momentum"] == 0.03
assert found["l2"] < 0.01 and found["hidden_sizes"] < 0.01 and round(explained(names[:2], score), 2) == 1.00
assert abs(np.mean(shuffled) - 17 / 71) < 0.02
elsewhere_than_1 = table.effective_rate != 1.0
assert explained(["effective_rate"], score[elsewhere_than_1]) > 0.99

# %% [markdown] name="explained-answer"
# About 0.24. For $g$ groups among $n$ trials it is $(g - 1)/(n - 1)$ on average, here $17/71$. So look at both columns:
# momentum's 0.03 is what shuffling gives, and penalty and size lie below. The rate alone explains 0.78; the effective rate
# 0.84, and rate *and* momentum **1.00**. The missing 0.16 is the ceiling: at an effective rate of 1 momentum decides.

# %% [markdown] name="shapes-text"
# ## Side path: which layer should be large?
#
# [Report 001](../data/reports/texts/001.txt) trains nine shapes of sigmoid layers, once each, and reads from their test
# accuracies that "the network with larger layer first, perform slightly better". We trained its nine shapes with its
# settings (its momentum is an average, so its rate of 0.5 is our 0.05), for 4,000 steps and from three seeds.
#
# It says so of two pairs, 100-50 and 50-25, each against the same turned round. A third pair in its table is 50-30-20.
# **Predict.** Of the three differences, how many are no ties? And is the mean of its two pairs one?

# %% name="shapes"
shapes = read_study("topologies").assign(score=lambda t: 100 * t.validation_accuracy)
shapes = shapes.pivot(index="seed", columns="hidden_sizes", values="score")
larger_first = {}
for wide_first in ((100, 50), (50, 25), (50, 30, 20)):
    turned = shapes[wide_first] - shapes[wide_first[::-1]]
    larger_first["-".join(map(str, wide_first))] = turned
compared = compare_with(np.zeros(3), larger_first)
print(compared[["difference", "low", "high", "p_holm"]].round(2).to_string())

# %% name="shapes-means"
differences = pandas.DataFrame(larger_first)
its_two = differences[["100-50", "50-25"]].mean(axis=1)
both = {"its two": its_two, "all": differences.mean(axis=1)}
means = compare_with(np.zeros(3), both)
print(means[["difference", "low", "high", "p_holm"]].round(2).to_string())
runs = {"-".join(map(str, shape)): shapes[shape] / 100 for shape in shapes}
plots.draw_shapes(runs)

# %% [guard] name="shapes-guard"
assert compared.tie.all() and (differences > 0).all(axis=None) and means.tie.tolist() == [True, False]
assert means.difference.round(2).tolist() == [0.51, 0.78]

# %% [markdown] name="shapes-answer"
# Each of the three is a tie, and so is the mean of its two pairs: 0.51 points, with an interval that contains 0. The mean of
# all three is none (0.78; of two means looked at); 20-30-50, with a *very* narrow first layer, adds most to it. All nine
# differences are positive, so the report may well be right. Three seeds cannot tell, and one of each could not at all: between
# two single trainings whose spread is 0.56 points each (the mean of our nine), the difference alone has one of
# $0.56\, \sqrt 2 = 0.8$. Its conclusion, that "all these networks have enough parameters", is sound.

# %% [markdown] name="estimator-text"
# ## Side path: the course's network inside scikit-learn
#
# scikit-learn has searches of its own, pipelines and calibration. They take any **estimator**: an object with `fit`,
# `predict` and `get_params` that keeps its conventions. `mlp.estimator.MLPClassifier` is the course's network as one. The
# course does not install scikit-learn; with `pip install scikit-learn`, this runs here:
#
# ```python
# from sklearn.model_selection import GridSearchCV
# from sklearn.pipeline import make_pipeline
# from sklearn.preprocessing import StandardScaler
#
# from mlp.estimator import MLPClassifier
#
# network = MLPClassifier((128, 64), epochs=5, random_state=0)
# values = {"mlpclassifier__learning_rate": [0.0003, 0.001, 0.003]}
# search = GridSearchCV(make_pipeline(StandardScaler(), network), values, cv=3)
# search.fit(few.train.images, few.train.labels)
# print(search.best_params_, search.best_score_)
# ```
#
# On one fixed validation set it finds, trial by trial, the scores that `run_trials` finds. `cv=3` judges each setting three
# times, by another third of the images, with the scaling learned anew from the other two.

# %% [markdown] name="beside-text"
# ### Beside scikit-learn's own
#
# scikit-learn has an `MLPClassifier`, too. We trained both with the same settings: one hidden layer of 100 units, Adam, ten
# epochs, batches of 128 and of 200 (its default). Eight seeds; each judges by other 5,000 images. The pixels came as
# float64, which is what you have after dividing by 255, and as float32. Ours computes in float32 either way; scikit-learn's
# in what it gets. The cells below read the stored study, so they run without scikit-learn.
#
# **Predict.** (a) By how many points do the two accuracies differ? (b) By what factor is ours faster, with float64 and with
# float32 pixels?

# %% name="beside"
beside = read("estimators", "beside")
cases = beside.pivot(index="seed", columns=["pixels", "batch_size"])
accuracy = 100 * (cases.ours_accuracy - cases.theirs_accuracy)
ahead = {f"{pixels}, {size}": accuracy[pixels, size] for pixels, size in accuracy}
compared = compare_with(np.zeros(8), ahead)
print(compared[["difference", "low", "high", "p_holm"]].round(2).to_string())

# %% name="beside-time"
ratio = cases.theirs_seconds / cases.ours_seconds
print("their seconds / ours: median, smallest, largest of eight")
for (pixels, size), each in ratio.items():
    middle, low, high = each.median(), each.min(), each.max()
    print(f"{pixels}, batches of {size}: {middle:.2f}   {low:.2f}   {high:.2f}")

# %% [guard] name="beside-guard"
assert compared.tie.all() and len(compared) == 4 and len(beside) == 32
assert compared.difference.round(2).tolist() == [-0.24, -0.16, -0.28, -0.10] and compared.low.min() > -1
assert ratio.median().round(2).tolist() == [2.27, 2.12, 1.47, 1.29]
assert (cases.ours_accuracy["float64"] == cases.ours_accuracy["float32"]).all(axis=None)

# %% [markdown] name="beside-answer"
# (a) By 0.1 to 0.3 points, all four in favour of scikit-learn's, and all four ties: eight seeds exclude a gap of a point,
# not one of half a point. The four are not independent; they share seeds and images.
#
# (b) By 2.3 and 2.1 with float64 pixels, by 1.5 and 1.3 with float32. So a good part of the first two is half as many bytes,
# and that costs no accuracy: ours has the same score to the last image, whichever pixels it gets. The rest is memory that is
# used again where scikit-learn's takes new. Most of a step is the same matrix products in both, and they set a floor. Measure
# it yourself: `python -m benchmarks.estimator`.
#
# The seconds are those of the processor that made the study, which was busy with other things; another one gives other
# ratios.

# %% [markdown] name="offers-text"
# So what decides is not the score, but what each one offers:
#
# | | ours | scikit-learn's |
# | --- | --- | --- |
# | optimisers | SGD, RMSprop, Adam, AdamW | SGD, Adam, L-BFGS |
# | regularisation | L2, dropout, batch normalisation, label smoothing, early stopping | L2, early stopping |
# | activations | ReLU, leaky ReLU, tanh, sigmoid; one for all layers, or one for each | identity, ReLU, tanh, sigmoid; one for all |
# | start | Kaiming, Xavier, a number | Xavier |
# | weights | of samples and of classes | of samples (since version 1.7) |
# | computes in | float32 for large data, or as you say | what the data come in |
# | also | all that chapters 11 and 12 do with `network_` | regression, several labels at once, sparse data |
#
# Take scikit-learn's for the last row's right-hand side, and where one dependency fewer counts.

# %% [markdown] name="reports"
# ## What the reports found
#
# > - **[Report 000](../data/reports/texts/000.txt)** (4.3) searches in two stages, a grid of 27 and 21 random draws around
# >   it: a sound plan. The best of the grid, learning rate 0.01, lies at the *edge* of the grid, and the random search
# >   rightly looks beyond. Its validation images are most likely the test images, as it trains on all 60,000 others. Its
# >   pairs of activations are chosen first, with one rate, on raw pixels: what it measured is which pair survives that.
# > - **[Report 001](../data/reports/texts/001.txt)** trains its 13 nets once each. Its nine shapes lie between 85.5 and
# >   87.4 % of the test images. What it reads from their order, three seeds of ours cannot tell from luck.

# %% [markdown] name="reports-2"
# > - **[Report 002](../data/reports/texts/002.txt)** moves one setting at a time around an optimum: 24 trainings. Such a
# >   search cannot see rate and momentum together. Six of its rows are one and the same setting, and differ by 0.7 points.
# >   What separates momentum 0.7 from 0.8 in its table, 0.4 points, is less.
# > - **[Report 003](../data/reports/texts/003.txt)** ranks its ten best by *test* accuracy: from 89.84 down to 89.68 %,
# >   0.16 points, half a standard error of one of them. The order says nothing, and the first is flattered. All ten have
# >   the penalty 0.001, the largest that it tried: the edge of its grid.

# %% [markdown] name="recap"
# ## Recap
#
# - A trial is a dict, a search a list of them, its result a table that a file keeps.
# - Scientific, nuisance, fixed: say which is which before you compare. A comparison at one learning rate compares rates.
# - Learning rate first, on a log scale, because equal factors make equal differences. Momentum shares its flank, and has a
#   higher ceiling. A best value at the edge of the range: widen it.
# - Few settings matter. A grid spends its trials on the others, random draws do not. Look with isolation plots, and count the infeasible.
# - Successive halving stops the losers early, in a quarter of the steps. It may stop a late winner.
# - Trial, sampling and study variance: a score has all three. Winners are judged by seeds and images that did not choose
#   them; paired, counted, and what contains 0 is a tie. Of what ties, take the stable and the cheap.

# %% [markdown] name="quiz"
# ## Quiz
#
# 1. You draw 40 learning rates log-uniformly from 0.00001 to 0.1. How many do you expect between 0.001 and 0.01?
#
#    <details><summary>Answer</summary>
#
#    Four powers of ten, each gets a quarter: ten.
#    </details>
# 2. Six settings, three values each: how many trials has the grid, and how many values of the one that matters does it
#    try? How many do 60 random draws try?
#
#    <details><summary>Answer</summary>
#
#    $3^6 = 729$ trials, three values. 60 draws try 60, and one of them is among the best 5 % with a probability of 95 %.
#    </details>
# 3. The best learning rate without momentum is 0.2. What would you try first with $\beta = 0.95$, and why not only that?
#
#    <details><summary>Answer</summary>
#
#    $\eta = 0.2 \cdot (1 - 0.95) = 0.01$, which has the same effective rate. The ceiling of $\eta_\text{eff}$ is higher with
#    momentum, so try larger ones, too.
#    </details>

# %% [markdown] name="quiz-2"
# 4. You ask whether dropout helps. Which kind of setting are dropout's rate, the learning rate, and the number of steps?
#
#    <details><summary>Answer</summary>
#
#    Dropout (with or without) is scientific. Its rate and the learning rate are nuisance settings: chosen anew for each
#    arm. The number of steps is fixed, and the answer holds for it: chapter 09 shows that it changes the answer.
#    </details>
# 5. Halving with 27 trials and rungs of 100, 300 and 900 steps, a third goes on. What does it cost, and what would all 27
#    have cost?
#
#    <details><summary>Answer</summary>
#
#    $27 \cdot 100 + 9 \cdot 200 + 3 \cdot 600 = 6{,}300$ steps, against $24{,}300$.
#    </details>

# %% [markdown] name="quiz-3"
# 6. A paper reports 90.1 % of 10,000 test images for its method and 89.9 % for the old one, one seed each, the new one the
#    best of 50 settings. What do you conclude?
#
#    <details><summary>Answer</summary>
#
#    Nothing yet. One seed says nothing of trial variance; and if those images chose, the best of 50 that are equally good
#    beats their mean by up to two standard errors of 0.3. Ask for seeds, for a paired difference, and for images that did
#    not choose.
#    </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [11 Evaluation](11_evaluation.ipynb): which of two networks is better, on the same images.
# - [13 Five reports](13_five_reports.ipynb): the numbers of the reports beside ours, with the spread over seeds.
# - [09 Regularisation](09_regularisation.ipynb): where penalties and sizes begin to matter.
# - Bergstra, Bengio, "Random search for hyper-parameter optimization", JMLR 2012. Jamieson, Talwalkar, "Non-stochastic best
#   arm identification and hyperparameter optimization", AISTATS 2016. Godbole et al., "Deep learning tuning playbook", 2023.
#   Li et al., "Hyperband", JMLR 2018, and "A system for massively parallel hyperparameter tuning", MLSys 2020. Snoek,
#   Larochelle, Adams, "Practical Bayesian optimization", NIPS 2012. Shallue et al., "Measuring the effects of data
#   parallelism", JMLR 2019. Cawley, Talbot, "On over-fitting in model selection", JMLR 2010.
