"""Who uses a konto, by their ids (never by number), as the two tilgang files of KS have it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from dokumenter.schemas.felles import KsSkjema
from kontoer.models import Kontotilgang


class TilgangKontosti(KsSkjema):
    """The konto that a path names."""

    fiks_org_id: UUID = Field(description="Organisasjonens id (fiksOrganisasjonId)")
    konto_id: UUID = Field(description="Kontoens id")


class Personsti(TilgangKontosti):
    """A person on a konto."""

    person_id: UUID = Field(description="Personens id. Personen må være registrert i organisasjonen")


class _Person(KsSkjema):
    person_id: UUID
    navn: str = Field(examples=["Kari Test"])


class AdminResponse(_Person):
    """En administrator."""


class AdministratorerResponse(KsSkjema):
    """Kontoens administratorer."""

    administratorer: list[AdminResponse]

    @classmethod
    def av(cls, tilganger: list[Kontotilgang]) -> AdministratorerResponse:
        """Those who administer."""
        return cls(
            administratorer=[
                AdminResponse(person_id=en.bruker_id, navn=en.navn) for en in tilganger if en.er_administrator
            ]
        )


class DokumentlagerTilganger(KsSkjema):
    """Rettigheter i Dokumentlager."""

    kan_laste_opp: bool = Field(description="Kan laste opp dokumenter")


class PersonResponse(_Person):
    """En bruker."""

    tilganger: DokumentlagerTilganger


class PersonerResponse(KsSkjema):
    """Kontoens brukere."""

    brukere: list[PersonResponse]

    @classmethod
    def av(cls, tilganger: list[Kontotilgang]) -> PersonerResponse:
        """Everybody who is more than administrator."""
        rader = ((en, DokumentlagerTilganger(kan_laste_opp=en.kan_laste_opp)) for en in tilganger if er_bruker(en))
        return cls(brukere=[PersonResponse(person_id=en.bruker_id, navn=en.navn, tilganger=rett) for en, rett in rader])


class EndreTilgangerRequest(KsSkjema):
    """Hva brukeren skal kunne."""

    tilganger: DokumentlagerTilganger


class DokumentdelingTilganger(KsSkjema):
    """Rettigheter i Del dokument."""

    kan_dele: bool = Field(description="Kan dele dokumenter")


class DelingPersonResponse(_Person):
    """En bruker."""

    tilganger: DokumentdelingTilganger


class DelingPersonerResponse(KsSkjema):
    """Kontoens brukere."""

    brukere: list[DelingPersonResponse]

    @classmethod
    def av(cls, tilganger: list[Kontotilgang]) -> DelingPersonerResponse:
        """Everybody who is more than administrator."""
        rader = ((en, DokumentdelingTilganger(kan_dele=en.kan_dele)) for en in tilganger if er_bruker(en))
        return cls(
            brukere=[DelingPersonResponse(person_id=en.bruker_id, navn=en.navn, tilganger=rett) for en, rett in rader]
        )


class DelingEndreTilgangerRequest(KsSkjema):
    """Hva brukeren skal kunne."""

    tilganger: DokumentdelingTilganger


def er_bruker(tilgang: Kontotilgang) -> bool:
    """On the list of users: all but those who only administer."""
    return tilgang.kan_dele or tilgang.kan_laste_opp or not tilgang.er_administrator
