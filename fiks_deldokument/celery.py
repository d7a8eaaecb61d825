"""The Celery app. Tasks live in the apps' `tasks.py`; the schedule is in settings."""

import os
import sys
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiks_deldokument.settings")

app = Celery("fiks_deldokument")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect  # type: ignore[untyped-decorator]  # celery is untyped
def _egen_logg(**kwargs: Any) -> None:
    """That there is a receiver keeps Celery from setting up its own log; ours is set up with the apps."""
    from fiks_deldokument import logg

    logg.sett_opp()


@signals.celeryd_init.connect  # type: ignore[untyped-decorator]
@signals.beat_init.connect  # type: ignore[untyped-decorator]
def _krev_gyldige_innstillinger(**kwargs: Any) -> None:
    """Worker and beat stop like web does; Celery runs the system checks, but does not heed them."""
    from django.core.exceptions import ImproperlyConfigured

    from fiks_deldokument import checks

    try:
        checks.krev_gyldige_innstillinger()
    except ImproperlyConfigured as feil:
        sys.exit(str(feil))


@signals.beat_init.connect  # type: ignore[untyped-decorator]
def _forste_hjerteslag(**kwargs: Any) -> None:
    """One heartbeat to each queue at once, so that a start can be seen without waiting for the schedule."""
    from fiks_deldokument.koer import KOER

    for ko in KOER:
        app.send_task("fiks_deldokument.sla_hjerteslag", args=[ko], queue=ko, retry=False)


@signals.after_task_publish.connect(sender="fiks_deldokument.sla_hjerteslag")  # type: ignore[untyped-decorator]
def _beat_lever(**kwargs: Any) -> None:
    """Only beat sends this task. Should the cache be away, Celery logs it and beat goes on."""
    from fiks_deldokument import hjerteslag

    hjerteslag.sla(hjerteslag.BEAT)
