"""What some tests need and no Python package brings: a browser, the download clients people use, the right to mount,
and two small tools that most machines have."""

import os
import shutil
import subprocess
from dataclasses import dataclass

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Program:
    """A program: what it may be called, and the Debian package that has it."""

    navn: tuple[str, ...]
    pakke: str

    def finnes(self) -> bool:
        """It is on PATH."""
        return any(shutil.which(navn) for navn in self.navn)


PROGRAMMER = {
    "chromium": Program(CHROMIUM, "chromium"),
    "curl": Program(("curl",), "curl"),
    "wget": Program(("wget",), "wget"),
    "aria2c": Program(("aria2c",), "aria2"),
    "git": Program(("git",), "git"),
    "openssl": Program(("openssl",), "openssl"),
}


def skaff() -> set[str]:
    """Install what is missing where that is possible (Debian, as root); returns what is missing still."""
    mangler = {navn for navn, program in PROGRAMMER.items() if not program.finnes()}
    if mangler and _kan_installere():
        pakker = sorted(PROGRAMMER[navn].pakke for navn in mangler)
        print("Installerer", *pakker, "…", flush=True)
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *pakker)
        mangler = {navn for navn in mangler if not PROGRAMMER[navn].finnes()}
    return mangler if _kan_montere() else mangler | {"rett til å montere"}


def chromium() -> str:
    """The path of the browser, or an empty text."""
    return next((sti for navn in CHROMIUM if (sti := shutil.which(navn))), "")


def _kan_installere() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _kan_montere() -> bool:
    """Try it where nobody sees it: in a mount namespace that is gone again when the command ends."""
    if shutil.which("unshare") is None:
        return False
    prove = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(prove, check=False, capture_output=True).returncode == 0


def _apt(*argumenter: str) -> None:
    miljo = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        ["apt-get", *argumenter], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=miljo
    )
