"""Writing to the log. Called by services inside their transaction, so that act and record stand or fall together."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from hendelser.models import HarAktor, Hendelse, Hendelsestype

_LIGNER_FODSELSNUMMER = re.compile(r"(?<!\d)\d{11}(?!\d)")


def skriv_hendelse(
    type_: Hendelsestype,
    *,
    av: HarAktor,
    organisasjon_id: UUID | None = None,
    konto_id: UUID | None = None,
    deling_id: UUID | None = None,
    dokument_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> Hendelse:
    """Add one event. `data` is small JSON with ids, counts and codes.

    Raises ValueError when a text in `data` looks like a fødselsnummer: the log must never hold one.
    """
    data = data or {}
    if any(isinstance(verdi, str) and _LIGNER_FODSELSNUMMER.search(verdi) for verdi in data.values()):
        raise ValueError("data kan ikke inneholde noe som ligner et fødselsnummer")
    return Hendelse.objects.create(
        type=type_,
        aktor_type=av.aktor.type,
        aktor_id=av.aktor.id,
        organisasjon_id=organisasjon_id,
        konto_id=konto_id,
        deling_id=deling_id,
        dokument_id=dokument_id,
        data=data,
    )
