"""What an upload answers with."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from dokumenter.models import Dokument
from dokumenter.schemas.felles import KsSkjema


class OpplastetDokument(KsSkjema):
    """KS: DokumentMetadataUploadResult."""

    id: UUID
    dokumentnavn: str
    mime_type: str
    ukryptert_storrelse: int = Field(description="Innholdets størrelse i byte")
    kryptert_storrelse: int = Field(description="Størrelsen slik dokumentet ble sendt, i byte")

    @classmethod
    def fra(cls, dokument: Dokument) -> OpplastetDokument:
        """Of a dokument that is received."""
        return cls(
            id=dokument.pk,
            dokumentnavn=dokument.dokumentnavn,
            mime_type=dokument.mimetype,
            ukryptert_storrelse=dokument.mottatt,
            kryptert_storrelse=dokument.innsendt_storrelse,
        )


class NyId(KsSkjema):
    """The first step of the older upload."""

    id: UUID
