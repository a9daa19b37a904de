# %% [markdown] name="title"
# # 10 Searching
#
# You search settings on the right scale, spend a fixed number of steps where they tell you most, and say afterwards
# which of the winners have really won.
#
# ## What you will be able to do
#
# - write a search as a list of trials, run it on two cores, stop it, and go on where it stood
# - say what to search first, and derive on which scale
# - see from a table which settings matter and which interact
# - choose between grid, random search and successive halving, at equal cost
# - tell a better setting from a lucky one, and say what choosing by the test set costs
#
# ## Before you start
#
# - Prerequisites: [07 Optimisers and schedules](07_optimisers_and_schedules.ipynb) for the learning rate and momentum;
#   [01 The data](01_the_data.ipynb) for what validation images are for; logarithms
# - Symbols: [the table of symbols](symbols.md)
# - Minutes: 90

# %% name="setup"
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from mlp import load_fashion_mnist
from mlp.data import Part
from mlp.exercises import check, hint
from mlp.plots import PALETTE, draw_runs, new_figure, show_figure
from mlp.plots.search import best_so_far, draw_interaction, draw_parallel, draw_scatter
from mlp.reports.published import published
from mlp.reports.store import Store
from mlp.search import grid, halving, random_trials, run_trials
from mlp.studies.search_study import RUNGS, SPACE, best_settings, halving_cost, read_study
from mlp.widgets import SearchExplorer


def few(data):
    """The first 10,000 training and 2,000 validation images: enough for a search that takes seconds."""
    cut = {"train": 10_000, "validation": 2_000}
    return replace(data, **{k: Part(getattr(data, k).images[:n], getattr(data, k).labels[:n]) for k, n in cut.items()})


data = few(load_fashion_mnist(validation=10_000))


# %% [markdown] name="table-text"
# ## A search is a list of trainings
#
# What you choose before a training begins, and no gradient will change, are its **hyper-parameters**: the learning
# rate, the sizes of the layers, the strength of a penalty. To search them is to train again and again, and to compare.
#
# A **trial** is one choice of them, written as plain data: a dict. A search is a list of trials. Its result is a table
# with one row per trial: settings, scores, curves, seconds, and how it ended.
#
# Our first question is that of report 000 (4.3.1). A network with two hidden layers and three activations to choose
# from has nine pairs: which is best? The report trains all nine at *one* learning rate. We give each a choice of two.
# `grid` multiplies that out: $9 \cdot 2 = 18$ trials.
#
# `run_trials` does the rest. Each finished trial goes to a file, one line each. So the cell below plays a power cut: it
# runs three trials and "dies"; then the *same line* is run with all 18, on two cores.
#
# **Predict.** How many trainings does the second line make? Will a trial that ran beside another one on the second core
# end at the same accuracy as alone, or only nearly?

# %% name="table"
names = ("relu", "tanh", "sigmoid")
space = {"activation": [[one, two] for one in names for two in names], "learning_rate": [0.1, 0.5]}
trials = grid(space, hidden_sizes=[128, 64], initializer="xavier", batch_size=100)
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder, "pairs.jsonl")
    search = {"file": file, "iterations": 200, "record_every": 200, "progress": False}
    run_trials(trials[:3], data, **search)  # the power cut comes after three
    kept = file.read_text()
    pairs = run_trials(trials, data, jobs=2, **search)
    print(f"lines in the file: {len(kept.splitlines())} before, {len(file.read_text().splitlines())} after;", end=" ")
    print(f"the first three untouched: {file.read_text().startswith(kept)}")
alone = run_trials(trials[17:], data, iterations=200, record_every=200, progress=False)
print(f"trial 17 alone ends as it did on two cores: {alone.validation_accuracy[0] == pairs.validation_accuracy[17]}")
print(f"the table has {len(pairs)} rows and columns such as {', '.join(pairs.columns[:3])}, {pairs.columns[-3]}")

# %% [markdown] name="pairs-text"
# 15, and the same to the last digit: each training has its seed, and one thread for its matrix products in either case.
# So a search may be killed at any time, and how it was run leaves no trace in its scores.
#
# **What two cores give.** At the very most, half the time. Starting a process and loading NumPy in it costs a second or
# two, so for trainings as short as these there is little gain; where each takes a minute, it is nearly a factor of two.
# The images are shared: the two processes read one copy. Parallel *trainings* beat parallel *matrix products*: ours are
# so small that two threads get in each other's way, while two trainings have nothing to say to each other.
#
# ### The nine pairs
#
# Report 000 finds ReLU-ReLU on top, then the other two that begin with a ReLU, and concludes: "The superiority of ReLU
# over other activation functions is evident". We re-ran its experiment: raw pixels from 0 to 255, weights of standard
# deviation 0.01, learning rate 0.005, 2,000 steps on 60,000 images. Now compare that with your 200 steps on 10,000
# standardised images from Xavier's weights, each pair with the better of its two rates.
#
# **Predict.** Where will tanh-tanh be? And sigmoid-sigmoid?

