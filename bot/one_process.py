"""The assistant in one process: gate, understanding, rules, actions, database and outbox, driven line by line."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any
from unittest import mock

from asgiref.sync import sync_to_async

from bot.setup_django import setup_django

os.environ.setdefault("FAROL_MESSAGES_A_MINUTE", "1000000")  # the clock may stand still for a whole script
setup_django()

from actions import clock  # noqa: E402
from actions.answers import handover  # noqa: E402
from actions.answers.models import Conversation, Handover  # noqa: E402
from actions.appointments import booking  # noqa: E402
from actions.appointments.contacts import contact_for  # noqa: E402
from actions.appointments.erasure import export  # noqa: E402
from actions.appointments.errors import NotBookable, SlotTaken, TooLate  # noqa: E402
from actions.appointments.models import Appointment, Contact  # noqa: E402
from actions.appointments.optouts import is_opted_out  # noqa: E402
from actions.dialogue.reply import Reply  # noqa: E402
from actions.directory.models import Centre  # noqa: E402
from bot.channels.gate import Gate  # noqa: E402
from bot.channels.incoming import Incoming  # noqa: E402
from bot.channels.shape import shape  # noqa: E402
from bot.cli.understand import shown  # noqa: E402
from bot.engine import conversation_texts, gate_for, load_agent  # noqa: E402
from bot.following import follow  # noqa: E402
from bot.prepare import prepare_database  # noqa: E402
from bot.train import train  # noqa: E402
from bot.work import Sent, do_everything_due  # noqa: E402
from knowledge.packs import packs  # noqa: E402
from nlu.model import Understanding  # noqa: E402

CHANNELS = ("sms", "telegram", "web", "whatsapp")
PARTS = {
    "database": "actions.appointments.contacts.Contact.objects.get_or_create",
    "actions": "actions.actions.run",
    "places": "actions.dialogue.booking_steps.find_places",
}


class BadLine(ValueError):
    """A line that asks for nothing known; the message says what is wrong."""


class OneProcess:
    """`line` takes one line and returns what came of it."""

    def __init__(self, gate: Gate, agent: Any) -> None:
        self.gate = gate
        self.agent = agent
        self.broken: str | None = None
        self._numbers = itertools.count(1)
        self._heard: dict[str, Any] | None = None

    @classmethod
    async def start(cls) -> OneProcess:
        """Prepare the database, load the model (training it when there is none), and be ready."""
        await sync_to_async(prepare_database)(demo=True)
        agent = load_agent(train()[0])
        await sync_to_async(follow)()
        return cls(gate_for(agent), agent)

    async def line(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What a message or an event leads to. Raises `BadLine`."""
        if given.get("now"):
            clock.set_now(_moment(given["now"]))
        if "event" in given:
            return await self._event(given)
        result = await self._message(given) if set(given) - {"sender", "inspect", "channel", "now"} else {"replies": []}
        if given.get("inspect"):
            result["state"] = await sync_to_async(self._state)(_channel(given), str(given["sender"]))
        return result

    async def choose_language(self, sender: str, channel: str, language: str) -> None:
        """As if this person had asked for `language` before."""

        def choose() -> None:
            contact = contact_for(channel, sender)
            contact.language = contact.language_chosen = language
            contact.save()

        await sync_to_async(choose)()

    async def _message(self, given: Mapping[str, Any]) -> dict[str, Any]:
        incoming = _incoming(given, f"say-{next(self._numbers)}-{clock.now().timestamp()}")
        with self._breaking(), self._listening():
            replies = await self.gate.receive(incoming) or []
        result: dict[str, Any] = {"replies": [said(r, incoming.channel, incoming.address) for r in replies]}
        result["understood"] = shown(Understanding.from_dict(self._heard)) if self._heard else None
        return result

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        part, self.broken = self.broken, None
        if part is None:
            yield
            return
        with mock.patch(PARTS[part], side_effect=RuntimeError(f"{part} is broken for this line")):
            yield

    @contextmanager
    def _listening(self) -> Iterator[None]:
        from actions import actions

        self._heard, original = None, actions.heard

        def listen(tracker: Any) -> Understanding:
            found = original(tracker)
            self._heard = found.as_dict()
            return found

        with mock.patch.object(actions, "heard", listen):
            yield

    async def _event(self, given: Mapping[str, Any]) -> dict[str, Any]:
        event = given["event"]
        if event == "tick":
            sent = await sync_to_async(do_everything_due)()
            return {"replies": [_sent(s) for s in sent]}
        if event == "take":
            taken = await sync_to_async(_take)(str(given["centre"]), _moment(given["starts"]))
            return {"replies": [], "taken": taken}
        if event == "fail":
            if given.get("part") not in PARTS:
                raise BadLine(f"part must be one of {', '.join(PARTS)}")
            self.broken = str(given["part"])
            return {"replies": []}
        raise BadLine(f"no event {event!r}: tick, take or fail")

    def _state(self, channel: str, sender: str) -> dict[str, Any]:
        contact = Contact.objects.filter(channel=channel, address=sender).first()
        if contact is None:
            return {"bookings": [], "language": None, "opted_out": _opted_out(channel, sender), "handover": False,
                    "stored": []}  # fmt: skip
        visits = Appointment.objects.filter(contact=contact).order_by("pk")
        memory = Conversation.objects.filter(contact=contact).first()
        stored = [{"store": "tables", "content": export(contact)},
                  {"store": "wishes for a person", "content": handover.export(contact)}]  # fmt: skip
        stored += [{"store": "memory", "content": memory.memory}] if memory else []
        stored += [{"store": "conversations", "content": text} for text in conversation_texts(self.agent, contact)]
        return {
            "bookings": [{"ref": v.reference, "centre": v.centre_id, "starts": v.starts.isoformat(),
                          "status": v.status} for v in visits],
            "language": contact.language or None,
            "opted_out": is_opted_out(contact),
            "handover": Handover.objects.filter(contact=contact, state__in=("waiting", "taken")).exists(),
            "stored": stored,
        }  # fmt: skip


