"""How a network learns: the loop, what makes a step, and what goes on beside it.

trainer       the loop;  batches  the images of each step;  optimizers  a step;  schedules  its learning rate
history       how it went;  callbacks  what you add to the loop
checkpoints   states on disk;  resume  what a state holds, and whose it is
statistics    batch normalisation's averages, measured anew
range_test    a learning rate by one short run;  smoothing  of a noisy curve
surfaces      functions of two numbers, to watch optimisers on
"""
