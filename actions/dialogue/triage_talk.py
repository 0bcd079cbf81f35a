"""The questions after a booking: at most four, each skipped by a digit, none about status or nationality."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from actions.appointments import outbox, triage
from actions.appointments.models import Appointment
from actions.appointments.visits import open_visits
from actions.dialogue import own_words, urgent
from actions.dialogue.memory import Triage
from actions.dialogue.reply import Choice, numbered
from actions.dialogue.turn import Turn
from locales.digits import ascii_digits
from nlu.normalise import normalise

MOST_PAPERS = 6  # 7, 8 and 9 mean all, none and not sure
ALL, NONE, UNSURE, SKIP, STOP = "7", "8", "9", "9", "0"
CENTRE_LANGUAGES = 4
OUTRANK = frozenset({"urgent", "human", "cancel", "stop", "privacy_erase", "start_again"})  # never an answer
_FEW_LETTERS = 8  # '1, 3 and 4' is a list of numbers


def start(turn: Turn, reference: str) -> None:
    """Begin with the questions about a visit of this person."""
    visit = _visit(turn, reference)
    if visit is None:
        turn.reply(turn.say("booking.none"))
        return
    turn.memory.draft = None
    turn.memory.triage = Triage(reference, words=own_words.about(turn, visit))
    _next(turn, "")


def again(turn: Turn, reference: str = "") -> None:
    """Correct it: the questions from the beginning."""
    start(turn, turn.memory.triage.reference if turn.memory.triage else reference)


def unclear(turn: Turn) -> None:
    """A place, or a day that does not exist, where something else was asked: say so, and ask again."""
    if bad := turn.entities("bad_date"):
        turn.reply(turn.say("booking.bad_date", date=bad[0].text))
    resume(turn)


def resume(turn: Turn) -> None:
    """Ask the open question again, after an interruption."""
    state = turn.memory.triage
    visit = _visit(turn, state.reference) if state else None
    if state is None or visit is None:
        turn.memory.triage = None
        return
    ASK[state.step](turn, state, visit)


def answered(turn: Turn, value: str) -> None:
    """An answer to the open question: an id, or several separated by commas."""
    state = turn.memory.triage
    visit = _visit(turn, state.reference) if state else None
    if state is None or visit is None:
        turn.reply(turn.say("menu.old"))
        return
    finished = TAKE[state.step](turn, state, visit, value)
    if finished:
        _next(turn, state.step)
    else:
        resume(turn)


def leave_words_out(turn: Turn) -> None:
    """The desk is not to read the person's own words: they are forgotten, and the summary is shown without them."""
    own_words.forget(turn.memory)
    if turn.memory.triage:
        turn.memory.triage.words = ""
    resume(turn)


def skip(turn: Turn) -> None:
    """Leave this one out."""
    if turn.memory.triage:
        _next(turn, turn.memory.triage.step)


def stop(turn: Turn) -> None:
    """Leave all of them out: nothing is kept, the visit stays."""
    state, turn.memory.triage = turn.memory.triage, None
    own_words.forget(turn.memory)
    turn.memory.forget_question()
    if state:
        turn.reply(turn.say("triage.skipped", reference=state.reference))
    else:
        turn.reply(turn.say("smalltalk.all_right"))


def send(turn: Turn, plan: str) -> None:
    """The summary is right: the desk gets the sheet. `plan`: what happens with a missing paper."""
    state = turn.memory.triage
    visit = _visit(turn, state.reference) if state else None
    if state is None or visit is None:
        turn.reply(turn.say("menu.old"))
        return
    answers = _answers(state)
    answers.plan = plan if answers.missing else ""
    triage.keep(visit, answers)
    turn.memory.triage = None
    own_words.forget(turn.memory)
    turn.memory.forget_question()
    lines = [turn.say("triage.sent", centre=visit.centre.name), *_interpreter(turn, visit, answers)]
    turn.reply("\n".join(lines), kind="confirmation")
    said = {"reference": visit.reference, "papers_missing": answers.missing, "language": turn.language}
    outbox.archive(turn.contact, "triage.sent", "triage.sent", said, visit, visit.events.count())


def _interpreter(turn: Turn, visit: Appointment, answers: triage.Answers) -> list[str]:
    if not answers.interpreter:
        return []
    message = "triage.interpreter_booked" if visit.interpreter_line else "triage.interpreter_open"
    return [turn.say(message, language=turn.language_name(answers.language))]


