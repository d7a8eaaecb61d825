"""Who may do what, as questions (`kan_`, `er_`) and as demands (`krev_`).

The demands keep one promise: to a stranger, what is not his does not exist (IkkeFunnet); someone who may know that it
exists is told which right is missing (ManglerRett). An administrator configures, and does not by that see or share
documents: whoever needs both is given both, and the log shows it.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kontoer.errors import IkkeFunnet, IkkeTattIBruk, KontoSlettet, ManglerRett
from kontoer.models import Administrator, Integrasjon, Konto, Kontotilgang, Organisasjon
from users.models import User

# Whose accesses decide: a person, in the pages or through a system, or a system for itself.
Handlende = User | Integrasjon

_BARE_ADMINISTRATOR = _(
    "Bare en administrator i organisasjonen kan gjøre dette. Be en av administratorene om hjelp, "
    "eller om å gjøre deg til administrator."
)
_BARE_KONTOADMINISTRATOR = _(
    "Du er bruker på kontoen, men kan ikke administrere den. Be en administrator om hjelp, "
    "eller om å gi deg rettigheten."
)
_INTEGRASJON_UTEN_TILGANG = _(
    "Integrasjonen har ikke tilgang til kontoen. En administrator gir den tilgang under Konfigurasjon."
)
_KAN_IKKE_DELE = _("Du har ikke rett til å dele dokumenter fra denne kontoen. Be en administrator om å gi deg den.")


def er_administrator(bruker: User, organisasjon: Organisasjon) -> bool:
    """Is the person local administrator of the organisation?"""
    return Administrator.objects.filter(organisasjon=organisasjon, bruker=bruker).exists()


def krev_administrator(bruker: User, organisasjon: Organisasjon) -> None:
    """Raises IkkeFunnet for a stranger, ManglerRett for one of the organisation who is not administrator."""
    if er_administrator(bruker, organisasjon):
        return
    er_kjent = Kontotilgang.objects.filter(
        bruker=bruker, konto__organisasjon=organisasjon, konto__slettet__isnull=True
    ).exists()
    raise ManglerRett(_BARE_ADMINISTRATOR) if er_kjent else IkkeFunnet


def kan_administrere_konto(bruker: User, konto: Konto) -> bool:
    """May the person decide who uses the konto: administrator of the organisation, or of this konto only?"""
    tilgang = _tilgang(bruker, konto)
    return (tilgang is not None and tilgang.er_administrator) or er_administrator(bruker, konto.organisasjon)


def krev_egen_organisasjon(integrasjon: Integrasjon, organisasjon_id: UUID) -> None:
    """A system reaches no further than the organisation that registered it, whoever it acts for. Raises IkkeFunnet.

    A person may have accesses in several organisations; each of them decides itself which systems it lets in.
    """
    if integrasjon.organisasjon_id != organisasjon_id:
        raise IkkeFunnet


def krev_kan_opprette_konto(av: Handlende, organisasjon: Organisasjon) -> None:
    """Administrators, and the organisation's own systems. Raises IkkeFunnet, ManglerRett."""
    if isinstance(av, User):
        krev_administrator(av, organisasjon)
    elif av.organisasjon_id != organisasjon.id:
        raise IkkeFunnet


def krev_kan_se_konto(av: Handlende, konto: Konto) -> None:
    """Its name and numbers, not what is shared from it. Raises IkkeFunnet, ManglerRett (a system), KontoSlettet."""
    _krev_bekjent(av, konto)
    _krev_ikke_slettet(konto)


def krev_kontoadministrator(av: Handlende, konto: Konto) -> None:
    """Who decides who uses it; a system with access to it may. Raises IkkeFunnet, ManglerRett, KontoSlettet."""
    _krev_bekjent(av, konto)
    if isinstance(av, User) and not kan_administrere_konto(av, konto):
        raise ManglerRett(_BARE_KONTOADMINISTRATOR)
    _krev_ikke_slettet(konto)


def krev_administrator_av_konto(av: Handlende, konto: Konto) -> None:
    """To rename, set up or delete it: an administrator of the whole organisation, or a system with access to it.

    Raises as `krev_kontoadministrator`.
    """
    _krev_bekjent(av, konto)
    if isinstance(av, User) and not er_administrator(av, konto.organisasjon):
        raise ManglerRett(_BARE_ADMINISTRATOR)
    _krev_ikke_slettet(konto)


def er_i_bruk(konto: Konto) -> bool:
    """May those with the right share from the konto now?"""
    return not konto.er_slettet and konto.organisasjon.tatt_i_bruk is not None


def krev_kan_dele(bruker: User, konto: Konto) -> None:
    """Raises IkkeFunnet for a stranger, ManglerRett without the right, KontoSlettet, IkkeTattIBruk."""
    _krev_kjent(bruker, konto)
    if not kan_se_delinger(bruker, konto):
        raise ManglerRett(_KAN_IKKE_DELE)
    krev_i_bruk(konto)


def kan_se_delinger(bruker: User, konto: Konto) -> bool:
    """May the person see what is shared from the konto? Still so when it is deleted: metadata and log remain."""
    tilgang = _tilgang(bruker, konto)
    return tilgang is not None and tilgang.kan_dele


def krev_integrasjonstilgang(integrasjon: Integrasjon, konto: Konto) -> None:
    """May the integration use the konto? Access is given per konto.

    Raises IkkeFunnet for a konto of another organisation, ManglerRett without access, KontoSlettet, IkkeTattIBruk.
    """
    _krev_bekjent(integrasjon, konto)
    krev_i_bruk(konto)


def krev_i_bruk(konto: Konto) -> None:
    """Raises KontoSlettet, IkkeTattIBruk."""
    _krev_ikke_slettet(konto)
    if konto.organisasjon.tatt_i_bruk is None:
        raise IkkeTattIBruk


def _tilgang(bruker: User, konto: Konto) -> Kontotilgang | None:
    return Kontotilgang.objects.filter(konto=konto, bruker=bruker).first()


def _krev_kjent(bruker: User, konto: Konto) -> None:
    if _tilgang(bruker, konto) is None and not er_administrator(bruker, konto.organisasjon):
        raise IkkeFunnet


def _krev_bekjent(av: Handlende, konto: Konto) -> None:
    """Whoever has something to do with the konto. A system is told when it only lacks the access."""
    if isinstance(av, User):
        _krev_kjent(av, konto)
    elif av.organisasjon_id != konto.organisasjon_id:
        raise IkkeFunnet
    elif not av.tilganger.filter(konto=konto).exists():
        raise ManglerRett(_INTEGRASJON_UTEN_TILGANG)


def _krev_ikke_slettet(konto: Konto) -> None:
    if konto.er_slettet:
        raise KontoSlettet
