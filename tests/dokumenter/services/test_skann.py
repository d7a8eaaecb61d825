"""Scanning: what each verdict means under each policy, when it is asked for again, and when malware is destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from adapters.clamav import ClamavError
from dokumenter import tasks
from dokumenter.errors import DokumentIkkeKlart, DokumentSperret
from dokumenter.models import Deling, Dokument
from dokumenter.services import skann
from dokumenter.services.kontroll import kontroller_dokument, skann_pa_nytt
from dokumenter.services.nedlasting import hent_dokument
from dokumenter.skanner import glem_skanneren, talte_dommer
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto, Kontotilgang, Skannpolicy
from tests.clamd import FOR_LANG, OK, VERSJON, Demon, kjorende_clamd
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users.models import User

FUNNET = b"stream: Eicar-Test FOUND\0"
KRYPTERT = b"stream: Heuristics.Encrypted.Zip FOUND\0"
NYERE = b"ClamAV 1.4.6/27500/Thu Dec 11 08:30:00 2025\0"
Tilstand, Skann = Dokument.Tilstand, Dokument.Skann


@pytest.fixture
def clamd(settings: Settings) -> Iterator[Demon]:
    with kjorende_clamd() as demon:
        settings.CLAMAV_ADRESSE = demon.adresse
        glem_skanneren()
        yield demon
    glem_skanneren()


@pytest.fixture
def borte(settings: Settings) -> Iterator[None]:
    """A scanner that is set up and does not answer."""
    settings.CLAMAV_ADRESSE = "127.0.0.1:1"
    glem_skanneren()
    yield
    glem_skanneren()


def ukontrollert(konto: Konto, av: User, policy: str, innhold: bytes = b"innhold") -> Dokument:
    konto.skann_policy = policy
    konto.save()
    return lag_dokument(lag_utkast(konto, av), innhold, kontroller=False)


def kontrollert(konto: Konto, av: User, policy: str, innhold: bytes = b"innhold") -> Dokument:
    dokument = ukontrollert(konto, av, policy, innhold)
    assert kontroller_dokument(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    return dokument


def skannet_deling(konto: Konto, av: User, mottaker: User, policy: str) -> Dokument:
    konto.skann_policy = policy
    konto.save()
    return lag_deling(konto, av, mottaker).dokumenter.select_related("deling__konto").get()


@pytest.mark.parametrize(
    ("policy", "svar", "dom", "tilstand"),
    [
        ("varsle", OK, Skann.REN, Tilstand.TILGJENGELIG),
        ("varsle", FUNNET, Skann.SMITTET, Tilstand.SPERRET),
        ("varsle", KRYPTERT, Skann.KRYPTERT, Tilstand.TILGJENGELIG),
        ("varsle", FOR_LANG, Skann.FOR_STOR, Tilstand.TILGJENGELIG),
        ("varsle", b"rart\0", Skann.SKANNER_NEDE, Tilstand.TILGJENGELIG),
        ("blokker", OK, Skann.REN, Tilstand.TILGJENGELIG),
        ("blokker", FUNNET, Skann.SMITTET, Tilstand.SPERRET),
        ("blokker", KRYPTERT, Skann.KRYPTERT, Tilstand.SPERRET),
        ("blokker", FOR_LANG, Skann.FOR_STOR, Tilstand.SPERRET),
    ],
)
def test_it_does_with_each_verdict_as_the_konto_says(
    clamd: Demon, konto: Konto, kari: User, policy: str, svar: bytes, dom: str, tilstand: str
) -> None:
    clamd.svar = svar
    dokument = kontrollert(konto, kari, policy)
    assert (dokument.skann, dokument.tilstand) == (dom, tilstand)
    assert (dokument.skannet is None) == (dom == Skann.SKANNER_NEDE)
    assert talte_dommer([dom]) == {dom: 1}
    hendelse = Hendelse.objects.filter(dokument_id=dokument.pk).latest("pk")
    assert list(hendelse.data.values()) == [dom]
    assert hendelse.type == ("dokument_sperret" if tilstand == Tilstand.SPERRET else "dokument_kontrollert")


def test_it_can_let_through_what_cannot_be_scanned(clamd: Demon, konto: Konto, kari: User, settings: Settings) -> None:
    settings.SKANN_BLOKKER_UKONTROLLERT = False
    clamd.svar = KRYPTERT
    assert kontrollert(konto, kari, "blokker").tilstand == Tilstand.TILGJENGELIG


def test_it_sends_the_scanner_every_byte_and_remembers_the_signatures(clamd: Demon, konto: Konto, kari: User) -> None:
    innhold = bytes(range(256)) * 10_000
    dokument = kontrollert(konto, kari, "varsle", innhold)
    assert clamd.mottatt[0] == b"zVERSION"
    assert b"".join(clamd.mottatt[2:]) == innhold
    assert dokument.signaturer is not None
    assert dokument.signaturer.date().isoformat() == "2025-11-26"


def test_it_asks_nobody_where_nothing_is_scanned(clamd: Demon, konto: Konto, kari: User) -> None:
    dokument = kontrollert(konto, kari, "")
    assert (dokument.skann, dokument.tilstand, clamd.mottatt) == (Skann.IKKE_SKANNET, Tilstand.TILGJENGELIG, [])


def test_it_follows_the_installation_where_the_konto_says_nothing(
    clamd: Demon, konto: Konto, kari: User, settings: Settings
) -> None:
    settings.SKANN_POLICY = "varsle"
    assert kontrollert(konto, kari, "").skann == Skann.REN
    assert kontrollert(konto, kari, "av").skann == Skann.IKKE_SKANNET


def test_it_never_sends_what_is_larger_than_the_scanner_looks_through(
    clamd: Demon, konto: Konto, kari: User, settings: Settings
) -> None:
    settings.SKANN_GRENSE_BYTES = 6
    assert kontrollert(konto, kari, "varsle").skann == Skann.FOR_STOR
    assert clamd.mottatt == []


@pytest.mark.usefixtures("borte")
def test_it_holds_back_while_the_scanner_is_away_and_says_so(konto: Konto, kari: User) -> None:
    dokument = ukontrollert(konto, kari, "blokker")
    for _gang in range(2):
        with pytest.raises(ClamavError):
            kontroller_dokument(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    assert (dokument.skann, dokument.tilstand) == (Skann.SKANNER_NEDE, Tilstand.KONTROLLERES)
    assert talte_dommer([Skann.SKANNER_NEDE]) == {Skann.SKANNER_NEDE: 1}


@pytest.mark.usefixtures("borte")
def test_it_keeps_no_other_konto_waiting_for_a_scanner_that_is_away(konto: Konto, kari: User) -> None:
    ventende = [ukontrollert(konto, kari, "blokker") for _ in range(25)]
    skole = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    Kontotilgang.objects.create(konto=skole, bruker=kari)
    andre = ukontrollert(skole, kari, "av")
    assert tasks.kontroller_ventende() == 1
    andre.refresh_from_db()
    assert andre.tilstand == Tilstand.TILGJENGELIG
    assert Dokument.objects.filter(tilstand=Tilstand.KONTROLLERES).count() == len(ventende)


def test_it_calls_nothing_clean_by_a_scanner_that_hides_what_it_skips(clamd: Demon, konto: Konto, kari: User) -> None:
    clamd.aerlig = False
    assert kontrollert(konto, kari, "varsle").skann == Skann.SKANNER_NEDE


def test_it_goes_on_when_the_scanner_is_back(konto: Konto, kari: User, settings: Settings) -> None:
    settings.CLAMAV_ADRESSE = "127.0.0.1:1"
    dokument = ukontrollert(konto, kari, "blokker")
    assert tasks.kontroller_ventende() == 0
    with kjorende_clamd() as demon:
        settings.CLAMAV_ADRESSE = demon.adresse
        assert tasks.kontroller_ventende() == 1
    dokument.refresh_from_db()
    assert (dokument.skann, dokument.tilstand) == (Skann.REN, Tilstand.TILGJENGELIG)


def test_it_holds_back_when_the_scanner_goes_away_in_the_middle(clamd: Demon, konto: Konto, kari: User) -> None:
    clamd.svar = b""
    dokument = ukontrollert(konto, kari, "blokker")
    with pytest.raises(ClamavError):
        kontroller_dokument(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    assert (dokument.skann, dokument.tilstand) == (Skann.SKANNER_NEDE, Tilstand.KONTROLLERES)


def test_it_never_serves_malware(clamd: Demon, konto: Konto, kari: User, mottaker: User) -> None:
    clamd.svar = FUNNET
    dokument = skannet_deling(konto, kari, mottaker, "varsle")
    with pytest.raises(DokumentSperret):
        hent_dokument(deling_id=dokument.deling_id, dokument_id=dokument.pk, av=mottaker, okt="1")


def gammel(dokument: Dokument, dager: int = 30) -> Dokument:
    """As if it had been scanned that long ago."""
    dokument.skannet = timezone.now() - timedelta(days=dager)
    dokument.save(update_fields=["skannet"])
    return dokument


def test_it_scans_again_before_the_first_fetch_when_more_is_known(
    clamd: Demon, konto: Konto, kari: User, mottaker: User
) -> None:
    dokument = gammel(skannet_deling(konto, kari, mottaker, "blokker"))
    clamd.versjon, clamd.svar = NYERE, FUNNET
    tasks.sjekk_skanner()
    with pytest.raises(DokumentIkkeKlart):
        hent_dokument(deling_id=dokument.deling_id, dokument_id=dokument.pk, av=mottaker, okt="1")
    assert tasks.kontroller_ventende() == 1
    with pytest.raises(DokumentSperret):
        hent_dokument(deling_id=dokument.deling_id, dokument_id=dokument.pk, av=mottaker, okt="1")


def test_it_lets_the_recipient_fetch_meanwhile_where_it_only_warns(
    clamd: Demon,
    konto: Konto,
    kari: User,
    mottaker: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    dokument = gammel(skannet_deling(konto, kari, mottaker, "varsle"))
    clamd.versjon = NYERE
    tasks.sjekk_skanner()
    with django_capture_on_commit_callbacks() as dytt:
        hent_dokument(deling_id=dokument.deling_id, dokument_id=dokument.pk, av=mottaker, okt="1")
    assert len(dytt) == 1
    assert tasks.skann_pa_nytt(str(dokument.pk)) == 1
    dokument.refresh_from_db()
    assert (dokument.skann, dokument.tilstand) == (Skann.REN, Tilstand.TILGJENGELIG)
    assert dokument.skannet is not None
    assert dokument.skannet > timezone.now() - timedelta(minutes=1)
    assert Hendelse.objects.latest("pk").type == Hendelsestype.DOKUMENT_SKANNET


@pytest.mark.parametrize("hvorfor", ["nylig", "samme_signaturer", "ukjente_signaturer", "hentet", "aldri"])
def test_it_does_not_scan_again_without_a_reason(
    clamd: Demon, konto: Konto, kari: User, mottaker: User, settings: Settings, hvorfor: str
) -> None:
    dokument = gammel(skannet_deling(konto, kari, mottaker, "blokker"), 1 if hvorfor == "nylig" else 30)
    clamd.versjon = VERSJON if hvorfor == "samme_signaturer" else NYERE
    tasks.sjekk_skanner()
    if hvorfor == "ukjente_signaturer":
        cache.clear()
    if hvorfor == "hentet":
        sted = dokument.sted._asdict()
        Hendelse.objects.create(type=Hendelsestype.DOKUMENT_HENTES, aktor_type="bruker", aktor_id=mottaker.pk, **sted)
    if hvorfor == "aldri":
        settings.SKANN_PA_NYTT_DAGER = 0
    skann.be_om_ny_skann(dokumenter=[dokument], naa=timezone.now())
    dokument.refresh_from_db()
    assert dokument.tilstand == Tilstand.TILGJENGELIG


def test_it_holds_back_what_came_from_where_nothing_is_scanned(
    clamd: Demon, konto: Konto, kari: User, mottaker: User
) -> None:
    dokument = skannet_deling(konto, kari, mottaker, "av")
    Konto.objects.update(skann_policy="blokker")
    with pytest.raises(DokumentIkkeKlart):
        hent_dokument(deling_id=dokument.deling_id, dokument_id=dokument.pk, av=mottaker, okt="1")
    assert tasks.kontroller_ventende() == 1
    assert hent_dokument(deling_id=dokument.deling_id, dokument_id=dokument.pk, av=mottaker, okt="1").skann == "ren"


def test_it_keeps_the_old_verdict_when_the_scanner_is_away(
    clamd: Demon, konto: Konto, kari: User, mottaker: User
) -> None:
    dokument = skannet_deling(konto, kari, mottaker, "varsle")
    clamd.svar = b""
    with pytest.raises(ClamavError):
        skann_pa_nytt(dokument_id=dokument.pk)
    dokument.refresh_from_db()
    assert (dokument.skann, dokument.tilstand) == (Skann.REN, Tilstand.TILGJENGELIG)


def test_it_costs_nothing_where_nothing_is_scanned(
    konto: Konto, kari: User, mottaker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    dokument = skannet_deling(konto, kari, mottaker, "")
    with django_assert_num_queries(0):
        skann.be_om_ny_skann(dokumenter=[dokument], naa=timezone.now())
    assert not skann_pa_nytt(dokument_id=dokument.pk)


def test_it_destroys_the_key_of_malware_when_its_days_are_out(
    clamd: Demon, konto: Konto, kari: User, settings: Settings
) -> None:
    settings.SKANN_SLETT_SMITTET_DAGER = 3
    clamd.svar = FUNNET
    ny, gammelt = (kontrollert(konto, kari, "varsle") for _ in range(2))
    gammel(gammelt, 3)
    clamd.svar = KRYPTERT
    annet = gammel(kontrollert(konto, kari, "blokker"))
    assert tasks.rydd_gammelt() == 1
    for dokument in (ny, gammelt, annet):
        dokument.refresh_from_db()
    assert [gammelt.tilstand, gammelt.nokkel, gammelt.skann] == [Tilstand.SLETTES, None, Skann.SMITTET]
    assert {ny.tilstand, annet.tilstand} == {Tilstand.SPERRET}
    assert tasks.rydd_gammelt() == 0


@pytest.mark.parametrize("dom", [*Skann])
def test_it_leaves_everything_but_malware_alone_without_a_policy(dom: str) -> None:
    ventet = Tilstand.SPERRET if dom == Skann.SMITTET else Tilstand.TILGJENGELIG
    assert skann.tilstand_etter(policy=Skannpolicy.AV, skann=dom) == ventet


def test_it_is_not_told_from_the_deling_alone(clamd: Demon, konto: Konto, kari: User, mottaker: User) -> None:
    """One infected file does not take the others with it."""
    konto.skann_policy = "blokker"
    konto.save()
    utkast = lag_utkast(konto, kari)
    ren = lag_dokument(utkast)
    clamd.svar = FUNNET
    smittet = lag_dokument(utkast)
    assert [ren.tilstand, smittet.tilstand] == [Tilstand.TILGJENGELIG, Tilstand.SPERRET]
    assert Deling.objects.get(pk=utkast.pk).tilstand == Deling.Tilstand.UTKAST
