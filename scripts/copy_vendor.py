"""Copies the few built files the pages need out of node_modules into static/vendor.

No bundler; nothing third-party is committed.
"""

import re
import shutil
import sys
from pathlib import Path

ROT = Path(__file__).resolve().parent.parent
FRA = ROT / "node_modules"
TIL = ROT / "static" / "vendor"
FILER = {
    "@ks-digital/designsystem-themes/dist/base.css": "designsystem/base.css",
    "@ks-digital/designsystem-themes/dist/themes/ksdigital.css": "designsystem/ksdigital.css",
    "@digdir/designsystemet-web/dist/umd/index.js": "designsystem/web.js",
    "tus-js-client/dist/tus.min.js": "tus/tus.min.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter/inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter/inter-latin-ext.woff2",
}
# The manifest storage would stop at a source map that is not shipped.
_KART = re.compile(rb"\n?(//# sourceMappingURL=[^\n]*|/\*# sourceMappingURL=[^*]*\*/)\s*")


def main() -> int:
    """Copy all files; returns 1 and says what is missing when the npm packages are not installed."""
    mangler = [fil for fil in FILER if not (FRA / fil).is_file()]
    if mangler:
        print("Mangler i node_modules:", *mangler, sep="\n  ", file=sys.stderr)
        return 1
    shutil.rmtree(TIL, ignore_errors=True)
    for fra, til in FILER.items():
        mal = TIL / til
        mal.parent.mkdir(parents=True, exist_ok=True)
        innhold = (FRA / fra).read_bytes()
        mal.write_bytes(_KART.sub(b"\n", innhold) if mal.suffix in {".js", ".css"} else innhold)
    return 0


if __name__ == "__main__":
    sys.exit(main())
