"""The kinds of short text that have a form: ids, addresses, codes, partial dates.

Each is a `str` for a type checker, annotated with the `Form` that the reader of packs and plans enforces and that
the JSON Schemas show.
"""

import functools
import re
import typing as t


class Form(t.NamedTuple):
    """How a text must look: a regular expression for the whole of it, and the rule in words."""

    pattern: str
    rule: str

    def matches(self, text: str) -> bool:
        """Return whether the whole of a text has the form."""
        return _compiled(self.pattern)(text) is not None


@functools.cache
def _compiled(pattern: str) -> t.Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).fullmatch


Id = t.Annotated[
    str, Form(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "small letters, digits and single hyphens, as in 'ask-all-options'")
]
HTTPS: t.Final = Form(
    r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][A-Za-z0-9._~:/?#@!$&()*+,;=%\[\]-]*)?",
    "an address that starts with https:// and the name of a host",
)
Https = t.Annotated[str, HTTPS]
Doi = t.Annotated[str, Form(r"10\.[0-9]{4,9}/[^\s<>\"]+", "a DOI without its resolver, as in '10.1136/bmj.m4087'")]
PartialDate = t.Annotated[str, Form(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "a year, a month or a day, as in '2021-03'")]
PACK_VERSION: t.Final = Form(r"[0-9]{4}\.[0-9]{1,2}(\.[0-9]+)?", "a calendar version, as in '2026.11'")
PackVersion = t.Annotated[str, PACK_VERSION]
LoincCode = t.Annotated[str, Form(r"[0-9]{3,7}-[0-9]", "a LOINC code, as in '11529-5'")]
LanguageTag = t.Annotated[
    str, Form(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a BCP 47 language tag, as in 'en', 'es' or 'zh-Hant'")
]
CountryCode = t.Annotated[str, Form(r"[A-Z]{2}", "an ISO 3166-1 alpha-2 code in capitals, as in 'US' or 'GB'")]
