"""The Chromium of the machine, with pages that reach nothing outside and keep account of what they ask for."""

import contextlib
import pathlib
import shutil
import typing as t

if t.TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Route

TOOLS: t.Final = pathlib.Path(__file__).parents[2] / ".browser"


def missing(*tools: str) -> str:
    """Return what is missing to show pages and to use *tools* in them, and what to do; nothing if all is there."""
    try:
        import playwright.sync_api  # noqa: F401 (it is only asked for)
    except ImportError:
        return "there is no playwright: run  pip install playwright"
    if not _program():
        return "there is no Chromium: install the chromium of the system"
    return missing_tools(*tools)


def missing_tools(*tools: str) -> str:
    """Return which of the files in ``.browser/`` are missing, and what to run; nothing if all are there."""
    absent = [tool for tool in tools if not (TOOLS / tool).exists()]
    return f"{', '.join(absent)} is not there: run  python scripts/browser_tools.py" if absent else ""


def _program() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextlib.contextmanager
def chromium() -> t.Iterator["Browser"]:
    """Give the browser, and close it after."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_program(), args=["--no-sandbox"])
        yield browser
        browser.close()


class WatchedPage:
    """A page on a host that is none: what is *served* there comes from here, and nothing from anywhere else.

    `outside` has the addresses that it asked for and did not get, `errors` what the browser called an error, `dialogs`
    what a script said in a box.
    """

    def __init__(self, page: "Page", host: str) -> None:
        self.page = page
        self.host = host
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        page.route("**/*", self._answer)
        page.on("console", self._note)
        page.on("pageerror", self._fail)
        page.on("dialog", self._dismiss)
        page.set_default_timeout(5_000)

    def served(self, name: str) -> pathlib.Path | str | None:
        """Return the file, or the page, that the host has by this name."""
        raise NotImplementedError

    def forget(self) -> None:
        """Begin a new account."""
        for noted in (self.outside, self.errors, self.dialogs):
            noted.clear()

    def _answer(self, route: "Route") -> None:
        address = route.request.url
        found = self.served(address.removeprefix(self.host)) if address.startswith(self.host) else None
        if isinstance(found, pathlib.Path):
            route.fulfill(path=found)
        elif found is not None:
            route.fulfill(body=found, content_type="text/html; charset=utf-8")
        else:
            self.outside.append(address)
            route.abort()

    def _note(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _fail(self, error: "Error") -> None:
        self.errors.append(str(error))

    def _dismiss(self, dialog: "Dialog") -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()
