"""Train language identification: two child processes, one for the rows, one for fastText.

    python -m nlu.lid.train --out .build/nlu/lid

Takes about a minute on one core. Seeded: the same sources give the same model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from nlu.lid.fit import NAN
from nlu.lid.identify import DESCRIPTION, MODEL
from nlu.lid.rows import SEED
from nlu.lid.word_counts import WordCounts

log = logging.getLogger(__name__)

ROOM = Path(__file__).parent
ROOT = ROOM.parents[1]
_DECIDING = {"identify.py", "ladder.py", "neutral.yml"}
"""What decides after training, and so does not change the model."""
ATTEMPTS = 5
ATTRIBUTION = "Word frequencies: wordfreq (Robyn Speer), CC BY-SA 4.0. Names: Unicode CLDR. Messages: Django."


class TrainingError(RuntimeError):
    """fastText could not be trained; the message says how often it was tried."""


def recipe_sha256() -> str:
    """Return the hash of this room's part in the rows: its code, rules and everyday lines, not the project's texts."""
    digest = hashlib.sha256()
    for file in sorted(path for path in ROOM.rglob("*") if path.suffix in {".py", ".yml", ".txt"}):
        if file.name not in _DECIDING:
            digest.update(f"{file.relative_to(ROOM)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def train(out: Path) -> dict[str, object]:
    """Write `language.ftz`, `words.npz` and `language.json` into the folder `out`, made if missing; return the last.

    The description holds the labels, the number of rows, the SHA-256 of the recipe, the rows and the model, the
    seed that worked, and whose lists it was made with.
    Raises TrainingError when fastText fails every time, CalledProcessError when a child fails otherwise.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows.txt"
        _child("nlu.lid.rows", "--out", str(rows), check=True)
        content = rows.read_bytes()
        labels = sorted({line.split(b" ", 1)[0].decode() for line in content.splitlines()})
        log.info("language identification: %d rows of %d labels", content.count(b"\n"), len(labels))
        seed = _fit(rows, Path(folder) / MODEL)
        (out / MODEL).write_bytes((Path(folder) / MODEL).read_bytes())
        WordCounts.of(content.decode().splitlines()).save(out)
    description: dict[str, object] = {
        "labels": [label.removeprefix("__label__") for label in labels],
        "rows": content.count(b"\n"),
        "recipe_sha256": recipe_sha256(),
        "rows_sha256": hashlib.sha256(content).hexdigest(),
        "model_sha256": hashlib.sha256((out / MODEL).read_bytes()).hexdigest(),
        "seed": seed,
        "attribution": ATTRIBUTION,
    }
    (out / DESCRIPTION).write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8")
    return description


def _fit(rows: Path, model: Path) -> int:
    """Train in a fresh process; return the seed that did not meet a NaN."""
    for seed in range(SEED, SEED + ATTEMPTS):
        status = _child("nlu.lid.fit", str(rows), str(model), str(seed))
        if status == 0:
            return seed
        if status != NAN:
            raise TrainingError(f"language identification: fastText ended with status {status}; its words are above")
        log.info("language identification: fastText met a NaN, trying again")
    raise TrainingError(f"language identification: fastText met a NaN {ATTEMPTS} times; train again")


def _child(module: str, *arguments: str, check: bool = False) -> int:
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=check).returncode


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line; `--help` lists the options."""
    parser = argparse.ArgumentParser(prog="python -m nlu.lid.train", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder the model is written into")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train(options.out)


if __name__ == "__main__":
    main()
