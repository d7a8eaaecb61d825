"""What the buttons of Mottakere do to the fields."""

from dokumenter.forms.mottakervalg import etter_knapp, les_referanser
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET


def test_it_takes_one_mottaker_out_wherever_it_is_written() -> None:
    fnr, orgnr = EN_PERSON.verdi, EN_VIRKSOMHET.verdi
    tekst = f"{fnr[:6]} {fnr[6:]}; 123, {orgnr}\n{fnr}"
    assert etter_knapp({"mottakere": tekst, "fjern_mottaker": "1"})["mottakere"] == f"123\n{orgnr}"
    assert fnr in etter_knapp({"mottakere": tekst, "fjern_mottaker": "2"})["mottakere"]
    for plass in ("0", "9", "x", "-1"):
        assert etter_knapp({"mottakere": fnr, "fjern_mottaker": plass})["mottakere"] == fnr


def test_it_takes_names_out_and_never_a_number_with_a_slip() -> None:
    tekst = f"Ola Nordmann\t{EN_PERSON.verdi}\nKari\u00a0Ås\t1234567890\n"
    assert etter_knapp({"mottakere": tekst, "fjern_ord": "ja"})["mottakere"] == f"{EN_PERSON.verdi}\n1234567890"


def test_it_adds_and_removes_references_once() -> None:
    assert etter_knapp({"tidligere": "1 2", "legg_til": "2"})["tidligere"] == "1 2"
    assert etter_knapp({"tidligere": "1 2", "legg_til": "3"})["tidligere"] == "1 2 3"
    assert etter_knapp({"tidligere": "1 2", "fjern_tidligere": "1"})["tidligere"] == "2"


def test_it_passes_over_what_is_no_reference() -> None:
    assert les_referanser("1 x -2 \u0664 1 99999999999999999999 7") == [1, 7]
