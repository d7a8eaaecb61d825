"""The one router of the Dokumentlager, so that one path can have its methods in several modules; and its paths."""

from __future__ import annotations

from uuid import UUID

from ninja import Router
from pydantic import Field

import users.idsti  # noqa: F401  # what {id:…} is
from dokumenter.schemas.felles import KsSkjema

KONTO = "dokumentlager/api/v1/{id:fiksOrganisasjonId}/kontoer/{id:kontoId}"
DOKUMENTER = f"{KONTO}/dokumenter"
DOKUMENT = f"{DOKUMENTER}/{{id:dokumentId}}"

ruter = Router()


class Kontosti(KsSkjema):
    """The konto that a path names."""

    fiks_organisasjon_id: UUID = Field(description="Organisasjonens id (fiksOrganisasjonId)")
    konto_id: UUID = Field(description="Kontoens id")


class Dokumentsti(Kontosti):
    """The dokument that a path names."""

    dokument_id: UUID = Field(description="Dokumentets id, fra opplastingen")
