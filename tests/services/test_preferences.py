"""How members like it shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bbs.errors import Invalid, Refused
from bbs.models import Preference
from bbs.policy import GUEST
from bbs.services import preferences
from bbs.views import PreferenceView
from tests.helpers import Join


def test_who_never_chose_has_what_holds_for_all(join: Join) -> None:
    assert preferences.of(join("quiet-otter").actor) == PreferenceView()
    assert preferences.of(GUEST) == PreferenceView()
    assert not Preference.select().exists()


def test_a_choice_is_kept_for_oneself(join: Join) -> None:
    otter, wren = join("quiet-otter").actor, join("brave-wren").actor
    chosen = PreferenceView("lean", "16", "ascii", letter_keys=True)
    preferences.choose(otter, PreferenceView("rich", "true", "unicode"))
    preferences.choose(otter, chosen)
    assert preferences.of(otter) == chosen
    assert preferences.of(wren) == PreferenceView()


@pytest.mark.parametrize(
    ("name", "choice"),
    [(name, choice) for name, choices in preferences.CHOICES.items() for choice in choices],
)
def test_every_choice_can_be_made(join: Join, name: str, choice: str) -> None:
    otter = join("quiet-otter").actor
    chosen = replace(PreferenceView(), **{name: choice})  # type: ignore[arg-type]
    preferences.choose(otter, chosen)
    assert preferences.of(otter) == chosen


@pytest.mark.parametrize("name", list(preferences.CHOICES))
def test_a_choice_that_there_is_not(join: Join, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        preferences.choose(
            join("quiet-otter").actor,
            replace(PreferenceView(), **{name: "odd"}),  # type: ignore[arg-type]
        )
    assert refused.value.field == name
    assert not Preference.select().exists()


def test_a_guest_s_choice_is_kept_nowhere(house: None) -> None:
    with pytest.raises(Refused):
        preferences.choose(GUEST, PreferenceView("lean"))
    assert not Preference.select().exists()
