"""Before the visit: the order of the list, reviewed sentences only, moves and cancellations that reach the person."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client

from actions.appointments import triage
from actions.appointments.models import Appointment, Contact, MustReach, OutboxMessage, Status
from actions.dialogue.notices import notice
from actions.directory.models import Centre
from bot.desk.models import Role
from tests.desk.conftest import MONDAY, SignIn
from tests.desk.test_today import make_visit


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(Role.FRONT_DESK)


def test_the_most_pressing_stand_first_then_who_lacks_papers(desk: Client, centre: Centre) -> None:
    plain = make_visit(centre, 11, 0, "+351900000001")
    papers = make_visit(centre, 12, 0, "+351900000002")
    triage.keep(papers, triage.Answers(missing=["passport"]))
    urgent = make_visit(centre, 14, 0, "+351900000003")
    triage.keep(urgent, triage.Answers(facts=["no_roof"]))
    shown = desk.get(f"/desk/coming/{centre.pk}").content.decode()
    places = [shown.index(visit.reference) for visit in (urgent, papers, plain)]
    assert places == sorted(places)


def test_a_sentence_goes_out_in_the_persons_language_and_is_shown_in_both_before(desk: Client, centre: Centre) -> None:
    visit = make_visit(centre, 14, 0, language="en")
    visit.contact.language = "en"
    visit.contact.save()
    triage.keep(visit, triage.Answers(missing=["passport"]))
    shown = desk.get(f"/desk/visits/{visit.reference}").content.decode()
    assert "Traga, se" in shown or "Leve, se" in shown or "booking" not in shown
    assert "passport or identity document. Is one missing" in shown
    desk.post(f"/desk/visits/{visit.reference}/write", {"sentence": "bring"})
    message = OutboxMessage.objects.get(template="desk_note")
    reply = notice(message, MONDAY)
    assert reply.language == "en" and "passport" in reply.text
    assert [choice.do for choice in reply.choices][:3] == ["come", "cancel", "another_day"]


def test_only_sentences_that_are_true_of_the_visit_can_be_sent(desk: Client, centre: Centre) -> None:
    visit = make_visit(centre, 14, 0)
    for sentence in ("bring", "interpreter", "moved", "anything"):
        assert desk.post(f"/desk/visits/{visit.reference}/write", {"sentence": sentence}).status_code == 404
    assert OutboxMessage.objects.count() == 0


def test_who_cannot_be_written_to_first_is_left_to_the_desk(desk: Client, centre: Centre) -> None:
    visit = make_visit(centre, 14, 0)
    Contact.objects.update(channel="web")
    assert desk.post(f"/desk/visits/{visit.reference}/write", {"sentence": "ask"}).status_code == 404
    moved = desk.post(f"/desk/visits/{visit.reference}/move", {"starts": "2026-11-24T10:00:00+00:00"}, follow=True)
    assert "somebody must tell them" in moved.content.decode()
    assert OutboxMessage.objects.count() == 0


def test_a_move_tells_the_person_the_new_time(desk: Client, centre: Centre) -> None:
    visit = make_visit(centre, 14, 0)
    page = desk.get(f"/desk/visits/{visit.reference}/move").content.decode()
    assert "2026-11-24" in page
    desk.post(f"/desk/visits/{visit.reference}/move", {"starts": "2026-11-24T10:00:00+00:00"})
    visit = Appointment.objects.get(pk=visit.pk)
    assert visit.starts == datetime(2026, 11, 24, 10, tzinfo=timezone.utc)
    message = OutboxMessage.objects.get(template="desk_note")
    assert "24/11" in notice(message, MONDAY).text
    refused = desk.post(f"/desk/visits/{visit.reference}/move", {"starts": "2026-11-24T03:00:00+00:00"})
    assert refused.url.endswith("/move")


def test_a_cancellation_needs_a_reason_offers_other_times_and_stays_until_the_person_knows(
    desk: Client, centre: Centre
) -> None:
    visit = make_visit(centre, 14, 0)
    address = f"/desk/visits/{visit.reference}/cancel"
    desk.post(address, {"reason": " "})
    assert Appointment.objects.get(pk=visit.pk).status == Status.BOOKED
    desk.post(address, {"reason": "the adviser is ill"})
    assert Appointment.objects.get(pk=visit.pk).status == Status.CANCELLED_BY_CENTRE
    assert len(MustReach.objects.get().replacements) >= 2
    assert "To be told" in desk.get(f"/desk/coming/{centre.pk}").content.decode()
    desk.post(f"/desk/visits/{visit.reference}/told")
    assert "To be told" not in desk.get(f"/desk/coming/{centre.pk}").content.decode()


def test_what_was_not_delivered_is_marked(desk: Client, centre: Centre) -> None:
    visit = make_visit(centre, 14, 0)
    desk.post(f"/desk/visits/{visit.reference}/write", {"sentence": "ask"})
    OutboxMessage.objects.update(state="uncertain")
    assert "uncertain" in desk.get(f"/desk/coming/{centre.pk}").content.decode()


def test_visits_of_another_centre_can_be_neither_written_to_nor_changed(desk: Client, other_centre: Centre) -> None:
    visit = make_visit(other_centre, 14, 0)
    assert desk.get(f"/desk/coming/{other_centre.pk}").status_code == 404
    assert desk.get(f"/desk/visits/{visit.reference}/move").status_code == 404
    for step in ("write", "move", "cancel", "told"):
        given = {"sentence": "ask", "reason": "x", "starts": (MONDAY + timedelta(days=1)).isoformat()}
        assert desk.post(f"/desk/visits/{visit.reference}/{step}", given).status_code == 404
    assert Appointment.objects.get(pk=visit.pk).status == Status.BOOKED
