from django.test import Client
from pytest_django.fixtures import Settings


def test_it_gives_the_certificate_with_and_without_a_slash(settings: Settings, db: None) -> None:
    settings.DEKRYPTERING_SERTIFIKAT = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----"
    for sti in ("/dokumentlager/api/v1/public-key", "/dokumentlager/api/v1/public-key/"):
        svar = Client().get(sti)
        assert svar.status_code == 200
        assert svar.content == b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"


def test_it_says_so_when_the_installation_has_no_key(settings: Settings, db: None) -> None:
    settings.DEKRYPTERING_SERTIFIKAT = ""
    svar = Client().get("/dokumentlager/api/v1/public-key")
    assert svar.status_code == 503
    feil = svar.json()
    assert feil["errorCode"] == "ingen_dekrypteringsnokkel"
    assert set(feil) == {
        *("timestamp", "status", "error", "errorId", "path", "originalPath", "message", "errorCode", "errorJson")
    }


def test_it_answers_in_ks_json_also_where_nothing_is(db: None) -> None:
    for metode, sti, status in (
        ("get", "/dokumentlager/api/v1/ingenting", 404),
        ("get", "/melding-dokumentdeling/x/", 404),
        ("delete", "/dokumentlager/api/v1/public-key", 405),
    ):
        svar = getattr(Client(), metode)(sti)
        assert svar.status_code == status
        assert svar.json()["status"] == status
        assert svar.json()["path"] == sti
