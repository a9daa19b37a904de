# %% [markdown] name="title"
# # 00 Start here
#
# In this chapter you train a neural network on 55,000 images of clothes within seconds, and meet its
# mistakes.
#
# ## What you will be able to do
#
# - run a chapter, check your answer to an exercise, ask for a hint, and start again
# - say whether everything that the course needs is in place on your machine
# - load Fashion-MNIST, and say what its three parts are for
# - train a network of three linear layers and read its loss curve
# - measure its accuracy and look at its mistakes, one by one
#
# ## Before you start
#
# - Prerequisites: some Python. If you know what `a[0]`, a function and a NumPy array are, you have enough.
# - Symbols: [the table of symbols](symbols.md) explains every letter of the formulas to come.
# - Minutes: 40
#
# Nothing in this chapter has to be understood to the ground. It is a first look at the whole; the chapters
# that follow take it apart, piece by piece, until you have written every piece yourself.

# %% [markdown] name="map"
# ## The map
#
# | | chapter | you can then |
# |---|---|---|
# | **00** | **Start here** | run everything, know the map; a first network trained |
# | [01](01_the_data.ipynb) | The data | read the files by hand, look, split without leaking, choose a scaling |
# | [02](02_the_linear_layer.ipynb) | The linear layer | derive and write its forward and backward pass, with shapes |
# | [03](03_activations.ipynb) | Activations | derive ReLU, leaky ReLU, tanh and sigmoid; see saturation and dead units |
# | [04](04_softmax_and_cross_entropy.ipynb) | Softmax and cross-entropy | derive the gradient of the loss and keep it finite |
# | [05](05_backpropagation.ipynb) | Backpropagation and the gradient check | check every layer and hunt planted bugs |
# | [06](06_initialisation.ipynb) | Initialisation | see signals vanish and explode; Xavier and Kaiming; a playground |
# | [07](07_optimisers_and_schedules.ipynb) | Optimisers and schedules | SGD, momentum, RMSprop, Adam, in races |
# | [08](08_training.ipynb) | Training | the loop, its curves, early stopping, checkpoints, a live dashboard |
# | [09](09_regularisation.ipynb) | Regularisation | L2, dropout, batch norm, augmentation, with error bars |
# | [10](10_searching.ipynb) | Searching | grid, random and halving searches, in parallel |
# | [11](11_evaluation.ipynb) | Evaluation | the confusion matrix, calibration, what a test set can tell |
# | [12](12_looking_inside.ipynb) | Looking inside | weights, activations, occlusion, your own image |
# | [13](13_five_reports.ipynb) | Five reports, re-run | every printed number beside ours, and an audit |
# | 14 | Beyond the MLP | convolution and pooling by hand |
# | 15 | The record | how far three linear layers can go |
#
# Chapters 00 to 13 are here. The others, 14 and 15, are coming.
#
# MLP is short for *multilayer perceptron*: a neural network whose layers each multiply by a matrix, add a
# vector, and pass the result through a simple function. Five student reports that built such networks go with
# you. In each chapter a box says what they found, and now and then what they overlooked.

# %% [markdown] name="how"
# ## How to use a chapter
#
# **Predict, run, explain.** Before many cells you are asked what will come out. Write your guess down, on
# paper or in a cell of your own: a guess that turns out wrong teaches more than an answer that was read. Then
# run the cell, and compare. The text below it explains what you saw.
#
# **Running.** Click on a cell and press <kbd>Shift</kbd>+<kbd>Enter</kbd>: it runs, and the next one is
# selected. Run the cells from the top, because later ones use what earlier ones made. <kbd>Esc</kbd> then
# <kbd>B</kbd> adds a cell below, to try things in. You cannot break anything.
#
# **Exercises** have a cell with `# YOUR CODE HERE`, and under it a cell that checks your answer: it says
# whether you passed, and if not, what is wrong and a likely reason. `hint("...")` tells one of three hints at
# a time. The solution is folded under the check. Nothing later needs your answer, so you can skip and return.
#
# **Widgets** work with the mouse and with the keyboard. <kbd>Tab</kbd> moves to the next control. On a
# slider, <kbd>←</kbd> <kbd>→</kbd> move by one step, <kbd>Page Up</kbd> <kbd>Page Down</kbd> by several,
# <kbd>Home</kbd> <kbd>End</kbd> to either end. On a menu, <kbd>Space</kbd> opens the list, <kbd>↑</kbd>
# <kbd>↓</kbd> choose, <kbd>Enter</kbd> takes. (Type no letters there: JupyterLab would take them as
# commands.) The line of text under the picture says what has changed, and screen readers read it out. Until
# you run its cell, a widget is a still picture.
#
# **Work on a copy.** `make lab` opens the chapters in the folder `work/`: that copy is yours, and an update
# of the course never writes over it. If you have opened the one in `notebooks/` instead, close it and open
# the one in `work/`.
#
# **Starting again.** When something seems stuck or mixed up, choose *Kernel → Restart Kernel and Run All
# Cells…* from the menu: everything is forgotten and run anew, your own code included. For an untouched
# chapter, rename yours and run `make lab` again.

