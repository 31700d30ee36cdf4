"""What may be logged of a fault: its kind and where it happened, never its words or values, which may be a person's."""

from __future__ import annotations

import traceback
from pathlib import Path

_INNERMOST = 8


def whereabouts(error: BaseException) -> str:
    """`KeyError at balance.py:44 ask < engine.py:177 _enter < …`, innermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-_INNERMOST:]
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    return f"{type(error).__name__} at {places}"
