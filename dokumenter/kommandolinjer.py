"""Ready lines for a command window that fetch files, go on where they were cut, and compare the digest.

The key goes in a header and, but for the line it is pasted in, neither in a list of processes nor in an address. The
files go into a folder of their own, by names that any system can save: what lies there is gone on with, and a file that
only happens to have the same name must not be.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import NamedTuple

from dokumenter.protokoll.arkivnavn import arkivnavn

_SKALL = """\
umask 077
printf 'Authorization: Bearer %s\\n' '{nokkel}' > hentenokkel.txt
hent() {{
  for nr in 1 2 3 4 5 6 7 8 9 10; do
    curl -f -C - --create-dirs --retry 5 --retry-delay 2 -H @hentenokkel.txt -o "$3" "$1"
    case $? in 0|22|33) break;; esac
    sleep 5
  done
  sum=$( (sha256sum || shasum -a 256) < "$3" 2> /dev/null | cut -c 1-64)
  if [ "$sum" = "$2" ]; then echo "OK $3"; else echo "FEIL $3"; fi
}}
{filer}
rm hentenokkel.txt
"""
_POWERSHELL = """\
New-Item -ItemType Directory -Force -Path {mappe} | Out-Null
$hode = @{{ Authorization = 'Bearer {nokkel}' }}
function Hent($adresse, $sum, $fil) {{
  Invoke-WebRequest -Uri $adresse -Headers $hode -OutFile $fil -Resume -MaximumRetryCount 20 -RetryIntervalSec 5
  if ((Get-FileHash -Algorithm SHA256 -LiteralPath $fil).Hash -eq $sum) {{ "OK $fil" }} else {{ "FEIL $fil" }}
}}
{filer}
"""
_WINDOWS = """\
New-Item -ItemType Directory -Force -Path {mappe} | Out-Null
Set-Content -Path hentenokkel.txt -Encoding ascii -Value 'Authorization: Bearer {nokkel}'
function Hent($adresse, $sum, $fil) {{
  foreach ($nr in 1..10) {{
    curl.exe -f -C - --retry 5 --retry-delay 2 -H '@hentenokkel.txt' -o $fil $adresse
    if (@(0, 22, 33) -contains $LASTEXITCODE) {{ break }}
    Start-Sleep -Seconds 5
  }}
  if ((Get-FileHash -Algorithm SHA256 -LiteralPath $fil).Hash -eq $sum) {{ "OK $fil" }} else {{ "FEIL $fil" }}
}}
{filer}
Remove-Item hentenokkel.txt
"""
# PowerShell takes these for quotes too.
_ANFORSELSTEGN = "'\u2018\u2019\u201a\u201b"


class Hentefil(NamedTuple):
    """What is fetched: its address, its digest, and the name it is saved under."""

    adresse: str
    sha256: str
    navn: str


class Kommandolinjer(NamedTuple):
    """The same for three kinds of windows, and the folder the files come to lie in."""

    skall: str
    powershell: str
    windows: str
    mappe: str


def lag_kommandolinjer(nokkel: str, mappe: str, filer: Iterable[Hentefil]) -> Kommandolinjer:
    """Lines to paste, for these files. `mappe`: the name of the folder, of letters, digits and hyphens."""
    alle = list(filer)
    stier = [f"./{mappe}/{navn}" for navn in arkivnavn(("", fil.navn) for fil in alle)]
    unike = [fil._replace(navn=sti) for fil, sti in zip(alle, stier, strict=True)]
    i_skall = "\n".join(f"hent {shlex.quote(fil.adresse)} {fil.sha256} {shlex.quote(fil.navn)}" for fil in unike)
    i_powershell = "\n".join(f"Hent {_sitert(fil.adresse)} {fil.sha256} {_sitert(fil.navn)}" for fil in unike)
    return Kommandolinjer(
        _SKALL.format(nokkel=nokkel, filer=i_skall),
        _POWERSHELL.format(nokkel=nokkel, mappe=mappe, filer=i_powershell),
        _WINDOWS.format(nokkel=nokkel, mappe=mappe, filer=i_powershell),
        mappe,
    )


def _sitert(tekst: str) -> str:
    """A text that PowerShell takes as it stands."""
    return "'" + "".join(tegn * 2 if tegn in _ANFORSELSTEGN else tegn for tegn in tekst) + "'"
