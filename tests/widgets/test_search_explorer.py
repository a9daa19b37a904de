"""SearchExplorer: points, ring, curve and sentence are those of the table, whatever the menus say."""

import numpy as np
import pandas
import pytest

from mlp.studies.search_study import read_study
from mlp.widgets import SearchExplorer

STEPS = [100, 200]


def table(scores, **more):
    trials = len(scores)
    columns = {
        "trial": range(trials),
        "learning_rate": [0.01 * 10**number for number in range(trials)],
        "momentum": [0.0, 0.9, 0.5, 0.1][:trials],
        "hidden_sizes": [(64, 48), (128, 64), (64, 48), (128, 64)][:trials],
        "batch_size": 128,
        "seed": 0,
        "status": ["diverged" if np.isnan(score) else "done" for score in scores],
        "validation_accuracy": scores,
        "history_iteration": [[100] if np.isnan(score) else STEPS for score in scores],
        "history_validation_accuracy": [[0.3] if np.isnan(score) else [score - 0.1, score] for score in scores],
    }
    return pandas.DataFrame(columns | more)


@pytest.fixture
def panel():
    return SearchExplorer({"mine": table([0.80, 0.86, np.nan, 0.859]), "other": table([0.7, 0.6])}, images=10_000)


@pytest.fixture(scope="module")
def stored():
    return SearchExplorer()


def shown(panel):
    assert panel.error is None and len(panel.words) < 220, panel.words
    return panel.words, panel.png


def test_it_starts_with_the_best_trial_ringed_and_its_curve(panel):
    assert (
        "Rank 1 of 4: learning rate 0.1, momentum 0.9, hidden sizes 128-64: 86.0 % at step 200, the best."
        in panel.words
    )
    assert panel.chosen.get_xydata() == pytest.approx(np.array([[100, 76], [200, 86]]))
    places = panel.points.get_offsets()
    assert places[:, 1] == pytest.approx([86, 85.9, 80, 74])  # the one that diverged lies at the lower edge
    assert panel.ring.get_xydata()[0] == pytest.approx(places[0])
    assert len(panel.others.get_segments()) == 4


def test_points_stand_at_their_settings_but_for_a_small_shift_to_the_side(panel):
    x = np.asarray(panel.points.get_offsets())[:, 0]
    assert x == pytest.approx([-1, 1, -2, 0], abs=0.15)
    assert len(set(x.round(6))) == 4
    panel.across.value = "validation_accuracy"
    assert np.asarray(panel.points.get_offsets())[:, 0] == pytest.approx([86, 85.9, 80, 74])


@pytest.mark.parametrize(
    ("rank", "told"),
    [
        (2, "85.9 % at step 200, within one standard error of the best."),
        (3, "6.0 points behind."),
        (4, "diverged, no score."),
    ],
)
def test_each_rank_says_its_score_and_whether_it_is_close_to_the_best(panel, rank, told):
    before = shown(panel)
    panel.rank.value = rank
    assert panel.words.endswith(told)
    assert shown(panel)[1] != before[1]


def test_fewer_images_make_a_larger_standard_error():
    panel = SearchExplorer({"mine": table([0.86, 0.85])}, images=1000)
    panel.rank.value = 2
    assert "within one standard error" in panel.words


@pytest.mark.parametrize("name", ["across", "up", "colour"])
def test_every_menu_changes_picture_and_words_for_every_choice(panel, name):
    menu = getattr(panel, name)
    seen = set()
    for _, value in menu.options:
        menu.value = value
        seen.add(shown(panel))
    assert len({words for words, _ in seen}) == len({png for _, png in seen}) == 4


def test_colours_are_the_chosen_columns_numbers(panel):
    panel.colour.value = "momentum"
    assert np.asarray(panel.points.get_array()) == pytest.approx([0.9, 0.1, 0.0, 0.5])
    panel.colour.value = "hidden_sizes"
    assert np.asarray(panel.points.get_array()) == pytest.approx([1, 1, 0, 0])
    assert [text.get_text() for text in panel.bar.ax.get_yticklabels()] == ["64-48", "128-64"]


def test_another_search_brings_its_own_trials(panel):
    before = shown(panel)
    panel.rank.value = 3
    panel.search.value = "other"
    assert "Rank 1 of 2" in panel.words and panel.rank.max == 2 and len(panel.points.get_offsets()) == 2
    assert shown(panel) != before


def test_of_a_halved_trial_the_last_rung_is_shown():
    rungs = pandas.concat([table([0.8, 0.7], iterations=200), table([0.85], iterations=400)])
    panel = SearchExplorer({"halving": rungs})
    assert "Rank 1 of 2: learning rate 0.01, momentum 0, hidden sizes 64-48: 85.0 %" in panel.words
    panel.rank.value = 2
    assert "70.0 %" in panel.words


def test_the_stored_searches_are_shown_with_every_control(stored):
    assert "Rank 1 of 72" in stored.words
    for name, part in (("grid", "grid"), ("random", "random"), ("halving", "halving_random")):
        stored.search.value = name
        trials = read_study(part)
        best = trials[trials.iterations == 1000].validation_accuracy.max()
        assert f"{100 * best:.1f} % at step 1000, the best." in stored.words
        for rank in (2, stored.rank.max):
            stored.rank.value = rank
            shown(stored)
    assert stored.rank.max == 288


def test_tables_without_scores_curves_or_differences_are_refused():
    with pytest.raises(ValueError, match="no column 'history_iteration'"):
        SearchExplorer({"mine": table([0.8, 0.9]).drop(columns="history_iteration")})
    with pytest.raises(ValueError, match="differ in no setting"):
        SearchExplorer({"mine": table([0.8, 0.9]).assign(learning_rate=0.1, momentum=0, hidden_sizes="64")})
    with pytest.raises(ValueError, match="images is 0"):
        SearchExplorer({"mine": table([0.8, 0.9])}, images=0)
