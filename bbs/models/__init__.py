"""The tables: fields and constraints only, a file a noun."""

from bbs.models.allowance import FormerHandle, Tally
from bbs.models.arrival import Arrival
from bbs.models.block import Block
from bbs.models.board import Board, Category, Membership
from bbs.models.draft import Draft
from bbs.models.filter import Filter
from bbs.models.following import Bookmark, Follow
from bbs.models.friend import Friend
from bbs.models.greeting import Greeting
from bbs.models.house import House
from bbs.models.hug import Hug, HugMark
from bbs.models.journal import CheckIn, Counter, JournalEntry
from bbs.models.letter import Letter
from bbs.models.member import Credential, Member, MemberKey, Preference
from bbs.models.packet import Packet
from bbs.models.pin import Pin
from bbs.models.post import Post
from bbs.models.profile import Profile, ProfileBoard
from bbs.models.pseudonym import Pseudonym
from bbs.models.resetcode import ResetCode
from bbs.models.secondstep import SecondStep
from bbs.models.thread import Mark, Thread

ALL = (
    Member,
    Credential,
    MemberKey,
    Preference,
    Category,
    Board,
    Membership,
    Thread,
    Post,
    Mark,
    Letter,
    Block,
    Draft,
    House,
    Arrival,
    SecondStep,
    ResetCode,
    Pin,
    Packet,
    Tally,
    FormerHandle,
    Hug,
    HugMark,
    Follow,
    Bookmark,
    JournalEntry,
    CheckIn,
    Counter,
    Filter,
    Pseudonym,
    Friend,
    Profile,
    ProfileBoard,
    Greeting,
)

__all__ = [
    "ALL",
    "Arrival",
    "Block",
    "Board",
    "Bookmark",
    "Category",
    "CheckIn",
    "Counter",
    "Credential",
    "Draft",
    "Filter",
    "Follow",
    "FormerHandle",
    "Friend",
    "Greeting",
    "House",
    "Hug",
    "HugMark",
    "JournalEntry",
    "Letter",
    "Mark",
    "Member",
    "MemberKey",
    "Membership",
    "Packet",
    "Pin",
    "Post",
    "Preference",
    "Profile",
    "ProfileBoard",
    "Pseudonym",
    "ResetCode",
    "SecondStep",
    "Tally",
    "Thread",
]
