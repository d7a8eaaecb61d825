"""What files are called inside an archive: paths that Windows, macOS and Linux can all unpack, and no two alike."""

from __future__ import annotations

from collections.abc import Iterable

from dokumenter.protokoll.filnavn import nedlastingsnavn
from users.tegn import sokbar

# File systems take 255 bytes; Norwegian letters are two each, and a number may be added.
_HOYST_BYTES = 240
_LENGSTE_ENDELSE_BYTES = 20


def arkivnavn(filer: Iterable[tuple[str, str]]) -> list[str]:
    """A path for each (mappe, navn), in the same order: relative, with "/" between, and nothing that leads upwards.

    Two that are the same where large and small letters are alike are told apart by a number, and so is a file that is
    called the same as a folder. The same files in the same order always get the same paths.
    """
    stier = [[_en_del(del_) for del_ in [*filter(None, mappe.split("/")), navn]] for mappe, navn in filer]
    brukt = {_nokkel(sti[:dybde]) for sti in stier for dybde in range(1, len(sti))}  # the folders
    numre: dict[str, int] = {}
    ferdige = []
    for sti in stier:
        onsket = _nokkel(sti)
        nr, endelig = numre.get(onsket, 1), sti
        while _nokkel(endelig) in brukt:
            nr += 1
            endelig = [*sti[:-1], _med_nummer(sti[-1], nr)]
        numre[onsket] = nr
        brukt.add(_nokkel(endelig))
        ferdige.append("/".join(endelig))
    return ferdige


def _nokkel(sti: list[str]) -> str:
    return sokbar("/".join(sti))


def _en_del(navn: str) -> str:
    """One part of a path: a name that can be saved under, and short enough. Only the end of the stem is ever cut."""
    trygt = nedlastingsnavn(navn)
    if len(trygt.encode()) <= _HOYST_BYTES:
        return trygt
    stamme, endelse = _delt(trygt)
    plass = _HOYST_BYTES - len(endelse.encode())
    return stamme.encode()[:plass].decode(errors="ignore").rstrip(". ") + endelse


def _med_nummer(navn: str, nr: int) -> str:
    stamme, endelse = _delt(navn)
    return f"{stamme} ({nr}){endelse}"


def _delt(navn: str) -> tuple[str, str]:
    """The stem and the ending, with its full stop; no ending where it is too long to be one, or all there is."""
    stamme, punktum, endelse = navn.rpartition(".")
    if not stamme or len(endelse.encode()) > _LENGSTE_ENDELSE_BYTES:
        return navn, ""
    return stamme, punktum + endelse
