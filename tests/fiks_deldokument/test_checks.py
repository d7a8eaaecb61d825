"""What is wrong with the settings is told in words with an id, and stops every process."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from fiks_deldokument import checks
from fiks_deldokument.env import Miljo, miljo
from tests.dokumenter.sertifikat import nokkelpar

ROT = Path(__file__).resolve().parents[2]


def funn() -> list[str]:
    """The ids of everything the checks say about the settings as they are now."""
    alle = (
        checks.sjekk_miljo,
        checks.sjekk_adresser,
        checks.sjekk_nokler,
        checks.sjekk_kombinasjoner,
        checks.sjekk_altinn,
        checks.sjekk_enhetsregisteret,
        checks.sjekk_dekryptering,
        checks.sjekk_metrikk,
        checks.sjekk_oppbevaring,
        checks.sjekk_skanner,
        checks.sjekk_signering,
    )
    return sorted(str(melding.id).removeprefix("deldokument.") for sjekk in alle for melding in sjekk(None))


@pytest.fixture
def produksjon(settings: Settings) -> Settings:
    """Settings as in a sound production."""
    settings.BASE_URL = "https://del.example.no"
    settings.PA_LOOPBACK = False
    settings.IDPORTEN_ISSUER = "https://idporten.no"
    settings.TILLAT_SYNTETISKE = False
    settings.SECRET_KEY = "x" * 50
    settings.REDIS_URL = "redis://redis:6379/0"
    settings.PA_SQLITE = False
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.MASKINPORTEN_CLIENT_ID = "klient"
    settings.MASKINPORTEN_PRIVATNOKKEL = settings.IDPORTEN_PRIVATNOKKEL
    settings.MASKINPORTEN_KID = "kid"
    settings.ALTINN_ABONNEMENTSNOKKEL = "abonnement"
    settings.ENHETSREGISTERET_URL = "https://data.brreg.no/enhetsregisteret/api"
    return settings


def test_it_finds_nothing_wrong_with_a_sound_production(produksjon: Settings) -> None:
    assert funn() == []


def test_it_warns_when_the_largest_file_has_no_room_in_the_smallest_pieces(produksjon: Settings) -> None:
    produksjon.OPPLASTING_MAKS_BLOKKER = 5120
    assert funn() == []
    produksjon.OPPLASTING_MAKS_BLOKKER = 5119
    assert funn() == ["W005"]


_ALTINN = ("MASKINPORTEN_CLIENT_ID", "MASKINPORTEN_PRIVATNOKKEL", "MASKINPORTEN_KID", "ALTINN_ABONNEMENTSNOKKEL")


@pytest.mark.parametrize("navn", _ALTINN)
def test_it_refuses_altinn_half_set_up(produksjon: Settings, navn: str) -> None:
    setattr(produksjon, navn, "")
    (feil,) = checks.sjekk_altinn(None)
    assert (str(feil.id), feil.msg) == ("deldokument.E007", f"Altinn er halvveis satt opp; sett også {navn}")


def test_it_warns_of_no_altinn_but_not_on_loopback(produksjon: Settings) -> None:
    for navn in _ALTINN:
        setattr(produksjon, navn, "")
    assert funn() == ["W004"]
    produksjon.PA_LOOPBACK = True
    assert funn() == []


def test_it_warns_of_synthetic_businesses_that_the_real_register_does_not_know(produksjon: Settings) -> None:
    produksjon.ENHETSREGISTERET_URL = "https://data.brreg.no/enhetsregisteret/api"
    produksjon.TILLAT_SYNTETISKE = True
    produksjon.IDPORTEN_ISSUER = "https://test.idporten.no"
    assert "W006" in funn()
    for navn, verdi in (("ENHETSREGISTERET_UKJENT", "varsle"), ("ENHETSREGISTERET_URL", "")):
        setattr(produksjon, navn, verdi)
        assert "W006" not in funn()
        produksjon.ENHETSREGISTERET_UKJENT = "avvis"


def test_it_needs_no_register_but_no_plain_one(produksjon: Settings) -> None:
    produksjon.ENHETSREGISTERET_URL = ""
    assert funn() == []
    produksjon.ENHETSREGISTERET_URL = "http://data.example/api"
    assert funn() == ["E002"]


def test_it_refuses_an_issuer_of_maskinporten_without_its_slash(produksjon: Settings) -> None:
    produksjon.MASKINPORTEN_ISSUER = "https://maskinporten.no"
    assert funn() == ["E008"]


@pytest.mark.parametrize("navn", ["ALTINN_PAKKER", "ALTINN_PAKKER_TAUSHETSBELAGT"])
def test_it_refuses_that_no_package_counts(produksjon: Settings, navn: str) -> None:
    setattr(produksjon, navn, [])
    assert funn() == ["E009"]


@pytest.mark.parametrize("navn", ["BASE_URL", "IDPORTEN_ISSUER", "MASKINPORTEN_ISSUER", "ALTINN_URL"])
def test_it_refuses_plain_http_to_the_world(produksjon: Settings, navn: str) -> None:
    setattr(produksjon, navn, "http://et.sted.no/" if navn == "MASKINPORTEN_ISSUER" else "http://et.sted.no")
    assert funn() == ["E002"]


def test_it_refuses_a_base_url_with_a_path(produksjon: Settings) -> None:
    produksjon.BASE_URL = "https://del.example.no/del"
    assert funn() == ["E003"]


def test_it_refuses_synthetic_persons_in_production(produksjon: Settings) -> None:
    produksjon.TILLAT_SYNTETISKE = True
    assert funn() == ["E004", "W006"]


def test_it_refuses_s3_without_a_bucket(produksjon: Settings) -> None:
    produksjon.LAGER_TYPE = "s3"
    produksjon.STORAGES = produksjon.STORAGES | {"dokumenter": {"OPTIONS": {"bucket_name": ""}}}
    assert funn() == ["E005"]


@pytest.mark.parametrize(
    ("navn", "verdi"),
    [
        ("HOVEDNOKLER", "uten-kolon"),
        ("HOVEDNOKLER", "k1:" + base64.b64encode(b"for kort").decode()),
        ("IDENT_NOKKEL", "ikke base64!"),
        ("IDENT_NOKKEL", base64.b64encode(b"for kort").decode()),
        ("IDPORTEN_PRIVATNOKKEL", "ikke en nøkkel"),
        ("MASKINPORTEN_PRIVATNOKKEL", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"),
        ("SECRET_KEY", "kort"),
    ],
)
def test_it_refuses_a_key_that_cannot_be_used_without_repeating_it(produksjon: Settings, navn: str, verdi: str) -> None:
    setattr(produksjon, navn, verdi)
    assert funn() == ["E006"]
    assert verdi.partition(":")[2] not in str(checks.sjekk_nokler(None)) or ":" not in verdi


def test_it_warns_of_what_is_for_trying_out_only(produksjon: Settings) -> None:
    produksjon.PA_SQLITE = True
    produksjon.REDIS_URL = ""
    produksjon.SECURE_PROXY_SSL_HEADER = None
    assert funn() == ["W001", "W002", "W003"]


def test_it_tells_every_problem_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "miljo", Miljo({}, problemer=[("A", "mangler"), ("B", "er tom")]))
    with pytest.raises(ImproperlyConfigured, match=r"(?s)E001: A: mangler.*E001: B: er tom"):
        checks.krev_gyldige_innstillinger()


def test_it_is_content_with_the_settings_of_a_test_run() -> None:
    assert miljo.problemer == []
    assert funn() == []


@pytest.mark.parametrize(
    "kommando",
    [
        ["-c", "import fiks_deldokument.wsgi"],
        ["-m", "celery", "-A", "fiks_deldokument", "worker", "--pool", "solo"],
        ["-m", "celery", "-A", "fiks_deldokument", "beat", "--pidfile="],
        ["manage.py", "check"],
    ],
    ids=["web", "worker", "beat", "check"],
)
def test_it_stops_every_process_and_lists_all_that_is_missing(kommando: list[str], tmp_path: Path) -> None:
    arv = {navn: os.environ[navn] for navn in ("PATH", "HOME", "LANG") if navn in os.environ}
    miljo = arv | {"DATA_DIR": str(tmp_path), "IDPORTEN_KIDD": "x", "OKT_INAKTIV_MINUTTER": "mange"}
    svar = subprocess.run(
        [sys.executable, *kommando], cwd=ROT, env=miljo, capture_output=True, text=True, check=False, timeout=60
    )
    assert svar.returncode != 0
    for navn in ("BASE_URL", "SECRET_KEY", "HOVEDNOKLER", "IDENT_NOKKEL", "IDPORTEN_KIDD", "OKT_INAKTIV_MINUTTER"):
        assert f"{navn}:" in svar.stderr + svar.stdout


def test_it_refuses_half_a_key_pair_and_one_that_does_not_belong_together(settings: Settings) -> None:
    nokkel, sertifikat = nokkelpar(1)
    for par in ((nokkel, ""), ("", sertifikat), (nokkel, nokkelpar(2)[1]), ("tull", sertifikat)):
        settings.DEKRYPTERING_PRIVATNOKKEL, settings.DEKRYPTERING_SERTIFIKAT = par
        funn = checks.sjekk_dekryptering(None)
        assert [f.id for f in funn] == ["deldokument.E010"]
        assert "BEGIN" not in str(funn[0])
    settings.DEKRYPTERING_PRIVATNOKKEL, settings.DEKRYPTERING_SERTIFIKAT = nokkel, sertifikat
    assert checks.sjekk_dekryptering(None) == []


@pytest.mark.parametrize("adresse", ["9100", ":9100", "0.0.0.0", "vert:", "vert:port", "vert:0", "vert:65536", "::1"])
def test_it_refuses_an_address_for_metrics_that_is_none(produksjon: Settings, adresse: str) -> None:
    produksjon.METRIKK_ADRESSE = adresse
    assert funn() == ["E011"]


def test_it_refuses_metrics_on_the_port_that_people_reach(
    produksjon: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_ADRESSE", "0.0.0.0:8080")
    produksjon.METRIKK_ADRESSE = "127.0.0.1:8080"
    assert funn() == ["E011"]
    produksjon.METRIKK_ADRESSE = "127.0.0.1:9100"
    assert funn() == []


@pytest.mark.parametrize(
    ("metadata", "hendelser", "ventet"),
    [(0, 0, []), (90, 0, []), (90, 90, []), (90, 365, []), (0, 365, ["E012"]), (91, 90, ["E012"])],
)
def test_it_refuses_a_log_that_does_not_outlive_what_it_tells_about(
    produksjon: Settings, metadata: int, hendelser: int, ventet: list[str]
) -> None:
    produksjon.METADATA_BEHOLD_DAGER, produksjon.HENDELSER_BEHOLD_DAGER = metadata, hendelser
    assert funn() == ventet


@pytest.mark.parametrize(
    ("adresse", "policy", "ventet"),
    [
        ("", "av", []),
        ("", "varsle", ["E013"]),
        ("", "blokker", ["E013"]),
        ("clamav:3310", "av", []),
        ("clamav:3310", "blokker", []),
        ("/run/clamav/clamd.ctl", "varsle", []),
        ("clamav", "av", ["E013"]),
        ("tcp://clamav:3310", "varsle", ["E013"]),
    ],
)
def test_it_refuses_scanning_without_a_scanner(
    produksjon: Settings, adresse: str, policy: str, ventet: list[str]
) -> None:
    produksjon.CLAMAV_ADRESSE, produksjon.SKANN_POLICY = adresse, policy
    assert funn() == ventet


@pytest.mark.parametrize("nr", [(1, None), (None, 1), (1, 2)])
def test_it_tells_of_a_key_to_sign_with_that_has_no_certificate_of_its_own(
    nr: tuple[int | None, int | None], produksjon: Settings
) -> None:
    produksjon.SIGNERING_PRIVATNOKKEL = nokkelpar(nr[0])[0] if nr[0] else ""
    produksjon.SIGNERING_SERTIFIKAT = nokkelpar(nr[1])[1] if nr[1] else ""
    assert funn() == ["E014"]


def test_it_takes_a_key_to_sign_with_and_its_certificate(produksjon: Settings) -> None:
    produksjon.SIGNERING_PRIVATNOKKEL, produksjon.SIGNERING_SERTIFIKAT = nokkelpar(1)
    assert funn() == []
