"""Models of a few questions in a folder each, made in a second, that can be told apart by the needs they know."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from nlu.classifier import Classifier
from nlu.corpus import Corpus
from nlu.examples import Example
from nlu.gate import Gate
from nlu.published import FINGERPRINT
from nlu.train import fingerprint, fit_classifier, fit_gate
from nlu.urgent import read_phrases
from nlu.urgent_model import UrgentModel
from nlu.urgent_train import fit_urgent
from tests.nlu.trained_model import built, examples

SETS = "language\tlabel\tregister\ttext\n" + "".join(
    f"{language}\t{label}\tplain\t{text}\n"
    for language, label, text in (
        ("pt", "tax_number", "preciso de um NIF para o trabalho"),
        ("pt", "health_number", "quero um médico de família no centro de saúde"),
        ("en", "tax_number", "where can I get the tax number NIF"),
        ("en", "health_number", "register me at the health centre please"),
        ("en", "school_enrolment", "my daughter needs a school place"),
    )
)
"""Questions that none of the few questions repeats."""


@cache
def _fitted() -> tuple[Classifier, Gate, UrgentModel]:
    every = examples()
    texts, labels = Corpus.of([one.text for one in every]), [one.label for one in every]
    return fit_classifier(texts, labels), fit_gate(texts, labels), fit_urgent(every, read_phrases()[:30])


def write_model(out: Path, renamed: Mapping[str, str] | None = None, more: list[Example] | None = None) -> Path:
    """Write a whole model into `out`; `renamed` gives labels other names, which makes it answer otherwise."""
    classifier, gate, urgent = _fitted()
    names = renamed or {}
    out.mkdir(parents=True, exist_ok=True)
    replace(classifier, labels=tuple(names.get(label, label) for label in classifier.labels)).save(out)
    gate.save(out)
    urgent.save(out)
    shutil.copytree(built() / "lid", out / "lid")
    (out / FINGERPRINT).write_text(fingerprint([*examples(), *(more or [])]) + str(names), encoding="utf-8")
    return out
