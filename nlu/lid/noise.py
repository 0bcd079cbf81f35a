"""Keys pressed at random, and laughter: letters that tell no language, so nothing may be concluded from them."""

from __future__ import annotations

import re

from nlu.lid.text import plain_letters

_ROWS = " ".join(row + " " + row[::-1] for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm"))
_WORDS_ON_A_ROW = {"wer", "tre", "poi"}
_SHORTEST = 3
_UNSPEAKABLE = re.compile(r"[b-df-hj-np-tv-xz]{5,}")
"""So many letters without a vowel are no abbreviation any more: 'rdv', 'ngm' and 'mdrr' are."""
_ONE_SOUND = re.compile(r"sch|ch|sh|th|ck|ng")
_CROWDED = re.compile(r"[b-df-hj-np-tv-xz]{5,}")
_REPEATED = re.compile(r"(.{1,3}?)\1{2,}.?|(.{3,})\2|(.)\3")
_MUTE = re.compile(r"[b-df-hj-np-tv-xz]+")


def is_noise(words: str) -> bool:
    """Whether every word of three letters or more in `words` (from `nlu.lid.text.words_of`) is noise, and one is.

    Beside noise a word without any vowel is noise too; alone it may be an abbreviation. A letter repeated more than
    twice counts as two there, so 'aa' may have been 'aaaaaa'. Letters one by one, 'x x x', are noise as well.
    """
    every = plain_letters(words).split()
    if every and all(len(word) == 1 for word in every):
        return True
    long = [word for word in every if len(word) >= _SHORTEST or _REPEATED.fullmatch(word)]
    noisy = [word for word in long if _noise(word)]
    return bool(noisy) and all(word in noisy or _MUTE.fullmatch(word) for word in long)


def _noise(word: str) -> bool:
    on_a_row = word in _ROWS and word not in _WORDS_ON_A_ROW
    crowded = _UNSPEAKABLE.fullmatch(word) or _CROWDED.search(_ONE_SOUND.sub("", word))
    return bool(on_a_row or crowded or _REPEATED.fullmatch(word))
