"""Who may open what: one table, each role against each address. An address that is not in the table fails the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from actions.appointments import queue
from actions.appointments.models import Appointment, QueueEntry
from actions.directory.models import Centre
from bot.desk.accounts import invitations
from bot.desk.models import Invitation, Profile, Role
from tests.desk.conftest import SignIn
from tests.desk.test_today import make_visit

ROLES = (Role.FRONT_DESK, Role.MEDIATOR, Role.COORDINATOR, Role.ADMINISTRATOR)
ANYBODY = frozenset({"stranger", *ROLES})
STAFF = frozenset(ROLES)
DESK = frozenset({Role.FRONT_DESK, Role.COORDINATOR})
COUNTER = frozenset({Role.FRONT_DESK, Role.MEDIATOR, Role.COORDINATOR})
MEDIATORS = frozenset({Role.MEDIATOR})
COORDINATORS = frozenset({Role.COORDINATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
MEDIATION = frozenset({Role.MEDIATOR, Role.ADMINISTRATOR})
TRAINING = frozenset({Role.MEDIATOR, Role.COORDINATOR, Role.ADMINISTRATOR})

# name of the address: who may open it. What stands for the ids is in `values`.
TABLE: dict[str, frozenset[str]] = {
    "receipts": ANYBODY,
    "healthz": ANYBODY,
    "login": ANYBODY,
    "logout": ANYBODY,
    "language": ANYBODY,
    "demonstration": ANYBODY,
    "second-factor": ANYBODY,
    "second-factor-set-up": ANYBODY,
    "invitation": ANYBODY,
    "home": STAFF,
    "accounts": ADMINISTRATORS,
    "invite": ADMINISTRATORS,
    "account": ADMINISTRATORS,
    "audit": ADMINISTRATORS,
    "today": DESK,
    "day": DESK,
    "day-rows": DESK,
    "day-paper": DESK,
    "day-copy": DESK,
    "unfinished": DESK,
    "call-next": DESK,
    "walk-in": DESK,
    "sheet": DESK,
    "sheet-paper": DESK,
    "contact": DESK,
    "visit-level": DESK,
    "visit-step": DESK,
    "queue-step": DESK,
    "finish": DESK,
    "hand-over": DESK,
    "number": DESK,
    "coming": DESK,
    "coming-centre": DESK,
    "visit-write": DESK,
    "visit-move": DESK,
    "visit-cancel": DESK,
    "visit-told": DESK,
    "counter": COUNTER,
    "counter-detect": COUNTER,
    "counter-language": COUNTER,
    "counter-ask": COUNTER,
    "counter-answer": COUNTER,
    "counter-slip": COUNTER,
    "services": COUNTER,
    "counter-triage": DESK,
    "counter-walk-in": DESK,
    "counter-number": DESK,
    "centres": COORDINATORS,
    "centre": COORDINATORS,
    "centre-notice": COORDINATORS,
    "centre-contact": COORDINATORS,
    "centre-contact-files": COORDINATORS,
    "centre-hours": COORDINATORS,
    "hours-remove": COORDINATORS,
    "centre-closures": COORDINATORS,
    "closure-remove": COORDINATORS,
    "centre-desks": COORDINATORS,
    "desk-switch": COORDINATORS,
    "centre-absences": COORDINATORS,
    "absence-remove": COORDINATORS,
    "statistics": COORDINATORS,
    "statistics-export": COORDINATORS,
    "answers": MEDIATION,
    "answers-work": MEDIATION,
    "answers-calendar": MEDIATION,
    "answer-conflict": MEDIATION,
    "answer-decide": MEDIATION,
    "answer": MEDIATION,
    "answer-check": MEDIATION,
    "answer-approve": MEDIATION,
    "answer-save": MEDIATION,
    "answer-withdraw": MEDIATION,
    "question-box": MEDIATION,
    "unanswered": MEDIATION,
    "unanswered-settle": MEDIATION,
    "training": TRAINING,
    "training-live": TRAINING,
    "training-start": TRAINING,
    "training-rollback": TRAINING,
    "people": MEDIATION,
    "people-live": MEDIATION,
    "conversation": MEDIATION,
    "conversation-live": MEDIATION,
    "conversation-take": MEDIATION,
    "conversation-write": MEDIATION,
    "conversation-give-back": MEDIATION,
    "conversation-close": MEDIATION,
}
# These ask themselves who is there; test_signing_in holds them.
SIGNING_IN = frozenset({"login", "logout", "demonstration", "second-factor", "second-factor-set-up"})


def addresses(resolver: URLResolver) -> Iterator[URLPattern]:
    """Every address of the desk."""
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from addresses(item)
        else:
            yield item


def ids(centre: Centre, visit: Appointment, entry: QueueEntry) -> dict[str, object]:
    """What stands in the addresses."""
    return {
        "centre_id": centre.pk, "reference": visit.reference, "pk": entry.ticket_id, "step": "left", "outcome": "left",
        "language": "hi", "concept": "tax_number", "desk_id": "demo-braga-1", "token": "none",
        "territory": "pt", "number": 1,
    }  # fmt: skip


PATTERNS = {pattern.name: pattern for pattern in addresses(get_resolver())}


def test_every_address_is_in_the_table() -> None:
    assert set(PATTERNS) == set(TABLE)


@pytest.mark.parametrize("who", ["stranger", *ROLES])
def test_each_role_opens_what_the_table_says_and_nothing_else(sign_in: SignIn, centre: Centre, who: str) -> None:
    visit = make_visit(centre)
    entry = queue.walk_in(centre, "work", "en")
    invitations.invite("eva", [Role.MEDIATOR], by="ana")
    browser = Client() if who == "stranger" else sign_in(who)
    values = ids(centre, visit, entry)
    wrong = []
    for name, allowed in TABLE.items():
        if name in SIGNING_IN:
            continue
        pattern = PATTERNS[name].pattern
        address = reverse(name, kwargs={key: values[key] for key in pattern.converters})
        for method in (browser.get, browser.post):
            answer = method(address)
            opened = answer.status_code != 403 and not answer.headers.get("Location", "").startswith("/desk/login")
            if name in ("login", "logout", "second-factor", "second-factor-set-up"):
                continue  # these say themselves who is meant; test_signing_in holds them
            if opened != (who in allowed):
                wrong.append((name, method.__name__, answer.status_code))
    assert wrong == [], wrong


def test_an_account_without_its_second_factor_opens_nothing(sign_in: SignIn, centre: Centre) -> None:
    browser = sign_in(*ROLES, verified=False)
    for name, allowed in TABLE.items():
        if allowed == ANYBODY or PATTERNS[name].pattern.converters:
            continue
        assert browser.get(reverse(name)).headers["Location"] == "/desk/second-factor", name


def test_an_account_without_roles_or_profile_opens_nothing(sign_in: SignIn, centre: Centre) -> None:
    browser = sign_in()
    assert browser.get(f"/desk/today/{centre.pk}").status_code == 403
    Profile.objects.all().delete()
    assert browser.get(f"/desk/today/{centre.pk}").headers["Location"].startswith("/desk/login")


def test_every_form_needs_the_token_of_its_session(sign_in: SignIn, centre: Centre) -> None:
    visit = make_visit(centre)
    browser = sign_in(*ROLES, enforce_csrf_checks=True)
    entry = queue.walk_in(centre, "work", "en")
    values = ids(centre, visit, entry)
    for name, pattern in PATTERNS.items():
        if name in ("receipts", "healthz"):
            continue
        address = reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters})
        assert browser.post(address).status_code == 403, name
    entry.refresh_from_db()
    assert entry.ended is None and Invitation.objects.count() == 0
