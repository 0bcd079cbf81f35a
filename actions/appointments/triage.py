"""The triage sheet: what the person said to prepare the visit, how urgent it is and why, and what the desk says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from actions import clock
from actions.appointments.booking import add_interpreter
from actions.appointments.history import record
from actions.appointments.models import Appointment, TriageSheet
from actions.appointments.topics import subject
from actions.appointments.urgency import Level, judge, level_of
from knowledge.packs import Facts, documents, packs
from locales.catalogue import say
from locales.names import language_name
from locales.when import short_date

__all__ = ["ACCESS", "FACTS", "Answers", "Level", "Paper", "Sheet", "change_level", "checklist", "keep", "sheet"]

FACTS = ("no_roof", "child_alone")  # answers that urgency.yml knows
ACCESS = ("step_free", "hearing", "sight", "small_child")
PLANS = ("come", "keep", "move")
SEPARATOR = " · "


@dataclass
class Answers:
    """What the person said; empty where a question was skipped. Papers and access needs are ids; `words` is the
    redacted question that led to the visit, as the person saw it in the summary."""

    language: str = ""
    interpreter: bool | None = None
    ticked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    plan: str = ""
    facts: list[str] = field(default_factory=list)
    deadline: date | None = None
    access: list[str] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True)
class Paper:
    """One paper of the checklist: ticked, missing, unsure or not_asked."""

    id: str
    name: str
    state: str


@dataclass(frozen=True)
class Sheet:
    """The sheet as the desk reads it: texts in the territory's language."""

    reference: str
    starts: datetime
    centre: str
    person_language: str
    visit_language: str
    interpreter: bool | None
    interpreter_line: str | None
    topic: str
    papers: tuple[Paper, ...]
    missing_plan: str
    access_needs: str
    deadline: date | None
    level: Level
    reason: str
    rule: str
    rule_level: str
    rule_reason: str
    desk_level: str
    desk_reason: str
    desk_by: str
    desk_at: datetime | None
    confirmed: bool
    words: str
    summary: tuple[str, str, str]


def checklist(appointment: Appointment) -> tuple[str, ...]:
    """The papers of what the visit is about, as ids of knowledge/documents; empty for a bare topic."""
    facts = _facts(appointment)
    return facts.documents if facts else ()


def keep(appointment: Appointment, answers: Answers, by: str = "person") -> TriageSheet:
    """Write what the person confirmed, judge it by the rules, and book an interpreter line when one is wanted.

    A second confirmation replaces the first; what the desk said stays. The access needs are kept with the moment of
    consent, which choosing them was.
    """
    now = clock.now()
    rule = judge(answers.facts, answers.deadline, now.astimezone(appointment.centre.zone).date())
    values = {
        "topic": appointment.topic,
        "languages": [answers.language] if answers.language else [],
        "interpreter": answers.interpreter,
        "papers_ticked": answers.ticked,
        "papers_missing": answers.missing,
        "papers_unsure": answers.unsure,
        "missing_plan": answers.plan,
        "access_needs": ",".join(answers.access),
        "access_consent": now if answers.access else None,
        "deadline": answers.deadline,
        "facts": answers.facts,
        "words": answers.words,
        "urgency": str(rule.level if rule else Level.USUAL),
        "rule": rule.id if rule else "",
        "reason": rule.reasons[_desk_language(appointment)] if rule else "",
        "confirmed": now,
    }
    with transaction.atomic():
        kept, _ = TriageSheet.objects.update_or_create(appointment=appointment, defaults=values)
        record(appointment, by, "sheet", from_status=appointment.status)
        if answers.interpreter and answers.language:
            add_interpreter(appointment, answers.language, by)
    return kept


def change_level(appointment: Appointment, level: str, reason: str, by: str) -> TriageSheet:
    """The desk's own level, beside the one of the rules. Raises ValueError for no reason or an unknown level."""
    known = Level(level)
    if not reason.strip():
        raise ValueError("a level needs a reason")
    with transaction.atomic():
        kept, _ = TriageSheet.objects.get_or_create(appointment=appointment)
        kept.desk_level, kept.desk_reason, kept.desk_by, kept.desk_at = known.value, reason, by, clock.now()
        kept.save(update_fields=["desk_level", "desk_reason", "desk_by", "desk_at"])
        record(appointment, by, "level", f"{known.value}: {reason}", appointment.status)
    return kept


