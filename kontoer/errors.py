"""Errors about organisations, kontoer and access to them."""

from django.utils.translation import gettext_lazy as _

from users.errors import Feil


class IkkeFunnet(Feil):
    """Does not exist, or is not yours: the two are never told apart."""

    kode = "ikke_funnet"
    melding = _("Vi finner ikke det du leter etter.")


class ManglerRett(Feil):
    """You may know that it exists, but not do this. Give the reason as `melding`."""

    kode = "mangler_rett"
    melding = _("Du har ikke rettigheten som trengs for dette. Be administratoren i kommunen om å gi deg den.")


class UgyldigVerdi(Feil):
    """A value breaks a rule. `felt` names the form field it belongs to."""

    kode = "ugyldig_verdi"

    def __init__(self, melding: str, *, felt: str = "__all__") -> None:
        self.felt = felt
        super().__init__(melding)


class KontoSlettet(Feil):
    kode = "konto_slettet"
    melding = _("Kontoen er slettet.")


class IkkeTattIBruk(Feil):
    kode = "ikke_tatt_i_bruk"
    melding = _("Kommunen har ikke tatt tjenesten i bruk ennå. En administrator gjør det under Konfigurasjon.")
