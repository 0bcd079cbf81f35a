"""What a visit is about, in words."""

from __future__ import annotations

from knowledge.packs import concepts, packs
from locales.catalogue import say
from locales.languages import reading_order

TOPICS = ("regularisation", "family", "nationality", "asylum", "work", "housing", "health", "social")
OTHER = "services"


def subject(territory: str, topic: str, language: str) -> str:
    """The title of a concept in the nearest language that readers of `language` read, or the name of a topic; '' when
    unknown."""
    pack = packs()[territory]
    answer = pack.answer_in(topic, reading_order(language, pack.source_language))
    if answer:
        return answer.title
    name = concepts()[topic].topic if topic in concepts() else topic
    return say(f"topic.{name}", language) if name in (*TOPICS, OTHER) else ""
