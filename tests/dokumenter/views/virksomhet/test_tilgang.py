"""Who may open what is shared with a business: each row of the access table, and whom one acts for."""

import logging
from io import StringIO

import pytest
from django.core.management import call_command

from dokumenter.models import Deling
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.personer import personer, virksomheter
from standins.server import Standins
from tests.altinn import ORDINAER, TAUSHETSBELAGT, orgnr
from tests.conftest import lag_bruker
from tests.dokumenter.views.virksomhet.lag import Nettleser, biter, lag_til, side, vist
from users.models import User

_APNER, _LAERER, _FREMMED = 200, 403, 404


@pytest.mark.parametrize(
    ("person", "virksomhet", "ordinaer", "taushetsbelagt"),
    [
        ("leder", "bakeri", _APNER, _LAERER),
        ("post", "bakeri", _APNER, _LAERER),
        ("post_begge", "bakeri", _APNER, _APNER),
        ("post_ingen", "bakeri", _LAERER, _LAERER),
        ("post_gammel", "bakeri", _LAERER, _LAERER),
        ("fremmed", "bakeri", _FREMMED, _FREMMED),
        ("mottaker", "bakeri", _FREMMED, _FREMMED),
        ("kari", "bakeri", _FREMMED, _FREMMED),
        ("post_flere", "bakeri", _APNER, _LAERER),
        ("post_flere", "verksted", _APNER, _APNER),
        ("post", "verksted", _FREMMED, _FREMMED),
        ("leder", "uten_noen", _FREMMED, _FREMMED),
        ("post_konsern", "konsern", _APNER, _LAERER),
        ("post_konsern", "konsern_nord", _APNER, _LAERER),
        ("post_konsern", "konsern_sor", _APNER, _LAERER),
        ("post_under", "konsern_nord", _APNER, _LAERER),
        ("post_under", "konsern_sor", _FREMMED, _FREMMED),
        ("post_under", "konsern", _FREMMED, _FREMMED),
        ("post_slettet", "slettet", _LAERER, _LAERER),
        ("post_hierarki", "hierarki", _LAERER, _LAERER),
    ],
)
def test_it_keeps_each_row_of_the_access_table(
    person: str,
    virksomhet: str,
    ordinaer: int,
    taushetsbelagt: int,
    konto: Konto,
    kari: User,
    altinn: Standins,
    nettleser_for: Nettleser,
) -> None:
    deling = lag_til(konto, kari, virksomhet)
    dokument = deling.dokumenter.get()
    for hemmelig, ventet in ((False, ordinaer), (True, taushetsbelagt)):
        Konto.objects.update(taushetsbelagt=hemmelig)
        klient = nettleser_for(lag_bruker(person))
        assert klient.get(f"/d/{deling.id}").status_code == ventet
        adresse = f"/d/{deling.id}/{dokument.id}"
        hoder = {"Range": "bytes=1-3"}
        ventede = (ventet, ventet, 206 if ventet == _APNER else ventet)
        svar = (klient.head(adresse), klient.get(adresse), klient.get(adresse, headers=hoder))
        assert tuple(ett.status_code for ett in svar) == ventede
        innhold = [b"".join(biter(ett)) for ett in svar if ett.streaming]
        assert innhold == ([b"innhold", b"nnh"] if ventet == _APNER else [])
        alle = klient.get(f"/d/{deling.id}/alle.zip")
        assert alle.status_code == ventet
        assert (b"innhold" in b"".join(biter(alle)) if alle.streaming else None) == (True if ventet == _APNER else None)


def test_it_sends_nobody_to_login_without_asking(deling: Deling, altinn: Standins, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(None)
    assert klient.get(f"/d/{deling.id}").status_code == 200
    assert klient.get(f"/d/{deling.id}/{deling.dokumenter.get().id}").status_code == 401
    assert klient.get("/mottatt/").status_code == 302
    assert klient.post("/mottatt/representer/").status_code == 302
    assert not altinn.altinn.antall


def test_it_says_whom_one_acts_for_and_logs_it(deling: Deling, altinn: Standins, nettleser_for: Nettleser) -> None:
    post = lag_bruker("post")
    tekst = side(nettleser_for(post).get(f"/d/{deling.id}"))
    assert "Du representerer" in tekst
    assert f"Virksomheten {vist('bakeri')}" in tekst
    apnet = Hendelse.objects.get(type=Hendelsestype.DELING_APNET)
    assert (apnet.aktor_id, apnet.data) == (post.id, {"pa_vegne_av": orgnr("bakeri")})


def test_it_tells_the_sender_what_the_business_has_got(
    deling: Deling, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    for person in ("post", "leder"):
        klient = nettleser_for(lag_bruker(person))
        klient.get(f"/d/{deling.id}")
        assert b"".join(biter(klient.get(f"/d/{deling.id}/{deling.dokumenter.get().id}"))) == b"innhold"
    tekst = side(nettleser_for(kari).get(f"/delinger/{deling.id}/"))
    assert "<strong>hentet</strong>" in tekst
    assert "Ikke åpnet" not in tekst
    assert f"{lag_bruker('leder').maskert_fnr} for virksomheten {vist('bakeri')}" in tekst


def test_it_neither_stores_nor_logs_anything_of_others(
    deling: Deling, altinn: Standins, nettleser_for: Nettleser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    altinn.altinn.sett_tilgang("post_flere", "konsern", pakker=[ORDINAER, TAUSHETSBELAGT], underenheter=True)
    klient = nettleser_for(lag_bruker("post_flere"))
    sider = [side(klient.get(sti)) for sti in ("/mottatt/", f"/d/{deling.id}")]
    altinn.altinn.spoler = {"parter": "tull"}
    klient.logout()
    sider.append(side(nettleser_for(lag_bruker("post_flere")).get(f"/d/{deling.id}")))
    databasen = StringIO()
    call_command("dumpdata", stdout=databasen)
    varig = caplog.text + databasen.getvalue()
    assert virksomheter["bakeri"].navn not in varig
    spor = "\n".join([*sider, varig])
    hemmelige = [person.fnr for person in personer.values()]
    for key, virksomhet in virksomheter.items():
        hemmelige += [] if key == "bakeri" else [virksomhet.navn, virksomhet.orgnr]
    assert [verdi for verdi in hemmelige if verdi in spor] == []
