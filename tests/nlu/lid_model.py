"""The identifier for tests: the model that was built, if it is of this recipe, else one trained for the tests."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from nlu.lid.identify import DESCRIPTION, LanguageIdentifier
from nlu.lid.train import recipe_sha256, train

BUILD = Path(__file__).parents[2] / ".build"
FOLDERS = (BUILD / "nlu" / "lid", BUILD / "nlu", BUILD / "lid-tests")


@cache
def identifier() -> LanguageIdentifier:
    """Training takes a minute and a half and is needed once per recipe."""
    for folder in FOLDERS:
        file = folder / DESCRIPTION
        if file.is_file() and json.loads(file.read_text())["recipe_sha256"] == recipe_sha256():
            return LanguageIdentifier.load(folder)
    train(FOLDERS[-1])
    return LanguageIdentifier.load(FOLDERS[-1])
