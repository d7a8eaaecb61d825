"""Innsyn: the person's own doings and the senders', and nobody else's."""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries.innsyn import Innsynsdeling, alt_innsyn_for, innsyn_for
from dokumenter.services.deling import forleng_deling, trekk_tilbake
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.sletting import slett_dokument
from dokumenter.services.tidsonske import avsla_mer_tid, be_om_mer_tid
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto, Organisasjon
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast, merk_delt
from users.models import User


def alle_nivaer(_niva: int) -> bool:
    """Known as surely as anything demands."""
    return True


def les(bruker: User, har_niva: Callable[[int], bool] = alle_nivaer) -> list[Innsynsdeling]:
    """The first page."""
    return innsyn_for(bruker, naa=timezone.now(), har_niva=har_niva).delinger


def hva(en: Innsynsdeling) -> list[str]:
    """What its lines say."""
    return [linje.hva for linje in en.linjer]


def hent(dokument: Dokument, av: User, **data: object) -> None:
    """A delivery, as a download writes it."""
    skriv_hendelse(
        Hendelsestype.DOKUMENT_HENTET, av=av, gjelder=dokument, data={"fra": 0, "til": 7, "fullfort": True} | data
    )


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    """Shared with two by kari, as the product writes it."""
    deling = lag_deling(konto, kari, mottaker, fremmed)
    skriv_hendelse(Hendelsestype.DELING_DELT, av=kari, gjelder=deling, data={"mottakere": 2})
    return deling


def test_it_tells_what_the_person_did_and_what_the_senders_did(deling: Deling, kari: User, mottaker: User) -> None:
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling)
    hent(deling.dokumenter.get(), mottaker)
    forleng_deling(deling=deling, tilgjengelig_til=timezone.now() + timedelta(days=20), av=kari)
    [en] = les(mottaker)
    assert hva(en) == ["dokumentene ble delt", "delingen ble åpnet", "dokumentet ble lastet ned", "tiden ble endret"]
    ansatt = "en ansatt i Testvik kommune"
    assert [linje.hvem for linje in en.linjer] == [ansatt, "du", "du", ansatt]
    assert [linje.dokumentnavn for linje in en.linjer] == ["", "", "vedtak.pdf", ""]
    assert en.linjer[2].detaljer.replace("\xa0", " ") == "fikk 7 byte"


def test_it_says_how_much_was_got_and_from_where_it_went_on(deling: Deling, mottaker: User) -> None:
    hent(deling.dokumenter.get(), mottaker, fra=1_500_000, til=4_000_000)
    [en] = les(mottaker)
    assert en.linjer[1].detaljer.replace("\xa0", " ") == "fikk 2,4 MB, fra byte 1 500 000"


def test_it_never_tells_what_another_recipient_or_a_stranger_did(
    deling: Deling, mottaker: User, fremmed: User, per: User, kari: User
) -> None:
    skriv_hendelse(Hendelsestype.DELING_APNET, av=fremmed, gjelder=deling)
    hent(deling.dokumenter.get(), fremmed)
    skriv_hendelse(Hendelsestype.DELING_AVVIST, av=per, gjelder=deling)
    onske = be_om_mer_tid(deling=deling, grunn="", av=fremmed, adgang=Adgang(av=fremmed, okt="o"))
    avsla_mer_tid(deling=deling, onske_id=onske.pk, av=kari)
    [en] = les(mottaker)
    assert hva(en) == ["dokumentene ble delt"]
    assert hva(les(fremmed)[0]) == [
        "dokumentene ble delt",
        "delingen ble åpnet",
        "dokumentet ble lastet ned",
        "mottakeren ba om mer tid",
        "ønsket om mer tid ble besvart",
    ]


def test_it_tells_nothing_to_those_who_are_no_recipients(
    deling: Deling, kari: User, ola: User, admin: User, per: User
) -> None:
    assert [les(bruker) for bruker in (kari, ola, admin, per)] == [[], [], [], []]


def test_it_tells_nothing_of_a_draft(konto: Konto, kari: User, mottaker: User) -> None:
    utkast = lag_utkast(konto, kari)
    Mottaker.objects.create(deling=utkast, type=Mottaker.Type.PERSON, oppslag=mottaker.fnr_hash)
    assert les(mottaker) == []


@pytest.mark.parametrize("viser", [True, False])
def test_it_names_employees_only_where_the_organisation_has_chosen_so(
    viser: bool, deling: Deling, mottaker: User
) -> None:
    Organisasjon.objects.update(vis_ansattes_navn=viser)
    [linje] = les(mottaker)[0].linjer
    assert linje.hvem == ("KARI TESTPERSON i Testvik kommune" if viser else "en ansatt i Testvik kommune")


def test_it_tells_the_system_from_people(deling: Deling, mottaker: User) -> None:
    skriv_hendelse(Hendelsestype.DELING_UTLOPT, av=SYSTEM, gjelder=deling)
    assert les(mottaker)[0].linjer[-1].hvem == "systemet"


def test_it_tells_of_what_has_ended_no_more_than_from_whom_and_when(deling: Deling, kari: User, mottaker: User) -> None:
    hent(deling.dokumenter.get(), mottaker)
    trekk_tilbake(deling=deling, av=kari)
    [en] = les(mottaker)
    assert en.slutt is not None
    assert hva(en) == ["dokumentene ble delt", "dokumentet ble lastet ned", "delingen ble trukket tilbake"]
    assert {linje.dokumentnavn for linje in en.linjer} == {""}


