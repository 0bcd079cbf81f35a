"""The cells of one line of the day, as HTML.

Not in the template, because a day has hundreds of lines: this halves the time of the page. Everything that comes from
people or files passes through `format_html`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from bot.desk.today.board import Row

Words = Mapping[str, str]
USUAL = "usual"


def cells(row: Row, words: Words) -> SafeString:
    """Time, number, who, topic, language, papers, urgency, state, reminder."""
    return format_html(
        '<td>{}</td><td class="number">{}</td><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>'
        "<td>{}</td><td>{}</td>",
        row.time,
        row.number,
        _who(row, words),
        row.topic,
        _language(row, words),
        _papers(row, words),
        _urgency(row, words),
        _state(row, words),
        row.reminder_words,
    )


def _who(row: Row, words: Words) -> str:
    if row.visit is None:
        return words["today.without_appointment"]
    return format_html(
        '<a href="/desk/visits/{}" data-key="Enter" class="code">{}</a><br>{}',
        row.reference,
        row.reference,
        row.contact,
    )


def _language(row: Row, words: Words) -> str:
    if not row.interpreter:
        return row.language_words
    said = words[f"today.interpreter_{row.interpreter}"]
    return format_html('{}<br><span class="tag {}">{}</span> {}', row.language_words, row.interpreter, said, row.line)


def _papers(row: Row, words: Words) -> str:
    in_hand = f"{words['today.in_hand']} {row.in_hand}" if row.in_hand else ""
    if not row.missing:
        return in_hand
    return format_html('<span class="tag warn">{}</span> {}<br>{}', words["today.missing"], row.missing, in_hand)


def _urgency(row: Row, words: Words) -> str:
    if row.level == USUAL:
        return ""
    return format_html('<span class="tag {}">{}</span> {}', row.level, words[f"level.{row.level}"], row.reason)


def _state(row: Row, words: Words) -> str:
    if not row.arrived and not row.over:
        return row.state_words
    waited = f" ({row.minutes} min)" if row.hands_over else ""
    arrived = f"{words['today.arrived_at']} {row.arrived}{waited}" if row.arrived else ""
    desk = f"{words['today.at_desk']} {row.desk}" if row.desk else ""
    over = format_html('<br><span class="tag warn">{}</span>', words["today.no_outcome"]) if row.over else ""
    return format_html('{}<br><span class="hint">{}</span> {}{}', row.state_words, arrived, desk, over)
