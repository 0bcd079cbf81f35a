"""Every spoken language says everything that the code asks for."""

from __future__ import annotations

from pathlib import Path

import polib

from locales.catalogue import say
from locales.check import check, used_messages
from locales.languages import languages

ROOT = Path(__file__).parents[2]


def test_the_catalogues_are_complete_and_their_places_agree() -> None:
    assert check() == []


def test_no_message_is_asked_for_that_the_catalogue_lacks() -> None:
    known = {e.msgid for e in polib.pofile(str(ROOT / "locales/en/messages.po"))}
    families = {message.split(".")[0] for message in known}
    asked = {m for m in used_messages(ROOT, without=ROOT / "bot/desk") if m.split(".")[0] in families}
    built = {m for m in asked if m.endswith((".", "_")) and any(k.startswith(m) for k in known)}
    assert asked - built - known == set()


def test_no_message_stands_in_the_catalogue_that_nobody_says() -> None:
    asked = used_messages(ROOT)
    families = tuple(m for m in asked if m.endswith((".", "_")))
    known = {e.msgid for e in polib.pofile(str(ROOT / "locales/en/messages.po"))}
    unused = {m for m in known - asked if not m.startswith(families) and not m.startswith("web.")}
    assert unused - {m + "_short" for m in known} == set()


def test_a_language_that_is_not_spoken_is_answered_in_one_its_readers_read() -> None:
    not_spoken = next(code for code, language in languages().items() if not language.speak)
    assert say("smalltalk.welcome", not_spoken)


def test_no_text_that_every_territory_shows_names_what_only_portugal_has() -> None:
    for code in (code for code, language in languages().items() if language.speak):
        own = {e.msgid: e.msgstr for e in polib.pofile(str(ROOT / f"locales/{code}/messages.po"))}
        named = {m for m, text in own.items() for word in ("Portugal", "AIMA", "CLAIM", "NIF") if word in text}
        assert named == set(), code
