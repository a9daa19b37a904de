"""How an answer is judged: what an exercise is, how it is run, what is wrong with what comes back, and why.

`judge` asks `diagnosis` for a verdict. That runs the answer on every case (`trials`, within `limit`), finds the first
thing that is wrong (`findings`), and then looks for the cause: a declared mistake or a change of code (`experiments`,
with the `edits` and the learner's `source`), something that happened to a right result (`effects`, `factors`,
`relations`), an input that was cut off (`clipping`) or makes no difference (`probes`), what an exception says
(`errors`).
"""
