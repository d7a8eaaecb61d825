"""The embedded broker: kombu's queue of files, with every message written whole before it can be seen.

kombu's own channel opens the final name and then writes, so that a consumer may read half a message, and it moves
messages by way of the machine's common temporary directory. Here a message gets its name by rename, and stays at home.
"""

import json
import os
import time
import uuid
from pathlib import Path
from queue import Empty

from kombu.transport import filesystem

_TUR = 0.5


class Kanal(filesystem.Channel):  # type: ignore[misc]  # kombu is untyped
    """Messages as files in `data_folder_in` (the same folder goes in and out)."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for mappe in (self.data_folder_in, self.control_folder):
            Path(mappe).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _put(self, queue: str, payload: object, **kwargs: object) -> None:
        """Write beside, then rename: a message is seen whole or not at all."""
        mappe = Path(self.data_folder_out)
        navn = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        ny = mappe / f".ny-{navn}"
        ny.write_text(json.dumps(payload), encoding="utf-8")
        ny.rename(mappe / navn)

    def _get(self, queue: str) -> object:
        """The oldest message; claimed by rename, so that two consumers never take the same one."""
        mappe = Path(self.data_folder_in)
        for navn in sorted(os.listdir(mappe)):
            if navn.startswith(".") or navn.partition(".")[2] != f"{queue}.msg":
                continue
            tatt = mappe / f".tatt-{navn}"
            try:
                (mappe / navn).rename(tatt)
            except FileNotFoundError:
                continue
            innhold = tatt.read_text(encoding="utf-8")
            tatt.unlink()
            return json.loads(innhold)
        raise Empty


class Transport(filesystem.Transport):  # type: ignore[misc]  # kombu is untyped
    """Named by CELERY_BROKER_TRANSPORT when there is no Redis."""

    Channel = Kanal

    def drain_events(self, connection: object, timeout: float | None = None) -> None:
        """Wait in short turns: between them the worker looks whether it has been told to stop."""
        super().drain_events(connection, timeout=_TUR if timeout is None else min(timeout, _TUR))
