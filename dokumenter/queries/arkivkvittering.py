"""The receipt of a deling for an archive: all that is known of what was shared with whom, and who got which bytes."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from adapters import klokke
from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries.avsender import delte_dokumenter
from dokumenter.queries.dekning import Leveranse
from dokumenter.queries.leveranser import Mottakerrad, mottakerrader
from users.identvern import dekrypter_ident, masker_fodselsnummer

FORMAT = "fiks-deldokument/kvittering/1"


class Arkivkvittering(NamedTuple):
    """A deling at one moment, with its files and its recipients."""

    deling: Deling
    dokumenter: list[Dokument]
    mottakere: list[Mottakerrad]
    tidspunkt: datetime

    def som_data(self) -> dict[str, object]:
        """As JSON can say it. Names of fields are Norwegian, moments ISO 8601, sizes bytes, persons masked."""
        deling, konto = self.deling, self.deling.konto
        slutt = deling.sluttet(self.tidspunkt)
        return {
            "format": FORMAT,
            "laget": _moment(self.tidspunkt),
            "deling": str(deling.pk),
            "tittel": deling.tittel,
            "saksnummer": deling.saksnummer,
            "organisasjon": {"navn": konto.organisasjon.navn, "organisasjonsnummer": konto.organisasjon.orgnr},
            "konto": {"id": str(konto.pk), "navn": konto.navn},
            "delt": _moment(deling.delt),
            "deltAv": delt_av(deling),
            "tilgjengeligTil": _moment(deling.tilgjengelig_til),
            "avsluttet": {"hvorfor": slutt[0].value, "tidspunkt": _moment(slutt[1])} if slutt else None,
            "sikkerhetsniva": deling.sikkerhetsniva,
            "dokumenter": [_dokument(dokument) for dokument in self.dokumenter],
            "mottakere": [_mottaker(rad) for rad in self.mottakere],
        }


def arkivkvittering_for(deling: Deling) -> Arkivkvittering:
    """Everything that is or was part of what is shared, in five questions."""
    dokumenter = list(delte_dokumenter(deling))
    return Arkivkvittering(deling, dokumenter, mottakerrader(deling, dokumenter), klokke.naa())


def delt_av(deling: Deling) -> str:
    """The name of the person or system that shared it; empty when the organisation has none for the person."""
    navn: str = getattr(deling, "delt_av_navn", "") or ""
    return navn or (deling.delt_av_integrasjon.navn if deling.delt_av_integrasjon else "")


def nummer_til(mottaker: Mottaker) -> str:
    """A person's number masked, anything else as it is."""
    if mottaker.type == Mottaker.Type.PERSON:
        return masker_fodselsnummer(dekrypter_ident(bytes(mottaker.ident_kryptert or b"")))
    return mottaker.oppslag


def _dokument(dokument: Dokument) -> dict[str, object]:
    return {
        "id": str(dokument.pk),
        "navn": dokument.dokumentnavn,
        "mappe": dokument.mappe,
        "mimetype": dokument.mimetype,
        "storrelse": dokument.storrelse,
        "sha256": dokument.sha256 or None,
        "skadevare": dokument.skann,
        "tattUt": dokument.eksponering == Dokument.Eksponering.FJERNET,
        "innholdetOdelagt": _moment(dokument.nokkel_odelagt),
    }


def _mottaker(rad: Mottakerrad) -> dict[str, object]:
    return {
        "type": rad.mottaker.type,
        "nummer": nummer_til(rad.mottaker),
        "apnetForst": _moment(rad.apnet),
        "leveranser": [_leveranse(fil.dokument, fil.leveranse) for fil in rad.filer if fil.leveranse.begynt],
    }


def _leveranse(dokument: Dokument, leveranse: Leveranse) -> dict[str, object]:
    return {
        "dokument": str(dokument.pk),
        "byte": leveranse.antall_byte,
        "altHentet": leveranse.er_hentet,
        "forst": _moment(leveranse.forst),
        "sist": _moment(leveranse.sist),
    }


def _moment(tidspunkt: datetime | None) -> str | None:
    return timezone.localtime(tidspunkt).isoformat(timespec="seconds") if tidspunkt else None
