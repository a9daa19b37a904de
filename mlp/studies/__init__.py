"""The course's own long experiments, whose numbers the chapters show.

pretrained       the trained networks in data/pretrained/
long_run         chapter 08: 30,000 iterations
regularisation   chapter 09: what each regulariser is worth, over seeds
search_study     chapter 10: the grid, the random search, the halving
label_noise      chapter 11: wrong labels
"""
