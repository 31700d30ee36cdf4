"""Payment codes as pictures.

Source: the recommendation "Standard 2D" of the Polish Bank Association: UTF-8, error level L, at least 250 pixels wide.
"""

from __future__ import annotations

from io import BytesIO

import segno

_PIXELS = 600
"""What a phone's screen shows sharply; no picture is narrower."""
_QUIET = 4
"""The white modules around that every reader needs."""


def png(payload: str) -> bytes:
    """The code with its white border. Raises ValueError for a text that no code can hold."""
    code = segno.make(payload, micro=False, error="L", boost_error=False, encoding="utf-8")
    modules, _height = code.symbol_size(border=_QUIET)
    out = BytesIO()
    code.save(out, kind="png", scale=-(-_PIXELS // modules), border=_QUIET)
    return out.getvalue()
