"""Who uses a konto: the same lists and rules as on its page, for Dokumentlager and for Del dokument."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Path, Status

from dokumenter.api.autentisering import innringer_i
from dokumenter.api.ruter import ruter
from dokumenter.schemas.tilganger import (
    AdministratorerResponse,
    DelingEndreTilgangerRequest,
    DelingPersonerResponse,
    EndreTilgangerRequest,
    PersonerResponse,
    Personsti,
    TilgangKontosti,
)
from kontoer.models import Konto, Kontotilgang
from kontoer.queries import konto_i, person_i, tilganger_pa
from kontoer.services.tilgang import sett_rettigheter, ta_fra_rettigheter
from kontoer.tilgang import krev_kontoadministrator
from users.models import User

_LAGER = "dokumentlager/api/v1/organisasjoner/{id:fiksOrgId}/kontoer/{id:kontoId}"
_DELING = "melding-dokumentdeling/api/v1/organisasjoner/{id:fiksOrgId}/kontoer/{id:kontoId}"
_TAGGER = ["Tilganger"]


def hent_administratorer(request: HttpRequest, sti: Path[TilgangKontosti]) -> AdministratorerResponse:
    """De som er administrator for bare denne kontoen. Organisasjonens administratorer kommer i tillegg."""
    return AdministratorerResponse.av(_tilganger(request, sti))


def legg_til_administrator(request: HttpRequest, sti: Path[Personsti]) -> Status[None]:
    """Personen må være registrert i organisasjonen. En som er administrator fra før, er ingen feil."""
    konto, person = _konto_og_person(request, sti)
    sett_rettigheter(konto=konto, bruker=person, av=innringer_i(request).av, er_administrator=True)
    return Status(200, None)


def fjern_administrator(request: HttpRequest, sti: Path[Personsti]) -> Status[None]:
    """En som ikke er administrator, er ingen feil."""
    konto, person = _konto_og_person(request, sti)
    ta_fra_rettigheter(konto=konto, bruker=person, av=innringer_i(request).av, er_administrator=False)
    return Status(200, None)


def fjern_bruker(request: HttpRequest, sti: Path[Personsti]) -> Status[None]:
    """Personen kan verken laste opp eller dele mer. Det som er delt, blir værende."""
    konto, person = _konto_og_person(request, sti)
    ta_fra_rettigheter(konto=konto, bruker=person, av=innringer_i(request).av, kan_dele=False, kan_laste_opp=False)
    return Status(200, None)


@ruter.get(_LAGER + "/brukere", by_alias=True, response=PersonerResponse, tags=_TAGGER, summary="Kontoens brukere")
def hent_brukere(request: HttpRequest, sti: Path[TilgangKontosti]) -> PersonerResponse:
    """De som er bruker på kontoen, og om de kan laste opp."""
    return PersonerResponse.av(_tilganger(request, sti))


@ruter.post(_LAGER + "/brukere/{id:personId}", response={200: None}, tags=_TAGGER, summary="Legg til bruker")
def legg_til_bruker(request: HttpRequest, sti: Path[Personsti], kropp: EndreTilgangerRequest) -> Status[None]:
    """Gir eller endrer rettigheten. Personen må være registrert i organisasjonen."""
    konto, person = _konto_og_person(request, sti)
    sett_rettigheter(
        konto=konto, bruker=person, av=innringer_i(request).av, kan_laste_opp=kropp.tilganger.kan_laste_opp
    )
    return Status(200, None)


@ruter.get(
    _DELING + "/brukere",
    by_alias=True,
    response=DelingPersonerResponse,
    tags=_TAGGER,
    summary="Kontoens brukere i Del dokument",
)
def hent_delingsbrukere(request: HttpRequest, sti: Path[TilgangKontosti]) -> DelingPersonerResponse:
    """De som er bruker på kontoen, og om de kan dele."""
    return DelingPersonerResponse.av(_tilganger(request, sti))


@ruter.post(
    _DELING + "/brukere/{id:personId}", response={200: None}, tags=_TAGGER, summary="Legg til bruker i Del dokument"
)
def legg_til_delingsbruker(
    request: HttpRequest, sti: Path[Personsti], kropp: DelingEndreTilgangerRequest
) -> Status[None]:
    """Gir eller endrer rettigheten. Personen må være registrert i organisasjonen."""
    konto, person = _konto_og_person(request, sti)
    sett_rettigheter(konto=konto, bruker=person, av=innringer_i(request).av, kan_dele=kropp.tilganger.kan_dele)
    return Status(200, None)


def _tilganger(request: HttpRequest, sti: TilgangKontosti) -> list[Kontotilgang]:
    konto = konto_i(sti.fiks_org_id, sti.konto_id)
    krev_kontoadministrator(innringer_i(request).av, konto)
    return list(tilganger_pa(konto))


def _konto_og_person(request: HttpRequest, sti: Personsti) -> tuple[Konto, User]:
    """Access to the konto is asked before anyone is looked up in its organisation."""
    konto = konto_i(sti.fiks_org_id, sti.konto_id)
    krev_kontoadministrator(innringer_i(request).av, konto)
    return konto, person_i(konto.organisasjon, sti.person_id)


# The konto is the same in both, so what does not name a right is the same too.
for _navn, _rot, _tjeneste in (("lager", _LAGER, "Dokumentlager"), ("deling", _DELING, "Del dokument")):
    for _metode, _sti, _summary, _funksjon in (
        ("POST", "/administratorer/{id:personId}", "Legg til administrator", legg_til_administrator),
        ("DELETE", "/administratorer/{id:personId}", "Fjern administrator", fjern_administrator),
        ("DELETE", "/brukere/{id:personId}", "Fjern bruker", fjern_bruker),
    ):
        ruter.api_operation(
            [_metode],
            _rot + _sti,
            response={200: None},
            tags=_TAGGER,
            summary=f"{_summary} ({_tjeneste})",
            operation_id=f"{_funksjon.__name__}_{_navn}",
        )(_funksjon)
    ruter.get(
        _rot + "/administratorer",
        by_alias=True,
        response=AdministratorerResponse,
        tags=_TAGGER,
        summary=f"Kontoens administratorer ({_tjeneste})",
        operation_id=f"hent_administratorer_{_navn}",
    )(hent_administratorer)
