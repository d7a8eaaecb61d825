"""Errors about delinger and dokumenter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from users.errors import Feil

if TYPE_CHECKING:
    from adapters.altinn import Verdict
    from dokumenter.models import Deling


class DelingAvsluttet(Feil):
    """The deling is over (utløpt, trukket, slettet or its konto deleted)."""

    kode = "deling_avsluttet"
    melding = _("Delingen er avsluttet, og dokumentene er ikke lenger tilgjengelige.")


class DelingIkkeUtkast(Feil):
    kode = "deling_ikke_utkast"
    melding = _("Dokumentene er allerede delt. Start en ny deling for å dele flere.")


class UtkastEndret(Feil):
    """Another page has changed the draft since this one was shown."""

    kode = "utkast_endret"
    melding = _(
        "Utkastet er endret i et annet vindu etter at denne siden ble åpnet. Det du endret her, er ikke brukt. "
        "Se over konto, mottakere, tid og filer, og del på nytt hvis det er dette du vil."
    )


class SisteMottaker(Feil):
    """A deling always has somebody it is for."""

    kode = "siste_mottaker"
    melding = _("Den siste mottakeren kan ikke fjernes. Trekk heller delingen tilbake.")


class KreverNyGodkjenning(Feil):
    """What a second person has approved, or is asked to, may become less and not more."""

    kode = "krever_ny_godkjenning"
    melding = _(
        "Det som deles fra kontoen, må godkjennes av en kollega, og du kan ikke legge noe til etterpå. "
        "Del på nytt, så blir alt godkjent sammen."
    )


class DokumentIkkeKlart(Feil):
    kode = "dokument_ikke_klart"
    vent_sekunder = 5
    melding = _("Dokumentet er ikke klart ennå. Prøv igjen om litt.")


class DokumenterIkkeKlare(DokumentIkkeKlart):
    """Some of those that are asked for as one."""

    kode = "dokumenter_ikke_klare"
    melding = _(
        "Noen av dokumentene kontrolleres ennå. Når det er gjort, kan alle lastes ned samlet. Prøv igjen om litt."
    )


class DokumentSperret(Feil):
    """Malware, damaged, or not looked through where nothing else is let through. It never becomes ready."""

    kode = "dokument_sperret"
    melding = _("Dokumentet er sperret og kan ikke hentes. Ta kontakt med avsenderen.")


class DokumentSlettet(Feil):
    kode = "dokument_slettet"
    melding = _("Dokumentet er slettet.")


class TomtDokument(Feil):
    kode = "tomt_dokument"
    melding = _("Filen er tom. Velg en fil med innhold.")


class DokumentForStort(Feil):
    kode = "dokument_for_stort"
    melding = _("Filen er for stor.")


class OpplastingUkjent(Feil):
    kode = "opplasting_ukjent"
    melding = _("Opplastingen finnes ikke. Velg filen på nytt.")


class OpplastingUtlopt(Feil):
    kode = "opplasting_utlopt"
    melding = _("Opplastingen tok for lang tid og er avbrutt. Velg filen på nytt.")


class OpplastingFerdig(Feil):
    kode = "opplasting_ferdig"
    melding = _("Filen er allerede lastet opp.")


class FeilPosisjon(Feil):
    """Another writer came first, or the client's offset is not the committed one."""

    kode = "feil_posisjon"
    melding = _("Opplastingen fortsetter fra et annet sted. Prøver på nytt.")


class ForMangeBiter(Feil):
    kode = "for_mange_biter"
    melding = _("Filen kom i for mange små biter. Velg filen på nytt.")


class IngenPlass(Feil):
    kode = "ingen_plass"
    melding = _("Det er ikke plass til flere filer akkurat nå. Opplastingen fortsetter når det er ryddet plass.")


class LagerUtilgjengelig(Feil):
    kode = "lager_utilgjengelig"
    melding = _("Lageret for dokumenter svarer ikke. Prøv igjen om litt.")


