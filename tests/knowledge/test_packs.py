"""What is read of a territory without its answers agrees with the whole pack."""

from __future__ import annotations

from knowledge.packs import packs, source_language


def test_the_language_of_a_territory_is_known_without_reading_its_answers() -> None:
    assert {territory: source_language(territory) for territory in packs()} == {
        territory: pack.source_language for territory, pack in packs().items()
    }


def test_an_unknown_territory_has_no_language() -> None:
    assert source_language("atlantis") is None
