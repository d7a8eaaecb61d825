"""Deletion: the key first and at once, the objects for sure, the metadata never."""

from __future__ import annotations

from typing import Any

import pytest
from celery.signals import before_task_publish
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.services import sletting
from dokumenter.services.fjerning import fjern_objekter
from dokumenter.services.sletting import avslutt_deling, slett_dokument
from dokumenter.storage.gravsteiner import PREFIKS
from dokumenter.storage.lager import VAKTPOST, dokumentlager
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, ManglerRett
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.dytt import vent_pa_dytt
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


def dokumentet(deling: Deling) -> Dokument:
    return deling.dokumenter.select_related("deling__konto").get()


def objekter() -> list[str]:
    return [navn for navn in dokumentlager().list("") if navn != VAKTPOST and not navn.startswith(PREFIKS)]


def hendelser(type_: Hendelsestype) -> int:
    return Hendelse.objects.filter(type=type_).count()


def test_it_destroys_the_key_at_once_and_the_objects_after(deling: Deling, kari: User) -> None:
    dokument = dokumentet(deling)
    assert slett_dokument(dokument=dokument, av=kari)
    dokument.refresh_from_db()
    assert (dokument.tilstand, dokument.nokkel) == (Dokument.Tilstand.SLETTES, None)
    assert len(objekter()) == 1

    assert fjern_objekter(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    assert (dokument.tilstand, objekter()) == (Dokument.Tilstand.SLETTET, [])
    assert dokument.slettet is not None
    assert not Blokk.objects.exists()


def test_it_keeps_metadata_and_log(deling: Deling, kari: User) -> None:
    for_ = dokumentet(deling)
    slett_dokument(dokument=for_, av=kari)
    fjern_objekter(dokument_id=for_.pk)
    etter = dokumentet(deling)
    assert (etter.dokumentnavn, etter.storrelse, etter.sha256) == (for_.dokumentnavn, for_.storrelse, for_.sha256)
    assert deling.mottakere.count() == 1
    assert Hendelse.objects.get(type=Hendelsestype.DOKUMENT_SLETTES).aktor_id == kari.pk
    assert hendelser(Hendelsestype.DOKUMENT_SLETTET) == 1


def test_it_does_everything_once_however_often_it_is_asked(deling: Deling, kari: User) -> None:
    dokument = dokumentet(deling)
    assert slett_dokument(dokument=dokument, av=kari)
    assert not slett_dokument(dokument=dokument, av=kari)
    assert fjern_objekter(dokument_id=dokument.pk)
    assert not fjern_objekter(dokument_id=dokument.pk)
    assert hendelser(Hendelsestype.DOKUMENT_SLETTES) == hendelser(Hendelsestype.DOKUMENT_SLETTET) == 1


def test_it_lets_a_colleague_delete_and_no_one_else(
    deling: Deling, ola: User, uten_rett: User, per: User, admin: User, mottaker: User
) -> None:
    dokument = dokumentet(deling)
    for annen, feil in ((uten_rett, ManglerRett), (admin, ManglerRett), (per, IkkeFunnet), (mottaker, IkkeFunnet)):
        with pytest.raises(feil):
            slett_dokument(dokument=dokument, av=annen)
        with pytest.raises(feil):
            avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=annen)
    assert slett_dokument(dokument=dokument, av=ola)


def test_it_hides_a_draft_from_colleagues(konto: Konto, kari: User, ola: User) -> None:
    utkast = lag_utkast(konto, kari)
    with pytest.raises(IkkeFunnet):
        slett_dokument(dokument=lag_dokument(utkast), av=ola)


@pytest.mark.parametrize("slutt", [Deling.Slutt.TRUKKET, Deling.Slutt.SLETTET])
def test_it_ends_a_deling_and_all_its_dokumenter_together(deling: Deling, kari: User, slutt: Deling.Slutt) -> None:
    assert avslutt_deling(deling=deling, slutt=slutt, av=kari)
    assert not avslutt_deling(deling=deling, slutt=slutt, av=kari)
    deling.refresh_from_db()
    assert not deling.er_apen(timezone.now())
    assert deling.sluttet(timezone.now()) == (slutt, deling.avsluttet)
    assert dokumentet(deling).nokkel is None


def test_it_leaves_every_other_deling_and_dokument_as_it_is(konto: Konto, kari: User, mottaker: User) -> None:
    fjernet, trukket, urort = (lag_deling(konto, kari, mottaker) for _ in range(3))
    Deling.objects.filter(pk=fjernet.pk).update(tilstand=Deling.Tilstand.UTKAST)
    lag_dokument(Deling.objects.get(pk=fjernet.pk))
    Deling.objects.filter(pk=fjernet.pk).update(tilstand=Deling.Tilstand.DELT)
    foran, bak = fjernet.dokumenter.select_related("deling__konto").order_by("pk")
    assert slett_dokument(dokument=foran, av=kari)
    assert avslutt_deling(deling=trukket, slutt=Deling.Slutt.TRUKKET, av=kari)
    assert (trukket.tilstand, trukket.slutt) == (Deling.Tilstand.TRUKKET, Deling.Slutt.TRUKKET)  # told to who asked
    levende = set(Deling.objects.filter(tilstand=Deling.Tilstand.DELT).values_list("pk", flat=True))
    assert levende == {fjernet.pk, urort.pk}
    med_nokkel = set(Dokument.objects.filter(nokkel__isnull=False).values_list("pk", flat=True))
    assert med_nokkel == {bak.pk, dokumentet(urort).pk}
    hendelse = Hendelse.objects.get(type=Hendelsestype.DELING_TRUKKET)
    assert (hendelse.deling_id, hendelse.data) == (trukket.pk, {"slutt": "trukket"})


def test_it_rolls_back_the_end_with_the_keys(deling: Deling, kari: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def feiler(*args: object, **kwargs: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(sletting, "_odelegg_nokler", feiler)
    with pytest.raises(RuntimeError), transaction.atomic():
        avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=kari)
    deling.refresh_from_db()
    assert deling.er_apen(timezone.now())
    assert dokumentet(deling).nokkel is not None


def test_it_spares_a_draft_that_was_shared_while_it_was_being_thrown_away(
    konto: Konto, kari: User, mottaker: User
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.filter(pk=deling.pk).update(tilstand=Deling.Tilstand.UTKAST)
    gammel = Deling.objects.select_related("konto").get(pk=deling.pk)
    Deling.objects.filter(pk=deling.pk).update(tilstand=Deling.Tilstand.DELT)
    assert not avslutt_deling(deling=gammel, slutt=Deling.Slutt.FORKASTET, av=kari)
    deling.refresh_from_db()
    assert deling.er_apen(timezone.now())
    assert dokumentet(deling).nokkel is not None


def test_it_asks_a_worker_at_once_when_somebody_ends_by_hand(
    deling: Deling, kari: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sendt: list[tuple[str, list[str]]] = []

    def husk(sender: str, body: Any, **_resten: object) -> None:
        sendt.append((sender, list(body[0])))

    vent_pa_dytt()
    before_task_publish.connect(husk, weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=kari)
        vent_pa_dytt()
    finally:
        before_task_publish.disconnect(husk)
    assert ("dokumenter.fjern_objekter", [str(dokumentet(deling).pk)]) in sendt