# %% name="pairs" tags=["trained"]
raw = {run["experiment"]: run for run in Store("000").runs if run["seed"] == 0}
theirs = {pair: raw[f"pairs/{'-'.join(pair)}"]["test"]["accuracy"] for pair in map(tuple, space["activation"])}
ours = pairs.groupby("activation", sort=False).validation_accuracy.max()

figure, axes = new_figure(height=4)
axes.plot(
    100 * np.array(list(theirs.values())), range(9), "s", color=PALETTE[1], markersize=9, label="report 000's way"
)
axes.plot(100 * ours, range(9), "o", color=PALETTE[0], markersize=9, label="scaled, a rate for each")
axes.set_yticks(range(9), ["-".join(pair) for pair in theirs])
axes.set(
    title="Scaled, each at a rate that suits it, the nine pairs are close", xlabel="accuracy in %", ylim=(8.5, -0.5)
)
axes.grid(axis="x", color="#DDDDDD")
axes.legend(frameon=False, loc="upper left")
words = "; ".join(f"{'-'.join(pair)} {100 * accuracy:.0f} %" for pair, accuracy in theirs.items())
assert ours.min() > 0.76 and ours.max() < 0.86, ours
show_figure(
    figure,
    alt="Nine rows, one per pair of activations. Squares, from raw pixels, are spread between 27 and 86 %; only pairs that "
    "begin with ReLU lie above 75 %. Circles, from scaled pixels, lie close together between 76 and 86 %.",
    words=f"From raw pixels: {words}. Scaled, after a tenth of the steps, all nine lie between 76 and 86 %.",
)

# %% [markdown] name="scale-text"
# Raw pixels and one rate spread the pairs over 60 points; scaled, with a rate for each, they are close together. The
# experiment of the report measured which activation survives unscaled input at 0.005, and that is the ReLU. Two things
# to take along: **a comparison at one learning rate compares rates, too**; and what you hold fixed decides what you
# find.
#
# ## What to search first, and on which scale
#
# Nearly always the **learning rate** first: it decides whether there is a training at all. The range test of
# [chapter 07](07_optimisers_and_schedules.ipynb) finds its ceiling in 200 steps. Next, what *interacts* with it:
# momentum, batch size, schedule. The size of the network and the penalties come last, when it trains well and you see
# how it overfits. The seed is never searched.
#
# **Why the learning rate wants a log scale.** Along a direction of curvature $q$, a step multiplies the distance to the
# minimum by $1 - \eta q$ (chapter 07). To bring it down to a share of $1/e$ takes $t$ steps, where
# $(1 - \eta q)^t = 1/e$, and for small $\eta q$
#
# $$t = \frac{-1}{\ln(1 - \eta q)} \approx \frac{1}{\eta q} . \tag{1}$$
#
# Halve $\eta$, and $t$ doubles: from 0.001 to 0.0005 just as from 0.1 to 0.05. Equal *factors* make equal differences,
# and equal factors of $\eta$ are equal steps of $\ln \eta$. The same holds for whatever multiplies: penalties, decays,
# $1 - \beta$.
#
# Draw $\eta$ evenly between $\eta_\text{low} = 0.0001$ and $\eta_\text{high} = 1$ instead: nine in ten draws lie above
# 0.1, and one in a hundred below 0.01. So draw its logarithm evenly. With $u$ even between 0 and 1,
#
# $$\ln \eta = \ln \eta_\text{low} + u\, (\ln \eta_\text{high} - \ln \eta_\text{low}), \qquad \text{hence} \qquad
#   \eta = \eta_\text{low} \left(\frac{\eta_\text{high}}{\eta_\text{low}}\right)^{u} . \tag{2}$$
#
# Each power of ten between the ends then gets the same share of the draws, here a quarter.
#
# ### Exercise 1: draw on a log scale
#
# **Predict:** in the middle, $u = \frac12$, of 0.0001 and 1: which $\eta$ comes out?


# %% name="log-uniform" exercise="log_uniform"


# %% name="log-uniform-check" check="log_uniform"
check.log_uniform(log_uniform)
# hint("log_uniform")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="rates-text"
# $\sqrt{0.0001 \cdot 1} = 0.01$: the *geometric* mean of the ends.
#
# ## Learning-rate curves
#
# Report 000's Figure 5 draws the loss against the steps, one line per rate, and finds that above 0.01 everything falls
# apart. The next cell does that twice, with 200 steps on our few images: once as in the report, raw pixels and 0.01;
# once standardised, with Kaiming's weights. A logarithmic row of rates, two per power of ten, shows the whole range.
#
# **Predict.** Below which rate does "too slow" begin in each panel, and above which one "too wild"? By what factor do
# the two panels differ?

