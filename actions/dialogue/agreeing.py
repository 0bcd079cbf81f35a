"""What counts as a yes where yes or no decides: to book, move, cancel or erase."""

from __future__ import annotations

from actions.dialogue.beside import sign
from actions.dialogue.turn import Turn
from actions.directory.models import Centre
from nlu.choices import begins_with_yes, only_fine, yes_or_no
from nlu.keeping import keeps
from nlu.places import place


def merely_polite(turn: Turn) -> bool:
    """Whether 'ok, thanks' follows something else than the question: then it is no yes to it."""
    asked = turn.memory.asks == "confirm" and turn.memory.aside
    polite = turn.understanding.intent in ("affirm", "choose", "thanks")
    return asked and polite and only_fine(turn.understanding.text, turn.understanding.language)


def would_cancel(turn: Turn) -> bool:
    """Whether the question is if a visit is to be cancelled."""
    draft = turn.memory.draft
    return turn.memory.asks == "confirm" and draft is not None and draft.purpose == "cancel"


def agrees_to_cancel(turn: Turn) -> bool:
    """Whether 'yes, cancel' answers whether to cancel, instead of asking for it anew."""
    heard = turn.understanding
    return heard.intent == "cancel" and would_cancel(turn) and begins_with_yes(heard.text, heard.language)


def keeps_visit(turn: Turn) -> tuple[str, str] | None:
    """What 'keep it', 'please don't cancel' asks for: to come, to change nothing, or only to see the visits."""
    draft = turn.memory.draft
    if turn.understanding.intent in ("urgent", "faq") or not keeps(turn.understanding.text):
        return None
    if draft is not None:
        return ("reject", "") if draft.purpose in ("cancel", "move") else None
    if turn.memory.menu in turn.memory.reminders:
        return "come", turn.memory.reminders[turn.memory.menu]
    return ("appointments", "") if turn.visits_before else None


def clear_yes(turn: Turn) -> bool:
    """Whether the message itself says yes; 'I will come' sounds like one, and is the opposite where it cancels."""
    text, language = turn.understanding.text, turn.understanding.language
    return bool(yes_or_no(text, language) or sign(text) or begins_with_yes(text, language))


def another_town(turn: Turn) -> bool:
    """Whether yes or no in a booking comes with another town: 'sorry, not Setúbal, Faro'."""
    draft = turn.memory.draft
    named = {place(entity.value).municipality for entity in turn.entities("place")}
    asked = turn.memory.asks in ("confirm", "slot", "date")
    if not named or not asked or draft is None or draft.purpose != "book" or not draft.centre:
        return False
    unclear = turn.understanding.intent in ("affirm", "deny", "choose", "change", "unsure", "nlu_fallback")
    return unclear and bool(named - {Centre.objects.get(pk=draft.centre).municipality})
