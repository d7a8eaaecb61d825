"""Everything under a new master key, beside a service that goes on."""

import threading
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.services.nedlasting import les_dokument
from dokumenter.services.ompakking import alle_hyller, pakk_om_alt, tell_nokler
from dokumenter.services.skrevet import lagre_skrevet, les_skrevet
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.nokler import NokkelError
from dokumenter.templatetags.mottakere import vist_mottaker
from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_utkast
from tests.users.services.test_ompakking import GAMMEL, NY
from users.models import User
from users.services.ompakking import pakk_om_hylle

SKREVET = {"mottakere": "noen", "tilgjengelig_i": "14"}


@pytest.fixture
def delt(settings: Settings, konto: Konto, kari: User, mottaker: User) -> dict[Dokument, bytes]:
    """Dokumenter shared under the old key; the new one is in use now. Content by dokument."""
    settings.HOVEDNOKLER = f"{GAMMEL},{settings.HOVEDNOKLER}"
    pakk_om_alt(av=SYSTEM)
    mottaker.refresh_from_db()
    alle = {
        lag_deling(konto, kari, mottaker, innhold=innhold).dokumenter.get(): innhold
        for innhold in (b"en", b"to" * 1000, b"tre")
    }
    lagre_skrevet(deling=lag_utkast(konto, kari), felter=SKREVET, skjema=None, av=kari)
    settings.HOVEDNOKLER = f"{NY},{GAMMEL}"
    return alle


def les(dokument: Dokument) -> bytes:
    """The content, as the database and the store have it now."""
    dokument.refresh_from_db()
    return b"".join(les_dokument(dokument=dokument, start=0, slutt=dokument.mottatt))


def test_it_keeps_everything_readable_without_the_old_key(delt: dict[Dokument, bytes], settings: Settings) -> None:
    antall = {navn: sum(nokler.values()) for navn, nokler in tell_nokler().items()}
    resultat = pakk_om_alt(av=SYSTEM, bolk=2)
    assert {navn: en.gjort for navn, en in resultat.items()} == antall
    assert tell_nokler() == {navn: {"ny": mange} if mange else {} for navn, mange in antall.items()}
    settings.HOVEDNOKLER = NY
    assert {dokument: les(dokument) for dokument in delt} == delt
    assert les_skrevet(deling=Deling.objects.get(skrevet__isnull=False)) == SKREVET


def test_it_is_needed_before_the_old_key_goes(delt: dict[Dokument, bytes], settings: Settings) -> None:
    settings.HOVEDNOKLER = NY
    with pytest.raises(NokkelError):
        les(next(iter(delt)))


def test_it_writes_one_event_for_a_run_that_did_something(delt: dict[Dokument, bytes]) -> None:
    pakk_om_alt(av=SYSTEM)
    pakk_om_alt(av=SYSTEM)
    hendelse = Hendelse.objects.get(type=Hendelsestype.HOVEDNOKKEL_BYTTET, data__nokkel="ny")
    assert hendelse.data["antall"]["dokumentnokler"] == len(delt)


def test_it_shows_the_recipient_as_before(delt: dict[Dokument, bytes], settings: Settings) -> None:
    for_ = {en.pk: vist_mottaker(en) for en in Mottaker.objects.all()}
    pakk_om_alt(av=SYSTEM)
    settings.HOVEDNOKLER = NY
    assert {en.pk: vist_mottaker(en) for en in Mottaker.objects.all()} == for_


def test_it_never_brings_a_destroyed_key_back(delt: dict[Dokument, bytes], kari: User) -> None:
    """Somebody deletes between the reading of a batch and its writing."""
    [hylle] = [en for en in alle_hyller() if en.navn == "dokumentnokler"]

    def slett_forst(pk: UUID, verdi: bytes) -> bytes:
        slett_dokument(dokument=Dokument.objects.select_related("deling__konto").get(pk=pk), av=kari)
        return hylle.pakk_om(pk, verdi)

    assert pakk_om_hylle(hylle=replace(hylle, pakk_om=slett_forst), til="ny", bolk=2).gjort == 0
    assert not Dokument.objects.filter(nokkel__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_it_can_be_run_by_two_at_once(delt: dict[Dokument, bytes], settings: Settings) -> None:
    antall = sum(sum(nokler.values()) for nokler in tell_nokler().values())
    gjort: list[int] = []

    def kjor() -> None:
        gjort.append(sum(en.gjort for en in pakk_om_alt(av=SYSTEM, bolk=1).values()))
        connection.close()

    trader = [threading.Thread(target=kjor) for _ in range(2)]
    for trad in trader:
        trad.start()
    for trad in trader:
        trad.join()
    assert sum(gjort) == antall
    settings.HOVEDNOKLER = NY
    assert {dokument: les(dokument) for dokument in delt} == delt