def sheet(appointment: Appointment) -> Sheet:
    """The sheet for the desk; a visit without one gives what the booking knows."""
    kept = getattr(appointment, "triage", None) or TriageSheet(appointment=appointment)
    language = _desk_language(appointment)
    answers = answers_of(kept)
    line = appointment.interpreter_line
    return Sheet(
        reference=appointment.reference,
        starts=appointment.starts,
        centre=appointment.centre.name,
        person_language=appointment.language,
        visit_language=answers.language or appointment.language,
        interpreter=answers.interpreter,
        interpreter_line=line.name if line else None,
        topic=subject(appointment.centre.territory, appointment.topic, language),
        papers=_papers(appointment, answers, language),
        missing_plan=kept.missing_plan,
        access_needs=_access(kept.access_needs.split(","), language),
        deadline=kept.deadline,
        level=level_of(appointment),
        reason=kept.desk_reason or kept.reason,
        rule=kept.rule,
        rule_level=kept.urgency,
        rule_reason=kept.reason,
        desk_level=kept.desk_level,
        desk_reason=kept.desk_reason,
        desk_by=kept.desk_by,
        desk_at=kept.desk_at,
        confirmed=kept.confirmed is not None,
        words=kept.words,
        summary=summary(appointment, answers, language),
    )  # fmt: skip


def _papers(appointment: Appointment, answers: Answers, language: str) -> tuple[Paper, ...]:
    names = paper_names(appointment, language)
    return tuple(Paper(paper, name, _state(paper, answers)) for paper, name in names.items())


def answers_of(kept: TriageSheet) -> Answers:
    """What a kept sheet says, as it was answered."""
    return Answers(
        language=next(iter(kept.languages), ""), interpreter=kept.interpreter, ticked=list(kept.papers_ticked),
        missing=list(kept.papers_missing), unsure=list(kept.papers_unsure), plan=kept.missing_plan,
        facts=list(kept.facts), deadline=kept.deadline, access=[a for a in kept.access_needs.split(",") if a],
        words=kept.words,
    )  # fmt: skip


def summary(appointment: Appointment, answers: Answers, language: str) -> tuple[str, str, str]:
    """Three lines in `language`: what and how it is spoken; the papers; what presses and what helps."""
    return (
        _first_line(appointment, answers, language),
        _papers_line(appointment, answers, language),
        _last_line(answers, language),
    )


def paper_names(appointment: Appointment, language: str) -> dict[str, str]:
    """The names of the visit's papers in `language`, where they exist in it, else in the territory's."""
    names = {**documents(packs()[appointment.centre.territory].source_language), **documents(language)}
    return {paper: names.get(paper, paper) for paper in checklist(appointment)}


def _first_line(appointment: Appointment, answers: Answers, language: str) -> str:
    spoken = language_name(answers.language or appointment.language, language)
    parts = [subject(appointment.centre.territory, appointment.topic, language), spoken]
    if answers.interpreter is not None:
        parts.append(say("triage.interpreter_yes" if answers.interpreter else "triage.interpreter_no", language))
    return _join(parts, SEPARATOR)


def _papers_line(appointment: Appointment, answers: Answers, language: str) -> str:
    asked = [*answers.ticked, *answers.missing]
    if not asked:
        return say("triage.papers_unsure" if answers.unsure else "triage.papers_unsaid", language)
    counts = {"have": len(answers.ticked), "all": len(asked)}
    if not answers.missing:
        return say("triage.papers_complete", language, **counts)
    missing = _join((paper_names(appointment, language).get(p, p) for p in answers.missing), ", ")
    return say("triage.papers_missing", language, missing=missing, **counts)


def _last_line(answers: Answers, language: str) -> str:
    deadline = (
        say("triage.deadline", language, date=short_date(answers.deadline, language))
        if answers.deadline
        else say("triage.no_deadline", language)
    )
    facts = [say(f"triage.fact_{fact}", language) for fact in answers.facts if fact in FACTS]
    return SEPARATOR.join([deadline, *facts, *filter(None, [_access(answers.access, language)])])


def _access(codes: Iterable[str], language: str) -> str:
    return _join((say(f"triage.access_{code}", language) if code in ACCESS else code for code in codes), ", ")


def _join(parts: Iterable[str], sign: str) -> str:
    return sign.join(part for part in parts if part)


def _state(paper: str, answers: Answers) -> str:
    states = {"ticked": answers.ticked, "missing": answers.missing, "unsure": answers.unsure}
    return next((state for state, papers in states.items() if paper in papers), "not_asked")


def _facts(appointment: Appointment) -> Facts | None:
    return packs()[appointment.centre.territory].facts.get(appointment.topic)


def _desk_language(appointment: Appointment) -> str:
    return packs()[appointment.centre.territory].source_language
