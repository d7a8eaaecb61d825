"""Sessions and ID-porten's `sid`: one to many, ended without a cookie, told once."""

import base64

import pytest
from django.contrib.sessions.backends.db import SessionStore
from pytest_django.fixtures import Settings

from hendelser.models import Hendelse, Hendelsestype
from users.models import Okt, User
from users.services.okt import (
    Sluttgrunn,
    avslutt_okt,
    avslutt_okter_for,
    finn_sluttgrunn,
    registrer_okt,
    ta_avsluttet_okt,
)

INAKTIV, LENGST = 30 * 60, 120 * 60


def ny_okt(bruker: User, sid: str) -> str:
    okt = SessionStore()
    okt["noe"] = 1
    okt.create()
    nokkel = okt.session_key or ""
    registrer_okt(session_key=nokkel, sid=sid, sub=f"sub-{bruker.pk}", av=bruker)
    return nokkel


@pytest.mark.parametrize(
    ("aktiv", "innlogget", "grunn"),
    [
        (0, 0, None),
        (INAKTIV - 1, INAKTIV - 1, None),
        (INAKTIV, INAKTIV, Sluttgrunn.INAKTIV),
        (0, LENGST - 1, None),
        (0, LENGST, Sluttgrunn.LENGST),
        (LENGST, LENGST, Sluttgrunn.LENGST),
    ],
)
def test_it_ends_at_the_very_second(aktiv: int, innlogget: int, grunn: Sluttgrunn | None) -> None:
    okt = SessionStore()
    okt.update({"siste_aktivitet": 1_000_000 - aktiv, "innlogget": 1_000_000 - innlogget})
    assert finn_sluttgrunn(okt=okt, naa=1_000_000) is grunn


def test_it_ends_a_session_that_has_no_times() -> None:
    assert finn_sluttgrunn(okt=SessionStore(), naa=1_000_000) is Sluttgrunn.LENGST


def test_it_ends_all_sessions_of_one_sid_and_tells_each_once(kari: User, ola: User) -> None:
    en, to, annen = ny_okt(kari, "sid-1"), ny_okt(kari, "sid-1"), ny_okt(ola, "sid-2")
    assert avslutt_okter_for(sid="sid-1") == 2
    assert avslutt_okter_for(sid="sid-1") == 0
    assert [SessionStore(nokkel).exists(nokkel) for nokkel in (en, to, annen)] == [False, False, True]
    assert ta_avsluttet_okt(session_key=en) == str(kari.pk)
    assert ta_avsluttet_okt(session_key=en) is None
    assert ta_avsluttet_okt(session_key=annen) is None
    assert Hendelse.objects.filter(type=Hendelsestype.LOGGET_UT, aktor_id=kari.pk).count() == 2


def test_it_ends_all_sessions_of_one_person_when_no_session_is_named(kari: User, ola: User) -> None:
    en, to, annen = ny_okt(kari, "sid-1"), ny_okt(kari, ""), ny_okt(ola, "")
    assert avslutt_okter_for() == 0
    assert avslutt_okter_for(sid="sid-2", sub=f"sub-{kari.pk}") == 0
    assert avslutt_okter_for(sub=f"sub-{kari.pk}") == 2
    assert [SessionStore(nokkel).exists(nokkel) for nokkel in (en, to, annen)] == [False, False, True]


def test_it_keeps_no_sid_in_clear(kari: User) -> None:
    ny_okt(kari, "sid-hemmelig")
    assert "sid-hemmelig" not in str(Okt.objects.values().get())
    assert f"sub-{kari.pk}" not in str(Okt.objects.values().get())


def test_it_moves_the_okt_along_when_the_session_key_changes(kari: User) -> None:
    forrige = ny_okt(kari, "sid-1")
    registrer_okt(session_key="ny", sid="sid-1", av=kari, forrige=forrige)
    assert Okt.objects.get().session_key == "ny"
    registrer_okt(session_key="nyere", sid="", av=kari, forrige="ny")
    assert not Okt.objects.exists()


def test_it_writes_why_a_login_ended(kari: User) -> None:
    avslutt_okt(session_key=ny_okt(kari, "sid-1"), grunn=Sluttgrunn.SELV, av=kari)
    assert not Okt.objects.exists()
    assert Hendelse.objects.get().data == {"grunn": "selv"}


@pytest.mark.parametrize("sist", ["sid", "sub"])
def test_it_ends_from_idporten_what_began_under_the_key_before(kari: User, settings: Settings, sist: str) -> None:
    gammel = settings.IDENT_NOKKEL
    en = ny_okt(kari, "sid-1")
    settings.IDENT_NOKKEL = f"ny:{base64.b64encode(b'n' * 32).decode()},{gammel}"
    to = ny_okt(kari, "sid-1")
    assert avslutt_okter_for(sid="sid-1" if sist == "sid" else "", sub=f"sub-{kari.pk}") == 2
    assert [SessionStore(nokkel).exists(nokkel) for nokkel in (en, to)] == [False, False]