# %% name="rates" tags=["trained"]
ways = {  # title: (data, weights, learning rates)
    "raw pixels, weights 0.01": (few(load_fashion_mnist(10_000, "raw")), 0.01, [1e-4, 1e-3, 5e-3, 1e-2, 3e-2]),
    "standardised, Kaiming's weights": (data, "kaiming", [0.003, 0.01, 0.03, 0.1, 0.3]),
}
figure, axes = new_figure(1, 2, width=9.5, height=3.6)
rates = {}
for place, (title, (images, start, values)) in zip(axes[0], ways.items()):
    trials = grid({"learning_rate": values}, hidden_sizes=[128, 64], initializer=start, l2=1e-3, batch_size=100)
    rates[title] = run_trials(trials, images, iterations=200, record_every=40, progress=False)
    for row in rates[title].itertuples():
        place.plot(row.history_iteration, row.history_loss, label=f"{row.learning_rate:g}")
    place.set(title=title, xlabel="step", ylim=(0.2, 3.6))
    place.legend(title="learning rate", frameon=False, fontsize=9, ncols=2, loc="upper right")
axes[0, 0].set_ylabel("loss of the last 40 batches")
figure.suptitle("Every input has its range of rates: scaled, it lies ten times higher")
best = {title: table.learning_rate[table.validation_accuracy.idxmax()] for title, table in rates.items()}
assert set(best.values()) <= {0.005, 0.01, 0.1, 0.3}, best
show_figure(
    figure,
    alt="Two panels of loss curves. Raw pixels: 0.0001 falls slowly, 0.005 and 0.01 fall fast, 0.03 comes down from far above to 2.2. "
    "Standardised: 0.003 falls slowly, 0.1 fastest, 0.3 starts higher and catches up; none stays up.",
    words="Raw pixels want a rate around 0.005 to 0.01, standardised ones around 0.1 to 0.3.",
)

# %% [markdown] name="interaction-text"
# Such curves tell more than the last number. *Too slow* is a line that falls evenly and would go on; *too wild* one
# that jumps, or stays near $\ln 10$. The report missed what it expected from textbooks, a rate that falls fast and then
# stays on a plateau. It does not show here either.
#
# ## A grid, and what interacts
#
# From here on we read a search that is stored with the course, because it took a dozen minutes of one core: `python -m
# mlp.studies.search_study`. Each training is 1,000 steps of batches of 128, on 50,000 standardised images, judged on the other
# 10,000. The **grid** has 72 trials: six rates from 0.003 to 1, momenta $\beta$ of 0, 0.5 and 0.9, penalties $10^{-5}$
# and $10^{-3}$, and the networks 64-48 and 128-64.
#
# An **interaction plot** draws the mean score against one setting, one line per value of another. Parallel lines: each
# setting can be chosen by itself. Lines that cross: it cannot.
#
# In chapter 07, momentum made the **effective learning rate**
#
# $$\eta_\text{eff} = \frac{\eta}{1 - \beta} . \tag{3}$$
#
# **Predict.** Where is the peak for $\beta = 0.9$, compared with $\beta = 0$? And how will the lines lie when you draw
# them against $\eta_\text{eff}$ instead?

# %% name="interaction"
table, drawn = (read_study(part).eval("effective_rate = learning_rate / (1 - momentum)") for part in ("grid", "random"))
figure, axes = new_figure(1, 2, width=9.5, height=3.8)
left, right = axes[0]
means = draw_interaction(left, table, "learning_rate", "momentum")
draw_interaction(right, table, "effective_rate", "momentum")
right.set(xlabel="effective learning rate η / (1 − β)", ylabel="")
for place in (left, right):
    place.set_ylim(75, 89)
figure.suptitle("Rate and momentum interact: what counts is the effective rate")
peaks = means.idxmax()
at_best = means.loc[peaks[0.0]]
show_figure(
    figure,
    alt="Left, accuracy against the learning rate, one line per momentum: three hills, the one of momentum 0.9 far to the "
    "left of the others, so that the lines cross. Right, against the effective rate, the three lie on one curve.",
    words="The best rate is "
    + ", ".join(f"{peak:g} with momentum {momentum:g}" for momentum, peak in peaks.items())
    + f". At {peaks[0.0]:g}, momentum 0 gives {at_best[0.0]:.1f} %, and 0.9 gives {at_best[0.9]:.1f} %.",
)

# %% [markdown] name="dimension-text"
# The three hills become one. Somebody who tries momenta at the rate 0.1 alone concludes that 0.9 does harm; at 0.003,
# that nothing helps more. Both are right, for that rate. **One-at-a-time search**, as in report 002, walks along one
# line of such a table and cannot see that another line has its hill elsewhere.
#
# ## How many settings matter
#
# How much of the differences in a table is due to one setting? Take the mean score for each of its values, and compare
# the variance of these means with the variance of all scores:
#
# $$R^2 = \frac{\operatorname{Var}(\text{mean score of the trial's value})}{\operatorname{Var}(\text{score})} , \tag{4}$$
#
# 1 if this setting decides all, 0 if it makes no difference. It works for pairs of settings, too. Diverged trials count
# as guessing, 10 %.
#
# James Bergstra and Yoshua Bengio (2012) found what you are about to see: few settings matter, and nobody knows
# beforehand which. For a grid that is bad news. With three values for each of four settings it has $3^4 = 81$
# trials, but of the *one* that matters it tries three values, 27 times each. 81 random draws try 81 of them.
#
# **Predict.** Of (4), which share do rate and momentum have together, which one has the penalty? And how many different
# effective rates have 72 trials tried in the grid, how many in a random search?

