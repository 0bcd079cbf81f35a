"""Naming a failure in a log without repeating anything a person wrote."""

from __future__ import annotations


def describe(error: BaseException) -> str:
    """The kind of error and where it arose: 'ValueError at slots.py:41'. Its message, which could quote a person's
    words, is left out."""
    while error.__cause__ is not None:  # libraries wrap what broke in an error of their own
        error = error.__cause__
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"
