"""That what an index is good for is not judged by what another test has counted."""

import pytest
from django.db import connection

from dokumenter.models import Deling
from kontoer.models import Konto
from tests.dokumenter.lag import lag_deling
from tests.dokumenter.plan import plan
from users.models import User


def test_it_says_the_same_whatever_has_been_counted(konto: Konto, kari: User) -> None:
    sporsmal = Deling.objects.filter(delt_av_bruker=kari, delt__isnull=False).order_by("-delt", "-id")[:26]
    for_talt = plan(sporsmal, i_rekkefolge=True)
    assert "deling_bruker_delt" in for_talt
    for _ in range(3):
        lag_deling(konto, kari)
    if connection.vendor == "postgresql":
        with connection.cursor() as peker:
            peker.execute("ANALYZE")
    assert plan(sporsmal, i_rekkefolge=True) == for_talt


@pytest.mark.parametrize("i_rekkefolge", [False, True])
def test_it_leaves_the_database_as_it_was(konto: Konto, kari: User, *, i_rekkefolge: bool) -> None:
    if connection.vendor != "postgresql":
        assert "SEARCH" in plan(Deling.objects.filter(pk=konto.pk))
        return
    lag_deling(konto, kari)
    with connection.cursor() as peker:
        peker.execute("ANALYZE")
        sporsmal = "SELECT reltuples FROM pg_class WHERE relname = 'dokumenter_deling'"
        peker.execute(sporsmal)
        for_ = peker.fetchone()
        plan(Deling.objects.all(), i_rekkefolge=i_rekkefolge)
        peker.execute(sporsmal)
        assert peker.fetchone() == for_
        peker.execute("SHOW enable_seqscan")
        assert peker.fetchone() == ("on",)
