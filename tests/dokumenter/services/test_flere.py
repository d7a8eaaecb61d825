"""Several delinger at once."""

from datetime import timedelta

from django.utils import timezone

from dokumenter.models import Deling
from dokumenter.queries.mine_sok import synlige
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.flere import HOYST, forleng_flere, trekk_flere_tilbake
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def test_it_recalls_all_but_what_is_over_and_tells_of_each(konto: Konto, kari: User, mottaker: User) -> None:
    apen, over, annen = (lag_deling(konto, kari, mottaker) for _nr in range(3))
    trekk_tilbake(deling=over, av=kari)
    utfall = trekk_flere_tilbake(delinger=[apen, over, annen], av=kari)
    assert [bool(ett.feil) for ett in utfall] == [False, True, False]
    assert {*Deling.objects.values_list("tilstand", flat=True)} == {Deling.Tilstand.TRUKKET}
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_TRUKKET).count() == 3


def test_it_recalls_nothing_for_one_who_has_lost_the_right(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    Kontotilgang.objects.filter(bruker=kari).update(kan_dele=False)
    [utfall] = trekk_flere_tilbake(delinger=[deling], av=kari)
    assert "Du har ikke rett til å dele" in utfall.feil
    assert Deling.objects.get().tilstand == Deling.Tilstand.DELT


def test_it_extends_each_once_however_often_it_is_pressed(konto: Konto, kari: User, mottaker: User) -> None:
    delinger = [lag_deling(konto, kari, mottaker) for _nr in range(2)]
    til = timezone.now() + timedelta(days=20)
    for _nr in range(2):
        utfall = forleng_flere(delinger=synlige(kari, [en.id for en in delinger]), tilgjengelig_til=til, av=kari)
        assert not any(ett.feil for ett in utfall)
    assert {*Deling.objects.values_list("tilgjengelig_til", flat=True)} == {til}
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_FORLENGET).count() == 2


def test_it_extends_none_beyond_what_its_own_konto_allows(konto: Konto, kari: User, mottaker: User) -> None:
    kort = Konto.objects.create(organisasjon=konto.organisasjon, navn="Kort", lengste_varighet_dager=10)
    Kontotilgang.objects.create(konto=kort, bruker=kari)
    delinger = [lag_deling(konto, kari, mottaker), lag_deling(kort, kari, mottaker)]
    utfall = forleng_flere(delinger=delinger, tilgjengelig_til=timezone.now() + timedelta(days=20), av=kari)
    assert [ett.feil[:30] for ett in utfall] == ["", "Du kan dele i høyst 10 dager, "]


def test_it_does_not_say_that_what_was_recalled_is_extended(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    assert deling.tilgjengelig_til is not None
    trekk_tilbake(deling=deling, av=kari)
    [utfall] = forleng_flere(delinger=[deling], tilgjengelig_til=deling.tilgjengelig_til, av=kari)
    assert "avsluttet" in utfall.feil


def test_it_takes_no_more_than_a_hundred(konto: Konto, kari: User, mottaker: User) -> None:
    delinger = [lag_deling(konto, kari, mottaker)] * (HOYST + 1)
    assert len(trekk_flere_tilbake(delinger=delinger, av=kari)) == HOYST
