"""Which language the conversation goes on in.

Explicit request > choice stored earlier > script that decides > confident detection on this message > the
conversation's language or the channel's hint > ask. To leave the conversation's language takes two confident
messages in a row, or a long one. A message without words of its own (digits, emoji, names, places, 'ok') never
changes anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.packs import source_language
from locales import plain_yaml
from locales.languages import languages
from nlu.lid.identify import SAME_SPEECH, UNKNOWN, LanguageGuess
from nlu.lid.scripts import LATIN, decided_by_script
from nlu.lid.text import plain_letters, words_of, words_outside_terms
from nlu.model import Context
from nlu.places import find_mentions

NEUTRAL = Path(__file__).with_name("neutral.yml")

SURE = 0.7
"""Confidence from which a detection counts. Of romanised messages about one in thirty is then wrong and sure."""
_LONG_WORDS = 8
_LONG_SURE = 0.9
"""A text of so many words and at least this confidence changes the language at once."""
_PRIOR_PREVIOUS, _PRIOR_PENDING, _PRIOR_HINT, _PRIOR_COUNTRY = 8.0, 3.0, 2.0, 3.0
_URDU_FROM = 0.65
"""Share of Urdu within Hindi-or-Urdu from which it is Urdu; up to one half it is Hindi, between them ask."""
_WORTH_ASKING = 0.1
_ASKED = 3
_SHORT = 6
_PLACE_ANSWER = 4
"""Words up to which the answer to 'where are you?' may be an address, which is in the country's language."""
_NAME_WORDS = 4


@dataclass(frozen=True)
class LanguageDecision:
    """The language to go on in, with the chance (0 to 1) that the person wrote in it.

    `source` is chosen, script, detected, previous, hint or unsure; with unsure, `candidates` are the two or three
    languages to ask about, and `language` the first of them. `pending` is another language that this message
    showed with confidence: the next message in it changes the conversation's.
    """

    language: str
    confidence: float
    source: str
    candidates: tuple[str, ...]
    pending: str | None


def climb(guess: LanguageGuess, text: str, context: Context) -> LanguageDecision:
    """Return the language to go on in after `text`, of which `guess` is what it looks like by itself."""
    if context.chosen:
        return LanguageDecision(context.chosen, 1.0, "chosen", (context.chosen,), None)
    heard = guess.weighted(_prior(context))
    if heard.language == UNKNOWN:
        return _unchanged(heard, context)
    # Looking for names takes longer than identifying; it matters only where something would change.
    if heard.language != context.previous and _says_nothing(text, context):
        return _unchanged(heard, context)
    decided = decided_by_script(heard.script or "")
    if decided:
        return LanguageDecision(decided, 1.0, "script", (decided,), None)
    if context.previous is None:
        return _first(heard, context)
    return _next(heard, text, context.previous, context.pending)


def _prior(context: Context) -> dict[str, float]:
    prior: dict[str, float] = {}
    for code, weight in (
        (context.hint, _PRIOR_HINT),
        (context.pending, _PRIOR_PENDING),
        (context.previous, _PRIOR_PREVIOUS),
    ):
        if code:
            prior[code] = weight
    country = source_language(context.territory)
    if country and not context.previous:  # of two languages as likely, the one that the country speaks
        prior.setdefault(country, _PRIOR_COUNTRY)
    return prior


def _unchanged(heard: LanguageGuess, context: Context) -> LanguageDecision:
    if context.previous:
        chance = dict(heard.candidates).get(context.previous, 0.0)
        return LanguageDecision(context.previous, chance, "previous", (context.previous,), context.pending)
    return _by_hint(heard, context) or _unsure(heard, (), context)


def _first(heard: LanguageGuess, context: Context) -> LanguageDecision:
    """Nothing is known of the conversation yet."""
    if heard.confidence >= SURE:
        language = _spoken_alike(heard, context.hint)
        if language:
            return LanguageDecision(language, heard.confidence, "detected", (language,), None)
    elif context.hint in dict(heard.candidates):
        return _by_hint(heard, context) or _unsure(heard, _worth_asking(heard), context)
    return _unsure(heard, _worth_asking(heard), context)


