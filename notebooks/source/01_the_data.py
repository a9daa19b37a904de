# %% [markdown] name="title"
# # 01 The data
#
# Before you train anything, you open the files by hand, look at what is in them, and learn to split and scale
# the data so that the score you get at the end is true.
#
# ## What you will be able to do
#
# - read an IDX file byte by byte, and say what "big-endian" means
# - name the ten classes, tell which ones look alike, and say how far the labels can be trusted
# - split the images into training, validation and test, and say who looks at what, and when
# - write down five scalings of the pixels, and predict what each does to the first layer of a net
# - recognise three leaks that make a score too good, and tell the harmless one from the ruinous ones
#
# ## Before you start
#
# - Prerequisites: chapter [00 Start here](00_start_here.ipynb); NumPy arrays, their shapes, `axis=0` and `axis=1`.
# - Minutes: 75
# - Symbols: [the table of symbols](symbols.md)
#
# ## What is in the file
#
# Fashion-MNIST comes in four files. Their format is IDX, made for the handwritten digits of MNIST: first a header,
# then the numbers, nothing else. A file is nothing but bytes, whole numbers from 0 to 255, and we write them in
# *hexadecimal*: two digits per byte, `00` to `ff`, where `10` is sixteen.
#
# **Predict.** The file below holds 60,000 images of 28 × 28 pixels, one byte per pixel. Somewhere in its header these
# three sizes must be written down. Before you run the cell: what is 28 in hexadecimal?

# %% name="bytes"
import numpy as np

from mlp import CLASS_NAMES, SGD, Trainer, TrainingDiverged, build_mlp, evaluate, load_fashion_mnist
from mlp.data import SCALINGS, Part, fit_scaling, read_idx, stratified_split
from mlp.data.download import locate_files
from mlp.exercises import check, hint
from mlp.data.idx import decompress
from mlp.plots import GREY, PALETTE, SEQUENTIAL, draw_images, new_figure, show_figure
from mlp.widgets import ScalingExplorer

paths = locate_files()  # the four files on this machine, gzip-compressed
content = decompress(paths["train-images-idx3-ubyte"].read_bytes(), "train-images-idx3-ubyte")
print(f"{len(content):,} bytes")
for start in (0, 4, 8, 12):
    print(f"bytes {start:2} to {start + 3:2}:  {content[start : start + 4].hex(' ')}")
print("line 14 of the first image:")
print(content[16 + 14 * 28 : 16 + 15 * 28].hex(" "))

# %% [markdown] name="header"
# Read it with this table:
#
# | bytes | here | meaning |
# |---|---|---|
# | 0, 1 | `00 00` | always zero |
# | 2 | `08` | the kind of number: `08` is one unsigned byte, 0 to 255 |
# | 3 | `03` | how many dimensions the array has: 3 for images, 1 for labels |
# | 4 to 7 | `00 00 ea 60` | the first size |
# | 8 to 11, 12 to 15 | `00 00 00 1c` | the second and third size: `1c` is 1 · 16 + 12 = 28 |
# | from 16 on | `00 00 …` | the pixels: first image, first line, from left to right; then the next line |
#
# (The long line is one line of 28 pixels of the first image: `00` is background, `ff` the darkest grey.)
#
# The first four bytes together are called the *magic number*: they say what kind of file this is. The sizes are
# *big-endian*: the byte that counts most comes first. So `00 00 ea 60` is 0xea · 256 + 0x60 = 234 · 256 + 96 =
# 60,000. Your processor most likely keeps its own numbers the other way round, *little-endian*. Read that way, the
# same four bytes are 1,625,948,160 images: the classical mistake with this format. The length of the file confirms
# our reading: 16 + 60,000 · 28 · 28 = 47,040,016 bytes.
#
# ### Exercise: read it yourself
#
# Write `parse_idx`. It gets the bytes of any IDX file of unsigned bytes, with one dimension or more, and returns the
# array. `content[3]` is a whole number already; `content[4:8]` are four bytes, which `int.from_bytes` can turn into one.


# %% name="parse-idx" exercise="parse_idx"


