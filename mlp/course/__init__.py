"""The command `mlp-course`: open the chapters, look after the installation, build and hand out the notebooks.

A module with the name of a subcommand has `add_arguments(parser)` and `run(options)`, which returns the exit status.
"""


class CourseError(RuntimeError):
    """What a command cannot do: its message says to whoever typed it what is wrong, and what to do."""
