"""Look inside a trained network: one module for each question that can be put to it."""
