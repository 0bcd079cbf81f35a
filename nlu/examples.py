"""Training questions, read from the Rasa YAML files `nlu/data/<language>/*.yml` without importing Rasa."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from locales import plain_yaml

DATA = Path(__file__).with_name("data")
FAQ = "faq/"


@dataclass(frozen=True)
class Example:
    """One training question: its text, `faq/<concept>` or a dialogue intent, ISO language, and kind of wording."""

    text: str
    label: str
    language: str
    kind: str = "everyday"
    source: str = ""
    """File it came from, for messages."""


class ExamplesError(ValueError):
    """A training file cannot be read; the message names the file, the place and the cure."""


def concept_of(label: str) -> str | None:
    """Return the concept of a label `faq/<concept>`, or None for a dialogue intent."""
    return label[len(FAQ) :] if label.startswith(FAQ) else None


def read_examples(folder: Path = DATA) -> list[Example]:
    """Return every example below `folder`, files in alphabetical order.

    Raises ExamplesError when a file is not in Rasa's format for intents with a language, or when there is none.
    """
    files = sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")])
    if not files:
        raise ExamplesError(f"{folder}: no training questions found; expected <language>/*.yml")
    return [example for file in files for example in _read_file(file)]


def _read_file(file: Path) -> Iterator[Example]:
    try:
        content = plain_yaml.parse(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ExamplesError(f"{file}: not valid YAML: {error}") from error
    blocks = content.get("nlu") if isinstance(content, dict) else None
    if not isinstance(blocks, list):
        raise ExamplesError(f"{file}: expected 'nlu:' followed by a list of intents")
    for block in blocks:
        if not isinstance(block, dict) or not isinstance(block.get("intent"), str):
            raise ExamplesError(f"{file}: every item under 'nlu:' needs 'intent:' with a name")
        yield from _read_intent(file, block)


def _read_intent(file: Path, block: dict[str, Any]) -> Iterator[Example]:
    label = block["intent"]
    language = (block.get("metadata") or {}).get("lang")
    if not language:
        raise ExamplesError(f"{file}: intent {label}: add 'metadata: {{lang: xx}}' with the ISO language code")
    examples = block.get("examples")
    if isinstance(examples, str):
        items: list[Any] = [line.removeprefix("- ") for line in examples.splitlines() if line.strip()]
    elif isinstance(examples, list):
        items = examples
    else:
        raise ExamplesError(f"{file}: intent {label}: 'examples:' must be a list of questions")
    for item in items:
        values = item if isinstance(item, dict) else {"text": item}
        text = values.get("text")
        if not isinstance(text, str) or not text.strip():
            raise ExamplesError(
                f"{file}: intent {label}: {item!r} is not a question; quote words like yes, no and numbers"
            )
        kind = (values.get("metadata") or {}).get("kind", "everyday")
        yield Example(text.strip(), label, str(language), str(kind), file.name)
