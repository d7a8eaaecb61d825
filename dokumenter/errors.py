"""Errors about delinger and dokumenter."""

from django.utils.translation import gettext_lazy as _

from users.errors import Feil


class DelingAvsluttet(Feil):
    """The deling is over (utløpt, trukket, slettet or its konto deleted)."""

    kode = "deling_avsluttet"
    melding = _("Delingen er avsluttet, og dokumentene er ikke lenger tilgjengelige.")


class DelingIkkeUtkast(Feil):
    kode = "deling_ikke_utkast"
    melding = _("Dokumentene er allerede delt. Start en ny deling for å dele flere.")


class DokumentIkkeKlart(Feil):
    kode = "dokument_ikke_klart"
    melding = _("Dokumentet er ikke klart ennå. Prøv igjen om litt.")


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


class FeilSjekksum(Feil):
    kode = "feil_sjekksum"
    melding = _("En del av filen ble skadet på veien. Prøver på nytt.")


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


class SkjemaForStort(Feil):
    kode = "skjema_for_stort"
    melding = _("Skjemaet er for stort. Send færre eller mindre filer om gangen.")