# %% [markdown] name="installation"
# ## Is everything in place?
#
# Run the next cell: <kbd>Shift</kbd>+<kbd>Enter</kbd>. It looks for the right Python, the packages and the
# data.

# %% name="check-installation"
from mlp.course.installation import installation_report

print(installation_report())

# %% [markdown] name="about-installation"
# If a line says that something is missing, do what it says before you go on.
#
# If you got `ModuleNotFoundError: No module named 'mlp'` instead, this notebook runs in another Python than
# the one into which the course was installed: start it with `make lab`, or choose the right one with *Kernel
# → Change Kernel…*.
#
# ## The data in one line
#
# Fashion-MNIST is 70,000 small grey images of clothes, each 28 pixels wide and 28 high, and for each a
# *label*: which of ten *classes* it belongs to.
#
# **Predict.** To the network, an image is a row of numbers, one per pixel. How many numbers is that?

# %% name="load"
import time

import numpy as np

from mlp import CLASS_NAMES, SGD, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.exercises import check, hint
from mlp.plots import draw_images, new_figure, show_figure
from mlp.widgets import PredictionBrowser

data = load_fashion_mnist(validation=5000, scaling="standardize", seed=0)
for name in ("train", "validation", "test"):
    part = getattr(data, name)
    print(f"{name:<10}  images {part.images.shape!s:<13} labels {part.labels.shape}")

# %% [markdown] name="about-parts"
# $28 \cdot 28 = 784$ numbers: each row of `images` is one image, line after line of pixels. `labels` holds
# one class number, 0 to 9, for each row. The three parts share no image, and each has its own use:
#
# - **train**, 55,000 images: the network learns from these.
# - **validation**, 5,000 images: it never learns from them. We look at them as often as we like, to see how
#   it does on images that are new to it, and to decide what to change.
# - **test**, 10,000 images: kept in a drawer for the end. Each decision that we take by looking at some
#   images suits those images a little better than all others. Only images on which we have decided nothing
#   can give an honest last number. So this chapter does not touch the test part, and looks for mistakes among
#   the validation images.
#
# `scaling="standardize"` shifts and shrinks the pixels from 0…255 to numbers around zero; chapter 01 shows
# why. For looking, `data.to_pixels` turns them back.

# %% name="ten-classes"
first_of_each = [np.flatnonzero(data.train.labels == label)[0] for label in range(10)]
figure, axes = new_figure(2, 5, width=8, height=3.8)
draw_images(axes, data.to_pixels(data.train.images[first_of_each]), CLASS_NAMES)
figure.suptitle("Ten classes: the first training image of each", fontsize=12)
show_figure(
    figure,
    alt="Ten small grey images in two rows: " + ", ".join(CLASS_NAMES) + ".",
    words=f"The classes 0 to 9 are: {', '.join(CLASS_NAMES)}.",
)

# %% [markdown] name="untrained"
# ## A network that knows nothing yet
#
# Our network takes the 784 numbers of an image and gives 10 numbers, one per class. In between it makes 128
# numbers out of the 784, then 64 out of the 128: that is what `[784, 128, 64, 10]` says. From one to the next
# leads a *linear layer*, a matrix of weights and a vector of biases. All of these weights and biases together
# are its *parameters*: random numbers for now.
#
# **Predict** two things before you run the next cell:
#
# 1. The first linear layer has $784 \cdot 128$ weights and 128 biases. How many parameters have all three
#    layers?
# 2. What share of the validation images does a network with random weights name rightly?

