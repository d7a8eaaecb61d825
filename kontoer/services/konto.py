"""A konto is made, renamed, set up and deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adapters import klokke
from adapters.dytt import dytt
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.nummervern import skjul_fodselsnumre
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeTattIBruk, KontoSlettet, UgyldigVerdi
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Organisasjon, Sikkerhetsniva, Skannpolicy
from kontoer.navn import tolk_navn
from kontoer.tagger import normaliser_tagg, tolk_tagger
from kontoer.tilgang import Handlende, krev_administrator_av_konto, krev_kan_opprette_konto
from kontoer.varsling import INGEN_VARSLING, Varsling

LENGSTE_MULIGE_DAGER = 3650


@dataclass(frozen=True)
class Kontoinnstillinger:
    """What an administrator decides for all delinger of a konto. Varighet in days."""

    standard_varighet_dager: int
    lengste_varighet_dager: int
    sikkerhetsniva: int
    taushetsbelagt: bool
    skann_policy: str | None = None  # None: as it is; empty: as the installation
    maks_mottakere: int | None = None  # None: as the installation
    fire_oyne: bool = False


def opprett_konto(
    *,
    organisasjon: Organisasjon,
    navn: str,
    av: Handlende,
    tagger: Sequence[str] = (),
    varsling: Varsling = INGEN_VARSLING,
) -> Konto:
    """Make a konto; a name is all it takes, unique among the active. A system gets access to what it makes.

    Raises IkkeFunnet, ManglerRett, IkkeTattIBruk, UgyldigVerdi.
    """
    krev_kan_opprette_konto(av, organisasjon)
    if organisasjon.tatt_i_bruk is None:
        raise IkkeTattIBruk
    konto = Konto(
        organisasjon=organisasjon,
        navn=tolk_navn(navn),
        tags=tolk_tagger(tagger),
        sms_avsendernavn=varsling.avsendernavn,
        konteringskode=varsling.konteringskode,
    )
    with transaction.atomic():
        _lagre_med_navn(konto)
        skriv_hendelse(
            Hendelsestype.KONTO_OPPRETTET,
            av=av,
            gjelder=konto,
            data={"navn": konto.navn},
        )
        if isinstance(av, Integrasjon):
            Integrasjonstilgang.objects.create(integrasjon=av, konto=konto)
            skriv_hendelse(
                Hendelsestype.INTEGRASJON_ENDRET,
                av=av,
                gjelder=konto,
                data={"integrasjon_id": str(av.id), "tilgang": True},
            )
    return konto


def gi_nytt_navn(*, konto: Konto, navn: str, av: Handlende) -> Konto:
    """Rename. Raises KontoSlettet, UgyldigVerdi."""
    krev_administrator_av_konto(av, konto)
    navn = tolk_navn(navn)
    if navn == konto.navn:
        return konto
    gammelt_navn, konto.navn = konto.navn, navn
    try:
        with transaction.atomic():
            _lagre_med_navn(konto)
            # A name from before the rule was what it is: to leave it must be possible, and it must not be logged.
            tidligere = skjul_fodselsnumre(gammelt_navn, "…")
            _skriv_endret(konto, av, {"gammelt_navn": tidligere, "navn": navn})
    except UgyldigVerdi:
        konto.navn = gammelt_navn
        raise
    return konto


def endre_innstillinger(*, konto: Konto, innstillinger: Kontoinnstillinger, av: Handlende) -> Konto:
    """Change what holds for delinger made from now on. Raises KontoSlettet, UgyldigVerdi."""
    krev_administrator_av_konto(av, konto)
    _krev_gyldige(innstillinger)
    _krev_skanner(konto, innstillinger.skann_policy)
    uendret: dict[str, object] = {"skann_policy": konto.skann_policy} if innstillinger.skann_policy is None else {}
    onsket = asdict(innstillinger) | uendret
    nye = {felt: verdi for felt, verdi in onsket.items() if verdi != getattr(konto, felt)}
    for felt, verdi in nye.items():
        setattr(konto, felt, verdi)
    if nye:
        with transaction.atomic():
            konto.save(update_fields=list(nye))
            _skriv_endret(konto, av, nye)
    return konto


def legg_til_tagg(*, konto: Konto, tagg: str, av: Handlende) -> Konto:
    """Mark the konto with a word of the system's own; it is found by it. One it has already is no error.

    Raises KontoSlettet, UgyldigVerdi (felt tags).
    """
    krev_administrator_av_konto(av, konto)
    return _sett_tagger(konto, lambda tagger: tolk_tagger([*tagger, tagg]), av)


def fjern_tagg(*, konto: Konto, tagg: str, av: Handlende) -> Konto:
    """Take the mark away. One it does not have is no error. Raises KontoSlettet."""
    krev_administrator_av_konto(av, konto)
    borte = normaliser_tagg(tagg)
    return _sett_tagger(konto, lambda tagger: [en for en in tagger if normaliser_tagg(en) != borte], av)


def sett_varsling(*, konto: Konto, varsling: Varsling, av: Handlende) -> Konto:
    """Who an SMS about the konto's documents is from, and who pays for it. Raises KontoSlettet."""
    krev_administrator_av_konto(av, konto)
    konto.sms_avsendernavn, konto.konteringskode = varsling.avsendernavn, varsling.konteringskode
    with transaction.atomic():
        konto.save(update_fields=["sms_avsendernavn", "konteringskode"])
        _skriv_endret(konto, av, {"sms_avsendernavn": varsling.avsendernavn})
    return konto


