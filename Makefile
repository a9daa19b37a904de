# Each target is a command or two that you could type yourself. `make` alone lists them.
#   make lab PYTHON=python3.12         makes .venv from the Python that you name
#   make lab OPTIONS=--ip=0.0.0.0      passes options on to JupyterLab

python := .venv/bin/python

# CI also compares with PyTorch and scikit-learn, searches on a Dask cluster and looks at slides; elsewhere those tests
# say that they did not run.
ifeq ($(CI),true)
test_extras := lab,test,bench,distributed,slides
else
test_extras := lab,test
endif

.PHONY: help lab work test notebooks bench constraints

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

lab:  ## open your own copy of the chapters in JupyterLab
	@sh tools/install.sh lab
	$(python) -m mlp.course lab $(OPTIONS)

work:  ## copy the chapters, without outputs, to work/, never over a file that is there
	@sh tools/install.sh lab
	@$(python) -m mlp.course work

test:  ## check the package, the chapters and the widgets
	@sh tools/install.sh $(test_extras)
	$(python) -m pytest

notebooks:  ## build and run the chapters in notebooks/ from notebooks/source/
	@sh tools/install.sh lab
	$(python) -m mlp.course build

bench:  ## measure speed, beside bare matrix products, PyTorch and scikit-learn
	@sh tools/install.sh lab,test,bench
	$(python) -m benchmarks

constraints:  ## renew the tested versions in constraints.txt
	sh tools/renew_constraints.sh
