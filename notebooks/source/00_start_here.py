# %% [markdown] name="title"
# # 00 Start here
#
# In this chapter you train a neural network on 55,000 images of clothes within seconds, and meet its
# mistakes.
#
# ## What you will be able to do
#
# - run a chapter, check your answer to an exercise, ask for a hint, and start again
# - say what training, validation and test images are for
# - train a network of three linear layers and read its curves
# - measure its accuracy, and find the mistakes of which it is surest
#
# ## Before you start
#
# - Prerequisites: some Python. If you know what `a[0]`, a function and a NumPy array are, you have enough.
# - Minutes: 45
# - Symbols: [the table of symbols](symbols.md), for the formulas from chapter 01 on
# - Words: [the glossary](glossary.md) has the terms of the course, in a line each
#
# This is a first look at the whole. You need not understand every detail yet: the chapters that follow take
# the network apart, until you have written every piece of it yourself. A
# [map of the course](#The-map-of-the-course) is at the end.

# %% [markdown] name="running"
# ## Run your first cell
#
# A chapter is made of texts and of cells with code. Click on the cell below and press
# <kbd>Shift</kbd>+<kbd>Enter</kbd>. It runs, its answer appears under it, and the next cell is selected.
#
# Run the cells from the top, because later ones use what earlier ones made. You cannot break anything.
#
# This first cell looks for the right Python, the packages and the data.

# %% name="check-installation"
from mlp.course.installation import installation_report

print(installation_report())

# %% [markdown] name="about-installation"
# If a line says that something is missing, do what it says before you go on. If you got
# `ModuleNotFoundError: No module named 'mlp'` instead, this chapter runs in another Python than the one into
# which the course was installed. Start it with `make lab` or `mlp-course lab`, or choose the right Python with
# *Kernel → Change Kernel…*.
#
# ### Your copy
#
# You work in the folder `work/`, and the chapters there are yours. The command with which you started has put
# them there: `make lab` or `mlp-course lab`. When the course is updated, it adds the chapters that are new, and
# leaves every file of yours as it is. For a fresh copy of a chapter, rename yours and start again.
#
# Does something seem stuck or mixed up? *Kernel → Restart Kernel and Run All Cells…* forgets everything that
# was computed, and runs the chapter from the top, with what you have written in it.

# %% [markdown] name="predicting"
# ## Predict, run, explain
#
# Before many cells you are asked what will come out. Write your guess down before you run the cell, on paper
# or in a cell of your own: <kbd>Esc</kbd>, then <kbd>B</kbd>, adds one below. A guess that turns out wrong
# teaches more than an answer that was read. The text below the cell takes your guess up.
#
# Here is the first one. Fashion-MNIST is 70,000 small grey images of clothes, each 28 pixels wide and 28
# high. To the network, an image is a row of numbers, one for each pixel.
#
# **Predict.** How many numbers is that? (The first of the next two cells fetches the tools of this chapter.)

# %% name="imports"
import time

import numpy as np

from mlp import CLASS_NAMES, SGD, Trainer, build_mlp, evaluate, load_fashion_mnist
from mlp.exercises import check, hint, yours_or_ours
from mlp.plots.first_network import (
    draw_learning,
    draw_network,
    draw_sure_mistakes,
    draw_ten_classes,
)
from mlp.widgets import PredictionBrowser

# %% name="load"
data = load_fashion_mnist(validation=5000, scaling="standardize", seed=0)
print("training  ", data.train.images.shape)
print("validation", data.validation.images.shape)
print("test      ", data.test.images.shape)

# %% [markdown] name="about-parts"
# $28 \cdot 28 = 784$ numbers: each row of `images` is one image, one line of pixels after the other. (If you
# said 2,352, you thought of colour, which takes three numbers per pixel. If you said 56, you counted the
# edges.)
#
# The three parts share no image, and each has its own use:
#
# | part | images | what for |
# |---|---|---|
# | **training** | 55,000 | The network learns from these. |
# | **validation** | 5,000 | It never learns from these. We look at them as often as we like, and decide by them. |
# | **test** | 10,000 | Nobody looks at these before the very end. They give one honest number. |
#
# So this chapter leaves the test images alone. Chapter 01 shows what goes wrong otherwise, and what
# `scaling="standardize"` is for: it brings the pixels to numbers around 0.

