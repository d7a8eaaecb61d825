"""Acting for a business: who gets through, what is asked and remembered, and that no answer is no access."""

import pickle
import time
import zlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as gjeldende
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from dokumenter.errors import AltinnSvarerIkke, ManglerVirksomhetstilgang
from dokumenter.models import Deling, Mottaker
from dokumenter.services.virksomhetstilgang import Adgang, finn_virksomheter, krev_kan_apne
from hendelser.models import Aktortype, Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto
from standins.server import Standins
from tests.altinn import ORDINAER, TAUSHETSBELAGT, Klokke, orgnr
from tests.conftest import lag_bruker
from tests.dokumenter.fabrikk import lag_deling, lag_utkast
from users.models import User


def lag_virksomhetsdeling(konto: Konto, av: User, *virksomheter: str) -> Deling:
    """Shared with the businesses of those keys; without files."""
    deling = lag_utkast(konto, av)
    for key in virksomheter:
        Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=orgnr(key))
    naa = timezone.now()
    deling.tilstand, deling.delt, deling.tilgjengelig_til = Deling.Tilstand.DELT, naa, naa + timedelta(days=7)
    deling.save()
    return deling


@pytest.fixture
def deling(konto: Konto, kari: User) -> Deling:
    """Shared with Prøvebakeriet."""
    return lag_virksomhetsdeling(konto, kari, "bakeri")


@pytest.fixture
def klokke(monkeypatch: pytest.MonkeyPatch) -> Klokke:
    """The product's clock, in the test's hand."""
    klokke = Klokke(time.time())
    monkeypatch.setattr("users.klokke.naa", klokke)
    return klokke


def _prov(deling: Deling, person: str, okt: str = "okt") -> str | None:
    return krev_kan_apne(deling=deling, av=lag_bruker(person), okt=okt)


def _slipper(deling: Deling, person: str) -> bool:
    try:
        return _prov(deling, person) is not None
    except ManglerVirksomhetstilgang:
        return False


@pytest.mark.parametrize(
    ("person", "ordinaer", "taushetsbelagt"),
    [
        ("leder", True, False),
        ("post", True, False),
        ("post_begge", True, True),
        ("post_ingen", False, False),
        ("post_gammel", False, False),
    ],
)
def test_it_demands_the_access_of_the_konto(
    person: str, ordinaer: bool, taushetsbelagt: bool, deling: Deling, altinn: Standins
) -> None:
    assert _slipper(deling, person) is ordinaer
    deling.konto.taushetsbelagt = True
    assert _slipper(deling, person) is taushetsbelagt


def test_it_does_not_take_confidential_access_for_ordinary(deling: Deling, altinn: Standins) -> None:
    altinn.altinn.sett_tilgang("post", "bakeri", pakker=[TAUSHETSBELAGT])
    assert not _slipper(deling, "post")


def test_it_follows_what_the_installation_lets_count(deling: Deling, altinn: Standins, settings: Settings) -> None:
    settings.ALTINN_PAKKER = [f"urn:altinn:accesspackage:{TAUSHETSBELAGT.upper()}", "noe-annet"]
    assert not _slipper(deling, "post")
    assert _slipper(deling, "post_begge")


@pytest.mark.parametrize(("forskyvning", "slipper"), [(1, True), (0, False), (-1, False)])
def test_it_lets_the_old_role_count_until_its_last_day(
    forskyvning: int, slipper: bool, deling: Deling, altinn: Standins, settings: Settings
) -> None:
    settings.ALTINN_GAMMEL_ROLLE = True
    settings.ALTINN_GAMMEL_ROLLE_TIL = timezone.localdate() + timedelta(days=forskyvning)
    assert _slipper(deling, "post_gammel") is slipper


def test_it_never_opens_confidential_post_by_the_old_role(deling: Deling, altinn: Standins, settings: Settings) -> None:
    settings.ALTINN_GAMMEL_ROLLE = True
    settings.ALTINN_GAMMEL_ROLLE_TIL = date(9999, 1, 1)
    deling.konto.taushetsbelagt = True
    assert not _slipper(deling, "post_gammel")


