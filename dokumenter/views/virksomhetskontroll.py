"""What the page Del dokumenter shows of the businesses among the recipients: names, warnings, what to confirm."""

from __future__ import annotations

from dokumenter.forms.deling import DelForm
from dokumenter.services.virksomhetskontroll import (
    advarsler_i,
    er_bekreftet,
    ukjente_i,
    ukjente_i_ord,
    virksomheter_blant,
)

BEKREFTET = "bekreftet"  # the field; see del_kontroll_virksomheter.html


def bekreftet_i(form: DelForm) -> str:
    """Which warnings the one who sent the form has confirmed."""
    return str(form.data.get(BEKREFTET, "")) if form.is_bound else ""


def kontrollerte_virksomheter(form: DelForm, *, er_lovlig: bool) -> dict[str, object]:
    """For the templates; what cannot be shared anyhow, or by one who may not share at all, is not looked up."""
    mottakere = form.mottakerliste.gyldige if form.mottakerliste and form.kontoer and er_lovlig else ()
    register = virksomheter_blant(mottakere=mottakere)
    ukjente, advarsler = ukjente_i(register=register), advarsler_i(register=register)
    return {
        "register": register,
        "ukjente": ukjente_i_ord(ukjente=ukjente) if ukjente else "",
        "advarsler": advarsler,
        "bekreftelse": " ".join(en.merke for en in advarsler),
        "er_bekreftet": bool(advarsler) and er_bekreftet(advarsler=advarsler, bekreftet=bekreftet_i(form)),
    }
