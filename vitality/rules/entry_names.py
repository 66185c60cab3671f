"""Names of files in a package that unpack on every desk: no sign Windows refuses, not too long, none twice."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

REFUSED_SIGNS: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
RESERVED: Final = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# Windows takes paths of 259 characters; a folder of the user, our folder, 佐证资料 and a file have to fit.
MAX_LENGTH: Final = 60


def safe_name(name: str) -> str:
    """One part of a path; an ending of up to eight characters is kept when the name is cut."""
    plain = REFUSED_SIGNS.sub("_", unicodedata.normalize("NFC", name)).strip(" .")
    if RESERVED.match(plain):
        plain = f"_{plain}"
    ending = PurePosixPath(plain).suffix if len(PurePosixPath(plain).suffix) <= 8 else ""
    stem = plain[: len(plain) - len(ending)][: MAX_LENGTH - len(ending)].rstrip(" .")
    return (stem + ending) or "未命名"


class EntryNames:
    """The names given away so far in one package."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def taken(self, *path: str) -> str:
        """Take the safe form of a path; a second of the same name, whatever its case, gets （2） before its ending."""
        *folders, last = map(safe_name, path)
        stem, ending = PurePosixPath(last).stem, PurePosixPath(last).suffix
        name, number = "/".join([*folders, last]), 1
        while name.casefold() in self._taken:
            number += 1
            name = "/".join([*folders, f"{stem}（{number}）{ending}"])
        self._taken.add(name.casefold())
        return name
