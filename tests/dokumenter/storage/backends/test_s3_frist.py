"""An S3 that is silent, breaks or answers 503 holds nobody for more than 15 seconds in all, cleaning up included."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from dokumenter.storage.backends.s3 import RangedS3Storage
from dokumenter.storage.backends.s3_frist import HOYST_SEKUNDER
from dokumenter.storage.lager import MIB, LagerError
from tests.mellomledd import NULLSTILL, SVAR_503, TAUS, VIRKER, Mellomledd, mellomledd


@pytest.fixture
def ledd(s3_endepunkt: str) -> Iterator[Mellomledd]:
    """What stands in front of the S3 server."""
    adresse = urlsplit(s3_endepunkt)
    with mellomledd(str(adresse.hostname), int(adresse.port or 0)) as ledd:
        yield ledd


@pytest.fixture
def lager(ledd: Mellomledd) -> Iterator[RangedS3Storage]:
    """A store in a new bucket behind it, with one object."""
    lager = RangedS3Storage(
        bucket_name=f"botte-{uuid4()}",
        endpoint_url=f"http://127.0.0.1:{ledd.adresse[1]}",
        region_name="us-east-1",
        access_key="test",
        secret_key="test",
    )
    lager.klient.create_bucket(Bucket=lager.bucket_name)
    lager.prepare()
    lager.write("ab/x/1", [bytes(1000)])
    yield lager
    lager.klient.close()


def _bruk(gjor: Callable[[], object]) -> float:
    """Seconds until the LagerError, and what a request does after it: it tries to remove what it may have written."""
    startet = time.monotonic()
    with pytest.raises(LagerError):
        gjor()
    return time.monotonic() - startet


def _bruk_og_rydd(lager: RangedS3Storage, gjor: Callable[[], object]) -> float:
    return _bruk(gjor) + sum(_bruk(lambda: lager.remove("ab/x/2")) for _ in range(3))


def _skriv(lager: RangedS3Storage) -> object:
    return lager.write(f"ab/x/{uuid4()}", [bytes(MIB)] * 20)


def _les(lager: RangedS3Storage) -> object:
    return list(lager.read_range("ab/x/1", 0, 1000))


@pytest.mark.lang
@pytest.mark.parametrize("oppforsel", [TAUS, NULLSTILL, SVAR_503])
def test_it_gives_up_in_time_with_everything_that_follows(
    lager: RangedS3Storage, ledd: Mellomledd, oppforsel: str
) -> None:
    ledd.oppforsel = oppforsel
    arbeid = [_skriv, _les, lambda lager: lager.exists("ab/x/1"), lambda lager: list(lager.list("ab/"))]
    with ThreadPoolExecutor(len(arbeid)) as trader:
        tider = list(trader.map(lambda gjor: _bruk_og_rydd(lager, lambda: gjor(lager)), arbeid))
    assert max(tider) < HOYST_SEKUNDER
    ledd.oppforsel = VIRKER
    assert _les(lager) == [bytes(1000)]


@pytest.mark.lang
def test_it_gives_up_in_time_when_it_goes_silent_in_the_middle_of_an_object(
    lager: RangedS3Storage, ledd: Mellomledd
) -> None:
    """The transfer aborts what it has begun, and that is not answered either."""
    ledd.taus_etter = 9 * MIB
    tid = _bruk_og_rydd(lager, lambda: _skriv(lager))
    assert ledd.oppforsel == TAUS
    assert tid < HOYST_SEKUNDER


def test_it_goes_on_after_a_break(lager: RangedS3Storage, ledd: Mellomledd) -> None:
    ledd.oppforsel, ledd.nullstill_bare = NULLSTILL, 2
    assert _les(lager) == [bytes(1000)]
    assert ledd.nullstill_bare == 0
