"""Two who act at once."""

import threading
from collections.abc import Callable

from django.db import connection

from users.errors import Feil


def samtidig(*handlinger: Callable[[], object]) -> list[Feil | None]:
    """Start all at the same moment, each with its own connection; what each was refused with, in order."""
    start = threading.Barrier(len(handlinger))
    utfall: dict[int, Feil | None] = {}

    def utfor(nr: int) -> None:
        start.wait()
        try:
            handlinger[nr]()
            utfall[nr] = None
        except Feil as feil:
            utfall[nr] = feil
        finally:
            connection.close()

    trader = [threading.Thread(target=utfor, args=[nr]) for nr in range(len(handlinger))]
    for trad in trader:
        trad.start()
    for trad in trader:
        trad.join()
    return [utfall[nr] for nr in range(len(handlinger))]