# %% [markdown] name="ten-classes-intro"
# ## Ten kinds of clothes
#
# Each image has a *label*: the number, 0 to 9, of the *class* to which it belongs. The next cell draws the
# first training image of each class. A pixel is a number from 0, which is drawn white, to 255, which is drawn
# black. So it is as on paper: the more ink, the larger the number.
#
# **Predict**, while you look. Which two of the ten classes will the network confuse most often? Write down a
# pair. The answer comes when the network is trained.

# %% name="ten-classes"
draw_ten_classes(data)

# %% [markdown] name="network"
# ## A network that knows nothing yet
#
# Now the network. It turns the 784 numbers of an image into ten, one for each class. It does that in three
# steps: 784 numbers become 128, these become 64, and these become ten.

# %% name="draw-network"
draw_network(data.to_pixels(data.train.images[0]), [784, 128, 64, 10])

# %% [markdown] name="layers"
# Each step is a *linear layer*. A number on its right side is a sum of **all** numbers on its left side, each
# multiplied by a *weight* of its own; then one more number is added, a *bias*. The numbers in the middle of
# the network are its *hidden units*. Before they go on, those that are negative become 0 (that is the *ReLU*,
# of chapter 03).
#
# All weights and biases together are the *parameters* of the network. At first the weights are random, and
# the biases are 0.
#
# **Predict** two numbers:
#
# 1. The first layer has $784 \cdot 128$ weights and 128 biases. How many parameters have all three layers
#    together?
# 2. Out of 100 validation images, how many does a network with random weights classify correctly?

# %% name="build"
net = build_mlp([784, 128, 64, 10], seed=0)
print(f"{net.parameters.size:,} parameters")

# %% [guard] name="build-guard"
assert net.parameters.size == 784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10 == 109_386
assert 784 * 128 + 128 * 64 + 64 * 10 == 109_184

# %% name="before"
before = evaluate(net, data.validation)
before_train = evaluate(net, data.train)
print("classified correctly, before training:")
print(f"≈ {100 * before.accuracy:.1f} % of the validation images")
print(f"≈ {100 * before_train.accuracy:.1f} % of the training images")

# %% [guard] name="before-guard"
assert 0.12 < before.accuracy < 0.16 and 0.12 < before_train.accuracy < 0.16

# %% [markdown] name="about-untrained"
# 1. The layers have $100{,}480 + 8{,}256 + 650 = 109{,}386$ parameters. (With 109,184 you forgot the biases.)
# 2. About 14 in 100. There are ten classes, each with as many images, and whoever guesses is right for one
#    image in ten. Random weights are a way of guessing, and these are a little lucky. (Did you say 0? To be
#    wrong every time, one has to know the answers.)
#
# ### The sign ≈
#
# **≈** in front of a number says: on your machine, the last digits may differ. Two kinds of processor add the
# same numbers up in a different order, and round differently. In a training such tiny differences grow. A
# number without ≈ is the same everywhere.
#
# What the texts say about the numbers is checked whenever the course is built. Your copy does not have these
# checks. Change any setting you like, and nothing complains; but then the text may not fit what you see.

# %% [markdown] name="training"
# ## Train it
#
# Training repeats one small *step*:
#
# 1. Take the next 128 training images: a *batch*.
# 2. Compute how wrong the network's answers are for them. That is one number, the *loss*.
# 3. Move every parameter a little, in the direction in which the loss falls.
#
# This is *stochastic gradient descent*, or *SGD* for short. How far a step goes is set by the *learning
# rate*. One pass over all 55,000 training images, in random order, is an *epoch*: 430 steps. We make five
# epochs.
#
# **Predict** two numbers. After five epochs, how many out of 100 validation images does the network classify
# correctly? And how many seconds does the training take?

