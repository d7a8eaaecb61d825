import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.utils.datastructures import CaseInsensitiveMapping
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.protokoll import tus
from dokumenter.protokoll.tus import (
    FeilInnholdstype,
    FeilOffset,
    FeilSjekksum,
    FeilVersjon,
    ForStor,
    Sjekksum,
    Tillegg,
    TusError,
    UgyldigHode,
)

GIB = 1024**3


def b64(verdi: str | bytes) -> str:
    return base64.b64encode(verdi if isinstance(verdi, bytes) else verdi.encode()).decode()


def hoder(**endringer: str | None) -> CaseInsensitiveMapping[str]:
    """The headers of a good POST, with changes: `upload_length="7"`; None takes one away."""
    gode: dict[str, str | None] = {
        "tus-resumable": "1.0.0",
        "upload-length": "1000",
        "upload-metadata": f"filename {b64('Vedtak på Ås.pdf')},filetype {b64('application/pdf')}",
        "content-length": "0",
    }
    gode |= {navn.replace("_", "-"): verdi for navn, verdi in endringer.items()}
    return CaseInsensitiveMapping({navn: verdi for navn, verdi in gode.items() if verdi is not None})


def tillegg_hoder(**endringer: str | None) -> CaseInsensitiveMapping[str]:
    gode = {"upload_offset": "5", "content_length": "10", "content_type": "application/offset+octet-stream"}
    return hoder(**(gode | endringer))


@pytest.mark.parametrize(
    ("klasse", "status"),
    [
        (UgyldigHode, 400),
        (FeilOffset, 409),
        (FeilVersjon, 412),
        (ForStor, 413),
        (FeilInnholdstype, 415),
        (FeilSjekksum, 460),
    ],
)
def test_it_answers_with_the_status_of_the_protocol(klasse: type[TusError], status: int) -> None:
    assert klasse.status == status


@pytest.mark.parametrize("versjon", [None, "", "0.2.2", "1.0", "1.0.0, 0.2.2"])
def test_it_refuses_another_version_and_says_which_it_speaks(versjon: str | None) -> None:
    with pytest.raises(FeilVersjon) as feil:
        tus.krev_versjon(hoder(tus_resumable=versjon))
    assert tus.feilhoder(feil.value)["Tus-Version"] == "1.0.0"


def test_it_takes_its_own_version() -> None:
    tus.krev_versjon(hoder())
    assert "Tus-Version" not in tus.feilhoder(ForStor())


def test_it_reads_a_creation() -> None:
    opprettelse = tus.les_opprettelse(hoder(), maks=5 * GIB)
    assert (opprettelse.lengde, opprettelse.navn, opprettelse.mimetype) == (1000, "Vedtak på Ås.pdf", "application/pdf")
    assert not opprettelse.har_innhold
    assert opprettelse.sjekksum is None


def test_it_reads_a_creation_with_upload() -> None:
    med = hoder(content_length="1000", content_type="application/offset+octet-stream")
    assert tus.les_opprettelse(med, maks=GIB).har_innhold
    stykkevis = hoder(content_length=None, transfer_encoding="chunked", content_type="application/offset+octet-stream")
    assert tus.les_opprettelse(stykkevis, maks=GIB).har_innhold


@pytest.mark.parametrize(
    ("endringer", "feil"),
    [
        ({"upload_length": None}, UgyldigHode),
        ({"upload_length": None, "upload_defer_length": "1"}, UgyldigHode),
        ({"upload_defer_length": "1"}, UgyldigHode),
        ({"upload_length": ""}, UgyldigHode),
        ({"upload_length": "-1"}, UgyldigHode),
        ({"upload_length": "+1"}, UgyldigHode),
        ({"upload_length": "1.5"}, UgyldigHode),
        ({"upload_length": "1_000"}, UgyldigHode),
        ({"upload_length": "٣"}, UgyldigHode),
        ({"upload_length": "9" * 20}, UgyldigHode),
        ({"upload_length": str(5 * GIB + 1)}, ForStor),
        ({"content_length": "3"}, FeilInnholdstype),
        ({"content_length": "3", "content_type": "application/octet-stream"}, FeilInnholdstype),
        ({"upload_metadata": None}, UgyldigHode),
        ({"upload_metadata": "filename"}, UgyldigHode),
        ({"upload_metadata": f"filename {b64('x' * 227)}"}, UgyldigHode),
        ({"upload_metadata": "filename " + b64("\u3164")}, UgyldigHode),
        ({"upload_checksum": "md5 " + b64(bytes(16))}, UgyldigHode),
    ],
)
def test_it_refuses_a_bad_creation(endringer: dict[str, str | None], feil: type[TusError]) -> None:
    with pytest.raises(feil):
        tus.les_opprettelse(hoder(**endringer), maks=5 * GIB)