def _next(heard: LanguageGuess, text: str, previous: str, pending: str | None) -> LanguageDecision:
    """The conversation has a language; leaving it takes more than one message."""
    language = _spoken_alike(heard, previous, pending) or previous
    if language == previous:
        source = "detected" if heard.confidence >= SURE else "previous"
        return LanguageDecision(previous, heard.confidence, source, (previous,), None)
    sure = heard.confidence >= SURE
    if heard.script != LATIN and heard.script not in languages()[previous].scripts:
        # The letters alone rule the conversation's language out.
        likely = _worth_asking(heard)
        if sure or len(likely) < 2:
            return LanguageDecision(language, heard.confidence, "script", (language,), None)
        return LanguageDecision(language, heard.confidence, "unsure", likely, None)
    words = len(words_of(text).split())
    long = words >= _LONG_WORDS and heard.confidence >= _LONG_SURE
    if sure and words > 1 and (long or pending == language):
        return LanguageDecision(language, heard.confidence, "detected", (language,), None)
    chance = dict(heard.candidates).get(previous, 0.0)
    return LanguageDecision(previous, chance, "previous", (previous,), language if sure and words > 1 else None)


def _spoken_alike(heard: LanguageGuess, *known: str | None) -> str | None:
    """The language heard; for Hindi or Urdu in Latin letters the one known, else the likelier, else None: ask."""
    if not heard.romanised or heard.language not in SAME_SPEECH:
        return heard.language
    for code in known:
        if code in SAME_SPEECH:
            return code
    chances = dict(heard.candidates)
    urdu = chances.get("ur", 0.0) / (chances.get("ur", 0.0) + chances.get("hi", 0.0))
    if urdu >= _URDU_FROM:
        return "ur"
    return "hi" if urdu <= 0.5 else None


def _by_hint(heard: LanguageGuess, context: Context) -> LanguageDecision | None:
    if context.hint not in languages():
        return None
    hint = str(context.hint)
    return LanguageDecision(hint, dict(heard.candidates).get(hint, 0.0), "hint", (hint,), None)


def _worth_asking(heard: LanguageGuess) -> tuple[str, ...]:
    return tuple(code for code, chance in heard.candidates if chance >= _WORTH_ASKING)[:_ASKED]


def _unsure(heard: LanguageGuess, likely: tuple[str, ...], context: Context) -> LanguageDecision:
    """Ask in the likely languages; where they are fewer than two, in the device's, the country's and English too."""
    asked = list(likely)
    if SAME_SPEECH & set(asked) and heard.romanised:
        asked = list(dict.fromkeys([*asked[:1], *sorted(SAME_SPEECH), *asked[1:]]))[:_ASKED]
    for code in (context.hint, source_language(context.territory), "en", "pt"):
        if len(asked) < 2 and code in languages() and code not in asked:
            asked.append(str(code))
    return LanguageDecision(asked[0], heard.confidence, "unsure", tuple(asked), context.pending)


def _says_nothing(text: str, context: Context) -> bool:
    """Whether `text` has no word that tells a language: only names, places, papers, 'ok'."""
    words = words_of(text).split()
    if not words or len(words) > _SHORT:
        return not words
    if context.asks == "place" and len(words) <= _PLACE_ANSWER:
        return True
    telling = words_outside_terms(text) if context.previous else words
    telling = [word for word in telling if plain_letters(word) not in _neutral()]
    if not telling or _looks_like_a_name(text):
        return True
    mentions = find_mentions(text, context.territory)
    places = {word for mention in mentions for word in words_of(mention.text).split()}
    return all(word in places for word in telling)


def _looks_like_a_name(text: str) -> bool:
    """Two to four words, each with a capital and in small letters after it: 'Fatima Benali'."""
    words = text.split()
    return 2 <= len(words) <= _NAME_WORDS and all(word.istitle() and word.isalpha() for word in words)


@cache
def _neutral() -> frozenset[str]:
    groups = plain_yaml.parse(NEUTRAL.read_text(encoding="utf-8"))
    return frozenset(plain_letters(words_of(str(word))) for words in groups.values() for word in words)
