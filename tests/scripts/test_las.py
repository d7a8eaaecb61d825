"""The lock file: what it must say for every pip that can read it."""

from __future__ import annotations

from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import ROT


def last() -> dict[str, Requirement]:
    """What is locked for development, by name."""
    linjer = (ROT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    krav = [Requirement(linje.rstrip(" \\")) for linje in linjer if linje and not linje.startswith((" ", "#"))]
    return {canonicalize_name(en.name): en for en in krav if en.marker is None or en.marker.evaluate()}


def test_it_locks_a_package_with_every_extra_that_another_asks_of_it() -> None:
    """An older pip takes the newest release for an extra that is not locked, finds no hash for it, and stops."""
    lasen = last()
    mangler = []
    for navn, krav in lasen.items():
        for linje in distribution(navn).requires or []:
            onsket = Requirement(linje)
            gjelder = onsket.marker is None or any(onsket.marker.evaluate({"extra": en}) for en in ("", *krav.extras))
            funnet = lasen.get(canonicalize_name(onsket.name))
            if gjelder and funnet is not None and not onsket.extras <= funnet.extras:
                mangler.append(f"{navn} ber om {onsket}")
    assert len(lasen) > 100
    assert mangler == []
