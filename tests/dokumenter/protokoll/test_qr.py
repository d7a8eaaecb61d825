import segno

from dokumenter.protokoll.qr import TYPER, qr_kode

LENKE = "https://deldokument.testvik.kommune.no/d/4f2f7a3e-0000-4000-8000-000000000000"


def test_it_draws_the_link_in_each_format_on_white() -> None:
    svg, png = (qr_kode(LENKE, format_=format_) for format_ in TYPER)
    assert svg.startswith(b"<?xml")
    assert b"<svg" in svg
    assert b"#fff" in svg
    assert png.startswith(b"\x89PNG\r\n\x1a\n")


def test_it_needs_nothing_that_our_pages_forbid() -> None:
    svg = qr_kode(LENKE, format_="svg")
    assert not [ord_ for ord_ in (b"style", b"script", b"class", b"href") if ord_ in svg]


def test_it_says_the_link_and_nothing_else() -> None:
    kode = segno.make(LENKE, micro=False, error="m")
    bredde = (len(kode.matrix) + 2 * kode.default_border_size) * 8
    assert f'width="{bredde}"'.encode() in qr_kode(LENKE, format_="svg")
    assert qr_kode(LENKE, format_="svg") != qr_kode(LENKE[:-1] + "1", format_="svg")