def test_it_says_for_which_business(konto: Konto, kari: User, altinn: Standins) -> None:
    deling = lag_virksomhetsdeling(konto, kari, "bakeri", "verksted")
    altinn.altinn.fjern_tilgang("post_flere", "bakeri")
    assert _prov(deling, "post_flere") == orgnr("verksted")


def test_it_does_not_ask_about_one_the_deling_is_for(deling: Deling, mottaker: User, altinn: Standins) -> None:
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.PERSON, oppslag=mottaker.fnr_hash)
    altinn.altinn.spoler = {"parter": 500, "varig": True}
    assert krev_kan_apne(deling=deling, av=mottaker, okt="okt") is None
    assert not altinn.altinn.antall


def test_it_answers_once_for_one_reading_of_a_deling_and_anew_for_the_next(
    konto: Konto, kari: User, mottaker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    adgang = Adgang(av=mottaker, okt="okt")
    with django_assert_num_queries(1):
        assert adgang(deling) is adgang(deling) is None
    Mottaker.objects.filter(deling=deling).delete()
    assert adgang(deling) is None
    with pytest.raises(IkkeFunnet):
        adgang(Deling.objects.select_related("konto").get(pk=deling.pk))


def test_it_does_not_ask_when_no_business_is_meant(konto: Konto, kari: User, altinn: Standins) -> None:
    with pytest.raises(IkkeFunnet):
        _prov(lag_virksomhetsdeling(konto, kari), "post")
    assert not altinn.altinn.antall


def test_it_asks_once_and_remembers_for_the_cache_time(deling: Deling, altinn: Standins, klokke: Klokke) -> None:
    for _ in range(3):
        assert _slipper(deling, "post")
    klokke.naa += 299
    assert _slipper(deling, "post")
    assert altinn.altinn.antall["parter"] == 1


def test_it_ends_access_within_the_cache_time_when_the_right_is_taken_away(
    deling: Deling, altinn: Standins, klokke: Klokke
) -> None:
    assert _slipper(deling, "post")
    altinn.altinn.fjern_tilgang("post", "bakeri")
    klokke.naa += 300
    with pytest.raises(IkkeFunnet):
        _prov(deling, "post")


def test_it_asks_a_no_anew_much_sooner(deling: Deling, altinn: Standins, klokke: Klokke) -> None:
    assert not _slipper(deling, "post_ingen")
    altinn.altinn.sett_tilgang("post_ingen", "bakeri", pakker=[ORDINAER])
    klokke.naa += 14
    assert not _slipper(deling, "post_ingen")
    assert altinn.altinn.antall["parter"] == 1
    klokke.naa += 1
    assert _slipper(deling, "post_ingen")


def test_it_remembers_nothing_across_logins(deling: Deling, altinn: Standins) -> None:
    for okt in ("en", "to", "en"):
        assert _prov(deling, "post", okt)
    assert altinn.altinn.antall["parter"] == 2


def test_it_remembers_nothing_when_told_so(deling: Deling, altinn: Standins, settings: Settings) -> None:
    settings.ALTINN_HUSK_SEKUNDER = 0
    for _ in range(2):
        assert _slipper(deling, "post")
    assert altinn.altinn.antall["parter"] == 2


@pytest.mark.parametrize("feil", [401, 403, 429, 500, "tull", "html", "brudd"])
def test_it_stays_closed_when_altinn_does_not_answer(feil: object, deling: Deling, altinn: Standins) -> None:
    altinn.altinn.spoler = {"parter": feil, "varig": True}
    for _ in range(5):
        with pytest.raises(AltinnSvarerIkke):
            _prov(deling, "post")
    hendelse = Hendelse.objects.get(type=Hendelsestype.ALTINN_SVARTE_IKKE)
    assert (hendelse.deling_id, hendelse.organisasjon_id) == (deling.id, deling.konto.organisasjon_id)
    assert hendelse.aktor_type == Aktortype.SYSTEM
    assert set(hendelse.data) == {"grunn", "varig"}


def test_it_stays_closed_when_altinn_is_not_set_up(deling: Deling, settings: Settings) -> None:
    settings.MASKINPORTEN_CLIENT_ID = ""
    with pytest.raises(AltinnSvarerIkke):
        _prov(deling, "post")
    assert Hendelse.objects.get(type=Hendelsestype.ALTINN_SVARTE_IKKE).data == {
        "grunn": "not_configured",
        "varig": True,
    }


def test_it_stays_closed_when_the_key_is_no_key(deling: Deling, altinn: Standins, settings: Settings) -> None:
    settings.MASKINPORTEN_PRIVATNOKKEL = "tull"
    with pytest.raises(AltinnSvarerIkke):
        _prov(deling, "post")


def test_it_does_not_let_a_remembered_verdict_outlive_an_outage(
    deling: Deling, altinn: Standins, klokke: Klokke
) -> None:
    assert _slipper(deling, "post")
    altinn.altinn.spoler = {"parter": 500, "varig": True}
    assert _slipper(deling, "post")
    klokke.naa += 300
    with pytest.raises(AltinnSvarerIkke):
        _prov(deling, "post")


def test_it_finds_the_businesses_with_something_open_and_no_other(konto: Konto, kari: User, altinn: Standins) -> None:
    lag_virksomhetsdeling(konto, kari, "bakeri", "uten_noen")
    Deling.objects.filter(pk=lag_virksomhetsdeling(konto, kari, "verksted").pk).update(tilgjengelig_til=timezone.now())
    funnet = finn_virksomheter(av=lag_bruker("post_flere"), okt="okt")
    assert [(en.orgnr, en.ordinaer, en.taushetsbelagt) for en in funnet] == [(orgnr("bakeri"), True, False)]


def test_it_asks_only_about_what_is_new(konto: Konto, kari: User, altinn: Standins) -> None:
    post = lag_bruker("post_flere")
    lag_virksomhetsdeling(konto, kari, "bakeri")
    for _ in range(2):
        assert len(finn_virksomheter(av=post, okt="okt")) == 1
    assert altinn.altinn.antall["parter"] == 1
    ny = lag_virksomhetsdeling(konto, kari, "verksted")
    assert [len(finn_virksomheter(av=post, okt="okt")) for _ in range(2)] == [2, 2]
    assert krev_kan_apne(deling=ny, av=post, okt="okt") == orgnr("verksted")
    assert altinn.altinn.antall["parter"] == 2


def test_it_asks_nobody_when_nothing_is_shared_with_a_business(
    fremmed: User, altinn: Standins, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert finn_virksomheter(av=fremmed, okt="okt") == []
    assert not altinn.altinn.antall


def test_it_finds_the_same_among_more_businesses_than_a_filter_holds(
    konto: Konto, kari: User, altinn: Standins, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    deling = lag_virksomhetsdeling(konto, kari, "bakeri", "konsern_nord")
    Mottaker.objects.bulk_create(
        Mottaker(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=f"9{nr:08}") for nr in range(300)
    )
    post = lag_bruker("post_flere")
    with django_assert_num_queries(2):
        assert [en.orgnr for en in finn_virksomheter(av=post, okt="okt")] == [orgnr("bakeri")]
    assert altinn.altinn.antall["parter"] == 1


@pytest.fixture
def mange(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in an installation where businesses have got more than can be looked through at every visit."""
    monkeypatch.setattr("dokumenter.queries.mottak._FA_RADER", 0)


@pytest.mark.usefixtures("mange")
def test_it_asks_what_the_person_has_where_many_businesses_have_got_something(
    konto: Konto, kari: User, altinn: Standins, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lag_virksomhetsdeling(konto, kari, "bakeri", "uten_noen", "konsern")
    Deling.objects.filter(pk=lag_virksomhetsdeling(konto, kari, "verksted").pk).update(tilgjengelig_til=timezone.now())
    post = lag_bruker("post_flere")
    for _ in range(2):
        with django_assert_num_queries(2):
            funnet = finn_virksomheter(av=post, okt="okt")
        assert [(en.orgnr, en.ordinaer, en.taushetsbelagt) for en in funnet] == [(orgnr("bakeri"), True, False)]
    lag_virksomhetsdeling(konto, kari, "verksted")
    assert len(finn_virksomheter(av=post, okt="okt")) == 2
    assert altinn.altinn.antall["parter"] == 1


@pytest.mark.usefixtures("mange")
def test_it_opens_from_the_list_what_it_has_just_asked_about(konto: Konto, kari: User, altinn: Standins) -> None:
    deling, post = lag_virksomhetsdeling(konto, kari, "bakeri"), lag_bruker("post_flere")
    finn_virksomheter(av=post, okt="okt")
    assert krev_kan_apne(deling=deling, av=post, okt="okt") == orgnr("bakeri")
    assert altinn.altinn.antall["parter"] == 1


@pytest.mark.usefixtures("mange")
def test_it_lists_what_was_given_while_the_list_was_remembered(konto: Konto, kari: User, altinn: Standins) -> None:
    deling, post = lag_virksomhetsdeling(konto, kari, "verksted"), lag_bruker("post")
    assert finn_virksomheter(av=post, okt="okt") == []
    altinn.altinn.sett_tilgang("post", "verksted", pakker=[ORDINAER])
    assert krev_kan_apne(deling=deling, av=post, okt="okt") == orgnr("verksted")
    assert [en.orgnr for en in finn_virksomheter(av=post, okt="okt")] == [orgnr("verksted")]


@pytest.mark.usefixtures("mange")
def test_it_forgets_the_list_as_soon_as_a_verdict(
    konto: Konto, kari: User, altinn: Standins, klokke: Klokke, settings: Settings
) -> None:
    lag_virksomhetsdeling(konto, kari, "bakeri")
    post = lag_bruker("post")
    assert len(finn_virksomheter(av=post, okt="okt")) == 1
    altinn.altinn.fjern_tilgang("post", "bakeri")
    klokke.naa += 299
    assert len(finn_virksomheter(av=post, okt="okt")) == 1
    klokke.naa += 1
    assert finn_virksomheter(av=post, okt="okt") == []
    settings.ALTINN_HUSK_SEKUNDER = 0
    for okt in ("annen", "annen"):
        finn_virksomheter(av=post, okt=okt)
    assert altinn.altinn.antall["parter"] == 4


@pytest.mark.usefixtures("mange")
def test_it_lists_nothing_when_altinn_does_not_answer(konto: Konto, kari: User, altinn: Standins) -> None:
    lag_virksomhetsdeling(konto, kari, "bakeri")
    altinn.altinn.spoler = {"parter": 500, "varig": True}
    with pytest.raises(AltinnSvarerIkke):
        finn_virksomheter(av=lag_bruker("post"), okt="okt")
    assert Hendelse.objects.filter(type=Hendelsestype.ALTINN_SVARTE_IKKE).count() == 1


@pytest.mark.usefixtures("mange")
def test_it_keeps_no_number_of_the_list_readable_in_the_cache(konto: Konto, kari: User, altinn: Standins) -> None:
    lag_virksomhetsdeling(konto, kari, "bakeri")
    assert finn_virksomheter(av=lag_bruker("post_flere"), okt="en-sesjonsnokkel")
    lagret = _i_cachen()
    for lesbart in ("en-sesjonsnokkel", orgnr("bakeri"), orgnr("verksted")):
        assert lesbart.encode() not in lagret


def _i_cachen() -> bytes:
    """Everything the cache holds, unpacked."""
    innhold = b""
    for fil in Path(gjeldende.CACHES["default"]["LOCATION"]).glob("*.djcache"):
        with fil.open("rb") as apen:
            pickle.load(apen)  # when it expires
            innhold += zlib.decompress(apen.read())
    return innhold


def test_it_keeps_nothing_readable_in_the_cache(deling: Deling, altinn: Standins) -> None:
    _prov(deling, "post", "en-sesjonsnokkel")
    lagret = _i_cachen()
    assert ORDINAER.encode() in lagret
    for lesbart in ("en-sesjonsnokkel", orgnr("bakeri"), str(lag_bruker("post").pk), "bakeri"):
        assert lesbart.encode() not in lagret
