"""Numbers keep their order inside right-to-left text."""

from __future__ import annotations

import re

import pytest

from locales.bidi import isolate

RUN = re.compile("\u2066(.*?)\u2069")


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("185,60 يورو", ["185,60"]),
        ("في 2026: 920 يورو", ["2026", "920"]),
        ("اتصل 808 257 257 أو 112.", ["808 257 257", "112"]),
        ("الرمز DEMO-4HTX-92", ["DEMO-4HTX-92"]),
        ("الرمز 9TPX-P50", ["9TPX-P50"]),
        ("کد K5F0-A38 است", ["K5F0-A38"]),
        ("۱۲ و 5", ["۱۲", "5"]),
        ("حتى 31/12/2026\n3 نسخ", ["31/12/2026", "3"]),
    ],
)  # fmt: skip
def test_every_number_is_one_run_of_its_own(text: str, runs: list[str]) -> None:
    assert RUN.findall(isolate(text)) == runs
    assert isolate(text).replace("\u2066", "").replace("\u2069", "") == text
