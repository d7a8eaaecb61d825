"""Systems that use the API on behalf of the organisation. Their password is made here, shown once, kept as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adapters import klokke
from hendelser.models import Hendelsestype, Sted
from hendelser.services import skriv_hendelse
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Organisasjon
from kontoer.navn import tolk_navn
from kontoer.tilgang import krev_administrator
from users.errors import UgyldigNummer
from users.models import User
from users.numre import tolk_organisasjonsnummer

_PASSORD_BYTES = 32


class NyttPassord(NamedTuple):
    """The only time the password is known in clear."""

    integrasjon: Integrasjon
    passord: str

    def __repr__(self) -> str:
        return f"NyttPassord({self.integrasjon.pk})"


def opprett_integrasjon(*, organisasjon: Organisasjon, navn: str, autorisert_orgnr: str, av: User) -> NyttPassord:
    """Register a system. It has no access to any konto yet. Raises UgyldigVerdi (number, name, name in use).

    `autorisert_orgnr` is whom its Maskinporten token must be issued to.
    """
    krev_administrator(av, organisasjon)
    try:
        orgnr = tolk_organisasjonsnummer(autorisert_orgnr)
    except UgyldigNummer as feil:
        raise UgyldigVerdi(str(feil.melding), felt="autorisert_orgnr") from feil
    passord = secrets.token_urlsafe(_PASSORD_BYTES)
    integrasjon = Integrasjon(
        organisasjon=organisasjon, navn=tolk_navn(navn), autorisert_orgnr=orgnr, passord_hash=make_password(passord)
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                integrasjon.save()
        except IntegrityError as feil:
            raise UgyldigVerdi(_("Det finnes en integrasjon med dette navnet."), felt="navn") from feil
        _skriv(Hendelsestype.INTEGRASJON_OPPRETTET, integrasjon, av, autorisert_orgnr=orgnr)
    return NyttPassord(integrasjon, passord)


def lag_nytt_passord(*, integrasjon: Integrasjon, av: User) -> NyttPassord:
    """Replace the password; the old one stops working at once. Raises IkkeFunnet for a deleted integrasjon."""
    krev_administrator(av, integrasjon.organisasjon)
    passord = secrets.token_urlsafe(_PASSORD_BYTES)
    hash_ = make_password(passord)
    with transaction.atomic():
        if not Integrasjon.objects.filter(pk=integrasjon.pk, slettet__isnull=True).update(passord_hash=hash_):
            raise IkkeFunnet
        _skriv(Hendelsestype.INTEGRASJON_ENDRET, integrasjon, av, nytt_passord=True)
    return NyttPassord(integrasjon, passord)


def sett_integrasjonskontoer(*, integrasjon: Integrasjon, kontoer: Collection[Konto], av: User) -> None:
    """Exactly these kontoer of its organisation may it use. Raises IkkeFunnet for a konto of another organisation."""
    krev_administrator(av, integrasjon.organisasjon)
    if any(konto.organisasjon_id != integrasjon.organisasjon_id or konto.er_slettet for konto in kontoer):
        raise IkkeFunnet
    onskede = {konto.id for konto in kontoer}
    with transaction.atomic():
        if not Integrasjon.objects.select_for_update().filter(pk=integrasjon.pk, slettet__isnull=True).exists():
            raise IkkeFunnet
        har = set(Integrasjonstilgang.objects.filter(integrasjon=integrasjon).values_list("konto_id", flat=True))
        Integrasjonstilgang.objects.filter(integrasjon=integrasjon, konto_id__in=har - onskede).delete()
        Integrasjonstilgang.objects.bulk_create(
            Integrasjonstilgang(integrasjon=integrasjon, konto_id=konto_id) for konto_id in onskede - har
        )
        for konto_id in sorted(onskede ^ har, key=str):
            _skriv(Hendelsestype.INTEGRASJON_ENDRET, integrasjon, av, konto=konto_id, tilgang=konto_id in onskede)


def slett_integrasjon(*, integrasjon: Integrasjon, av: User) -> None:
    """It can no longer be used. What it has shared stays. Deleting twice is no error and logged once."""
    krev_administrator(av, integrasjon.organisasjon)
    with transaction.atomic():
        if Integrasjon.objects.filter(pk=integrasjon.pk, slettet__isnull=True).update(slettet=klokke.naa()):
            Integrasjonstilgang.objects.filter(integrasjon=integrasjon).delete()
            _skriv(Hendelsestype.INTEGRASJON_SLETTET, integrasjon, av)


def _skriv(
    type_: Hendelsestype, integrasjon: Integrasjon, av: User, *, konto: UUID | None = None, **data: str | bool
) -> None:
    skriv_hendelse(
        type_,
        av=av,
        gjelder=Sted(integrasjon.organisasjon_id, konto),
        data={"integrasjon_id": str(integrasjon.id), **data},
    )
