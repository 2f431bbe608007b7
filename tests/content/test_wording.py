"""What the shipped texts must say, and what they must never say."""

import re
from importlib.resources import files

import pytest

from bbs import content
from bbs.content import ResourcePage

# Pages that would fail whoever reads them in danger if they named no way out.
NAMES_THE_EMERGENCY_NUMBER = {
    "mental-health", "when-to-see-a-doctor", "seeing-a-therapist", "medicines",
    "suicidal-thoughts", "self-harm", "helping-in-crisis", "panic", "trauma", "pain", "eating",
    "alcohol-and-drugs", "new-parents", "carers", "safety-online", "being-watched",
}  # fmt: skip
NAMES_CRISIS_HELP = {
    "mental-health", "seeing-a-therapist", "medicines", "suicidal-thoughts", "self-harm",
    "helping-in-crisis", "new-parents", "panic", "trauma", "sleep", "pain", "eating",
    "grief", "suicide-loss", "burnout",
    "safety-online",
}  # fmt: skip
NEVER_SAID = (
    r"\bcommit(s|ted|ting)? suicide",
    r"\b(successful|completed|unsuccessful|failed)\b",
    r"\bsuicide (victim|risk case)",
    r"\b(addict|junkie|alcoholic|schizophrenic|anorexic|bulimic)s?\b",
    r"\bsuffer(s|ing|er|ers)? from\b",
)
NO_PROMISES = (
    r"\bguarantee",
    r"\bwe promise",
    r"\byou will (get|feel|be) (better|fine|well|happy)",
    r"\balways (works|helps)",
    r"\bfor certain\b",
)
NO_METHODS = (
    r"\b(hang(ed|ing)?|noose|rope|razors?|blades?|kni(fe|ves)|guns?|firearms?|bullets?)\b",
    r"\b(jump(ed|ing)? (off|from)|bridge|railway|cut(s|ting)? (myself|yourself|your))\b",
    r"\b(lethal|paracetamol|acetaminophen|carbon monoxide|laxatives?|diuretics?)\b",
)
PAGES = content.resource_pages()


def texts() -> dict[str, str]:
    """Every shipped text file, the catalogue and the short lines too, by its path."""
    root = files("bbs.content")
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for folder in (root, root.joinpath("resources"))
        for entry in folder.iterdir()
        if entry.name.endswith((".txt", ".toml"))
    }


def words_of(page: ResourcePage) -> str:
    """What a page says, without its sources."""
    return "\n".join(f"{section.heading}\n{section.text}" for section in page.sections)


@pytest.mark.parametrize("pattern", NEVER_SAID)
def test_wording_is_careful(pattern: str) -> None:
    for name, said in texts().items():
        assert re.findall(pattern, said, re.I) == [], name


@pytest.mark.parametrize("pattern", [*NO_PROMISES, *NO_METHODS])
def test_pages_promise_nothing_and_name_no_methods(pattern: str) -> None:
    for page in PAGES:
        assert [m.group() for m in re.finditer(pattern, words_of(page), re.I)] == [], page.slug


def test_suicide_is_spoken_of_plainly() -> None:
    said = "\n".join(map(words_of, PAGES))
    assert said.count("died by suicide") >= 3


def test_the_page_on_eating_holds_no_numbers() -> None:
    page = next(page for page in PAGES if page.slug == "eating")
    assert not re.search(r"\d", words_of(page))
    assert not re.search(r"\b(BMI|kilos?|pounds?|grams?)\b", words_of(page), re.I)


def test_whoever_is_in_danger_finds_the_way_out() -> None:
    for page in PAGES:
        said = words_of(page)
        is_told = bool(re.search(r"(local|their) emergency number", said))
        assert is_told is (page.slug in NAMES_THE_EMERGENCY_NUMBER), page.slug
        assert ("risis help" in said) is (page.slug in NAMES_CRISIS_HELP), page.slug


def test_pages_that_are_referred_to_exist() -> None:
    titles = {page.title for page in PAGES}
    for page in PAGES:
        for title in re.findall(r'[Tt]he page "([^"]+)"', words_of(page)):
            assert title in titles, page.slug
