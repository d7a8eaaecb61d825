"""The Celery app. Tasks live in the apps' `tasks.py`; the schedule is in settings."""

import os
import sys

import structlog
from celery import Task, signals

from fiks_deldokument.kotid import Ko, Oppgave

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiks_deldokument.settings")

_TALMODIGERE = 30  # times as long as web waits

app = Ko("fiks_deldokument", task_cls=Oppgave)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect  # type: ignore[untyped-decorator]  # celery is untyped
def _egen_logg(**kwargs: object) -> None:
    """That there is a receiver keeps Celery from setting up its own log; ours is set up with the apps."""
    from fiks_deldokument import logg

    logg.sett_opp()


@signals.celeryd_init.connect  # type: ignore[untyped-decorator]
@signals.beat_init.connect  # type: ignore[untyped-decorator]
def _krev_gyldige_innstillinger(**kwargs: object) -> None:
    """Worker and beat stop like web does; Celery runs the system checks, but does not heed them."""
    from django.core.exceptions import ImproperlyConfigured

    from fiks_deldokument import checks, gravsteinsvakt

    try:
        checks.krev_gyldige_innstillinger()
        gravsteinsvakt.krev_oppdatert_database()
    except ImproperlyConfigured as feil:
        sys.exit(str(feil))


@signals.celeryd_init.connect  # type: ignore[untyped-decorator]
def _sett_frister(**kwargs: object) -> None:
    """A worker waits for the database too, but not for ever; its children inherit it."""
    from django.conf import settings

    from adapters.databasefrist import Frister, sett_frister

    sett_frister(Frister(**settings.DATABASE_FRISTER).ganger(_TALMODIGERE))


@signals.task_prerun.connect  # type: ignore[untyped-decorator]
def _merk_linjene(task_id: str, task: Task, **kwargs: object) -> None:
    """What a request has in its id, a task has in these: every line says which run wrote it."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(oppgave=task.name, oppgave_id=task_id)


@signals.beat_init.connect  # type: ignore[untyped-decorator]
def _forste_hjerteslag(**kwargs: object) -> None:
    """One heartbeat to each queue at once, so that a start can be seen without waiting for the schedule."""
    from fiks_deldokument.koer import KOER

    for ko in KOER:
        app.send_task("fiks_deldokument.sla_hjerteslag", args=[ko], queue=ko, retry=False)


@signals.after_task_publish.connect(sender="fiks_deldokument.sla_hjerteslag")  # type: ignore[untyped-decorator]
def _beat_lever(**kwargs: object) -> None:
    """Only beat sends this task. Should the cache be away, Celery logs it and beat goes on."""
    from django.db import connection

    from fiks_deldokument import hjerteslag

    try:
        hjerteslag.sla(hjerteslag.BEAT)
    finally:
        connection.close()  # nobody else in beat asks the database anything
