"""**Kvittering**: what an archive keeps of a deling, as PDF with the data inside, or as JSON; signed if we can.

Whoever has it can check it without us: docs/kvittering.md says how.
"""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from adapters.pdf import Rapport, Rapportdel, Vedlegg, lag_pdf
from adapters.signatur import Signerer, les_signerer
from dokumenter.models import Deling, Mottaker
from dokumenter.queries.arkivkvittering import Arkivkvittering, Avgjorelse, arkivkvittering_for, nummer_til
from dokumenter.queries.leveranser import Mottakerrad
from dokumenter.tekst import dato_i_ord, kort_tid, orgnr_i_ord
from hendelser.models import HarAktor, Hendelsestype
from hendelser.services import skriv_hendelse

JSONNAVN = "kvittering.json"
# A table of more rows than this is for machines, and they have the JSON.
_FLEST_RADER = 1000


def kvittering_som_json(*, deling: Deling, av: HarAktor) -> tuple[bytes, str]:
    """The JSON as bytes, and its detached JWS (empty when nothing is set up to sign with). Who may, is the door's."""
    innhold = _som_json(arkivkvittering_for(deling))
    _merk(deling, "json", av)
    signerer = _signerer()
    return innhold, signerer.signer_losrevet(innhold) if signerer else ""


def kvittering_som_zip(*, deling: Deling, av: HarAktor) -> bytes:
    """The JSON, its JWS beside it, and the certificate to check it by."""
    innhold, jws = kvittering_som_json(deling=deling, av=av)
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as arkiv:
        arkiv.writestr(JSONNAVN, innhold)
        if jws:
            arkiv.writestr(f"{JSONNAVN}.jws", jws)
            arkiv.writestr("sertifikat.pem", settings.SIGNERING_SERTIFIKAT)
    return ut.getvalue()


def kvittering_som_pdf(*, deling: Deling, av: HarAktor) -> bytes:
    """PDF/A-3 and PDF/UA-1 in the language that is active, with the JSON and its JWS as attachments."""
    kvittering = arkivkvittering_for(deling)
    _merk(deling, "pdf", av)
    signerer = _signerer()
    data = _som_json(kvittering)
    vedlegg = {JSONNAVN: Vedlegg(data.decode(), "application/json", _("Kvitteringen som data"))}
    if signerer:
        jws = signerer.signer_losrevet(data)
        vedlegg[f"{JSONNAVN}.jws"] = Vedlegg(jws, "application/jose", _("Signatur av dataene"))
    pdf = lag_pdf(_rapport(kvittering, vedlegg, signerer))
    return signerer.signer_pdf(pdf, grunn=_("Kvittering for deling av dokumenter")) if signerer else pdf


def _merk(deling: Deling, form: str, av: HarAktor) -> None:
    skriv_hendelse(Hendelsestype.KVITTERING_HENTET, av=av, gjelder=deling, data={"form": form})


def _som_json(kvittering: Arkivkvittering) -> bytes:
    return json.dumps(kvittering.som_data(), ensure_ascii=False, indent=1).encode()


def _signerer() -> Signerer | None:
    if not settings.SIGNERING_PRIVATNOKKEL:
        return None
    return _lest(settings.SIGNERING_PRIVATNOKKEL, settings.SIGNERING_SERTIFIKAT)


@lru_cache(maxsize=1)
def _lest(nokkel: str, sertifikat: str) -> Signerer:
    return les_signerer(nokkel, sertifikat)


def _rapport(kvittering: Arkivkvittering, vedlegg: dict[str, Vedlegg], signerer: Signerer | None) -> Rapport:
    data = {"tid": dato_i_ord(kvittering.tidspunkt), "tjeneste": settings.BASE_URL}
    laget = _("Laget %(tid)s av %(tjeneste)s.") % data
    if signerer:
        signert = _("Signert med sertifikatet til %(navn)s. Fingeravtrykk (SHA-256): %(avtrykk)s.") % {
            "navn": signerer.navn,
            "avtrykk": signerer.fingeravtrykk,
        }
    else:
        signert = _("Kvitteringen er ikke signert: tjenesten er ikke satt opp med et sertifikat.")
    return Rapport(
        tittel=_("Kvittering for deling av dokumenter"),
        dato=timezone.localdate(kvittering.tidspunkt),
        innledning=[laget, signert, _("De samme opplysningene ligger i filen som data: %(fil)s.") % {"fil": JSONNAVN}],
        deler=[_om_delingen(kvittering), _om_filene(kvittering), *_om_mottakerne(kvittering)],
        vedlegg=vedlegg,
    )


