"""Answers: the standard text with its source, related questions, and what is said when there is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions import clock
from actions.answers import contact_words, demand, tally
from actions.answers.models import AnswerVersion, Unanswered
from actions.answers.redact import redact
from actions.answers.serving import APPROVED, STALE, Served, by_code, nearest_language, serve, serve_each
from actions.dialogue import feedback
from actions.dialogue.reply import Choice, numbered
from actions.dialogue.turn import Turn
from actions.dialogue.ways import to_a_centre
from knowledge.packs import concepts
from locales.languages import languages, reading_order
from locales.when import month_year
from nlu import follow_ups

OFFERED = 3
ACTS = {"find_centre": "menu.find_centre", "human": "menu.human_long"}
"""Wishes that are offered beside questions, and how they are called there; for a visit see `to_a_centre`."""
UNSPOKEN = frozenset(
    {"domestic_violence", "trafficking_help", "trafficking_victim_permit", "crime_victim", "mental_health"}
)
"""Concepts that are put into no menu where danger was told, for menus are kept, and none after 'and my husband?'."""
SPOKEN = 0.3
"""Share of the ranking from which such a concept is offered: whoever looks on reads the menu too."""
ORGANISATION = 0.3  # share of the ranking from which an organisation may be asking


def answer(turn: Turn, concept: str) -> None:
    """Give the standard answer to `concept` in the conversation's language, or the nearest the person may read."""
    turn.memory.held = ""  # a newer question is answered: the older one no longer waits
    demand.asked(turn.territory, concept, turn.language, turn.now)
    served, preface = _find(turn, concept)
    if served is None:
        no_answer(turn, concept)
        return
    if served.withheld:
        withheld(turn, served)
        return
    _give(turn, served, preface)


def _find(turn: Turn, concept: str) -> tuple[Served | None, str]:
    """The answer in the conversation's language, else in the nearest the person may read, and what is said of that."""
    served = serve(concept, turn.territory, turn.language)
    if served is not None:
        return served, ""
    code = nearest_language(concept, turn.pack, reading_order(turn.language, turn.pack.source_language))
    if code is None:
        return None, ""
    preface = turn.say("answer.other_language", language=turn.language_name(code))
    interpreter = contact_words.interpreter(turn.pack, turn.language)
    return serve(concept, turn.territory, code), "\n".join(filter(None, (preface, interpreter)))


def _give(turn: Turn, served: Served, preface: str) -> None:
    version, concept = served.version, served.version.concept
    _tally(turn, tally.Kind.ANSWERED)
    turn.memory.concept, turn.memory.receipt = concept, version.code
    turn.memory.offered = []
    resuming = turn.memory.busy
    notice, short_notice = _notice(turn, concept, version.language)
    if turn.compact:  # the answer keeps its two or three segments for itself
        for line in filter(None, (preface, short_notice)):
            turn.reply(line)
    text = "\n\n".join(part for part in (preface, notice, version.text, _trail(turn, served)) if part)
    choices = [] if resuming else [*_next_steps(turn, served), *feedback.choices(turn, concept)]
    properties = {"kind": "answer", "concept": concept, "receipt": version.code}
    reply = turn.reply(text, **properties) if resuming else turn.ask(text, None, choices, **properties)
    if turn.compact:
        reply.sms = _compact(turn, served, reply.choices)


def _trail(turn: Turn, served: Served) -> str:
    version = served.version
    return turn.say("answer.source", source=version.cite, as_of=month_year(version.as_of, turn.language),
                    state=turn.say(_state_message(served)), code=version.code)  # fmt: skip


def _tally(turn: Turn, kind: str) -> None:
    tally.count(kind, turn.territory, turn.channel, turn.language, turn.now)


def _state_message(served: Served) -> str:
    return f"answer.state_{served.state}" if served.state in (APPROVED, STALE) else "answer.state_draft"


def _notice(turn: Turn, concept: str, language: str) -> tuple[str, str]:
    topic = concepts()[concept].topic
    today = turn.now.date().isoformat()
    for notice in turn.pack.notices:
        if notice.concerns(concept, topic, today):
            code = language if language in notice.texts else "en"
            return notice.texts[code], notice.sms.get(code, "")
    return "", ""


