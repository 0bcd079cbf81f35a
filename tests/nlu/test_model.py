"""What was understood travels as JSON and comes back the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nlu.model import Entity, Understanding

UNDERSTOOD = Understanding(
    text="1 mas qual o preço?", language="pt", language_confidence=0.98, language_source="detected",
    language_candidates=("pt",), pending=None, romanised=False, intent="choose", concept="residence_permit_fees",
    ranking=(("residence_permit_fees", 0.8), ("nif", 0.1)), decision="answer", urgent=None,
    entities=(Entity("number", "1", "1"),), choice="1",
)  # fmt: skip


@pytest.mark.parametrize("understood", [UNDERSTOOD, replace(UNDERSTOOD, ranking=(), entities=(), concept=None)])
def test_an_understanding_survives_json(understood: Understanding) -> None:
    assert Understanding.from_dict(json.loads(json.dumps(understood.as_dict()))) == understood


def test_the_ranking_names_concept_and_confidence_best_first() -> None:
    assert UNDERSTOOD.as_dict()["ranking"][0] == {"concept": "residence_permit_fees", "confidence": 0.8}


def test_a_missing_field_is_named() -> None:
    values = UNDERSTOOD.as_dict()
    del values["intent"]
    with pytest.raises(KeyError, match="intent"):
        Understanding.from_dict(values)
