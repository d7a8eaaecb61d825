"""The choice among several businesses."""

import pytest

from dokumenter.services.virksomhetstilgang import Virksomhet
from dokumenter.views.representasjon import ALLE, Representasjon

EN = Virksomhet("312401010", ordinaer=True, taushetsbelagt=False)
TO = Virksomhet("312407078", ordinaer=False, taushetsbelagt=True)


@pytest.mark.parametrize(
    ("virksomheter", "valg", "skal_velge", "valgte"),
    [
        ((), "", False, ()),
        ((), EN.orgnr, False, ()),
        ((EN,), "", False, (EN,)),
        ((EN,), TO.orgnr, False, (EN,)),
        ((EN, TO), "", True, ()),
        ((EN, TO), "312405059", True, ()),
        ((EN, TO), TO.orgnr, False, (TO,)),
        ((EN, TO), ALLE, False, (EN, TO)),
    ],
)
def test_it_shows_the_one_there_is_the_chosen_one_or_all(
    virksomheter: tuple[Virksomhet, ...], valg: str, skal_velge: bool, valgte: tuple[Virksomhet, ...]
) -> None:
    representasjon = Representasjon(virksomheter, valg)
    assert (representasjon.skal_velge, representasjon.valgte) == (skal_velge, valgte)


def test_it_keeps_ordinary_and_confidential_post_apart() -> None:
    representasjon = Representasjon((EN, TO), ALLE)
    assert (representasjon.ordinaer_for, representasjon.taushetsbelagt_for) == ([EN.orgnr], [TO.orgnr])
    kan = [representasjon.kan_apne(en.orgnr, taushetsbelagt=kind) for en in (EN, TO) for kind in (False, True)]
    assert kan == [True, False, False, True]
