"""The environment becomes settings; what cannot be used becomes problems that name the setting, never its value."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.storage.dekryptering import les_nokkelpar
from fiks_deldokument.env import Miljo
from tests.dokumenter.sertifikat import nokkelpar


def test_it_reads_a_text_and_remembers_its_default() -> None:
    miljo = Miljo({"BASE_URL": "https://del.example.no"})
    assert miljo.tekst("BASE_URL") == "https://del.example.no"
    assert miljo.tekst("LOGG_NIVA", "INFO") == "INFO"
    assert miljo.innstillinger["LOGG_NIVA"].standard == "INFO"
    assert miljo.problemer == []


@pytest.mark.parametrize("environ", [{}, {"BASE_URL": ""}, {"BASE_URL": "  "}])
def test_it_notes_a_required_text_that_is_missing_or_empty(environ: dict[str, str]) -> None:
    miljo = Miljo(environ)
    assert miljo.tekst("BASE_URL") == ""
    assert [navn for navn, _grunn in miljo.problemer] == ["BASE_URL"]


def test_it_refuses_a_text_that_is_not_a_choice() -> None:
    miljo = Miljo({"LAGER_TYPE": "ftp"})
    miljo.tekst("LAGER_TYPE", "fil", valg=("fil", "s3"))
    assert miljo.problemer == [("LAGER_TYPE", "må være en av: fil, s3")]


@pytest.mark.parametrize(("verdi", "grunn"), [("hemmelig-tull", "har en ugyldig verdi"), ("0", "må være minst 1")])
def test_it_refuses_a_bad_number_without_repeating_it(verdi: str, grunn: str) -> None:
    miljo = Miljo({"OKT_INAKTIV_MINUTTER": verdi})
    assert miljo.heltall("OKT_INAKTIV_MINUTTER", 30, minst=1) == 30
    assert miljo.problemer == [("OKT_INAKTIV_MINUTTER", grunn)]


@pytest.mark.parametrize(("verdi", "sann"), [("ja", True), ("TRUE", True), ("1", True), ("nei", False), ("off", False)])
def test_it_reads_a_switch(verdi: str, sann: bool) -> None:
    miljo = Miljo({"BAK_PROXY": verdi})
    assert miljo.bryter("BAK_PROXY", not sann) is sann
    assert miljo.problemer == []


def test_it_refuses_a_switch_that_is_neither_on_nor_off() -> None:
    miljo = Miljo({"BAK_PROXY": "kanskje"})
    assert miljo.bryter("BAK_PROXY", False) is False
    assert miljo.problemer == [("BAK_PROXY", "må være ja eller nei")]


def test_it_reads_a_list() -> None:
    assert Miljo({"FLERE_VERTSNAVN": " a.no, ,b.no "}).liste("FLERE_VERTSNAVN") == ["a.no", "b.no"]


def test_it_reads_a_secret_from_the_variable_or_from_a_file(tmp_path: Path) -> None:
    fil = tmp_path / "secret_key"
    fil.write_text("fra-fil\n", encoding="utf-8")
    assert Miljo({"SECRET_KEY": "fra-miljo"}).hemmelighet("SECRET_KEY") == "fra-miljo"
    assert Miljo({"SECRET_KEY_FILE": str(fil)}).hemmelighet("SECRET_KEY") == "fra-fil"


def test_it_refuses_a_secret_given_twice(tmp_path: Path) -> None:
    fil = tmp_path / "secret_key"
    fil.write_text("fra-fil", encoding="utf-8")
    miljo = Miljo({"SECRET_KEY": "fra-miljo", "SECRET_KEY_FILE": str(fil)})
    miljo.hemmelighet("SECRET_KEY")
    assert [navn for navn, _grunn in miljo.problemer] == ["SECRET_KEY"]


@pytest.mark.parametrize("innhold", [None, b"", b"\xff\xfe"])
def test_it_notes_a_secret_file_that_is_missing_empty_or_unreadable(tmp_path: Path, innhold: bytes | None) -> None:
    fil = tmp_path / "fil"
    if innhold is not None:
        fil.write_bytes(innhold)
    miljo = Miljo({"SECRET_KEY_FILE": str(fil)})
    assert miljo.hemmelighet("SECRET_KEY") == ""
    assert [navn for navn, _grunn in miljo.problemer] == ["SECRET_KEY_FILE"]


@pytest.mark.parametrize("environ", [{}, {"SECRET_KEY": ""}])
def test_it_notes_a_required_secret_that_is_missing_or_empty(environ: dict[str, str]) -> None:
    miljo = Miljo(environ)
    assert miljo.hemmelighet("SECRET_KEY") == ""
    assert [navn for navn, _grunn in miljo.problemer] == ["SECRET_KEY"]


def test_it_lets_an_optional_secret_be_empty() -> None:
    miljo = Miljo({"REDIS_URL": ""})
    assert miljo.hemmelighet("REDIS_URL", "") == ""
    assert miljo.problemer == []


def test_it_reads_pem_with_line_breaks_that_are_written_out(tmp_path: Path) -> None:
    nokkel, sertifikat = nokkelpar(1)
    fil = tmp_path / "nokkel"
    fil.write_text(nokkel)
    miljo = Miljo({"A": nokkel.replace("\n", "\\n"), "B": sertifikat.replace("\n", "\\n"), "C_FILE": str(fil)})
    par = les_nokkelpar(miljo.pem("A"), miljo.pem("B"))
    assert par.sertifikat.public_key() == par.privatnokkel.public_key()
    assert (miljo.pem("A"), miljo.pem("B"), miljo.pem("C")) == (nokkel, sertifikat, nokkel.strip())
    assert miljo.pem("D", "") == ""
    assert miljo.problemer == []
    assert all(innstilling.hemmelig for innstilling in miljo.innstillinger.values())


@pytest.mark.parametrize("verdi", [None, ""])
def test_it_says_that_pem_is_missing(verdi: str | None) -> None:
    miljo = Miljo({} if verdi is None else {"A": verdi})
    assert miljo.pem("A") == ""
    assert [navn for navn, _grunn in miljo.problemer] == ["A"]


def test_it_reads_the_address_of_a_database() -> None:
    miljo = Miljo({"DATABASE_URL": "postgres://bruker:passord@vert:5433/del"})
    database = miljo.database("DATABASE_URL", "sqlite:////tmp/x.sqlite3")
    assert (database["ENGINE"], database["HOST"], database["PORT"]) == ("django.db.backends.postgresql", "vert", 5433)
    assert miljo.innstillinger["DATABASE_URL"].hemmelig


@pytest.mark.parametrize("adresse", ["", "tull", "mysql://u:topphemmelig@h/d", "postgres://u:topphemmelig@h:abc/d"])
def test_it_refuses_an_address_that_is_no_database_of_ours_without_repeating_it(adresse: str) -> None:
    miljo = Miljo({"DATABASE_URL": adresse})
    assert "sqlite" in miljo.database("DATABASE_URL", "sqlite:////tmp/x.sqlite3")["ENGINE"]
    assert [navn for navn, _grunn in miljo.problemer] == ["DATABASE_URL"]
    assert "topphemmelig" not in str(miljo.problemer)


def test_it_notes_a_variable_that_looks_like_ours_and_is_misspelt() -> None:
    miljo = Miljo({"IDPORTEN_ISUER": "x", "IDPORTEN_ISSUER": "https://idporten.no", "PATH": "/bin"})
    miljo.tekst("IDPORTEN_ISSUER")
    miljo.finn_ukjente()
    assert [navn for navn, _grunn in miljo.problemer] == ["IDPORTEN_ISUER"]


def test_it_knows_the_file_variant_of_a_secret_only() -> None:
    miljo = Miljo({"IDPORTEN_PRIVATNOKKEL_FILE": __file__, "IDPORTEN_KID_FILE": __file__})
    miljo.hemmelighet("IDPORTEN_PRIVATNOKKEL")
    miljo.tekst("IDPORTEN_KID", "")
    miljo.finn_ukjente()
    assert [navn for navn, _grunn in miljo.problemer] == ["IDPORTEN_KID_FILE"]


@pytest.mark.parametrize(
    "navn", ["ALTINN_SERVICE_HOST", "ALTINN_SERVICE_PORT_HTTP", "ALTINN_PORT", "ALTINN_PORT_80_TCP"]
)
def test_it_leaves_what_kubernetes_sets_alone(navn: str) -> None:
    miljo = Miljo({navn: "10.0.0.1"})
    miljo.finn_ukjente()
    assert miljo.problemer == []


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=12))
def test_it_never_repeats_a_value_in_a_problem(verdi: str) -> None:
    miljo = Miljo(dict.fromkeys(["A", "B", "C", "D"], verdi))
    miljo.heltall("A", 1)
    miljo.bryter("B", False)
    miljo.tekst("C", "x", valg=("x", "y"))
    miljo.database("D", "sqlite:////tmp/x.sqlite3")
    assert all(verdi not in grunn for _navn, grunn in miljo.problemer)


def test_it_reads_a_text_with_a_form_of_its_own() -> None:
    def tolk(verdi: str) -> int:
        if not verdi.isdecimal():
            raise ValueError("må være et tall")
        return int(verdi)

    miljo = Miljo({"A": "3", "B": "hemmelig"})
    assert (miljo.tolket("A", "1", tolk), miljo.tolket("B", "1", tolk), miljo.tolket("C", "2", tolk)) == (3, 1, 2)
    assert miljo.problemer == [("B", "må være et tall")]