# %% name="train"
trainer = Trainer(net, SGD(learning_rate=0.05), batch_size=128, seed=0)
start = time.perf_counter()
history = trainer.fit(data.train, data.validation, epochs=5)
seconds = time.perf_counter() - start

# %% name="after"
print(f"{history.iteration[-1]:,} steps in ≈ {seconds:.1f} seconds")
accuracy_now = history.validation_accuracy[-1]
print(f"classified correctly: ≈ {100 * accuracy_now:.1f} % of the validation images")

# %% [guard] name="after-guard"
assert history.iteration[-1] == 2150 and len(history) == 5
assert 0.855 < accuracy_now < 0.885

# %% [markdown] name="about-training"
# About 87 in 100, after a few seconds: a real network, trained with nothing but NumPy. Two usual guesses
# overlook something. *99*: such networks come near it with handwritten digits, but clothes are harder. *Hours*:
# the network is small, and 2,150 steps of a few milliseconds are soon made.
#
# If you run the training cell a second time, the training goes on from where it stands. To begin again, run
# the cell that makes `net` first.
#
# ## Read its curves
#
# `history` holds what was measured after each epoch. `before` is what you measured at epoch 0, before any
# step.
#
# **Predict** two numbers before you look at the curves:
#
# 1. After which epoch are more than 80 % of the validation images classified correctly?
# 2. By how many points is the network better on training images, which it has seen, than on validation
#    images, which are new to it?

# %% name="curves" tags=["trained"]
draw_learning(before_train, before, history)

# %% [guard] name="curves-guard"
assert 0.83 < history.validation_accuracy[0] < 0.87
lead = 100 * (history.train_accuracy[-1] - history.validation_accuracy[-1])
assert 2 < lead < 4.6
first_gain = history.validation_accuracy[0] - before.accuracy
assert first_gain > 0.95 * (accuracy_now - before.accuracy)
assert 2.5 < before.loss < 3.1 and 0.33 < history.validation_loss[-1] < 0.4

# %% [markdown] name="about-curves"
# 1. After the first epoch. When the network has seen each image once, it stands at about 85 %. The other four
#    epochs add about two points. Whoever expected equal gains overlooked that the first steps have the most
#    to correct.
# 2. By about three points. The network gets to know the images that it is shown, and part of what it learns
#    holds for them alone. When this gap grows and the new images gain no more, that is *overfitting*
#    (chapter 09). It is also why we measure on validation images: the accuracy on training images flatters.

# %% [markdown] name="exercise"
# ## Your first exercise
#
# *Accuracy* is the share of images that are classified correctly: a number from 0 (none) to 1 (all). Write it
# yourself. In the next cell, put your code in the place of the two lines `# YOUR CODE HERE` and `raise
# NotImplementedError`, and run the cell. Then run the check under it: it says whether you have passed, and
# if not, what is wrong.
#
# Stuck? `hint("accuracy")` tells one of three hints at a time, and the solution is folded under the check.
# You can also skip an exercise and return. Where a later cell needs your answer, and it has not passed, that
# cell takes the course's own, and says so.
#
# **Predict.** Four images have the labels 3, 0, 7, 7, and a network answers 3, 1, 7, 2. What is its accuracy?


# %% name="accuracy" exercise="accuracy"


# %% name="accuracy-check" check="accuracy"
check.accuracy(accuracy)
# hint("accuracy")  # stuck? remove the first "#" and run

# %% name="accuracy-of-four"
share_right = yours_or_ours("accuracy", accuracy)
print(share_right(np.array([3, 0, 7, 7]), np.array([3, 1, 7, 2])))

# %% [guard] name="accuracy-of-four-guard"
assert share_right(np.array([3, 0, 7, 7]), np.array([3, 1, 7, 2])) == 0.5

# %% [markdown] name="about-exercise"
# Two of the four are right: 0.5. (For 2, one has counted without dividing.)
#
# When your check says *Passed*, break your function on purpose: leave the division out, say, and let the
# check tell you what is wrong. That is what it is for.
#
# Now use the function on the network. `result.predictions` holds its answers for the 5,000 validation images.

