"""Local administrators of an organisation. There is always at least one."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hendelser.models import Hendelsestype, Sted
from hendelser.services import skriv_hendelse
from kontoer.errors import UgyldigVerdi
from kontoer.models import Administrator, Organisasjon
from kontoer.navn import tolk_navn
from kontoer.services.registrering import registrer_person
from kontoer.tilgang import krev_administrator
from users.models import User


def legg_til_administrator(*, organisasjon: Organisasjon, fnr: str, navn: str, av: User) -> Administrator:
    """Register a person and make him administrator. Raises UgyldigNummer, UgyldigVerdi (on fnr when he is already)."""
    krev_administrator(av, organisasjon)
    navn = tolk_navn(navn)
    with transaction.atomic():
        bruker = registrer_person(organisasjon=organisasjon, fnr=fnr, navn=navn)
        try:
            with transaction.atomic():
                administrator = Administrator.objects.create(organisasjon=organisasjon, bruker=bruker)
        except IntegrityError as feil:
            raise UgyldigVerdi(_("Personen er allerede administrator."), felt="fnr") from feil
        _skriv(Hendelsestype.ADMINISTRATOR_LAGT_TIL, administrator, av)
    return administrator


def fjern_administrator(*, administrator: Administrator, av: User, ogsa_meg_selv: bool = False) -> None:
    """Take the right away. Raises UgyldigVerdi for the last one, and for oneself unless `ogsa_meg_selv`.

    Removing twice is no error and logged once.
    """
    organisasjon = administrator.organisasjon
    krev_administrator(av, organisasjon)
    if administrator.bruker_id == av.id and not ogsa_meg_selv:
        raise UgyldigVerdi(_("Bekreft at du vil fjerne deg selv."), felt="forstatt")
    with transaction.atomic():
        # The lock makes two administrators who remove each other queue up, so that one of them stays.
        Organisasjon.objects.select_for_update().get(id=organisasjon.id)
        if not Administrator.objects.filter(organisasjon=organisasjon).exclude(pk=administrator.pk).exists():
            raise UgyldigVerdi(_("Den siste administratoren kan ikke fjernes. Legg til en annen først."))
        antall, _per_modell = Administrator.objects.filter(pk=administrator.pk).delete()
        if antall:
            _skriv(Hendelsestype.ADMINISTRATOR_FJERNET, administrator, av)


def _skriv(type_: Hendelsestype, administrator: Administrator, av: User) -> None:
    skriv_hendelse(
        type_,
        av=av,
        gjelder=Sted(administrator.organisasjon_id),
        data={"bruker_id": str(administrator.bruker_id)},
    )
