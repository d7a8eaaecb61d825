"""Addresses for those it is shared with."""

from django.urls import path, re_path

from dokumenter.views import mottak, nedlasting, virksomhet
from users.idsti import ID

# What a sentence, or the program that showed it, puts after a link, and what a program may have done to all of it.
_ETTER_LENKEN = r"[/.,;:!?)\]}>*_'\"\u00ab\u00bb\u2018-\u201e\u200b\u00a0 ]"

urlpatterns = [
    path("mottatt/", mottak.mottatt, name="mottatt"),
    path("mottatt/representer/", virksomhet.representer, name="representer"),
    path("d/<id:deling_id>", mottak.hent, name="hent"),
    re_path(rf"^d/(?P<deling_id>{ID}){_ETTER_LENKEN}+\Z", mottak.rett_lenken, name="rett_lenken"),
    re_path(rf"^D/(?P<deling_id>{ID}){_ETTER_LENKEN}*\Z", mottak.rett_lenken),
    path("d/<id:deling_id>/<id:dokument_id>", nedlasting.last_ned, name="last_ned"),
    path("d/dokument/<id:dokument_id>", mottak.finn_deling, name="finn_deling"),
    path("dokumentlager/nedlasting/niva4/<id:dokument_id>", mottak.personlenke, name="personlenke"),
]
