"""What I have fetched: by the bytes, of this deling, by me."""

from __future__ import annotations

from dokumenter.models import Deling
from dokumenter.queries.min_henting import mine_filer
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def _hent(deling: Deling, av: User, fra: int, til: int) -> None:
    dokument = deling.dokumenter.get()
    skriv_hendelse(Hendelsestype.DOKUMENT_HENTET, av=av, gjelder=dokument, data={"fra": fra, "til": til})


def test_it_counts_the_parts_i_got_together(konto: Konto, kari: User, mottaker: User, fremmed: User) -> None:
    deling = lag_deling(konto, kari, mottaker, fremmed)
    _hent(deling, fremmed, 0, 7)
    assert not mine_filer(deling, mottaker, deling.dokumenter.all())[0].leveranse.begynt
    _hent(deling, mottaker, 0, 3)
    delvis = mine_filer(deling, mottaker, deling.dokumenter.all())[0].leveranse
    assert (delvis.begynt, delvis.er_hentet, delvis.prosent) == (True, False, 42)
    _hent(deling, mottaker, 3, 7)
    assert mine_filer(deling, mottaker, deling.dokumenter.all())[0].leveranse.er_hentet


def test_it_knows_one_that_was_begun_and_gave_nothing(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    skriv_hendelse(Hendelsestype.DOKUMENT_HENTES, av=mottaker, gjelder=deling.dokumenter.get())
    leveranse = mine_filer(deling, mottaker, deling.dokumenter.all())[0].leveranse
    assert (leveranse.begynt, leveranse.er_hentet) == (True, False)
    assert not mine_filer(deling, mottaker, [])  # a file that is not listed is not counted


def test_it_leaves_other_delinger_out(konto: Konto, kari: User, mottaker: User) -> None:
    deling, annen = (lag_deling(konto, kari, mottaker) for _nr in range(2))
    _hent(annen, mottaker, 0, 7)
    assert not mine_filer(deling, mottaker, deling.dokumenter.all())[0].leveranse.begynt
