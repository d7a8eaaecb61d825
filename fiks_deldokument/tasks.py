"""Tasks of the service itself; those about delinger and dokumenter are in `dokumenter/tasks.py`."""

from celery import shared_task

from fiks_deldokument import hjerteslag


@shared_task(name="fiks_deldokument.sla_hjerteslag")
def sla_hjerteslag_task(ko: str) -> None:
    """Show that beat, this queue and a worker for it live."""
    hjerteslag.sla(ko)
