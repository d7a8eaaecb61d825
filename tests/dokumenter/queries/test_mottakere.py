"""Those who were taken out, with when and what."""

from __future__ import annotations

from dokumenter.queries.mottakere import fjernede_med_tid
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.nedlasting import lever_dokument
from dokumenter.templatetags.mottakere import vist_mottaker
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def test_it_tells_who_when_and_what_was_got(konto: Konto, kari: User, mottaker: User, fremmed: User) -> None:
    deling = lag_deling(konto, kari, mottaker, fremmed)
    dokumenter = list(deling.dokumenter.all())
    assert fjernede_med_tid(deling, dokumenter) == []
    list(lever_dokument(dokument=dokumenter[0], start=0, slutt=7, av=mottaker))
    vist = vist_mottaker(deling.mottakere.get(oppslag=mottaker.fnr_hash))
    fjern_mottaker(deling=deling, mottaker_id=deling.mottakere.get(oppslag=mottaker.fnr_hash).pk, av=kari)
    [(rad, naar)] = fjernede_med_tid(deling, dokumenter)
    assert (rad.hentet, vist_mottaker(rad.mottaker)) == (1, vist)
    assert naar == deling.fjernede_mottakere.get().fjernet