# %% name="evaluate"
result = evaluate(net, data.validation)
share = share_right(data.validation.labels, result.predictions)
print(f"accuracy on the validation images: ≈ {share:.3f}")

# %% [guard] name="evaluate-guard"
assert share == result.accuracy == accuracy_now

# %% [markdown] name="mistakes-intro"
# That is the same number as after the training, now by a function that you can read.
#
# ## The mistakes
#
# For each image the network gives ten *probabilities*, one for each class. They add up to 1, and the
# network's answer is the class with the largest. So we can ask where it was sure, and wrong.
#
# **Predict.** How large, in percent, is the largest probability that the network gives to a wrong answer?

# %% name="mistakes"
labels = data.validation.labels
confidence = result.probabilities.max(axis=1)  # (5000,): of the class it answers
wrong = np.flatnonzero(result.predictions != labels)
print(f"≈ {len(wrong)} of {len(labels):,} validation images are classified wrongly")
print(f"the surest wrong answer: ≈ {100 * confidence[wrong].max():.1f} %")

# %% [guard] name="mistakes-guard"
assert 575 < len(wrong) < 725
assert confidence[wrong].max() > 0.99

# %% name="sure-mistakes" tags=["trained"]
draw_sure_mistakes(result, data)

# %% [markdown] name="about-mistakes"
# More than 99 %. A wrong answer need not be a doubtful one: the network can be sure and wrong. (Did you
# expect 60 % or so? Most mistakes are like that. But you were asked for the largest of more than 500.)
#
# Cover the names with your hand and look at each image. Would you have done better? With some, anyone would.
# With others, 28 by 28 pixels hardly show the difference. And some labels seem wrong themselves. Chapter 11
# measures how much a network's confidence is worth.
#
# Now the pair that you wrote down. `result.confusion[t, p]` counts the images of the true class `t` for which
# the network says `p`. Both directions count, so we add them.
#
# **Predict.** Out of 100 mistakes, how many confuse the two classes of the most frequent pair?

# %% name="mixed-up"
confused = np.triu(result.confusion + result.confusion.T, k=1)  # each pair once
first, second = np.unravel_index(confused.argmax(), confused.shape)
share = 100 * confused[first, second] / len(wrong)
print(f"{CLASS_NAMES[first]} and {CLASS_NAMES[second]}: ≈ {share:.0f} of 100 mistakes")

# %% [guard] name="mixed-up-guard"
assert (CLASS_NAMES[first], CLASS_NAMES[second]) == ("T-shirt/top", "Shirt")
assert 15 < share < 24

# %% name="hardest"
found = np.diag(result.confusion) / result.confusion.sum(axis=1)
hardest = found.argmin()
print(f"{CLASS_NAMES[hardest]}: ≈ {100 * found[hardest]:.0f} % classified correctly")

# %% [guard] name="hardest-guard"
assert CLASS_NAMES[hardest] == "Shirt" and 0.55 < found[hardest] < 0.75
assert np.sort(found)[1] > found[hardest] + 0.05

# %% [markdown] name="about-mixed-up"
# *T-shirt/top* and *Shirt*, about one mistake in five. Ten classes make 45 pairs, so mistakes that fell evenly
# on all of them would give this one 2 in 100. A shirt and a T-shirt differ in a collar, or in a row of
# buttons, a few pixels wide. Nobody has told the network to look there: it knows 784 numbers and a label.
#
# *Shirt* is also the hardest class: about one shirt in three is taken for something else.

# %% [markdown] name="browse"
# ## Browse the images yourself
#
# The next cell makes a *widget*: an image on the left, its ten probabilities on the right. It works with the
# mouse and with the keyboard. <kbd>Tab</kbd> moves to the next control. On a slider, <kbd>←</kbd>
# <kbd>→</kbd> move by one. On a menu, <kbd>Space</kbd> opens the list, <kbd>↑</kbd> <kbd>↓</kbd> choose,
# <kbd>Enter</kbd> takes. The line under the picture says what has changed; screen readers read it out.
#
# Try three things, with a prediction for each:
#
# 1. Set *Show* to *Mistakes only* and step through twenty. **Predict**: out of 100 mistakes, for how many is
#    the true class in second place?
# 2. Look at some images of *Trouser*, then of *Shirt*. **Predict**, for each of the two: how large is the
#    largest probability on average, in percent?
# 3. Among the mistakes, find an image for which you side with the network against the label.

