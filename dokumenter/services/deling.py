"""Sharing: begin a draft, share it, change its time, recall it, throw a draft away.

Sharing never waits for the bytes to be checked: `kontrolleres` is enough, so the link comes at once whatever the size.
A double press and two tabs share once: only one of them changes the state, the other gets the deling as it then is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adapters import klokke
from dokumenter.errors import DelingAvsluttet, DelingIkkeUtkast, UtkastEndret
from dokumenter.models import Deling, Dokument, Mottaker, Tidsonske
from dokumenter.protokoll.omtale import INGEN_OMTALE, Omtale
from dokumenter.queries.avsender import delt_fra_skjema, filer_i
from dokumenter.services.gravsteiner import gravlegg_frist
from dokumenter.services.referanse import gi_referanse
from dokumenter.services.skrevet import Skjema
from dokumenter.services.sletting import avslutt_deling
from dokumenter.services.tidsonskesvar import besvar_tidsonsker
from dokumenter.tekst import dato_i_ord
from dokumenter.tilgang import har_laget, krev_kan_forvalte
from dokumenter.varighet import seneste_slutt
from hendelser.models import HarAktor, Hendelse, Hendelsestype, Sted
from hendelser.services import ny_hendelse, skriv_hendelse, skriv_hendelser
from kontoer.errors import IkkeFunnet, UgyldigVerdi
from kontoer.models import Konto
from kontoer.tilgang import krev_kan_dele
from users.models import User
from users.numre import Nummer, Nummertype


def opprett_utkast(*, konto: Konto, av: User) -> Deling:
    """Begin a draft that files can be uploaded to. Raises what `krev_kan_dele` raises."""
    krev_kan_dele(av, konto)
    return Deling.objects.create(konto=konto, delt_av_bruker=av, sikkerhetsniva=konto.sikkerhetsniva)


def del_dokument(
    *,
    deling: Deling,
    konto: Konto,
    mottakere: Sequence[Nummer],
    tilgjengelig_til: datetime,
    av: User,
    omtale: Omtale = INGEN_OMTALE,
    skjema: Skjema | None = None,
) -> Deling:
    """Share a draft; the konto may be another than the one it was begun on. Returns the shared deling.

    Already shared: returned as it is, nothing changes. The same `skjema` has shared another draft: that deling is
    returned, and this draft is thrown away. Raises IkkeFunnet (not the person's own), what `krev_kan_dele` raises,
    UgyldigVerdi with `felt` mottakere, tilgjengelig_i or dokumenter, DelingIkkeUtkast (thrown away), UtkastEndret.
    """
    if not har_laget(av, deling):
        raise IkkeFunnet
    krev_kan_dele(av, konto)
    unike = list(dict.fromkeys(mottakere))
    naa = klokke.naa()
    krev_mottakere(unike=unike, konto=konto)
    try:
        with transaction.atomic():
            if not _merk_delt(deling, konto, tilgjengelig_til, naa, skjema, omtale=omtale):
                return _delt_av_en_annen(deling)
            krev_varighet(konto=konto, tilgjengelig_til=tilgjengelig_til, naa=naa)
            _krev_filer(deling)
            antall = filer_i(deling).order_by().update(eksponering=Dokument.Eksponering.DELT)
            Mottaker.objects.bulk_create(som_mottaker(deling=deling, nummer=nummer) for nummer in unike)
            gi_referanse(deling_id=deling.pk)
            # The draft may have been begun on another konto.
            delt = konto.sted._replace(deling_id=deling.id)
            skriv_hendelser(
                delt_hendelse(
                    sted=delt,
                    mottakere=len(unike),
                    dokumenter=antall,
                    tilgjengelig_til=tilgjengelig_til,
                    av=av,
                    godkjenning=godkjenning_ved_deling(konto=konto),
                )
            )
    except IntegrityError:
        annen = delt_fra_skjema(av, skjema.id) if skjema else None
        if annen is None or annen.pk == deling.pk:
            raise
        avslutt_deling(deling=deling, slutt=Deling.Slutt.FORKASTET, av=av)
        return annen
    deling.refresh_from_db()
    return deling


def delt_hendelse(
    *,
    sted: Sted,
    mottakere: int,
    dokumenter: int,
    tilgjengelig_til: datetime | None,
    av: HarAktor,
    godkjenning: str = Deling.Godkjenning.IKKE_KREVD,
) -> Hendelse:
    """That it was shared, with how many and until when, whichever door it came through; not yet written."""
    til = tilgjengelig_til.isoformat() if tilgjengelig_til else None
    data: dict[str, object] = {"mottakere": mottakere, "dokumenter": dokumenter, "tilgjengelig_til": til}
    if godkjenning:
        data["godkjenning"] = str(godkjenning)
    return ny_hendelse(Hendelsestype.DELING_DELT, av=av, gjelder=sted, data=data)


def er_delt_slik(
    *,
    deling: Deling,
    konto: Konto,
    mottakere: Sequence[Nummer],
    tilgjengelig_til: datetime,
    omtale: Omtale = INGEN_OMTALE,
) -> bool:
    """Whether a shared deling is what this form says: one sent once more, and not another with changes of its own."""
    # By the hash under the key in use, whichever of two keys it was shared under.
    delt = {(mottaker.type, mottaker.oppslag_hasher[0]) for mottaker in deling.mottakere.all()}
    skrevet = {(ny.type, ny.oppslag) for ny in (som_mottaker(deling=deling, nummer=nummer) for nummer in mottakere)}
    # The same number of days is another moment a moment later.
    naer = deling.tilgjengelig_til and abs(deling.tilgjengelig_til - tilgjengelig_til) < timedelta(days=1)
    likt_omtalt = Omtale(deling.tittel, deling.saksnummer, deling.melding) == omtale
    return bool(delt == skrevet and deling.konto_id == konto.pk and naer and likt_omtalt)


def forleng_deling(*, deling: Deling, tilgjengelig_til: datetime, av: User) -> Deling:
    """Let a deling end at another moment, later or sooner, within the konto's longest counted from now.

    Raises what `krev_kan_dele` raises, UgyldigVerdi (felt tilgjengelig_i), DelingAvsluttet: what is over stays over.
    """
    krev_kan_dele(av, deling.konto)
    krev_varighet(konto=deling.konto, tilgjengelig_til=tilgjengelig_til, naa=klokke.naa())
    return sett_slutt(deling=deling, tilgjengelig_til=tilgjengelig_til, av=av)


def sett_slutt(*, deling: Deling, tilgjengelig_til: datetime | None, av: HarAktor) -> Deling:
    """Let a deling that is not over end at another moment; None is never. A later one answers who asked for more time.

    Access and limits are the door's to have decided. Raises DelingAvsluttet.
    """
    with transaction.atomic():
        # Locked before it is asked: one that is being ended at this moment must not be said to be prolonged.
        for_ = Deling.objects.select_for_update().get(pk=deling.pk).tilgjengelig_til
        varer = Deling.objects.varer(klokke.naa()).filter(pk=deling.pk)
        if not varer.update(tilgjengelig_til=tilgjengelig_til):
            raise DelingAvsluttet
        gravlegg_frist(deling=deling, frist=tilgjengelig_til)
        skriv_hendelse(
            Hendelsestype.DELING_FORLENGET,
            av=av,
            gjelder=deling,
            data={"tilgjengelig_til": tilgjengelig_til.isoformat() if tilgjengelig_til else None},
        )
        if for_ is not None and (tilgjengelig_til is None or tilgjengelig_til > for_):
            onsker = Tidsonske.objects.filter(deling=deling)
            besvar_tidsonsker(deling=deling, onsker=onsker, svar=Tidsonske.Svar.FORLENGET, av=av)
    deling.refresh_from_db()
    return deling


def trekk_tilbake(*, deling: Deling, av: User) -> None:
    """End a deling now, and destroy the keys of its dokumenter.

    Raises IkkeFunnet, ManglerRett, DelingAvsluttet: what is over stays over.
    """
    krev_kan_forvalte(av, deling)
    if not deling.varer(klokke.naa()) or not avslutt_deling(deling=deling, slutt=Deling.Slutt.TRUKKET, av=av):
        raise DelingAvsluttet


def forkast_utkast(*, deling: Deling, av: User) -> None:
    """Throw a draft and its files away; one that is gone already stays so. Raises IkkeFunnet, DelingIkkeUtkast."""
    if not har_laget(av, deling):
        raise IkkeFunnet
    if deling.delt is not None:
        raise DelingIkkeUtkast
    if not avslutt_deling(deling=deling, slutt=Deling.Slutt.FORKASTET, av=av):
        deling.refresh_from_db()
        if deling.delt is not None:  # in another window, since it was read
            raise DelingIkkeUtkast


def krev_varighet(*, konto: Konto, tilgjengelig_til: datetime, naa: datetime) -> None:
    """Raises UgyldigVerdi (felt tilgjengelig_i) for a moment that has passed or is beyond the konto's longest."""
    if tilgjengelig_til <= naa:
        raise UgyldigVerdi(_("Tidspunktet er passert. Velg et tidspunkt fremover."), felt="tilgjengelig_i")
    seneste = seneste_slutt(konto, naa)
    if tilgjengelig_til > seneste:
        tekst = _("Du kan dele i høyst %(dager)d dager, altså til %(seneste)s.")
        data = {"dager": konto.lengste_varighet_dager, "seneste": dato_i_ord(seneste)}
        raise UgyldigVerdi(tekst % data, felt="tilgjengelig_i")


def mangler_ved_filene(*, deling: Deling | None) -> str:
    """Why the files of a draft cannot be shared yet, in words; empty if they can. None is a draft not begun."""
    tilstander = list(filer_i(deling).values_list("tilstand", flat=True)) if deling else []
    if not tilstander:
        return _("Velg minst én fil.")
    if Dokument.Tilstand.VENTER in tilstander:
        return _("Noen filer er ikke ferdig lastet opp. Velg dem på nytt for å fortsette, eller fjern dem.")
    if Dokument.Tilstand.SPERRET in tilstander:
        return _("En fil er sperret, og kan ikke deles. Hvorfor, står ved filen. Fjern den.")
    if len(tilstander) > settings.DELING_MAKS_DOKUMENTER:
        tekst = _("Du kan dele høyst %(maks)d filer om gangen. Fjern noen.")
        return tekst % {"maks": settings.DELING_MAKS_DOKUMENTER}
    return ""


def _merk_delt(
    deling: Deling, konto: Konto, tilgjengelig_til: datetime, naa: datetime, skjema: Skjema | None, *, omtale: Omtale
) -> bool:
    """Take the draft: true for exactly one of those who try, and for none that has not seen it as it is now."""
    utkast = Deling.objects.filter(skjema.kan_endre if skjema else Q(), pk=deling.pk).er_i(Deling.Tilstand.UTKAST)
    return bool(
        utkast.update(
            tilstand=Deling.Tilstand.DELT,
            delt=naa,
            konto=konto,
            sikkerhetsniva=konto.sikkerhetsniva,
            taushetsbelagt=konto.taushetsbelagt,
            godkjenning=godkjenning_ved_deling(konto=konto),
            tilgjengelig_til=tilgjengelig_til,
            skrevet=None,
            **omtale.felter,
            skjema=skjema.id if skjema else F("skjema"),
        )
    )


def godkjenning_ved_deling(*, konto: Konto) -> Deling.Godkjenning:
    """Whether what is shared from the konto now must wait for a second person, whoever or whatever shares it."""
    return Deling.Godkjenning.VENTER if konto.fire_oyne else Deling.Godkjenning.IKKE_KREVD


def _delt_av_en_annen(deling: Deling) -> Deling:
    deling.refresh_from_db()
    if deling.tilstand == Deling.Tilstand.UTKAST:
        raise UtkastEndret
    if deling.delt is None:
        raise DelingIkkeUtkast(_("Utkastet er forkastet. Start en ny deling."))
    return deling


def krev_mottakere(*, unike: Sequence[Nummer], konto: Konto | None = None) -> None:
    """Neither none nor more than the konto allows (while none is chosen: the installation).

    Raises UgyldigVerdi (felt mottakere).
    """
    flest = konto.flest_mottakere if konto else settings.DELING_MAKS_MOTTAKERE
    if not unike:
        raise UgyldigVerdi(_("Skriv minst ett fødselsnummer eller organisasjonsnummer."), felt="mottakere")
    if len(unike) > flest:
        tekst = ngettext(
            "Du kan dele med høyst %(maks)d mottaker om gangen. Del resten i en ny deling.",
            "Du kan dele med høyst %(maks)d mottakere om gangen. Del resten i en ny deling.",
            flest,
        )
        raise UgyldigVerdi(tekst % {"maks": flest}, felt="mottakere")


def _krev_filer(deling: Deling) -> None:
    if mangler := mangler_ved_filene(deling=deling):
        raise UgyldigVerdi(mangler, felt="dokumenter")


def som_mottaker(*, deling: Deling, nummer: Nummer) -> Mottaker:
    """What the number names, as a mottaker of the deling; not stored."""
    if nummer.type is Nummertype.PERSON:
        return Mottaker.person(deling, nummer.verdi)
    return Mottaker(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=nummer.verdi)
