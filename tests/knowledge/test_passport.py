"""The code of a text: short, checkable, and a stranger to persons."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.passport import ALPHABET, code, read, version_hash


@given(st.text(), st.text())
def test_a_code_is_read_back_however_it_is_written(title: str, text: str) -> None:
    written = code(version_hash(title=title, text=text))
    assert read(written) == written
    assert read(written.lower()) == written
    assert read(written.replace("-", " ")) == written


@given(st.text(min_size=1), st.integers(0, 6), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(text: str, place: int, wrong: str) -> None:
    right = code(version_hash(text=text)).replace("-", "")
    changed = right[:place] + wrong + right[place + 1 :]
    if changed != right and {right[place], wrong} != {"0", "Z"}:
        assert read(changed) is None


def test_another_text_has_another_hash_and_the_order_of_its_parts_does_not_matter() -> None:
    assert version_hash(a="1", b="2") == version_hash(b="2", a="1")
    assert version_hash(a="1", b="2") != version_hash(a="12", b="")