# %% name="parse-idx-check" check="parse_idx"
check.parse_idx(parse_idx)
# hint("parse_idx")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="ten-classes"
# From here on the package's `read_idx` does this, so that you can go on whether or not yours is ready.
#
# ## Ten classes
#
# The labels are whole numbers from 0 to 9, the classes' places in `CLASS_NAMES`. Look before you compute: the next
# figure shows the first six training images of each class, and on the right the *average image* of the class, which
# is the mean of its 6,000 images, pixel by pixel. (Report 004 shows examples, too, in its section 3.)
#
# **Predict.** Which average images will be sharp, and which blurred? Which two of the ten would you mix up?

# %% name="classes"
images = read_idx(paths["train-images-idx3-ubyte"])  # (60000, 28, 28) uint8
labels = read_idx(paths["train-labels-idx1-ubyte"])  # (60000,) uint8
averages = np.array([images[labels == label].mean(axis=0) for label in range(10)])  # (10, 28, 28)
gap = np.zeros((28, 14))
lines = [np.hstack([*images[labels == label][:6], gap, averages[label]]) for label in range(10)]

figure, axes = new_figure(width=6.8, height=6.8)
axes.imshow(np.vstack(lines), cmap="gray_r", interpolation="nearest")
axes.set_title("Four kinds of tops share one outline")
axes.set_yticks(np.arange(14, 280, 28), CLASS_NAMES)
axes.set_xticks([84, 196], ["the first six of each class", "average"])

alike = np.corrcoef(averages.reshape(10, 784)) - np.eye(10)  # correlations, without each class with itself
first, second = np.unravel_index(np.triu(alike).argmax(), alike.shape)  # each pair once
loner = alike.max(axis=1).argmin()
show_figure(
    figure,
    alt="Six images of each of the ten classes, one class per line, and at the right the average image of the class.",
    words=f"Images per class: {np.unique(np.bincount(labels))}. The average images most alike are those of "
    f"{CLASS_NAMES[first]} and {CLASS_NAMES[second]}, with a correlation of {alike.max():.2f}; "
    f"{CLASS_NAMES[loner]} has the fewest look-alikes.",
)

# %% [markdown] name="labels"
# The average T-shirt, pullover, coat and shirt are the same blurred column with two sleeves: where averages look alike, a
# net has to find other clues. Trousers, sneakers and ankle boots are sharp, because they all look much the same; sandals
# and bags are blurred, because each is different.
#
# The classes are *balanced*, 6,000 images of each: a net that always answers "Bag" is right for one image in ten, and so
# is one that throws dice. That is the score to beat. How good are people? The dataset's makers asked them: without
# training in fashion, and with a majority of three answers for each image, they agree with the label for 83.5 % of 1,000
# test images. Shirt, T-shirt, pullover and coat are hard at 28 × 28 grey pixels.
#
# ### Can you trust a label?
#
# **Predict.** Before you run the next cell, cover the titles with your hand, and name the six articles yourself.

# %% name="wrong-labels"
suspects = [45592, 16691, 28264, 33982, 40513, 42018]  # rows of the training file
figure, axes = new_figure(1, 6, width=9, height=1.9)
draw_images(axes, images[suspects], [f"{CLASS_NAMES[labels[row]]}?" for row in suspects])
figure.suptitle("Six training images whose label is hard to believe")
show_figure(
    figure,
    alt="Six images: a sleeveless dress, a dress with short sleeves, a top with long sleeves, two T-shirts and a "
    "dress with thin straps. None looks like the label above it.",
    words=f"The labels of these six are {', '.join(CLASS_NAMES[labels[row]] for row in suspects)}.",
)

# %% [markdown] name="splits"
# Six labels that few people would give. Müller and Markert, who looked for such images, list 64 in the training part and
# say that there are many more ([issue 166 of the dataset](https://github.com/zalandoresearch/fashion-mnist/issues/166)).
# Nobody has corrected them, so that results stay comparable. Two things follow: no honest score will be 100 %, and a net
# that "fails" on such an image deserves a second look. The [datasheet](../data/README.md) has more, with sources.
#
# ## Three parts, and who looks at what
#
# | part | images | who looks at it | when |
# |---|---|---|---|
# | training | 55,000 | the gradient, and whatever is learned from data: the mean image, the scaling | at every step |
# | validation | 5,000 | you: which learning rate, which layers, when to stop | after every epoch |
# | test | 10,000 | you, once: how good is the net that I have chosen? | at the very end |
#
# Whoever looks at a part and then decides something has used that part up. Only a part on which nothing was decided
# measures what you want to know: how good the net will be on images that nobody has seen.
#
# The makers fixed the test images. The validation images you take from the training file yourself, and a good split is
# **disjoint** (no image in both parts), **complete** (none lost), **stratified** (the same share of every class), and
# **repeatable** (the same seed gives the same split).
#
# ### Exercise: split
#
# Write `split_indices`. It returns row numbers, not images, so that it serves images and labels alike.


