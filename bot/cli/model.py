"""`farol model`: the models trained at the desk: which there are, which one answers, and going back."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.cli.options import parser

EXAMPLES = """  farol model list
  farol model publish 3f9a01
  farol model rollback"""


def main(arguments: Sequence[str]) -> int:
    """Run one of the three; 1 with one sentence when it cannot be done."""
    options = parser("model", "Which model every server answers with; it changes within seconds.", EXAMPLES)
    options.add_argument("what", choices=("list", "publish", "rollback"))
    options.add_argument("model", nargs="?", default="", help="publish: the first letters of its hash")
    given = options.parse_args(arguments)
    from bot.setup_django import setup_django

    setup_django()
    return {"list": _list, "publish": _publish, "rollback": _roll_back}[given.what](given.model)


def _list(_: str) -> int:
    from actions.operations import served
    from actions.operations.models import TrainingRun
    from bot import model_store

    here, stored = served.wanted(), set(model_store.names())
    print(f"{'*' if not here else ' '} {'of the files':<14}")
    for run in TrainingRun.objects.order_by("-pk"):
        mark = "*" if run.model and run.model == here else " "
        name = run.model[:12] if run.model else "-"
        gone = "" if not run.model or run.model in stored else " (its files are gone)"
        print(f"{mark} {name:<14}{run.asked_at:%Y-%m-%d %H:%M}  {run.state:<12}{run.by}{gone}")
    return 0


def _publish(start: str) -> int:
    from actions.operations import served
    from actions.operations.models import TrainingRun
    from bot import model_store

    runs = TrainingRun.objects.filter(model__startswith=start, release=served.release()).exclude(model="")
    found = sorted(set(runs.values_list("model", flat=True))) if start else []
    if len(found) != 1:
        print(f"{len(found)} models of these files begin with {start!r}: see `farol model list`.", file=sys.stderr)
        return 1
    try:
        model_store.whole(found[0])
    except model_store.BrokenModel as error:
        print(error, file=sys.stderr)
        return 1
    served.publish(found[0], "farol model")
    print(f"Every server answers with {found[0][:12]} within seconds.", file=sys.stderr)
    return 0


def _roll_back(_: str) -> int:
    from actions.operations import served

    try:
        back = served.roll_back("farol model")
    except served.NothingBefore:
        print("The model of the files answers: there is none before it.", file=sys.stderr)
        return 1
    print(f"Every server answers with {back[:12] or 'the model of the files'} within seconds.", file=sys.stderr)
    return 0
