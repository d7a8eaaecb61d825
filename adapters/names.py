"""What another system calls somebody, made fit to be shown: nothing unseen, nothing that turns the line, no wall."""

from __future__ import annotations

import unicodedata

MAX_LENGTH = 200
_RAW_LENGTH = 4 * MAX_LENGTH  # looked at; sorting marks takes a time that grows with the square of their number
_MARKS_IN_A_ROW = 2
# Blank on every screen, although Unicode calls some of them letters or marks.
_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}


def clean_name(text: str) -> str:
    """The name on one line, in normal form C: what cannot be seen is a space or nothing. Empty when nothing is left.

    No order of directions survives (they are invisible characters), and no heap of marks on one letter.
    """
    kept: list[str] = []
    marks = 0
    for char in text[:_RAW_LENGTH]:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category == "Cf" or char in _BLANK or marks > _MARKS_IN_A_ROW:
            continue
        kept.append(" " if category in _UNSEEN else char)
    words = unicodedata.normalize("NFC", "".join(kept)).split()
    name = " ".join(words)[:MAX_LENGTH].rstrip()
    return name if any(unicodedata.category(char)[0] in "LN" for char in name) else ""
