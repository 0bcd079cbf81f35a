"""Models trained at the desk, each in a folder named by the SHA-256 of its files: a name can never mean another model.

A folder appears whole, by renaming, and is never changed.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection
from pathlib import Path

from bot.paths import model_store

KEPT = 3
"""So many of the newest stay beside those that are named; each takes about 40 MB."""


class BrokenModel(RuntimeError):
    """A model is missing or is not what its name says; the message tells which."""


def put(folder: Path) -> str:
    """Move a trained folder, on the disk of the store, into the store; the hash that names it."""
    name = _hash(folder)
    if (place := folder_of(name)).exists():
        shutil.rmtree(folder)
    else:
        folder.rename(place)
    return name


def folder_of(name: str) -> Path:
    """Where the model of a hash lies, if it does."""
    return model_store() / name


def whole(name: str) -> Path:
    """The folder of a model, read and found to be what its name says. Raises `BrokenModel`."""
    folder = folder_of(name)
    if not folder.is_dir():
        raise BrokenModel(f"model {name[:12]} is not in {model_store()}: every server needs that folder (FAROL_MODELS)")
    if _hash(folder) != name:
        raise BrokenModel(f"model {name[:12]} in {model_store()} was damaged: publish another, or train again")
    return folder


def names() -> list[str]:
    """The models of the store, the newest first."""
    store = model_store()
    found = [each for each in store.iterdir() if len(each.name) == 64] if store.is_dir() else []
    return [each.name for each in sorted(found, key=lambda each: -each.stat().st_mtime)]


def forget_old(needed: Collection[str]) -> list[str]:
    """Delete all but the newest and those `needed`; what was deleted."""
    old = [name for name in names()[KEPT:] if name not in needed]
    for name in old:
        shutil.rmtree(folder_of(name))
    return old


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
