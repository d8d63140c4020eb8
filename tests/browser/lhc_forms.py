"""Forms in a browser: LHC-Forms of the National Library of Medicine, in a Chromium that reaches nothing outside."""

import contextlib
import pathlib
import typing as t

from browser import chromium

if t.TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

HERE: t.Final = pathlib.Path(__file__).parent
LFORMS: t.Final = "lforms@40.1.3"
HOST: t.Final = "http://forms.invalid/"


def missing() -> str:
    """Return what is missing to show forms, and what to do; nothing if all is there."""
    return chromium.missing(LFORMS)


class NotShownError(Exception):
    """A form could not be shown."""


class FormPage(chromium.WatchedPage):
    """A page that shows one form after another."""

    def __init__(self, page: "Page") -> None:
        super().__init__(page, HOST)
        page.goto(HOST)

    def served(self, name: str) -> pathlib.Path | None:
        """Return a file of LHC-Forms, or the page that they stand in."""
        file = chromium.TOOLS / LFORMS / "dist" / "lforms" / name if name else HERE / "lhc_forms.html"
        return file if file.is_file() else None

    def show(self, questionnaire: t.Mapping[str, t.Any]) -> None:
        """Show a form in the place of that before.

        Raises:
            NotShownError: LHC-Forms cannot show it.
        """
        self.forget()
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
    with chromium.chromium() as browser:
        yield FormPage(browser.new_page())
