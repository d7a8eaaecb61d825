"""Who uses a konto, and what they may do there. Administrators of the konto alone may do this too."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from kontoer.models import Konto, Kontotilgang
from kontoer.navn import tolk_navn
from kontoer.services.registrering import registrer_person
from kontoer.tilgang import Handlende, krev_kontoadministrator
from users.models import User


@dataclass(frozen=True)
class Rettigheter:
    """What a user may do on a konto: share in the pages, upload through the API, decide who uses it."""

    kan_dele: bool = True
    kan_laste_opp: bool = True
    er_administrator: bool = False


INGEN_RETTIGHETER = Rettigheter(kan_dele=False, kan_laste_opp=False, er_administrator=False)


def _rettigheter_i(tilgang: Kontotilgang) -> Rettigheter:
    """What the user may do now."""
    return Rettigheter(tilgang.kan_dele, tilgang.kan_laste_opp, tilgang.er_administrator)


def legg_til_bruker(*, konto: Konto, fnr: str, navn: str, rettigheter: Rettigheter, av: Handlende) -> Kontotilgang:
    """Register a person by number and name, and let him use the konto. A name the organisation has for him is kept.

    Raises KontoSlettet, UgyldigNummer, UgyldigVerdi (on fnr when he is a user of the konto already).
    """
    krev_kontoadministrator(av, konto)
    navn = tolk_navn(navn)
    with transaction.atomic():
        bruker = registrer_person(organisasjon=konto.organisasjon, fnr=fnr, navn=navn)
        return gi_tilgang(konto=konto, bruker=bruker, rettigheter=rettigheter, av=av)


def gi_tilgang(*, konto: Konto, bruker: User, rettigheter: Rettigheter, av: Handlende) -> Kontotilgang:
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


def endre_tilgang(*, tilgang: Kontotilgang, rettigheter: Rettigheter, av: Handlende) -> Kontotilgang:
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


def sett_rettigheter(*, konto: Konto, bruker: User, av: Handlende, **endret: bool) -> Kontotilgang:
    """Give or take the named rights (as in `Rettigheter`) and leave the others; a new user has none of the others.

    Raises KontoSlettet.
    """
    krev_kontoadministrator(av, konto)
    tilgang = Kontotilgang.objects.select_related("konto__organisasjon").filter(konto=konto, bruker=bruker).first()
    if tilgang is None:
        return gi_tilgang(konto=konto, bruker=bruker, rettigheter=replace(INGEN_RETTIGHETER, **endret), av=av)
    return endre_tilgang(tilgang=tilgang, rettigheter=replace(_rettigheter_i(tilgang), **endret), av=av)


def ta_fra_rettigheter(*, konto: Konto, bruker: User, av: Handlende, **fjernet: bool) -> None:
    """Take the named rights (each False); who has none left is no longer on the konto. Nothing to take is no error.

    Raises KontoSlettet.
    """
    krev_kontoadministrator(av, konto)
    tilgang = Kontotilgang.objects.select_related("konto__organisasjon").filter(konto=konto, bruker=bruker).first()
    if tilgang is None:
        return
    igjen = replace(_rettigheter_i(tilgang), **fjernet)
    if igjen == INGEN_RETTIGHETER:
        fjern_tilgang(tilgang=tilgang, av=av)
    else:
        endre_tilgang(tilgang=tilgang, rettigheter=igjen, av=av)


def fjern_tilgang(*, tilgang: Kontotilgang, av: Handlende) -> None:
    """The user may no longer use the konto; what he has shared stays. Removing twice is no error and logged once."""
    krev_kontoadministrator(av, tilgang.konto)
    with transaction.atomic():
        antall, _per_modell = Kontotilgang.objects.filter(pk=tilgang.pk).delete()
        if antall:
            _skriv(Hendelsestype.TILGANG_FJERNET, tilgang, av, {})


def _skriv(type_: Hendelsestype, tilgang: Kontotilgang, av: Handlende, endret: dict[str, bool]) -> None:
    skriv_hendelse(
        type_,
        av=av,
        gjelder=tilgang.konto,
        data={"bruker_id": str(tilgang.bruker_id), **endret},
    )
