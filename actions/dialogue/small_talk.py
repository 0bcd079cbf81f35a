"""Greetings, help, language, a person: the short exchanges around answers and appointments."""

from __future__ import annotations

from actions.answers import contact_words, handover, tally
from actions.answers.redact import redact
from actions.dialogue import answering
from actions.dialogue.reply import Choice, numbered
from actions.dialogue.turn import Turn
from actions.dialogue.ways import to_a_centre
from locales.catalogue import say
from locales.languages import languages, spoken
from locales.names import own_name
from locales.when import short_moment

ASKED_IN = 4  # languages in which the question stands, the likeliest first


def greet(turn: Turn) -> None:
    """Good day, what Farol does, and three ways in."""
    turn.ask(turn.say("smalltalk.greet" if turn.books else "smalltalk.greet_find"), None, _ways_in(turn))


def help_(turn: Turn) -> None:
    """What can be asked, by example."""
    turn.ask(turn.say("smalltalk.help" if turn.books else "smalltalk.help_find"), None, _ways_in(turn))


def about(turn: Turn) -> None:
    """Who this is: automatic, reviewed answers, not a lawyer, a person one button away."""
    turn.ask(turn.say("smalltalk.about"), None, _ways_in(turn))


def _ways_in(turn: Turn) -> list[Choice]:
    ways = {"menu.find_centre": "find_centre", "menu.human_long": "human", "menu.language": "ask_language"}
    entries = [(turn.say(label), verb, "") for label, verb in ways.items()]
    return numbered(dict.fromkeys([to_a_centre(turn), *entries]))  # where nothing is booked, finding stands there once


def thanks(turn: Turn) -> None:
    """You are welcome."""
    turn.reply(turn.say("smalltalk.welcome"))


def goodbye(turn: Turn) -> None:
    """Until next time."""
    turn.reply(turn.say("smalltalk.goodbye"))


def insult(turn: Turn) -> None:
    """Calm, and a person."""
    turn.ask(turn.say("smalltalk.insult"), None, [Choice("1", turn.say("menu.human_long"), "human")])


def deny(turn: Turn) -> None:
    """A no to nothing in particular."""
    turn.reply(turn.say("smalltalk.all_right"))


def media(turn: Turn) -> None:
    """A voice message, photo, sticker or file: say what can be read instead."""
    kind = turn.media if turn.media in ("voice", "photo", "sticker", "document") else "document"
    turn.reply(turn.say(f"media.{kind}"))


def human(turn: Turn) -> None:
    """A person: the request goes to the mediators, and the territory's phone line is named."""
    words = redact(turn.understanding.text) if turn.understanding.intent == "human" else ""
    handover.ask(turn.contact, turn.language, turn.memory.concept, words, turn.now)
    tally.count(tally.Kind.HANDED_OVER, turn.territory, turn.channel, turn.language, turn.now)
    phones = " / ".join(turn.pack.contact_phones)
    text = turn.say("human.asked", line=turn.pack.contact_name, phones=phones)
    opens = handover.next_opening(turn.territory, turn.now)
    if opens is not None:
        when = short_moment(opens, turn.pack.time_zone, turn.language)
        text += "\n" + turn.say("human.out_of_hours", when=when)
    turn.ask(text, None, numbered([to_a_centre(turn, turn.memory.concept)]), awaits=True)


def ask_language(turn: Turn) -> None:
    """Which language: the likeliest ones first, each named in itself.

    What looks romanised may be a language that Farol does not know: its writer reads Latin letters.
    """
    heard = turn.understanding
    likely = [c for c in heard.language_candidates if c in languages() and languages()[c].speak]
    if likely and heard.romanised:
        likely = list(dict.fromkeys([*likely, spoken("")]))
    everywhere = [known.code for known in languages().values() if known.speak]
    codes = list(dict.fromkeys([*likely, *everywhere]))[:9]
    shown = codes[: max(len(likely), 2)] if heard.language_source == "unsure" and likely else codes
    question = "\n".join(dict.fromkeys(say("language.ask", code) for code in shown[:ASKED_IN]))
    turn.ask(question, "language", numbered([(own_name(c), "language", c) for c in shown]))


def change_language(turn: Turn) -> None:
    """The language named in the message; without one, ask."""
    named = turn.entities("language")
    if named:
        language(turn, named[0].value)
    else:
        ask_language(turn)


def language(turn: Turn, code: str) -> None:
    """Speak `code` from now on, for good, and say the last thing again in it."""
    turn.memory.language, turn.memory.pending = code, None
    turn.memory.forget_question()
    turn.contact.language = turn.contact.language_chosen = code
    turn.contact.latin = False
    turn.contact.save(update_fields=["language", "language_chosen", "latin"])
    if spoken(code, "") != code:
        not_yet(turn, code)
        return
    turn.reply(turn.say("language.changed", language=turn.language_name(code)))
    held, turn.memory.held = turn.memory.held, ""
    if turn.memory.draft is None and (held or turn.memory.concept):
        answering.answer(turn, held or turn.memory.concept)


def not_yet(turn: Turn, code: str) -> None:
    """A language that is recognised but not written yet: say so in the nearest one, who interprets, and 112: danger
    may not be understood in it."""
    names = {"language": turn.language_name(code), "answering": turn.language_name(turn.language)}
    interpreter = contact_words.interpreter(turn.pack, turn.language)
    danger = f"{turn.say('urgent.in_danger')} {turn.say('urgent.for_everyone')}"
    turn.reply("\n".join(filter(None, (turn.say("language.not_yet", **names), interpreter, danger))))


def latin(turn: Turn) -> None:
    """From now on the same language in Latin letters."""
    turn.contact.latin = True
    turn.contact.save(update_fields=["latin"])
    if turn.memory.concept:
        answering.answer(turn, turn.memory.concept)
    else:
        turn.reply(turn.say("smalltalk.all_right"))


def start_again(turn: Turn) -> None:
    """Forget this conversation (not the appointments) and begin anew."""
    before = turn.memory
    turn.memory = type(before)(
        language=before.language, reminders=before.reminders, wrong_references=before.wrong_references
    )
    turn.ask(turn.say("smalltalk.start_again"), None, _ways_in(turn))


def repeat(turn: Turn) -> None:
    """Say the last thing again."""
    if turn.memory.draft is None and turn.memory.concept:
        answering.answer(turn, turn.memory.concept)
    elif turn.memory.draft is None:
        help_(turn)
