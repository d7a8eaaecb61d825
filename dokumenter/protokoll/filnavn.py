"""What a dokument is called and what it says it is: names, mimetypes and the Content-Disposition they end up in."""

import re

from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from users.tegn import kan_sees, nfc, sokbar

MAKS_NAVN_TEGN = 226
MAKS_MAPPE_TEGN = 500
UKJENT_MIMETYPE = "application/octet-stream"

# Control characters, and the invisible ones that reverse text: "faktura\u202efdp.exe" would read "fakturaexe.pdf".
_USYNLIG = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SKILLETEGN = re.compile(r"[/\\]")
_UTRYGG_PA_DISK = re.compile(r'[<>:"|?*]')
_RESERVERT = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[ ]*(?:\..*)?", re.I)
_MIMETYPE = re.compile(r"([a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126})[ \t]*(?:;.*)?", re.A)


class UgyldigNavnError(ValueError):
    """A name of a document or a folder that is empty, too long or not text."""


def normaliser_navn(navn: str) -> str:
    """The name as it is kept: NFC, no control or text-reversing characters, no path; otherwise as it was given.

    UgyldigNavnError if nothing is left, or if it is longer than 226 characters: it is never cut.
    """
    rent = _rens(navn)
    if rent in {".", ".."} or not kan_sees(rent):
        raise UgyldigNavnError(_("Dokumentet mangler navn."))
    if len(rent) > MAKS_NAVN_TEGN:
        raise UgyldigNavnError(_("Dokumentnavnet er lengre enn %(maks)d tegn.") % {"maks": MAKS_NAVN_TEGN})
    if any("\ud800" <= tegn <= "\udfff" for tegn in rent):
        raise UgyldigNavnError(_("Dokumentnavnet er ikke gyldig tekst."))
    return rent


def normaliser_mappe(sti: str) -> str:
    """The path of the folder a file lay in, as it is kept: names by the rule above with "/" between; empty for none.

    It never leads anywhere but down: UgyldigNavnError for "." and "..", as for what is longer than 500 characters.
    """
    try:
        mappe = "/".join(normaliser_navn(navn) for navn in sti.split("/") if navn)
    except UgyldigNavnError as feil:
        raise UgyldigNavnError(_("Mappen har et navn som ikke kan brukes. Gi den et annet navn.")) from feil
    if len(mappe) > MAKS_MAPPE_TEGN:
        raise UgyldigNavnError(_("Mappene har til sammen for lange navn. Gi dem kortere navn."))
    return mappe


def sokenavn(navn: str) -> str:
    """A name, or a part of one, as names are compared in a search: what storing does to it, and letters alike."""
    return sokbar(_rens(navn))


def nedlastingsnavn(navn: str) -> str:
    """The name to save under: like the kept one, but one that Windows, macOS and Linux can all make a file of."""
    trygt = _UTRYGG_PA_DISK.sub("_", _rens(navn)).rstrip(". ") or "_"
    return f"_{trygt}" if _RESERVERT.fullmatch(trygt) else trygt


def innholdsdisposisjon(navn: str) -> str:
    """The value of Content-Disposition: always an attachment, with the name to save under (RFC 6266)."""
    return content_disposition_header(True, nedlastingsnavn(navn)) or "attachment"


def les_mimetype(verdi: str | None) -> str:
    """`type/subtype` in lower case, parameters dropped; unknown if not given or malformed.

    It is what a sender's machine thinks a file is, and some think odd things: no reason to turn the file away.
    """
    treff = _MIMETYPE.fullmatch((verdi or "").strip().lower())
    return treff[1] if treff else UKJENT_MIMETYPE


def _rens(navn: str) -> str:
    return nfc(_SKILLETEGN.sub("_", _USYNLIG.sub("", navn)).strip(), lengst=MAKS_NAVN_TEGN)
