"""The receipt of a deling for an archive: all that is known of what was shared with whom, and who got which bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from adapters import klokke
from dokumenter.models import Deling, Dokument, Kollegasvar, Mottaker
from dokumenter.queries.avsender import delte_dokumenter
from dokumenter.queries.dekning import Leveranse
from dokumenter.queries.leveranser import Mottakerrad, mottakerrader
from dokumenter.queries.mottakere import fjernede_med_tid
from kontoer.queries_navn import navn_i
from users.identvern import dekrypter_ident, masker_fodselsnummer

FORMAT = "fiks-deldokument/kvittering/1"


class Avgjorelse(NamedTuple):
    """Whether it was let out, where a second person had to say so: by whom and when, once it is decided."""

    tilstand: Deling.Godkjenning
    av: str
    tidspunkt: datetime | None


class Arkivkvittering(NamedTuple):
    """A deling at one moment, with its files and its recipients: each with when it was taken out, if it was."""

    deling: Deling
    delt_av: str
    godkjenning: Avgjorelse | None
    dokumenter: list[Dokument]
    mottakere: list[tuple[Mottakerrad, datetime | None]]
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
            "deltAv": self.delt_av,
            "godkjenning": _godkjenning(self.godkjenning),
            "tilgjengeligTil": _moment(deling.tilgjengelig_til),
            "avsluttet": {"hvorfor": slutt[0].value, "tidspunkt": _moment(slutt[1])} if slutt else None,
            "sikkerhetsniva": deling.sikkerhetsniva,
            "dokumenter": [_dokument(dokument) for dokument in self.dokumenter],
            "mottakere": [_mottaker(rad, fjernet) for rad, fjernet in self.mottakere],
        }


def arkivkvittering_for(deling: Deling) -> Arkivkvittering:
    """Everything that is or was part of what is shared, and everyone it is or was for: a fixed number of questions."""
    dokumenter = list(delte_dokumenter(deling))
    svar = Kollegasvar.objects.filter(deling=deling).first() if deling.godkjenning else None
    hvem = (deling.delt_av_bruker_id, svar.av_id if svar else None)
    navn = navn_i(deling.konto.organisasjon_id, [id_ for id_ in hvem if id_ is not None])
    return Arkivkvittering(
        deling=deling,
        delt_av=_delt_av(deling, navn),
        godkjenning=_godkjent(deling, svar, navn) if deling.godkjenning else None,
        dokumenter=dokumenter,
        mottakere=[
            *((rad, None) for rad in mottakerrader(deling, dokumenter)),
            *fjernede_med_tid(deling, dokumenter),
        ],
        tidspunkt=klokke.naa(),
    )


def _delt_av(deling: Deling, navn: Mapping[UUID, str]) -> str:
    """The name of the person or system that shared it; empty when the organisation has none for the person."""
    av = navn.get(deling.delt_av_bruker_id, "") if deling.delt_av_bruker_id else ""
    return av or (deling.delt_av_integrasjon.navn if deling.delt_av_integrasjon else "")


def _godkjent(deling: Deling, svar: Kollegasvar | None, navn: Mapping[UUID, str]) -> Avgjorelse:
    tilstand = Deling.Godkjenning(deling.godkjenning)
    return Avgjorelse(tilstand, navn.get(svar.av_id, ""), svar.tidspunkt) if svar else Avgjorelse(tilstand, "", None)


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


def _godkjenning(godkjenning: Avgjorelse | None) -> dict[str, object] | None:
    if godkjenning is None:
        return None
    return {
        "tilstand": godkjenning.tilstand.value,
        "av": godkjenning.av,
        "tidspunkt": _moment(godkjenning.tidspunkt),
    }


def _mottaker(rad: Mottakerrad, fjernet: datetime | None) -> dict[str, object]:
    return {
        "type": rad.mottaker.type,
        "nummer": nummer_til(rad.mottaker),
        "fjernet": _moment(fjernet),
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