# %% name="split-indices" exercise="split_indices"


# %% name="split-indices-check" check="split_indices"
check.split_indices(split_indices)
# hint("split_indices")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="pixels"
# The package's `stratified_split` does the same and also takes totals that ten does not divide. From now on `pixels` are
# the training part's images as rows, $(55000, 784)$: one image per row, line after line.
#
# ## The pixels
#
# **Predict.** What share of all pixels is exactly 0, the background? And do all 784 pixels vary alike from image to image?

# %% name="pixel-values"
train_rows, validation_rows = stratified_split(labels, validation=5000, seed=0)
pixels = images.reshape(len(images), 784)[train_rows]
background = (pixels == 0).mean()
deviations = pixels.std(axis=0)  # (784,): how much each pixel varies over the images

figure, axes = new_figure(1, 2, width=8.5, height=3.2)
axes[0, 0].hist(pixels[:5000].ravel(), bins=64, range=(0, 256), log=True, color=PALETTE[0])
axes[0, 0].set(title="Half of all pixels are background", xlabel="pixel value", ylabel="pixels (log scale)")
picture = axes[0, 1].imshow(deviations.reshape(28, 28), cmap=SEQUENTIAL)
axes[0, 1].set(title="The corners hardly vary", xticks=[], yticks=[])
figure.colorbar(picture, label="standard deviation")
show_figure(
    figure,
    alt="Left, a histogram of pixel values: a tall bar at 0, a low plain, a rise towards 255. Right, a map of the "
    "standard deviation of each pixel: near 0 in the corners, large around the article's outline.",
    words=f"{100 * background:.0f} % of the pixels are exactly 0. The standard deviation of a single pixel over the images "
    f"runs from {deviations.min():.2f} (pixel {deviations.argmin()}) to {deviations.max():.0f} of 255.",
)

# %% [markdown] name="scalings"
# ## Five scalings
#
# A net can be fed pixels from 0 to 255. Most people scale them first, and there are several ways. Let $x_p$ be pixel
# $p$ of an image, $\mu_p$ the mean of that pixel over the *training* images, divided by 255, and $s$ one number, the
# standard deviation of all centred pixels of the training images together:
#
# | name | formula | values |
# |---|---|---|
# | `raw` | $x_p$ | 0 to 255 |
# | `unit` | $x_p / 255$ | 0 to 1 |
# | `symmetric` | $x_p / 127.5 - 1$ | −1 to 1 |
# | `center` | $x_p / 255 - \mu_p$ | mean 0 at every pixel |
# | `standardize` | $(x_p / 255 - \mu_p) / s$ | mean 0 at every pixel, standard deviation 1 over all |
#
# Why one $s$ and not one per pixel? You saw the corners: dividing by a standard deviation a thousand times
# smaller than that of the middle would blow up the rare speck of dust there, until it counts more than the dress.
#
# ### What the first layer makes of it
#
# The first layer computes $Y = XW$ ($X$ is $(n, 784)$, $W$ is $(784, 128)$, $Y$ is $(n, 128)$; its bias starts at 0).
# One of its outputs is $y_j = \sum_p x_p\, w_{pj}$. The weights are drawn independently, with mean 0 and standard
# deviation $\sigma$, so variances add up:
#
# $$\operatorname{Var}(y_j) = \sum_p x_p^2\, \sigma^2 = 784\, \sigma^2\, \overline{x^2}
# \qquad\Longrightarrow\qquad \text{standard deviation of } y_j = 28\, \sigma \sqrt{\overline{x^2}}$$
#
# with $\overline{x^2}$ the mean of the squared pixels, and 28 the root of 784. **Predict** with it: pixels of root mean
# square 116 (that is `raw`) and weights of standard deviation 0.01 give outputs of about what size? And what size would
# you *like*, if the next step is a tanh?

