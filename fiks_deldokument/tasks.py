"""Tasks of the service itself; those about delinger and dokumenter are in `dokumenter/tasks.py`."""

from celery import shared_task

from fiks_deldokument import hjerteslag


@shared_task(name="fiks_deldokument.sla_hjerteslag")
def sla_hjerteslag_task() -> None:
    """Show that beat, queue and worker live."""
    hjerteslag.sla()
