"""Which wording of a message a person read: people need to prove later what they were told."""

from __future__ import annotations

import hashlib

from locales.catalogue import wording


def version(message: str, language: str) -> str:
    """Twelve figures of the SHA-256 of a message's text in a language: with the catalogue's history, the very words."""
    return hashlib.sha256(wording(message, language).encode()).hexdigest()[:12]
