"""What a recipient may see."""

from django.utils import timezone

from dokumenter.models import Deling, Mottaker
from dokumenter.queries_mottak import antall_dokumenter, delt_deling, dokumenter_i, mottatte_for
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.sletting import slett_dokument
from dokumenter.sider import Nokkel
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_utkast
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


def test_it_counts_and_lists_deleted_files_too(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    slett_dokument(dokument=deling.dokumenter.get(), av=kari)
    assert antall_dokumenter([Deling.objects.get()]) == {deling.id: 1}
    assert dokumenter_i(deling).count() == 1