def test_it_takes_the_longest_and_the_shortest() -> None:
    for lengde in (0, 5 * GIB):
        assert tus.les_opprettelse(hoder(upload_length=str(lengde)), maks=5 * GIB).lengde == lengde


def test_it_keeps_the_name_in_normal_form_and_a_type_for_the_unknown() -> None:
    navn = b64("Bla\u030abær/../1.pdf")
    opprettelse = tus.les_opprettelse(hoder(upload_metadata=f"filename {navn}"), maks=GIB)
    assert (opprettelse.navn, opprettelse.mimetype) == ("Blåbær_.._1.pdf", "application/octet-stream")


def test_it_reads_a_patch() -> None:
    assert tus.les_tillegg(tillegg_hoder()) == Tillegg(offset=5, antall=10, sjekksum=None)
    assert tus.les_tillegg(tillegg_hoder(transfer_encoding="chunked", content_length=None)).antall is None


@pytest.mark.parametrize(
    ("endringer", "feil"),
    [
        ({"content_type": None}, FeilInnholdstype),
        ({"content_type": "application/json"}, FeilInnholdstype),
        ({"upload_offset": None}, UgyldigHode),
        ({"upload_offset": "-1"}, UgyldigHode),
        ({"content_length": None}, UgyldigHode),
        ({"upload_checksum": "sha1"}, UgyldigHode),
        ({"upload_checksum": "sha1 !!!"}, UgyldigHode),
        ({"upload_checksum": "sha1 " + b64(bytes(19))}, UgyldigHode),
        ({"upload_checksum": "sha256 " + b64(bytes(20))}, UgyldigHode),
    ],
)
def test_it_refuses_a_bad_patch(endringer: dict[str, str | None], feil: type[TusError]) -> None:
    with pytest.raises(feil):
        tus.les_tillegg(tillegg_hoder(**endringer))


