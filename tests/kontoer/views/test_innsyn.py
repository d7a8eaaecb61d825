"""The organisation's choice: whether the names of employees are shown to those who got documents."""

from collections.abc import Callable

import pytest
from django.test import Client

from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Organisasjon
from users.models import User

Nettleser = Callable[[User | None], Client]


def test_it_is_off_until_an_administrator_turns_it_on_and_logs_the_change(
    organisasjon: Organisasjon, admin: User, nettleser_for: Nettleser
) -> None:
    klient, sti = nettleser_for(admin), f"/konfigurasjon/{organisasjon.id}/innsyn/"
    assert not organisasjon.vis_ansattes_navn
    assert "checked" not in klient.get(sti).content.decode()
    for _press in range(2):
        svar = klient.post(sti, {"vis_ansattes_navn": "on"}, follow=True)
        assert "Navnet på ansatte vises" in svar.content.decode()
    assert Organisasjon.objects.get().vis_ansattes_navn
    assert "checked" in klient.get(sti).content.decode()
    hendelse = Hendelse.objects.get(type=Hendelsestype.ORGANISASJON_ENDRET)
    assert hendelse.data == {"vis_ansattes_navn": True}
    logg = klient.get(f"/konfigurasjon/{organisasjon.id}/logg/").content.decode()
    assert "viser ansattes navn i innsyn: ja" in logg


@pytest.mark.parametrize(("hvem", "status"), [("kari", 403), ("per", 404), ("mottaker", 404), ("annen", 404)])
def test_it_is_the_administrators_choice_alone(
    hvem: str, status: int, organisasjon: Organisasjon, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    if hvem == "annen":
        request.getfixturevalue("annen_organisasjon")
        hvem = "fremmed"
    klient, sti = nettleser_for(request.getfixturevalue(hvem)), f"/konfigurasjon/{organisasjon.id}/innsyn/"
    assert klient.get(sti).status_code == status
    assert klient.post(sti, {"vis_ansattes_navn": "on"}).status_code == status
    assert not Organisasjon.objects.filter(vis_ansattes_navn=True).exists()
