"""A person who stands for something."""

from __future__ import annotations

from hydrocalc.records.fields import Text
from hydrocalc.records.record import Record


class Person(Record):
    """Who did or decided something.

    Parameters
    ----------
    name : str
        Name of a person.
    role, organisation : str, optional
        As what, and for whom.
    """

    name: Text = Text(label="name")
    role: Text = Text(default="", label="role")
    organisation: Text = Text(default="", label="organisation")

    @property
    def said(self) -> str:
        """Name, role and organisation."""
        return ", ".join(x for x in (self.name, self.role, self.organisation) if x)
