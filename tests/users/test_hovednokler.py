"""The setting HOVEDNOKLER, read once for all who use the master keys."""

import base64

import pytest

from users.hovednokler import les_hovednokler

HEMMELIG = base64.b64encode(b"hemmelig" * 4).decode()


@pytest.mark.parametrize(
    "verdi",
    [
        "",
        HEMMELIG,
        f":{HEMMELIG}",
        f"æ:{HEMMELIG}",
        f"{'x' * 33}:{HEMMELIG}",
        f"a:{HEMMELIG},a:{HEMMELIG}",
        f"a:{HEMMELIG},",
        f"a:{HEMMELIG[:-1]}",
        f"a:{HEMMELIG[:20]}",
        f"a:{HEMMELIG}!",
        f"a:{HEMMELIG}{HEMMELIG}",
    ],
)
def test_it_refuses_a_bad_setting_without_repeating_it(verdi: str) -> None:
    with pytest.raises(ValueError, match=r"Hovednøkkel nummer \d") as feil:
        les_hovednokler(verdi)
    assert HEMMELIG[:8] not in str(feil.value)
    assert feil.value.__cause__ is None


def test_it_gives_the_keys_with_the_active_one_first() -> None:
    assert list(les_hovednokler(f"ny:{HEMMELIG}, gammel_1.0-a:{base64.b64encode(bytes(32)).decode()}").items()) == [
        ("ny", b"hemmelig" * 4),
        ("gammel_1.0-a", bytes(32)),
    ]
