"""Every deling has one reference, whichever door it came through, and keeps it as long as the deling is known."""

from __future__ import annotations

from dokumenter.models import Deling, Referanse
from dokumenter.services.deling import del_dokument
from dokumenter.services.referanse import gi_referanse, sikre_referanse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.dokumenter.lag import EN_PERSON, om
from users.models import User


def test_it_is_made_when_a_deling_is_shared(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    lag_dokument(utkast)
    assert not Referanse.objects.exists()
    for _press in range(2):
        deling = del_dokument(deling=utkast, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(7), av=kari)
    assert Referanse.objects.get().deling_id == deling.pk


def test_it_stays_the_same(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    forst = sikre_referanse(deling=deling)
    gi_referanse(deling_id=deling.pk)
    assert sikre_referanse(deling=deling) == forst


def test_it_makes_another_when_the_first_is_taken(konto: Konto, kari: User) -> None:
    en, annen = lag_deling(konto, kari), lag_deling(konto, kari)
    assert sikre_referanse(deling=en) != sikre_referanse(deling=annen)
    assert Deling.objects.filter(referanse__isnull=False).count() == 2
