"""The project's files hold plain values; whatever else YAML can do is refused."""

from __future__ import annotations

import pytest
import yaml

from locales import plain_yaml


def test_a_file_of_plain_values_is_read_as_it_stands() -> None:
    assert plain_yaml.parse("title: Onde é?\nphones: ['112', 144]\nnothing:") == {
        "title": "Onde é?",
        "phones": ["112", 144],
        "nothing": None,
    }


@pytest.mark.parametrize("text", ["!!python/object/apply:os.system ['true']", "a: !!python/name:os.system ''"])
def test_a_file_cannot_make_python_do_anything(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        plain_yaml.parse(text)


def test_an_error_names_the_line() -> None:
    with pytest.raises(yaml.YAMLError, match="line 2"):
        plain_yaml.parse("a: 1\nb: [1, 2")