# %% name="build"
net = build_mlp([784, 128, 64, 10], seed=0)
before = evaluate(net, data.validation)
print(f"{net.parameters.size:,} parameters")
print(f"before training, {100 * before.accuracy:.0f} of 100 validation images are named rightly")

# %% [markdown] name="about-untrained"
# 1. The first layer has $784 \cdot 128 + 128 = 100{,}480$, the second $128 \cdot 64 + 64 = 8{,}256$, the third
#    $64 \cdot 10 + 10 = 650$: together 109,386.
# 2. There are ten classes, each with as many images. Whoever guesses is right on about one in ten, and random
#    weights are a way of guessing. Ours is a little luckier than that: random weights have their own
#    prejudices, and some fit by chance.
#
# ## Train it
#
# Training repeats one step: take the next 128 images, compute how wrong the network's answers are (one
# number, the *loss*), and move every parameter a little in the direction that makes the loss smaller. One
# *pass* over all 55,000 training images is 430 such steps. We make five passes.
#
# **Predict.** After five passes, how many out of 100 new images will the network name rightly? And how many
# seconds will it take? Write both down.

# %% name="train"
trainer = Trainer(net, SGD(learning_rate=0.02, momentum=0.9), batch_size=128, seed=0)
start = time.perf_counter()
history = trainer.fit(data.train, data.validation, epochs=5)
seconds = time.perf_counter() - start
print(f"{history.iteration[-1]:,} steps, on up to {trainer.batch_size} of {len(data.train):,} images each.")

# %% [markdown] name="about-training"
# That was a real network, trained on all the training images with nothing but NumPy. How long did it take?
# Add a cell below (<kbd>Esc</kbd>, then <kbd>B</kbd>), type `seconds` and run it. On two cores that have
# nothing else to do, it is under five. (If you run the training cell a second time, training goes on from
# where it stands. To begin again, run the cell that makes `net` first.)
#
# `history` holds what was measured after each pass. **Predict** two curves before you look: the loss on the
# training images, pass by pass, and the accuracy on the training and on the validation images. Do the two
# accuracies stay together?

# %% name="curves" tags=["trained"]
figure, axes = new_figure(1, 2, width=8, height=3.4)
left, right = axes[0]
left.plot(history.epoch, history.loss, marker="o")
left.set(xlabel="pass", ylabel="mean loss over the pass", ylim=(0, 0.6))
left.set_title("The loss falls, fast at first", fontsize=11)
right.plot(history.epoch, history.train_accuracy, marker="o", label="training images")
right.plot(history.epoch, history.validation_accuracy, marker="s", label="validation images")
right.set(xlabel="pass", ylabel="accuracy", ylim=(0.8, 1), yticks=(0.8, 0.85, 0.9, 0.95, 1))
right.set_title("Seen images are easier than new ones", fontsize=11)
right.legend(loc="upper left", frameon=False)
assert history.validation_accuracy[0] > 0.8
ahead = history.train_accuracy[-1] > history.validation_accuracy[-1]
show_figure(
    figure,
    alt="Left, the loss over five passes: a curve that falls steeply and then flattens. Right, two accuracies: "
    "the one on training images rises and pulls away from the one on validation images.",
    words=f"In five passes the loss falls from about {history.loss[0]:.1f} to about {history.loss[-1]:.1f}, "
    f"and the accuracy on training images ends {'above' if ahead else 'below'} that on validation images.",
)

# %% [markdown] name="about-curves"
# The first pass does most of the work: once the network has seen each image a single time, it names more than
# eight in ten rightly. After that, the gains get smaller.
#
# The two accuracies part. The network gets better at images that it has seen than at images that are new.
# This gap is called *overfitting* when it grows, and chapter 09 is about what to do against it. It is also
# why we measure on validation images: the accuracy on training images flatters.
#
# ## How good is it?

# %% name="evaluate"
result = evaluate(net, data.validation)
low, high = 0.86, 0.89
assert low < result.accuracy < high
print(f"between {100 * low:.0f} and {100 * high:.0f} of 100 validation images are named rightly")