@given(st.integers(0, 100), st.none() | st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_it_lets_bytes_in_only_where_they_belong(offset: int, antall: int | None, mottatt: int, lengde: int) -> None:
    try:
        tus.krev_offset(Tillegg(offset, antall, None), mottatt=mottatt)
        tus.krev_plass(Tillegg(offset, antall, None), mottatt=mottatt, lengde=lengde)
    except FeilOffset:
        assert offset != mottatt
    except ForStor:
        assert offset + (antall or 0) > lengde
    else:
        assert offset == mottatt
        assert antall is None or offset + antall <= lengde


@pytest.mark.parametrize(("algoritme", "lag"), [("sha1", hashlib.sha1), ("sha256", hashlib.sha256)])
def test_it_checks_the_sum_of_a_body(algoritme: str, lag: "Callable[[bytes], hashlib._Hash]") -> None:
    header = f"{algoritme} {b64(lag(b'hele innholdet').digest())}"
    sjekksum = tus.les_tillegg(tillegg_hoder(upload_checksum=header)).sjekksum
    assert sjekksum is not None
    riktig, galt = sjekksum.regner(), sjekksum.regner()
    for bit in (b"hele ", b"innholdet"):
        riktig.legg_til(bit)
    riktig.krev_treff()
    galt.legg_til(b"hele innholdeT")
    with pytest.raises(FeilSjekksum):
        galt.krev_treff()


def test_it_offers_just_the_sums_it_can_do() -> None:
    for algoritme in tus.options_hoder(maks=1)["Tus-Checksum-Algorithm"].split(","):
        assert len(hashlib.new(algoritme).digest()) == tus.SJEKKSUMMER[algoritme]
        Sjekksum(algoritme, b"").regner()


@given(st.dictionaries(st.from_regex(r"[!-+\--~]{1,64}", fullmatch=True), st.text(max_size=20), max_size=16))
def test_it_reads_the_metadata_that_a_client_writes(metadata: dict[str, str]) -> None:
    par = (f"{nokkel} {base64.b64encode(verdi.encode()).decode()}".rstrip() for nokkel, verdi in metadata.items())
    assert tus.les_metadata(",".join(par)) == metadata


@pytest.mark.parametrize(
    ("header", "ventet"),
    [
        ("", {}),
        ("er_hemmelig", {"er_hemmelig": ""}),
        (f" filename  {b64('a')}", None),
        (f"a {b64('1')} , b {b64('2')}", {"a": "1", "b": "2"}),
        (f"a {b64('1')},a {b64('2')}", None),
        ("a b c", None),
        ("a æ", None),
        ("a YQ", None),
        ("a YQ==x", None),
        (f"a {b64(bytes([255]))}", None),
        (",", None),
        (f"{'a' * 65} {b64('1')}", None),
        (",".join(f"k{nr}" for nr in range(17)), None),
        (f"a {b64('x' * 4000)}", None),
    ],
)
def test_it_reads_metadata_strictly(header: str, ventet: dict[str, str] | None) -> None:
    if ventet is not None:
        assert tus.les_metadata(header) == ventet
        return
    with pytest.raises(UgyldigHode):
        tus.les_metadata(header)


@given(st.dictionaries(st.sampled_from(sorted(tillegg_hoder())), st.text(max_size=40)))
def test_it_answers_any_headers_with_an_error_of_the_protocol(tull: dict[str, str]) -> None:
    headers = CaseInsensitiveMapping(dict(tillegg_hoder()) | tull)
    statuser = set()
    for les in (lambda: tus.les_opprettelse(headers, maks=GIB), lambda: tus.les_tillegg(headers)):
        try:
            les()
        except TusError as feil:
            statuser.add(feil.status)
    assert statuser <= {400, 413, 415}


def test_it_tells_what_it_can() -> None:
    assert tus.options_hoder(maks=5 * GIB) == {
        "Tus-Resumable": "1.0.0",
        "Tus-Version": "1.0.0",
        "Tus-Max-Size": "5368709120",
        "Tus-Extension": "creation,creation-with-upload,expiration,termination,checksum",
        "Tus-Checksum-Algorithm": "sha1,sha256",
    }


def test_it_answers_with_offset_length_and_expiry() -> None:
    utloper = datetime(2026, 11, 21, 23, 31, tzinfo=timezone(timedelta(hours=1)))
    assert tus.svarhoder(mottatt=0, lengde=7, utloper=utloper) == {
        "Tus-Resumable": "1.0.0",
        "Cache-Control": "no-store",
        "Upload-Offset": "0",
        "Upload-Length": "7",
        "Upload-Expires": "Sat, 21 Nov 2026 22:31:00 GMT",
    }
    assert set(tus.svarhoder()) == {"Tus-Resumable", "Cache-Control"}
    assert tus.http_dato(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "Fri, 02 Jan 2026 03:04:05 GMT"


@pytest.mark.parametrize(
    ("faktisk", "overstyrt", "ventet"),
    [
        ("POST", None, "POST"),
        ("POST", "PATCH", "PATCH"),
        ("POST", "delete", "DELETE"),
        ("POST", "GET", "POST"),
        ("GET", "DELETE", "GET"),
        ("HEAD", "PATCH", "HEAD"),
    ],
)
def test_it_lets_only_post_stand_for_another_method(faktisk: str, overstyrt: str | None, ventet: str) -> None:
    assert tus.metode(faktisk, hoder(x_http_method_override=overstyrt)) == ventet