# %% name="first-layer"
weight = np.random.default_rng(0).standard_normal((784, 128)).astype(np.float32)  # of standard deviation 1
print("                  pixels        first layer's outputs           share that is")
print("scaling        mean     rms     0.01  predicted  Kaiming  the same for all images")
deviation_of = {}
for name in SCALINGS:
    x = fit_scaling(name, pixels).apply(pixels[:1000])  # (1000, 784), statistics from all training images
    y = x @ weight  # (1000, 128); a weight of standard deviation s gives s y
    rms = np.sqrt(np.mean(x**2))
    deviation_of[name] = 0.01 * y.std()
    share = 100 * y.mean(axis=0).var() / y.var()
    print(
        f"{name:11}  {x.mean():z6.2f}  {rms:6.2f}  {0.01 * y.std():7.2f}  {0.28 * rms:9.2f}"
        f"  {np.sqrt(2 / 784) * y.std():7.2f}  {share:21.0f} %"
    )
assert 25 < deviation_of["raw"] < 36 and 0.25 < deviation_of["standardize"] < 0.3

# %% [markdown] name="explain-first-layer"
# The formula holds within a few per cent. Three things to see:
#
# - **raw** pixels make outputs of about ±31 even with weights as small as 0.01. A tanh or a sigmoid is flat
#   out there: its slope is 0 to many digits, and so is every gradient that has to pass through it.
# - **Kaiming** weights (standard deviation $\sqrt{2/784} \approx 0.05$) are made for inputs whose root mean square is 1.
#   With `standardize`, they give outputs near $\sqrt 2$, as intended; with `raw` they only make it worse.
# - The last column: without centring, **more than half** of the outputs' variance is an offset that each unit has on *all*
#   images alike: what the average image gives. It says nothing about the single image. Centring takes it away.
#
# ### See it move
#
# The panel shows the first layer's outputs on 500 real images, before any training, over the curve of the activation
# that they go into. Shaded is where the curve is flat (slope under a tenth of its largest). <kbd>Tab</kbd> goes to the
# next control; the arrow keys move a slider, <kbd>Space</kbd> opens a menu. Three things to try, each with a guess first:
#
# 1. `raw`, 0.01, tanh, as it stands. Which standard deviation of the weights brings the outputs down to about 1, into
#    the white part? The formula knows. Go there.
# 2. `standardize` and Kaiming. Change tanh to sigmoid: does the shaded part grow or shrink?
# 3. ReLU and `raw`. How many of the 128 units are switched off for more than nine images in ten? Will smaller weights
#    help them? Then choose `center`.

# %% name="scaling-explorer"
ScalingExplorer(load_fashion_mnist(scaling="raw"))

# %% [markdown] name="standardize-intro"
# The third one is worth remembering: no weight scale frees the units that are stuck, since it scales all outputs alike.
# Centring does.
#
# ### Exercise: standardize without leaking
#
# The mean image and the standard deviation are *learned from data*, as weights are. Learn them from the training part
# only, and use the same two for every part. (Whether you divide by 255 first makes no difference. Why?)


# %% name="standardize" exercise="standardize"


# %% name="standardize-check" check="standardize"
check.standardize(standardize)
# hint("standardize")  # stuck? remove the first "#" and run: three hints, one at a time

# %% [markdown] name="rates-intro"
# ## A puzzle in report 000
#
# Report 000 trains a 784-128-64-10 net, with weights of standard deviation 0.01, and searches for a learning rate. Its
# Tables 3 and 4 say that accuracy rises up to a rate of 0.01, and then falls off a cliff: 0.6124 at 0.02, 0.2586 at
# 0.0307. Rates ten times larger are common for such nets. The report says how it reshapes the images, and
# not how it scales them.
#
# Let us play detective. The same net, the same weights, 300 steps of plain SGD on batches of 200, and only
# the scaling differs. (The report took 2,000 steps. Set `ITERATIONS = 2000` if you have a minute or two.)
#
# **Predict.** For which scaling will the best rate be the smallest? A hint: a step changes the weights by
# $-\eta\, X^\top dY$, where $dY$, of $Y$'s shape $(n, 128)$, is the loss's derivative by $Y$ (chapter 02 derives that). So it
# changes the first layer's outputs on the same images by $-\eta\, X X^\top dY$. How often does $X$ occur?

# %% name="rates"
ITERATIONS = 300
RATES = (0.0001, 0.001, 0.01, 0.03, 0.1, 0.3)


