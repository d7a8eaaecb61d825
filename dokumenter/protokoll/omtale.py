"""What a sender may write about a deling: title, case number and message.

Those who have been let in read it, and nobody else: never in a mail, a log, an event or an address. The rows hold it in
clear, so that it can be searched; therefore it may not hold a fødselsnummer, which is nowhere stored in clear.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _

from hendelser.nummervern import ligner_fodselsnummer
from kontoer.errors import UgyldigVerdi
from users.tegn import er_usynlig, kan_sees, nfc, sokbar, uten_usynlige

MAKS_TITTEL, MAKS_SAKSNUMMER, MAKS_MELDING = 200, 60, 2000
# The bullet that Word puts on the clipboard stands in a part of Unicode that only its own font can show.
_ORDPROGRAM = str.maketrans(
    {"\uf0b7": "\N{BULLET}", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)


@dataclass(frozen=True)
class Omtale:
    """As it is kept; each of the three may be empty. Each is read by its own function below."""

    tittel: str = field(default="", repr=False)
    saksnummer: str = field(default="", repr=False)
    melding: str = field(default="", repr=False)

    @property
    def soketekst(self) -> str:
        """The one text that a search in title and case number looks in."""
        return sokbar("\n".join(filter(None, (self.tittel, self.saksnummer))))

    @property
    def felter(self) -> dict[str, str]:
        """The columns of a deling that hold it, the one to search in among them: filled here and nowhere else."""
        return {**asdict(self), "soketekst": self.soketekst}


INGEN_OMTALE = Omtale()


def tolk_tittel(tekst: str) -> str:
    """The title on one line, or empty. Raises UgyldigVerdi (felt tittel)."""
    return _krev_ren(" ".join(uten_usynlige(tekst).split()), felt="tittel", lengst=MAKS_TITTEL)


def tolk_saksnummer(tekst: str) -> str:
    """The case number on one line, or empty. Raises UgyldigVerdi (felt saksnummer)."""
    return _krev_ren(" ".join(uten_usynlige(tekst).split()), felt="saksnummer", lengst=MAKS_SAKSNUMMER)


def tolk_melding(tekst: str) -> str:
    """The message with its lines, as plain text, or empty. Raises UgyldigVerdi (felt melding).

    What a word processor has put in to steer how it looks is taken out: it is text that is meant, not its looks.
    """
    linjer = uten_usynlige(tekst.replace("\r\n", "\n").replace("\r", "\n").translate(_ORDPROGRAM)).expandtabs(4)
    ren = "\n".join(linje.rstrip() for linje in linjer.split("\n")).strip("\n")
    return _krev_ren(ren, felt="melding", lengst=MAKS_MELDING)


def _krev_ren(tekst: str, *, felt: str, lengst: int) -> str:
    ren = nfc(tekst, lengst=lengst)
    if len(ren) > lengst:
        raise UgyldigVerdi(_("Teksten er for lang. Skriv høyst %(maks)d tegn.") % {"maks": lengst}, felt=felt)
    if any(er_usynlig(tegn) for tegn in ren if tegn != "\n"):
        raise UgyldigVerdi(_("Teksten har tegn som ikke kan vises. Skriv den inn for hånd."), felt=felt)
    if ligner_fodselsnummer(ren):
        grunn = _("Teksten kan ikke inneholde et fødselsnummer. Er det et kontonummer, skriv det slik: 1234.56.78903.")
        raise UgyldigVerdi(grunn, felt=felt)
    return ren if kan_sees(ren) else ""
