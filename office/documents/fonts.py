"""The five faces of an official document, found among the font files of the site."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

logger = logging.getLogger(__name__)

FONT_SUFFIXES: Final = frozenset({".otf", ".ttf", ".ttc"})
FULL_NAME_ID: Final = 4  # the family name will not do: regular and bold share it


@dataclass(frozen=True, slots=True)
class Face:
    """A face as style sheets name it, and the fonts that may stand for it, the best first.

    Attributes:
        css_family: the name used in `font-family`.
        names: full names as written inside the font files, compared without case and spaces.
    """

    css_family: str
    names: tuple[str, ...]


FACES: Final = (
    Face(
        "Official Title",
        (
            "方正小标宋简体",
            "方正小标宋_GBK",
            "小标宋体",
            "FZXiaoBiaoSong-B05S",
            "FZXiaoBiaoSong-B05",
            "FandolSong Bold",
        ),
    ),
    Face("Official Fang", ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "STFangsong", "FandolFang R")),
    Face("Official Kai", ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "FandolKai")),
    Face("Official Hei", ("黑体", "SimHei", "STHeiti", "FandolHei")),
    Face("Official Song", ("宋体", "SimSun", "STSong", "FandolSong")),
)


def font_directories() -> tuple[Path, ...]:
    """Where font files are looked for: the customer's own folder first, then what `./dev` fetched."""
    customer = [Path(settings.FONT_DIR)] if getattr(settings, "FONT_DIR", "") else []
    return (*customer, Path(settings.BASE_DIR) / "var" / "fonts")


@lru_cache(maxsize=4)
def font_files(directories: tuple[Path, ...]) -> dict[str, Path]:
    """The file that serves each face, by the face's CSS family; a face without a file is left out.

    An earlier directory wins over a later one, within a directory the earlier name of the face.
    """
    found: dict[str, Path] = {}
    for directory in directories:
        named = _files_by_name(directory)
        for face in FACES:
            path = next((named[key] for key in map(_key, face.names) if key in named), None)
            if path:
                found.setdefault(face.css_family, path)
    return found


def font_face_css(files: dict[str, Path]) -> str:
    """The `@font-face` rules that make the files known under the CSS families of their faces."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; src: url("{path.as_uri()}"); }}' for family, path in files.items()
    )


def _files_by_name(directory: Path) -> dict[str, Path]:
    if not directory.is_dir():
        return {}
    named: dict[str, Path] = {}
    for path in sorted(directory.iterdir()):
        if path.suffix.lower() in FONT_SUFFIXES:
            for name in _names_inside(path):
                named.setdefault(_key(name), path.resolve())
    return named


def _names_inside(path: Path) -> Iterable[str]:
    try:
        with TTFont(path, lazy=True, fontNumber=0) as font:
            return {record.toUnicode() for record in font["name"].names if record.nameID == FULL_NAME_ID}
    except (TTLibError, OSError, KeyError, UnicodeDecodeError) as error:
        logger.warning("Font file %s is left out: %s", path, error)
        return ()


def _key(name: str) -> str:
    return name.replace(" ", "").casefold()
