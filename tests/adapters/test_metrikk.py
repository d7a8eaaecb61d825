"""What a process counts."""

from prometheus_client import generate_latest

from adapters.metrikk import (
    API,
    IDPORTEN,
    TELLERE,
    tell_avvist,
    tell_foresporsel,
    tell_oppslag,
    vis_altinn_stengt,
    vis_enhetsregisteret_stengt,
)


def _tall(navn: str, **merker: str) -> float:
    return TELLERE.get_sample_value(navn, merker) or 0.0


def test_it_counts_a_request_by_view_and_status_class() -> None:
    for_ = _tall("deldokument_foresporsler_total", visning="prove", status="4xx")
    tell_foresporsel(visning="prove", status=404, sekunder=0.2)
    tell_foresporsel(visning="prove", status=410, sekunder=0.2)
    assert _tall("deldokument_foresporsler_total", visning="prove", status="4xx") == for_ + 2
    assert _tall("deldokument_svartid_sekunder_bucket", visning="prove", le="0.25") >= 2
    assert _tall("deldokument_svartid_sekunder_bucket", visning="prove", le="0.1") == 0


def test_it_has_every_series_from_the_start_so_that_a_first_one_can_be_seen_to_rise() -> None:
    tekst = generate_latest(TELLERE).decode()
    for dor in (IDPORTEN, API):
        assert f'deldokument_innlogginger_avvist_total{{dor="{dor}"}}' in tekst
    for_ = _tall("deldokument_innlogginger_avvist_total", dor=API)
    tell_avvist(API)
    assert _tall("deldokument_innlogginger_avvist_total", dor=API) == for_ + 1


def test_it_shows_that_altinn_is_given_up() -> None:
    for stengt in (True, False):
        vis_altinn_stengt(stengt)
        assert _tall("deldokument_altinn_stengt_prosesser") == float(stengt)


def test_it_shows_that_enhetsregisteret_is_given_up_and_how_long_it_takes() -> None:
    for stengt in (True, False):
        vis_enhetsregisteret_stengt(stengt)
        assert _tall("deldokument_enhetsregisteret_stengt_prosesser") == float(stengt)
    for_ = _tall("deldokument_enhetsregisteret_sekunder_count", utfall="feil")
    tell_oppslag("feil", 0.3)
    assert _tall("deldokument_enhetsregisteret_sekunder_count", utfall="feil") == for_ + 1
