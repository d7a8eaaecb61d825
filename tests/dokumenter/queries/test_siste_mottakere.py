"""Whom one may choose again: one's own, from that konto, and nobody that could be mistaken for another."""

from dokumenter.models import Deling, Mottaker
from dokumenter.queries.siste_mottakere import siste_mottakere, valgt_blant_tidligere
from dokumenter.services.deling import trekk_tilbake
from kontoer.models import Konto, Kontotilgang
from standins.personer import personer
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_deling
from users.models import User
from users.numre import Nummer, Nummertype


def _numre(bruker: User, konto: Konto) -> list[Nummer]:
    return [en.nummer for en in siste_mottakere(bruker, konto)]


def test_it_offers_those_last_shared_with_first_and_each_once(konto: Konto, kari: User) -> None:
    lag_deling(konto, kari, EN_PERSON)
    lag_deling(konto, kari, EN_VIRKSOMHET, EN_PERSON)
    assert _numre(kari, konto) == [EN_VIRKSOMHET, EN_PERSON]
    assert siste_mottakere(kari, konto, uten=[EN_PERSON])[0].nummer == EN_VIRKSOMHET
    assert len(siste_mottakere(kari, konto, uten=[EN_PERSON])) == 1


def test_it_offers_nobody_of_anothers_or_from_another_konto(konto: Konto, kari: User, ola: User) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    lag_deling(konto, ola, EN_PERSON)
    lag_deling(annen, kari, EN_VIRKSOMHET)
    assert _numre(kari, konto) == []
    alle = list(Mottaker.objects.values_list("pk", flat=True))
    assert valgt_blant_tidligere(kari, konto, alle) == {}
    assert list(valgt_blant_tidligere(kari, annen, alle).values()) == [EN_VIRKSOMHET]


def test_it_offers_nobody_of_what_was_recalled_or_may_not_be_known(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari, EN_PERSON)
    referanse = deling.mottakere.get().pk
    assert valgt_blant_tidligere(kari, konto, [referanse]) == {referanse: EN_PERSON}
    konto.taushetsbelagt = True
    assert (_numre(kari, konto), valgt_blant_tidligere(kari, konto, [referanse])) == ([], {})
    konto.taushetsbelagt = False
    Deling.objects.filter(pk=deling.pk).update(taushetsbelagt=True)
    assert (_numre(kari, konto), valgt_blant_tidligere(kari, konto, [referanse])) == ([], {}), "it was so when shared"
    Deling.objects.filter(pk=deling.pk).update(taushetsbelagt=False)
    trekk_tilbake(deling=deling, av=kari)
    assert (_numre(kari, konto), valgt_blant_tidligere(kari, konto, [referanse])) == ([], {})


def test_it_offers_neither_of_two_who_look_alike(konto: Konto, kari: User) -> None:
    # As if born on the same day: what is stored is not asked whether it is right.
    tvilling = Nummer(Nummertype.PERSON, EN_PERSON.verdi[:6] + "00000")
    lag_deling(konto, kari, EN_PERSON, tvilling, EN_VIRKSOMHET)
    assert _numre(kari, konto) == [EN_VIRKSOMHET]
    assert siste_mottakere(kari, konto, uten=[tvilling])[0].nummer == EN_VIRKSOMHET


def test_it_offers_no_more_than_ten(konto: Konto, kari: User) -> None:
    orgnr = [Nummer(Nummertype.ORGANISASJON, f"9{nr:08d}") for nr in range(15)]
    lag_deling(konto, kari, *orgnr)
    assert _numre(kari, konto) == orgnr[:10]
    assert Deling.objects.count() == 1
    assert personer["kari"].fnr not in str(siste_mottakere(kari, konto))
