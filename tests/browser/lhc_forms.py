"""Forms in a browser: LHC-Forms of the National Library of Medicine, in a Chromium that reaches nothing outside."""

import contextlib
import pathlib
import shutil
import typing as t

if t.TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Route

HERE: t.Final = pathlib.Path(__file__).parent
LFORMS: t.Final = HERE.parents[1] / ".browser" / "lforms@40.1.3" / "dist" / "lforms"
HOST: t.Final = "http://forms.invalid/"


def missing() -> str:
    """Return what is missing to show forms, and what to run; nothing if all is there."""
    try:
        import playwright.sync_api  # noqa: F401 (it is only asked for)
    except ImportError:
        return "there is no playwright: run  pip install playwright"
    if not _chromium():
        return "there is no Chromium: install the chromium of the system"
    return "" if LFORMS.exists() else "LHC-Forms is not there: run  python scripts/browser_tools.py"


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class NotShownError(Exception):
    """A form could not be shown."""


class FormPage:
    """A page that shows one form after another.

    `outside` has the addresses that it asked for and did not get, `errors` what the browser called an error.
    """

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.route("**/*", self._answer)
        page.on("console", self._note)
        page.on("pageerror", self._fail)
        page.set_default_timeout(5_000)
        page.goto(HOST)

    def _answer(self, route: "Route") -> None:
        address = route.request.url
        name = address.removeprefix(HOST)
        file = LFORMS / name if name else HERE / "lhc_forms.html"
        if address.startswith(HOST) and file.is_file():
            route.fulfill(path=file)
        else:
            self.outside.append(address)
            route.abort()

    def _note(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _fail(self, error: "Error") -> None:
        self.errors.append(str(error))

    def show(self, questionnaire: t.Mapping[str, t.Any]) -> None:
        """Show a form in the place of that before.

        Raises:
            NotShownError: LHC-Forms cannot show it.
        """
        self.outside.clear()
        self.errors.clear()
        trouble = self.page.evaluate(
            "form => LForms.Util.addFormToPage(form, 'form', {fhirVersion: 'R4'}).then(() => '', String)", questionnaire
        )
        if trouble:
            raise NotShownError(trouble)

    def visible(self) -> list[str]:
        """Return the ``linkId`` of each item that a person sees, in their order."""
        return list(
            self.page.evaluate(
                "[...document.querySelectorAll('lhc-item')].filter(item => item.offsetParent)"
                ".map(item => item.id.split('/')[0].replace('item-', ''))"
            )
        )

    def item(self, name: str) -> "Locator":
        """Return the item with a ``linkId``."""
        return self.page.locator(f'lhc-item[id^="item-{name}/"]')

    def choose(self, name: str, label: str) -> None:
        """Choose an option of a question that shows them."""
        self.item(name).get_by_text(label, exact=True).click()

    def pick(self, name: str, label: str) -> None:
        """Pick an option of a question that has them in a list, which is cut short until something is written."""
        field = self.item(name).locator("input")
        field.click()
        field.press_sequentially(label[:4])
        self.page.locator("#completionOptions li").filter(has_text=label).click()
        field.press("Tab")

    def write(self, name: str, text: str) -> None:
        """Write an answer, and leave its field as a person does."""
        field = self.item(name).locator("input, textarea").first
        field.click()
        field.fill(text)
        field.press("Tab")

    def response(self) -> t.Any:
        """Return the QuestionnaireResponse that LHC-Forms makes of the answers."""
        return self.page.evaluate("LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4', '#form')")


@contextlib.contextmanager
def form_page() -> t.Iterator[FormPage]:
    """Give a page, and close the browser after."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        yield FormPage(browser.new_page())
        browser.close()
