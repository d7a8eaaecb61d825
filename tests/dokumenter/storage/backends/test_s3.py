import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

from dokumenter.storage.backends.s3 import RangedS3Storage
from dokumenter.storage.lager import MIB, VAKTPOST, LagerError, ObjectMissing

LagS3 = Callable[..., RangedS3Storage]


def test_it_removes_every_version(lag_s3: LagS3) -> None:
    lager = lag_s3(versjoner=True)
    lager.write("ab/x/1", [b"en"])
    lager.klient.put_object(Bucket=lager.bucket_name, Key="ab/x/1", Body=b"to")
    lager.klient.delete_object(Bucket=lager.bucket_name, Key="ab/x/1")
    assert lager.exists("ab/x/1")
    lager.remove("ab/x/1")
    assert not lager.exists("ab/x/1")
    igjen = lager.klient.list_object_versions(Bucket=lager.bucket_name)
    assert [versjon["Key"] for versjon in igjen["Versions"]] == [VAKTPOST]
    assert "DeleteMarkers" not in igjen


def test_it_lists_and_removes_unfinished_uploads(lag_s3: LagS3) -> None:
    lager = lag_s3(location="under")
    lager.klient.create_multipart_upload(Bucket=lager.bucket_name, Key="under/ab/x/1")
    lager.klient.create_multipart_upload(Bucket=lager.bucket_name, Key="under/ab/x/12")
    assert sorted(lager.list("ab/x/")) == ["ab/x/1", "ab/x/12"]
    assert list(lager.list("ab/x/", older_than=datetime.now(UTC) - timedelta(days=365 * 50))) == []
    lager.remove("ab/x/1")
    assert list(lager.list("ab/x/")) == ["ab/x/12"]


def test_it_tells_its_versions_from_those_of_a_longer_name(lag_s3: LagS3) -> None:
    lager = lag_s3(versjoner=True)
    lager.write("ab/x/12", [b"."])
    lager.klient.delete_object(Bucket=lager.bucket_name, Key="ab/x/12")
    lager.remove("ab/x/1")
    assert lager.exists("ab/x/12")


def test_it_takes_a_transfer_of_the_operators_choice() -> None:
    valgt = TransferConfig(max_concurrency=2)
    assert RangedS3Storage(bucket_name="botte", transfer_config=valgt).transfer_config is valgt


def test_it_fetches_no_more_than_the_range(lag_s3: LagS3) -> None:
    lager = lag_s3()
    lager.write("ab/x/1", [bytes(MIB)] * 20)
    spurt: list[bytes] = []
    lager.klient.meta.events.register(
        "before-send.s3.GetObject", lambda request, **_: spurt.append(request.headers["Range"])
    )
    assert len(b"".join(lager.read_range("ab/x/1", 7, 9))) == 2
    assert spurt == [b"bytes=7-8"]


def test_it_tells_a_missing_bucket_from_a_missing_object(lag_s3: LagS3) -> None:
    lager = lag_s3()
    lager.remove(VAKTPOST)
    lager.klient.delete_bucket(Bucket=lager.bucket_name)
    for handling in (
        lager.ready,
        lambda: lager.exists("ab/x/1"),
        lambda: lager.remove("ab/x/1"),
        lambda: lager.write("ab/x/1", [b"."]),
        lambda: list(lager.read_range("ab/x/1", 0, 1)),
        lambda: list(lager.list("")),
    ):
        with pytest.raises(LagerError, match="NoSuchBucket") as feil:
            handling()
        assert not isinstance(feil.value, ObjectMissing)


def test_it_says_that_nobody_answers() -> None:
    lager = RangedS3Storage(
        bucket_name="botte", endpoint_url="http://127.0.0.1:9", region_name="us-east-1", access_key="a", secret_key="b"
    )
    with pytest.raises(LagerError, match="EndpointConnectionError"):
        lager.ready()


def test_it_uses_little_memory_for_much(lag_s3: LagS3, s3_endepunkt: str) -> None:
    botte = lag_s3().bucket_name
    program = [sys.executable, "-m", "tests.dokumenter.storage.skriv_stort", "s3", s3_endepunkt, botte]
    vekst = int(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
    assert vekst < 48 * MIB


def test_it_knows_of_no_end_to_a_bucket(lag_s3: LagS3) -> None:
    assert lag_s3().space() is None


def test_it_asks_for_nothing_rare_of_a_bucket_without_versions(lag_s3: LagS3) -> None:
    """Many servers that speak S3 have neither versions nor a list of what is being uploaded."""
    lager, kall = lag_s3(), []
    lager.klient.meta.events.register("before-call.s3", lambda model, **_: kall.append(model.name))
    lager.write("ab/x/1", [b"en"])
    assert kall == ["HeadObject", "PutObject"]
    kall.clear()
    assert b"".join(lager.read_range("ab/x/1", 0, 2)) == b"en"
    assert lager.exists("ab/x/1")
    lager.remove("ab/x/1")
    assert kall == ["GetObject", "HeadObject", "HeadObject", "DeleteObject"]
    assert not lager.exists("ab/x/1")


@pytest.mark.parametrize("kode", ["NotImplemented", "MethodNotAllowed"])
def test_it_does_without_what_the_server_does_not_have(lag_s3: LagS3, kode: str) -> None:
    lager = lag_s3()

    def nekt(model: object, **_: object) -> None:
        if getattr(model, "name", "") in {"GetBucketVersioning", "ListMultipartUploads", "ListObjectVersions"}:
            raise ClientError({"Error": {"Code": kode}}, "kall")

    lager.klient.meta.events.register("before-call.s3", nekt)
    lager.write("ab/x/1", [b"en"])
    assert list(lager.list("ab/")) == ["ab/x/1"]
    lager.remove("ab/x/1")
    lager.remove("ab/x/1")
    assert list(lager.list("ab/")) == []


def test_it_does_not_take_a_refusal_for_a_bucket_without_versions(lag_s3: LagS3, s3_endepunkt: str) -> None:
    lager = RangedS3Storage(
        bucket_name=lag_s3().bucket_name,
        endpoint_url=s3_endepunkt,
        region_name="us-east-1",
        access_key="test",
        secret_key="test",
    )

    def nekt(model: object, **_: object) -> None:
        if getattr(model, "name", "") == "GetBucketVersioning":
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "kall")

    lager.klient.meta.events.register("before-call.s3", nekt)
    with pytest.raises(LagerError, match="AccessDenied"):
        lager.remove("ab/x/1")
    lager.klient.close()


def test_it_has_s3_encrypt_as_well_where_that_is_asked_for(lag_s3: LagS3, s3_endepunkt: str) -> None:
    lager = RangedS3Storage(
        bucket_name=lag_s3().bucket_name,
        endpoint_url=s3_endepunkt,
        region_name="us-east-1",
        access_key="test",
        secret_key="test",
        object_parameters={"ServerSideEncryption": "AES256"},
    )
    lager.write("ab/x/1", [b"en"])
    assert lager.klient.head_object(Bucket=lager.bucket_name, Key="ab/x/1")["ServerSideEncryption"] == "AES256"
    lager.klient.close()