# %% name="browser" tags=["trained"]
PredictionBrowser(net, data, image=5)

# %% [markdown] name="about-browser"
# Twenty mistakes are a sample. All of them together answer the first question, and all trousers and shirts
# the second:

# %% name="second-place"
second_place = np.argsort(-result.probabilities, axis=1)[:, 1]
share = np.mean(second_place[wrong] == labels[wrong])
print(f"true class in second place: ≈ {100 * share:.0f} of 100 mistakes")

# %% [guard] name="second-place-guard"
assert 0.66 < share < 0.79

# %% name="two-classes"
for name in ("Trouser", "Shirt"):
    mean = confidence[labels == CLASS_NAMES.index(name)].mean()
    print(f"{name}: largest probability ≈ {100 * mean:.0f} % on average")

# %% [guard] name="two-classes-guard"
assert 0.96 < confidence[labels == CLASS_NAMES.index("Trouser")].mean() < 0.995
assert 0.73 < confidence[labels == CLASS_NAMES.index("Shirt")].mean() < 0.82

# %% [markdown] name="about-second-place"
# 1. About 7 in 10. Most mistakes are narrow: the truth comes right behind. With nine wrong classes to choose
#    from, blind chance would put it there for 11 in 100.
# 2. Trousers look like nothing else, so one bar takes nearly everything. A shirt shares its outline with
#    pullovers, coats and T-shirts, and the probabilities say so.
# 3. Yes, some labels are doubtful. Chapter 01 shows six of them.

# %% [markdown] name="reports"
# > **What the reports found**
# >
# > Five student reports that built such networks go with you through the course. A box like this one says what
# > they found, and now and then what they overlooked.
# >
# > - [Report 000](../data/reports/texts/000.txt) trains this same network for 30,000 steps (section 4.4) and
# >   prints 89.64 % on the test images. In its Table 2, *Shirt* is the hardest class too, with 72.6 %; the
# >   sandals reach 97.6 %. It also finds T-shirt/top and Shirt often confused.
# > - [Report 001](../data/reports/texts/001.txt) prints 87.36 % with two hidden layers,
# >   [report 002](../data/reports/texts/002.txt) 85 %.
# > - [Report 003](../data/reports/texts/003.txt) ranks ten settings by *test* accuracy (Table 2), with 89.84 %
# >   at the top. The best of a list that was chosen on the test images is a little too good to be true.
# >
# > Our few seconds come within about three points of the best. (These are on test images, ours on validation
# > images: near each other, but not the same.) Chapter 13 re-runs all five.

# %% [guard] name="reports-guard"
from mlp.reports import published

per_class = published("000")["per_class"]
assert per_class["Total"]["recall"] == 0.8964 and per_class["Sandal"]["recall"] == 0.976
assert min(per_class, key=lambda name: per_class[name]["recall"]) == "Shirt" and per_class["Shirt"]["recall"] == 0.726
assert max(row["accuracy"] for row in published("001")["test_accuracy"] if len(row["hidden"]) == 2) == 0.8736
assert published("002")["test_accuracy"] == 0.85
top_ten = published("003")["top10"]
assert len(top_ten) == 10 and max(row["test_accuracy"] for row in top_ten) == 0.8984
assert 100 * (0.8984 - accuracy_now) < 3.9

# %% [markdown] name="recap"
# ## Recap
#
# - An image is a row of 784 numbers. Three linear layers turn it into ten probabilities.
# - Training repeats a small step that lowers the loss of a batch. An epoch is one pass over the training
#   images. Five of them brought the network from about 14 % to about 87 %, most of it in the first.
# - It learns from the training images; we look and decide on the validation images; the test images wait for
#   the end.
# - A network is better on images that it has seen than on new ones.
# - Its mistakes have reasons: a shirt and a T-shirt look alike. And it can be sure and wrong.

