"""Kontoer and their dokumenter, as `dokumentlager-konto-api-v1` has them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from dokumenter.models import Dokument
from dokumenter.queries.konto import Dokumentsok
from dokumenter.queries.statistikk import Kontostatistikk
from dokumenter.schemas.felles import KsSkjema
from kontoer.models import Konto

MAKS_RADER = 10_000
_MAKS_SOK_TEGN = 1000  # a name as long as they get, in letters and marks apart
_MAKS_OFFSET = 2_147_483_647
_FORSTE, _SISTE = datetime(1900, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)
_ID = "0c6e5a3e-1f6b-4a38-8f2e-4a8f6f1f7b11"


class Organisasjonssti(KsSkjema):
    """The organisation that a path names."""

    fiks_organisasjon_id: UUID = Field(description="Organisasjonens id (fiksOrganisasjonId)")


class Kontostatistikksvar(KsSkjema):
    """Tall for en konto. Størrelser er i byte."""

    konto_id: UUID
    antall_metadata: int = Field(description="Alle dokumenter som har vært på kontoen", examples=[12])
    antall_dokumenter: int = Field(description="Dokumenter som ikke er slettet", examples=[10])
    antall_slettet: int = Field(examples=[2])
    total_storrelse: int = Field(description="Slik dokumentene kom, kryptert eller ikke", examples=[104857600])
    ukryptert_storrelse: int = Field(description="Slik mottakerne får dem", examples=[104857600])

    @classmethod
    def av(cls, konto_id: UUID, tall: Kontostatistikk) -> Kontostatistikksvar:
        """From what was counted."""
        return cls(
            konto_id=konto_id,
            antall_metadata=tall.dokumenter + tall.slettet,
            antall_dokumenter=tall.dokumenter,
            antall_slettet=tall.slettet,
            total_storrelse=tall.mottatt_storrelse,
            ukryptert_storrelse=tall.storrelse,
        )


class KontoSvar(KsSkjema):
    """En konto."""

    id: UUID = Field(examples=[_ID])
    navn: str = Field(examples=["Barnevern"])
    fiks_organisasjon_id: UUID
    slettet: bool
    tags: list[str] = Field(examples=[["skole"]])
    statistikk: Kontostatistikksvar

    @classmethod
    def av(cls, konto: Konto, tall: Kontostatistikk) -> KontoSvar:
        """From a konto and its numbers."""
        return cls(
            id=konto.id,
            navn=konto.navn,
            fiks_organisasjon_id=konto.organisasjon_id,
            slettet=konto.er_slettet,
            tags=konto.tags,
            statistikk=Kontostatistikksvar.av(konto.id, tall),
        )


class KontoListe(KsSkjema):
    """Kontoene som integrasjonen (eller personen) har tilgang til."""

    kontoer: list[KontoSvar]


class HendelseSvar(KsSkjema):
    """Noe som har skjedd."""

    dato: str = Field(description="ISO 8601", examples=["2026-11-21T12:00:00+00:00"])
    melding: str = Field(examples=["dokumentet ble lastet opp"])
    aktor: str = Field(description="Navn på system eller ansatt; mottakere står med id", examples=["Fagsystem"])


class KontoUtvidet(KontoSvar):
    """En konto med det som har skjedd med den, det eldste først (høyst 1000)."""

    hendelser: list[HendelseSvar]


class KontoCreateRequest(KsSkjema):
    """En ny konto."""

    navn: str = Field(description="2–200 tegn, unikt i organisasjonen", examples=["Barnevern"])
    tags: list[str] | None = Field(None, description="Høyst 10, hver på 1–10 tegn", examples=[["skole"]])
    forelderresurs: UUID | None = Field(None, description="Godtas, men brukes ikke")


class KontoCreateResult(KsSkjema):
    """Kontoen som ble laget."""

    id: UUID = Field(examples=[_ID])
    navn: str = Field(examples=["Barnevern"])
    tags: list[str]


class KontoUpdateRequest(KsSkjema):
    """Nytt navn."""

    navn: str = Field(description="2–200 tegn, unikt i organisasjonen", examples=["Barnevern og familie"])


class Listeside(KsSkjema):
    """Which rows of a list."""

    fra: int = Field(0, ge=0, le=_MAKS_OFFSET, description="Hvor mange det skal hoppes over")
    til: int = Field(100, ge=1, le=MAKS_RADER, description="Hvor mange som skal hentes, altså et antall")


class Sokeside(KsSkjema):
    """Which rows of a search; the number has two names."""

    fra: int = Field(0, ge=0, le=_MAKS_OFFSET, description="Hvor mange det skal hoppes over")
    antall: int | None = Field(None, ge=1, le=MAKS_RADER, description="Hvor mange som skal hentes; ellers 100")
    til: int | None = Field(None, ge=1, le=MAKS_RADER, description="Det samme som antall, slik KS’ klient skriver det")

    @property
    def slutt(self) -> int:
        """The row after the last."""
        return self.fra + (self.antall or self.til or 100)


class Sokekriterier(KsSkjema):
    """Hva det skal letes etter. Det som ikke er med, eller er null, begrenser ikke."""

    fra: AwareDatetime | None = Field(None, description="Delt tidligst", examples=["2026-11-01T00:00:00+01:00"])
    til: AwareDatetime | None = Field(None, description="Delt senest")
    dokumentnavn: Annotated[str, StringConstraints(max_length=_MAKS_SOK_TEGN, pattern=r"^[^\x00]*$")] | None = Field(
        None, description="En del av navnet; store og små bokstaver er like", examples=["vedtak"]
    )
    slettet: bool | None = Field(None, description="Bare slettede, eller bare de som ikke er det")
    korrelasjonsid: UUID | None = None

    def som_sok(self) -> Dokumentsok:
        """As the query takes it."""
        return Dokumentsok(
            _tellbart(self.fra), _tellbart(self.til), self.dokumentnavn, self.slettet, self.korrelasjonsid
        )


def _tellbart(tidspunkt: datetime | None) -> datetime | None:
    """The ends of the calendar moved to where one can count, in any time zone: a search finds the same."""
    return None if tidspunkt is None else min(max(tidspunkt, _FORSTE), _SISTE)


class DokumentMetadata(KsSkjema):
    """Et dokument."""

    id: UUID
    dokumentnavn: str = Field(examples=["vedtak.pdf"])
    ukryptert_storrelse: int = Field(examples=[1048576])

    @classmethod
    def av(cls, dokument: Dokument) -> DokumentMetadata:
        """From a dokument."""
        return cls(id=dokument.id, dokumentnavn=dokument.dokumentnavn, ukryptert_storrelse=dokument.mottatt)


class DokumentMetadataListe(KsSkjema):
    """Dokumenter, det sist delte først."""

    dokumenter: list[DokumentMetadata]


class Soketreff(DokumentMetadata):
    """Et dokument som passer."""

    kryptert_storrelse: int = Field(description="Slik det kom, kryptert eller ikke", examples=[1048576])
    opprettet: datetime
    mimetype: str = Field(examples=["application/pdf"])
    slettet: bool = Field(description="Kan ikke lenger hentes av noen")
    korrelasjonsid: UUID | None


class Sokeresultat(KsSkjema):
    """Treffene, det sist delte først."""

    totalt_antall_treff: int = Field(description="Også dem som ikke er med her", examples=[1])
    dokumenter: list[Soketreff]


class LestRequest(KsSkjema):
    """Hvilke dokumenter det spørres om."""

    ids: list[UUID] = Field(max_length=MAKS_RADER)


class DokumentLestStatus(KsSkjema):
    """Om noen mottaker har hentet hele dokumentet."""

    id: UUID
    lest: bool


class LestResponse(KsSkjema):
    """Status for dem av dokumentene som finnes på kontoen."""

    statuser: list[DokumentLestStatus]


class DokumentMetadataUtvidet(DokumentMetadata):
    """Et dokument med det som har skjedd med det, det eldste først (høyst 1000)."""

    kryptert_storrelse: int = Field(examples=[1048576])
    tilgjengelig_til: datetime | None = Field(description="null: slettes ikke av seg selv")
    mimetype: str = Field(examples=["application/pdf"])
    slettet: bool
    sha256: str | None = Field(description="Av innholdet, slik mottakerne får det; null til det er kontrollert")
    skann: str = Field(
        description="Hva skanneren for skadevare sa: ikke_skannet, ren, smittet, for_stor, kryptert, skanner_nede",
        examples=["ren"],
    )
    hendelser: list[HendelseSvar]
