"""What some tests need and no Python package brings: a browser, what people download and unpack with, nginx, the right
to mount, a clock that is wrong, and two small tools that most machines have."""

import ctypes.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

from scripts.versjoner import finn_for_nyeste_django

# Servers lie in sbin, which is not everybody's to search.
_STIER = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
NYERE_PYTHON = "Python 3.12 eller nyere"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Program:
    """A program: what it may be called, and the Debian package that has it."""

    navn: tuple[str, ...]
    pakke: str

    def finnes(self) -> bool:
        """It is on PATH."""
        return any(shutil.which(navn, path=_STIER) for navn in self.navn)


@dataclass(frozen=True)
class Bibliotek:
    """A shared library that a program from a Python package is linked with, and the Debian package that has it."""

    navn: str
    pakke: str

    def finnes(self) -> bool:
        """The loader knows it."""
        return ctypes.util.find_library(self.navn) is not None


NODVENDIG: dict[str, Program | Bibliotek] = {
    "chromium": Program(CHROMIUM, "chromium"),
    "curl": Program(("curl",), "curl"),
    "wget": Program(("wget",), "wget"),
    "aria2c": Program(("aria2c",), "aria2"),
    "unzip": Program(("unzip",), "unzip"),
    "7z": Program(("7z",), "p7zip-full"),
    "bsdtar": Program(("bsdtar",), "libarchive-tools"),
    "libatomic": Bibliotek("atomic", "libatomic1"),  # Playwright's node does not start without it
    "nginx": Program(("nginx",), "nginx-light"),
    "clamd": Program(("clamd",), "clamav-daemon"),
    "git": Program(("git",), "git"),
    "openssl": Program(("openssl",), "openssl"),
    "faketime": Program(("faketime",), "faketime"),  # a host whose clock is wrong
}


def skaff() -> set[str]:
    """Install what is missing where that is possible (Debian, as root); returns what is missing still."""
    mangler = {navn for navn, det in NODVENDIG.items() if not det.finnes()}
    if mangler and _kan_installere():
        pakker = sorted(NODVENDIG[navn].pakke for navn in mangler)
        print("Installerer", *pakker, "…", flush=True)
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *pakker)
        mangler = {navn for navn in mangler if not NODVENDIG[navn].finnes()}
    if not _kan_montere():
        mangler |= {"rett til å montere"}
    return mangler if finn_for_nyeste_django() else mangler | {NYERE_PYTHON}


def chromium() -> str:
    """The path of the browser, or an empty text."""
    return next((sti for navn in CHROMIUM if (sti := shutil.which(navn))), "")


def _kan_installere() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _kan_montere() -> bool:
    """Try it as the tests do it, in a directory of our own."""
    if shutil.which("mount") is None:
        return False
    with tempfile.TemporaryDirectory() as sted:
        if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", sted], check=False, capture_output=True).returncode:
            return False
        return subprocess.run(["umount", sted], check=False, capture_output=True).returncode == 0


def _apt(*argumenter: str) -> None:
    miljo = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        ["apt-get", *argumenter], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=miljo
    )
