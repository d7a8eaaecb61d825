"""What is told of a dokument."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dokumenter.models import Dokument
from dokumenter.schemas.felles import KsSkjema


class NyLevetid(KsSkjema):
    """The answer to a new lifetime; null is never."""

    id: UUID
    tilgjengelig_til: datetime | None


class NedlastingMetadata(KsSkjema):
    """KS: DokumentMetadataDownloadResult."""

    id: UUID
    dokumentnavn: str
    mime_type: str
    kryptert_storrelse: int
    ukryptert_storrelse: int
    korrelasjonsid: UUID | None

    @classmethod
    def fra(cls, dokument: Dokument) -> NedlastingMetadata:
        """Of a dokument."""
        return cls(
            id=dokument.pk,
            dokumentnavn=dokument.dokumentnavn,
            mime_type=dokument.mimetype,
            kryptert_storrelse=dokument.innsendt_storrelse,
            ukryptert_storrelse=dokument.mottatt,
            korrelasjonsid=dokument.korrelasjonsid,
        )
