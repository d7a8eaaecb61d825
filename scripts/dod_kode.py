"""Finds code of the product that nothing in the product uses; what only a test calls is dead too.

vulture reads Python. What it cannot see is added here: words in the templates' tags, dotted names in texts (settings,
urls), and the keys that a mapping is asked for. What others find by its name stands in `dod_kode.txt`, one row each,
with the reason. A row that lets nothing off any more is an error as well, so that the list stays short.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from vulture import Vulture

ROT = Path(__file__).resolve().parent.parent
UNNTAK = Path(__file__).with_suffix(".txt")
KODE = ("fiks_deldokument", "users", "kontoer", "dokumenter", "hendelser", "adapters", "standins", "scripts", "bench")
FILER = ("gunicorn.conf.py", "manage.py")
# A function with one of these is called by whoever registers it.
_MELDT_INN = [
    "@shared_task*", "@receiver", "@register.*", "@router.*", "@api.*", "@ruter.*", "@*.get", "@*.post", "@*.put",
    "@*.patch", "@*.delete", "@*.connect", "@field_validator", "@model_validator",
]  # fmt: skip
_MALKODE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_PUNKTNAVN = re.compile(r"[\"'](?:[a-z_]\w*\.)+(\w+)[\"']")

_OPPSLAG = re.compile(r"(?:\[|\.get\()\"(\w+)\"[\]),]")  # a field of a TypedDict is read so


@dataclass(frozen=True)
class Unntak:
    """Names that are let off in the files that fit: `<files> <kinds> <names>  <reason>`, patterns split by a bar."""

    filer: str
    slag: str
    navn: str

    def gjelder(self, fil: str, slag: str, navn: str) -> bool:
        """Does it let off this name?"""
        return all(
            any(fnmatch(verdi, monster) for monster in monstre.split("|"))
            for verdi, monstre in ((fil, self.filer), (slag, self.slag), (navn, self.navn))
        )


def les_unntak(tekst: str) -> list[Unntak]:
    """The rows of the list. Raises ValueError for one without a reason."""
    rader = [rad.split(maxsplit=3) for rad in tekst.splitlines() if rad.strip() and not rad.startswith("#")]
    if uten_grunn := [" ".join(rad) for rad in rader if len(rad) < 4]:  # noqa: PLR2004
        raise ValueError(f"uten grunn: {uten_grunn}")
    return [Unntak(*rad[:3]) for rad in rader]


def _brukt_utenfor(rot: Path) -> Iterator[str]:
    """Names that templates, dotted texts and look-ups use."""
    for mal in rot.glob("templates/**/*.html"):
        for kode in _MALKODE.findall(mal.read_text(encoding="utf-8")):
            yield from re.findall(r"\w+", kode)
    for fil in (*(rot / navn for navn in FILER), *(fil for mappe in KODE for fil in (rot / mappe).rglob("*.py"))):
        if fil.is_file() and "migrations" not in fil.parts:
            tekst = fil.read_text(encoding="utf-8")
            yield from (*_PUNKTNAVN.findall(tekst), *_OPPSLAG.findall(tekst))


def finn(rot: Path, unntak: Iterable[Unntak]) -> tuple[list[str], list[Unntak]]:
    """What is dead under this root, one line each, and the rows of the list that let nothing off."""
    letet = Vulture(ignore_decorators=_MELDT_INN)
    letet.scavenge([str(sti) for navn in (*KODE, *FILER) if (sti := rot / navn).exists()], exclude=["*/migrations/*"])
    letet.used_names |= set(_brukt_utenfor(rot))
    dodt, brukt = [], set()
    for funn in letet.get_unused_code():
        fil = funn.filename.resolve().relative_to(rot).as_posix()
        if slapp := [rad for rad in unntak if rad.gjelder(fil, funn.typ, funn.name)]:
            brukt |= set(slapp)
        else:
            dodt.append(f"{fil}:{funn.first_lineno}: {funn.typ} {funn.name}")
    return dodt, [rad for rad in unntak if rad not in brukt]


def main() -> int:
    """Print what is dead; 1 if anything is."""
    dodt, unodige = finn(ROT, les_unntak(UNNTAK.read_text(encoding="utf-8")))
    for linje in dodt:
        print(f"{linje} er ikke i bruk")
    for rad in unodige:
        print(f"{UNNTAK.name}: {rad.filer} {rad.slag} {rad.navn} trengs ikke lenger")
    return 1 if dodt or unodige else 0


if __name__ == "__main__":
    sys.exit(main())