def said(reply: Reply, channel: str, address: str) -> dict[str, Any]:
    """A reply as the person on `channel` gets it."""
    form = shape(reply, channel)
    return {
        "to": address,
        "text": form.text,
        "language": reply.language,
        "kind": reply.kind,
        "asks": reply.asks,
        "concept": reply.concept,
        "receipt": reply.receipt,
        "buttons": [{"id": b.id, "label": b.label} for b in form.buttons],
        "attachments": reply.attachments,
        "slots": reply.slots,
        "centres": reply.centres,
    }


def _sent(sent: Sent) -> dict[str, Any]:
    return said(sent.reply, sent.channel, sent.address)


def _opted_out(channel: str, sender: str) -> bool:
    return is_opted_out(Contact(channel=channel, address=sender))


def _channel(given: Mapping[str, Any]) -> str:
    channel = str(given.get("channel", "web"))
    if channel not in CHANNELS:
        raise BadLine(f"channel must be one of {', '.join(CHANNELS)}")
    return channel


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError as error:
        raise BadLine(f"{value!r} is not an ISO time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _incoming(given: Mapping[str, Any], provider_id: str) -> Incoming:
    if "sender" not in given:
        raise BadLine("a message needs a sender")
    location = given.get("location")
    return Incoming(
        channel=_channel(given),
        address=str(given["sender"]),
        provider_id=provider_id,
        text=str(given.get("text") or ""),
        button=str(given.get("button") or ""),
        location=(float(location["lat"]), float(location["lon"])) if location else None,
        media=str(given.get("media") or ""),
        territory=_territory(str(given.get("territory") or "")),
    )


def _territory(given: str) -> str:
    """A territory by its name, or by its country where that has one only: 'fr'."""
    found = [code for code in packs() if given in (code, code.partition("-")[0])]
    if given and len(found) != 1:
        raise BadLine(f"territory must be one of {', '.join(packs())}")
    return found[0] if given else ""


def _take(centre_id: str, starts: datetime) -> int:
    centre = Centre.objects.get(pk=centre_id)
    taken = 0
    try:
        while True:
            stranger = contact_for("web", f"stranger-{centre_id}-{starts.isoformat()}-{taken}")
            booking.book(stranger, centre, starts, 30, centre.offers[0], "", "pt", key=f"take:{stranger.public_id}")
            taken += 1
    except (SlotTaken, NotBookable, TooLate):
        return taken
