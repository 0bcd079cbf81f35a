"""Writing what was decided at the desk back into the files, as a change that can be read and reviewed.

Only entries that differ are touched: every other line of a file stays as it is. load(export(x)) = x.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from actions.answers.models import ProposedQuestion, PublishedAnswer
from actions.answers.publish import same_words
from actions.answers.texts import Text, text_of
from knowledge.packs import Answer, Pack, concepts
from locales import plain_yaml
from nlu.examples import FAQ

_ENTRY = re.compile(r"^(\w[\w-]*):\s*(?:#.*)?$")
_SAFE_LINE = re.compile(r"[\t\u0085\u2028\u2029\ufeff]")


def answer_files(pack: Pack, folder: Path) -> dict[Path, str]:
    """New contents of the files below `folder` (of one territory) whose answers the desk has changed."""
    changed: dict[Path, dict[str, Text]] = {}
    for row in PublishedAnswer.objects.filter(territory=pack.territory).select_related("version").order_by("concept"):
        in_file = pack.answers.get((row.concept, row.language))
        if row.concept in concepts() and (in_file is None or not same_words(row, in_file)):
            file = folder / "answers" / row.language / f"{concepts()[row.concept].topic}.yml"
            changed.setdefault(file, {})[row.concept] = text_of(row.version)
    return {file: with_entries(_read(file), entries) for file, entries in sorted(changed.items())}


def question_files(folder: Path) -> dict[Path, str]:
    """New contents of the training files below `folder` with the questions that mediators proposed."""
    changed: dict[Path, dict[str, list[str]]] = {}
    for row in ProposedQuestion.objects.filter(exported_at=None).order_by("pk"):
        file = folder / row.language / f"{concepts()[row.concept].topic}.yml"
        changed.setdefault(file, {}).setdefault(row.concept, []).append(row.text)
    found = {}
    for file, questions in sorted(changed.items()):
        content = _read(file) or 'version: "3.1"\n\nnlu:\n'
        for concept, texts in questions.items():
            content = with_questions(content, f"{FAQ}{concept}", file.parent.name, texts)
        found[file] = content
    return found


def mark_exported(now: datetime) -> None:
    """The proposed questions stand in the files now."""
    ProposedQuestion.objects.filter(exported_at=None).update(exported_at=now)


def with_entries(content: str, entries: dict[str, Text]) -> str:
    """A file of answers with these entries in the place of the old ones, or at its end."""
    left = dict(entries)
    content = content if content.endswith("\n") or not content else f"{content}\n"
    written = [
        entry(name, left.pop(name), body) + _blank_end(body) if name in left else body
        for name, body in _blocks(content)
    ]
    return "".join([*written, *(entry(name, text) for name, text in left.items())])


def entry(concept: str, text: Text, before: str = "") -> str:
    """One answer as the files write it; reading it gives exactly `text`.

    Parts that stand in `before`, the old entry, with the same words keep their lines.
    """
    kept = _parts(before)
    in_lines = "".join(f"    {line}\n" if line else "\n" for line in text.text.split("\n"))
    usual = {
        "title": f"  title: {_scalar(text.title)}\n",
        "text": f"  text: |\n{in_lines}",
        "sms": f"  sms: {_scalar(text.sms)}\n",
    }
    parts = [kept.get((name, part), usual[name]) for name, part in _named(text)]
    plain = f"{concept}:\n" + "".join(parts)
    if not _SAFE_LINE.search(text.text) and _reads_back(plain, concept, text):
        return plain
    return f"{concept}:\n" + "".join(f"  {name}: {_quoted(part)}\n" for name, part in _named(text))


def _parts(block: str) -> dict[tuple[str, str], str]:
    """The lines of each part of an entry, by its name and its words."""
    if not block:
        return {}
    (row,) = (plain_yaml.parse(block) or {"": {}}).values()
    pieces = re.split(r"^(?=  (?:title|text|sms):)", block, flags=re.M)[1:]
    named = {piece.strip().partition(":")[0]: piece.rstrip("\n") + "\n" for piece in pieces}
    return {(name, str(row[name]).strip()): lines for name, lines in named.items() if name in row}


def with_questions(content: str, label: str, language: str, texts: Iterable[str]) -> str:
    """A training file with more questions of a label; those it has already are not repeated."""
    known = {
        example["text"] for block in _intents(content) if block["intent"] == label for example in block["examples"]
    }
    new = [text for text in dict.fromkeys(texts) if text not in known]
    lines = [f"  - text: {_quoted(text)}\n    metadata: {{kind: everyday}}\n" for text in new]
    heading = f"- intent: {label}\n"
    start = content.find(heading)
    if start < 0:
        return f"{content.rstrip()}\n\n{heading}  metadata: {{lang: {language}}}\n  examples:\n" + "".join(lines)
    end = content.find("\n- intent: ", start + len(heading))
    block = content[start:] if end < 0 else content[start : end + 1]
    rest = "" if end < 0 else content[end + 1 :]
    return content[:start] + block.rstrip("\n") + "\n" + "".join(lines) + _blank_end(block) + rest


def answers_in(content: str, territory: str, language: str) -> list[Answer]:
    """The answers of a file's content, as `knowledge.packs` reads them."""
    rows = plain_yaml.parse(content) or {}
    return [
        Answer(concept, territory, language, *(str(row[part]).strip() for part in ("title", "text", "sms")))
        for concept, row in rows.items()
    ]


def _blocks(content: str) -> list[tuple[str, str]]:
    """A file as stretches of lines, each with the name of its entry; '' for what stands before the first."""
    found: list[tuple[str, str]] = []
    for line in content.splitlines(keepends=True):
        match = _ENTRY.match(line.rstrip("\n"))
        if match:
            found.append((match[1], line))
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line)
        else:
            found.append(("", line))
    return found


def _blank_end(block: str) -> str:
    """The empty lines with which a stretch ends."""
    return "\n" if block.endswith("\n\n") else ""


def _reads_back(written: str, concept: str, text: Text) -> bool:
    try:
        read = answers_in(written, "", "")
    except (yaml.YAMLError, KeyError, TypeError):
        return False
    return [(a.concept, a.title, a.text, a.sms) for a in read] == [(concept, *text.parts)]


def _scalar(value: str) -> str:
    plain = yaml.safe_dump(value, allow_unicode=True, width=10**6).removesuffix("\n").removesuffix("\n...")
    return plain if "\n" not in plain else _quoted(value)


def _quoted(value: str) -> str:
    return yaml.safe_dump(value, allow_unicode=True, width=10**6, default_style='"').strip()


def _named(text: Text) -> list[tuple[str, str]]:
    return list(zip(("title", "text", "sms"), text.parts, strict=True))


def _intents(content: str) -> list[dict[str, Any]]:
    return [block for block in plain_yaml.parse(content).get("nlu") or [] if isinstance(block.get("examples"), list)]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
