"""Messages of danger, and harmless ones that sound alike, which the model behind the phrase lists learns from.

`nlu/urgent/messages/<language>.tsv`: a kind of `nlu.urgent.KINDS`, or `none`, a tab, and the message as a person
would write it. Unlike a listed phrase, a message here raises no alarm by itself: it teaches.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlu.urgent import KINDS, NONE, UrgentError

FOLDER = Path(__file__).parent / "urgent" / "messages"


def read_messages(folder: Path = FOLDER) -> list[tuple[str, str]]:
    """Return every message as (kind or 'none', text), files in alphabetical order.

    Raises UrgentError naming file and line when a line is not a kind, a tab and a text.
    """
    return [message for file in sorted(folder.glob("*.tsv")) for message in _messages(file)]


def _messages(file: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        kind, _, text = line.partition("\t")
        if kind not in (*KINDS, NONE) or not text.strip():
            raise UrgentError(f"{file}, line {number}: write one of {', '.join((*KINDS, NONE))}, a tab and the message")
        yield kind, text.strip()
