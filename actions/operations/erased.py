"""Who was erased, as keyed hashes, in the database and in a file that no backup brings back.

A backup made before an erasure still holds the person. Restoring it erases again everybody on this list whose contact
is older than the erasure; who came back afterwards is another contact and stays.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from actions import clock
from actions.appointments.models import Contact
from actions.appointments.optouts import address_hash
from actions.operations.models import ErasedContact

logger = logging.getLogger("farol.operations")

KEPT = timedelta(days=400)  # no backup may be kept, or restored, for longer


def remember(instance: Contact, **signal: Any) -> None:
    """Put a contact on the list; called whenever one is deleted, in the same transaction."""
    now = clock.now()
    key = address_hash(instance.channel, instance.address)
    ErasedContact.objects.update_or_create(address_hash=key, defaults={"erased_at": now})
    transaction.on_commit(lambda: _append(key, now), robust=True)


def erased() -> dict[str, datetime]:
    """When each address was last erased, by its hash: the database's list and the file's."""
    rows = dict(ErasedContact.objects.values_list("address_hash", "erased_at"))
    return latest(rows, _read(erased_file()))


def latest(*lists: Mapping[str, datetime]) -> dict[str, datetime]:
    """Several lists as one: the last erasure of each."""
    found: dict[str, datetime] = {}
    for each in lists:
        for key, at in each.items():
            found[key] = max(at, found.get(key, at))
    return found


def keep(erasures: Mapping[str, datetime]) -> None:
    """Make the database's list and the file hold `erasures`."""
    ErasedContact.objects.all().delete()
    ErasedContact.objects.bulk_create(ErasedContact(address_hash=k, erased_at=at) for k, at in erasures.items())
    _write(erasures.items())


def to_erase_again(erasures: Mapping[str, datetime]) -> list[Contact]:
    """The contacts of the database that were erased after they were made."""
    found = []
    for contact in Contact.objects.iterator():
        at = erasures.get(address_hash(contact.channel, contact.address))
        if at is not None and contact.created <= at:
            found.append(contact)
    return found


def forget_old() -> int:
    """Forget erasures that no backup can be older than; how many."""
    since = clock.now() - KEPT
    old = ErasedContact.objects.filter(erased_at__lt=since)
    count = old.count()
    if count:
        old.delete()
        _write((key, at) for key, at in _read(erased_file()).items() if at >= since)
    return count


def erased_file() -> Path:
    """The file (`FAROL_ERASED`): on a disk that outlives the database."""
    return Path(settings.FAROL_ERASED)


def _append(key: str, at: datetime) -> None:
    file = erased_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as handle:
        handle.write(f"{key}\t{at.isoformat()}\n")  # one short write: several processes append


def _write(erasures: Iterable[tuple[str, datetime]]) -> None:
    file = erased_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text("".join(f"{key}\t{at.isoformat()}\n" for key, at in erasures), encoding="ascii")
    fresh.replace(file)


def _read(file: Path) -> dict[str, datetime]:
    if not file.exists():
        return {}
    found: dict[str, datetime] = {}
    for line in file.read_text(encoding="ascii").splitlines():
        key, _, at = line.partition("\t")
        try:
            moment = datetime.fromisoformat(at)
        except ValueError:  # the disk was full in the middle of a line
            logger.warning("a line of %s cannot be read", file.name)
            continue
        found[key] = max(moment, found.get(key, moment))
    return found
