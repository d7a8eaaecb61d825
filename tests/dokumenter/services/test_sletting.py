"""Deletion: the key first and at once, the objects for sure, the metadata never."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.services import sletting
from dokumenter.services.opplasting import start_opplasting
from dokumenter.services.sletting import (
    avslutt_deling,
    avslutt_utlopte,
    ettersyn_av_slettede,
    fjern_objekter,
    slett_dokument,
)
from dokumenter.storage.gravsteiner import PREFIKS
from dokumenter.storage.lager import VAKTPOST, LagerError, dokumentlager
from hendelser.models import SYSTEM, HarAktor, Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, ManglerRett
from kontoer.models import Integrasjon, Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
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


def test_it_does_not_remove_objects_of_a_living_dokument(deling: Deling) -> None:
    assert not fjern_objekter(dokument_id=dokumentet(deling).pk)
    assert len(objekter()) == 1


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


def test_it_rolls_back_the_end_with_the_keys(deling: Deling, kari: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def feiler(*args: object, **kwargs: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(sletting, "_odelegg_nokler", feiler)
    with pytest.raises(RuntimeError), transaction.atomic():
        avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=kari)
    deling.refresh_from_db()
    assert deling.er_apen(timezone.now())
    assert dokumentet(deling).nokkel is not None


def test_it_ends_what_is_out_of_time_and_nothing_else(konto: Konto, kari: User, mottaker: User) -> None:
    ute = lag_deling(konto, kari, mottaker, varighet=timedelta(seconds=-1))
    inne = lag_deling(konto, kari, mottaker, varighet=timedelta(minutes=1))
    evig = lag_deling(konto, kari, mottaker)
    Deling.objects.filter(pk=evig.pk).update(tilgjengelig_til=None)
    assert avslutt_utlopte(naa=timezone.now()) == 1
    assert avslutt_utlopte(naa=timezone.now()) == 0
    for deling, apen in ((ute, False), (inne, True), (evig, True)):
        deling.refresh_from_db()
        assert (deling.tilstand == Deling.Tilstand.DELT) is apen
    assert (ute.slutt, ute.avsluttet) == (Deling.Slutt.UTLOPT, ute.tilgjengelig_til)
    assert Hendelse.objects.get(type=Hendelsestype.DELING_UTLOPT).aktor_id is None


def test_it_ends_the_others_when_the_database_refuses_one(
    konto: Konto, kari: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    delinger = [lag_deling(konto, kari, varighet=timedelta(seconds=-1)) for _ in range(3)]
    odelegg = sletting._odelegg_nokler

    def nekter_den_forste(deling: Deling, *bare: UUID, av: HarAktor) -> int:
        if deling.pk == delinger[0].pk:
            raise DatabaseError
        return odelegg(deling, *bare, av=av)

    with monkeypatch.context() as m:
        m.setattr(sletting, "_odelegg_nokler", nekter_den_forste)
        assert avslutt_utlopte(naa=timezone.now()) == 2
    assert avslutt_utlopte(naa=timezone.now()) == 1


def test_it_spares_a_deling_that_was_prolonged_while_the_sweep_ran(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari, varighet=timedelta(seconds=-1))
    naa = timezone.now()
    assert deling.tilgjengelig_til is not None
    gammel = Deling.objects.select_related("konto").get(pk=deling.pk)
    Deling.objects.filter(pk=deling.pk).update(tilgjengelig_til=naa + timedelta(days=1))
    assert not sletting._avslutt(gammel, Deling.Slutt.UTLOPT, naa, av=SYSTEM, bare_utlopt=True)
    deling.refresh_from_db()
    assert deling.er_apen(naa)


@pytest.mark.parametrize("av_sveipet", [True, False])
def test_it_spares_a_draft_that_was_shared_while_it_was_being_thrown_away(
    konto: Konto, kari: User, mottaker: User, av_sveipet: bool
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.filter(pk=deling.pk).update(tilstand=Deling.Tilstand.UTKAST)
    gammel = Deling.objects.select_related("konto").get(pk=deling.pk)
    Deling.objects.filter(pk=deling.pk).update(tilstand=Deling.Tilstand.DELT)
    if av_sveipet:
        assert not sletting._avslutt(gammel, Deling.Slutt.FORKASTET, timezone.now(), av=SYSTEM)
    else:
        assert not avslutt_deling(deling=gammel, slutt=Deling.Slutt.FORKASTET, av=kari)
    deling.refresh_from_db()
    assert deling.er_apen(timezone.now())
    assert dokumentet(deling).nokkel is not None


def test_it_spares_a_draft_that_was_shared_from_another_konto_while_its_first_was_swept(
    konto: Konto, kari: User, mottaker: User
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    gammel = Deling.objects.select_related("konto").get(pk=deling.pk)
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    Deling.objects.filter(pk=deling.pk).update(konto=annen)
    assert not sletting._avslutt(gammel, Deling.Slutt.KONTO_SLETTET, timezone.now(), av=SYSTEM, bare_utlopt=True)
    assert dokumentet(deling).nokkel is not None


def test_it_ends_all_of_a_deleted_konto_but_what_a_person_may_share_from_another(
    konto: Konto, kari: User, mottaker: User
) -> None:
    delt, utkast, karis = lag_deling(konto, kari, mottaker), lag_utkast(konto, kari), lag_utkast(konto, kari)
    for en in (utkast, karis):
        lag_dokument(en)
    system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn="Fagsystem", autorisert_orgnr="1")
    Deling.objects.filter(pk=utkast.pk).update(delt_av_bruker=None, delt_av_integrasjon=system)
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    assert avslutt_utlopte(naa=timezone.now()) == 2
    for deling in (delt, utkast):
        deling.refresh_from_db()
        assert deling.slutt == Deling.Slutt.KONTO_SLETTET
        assert dokumentet(deling).nokkel is None
    assert dokumentet(karis).nokkel is not None
    Deling.objects.update(opprettet=timezone.now() - timedelta(hours=25))
    assert avslutt_utlopte(naa=timezone.now() + timedelta(hours=25)) == 1
    karis.refresh_from_db()
    assert karis.slutt == Deling.Slutt.FORKASTET


def test_it_ends_abandoned_drafts_but_not_those_still_uploading(konto: Konto, kari: User) -> None:
    forlatt, i_gang = lag_utkast(konto, kari), lag_utkast(konto, kari)
    start_opplasting(deling=i_gang, dokumentnavn="a", mimetype="", storrelse=5, av=kari)
    Deling.objects.update(opprettet=timezone.now() - timedelta(hours=25))
    assert avslutt_utlopte(naa=timezone.now()) == 1
    forlatt.refresh_from_db()
    i_gang.refresh_from_db()
    assert (forlatt.slutt, i_gang.tilstand) == (Deling.Slutt.FORKASTET, Deling.Tilstand.UTKAST)


def test_it_asks_the_same_of_a_thousand_open_delinger_as_of_one(
    konto: Konto, kari: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Deling.objects.bulk_create(
        Deling(
            konto=konto,
            delt_av_bruker=kari,
            tilstand=Deling.Tilstand.DELT,
            delt=timezone.now(),
            tilgjengelig_til=timezone.now() + timedelta(days=1),
        )
        for _ in range(1000)
    )
    with django_assert_num_queries(2):
        avslutt_utlopte(naa=timezone.now())


def test_it_removes_objects_that_no_row_knows_of(deling: Deling, kari: User) -> None:
    dokument = dokumentet(deling)
    navn = dokument.blokker.get().navn
    dokumentlager().write(navn.rsplit("/", 1)[0] + "/uten-rad", [b"skrevet av en som ble drept"])
    slett_dokument(dokument=dokument, av=kari)
    fjern_objekter(dokument_id=dokument.pk)
    assert objekter() == []


def test_it_removes_what_a_late_writer_left_after_the_deletion(deling: Deling, kari: User) -> None:
    dokument = dokumentet(deling)
    navn = dokument.blokker.get().navn
    slett_dokument(dokument=dokument, av=kari)
    fjern_objekter(dokument_id=dokument.pk)
    dokumentlager().write(navn, [b"for sent"])
    assert ettersyn_av_slettede(naa=timezone.now()) == 1
    assert objekter() == []


def test_it_concludes_nothing_from_an_empty_mount(deling: Deling, kari: User, tmp_path: Path) -> None:
    dokument = dokumentet(deling)
    slett_dokument(dokument=dokument, av=kari)
    (tmp_path / "dokumenter").rename(tmp_path / "frakoblet")
    (tmp_path / "dokumenter").mkdir()
    with pytest.raises(LagerError):
        fjern_objekter(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    assert dokument.tilstand == Dokument.Tilstand.SLETTES
    assert dokument.blokker.count() == 1


def test_it_counts_missing_objects_as_removed(deling: Deling, kari: User) -> None:
    dokument = dokumentet(deling)
    slett_dokument(dokument=dokument, av=kari)
    dokumentlager().remove(dokument.blokker.get().navn)
    assert fjern_objekter(dokument_id=dokument.pk)


def test_it_ends_nothing_before_the_databases_own_clock_says_so(konto: Konto, kari: User) -> None:
    """The second lock: `naa` is wrong. SQLite has no other clock than the one that was asked, so there it ends."""
    delt, utkast = lag_deling(konto, kari), lag_utkast(konto, kari)
    Deling.objects.filter(pk=delt.pk).update(tilgjengelig_til=timezone.now() + timedelta(hours=12))
    igjen = 0 if connection.vendor == "sqlite" else 2
    assert avslutt_utlopte(naa=timezone.now() + timedelta(days=2)) == 2 - igjen
    assert Deling.objects.levende().filter(pk__in=[delt.pk, utkast.pk]).count() == igjen
