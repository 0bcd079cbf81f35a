"""A list of words names the language and the cure when an entry is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.word_lists import holds_one, is_one


def test_a_word_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "cries.yml"
    file.write_text("pt: [no]\n", encoding="utf-8")
    with pytest.raises(ValueError, match="cries.yml, pt: a list of words; put quotes"):
        is_one("x", file)


def test_a_phrase_counts_whole_however_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "waiting.yml"
    file.write_text("pt: [só um momento]\nzh: [等一下]\n", encoding="utf-8")
    assert is_one("So um MOMENTO!", file) and not is_one("só um momento, já venho", file)
    assert holds_one("só um momento, já venho", file) and holds_one("请等一下吧", file)
    assert not holds_one("um só momento", file)
