"""Lines to paste into a command window: quoted right, with the key in a header, and no file over another."""

import re

from dokumenter.kommandolinjer import Hentefil, Kommandolinjer, lag_kommandolinjer

SUM = "a" * 64
ADRESSE = "https://deldokument.example/d/1/2"


def alle(*navn: str) -> Kommandolinjer:
    """For files of these names."""
    return lag_kommandolinjer("hent_NOKKEL", "dokumenter-1", [Hentefil(ADRESSE, SUM, ett) for ett in navn])


def linjer(*navn: str) -> tuple[str, str, str]:
    """The three kinds."""
    return alle(*navn)[:3]


def navn_i(tekst: str) -> list[str]:
    """What the files are saved under."""
    return re.findall(r"'?\./(dokumenter-1/[^'\n]*)", tekst)


def test_it_puts_the_key_once_in_a_header_and_never_in_an_address() -> None:
    for tekst in linjer("a.pdf", "b.pdf"):
        assert tekst.count("hent_NOKKEL") == 1
        assert not re.search(r"https://\S*hent_", tekst)


def test_it_goes_on_where_it_was_cut_and_compares_the_digest() -> None:
    skall, powershell, windows = linjer("a.pdf")
    assert "curl -f -C - --create-dirs --retry 5" in skall
    assert "sha256sum" in skall
    assert "Invoke-WebRequest -Uri $adresse -Headers $hode -OutFile $fil -Resume" in powershell
    assert "curl.exe -f -C - --retry 5" in windows
    assert "'@hentenokkel.txt'" in windows
    for tekst in (powershell, windows):
        assert "Get-FileHash -Algorithm SHA256 -LiteralPath $fil" in tekst
    for tekst in (skall, windows):
        assert tekst.rstrip().endswith("hentenokkel.txt")  # and takes the key away again


def test_it_quotes_any_name_so_that_nothing_of_it_is_run() -> None:
    skall, powershell, windows = linjer("a'; rm -rf $HOME `x` \u2019.pdf")
    assert f"""hent {ADRESSE} {SUM} './dokumenter-1/a'"'"'; rm -rf $HOME `x` \u2019.pdf'""" in skall
    for tekst in (powershell, windows):
        assert f"Hent '{ADRESSE}' {SUM} './dokumenter-1/a''; rm -rf $HOME `x` \u2019\u2019.pdf'" in tekst


def test_it_keeps_files_of_one_name_apart_also_where_case_is_no_difference() -> None:
    skall = linjer("a.pdf", "A.pdf", "a.pdf", "a (2).pdf", "-x")[0]
    assert [navn.partition("/")[2] for navn in navn_i(skall)] == [
        "a.pdf",
        "A (2).pdf",
        "a (3).pdf",
        "a (2) (2).pdf",
        "-x",
    ]


def test_it_saves_only_under_names_that_every_system_takes() -> None:
    for tekst in linjer("vedtak: 1/2.pdf", "CON.txt", "a.pdf:skjult.exe", "slutt. ", "\u00e6" * 200 + ".pdf"):
        navn = [ett.removeprefix("dokumenter-1/") for ett in navn_i(tekst)]
        assert navn[:4] == ["vedtak_ 1_2.pdf", "_CON.txt", "a.pdf_skjult.exe", "slutt"]
        assert len(navn[4].encode()) <= 240


def test_it_adds_to_nothing_that_lies_where_the_lines_are_pasted() -> None:
    skall, powershell, windows, mappe = alle("hentenokkel.txt", "brev.pdf")
    for tekst in (skall, powershell, windows):
        assert navn_i(tekst) == [f"{mappe}/hentenokkel.txt", f"{mappe}/brev.pdf"]
    assert "--create-dirs" in skall
    for tekst in (powershell, windows):
        assert f"New-Item -ItemType Directory -Force -Path {mappe} | Out-Null" in tekst
