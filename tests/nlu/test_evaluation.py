"""The figures of the scorecard mean what they say."""

from __future__ import annotations

from nlu.evaluation import reliability, separation, share_right


def test_separation_is_one_when_all_in_scope_have_more_confidence_and_half_when_nothing_tells() -> None:
    assert separation([0.8, 0.9], [0.1, 0.2]) == 1.0
    assert separation([0.1], [0.9]) == 0.0
    assert separation([0.5, 0.5], [0.5]) == 0.5


def test_reliability_compares_confidence_with_the_share_that_was_right() -> None:
    low, high = reliability([0.75, 0.75, 0.05], [True, False, False])
    assert (low, high) == ((0.05, 0.0, 1), (0.75, 0.5, 2))


def test_a_right_second_guess_counts_among_three_only() -> None:
    assert share_right([["a", "b"], ["b"]], ["b", "b"]) == {"top1": 50.0, "top3": 100.0}
