"""Days and times in figures: '2026-11-26', '26/11', '10h30', '3 pm'."""

from __future__ import annotations

import re

from nlu.date_finding import Finding

_ISO = re.compile(r"(?<!\d)(20\d\d)([-/.年])(\d{1,2})([-/.月])(\d{1,2})(?!\d)")
_DMY = re.compile(
    r"(?<![\d/.,:-])(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\2(20\d\d|\d\d))?(\.?)(?![\d/:-]|\s?(?:h|uhr)\b)", re.I
)
_CLOCK = re.compile(r"(?<![\d:.,/-])(\d{1,2})\s?(?::|h|час\w*)\s?(\d{2})(?![\d:])(?:\s?([ap])\.?\s?m\b)?", re.I)
_HOUR = re.compile(r"(?<![\d:.,/-])(\d{1,2})(?:[.:](\d{2}))?\s?(?:(h)(?:rs?)?|([ap])\.?\s?m)\b\.?", re.I)
_DOTTED = re.compile(r"(?<![\d:.,/-])([01]?\d|2[0-3])\.([0-5]\d)(?![\d.])")


def read_figures(text: str, found: Finding) -> str:
    """Add what is written in figures to `found`, and return the text with blanks in its place. Digits are ASCII."""
    for pattern, read in ((_ISO, _iso), (_CLOCK, _clock), (_HOUR, _hour), (_DMY, _dmy), (_DOTTED, _clock)):
        for match in [*pattern.finditer(text)]:
            if read(match, found):
                found.read.append(match.span())
                text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text


def _iso(match: re.Match[str], found: Finding) -> bool:
    found.add_day(int(match[5]), int(match[3]), int(match[1]), match[0])
    return True


def _clock(match: re.Match[str], found: Finding) -> bool:
    half = match[3] if match.re is _CLOCK else None
    hour, minute = int(match[1]), int(match[2])
    if hour > 24 or minute > 59:
        found.bad_time = match[0].strip()
    else:
        found.add_time(hour, minute, half, sure=match[1].startswith("0"))
    return True


def _hour(match: re.Match[str], found: Finding) -> bool:
    found.add_time(int(match[1]), int(match[2] or 0), match[4])
    return True


def _dmy(match: re.Match[str], found: Finding) -> bool:
    day, sign, month, year = int(match[1]), match[2], int(match[3]), match[4]
    small = max(len(match[1]), len(match[3])) == 1
    if match[0].startswith("24/7") or (small and not year and found.asked != "date"):
        return False
    if sign == "-" and not year and day <= 24 and found.asked != "date":
        return False  # '10-12' is a span of hours
    if sign == "." and not year and (month > 12 or len(match[3]) == 1 and not match[5]):
        return False  # '10.30' is a time, '1.5' a figure
    if month > 12 and day <= 12:
        day, month = month, day
    found.add_day(day, month, int(year) + (2000 if len(year) == 2 else 0) if year else None, match[0].strip())
    return True
