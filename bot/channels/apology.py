"""When a turn could say nothing: a sentence in the person's language, and a human contact. Needs no database."""

from __future__ import annotations

from functools import cache

from actions.dialogue.reply import Reply
from bot.channels.incoming import Incoming
from bot.paths import NLU_ARTEFACTS
from knowledge.packs import packs
from locales.catalogue import say
from locales.languages import spoken
from nlu.lid.identify import LanguageIdentifier

SURE = 0.7


def apology(language: str, territory: str) -> Reply:
    """That it failed, that nothing was changed, and whom to call; in the territory's language when none is known."""
    pack = packs()[territory]
    code = spoken(language, pack.source_language)
    text = say("gate.apology", code, line=pack.contact_name, phone=pack.contact_phones[-1])
    return Reply(text, code, kind="apology")


def guess_language(incoming: Incoming) -> str:
    """The language of the message itself, or of the device when it has no words."""
    guess = _identifier().identify(incoming.text[:1000])
    sure = guess.confidence >= SURE and len(incoming.text.split()) > 1  # one word may be a name
    return guess.language if sure else incoming.hint


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.load(NLU_ARTEFACTS / "lid")
