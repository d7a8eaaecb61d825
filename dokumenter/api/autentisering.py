"""The three headers of a call, its rate limit, and the konto its path names."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja.security.base import AuthBase

from dokumenter.protokoll.liten_kropp import les_liten_kropp
from dokumenter.queries.system import delerett_i
from dokumenter.tilgang import Delerett
from kontoer import takt
from kontoer.errors import ForMangeKall
from kontoer.models import Integrasjon, Konto
from kontoer.services.autentisering import Innringer, autentiser
from kontoer.tilgang import krev_egen_organisasjon
from users.http import TRYGGE
from users.kilde import kilde_til

_ORGANISASJON_I_STIEN = ("fiksOrganisasjonId", "fiksOrgId")


class Integrasjonshoder(AuthBase):
    """`Authorization`, `IntegrasjonId` and `IntegrasjonPassord`, on every call."""

    openapi_type: str = "http"
    openapi_scheme: str = "bearer"
    openapi_description: str = "Token fra Maskinporten, sammen med IntegrasjonId og IntegrasjonPassord"

    def __call__(self, request: HttpRequest) -> Innringer:
        """Who calls. Raises IkkeAutentisert, TokenutstederUtilgjengelig, ForMangeKall, and IkkeFunnet for the
        path of another organisation than the one that registered the system; for a small body as `les_liten_kropp`.
        """
        innringer = autentiser(
            authorization=request.headers.get("Authorization"),
            integrasjon_id=request.headers.get("IntegrasjonId"),
            passord=request.headers.get("IntegrasjonPassord"),
            kilde=kilde_til(request),
            konto_id=_i_stien(request, "kontoId"),
        )
        _tell_kall(innringer.integrasjon)
        for navn in _ORGANISASJON_I_STIEN:
            if organisasjon_id := _i_stien(request, navn):
                krev_egen_organisasjon(innringer.integrasjon, organisasjon_id)
        if _har_liten_kropp(request):
            les_liten_kropp(request, kjent=True)
        return innringer


integrasjonshoder = Integrasjonshoder()


def innringer_i(request: HttpRequest) -> Innringer:
    """Who calls, as `Integrasjonshoder` found."""
    innringer = request.auth  # type: ignore[attr-defined]  # set by django-ninja
    assert isinstance(innringer, Innringer)  # noqa: S101
    return innringer


def krev_rett(innringer: Innringer, fiks_organisasjon_id: UUID, konto_id: UUID) -> Delerett:
    """That the caller may share from the konto of the path. Raises as `delerett_i`."""
    rett = delerett_i(innringer.av, fiks_organisasjon_id, konto_id, kjent=innringer.konto)
    return replace(rett, gjennom=innringer.integrasjon)


def krev_konto(innringer: Innringer, fiks_organisasjon_id: UUID, konto_id: UUID) -> Konto:
    """The konto of the path, which the caller may share from. Raises as `delerett_i`."""
    return krev_rett(innringer, fiks_organisasjon_id, konto_id).konto


def _har_liten_kropp(request: HttpRequest) -> bool:
    """What is no document is read here, when we know who sends it, and by a deadline."""
    navn = request.resolver_match.url_name if request.resolver_match else None
    if request.method in TRYGGE or navn == "last_opp_data":
        return False
    return navn not in {"last_opp", "del_dokument"} or request.content_type == "application/json"


def _i_stien(request: HttpRequest, navn: str) -> UUID | None:
    treff = request.resolver_match
    return UUID(str(treff.kwargs[navn])) if treff is not None and navn in treff.kwargs else None


def _tell_kall(integrasjon: Integrasjon) -> None:
    if takt.tell(f"api-kall-{integrasjon.pk}") > settings.API_KALL_PER_MINUTT:
        raise ForMangeKall(takt.sekunder_igjen())
