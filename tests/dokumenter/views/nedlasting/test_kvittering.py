"""What is written about a delivery, and the delivery that is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from dokumenter.storage.lager import MIB
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.nedlasting.lag import HELE, bitene_i, hent, leveranser, url_til
from users.models import User


def test_it_logs_once_who_fetches_and_each_delivery_with_its_bytes(
    mottakers: Client, url: str, deling: Deling, mottaker: User
) -> None:
    hent(mottakers, url)
    hent(mottakers, url, range="bytes=100-199")
    begynt = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTES)
    assert (begynt.deling_id, begynt.dokument_id) == (deling.pk, deling.dokumenter.get().pk)
    assert begynt.aktor_id == mottaker.pk
    assert leveranser() == [
        {"fra": 0, "til": HELE, "fullfort": True},
        {"fra": 100, "til": 200, "fullfort": True},
    ]


def test_it_logs_each_persons_beginning(
    konto: Konto, kari: User, mottaker: User, fremmed: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    url = url_til(lag_deling(konto, kari, mottaker, fremmed).dokumenter.get())
    for bruker in (mottaker, fremmed, mottaker):
        hent(nettleser_for(bruker), url)
    hvem = Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTES).values_list("aktor_id", flat=True)
    assert sorted(map(str, hvem)) == sorted([str(mottaker.pk), str(fremmed.pk)])


def test_it_logs_what_was_delivered_when_the_client_goes_away(
    mottakers: Client, konto: Konto, kari: User, mottaker: User
) -> None:
    url = url_til(lag_deling(konto, kari, mottaker, innhold=b"a" * 3_000_000).dokumenter.get())
    svar = mottakers.get(url)
    biter = bitene_i(svar)
    next(biter)
    next(biter)
    svar.close()
    assert leveranser() == [{"fra": 0, "til": 1024**2, "fullfort": False}]


@pytest.mark.parametrize("hvordan", ["trukket", "utlopt", "slettet"])
def test_it_stops_a_running_download_when_the_deling_ends(
    mottakers: Client, konto: Konto, kari: User, mottaker: User, monkeypatch: pytest.MonkeyPatch, hvordan: str
) -> None:
    monkeypatch.setattr("dokumenter.services.nedlasting._SPOR_IGJEN_SEKUNDER", 0)
    deling = lag_deling(konto, kari, mottaker, innhold=b"a" * 5_000_000)
    dokument = deling.dokumenter.get()
    svar = mottakers.get(url_til(dokument))
    biter = bitene_i(svar)
    next(biter)
    if hvordan == "trukket":
        avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=kari)
    elif hvordan == "utlopt":
        Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=timezone.now() - timedelta(seconds=1))
    else:
        slett_dokument(dokument=dokument, av=kari)
    with pytest.raises(ConnectionResetError):
        list(biter)
    svar.close()
    assert leveranser() == [{"fra": 0, "til": 1024**2, "fullfort": False}]


@pytest.mark.parametrize(("megabyte", "lesere"), [(1, 0), (6, 1)])
def test_it_reads_ahead_only_in_what_is_large_and_stops_with_the_client(
    megabyte: int, lesere: int, mottakers: Client, konto: Konto, kari: User, mottaker: User
) -> None:
    stor = lag_deling(konto, kari, mottaker, innhold=bytes(megabyte * MIB))
    svar = mottakers.get(url_til(stor.dokumenter.get()))
    assert len(next(bitene_i(svar))) == MIB
    assert len(_forut()) == lesere
    svar.close()
    assert _forut() == []
    assert leveranser() == [{"fra": 0, "til": 0, "fullfort": False}], "what was not taken further is not delivered"


def _forut() -> list[str]:
    return [trad.name for trad in threading.enumerate() if trad.name.startswith("les-forut")]
