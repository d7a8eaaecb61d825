"""Files that come after: nobody's until they are shared, part of it all at once, and never into what is over."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from dokumenter.errors import DelingAvsluttet, KreverNyGodkjenning
from dokumenter.models import Deling, Dokument, Ettersending
from dokumenter.queries.avsender import egen_deling, pabegynt_utkast
from dokumenter.queries.mine_delinger import egne_utkast
from dokumenter.queries.mottak import mottatte_dokumenter
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.ettersending import begynn_ettersending, del_ettersending
from dokumenter.services.kontroll import kontroller_dokument
from dokumenter.services.nedlasting import hent_dokument, les_dokument
from dokumenter.services.sletting import slett_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument
from tests.dokumenter.lag import lag_fil
from tests.dokumenter.samtidig import mens
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


def igjen(deling: Deling) -> Deling:
    return Deling.objects.select_related("konto__organisasjon").get(pk=deling.pk)


def test_it_is_invisible_until_it_is_shared_and_then_like_the_rest(deling: Deling, ola: User, mottaker: User) -> None:
    utkast = begynn_ettersending(deling=deling, av=ola)
    dokument = lag_dokument(utkast, b"vedlegget", "vedlegg.pdf")
    assert mottatte_dokumenter(deling, mottaker).count() == 1
    with pytest.raises(IkkeFunnet):
        hent_dokument(deling_id=deling.pk, dokument_id=dokument.pk, av=mottaker, okt="okt")
    with pytest.raises(IkkeFunnet):
        hent_dokument(deling_id=utkast.pk, dokument_id=dokument.pk, av=mottaker, okt="okt")
    assert del_ettersending(deling=deling, av=ola, skjema=uuid4()) == 1
    hentet = hent_dokument(deling_id=deling.pk, dokument_id=dokument.pk, av=mottaker, okt="okt")
    assert b"".join(les_dokument(dokument=hentet, start=0, slutt=9)) == b"vedlegget"
    assert (hentet.eksponering, hentet.lagt_til is not None) == (Dokument.Eksponering.DELT, True)
    hendelse = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_LAGT_TIL)
    assert (hendelse.deling_id, hendelse.dokument_id, hendelse.aktor_id) == (deling.pk, dokument.pk, ola.pk)


def test_it_shares_what_is_not_checked_yet_and_checks_it_where_it_is(deling: Deling, kari: User) -> None:
    dokument = lag_dokument(begynn_ettersending(deling=deling, av=kari), b"vedlegget", kontroller=False)
    del_ettersending(deling=deling, av=kari, skjema=uuid4())
    assert kontroller_dokument(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    assert (dokument.deling_id, dokument.tilstand) == (deling.pk, Dokument.Tilstand.TILGJENGELIG)


def test_it_begins_once_for_each_person(deling: Deling, kari: User, ola: User) -> None:
    mitt = begynn_ettersending(deling=deling, av=kari)
    assert begynn_ettersending(deling=deling, av=kari) == mitt
    assert begynn_ettersending(deling=deling, av=ola) != mitt
    Deling.objects.filter(pk=mitt.pk).update(
        tilstand=Deling.Tilstand.SLETTET, avsluttet=timezone.now(), slutt=Deling.Slutt.FORKASTET
    )
    assert begynn_ettersending(deling=deling, av=kari) != mitt


def test_it_does_the_same_form_once_and_the_next_anew(deling: Deling, kari: User) -> None:
    skjema = uuid4()
    lag_dokument(begynn_ettersending(deling=deling, av=kari))
    assert [del_ettersending(deling=deling, av=kari, skjema=skjema) for _ in range(2)] == [1, 0]
    with pytest.raises(UgyldigVerdi, check=lambda feil: "minst én fil" in str(feil.melding)):
        del_ettersending(deling=deling, av=kari, skjema=uuid4())
    lag_dokument(begynn_ettersending(deling=deling, av=kari))
    assert del_ettersending(deling=deling, av=kari, skjema=uuid4()) == 1
    assert (deling.dokumenter.count(), Ettersending.objects.count()) == (3, 1)


def test_it_waits_for_what_is_not_received_and_refuses_what_is_blocked(deling: Deling, kari: User) -> None:
    with pytest.raises(UgyldigVerdi, check=lambda feil: "minst én fil" in str(feil.melding)):
        del_ettersending(deling=deling, av=kari, skjema=uuid4())
    utkast = begynn_ettersending(deling=deling, av=kari)
    fil = lag_fil(utkast, tilstand=Dokument.Tilstand.VENTER)
    for tilstand, tekst in ((Dokument.Tilstand.VENTER, "ikke ferdig"), (Dokument.Tilstand.SPERRET, "sperret")):
        Dokument.objects.filter(pk=fil.pk).update(tilstand=tilstand)
        with pytest.raises(UgyldigVerdi) as feil:
            del_ettersending(deling=deling, av=kari, skjema=uuid4())
        assert tekst in str(feil.value.melding)
    assert deling.dokumenter.count() == 1


def test_it_holds_the_most_files_of_a_deling(deling: Deling, kari: User, settings: Settings) -> None:
    settings.DELING_MAKS_DOKUMENTER = 2
    utkast = begynn_ettersending(deling=deling, av=kari)
    en, _to = lag_fil(utkast), lag_fil(utkast)
    with pytest.raises(UgyldigVerdi, check=lambda feil: "høyst 2 filer" in str(feil.melding)):
        del_ettersending(deling=deling, av=kari, skjema=uuid4())
    slett_dokument(dokument=Dokument.objects.select_related("deling__konto").get(pk=en.pk), av=kari)
    assert del_ettersending(deling=deling, av=kari, skjema=uuid4()) == 1


def test_it_is_only_for_those_who_may_share_and_while_it_is_open(
    deling: Deling, kari: User, per: User, uten_rett: User, mottaker: User
) -> None:
    lag_dokument(begynn_ettersending(deling=deling, av=kari))
    for hvem, feil in ((per, IkkeFunnet), (mottaker, IkkeFunnet), (uten_rett, ManglerRett)):
        with pytest.raises(feil):
            begynn_ettersending(deling=deling, av=hvem)
        with pytest.raises(feil):
            del_ettersending(deling=deling, av=hvem, skjema=uuid4())
    trekk_tilbake(deling=deling, av=kari)
    with pytest.raises(DelingAvsluttet):
        del_ettersending(deling=deling, av=kari, skjema=uuid4())
    with pytest.raises(DelingAvsluttet):
        begynn_ettersending(deling=deling, av=kari)
    assert deling.dokumenter.count() == 1


def test_it_is_no_draft_to_share_by_itself(deling: Deling, kari: User) -> None:
    """On the page Del dokumenter it would become a deling of its own, with other recipients."""
    utkast = begynn_ettersending(deling=deling, av=kari)
    lag_dokument(utkast)
    assert (pabegynt_utkast(kari), list(egne_utkast(kari))) == (None, [])
    with pytest.raises(IkkeFunnet):
        egen_deling(kari, utkast.pk)


@pytest.mark.django_db(transaction=True)
def test_it_puts_nothing_into_what_is_being_recalled(konto: Konto, kari: User, ola: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    lag_dokument(begynn_ettersending(deling=igjen(deling), av=ola))
    andres = igjen(deling)
    feil = mens(
        lambda: trekk_tilbake(deling=deling, av=kari),
        lambda: del_ettersending(deling=andres, av=ola, skjema=uuid4()),
    )
    assert (type(feil), deling.dokumenter.count()) == (DelingAvsluttet, 1)


@pytest.mark.django_db(transaction=True)
def test_it_recalls_what_was_put_in_just_before(konto: Konto, kari: User, ola: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    dokument = lag_dokument(begynn_ettersending(deling=igjen(deling), av=ola))
    andres = igjen(deling)
    feil = mens(
        lambda: del_ettersending(deling=deling, av=ola, skjema=uuid4()),
        lambda: trekk_tilbake(deling=andres, av=kari),
    )
    dokument.refresh_from_db()
    assert (feil, dokument.er_borte, dokument.deling_id) == (None, True, deling.pk)


@pytest.mark.django_db(transaction=True)
def test_it_takes_a_file_that_is_removed_or_shares_it_and_never_both(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    dokument = lag_dokument(begynn_ettersending(deling=igjen(deling), av=kari))
    gammel = Dokument.objects.select_related("deling__konto__organisasjon").get(pk=dokument.pk)
    feil = mens(
        lambda: del_ettersending(deling=deling, av=kari, skjema=uuid4()),
        lambda: slett_dokument(dokument=gammel, av=kari),
    )
    dokument.refresh_from_db()
    assert (feil, dokument.er_borte, dokument.deling_id) == (None, False, deling.pk)


def test_it_puts_no_file_into_what_a_second_person_must_approve(deling: Deling, konto: Konto, kari: User) -> None:
    lag_dokument(begynn_ettersending(deling=deling, av=kari))
    Konto.objects.filter(pk=konto.pk).update(fire_oyne=True)
    with pytest.raises(KreverNyGodkjenning):
        del_ettersending(deling=deling, av=kari, skjema=uuid4())
    with pytest.raises(KreverNyGodkjenning):
        begynn_ettersending(deling=deling, av=kari)
    assert deling.dokumenter.count() == 1
