#!/bin/sh
# Usage: sh tools/install.sh EXTRAS        for example: sh tools/install.sh lab,test
#
# Makes .venv and installs the course with EXTRAS into it, at the versions of constraints.txt.
# Does nothing where that was done and neither the lists of packages nor the folder's place changed since.
set -eu
cd "$(dirname "$0")/.."
extras=$1
stamp=.venv/installed-$extras

stop() {
    echo "$1" >&2
    exit 1
}

# True when $1 is Python 3.11 or newer. Leaves in $version what it says of itself, or nothing where it does not run.
new_enough() {
    version=$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || version=""
    version=${version##* }
    case $version in
        3.1[1-9]* | 3.[2-9][0-9]* | [4-9].*) return 0 ;;
        *) return 1 ;;
    esac
}

# Leaves in $python the first Python that is fit to make .venv from, or stops with one sentence.
find_python() {
    found=""
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.13 python3.12 python3.11; fi
    for python in "$@"; do
        if ! new_enough "$python"; then
            found=${found:-${version:+$python is Python $version}}
        elif "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            return 0
        else
            found="$python is Python $version without its venv module (on Debian and Ubuntu: apt install python3-venv)"
        fi
    done
    stop "This course needs Python 3.11 or newer, and ${found:-none was found (tried: $*)}: get one from \
https://www.python.org/downloads/ or take the conda way of README.md, then run the same command again."
}

now=$({ pwd && cat pyproject.toml constraints.txt; } | cksum)
if [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && new_enough .venv/bin/python; then
    exit 0
fi

# A .venv that an interrupted run left half-made, or whose Python has gone, is made again from nothing.
if ! new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    find_python
    "$python" -m venv --clear .venv
fi
rm -f "$stamp"
echo "Installing what is needed ($extras) into .venv: a minute or two, this once." >&2
.venv/bin/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[$extras]" ||
    stop "The installation did not finish, for the reason above: mend that, then run the same command again."
echo "$now" >"$stamp"
