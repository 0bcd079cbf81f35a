"""Who is in danger and cannot speak aloud: 'I can't call, he hears me'. The words are in `nlu/unable_to_call.yml`."""

from __future__ import annotations

from pathlib import Path

from nlu.word_lists import holds_one

FILE = Path(__file__).with_name("unable_to_call.yml")


def unable_to_call(text: str) -> bool:
    """Return whether a message says that the person cannot telephone, in any language."""
    return holds_one(text, FILE)
