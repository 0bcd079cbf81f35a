"""The receipt page: type a code, see exactly what was said, in both languages. It names a text, never a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from actions.answers.models import AnswerVersion
from actions.answers.serving import by_code, serve
from bot.desk.terms import SaidTerm, said_terms
from knowledge.packs import packs
from knowledge.passport import read
from locales.languages import languages


def receipts(request: HttpRequest) -> HttpResponse:
    """The page; `?code=` shows the text of that version beside the territory's own language."""
    typed = request.GET.get("code", "")
    code = read(typed) if typed else None
    version = by_code(code) if code else None
    pack = packs().get(version.territory) if version else None
    source = serve(version.concept, version.territory, pack.source_language) if version and pack else None
    language = languages().get(version.language) if version else None
    context = {"typed": typed, "version": version, "source": source, "language": language,
               "phrase": source.facts.counter_phrase if source else "",
               "terms": _terms(source.version.text, version) if source and version else []}  # fmt: skip
    return render(request, "desk/receipts.html", context)


def _terms(source: str, version: AnswerVersion) -> list[SaidTerm]:
    return said_terms(source, version.text, version.territory, version.language)
