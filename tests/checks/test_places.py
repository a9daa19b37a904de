"""Where the course's files are: tests/course/test_wheel.py finds them in a wheel, this one in the clone."""

from mlp.checks import places


def test_in_a_clone_they_are_beside_the_package():
    assert (places.course_folder("notebooks") / "symbols.md").is_file()
    assert (places.course_folder("data", "studies") / "search_study").is_dir()


def test_in_a_wheel_they_are_inside_it_and_what_stands_beside_it_is_not_ours(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "PACKAGE", tmp_path / "site-packages" / "mlp")
    (tmp_path / "site-packages/data").mkdir(parents=True)  # another package's
    (tmp_path / "site-packages/mlp/_share").mkdir(parents=True)
    assert places.course_folder("data") == tmp_path / "site-packages/mlp/_share/data"
