"""Whether a file may be opened as a workbook at all. Every refusal is a sentence for the person who sent it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook

MAX_FILE_BYTES: Final = 20 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 128 * 1024 * 1024
MAX_MEMBERS: Final = 5_000
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC: Final = b"PK\x03\x04"
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
SAVE_AS: Final = "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（*.xlsx）”后再上传"

Source = str | Path | BinaryIO


class SheetRefused(Exception):
    """The file cannot be read as the expected sheet; the message says why and what to do, in Chinese."""


@contextmanager
def opened_workbook(source: Source) -> Iterator[Workbook]:
    """The workbook in read-only mode, formulas as formulas, links to other files left alone.

    Args:
        source: a path, or a binary file that can seek; a file that was given open stays open.

    Raises:
        SheetRefused: for anything that is not a plain, whole xlsx of bearable size.
    """
    with Path(source).open("rb") if isinstance(source, str | Path) else nullcontext(source) as file:
        check_container(file)
        with broken_file_refused():
            workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        yield workbook


@contextmanager
def broken_file_refused() -> Iterator[None]:
    """Turns whatever a parser raises over a damaged or hostile file into a refusal."""
    try:
        yield
    except (SheetRefused, MemoryError, RecursionError):
        raise
    except Exception as error:  # openpyxl, zipfile, zlib and expat have no common ancestor for "this file is broken"
        raise SheetRefused("文件已损坏，无法读取；请在 Excel 或 WPS 中打开并重新保存后再上传。") from error


def check_container(file: BinaryIO) -> None:
    """Look at the wrapping only: size, kind, macros, encryption, what it would unpack to.

    Raises:
        SheetRefused: with the reason.
    """
    size = file.seek(0, 2)
    file.seek(0)
    magic = file.read(8)
    file.seek(0)
    if not size:
        raise SheetRefused("文件是空的（0 字节），请检查后重新上传。")
    if size > MAX_FILE_BYTES:
        limit = _megabytes(MAX_FILE_BYTES)
        raise SheetRefused(f"文件有 {_megabytes(size)}，超过 {limit} 的上限；请去掉图片后分批上传。")
    if not magic.startswith(ZIP_MAGIC):
        raise SheetRefused(_what_it_is_instead(magic, file))
    _check_zip(file)
    file.seek(0)


def _check_zip(file: BinaryIO) -> None:
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
    except (BadZipFile, OSError, ValueError) as error:
        raise SheetRefused("文件不完整或已损坏，无法打开；请重新保存后再上传。") from error
    if len(members) > MAX_MEMBERS:
        raise SheetRefused(f"文件内有 {len(members)} 个部件，超过 {MAX_MEMBERS} 个的上限；请删除多余的工作表和图片。")
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise SheetRefused(f"文件加了密码，无法读取；请取消密码。{SAVE_AS}。")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise SheetRefused(f"文件含有宏（.xlsm），为安全起见不接收；{SAVE_AS}。")
    if not any(name.startswith("xl/workbook") and name.endswith(".xml") for name in names):
        raise SheetRefused(f"{_what_the_zip_is(names)}；{SAVE_AS}。")
    # zipfile never reads past the declared size, so a zip that lies about it cannot grow beyond this either.
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED_BYTES:
        raise SheetRefused(
            f"文件展开后有 {_megabytes(unpacked)}，超过 {_megabytes(MAX_UNPACKED_BYTES)} 的上限；"
            "请删除多余的工作表、图片和空白行列，或分批上传。"
        )


def _what_it_is_instead(magic: bytes, file: BinaryIO) -> str:
    if magic == OLE_MAGIC:
        if ENCRYPTED_STREAM in file.read():
            return f"文件加了密码，无法读取；请取消密码。{SAVE_AS}。"
        return f"这是旧版 Excel（.xls）或 WPS（.et）文件；{SAVE_AS}。"
    if magic.startswith(b"%PDF"):
        return "这是 PDF 文件，不是 Excel 工作簿；请上传 .xlsx 文件。"
    return f"这不是 Excel 工作簿（.xlsx）；{SAVE_AS}。"


def _what_the_zip_is(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "这是二进制工作簿（.xlsb）"
    if any(name.startswith("word/") for name in names):
        return "这是 Word 文档，不是 Excel 工作簿"
    if "content.xml" in names:
        return "这是 OpenDocument 文件（.ods），不是 Excel 工作簿"
    return "这是压缩包，不是 Excel 工作簿"


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"