def slett_konto(*, konto: Konto, av: Handlende) -> Konto:
    """Delete the konto and, by that, everything shared from it: out of reach now, the bytes gone after the next sweep.

    Raises KontoSlettet when someone else was first.
    """
    krev_administrator_av_konto(av, konto)
    with transaction.atomic():
        naa = klokke.naa()
        if not Konto.objects.aktive().filter(id=konto.id).update(slettet=naa):
            raise KontoSlettet
        konto.slettet = naa
        skriv_hendelse(Hendelsestype.KONTO_SLETTET, av=av, gjelder=konto)
        dytt("dokumenter.avslutt_utlopte")
        dytt("dokumenter.skriv_gravsteiner")
    return konto


def slett_konto_igjen(*, konto: Konto, slettet: datetime) -> bool:
    """A restored database has brought back a konto that was deleted then. False if it is deleted here too."""
    with transaction.atomic():
        if not Konto.objects.aktive().filter(id=konto.id).update(slettet=slettet):
            return False
        skriv_hendelse(Hendelsestype.KONTO_SLETTET, av=SYSTEM, gjelder=konto)
    return True


def _lagre_med_navn(konto: Konto) -> None:
    """Insert, or update the name. The database decides who of two was first."""
    try:
        with transaction.atomic():
            konto.save(update_fields=None if konto._state.adding else ["navn"])
    except IntegrityError as feil:
        raise UgyldigVerdi(_("Det finnes en konto med dette navnet. Velg et annet navn."), felt="navn") from feil


def _sett_tagger(konto: Konto, endre: Callable[[list[str]], list[str]], av: Handlende) -> Konto:
    """Two at once each get their mark: the row is locked while it is read and written."""
    with transaction.atomic():
        laast = Konto.objects.select_for_update().get(pk=konto.pk)
        konto.tags = endre(laast.tags)
        if konto.tags != laast.tags:
            konto.save(update_fields=["tags"])
            _skriv_endret(konto, av, {"tags": konto.tags})
    return konto


def _krev_gyldige(innstillinger: Kontoinnstillinger) -> None:
    if not 1 <= innstillinger.lengste_varighet_dager <= LENGSTE_MULIGE_DAGER:
        raise UgyldigVerdi(
            _("Lengste varighet må være fra 1 til %(dager)d dager.") % {"dager": LENGSTE_MULIGE_DAGER},
            felt="lengste_varighet_dager",
        )
    if not 1 <= innstillinger.standard_varighet_dager <= innstillinger.lengste_varighet_dager:
        raise UgyldigVerdi(
            _("Standard varighet må være minst 1 dag og ikke lengre enn lengste varighet."),
            felt="standard_varighet_dager",
        )
    flest = innstillinger.maks_mottakere
    if flest is not None and not 1 <= flest <= settings.DELING_MAKS_MOTTAKERE:
        raise UgyldigVerdi(
            _("Flest mottakere må være fra 1 til %(maks)d, som er det installasjonen tillater.")
            % {"maks": settings.DELING_MAKS_MOTTAKERE},
            felt="maks_mottakere",
        )
    if innstillinger.sikkerhetsniva not in Sikkerhetsniva.values:
        raise UgyldigVerdi(_("Velg nivå 3 eller nivå 4."), felt="sikkerhetsniva")


def _krev_skanner(konto: Konto, policy: str | None) -> None:
    """Nobody can ask for what the installation cannot do; what was chosen while it could, stays."""
    if policy in (None, "", konto.skann_policy):
        return
    if policy not in Skannpolicy.values:
        raise UgyldigVerdi(_("Velg et av alternativene."), felt="skann_policy")
    if policy != Skannpolicy.AV and not settings.CLAMAV_ADRESSE:
        raise UgyldigVerdi(_("Denne installasjonen har ingen skanner for skadevare."), felt="skann_policy")


def _skriv_endret(konto: Konto, av: Handlende, data: dict[str, object]) -> None:
    skriv_hendelse(Hendelsestype.KONTO_ENDRET, av=av, gjelder=konto, data=data)
