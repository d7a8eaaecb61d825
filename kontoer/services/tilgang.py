"""Who uses a konto, and what they may do there. Administrators of the konto alone may do this too."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from kontoer.models import Konto, Kontotilgang
from kontoer.navn import tolk_navn
from kontoer.tilgang import krev_kontoadministrator
from users.models import User
from users.services.brukere import finn_eller_opprett_bruker


@dataclass(frozen=True)
class Rettigheter:
    """What a user may do on a konto: share in the pages, upload through the API, decide who uses it."""

    kan_dele: bool = True
    kan_laste_opp: bool = True
    er_administrator: bool = False


def legg_til_bruker(*, konto: Konto, fnr: str, navn: str, rettigheter: Rettigheter, av: User) -> Kontotilgang:
    """Register a person by number and name, and let him use the konto. A name already registered is kept.

    Raises KontoSlettet, UgyldigNummer, UgyldigVerdi (on fnr when he is a user of the konto already).
    """
    krev_kontoadministrator(av, konto)
    navn = tolk_navn(navn)
    with transaction.atomic():
        return gi_tilgang(
            konto=konto, bruker=finn_eller_opprett_bruker(fnr=fnr, navn=navn), rettigheter=rettigheter, av=av
        )


def gi_tilgang(*, konto: Konto, bruker: User, rettigheter: Rettigheter, av: User) -> Kontotilgang:
    """Let a known person use the konto. Raises KontoSlettet, UgyldigVerdi (on fnr) when he does already."""
    krev_kontoadministrator(av, konto)
    with transaction.atomic():
        try:
            with transaction.atomic():
                tilgang = Kontotilgang.objects.create(konto=konto, bruker=bruker, **asdict(rettigheter))
        except IntegrityError as feil:
            raise UgyldigVerdi(_("Personen er allerede bruker på kontoen."), felt="fnr") from feil
        _skriv(Hendelsestype.TILGANG_GITT, tilgang, av, asdict(rettigheter))
    return tilgang


def endre_tilgang(*, tilgang: Kontotilgang, rettigheter: Rettigheter, av: User) -> Kontotilgang:
    """Change what the user may do. Raises KontoSlettet, IkkeFunnet when someone has removed the user meanwhile."""
    krev_kontoadministrator(av, tilgang.konto)
    nye = {felt: verdi for felt, verdi in asdict(rettigheter).items() if getattr(tilgang, felt) != verdi}
    if nye:
        with transaction.atomic():
            if not Kontotilgang.objects.filter(pk=tilgang.pk).update(**nye):
                raise IkkeFunnet
            _skriv(Hendelsestype.TILGANG_ENDRET, tilgang, av, nye)
        tilgang.refresh_from_db()
    return tilgang


def fjern_tilgang(*, tilgang: Kontotilgang, av: User) -> None:
    """The user may no longer use the konto; what he has shared stays. Removing twice is no error and logged once."""
    krev_kontoadministrator(av, tilgang.konto)
    with transaction.atomic():
        antall, _per_modell = Kontotilgang.objects.filter(pk=tilgang.pk).delete()
        if antall:
            _skriv(Hendelsestype.TILGANG_FJERNET, tilgang, av, {})


def _skriv(type_: Hendelsestype, tilgang: Kontotilgang, av: User, endret: dict[str, bool]) -> None:
    skriv_hendelse(
        type_,
        av=av,
        organisasjon_id=tilgang.konto.organisasjon_id,
        konto_id=tilgang.konto_id,
        data={"bruker_id": str(tilgang.bruker_id), **endret},
    )
