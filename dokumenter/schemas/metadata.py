"""The metadata of an upload (KS: DokumentMetadataUpload). A null is the same as a field that is not there."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import pydantic
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from dokumenter.models import Mottaker
from dokumenter.protokoll.filnavn import UgyldigNavnError, les_mimetype, normaliser_navn
from dokumenter.protokoll.omtale import (
    MAKS_MELDING,
    MAKS_SAKSNUMMER,
    MAKS_TITTEL,
    Omtale,
    tolk_melding,
    tolk_saksnummer,
    tolk_tittel,
)
from dokumenter.schemas.feiltekst import forklar
from dokumenter.schemas.felles import KsSkjema
from dokumenter.services.innsending import Innsending, Mottakerdata
from kontoer.errors import UgyldigVerdi
from users.errors import UgyldigNummer
from users.numre import tolk_fodselsnummer, tolk_organisasjonsnummer

M = TypeVar("M", bound=KsSkjema)
_MAKS_TTL_SEKUNDER = 100 * 366 * 24 * 3600
_AR_1900, _AR_9000 = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
_Kort = Annotated[str, StringConstraints(min_length=1, max_length=90, pattern=r"^[^\x00-\x1f|]*$")]
_Tall = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$"), Field(coerce_numbers_to_str=True)]


def _egen(grunn: str) -> PydanticCustomError:
    return PydanticCustomError("egen", "{grunn}", {"grunn": grunn})


def _ikke_sannhetsverdi(verdi: object) -> object:
    if isinstance(verdi, bool):
        raise PydanticCustomError("int_type", "")
    return verdi


def _omtalt(tolk: Callable[[str], str]) -> AfterValidator:
    def les(tekst: str) -> str:
        try:
            return tolk(tekst)
        except UgyldigVerdi as feil:
            raise _egen(str(feil.melding)) from feil

    return AfterValidator(les)


# To Python true is 1, and a document that ends after one second.
_Sekunder = Annotated[int, Field(le=_MAKS_TTL_SEKUNDER), BeforeValidator(_ikke_sannhetsverdi)]
_Millisekunder = Annotated[int, Field(le=10**15), BeforeValidator(_ikke_sannhetsverdi)]


class EksponertForPerson(KsSkjema):
    """A private person, by fødselsnummer: opens the link after login."""

    type: Literal["PERSON"]
    fnr: str = Field(examples=["21838143242"])

    @field_validator("fnr")
    @classmethod
    def _gyldig(cls, fnr: str) -> str:
        try:
            return tolk_fodselsnummer(fnr)
        except UgyldigNummer as feil:
            raise _egen(str(feil.melding)) from feil

    def som_mottaker(self) -> Mottakerdata:
        """As it is kept."""
        return Mottakerdata(Mottaker.Type.PERSON, self.fnr)


class EksponertForOrganisasjon(KsSkjema):
    """A business: opened by a person with the right access in Altinn. Some of KS' clients have ressursType in type."""

    type: Literal[
        "ORGANISASJON",
        "ORGANISASJON_POST",
        "ORGANISASJON_BYGGESAKER",
        "ORGANISASJON_FAKTURA",
        "ORGANISASJON_SKJEMA",
        "ORGANISASJON_ANDRESAKER",
    ]
    orgnr: str = Field(examples=["311500015"])
    ressurs_type: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00-\x1f]*$")] | None = None

    @field_validator("orgnr")
    @classmethod
    def _gyldig(cls, orgnr: str) -> str:
        try:
            return tolk_organisasjonsnummer(orgnr)
        except UgyldigNummer as feil:
            raise _egen(str(feil.melding)) from feil

    def som_mottaker(self) -> Mottakerdata:
        """As it is kept."""
        i_typen = self.type.removeprefix("ORGANISASJON").removeprefix("_").replace("ANDRESAKER", "ANDRE_SAKER")
        return Mottakerdata(Mottaker.Type.ORGANISASJON, self.orgnr, self.ressurs_type or i_typen)


class EksponertForIntegrasjon(KsSkjema):
    """A system: downloads through this API."""

    type: Literal["INTEGRASJON"]
    id: UUID

    def som_mottaker(self) -> Mottakerdata:
        """As it is kept."""
        return Mottakerdata(Mottaker.Type.INTEGRASJON, str(self.id))


class EksponertForAutorisasjon(KsSkjema):
    """A privilege on a resource. Kept, and never open to anyone: nothing here can prove it."""

    type: Literal["AUTORISASJON"]
    privilegium: _Kort
    ressurs: _Kort

    def som_mottaker(self) -> Mottakerdata:
        """As it is kept."""
        return Mottakerdata(Mottaker.Type.AUTORISASJON, f"{self.privilegium}|{self.ressurs}")


class Matrikkelenhet(KsSkjema):
    """A property unit."""

    kommunenummer: _Tall
    gardsnummer: _Tall
    bruksnummer: _Tall
    festenummer: _Tall | None = None
    seksjonsnummer: _Tall | None = None


class EksponertForMatrikkelenhet(KsSkjema):
    """The owners of a property. Kept, and never open to anyone: nothing here can prove it."""

    type: Literal["MATRIKKELENHET"]
    matrikkelenhet: Matrikkelenhet

    def som_mottaker(self) -> Mottakerdata:
        """As it is kept: kommune-gård/bruk/feste/seksjon."""
        enhet = self.matrikkelenhet
        feste, seksjon = enhet.festenummer or "0", enhet.seksjonsnummer or "0"
        oppslag = f"{enhet.kommunenummer}-{enhet.gardsnummer}/{enhet.bruksnummer}/{feste}/{seksjon}"
        return Mottakerdata(Mottaker.Type.MATRIKKELENHET, oppslag)


