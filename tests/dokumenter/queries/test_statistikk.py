"""How much a konto holds."""

from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Dokument
from dokumenter.queries.statistikk import Kontostatistikk, antall_delinger, statistikk_for
from kontoer.models import Konto
from users.models import User


def _lag(
    konto: Konto,
    tilstand: Dokument.Tilstand,
    mottatt: int,
    eksponering: Dokument.Eksponering = Dokument.Eksponering.ALDRI,
) -> Dokument:
    deling = Deling.objects.create(konto=konto)
    borte = tilstand in {Dokument.Tilstand.SLETTES, Dokument.Tilstand.SLETTET}
    return Dokument.objects.create(
        deling=deling,
        dokumentnavn="vedtak.pdf",
        tilstand=tilstand,
        storrelse=1000,
        mottatt=mottatt,
        nokkel=None if borte else b"n",
        eksponering=eksponering,
    )


def test_it_counts_what_is_there_and_what_is_gone(
    konto: Konto, organisasjon: object, kari: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tom = Konto.objects.create(organisasjon=konto.organisasjon, navn="Tom")
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Annen")
    _lag(konto, Dokument.Tilstand.TILGJENGELIG, 1000)
    _lag(konto, Dokument.Tilstand.VENTER, 300)
    _lag(konto, Dokument.Tilstand.SLETTES, 1000, Dokument.Eksponering.DELT)
    _lag(konto, Dokument.Tilstand.SLETTET, 1000, Dokument.Eksponering.FJERNET)
    _lag(konto, Dokument.Tilstand.SLETTET, 1000)  # removed before it was shared
    _lag(annen, Dokument.Tilstand.SPERRET, 1000)
    with django_assert_num_queries(1):
        tall = statistikk_for([konto.id, tom.id, annen.id])
    assert tall == {
        konto.id: Kontostatistikk(dokumenter=2, slettet=2, delte=2, storrelse=1300, mottatt_storrelse=1300),
        tom.id: Kontostatistikk(),
        annen.id: Kontostatistikk(dokumenter=1, slettet=0, storrelse=1000, mottatt_storrelse=1000),
    }


def test_it_counts_delinger_that_would_end_with_the_konto(konto: Konto) -> None:
    utkast, delt, slutt = (Deling.objects.create(konto=konto) for _ in range(3))
    Deling.objects.filter(id=delt.id).update(tilstand="delt", delt=delt.opprettet)
    Deling.objects.filter(id=slutt.id).update(tilstand="trukket", avsluttet=slutt.opprettet)
    assert antall_delinger(konto.id) == 2
    assert utkast.tilstand == Deling.Tilstand.UTKAST
