"""Where each screen lives: one line a screen."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screens.base import BaseScreen

PLACES = {
    "welcome": "screens.welcome:WelcomeScreen",
    "signup": "screens.signup:SignUpScreen",
    "login": "screens.login:LogInScreen",
    "recover": "screens.recover:RecoverScreen",
    "home": "screens.home:HomeScreen",
    "boards": "screens.boards:BoardsScreen",
    "threads": "screens.threads:ThreadsScreen",
    "thread": "screens.thread:ThreadScreen",
    "hug": "screens.hug:HugScreen",
    "waiting": "screens.threadlist:WaitingScreen",
    "bookmarks": "screens.threadlist:BookmarksScreen",
    "notices": "screens.notices:NoticesScreen",
    "search": "screens.search:SearchScreen",
    "filters": "screens.filters:FiltersScreen",
    "editor": "screens.editor:EditorScreen",
    "drafts": "screens.drafts:DraftsScreen",
    "mailbox": "screens.mailbox:MailboxScreen",
    "letter": "screens.letter:LetterScreen",
    "journal": "screens.journal:JournalScreen",
    "entry": "screens.entry:EntryScreen",
    "checkin": "screens.checkin:CheckInScreen",
    "mood": "screens.mood:MoodScreen",
    "counters": "screens.counters:CountersScreen",
    "unlock": "screens.unlock:UnlockScreen",
    "crisis": "screens.crisis:CrisisScreen",
    "resources": "screens.resources:ResourcesScreen",
    "page": "screens.page:PageScreen",
    "settings": "screens.settings:SettingsScreen",
    "passphrase": "screens.passphrase:PassphraseScreen",
    "newcode": "screens.newcode:NewCodeScreen",
    "secondstep": "screens.secondstep:SecondStepScreen",
    "sessions": "screens.sessions:SessionsScreen",
    "code": "screens.codes:CodeScreen",
    "keys": "screens.keys:KeysScreen",
    "blocked": "screens.blocked:BlockedScreen",
    "profile": "screens.profile:ProfileScreen",
    "ownprofile": "screens.ownprofile:OwnProfileScreen",
    "profileboards": "screens.ownprofile:ProfileBoardsScreen",
    "friends": "screens.friends:FriendsScreen",
    "firstvisit": "screens.firstvisit:FirstVisitScreen",
    "chooseboards": "screens.chooseboards:ChooseBoardsScreen",
    "takealong": "screens.takealong:TakeAlongScreen",
    "farewell": "screens.farewell:FarewellScreen",
    "choice": "screens.choice:ChoiceScreen",
    "help": "screens.help:HelpScreen",
}


def make(name: str, **arguments: Any) -> BaseScreen:
    """A new screen of that name."""
    module, kind = PLACES[name].split(":")
    screen: BaseScreen = getattr(import_module(module), kind)(**arguments)
    return screen
