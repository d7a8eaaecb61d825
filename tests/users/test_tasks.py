"""Old sessions go."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from users.models import Okt, User
from users.tasks import rydd_okter_task


@pytest.mark.django_db
def test_it_removes_what_is_old_and_keeps_what_is_not(mottaker: User) -> None:
    naa = timezone.now()
    for nokkel, alder in (("gammel", 25), ("ny", 23)):
        Session.objects.create(session_key=nokkel, session_data="", expire_date=naa + timedelta(hours=24 - alder))
        Okt.objects.create(session_key=nokkel, sid_hash=nokkel, bruker=mottaker, opprettet=naa - timedelta(hours=alder))
    assert rydd_okter_task() == 1
    assert Okt.objects.get().session_key == "ny"
    assert Session.objects.get().session_key == "ny"


@pytest.mark.usefixtures("skjev_klokke")
def test_it_removes_nothing_when_the_clock_is_wrong(mottaker: User) -> None:
    gammel = timezone.now() - timedelta(days=30)
    Session.objects.create(session_key="gammel", session_data="", expire_date=gammel)
    Okt.objects.create(session_key="gammel", sid_hash="gammel", bruker=mottaker, opprettet=gammel)
    assert rydd_okter_task() == 0
    assert Okt.objects.exists()
    assert Session.objects.exists()
