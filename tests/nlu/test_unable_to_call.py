"""Who cannot speak aloud says so in any language; a plain question about telephones is something else."""

from __future__ import annotations

import pytest

from locales import plain_yaml
from locales.languages import languages
from nlu.unable_to_call import FILE, unable_to_call


@pytest.mark.parametrize(
    "text",
    [
        "I can't call, he is in the next room",
        "não posso ligar, ele está aqui ao lado",
        "мой муж бьёт меня, не могу позвонить",
        "vo marta hai, phone nahi kar sakti",
        "他打我,我不敢打电话",
        "زوجي يضربني وما بقدر احكي",
    ],
)
def test_who_cannot_speak_aloud_is_heard(text: str) -> None:
    assert unable_to_call(text)


@pytest.mark.parametrize("text", ["he hits me", "which number do I call?", "o meu marido bate-me", "call me tomorrow"])
def test_other_words_say_nothing_of_it(text: str) -> None:
    assert not unable_to_call(text)


def test_every_language_that_is_spoken_has_its_words() -> None:
    listed = plain_yaml.parse(FILE.read_text(encoding="utf-8"))
    assert set(listed) == {code for code, language in languages().items() if language.speak}
