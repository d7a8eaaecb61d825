"""Addresses for following up what is shared."""

from django.urls import path

import users.idsti  # noqa: F401  # what <id:…> is
from dokumenter.views import forvaltning, mine_delinger

urlpatterns = [
    path("delinger/", mine_delinger.mine_delinger, name="mine_delinger"),
    path("delinger/<id:deling_id>/", mine_delinger.deling, name="deling"),
    path("delinger/<id:deling_id>/forleng/", forvaltning.forleng, name="forleng"),
    path("delinger/<id:deling_id>/trekk-tilbake/", forvaltning.trekk_tilbake, name="trekk_tilbake"),
    path(
        "delinger/<id:deling_id>/dokument/<id:dokument_id>/slett/",
        forvaltning.slett_dokument,
        name="slett_dokument",
    ),
]
