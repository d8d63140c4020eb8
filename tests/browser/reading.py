"""How people read a page: on a phone, in the dark, from right to left, enlarged, on paper; and what hinders them."""

import collections
import contextlib
import functools
import json
import pathlib
import shutil
import subprocess
import typing as t

import attrs
from browser import chromium

if t.TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOST: t.Final = "http://plan.invalid/"
AXE: t.Final = "axe-core@4.14.1/axe.min.js"
NU: t.Final = "vnu-jar@26.9.27/build/dist/vnu.jar"
NOT_UNDERSTOOD: t.Final = "Inline style violates Content Security Policy"
"""What the Nu checker says of a policy with a hash: that it keeps the style out. It does not; see the tests."""


@attrs.frozen
class Setting:
    """How a page is shown; *scale* is by how much it is enlarged, as a browser does it."""

    name: str
    width: int = 1280
    height: int = 900
    is_dark: bool = False
    language: str = "en"
    scale: int = 1
    has_forced_colours: bool = False

    def __str__(self) -> str:
        """Return the name of the setting."""
        return self.name


DESKTOP: t.Final = Setting("desktop")
PHONE: t.Final = Setting("320 px", 320, 640)
DARK: t.Final = Setting("dark", is_dark=True)
FORCED: t.Final = Setting("forced colours", has_forced_colours=True)
SETTINGS: t.Final = (
    DESKTOP,
    PHONE,
    DARK,
    Setting("right to left", language="ar"),
    Setting("right to left at 320 px", 320, 640, language="ar"),
    Setting("200 %", 640, 450, scale=2),
)

HEARD: t.Final = ["heading", "list", "listitem", "link", "image", "table", "row", "cell", "columnheader", "rowheader"]
"""What a screen reader goes by from place to place."""


def missing() -> str:
    """Return what is missing to read pages, and what to do; nothing if all is there."""
    return chromium.missing(AXE)


class ReadPage(chromium.WatchedPage):
    """A page that shows one document after another, and says what is wrong with it for its readers."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page, HOST)
        self.html = ""
        page.add_init_script(path=pathlib.Path(__file__).parent / "checks.js")

    def served(self, name: str) -> str | None:
        """Return the document; there is nothing else."""
        return None if name else self.html

    def show(self, html: str) -> None:
        """Show a document in the place of that before, and begin a new account."""
        self.html = html
        self.page.emulate_media(media="screen")
        self.forget()
        self.page.goto(HOST)

    def found(self, check: str, *values: object) -> t.Any:
        """Return what one of the checks in ``checks.js`` finds."""
        return self.page.evaluate("([check, values]) => checks[check](...values)", [check, list(values)])

    def axe(self) -> list[str]:
        """Return which rules of WCAG 2.2 A and AA, and of best practice, axe finds broken."""
        self.page.evaluate((chromium.TOOLS / AXE).read_text(encoding="utf-8"))
        return t.cast("list[str]", self.found("axe"))

    def spaced(self) -> list[str]:
        """Return what is lost with the spacing of text that WCAG 1.4.12 lets readers set."""
        self.found("space")
        return [*self.found("cut"), *self.found("overlaps"), *self.found("sideways")]

    def walk(self) -> list[str]:
        """Return what is wrong at each stop, going through the page with the tab key."""
        faults: list[str] = []
        for stop in range(self.found("countStops")):
            self.page.keyboard.press("Tab")
            faults += self.found("focusFaults", stop)
        return faults

    def heard(self) -> dict[str, int]:
        """Return how many things of each kind a screen reader is told of by the browser."""
        told = self.page.context.new_cdp_session(self.page).send("Accessibility.getFullAXTree")["nodes"]
        kinds = collections.Counter(str(one["role"]["value"]) for one in told if not one["ignored"])
        return {kind: kinds[kind] for kind in HEARD}

    def printed(self) -> list[str]:
        """Return what is lost on paper, or pale."""
        assert self.found("remember")
        self.page.emulate_media(media="print")
        return [*self.found("lostInPrint"), *self.found("paleInPrint"), *self.found("overlaps")]


@contextlib.contextmanager
def reading(browser: "Browser", setting: Setting) -> t.Iterator[ReadPage]:
    """Give a page with a setting, and close it after."""
    context = browser.new_context(
        viewport={"width": setting.width, "height": setting.height},
        color_scheme="dark" if setting.is_dark else "light",
        device_scale_factor=setting.scale,
        forced_colors="active" if setting.has_forced_colours else "none",
        reduced_motion="reduce",
    )
    yield ReadPage(context.new_page())
    context.close()


def missing_validator() -> str:
    """Return what is missing to check HTML, and what to do; nothing if all is there."""
    if not shutil.which("java"):
        return "there is no Java: install a Java runtime of the system"
    return chromium.missing_tools(NU)


def invalid(pages: t.Mapping[str, str], folder: pathlib.Path) -> dict[str, list[str]]:
    """Return what the Nu checker says of each page but the one thing that it gets wrong; *folder* is to work in."""
    for name, html in pages.items():
        (folder / f"{name}.html").write_bytes(html.encode())
    # A virtual machine that lives for seconds only is quicker without its second compiler; it then needs more stack.
    java = [str(shutil.which("java")), "-XX:TieredStopAtLevel=1", "-Xss8m", "-jar", str(chromium.TOOLS / NU)]
    command = [*java, "--format", "json", "--stdout", str(folder)]
    said = subprocess.run(command, check=False, capture_output=True, timeout=60).stdout
    found: dict[str, list[str]] = {name: [] for name in pages}
    for one in json.loads(said)["messages"]:
        if NOT_UNDERSTOOD not in one["message"]:
            found[pathlib.PurePosixPath(one["url"]).stem].append(one["message"])
    return found


@functools.cache
def site(fragment: str, style: str) -> str:
    """Return a page of a site that has its own head, headings and links, with a fragment in it."""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Our hospital</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style data-of-the-site>
body {{ font: 1rem/1.5 serif; margin: 1rem; color: #222; background: #fff }}
a {{ display: inline-block; padding: .5em }}
</style>
<style>{style}</style></head>
<body><header><h1>Our hospital</h1><a href="#main">To the page</a></header>
<main id="main">{fragment}</main></body></html>"""
