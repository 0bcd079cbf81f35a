"""Training the model, or reusing it: decided by a hash of what it is made from, without importing Rasa."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from bot.paths import MODELS, NLU_ARTEFACTS, ROOT

INGREDIENTS = (
    "config.yml",
    "bot/domain",
    "bot/rules",
    "bot/importer.py",
    "nlu",
    "knowledge/glossary/terms.tsv",
    "locales/languages.yml",
    "locales/romanise.py",
    "locales/romanise.yml",
)
SUFFIXES = {".yml", ".py", ".tsv", ".txt"}
MARK = "model"
"""File beside the NLU artefacts that names the model they belong to."""


class TrainingFailed(RuntimeError):
    """Rasa could not train; the message says where its words are."""


def model_hash(root: Path = ROOT) -> str:
    """SHA-256 over every file that the model is made from."""
    digest = hashlib.sha256()
    for name in INGREDIENTS:
        path = root / name
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES)
        for file in files:
            digest.update(str(file.relative_to(root)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def model_file() -> Path:
    """The archive of the model that belongs to the present files, trained or not."""
    return MODELS / f"farol-{model_hash()[:16]}.tar.gz"


def train(force: bool = False) -> tuple[Path, bool]:
    """The trained model's archive, and whether it had to be trained. Its NLU artefacts lie in `.build/nlu` afterwards.

    Raises `TrainingFailed`.
    """
    archive = model_file()
    fresh = force or not archive.exists()
    if fresh:
        _train_understanding()
        _rasa_train(archive)
        (NLU_ARTEFACTS / MARK).write_text(archive.stem)
    elif _unpacked() != archive.stem:
        unpack(archive)
    return archive, fresh


def _train_understanding() -> None:
    """Train in a process of its own, which tells how far it is. Rasa takes the result over by its fingerprint."""
    command = [sys.executable, "-m", "nlu.train", "--out", str(NLU_ARTEFACTS)]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise TrainingFailed("Training failed; the reason is above.")


def _rasa_train(archive: Path) -> None:
    MODELS.mkdir(parents=True, exist_ok=True)
    log = MODELS / "training.log"
    command = [sys.executable, "-m", "rasa", "train", "-c", "config.yml", "-d", "bot/domain", "--data",
               "bot/rules", "--endpoints", "bot/endpoints.yml", "--out", str(MODELS), "--fixed-model-name",
               archive.name.removesuffix(".tar.gz"), "--force", "--skip-validation"]  # fmt: skip
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "FAROL_TRACKERS": str(MODELS / "unused.db"),
                   "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}  # fmt: skip
    with log.open("w") as handle:
        result = subprocess.run(command, cwd=ROOT, env=environment, stdout=handle, stderr=subprocess.STDOUT)
    if result.returncode or not archive.exists():
        raise TrainingFailed(f"Training failed. Rasa's own words are in {log}.")


def _unpacked() -> str:
    mark = NLU_ARTEFACTS / MARK
    return mark.read_text() if mark.exists() else ""


def unpack(archive: Path) -> None:
    """Lay the NLU artefacts of a model archive into `.build/nlu`, where `detect` and `understand` read them."""
    shutil.rmtree(NLU_ARTEFACTS, ignore_errors=True)
    NLU_ARTEFACTS.mkdir(parents=True)
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            parts = Path(member.name).parts
            component = next((n for n, part in enumerate(parts) if "FarolUnderstanding" in part), None)
            content = tar.extractfile(member) if component is not None and member.isfile() else None
            if component is not None and content is not None:
                file = NLU_ARTEFACTS.joinpath(*parts[component + 1 :])
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content.read())
    (NLU_ARTEFACTS / MARK).write_text(archive.stem)