def accuracy_after_training(data, learning_rate):
    """Validation accuracy of a fresh net; 0.1, as good as guessing, when the loss overflows."""
    net = build_mlp([784, 128, 64, 10], initializer=0.01, seed=0)
    trainer = Trainer(net, SGD(learning_rate), batch_size=200, l2=0.001, progress=False)
    try:
        with np.errstate(all="ignore"):
            trainer.fit(data.train, iterations=ITERATIONS)
    except TrainingDiverged:
        return 0.1
    return evaluate(net, data.validation).accuracy


curves = {}
for name in ("raw", "unit", "standardize"):
    data = load_fashion_mnist(scaling=name)
    curves[name] = [accuracy_after_training(data, rate) for rate in RATES]
assert curves["raw"][2] > 0.75 and max(curves["raw"][3:]) < 0.35, "raw: best at 0.01, no better than guessing above"
assert max(curves["unit"][:3]) < 0.45, "unit: with these weights, nothing trains up to 0.01"
assert curves["standardize"][5] > 0.78, "standardize: trains at 0.3"

# %% [markdown] name="rates-figure-intro"
# Eleven of the report's printed results go into the same picture, as crosses: those with hidden layers of 128 and 64, and
# for the first three rates an L2 strength of 0.001.

# %% name="rates-figure" tags=["trained"]
PRINTED = {
    0.0001: 0.6629, 0.001: 0.8312, 0.01: 0.8665,  # Table 3
    0.0016: 0.8464, 0.0041: 0.8606, 0.0129: 0.8594, 0.0139: 0.8339, 0.018: 0.7889, 0.02: 0.6124, 0.0257: 0.3829,
    0.0307: 0.2586,  # Table 4
}  # fmt: skip
figure, axes = new_figure(width=9, height=3.8)
for name, marker in zip(curves, "osD", strict=True):
    axes.plot(RATES, curves[name], marker=marker, label=f"{name}, {ITERATIONS} steps")
axes.plot(PRINTED.keys(), PRINTED.values(), "x", color=GREY, markersize=8, label="report 000, printed, 2,000 steps")
axes.axhline(0.1, color=GREY, linewidth=1)
axes.text(0.0001, 0.03, "guessing", color=GREY)
axes.set(xscale="log", xlabel="learning rate", ylabel="validation accuracy", ylim=(0, 1))
axes.set_title("The report's cliff is where raw pixels put it")
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
best = {name: RATES[int(np.argmax(accuracies))] for name, accuracies in curves.items()}
show_figure(
    figure,
    alt="Accuracy against learning rate. Raw pixels and the report's crosses rise to 0.01 and then fall to guessing; "
    "the unit and the standardized curve are low there, and rise where the crosses have ended.",
    words=f"Of these rates the best is {best['raw']} for raw, {best['unit']} for unit, {best['standardize']} for "
    "standardized pixels. The report's crosses follow the raw curve over its edge.",
)

# %% [markdown] name="leaks"
# $X$ occurs twice, so pixels 255 times larger make the same step $255^2 \approx 65{,}000$ times larger: raw
# pixels need a tiny rate, and 0.03 is already too much. The scaling is not a detail of the plumbing. It decides which
# learning rates can work, and a table of rates says little to somebody who scales differently. (That `unit` and
# `standardize` are so slow at 0.01 is the fault of the small weights: chapter 06 is about that.)
#
# > **What the reports found**
# >
# > - **000** does not say how it scales. Its Tables 3 and 4 rise and fall where raw pixels do, and with divided pixels the
# >   same net hardly trains at 0.01, where the report's is best: it most likely used raw ones. So "the optimal learning rate should be chosen
# >   around 1e-2" (section 4.3.2) holds for raw pixels only.
# > - **001** normalises to mean 0 and variance 1 and sets aside 20 % for validation; **002** maps to −1 … 1
# >   and splits 3 : 1; **004** divides by 255, "in the same way" for training and test. All three say so: good practice.
# > - **003** sets 5,000 images aside and standardises "the whole dataset" (section 3.1). If that means the test
# >   images too, it is the first leak below.
# > - **Choosing on the test images:** 000 speaks of "validation (testing) accuracy" (section 4.2) and of 60,000 training images
# >   (4.3.2); 003's Table 2 ranks ten settings by test accuracy; 004 trains on all 60,000 and stops early by a validation
# >   accuracy, for which only the test images are left. That is the third leak below.
#
# ## Leaks
#
# A *leak* is any way in which the images you measure on have already helped to make the net. Here are three.
#
# ### Leak 1: scaling with numbers from all images
#
# **Predict.** You take mean image and standard deviation from training *and* held-out images, which is forbidden. By
# how much does that change a standardised pixel, whose standard deviation is 1? And if you have 20 images only?