# %% name="dimension"
scored = table.assign(score=table.validation_accuracy.fillna(0.1))
print("R² of                        all trials   those above 80 %")
for names in (["learning_rate"], ["momentum"], ["learning_rate", "momentum"], ["l2"], ["hidden_sizes"]):
    groups = (
        part.groupby(names).score.transform("mean").var() / part.score.var()
        for part in (scored, scored[scored.score > 0.8])
    )
    print(f"{' and '.join(names):27} {next(groups):11.2f} {next(groups):18.2f}")

figure, axes = new_figure(1, 2, width=9.5, height=3.4)
counts = {}
for place, (name, trials) in zip(axes[0], {"grid": table, "random": drawn}.items()):
    place.plot(trials.effective_rate, 100 * trials.validation_accuracy, "o", color=PALETTE[0], alpha=0.5)
    counts[name] = trials.effective_rate.round(9).nunique()
    place.set(title=f"{name}: {counts[name]} effective rates", xlabel="effective learning rate", xscale="log")
    place.set(xlim=(2e-3, 12), ylim=(75, 89))
axes[0, 0].set_ylabel("validation accuracy in %")
figure.suptitle("72 trials: the grid asks the same question again and again")
show_figure(
    figure,
    alt="Accuracy against the effective learning rate on a log axis, two panels. The grid's points stand in a few columns; "
    "the random ones are spread over the whole axis and draw out the same hill.",
    words=f"72 trials of the grid try {counts['grid']} effective rates, 72 random draws {counts['random']}.",
)

# %% [markdown] name="views-text"
# The rate alone decides most, rate and momentum together all but everything, penalty and size nothing that this table
# could show after 1,000 steps. (In longer trainings they will: chapter 09.) Four settings, *one* effective dimension. The grid has still
# spent three quarters of its trials on penalty and size.
#
# How many draws are enough? If the best 5 % of the box are good enough, $m$ draws miss them all with probability
# $0.95^m$. For $m = 60$ that is 4.6 %, **whatever the number of settings**.
#
# ## Look at all of it
#
# Two pictures for tables with many settings. A **scatter** of two of them, coloured by the score, as report 000's
# Figure 4: there, its 21 random draws. And **parallel coordinates**: one upright scale for each setting and one for the
# score, each trial a line across.
#
# **Predict.** In the scatter: along which of the two directions will the colour change? In the parallel coordinates:
# the best five lines are in colour. At which scales will they come together, at which fan out?

# %% name="views"
import pandas

report = pandas.DataFrame(published("000")["random_search"])
report = report.rename(columns={"reg": "l2", "val_accuracy": "validation_accuracy"})
figure, axes = new_figure(width=7, height=3.2)
draw_scatter(axes, report, "learning_rate", "l2", low=0.7)
axes.set_title("Report 000's random search: the rate decides, the penalty does not")
low, high = report.learning_rate[report.validation_accuracy > 0.85].agg(["min", "max"])
lower = (report.learning_rate[:20] < 10**-2.25).sum()  # its range is 1e-3 to 1e-1.5
show_figure(
    figure,
    alt="21 points, learning rate across and penalty up. Bright ones on the left, dark ones on the right of 0.014.",
    words=f"All of its points above 85 % have rates from {low:g} to {high:g}, whatever the penalty; "
    f"of its 20 draws, {lower} lie in the lower half of the powers of ten.",
)
figure, axes = new_figure(width=8, height=3.4)
best = draw_parallel(axes, drawn[drawn.validation_accuracy > 0.75], [*SPACE, "effective_rate"])
axes.set_title("Our random search: the best five meet at the effective rate")
span = drawn.effective_rate[best]
show_figure(
    figure,
    alt="Upright scales for learning rate, momentum, penalty, hidden sizes, effective rate and accuracy. Five coloured "
    "lines fan out over all but the effective rate, where they meet, and the accuracy.",
    words=f"The best five have effective rates from {span.min():.2f} to {span.max():.2f}.",
)

# %% [markdown] name="halving-text"
# Along the rate; and what the five share is the effective rate. That is how you would have found (3), had you not known
# it. (Four of the five are of the smaller size. With an $R^2$ of 0.01, that is chance.)
#
# Two more things in the report's scatter. It writes its range as powers, from $10^{-3}$ to $10^{-1.5}$; but only three
# of its 20 draws lie in the lower half of these powers, where log-uniform draws would put ten. They look evenly drawn,
# and nine of them lie beyond the cliff, above 0.014. And at rates of 0.0128 to 0.0139 its accuracies are 85, 86, 72, 85
# and 83 %: close to a cliff, the score of one training says little.
#
# ## Successive halving: stop the losers early
#
# Grid and random search train the hopeless as long as the best. **Successive halving** (Jamieson, Talwalkar 2016)
# trains all trials a little, keeps the better ones, trains those on, keeps the better ones of them. Each stage is a
# **rung**. With $m$ trials, rungs that end at $r_0 < r_1 < r_2$ steps, and the better third going on, it costs
#
# $$m\, r_0 + \tfrac{m}{3}\, (r_1 - r_0) + \tfrac{m}{9}\, (r_2 - r_1) \text{ steps} : \tag{5}$$
#
# only the differences, because a training goes on from where it stood. For $m = 72$ and rungs of 100, 300 and 1,000
# that is $7200 + 4800 + 5600 = 17{,}600$, a quarter of the grid's 72,000.
#
# It bets that the order after 100 steps is roughly the order after 1,000. A trial that starts slowly and would have won
# in the end is lost: small rates look worse early than they are.
#
# ### Exercise 2: one round
#
# A score of NaN is a trial that has diverged. **Predict:** where does `np.argsort` put a NaN, and where is it after
# `[::-1]`?


