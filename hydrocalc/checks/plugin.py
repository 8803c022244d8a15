"""pytest plugin: with ``--hydro`` each ``*.hydro.toml`` is a file of tests, one a rule.

It is loaded in every run of every user, so it imports nothing but pytest until it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


def pytest_addoption(parser: Any) -> None:
    """``--hydro``, or ``hydro = true`` in the configuration."""
    group = parser.getgroup("hydrocalc")
    group.addoption("--hydro", action="store_true", help="check design files *.hydro.toml")
    group.addoption(
        "--hydro-accept", action="append", choices=("conditional", "partial"), default=[],
        help="verdicts of design files that are taken for a pass",
    )  # fmt: skip
    parser.addini("hydro", "check design files *.hydro.toml", type="bool", default=False)


def pytest_collect_file(file_path: Any, parent: Any) -> Any:
    """Design files, if asked for."""
    config = parent.config
    if file_path.name.endswith(".hydro.toml") and (config.option.hydro or config.getini("hydro")):
        return DesignFile.from_parent(parent, path=file_path)
    return None


class DesignFile(pytest.File):
    """A design file: its tests are its rules."""

    report: Any = None

    def collect(self) -> Iterator[Any]:
        """One test a rule; a file that can't be used is one failing test, no broken session."""
        from hydrocalc.checks.engine import codes_of
        from hydrocalc.errors import HydrocalcError
        from hydrocalc.stations.designs.reading import read_design

        try:
            self.design = read_design(self.path)
            codes = codes_of(self.design)
        except HydrocalcError as error:
            yield Unusable.from_parent(self, name="design-file", said=str(error))
            return
        for code in codes:
            yield RuleTest.from_parent(self, name=code)
        yield VerdictTest.from_parent(self, name="verdict")

    def checked(self) -> Any:
        """The report; the design is solved once for all rules."""
        from hydrocalc.checks.engine import check

        if self.report is None:
            self.report = check(self.design)
        return self.report


class DesignError(Exception):
    """A rule that fails, or a file that can't be used."""


class _Item(pytest.Item):
    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """The finding alone, without our own stack."""
        from hydrocalc.errors import HydrocalcError
        from hydrocalc.records.tables import harmless

        if isinstance(excinfo.value, (DesignError, HydrocalcError)):
            return harmless(str(excinfo.value))
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Any, int, str]:
        """File and name."""
        return self.path, 0, self.name


class Unusable(_Item):
    """A design file that can't be used."""

    def __init__(self, *, said: str, **known: Any) -> None:
        super().__init__(**known)
        self.said = said

    def runtest(self) -> None:
        """Fail, with all that is wrong in the file."""
        raise DesignError(self.said)


class RuleTest(_Item):
    """One rule on one design."""

    def runtest(self) -> None:
        """Fail, skip or pass as the finding says."""
        from hydrocalc.checks.findings import is_open
        from hydrocalc.checks.formats import detail
        from hydrocalc.checks.outcomes import FAIL, NONE, OPEN, UNJUDGED, WAIVED
        from hydrocalc.records.tables import harmless

        parent: Any = self.parent
        finding = next((f for f in parent.checked().findings if f.code == self.name), None)
        if finding is None:
            pytest.skip("the file leaves this rule out")
        if finding.outcome == FAIL or is_open(finding):
            raise DesignError(f"{self.path.name}:{finding.file_line}: {detail(finding, 'en')}")
        if finding.outcome in (OPEN, NONE, UNJUDGED, WAIVED):
            pytest.skip(harmless(finding.excused() or finding.said()))
        said = harmless(f"{finding.outcome}: {finding.said()}")
        self.user_properties.append(("outcome", said))


class VerdictTest(_Item):
    """What all rules come to: nothing that is left to decide is a pass."""

    def runtest(self) -> None:
        """Fail unless the design passed, or its verdict is accepted."""
        parent: Any = self.parent
        report = parent.checked()
        if report.accepted(self.config.option.hydro_accept):
            raise DesignError(report.summary("en"))
