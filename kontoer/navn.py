"""What may be a name of a konto, a person, an organisation or an integrasjon."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hendelser.nummervern import ligner_fodselsnummer
from kontoer.errors import UgyldigVerdi
from users.tegn import er_usynlig, kan_sees, nfc

KORTEST, LENGST = 2, 200  # KS' rule for a konto (PATCH .../kontoer/{kontoId}), used for all names


def tolk_navn(tekst: str, *, felt: str = "navn") -> str:
    """The name in NFC with single spaces. Raises UgyldigVerdi on `felt`.

    A name is shown and logged, so it may not hold a fødselsnummer, nor characters that cannot be seen.
    """
    navn = nfc(" ".join(tekst.split()), lengst=LENGST)
    if not KORTEST <= len(navn) <= LENGST or not kan_sees(navn):
        raise UgyldigVerdi(_("Navnet må ha fra 2 til 200 tegn."), felt=felt)
    if any(map(er_usynlig, navn)):
        raise UgyldigVerdi(_("Navnet har tegn som ikke kan vises. Skriv det inn for hånd."), felt=felt)
    if ligner_fodselsnummer(navn):
        raise UgyldigVerdi(_("Navnet kan ikke inneholde et fødselsnummer."), felt=felt)
    return navn