# %% name="leak-scaling"
print("training images   average change of a standardised held-out pixel")
changes = []
for n in (20, 200, 2000, 20000):
    train, held_out = pixels[:n], pixels[n : 2 * n]
    honest = fit_scaling("standardize", train)
    leaking = fit_scaling("standardize", pixels[: 2 * n])  # has seen the held-out images
    changes.append(np.abs(honest.apply(held_out) - leaking.apply(held_out)).mean())
    print(f"{n:15,}   {changes[-1]:.4f}")
assert changes[0] > 0.05 and changes[-1] < 0.01

# %% [markdown] name="leak-copies-intro"
# With 20,000 images the leak is a few thousandths of a standard deviation, and no score will show it: the mean of so
# many images is nearly the same with and without the others. With a hundred times fewer images it is about ten times larger, since means are
# uncertain like $1/\sqrt n$. So this leak is harmless *here*. Avoid it nevertheless: it costs
# nothing, and in a small study it is not harmless at all.
#
# ### Leak 2: the same image in both parts
#
# Suppose your data hold every image four times: four sizes of one article, four frames of a video, or four copies made to
# have more to train on. You shuffle, split, train. To see what that does we take 1,000 images, twice: with their real labels,
# and with labels **thrown by dice**. Nobody can predict dice: on new images the only honest score is 10 %.
#
# **Predict.** What validation accuracy will you measure for dice labels, if you copy first and split afterwards?

# %% name="leak-copies"
thousand, true_labels = data.train.images[:1000], data.train.labels[:1000]  # standardized, as loaded last
dice = np.random.default_rng(1).integers(0, 10, 1000)


def measured_accuracy(labels, copy_first):
    """Train on 80 % of 4 x 1,000 images; return the accuracy on the other 20 %."""
    rows = np.repeat(np.arange(1000), 4)  # each image four times, side by side
    if copy_first:
        rows = np.random.default_rng(0).permutation(rows)  # now its copies fall on both sides of the cut
    train, validation = rows[:3200], rows[3200:]
    net = build_mlp([784, 128, 64, 10], seed=0)
    trainer = Trainer(net, SGD(learning_rate=0.01, momentum=0.9), batch_size=50, progress=False)
    trainer.fit(Part(thousand[train], labels[train]), epochs=20)
    return evaluate(net, Part(thousand[validation], labels[validation])).accuracy


for kind, chosen, honest_range in [("dice", dice, (0, 0.2)), ("real", true_labels, (0.74, 0.89))]:
    for order, (low, high) in [("copied and then split", (0.97, 1)), ("split and then copied", honest_range)]:
        accuracy = measured_accuracy(chosen, copy_first=order.startswith("copied"))
        assert low <= accuracy <= high, f"{kind} labels, {order}: {accuracy}"
        print(f"{kind} labels, {order}: validation accuracy from {100 * low:.0f} % to {100 * high:.0f} %")
every = np.concatenate([images, read_idx(paths["t10k-images-idx3-ubyte"])])
print(f"{len({image.tobytes() for image in every}):,} of the {len(every):,} images in our files are distinct")

# %% [markdown] name="leak-choosing-intro"
# A net that predicts dice with 97 % or more. It learned nothing that is true: it learned the images by heart, and the
# validation part asked for the very same images. With real labels the leak is harder to see, since a score of 97 % does
# not look absurd; split first, it is between 74 % and 89 %. Hence the rule: **split first**, by article, person or
# film, and only then copy, shift or mirror.
#
# This happened to Fashion-MNIST. In the files from before 31 August 2017, 10 training images were in the test set too
# ([issue 44](https://github.com/zalandoresearch/fashion-mnist/issues/44)). Our loader compares the checksum of each
# file's content and refuses those old ones, and the last line above counts: no image occurs twice.
#
# ### Leak 3: choosing on the images you measure on
#
# Now nobody trains. We let 1,000 "models" throw dice on the same test images, and report the best one, as in a table that
# is sorted by test accuracy. Each of them is right for 10 % of new images, by construction.
#
# **Predict.** What is the best score among 1,000 on 100 images? And on 10,000?

