"""Businesses by their names on the pages."""

import pytest
from django.template import Context, Template

from dokumenter.models import Mottaker
from dokumenter.queries.leveranser import Mottakerrad
from dokumenter.templatetags.virksomheter import navn_og_nummer, slaa_opp_mottakere, slaa_opp_rader
from kontoer.models import Konto
from standins.enhetsregisteret import Enhetsregisteret
from tests.altinn import orgnr
from tests.dokumenter.lag import EN_PERSON, lag_deling
from tests.register import kjorende_register, register
from users.models import User
from users.numre import Nummer, Nummertype

__all__ = ["kjorende_register", "register"]


@pytest.fixture
def mottakere(konto: Konto, kari: User) -> list[Mottaker]:
    """A person and two businesses."""
    virksomheter = [Nummer(Nummertype.ORGANISASJON, orgnr(key)) for key in ("bakeri", "konkurs")]
    return list(lag_deling(konto, kari, EN_PERSON, *virksomheter).mottakere.all())


def test_it_looks_up_a_whole_list_once(mottakere: list[Mottaker], register: Enhetsregisteret) -> None:
    rader = [Mottakerrad(mottaker, None, []) for mottaker in mottakere]
    for funn in (slaa_opp_mottakere(mottakere), slaa_opp_rader(rader)):
        assert sorted(en.navn for en in funn.values()) == ["FALLERTE PRØVEMØBLER AS", "PRØVEBAKERIET AS"]
    assert sorted(register.spurt) == sorted([orgnr("bakeri"), orgnr("konkurs")])


def test_it_shows_name_form_and_state_and_nothing_for_a_person(
    mottakere: list[Mottaker], register: Enhetsregisteret
) -> None:
    mal = Template(
        "{% load virksomheter %}{% slaa_opp_mottakere mottakere as funn %}{% for en in mottakere %}"
        '[{% include "dokumenter/virksomhet_om.html" with oppslag=funn|oppslag:en.oppslag %}]{% endfor %}'
    )
    biter = mal.render(Context({"mottakere": mottakere})).split("][")
    vist = {" ".join(bit.replace("[", "").replace("]", "").split()) for bit in biter}
    assert "" in vist
    assert any("FALLERTE PRØVEMØBLER AS</bdi>" in bit and ">Konkurs</span>" in bit for bit in vist)
    assert any("PRØVEBAKERIET AS</bdi>" in bit and "ds-tag" not in bit for bit in vist)


def test_it_finds_a_name_that_is_known_without_asking(register: Enhetsregisteret) -> None:
    mal = Template("{% load virksomheter %}{{ nummer|virksomhetsnavn }}")
    assert mal.render(Context({"nummer": orgnr("bakeri")})) == ""
    assert register.spurt == []


def test_it_names_the_business_before_its_number() -> None:
    assert navn_og_nummer("312401010", "Bakeriet") == "Bakeriet (312\N{NO-BREAK SPACE}401\N{NO-BREAK SPACE}010)"
    assert navn_og_nummer("312401010", "") == "312\N{NO-BREAK SPACE}401\N{NO-BREAK SPACE}010"


def test_it_escapes_what_the_register_calls_it(register: Enhetsregisteret) -> None:
    register.spoler = {"felter": {"navn": "<script>alert(1)</script> AS"}}
    mal = Template(
        '{% load virksomheter %}{% include "dokumenter/virksomhet_om.html" with oppslag=funn|oppslag:nummer %}'
    )
    funn = slaa_opp_mottakere([Mottaker(type=Mottaker.Type.ORGANISASJON, oppslag=orgnr("bakeri"))])
    vist = mal.render(Context({"funn": funn, "nummer": orgnr("bakeri")}))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; AS" in vist
    assert "<script>" not in vist
