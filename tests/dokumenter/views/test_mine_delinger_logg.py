"""What stands in the log on a deling's page, and what stands there only for those who ask."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from dokumenter.queries.leveranser import LOGG_ANTALL
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def test_it_hides_technical_events_until_they_are_asked_for(
    konto: Konto, kari: User, mottaker: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    for nr in range(LOGG_ANTALL):
        skriv_hendelse(Hendelsestype.DOKUMENT_KONTROLLERT, av=SYSTEM, gjelder=deling, data={"nr": nr})
    skriv_hendelse(Hendelsestype.DELING_FORLENGET, av=kari, gjelder=deling)
    klient = nettleser_for(kari)
    kort = klient.get(f"/delinger/{deling.id}/").context["logg"]
    assert [linje.hva for linje in kort] == ["tiden ble endret"]
    alt = klient.get(f"/delinger/{deling.id}/?alle=1")
    assert len(alt.context["logg"]) == LOGG_ANTALL
    assert "&amp;alle=1#logg" in alt.content.decode()
    assert len(klient.get(f"/delinger/{deling.id}/?alle=tull").context["logg"]) == 1
