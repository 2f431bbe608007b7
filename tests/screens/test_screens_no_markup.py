"""The code of the screens itself: nothing that a member wrote can be taken for markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import screens

FOLDER = Path(screens.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))
FORBIDDEN = ("bbs.models", "bbs.db", "peewee", "playhouse", "asyncssh")
SHOWS = ("Static", "Label", "UserText", "notify")
WRAPS = ("Content", "shown", "assemble")
# Members' words reach this one cleaned by itself.
CLEANS = ("UserText",)


def name_of(node: ast.expr) -> str:
    """The last part of what is called: `update` of `self.query_one(...).update`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def is_safe(node: ast.expr) -> bool:
    """Whether an argument is a text of our own without a hole in it, or wrapped."""
    if isinstance(node, ast.Constant):
        return True
    return isinstance(node, ast.Call) and name_of(node.func) in WRAPS


def has_markup_off(call: ast.Call) -> bool:
    return any(
        keyword.arg == "markup"
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is False
        for keyword in call.keywords
    )


def shown_by(call: ast.Call) -> list[ast.expr]:
    """What a call shows: its first argument, by place or by name."""
    named = [each.value for each in call.keywords if each.arg in ("content", "renderable")]
    return [*call.args[:1], *named]


def is_a_widgets_update(call: ast.Call) -> bool:
    """Whether it is `widget.update(...)`, and not a dictionary's."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "update"


def faults(source: str) -> Iterator[str]:
    """What is forbidden in a file of the screens, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from _imports(node, [alias.name for alias in node.names])
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield from _imports(node, [module, *(f"{module}.{a.name}" for a in node.names)])
        elif isinstance(node, ast.Call):
            yield from _calls(node)


def _imports(node: ast.stmt, names: list[str]) -> Iterator[str]:
    for name in names:
        if name.startswith(FORBIDDEN):
            yield f"{node.lineno}: imports {name}"
            return


def _calls(call: ast.Call) -> Iterator[str]:
    name = name_of(call.func)
    if (name in SHOWS and name not in CLEANS) or is_a_widgets_update(call):
        for argument in shown_by(call):
            if not is_safe(argument):
                yield f"{call.lineno}: {name}({ast.unparse(argument)})"
    if name in ("Static", "Label", "HintLine") and not has_markup_off(call):
        yield f"{call.lineno}: {name} without markup=False"
    if name in ("from_markup", "from_text", "render_markup", "Markdown", "DataTable", "OptionList"):
        yield f"{call.lineno}: {name} takes markup"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_words_of_members_are_taken_for_markup(path: Path) -> None:
    assert list(faults(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "Static(f'{handle}', markup=False)",
        "Static('by %s' % handle, markup=False)",
        "Static('by {}'.format(handle), markup=False)",
        "Static('by ' + handle, markup=False)",
        "Static(handle, markup=False)",
        "Static(content=handle, markup=False)",
        "Static(str(handle), markup=False)",
        "Static('x')",
        "Static('x', markup=True)",
        "HintLine('x')",
        "Label(handle, markup=False)",
        "self.notify(post.body)",
        "self.app.notify(f'{post.body}')",
        "self.query_one('#lead', Static).update(post.title)",
        "lead.update('x' + y)",
        "Content.from_markup(post.body)",
        "import peewee",
        "from bbs.models import Post",
        "from bbs import db",
        "from bbs.db import atomic",
        "import asyncssh.misc",
    ],
)
def test_each_fault_is_found(source: str) -> None:
    assert list(faults(source))


@pytest.mark.parametrize(
    "source",
    [
        "Static('words of ours', markup=False)",
        "Static(Content(post.body), markup=False)",
        "lead.update(Content(shown(post.body)))",
        "self.update(Content.assemble(*parts))",
        "from bbs.services import posts",
        "from bbs.seam import call",
    ],
)
def test_what_is_safe_passes(source: str) -> None:
    assert list(faults(source)) == []


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) > 25


def test_no_title_or_sub_title_or_tooltip_is_set_from_a_value() -> None:
    """Border titles and tooltips are parsed as markup by Textual."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if name_of(target) in ("border_title", "border_subtitle", "tooltip"):
                        assert isinstance(node.value, ast.Constant), (path.name, node.lineno)