def test_it_hides_names_from_one_who_is_not_known_surely_enough(deling: Deling, mottaker: User) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    hent(deling.dokumenter.get(), mottaker)
    [en] = les(mottaker, lambda niva: niva < 4)
    assert not en.vis
    assert {linje.dokumentnavn for linje in en.linjer} == {""}
    assert les(mottaker)[0].linjer[-1].dokumentnavn == "vedtak.pdf"


def test_it_hides_who_the_employee_is_from_one_who_is_not_known_surely_enough(
    deling: Deling, konto: Konto, kari: User, mottaker: User
) -> None:
    """Whoever knows where she works knows what it is about; what another deling shows of her is no reason to."""
    Organisasjon.objects.update(vis_ansattes_navn=True)
    Deling.objects.update(sikkerhetsniva=4)
    apen = lag_deling(konto, kari, mottaker)
    skriv_hendelse(Hendelsestype.DELING_DELT, av=kari, gjelder=apen)
    hvem = {en.deling.pk: en.linjer[0].hvem for en in les(mottaker, lambda niva: niva < 4)}
    assert hvem == {
        apen.pk: "KARI TESTPERSON i Testvik kommune",
        deling.pk: "en ansatt i Testvik kommune",
    }


def test_it_tells_of_a_file_taken_out_only_to_one_who_had_seen_it(
    deling: Deling, kari: User, mottaker: User, fremmed: User
) -> None:
    dokument = lag_dokument(_som_utkast(deling), b"to", "to.pdf")
    Deling.objects.update(tilstand="delt")
    merk_delt(deling)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling)
    dokument.deling = Deling.objects.get()
    assert slett_dokument(dokument=dokument, av=kari)
    assert hva(les(mottaker)[0])[-1] == "innholdet ble slettet for godt"
    assert hva(les(fremmed)[0]) == ["dokumentene ble delt"]


def _som_utkast(deling: Deling) -> Deling:
    Deling.objects.update(tilstand="utkast")
    deling.refresh_from_db()
    return deling


def test_it_tells_one_who_acted_for_a_business_only_of_the_own_doings(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari)
    virksomhet = Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag="999999999")
    skriv_hendelse(Hendelsestype.DELING_DELT, av=kari, gjelder=deling)
    hent(deling.dokumenter.get(), mottaker, pa_vegne_av="999999999")
    [en] = les(mottaker)
    assert not en.vis
    assert [(linje.hva, linje.dokumentnavn) for linje in en.linjer] == [("dokumentet ble lastet ned", "")]
    assert en.linjer[0].hvem.replace("\N{NO-BREAK SPACE}", " ") == "du, for virksomheten 999 999 999"
    virksomhet.delete()
    assert les(mottaker) == []


def test_it_tells_one_who_was_taken_out_what_it_tells_a_stranger(deling: Deling, kari: User, mottaker: User) -> None:
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling)
    be_om_mer_tid(deling=deling, grunn="", av=mottaker, adgang=Adgang(av=mottaker, okt="o"))
    rad = deling.mottakere.get(oppslag=mottaker.fnr_hash)
    assert fjern_mottaker(deling=deling, mottaker_id=rad.pk, av=kari)
    assert les(mottaker) == []


def test_it_counts_no_file_that_came_and_went_unseen(deling: Deling, kari: User, mottaker: User, fremmed: User) -> None:
    dokument = lag_dokument(_som_utkast(deling), b"to", "to.pdf")
    Deling.objects.update(tilstand="delt")
    merk_delt(deling)
    skriv_hendelse(Hendelsestype.DOKUMENT_LAGT_TIL, av=kari, gjelder=dokument)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=mottaker, gjelder=deling)
    kom = "dokumentet ble lagt til etter delingen"
    assert [kom in hva(les(bruker)[0]) for bruker in (mottaker, fremmed)] == [True, True]
    dokument.deling = Deling.objects.get()
    assert slett_dokument(dokument=dokument, av=kari)
    assert [kom in hva(les(bruker)[0]) for bruker in (mottaker, fremmed)] == [True, False]


def test_it_finds_what_stands_under_the_key_that_goes(deling: Deling, mottaker: User, settings: Settings) -> None:
    settings.IDENT_NOKKEL = f"ny:{b64encode(b'3' * 32).decode()},{settings.IDENT_NOKKEL}"
    ny, gammel = mottaker.fnr_hasher
    assert deling.mottakere.filter(oppslag=gammel).exists()
    User.objects.filter(pk=mottaker.pk).update(fnr_hash=ny)
    assert len(les(User.objects.get(pk=mottaker.pk))) == 1


def test_it_takes_a_download_in_many_parts_as_one_line(deling: Deling, mottaker: User) -> None:
    for _del in range(4):
        hent(deling.dokumenter.get(), mottaker)
    [en] = les(mottaker)
    assert [(linje.hva, linje.ganger) for linje in en.samlet][1:] == [("dokumentet ble lastet ned", 4)]
    assert len(en.linjer) == 5


def test_it_asks_as_often_for_many_as_for_one_and_pages_them_all(
    konto: Konto, kari: User, mottaker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Organisasjon.objects.update(vis_ansattes_navn=True)
    alle = set()
    for antall in (1, 29):
        for _nr in range(antall):
            deling = lag_deling(konto, kari, mottaker)
            skriv_hendelse(Hendelsestype.DELING_DELT, av=kari, gjelder=deling)
            alle.add(deling.pk)
        with django_assert_max_num_queries(7):
            side = innsyn_for(mottaker, naa=timezone.now(), har_niva=alle_nivaer)
    assert (len(side.delinger), side.neste is None) == (25, False)
    funnet = [en.deling.pk for en in alt_innsyn_for(mottaker, naa=timezone.now(), har_niva=alle_nivaer)]
    assert (len(funnet), set(funnet)) == (30, alle)
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_DELT).count() == 30
