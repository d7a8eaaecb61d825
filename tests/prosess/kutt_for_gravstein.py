"""Recalls the deling that is named, and is killed with the recall committed and the store not told."""

import os
import signal
import sys

from tests.prosess import innside

innside.trekk_tilbake(deling=sys.argv[1], bekreft=False)
os.kill(os.getpid(), signal.SIGKILL)
