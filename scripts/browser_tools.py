"""Fetch what the tests in a browser need: LHC-Forms, the accessibility checker axe, and the Nu checker of HTML.

usage: python scripts/browser_tools.py

Each is a package of npm in one version, whose SHA-512 stands here. They come into ``.browser/`` in the project, which
is not part of it; what is there already is left as it is. The browser is Chromium, as the machine has it.
"""

import base64
import hashlib
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

TARGET = pathlib.Path(__file__).parents[1] / ".browser"

PACKAGES = {
    "lforms@40.1.3": "WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ==",
    "axe-core@4.14.1": "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "vnu-jar@26.9.27": "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
}


def main() -> None:
    """Bring each package that is not there yet."""
    TARGET.mkdir(exist_ok=True)
    for package, digest in PACKAGES.items():
        folder = TARGET / package
        if folder.exists():
            print(f"{package} is there")
        else:
            fetch(package, digest, folder)
            print(f"{package} is there now")


def fetch(package: str, digest: str, folder: pathlib.Path) -> None:
    """Put what is in a package into a folder, whole or not at all."""
    with tempfile.TemporaryDirectory(dir=TARGET) as work:
        archive = packed(package, pathlib.Path(work))
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != digest:
            raise SystemExit(f"{package} is not what it was: its SHA-512 is {found}")
        with tarfile.open(archive) as files:
            files.extractall(work, filter="data")
        pathlib.Path(work, "package").rename(folder)


def packed(package: str, work: pathlib.Path) -> pathlib.Path:
    """Return the archive of a package, as npm gives it."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("this needs npm, which comes with Node.js")
    subprocess.run([npm, "pack", package, "--silent"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    (archive,) = work.glob("*.tgz")
    return archive


if __name__ == "__main__":
    main()
