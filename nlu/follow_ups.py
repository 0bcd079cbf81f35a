"""What people type right after an answer without naming the matter: 'how much?', 'and my wife?', 'nobody answers'.

The wordings are in `nlu/follow_ups.yml`, per language and aspect.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from locales import plain_yaml
from nlu.normalise import normalise

FILE = Path(__file__).with_name("follow_ups.yml")
_END = re.compile(r"[.,;!?？؟।。，\n]+")
ASPECTS = ("cost", "papers", "time", "where", "person", "stuck")


class FollowUpsError(ValueError):
    """The file of wordings is wrong; the message names the place and the cure."""


def aspect(text: str) -> str | None:
    """Return cost, papers, time, where, person (the same for somebody else) or stuck (it was done, and does not work)
    for a message that says only that, of a matter it does not name; else None. Of several such questions the first."""
    known = _wordings()
    parts = [normalise(part) for part in _END.split(text) if normalise(part)]
    said = [known.get(part) for part in parts]
    return known.get(normalise(text)) or (said[0] if said and all(said) else None)


@cache
def _wordings() -> dict[str, str]:
    found: dict[str, str] = {}
    for language, aspects in plain_yaml.parse(FILE.read_text(encoding="utf-8")).items():
        if set(aspects) - set(ASPECTS):
            raise FollowUpsError(f"{FILE.name}, {language}: use only {', '.join(ASPECTS)}")
        for name, texts in aspects.items():
            if not all(isinstance(text, str) for text in texts):
                raise FollowUpsError(f"{FILE.name}, {language}, {name}: put quotes around every wording")
            found |= {normalise(text): name for text in texts}
    return found
