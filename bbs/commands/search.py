"""Finding posts by their words."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from bbs import finding, folding, warnings
from bbs.clock import spoken_ago
from bbs.commands.boards import counted
from bbs.commands.caller import Caller
from bbs.commands.command import Arguments, Command, Usage
from bbs.commands.threads import filters_of, folds_warnings, paged, rows_at_once
from bbs.seam import call
from bbs.services import search
from bbs.views import FilterView, FoundPost

_AMONG = f"best first among the newest {search.BEST_AMONG:,} that match"


async def find(caller: Caller, given: Arguments) -> None:
    """Posts that have these words."""
    raw = finding.joined(given.words)
    if finding.parse(raw).is_nothing and not given.by:
        raise Usage(f"Say a word to look for. Usage: {_FORM}")
    limit = rows_at_once(caller)
    page = await call(
        search.find,
        caller.visit.actor,
        raw,
        board=given.board or "",
        by=given.by or "",
        is_best=given.best,
        limit=limit,
        skip=(given.page - 1) * limit,
        now=caller.visit.now,
    )
    filtered = await filters_of(caller)
    folds = await folds_warnings(caller)
    more = _further(raw, given) if page.after is not None else ""
    caller.choices = [f"go-on {row.thread_id} {row.number}" for row in page.rows]
    if more:
        caller.choices.append(more)
    lines = [_head(len(page.rows), given)]
    for at, row in enumerate(page.rows, 1):
        lines.append(_said(caller, at, row, filtered, folds=folds))
    if more:
        lines.append(f"{len(page.rows) + 1}. More." if caller.is_talking else f"More: {more}")
    document = {
        "page": given.page,
        "has_more": page.after is not None,
        "posts": [_as_json(row) for row in page.rows],
    }
    await caller.show(document, lines)


def _head(count: int, given: Arguments) -> str:
    order = _AMONG if given.best else "newest first"
    page = f", page {given.page}" if given.page > 1 else ""
    return f"{counted(count, 'post')}, {order}{page}." if count else f"Nothing is found{page}."


def _said(caller: Caller, at: int, row: FoundPost, filtered: FilterView, *, folds: bool) -> str:
    place = f"{at}." if caller.is_talking else f"{row.thread_id}, post {row.number}:"
    why = folding.of_found(filtered, row, caller.visit.actor.handle)
    if why is not None:
        return f"{place} {folding.line(why)}."
    ago = spoken_ago(row.posted_at, caller.visit.now)
    words = finding.in_quotes(row.snippet)
    if folds and warnings.may_fold(row):
        words = "folded"
    warning = f", warning: {row.warning}" if row.warning else ""
    return f"{place} {row.title}{warning}, by {row.handle} on {row.board_name}, {ago}: {words}"


def _further(raw: str, given: Arguments) -> str:
    """The command that goes on."""
    options = [f" --{name} {value}" for name in ("board", "by") if (value := getattr(given, name))]
    best = " --best" if given.best else ""
    return f"search {raw}{''.join(options)}{best} --page {given.page + 1}"


def _as_json(row: FoundPost) -> dict[str, Any]:
    return {
        "post": row.id,
        "thread": row.thread_id,
        "number": row.number,
        "title": row.title,
        "board": row.board_slug,
        "handle": row.handle,
        "posted_at": row.posted_at.isoformat(),
        "warning": row.warning,
        "snippet": [{"text": words, "is_found": is_found} for words, is_found in row.snippet],
    }


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("words", metavar="WORDS", nargs="*")
    parser.add_argument("--board", metavar="B")
    parser.add_argument("--by", metavar="HANDLE")
    parser.add_argument("--best", action="store_true")
    paged(parser)


_FORM = "search WORDS [--board B] [--by HANDLE] [--best] [--page N]"
COMMANDS = (
    Command(
        "search",
        "find posts by their words",
        find,
        _which,
        "Words in quotes are a phrase, -WORD leaves out what has it. Newest first; with --best "
        f"{_AMONG}: words in the title, then side by side, then near one another.",
        _FORM,
        takes_any_words=True,
    ),
)
