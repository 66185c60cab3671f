"""What `manage.py check` says about papers: what is missing on this machine, and how to get it."""

from __future__ import annotations

from ctypes import CDLL
from typing import Any

from django.core import checks

from .fonts import FACES, font_directories, font_files


@checks.register(checks.Tags.compatibility)
def check_font_subsetting(**_: Any) -> list[checks.CheckMessage]:
    """Without this library a page takes some forty times as long."""
    if _is_loadable("libharfbuzz-subset.so.0"):
        return []
    return [
        checks.Warning(
            "缺少 libharfbuzz-subset0：生成 PDF 每页将从约 0.1 秒变为 5 秒以上。",
            hint="sudo apt-get install libharfbuzz-subset0",
            id="office.W001",
        )
    ]


@checks.register(checks.Tags.compatibility)
def check_official_fonts(**_: Any) -> list[checks.CheckMessage]:
    """Without these faces papers are set in Noto: readable, but not the look of an official document."""
    found = font_files(font_directories())
    missing = [face.css_family for face in FACES if face.css_family not in found]
    if not missing:
        return []
    return [
        checks.Warning(
            f"缺少公文字体（{'、'.join(missing)}），PDF 将改用 Noto 字体。",
            hint="运行 ./dev run 自动获取，或将字体文件放入 FONT_DIR 指定的文件夹。",
            id="office.W002",
        )
    ]


def _is_loadable(library: str) -> bool:
    try:
        CDLL(library)
    except OSError:
        return False
    return True
