"""How a centre is reached, as its coordinators correct it: their word stands until the files say something new.

`Centre.edited` notes for each corrected field what the files said then (`file`) and, once they say another thing, that
(`new`). Three values decide at each load: that of the files then, that of the files now, and the desk's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.directory.models import Centre

EDITABLE = ("address", "phone", "booking_mode", "booking_url", "confirmed_by", "confirmed_on")


def edit(centre: Centre, values: Mapping[str, Any]) -> list[str]:
    """Write a coordinator's `values` (fields of EDITABLE) and save; returns the names of what changed."""
    notes = dict(centre.edited)
    changed = [name for name in EDITABLE if name in values and values[name] != getattr(centre, name)]
    for name in changed:
        note = notes.pop(name, {"file": plain(getattr(centre, name))})
        if plain(values[name]) != note.get("new", note["file"]):  # else the files say the same
            notes[name] = note
        setattr(centre, name, values[name])
    centre.edited = notes
    centre.save(update_fields=[*changed, "edited"])
    return changed


def merge(centre: Centre, from_file: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What a load is to write, the notes included, and the fields that moved both in the files and at the desk."""
    values, notes, conflicts = dict(from_file), {}, []
    for name, note in centre.edited.items():
        said, own = plain(values[name]), plain(getattr(centre, name))
        if said == own:
            continue  # the desk's word has come into the files
        del values[name]
        notes[name] = {"file": note["file"]}
        if said != note["file"]:
            notes[name]["new"] = said
            conflicts.append(name)
    return {**values, "edited": notes}, conflicts


def take_files(centre: Centre, name: str) -> None:
    """Give up the desk's word for what the files say now. Raises KeyError where they say nothing new."""
    notes = dict(centre.edited)
    said = notes.pop(name)["new"]
    setattr(centre, name, date.fromisoformat(said) if name == "confirmed_on" and said else said)
    centre.edited = notes
    centre.save(update_fields=[name, "edited"])


def conflicts(centre: Centre) -> list[tuple[str, str]]:
    """(field, what the files say now) for each field in which they moved after the desk had."""
    return [(name, note["new"] or "") for name, note in centre.edited.items() if "new" in note]


def plain(value: Any) -> Any:
    """A value as JSON keeps it: days as ISO text."""
    return value.isoformat() if isinstance(value, date) else value
