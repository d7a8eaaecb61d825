"""What a recipient may see."""

from uuid import uuid4

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Mottaker
from dokumenter.queries.mottak import antall_mottatte, delingen_til, delt_deling, mottatte_dokumenter, mottatte_for
from dokumenter.queries.sider import Nokkel
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.sletting import slett_dokument
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users.models import User


def test_it_gives_only_what_is_shared_with_the_person(konto: Konto, kari: User, mottaker: User, fremmed: User) -> None:
    mitt, andres, utkast = lag_deling(konto, kari, mottaker), lag_deling(konto, kari, fremmed), lag_utkast(konto, kari)
    for deling, type_ in ((utkast, Mottaker.Type.PERSON), (andres, Mottaker.Type.INTEGRASJON)):
        Mottaker.objects.create(deling=deling, type=type_, oppslag=mottaker.fnr_hash)
    assert list(mottatte_for(mottaker, naa=timezone.now())) == [mitt]


def test_it_goes_from_the_open_to_the_ended_after_the_key(konto: Konto, kari: User, mottaker: User) -> None:
    sluttet, eldst, nyest = (lag_deling(konto, kari, mottaker) for _nr in range(3))
    trekk_tilbake(deling=sluttet, av=kari)
    naa = timezone.now()
    assert list(mottatte_for(mottaker, naa=naa)) == [nyest, eldst, sluttet]
    assert nyest.delt is not None
    etter = Nokkel(True, nyest.delt, nyest.id)
    assert list(mottatte_for(mottaker, naa=naa, etter=etter)) == [eldst, sluttet]
    assert sluttet.delt is not None
    assert not mottatte_for(mottaker, naa=naa, etter=Nokkel(False, sluttet.delt, sluttet.id))


def test_it_does_not_find_a_draft(konto: Konto, kari: User, mottaker: User) -> None:
    deling, utkast = lag_deling(konto, kari, mottaker), lag_utkast(konto, kari)
    assert (delt_deling(deling.id), delt_deling(utkast.id)) == (deling, None)


def test_it_counts_and_lists_what_was_taken_out_for_those_only_who_had_opened_it(
    konto: Konto, kari: User, mottaker: User, fremmed: User
) -> None:
    deling = lag_deling(konto, kari, mottaker, fremmed)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling, data={"pa_vegne_av": "312401010"})
    slett_dokument(dokument=deling.dokumenter.get(), av=kari)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=fremmed, gjelder=deling, data={"pa_vegne_av": "312401010"})
    assert antall_mottatte([deling], mottaker)[deling.id].antall == 1
    assert antall_mottatte([deling], fremmed) == {}
    assert mottatte_dokumenter(deling, mottaker).count() == 1
    assert not mottatte_dokumenter(deling, fremmed)


def test_it_still_counts_what_ended_with_its_deling(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    trekk_tilbake(deling=deling, av=kari)
    assert antall_mottatte([deling], mottaker)[deling.id].antall == 1


def test_it_counts_many_delinger_in_one_question(
    konto: Konto, kari: User, mottaker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    delinger = [lag_deling(konto, kari, mottaker) for _nr in range(5)]
    for deling in delinger[:3]:
        slett_dokument(dokument=deling.dokumenter.get(), av=kari)
    with django_assert_num_queries(1):
        assert set(antall_mottatte(delinger, mottaker)) == {deling.id for deling in delinger[3:]}


def test_it_finds_the_deling_of_a_dokument_only_when_it_is_shared(konto: Konto, kari: User, mottaker: User) -> None:
    delt, utkast = lag_deling(konto, kari, mottaker), lag_utkast(konto, kari)
    assert delingen_til(delt.dokumenter.get().pk) == delt.pk
    assert delingen_til(lag_dokument(utkast).pk) is None
    assert delingen_til(uuid4()) is None
