"""What is to mend in a text while it is being written, in terms that a page can put into words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from actions.answers.reading import reading
from actions.answers.texts import Text
from knowledge.check import MAX_CHINESE, MAX_TITLE, MAX_WORDS, SMS_GSM7, SMS_UCS2, UNFILLED, difference
from knowledge.parity import addresses, figures
from locales.gsm7 import fold
from locales.languages import languages
from locales.scripts import dominant_script
from locales.segments import Segments, segments


@dataclass(frozen=True)
class Finding:
    """One thing to mend. `name` and `values` make the sentence; with `blocks` the text cannot be published."""

    name: str
    values: dict[str, object] = field(default_factory=dict)
    blocks: bool = True


def findings(text: Text, language: str, source: Text | None) -> list[Finding]:
    """Everything to mend in a text; `source` is the territory's own, None when this is it."""
    return [*_own(text, language), *(_against(text, source) if source is not None else ())]


def size(text: Text, language: str) -> Segments:
    """What the SMS core costs as carriers count it."""
    return segments(fold(text.sms) if languages()[language].latin else text.sms)


def budget(counted: Segments) -> int:
    """How many units the SMS core may have."""
    return SMS_GSM7 if counted.encoding == "gsm7" else SMS_UCS2


def _own(text: Text, language: str) -> Iterator[Finding]:
    yield from (
        Finding(f"empty_{name}") for name, part in zip(("title", "text", "sms"), text.parts, strict=True) if not part
    )
    if len(text.title) > MAX_TITLE:
        yield Finding("long_title", {"count": len(text.title), "most": MAX_TITLE})
    chinese = dominant_script(text.text) == "Han"
    count, most = (len(text.text), MAX_CHINESE) if chinese else (len(text.text.split()), MAX_WORDS)
    if count > most:
        yield Finding("long_text", {"count": count, "most": most})
    counted = size(text, language)
    if counted.units > budget(counted):
        yield Finding("long_sms", {"count": counted.units, "most": budget(counted)})
    if extra := set(figures(text.sms)) - set(figures(text.text)) - set(figures(text.title)):
        yield Finding("sms_figures", {"figures": _list(extra)})
    if UNFILLED.search("\n".join(text.parts)):
        yield Finding("unfilled")
    if hard := reading(text.text).hard:
        yield Finding("hard_sentences", {"count": len(hard)}, blocks=False)


def _against(text: Text, source: Text) -> Iterator[Finding]:
    lost, added = difference(source.text, text.text)
    if lost:
        yield Finding("lost_figures", {"figures": _list(lost)})
    if added:
        yield Finding("added_figures", {"figures": _list(added)})
    if gone := addresses(source.text) - addresses(text.text):
        yield Finding("lost_addresses", {"figures": _list(gone)})


def _list(values: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(values))