EksponertFor = Annotated[
    EksponertForPerson
    | EksponertForOrganisasjon
    | EksponertForIntegrasjon
    | EksponertForAutorisasjon
    | EksponertForMatrikkelenhet,
    Field(discriminator="type"),
]


class Levetid(KsSkjema):
    """How long: exactly one of the two."""

    ttl: _Sekunder | None = Field(None, description="Sekunder fra nå; negativ betyr at det aldri slettes av seg selv")
    tilgjengelig_til: AwareDatetime | None = Field(None, examples=["2027-01-31T12:00:00+01:00"])

    @model_validator(mode="after")
    def _en_av_to(self) -> Levetid:
        if (self.ttl is None) == (self.tilgjengelig_til is None):
            raise _egen(_("Oppgi enten ttl eller tilgjengeligTil, og ikke begge."))
        if self.ttl == 0:
            raise _egen(_("ttl kan ikke være null sekunder."))
        if self.tilgjengelig_til is not None and not _AR_1900 < self.tilgjengelig_til < _AR_9000:
            raise _egen(_("tilgjengeligTil er utenfor kalenderen."))
        return self

    def slutt(self, naa: datetime) -> datetime | None:
        """The moment it ends; None for never."""
        if self.ttl is None:
            return self.tilgjengelig_til
        return None if self.ttl < 0 else naa + timedelta(seconds=self.ttl)


class DokumentMetadataUpload(Levetid):
    """The part `metadata`."""

    dokumentnavn: str = Field(description="Høyst 226 tegn i normalform C (NFC)", examples=["vedtak.pdf"])
    mimetype: str | None = Field(None, examples=["application/pdf"])
    sikkerhetsniva: int | None = Field(None, description="3 eller 4; 4 krever at dokumentet er kryptert", examples=[3])
    korrelasjonsid: UUID | None = Field(None, description="Fagsystemets egen id; flere dokumenter kan ha samme")
    eksponert_for: list[EksponertFor] | None = Field(None, description="Hvem som kan hente dokumentet")
    ikke_lagre_dokument_lastet_ned: bool | None = Field(None, description="Nedlastinger skrives ikke i loggen")
    lagre_dokument_lastet_ned: bool | None = Field(None, description="Det motsatte, slik eldre klienter skriver det")
    tittel: Annotated[str, _omtalt(tolk_tittel)] | None = Field(
        None, description=f"Vises for mottakeren etter innlogging; høyst {MAKS_TITTEL} tegn. Finnes ikke hos KS"
    )
    saksnummer: Annotated[str, _omtalt(tolk_saksnummer)] | None = Field(
        None, description=f"Vises sammen med tittelen; høyst {MAKS_SAKSNUMMER} tegn. Finnes ikke hos KS"
    )
    melding: Annotated[str, _omtalt(tolk_melding)] | None = Field(
        None, description=f"Ren tekst med linjer; høyst {MAKS_MELDING} tegn. Finnes ikke hos KS"
    )

    @field_validator("dokumentnavn")
    @classmethod
    def _navn(cls, navn: str) -> str:
        try:
            return normaliser_navn(navn)
        except UgyldigNavnError as feil:
            raise _egen(str(feil)) from feil

    @field_validator("mimetype")
    @classmethod
    def _mimetype(cls, mimetype: str | None) -> str:
        return les_mimetype(mimetype)

    @field_validator("sikkerhetsniva")
    @classmethod
    def _niva(cls, niva: int | None) -> int | None:
        if niva not in {None, 3, 4}:
            raise _egen(_("må være 3 eller 4."))
        return niva

    def som_innsending(self, *, naa: datetime, kryptert: bool) -> Innsending:
        """What the service takes."""
        return Innsending(
            dokumentnavn=self.dokumentnavn,
            mimetype=self.mimetype or les_mimetype(None),
            tilgjengelig_til=self.slutt(naa),
            sikkerhetsniva=self.sikkerhetsniva,
            korrelasjonsid=self.korrelasjonsid,
            mottakere=tuple(dict.fromkeys(en.som_mottaker() for en in self.eksponert_for or ())),
            logg_nedlasting=not self.ikke_lagre_dokument_lastet_ned and self.lagre_dokument_lastet_ned is not False,
            kryptert=kryptert,
            omtale=Omtale(self.tittel or "", self.saksnummer or "", self.melding or ""),
        )


class DokumentMetadataTotrinns(DokumentMetadataUpload):
    """The older upload in two steps: `ttl` is a moment, in milliseconds since 1970."""

    ttl: _Millisekunder | None = Field(None, description="Millisekunder siden 1970; negativ betyr aldri")

    def slutt(self, naa: datetime) -> datetime | None:
        """The moment it ends; None for never."""
        if self.ttl is None or self.ttl < 0:
            return super().slutt(naa)
        try:
            return datetime.fromtimestamp(self.ttl / 1000, tz=UTC)
        except (ValueError, OverflowError, OSError) as feil:
            raise UgyldigVerdi(_("er utenfor kalenderen."), felt="ttl") from feil


def tolk_metadata(kropp: bytes, skjema: type[M], *, rot: str = "metadata") -> M:
    """The JSON of a part. Raises UgyldigVerdi with every field that is wrong, by name."""
    try:
        # Some editors and frameworks begin every text with a byte order mark (RFC 8259: it may be passed over).
        return skjema.model_validate_json(kropp.removeprefix(BOM_UTF8))
    except pydantic.ValidationError as feil:
        funn: list[Any] = list(feil.errors(include_url=False, include_input=False))
        raise UgyldigVerdi(forklar(funn, rot=rot)) from None
