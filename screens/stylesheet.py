"""Styles that are parsed once for all sessions."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.css.stylesheet import Stylesheet


class SharedStylesheet(Stylesheet):
    """Parses a source once: a session's start spent a third of its time on reading the same.

    What it hands out is only read by Textual, so sessions may share it.
    """

    _parsed: ClassVar[dict[tuple[Any, ...], list[Any]]] = {}
    _variables_key: frozenset[tuple[str, str]] | None = None

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other variables."""
        self._variables_key = None
        super().set_variables(variables)

    def _parse_rules(self, css: str, *args: Any, **kwargs: Any) -> list[Any]:
        if self._variables_key is None:
            self._variables_key = frozenset(self._variables.items())
        key = (self._variables_key, css, args, tuple(sorted(kwargs.items())))
        rules = self._parsed.get(key)
        if rules is None:
            rules = self._parsed[key] = super()._parse_rules(css, *args, **kwargs)
        return rules

    def reparse(self) -> None:
        """Take new variables into account; Textual's own way is by a sheet that shares nothing."""
        self.parse()
