"""One fastText training run, in a process that does nothing else.

    python -m nlu.lid.fit rows.txt language.ftz

fastText stops with 'Encountered NaN' now and then, mostly in a process that has worked before; the caller then
starts another one with another seed. Exit status 3 says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import fasttext

NAN = 3
"""Exit status when fastText met a NaN: try again in a new process."""


def fit(rows: str, out: str, seed: int) -> None:
    """Train on the file `rows` and write the quantised model to `out`. Raises RuntimeError on a NaN.

    One thread, so that the same rows and seed give the same model.
    """
    model = fasttext.train_supervised(
        rows, minn=1, maxn=5, dim=32, epoch=10, lr=0.5, bucket=135_000, minCount=3, loss="softmax", thread=1,
        seed=seed, verbose=0,
    )  # fmt: skip
    model.quantize(qnorm=True, dsub=2, verbose=0)
    model.save_model(out)


def main(arguments: Sequence[str]) -> int:
    """Train from the command line: rows, model file, seed."""
    try:
        fit(arguments[0], arguments[1], int(arguments[2]))
    except RuntimeError as error:
        if "NaN" not in str(error):
            raise
        return NAN
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
