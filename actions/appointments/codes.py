"""Random codes that people copy on paper: unguessable, and without letters that look or sound alike."""

from __future__ import annotations

import secrets

# Of 0/O, 1/I/L, 5/S, 8/B, 2/Z and U/V at most one symbol is left; without A, E and Y no words appear by accident.
ALPHABET = "234679CDFGHJKMNPQRTVWX"


def random_code(*groups: int) -> str:
    """Groups of random symbols joined by '-': `random_code(4, 5)` gives '4HTX-92KMP'.

    Each symbol carries 4.46 bits, so nine of them carry 40.1 bits.
    """
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(size)) for size in groups)


def reference(demo: bool) -> str:
    """The reference of a visit (40 bits), marked `DEMO-` when the centre is a demonstration."""
    code = random_code(4, 5)
    return f"DEMO-{code}" if demo else code


def contact_id() -> str:
    """The public name of a contact in logs and links (98 bits): it says nothing about the person."""
    return random_code(22)


def erasure_code() -> str:
    """The receipt of an erasure: `E-93KF-29`."""
    return f"E-{random_code(4, 2)}"
