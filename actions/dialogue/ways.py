"""How a menu leads to a support centre: by booking where Farol books, else by finding the nearest one."""

from __future__ import annotations

from actions.dialogue.turn import Turn

_BOOK = ("book", "menu.book_long", "menu.book")
_FIND = ("find_centre", "menu.find_centre", "menu.centre")


def to_a_centre(turn: Turn, topic: str = "", short: bool = False) -> tuple[str, str, str]:
    """The entry of a menu (label, verb, value) about `topic`, a concept or a topic; `short` for one line of SMS."""
    verb, label, brief = _BOOK if turn.books else _FIND
    return turn.say(brief if short else label), verb, topic
