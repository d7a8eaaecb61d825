"""Sharing: what is shared, with whom, until when, and what is refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from dokumenter.errors import DelingAvsluttet, DelingIkkeUtkast
from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.protokoll.omtale import Omtale
from dokumenter.services.deling import del_dokument, forkast_utkast, forleng_deling, opprett_utkast, trekk_tilbake
from dokumenter.services.sletting import slett_dokument
from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, IkkeTattIBruk, KontoSlettet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_deling, lag_fil, lag_utkast, om
from tests.dokumenter.samtidig import mens
from users.identvern import dekrypter_ident, hash_ident
from users.models import User
from users.numre import Nummer


def _del(deling: Deling, av: User, *mottakere: Nummer, dager: float = 14, konto: Konto | None = None) -> Deling:
    return del_dokument(
        deling=deling, konto=konto or deling.konto, mottakere=mottakere, tilgjengelig_til=om(dager), av=av
    )


def test_it_shares_a_draft_with_persons_and_businesses(konto: Konto, kari: User) -> None:
    deling = _del(lag_utkast(konto, kari, "a.pdf", "b.pdf"), kari, EN_PERSON, EN_VIRKSOMHET)
    assert deling.tilstand == Deling.Tilstand.DELT
    assert deling.er_apen(timezone.now())
    person, virksomhet = deling.mottakere.all()
    assert (person.type, person.oppslag) == (Mottaker.Type.PERSON, hash_ident(EN_PERSON.verdi))
    assert dekrypter_ident(bytes(person.ident_kryptert or b"")) == EN_PERSON.verdi
    assert (virksomhet.type, virksomhet.oppslag) == (Mottaker.Type.ORGANISASJON, EN_VIRKSOMHET.verdi)
    assert virksomhet.ident_kryptert is None


def test_it_keeps_what_the_sender_wrote_about_it_and_logs_none_of_it(konto: Konto, kari: User) -> None:
    deling = del_dokument(
        deling=lag_utkast(konto, kari, "a.pdf"),
        konto=konto,
        mottakere=[EN_PERSON],
        tilgjengelig_til=om(14),
        omtale=Omtale(tittel="Hemmelig Vedtak", saksnummer="26/123", melding="Hei,\nhemmelig"),
        av=kari,
    )
    assert (deling.tittel, deling.saksnummer, deling.melding) == ("Hemmelig Vedtak", "26/123", "Hei,\nhemmelig")
    assert deling.soketekst == "hemmelig vedtak\n26/123"
    assert "hemmelig" not in str(list(Hendelse.objects.values_list("data", flat=True))).lower()


def test_it_logs_counts_and_ids_only(konto: Konto, kari: User) -> None:
    deling = _del(lag_utkast(konto, kari, "hemmelig.pdf"), kari, EN_PERSON)
    hendelse = Hendelse.objects.get(type=Hendelsestype.DELING_DELT)
    assert (hendelse.deling_id, hendelse.konto_id, hendelse.aktor_id) == (deling.id, konto.id, kari.id)
    assert (hendelse.data["mottakere"], hendelse.data["dokumenter"]) == (1, 1)
    assert "hemmelig" not in str(hendelse.data)


def test_it_merges_the_same_mottaker_given_twice(konto: Konto, kari: User) -> None:
    deling = _del(lag_utkast(konto, kari, "a.pdf"), kari, EN_PERSON, EN_VIRKSOMHET, EN_PERSON)
    assert deling.mottakere.count() == 2


def test_it_shares_once_when_pressed_twice(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    i_en_annen_fane = Deling.objects.get(pk=utkast.pk)
    forste = _del(utkast, kari, EN_PERSON)
    andre = _del(i_en_annen_fane, kari, EN_VIRKSOMHET, dager=30)
    assert (andre.pk, andre.tilgjengelig_til) == (forste.pk, forste.tilgjengelig_til)
    assert [mottaker.type for mottaker in andre.mottakere.all()] == [Mottaker.Type.PERSON]
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_DELT).count() == 1


def test_it_follows_the_konto_that_is_chosen_in_the_end(konto: Konto, kari: User) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole", sikkerhetsniva=4)
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    deling = _del(lag_utkast(konto, kari, "a.pdf"), kari, EN_PERSON, konto=annen)
    assert (deling.konto, deling.sikkerhetsniva) == (annen, 4)


def test_it_shares_files_that_are_not_checked_yet(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    lag_fil(utkast, "b.pdf", Dokument.Tilstand.TILGJENGELIG)
    lag_fil(utkast, "fjernet.pdf", Dokument.Tilstand.SLETTET)
    _del(utkast, kari, EN_PERSON)
    assert Hendelse.objects.get(type=Hendelsestype.DELING_DELT).data["dokumenter"] == 2


def test_it_refuses_without_mottaker(konto: Konto, kari: User) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        _del(lag_utkast(konto, kari, "a.pdf"), kari)
    assert feil.value.felt == "mottakere"


def test_it_refuses_too_many_mottakere(konto: Konto, kari: User, settings: Settings) -> None:
    settings.DELING_MAKS_MOTTAKERE = 1
    with pytest.raises(UgyldigVerdi) as feil:
        _del(lag_utkast(konto, kari, "a.pdf"), kari, EN_PERSON, EN_VIRKSOMHET)
    assert feil.value.felt == "mottakere"


@pytest.mark.parametrize("dager", [-1, 0, 367, 100_000])
def test_it_refuses_a_time_that_is_over_or_beyond_the_longest(konto: Konto, kari: User, dager: int) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    with pytest.raises(UgyldigVerdi) as feil:
        _del(utkast, kari, EN_PERSON, dager=dager)
    assert feil.value.felt == "tilgjengelig_i"
    utkast.refresh_from_db()
    assert utkast.tilstand == Deling.Tilstand.UTKAST
    assert not utkast.mottakere.exists()


@pytest.mark.parametrize("tilstand", [None, Dokument.Tilstand.VENTER, Dokument.Tilstand.SPERRET])
def test_it_refuses_without_files_that_are_ready(konto: Konto, kari: User, tilstand: Dokument.Tilstand | None) -> None:
    utkast = lag_utkast(konto, kari)
    if tilstand:
        lag_fil(utkast, "ferdig.pdf")
        lag_fil(utkast, "a.pdf", tilstand)
    with pytest.raises(UgyldigVerdi) as feil:
        _del(utkast, kari, EN_PERSON)
    assert feil.value.felt == "dokumenter"
    utkast.refresh_from_db()
    assert utkast.tilstand == Deling.Tilstand.UTKAST


def test_it_refuses_too_many_files(konto: Konto, kari: User, settings: Settings) -> None:
    settings.DELING_MAKS_DOKUMENTER = 1
    with pytest.raises(UgyldigVerdi) as feil:
        _del(lag_utkast(konto, kari, "a.pdf", "b.pdf"), kari, EN_PERSON)
    assert feil.value.felt == "dokumenter"


def test_it_keeps_a_draft_from_colleague_and_stranger(konto: Konto, kari: User, ola: User, per: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    for annen in (ola, per):
        with pytest.raises(IkkeFunnet):
            _del(utkast, annen, EN_PERSON)
        with pytest.raises(IkkeFunnet):
            forkast_utkast(deling=utkast, av=annen)


def test_it_begins_a_draft_only_for_those_who_may_share(konto: Konto, uten_rett: User, per: User, admin: User) -> None:
    for bruker, feil in ((uten_rett, ManglerRett), (per, IkkeFunnet), (admin, ManglerRett)):
        with pytest.raises(feil):
            opprett_utkast(konto=konto, av=bruker)
    assert not Deling.objects.exists()


def test_it_refuses_a_konto_that_is_deleted_or_not_in_use(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    konto.organisasjon.tatt_i_bruk = None
    with pytest.raises(IkkeTattIBruk):
        _del(utkast, kari, EN_PERSON, konto=konto)
    konto.slettet = timezone.now()
    with pytest.raises(KontoSlettet):
        _del(utkast, kari, EN_PERSON, konto=konto)


@pytest.mark.parametrize("dager", [1, 300])
def test_it_lets_a_colleague_change_the_time_to_later_or_sooner(
    konto: Konto, kari: User, ola: User, dager: int
) -> None:
    til = om(dager)
    deling = forleng_deling(deling=lag_deling(konto, kari), tilgjengelig_til=til, av=ola)
    assert deling.tilgjengelig_til == til
    assert Hendelse.objects.get(type=Hendelsestype.DELING_FORLENGET).aktor_id == ola.id


@pytest.mark.parametrize("dager", [-1, 367])
def test_it_refuses_to_change_the_time_beyond_the_bounds(konto: Konto, kari: User, dager: int) -> None:
    with pytest.raises(UgyldigVerdi):
        forleng_deling(deling=lag_deling(konto, kari), tilgjengelig_til=om(dager), av=kari)


def test_it_never_opens_again_what_has_ended(konto: Konto, kari: User) -> None:
    utlopt = lag_deling(konto, kari)
    Deling.objects.filter(pk=utlopt.pk).update(tilgjengelig_til=timezone.now() - timedelta(seconds=1))
    trukket = lag_deling(konto, kari)
    trekk_tilbake(deling=trukket, av=kari)
    for deling in (utlopt, trukket):
        with pytest.raises(DelingAvsluttet):
            forleng_deling(deling=deling, tilgjengelig_til=om(14), av=kari)
        deling.refresh_from_db()
        assert not deling.er_apen(timezone.now())


def test_it_recalls_at_once_and_destroys_the_keys(konto: Konto, kari: User, ola: User) -> None:
    deling = lag_deling(konto, kari)
    trekk_tilbake(deling=deling, av=ola)
    deling.refresh_from_db()
    assert (deling.tilstand, deling.slutt) == (Deling.Tilstand.TRUKKET, Deling.Slutt.TRUKKET)
    assert [dokument.nokkel for dokument in deling.dokumenter.all()] == [None]
    with pytest.raises(DelingAvsluttet):
        trekk_tilbake(deling=deling, av=ola)


@pytest.mark.parametrize("handling", [trekk_tilbake, lambda **kw: forleng_deling(tilgjengelig_til=om(20), **kw)])
def test_it_keeps_strangers_and_those_without_the_right_from_it(
    konto: Konto, kari: User, per: User, uten_rett: User, handling: Callable[..., object]
) -> None:
    deling = lag_deling(konto, kari)
    for bruker, feil in ((per, IkkeFunnet), (uten_rett, ManglerRett)):
        with pytest.raises(feil):
            handling(deling=deling, av=bruker)
    deling.refresh_from_db()
    assert deling.er_apen(timezone.now())


def test_it_throws_a_draft_away_once(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    forkast_utkast(deling=utkast, av=kari)
    forkast_utkast(deling=utkast, av=kari)
    assert Hendelse.objects.filter(type=Hendelsestype.UTKAST_FORKASTET).count() == 1
    assert not Dokument.objects.filter(nokkel__isnull=False).exists()
    with pytest.raises(DelingIkkeUtkast):
        _del(utkast, kari, EN_PERSON)


def test_it_does_not_throw_away_what_is_shared(konto: Konto, kari: User) -> None:
    with pytest.raises(DelingIkkeUtkast):
        forkast_utkast(deling=lag_deling(konto, kari), av=kari)
    utkast = lag_utkast(konto, kari, "a.pdf")
    i_en_annen_fane = Deling.objects.get(pk=utkast.pk)
    _del(utkast, kari, EN_PERSON)
    with pytest.raises(DelingIkkeUtkast):
        forkast_utkast(deling=i_en_annen_fane, av=kari)
    assert Dokument.objects.filter(deling=utkast, nokkel__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_it_prolongs_nothing_that_is_being_ended(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari, EN_PERSON)
    andres = Deling.objects.select_related("konto__organisasjon").get(pk=deling.pk)
    feil = mens(
        lambda: trekk_tilbake(deling=deling, av=kari),
        lambda: forleng_deling(deling=andres, tilgjengelig_til=om(20), av=kari),
    )
    assert isinstance(feil, DelingAvsluttet)
    assert not Hendelse.objects.filter(type=Hendelsestype.DELING_FORLENGET).exists()


@pytest.mark.django_db(transaction=True)
def test_it_shares_no_draft_whose_last_file_is_being_deleted(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    dokument = utkast.dokumenter.select_related("deling__konto__organisasjon").get()
    andres = Deling.objects.select_related("konto__organisasjon").get(pk=utkast.pk)
    feil = mens(lambda: slett_dokument(dokument=dokument, av=kari), lambda: _del(andres, kari, EN_PERSON))
    assert isinstance(feil, UgyldigVerdi)
    assert (feil.felt, Deling.objects.get().tilstand) == ("dokumenter", Deling.Tilstand.UTKAST)
