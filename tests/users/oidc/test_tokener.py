"""ID-porten's signed words with claims that nobody expects: refused, never an error of ours."""

import pytest
from django.conf import settings

from standins.idporten import IdPorten
from users.errors import InnloggingAvvist
from users.oidc.leverandor import Frist
from users.oidc.tokener import Utlogging, les_id_token, les_logout_token

RARE_TIDER = [1e308, 10**30, 10**400, float("inf"), float("nan"), -1, True, "9999999999", [], {}]


def _les(idporten: IdPorten, krav: dict[str, object]) -> Utlogging:
    return les_logout_token(idporten.lag_logout_token(settings.IDPORTEN_CLIENT_ID, "okt", **krav), Frist())


@pytest.mark.parametrize("krav", ["exp", "iat"])
@pytest.mark.parametrize("verdi", RARE_TIDER)
def test_it_refuses_a_time_that_is_none(idporten: IdPorten, krav: str, verdi: object) -> None:
    with pytest.raises(InnloggingAvvist):
        _les(idporten, {krav: verdi})


@pytest.mark.parametrize("verdi", [1e308, 10**400, float("inf"), float("nan"), "tull", [], {}])
def test_it_refuses_a_beginning_that_does_not_come(idporten: IdPorten, verdi: object) -> None:
    with pytest.raises(InnloggingAvvist):
        _les(idporten, {"nbf": verdi})


@pytest.mark.parametrize("krav", ["sid", "jti", "sub"])
@pytest.mark.parametrize("verdi", ["\ud800", "a\0b", 7, ["x"], {"a": 1}])
def test_it_refuses_a_text_that_is_none(idporten: IdPorten, krav: str, verdi: object) -> None:
    token = idporten.nokler.signer(_krav(idporten) | {krav: verdi})
    with pytest.raises(InnloggingAvvist):
        les_logout_token(token, Frist())


def _krav(idporten: IdPorten) -> dict[str, object]:
    return idporten.nokler.les(idporten.lag_logout_token(settings.IDPORTEN_CLIENT_ID, "okt"))


@pytest.mark.parametrize("token", [None, 7, "", "a.b.c", "æ.ø.å", "\ud800", "W1tb" * 4000 + ".e30.c2ln"])
def test_it_refuses_what_is_no_token(idporten: IdPorten, token: object) -> None:
    with pytest.raises(InnloggingAvvist):
        les_logout_token(token, Frist())
    with pytest.raises(InnloggingAvvist):
        les_id_token(token, nonce="n", niva=3, frist=Frist())
