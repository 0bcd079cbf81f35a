"""What identification is trained on: text that is in the repository or in installed libraries, by label.

Nothing under `tests/` and nothing that a person wrote to Farol is ever read. The word lists of wordfreq are
CC BY-SA 4.0 and are named where the model is described.
"""

from __future__ import annotations

import gettext
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
import polib
from babel import Locale, UnknownLocaleError
from wordfreq import available_languages, get_frequency_dict

from locales import plain_yaml
from locales.languages import languages
from nlu.examples import read_examples
from nlu.lid.labels import LATIN_MARK, label_of
from nlu.lid.text import words_of

ROOT = Path(__file__).parents[2]
LINES = Path(__file__).with_name("lines")
WORDS_KEPT = 20000
"""Most frequent words taken from a word list; rarer ones change nothing."""
_SHARED_FROM = 3
"""A string that so many languages have is a name, not a word."""
_NOT_IN_CLDR = {"ht"}
"""CLDR has these by inheritance from another language only."""
_DJANGO = {"zh": "zh_Hans"}
_CLDR_FIELDS = ("languages", "territories", "days", "months", "quarters", "eras", "day_periods", "currencies",
                "scripts", "unit_display_names", "date_fields")  # fmt: skip


@dataclass
class Sources:
    """Everything that is known of one label.

    `lines` everyday lines written by hand; `project` questions, answers and messages of this project, which few
    languages have; `catalogue` strings of installed libraries; `words` with their frequency.
    """

    lines: list[str] = field(default_factory=list)
    project: list[str] = field(default_factory=list)
    catalogue: list[str] = field(default_factory=list)
    words: dict[str, float] = field(default_factory=dict)


class SourcesError(ValueError):
    """A file of lines cannot be used; the message names it and the cure."""


def read_sources(root: Path = ROOT) -> dict[str, Sources]:
    """Return the sources of every label of the list of languages, those decided by their script included.

    Raises SourcesError for a file of lines whose name is no label, or a language without lines.
    """
    found = {code: Sources() for code in languages()}
    for label, lines in _hand_lines().items():
        found.setdefault(label, Sources()).lines += lines
    for language, text in _project_texts(root):
        if place := label_of(text, language):
            found.setdefault(place, Sources()).project.append(text)
    for language, texts in _catalogues().items():
        found[language].catalogue += texts
    for language in languages():
        found[language].words = _word_list(language)
    return found


def _hand_lines() -> dict[str, list[str]]:
    known = {*languages(), *(f"{code}{LATIN_MARK}" for code in languages())}
    found: dict[str, list[str]] = {}
    for file in sorted(LINES.glob("*.txt")):
        if file.stem not in known:
            raise SourcesError(f"{file.name}: {file.stem} is not in locales/languages.yml; rename or remove the file")
        found[file.stem] = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if missing := sorted(set(languages()) - set(found)):
        raise SourcesError(f"{LINES.name}: no everyday lines for {', '.join(missing)}; write {missing[0]}.txt")
    return found


def _project_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield language and text of training questions, catalogues and answers."""
    data = root / "nlu" / "data"
    if any(data.rglob("*.yml")):
        yield from ((example.language, example.text) for example in read_examples(data))
    for file in sorted((root / "locales").glob("*/messages.po")):
        yield from ((file.parent.name, sentence) for e in polib.pofile(str(file)) for sentence in _sentences(e.msgstr))
    for file in sorted((root / "knowledge").glob("*/answers/*/*.yml")):
        yield from ((file.parent.name, sentence) for text in _texts(file) for sentence in _sentences(text))


def _texts(file: Path) -> Iterator[str]:
    for row in (plain_yaml.parse(file.read_text(encoding="utf-8")) or {}).values():
        yield from (value for value in row.values() if isinstance(value, str))


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for sentence in line.replace("।", ".").replace("。", ".").replace("؟", "?").split(". "):
            if len(words_of(sentence)) > 2:
                yield sentence


def _catalogues() -> dict[str, list[str]]:
    """Strings of Django's catalogues and of CLDR, without those of several languages or equal to English or French."""
    strings = {code: {*_django(code), *_cldr(code)} for code in languages()}
    owners = Counter(text for texts in strings.values() for text in texts)
    foreign: dict[str, set[str]] = defaultdict(set)
    for code in languages():
        foreign[code] = set().union(*(strings[other] for other in ("en", "fr") if other != code))
    return {
        code: sorted(t for t in texts if owners[t] < _SHARED_FROM and t not in foreign[code])
        for code, texts in strings.items()
    }


def _clean(texts: Iterable[Any], language: str) -> Iterator[str]:
    for text in texts:
        words = words_of(text) if isinstance(text, str) else ""
        if len(words) > 1 and "%" not in text and "{" not in text and label_of(words, language) == language:
            yield words


def _django(language: str) -> Iterator[str]:
    code = _DJANGO.get(language, language)
    for file in sorted(Path(django.__file__).parent.rglob(f"locale/{code}/LC_MESSAGES/*.mo")):
        with file.open("rb") as handle:
            catalogue: dict[Any, str] = gettext.GNUTranslations(handle)._catalog  # type: ignore[attr-defined]
        originals = {key: text for key, text in catalogue.items() if key != "" and text != key}
        yield from _clean((_without_places(text) for text in originals.values()), language)


def _without_places(text: str) -> str:
    """A catalogue string without its `%(name)s` and `{name}`, and its second plural form."""
    parts = [part for part in text.split() if "%" not in part and "{" not in part and "<" not in part]
    return unicodedata.normalize("NFC", " ".join(parts)).replace("“", "").replace("”", "")


def _cldr(language: str) -> Iterator[str]:
    if language in _NOT_IN_CLDR:
        return
    try:
        locale = Locale.parse(language)
    except UnknownLocaleError:
        return
    for name in _CLDR_FIELDS:
        yield from _clean(_leaves(locale._data.get(name)), language)
    yield from _clean(_leaves(locale._data.get("unit_patterns")), language)


def _leaves(value: Any) -> Iterator[str]:
    """Every string below a value of Babel's data."""
    if isinstance(value, str):
        yield value.replace("{0}", "").strip()
    elif hasattr(value, "items"):
        for _, below in sorted(value.items(), key=lambda pair: str(pair[0])):
            yield from _leaves(below)
    elif isinstance(value, (list, tuple)):
        for below in value:
            yield from _leaves(below)


def _word_list(language: str) -> dict[str, float]:
    """The frequency list of a language, empty where there is none: an unknown code would give the nearest one's."""
    known = available_languages("best")
    if language not in known:
        return {}
    best = sorted(get_frequency_dict(language, "best").items(), key=lambda pair: (-pair[1], pair[0]))
    return {word: share for word, share in best[:WORDS_KEPT] if len(word) > 1 and label_of(word, language) == language}
