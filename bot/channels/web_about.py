"""The page about the assistant: what it is and is not, what it keeps, and for whom its pages work, in every language
it speaks."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template

from locales.catalogue import say
from locales.languages import Language, languages

PAGE = Path(__file__).with_name("web_page") / "about.html"
SECTIONS = {
    "is": ("is",),
    "is_not": ("is_not",),
    "privacy": ("privacy", "privacy_words"),
    "accessible": ("accessible",),
}
"""Each with the messages of its paragraphs."""


def about_page(language: str) -> str:
    """The page in `language`, one that the catalogue speaks."""
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        language=language,
        direction="rtl" if languages()[language].rtl else "ltr",
        title=escape(say("about.page", language)),
        back=escape(say("about.back", language)),
        other_languages=escape(say("about.languages", language)),
        sections="\n".join(_section(name, language) for name in SECTIONS),
        languages="\n".join(_link(one) for one in languages().values() if one.speak),
    )


def _section(name: str, language: str) -> str:
    heading = say(f"about.{name}_title", language)
    lines = [line for message in SECTIONS[name] for line in say(f"about.{message}", language).splitlines()]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
    return f'<section><h2 id="{name}">{escape(heading)}</h2>{paragraphs}</section>'


def _link(language: Language) -> str:
    direction = "rtl" if language.rtl else "ltr"
    return (f'<li><a href="about?lang={language.code}" lang="{language.code}" dir="{direction}">'
            f"{escape(language.name)}</a></li>")  # fmt: skip
