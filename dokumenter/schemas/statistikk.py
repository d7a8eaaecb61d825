"""How much kontoer hold, as `dokumentlager-stats-api-v1` has it."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from dokumenter.queries.statistikk import Kontostatistikk
from dokumenter.schemas.felles import KsSkjema
from kontoer.models import Konto


class Statskontosti(KsSkjema):
    """The konto that a path names."""

    konto_id: UUID = Field(description="Kontoens id")


class KontoStats(KsSkjema):
    """Hvor mye en konto inneholder."""

    konto_id: UUID
    fiks_organisasjon_id: UUID
    total_storrelse: int = Field(description="Byte i alle dokumenter som ikke er slettet", examples=[104857600])

    @classmethod
    def av(cls, konto: Konto, tall: Kontostatistikk) -> KontoStats:
        """From a konto and its numbers."""
        return cls(
            konto_id=konto.id, fiks_organisasjon_id=konto.organisasjon_id, total_storrelse=tall.mottatt_storrelse
        )


class KontoStatsList(KsSkjema):
    """Kontoene det er spurt om."""

    stats: list[KontoStats]
