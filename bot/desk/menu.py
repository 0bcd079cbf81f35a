"""The pages of the menu and who sees each. A page stands here only once it works."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from bot.desk.models import Role


@dataclass(frozen=True)
class Entry:
    """One line of the menu: the key of its words, the name of its address, and the roles that see it."""

    key: str
    url: str
    roles: frozenset[str]


PAGES = (
    Entry("menu.today", "today", frozenset({Role.FRONT_DESK, Role.COORDINATOR})),
    Entry("menu.coming", "coming", frozenset({Role.FRONT_DESK, Role.COORDINATOR})),
    Entry("menu.counter", "counter", frozenset({Role.FRONT_DESK, Role.MEDIATOR, Role.COORDINATOR})),
    Entry("menu.services", "services", frozenset({Role.FRONT_DESK, Role.MEDIATOR, Role.COORDINATOR})),
    Entry("menu.centres", "centres", frozenset({Role.COORDINATOR})),
    Entry("menu.statistics", "statistics", frozenset({Role.COORDINATOR})),
    Entry("menu.accounts", "accounts", frozenset({Role.ADMINISTRATOR})),
    Entry("menu.audit", "audit", frozenset({Role.ADMINISTRATOR})),
    Entry("mediation.menu.answers", "answers", frozenset({Role.MEDIATOR, Role.ADMINISTRATOR})),
    Entry("mediation.menu.unanswered", "unanswered", frozenset({Role.MEDIATOR, Role.ADMINISTRATOR})),
    Entry("mediation.menu.box", "question-box", frozenset({Role.MEDIATOR, Role.ADMINISTRATOR})),
    Entry("mediation.menu.people", "people", frozenset({Role.MEDIATOR, Role.ADMINISTRATOR})),
    Entry("training.menu", "training", frozenset({Role.MEDIATOR, Role.COORDINATOR, Role.ADMINISTRATOR})),
)
TABLES = Entry("menu.tables", "tables:index", frozenset({Role.ADMINISTRATOR}))  # only where FAROL_ADMIN is set


def entries(roles: Collection[str]) -> list[Entry]:
    """The pages that an account with these roles may open, in the order of the menu; the first is its home."""
    pages = (*PAGES, TABLES) if settings.FAROL_ADMIN else PAGES
    return [entry for entry in pages if entry.roles & frozenset(roles)]
