"""The exposure report as a file: what its page says, with the draft of the avviksmelding, to keep with the case.

Tagged PDF/A and PDF/UA as **Kvittering**, but not signed: it is read from the log at one moment, and may be made anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adapters.pdf import Rapport, Rapportdel, lag_pdf
from dokumenter.queries.avviksmelding import avviksutkast
from dokumenter.queries.eksponering import PERSON, VIRKSOMHET, Eksponeringsrapport, Eksponert, Filandel
from dokumenter.tekst import dato_i_ord, kort_tid, storrelse_i_ord
from dokumenter.virksomhet.enhetsregisteret import slaa_opp, virksomhetsnavn

# A table of more rows than this is more paper than anybody reads: the page has them all.
_FLEST_RADER = 1000


def eksponering_som_pdf(*, rapport: Eksponeringsrapport) -> bytes:
    """The report in the language that is active. Who may have it is the door's to have decided.

    Businesses are named by Enhetsregisteret where it answers in time, as on the page.
    """
    return lag_pdf(_som_rapport(rapport))


def _som_rapport(rapport: Eksponeringsrapport) -> Rapport:
    slaa_opp([en.orgnr for en in rapport.mottakere if en.orgnr])  # all at once; `_hvem` reads what is remembered
    return Rapport(
        tittel=_("Eksponeringsrapport"),
        dato=timezone.localdate(rapport.laget),
        innledning=[
            _("Hvem som har logget inn, sett delingen og fått noe av filene, etter loggen."),
            _("Laget %(tid)s.") % {"tid": dato_i_ord(rapport.laget)},
        ],
        deler=[_om_delingen(rapport), _om_mottakerne(rapport), _om_filene(rapport), _om_avviket(rapport)],
    )


def _om_delingen(rapport: Eksponeringsrapport) -> Rapportdel:
    antall, av = rapport.antall, _("%(antall)s av %(alle)s mottakere")
    filer = ngettext("%(antall)s fil, %(storrelse)s", "%(antall)s filer, %(storrelse)s til sammen", rapport.dokumenter)
    avvist = ngettext(
        "%(antall)s annen logget inn og fikk ikke se noe",
        "%(antall)s andre logget inn og fikk ikke se noe",
        rapport.avvist,
    )
    rader = [
        (_("Delt fra"), f"{rapport.konto}, {rapport.organisasjon}"),
        (_("Delt"), dato_i_ord(rapport.delt)),
        (_("Avsluttet"), f"{dato_i_ord(rapport.slutt[1])}: {rapport.slutt[0].label}" if rapport.slutt else _("Nei")),
        (_("Filer"), filer % {"antall": rapport.dokumenter, "storrelse": storrelse_i_ord(rapport.storrelse)}),
        (_("Har sett delingen"), av % {"antall": antall["sett"], "alle": antall["alle"]}),
        (_("Har fått noe"), av % {"antall": antall["noe"], "alle": antall["alle"]}),
        (_("Avvist"), avvist % {"antall": rapport.avvist} if rapport.avvist else ""),
        (_("Delingens id"), str(rapport.deling_id)),
    ]
    return Rapportdel(
        overskrift=_("Delingen"),
        kolonner=[_("Hva"), _("Verdi")],
        bredder=[1, 3],
        rader=[rad for rad in rader if rad[1]],
    )


def _om_mottakerne(rapport: Eksponeringsrapport) -> Rapportdel:
    rader = [(_hvem(en), kort_tid(en.apnet) or _("Nei"), _fatt(en)) for en in rapport.mottakere]
    tomt = [] if rader else [_("Delingen har ingen mottakere.")]
    return Rapportdel(
        overskrift=_("Hver mottaker"),
        avsnitt=[*tomt, *_avkortet(len(rader))],
        kolonner=[_("Mottaker"), _("Åpnet"), _("Fått")],
        bredder=[4, 3, 2],
        rader=rader[:_FLEST_RADER],
    )


def _om_filene(rapport: Eksponeringsrapport) -> Rapportdel:
    rader = [
        (_hvem(en), fil.navn, _mottatt(fil), kort_tid(fil.forst), kort_tid(fil.sist))
        for en in rapport.mottakere
        for fil in en.filer
        if fil.begynt
    ]
    return Rapportdel(
        overskrift=_("Hva som er levert"),
        avsnitt=[*([] if rader else [_("Ingen har hentet noe.")]), *_ikke_logget(rapport), *_avkortet(len(rader))],
        kolonner=[_("Mottaker"), _("Dokument"), _("Fått"), _("Først"), _("Sist")],
        bredder=[4, 4, 4, 3, 3],
        rader=rader[:_FLEST_RADER],
    )


def _om_avviket(rapport: Eksponeringsrapport) -> Rapportdel:
    return Rapportdel(
        overskrift=_("Utkast til avviksmelding"),
        avsnitt=[linje for linje in avviksutkast(rapport).split("\n") if linje],
    )


def _hvem(en: Eksponert) -> str:
    slag = {PERSON: _("(person)"), VIRKSOMHET: _("(virksomhet)")}.get(en.slag, "")
    navn = virksomhetsnavn(en.orgnr) if en.orgnr else ""
    hvem = f"{navn} {en.hvem} {slag}".strip()
    return _("%(hvem)s, fjernet %(tid)s") % {"hvem": hvem, "tid": kort_tid(en.fjernet)} if en.fjernet else hvem


def _fatt(en: Eksponert) -> str:
    if en.har_fatt_alt:
        return _("Fått alt")
    if en.har_fatt_noe:
        return _("Fått noe")
    return _("Bare sett") if en.har_sett else _("Ikke sett")


def _mottatt(fil: Filandel) -> str:
    return _("%(mottatt)s av %(alle)s (%(prosent)s %%)") % {
        "mottatt": storrelse_i_ord(fil.mottatt),
        "alle": storrelse_i_ord(fil.storrelse),
        "prosent": fil.prosent,
    }


def _ikke_logget(rapport: Eksponeringsrapport) -> Iterator[str]:
    """Each such file once: the sender wanted no log of it, whoever it is for."""
    navnene = dict.fromkeys(fil.navn for en in rapport.mottakere for fil in en.filer if not fil.logget)
    for navn in navnene:
        yield _("Nedlasting av %(navn)s ble ikke logget. Den kan være hentet likevel.") % {"navn": navn}


def _avkortet(antall: int) -> list[str]:
    if antall <= _FLEST_RADER:
        return []
    tekst = _("Bare de første %(vist)d av %(antall)d vises her. Alle står på siden med rapporten.")
    return [tekst % {"vist": _FLEST_RADER, "antall": antall}]
