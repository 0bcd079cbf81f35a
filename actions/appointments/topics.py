"""What a visit is about, in words."""

from __future__ import annotations

from knowledge.packs import concepts, packs
from locales.catalogue import say
from locales.languages import reading_order

TOPICS = ("regularisation", "family", "nationality", "asylum", "work", "housing", "health", "social")
OTHER = "services"


def topic_of(matter: str) -> str:
    """The topic of a concept; a topic is its own."""
    return concepts()[matter].topic if matter in concepts() else matter


def subject(territory: str, topic: str, language: str) -> str:
    """The title of a concept in the nearest language that readers of `language` read, or the name of a topic; '' when
    unknown."""
    pack = packs()[territory]
    answer = pack.answer_in(topic, reading_order(language, pack.source_language))
    if answer:
        return answer.title
    name = topic_of(topic)
    return say(f"topic.{name}", language) if name in (*TOPICS, OTHER) else ""
