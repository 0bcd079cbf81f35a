"""Training questions are read from Rasa's files without Rasa, and a mistake is named with its place and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.examples import DATA, Example, ExamplesError, concept_of, read_examples
from nlu.train import fingerprint

FILE = """version: "3.1"
nlu:
- intent: faq/nif
  metadata: {lang: pt}
  examples:
  - text: "como peço o NIF?"
    metadata: {kind: question}
  - text: " NIF onde "
- intent: greet
  metadata: {lang: pt}
  examples: |
    - olá
    - bom dia
"""


def _read(tmp_path: Path, content: str) -> list[Example]:
    (tmp_path / "pt").mkdir(exist_ok=True)
    (tmp_path / "pt" / "numbers.yml").write_text(content, encoding="utf-8")
    return read_examples(tmp_path)


def test_text_label_language_kind_and_file_are_read(tmp_path: Path) -> None:
    assert _read(tmp_path, FILE) == [
        Example("como peço o NIF?", "faq/nif", "pt", "question", "numbers.yml"),
        Example("NIF onde", "faq/nif", "pt", "everyday", "numbers.yml"),
        Example("olá", "greet", "pt", "everyday", "numbers.yml"),
        Example("bom dia", "greet", "pt", "everyday", "numbers.yml"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nlu: [", "not valid YAML"),
        ("stories: []", "expected 'nlu:'"),
        ("nlu:\n- examples: [a]", "needs 'intent:'"),
        ("nlu:\n- intent: greet\n  examples: [olá]", "add 'metadata"),
        ("nlu:\n- intent: greet\n  metadata: {lang: pt}\n  examples: {a: b}", "must be a list"),
        ("nlu:\n- intent: greet\n  metadata: {lang: pt}\n  examples: [yes]", "quote words like yes"),
        ("nlu:\n- intent: greet\n  metadata: {lang: pt}\n  examples: [{text: ' '}]", "is not a question"),
    ],
)
def test_a_mistake_is_named_with_file_and_cure(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ExamplesError, match=message) as error:
        _read(tmp_path, content)
    assert "numbers.yml" in str(error.value)


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ExamplesError, match="no training questions"):
        read_examples(tmp_path)


def test_only_labels_of_concepts_have_a_concept() -> None:
    assert concept_of("faq/tax_number") == "tax_number"
    assert concept_of("greet") is None


def test_the_order_of_questions_does_not_change_the_name_of_the_model_but_a_question_does(tmp_path: Path) -> None:
    every = _read(tmp_path, FILE)
    assert fingerprint(every) == fingerprint(every[::-1])
    assert fingerprint(every) != fingerprint(every[1:])


def test_every_question_of_the_project_is_read_with_a_language() -> None:
    every = read_examples(DATA)
    assert len(every) > 10_000
    assert {"pt", "en", "fr", "es", "uk", "hi"} <= {example.language for example in every}