# %% name="halving-round" exercise="halving_round"


# %% name="halving-round-check" check="halving_round"
check.halving_round(halving_round)
# hint("halving_round")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="equal-cost-text"
# Last, because NaN compares with nothing; and so first after `[::-1]`. A search that promotes what has exploded is a
# classic.
#
# ## Grid, random, halving: at equal cost
#
# The next cell first halves nine random draws live, and prints what each rung costs. Then it compares what is stored:
#
# - the **grid**'s 72 trials and **random**'s 72 draws, 72,000 steps each. The lines show what to expect when such a
#   search is stopped earlier: the mean best score so far, over 500 orders of the trials
# - **halving the grid's own 72 trials**, at a quarter of that cost
# - **halving 288 draws**, four times as many as random search had, at the same cost as the grid
#
# **Predict.** Which ends highest, and by how much? Is the difference between first and last larger than one standard
# error, 0.33 points on 10,000 images?

# %% name="equal-cost"
live = halving(random_trials(SPACE, 9, batch_size=128), data, (20, 60, 180), progress=False)
print("live: rung", *(f"{rung}: {len(rows)} trials, {rows.cost.sum()} steps;" for rung, rows in live.groupby("rung")))

figure, axes = new_figure(height=4)
found, steps = {}, np.arange(1, 73) * 1000
for name, trials in {"grid": table, "random": drawn}.items():
    found[name] = 72_000, 100 * trials.validation_accuracy.max()
    axes.plot(steps, 100 * best_so_far(trials.validation_accuracy.fillna(0.1)).mean(axis=0), label=name)
for name, part in {"halving the grid": "halving_grid", "halving 288 draws": "halving_random"}.items():
    rungs = read_study(part)
    found[name] = halving_cost(rungs), 100 * rungs[rungs.iterations == RUNGS[-1]].validation_accuracy.max()
    axes.plot(*found[name], "^" if "grid" in name else "D", color=PALETTE[5], markersize=10, label=name)
best = found["grid"][1]
error = 100 * np.sqrt(best / 100 * (1 - best / 100) / 10_000)
axes.axhspan(best - error, best + error, color="#DDDDDD", zorder=0, label="the grid's best ± one standard error")
axes.set(title="A quarter of the steps finds a tie", xlabel="steps", ylabel="best score in %", ylim=(86, 87.9))
axes.legend(frameon=False, loc="lower right")
assert found["halving the grid"][0] <= 72_000 / 4 and abs(found["halving the grid"][1] - best) < error
told = "; ".join(f"{name} {score:.2f} % for {cost:,} steps" for name, (cost, score) in found.items())
show_figure(
    figure,
    alt="Best score in % against steps. The lines of grid and random rise steeply, then slowly, random above grid. A triangle, "
    "halving the grid, stands on the grid's line at a quarter of the steps, a diamond at the end of random's line.",
    words=f"{told}. One standard error: {error:.2f} points.",
)

# %% [markdown] name="noise-text"
# - **Halving the grid's trials** ends 0.25 points below the grid's best, for a quarter of the steps: a tie. It has stopped
#   the grid's very best at step 300, where at least eight others were ahead.
# - But look at the **lines**: a grid or a random search that is stopped after a quarter, 18 trials, may expect as much.
#   Halving has won nothing here, and the 288 draws found nothing better than the first 72 of them.
# - **First and last** are 0.47 points apart, more than one standard error. Keep that number until the winners are trained
#   anew.
#
# Why has halving won nothing? Because good settings are common in this box: seven of the grid's 72 tie with its best,
# one in ten. Then 18 random trials miss them all with probability $0.9^{18} = 15\,\%$. Were they one in fifty, it would
# be $0.98^{18} = 70\,\%$, and for the 72 that halving looks at for the same price, $0.98^{72} = 23\,\%$. Halving pays
# when good settings are **rare** and trainings **long**, and when bad ones show early. Elsewhere, random draws are hard
# to beat, and simpler.
#
# ## When is a difference a difference?
#
# Suppose two settings score 87.4 and 87.2 %. Three things make such numbers differ: the settings, the seed, and which
# images happened to be the validation images.
#
# **Other images.** An image is named rightly or not: a coin that falls right with probability $a$. Written as 1 and 0,
# its mean is $a$ and its variance $a\,(1-a)^2 + (1-a)\,a^2 = a\,(1-a)$. The accuracy is the mean of $n$ such coins,
# independent of each other; their variances add up, and the mean divides by $n^2$. So its standard deviation, the
# **standard error**, is
#
# $$\mathrm{se} = \sqrt{\frac{a\,(1 - a)}{n}} . \tag{6}$$
#
# For $a = 0.874$ and $n = 10{,}000$ that is 0.33 points. Half of it takes four times the images.
#
# **Another seed.** That has to be measured: below.
#
# The course's rule: what lies within one standard error of the best is a **tie**, and among those that tie you take
# what is cheapest or simplest. The rule is crude. Two networks judged on the *same* images find the same ones hard,
# which makes their difference more certain than (6) says ([chapter 11](11_evaluation.ipynb) has the test); seeds make it less
# certain. But it keeps you from the commonest mistake, to believe the first row of a sorted table.
#
# ### Exercise 3: who ties?
#
# **Predict:** how many of the grid's 72 tie with its best?


