"""Going on with what was begun: a fresh capability for the draft's maker only, and the digests of what is committed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.protokoll.kropp import Kropp
from dokumenter.storage.lager import dokumentlager
from tests.dokumenter.fabrikk import lag_dokument
from tests.dokumenter.views.tusklient import HEI, TusKlient, lest, sjekksum
from users.models import User


def test_it_gives_a_fresh_capability_for_an_unfinished_file(karis: TusKlient, ingens: TusKlient, url: str) -> None:
    ingens.patch(url, HEI[:4])
    svar = karis.klient.post("/opplasting/gjenoppta/", {"dokument": str(Dokument.objects.get().pk)})
    assert svar.status_code == 200
    assert (svar.json()["mottatt"], svar.json()["storrelse"]) == (4, 11)
    assert ingens.head(url).status_code == 404
    assert ingens.patch(svar.json()["url"], HEI[4:], 4).status_code == 204


@pytest.mark.parametrize(("hvem", "status"), [("ola", 404), ("per", 404), ("mottaker", 404), (None, 401)])
def test_it_gives_no_capability_to_others(
    request: pytest.FixtureRequest,
    url: str,
    nettleser_for: Callable[[User | None], Client],
    hvem: str | None,
    status: int,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    svar = klient.post(
        "/opplasting/gjenoppta/", {"dokument": str(Dokument.objects.get().pk)}, headers={"accept": "application/json"}
    )
    assert svar.status_code == status


def test_it_resumes_nothing_that_is_finished_or_unknown(karis: TusKlient, utkast: Deling) -> None:
    for dokument, status in ((str(lag_dokument(utkast).pk), 403), ("nei", 404), ("", 404)):
        assert karis.klient.post("/opplasting/gjenoppta/", {"dokument": dokument}).status_code == status
    assert karis.klient.get("/opplasting/gjenoppta/").status_code == 405


def test_it_takes_nothing_more_from_whoever_held_the_capability_before(
    karis: TusKlient, ingens: TusKlient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that was left still has a piece under way, when another page has asked how far it came and goes on."""
    ingens.patch(url, HEI[:4])
    dokument = Dokument.objects.get()
    opprinnelig = Kropp.read
    ny: list[str] = []

    def les(kropp: Kropp, antall: int) -> bytes:
        if kropp._request.method == "PATCH" and not ny:
            ny.append(karis.klient.post("/opplasting/gjenoppta/", {"dokument": str(dokument.pk)}).json()["url"])
        return opprinnelig(kropp, antall)

    monkeypatch.setattr(Kropp, "read", les)
    assert ingens.patch(url, b"!!!!!!!", 4).status_code == 409
    assert ingens.head(ny[0]).headers["Upload-Offset"] == "4"
    assert ingens.patch(ny[0], HEI[4:], 4).status_code == 204
    assert lest(Dokument.objects.get()) == HEI
    assert len([navn for navn in dokumentlager().list("") if "vaktpost" not in navn]) == 2


def test_it_tells_the_digests_of_what_is_committed(karis: TusKlient, url: str) -> None:
    def deler() -> object:
        return karis.klient.get(f"/opplasting/deler/{Dokument.objects.get().pk}/").json()["deler"]

    assert deler() == []
    for fra, til, hoder in (
        (0, 4, {"Upload_Checksum": sjekksum(HEI[:4], "sha256")}),
        (4, 6, {}),
        (6, 7, {"Upload_Checksum": sjekksum(HEI[6:7])}),
    ):
        assert karis.patch(url, HEI[fra:til], fra, **hoder).status_code == 204
    assert deler() == [
        {"start": 0, "slutt": 4, "sha256": sjekksum(HEI[:4], "sha256").split()[1]},
        # What was not checked when it came is not vouched for.
        {"start": 4, "slutt": 6, "sha256": ""},
        {"start": 6, "slutt": 7, "sha256": ""},
    ]


@pytest.mark.parametrize(
    ("hvem", "status"), [("kari", 200), ("ola", 404), ("per", 404), ("mottaker", 404), (None, 401)]
)
def test_it_tells_the_digests_to_the_drafts_maker_only(
    request: pytest.FixtureRequest,
    url: str,
    nettleser_for: Callable[[User | None], Client],
    hvem: str | None,
    status: int,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    sti = f"/opplasting/deler/{Dokument.objects.get().pk}/"
    svar = klient.get(sti, headers={"accept": "application/json"})
    assert svar.status_code == status
    assert status != 200 or "no-store" in svar.headers["Cache-Control"]
    Deling.objects.update(tilstand=Deling.Tilstand.DELT, delt=timezone.now())
    assert klient.get(sti, headers={"accept": "application/json"}).status_code == (404 if hvem else 401)
