"""A parser that shows examples, the same for every subcommand."""

from __future__ import annotations

import argparse


def parser(command: str, description: str, examples: str) -> argparse.ArgumentParser:
    """An argument parser for `farol <command>`; `examples` are shown under `--help`."""
    return argparse.ArgumentParser(
        prog=f"farol {command}",
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
