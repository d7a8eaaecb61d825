"""A first draft of what a municipality writes down when documents went to the wrong one: what the log can tell.

Plain text, and nobody's number. What the log cannot tell, the case worker fills in.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dokumenter.models import Deling
from dokumenter.queries.eksponering import PERSON, VIRKSOMHET, Eksponeringsrapport
from dokumenter.tekst import kort_tid, storrelse_i_ord


def avviksutkast(rapport: Eksponeringsrapport) -> str:
    """The draft, with an empty line between its parts."""
    return "\n\n".join(
        "\n".join(linjer)
        for linjer in (_tittel(), _hva(rapport), _hvem(rapport), _a_fylle_ut(), (f"Deling: {rapport.deling_id}",))
    )


def _tittel() -> Iterator[str]:
    yield _("UTKAST TIL AVVIKSMELDING")


def _hva(rapport: Eksponeringsrapport) -> Iterator[str]:
    antall = rapport.antall
    yield _("Hva som skjedde")
    yield _("%(organisasjon)s delte dokumenter fra kontoen %(konto)s %(tid)s.") % {
        "organisasjon": rapport.organisasjon,
        "konto": rapport.konto,
        "tid": kort_tid(rapport.delt),
    }
    typer = ", ".join(f"{mange} {type_}" for type_, mange in rapport.filtyper)
    yield _("Filer: %(antall)d (%(typer)s), til sammen %(storrelse)s.") % {
        "antall": rapport.dokumenter,
        "typer": typer,
        "storrelse": storrelse_i_ord(rapport.storrelse),
    }
    yield _("Mottakere: %(alle)d (personer: %(personer)d, virksomheter: %(virksomheter)d).") % {
        "alle": antall["alle"],
        "personer": antall[PERSON],
        "virksomheter": antall[VIRKSOMHET],
    }
    if antall["fjernet"]:
        yield _("Fjernet som mottakere etterpå: %(antall)d.") % {"antall": antall["fjernet"]}
    yield _slutt(rapport)


def _slutt(rapport: Eksponeringsrapport) -> str:
    if rapport.slutt is None:
        return _("Delingen er fortsatt åpen.")
    slutt, naar = rapport.slutt
    if slutt == Deling.Slutt.TRUKKET:
        tekst = _("Delingen ble trukket tilbake %(tid)s. Fra da av kunne ingen hente noe, og innholdet ble slettet.")
    else:
        tekst = _("Delingen ble avsluttet %(tid)s. Fra da av kunne ingen hente noe, og innholdet ble slettet.")
    return tekst % {"tid": kort_tid(naar)}


def _hvem(rapport: Eksponeringsrapport) -> Iterator[str]:
    antall = rapport.antall
    yield _("Hvem som fikk noe, etter loggen")
    yield _("Mottakere som logget inn og så delingen: %(antall)d av %(alle)d.") % {
        "antall": antall["sett"],
        "alle": antall["alle"],
    }
    yield _("Mottakere som lastet ned noe: %(noe)d. Av dem fikk %(alt)d alt.") % {
        "noe": antall["noe"],
        "alt": antall["alt"],
    }
    if rapport.forste_nedlasting and rapport.siste_nedlasting:
        yield _("Første nedlasting: %(forst)s. Siste: %(sist)s.") % {
            "forst": kort_tid(rapport.forste_nedlasting),
            "sist": kort_tid(rapport.siste_nedlasting),
        }
    if rapport.avvist:
        yield ngettext(
            "%(antall)d annen logget inn og ble avvist. Vedkommende fikk ikke se noe.",
            "%(antall)d andre logget inn og ble avvist. De fikk ikke se noe.",
            rapport.avvist,
        ) % {"antall": rapport.avvist}
    if not rapport.alt_er_logget:
        yield _("For minst én fil ble nedlasting ikke logget, etter avsenderens ønske. Den kan være hentet likevel.")


def _a_fylle_ut() -> Iterator[str]:
    yield _("Fylles ut av saksbehandler")
    yield _("- Når og hvordan avviket ble oppdaget:")
    yield _("- Hvem opplysningene gjelder, og hvor mange det er:")
    yield _("- Hva slags opplysninger det er (for eksempel helse, barnevern, økonomi):")
    yield _("- Hvorfor det skjedde:")
    yield _("- Hva kommunen har gjort, og hva den har bedt mottakeren gjøre:")
    yield _("- Mulige følger for dem det gjelder, og om de er varslet:")
    yield _("- Meldt til Datatilsynet (fristen er 72 timer etter at avviket ble oppdaget):")
