"""A client that a program makes of our description of the API: it shares, reads, fetches and deletes, as it stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest

from tests.prosess.conftest import ByggTjeneste
from tests.prosess.test_openapi import fagsystem_i, hoder_for
from tests.prosess.tjeneste import ROT, Tjeneste

pytestmark = pytest.mark.xdist_group("openapi_klient")
INNHOLD = os.urandom(300_000)
# Not ruff, which would only make what is generated prettier; and a certificate is read as text.
_OPPSETT = {"post_hooks": [], "content_type_overrides": {"application/x-pem-file": "text/plain"}}


@pytest.fixture(scope="module")
def generert(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the package that was made, without a warning, of the file in docs."""
    tmp_path = tmp_path_factory.mktemp("generert")
    (tmp_path / "oppsett.json").write_text(json.dumps(_OPPSETT), encoding="utf-8")
    svar = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", "--meta", "none"),
            *("--config", str(tmp_path / "oppsett.json"), "--path", str(ROT / "docs" / "openapi.json")),
            *("--output-path", str(tmp_path / "dokumentlagerklient")),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert svar.returncode == 0, svar.stdout + svar.stderr
    with pytest.MonkeyPatch.context() as sti:
        sti.syspath_prepend(str(tmp_path))
        yield "dokumentlagerklient"


class Klient:
    """The generated functions, by the end of their name; each is given the konto and the headers."""

    def __init__(self, pakke: str, tjeneste: Tjeneste, standins: str) -> None:
        self.fagsystem = fagsystem_i(tjeneste)
        hoder = hoder_for(self.fagsystem, standins)
        token = hoder.pop("Authorization").removeprefix("Bearer ")
        self.pakke = pakke
        self.modeller = import_module(f"{pakke}.models")
        self.typer = import_module(f"{pakke}.types")
        self.klient = import_module(f"{pakke}.client").AuthenticatedClient(
            base_url=tjeneste.url, token=token, headers=hoder, timeout=60
        )

    def kall(self, modul: str, *sti: object, **argumenter: Any) -> Any:
        """Call; the whole answer."""
        return import_module(f"{self.pakke}.api.{modul}").sync_detailed(*sti, client=self.klient, **argumenter)

    def pa_kontoen(self, modul: str, *sti: object, **argumenter: Any) -> Any:
        """Call under the konto."""
        konto = (self.fagsystem["fiksOrganisasjonId"], self.fagsystem["kontoId"])
        return self.kall(modul, *konto, *sti, **argumenter)

    def fil(self) -> object:
        """What is sent."""
        return self.typer.File(payload=BytesIO(INNHOLD), file_name="vedtak.pdf", mime_type="application/pdf")

    def eksponert(self) -> list[object]:
        """The system shares with itself, so that it can fetch."""
        return [self.modeller.EksponertForIntegrasjon(type_="INTEGRASJON", id=self.fagsystem["integrasjonId"])]


@pytest.fixture(scope="module")
def klient(
    generert: str, bygg_tjeneste: ByggTjeneste, standins: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Klient]:
    """Against a service with a web and a worker, which checks what comes."""
    with bygg_tjeneste(tmp_path_factory.mktemp("tjeneste"), {}) as tjeneste:
        tjeneste.start_web()
        tjeneste.start_worker()
        klient = Klient(generert, tjeneste, standins)
        with klient.klient:
            yield klient


@pytest.mark.lang
def test_it_shares_reads_fetches_and_deletes(klient: Klient) -> None:
    modeller = klient.modeller
    metadata = modeller.DokumentMetadataUpload(
        dokumentnavn="vedtak.pdf", mimetype="application/pdf", ttl=3600, eksponert_for=klient.eksponert()
    )
    kropp = modeller.DokumenterApiOpplastingLastOppFilesBody(metadata=metadata, dokument=klient.fil())
    svar = klient.pa_kontoen("dokumenter.dokumenter_api_opplasting_last_opp", body=kropp)
    assert (svar.status_code, type(svar.parsed).__name__) == (201, "OpplastetDokument"), svar.content
    assert svar.headers["Location"].startswith(klient.klient._base_url)
    assert svar.parsed.ukryptert_storrelse == len(INNHOLD)
    dokument = svar.parsed.id

    # At once: the answer waits for the check.
    hentet = klient.kall("nedlasting.dokumenter_api_nedlasting_last_ned", dokument)
    assert (hentet.status_code, hentet.parsed.payload.read()) == (200, INNHOLD)
    om = klient.kall("nedlasting.dokumenter_api_nedlasting_metadata", dokument).parsed
    assert (om.dokumentnavn, om.mime_type, om.ukryptert_storrelse) == ("vedtak.pdf", "application/pdf", len(INNHOLD))
    lest = klient.pa_kontoen("dokumenter.dokumenter_api_sok_hent_dokument", dokument).parsed
    assert (lest.id, lest.slettet) == (dokument, False)
    treff = klient.pa_kontoen(
        "dokumenter.dokumenter_api_sok_sok", body=modeller.Sokekriterier(dokumentnavn="vedtak")
    ).parsed
    assert [ett.id for ett in treff.dokumenter] == [dokument]
    levetid = klient.pa_kontoen("dokumenter.dokumenter_api_dokument_endre", dokument, body=modeller.Levetid(ttl=60))
    assert levetid.parsed.tilgjengelig_til < lest.tilgjengelig_til

    assert klient.pa_kontoen("dokumenter.dokumenter_api_dokument_slett", dokument).status_code == 200
    borte = klient.kall("nedlasting.dokumenter_api_nedlasting_last_ned", dokument)
    assert (borte.status_code, type(borte.parsed).__name__) == (410, "Feilmelding")


@pytest.mark.lang
def test_it_shares_in_the_older_two_steps(klient: Klient) -> None:
    metadata = klient.modeller.DokumentMetadataTotrinns(
        dokumentnavn="eldre.pdf", ttl=-1, eksponert_for=klient.eksponert()
    )
    forste = klient.pa_kontoen("dokumenter.dokumenter_api_opplasting_last_opp", body=metadata)
    assert (forste.status_code, type(forste.parsed).__name__) == (201, "NyId"), forste.content
    andre = klient.pa_kontoen("dokumenter.dokumenter_api_opplasting_last_opp_data", forste.parsed.id, body=klient.fil())
    assert (andre.status_code, andre.parsed.id) == (201, forste.parsed.id), andre.content
    hentet = klient.kall("nedlasting.dokumenter_api_nedlasting_last_ned", forste.parsed.id)
    assert (hentet.status_code, hentet.parsed.payload.read()) == (200, INNHOLD)