def invitation(turn: Turn, made: Appointment) -> list[Choice]:
    """The two ways to answer the invitation that ends a confirmation."""
    begin = Choice("1", turn.say("triage.start"), "triage", made.reference)
    return [begin, Choice("0", turn.say("triage.later"), "triage_stop")]


def written(turn: Turn) -> tuple[str, str] | None:
    """The verb for an answer in words or several numbers, which no menu line is; None for everything else."""
    state, heard = turn.memory.triage, turn.understanding
    if state is None or heard.intent in OUTRANK:
        return None
    if state.step == "language" and (named := turn.entities("language")):
        return "triage_answer", named[0].value
    if state.step == "urgent" and heard.intent == "inform" and (days := turn.entities("date")):
        return "triage_answer", days[0].value
    if heard.intent == "inform":
        return "triage_unclear", ""
    if heard.intent == "deny" and state.step in NOTHING:
        return "triage_answer", NOTHING[state.step]
    if state.step in ("papers", "access"):
        values = _several(turn, heard.text)
        return ("triage_answer", ",".join(values)) if len(values) > 1 else None
    return None


def none_in_words(turn: Turn, choice: Choice) -> bool:
    """Whether 'none' was written at the papers: that means no paper, not 'leave all questions out'."""
    state, text = turn.memory.triage, turn.understanding.text
    papers = state is not None and state.step == "papers"
    return papers and choice.do == "triage_stop" and not ascii_digits(text).strip(" .()").isdigit() and bool(text)


def _several(turn: Turn, text: str) -> list[str]:
    plain = ascii_digits(text)
    ids = {c.key: c.value for c in turn.memory.choices if c.do == "triage_answer"}
    if sum(char.isalpha() for char in plain) <= _FEW_LETTERS:
        return [ids[n] for n in re.findall(r"\d+", plain) if n in ids]
    said = f" {normalise(text)} "
    return [c.value for c in turn.memory.choices if c.do == "triage_answer" and f" {normalise(c.label)} " in said]


def _next(turn: Turn, after: str) -> None:
    state = turn.memory.triage
    visit = _visit(turn, state.reference) if state else None
    if state is None or visit is None:
        return
    steps = list(ASK)
    rest = steps[steps.index(after) + 1 :] if after else steps
    state.step = next(step for step in rest if _needed(step, turn, visit))
    resume(turn)


def _needed(step: str, turn: Turn, visit: Appointment) -> bool:
    if step == "language":
        return turn.memory.language not in visit.centre.languages
    return step != "papers" or bool(triage.checklist(visit))


def _ask_language(turn: Turn, state: Triage, visit: Appointment) -> None:
    here = visit.centre
    own = turn.memory.language or turn.language
    spoken = here.languages[:CENTRE_LANGUAGES]
    entries = [
        (turn.say("triage.with_interpreter", language=turn.language_name(own)), "triage_answer", f"{own},interpreter")
    ]
    entries += [(turn.language_name(code), "triage_answer", code) for code in spoken]
    names = ", ".join(turn.language_name(code) for code in spoken) or turn.say("centre.unknown")
    _ask(turn, turn.say("triage.ask_language", centre=here.name, languages=names), "language", numbered(entries))


def _take_language(turn: Turn, state: Triage, visit: Appointment, value: str) -> bool:
    code, _, with_interpreter = value.partition(",")
    state.language = code
    state.interpreter = bool(with_interpreter) or code not in visit.centre.languages
    return True


def _ask_papers(turn: Turn, state: Triage, visit: Appointment) -> None:
    names = triage.paper_names(visit, turn.language)
    left = [paper for paper in _papers(visit) if paper not in state.ticked]
    choices = numbered([(names[paper], "triage_answer", paper) for paper in left])
    choices.append(Choice(ALL, turn.say("triage.all"), "triage_answer", "all"))
    choices.append(
        Choice(NONE, turn.say("triage.no_others" if state.ticked else "triage.none"), "triage_answer", "none")
    )
    choices.append(Choice(UNSURE, turn.say("triage.not_sure"), "triage_answer", "unsure"))
    ticked = ", ".join(names[paper] for paper in state.ticked)
    text = turn.say("triage.ask_more_papers", papers=ticked) if ticked else turn.say("triage.ask_papers")
    _ask(turn, text, "papers", choices, skip_one=False)


