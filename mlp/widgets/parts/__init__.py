"""Pieces that several panels are put together from: bars, labels, mosaics, trainings."""
