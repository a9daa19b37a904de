#!/bin/sh
# Writes constraints.txt anew: the newest versions that suit pyproject.toml, as one fresh installation of
# everything finds them with the oldest Python that the course supports, so that newer ones have them too.
# PyTorch stays at its version until you change it by hand: it is large, and the benchmarks compare with it.
set -eu
cd "$(dirname "$0")/.."
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
python3.11 -m venv "$fresh"
"$fresh/bin/python" -m pip install --quiet -e '.[lab,test,bench,distributed,slides,nbgrader]' "$(grep '^torch==' constraints.txt)"
{
    echo "# The versions that the course was tested with: name==version, for all that pyproject.toml asks for and what"
    echo "# that needs in turn. Written by sh tools/renew_constraints.sh; run make test before you commit a new one."
    # A build's suffix (+cpu) and PyTorch's graphics-card packages belong to one machine, not to the course.
    "$fresh/bin/python" -m pip list --format=freeze --exclude-editable --exclude pip |
        sed 's/+.*//' | grep -v -E -i '^(nvidia|cuda|triton)'
} >"$fresh/constraints.txt"
cp "$fresh/constraints.txt" constraints.txt
