"""Write and read 500 MB in a process of its own, and print by how many bytes that made its memory grow.

Run as `python -m tests.dokumenter.storage.skriv_stort fil <mappe>` or `... s3 <endepunkt> <bøtte>`.
"""

import sys
from collections.abc import Iterator
from uuid import uuid4

from botocore.config import Config
from django.conf import settings

from dokumenter.storage.lager import MIB, Blokklager

BYTES = 500 * MIB


def lag_lager(slag: str, sted: str, botte: str = "") -> Blokklager:
    if slag == "fil":
        from dokumenter.storage.backends.filer import SyncedFileSystemStorage

        return SyncedFileSystemStorage(location=sted)
    from dokumenter.storage.backends.s3 import RangedS3Storage

    return RangedS3Storage(
        bucket_name=botte,
        endpoint_url=sted,
        region_name="us-east-1",
        access_key="test",
        secret_key="test",
        # No block of ours is that large, and moto needs its time to put the parts together.
        client_config=Config(read_timeout=60),
    )


def nuller(antall: int) -> Iterator[bytes]:
    for _ in range(antall // MIB):
        yield bytes(MIB)


def skriv_og_les(lager: Blokklager, antall: int) -> None:
    navn = f"ab/{uuid4()}"
    assert lager.write(navn, nuller(antall)) == antall
    assert sum(len(bit) for bit in lager.read_range(navn, 0, antall)) == antall
    lager.remove(navn)


def maks_minne() -> int:
    """The most memory this program has had. Not ru_maxrss: that begins at what the parent process had."""
    with open("/proc/self/status") as status:
        (linje,) = (linje for linje in status if linje.startswith("VmHWM:"))
    return int(linje.split()[1]) * 1024


if __name__ == "__main__":
    settings.configure()
    lager = lag_lager(*sys.argv[1:])
    lager.prepare()
    lager.ready()
    for_skriving = maks_minne()
    skriv_og_les(lager, BYTES)
    sys.stdout.write(str(maks_minne() - for_skriving))