def _om_delingen(kvittering: Arkivkvittering) -> Rapportdel:
    deling, slutt = kvittering.deling, kvittering.deling.sluttet(kvittering.tidspunkt)
    rader = [
        (_("Tittel"), deling.tittel),
        (_("Saksnummer"), deling.saksnummer),
        (_("Delt fra"), f"{deling.konto.navn}, {deling.konto.organisasjon.navn}"),
        (_("Organisasjonsnummer"), orgnr_i_ord(deling.konto.organisasjon.orgnr)),
        (_("Delt"), dato_i_ord(deling.delt)),
        (_("Delt av"), kvittering.delt_av),
        (_("Godkjenning"), _godkjenning_i_ord(kvittering.godkjenning)),
        (_("Kan hentes til"), dato_i_ord(deling.tilgjengelig_til) or _("Til noen sletter dem")),
        (_("Avsluttet"), f"{dato_i_ord(slutt[1])}: {slutt[0].label}" if slutt else _("Nei")),
        (_("Innlogging"), str(deling.get_sikkerhetsniva_display())),
        (_("Delingens id"), str(deling.pk)),
    ]
    return Rapportdel(
        overskrift=_("Delingen"),
        kolonner=[_("Hva"), _("Verdi")],
        bredder=[1, 3],
        rader=[rad for rad in rader if rad[1]],
    )


def _godkjenning_i_ord(godkjenning: Avgjorelse | None) -> str:
    """Empty where none was demanded."""
    if godkjenning is None:
        return ""
    if godkjenning.tidspunkt is None:
        return _("Venter på en kollega. Mottakerne har ikke sett noe.")
    data = {"navn": godkjenning.av, "tid": kort_tid(godkjenning.tidspunkt)}
    if godkjenning.tilstand == Deling.Godkjenning.AVVIST:
        return _("Ikke godkjent av %(navn)s %(tid)s. Mottakerne har ikke sett noe.") % data
    return _("Godkjent av %(navn)s %(tid)s.") % data


def _om_filene(kvittering: Arkivkvittering) -> Rapportdel:
    rader = [
        (
            dokument.navn_med_mappe,
            str(dokument.storrelse or 0),
            _delt_opp(dokument.sha256) or _("ikke beregnet"),
        )
        for dokument in kvittering.dokumenter
    ]
    return Rapportdel(
        overskrift=_("Dokumenter"),
        avsnitt=_avkortet(len(rader)),
        kolonner=[_("Navn"), _("Byte"), _("SHA-256")],
        bredder=[4, 2, 5],
        rader=rader[:_FLEST_RADER],
    )


def _om_mottakerne(kvittering: Arkivkvittering) -> list[Rapportdel]:
    hvem = [
        (_mottaker_i_ord(rad, fjernet), kort_tid(rad.apnet) or _("Nei"), _hentet(rad))
        for rad, fjernet in kvittering.mottakere
    ]
    leveranser = [
        (
            _mottaker_i_ord(rad, fjernet),
            fil.dokument.navn_med_mappe,
            f"{fil.leveranse.antall_byte} ({fil.leveranse.prosent} %)",
            kort_tid(fil.leveranse.sist),
        )
        for rad, fjernet in kvittering.mottakere
        for fil in rad.filer
        if fil.leveranse.begynt
    ]
    tomt = [] if leveranser else [_("Ingen har hentet noe.")]
    return [
        Rapportdel(
            overskrift=_("Mottakere"),
            avsnitt=_avkortet(len(hvem)),
            kolonner=[_("Mottaker"), _("Åpnet"), _("Hentet")],
            bredder=[3, 3, 2],
            rader=hvem[:_FLEST_RADER],
        ),
        Rapportdel(
            overskrift=_("Hva som er levert"),
            avsnitt=[*tomt, *_avkortet(len(leveranser))],
            kolonner=[_("Mottaker"), _("Dokument"), _("Byte"), _("Sist")],
            bredder=[3, 4, 2, 3],
            rader=leveranser[:_FLEST_RADER],
        ),
    ]


def _mottaker_i_ord(rad: Mottakerrad, fjernet: datetime | None) -> str:
    nummer = nummer_til(rad.mottaker)
    if rad.mottaker.type == Mottaker.Type.ORGANISASJON:
        nummer = orgnr_i_ord(nummer)
    hvem = f"{nummer} ({rad.mottaker.get_type_display()})"
    return _("%(hvem)s, fjernet %(tid)s") % {"hvem": hvem, "tid": kort_tid(fjernet)} if fjernet else hvem


def _hentet(rad: Mottakerrad) -> str:
    return _("%(hentet)d av %(antall)d") % {"hentet": rad.hentet, "antall": rad.a_hente}


def _avkortet(antall: int) -> list[str]:
    if antall <= _FLEST_RADER:
        return []
    return [_("Bare de første %(vist)d av %(antall)d vises her. Alle står i dataene i filen.")
            % {"vist": _FLEST_RADER, "antall": antall}]  # fmt: skip


def _delt_opp(sha256: str) -> str:
    """In groups, so that the lines break."""
    return " ".join(sha256[fra : fra + 16] for fra in range(0, len(sha256), 16))
