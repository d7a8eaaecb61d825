"""The two stores that the storage tests run against: a directory, and a bucket in a real HTTP server on loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from moto.server import ThreadedMotoServer

from dokumenter.storage.backends.filer import SyncedFileSystemStorage
from dokumenter.storage.backends.s3 import RangedS3Storage


@pytest.fixture(scope="session")
def s3_endepunkt() -> Iterator[str]:
    """The address of an S3 server of our own, on a free port."""
    tjener = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    tjener.start()
    vert, port = tjener.get_host_and_port()
    yield f"http://{vert}:{port}"
    tjener.stop()


@pytest.fixture
def lag_s3(s3_endepunkt: str) -> Iterator[Callable[..., RangedS3Storage]]:
    """Make a store in a new bucket, with or without versions."""
    laget: list[RangedS3Storage] = []

    def lag(*, versjoner: bool = False, location: str = "") -> RangedS3Storage:
        lager = RangedS3Storage(
            bucket_name=f"botte-{uuid4()}",
            endpoint_url=s3_endepunkt,
            region_name="us-east-1",
            access_key="test",
            secret_key="test",
            location=location,
        )
        laget.append(lager)
        lager.klient.create_bucket(Bucket=lager.bucket_name)
        if versjoner:
            lager.klient.put_bucket_versioning(Bucket=lager.bucket_name, VersioningConfiguration={"Status": "Enabled"})
        lager.prepare()
        return lager

    yield lag
    for lager in laget:
        lager.klient.close()


@pytest.fixture
def fil_lager(tmp_path: Path) -> SyncedFileSystemStorage:
    """A store in a directory of its own."""
    lager = SyncedFileSystemStorage(location=str(tmp_path / "lager"))
    lager.prepare()
    return lager