# %% name="tied-with-best" exercise="tied_with_best"


# %% name="tied-with-best-check" check="tied_with_best"
check.tied_with_best(tied_with_best)
# hint("tied_with_best")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="finalists-text"
# Seven: the first line that the next cell prints.
#
# ### The winners, once more
#
# The best of 72 numbers is the best *setting*, or the luckiest *seed*, or both. So take the grid's ten best and the
# other searches' winners, and train each anew from three seeds that no search has seen.
#
# And a second question of that kind. Report 001 trains nine shapes of sigmoid layers, once each, and reads from their
# test accuracies that "the network with larger layer first, perform slightly better". We trained its nine shapes in its
# way (its momentum is an average, so its rate of 0.5 is our 0.05), for 4,000 steps and from three seeds.
#
# **Predict.** Will the ten means be higher or lower than the ten scores that got them there? Will the first still be
# first?

# %% name="finalists"
best = table.validation_accuracy.max()
print(f"ties with the grid's best: {(table.validation_accuracy >= best - np.sqrt(best * (1 - best) / 10_000)).sum()}")
fresh = read_study("finalists").groupby(list(SPACE)).validation_accuracy
mean, spread, both = 100 * fresh.mean(), 100 * fresh.std(), []
print("             score   3 new seeds    rate, momentum, penalty, sizes")
for rank, trial in enumerate(best_settings(table, 10) + best_settings(drawn, 1), start=1):
    key = tuple(trial[name] for name in SPACE)
    score = 100 * (drawn if rank == 11 else table).set_index(list(SPACE)).validation_accuracy[key]
    both.append((score, mean[key]))
    name = f"grid's {rank:2}" if rank < 11 else "random's 1"
    print(
        f"{name:10}   {score:.2f}   {mean[key]:.2f} ± {spread[key]:.2f}   {key[0]:.3g}, {key[1]:.2g}, {key[2]:.1g}, {key[3]}"
    )
print("grid's ten   {:.2f}   {:.2f}".format(*np.mean(both[:10], axis=0)))

shapes = read_study("topologies").groupby("hidden_sizes", sort=False).validation_accuracy.apply(list)
runs = {"-".join(map(str, shape)): accuracies for shape, accuracies in shapes.items()}
apart = [min(runs[wide]) > max(runs[narrow]) for wide, narrow in (("50-30-20", "20-30-50"), ("100-50", "50-100"))]
show_figure(
    draw_runs(runs, title="A narrow first layer costs; among wide ones, the seeds decide"),
    alt="Nine rows of three points. 20-30-50 lies lowest, around 85.4 %; 100-50, 100 and 50-100 highest, around 87.3 %.",
    words=f"All seeds of 50-30-20 above all of 20-30-50: {apart[0]}. All of 100-50 above all of 50-100: {apart[1]}.",
)

