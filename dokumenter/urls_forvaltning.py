"""Addresses for following up what is shared."""

from django.urls import path

from dokumenter.views import forvaltning, mine_delinger

urlpatterns = [
    path("delinger/", mine_delinger.mine_delinger, name="mine_delinger"),
    path("delinger/<uuid:deling_id>/", mine_delinger.deling, name="deling"),
    path("delinger/<uuid:deling_id>/forleng/", forvaltning.forleng, name="forleng"),
    path("delinger/<uuid:deling_id>/trekk-tilbake/", forvaltning.trekk_tilbake, name="trekk_tilbake"),
    path("delinger/<uuid:deling_id>/slett/", forvaltning.slett, name="slett_deling"),
    path(
        "delinger/<uuid:deling_id>/dokument/<uuid:dokument_id>/slett/",
        forvaltning.slett_dokument,
        name="slett_dokument",
    ),
]
