"""Words and boards that a member wants folded away. The faces fold, each the page at hand."""

from __future__ import annotations

from typing import Any

from bbs import folding, text
from bbs.db import atomic
from bbs.errors import Invalid, NotFound
from bbs.models import Board, Filter
from bbs.policy import Action, Actor, Role, require
from bbs.services import boards
from bbs.views import FilterBoard, FilterView

MOST = 100
_LONGEST = 40


def of(actor: Actor) -> FilterView:
    """What this member wants folded away; of a guest nothing."""
    if actor.role is Role.GUEST:
        return FilterView()
    query: Any = Filter.select(Filter.word, Board.id, Board.slug, Board.name)
    query = query.left_outer_join(Board).where(Filter.member == actor.member_id)
    rows = list(query.order_by(Filter.id).tuples())
    return FilterView(
        words=tuple(word for word, *_ in rows if word is not None),
        boards=tuple(FilterBoard(*board) for word, *board in rows if word is None),
    )


def own(actor: Actor) -> FilterView:
    """One's filters, to be looked over; raises `Refused` for a guest."""
    require(actor, Action.SEE_OWN)
    return of(actor)


def add_word(actor: Actor, raw: str) -> str:
    """Fold away what has a word, or several that follow one another; how it is kept.

    `word*` is the beginning of a word. The same again does nothing. Raises `Invalid` where there
    is no word in it, where it is too long, or where there are very many already.
    """
    word = folding.normal(text.clean(raw))
    if not word.strip("*"):
        raise Invalid("A filter needs a word.", field="word")
    if len(word) > _LONGEST:
        raise Invalid(f"A filter has {_LONGEST} characters at most.", field="word")
    with atomic():
        require(actor, Action.CHANGE_OWN)
        _require_room(actor)
        Filter.insert(member=actor.member_id, word=word).on_conflict_ignore().execute()
    return word


def add_board(actor: Actor, slug: str) -> str:
    """Fold away, in lists of many boards, what is on this one; its name. Raises `NotFound`."""
    with atomic():
        require(actor, Action.CHANGE_OWN)
        board = boards.get(actor, slug)
        _require_room(actor)
        Filter.insert(member=actor.member_id, board=board.id).on_conflict_ignore().execute()
    return board.name


def remove_word(actor: Actor, raw: str) -> str:
    """Fold it away no more; raises `NotFound` where there is no such filter."""
    word = folding.normal(text.clean(raw))
    with atomic():
        require(actor, Action.CHANGE_OWN)
        mine = (Filter.member == actor.member_id) & (Filter.word == word)
        if not Filter.delete().where(mine).execute():
            raise NotFound("You have no such filter. `filters` lists them.")
    return word


def remove_board(actor: Actor, slug: str) -> str:
    """Fold a board away no more; its name. Raises `NotFound`."""
    with atomic():
        require(actor, Action.CHANGE_OWN)
        board = boards.get(actor, slug)
        mine = (Filter.member == actor.member_id) & (Filter.board == board.id)
        if not Filter.delete().where(mine).execute():
            raise NotFound("You have no such filter. `filters` lists them.")
    return board.name


def _require_room(actor: Actor) -> None:
    if Filter.select().where(Filter.member == actor.member_id).count() >= MOST:
        raise Invalid(f"You have {MOST} filters, which is the most. Take one out first.")