# %% [markdown] name="test-text"
# On average the ten lose almost half a point. Random's winner, the highest score of all, loses 1.2 points, and the
# grid's second, next to the cliff, 1.6. Random search did not beat the grid, and the 0.47 points between first and last
# above said nothing: it was luckier. The best by new seeds are the grid's ranks 6 and 7, at an effective rate of 0.1.
# This is the **winner's curse**: who is chosen for a high score is chosen for luck as well. What the winner really
# gives, new seeds tell.
#
# And the seeds' spread, 0.2 to 0.8 points, is mostly larger than one standard error. So one training of each, as in our
# grid, tells a hill from a plain, and not one place on the hill from another.
#
# The shapes: report 001 is right where the first layer is very narrow. 20-30-50 loses clearly to 50-30-20, with the
# same number of units. Where the first layer has 50 units or more, its order is the order of three dice: between two
# *single* trainings whose spread is 0.56 points each (the mean of our nine), the difference alone has one of $0.56
# \sqrt 2 = 0.8$.
#
# ## How a test set gets used up
#
# Whoever tries $m$ settings and reports the best *test* accuracy has used the test set as a validation set. How wrong
# is that number? Let all $m$ be equally good: setting $k$ scores $a + e_k$, with noise $e_k$ of mean 0 and standard
# deviation $\mathrm{se}$, about normal. Chapter 08 met such a maximum, for the entries of *one* history. In slower
# steps: for any $u > 0$, as the exponential bends upwards (Jensen),
#
# $$e^{u\, \mathrm{E}[\max e_k]} \le \mathrm{E}\big[e^{u \max e_k}\big] = \mathrm{E}\big[\max_k e^{u e_k}\big]
#   \le \sum_{k=1}^{m} \mathrm{E}\big[e^{u e_k}\big] = m\, e^{u^2 \mathrm{se}^2 / 2} . \tag{7}$$
#
# Take the logarithm, divide by $u$: $\mathrm{E}[\max e_k] \le \frac{\ln m}{u} + \frac{u\, \mathrm{se}^2}{2}$. Set the
# derivative by $u$ to 0: the right-hand side is smallest at $u = \sqrt{2 \ln m} / \mathrm{se}$, and there
#
# $$\mathrm{E}[\max e_k] \le \mathrm{se}\, \sqrt{2 \ln m} . \tag{8}$$
#
# Nowhere did we need the noise of different settings to be independent. It grows slowly: $m = 100$ gives 3.03 standard
# errors. But it never stops.
#
# The next cell does it twice. First with coins: 100 settings, all with a true accuracy of 85 %, on 5,000 images. Then
# for real: 100 networks of *one* setting that differ in their seed alone, after 300 steps. Half of the validation
# images choose the best of them, the other half judge the chosen one; then the halves change roles. All lines are means
# over thousands of random orders.
#
# **Predict.** By how many points will the best of 100 coins beat the truth? And will the networks be flattered more
# than the coins, or less?

# %% name="test"
rng, tries = np.random.default_rng(0), np.arange(1, 101)
coins = 100 * (rng.binomial(5000, 0.85, (2000, 100)) / 5000 - 0.85)  # (repetitions, settings)
lucky = np.maximum.accumulate(coins, axis=1).mean(axis=0)  # the best of the first 1, 2, … 100
bound = 100 * np.sqrt(0.85 * 0.15 / 5000) * np.sqrt(2 * np.log(tries))
halves = 100 * read_study("seeds")[["first_half", "second_half"]].to_numpy()  # (networks, 2)
ahead = halves - halves.mean(axis=0)
orders = rng.permuted(np.tile(tries - 1, (1000, 1)), axis=1)
chosen = [np.array([[order[ahead[order[:m], half].argmax()] for m in tries] for order in orders]) for half in (0, 1)]
here = (ahead[chosen[0], 0] + ahead[chosen[1], 1]).mean(axis=0) / 2  # each half chooses once, and judges once
elsewhere = (ahead[chosen[0], 1] + ahead[chosen[1], 0]).mean(axis=0) / 2

figure, axes = new_figure(height=3.6)
axes.plot(tries, bound, label="the bound (8)")
axes.plot(tries, lucky, label="coins")
axes.plot(tries, here - elsewhere, label="networks: images that chose, minus others")
axes.set(title="The more you try, the more the best score flatters", xscale="log", xlabel="m", ylabel="points too high")
axes.legend(frameon=False)
assert np.all(lucky <= bound + 0.02)
show_figure(
    figure,
    alt="Three lines that rise with the logarithm of m, from 0: the bound on top, the best of m coins under it, and far "
    "below them the networks.",
    words=f"Best of 100: coins are {lucky[-1]:.2f} points too high, (8) allows {bound[-1]:.2f}. Networks are "
    f"{here[-1] - elsewhere[-1]:.2f} too high; on other images, too, the chosen one is {elsewhere[-1]:.2f} ahead.",
)

# %% [markdown] name="explorer-text"
# The best of 100 coins is 1.3 points too high, not far from the bound. The networks are flattered less, by half a
# point: they find the same images hard, so most of their noise is shared, and shared noise chooses nobody. But it grows
# with every try, as (8) says it may.
#
# Mind the last number. On images that had no part in the choice the chosen network is a point ahead, too. It *is*
# better, by the luck of its seed, after so short a training. The *setting* is the same for all hundred. Who reports
# that network's score as the accuracy of the setting is a point and a half too high: half a point the images' luck, one
# the seed's.
#
# So: choose on validation images, as often as you like, and know that this wears them out. Look at the test images
# once, when there is nothing left to choose.
#
# ## Explore a search
#
# The explorer shows the three stored searches. Menus place and colour the points; *Rank* picks a trial, 1 is the best,
# rings it, draws its curve and says whether it ties. All controls work from the keyboard: <kbd>Tab</kbd> moves on, the
# arrow keys move the slider, <kbd>Space</kbd> opens a menu. Your own table goes in as `SearchExplorer({"mine":
# pairs})`.
#
# Predict, then try:
#
# 1. *Grid*: move *Rank* from 1 on. At which rank do the ties end? What do those that tie have in common?
# 2. *Across* learning rate, *Up* momentum, *Colour* validation accuracy: along which line do the bright points lie?
# 3. *Halving*: where on its curve did rank 100 stop? Find a curve that was stopped while it rose most steeply: would you
#    have stopped it?

