"""How members like it shown."""

from __future__ import annotations

from dataclasses import asdict

from bbs.db import atomic
from bbs.errors import Invalid
from bbs.models import Preference
from bbs.policy import Action, Actor, Role, require
from bbs.views import PreferenceView

CHOICES = {
    "face": ("rich", "lean", "plain"),
    "colours": ("auto", "none", "16", "256", "true"),
    "glyphs": ("auto", "ascii", "unicode"),
}


def of(actor: Actor, *, is_slow: bool = False) -> PreferenceView:
    """What this member chose; who never chose gets the lean face on a slow line."""
    fallback = PreferenceView(face="lean" if is_slow else "rich")
    if actor.role is Role.GUEST:
        return fallback
    row = Preference.select().where(Preference.member == actor.member_id).first()
    if row is None:
        return fallback
    return PreferenceView(
        row.face, row.colours, row.glyphs, row.letter_keys, row.meter, row.folds_warnings
    )


def choose(actor: Actor, chosen: PreferenceView) -> None:
    """Keep what this member likes; raises `Invalid` for a value that there is not."""
    values = asdict(chosen)
    for name, choices in CHOICES.items():
        if values[name] not in choices:
            raise Invalid(f"{name} is one of {', '.join(choices)}.", field=name)
    with atomic():
        require(actor, Action.CHANGE_OWN)
        Preference.replace(member=actor.member_id, **values).execute()
