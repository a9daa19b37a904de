"""Small changes to a piece of code, each with the slip that it mends or makes, in words.

The same change serves two experiments, which `mlp.exercises.checking.experiments` makes. Done to a learner's code, it
shows a cause: what it mends was wrong, and `found` says so. Done to the solution, it makes a mistake: whoever gets the
same results has probably made that, and `lacking` says so. Nothing is run here.

`expressions` and `statements` each list the changes of one kind of node; a new kind of slip is a few lines there.
"""
