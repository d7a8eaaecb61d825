"""Addresses for those who share."""

from django.urls import path

import users.idsti  # noqa: F401  # what <id:…> is
from dokumenter.views import deling, skrevet, utkast

urlpatterns = [
    path("del/", deling.del_dokumenter, name="del_dokumenter"),
    path("del/kontroller/", utkast.kontroller_skjema, name="kontroller_skjema"),
    path("del/utkast/", utkast.opprett_utkast, name="opprett_utkast"),
    path("del/utkast/<id:deling_id>/", utkast.utkast, name="utkast"),
    path("del/utkast/<id:deling_id>/skrevet/", skrevet.skrevet, name="skrevet"),
    path("del/utkast/<id:deling_id>/forkast/", utkast.forkast_utkast, name="forkast_utkast"),
    path("del/dokument/<id:dokument_id>/fjern/", utkast.fjern_dokument, name="fjern_dokument"),
]
