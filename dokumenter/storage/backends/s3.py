"""Blocks as objects in an S3 bucket, read by exact ranges."""

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, cast

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from dokumenter.storage.backends.s3_frist import FRISTER, FristenErUteError, Vansker
from dokumenter.storage.lager import (
    MIB,
    VAKTPOST,
    LagerError,
    LagerFulltError,
    LedigPlass,
    ObjectDamaged,
    ObjectExists,
    ObjectMissing,
    Vaktpost,
    krev_vaktpost,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_FULLT = {"InsufficientStorage", "InsufficientCapacity", "QuotaExceeded", "XMinioStorageFull", "507"}

# What a server says of a call that it does not have; what that call would have shown, it does not keep either.
_KAN_IKKE = {"NotImplemented", "XNotImplemented", "MethodNotAllowed", "501", "405"}
_HUSK_VERSJONERING_SEKUNDER = 600.0
_FEIL_FOR_KODE: dict[str, type[LagerError]] = {"NoSuchKey": ObjectMissing, "InvalidRange": ObjectDamaged}


class RangedS3Storage(Vaktpost, S3Storage):  # type: ignore[misc]
    """Objects in a bucket; the range that is asked for is the range that is fetched.

    Only the commonest calls (GET, PUT, HEAD, DELETE, LIST, parts) are used on a bucket that keeps no versions. On one
    that does, it needs the rights to list and delete them too: a plain delete would keep the bytes.
    """

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self._las = threading.Lock()
        self._vansker = Vansker()
        self._s3: S3Client | None = None
        self._versjonering: tuple[float, bool] = (float("-inf"), True)

    def get_default_settings(self) -> dict[str, object]:
        """Like django-storages', with a transfer that holds one part in memory, not ten."""
        overforing = TransferConfig(use_threads=False, multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB)
        return {**super().get_default_settings(), "transfer_config": overforing}

    def write(self, name: str, chunks: Iterable[bytes]) -> int:
        """Upload in parts of 8 MiB; a broken one is aborted, so no object and no parts are left."""
        key = self._key(name)
        with _s3feil():
            finnes = self._finnes(key)
        if finnes:
            raise ObjectExists("Det finnes alt et objekt med det navnet.")
        leser = _Leser(chunks)
        try:
            with _s3feil():
                self.klient.upload_fileobj(
                    cast("IO[bytes]", leser),
                    self.bucket_name,
                    key,
                    ExtraArgs=self._get_write_parameters(key),
                    Config=self.transfer_config,
                )
        finally:
            # Whatever the transfer made of an error in the source, the source's own error is the one to tell.
            if leser.feil is not None:
                raise leser.feil
        return leser.lest

    def read_range(self, name: str, start: int, end: int, *, piece: int = MIB) -> Iterator[bytes]:
        """One GET with one Range."""
        with _s3feil():
            svar = self.klient.get_object(
                Bucket=self.bucket_name, Key=self._key(name), Range=f"bytes={start}-{end - 1}"
            )
        body = svar["Body"]
        try:
            if svar["ContentLength"] != end - start:
                raise ObjectDamaged("Objektet er kortere enn det skal være.")
            while True:
                with _s3feil():
                    data = body.read(piece)
                if not data:
                    return
                yield data
        finally:
            body.close()

    def remove(self, name: str) -> None:
        """Delete every version of that name; where there is none, every unfinished upload of it is given up."""
        key = self._key(name)
        with _s3feil():
            fjernet = self._fjern_versjoner(key) if self._har_versjoner() else self._fjern_den_ene(key)
            if not fjernet or self._har_versjoner():
                for upload_key, upload_id, _ in self._halvferdige(key):
                    if upload_key == key:
                        self.klient.abort_multipart_upload(Bucket=self.bucket_name, Key=key, UploadId=upload_id)
        if not fjernet:
            krev_vaktpost(self)

    def exists(self, name: str) -> bool:
        """Whether any version of it is kept, hidden behind a delete marker or not."""
        key = self._key(name)
        with _s3feil():
            if self._finnes(key):
                return True
            # To a HEAD, a bucket that is away answers as one that lacks the object.
            self.klient.list_objects_v2(Bucket=self.bucket_name, Prefix=key, MaxKeys=1)
            return False

    def size(self, name: str) -> int:
        """One HEAD."""
        with _s3feil():
            return int(self.klient.head_object(Bucket=self.bucket_name, Key=self._key(name))["ContentLength"])

    def list(self, prefix: str, *, older_than: datetime | None = None, after: str = "") -> Iterator[str]:
        """Page through the bucket, objects first, then unfinished uploads."""
        grense = older_than or datetime.max.replace(tzinfo=UTC)
        rot = f"{self.location.strip('/')}/".lstrip("/")
        with _s3feil():
            for side in self.klient.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Prefix=rot + prefix, StartAfter=rot + after
            ):
                for objekt in side.get("Contents", []):
                    navn = objekt["Key"].removeprefix(rot)
                    if navn != VAKTPOST and objekt["LastModified"] < grense:
                        yield navn
            for key, _, startet in self._halvferdige(rot + prefix):
                if startet < grense and key.removeprefix(rot) > after:
                    yield key.removeprefix(rot)

    def space(self) -> LedigPlass | None:
        """A bucket has no end that we could know of."""
        return None

    @property
    def klient(self) -> "S3Client":
        """One client for all threads: it is thread-safe, and django-storages' one per thread costs memory and time."""
        with self._las:
            if self._s3 is None:
                klient = self._create_session().client(
                    "s3",
                    region_name=self.region_name,
                    use_ssl=self.use_ssl,
                    endpoint_url=self.endpoint_url,
                    config=FRISTER.merge(Config(max_pool_connections=64)).merge(self.client_config),
                    verify=self.verify,
                )
                self._vansker.folg(klient)
                self._s3 = klient
            return self._s3

    def _key(self, name: str) -> str:
        return str(self._normalize_name(clean_name(name)))

    def _har_versjoner(self) -> bool:
        """Whether the bucket keeps, or has kept, versions. Asked now and then, since somebody may turn it on."""
        spurt, svar = self._versjonering
        if time.monotonic() - spurt >= _HUSK_VERSJONERING_SEKUNDER:
            try:
                svar = "Status" in self.klient.get_bucket_versioning(Bucket=self.bucket_name)
            except ClientError as feil:
                if feil.response["Error"]["Code"] not in _KAN_IKKE:
                    raise
                svar = False
            self._versjonering = time.monotonic(), svar
        return svar

    def _finnes(self, key: str) -> bool:
        if self._har_versjoner():
            return any(not er_merke for _, er_merke in self._versjoner(key))
        try:
            self.klient.head_object(Bucket=self.bucket_name, Key=key)
        except ClientError as feil:
            if feil.response["Error"]["Code"] in {"404", "NoSuchKey"}:
                return False
            raise
        return True

    def _fjern_versjoner(self, key: str) -> bool:
        versjoner = list(self._versjoner(key))
        for versjon, _ in versjoner:
            self.klient.delete_object(Bucket=self.bucket_name, Key=key, VersionId=versjon)
        return bool(versjoner)

    def _fjern_den_ene(self, key: str) -> bool:
        finnes = self._finnes(key)
        if finnes:
            self.klient.delete_object(Bucket=self.bucket_name, Key=key)
        return finnes

    def _versjoner(self, key: str) -> Iterator[tuple[str, bool]]:
        """Yield (version id, is it a delete marker) of one key; a bucket without versions has one, named "null"."""
        sider = self.klient.get_paginator("list_object_versions").paginate(Bucket=self.bucket_name, Prefix=key)
        for side in sider:
            for versjon in side.get("Versions", []):
                if versjon["Key"] == key:
                    yield versjon["VersionId"], False
            for merke in side.get("DeleteMarkers", []):
                if merke["Key"] == key:
                    yield merke["VersionId"], True

    def _halvferdige(self, prefix: str) -> Iterator[tuple[str, str, datetime]]:
        """Yield (key, upload id, when it began) of unfinished multipart uploads; none where nobody can list them."""
        sider = self.klient.get_paginator("list_multipart_uploads").paginate(Bucket=self.bucket_name, Prefix=prefix)
        try:
            for side in sider:
                for opplasting in side.get("Uploads", []):
                    yield opplasting["Key"], opplasting["UploadId"], opplasting["Initiated"]
        except ClientError as feil:
            if feil.response["Error"]["Code"] not in _KAN_IKKE:
                raise


