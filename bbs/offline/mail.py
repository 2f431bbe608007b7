"""A message of mail as its header's fields and its words, whatever program wrote it.

Only plain text is taken, and a signature is cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.errors import (
    CloseBoundaryNotFoundDefect,
    HeaderParseError,
    InvalidBase64LengthDefect,
    StartBoundaryNotFoundDefect,
)
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from bbs.errors import Invalid
from bbs.offline.quotes import SIGNATURE, without_signature
from bbs.text import BODY_BYTES

_LONGEST_FIELD = 2_000  # Bytes before decoding; some ways of decoding take the square of them.
_LONGEST_HEAD = 64 * 1024
_LONGEST_BODY = 4 * BODY_BYTES  # Before it is decoded; what fits is the service's to say.
_MOST_BOUNDARIES = 20  # Parts within parts cost the parser more with each level.
_CHARSETS = re.compile(
    r"us-ascii|ascii|ansi_x3\.4-1968|utf-?8|utf-?16(le|be)?|iso-?8859-?\d{1,2}|latin-?1|"
    r"windows-?125\d|cp(437|850|852|858|866|125\d)|koi8-[rut]|"
    r"gb2312|gbk|gb18030|big5|euc-(jp|kr)|shift_jis|iso-2022-(jp|kr)|tis-620|macintosh"
)
_FIELD = re.compile(rb"[!-9;-~]+:")
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_CUT = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect, InvalidBase64LengthDefect)
_BREAKS_OFF = "It breaks off: the end is missing."
_ATTACHMENT = "It holds an attachment. Please send plain text alone."
_SEVERAL_PARTS = "It is made of several parts. Please send plain text alone."


@dataclass(frozen=True, slots=True)
class Mail:
    """A message: its fields by their names in lower case, the first of each, and its words."""

    fields: dict[str, str]
    body: str = field(repr=False)
    lost_signature: bool = False


def read(data: bytes) -> Mail:
    """Take a message apart.

    Raises `Invalid` where it isn't whole, isn't plain text, or its letters can't be told.
    """
    fields = head(data)
    if data.lower().count(b"boundary") > _MOST_BOUNDARIES:
        raise Invalid(_SEVERAL_PARTS)
    message = BytesParser(policy=compat32).parsebytes(data)
    _require_no_cut(message)
    part = _plain_part(message)
    raw = part.get_payload(decode=True)
    _require_no_cut(message)  # Decoding finds what else is missing.
    if not isinstance(raw, bytes):
        raise Invalid("It holds no text.")
    if len(raw) > _LONGEST_BODY:
        raise Invalid(f"It is {len(raw):,} bytes long, and {BODY_BYTES:,} fit.")
    body = _decoded(raw, part.get_content_charset("us-ascii"))
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        body = _reflowed(body, is_delsp=str(part.get_param("delsp", "")).lower() == "yes")
    body, lost_signature = without_signature(body)
    return Mail(fields, body, lost_signature)


def require_whole(data: bytes) -> None:
    """Raise `Invalid` where a message is shorter than it says; not all programs tell the length."""
    told = re.search(rb"^content-length:[ \t]*(\d{1,9})\s*$", data, re.IGNORECASE | re.MULTILINE)
    top = _EMPTY_LINE.search(data)
    if told and top and told.start() < top.start() and len(data) - top.end() < int(told[1]):
        raise Invalid(_BREAKS_OFF)


def head(data: bytes) -> dict[str, str]:
    """The fields of a message's header, decoded; raises `Invalid` where there is no header."""
    if not _FIELD.match(data):
        raise Invalid("It does not begin with lines such as `To:` and `Subject:`.")
    top = _EMPTY_LINE.search(data)
    if top is None:
        raise Invalid("It breaks off before its words begin.")
    if top.start() > _LONGEST_HEAD:
        raise Invalid("Its header is too long.")
    message = BytesParser(policy=compat32).parsebytes(data, headersonly=True)
    fields: dict[str, str] = {}
    for name, value in message.raw_items():
        fields.setdefault(name.lower(), _field(str(value)))
    return fields


def _field(value: str) -> str:
    value = " ".join(value[:_LONGEST_FIELD].split())
    raw = value.encode("utf-8", "surrogateescape")
    try:
        value = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid("Its header is written in letters that can't be told.") from None
    for charset in re.findall(r"=\?([^?*]+)[?*]", value):
        _require_charset(charset)
    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (HeaderParseError, LookupError, ValueError):
        raise Invalid("Its header is written in letters that can't be told.") from None


def _require_charset(charset: str) -> None:
    if not _CHARSETS.fullmatch(charset.lower()):
        raise Invalid("Its letters are coded in a way that is unknown here. Please use UTF-8.")


def _decoded(raw: bytes, charset: str) -> str:
    _require_charset(charset)
    # Programs that were told nothing call all of it ASCII.
    charset = "utf-8" if charset.lower() in ("us-ascii", "ascii") else charset
    try:
        return raw.decode(charset)
    except (UnicodeDecodeError, LookupError):
        raise Invalid(
            f"It says that it is written in {charset}, and isn't. Please use UTF-8."
        ) from None


def _require_no_cut(message: Message) -> None:
    if any(type(defect) in _CUT for each in message.walk() for defect in each.defects):
        raise Invalid(_BREAKS_OFF)


def _plain_part(message: Message) -> Message:
    if any(part.get_content_maintype() == "message" for part in message.walk()):
        raise Invalid(_ATTACHMENT)
    parts = [part for part in message.walk() if not part.is_multipart()]
    for part in parts:
        if part.get_content_type() == "text/html":
            raise Invalid("It holds HTML. Please send it as plain text.")
        is_file = part.get_content_disposition() == "attachment" or part.get_filename()
        if is_file or part.get_content_type() != "text/plain":
            raise Invalid(_ATTACHMENT)
    if len(parts) != 1:
        raise Invalid(_SEVERAL_PARTS)
    return parts[0]


def _reflowed(body: str, *, is_delsp: bool) -> str:
    """Join the lines of a text that its program folded (RFC 3676)."""
    lines: list[str] = []
    depth_before, is_open = 0, False
    for line in body.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        flows = words.endswith(" ") and words != SIGNATURE
        kept = words[:-1] if flows and is_delsp else words
        if is_open and depth == depth_before and words != SIGNATURE:
            lines[-1] += kept
        else:
            lines.append(f"{'>' * depth} {kept}" if depth else kept)
        depth_before, is_open = depth, flows
    return "\n".join(lines)
