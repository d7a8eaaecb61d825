"""Kontoer in Del dokument, as `dokumentdeling-api-v1` has them. Here a konto is its own Dokumentlager konto."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from dokumenter.schemas.felles import KsSkjema
from dokumenter.schemas.konto import Kontostatistikksvar
from kontoer.models import Konto
from kontoer.varsling import Varsling, tolk_varsling


class DelOrganisasjonssti(KsSkjema):
    """The organisation that a path names."""

    fiks_org_id: UUID = Field(description="Organisasjonens id (fiksOrganisasjonId)")


class AktiverSmsVarslingRequest(KsSkjema):
    """Hvem SMS-varsler er fra, og hvem som betaler."""

    avsendernavn: str = Field(
        description="2–11 tegn: bokstaver, tall, mellomrom, bindestrek og understrek", examples=["Testvik"]
    )
    konteringskode: str | None = Field(None, examples=["1234"])

    def som_varsling(self) -> Varsling:
        """Raises UgyldigVerdi."""
        return tolk_varsling(self.avsendernavn, self.konteringskode)


class CreateKontoRequest(KsSkjema):
    """En ny konto."""

    navn: str = Field(description="2–200 tegn, unikt i organisasjonen", examples=["Barnevern"])
    varsling: AktiverSmsVarslingRequest | None = None


class UpdateKontoRequest(KsSkjema):
    """Nytt navn."""

    navn: str = Field(description="2–200 tegn, unikt i organisasjonen", examples=["Barnevern og familie"])


class KontoRespons(KsSkjema):
    """En konto. De to id-ene er like: kontoen i Del dokument er også kontoen i Dokumentlager."""

    konto_id: UUID
    dokumentlager_konto_id: UUID
    navn: str = Field(examples=["Barnevern"])

    @classmethod
    def av(cls, konto: Konto) -> KontoRespons:
        """From a konto."""
        return cls(konto_id=konto.id, dokumentlager_konto_id=konto.id, navn=konto.navn)


class KontoSummary(KsSkjema):
    """En konto med statistikk."""

    navn: str = Field(examples=["Barnevern"])
    konto_id: UUID
    statistikk: Kontostatistikksvar
