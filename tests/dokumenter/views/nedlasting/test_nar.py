"""When it may be fetched, and when it is out of reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import forkast_utkast
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_dokument, lag_utkast
from tests.dokumenter.views.nedlasting.lag import hent, leveranser, url_til
from users.models import User


def test_it_waits_until_the_dokument_is_checked(mottakers: Client, deling: Deling, url: str) -> None:
    deling.dokumenter.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    assert hent(mottakers, url)[0] == 409
    deling.dokumenter.update(tilstand=Dokument.Tilstand.SPERRET)
    assert hent(mottakers, url)[0] == 403
    assert leveranser() == []


def test_it_is_out_of_reach_at_the_very_moment_it_expires(mottakers: Client, deling: Deling, url: str) -> None:
    Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=timezone.now())
    assert (hent(mottakers, url)[0], mottakers.head(url).status_code) == (410, 410)


@pytest.mark.parametrize("slutt", [Deling.Slutt.TRUKKET, Deling.Slutt.SLETTET])
def test_it_is_out_of_reach_when_the_deling_is_ended(
    mottakers: Client, deling: Deling, url: str, kari: User, slutt: Deling.Slutt
) -> None:
    avslutt_deling(deling=deling, slutt=slutt, av=kari)
    assert hent(mottakers, url)[0] == 410


def test_it_is_out_of_reach_when_it_is_deleted_or_its_konto_is(
    mottakers: Client, deling: Deling, url: str, kari: User, konto: Konto
) -> None:
    slett_dokument(dokument=deling.dokumenter.get(), av=kari)
    assert hent(mottakers, url)[0] == 410
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    assert hent(mottakers, url)[0] == 410


def test_it_hides_drafts_from_all(
    konto: Konto, kari: User, mottakers: Client, nettleser_for: Callable[[User | None], Client]
) -> None:
    utkast = lag_utkast(konto, kari)
    url = url_til(lag_dokument(utkast))
    assert {hent(klient, url)[0] for klient in (mottakers, nettleser_for(kari))} == {404}
    forkast_utkast(deling=utkast, av=kari)
    assert hent(mottakers, url)[0] == 404
