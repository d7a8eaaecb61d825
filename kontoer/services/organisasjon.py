"""An organisation comes to be, takes the service into use, and says where its statements are."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adapters import klokke
from hendelser.models import HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer import vilkar
from kontoer.errors import UgyldigVerdi
from kontoer.models import Administrator, Organisasjon
from kontoer.navn import tolk_navn
from kontoer.services.registrering import registrer_person
from kontoer.tilgang import krev_administrator
from users.errors import UgyldigNummer
from users.models import User
from users.numre import tolk_fodselsnummer, tolk_organisasjonsnummer


def opprett_organisasjon(
    *, orgnr: str, navn: str, administrator_fnr: str, administrator_navn: str, av: HarAktor
) -> Organisasjon:
    """Make an organisation and its first administrator, who then makes the rest.

    Raises UgyldigVerdi with `felt` orgnr (also when it is registered already), navn, fnr or administrator_navn.
    """
    try:
        orgnr = tolk_organisasjonsnummer(orgnr)
    except UgyldigNummer as feil:
        raise UgyldigVerdi(str(feil.melding), felt="orgnr") from feil
    try:
        fnr = tolk_fodselsnummer(administrator_fnr)
    except UgyldigNummer as feil:
        raise UgyldigVerdi(str(feil.melding), felt="fnr") from None
    navn, administrator_navn = tolk_navn(navn), tolk_navn(administrator_navn, felt="administrator_navn")
    with transaction.atomic():
        try:
            with transaction.atomic():
                organisasjon = Organisasjon.objects.create(orgnr=orgnr, navn=navn)
        except IntegrityError as feil:
            raise UgyldigVerdi(_("Organisasjonen er registrert fra før."), felt="orgnr") from feil
        bruker = registrer_person(organisasjon=organisasjon, fnr=fnr, navn=administrator_navn)
        Administrator.objects.create(organisasjon=organisasjon, bruker=bruker)
        skriv_hendelse(Hendelsestype.ORGANISASJON_OPPRETTET, av=av, gjelder=organisasjon)
        skriv_hendelse(
            Hendelsestype.ADMINISTRATOR_LAGT_TIL,
            av=av,
            gjelder=organisasjon,
            data={"bruker_id": str(bruker.id)},
        )
    return organisasjon


def ta_i_bruk(*, organisasjon: Organisasjon, vilkar_versjon: str, av: User) -> Organisasjon:
    """Accept the terms on behalf of the organisation. The first to do so is remembered; a second changes nothing.

    `vilkar_versjon` is what the person was shown. Raises UgyldigVerdi when the terms have changed since.
    """
    krev_administrator(av, organisasjon)
    if vilkar_versjon != vilkar.VERSJON:
        raise UgyldigVerdi(_("Vilkårene er endret siden du åpnet siden. Les dem på nytt før du godtar."), felt="godtar")
    with transaction.atomic():
        var_forst = Organisasjon.objects.filter(id=organisasjon.id, tatt_i_bruk__isnull=True).update(
            tatt_i_bruk=klokke.naa(), tatt_i_bruk_av=av, vilkar_versjon=vilkar_versjon
        )
        if var_forst:
            skriv_hendelse(Hendelsestype.TATT_I_BRUK, av=av, gjelder=organisasjon, data={"vilkar": vilkar_versjon})
    organisasjon.refresh_from_db()
    return organisasjon


def endre_lenker(
    *, organisasjon: Organisasjon, tilgjengelighetserklaering: str, personvernerklaering: str, av: User
) -> Organisasjon:
    """Where the organisation's own statements are: web addresses that the form has checked, or empty."""
    krev_administrator(av, organisasjon)
    organisasjon.tilgjengelighetserklaering = tilgjengelighetserklaering
    organisasjon.personvernerklaering = personvernerklaering
    with transaction.atomic():
        organisasjon.save(update_fields=["tilgjengelighetserklaering", "personvernerklaering"])
        skriv_hendelse(Hendelsestype.ORGANISASJON_ENDRET, av=av, gjelder=organisasjon)
    return organisasjon


def endre_innsyn(*, organisasjon: Organisasjon, vis_ansattes_navn: bool, av: User) -> Organisasjon:
    """Whether those who got documents are told the names of the employees who handled them. Same as before: nothing."""
    krev_administrator(av, organisasjon)
    with transaction.atomic():
        annet = Organisasjon.objects.filter(id=organisasjon.id).exclude(vis_ansattes_navn=vis_ansattes_navn)
        if annet.update(vis_ansattes_navn=vis_ansattes_navn):
            data = {"vis_ansattes_navn": vis_ansattes_navn}
            skriv_hendelse(Hendelsestype.ORGANISASJON_ENDRET, av=av, gjelder=organisasjon, data=data)
    organisasjon.refresh_from_db()
    return organisasjon
