"""The page Del dokumenter without JavaScript: one form, sent once, with the files in it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries.kvittering import kvittering_for
from dokumenter.services.skrevet import les_skrevet
from dokumenter.storage.lager import dokumentlager
from kontoer.models import Konto, Kontotilgang
from standins.personer import personer
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_deling, lag_fil, lag_utkast
from tests.idporten import Person
from tests.users.test_middleware import flytt_tiden
from users.models import User

DEL = "/del/"
NettleserFor = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def _lager() -> None:
    dokumentlager().prepare()


@pytest.fixture
def karis(kari: User, nettleser_for: NettleserFor) -> Client:
    return nettleser_for(kari)


def _fil(navn: str = "vedtak.pdf", innhold: bytes = b"hemmelig innhold") -> SimpleUploadedFile:
    return SimpleUploadedFile(navn, innhold, "application/pdf")


def _skjema(konto: Konto, **andre: object) -> dict[str, object]:
    return {"konto": str(konto.pk), "mottakere": EN_PERSON.verdi, "tilgjengelig_i": "14"} | andre


def _kvittering(deling: Deling) -> str:
    return reverse("dokumenter:deling", args=[deling.pk]) + "?ny=1"


def test_it_shares_what_one_form_holds(karis: Client, konto: Konto) -> None:
    skjema = _skjema(konto, mottakere=f"{EN_PERSON.verdi}\n{EN_VIRKSOMHET.verdi}")
    svar = karis.post(DEL, skjema | {"dokumenter": [_fil("brev.pdf"), _fil("kart æøå.png")]})
    deling = Deling.objects.get()
    assert (svar.status_code, svar["Location"]) == (302, _kvittering(deling))
    assert deling.tilstand == Deling.Tilstand.DELT
    assert {mottaker.type for mottaker in deling.mottakere.all()} == {Mottaker.Type.PERSON, Mottaker.Type.ORGANISASJON}
    assert list(deling.dokumenter.values_list("dokumentnavn", flat=True)) == ["brev.pdf", "kart æøå.png"]


def test_it_shares_what_is_written_about_it_and_shows_it_to_those_who_share(karis: Client, konto: Konto) -> None:
    omtale = {"tittel": "Vedtak <b>", "saksnummer": "26/123", "melding": "Hei\r\n\r\nPer"}
    svar = karis.post(DEL, _skjema(konto, dokumenter=[_fil()], **omtale))
    deling = Deling.objects.get()
    assert (deling.tittel, deling.saksnummer, deling.melding) == ("Vedtak <b>", "26/123", "Hei\n\nPer")
    for adresse in (svar["Location"], svar["Location"].removesuffix("?ny=1")):
        side = karis.get(adresse).content.decode()
        assert "Vedtak &lt;b&gt;" in side
        assert "26/123" in side
        assert "Hei<br><br>Per" in side
    assert "Vedtak" not in kvittering_for(deling).epost, "an e-mail is read by others"


def test_it_says_at_its_field_what_is_wrong_with_a_text_and_keeps_all(karis: Client, konto: Konto) -> None:
    tekst = karis.post(
        DEL, _skjema(konto, dokumenter=[_fil()], tittel="x" * 201, melding=f"gjelder {EN_PERSON.verdi}")
    ).content.decode()
    assert 'href="#id_tittel">Teksten er for lang. Skriv høyst 200 tegn.' in tekst
    assert 'href="#id_melding">Teksten kan ikke inneholde et fødselsnummer.' in tekst
    assert "x" * 201 in tekst
    utkast = Deling.objects.get()
    assert utkast.tilstand == Deling.Tilstand.UTKAST
    assert les_skrevet(deling=utkast)["tittel"] == "x" * 201


def test_it_leads_to_each_file_that_cannot_be_shared(karis: Client, kari: User, konto: Konto) -> None:
    utkast = lag_utkast(konto, kari, "hel.pdf")
    halv = lag_fil(utkast, "halv.pdf", Dokument.Tilstand.VENTER)
    sperret = lag_fil(utkast, "virus.exe", Dokument.Tilstand.SPERRET)
    tekst = karis.post(DEL, _skjema(konto, utkast=str(utkast.pk))).content.decode()
    for fil, grunn in ((halv, "«halv.pdf» er ikke ferdig lastet opp."), (sperret, "«virus.exe» er sperret.")):
        assert f'href="#fil-{fil.pk}">{grunn}' in tekst
        assert f'id="fil-{fil.pk}" tabindex="-1"' in tekst
    assert "«hel.pdf»" not in tekst


def test_it_shares_with_one_used_before_whose_number_never_was_on_the_page(
    karis: Client, kari: User, konto: Konto
) -> None:
    referanse = lag_deling(konto, kari, EN_PERSON).mottakere.get().pk
    tekst = karis.get(DEL).content.decode()
    assert f'name="legg_til" value="{referanse}"' in tekst
    tekst = karis.post(DEL, _skjema(konto, mottakere="", legg_til=str(referanse))).content.decode()
    assert f'name="tidligere" value="{referanse}"' in tekst
    assert f'name="fjern_tidligere" value="{referanse}"' in tekst
    assert EN_PERSON.verdi not in tekst
    assert f"{EN_PERSON.verdi[:6]}*****" in tekst
    svar = karis.post(DEL, _skjema(konto, mottakere="", tidligere=str(referanse), dokumenter=[_fil()]))
    assert svar.status_code == 302
    delt = Deling.objects.latest("opprettet")
    assert delt.mottakere.get().oppslag_hasher == Mottaker.objects.get(pk=referanse).oppslag_hasher


def test_it_says_so_when_one_used_before_is_not_to_be_had(karis: Client, ola: User, konto: Konto) -> None:
    referanse = lag_deling(konto, ola, EN_PERSON).mottakere.get().pk
    svar = karis.post(DEL, _skjema(konto, tidligere=str(referanse), dokumenter=[_fil()])).content.decode()
    assert "kan ikke brukes lenger eller hører til en annen konto" in svar
    assert 'name="tidligere" value=""' in svar
    assert Deling.objects.filter(delt__isnull=False).count() == 1


def test_it_takes_one_out_of_the_list_without_javascript(karis: Client, konto: Konto) -> None:
    skjema = _skjema(konto, mottakere=f"Ola {EN_PERSON.verdi} {EN_VIRKSOMHET.verdi}")
    tekst = karis.post(DEL, skjema | {"fjern_mottaker": "1"}).content.decode()
    assert EN_PERSON.verdi not in tekst
    assert f"Ola\n{EN_VIRKSOMHET.verdi}</textarea>" in tekst
    tekst = karis.post(DEL, skjema | {"fjern_ord": "ja"}).content.decode()
    assert f"{EN_PERSON.verdi}\n{EN_VIRKSOMHET.verdi}</textarea>" in tekst
    assert not Deling.objects.exists()


def test_it_asks_for_konto_only_when_there_is_a_choice(karis: Client, kari: User, konto: Konto) -> None:
    assert "Velg konto" not in karis.get(DEL).content.decode()
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    assert "Velg konto" in karis.get(DEL).content.decode()


def test_it_keeps_files_and_fields_when_a_number_is_wrong(karis: Client, konto: Konto) -> None:
    galt = EN_PERSON.verdi[:-1] + str((int(EN_PERSON.verdi[-1]) + 1) % 10)
    side = karis.post(DEL, _skjema(konto, mottakere=f"{EN_VIRKSOMHET.verdi}, {galt}", dokumenter=[_fil()]))
    tekst = side.content.decode()
    assert f"Mottaker nummer 2 ({galt[:6]}*****)" in tekst
    assert f"{EN_VIRKSOMHET.verdi}, {galt}" in tekst
    assert "vedtak.pdf" in tekst
    utkast = Deling.objects.get()
    assert f'name="utkast" value="{utkast.pk}"' in tekst
    svar = karis.post(DEL, _skjema(konto, utkast=str(utkast.pk)))
    assert svar["Location"] == _kvittering(utkast)


def test_it_shows_the_mottakere_it_has_read_without_sharing(karis: Client, konto: Konto) -> None:
    skjema = {"konto": str(konto.pk), "mottakere": f"{EN_PERSON.verdi} {EN_VIRKSOMHET.verdi}", "handling": "kontroller"}
    tekst = karis.post(DEL, skjema).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert f"{EN_PERSON.verdi[:6]}***** (person)" in tekst
    assert "(virksomhet)" in tekst
    assert "Velg minst én fil" not in tekst
    assert not Deling.objects.exists()


def test_it_says_everything_that_is_missing_at_once(karis: Client, kari: User, konto: Konto) -> None:
    Kontotilgang.objects.create(konto=Konto.objects.create(organisasjon=konto.organisasjon, navn="B"), bruker=kari)
    tekst = karis.post(DEL, {"konto": "", "mottakere": "", "tilgjengelig_i": ""}).content.decode()
    for feil in ("Velg hvilken konto", "Skriv minst ett", "Skriv et antall dager", "Velg minst én fil"):
        assert feil in tekst


@pytest.mark.parametrize(("varighet", "feil"), [("400", "høyst 365 dager"), ("snart", "antall dager"), ("0", "minst")])
def test_it_says_what_is_wrong_with_the_time(karis: Client, konto: Konto, varighet: str, feil: str) -> None:
    tekst = karis.post(DEL, _skjema(konto, tilgjengelig_i=varighet, dokumenter=[_fil()])).content.decode()
    assert feil in tekst
    assert 'aria-invalid="true"' in tekst
    assert Deling.objects.get().tilstand == Deling.Tilstand.UTKAST


def test_it_chooses_a_preset_without_sharing(karis: Client, konto: Konto) -> None:
    tekst = karis.post(DEL, _skjema(konto, forvalg="30")).content.decode()
    assert 'value="30"' in tekst
    assert "(norsk tid)" in tekst
    assert "feil" not in tekst.split("<main", 1)[1].split("<template", 1)[0].lower()


def test_it_refuses_an_empty_file_and_takes_the_others(karis: Client, konto: Konto) -> None:
    side = karis.post(DEL, _skjema(konto, dokumenter=[_fil("tom.txt", b""), _fil("full.txt")]))
    assert "«tom.txt»: Filen er tom" in side.content.decode()
    levende = Dokument.objects.exclude(tilstand__in=["slettes", "slettet"])
    assert [dokument.dokumentnavn for dokument in levende] == ["full.txt"]


def test_it_refuses_a_name_that_is_too_long(karis: Client, konto: Konto) -> None:
    side = karis.post(DEL, _skjema(konto, dokumenter=[_fil("a" * 300 + ".txt")]))
    assert "lengre enn 226 tegn" in side.content.decode()


def test_it_keeps_names_in_nfc(karis: Client, konto: Konto) -> None:
    karis.post(DEL, _skjema(konto, dokumenter=[_fil("a\u030arsmelding.pdf")]))
    assert Dokument.objects.get().dokumentnavn == "årsmelding.pdf"


def test_it_refuses_too_many_files(karis: Client, konto: Konto, settings: Settings) -> None:
    settings.DELING_MAKS_DOKUMENTER = 1
    side = karis.post(DEL, _skjema(konto, dokumenter=[_fil("a"), _fil("b")]))
    assert "høyst 1 dokumenter" in side.content.decode()


def test_it_caps_what_a_form_may_carry_and_keeps_what_came(karis: Client, konto: Konto, settings: Settings) -> None:
    settings.OPPLASTING_MAKS_UTEN_JS_BYTES = 1024**2
    stor = _fil("stor.bin", b"x" * 4 * 1024**2)
    tekst = karis.post(DEL, _skjema(konto, dokumenter=[_fil("liten.txt"), stor])).content.decode()
    assert "Uten JavaScript kan du sende høyst 1\N{NO-BREAK SPACE}MB om gangen" in tekst
    levende = Dokument.objects.exclude(tilstand__in=["slettes", "slettet"])
    assert [dokument.dokumentnavn for dokument in levende] == ["liten.txt"]


def test_it_tells_of_a_file_that_was_sent_coded_and_takes_the_others(karis: Client, konto: Konto) -> None:
    """As it came it would not be what was meant."""
    kropp = encode_multipart(BOUNDARY, _skjema(konto, dokumenter=[_fil("kodet.txt", b"YWJj"), _fil("hel.txt")]))
    hode = b'filename="kodet.txt"\r\n'
    kodet = kropp.replace(hode, hode + b"Content-Transfer-Encoding: base64\r\n")
    assert kodet != kropp
    tekst = karis.generic("POST", DEL, kodet, content_type=MULTIPART_CONTENT).content.decode()
    assert "«kodet.txt»: Content-Transfer-Encoding: innholdet er sendt omkodet" in tekst
    assert [dokument.dokumentnavn for dokument in Dokument.objects.all()] == ["hel.txt"]
    svar = karis.generic("POST", DEL, kropp, content_type=MULTIPART_CONTENT, headers={"content-encoding": "gzip"})
    assert (svar.status_code, Dokument.objects.count()) == (415, 1)


def test_it_shares_once_and_shows_the_same_receipt_twice(karis: Client, konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    skjema = _skjema(konto, utkast=str(utkast.pk))
    steder = [karis.post(DEL, skjema)["Location"] for _ in range(2)]
    assert steder == [_kvittering(utkast)] * 2
    assert utkast.mottakere.count() == 1
    assert karis.get(DEL, {"utkast": str(utkast.pk)})["Location"] == _kvittering(utkast)


def test_it_removes_a_file_and_keeps_what_is_typed(karis: Client, konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf", "b.pdf")
    vekk = utkast.dokumenter.get(dokumentnavn="a.pdf")
    for _press in range(2):
        tekst = karis.post(DEL, _skjema(konto, utkast=str(utkast.pk), fjern=str(vekk.pk))).content.decode()
    assert "b.pdf" in tekst
    assert "a.pdf" not in tekst
    assert EN_PERSON.verdi in tekst
    vekk.refresh_from_db()
    assert vekk.er_borte


def test_it_shows_what_a_draft_holds_and_what_is_missing(karis: Client, konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "ferdig.pdf")
    lag_fil(utkast, "halv.pdf", Dokument.Tilstand.VENTER)
    tekst = karis.get(DEL, {"utkast": str(utkast.pk)}).content.decode()
    assert 'data-navn="halv.pdf" data-storrelse="1000" data-mottatt="430" data-tilstand="venter"' in tekst
    assert "Lastet opp" in tekst
    side = karis.post(DEL, _skjema(konto, utkast=str(utkast.pk)))
    assert "ikke ferdig lastet opp" in side.content.decode()


def test_it_tells_of_a_draft_that_was_begun(karis: Client, konto: Konto, kari: User) -> None:
    lag_utkast(konto, kari)
    assert "påbegynt utkast" not in karis.get(DEL).content.decode()
    utkast = lag_utkast(konto, kari, "a.pdf")
    tekst = karis.get(DEL).content.decode()
    assert "påbegynt utkast" in tekst
    assert f"?utkast={utkast.pk}" in tekst


def test_it_goes_on_without_a_draft_thrown_away_elsewhere(karis: Client, konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    karis.post(reverse("dokumenter:forkast_utkast", args=[utkast.pk]))
    tekst = karis.post(DEL, _skjema(konto, utkast=str(utkast.pk))).content.decode()
    assert "Velg minst én fil" in tekst
    assert EN_PERSON.verdi in tekst
    assert karis.get(DEL, {"utkast": str(utkast.pk)})["Location"] == DEL


def test_it_explains_a_confidential_konto(karis: Client, konto: Konto) -> None:
    konto.taushetsbelagt, konto.sikkerhetsniva = True, 4
    konto.save()
    tekst = karis.get(DEL).content.decode()
    assert "taushetsbelagt innhold" in tekst
    assert "høyt sikkerhetsnivå" in tekst


@pytest.mark.parametrize("hvem", ["ola", "per"])
def test_it_hides_a_draft_from_colleague_and_stranger(
    request: pytest.FixtureRequest, nettleser_for: NettleserFor, konto: Konto, kari: User, hvem: str
) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    klient = nettleser_for(request.getfixturevalue(hvem))
    assert klient.get(DEL, {"utkast": str(utkast.pk)}).status_code == 404
    assert klient.post(DEL, _skjema(konto, utkast=str(utkast.pk))).status_code == 404
    assert klient.get(DEL, {"utkast": "tull"}).status_code == 404
    utkast.refresh_from_db()
    assert utkast.tilstand == Deling.Tilstand.UTKAST


@pytest.mark.parametrize("hvem", ["uten_rett", "fremmed"])
def test_it_tells_those_without_the_right_why(
    request: pytest.FixtureRequest, nettleser_for: NettleserFor, konto: Konto, hvem: str
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    for svar in (klient.get(DEL), klient.post(DEL, _skjema(konto, dokumenter=[_fil()]))):
        assert svar.status_code == 403
        assert "Be en administrator" in svar.content.decode()
    assert not Dokument.objects.exists()


def test_it_sends_nobody_to_login(nettleser_for: NettleserFor, konto: Konto) -> None:
    svar = nettleser_for(None).get(DEL)
    assert (svar.status_code, svar["Location"]) == (302, f"{reverse('users:logg_inn')}?next=%2Fdel%2F")
    assert nettleser_for(None).post(DEL, _skjema(konto, dokumenter=[_fil()])).status_code == 302
    assert not Dokument.objects.exists()


def test_it_refuses_a_foreign_konto(nettleser_for: NettleserFor, per: User, konto: Konto) -> None:
    side = nettleser_for(per).post(DEL, _skjema(konto, dokumenter=[_fil()]))
    assert "Velg en av kontoene i listen" in side.content.decode()
    assert not Deling.objects.filter(konto=konto).exists()


def test_it_stores_no_byte_before_the_csrf_token_is_checked(karis: Client, konto: Konto) -> None:
    karis.handler.enforce_csrf_checks = True
    karis.get(DEL)
    token = karis.cookies["deldokument_csrf"].value
    assert karis.post(DEL, _skjema(konto, dokumenter=[_fil()])).status_code == 403
    assert not Dokument.objects.exists()
    svar = karis.post(DEL, {"csrfmiddlewaretoken": token} | _skjema(konto, dokumenter=[_fil()]))
    assert svar.status_code == 302


@pytest.mark.parametrize("filtype", ["pdf", "x" * 300, "tekst/odelagt;;", "a/b/c"])
def test_it_takes_a_file_whatever_the_browser_calls_it(filtype: str, karis: Client, konto: Konto) -> None:
    fil = SimpleUploadedFile("a.pdf", b"innhold", content_type=filtype)
    assert karis.post(DEL, _skjema(konto, dokumenter=[fil])).status_code == 302
    assert Dokument.objects.get().mimetype in {"application/octet-stream", "tekst/odelagt"}


def test_it_refuses_a_form_that_is_cut_short(karis: Client, konto: Konto) -> None:
    grense = "multipart/form-data; boundary=x"
    assert karis.generic("POST", DEL, "--x\r\nContent-Dispo", grense).status_code == 400
    hode = '--x\r\nContent-Disposition: form-data; name="dokumenter"; filename="a.pdf"\r\n\r\n'
    assert "kom ikke helt fram" in karis.generic("POST", DEL, hode + "x" * 500, grense).content.decode()
    assert not Dokument.objects.exclude(tilstand__in=["slettes", "slettet"]).exists()


def test_it_never_shows_a_whole_number_but_in_the_field_itself(karis: Client, konto: Konto) -> None:
    tekst = karis.post(DEL, _skjema(konto, handling="kontroller")).content.decode()
    assert tekst.count(personer["mottaker"].fnr) == 1


def test_it_asks_few_questions_however_many_files_there_are(
    karis: Client, konto: Konto, kari: User, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    utkast = lag_utkast(konto, kari, *(f"{nr}.pdf" for nr in range(40)))
    lag_deling(konto, kari)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        karis.get(DEL, {"utkast": str(utkast.pk)})


def test_it_keeps_what_was_typed_and_uploaded_when_the_login_has_ended(
    person: Callable[[str], Person], kari: User, konto: Konto
) -> None:
    en = person("kari")
    en.logg_inn()
    utkast = lag_utkast(konto, kari, "a.pdf")
    flytt_tiden(en.produkt, aktiv=31, innlogget=31)
    sendt = _skjema(konto, utkast=str(utkast.pk), tilgjengelig_i="21", dokumenter=[_fil("b.pdf")])
    assert en.produkt.post(DEL, sendt)["Location"].startswith("/utlogget/")
    assert en.logg_inn(next=DEL)["Location"] == DEL
    tekst = en.produkt.get(DEL).content.decode()
    for igjen in (EN_PERSON.verdi, 'value="21"', "a.pdf", f'name="utkast" value="{utkast.pk}"'):
        assert igjen in tekst
    assert list(utkast.dokumenter.values_list("dokumentnavn", flat=True)) == ["a.pdf"]


def test_it_keeps_what_was_typed_when_one_logs_out_in_another_tab(
    person: Callable[[str], Person], kari: User, konto: Konto
) -> None:
    en = person("kari")
    en.logg_inn()
    utkast = lag_utkast(konto, kari, "a.pdf")
    en.produkt.post("/logg-ut/")
    assert en.produkt.get(DEL)["Location"] == "/logg-inn/?next=%2Fdel%2F"
    ut = en.produkt.post(f"{DEL}?utkast={utkast.pk}", _skjema(konto, utkast=str(utkast.pk), tilgjengelig_i="21"))
    assert "Vi har tatt vare på det du skrev" in en.produkt.get(ut["Location"]).content.decode()
    tilbake = f"{DEL}?utkast={utkast.pk}"
    assert en.logg_inn(next=tilbake)["Location"] == tilbake
    tekst = en.produkt.get(tilbake).content.decode()
    for igjen in (EN_PERSON.verdi, 'value="21"', "a.pdf", f'name="utkast" value="{utkast.pk}"'):
        assert igjen in tekst


def test_it_leads_back_to_the_draft_when_the_cookies_are_lost(karis: Client, konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    klient = Client(enforce_csrf_checks=True)
    svar = klient.post(f"{DEL}?utkast={utkast.pk}", _skjema(konto, utkast=str(utkast.pk), dokumenter=[_fil()]))
    assert svar.status_code == 403
    assert f'href="{DEL}?utkast={utkast.pk}"' in svar.content.decode()
    assert f'action="{DEL}?utkast={utkast.pk}"' in karis.get(DEL, {"utkast": str(utkast.pk)}).content.decode()
