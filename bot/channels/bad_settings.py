"""The error of a set-up that cannot work."""

from __future__ import annotations


class BadSettings(ValueError):
    """One sentence: which variable is wrong, and the cure. It never repeats a secret."""
