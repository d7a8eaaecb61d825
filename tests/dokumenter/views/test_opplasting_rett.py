"""The capability to send bytes lives no longer than its owner's right to share from the konto."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dokumenter.models import Deling, Dokument
from kontoer.models import Kontotilgang, Organisasjon
from tests.dokumenter.views.tusklient import TusKlient
from users.models import User

HEI = "hei på deg".encode()


@pytest.mark.parametrize(
    ("mist", "status"),
    [
        (lambda: Kontotilgang.objects.update(kan_dele=False), 403),
        (lambda: Kontotilgang.objects.all().delete(), 404),
        (lambda: User.objects.update(is_active=False), 403),
        (lambda: Organisasjon.objects.update(tatt_i_bruk=None), 403),
    ],
)
def test_it_answers_nothing_more_to_one_who_may_not_share(
    karis: TusKlient, ingens: TusKlient, utkast: Deling, mist: Callable[[], object], status: int
) -> None:
    url = karis.opprett(utkast, len(HEI)).headers["Location"]
    assert ingens.patch(url, HEI[:4]).status_code == 204
    mist()
    assert ingens.patch(url, HEI[4:], 4).status_code == status
    assert ingens.patch(url, b"", metode="HEAD").status_code == status
    dokument = Dokument.objects.get()
    assert (dokument.tilstand, dokument.mottatt) == (Dokument.Tilstand.VENTER, 4)


def test_it_goes_on_when_the_right_is_given_back(karis: TusKlient, ingens: TusKlient, utkast: Deling) -> None:
    url = karis.opprett(utkast, len(HEI)).headers["Location"]
    Kontotilgang.objects.update(kan_dele=False)
    assert ingens.patch(url, HEI).status_code == 403
    Kontotilgang.objects.update(kan_dele=True)
    assert ingens.patch(url, HEI).status_code == 204
