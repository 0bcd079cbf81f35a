"""How urgent a visit is: reviewed rules, each with its reason; never a score.

The rules stand in `urgency.yml`, the first that fits counts. What the desk says goes before what a rule says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models

from actions.appointments.models import Appointment
from locales import plain_yaml

FILE = Path(__file__).with_name("urgency.yml")


class Level(models.TextChoices):
    """From the calmest to the most pressing."""

    USUAL = "usual"
    SOON = "soon"
    IMMEDIATE = "immediate"

    @property
    def rank(self) -> int:
        """0 for the most pressing."""
        return list(reversed(Level)).index(self)


class UrgencyFileError(ValueError):
    """`urgency.yml` cannot be used; the message names the rule and the cure."""


@dataclass(frozen=True)
class Rule:
    """One rule: what must be so, the level it gives, and why. `within_days` counts from the day of the booking."""

    id: str
    level: Level
    fact: str  # an answer such as 'child_alone', or '' when the deadline decides
    within_days: int | None
    reasons: Mapping[str, str]
    reviewed: str
    source: str

    def fits(self, facts: Collection[str], deadline: date | None, today: date) -> bool:
        """Whether the rule speaks of these answers."""
        if self.fact:
            return self.fact in facts
        return deadline is not None and self.within_days is not None and (deadline - today).days <= self.within_days


@cache
def rules(file: Path = FILE) -> tuple[Rule, ...]:
    """Every rule, the most pressing first. Raises UrgencyFileError."""
    return tuple(_rule(name, row) for name, row in plain_yaml.parse(file.read_text(encoding="utf-8")).items())


def judge(facts: Collection[str], deadline: date | None, today: date) -> Rule | None:
    """The first rule that fits; None leaves the visit as usual."""
    return next((rule for rule in rules() if rule.fits(facts, deadline, today)), None)


def level_of(appointment: Appointment | None, given: str = "") -> Level:
    """The level that counts: given in the waiting room, else by the desk on the sheet, else by the rules."""
    sheet = getattr(appointment, "triage", None) if appointment else None
    said = given or (sheet.desk_level or sheet.urgency if sheet else "")
    return Level(said or Level.USUAL)


def _rule(name: str, row: Mapping[str, Any]) -> Rule:
    try:
        rule = Rule(
            id=name,
            level=Level(row["level"]),
            fact=str(row["when"].get("answer", "")),
            within_days=row["when"].get("deadline_within_days"),
            reasons=dict(row["reason"]),
            reviewed=str(row.get("reviewed") or ""),
            source=str(row["source"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise UrgencyFileError(f"urgency.yml, {name}: {error}; give level, when, reason and source") from error
    if not rule.fact and rule.within_days is None:
        raise UrgencyFileError(f"urgency.yml, {name}: 'when' is empty; write answer or deadline_within_days")
    return rule
