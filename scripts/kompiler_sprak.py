"""Compiles the translations: locale/*/LC_MESSAGES/django.po -> .mo, with Babel, so that no gettext tools are needed.

Says what is wrong and returns 1 when a translation cannot be used: a missing or extra %(name)s, or a broken file.
"""

import re
import sys
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

_NAVN = re.compile(r"%\((\w+)\)")
ROT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Compile what is newer than its result; no .po files at all is no error."""
    feil = []
    for po in sorted((ROT / "locale").glob("*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime <= po.stat().st_mtime:
            feil += kompiler(po, mo)
    print(*feil, sep="\n", end="\n" if feil else "", file=sys.stderr)
    return 1 if feil else 0


def kompiler(po: Path, mo: Path) -> list[str]:
    """Write `mo`; returns what is wrong with `po` (then nothing is written)."""
    try:
        with po.open("rb") as inn:
            katalog = read_po(inn, locale=po.parent.parent.name, abort_invalid=True)
    except PoFileError as grunn:
        return [f"{po}: {grunn}"]
    feil = [f"{po}:{melding.lineno}: {grunn}" for melding, grunner in katalog.check() for grunn in grunner]
    feil += [f"{po}:{melding.lineno}: %(navn)s stemmer ikke" for melding in katalog if _mister_navn(melding)]
    if not feil:
        ny = mo.with_suffix(".ny")
        with ny.open("wb") as ut:
            write_mo(ut, katalog)
        ny.replace(mo)
    return feil


def _mister_navn(melding: Message) -> bool:
    """A translated text must hold the same %(name)s; a plural form may leave out the number."""
    kilder = melding.id if isinstance(melding.id, (list, tuple)) else [melding.id]
    tekster = melding.string if isinstance(melding.string, (list, tuple)) else [melding.string]
    navn = {treff for kilde in kilder for treff in _NAVN.findall(kilde)}
    return any(
        not set(_NAVN.findall(tekst)) <= navn or (len(kilder) == 1 and set(_NAVN.findall(tekst)) != navn)
        for tekst in tekster
        if tekst
    )


if __name__ == "__main__":
    sys.exit(main())