# %% name="explorer"
SearchExplorer()

# %% [markdown] name="ending"
# Ranks 2 to 7 tie; all seven have an effective rate from 0.1 to 0.3, and nothing else in common. The bright points lie
# on a line from 0.1 at momentum 0 to 0.01 at momentum 0.9: (3) once more. Rank 100 was stopped at step 100, as all from
# 97 on; the curves that were stopped as they rose most steeply are those of small rates, and where they would have got
# to you can see in the random search.
#
# ## What the reports found
#
# > - **Report 000** (4.3) searches in two stages, a grid of 27 and 21 random draws around it: a sound plan. The best of the
# >   grid, learning rate 0.01, lies at the *edge* of the grid, and the random search rightly looks beyond. Its validation images are most likely the test images, as it trains on all 60,000 others. Its pairs of activations are chosen first,
# >   with one rate, on raw pixels: a greedy step that fixed the wrong thing. (It says that the loss of the six pairs that do not
# >   begin with ReLU stays above 2. In our re-run most of them learn more than that, tanh-tanh up to 71 %.)
# > - **Report 001** trains its 13 nets once each. Its nine shapes lie between 85.5 and 87.4 % of the test images. It reads from
# >   them that a larger layer first is better, and concludes, soundly, that "all these networks have enough parameters".
# > - **Report 002** moves one setting at a time around an optimum: 24 trainings. Such a search cannot see what this chapter's
# >   first grid shows, rate and momentum together. Six of its rows are one and the same setting, and differ by 0.7 points.
# >   What separates momentum 0.7 from 0.8 in its table, 0.4 points, is less.
# > - **Report 003** ranks its ten best by test accuracy: from 89.84 down to 89.68 %. The ten lie within 0.16 points, half a
# >   standard error: a tie of ten, and the first of them is no better than the tenth. All ten have the same penalty, 0.001, the
# >   largest that it tried: the edge of its grid.
#
# ## Recap
#
# - A trial is a dict, a search a list of them, its result a table that a file keeps. Stopped, it goes on; in parallel, it gives
#   the same numbers.
# - Learning rate first, on a log scale, because equal factors make equal differences. Then what interacts
#   with it. A best value at the edge of the range: widen it.
# - Few settings matter. A grid spends its trials on the others, random draws do not. One setting at a time misses what
#   interacts; an interaction plot shows it.
# - Successive halving stops the losers early, and finds in a quarter of the steps what ties with the grid's best. It may stop
#   a late winner.
# - Within one standard error, $\sqrt{a\,(1-a)/n}$, is a tie. New seeds before you believe a winner.
# - The best of $m$ scores flatters by up to $\mathrm{se}\,\sqrt{2 \ln m}$ on average. Choose on validation images; look at the test images once.
#
# ## Quiz
#
# 1. You draw 40 learning rates log-uniformly from 0.00001 to 0.1. How many do you expect between 0.001 and 0.01?
#
#    <details><summary>Answer</summary>
#
#    Four powers of ten, each gets a quarter: ten.
#    </details>
# 2. Six settings, three values each: how many trials has the grid, and how many values of the one that matters does it try?
#    How many do 60 random draws try?
#
#    <details><summary>Answer</summary>
#
#    $3^6 = 729$ trials, three values. 60 draws try 60, and one of them is among the best 5 % with a probability of 95 %.
#    </details>
# 3. The best learning rate without momentum is 0.2. What would you try first with $\beta = 0.95$?
#
#    <details><summary>Answer</summary>
#
#    $\eta = 0.2 \cdot (1 - 0.95) = 0.01$, which has the same effective rate.
#    </details>
# 4. Halving with 27 trials and rungs of 100, 300 and 900 steps, a third goes on. What does it cost, and what would all 27
#    have cost?
#
#    <details><summary>Answer</summary>
#
#    $27 \cdot 100 + 9 \cdot 200 + 3 \cdot 600 = 6{,}300$ steps, against $24{,}300$.
#    </details>
# 5. A paper reports 90.1 % of 10,000 test images for its method and 89.9 % for the old one, one seed each, best of 50 settings.
#    What do you conclude?
#
#    <details><summary>Answer</summary>
#
#    Nothing yet. One standard error is 0.3 points: a tie. And the best of 50 that are equally good beats their mean by
#    about two standard errors anyway, if it was chosen on those images.
#    </details>
#
# ## Where to go next
#
# - [11 Evaluation](11_evaluation.ipynb): which network is better, with the test for two networks on the same images.
# - [13 Five reports](13_five_reports.ipynb): every number of the reports beside ours, with the spread over seeds.
# - [09 Regularisation](09_regularisation.ipynb): where penalties and sizes begin to matter.
# - Bergstra, Bengio, "Random search for hyper-parameter optimization", JMLR 13, 2012. Jamieson, Talwalkar, "Non-stochastic
#   best arm identification and hyperparameter optimization", AISTATS 2016.
