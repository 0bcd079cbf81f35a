"""A contract of a provider's API, read from `tests/contracts/`, and the checking of values against it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

CONTRACTS = Path(__file__).resolve().parent.parent / "contracts"


def contract(name: str) -> dict[str, Any]:
    """The contract `tests/contracts/<name>.yml`."""
    return dict(yaml.safe_load((CONTRACTS / f"{name}.yml").read_text(encoding="utf-8")))


def limits(value: str, field: dict[str, Any]) -> list[str]:
    """What is wrong with a text, by the field's length, bytes, pattern and words."""
    wrong = []
    for unit, size in (("length", len(value.encode("utf-16-le")) // 2), ("bytes", len(value.encode()))):
        low, high = field.get(unit, (None, None))
        if (low is not None and size < low) or (high is not None and size > high):
            wrong.append(f"{size} {unit}, allowed {low}-{high}")
    if "pattern" in field and not re.fullmatch(field["pattern"], value, re.DOTALL):
        wrong.append(f"not like {field['pattern']}")
    if "one_of" in field and value not in field["one_of"]:
        wrong.append(f"not one of {field['one_of']}")
    return wrong


class TelegramContract:
    """Checks the parameters of a call, as they came in the form, against the contract."""

    def __init__(self) -> None:
        self.written = contract("telegram")

    def problems(self, method: str, form: dict[str, Any]) -> list[str]:
        """Everything wrong with a call; empty when it keeps the contract."""
        known = self.written["methods"].get(method)
        if known is None:
            return [f"{method}: not in the contract"]
        return self._object(method, {k: _decoded(v) for k, v in form.items()}, known["fields"])

    def _object(self, where: str, value: dict[str, Any], fields: dict[str, Any]) -> list[str]:
        found = [f"{where}.{name}: not in the contract" for name in value if name not in fields]
        for name, field in fields.items():
            if name in value:
                found += self._any(f"{where}.{name}", value[name], field)
            elif field.get("required"):
                found.append(f"{where}.{name}: missing")
        return found

    def _any(self, where: str, value: Any, field: dict[str, Any]) -> list[str]:
        tries = [self._typed(where, value, kind, field) for kind in field["types"]]
        return min(tries, key=len)

    def _typed(self, where: str, value: Any, kind: str, field: dict[str, Any]) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list) or len(value) > field.get("items", len(value)):
                return [f"{where}: {value!r} is not {kind}"]
            return [p for n, v in enumerate(value) for p in self._typed(f"{where}[{n}]", v, kind[9:], field)]
        if kind in self.written["types"]:
            if not isinstance(value, dict):
                return [f"{where}: {value!r} is not {kind}"]
            return self._object(where, value, self.written["types"][kind])
        return _plain(where, value, kind, field)


def _decoded(value: Any) -> Any:
    # The Bot API takes forms: everything but a text is JSON there. A text is kept as it is, a number stays a number.
    if not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read


def _plain(where: str, value: Any, kind: str, field: dict[str, Any]) -> list[str]:
    if kind == "String" and isinstance(value, bool | int | float | list | dict):
        value = json.dumps(value, ensure_ascii=False)  # a text such as '10' or 'true' looks like JSON in a form
    right = {"Integer": int, "Float": (int, float), "Boolean": bool, "String": str, "InputFile": bytes}[kind]
    if not isinstance(value, right) or (kind in ("Integer", "Float") and isinstance(value, bool)):
        return [f"{where}: {value!r} is not {kind}"]
    return [f"{where}: {wrong}" for wrong in limits(value, field)] if isinstance(value, str) else []
