"""Addresses for login and logout."""

from django.urls import path

from users.oidc.views import CallbackView, LoggInnView
from users.views import okt, utlogging

app_name = "users"
urlpatterns = [
    path("logg-inn/", LoggInnView.as_view(), name="logg_inn"),
    path("logg-ut/", utlogging.logg_ut, name="logg_ut"),
    path("utlogget/", okt.utlogget, name="utlogget"),
    path("okt/status/", okt.status, name="okt_status"),
    path("okt/forleng/", okt.forleng, name="okt_forleng"),
    path("okt/innlogget/", okt.innlogget_igjen, name="innlogget_igjen"),
    path("oidc/callback/", CallbackView.as_view(), name="oidc_callback"),
    path("oidc/frontchannel-logout/", utlogging.frontchannel_logout, name="frontchannel_logout"),
    path("oidc/backchannel-logout/", utlogging.backchannel_logout, name="backchannel_logout"),
]
