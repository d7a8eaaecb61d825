"""Makes .venv with the Python that runs this. Where `venv` is a package of its own, it is installed if we may."""

import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

MAL = Path(__file__).resolve().parent.parent / ".venv"


def main() -> int:
    """Make the environment; returns 1 and says what to install when Python lacks what it needs."""
    if _lag():
        return 0
    pakke = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installerer {pakke} …", flush=True)
        miljo = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for valg in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", pakke]):
            subprocess.run(
                ["apt-get", *valg], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=miljo
            )
        if _lag():
            return 0
    print(
        f"Python mangler venv. Installer det (på Debian/Ubuntu: apt-get install {pakke}) og prøv igjen.",
        file=sys.stderr,
    )
    return 1


def _lag() -> bool:
    importlib.invalidate_caches()
    # Asked first, since Debian's venv says so in English and ends the process.
    if importlib.util.find_spec("ensurepip") is None:
        return False
    try:
        venv.EnvBuilder(with_pip=True, clear=True, symlinks=os.name != "nt").create(MAL)
    except (subprocess.CalledProcessError, ImportError):
        shutil.rmtree(MAL, ignore_errors=True)
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
