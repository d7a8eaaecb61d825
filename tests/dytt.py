"""Nudges are sent a moment after the commit, together; a test that looks for them waits until they are."""

import threading


def vent_pa_dytt() -> None:
    """Until everything nudged so far is sent, or lost."""
    for trad in threading.enumerate():
        if isinstance(trad, threading.Timer):
            trad.join()
