"""Choices: which line of the menu shown a person means, by number, by word, or by what the line says.

A number counts in any script and dress ('2', '२', '(2)', 'nº 2', '2️⃣'), but not inside a time, a date or a
quantity: '10:30', '26/11' and '2 filhos tenho' choose nothing. The words of each language are in
`nlu/choices/<language>.yml`; what is not clear is not chosen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA

from locales import plain_yaml
from locales.digits import ascii_digits
from nlu import date_words
from nlu.dates import named_figures
from nlu.model import Option
from nlu.normalise import normalise

FOLDER = Path(__file__).with_name("choices")
FALLBACK = ("en", "pt")
"""Languages whose words count in every conversation, after its own."""
NONE_KEY = "0"
LAST = 0
"""What `ordinal` gives for 'the last one'."""

_KEYCAP = re.compile("[\ufe0e\ufe0f\u20e3]")
_DRESSED = re.compile(
    r"^[\s(\[#*'\"«“]*(?:n\s?[º°o]?\.?\s?|no\.\s?|№\s?|#\s?)?(\d{1,2})(?![\d/:]|[.,-]\d|\s?[hH](?:\b|\d))"
)
_COLON = re.compile(r"\b(\d{1,2})\s?(?:[h:.]\s?(\d{2})|h)(?!\d)\b", re.I)
_SPLIT = re.compile(r",(?!\d)|[;!?。，；！？、،؛؟।\n]|[.:)](?=\s|$)|\s[-–—]\s")


class _Words:
    """The words of one language, in the spelling that every message gets."""

    def __init__(self, language: str) -> None:
        data = plain_yaml.parse((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
        for key, words in data.items():
            flat = [w for item in words for w in (item if isinstance(item, list) else [item])]
            if not isinstance(key, str) or not all(isinstance(word, str) for word in flat):
                raise ValueError(f"nlu/choices/{language}.yml, {key}: put quotes around no, on, yes and numbers")
        self.numbers = {normalise(form): str(n) for n, forms in enumerate(data["numbers"], 1) for form in forms}
        self.none = _set(data["none"])
        self.last = _set(data["last"])
        self.lead = _set(data["lead"])
        self.tail = _set(data["tail"])
        self.joins = _set(data["joins"])
        self.yes = _set(data["yes"])
        self.no = _set(data["no"])
        self.fine = _set(data["fine"])
        self.nearest = _set(data["nearest"])
        self.unable = _set(data["unable"])

    def bare(self, text: str) -> list[str]:
        """Every way to read a normalised text without the words around the choice, the fullest first."""
        words = text.split()
        readings = [
            " ".join(words[start:end])
            for start in _cuts(words, self.lead)
            for end in (len(words) - cut for cut in _cuts(words[::-1], self.tail, backwards=True))
            if start < end
        ]
        return list(dict.fromkeys(readings))


def _set(words: Sequence[str]) -> frozenset[str]:
    return frozenset(filter(None, map(normalise, words)))


def _cuts(words: Sequence[str], removable: frozenset[str], backwards: bool = False) -> Iterator[int]:
    """How many words may go from one end: none, then as long as each group of one to three is removable."""
    at = 0
    yield at
    while at < len(words):
        sizes = (3, 2, 1)
        groups = ((s, words[at : at + s][::-1] if backwards else words[at : at + s]) for s in sizes)
        size = next((s for s, group in groups if " ".join(group) in removable), 0)
        if not size:
            return
        at += size
        yield at


@cache
def _words(language: str) -> _Words:
    return _Words(language)


def _order(language: str) -> list[str]:
    own = [language] if (FOLDER / f"{language}.yml").exists() else []
    return [*own, *(code for code in FALLBACK if code not in own)]


def _plain(text: str) -> str:
    return ascii_digits(unicodedata.normalize("NFKC", _KEYCAP.sub("", text))).strip()


def _times(text: str) -> str:
    """Times in one form, so that '10h30' and '10.30' meet '10:30': '10 30', '10 00'."""
    return _COLON.sub(lambda m: f"{int(m[1])} {m[2] or '00'}", text)


def match_option(text: str, options: Sequence[Option], language: str) -> tuple[Option, str] | None:
    """Return the option that a message chooses and the rest of the message, or None when it chooses none clearly.

    `options` is the menu as it was shown; `language` is the one of the conversation. The rest is empty, or what
    follows the choice: '1 mas qual o preço?' gives option 1 and 'mas qual o preço?'. A number with more
    behind it counts only at the start, before a comma, a conjunction or a question word; 'none of these' is
    option 0 where there is one. An option that shows another day or time than the message names is never chosen.
    """
    clean = _plain(text)
    if not options or not clean:
        return None
    by_key = {option.key: option for option in options}
    if whole := _head(clean, options, by_key, language):
        return None if _contradicts(clean, "", whole, language) else (whole, "")
    for head, rest in _parts(clean, by_key, language):
        chosen = _head(head, options, by_key, language)
        if chosen and not _another(rest, options, by_key, language):
            contradicted = _contradicts(head, clean[len(head) :] if clean.startswith(head) else rest, chosen, language)
            return None if contradicted else (chosen, rest)
    return None


def _contradicts(head: str, rest: str, option: Option, language: str) -> bool:
    """Whether a message names another day or time than the option shows: 'sexta, 18/12' is not 'sexta 11/12'."""
    shown = _plain(option.label)
    number = _DRESSED.match(head)
    if number and not normalise(head[number.end() :]):
        head = ""  # the number of the line, and no day or time
    if not re.search(r"\d", shown) or not (head or rest):
        return False
    days, times = named_figures(head + rest, language)
    shown_days, shown_times = named_figures(shown, language)
    fits_day = any(
        day == one and (not month or not its or month == its) for day, month in days for one, its in shown_days
    )
    fits_time = any((hour - its) % 12 == 0 and minute == one for hour, minute in times for its, one in shown_times)
    return bool(days and shown_days and not fits_day) or bool(times and shown_times and not fits_time)


def _parts(text: str, by_key: dict[str, Option], language: str) -> Iterator[tuple[str, str]]:
    """The ways to part a message into a choice and what comes after it."""
    if sign := _SPLIT.search(text):
        yield text[: sign.start()], text[sign.end() :].strip()
    words = text.split()
    own, *others = _order(language)
    # Words of another language join only what is plainly a number: 'do' asks in English and means 'of' in Portuguese.
    for code in [own, *others] if _DRESSED.match(text) else [own]:
        for at in range(1, min(len(words), 8)):
            if any(normalise(" ".join(words[at : at + size])) in _words(code).joins for size in (1, 2)):
                yield " ".join(words[:at]), " ".join(words[at:])
                break
    number = _DRESSED.match(text)
    if number and number[1] == NONE_KEY and number[1] in by_key:
        # '0 perdi na praia': nothing is counted in zeros.
        yield number[1], text[number.end() :].lstrip(" .,)-")


def _another(rest: str, options: Sequence[Option], by_key: dict[str, Option], language: str) -> bool:
    """Whether the rest is a second choice: '1 ou 2' chooses nothing."""
    words = rest.split()
    return any(_head(" ".join(words[at:]), options, by_key, language) for at in range(min(2, len(words))))


def _head(text: str, options: Sequence[Option], by_key: dict[str, Option], language: str) -> Option | None:
    """The option that a text names, when it says nothing else."""
    number = _DRESSED.match(text)
    if number and number[1].lstrip("0") in by_key | {"": 0} and not normalise(text[number.end() :]):
        return by_key.get(number[1].lstrip("0") or NONE_KEY)
    said = normalise(_times(text))
    for code in _order(language):
        readings = _words(code).bare(said)
        if NONE_KEY in by_key and any(reading in _words(code).none for reading in readings):
            return by_key[NONE_KEY]
        found = {o.key: o for reading in readings for o in _by_word(reading, options, by_key, code)}
        if found:
            return next(iter(found.values())) if len(found) == 1 else None
    own = _words(_order(language)[0])
    return _by_label([r for r in own.bare(said) if r not in own.joins and len(r) > 1], options)


def _by_word(reading: str, options: Sequence[Option], by_key: dict[str, Option], language: str) -> list[Option]:
    """Options named by a number, a number word, an ordinal or 'the last one'."""
    words = _words(language)
    if reading in by_key and reading.isdigit():
        return [by_key[reading]]
    if reading in words.last:
        return [option for option in options if option.key != NONE_KEY][-1:]
    key = words.numbers.get(reading)
    if key is None or key not in by_key or (_is_weekday(reading, language) and _shows_days(options)):
        return []
    return [by_key[key]]


def _is_weekday(reading: str, language: str) -> bool:
    """Whether an ordinal is a weekday too: 'segunda' is Monday in a menu of days."""
    if language not in date_words.languages():
        return False
    known = date_words.words(language)
    form = tuple(token.word for token in known.tokens(reading))
    return form in known.short or any(kind == "weekday" for kind, _ in known.patterns.get(form, []))


def _shows_days(options: Sequence[Option]) -> bool:
    return any(re.search(r"\d", _plain(option.label)) for option in options)


def _by_label(readings: Sequence[str], options: Sequence[Option]) -> Option | None:
    """The one option whose label a text says: whole, its beginning, some of its words, or with a slip."""
    labels = {option.key: normalise(_times(_plain(option.label))) for option in options}
    for reading in readings:
        for fits in (_same, _beginning, _some_words, _slip):
            keys = [key for key, label in labels.items() if fits(reading, label, labels)]
            if keys:
                return next(option for option in options if option.key == keys[0]) if len(keys) == 1 else None
    return None


def _same(reading: str, label: str, _: Mapping[str, str]) -> bool:
    return label in (reading, f"{reading} 00" if reading.isdigit() else reading)


def _beginning(reading: str, label: str, _: Mapping[str, str]) -> bool:
    return f"{label} ".startswith(f"{reading} ") and (len(reading) > 2 or not reading.isdigit())


def _some_words(reading: str, label: str, _: Mapping[str, str]) -> bool:
    return len(reading) > 3 and (set(reading.split()) <= set(label.split()) or label.startswith(reading))


def _slip(reading: str, label: str, labels: Mapping[str, str]) -> bool:
    """Whether a text is the label, or a word that only this label has, but for a letter or two."""
    if len(reading) < 5 or any(char.isdigit() for char in reading):
        return False
    own = [w for w in label.split() if sum(w in other.split() for other in labels.values()) == 1]
    slips = min(4, len(reading) // 5)
    return any(OSA.distance(reading, known, score_cutoff=slips) <= slips for known in (label, *own))


def yes_or_no(text: str, language: str) -> bool | None:
    """Return True for a message that only says yes, False for one that only says no, None for all else."""
    said = normalise(_plain(text))
    for code in _order(language):
        words = _words(code)
        readings = {said, *words.bare(said)}
        if readings & words.yes or readings & words.no:
            both = bool(readings & words.yes) and bool(readings & words.no)
            return None if both else bool(readings & words.yes)
    return None


def only_fine(text: str, language: str) -> bool:
    """Return whether a message says no more than 'ok' or 'thanks': a yes right after a question, else politeness."""
    words = normalise(_plain(text)).split()
    fine = frozenset().union(*(_words(code).fine for code in _order(language)))
    return bool(words) and _made_of(words, fine)


def says_nearest(text: str, language: str) -> bool:
    """Return whether a message chooses the nearest one and says no more."""
    said = normalise(_plain(text))
    return any({said, *_words(code).bare(said)} & _words(code).nearest for code in _order(language))


def says_unable(text: str, language: str) -> bool:
    """Return whether a message says that the person cannot or will not come, and no more."""
    said = normalise(_plain(text))
    return any({said, *_words(code).bare(said)} & _words(code).unable for code in _order(language))


def begins_with_yes(text: str, language: str) -> bool:
    """Return whether a message begins with a clear yes: 'yes, cancel it'."""
    words = normalise(_plain(text)).split()
    yes = frozenset().union(*(_words(code).yes - _words(code).fine for code in _order(language)))
    return any(" ".join(words[:size]) in yes for size in (1, 2))


def ordinal(text: str, language: str) -> int | None:
    """Return the number of an ordinal word in a message, `LAST` for 'the last', None where there is none or it may be a
    weekday."""
    words = normalise(_plain(text)).split()
    for code in _order(language):
        known = _words(code)
        counts = date_words.words(code).numbers if code in date_words.languages() else {}
        for word in words:
            if word in known.last:
                return LAST
            plain = word.isdecimal() or (word,) in counts or _is_weekday(word, code)
            if word in known.numbers and not plain:
                return int(known.numbers[word])
    return None


def _made_of(words: Sequence[str], known: Set[str]) -> bool:
    """Whether words can be cut into known phrases of one to three words."""
    if not words:
        return True
    return any(" ".join(words[:size]) in known and _made_of(words[size:], known) for size in (1, 2, 3))
