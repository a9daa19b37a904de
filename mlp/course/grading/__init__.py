"""Grade learners' notebooks: `mlp-course grade submissions/ --csv grades.csv`.

submissions   which notebooks there are, of whom, in folders and in zip files of Moodle, Canvas and Ilias
answers       the code of one exercise, taken out of a learner's notebook
worker        runs that code, in a process of its own
confine       what that process may do, and what keeps it in
messages      what it says, as numbers and text, never as pickled objects
referee       asks workers, and decides
in_nbgrader   the same referee, where nbgrader would run a notebook
table         a row for each notebook, a page for each student

Who decides. Code that runs in the same Python as a check can change the check, or write a verdict by itself. So an
answer passes when two processes agree. In the first, the check of the notebook says "Passed", or what is wrong. Its
sentence is kept, its "Passed" is not believed: the second process has no check and no solution, draws inputs whose seed
depends on the file itself, and sends back what the answer makes of them. The referee, which never runs a line of a
submission, holds those numbers against the solution's. To get the points there, code must give the right numbers.

What this does not see: an answer that is copied, from a neighbour or from the folded solution of a chapter.
"""
