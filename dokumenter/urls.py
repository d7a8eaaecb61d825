"""Addresses for those who share, for uploads, and for those it is shared with."""

from django.urls import include, path, re_path

from dokumenter.views import (
    arkivkvittering,
    deling,
    eksponering,
    ekte,
    ettersending,
    forvaltning,
    godkjenning,
    innsyn,
    kommando,
    logo,
    mer_tid,
    mine_delinger,
    mine_flere,
    mine_liste,
    mottak,
    mottakere,
    mottatt_sok,
    nedlasting,
    opplasting,
    overtakelse,
    qr,
    skrevet,
    statistikk,
    utkast,
    virksomhet,
)
from users.idsti import ID

# What a sentence, or the program that showed it, puts after a link, and what a program may have done to all of it.
_ETTER_LENKEN = r"[/.,;:!?)\]}>*_'\"\u00ab\u00bb\u2018-\u201e\u200b\u00a0 ]"

_dele = [
    path("del/", deling.del_dokumenter, name="del_dokumenter"),
    path("del/kontroller/", utkast.kontroller_skjema, name="kontroller_skjema"),
    path("del/utkast/", utkast.opprett_utkast, name="opprett_utkast"),
    path("del/utkast/<id:deling_id>/", utkast.utkast, name="utkast"),
    path("del/utkast/<id:deling_id>/skrevet/", skrevet.skrevet, name="skrevet"),
    path("del/utkast/<id:deling_id>/forkast/", utkast.forkast_utkast, name="forkast_utkast"),
    path("del/dokument/<id:dokument_id>/fjern/", utkast.fjern_dokument, name="fjern_dokument"),
]
_folge_opp = [
    path("delinger/", mine_liste.mine_delinger, name="mine_delinger"),
    path("delinger/delinger.csv", mine_liste.mine_delinger_csv, name="mine_delinger_csv"),
    path("delinger/flere/", mine_flere.flere, name="mine_flere"),
    path("delinger/<id:deling_id>/", mine_delinger.deling, name="deling"),
    path("delinger/<id:deling_id>/qr.svg", qr.qr, {"format_": "svg"}, name="qr_svg"),
    path("delinger/<id:deling_id>/qr.png", qr.qr, {"format_": "png"}, name="qr_png"),
    path("delinger/<id:deling_id>/kvittering.<str:form>", arkivkvittering.arkivkvittering, name="arkivkvittering"),
    path("delinger/til-godkjenning/", godkjenning.til_godkjenning, name="til_godkjenning"),
    path("delinger/<id:deling_id>/godkjenn/", godkjenning.godkjenn, name="godkjenn"),
    path("delinger/<id:deling_id>/avvis/", godkjenning.avvis, name="avvis"),
    path("delinger/<id:deling_id>/dokument/<id:dokument_id>/se/", godkjenning.se_dokument, name="se_dokument"),
    path("delinger/<id:deling_id>/forleng/", forvaltning.forleng, name="forleng"),
    path("delinger/<id:deling_id>/trekk-tilbake/", forvaltning.trekk_tilbake, name="trekk_tilbake"),
    path("delinger/<id:deling_id>/mer-tid/", mer_tid.gi, name="gi_mer_tid"),
    path("delinger/<id:deling_id>/mer-tid/<int:onske_id>/nei/", mer_tid.avsla, name="avsla_mer_tid"),
    path(
        "delinger/<id:deling_id>/dokument/<id:dokument_id>/slett/",
        forvaltning.slett_dokument,
        name="slett_dokument",
    ),
    path("delinger/<id:deling_id>/eksponering/", eksponering.eksponering, name="eksponering"),
    path("delinger/<id:deling_id>/eksponering.pdf", eksponering.eksponering_pdf, name="eksponering_pdf"),
    path("delinger/<id:deling_id>/mottakere/", mottakere.legg_til_mottaker, name="legg_til_mottaker"),
    path("delinger/<id:deling_id>/mottakere/<int:mottaker_id>/fjern/", mottakere.fjern_mottaker, name="fjern_mottaker"),
    path("delinger/<id:deling_id>/filer/", ettersending.legg_til_fil, name="legg_til_fil"),
    path("delinger/<id:deling_id>/filer/utkast/", ettersending.begynn, name="begynn_ettersending"),
    path("delinger/<id:deling_id>/filer/utkast/<id:utkast_id>/", ettersending.filene, name="ettersendte_filer"),
]
_styre = [
    path("konfigurasjon/<id:organisasjon_id>/uten-eier/", overtakelse.uten_eier, name="uten_eier"),
    path("konfigurasjon/konto/<id:konto_id>/uten-eier/", overtakelse.overdra, name="overdra"),
]
_konfigurasjon = [
    path("konfigurasjon/<id:organisasjon_id>/statistikk/", statistikk.statistikk, name="statistikk"),
    path("konfigurasjon/<id:organisasjon_id>/statistikk.csv", statistikk.statistikk_csv, name="statistikk_csv"),
]
_laste_opp = [
    path("", opplasting.opplasting, name="opplasting"),
    path("gjenoppta/", opplasting.gjenoppta, name="gjenoppta"),
    path("deler/<id:dokument_id>/", opplasting.deler, name="opplasting_deler"),
    path("<str:nokkel>", opplasting.opplasting_fil, name="opplasting_fil"),
]
_motta = [
    path("ekte/", ekte.ekte, name="ekte"),
    path("mottatt/", mottak.mottatt, name="mottatt"),
    path("mottatt/sok/", mottatt_sok.sok, name="sok_i_mottatt"),
    path("mottatt/representer/", virksomhet.representer, name="representer"),
    path("mottatt/innsyn/", innsyn.innsyn, name="innsyn"),
    path("mottatt/innsyn.json", innsyn.innsyn_json, name="innsyn_json"),
    path("mottatt/innsyn.csv", innsyn.innsyn_csv, name="innsyn_csv"),
    path("d/<id:deling_id>", mottak.hent, name="hent"),
    re_path(rf"^d/(?P<deling_id>{ID}){_ETTER_LENKEN}+\Z", mottak.rett_lenken, name="rett_lenken"),
    re_path(rf"^D/(?P<deling_id>{ID}){_ETTER_LENKEN}*\Z", mottak.rett_lenken),
    path("d/<id:deling_id>/kommando", kommando.kommando, name="kommando"),
    path("d/<id:deling_id>/kommando/trekk", kommando.trekk_nokkel, name="trekk_nokkel"),
    path("d/<id:deling_id>/mer-tid", mer_tid.mer_tid, name="mer_tid"),
    path("d/<id:deling_id>/alle.zip", nedlasting.last_ned_alle, name="last_ned_alle"),
    path("d/<id:deling_id>/<id:dokument_id>", nedlasting.last_ned, name="last_ned"),
    path("d/dokument/<id:dokument_id>", mottak.finn_deling, name="finn_deling"),
    path("dokumentlager/nedlasting/niva4/<id:dokument_id>", mottak.personlenke, name="personlenke"),
]

# A file is taken at the doors of this app only, so the organisation's logo is one of them.
_logo = [
    path("konfigurasjon/<id:organisasjon_id>/logo/", logo.logo, name="logo"),
    path("konfigurasjon/<id:organisasjon_id>/logo/fjern/", logo.fjern, name="fjern_logo"),
    re_path(r"^logo/(?P<sha256>[0-9a-f]{64})\Z", logo.bilde, name="logobilde"),
]

app_name = "dokumenter"
urlpatterns = [
    *_folge_opp,
    *_styre,
    *_konfigurasjon,
    *_dele,
    path("opplasting/", include(_laste_opp)),
    *_motta,
    *_logo,
]
