"""Addresses for those who share."""

from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("del/", RedirectView.as_view(url="/"), name="del_dokumenter"),
    path("delinger/", RedirectView.as_view(url="/"), name="mine_delinger"),
]
