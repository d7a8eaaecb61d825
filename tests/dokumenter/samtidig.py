"""Two who act on one deling at once: the second waits, and then sees what the first has done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction

from users.errors import Feil

_VENT = 0.5  # seconds that the second has to get as far as it comes


def mens(forste: Callable[[], object], andre: Callable[[], object]) -> Feil | None:
    """Do the first, and the second before it is committed; what the second was refused with."""
    utfall: list[Feil | None] = []

    def utfor() -> None:
        try:
            andre()
            utfall.append(None)
        except Feil as feil:
            utfall.append(feil)
        finally:
            connection.close()

    trad = threading.Thread(target=utfor)
    with transaction.atomic():
        forste()
        trad.start()
        time.sleep(_VENT)
    trad.join()
    return utfall[0]