# %% name="leak-choosing"
rng = np.random.default_rng(0)
tried = np.arange(1, 1001)
best_of_all = {}
figure, axes = new_figure(height=3.4)
for size in (100, 1000, 10000):
    scores = rng.binomial(size, 0.1, len(tried)) / size  # each model's share of lucky throws
    best_so_far = np.maximum.accumulate(scores)
    best_of_all[size] = best_so_far[-1]
    axes.plot(tried, best_so_far, drawstyle="steps-post", label=f"measured on {size:,} images")
axes.axhline(0.1, color=GREY, linewidth=1)
axes.text(8, 0.078, "what each is worth", color=GREY)
axes.set(xscale="log", xlabel="models tried", ylabel="best score so far", ylim=(0, 0.25))
axes.set_title("Try often enough, and dice look clever")
axes.legend(loc="lower right")
show_figure(
    figure,
    alt="Three staircases of the best score so far against the number of models tried: the fewer images, the higher it "
    "climbs above the true 0.1.",
    words="The best of 1,000 dice: "
    + ", ".join(f"{100 * score:.1f} % on {size:,} images" for size, score in best_of_all.items())
    + "; on new images each of them is worth 10 %.",
)

# %% [markdown] name="end"
# The more you try, and the fewer images you measure on, the more luck the best score holds. A share $p$ measured on $n$
# images has a standard error of $\sqrt{p(1-p)/n}$: at 90 % on 10,000 images that is 0.3 points. The ten best rows of report
# 003, from 89.68 % to 89.84 %, lie closer together than that: they are ties. Choose on the validation images as
# often as you like; measure the one net that you chose on the test images, once.
#
# ## Recap
#
# - An IDX file is a magic number, big-endian sizes, and bytes. Check what you load: length, sum, a look at the images.
# - The classes are balanced, so guessing scores 10 %. People agree with 83.5 % of the labels, and some labels are wrong.
# - The first layer's outputs have standard deviation $28\,\sigma\sqrt{\overline{x^2}}$: scaling and weights work together.
#   Centring takes away what all images have in common.
# - The scaling decides which learning rates can work. A result without its scaling cannot be repeated.
# - Split first: disjoint, complete, stratified, repeatable. Everything learned from data is learned from the training part.
# - Training images are for the gradient, validation images for your choices, test images for one number at the end.
#
# ## Quiz
#
# 1. A file starts with `00 00 08 01 00 00 27 10`. What is in it?
# 2. You divide all pixels by 255 and want the first layer to move as it did, in every step of plain SGD. What must you do to
#    its weights and to its learning rate?
# 3. Why does `standardize` not help a unit that is switched off by its *bias*?
# 4. A colleague enlarges the training set by mirrored copies, then splits at random, and the validation accuracy rises by
#    six points. What do you ask?
# 5. You tried 50 learning rates and report the validation accuracy of the best. Too high, too low, or right?
# 6. Your net disagrees with a test label, and you are sure that the label is wrong. Do you correct it?
#
# <details><summary>Answers, with reasons</summary>
#
# 1. 10,000 labels: `08` is unsigned bytes, `01` one dimension, and 0x2710 = 39 · 256 + 16 = 10,000. It is the
#    test set's label file.
# 2. Multiply the weights by 255, so that $XW$ stays the same; and multiply the first layer's learning rate by
#    $255^2 = 65{,}025$, because a step moves its outputs by $-\eta X X^\top dY$, with $X$ twice. (Its bias keeps the old rate.)
# 3. Scaling changes what comes in through the pixels. The bias is added whatever the image is; it needs a better
#    start or a gradient of its own, and a ReLU that is off for every image passes none.
# 4. Were the copies made before the split? Then most validation images have their mirror image in the training part: leak 2.
# 5. Too high: the best of 50 holds some luck (leak 3), the more so the fewer validation images there are. The
#    test images, looked at once, tell how much.
# 6. No. Your net chose which labels you look at, so you would correct only those that make it look better, and nobody
#    could compare with your number. Report it on the labels as they are, and show the image beside it.
#
# </details>
#
# ## Where to go next
#
# - [Chapter 02, The linear layer](02_the_linear_layer.ipynb): you derive and write the layer whose outputs you looked at here.
# - Chapters [03, Activations](03_activations.ipynb), and [06, Initialisation](06_initialisation.ipynb), take up
#   saturation and the size of the weights.
# - [11 Evaluation](11_evaluation.ipynb): wrong labels, calibration, and what a test set can tell.
# - The [datasheet](../data/README.md): where the images come from, how they were made, and what they are good for.
