"""Which services fit: by theme, place, audience, age and access; never what is over, planned or not for people."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from actions.directory.search import Query, Results, search
from knowledge.offered import CALL_FIRST, OPEN, offered
from knowledge.packs import packs
from knowledge.taxonomy import terms

TODAY = date(2026, 11, 23)
QUERIES = st.builds(
    Query,
    territory=st.sampled_from(sorted(packs())),
    places=st.sampled_from([(), ("Evergem",), ("Thiers",), ("Lisboa",), ("Nowhere",)]),
    themes=st.lists(st.sampled_from(sorted(terms().themes)), max_size=2, unique=True).map(tuple),
    audiences=st.lists(st.sampled_from(sorted(terms().audiences)), max_size=3, unique=True).map(tuple),
    age=st.none() | st.integers(0, 110),
    access=st.sampled_from(["", "referral", "own_request"]),
    languages=st.sampled_from([(), ("fr",), ("lb",)]),
)


def find(territory: str, **wanted: object) -> Results:
    return search(offered(territory), Query(territory, **wanted), TODAY)  # type: ignore[arg-type]


def ids(found: Results) -> list[str]:
    return [row.id for row in found.exact]


@given(QUERIES, st.dates(date(2018, 1, 1), date(2032, 1, 1)))
def test_what_is_over_planned_or_not_for_people_is_never_shown_as_open(query: Query, today: date) -> None:
    found = search(offered(query.territory), query, today)
    assert all(row.standing(today) in (OPEN, CALL_FIRST) and row.for_people for row in (*found.exact, *found.close))
    assert all(row.standing(today) not in (OPEN, CALL_FIRST) for row in (*found.ended, *found.planned))
    kinds = [found.exact, found.close, found.ended, found.planned]
    assert sum(map(len, kinds)) == len({row.id for rows in kinds for row in rows})


@given(QUERIES)
def test_a_limit_more_never_finds_more(query: Query) -> None:
    everything = search(offered(query.territory), Query(query.territory, themes=query.themes), TODAY)
    limited = search(offered(query.territory), query, TODAY)
    assert {row.id for row in limited.exact} <= {row.id for row in everything.exact}


def test_a_son_of_nineteen_is_not_sent_to_what_is_for_children_or_for_women() -> None:
    wanted = find("fr-clermont", themes=("sport",), audiences=("men",), age=19)
    assert "CF-E31" not in ids(wanted) and "CF-E30" in ids(wanted)
    assert "LU-08" not in ids(find("lu", themes=("language_learning",), audiences=("men",), age=19))


def test_what_is_for_both_ages_of_a_range_is_found_at_its_ends() -> None:
    for age, there in ((15, False), (16, True), (25, True), (26, False)):
        assert ("CF-E33" in ids(find("fr-clermont", themes=("employment",), age=age))) is there


def test_people_of_another_municipality_are_not_shown_what_is_not_for_them() -> None:
    assert ids(find("be", places=("Schoten",))) == ["BE-04"]
    assert ids(find("be", places=("Nowhere",))) == []
    assert ids(find("be", places=("Borsbeek", "Antwerpen"))) == ["BE-06"]


def test_what_is_for_people_from_outside_the_union_takes_refugees_and_newcomers() -> None:
    for audience in ("refugees", "newcomers", "third_country_nationals"):
        assert "LU-29" in ids(find("lu", themes=("legal_advice",), audiences=(audience,)))


def test_a_course_of_french_is_no_answer_to_who_wants_luxembourgish() -> None:
    assert "LU-24" not in ids(find("lu", themes=("language_learning",), languages=("lb",)))
    assert "LU-24" in ids(find("lu", themes=("language_learning",), languages=("fr",)))


def test_return_is_shown_only_to_who_asks_for_it() -> None:
    assert "LU-34" not in ids(find("lu", audiences=("asylum_seekers",)))
    assert "LU-34" not in ids(find("lu", themes=("social_support",)))
    assert "LU-34" in ids(find("lu", themes=("return",)))


def test_where_nothing_is_about_it_what_is_broader_comes_close() -> None:
    found = find("lu", themes=("anti_discrimination",), access="referral")
    assert {row.id for row in found.close} == {"LU-09", "LU-08"}