# %% [markdown] name="about-evaluate"
# Compare with your prediction. Type `result.accuracy` in a cell of your own for the number itself.
#
# Why do we print a range? Two kinds of processor add up the same numbers in a different order, and round
# differently. Over 2,150 steps tiny differences grow, and a few images out of 5,000 end up on the other side.
# So where training is involved, this course claims only what holds on every processor that we tried, and an
# `assert` in the cell holds it to that. (When you change the recipe, an `assert` may complain: the text then
# no longer fits your numbers.)
#
# ## Your first exercise
#
# *Accuracy* is the share of images that are named rightly: a number from 0 (none) to 1 (all). Write it
# yourself. Replace the two lines under the description by your own code, run the cell, and then run the check
# under it.
#
# **Predict** first: `labels == predictions` compares two arrays. What does it give?


# %% name="accuracy" exercise="accuracy"


# %% name="accuracy-check" check="accuracy"
check.accuracy(accuracy)
# hint("accuracy")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="about-exercise"
# When it says *Passed*, try your function on the network: in a cell of your own,
# `accuracy(data.validation.labels, result.predictions)` gives the same number as `result.accuracy`. Then break
# it on purpose: return the number of right answers without dividing, say, and let the check tell you what is
# wrong. That is what it is for.
#
# ## The mistakes
#
# One in eight images or so is named wrongly, more than 500 in all. For each image the network gives ten
# probabilities, one per class, and its answer is the class with the largest. So we can ask where it was
# *sure* and wrong.
#
# **Predict.** Which kinds of clothes will it take for which others?

# %% name="mistakes" tags=["trained"]
labels = data.validation.labels
confidence = result.probabilities.max(axis=1)  # (5000,): the probability of the class that was chosen
wrong = np.flatnonzero(result.predictions != labels)
surest = wrong[np.argsort(-confidence[wrong])][:10]
titles = [f"is: {CLASS_NAMES[labels[i]]}\nnet: {CLASS_NAMES[result.predictions[i]]}" for i in surest]
figure, axes = new_figure(2, 5, width=8, height=4.6)
draw_images(axes, data.to_pixels(data.validation.images[surest]), titles)
figure.suptitle("Sure and wrong: the true class, and what the net says", fontsize=12)
show_figure(
    figure,
    alt="Ten images of clothes, each with two different names above it: its true class and the network's answer.",
    words=f"Ten mistakes of which the net is sure: it gives each wrong answer more than "
    f"{10 * np.floor(10 * confidence[surest].min()):.0f} %.",
)

# %% [markdown] name="about-mistakes"
# Look at each image and cover its names. Would you have done better? With some, anyone would; with others, 28
# by 28 pixels hardly show the difference; and some labels seem wrong themselves. High confidence is no proof:
# a network can be sure and wrong. Chapter 11 measures how much its confidence is worth.
#
# Which two classes are mixed up most often, in either direction? `result.confusion[t, p]` counts the images
# of true class `t` that were called `p`. **Predict**, then run.

# %% name="mixed-up"
mixed_up = result.confusion + result.confusion.T  # both directions in one number
np.fill_diagonal(mixed_up, 0)  # the diagonal holds the right answers
first, second = np.unravel_index(mixed_up.argmax(), mixed_up.shape)
assert mixed_up[first, second] > len(wrong) / 7
recall = np.diag(result.confusion) / result.confusion.sum(axis=1)
print(f"mixed up most often: {CLASS_NAMES[first]} and {CLASS_NAMES[second]}, more than one mistake in seven")
print(f"the class named rightly least often: {CLASS_NAMES[recall.argmin()]}")

# %% [markdown] name="browse"
# A shirt and a T-shirt differ in a collar, or a row of buttons, a few pixels wide. The network has never been
# told that: it knows 784 numbers and a label.
#
# ## Browse the images yourself
#
# The next cell makes a widget: a validation image on the left, the ten probabilities on the right. Words
# beside the bars mark the true class and the net's choice. Try three things, with a prediction for each:
#
# 1. Set *Show* to *Mistakes only* and step through twenty with <kbd>→</kbd>. **Predict**: how often is the
#    true class the second longest bar?
# 2. Choose *Trouser*, then *Shirt*. **Predict**: for which of the two are the probabilities spread over more
#    bars? Why?
# 3. Among the mistakes, find an image where you side with the network against the label.

# %% name="browser"
PredictionBrowser(net, data, image=5)

# %% [markdown] name="about-browser"
# Your twenty mistakes are a sample. All of them give the answer to the first question:

