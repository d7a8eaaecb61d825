"""The form that hands delinger over."""

from uuid import uuid4

import pytest
from django.http import QueryDict

from dokumenter.forms.overtakelse import OverdraForm
from dokumenter.queries.overtakelse import mulige_eiere
from kontoer.models import Konto
from users.models import User

EN = uuid4()


@pytest.mark.parametrize(
    ("sendt", "feil"),
    [
        (f"eier={{ola}}&deling={EN}", []),
        ("eier={ola}&alle=ja", []),
        ("eier={ola}&deling=tull", ["__all__"]),
        (f"eier=tull&deling={EN}", ["eier"]),
        (f"deling={EN}", ["eier"]),
        ("", ["eier", "__all__"]),
    ],
)
def test_it_needs_an_owner_and_something_to_own(sendt: str, feil: list[str], konto: Konto, ola: User) -> None:
    form = OverdraForm(QueryDict(sendt.format(ola=ola.pk)), eiere=mulige_eiere(konto))
    assert list(form.errors) == feil


def test_it_knows_what_is_ticked_and_what_people_are_called(konto: Konto, ola: User) -> None:
    form = OverdraForm(QueryDict(f"deling={EN}&deling=tull"), eiere=mulige_eiere(konto))
    assert (form.valgte, form.alle) == ([EN], False)
    assert form.navn == {str(ola.pk): "OLA TESTPERSON"}
    assert OverdraForm(None, eiere=[]).valgte == []
