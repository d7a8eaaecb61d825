"""Addresses for those who share."""

from django.urls import path

from dokumenter.views import deling, utkast

urlpatterns = [
    path("del/", deling.del_dokumenter, name="del_dokumenter"),
    path("del/kontroller/", utkast.kontroller_skjema, name="kontroller_skjema"),
    path("del/utkast/", utkast.opprett_utkast, name="opprett_utkast"),
    path("del/utkast/<uuid:deling_id>/", utkast.utkast, name="utkast"),
    path("del/utkast/<uuid:deling_id>/forkast/", utkast.forkast_utkast, name="forkast_utkast"),
    path("del/dokument/<uuid:dokument_id>/fjern/", utkast.fjern_dokument, name="fjern_dokument"),
]
