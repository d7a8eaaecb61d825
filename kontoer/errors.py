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


class IkkeAutentisert(Feil):
    """A call to the API that does not prove who it is. One text for every cause: nobody learns which part was right."""

    kode = "ikke_autentisert"
    melding = _("Kallet er ikke autentisert. Se etter at tokenet, IntegrasjonId og IntegrasjonPassord er riktige.")


class TokenutstederUtilgjengelig(Feil):
    """The keys of Maskinporten or ID-porten cannot be had, so no token can be checked."""

    kode = "tokenutsteder_utilgjengelig"
    vent_sekunder = 10
    melding = _("Tokenet kan ikke kontrolleres akkurat nå, fordi utstederen ikke svarer. Prøv igjen om litt.")


class ForMangeKall(Feil):
    """The integration calls more often than it may. `vent_sekunder` until it may again."""

    kode = "for_mange_kall"
    melding = _("Integrasjonen har brukt opp kallene sine for denne perioden. Vent litt og prøv igjen.")

    def __init__(self, vent_sekunder: int) -> None:
        self.vent_sekunder = vent_sekunder
        super().__init__()


class ForMangeGalePassord(ForMangeKall):
    """Somebody with a good token guesses at passwords: each guess costs a slow hash, and none may be free."""

    kode = "for_mange_gale_passord"
    melding = _("Det er sendt feil passord for mange ganger. Vent litt, og se etter at passordet er riktig.")
