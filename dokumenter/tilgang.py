"""Who may do what with delinger and dokumenter.

Those who share: by their right on the konto, asked in `kontoer.tilgang`. A draft is its maker's alone.
The same promise as there: what is not yours does not exist (IkkeFunnet); a missing right is told (ManglerRett).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.db.models import CharField, UUIDField

from adapters.prepared import Parameter, Prepared
from dokumenter.errors import DelingIkkeUtkast
from dokumenter.models import Deling, Mottaker
from hendelser.models import SYSTEM, HarAktor
from kontoer.errors import IkkeFunnet, ManglerRett
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Kontotilgang
from kontoer.tilgang import Handlende, kan_se_delinger, krev_integrasjonstilgang, krev_kan_dele
from users.models import User

_SOM_PERSON = Prepared(
    lambda: Mottaker.objects.filter(
        deling_id=Parameter("deling", UUIDField()),
        type=Mottaker.Type.PERSON,
        oppslag__in=[Parameter("oppslag", CharField()), Parameter("forrige", CharField())],
    ).only("pk")
)
_I_BRUK = {"konto__slettet__isnull": True, "konto__organisasjon__tatt_i_bruk__isnull": False}
_BRUKER_KAN_DELE = Prepared(
    lambda: Kontotilgang.objects.filter(
        konto_id=Parameter("konto", UUIDField()),
        bruker_id=Parameter("hvem", UUIDField()),
        kan_dele=True,
        bruker__is_active=True,
        **_I_BRUK,
    ).only("pk")
)
_SYSTEM_KAN_DELE = Prepared(
    lambda: Integrasjonstilgang.objects.filter(
        konto_id=Parameter("konto", UUIDField()),
        integrasjon_id=Parameter("hvem", UUIDField()),
        integrasjon__slettet__isnull=True,
        **_I_BRUK,
    ).only("pk")
)
_SYSTEM_FINNES = Prepared(
    lambda: Integrasjon.objects.filter(pk=Parameter("hvem", UUIDField()), slettet__isnull=True).only("pk")
)


def er_eget_utkast(bruker: User, deling: Deling) -> bool:
    """A draft belongs to the person who began it, and to nobody else: colleagues see a deling once it is shared."""
    return deling.tilstand == Deling.Tilstand.UTKAST and har_laget(bruker, deling)


def kan_se_deling(bruker: User, deling: Deling) -> bool:
    """May the person see it as a sender: whoever may share from its konto, whoever shared it. A draft: its maker."""
    if deling.delt is None:
        return har_laget(bruker, deling)
    return kan_se_delinger(bruker, deling.konto)


def krev_kan_forvalte(av: HarAktor, deling: Deling) -> None:
    """May `av` end the deling or delete from it? The system may. Raises IkkeFunnet, ManglerRett."""
    if av is SYSTEM:
        return
    if deling.tilstand == Deling.Tilstand.UTKAST:
        if not har_laget(av, deling):
            raise IkkeFunnet
        if deling.konto.er_slettet:
            return  # nobody has a right there any more, but one's own draft can always be thrown away
    krev_kan_dele_fra(av, deling.konto)


def krev_kan_laste_opp(av: HarAktor, deling: Deling) -> None:
    """May `av` add dokumenter? Only to a draft of its own. Raises IkkeFunnet, ManglerRett, DelingIkkeUtkast."""
    if not har_laget(av, deling):
        raise IkkeFunnet
    krev_kan_dele_fra(av, deling.konto)
    if deling.tilstand != Deling.Tilstand.UTKAST:
        raise DelingIkkeUtkast


def har_laget(av: HarAktor, deling: Deling) -> bool:
    """Did `av` begin it: a person in the form, or a system for itself?

    What a system has begun for a person is neither's alone: only that system, for that person, goes on with it.
    """
    eiere = [id_ for id_ in (deling.delt_av_bruker_id, deling.delt_av_integrasjon_id) if id_ is not None]
    return eiere == [av.aktor.id]


def krev_kan_dele_fra(av: HarAktor, konto: Konto) -> None:
    """May `av`, person or system, share from the konto? Who may delete is who may share.

    Raises IkkeFunnet, ManglerRett, KontoSlettet, IkkeTattIBruk.
    """
    if isinstance(av, User):
        krev_kan_dele(av, konto)
    elif isinstance(av, Integrasjon):
        krev_integrasjonstilgang(av, konto)
    else:
        raise IkkeFunnet


def krev_kan_fortsatt_dele(deling: Deling) -> None:
    """May whoever began it still share from its konto? For what goes on without a login: bytes on their way in.

    One short question when all is well, for it is asked at every block. Raises as `krev_kan_dele_fra`; ManglerRett for
    a person or a system that may no longer do anything.
    """
    if _kan_fortsatt_dele(deling):
        return
    konto = Konto.objects.select_related("organisasjon").get(pk=deling.konto_id)
    av = deling.delt_av_bruker or deling.delt_av_integrasjon
    if av is not None:
        krev_kan_dele_fra(av, konto)  # says which right it is
    raise ManglerRett


def _kan_fortsatt_dele(deling: Deling) -> bool:
    bruker, system = deling.delt_av_bruker_id, deling.delt_av_integrasjon_id
    if bruker is None:
        return _SYSTEM_KAN_DELE.first(konto=deling.konto_id, hvem=system) is not None
    if _BRUKER_KAN_DELE.first(konto=deling.konto_id, hvem=bruker) is None:
        return False
    return system is None or _SYSTEM_FINNES.first(hvem=system) is not None


@dataclass(frozen=True)
class Delerett:
    """That `av` may share from `konto` now: made where that is decided, for a service that need not ask again."""

    konto: Konto
    av: Handlende
    gjennom: Integrasjon | None = None  # the system that `av` calls through
    spurt: float = field(default_factory=time.monotonic)

    @property
    def laget_av(self) -> dict[str, User | Integrasjon | None]:
        """How a deling says who began it: a person, a system, or a system for a person."""
        if isinstance(self.av, User):
            return {"delt_av_bruker": self.av, "delt_av_integrasjon": self.gjennom}
        return {"delt_av_bruker": None, "delt_av_integrasjon": self.av}


def krev_delerett(av: Handlende, konto: Konto) -> Delerett:
    """Raises as `krev_kan_dele_fra`."""
    krev_kan_dele_fra(av, konto)
    return Delerett(konto, av)


def kan_apne(*, bruker: User, deling: Deling) -> bool:
    """Is the person among those the deling is for? Whether it is open now is asked apart, of `Deling.er_apen`.

    Those who act for a business are not: see `services.virksomhetstilgang`. One that is not approved is for nobody,
    as `kan_hente` and `virksomheter_i` say too: through one of these three go all who receive.
    """
    return deling.er_ute and er_mottaker(bruker=bruker, deling=deling)


def er_mottaker(*, bruker: User, deling: Deling) -> bool:
    """Does it name the person? That opens nothing by itself: see `kan_apne`."""
    hasher = bruker.fnr_hasher  # one, or two while IDENT_NOKKEL is being changed
    return _SOM_PERSON.first(deling=deling.pk, oppslag=hasher[0], forrige=hasher[-1]) is not None


def kan_hente(*, integrasjon: Integrasjon, deling: Deling) -> bool:
    """Is the system among those the deling is for?"""
    return (
        deling.er_ute and deling.mottakere.filter(type=Mottaker.Type.INTEGRASJON, oppslag=str(integrasjon.pk)).exists()
    )


def virksomheter_i(deling: Deling) -> list[str]:
    """The businesses the deling is for, by organisasjonsnummer."""
    if not deling.er_ute:
        return []
    mottakere = deling.mottakere.filter(type=Mottaker.Type.ORGANISASJON).order_by("oppslag")
    return list(mottakere.values_list("oppslag", flat=True).distinct())
