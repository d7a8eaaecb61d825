"""The archive of the files on a page, whatever order the page has them in."""

from __future__ import annotations

from dokumenter.templatetags.alle_filer import alle_filer
from kontoer.models import Konto
from tests.dokumenter.views.nedlasting.lag import lag_flere
from users.models import User


def test_it_is_the_same_in_whatever_order_the_page_has_them(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_flere(konto, kari, ("", "b", b"en"), ("", "a", b"to"))
    for orden in ("dokumentnavn", "-dokumentnavn"):
        alle = alle_filer(deling.dokumenter.order_by(orden))
        assert [en.dokumentnavn for en in alle.dokumenter] == ["b", "a"]
        assert alle.er_flere
