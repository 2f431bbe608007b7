"""What a member wants folded away, and whether a text has it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from bbs.finding import is_unspaced
from bbs.handles import BLOCKED
from bbs.views import FilterView, FoundPost, PostView, ThreadRow

_WORD = re.compile(r"[^\W_]+")
_LEAD = "Folded by your filter"


def reason(words: Iterable[str], text: str) -> str | None:
    """The first of the words that stands in a text, a title or a body; None if there is none.

    Case and accents make no difference. A word is found as a whole word, `word*` at the beginning
    of one; several words where they follow one another. In scripts that put no blanks between
    words it is found anywhere.
    """
    wanted = [(word, key) for word in words if (key := _key(word))]
    if not wanted:
        return None
    folded = _folded(text)
    return next((word for word, key in wanted if key in folded), None)


def normal(word: str) -> str:
    """A filter as two that mean the same are the same; "" where there is no word in it."""
    folded = _folded(word).strip()
    return f"{folded}*" if folded and word.rstrip().endswith("*") else folded


def line(why: str) -> str:
    """The line that stands for what is folded: `Folded by your filter: needles`."""
    return f"{_LEAD}: {why}"


def of_thread(
    filters: FilterView, row: ThreadRow, reader: str, *, is_on_board: bool = False
) -> str | None:
    """Why a thread in a list is folded, if it is; `reader` is whose list it is.

    One's own threads never are, nor those of which a block shows nothing. In the list of one board
    (`is_on_board`) only words count.
    """
    if row.handle in (reader, BLOCKED):
        return None
    why = None if is_on_board else _of_board(filters, row.board_id)
    return why or reason(filters.words, f"{row.title}\n{row.warning}")


def of_found(filters: FilterView, row: FoundPost, reader: str) -> str | None:
    """Why a post that a search found is folded, if it is."""
    if row.handle == reader:
        return None
    snippet = "".join(words for words, _ in row.snippet)
    words = f"{row.title}\n{row.warning}\n{snippet}"
    return _of_board(filters, row.board_id) or reason(filters.words, words)


def of_post(filters: FilterView, post: PostView) -> str | None:
    """Why a post in its thread is folded, if it is."""
    if post.is_own or post.is_deleted or post.is_hidden:
        return None
    return reason(filters.words, f"{post.warning}\n{post.body}")


def _of_board(filters: FilterView, board_id: int) -> str | None:
    return next((each.name for each in filters.boards if each.id == board_id), None)


@lru_cache(maxsize=4096)
def _key(word: str) -> str:
    """What stands in the folded text where the word does."""
    folded = _folded(word).strip()
    if not folded or any(map(is_unspaced, folded)):
        return folded
    return f" {folded}" if word.rstrip().endswith("*") else f" {folded} "


def _folded(text: str) -> str:
    """The words of a text in small letters without accents, a blank before and after each."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(each for each in decomposed if not unicodedata.combining(each))
    return f" {' '.join(_WORD.findall(text.casefold()))} "
