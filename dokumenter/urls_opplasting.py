"""Addresses for tus uploads."""

from django.urls import path

import users.idsti  # noqa: F401  # what <id:…> is
from dokumenter.views import opplasting

urlpatterns = [
    path("", opplasting.opplasting, name="opplasting"),
    path("gjenoppta/", opplasting.gjenoppta, name="gjenoppta"),
    path("deler/<id:dokument_id>/", opplasting.deler, name="opplasting_deler"),
    path("<str:nokkel>", opplasting.opplasting_fil, name="opplasting_fil"),
]
