"""Taking the log out of the service: that it was done, and by whom, is itself in the log."""

from __future__ import annotations

from typing import Any, Literal

from hendelser.models import Hendelsestype, Sted
from hendelser.queries import Loggfilter
from hendelser.services import skriv_hendelse
from kontoer.models import Organisasjon
from kontoer.tilgang import krev_administrator
from users.models import User

Filform = Literal["csv", "jsonl"]


def merk_eksport(*, organisasjon: Organisasjon, filter_: Loggfilter, filform: Filform, av: User) -> None:
    """Write that the log is exported, and which part of it. Raises IkkeFunnet, ManglerRett."""
    krev_administrator(av, organisasjon)
    data: dict[str, Any] = {"filform": filform}
    if filter_.fra is not None:
        data["fra_dag"] = filter_.fra.isoformat()
    if filter_.til is not None:
        data["til_dag"] = filter_.til.isoformat()
    if filter_.person_id is not None:
        data["bruker_id"] = str(filter_.person_id)
    sted = Sted(organisasjon.pk, filter_.konto_id)
    skriv_hendelse(Hendelsestype.LOGG_EKSPORTERT, av=av, gjelder=sted, data=data)
