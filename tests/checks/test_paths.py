"""Paths: what leads to no file is told with what was probably meant."""

import ast
from pathlib import Path

import pytest

from mlp import Network, build_mlp
from mlp.checks import check_file


def made_into_paths(function):
    """The arguments of a function, as `ast` reads it, that it makes into a Path by itself."""
    arguments = function.args
    names = {argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    paths = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Path" and call.args]
    return [call.args[0].id for call in paths if isinstance(call.args[0], ast.Name) and call.args[0].id in names]


def test_every_path_that_is_given_comes_in_by_one_door():
    """What the package makes into a Path without `check_path` would take ~ for a folder's name."""
    package, found = Path(__file__).parents[2] / "mlp", []
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and file != package / "checks" / "paths.py":
                found += [f"{file.name}: {node.name}({name})" for name in made_into_paths(node)]
    assert set(found) <= {"identity.py: _is_in_library(file)"}, "which nobody gives: Python knows it"


def test_a_file_that_is_there_is_found(tmp_path):
    path = tmp_path / "net.npz"
    path.write_text("")
    assert check_file("path", path) == check_file("path", str(path)) == path


def test_a_typo_is_answered_with_the_file_that_was_meant(tmp_path):
    build_mlp([4, 3]).save(tmp_path / "net.npz")
    with pytest.raises(FileNotFoundError, match="there is no file .*nte.npz; .*: did you mean net.npz\\?"):
        Network.load(tmp_path / "nte.npz")
    with pytest.raises(FileNotFoundError, match="did you mean net.npz\\?"):
        Network.load(tmp_path / "net")
    with pytest.raises(FileNotFoundError, match="look at its spelling"):
        Network.load(tmp_path / "another thing")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder .*runs either"):
        Network.load(tmp_path / "runs" / "net.npz")


def test_a_relative_path_is_told_in_full(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=f"there is no file {tmp_path}/net.npz"):
        Network.load("net.npz")


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(ValueError, match="is a folder; expected the path of a file"):
        Network.load(tmp_path)
    with pytest.raises(ValueError, match="is a folder"):
        build_mlp([4, 3]).save(tmp_path)


def test_a_text_that_no_file_can_have_as_its_name_is_cut_in_the_error():
    with pytest.raises(ValueError, match="path is 'xxx.*…': .*; expected the path of a file") as raised:
        check_file("path", "x" * 100_000)
    assert len(str(raised.value)) < 120