class _Leser:
    """The file-like thing that the transfer wants, over an iterator; remembers what the iterator raised."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.lest = 0
        self.feil: BaseException | None = None

    def read(self, storrelse: int = sys.maxsize) -> bytes:
        """Exactly so many bytes, fewer only at the end."""
        deler: list[memoryview] = []
        mangler = storrelse
        while mangler and self._har_mer():
            deler.append(self._rest[:mangler])
            self._rest = self._rest[mangler:]
            mangler -= len(deler[-1])
        self.lest += storrelse - mangler
        return b"".join(deler)

    def _har_mer(self) -> bool:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return False
        except BaseException as feil:
            self.feil = feil
            raise
        return True


@contextmanager
def _s3feil() -> Iterator[None]:
    """Turn the errors of boto3 into ours."""
    try:
        yield
    except ClientError as feil:
        kode = feil.response["Error"]["Code"]
        klasse = LagerFulltError if kode in _FULLT else _FEIL_FOR_KODE.get(kode, LagerError)
        raise klasse(f"S3 svarte {kode}.") from feil
    except (BotoCoreError, Boto3Error) as feil:
        grunn = str(feil) if isinstance(feil, FristenErUteError) else type(feil).__name__
        raise LagerError(f"S3 kunne ikke brukes: {grunn}.") from feil
