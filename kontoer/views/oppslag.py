"""What every page of Konfigurasjon begins with: find it if it is yours, and demand the right."""

from __future__ import annotations

from uuid import UUID

from kontoer.models import Integrasjon, Konto, Organisasjon
from kontoer.queries import organisasjoner_for, synlig_integrasjon, synlig_konto, synlig_organisasjon
from kontoer.tilgang import krev_administrator, krev_administrator_av_konto, krev_kontoadministrator
from users.http import AuthenticatedHttpRequest


def min_organisasjon(request: AuthenticatedHttpRequest, organisasjon_id: UUID) -> Organisasjon:
    """The organisation the person is administrator of. Raises IkkeFunnet, ManglerRett."""
    organisasjon = organisasjoner_for(request.user).filter(id=organisasjon_id).first()
    if organisasjon is None:  # then say why
        organisasjon = synlig_organisasjon(request.user, organisasjon_id)
        krev_administrator(request.user, organisasjon)
    return organisasjon


def min_konto(request: AuthenticatedHttpRequest, konto_id: UUID) -> Konto:
    """A konto the person administers, for the organisation or alone. Raises IkkeFunnet, ManglerRett, KontoSlettet."""
    konto = synlig_konto(request.user, konto_id)
    krev_kontoadministrator(request.user, konto)
    return konto


def min_organisasjons_konto(request: AuthenticatedHttpRequest, konto_id: UUID) -> Konto:
    """A konto of an organisation the person is administrator of. Raises as `min_konto`."""
    konto = synlig_konto(request.user, konto_id)
    krev_administrator_av_konto(request.user, konto)
    return konto


def min_integrasjon(request: AuthenticatedHttpRequest, integrasjon_id: UUID) -> Integrasjon:
    """An integrasjon of an organisation the person is administrator of. Raises IkkeFunnet, ManglerRett."""
    integrasjon = synlig_integrasjon(request.user, integrasjon_id)
    krev_administrator(request.user, integrasjon.organisasjon)
    return integrasjon