def _take_papers(turn: Turn, state: Triage, visit: Appointment, value: str) -> bool:
    papers = _papers(visit)
    left = [paper for paper in papers if paper not in state.ticked]
    given = [paper for paper in value.split(",") if paper in left]
    if value == "unsure":
        state.unsure = left
        return True
    state.ticked += left if value == "all" else given
    finished = value in ("all", "none") or len(given) > 1 or len(state.ticked) == len(papers)
    if finished:
        state.missing = [paper for paper in papers if paper not in state.ticked]
    return finished


def _papers(visit: Appointment) -> list[str]:
    return list(triage.checklist(visit)[:MOST_PAPERS])


def _ask_urgent(turn: Turn, state: Triage, visit: Appointment) -> None:
    entries = [(turn.say(f"triage.fact_{fact}"), "triage_answer", fact) for fact in triage.FACTS]
    entries.append((turn.say("triage.nothing"), "triage_answer", "nothing"))
    _ask(turn, turn.say("triage.ask_urgent"), "date", numbered(entries))


def _take_urgent(turn: Turn, state: Triage, visit: Appointment, value: str) -> bool:
    if value in triage.FACTS:
        state.facts = [value]
        turn.reply(urgent.numbers(turn, HELP_FOR[value]), kind="urgent")
    elif value != "nothing":
        state.deadline = value
    return True


def _ask_access(turn: Turn, state: Triage, visit: Appointment) -> None:
    entries = [(turn.say(f"triage.access_{need}"), "triage_answer", need) for need in triage.ACCESS]
    entries.append((turn.say("triage.nothing"), "triage_answer", "nothing"))
    _ask(turn, turn.say("triage.ask_access"), None, numbered(entries))


def _take_access(turn: Turn, state: Triage, visit: Appointment, value: str) -> bool:
    state.access = [need for need in value.split(",") if need in triage.ACCESS]
    return True


def _ask_summary(turn: Turn, state: Triage, visit: Appointment) -> None:
    lines = list(triage.summary(visit, _answers(state), turn.language))
    lines += [turn.say("triage.your_words", words=state.words)] if state.words else []
    if state.missing:
        entries = [("triage.right_come", "triage_send", "come"), ("triage.right_keep", "triage_send", "keep"),
                   ("triage.move", "triage_move", "")]  # fmt: skip
    else:
        entries = [("triage.right", "triage_send", "")]
    choices = numbered([(turn.say(label), do, value) for label, do, value in entries])
    choices.append(Choice(str(len(choices) + 1), turn.say("triage.correct"), "triage_correct"))
    if state.words:
        choices.append(Choice(str(len(choices) + 1), turn.say("triage.leave_words_out"), "triage_words_out"))
    choices.append(Choice(STOP, turn.say("triage.discard"), "triage_stop"))
    turn.ask(turn.say("triage.summary", summary="\n".join(lines)), "confirm", choices)


def move_visit(turn: Turn) -> str:
    """Another day, until the papers are there: what was said is kept, and the visit's reference is returned."""
    state = turn.memory.triage
    if state is None:
        return ""
    send(turn, "move")
    return state.reference


def _ask(turn: Turn, text: str, asks: str | None, choices: list[Choice], skip_one: bool = True) -> None:
    ways_out = [Choice(SKIP, turn.say("triage.skip"), "triage_skip")] if skip_one else []
    ways_out.append(Choice(STOP, turn.say("triage.skip_all"), "triage_stop"))
    turn.ask(text, asks, [*choices, *ways_out])


def _answers(state: Triage) -> triage.Answers:
    return triage.Answers(
        state.language, state.interpreter, state.ticked, state.missing, state.unsure, "", state.facts,
        date.fromisoformat(state.deadline) if state.deadline else None, state.access, state.words,
    )  # fmt: skip


def _visit(turn: Turn, reference: str) -> Appointment | None:
    return next((a for a in open_visits(turn.contact, turn.now) if a.reference == reference), None)


NOTHING = {"papers": "none", "urgent": "nothing", "access": "nothing"}  # what a plain no answers
HELP_FOR = {"no_roof": "no_roof", "child_alone": "child"}

Ask = Callable[[Turn, Triage, Appointment], None]
Take = Callable[[Turn, Triage, Appointment, str], bool]
ASK: dict[str, Ask] = {
    "language": _ask_language,
    "papers": _ask_papers,
    "urgent": _ask_urgent,
    "access": _ask_access,
    "summary": _ask_summary,
}
TAKE: dict[str, Take] = {
    "language": _take_language,
    "papers": _take_papers,
    "urgent": _take_urgent,
    "access": _take_access,
}
