"""What happens when the access is taken away: within the cache time, at logout, and in a running download."""

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from dokumenter.models import Deling
from dokumenter.services import nedlasting
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.server import Standins
from tests.altinn import Klokke, orgnr
from tests.conftest import lag_bruker
from tests.dokumenter.views.virksomhet.lag import Nettleser, biter, lag_til, side
from users.models import User


def test_it_ends_access_within_the_cache_time(
    deling: Deling, altinn: Standins, klokke: Klokke, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(lag_bruker("post"))
    adresser = (f"/d/{deling.id}", f"/d/{deling.id}/{deling.dokumenter.get().id}")
    assert [klient.head(adresse).status_code for adresse in adresser] == [200, 200]
    altinn.altinn.fjern_tilgang("post", "bakeri")
    klokke.naa += settings.ALTINN_HUSK_SEKUNDER
    assert [klient.head(adresse).status_code for adresse in adresser] == [404, 404]
    assert str(deling.id) not in side(klient.get("/mottatt/"))


@pytest.mark.parametrize("side_", ["deling", "dokument", "mottatt"])
def test_it_asks_once_for_one_page_though_nothing_is_to_be_remembered(
    side_: str, deling: Deling, altinn: Standins, nettleser_for: Nettleser, settings: Settings
) -> None:
    settings.ALTINN_HUSK_SEKUNDER = 0
    sti = {"deling": f"/d/{deling.id}", "dokument": f"/d/{deling.id}/{deling.dokumenter.get().id}"}
    klient = nettleser_for(lag_bruker("post"))
    for ganger in (1, 2):
        assert klient.get(sti.get(side_, "/mottatt/")).status_code == 200
        assert altinn.altinn.antall["parter"] == ganger


def test_it_remembers_nothing_past_a_logout(deling: Deling, altinn: Standins, nettleser_for: Nettleser) -> None:
    post = lag_bruker("post")
    klient = nettleser_for(post)
    assert klient.get(f"/d/{deling.id}").status_code == 200
    klient.logout()
    altinn.altinn.fjern_tilgang("post", "bakeri")
    assert nettleser_for(post).get(f"/d/{deling.id}").status_code == 404


@pytest.mark.parametrize("alle", [False, True])
def test_it_stops_a_running_download_when_the_right_is_gone(
    alle: bool,
    konto: Konto,
    kari: User,
    altinn: Standins,
    klokke: Klokke,
    nettleser_for: Nettleser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", 0)
    deling = lag_til(konto, kari, "bakeri", innhold=b"x" * (4 * 1024**2))
    sti = "alle.zip" if alle else deling.dokumenter.get().id
    kroppen = biter(nettleser_for(lag_bruker("post")).get(f"/d/{deling.id}/{sti}"))
    if alle:
        next(kroppen)  # what stands before the file
    levert = len(next(kroppen)) + len(next(kroppen))
    altinn.altinn.fjern_tilgang("post", "bakeri")
    levert += len(next(kroppen))
    assert altinn.altinn.antall["parter"] == 1
    klokke.naa += settings.ALTINN_HUSK_SEKUNDER
    with pytest.raises(ConnectionResetError):
        next(kroppen)
    hentet = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET)
    assert hentet.data == {"fra": 0, "til": levert, "fullfort": False, "pa_vegne_av": orgnr("bakeri")}