def _next_steps(turn: Turn, served: Served) -> list[Choice]:
    asked_too = _asked_too(turn, served.version.concept)
    if turn.compact:
        first = [(turn.say("menu.more"), "more", ""), *_entries(turn, asked_too[:1])]
        human = turn.say("menu.human")
    else:
        first = _entries(turn, list(dict.fromkeys([*asked_too, *served.facts.related]))[:2])
        human = turn.say("menu.human_long")
    choices = numbered([*first, *_to_a_centre(turn, served.version.concept, turn.compact), (human, "human", "")])
    if turn.understanding.romanised and not turn.contact.latin and not languages()[turn.language].latin:
        choices.append(Choice("9", turn.say("menu.latin"), "latin"))
    return choices


def _asked_too(turn: Turn, concept: str = "") -> list[str]:
    """The concepts of further questions in the message: their answers are one tap away."""
    return [also for also in turn.understanding.also if also != concept and also not in UNSPOKEN]


def _entries(turn: Turn, concepts: Collection[str]) -> list[tuple[str, str, str]]:
    return [(title, "answer", concept) for concept, title in titles(turn, concepts).items()]


def _to_a_centre(turn: Turn, concept: str, short: bool = False) -> list[tuple[str, str, str]]:
    # Support centres are for people who migrate: what an organisation asks does not lead there.
    return [] if _for_organisations(concept) else [to_a_centre(turn, concept, short)]


def titles(turn: Turn, concepts: Collection[str]) -> dict[str, str]:
    """The titles of the concepts that are served, in the order given, each in the nearest language the person reads."""
    found: dict[str, str] = {}
    for code in reading_order(turn.language, turn.pack.source_language):
        left = [concept for concept in concepts if concept not in found]
        if left:
            found |= {c: served.version.title for c, served in serve_each(left, turn.territory, code).items()}
    return {concept: found[concept] for concept in concepts if concept in found}


def _compact(turn: Turn, served: Served, choices: list[Choice]) -> str:
    version = served.version
    year, _, month = version.as_of.partition("-")
    state = turn.say(_state_message(served) + "_short")
    trail = f"{version.cite} {month[:2]}/{year}".replace(" /", " ") + f", {state}. {version.code}"
    menu = " ".join(f"{c.key} {c.label}" for c in choices)
    return "\n".join(part for part in (version.sms, trail, menu) if part)


def withheld(turn: Turn, served: Served) -> None:
    """A draft on a matter where a mistake costs a life here: only whom to ask, and a person."""
    _tally(turn, tally.Kind.UNANSWERED)
    text = turn.say("answer.withheld", title=served.version.title, **contact_words.line(turn.pack))
    turn.ask(text, None, _ways_out(turn, served.version.concept), kind="answer", concept=served.version.concept)


def no_answer(turn: Turn, concept: str) -> None:
    """The question is known, the answer is not written yet: say so, and who can tell."""
    _tally(turn, tally.Kind.UNANSWERED)
    turn.memory.concept = concept
    lines = (turn.say("answer.none"), contact_words.can_tell(turn.pack, turn.language, concept))
    turn.ask("\n".join(filter(None, lines)), None, _ways_out(turn, concept), concept=concept)


def _ways_out(turn: Turn, concept: str = "") -> list[Choice]:
    return numbered([*_to_a_centre(turn, concept), (turn.say("menu.human_long"), "human", "")])


def offer(turn: Turn) -> None:
    """Not sure enough: the likeliest three to choose from, a wish that may be meant among them, and a way out."""
    ranked = [*_asked_too(turn), *_of_this_asker(turn.understanding.ranking)]
    _offer(turn, list(dict.fromkeys(ranked)), _wish(turn))


def follows_up(turn: Turn) -> bool:
    """Whether the message asks 'how much?' or the like right after an answer, and names no matter of its own.

    'And my husband?' is never answered as it stands.
    """
    last = turn.memory.concept
    aspect = follow_ups.aspect(turn.understanding.text)
    asked = aspect == "person" or bool(last and aspect)
    return asked and not turn.memory.busy and (turn.understanding.concept is None or turn.understanding.concept != last)


def follow_up(turn: Turn) -> None:
    """A bare question after an answer: what was answered first, then what the words may mean by themselves."""
    meant = [concept for concept in _of_this_asker(turn.understanding.ranking) if concept not in UNSPOKEN]
    ranked = [turn.memory.concept, *meant]
    _offer(turn, list(dict.fromkeys(filter(None, ranked))), [])


def _offer(turn: Turn, ranked: Sequence[str], wish: Sequence[tuple[str, str, str]]) -> None:
    found = titles(turn, ranked)
    likely = [(found[concept], "answer", concept) for concept in ranked if concept in found][: OFFERED - len(wish)]
    if not likely:
        fallback(turn)
        return
    _tally(turn, tally.Kind.OFFERED)
    turn.memory.offered = [concept for _, _, concept in likely]
    choices = numbered([*wish, *likely])
    choices.append(Choice("0", turn.say("menu.something_else"), "none_of_these"))
    turn.ask(turn.say("offer.which"), "topic", choices, kind="offer")


