"""Who a letter is from and about; given to a sheet, and kept nowhere."""

import datetime as dt

import attrs

from second_opinion.own import Check


@attrs.frozen(kw_only=True, repr=False)
class Person:
    """The patient's details as they stand in a letter; what is left out is a blank to fill in by hand.

    `signer` is who signs where that is not the patient: a parent, a guardian, a carer. Nothing of this is in any plan,
    and `repr` does not show it.

    Raises:
        EntryError: a detail is not text, or `born` is not a date; all such details are named.
    """

    name: str = ""
    born: dt.date | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    record_number: str = ""
    insurance_number: str = ""
    signer: str = ""

    def __attrs_post_init__(self) -> None:
        check = Check()
        check.born("born", self.born)
        for field in attrs.fields(Person):
            if field.name != "born":
                check.text(field.name, getattr(self, field.name))
        check.done()

    def __repr__(self) -> str:
        return "Person(...)"
