"""``python -m standins``: run the stand-ins until SIGTERM or Ctrl-C."""

import argparse
import logging
import signal
import sys
from pathlib import Path
from types import FrameType

from standins.server import lag_server


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="standins", description=__doc__)
    parser.add_argument("--port", type=int, default=8001, help="port on 127.0.0.1 (default 8001)")
    parser.add_argument("--produkt", help="address of the product, for the link on the front page")
    parser.add_argument("--klienter", type=Path, help="JSON file of registered clients; read again when it changes")
    parser.add_argument("--logg", action="store_true", help="log one line per request (no query, no numbers)")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO if options.logg else logging.WARNING, format="standins: %(message)s")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    server, app = lag_server(options.port, options.klienter, options.produkt)
    sys.stdout.write(f"standins: {app.base}\n")
    sys.stdout.flush()
    server.serve_forever()


def _stop(number: int, frame: FrameType | None) -> None:
    """Leave the main thread at once; the request threads are daemons and end with it."""
    sys.exit(0)


if __name__ == "__main__":
    main()