def _wish(turn: Turn) -> list[tuple[str, str, str]]:
    """The wish that the message may mean, as an entry of the menu."""
    act = turn.understanding.act
    if act == "book":
        return [to_a_centre(turn)]
    return [(turn.say(ACTS[act]), act, "")] if act else []


def _of_this_asker(ranking: Sequence[tuple[str, float]]) -> list[str]:
    """What organisations ask is offered only when an organisation seems to ask: it is the likeliest, or much of it is
    theirs."""
    ranked = [concept for concept, _ in ranking]
    theirs = {concept: share for concept, share in ranking if _for_organisations(concept)}
    asks = ranked[:1] == list(theirs)[:1] or sum(theirs.values()) >= ORGANISATION
    kept = ranked if asks else [concept for concept in ranked if concept not in theirs]
    return [concept for concept in kept if concept not in UNSPOKEN or dict(ranking)[concept] >= SPOKEN]


def _for_organisations(concept: str) -> bool:
    return concept in concepts() and concepts()[concept].for_organisations


def none_of_these(turn: Turn) -> None:
    """None of the offered ones: ask for other words. The wording goes to the mediators; the next failure to one."""
    memory = turn.memory
    if memory.words and not memory.words_about and not memory.busy:
        _tell_mediators(turn, memory.words, memory.offered)
    memory.offered = []
    turn.ask(turn.say("offer.none_of_these"), None, [Choice("1", turn.say("menu.human_long"), "human")])


def fallback(turn: Turn) -> None:
    """Say that it was not understood, what can be asked, and offer a person. The wording goes to the mediators."""
    _tally(turn, tally.Kind.UNANSWERED)
    words = redact(turn.understanding.text)
    if words and not turn.understanding.may_be_danger:
        _tell_mediators(turn, words, [concept for concept, _ in turn.understanding.ranking])
    out_of_scope(turn)


def _tell_mediators(turn: Turn, words: str, ranked: Sequence[str]) -> None:
    """Put a question without an answer, redacted, on the mediators' list; `ranked`: what it came nearest to."""
    Unanswered.objects.create(
        language=turn.understanding.language,
        territory=turn.territory,
        words=words[:400],
        ranking=list(ranked[:3]),
        at=clock.now(),
    )


def out_of_scope(turn: Turn) -> None:
    """What Farol does not know, what it does, and a person."""
    text = turn.say("fallback.scope" if turn.books else "fallback.scope_find")
    turn.ask(text, None, [Choice("1", turn.say("menu.human_long"), "human")])


def more(turn: Turn) -> None:
    """The full text of the last answer, for who got the short one; who has read it is shown how to go on."""
    memory = turn.memory
    if memory.offered and any(choice.do == "none_of_these" for choice in memory.choices):
        turn.ask(turn.say("offer.which"), "topic", memory.choices, kind="offer")
        return
    served = _find(turn, memory.concept)[0] if memory.concept else None
    if served is None or served.withheld:
        turn.ask(turn.say("more.nothing"), None, _ways_out(turn, memory.concept))
    elif not turn.compact:
        turn.ask(turn.say("more.nothing"), None, _next_steps(turn, served))
    else:
        turn.ask(f"{served.version.text}\n\n{_trail(turn, served)}", None, _ways_out(turn, served.version.concept),
                 kind="answer", concept=served.version.concept, receipt=served.version.code)  # fmt: skip


def receipt(turn: Turn, code: str) -> None:
    """What was said under this code, that version, also in the territory's language."""
    version = by_code(code)
    if version is None:
        turn.reply(turn.say("receipt.unknown", code=code))
        return
    turn.memory.concept, turn.memory.receipt = version.concept, version.code
    heading = turn.say("receipt.heading", code=code, as_of=month_year(version.as_of, turn.language))
    turn.reply(f"{heading}\n\n{version.text}", kind="answer", concept=version.concept, receipt=version.code)
    source = _source_text(turn, version)
    if source:
        turn.reply(source, kind="answer", concept=version.concept).language = turn.pack.source_language


def _source_text(turn: Turn, version: AnswerVersion) -> str:
    if version.language == turn.pack.source_language:
        return ""
    served = serve(version.concept, version.territory, turn.pack.source_language)
    return f"{served.version.title}\n\n{served.version.text}\n\n{served.version.code}" if served else ""
