"""The one list of languages, read from `languages.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from locales import plain_yaml

FILE = Path(__file__).with_name("languages.yml")
QUESTIONS = 15  # for each concept, unless the language's row says another number


@dataclass(frozen=True)
class Language:
    """One language and what Farol can do in it.

    `speak`: the catalogue is complete; `understand`: questions are recognised; `questions`: how many are written at
    least for each concept that can be asked in it; `answers`: territories that answer in it; `readable`: other
    languages its readers often read, nearest first.
    """

    code: str
    name: str
    english: str
    scripts: tuple[str, ...]
    rtl: bool
    speak: bool
    understand: bool
    questions: int
    answers: tuple[str, ...]
    readable: tuple[str, ...]

    @property
    def latin(self) -> bool:
        """Whether it is written in Latin letters, and so can be folded into GSM-7."""
        return "Latn" in self.scripts


@cache
def languages() -> dict[str, Language]:
    """Every language by its ISO 639 code, in the order of the file."""
    rows = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    return {row["code"]: _language(row) for row in rows}


def _language(row: dict[str, object]) -> Language:
    def texts(key: str) -> tuple[str, ...]:
        value = row.get(key) or ()
        return (value,) if isinstance(value, str) else tuple(str(v) for v in value)  # type: ignore[attr-defined]

    return Language(
        code=str(row["code"]),
        name=str(row["name"]),
        english=str(row["english"]),
        scripts=texts("scripts") or texts("script"),
        rtl=bool(row.get("rtl", False)),
        speak=bool(row.get("speak", False)),
        understand=bool(row.get("understand", False)),
        questions=int(str(row.get("questions", QUESTIONS))),
        answers=texts("answers"),
        readable=texts("readable"),
    )


def reading_order(code: str, last: str) -> tuple[str, ...]:
    """The languages in which a reader of `code` is shown a text: it, those its readers read, English, then `last`."""
    readable = languages()[code].readable if code in languages() else ()
    return tuple(dict.fromkeys((code, *readable, "en", last)))


def spoken(code: str, default: str = "en") -> str:
    """`code` if the catalogue speaks it, else the nearest language its readers read, else `default`."""
    language = languages().get(code)
    if language is None:
        return default
    if language.speak:
        return code
    return next((r for r in language.readable if languages()[r].speak), default)
