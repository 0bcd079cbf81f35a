from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.directory.models import Centre
from actions.directory.nearest import distance_km, nearest

MakeCentre = Callable[..., Centre]


def test_distance_is_the_great_circle() -> None:
    # Lisbon to Porto is 274 km as the crow flies.
    assert distance_km(38.7167, -9.1333, 41.1496, -8.6110) == pytest.approx(274, abs=2)
    assert distance_km(38.7, -9.1, 38.7, -9.1) == 0


def test_the_nearest_comes_first_and_only_as_many_as_asked(make_centre: MakeCentre) -> None:
    for count, lat in enumerate((41.0, 40.0, 39.0, 38.0)):
        make_centre(f"c{count}", lat=lat, lon=-8.0)
    found = nearest("pt", 38.1, -8.0, limit=3)
    assert [near.centre.id for near in found] == ["c3", "c2", "c1"]
    assert found[0].km < found[1].km < found[2].km


def test_filters_are_kept(make_centre: MakeCentre) -> None:
    make_centre("plain", booking_mode="phone", languages=[])
    make_centre("legal", offers=["legal_support"], languages=["pt", "uk"])
    make_centre("elsewhere", territory="lu")
    make_centre("retired", active=False)
    make_centre("nowhere", lat=None, lon=None)

    def found(**filters: object) -> set[str]:
        return {near.centre.id for near in nearest("pt", 41.5, -8.4, limit=10, **filters)}

    assert found() == {"plain", "legal"}
    assert found(service="legal_support") == {"legal"}
    assert found(language="uk") == {"legal"}
    assert found(bookable=True) == {"legal"}
    assert found(bookable=False) == {"plain"}


def test_immigration_office_shops_are_never_support_centres(make_centre: MakeCentre) -> None:
    make_centre("shop", kind="aima_shop", offers=[])
    make_centre("centre", kind="claim", lat=38.0)
    assert [near.centre.id for near in nearest("pt", 41.55, -8.42)] == ["centre"]
    assert [near.centre.id for near in nearest("pt", 41.55, -8.42, service="migrant_support")] == ["centre"]


def test_however_many_centres_there_are_they_are_read_at_once(database: object) -> None:
    dice = random.Random(7)
    Centre.objects.bulk_create(
        Centre(
            id=f"c{number}",
            name="x",
            kind="claim",
            territory="pt",
            lat=dice.uniform(37, 42),
            lon=dice.uniform(-9.4, -6.5),
            offers=["migrant_support"],
            languages=["pt"],
        )
        for number in range(2000)
    )
    with CaptureQueriesContext(connection) as asked:
        assert len(nearest("pt", 39.0, -8.0, service="migrant_support", language="pt")) == 3
    assert len(asked) <= 3
