"""All that we can say to a terminal, written down apart from what says it."""

from __future__ import annotations

import re

WIRE = re.compile(
    rb"""
      (?P<line>\r\n* | \x08+)                           # the row's start, rows below; a step back
    | (?P<back>\x1bM)                                  # RI
    | \x1b\[ (?:
        (?P<look>(?:\d[\d;:]{0,63})?m)                  # SGR
      | (?P<motion>
            (?:\d{1,3}(?:;\d{1,3})?)?H                  # CUP
          | \d{1,3}[Gd]                                 # CHA, VPA
          | \d{0,3}[ABCD] )                             # CUU, CUD, CUF, CUB
      | (?P<erase>K | [23]?J | \d{0,3}X)                # EL, ED, and the scrollback, ECH
      | (?P<shift>\d{0,3}[@PLMSTb])                     # ICH, DCH, IL, DL, SU, SD, REP
      | (?P<region>(?:\d{1,3};\d{1,3})?r)               # DECSTBM
      | (?P<mode>\?(?:7|25|1049|2004)[hl]) )            # autowrap, cursor, screen, paste
    | (?P<text>(?:
        [\x20-\x7e]
      | (?!\xc2\xad)                                    # soft hyphen
        (?: \xc2[\xa0-\xbf] | [\xc3-\xdf][\x80-\xbf] )  # without C1
        (?<!\xd8\x9c)                                   # Arabic letter mark
      | (?!\xe1\xa0\x8e                                 # Mongolian vowel separator
         | \xe2\x80[\x8b\x8e\x8f\xa8-\xae]              # marks, separators, embeddings, overrides
         | \xe2\x81[\xa0-\xaf]                          # isolates, invisible operators
         | \xef\xbb\xbf | \xef\xbf[\xb9-\xbb\xbe\xbf]   # byte order mark, annotation, no character
         | \xee | \xef[\x80-\xa3] )                     # private use
        (?: \xe0[\xa0-\xbf] | [\xe1-\xec\xee\xef][\x80-\xbf] | \xed[\x80-\x9f] )[\x80-\xbf]
      | (?: \xf0[\x90-\xbf] | [\xf1\xf2][\x80-\xbf] )[\x80-\xbf]{2}   # below plane 12
      )+)
    """,
    re.VERBOSE,
)
"""One thing that we say: a text, a look, a motion, an erasure, a shift, a region, or a mode."""


def parse_wire(data: bytes) -> list[str]:
    """The things said, in order; ValueError with the offset where anything else stands."""
    said: list[str] = []
    offset = 0
    while offset < len(data):
        token = WIRE.match(data, offset)
        if token is None:
            # The offset alone: the text may be a member's.
            raise ValueError(f"nothing that we say, at byte {offset}")
        said.append(token[0].decode())
        offset = token.end()
    return said
