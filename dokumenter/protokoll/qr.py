"""A link as a QR code, for a letter, a screen or a poster. It says what the link says, and nothing more."""

from __future__ import annotations

from io import BytesIO

import segno

TYPER = {"svg": "image/svg+xml", "png": "image/png"}
_KVADRAT = 8  # pixels of a module; white around it, so that a phone finds it on a dark page too


def qr_kode(lenke: str, *, format_: str) -> bytes:
    """The code as a file, dark on white whatever stands around it; `format_` is one of TYPER."""
    ut = BytesIO()
    valg = {"svgclass": None, "lineclass": None, "nl": False} if format_ == "svg" else {}
    segno.make(lenke, micro=False, error="m").save(ut, kind=format_, scale=_KVADRAT, dark="#000", light="#fff", **valg)
    return ut.getvalue()
