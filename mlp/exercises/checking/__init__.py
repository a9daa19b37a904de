"""How an answer is judged: what an exercise is, how it is run, and what is wrong with what comes back."""