# %% name="runner-up"
second_choice = np.argsort(-result.probabilities, axis=1)[:, 1]  # (5000,): the class with the second longest bar
share = np.mean(second_choice[wrong] == labels[wrong])
low, high = 0.65, 0.8
assert low < share < high
print(f"of 100 mistakes, between {100 * low:.0f} and {100 * high:.0f} have the true class in second place")

# %% [markdown] name="about-runner-up"
# Most mistakes are narrow. As for the second question: trousers look like nothing else, so one bar takes
# nearly everything; a shirt shares its outline with T-shirts, pullovers and coats, and the probabilities say
# so. And the third: yes, some labels are doubtful. A network that agreed with every label would have learnt
# those too.

# %% [markdown] name="reports"
# > **What the reports found**
# >
# > - Report 000 trains this same network, 784-128-64-10, for 30,000 steps (section 4.4) and prints 89.64 % on
# >   the test images. In its Table 2, *Shirt* is the hardest class too: 72.6 % of the shirts are found,
# >   against 97.6 % of the sandals and of the bags. It also names T-shirt/top and Shirt as a pair that is
# >   often mixed up.
# > - Networks of two hidden layers reach 87.36 % in report 001 (100 and 50 units) and 85 % in report 002, on
# >   test images.
# > - Report 003 ranks its ten best settings by *test* accuracy (Table 2), with 89.84 % at the top. That looks
# >   into the drawer: the best of a list, chosen on the test images, is a little too good to be true. It also
# >   measures a validation accuracy, 91.38 % for that setting: that is the number to choose by.
# >
# > Our few seconds bring us within a few points of these numbers. (Theirs are on test images, ours on
# > validation images: near each other, but not the same measurement.) Chapter 13 re-runs all five reports.

# %% [markdown] name="recap"
# ## Recap
#
# - An image is a row of 784 numbers; a network of three linear layers turns it into ten probabilities.
# - Training repeats a small step that lowers the loss: 2,150 steps brought ours from one in ten to between 86
#   and 89 in a hundred.
# - We learn from the training part, look and decide on the validation part, and keep the test part for the
#   end.
# - On images that it has seen, a network is better than on new ones.
# - Its mistakes have reasons: Shirt and T-shirt/top look alike. And it can be sure and wrong.

# %% [markdown] name="quiz"
# ## Quiz
#
# Answer each before you open it.
#
# **1.** A network for the same images has the layers `[784, 32, 10]`. How many parameters does it have?
#
# <details><summary>Answer</summary>
#
# 784 · 32 + 32 + 32 · 10 + 10 = 25,450. Each linear layer has one weight for each pair of an input and an
# output, and one bias for each output.
#
# </details>
#
# **2.** A friend's network is right on 99 % of the training images. Is it better than ours?
#
# <details><summary>Answer</summary>
#
# You cannot tell. The accuracy on images from which a network has learnt flatters. Ask for the accuracy on
# images that it has never seen.
#
# </details>
#
# **3.** You train ten networks, pick the one that is best on the *validation* images, and report that
# validation accuracy. Too high, too low, or right?
#
# <details><summary>Answer</summary>
#
# A little too high, as a rule. The best of ten is partly the luckiest of ten on just these images. The
# validation part was used to decide, so the honest number comes from the test part, looked at once.
#
# </details>
#
# **4.** For one image the largest of the ten probabilities is 0.98. Is the answer right?
#
# <details><summary>Answer</summary>
#
# Probably, but not surely. You have seen ten mistakes of which the network was surer than 0.9.
#
# </details>
#
# **5.** Your accuracy is 0.09 on ten equally frequent classes, after training. What do you suspect?
#
# <details><summary>Answer</summary>
#
# That nothing was learnt: guessing is right on one in ten. Look at the loss curve; does it fall? Later
# chapters show the usual causes: the scaling of the pixels (01), the initial weights (06), the learning rate
# (07), or a wrong gradient (05).
#
# </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [Chapter 01, The data](01_the_data.ipynb): read the four files byte by byte, see what scaling changes, and
#   watch a leak happen.
# - Want to play first? Change `learning_rate`, `epochs` or the layers `[784, 128, 64, 10]`, predict the
#   validation accuracy, and run the cells from the one that makes `net`. Where an `assert` complains, your
#   numbers have left the range that the text speaks of: well done, or back to the drawing board.