# %% [markdown] name="quiz"
# ## Quiz
#
# Answer each question before you open its answer.
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
# **2.** A friend's network classifies 99 % of the training images correctly. Is it better than ours?
#
# <details><summary>Answer</summary>
#
# You cannot tell. The accuracy on images from which a network has learned flatters. Ask for the accuracy on
# images that it has never seen.
#
# </details>
#
# **3.** For one image the largest of the ten probabilities is 0.98. Is the answer right?
#
# <details><summary>Answer</summary>
#
# Probably, but not surely. You have seen ten wrong answers of which the network was surer than that.
#
# </details>

# %% [guard] name="quiz-guard"
assert 784 * 32 + 32 + 32 * 10 + 10 == 25_450
assert np.sort(confidence[wrong])[-10] > 0.98

# %% [markdown] name="quiz-2"
# **4.** You train ten networks, pick the one that is best on the *validation* images, and report that
# validation accuracy. Is it too high, too low, or right?
#
# <details><summary>Answer</summary>
#
# A little too high, as a rule. The best of ten is partly the luckiest of ten on just these images. The
# validation images were used to decide, so the honest number comes from the test images, looked at once.
#
# </details>
#
# **5.** After training, your accuracy is 0.10 on ten equally frequent classes. What do you suspect?
#
# <details><summary>Answer</summary>
#
# That nothing was learned: guessing is right for one image in ten. Look at the loss; does it fall? Later
# chapters show the usual causes: the scaling of the pixels (01), the weights at the start (06), the learning
# rate (07), or a wrong gradient (05).
#
# </details>

# %% [markdown] name="next"
# ## Where to go next
#
# - [Chapter 01, The data](01_the_data.ipynb): read the four files byte by byte, see what scaling changes, and
#   watch a leak happen.
# - Or play first: change `learning_rate`, `epochs` or the layers `[784, 128, 64, 10]`, predict the validation
#   accuracy, and run the cells again from the one that makes `net`.

# %% [markdown] name="map"
# ### The map of the course
#
# | chapter | about |
# |---|---|
# | [01 The data](01_the_data.ipynb) | files, labels, splits, scaling, leaks |
# | [02 The linear layer](02_the_linear_layer.ipynb) | forward and backward pass |
# | [03 Activations](03_activations.ipynb) | ReLU, tanh, sigmoid; saturation |
# | [04 Softmax and cross-entropy](04_softmax_and_cross_entropy.ipynb) | the loss and its gradient |
# | [05 Backpropagation](05_backpropagation.ipynb) | the whole gradient, checked; planted bugs |
# | [06 Initialisation](06_initialisation.ipynb) | signals that vanish or explode |
# | [07 Optimisers and schedules](07_optimisers_and_schedules.ipynb) | momentum, Adam, races |
# | [08 Training](08_training.ipynb) | the loop, its curves, stopping early |
# | [09 Regularisation](09_regularisation.ipynb) | L2, dropout, batch norm, augmentation |
# | [10 Searching](10_searching.ipynb) | grid, random, halving |
# | [11 Evaluation](11_evaluation.ipynb) | what a test set can tell; calibration |
# | [12 Looking inside](12_looking_inside.ipynb) | weights, activations, your own picture |
# | [13 Five reports, re-run](13_five_reports.ipynb) | every printed number beside ours |
# | [14 Beyond the MLP](14_beyond_the_mlp.ipynb) | convolution, pooling |
#
# MLP is short for *multilayer perceptron*: a network of linear layers with an activation between each two.

# %% [markdown] name="progress-text"
# ### What is done, and what comes next
#
# If you want, the course remembers which checks you have passed, and when. Remove the first `#` below and run
# the cell: that makes a small file, `progress.jsonl`, beside your chapters. Nothing leaves your machine, and
# when you delete the file, everything is forgotten.
#
# From then on, the cell shows what you have solved in each chapter, and which exercise comes next. The command
# `mlp-course report` makes a page of it, to keep or to hand in.

# %% name="progress"
from mlp.exercises import remember_progress, show_progress

# remember_progress()  # remove the first "#" and run
show_progress()