class DokumentSkadet(Feil):
    """Stored bytes are missing or do not decrypt. Never served."""

    kode = "dokument_skadet"
    melding = _("Dokumentet kan ikke leses. Ta kontakt med avsenderen.")


class SkjemaAvbrutt(Feil):
    """The body of a form ended too early, or is no form at all."""

    kode = "skjema_avbrutt"
    melding = _("Skjemaet kom ikke helt fram. Prøv å sende det på nytt.")


class KodetDel(Feil):
    """A part of a form was coded before it was sent. `hode` is the header that says so."""

    kode = "kodet_del"

    def __init__(self, hode: str) -> None:
        tekst = gettext("%(hode)s: innholdet er sendt omkodet, og det tar vi ikke imot. Send det som det er.")
        super().__init__(tekst % {"hode": hode})


class KodetKropp(Feil):
    """A body that was compressed, or coded in another way."""

    kode = "kodet_kropp"
    melding = _("Content-Encoding: kroppen er sendt omkodet, og det tar vi ikke imot. Send den som den er.")


class UkjentOverforing(Feil):
    """A transfer coding that is not implemented."""

    kode = "ukjent_overforing"
    melding = _("Transfer-Encoding: bare chunked tas imot.")


class FeilKontrollsum(Feil):
    """What came is not what the sender's digest says. `hode` is the header that holds it."""

    kode = "feil_kontrollsum"

    def __init__(self, hode: str) -> None:
        tekst = gettext("%(hode)s: det som kom fram, er ikke det som summen er regnet av. Send det på nytt.")
        super().__init__(tekst % {"hode": hode})


class SkjemaForStort(Feil):
    kode = "skjema_for_stort"
    melding = _("Skjemaet er for stort. Send færre eller mindre filer om gangen.")


class UventetFil(Feil):
    """A file where none is asked for. It is refused before a byte of it is kept."""

    kode = "uventet_fil"
    melding = _("Her kan du ikke sende filer. Gå til Del dokumenter for å laste opp.")


class ForMangeSendere(Feil):
    """So many who are not logged in are sending slowly that one more would hold up the others."""

    kode = "for_mange_sendere"
    melding = _("Det er mange som sender akkurat nå. Vent litt og prøv igjen.")


class UgyldigKropp(Feil):
    """The body of a request is not coded as HTTP says, so nobody knows which bytes were meant."""

    kode = "ugyldig_kropp"
    melding = _("Innholdet ble ødelagt på veien. Prøv å sende det på nytt.")


class AltinnSvarerIkke(Feil):
    """No verdict, so no access: what is shared with a business stays closed until Altinn answers."""

    kode = "altinn_svarer_ikke"
    mal = "dokumenter/mottak_altinn_svarer_ikke.html"
    melding = _("Altinn svarer ikke, så vi kan ikke sjekke hva du har tilgang til. Prøv igjen om litt.")


class ManglerVirksomhetstilgang(Feil):
    """Altinn ties the person to businesses it is shared with (`dommer`, by orgnr), but not with the access it takes."""

    kode = "mangler_virksomhetstilgang"
    melding = _("Du mangler tilgangen i Altinn som trengs for å åpne det som er delt med virksomheten.")

    def __init__(self, deling: Deling, dommer: Mapping[str, Verdict]) -> None:
        super().__init__()
        self.deling = deling
        self.dommer = dommer


class IngenDekrypteringsnokkel(Feil):
    """The installation has no key pair for documents that are encrypted before they are sent."""

    kode = "ingen_dekrypteringsnokkel"
    melding = _("Denne installasjonen tar ikke imot krypterte dokumenter. Driftsansvarlig kan slå det på.")


class UgyldigKryptering(Feil):
    """Broken, not CMS, or for another recipient: one text, so that nobody can probe the key."""

    kode = "ugyldig_kryptering"
    melding = _(
        "dokument: Innholdet kan ikke dekrypteres. Hent sertifikatet fra public-key, og krypter med CMS "
        "(EnvelopedData, AES-256-CBC)."
    )
