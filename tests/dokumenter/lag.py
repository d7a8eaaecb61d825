"""Makes drafts, files and delinger for the tests that need them to be there, without going through an upload."""

from datetime import datetime, timedelta

from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import del_dokument, opprett_utkast
from kontoer.models import Konto
from standins.personer import personer, virksomheter
from users.models import User
from users.numre import Nummer, Nummertype

EN_PERSON = Nummer(Nummertype.PERSON, personer["mottaker"].fnr)
EN_VIRKSOMHET = Nummer(Nummertype.ORGANISASJON, next(iter(virksomheter.values())).orgnr)


def lag_fil(
    deling: Deling, navn: str = "vedtak.pdf", tilstand: Dokument.Tilstand = Dokument.Tilstand.KONTROLLERES
) -> Dokument:
    """A file in a draft, received in full unless `tilstand` says otherwise. It has metadata only, no blokker."""
    ferdig = tilstand != Dokument.Tilstand.VENTER
    borte = tilstand in {Dokument.Tilstand.SLETTES, Dokument.Tilstand.SLETTET}
    return Dokument.objects.create(
        deling=deling,
        dokumentnavn=navn,
        storrelse=1000,
        mottatt=1000 if ferdig else 430,
        tilstand=tilstand,
        nokkel=None if borte else b"x" * 60,
        ferdig=timezone.now() if ferdig else None,
        opplasting_utloper=None if ferdig else timezone.now() + timedelta(hours=1),
    )


def lag_utkast(konto: Konto, av: User, *navn: str) -> Deling:
    """A draft with files of those names."""
    utkast = opprett_utkast(konto=konto, av=av)
    for ett in navn:
        lag_fil(utkast, ett)
    return utkast


def om(dager: float) -> datetime:
    """So many days from now."""
    return timezone.now() + timedelta(days=dager)


def lag_deling(konto: Konto, av: User, *mottakere: Nummer, dager: float = 14) -> Deling:
    """A shared deling with one file."""
    utkast = lag_utkast(konto, av, "vedtak.pdf")
    return del_dokument(
        deling=utkast, konto=konto, mottakere=mottakere or [EN_PERSON], tilgjengelig_til=om(dager), av=av
    )
