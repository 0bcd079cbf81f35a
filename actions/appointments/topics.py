"""What a visit is about, in words."""

from __future__ import annotations

from knowledge.packs import concepts, packs
from locales.catalogue import say

TOPICS = ("regularisation", "family", "nationality", "asylum", "work", "housing", "health", "social")
OTHER = "services"


def subject(territory: str, topic: str, language: str) -> str:
    """The title of a concept, or the name of a topic, in `language` or else the territory's; '' when unknown."""
    pack = packs()[territory]
    answer = pack.answers.get((topic, language)) or pack.answers.get((topic, pack.source_language))
    if answer:
        return answer.title
    name = concepts()[topic].topic if topic in concepts() else topic
    return say(f"topic.{name}", language) if name in (*TOPICS, OTHER) else ""
