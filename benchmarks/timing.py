"""Fair timing on a noisy machine: competitors take turns, and medians and ratios of medians are quoted."""

import statistics
import time


def interleaved(competitors, repeats=15, seconds=0.04):
    """Time functions in turn: {name: function} -> {name: [seconds per call, …]}, `repeats` entries each.

    Each turn calls one function for about `seconds`, so that a slow moment of the machine hits all alike.
    """
    calls = {}
    for name, function in competitors.items():
        function()
        start = time.perf_counter()
        function()
        calls[name] = max(1, round(seconds / (time.perf_counter() - start)))
    times = {name: [] for name in competitors}
    for _ in range(repeats):
        for name, function in competitors.items():
            start = time.perf_counter()
            for _ in range(calls[name]):
                function()
            times[name].append((time.perf_counter() - start) / calls[name])
    return times


def ratio(times, name, base):
    """The median over the turns of `name`'s time divided by `base`'s time in the same turn."""
    return statistics.median(a / b for a, b in zip(times[name], times[base]))


def milliseconds(times, name):
    """The median time of `name`, in ms."""
    return 1000 * statistics.median(times[name])
