"""The page of the statistics, and the same as a table for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from actions import clock
from actions.directory.models import Centre
from bot.desk import audit
from bot.desk.accounts.roles import centres_of, role_required
from bot.desk.language import interface_language
from bot.desk.models import Role
from bot.desk.statistics import count
from bot.desk.statistics.small import hide_small, shown_sum
from bot.desk.words import strings, word
from locales.languages import languages
from locales.names import language_name

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MONTHS = 36


@dataclass(frozen=True)
class Line:
    """One group: its name, its count (None: hidden), its share of the longest bar, and a wait in minutes."""

    name: str
    count: int | None
    share: int = 0
    minutes: int | None = None


@dataclass(frozen=True)
class Table:
    """One table of the page."""

    title: str
    lines: list[Line]
    total: int | None
    timed: bool = False


@role_required(Role.COORDINATOR)
def page(request: HttpRequest) -> HttpResponse:
    """Every table, with bars."""
    centres, period, chosen = _asked(request)
    language = interface_language(request)
    context = {
        "tables": tables(centres, period, language),
        "centres": centres_of(request.user),
        "chosen": chosen,
        "first": period.first,
        "last": period.last,
    }
    return render(request, "desk/statistics/page.html", context)


@role_required(Role.COORDINATOR)
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV; hidden groups stay hidden."""
    centres, period, chosen = _asked(request)
    language = interface_language(request)
    name = f"farol-{period.first:%Y-%m}-{period.last:%Y-%m}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
    response.write("\ufeff")  # spreadsheets take it for UTF-8
    writer = csv.writer(response)
    heads = ("table", "group", "count", "minutes")
    writer.writerow([word(f"statistics.{head}", language) for head in heads])
    for table in tables(centres, period, language):
        for line in table.lines:
            shown = word("statistics.hidden", language) if line.count is None else line.count
            writer.writerow([safe_cell(v) for v in (table.title, line.name, shown, line.minutes)])
    audit.wrote(request, "statistics.export", "centre", chosen, name)
    return response


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def tables(centres: list[Centre], period: count.Period, language: str) -> list[Table]:
    """Every table in the order of the page."""
    words = strings(language)
    names: dict[str, Callable[[str], str]] = {
        "centre": lambda key: key,
        "topic": lambda key: words.get(f"topic.{key}", key),
        "language": lambda key: language_name(key, language) if key in languages() else words["unknown"],
        "channel": lambda key: words.get(f"channel.{key}", key) if key else words["unknown"],
        "month": lambda key: key,
    }
    found = count.attendances(centres, period)
    made = [_table(words[f"statistics.by_{kind}"], found[kind], names[kind], kind == "month") for kind in names]
    ended = count.outcomes(centres, period)
    made.append(
        _table(words["statistics.outcomes"], ended, lambda key: words.get(f"outcome.{key}") or words[f"status.{key}"])
    )
    made.append(_waits(centres, period, words["statistics.waits"], names["language"]))
    territories = sorted({centre.territory for centre in centres})
    for kind, counts in count.questions(territories, period).items():
        made.append(_table(words[f"statistics.{kind}"], counts, names["language"]))
    for by, ends in count.ends_of_questions(territories, period).items():
        made.append(_paired(words[f"statistics.questions_by_{by}"], ends, names[by], "statistics.end_{}", words))
    for by, said in count.helped(territories, period).items():
        made.append(_paired(words[f"statistics.helped_by_{by}"], said, names[by], "statistics.helped_{}", words))
    return made


def _paired(
    title: str, counts: Mapping[tuple[str, str], int], name: Callable[[str], str], end: str, words: Mapping[str, str]
) -> Table:
    """A table whose groups are pairs: 'Hindi: answered'. Small ones are hidden as everywhere."""
    named = {pair: f"{name(pair[0])}: {words[end.format(pair[1])]}" for pair in sorted(counts)}
    return _table(title, {named[pair]: counts[pair] for pair in named}, lambda key: key, by_key=True)


def _table(title: str, counts: Mapping[str, int], name: Callable[[str], str], by_key: bool = False) -> Table:
    shown = hide_small(counts)
    longest = max((n for n in shown.values() if n), default=1)
    order = sorted(shown, key=lambda key: (key if by_key else "", -(shown[key] or 0), name(key)))
    lines = [Line(name(key), shown[key], round(100 * (shown[key] or 0) / longest)) for key in order]
    return Table(title, lines, shown_sum(counts))


def _waits(centres: list[Centre], period: count.Period, title: str, name: Callable[[str], str]) -> Table:
    found = count.waits(centres, period)
    shown = hide_small({language: called for language, (called, _) in found.items()})
    longest = max((minutes for _, minutes in found.values() if minutes), default=1)
    lines = [
        Line(name(language), shown[language], round(100 * (minutes or 0) / longest) if shown[language] else 0,
             minutes if shown[language] else None)
        for language, (_, minutes) in sorted(found.items(), key=lambda item: name(item[0]))
    ]  # fmt: skip
    return Table(title, lines, shown_sum({k: called for k, (called, _) in found.items()}), timed=True)


def _asked(request: HttpRequest) -> tuple[list[Centre], count.Period, str]:
    """The centres of the account (or one of them), and whole months: shorter periods would single people out."""
    own = list(centres_of(request.user))
    if not own:
        raise PermissionDenied
    chosen = request.GET.get("centre", "")
    centres = [centre for centre in own if centre.pk == chosen] if chosen else own
    if not centres:
        raise Http404
    zone = centres[0].zone
    today = clock.now().astimezone(zone).date()
    first, last = (
        _month(request.GET.get("first", ""), today.replace(month=1)),
        _month(request.GET.get("last", ""), today),
    )
    if last < first or (last.year - first.year) * 12 + last.month - first.month >= MONTHS:
        raise Http404
    return centres, count.Period(first, last, zone), chosen


def _month(text: str, default: date) -> date:
    if not text:
        return default
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise Http404 from error
