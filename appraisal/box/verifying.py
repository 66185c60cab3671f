"""The independent recount of an exported box record.

It shares nothing with the code that cast, sealed and counted: the format is read again from its description, the
codes are stretched by the standard library, and only the published algorithm (HPKE, RFC 9180) comes from the
`cryptography` package. Whoever distrusts the application can read this one file, and run it without the rest.

The record is one JSON object:
    format          RECORD_FORMAT
    poll            the poll's id, bound into every seal
    public_key      32 bytes in hexadecimal
    wrapped_keys    the private key under the codes of each pair of holders: pair, salt, nonce, wrapped (hexadecimal)
    box_hash, box   the SHA-256 of the box file, and its lines: sealed ballots in hexadecimal
    paper_counts    the tellers' sealed counts in hexadecimal
    questions       every question with the answers it allows
    totals          what was published: question → answer → ballots
    counts          what was published: due, present, issued, returned, invalid
    ledger          what was done with the box: number, event, payload, previous_hash, hash
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

RECORD_FORMAT: Final = "vitality box record 1"
BOX_HEADER: Final = b"vitality ballot box 1\n"
SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
SEAL_INFO: Final = "vitality ballot box 1 {poll}"
CODE_DIGITS: Final = 12
SCRYPT: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}
ANSWERS: Final = ("satisfied", "basically_satisfied", "dissatisfied", "abstain")
# Words of the ledger that the record must agree with.
MADE, CLOSED, OPENED = "设立票箱", "结束投票", "开箱计票"


class RecordUnreadable(ValueError):
    """The file is no record of a box, or the codes do not open it; the text says which, in Chinese."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it holds, and with which numbers."""

    is_met: bool
    shown: str


def verify(record: Mapping[str, Any], codes: Sequence[str]) -> list[Finding]:
    """Check a record from end to end: ledger, box file, keys, and every ballot counted anew.

    Args:
        codes: two of the three opening codes, in either order.

    Raises:
        RecordUnreadable: a part of the record is missing or malformed, or the codes do not open the box.
    """
    try:
        if record["format"] != RECORD_FORMAT:
            raise RecordUnreadable(f"不是票箱核验记录，或格式不同：{record['format']!r}。")
        found = [*_ledger(record), *_box_file(record), *_seams(record)]
        private_key = _private_key(record, codes)
        return [*found, _key_pair(record, private_key), *_recount(record, private_key)]
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError) as missing:
        raise RecordUnreadable(f"不是完整的票箱记录：{missing!r}。") from missing
    except ValueError as malformed:
        if isinstance(malformed, RecordUnreadable):
            raise
        raise RecordUnreadable(f"票箱记录有一处不能读取：{malformed}。") from malformed


# The ledger and the box file --------------------------------------------------------------------------


def _ledger(record: Mapping[str, Any]) -> Iterator[Finding]:
    """Every entry's hash covers its content and the hash before it."""
    previous, broken = "", []
    for number, entry in enumerate(record["ledger"], start=1):
        content = [record["poll"], entry["number"], entry["event"], entry["payload"], entry["previous_hash"]]
        digest = hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        if (entry["number"], entry["previous_hash"], entry["hash"]) != (number, previous, digest):
            broken.append(number)
        previous = entry["hash"]
    told = f"，第 {broken[0]} 条起与写入时不符" if broken else "，前后相扣"
    yield Finding(not broken and bool(record["ledger"]), f"票箱台账 {len(record['ledger'])} 条{told}")


def _box_file(record: Mapping[str, Any]) -> Iterator[Finding]:
    """The file's hash, and that its ballots stand in the order that tells nothing, each once."""
    digest = hashlib.sha256(BOX_HEADER)
    for line in record["box"]:
        digest.update(line.encode() + b"\n")
    found = digest.hexdigest()
    yield Finding(found == record["box_hash"], f"票箱文件摘要 {found[:16]}…，公布的是 {record['box_hash'][:16]}…")
    keys = [hashlib.sha256(bytes.fromhex(line)).digest() for line in record["box"]]
    is_ordered = all(before < after for before, after in pairwise(keys))
    yield Finding(is_ordered, f"选票 {len(keys)} 张，{'按摘要排列、没有重复' if is_ordered else '次序不对或有重复'}")


def _seams(record: Mapping[str, Any]) -> Iterator[Finding]:
    """What the ledger noted at the making and the closing is what the record holds."""
    made, closed = _noted(record, MADE), _noted(record, CLOSED)
    yield Finding(made.get("公钥") == record["public_key"], "公钥与设立票箱时登记的一致")
    yield Finding(closed.get("票箱摘要") == record["box_hash"], "票箱摘要与结束投票时登记的一致")
    noted, held, used = closed.get("票箱"), len(record["box"]), closed.get("已投票")
    yield Finding(noted == held == used, f"结束投票时登记选票 {noted} 张、已投票码 {used} 个，票箱中 {held} 张")


def _noted(record: Mapping[str, Any], event: str) -> Mapping[str, Any]:
    """The payload of the last entry of a kind; empty where there is none."""
    payloads = [entry["payload"] for entry in record["ledger"] if entry["event"] == event]
    return payloads[-1] if payloads else {}


# The keys ---------------------------------------------------------------------------------------------


def _private_key(record: Mapping[str, Any], codes: Sequence[str]) -> bytes:
    typed = ["".join(sign for sign in code if sign.isdecimal()) for code in codes]
    if len(typed) != 2 or any(len(code) != CODE_DIGITS for code in typed):
        raise RecordUnreadable(f"须输入两个开箱码，每个 {CODE_DIGITS} 位数字。")
    secret = "/".join(sorted(str(int(code)).zfill(CODE_DIGITS) for code in typed)).encode()
    for item in record["wrapped_keys"]:
        salt, nonce, wrapped = (bytes.fromhex(item[name]) for name in ("salt", "nonce", "wrapped"))
        try:
            return ChaCha20Poly1305(hashlib.scrypt(secret, salt=salt, **SCRYPT)).decrypt(nonce, wrapped, None)
        except InvalidTag:
            continue
    raise RecordUnreadable("这两个开箱码不能打开票箱。")


def _key_pair(record: Mapping[str, Any], private_key: bytes) -> Finding:
    public = X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw().hex()
    return Finding(public == record["public_key"], "打开的私钥与公布的公钥是一对")


# The ballots ------------------------------------------------------------------------------------------


def _recount(record: Mapping[str, Any], private_key: bytes) -> Iterator[Finding]:
    key = X25519PrivateKey.from_private_bytes(private_key)
    info = SEAL_INFO.format(poll=record["poll"]).encode()
    totals: Counter[tuple[str, str]] = Counter()
    closed_count = odd_count = 0
    for line in record["box"]:
        answers = _opened(key, info, line)
        if answers is None:
            closed_count += 1
        elif not _is_whole(answers, record["questions"]):
            odd_count += 1
        else:
            totals.update(answers.items())
    yield Finding(not closed_count, f"选票全部能打开，不能打开的 {closed_count} 张")
    yield Finding(not odd_count, f"每张选票逐项作答，内容不对的 {odd_count} 张")
    papers = [_opened(key, info, line) for line in record["paper_counts"]]
    yield from _papers(papers)
    yield from _compared(record, totals, _paper_tally(papers))


def _opened(key: X25519PrivateKey, info: bytes, line: str) -> dict[str, str] | None:
    """The answers under one seal; None where it does not open."""
    try:
        return json.loads(SUITE.decrypt(bytes.fromhex(line), key, info=info))["a"]
    except InvalidTag:
        return None


def _is_whole(answers: Mapping[str, str], questions: Mapping[str, Sequence[str]]) -> bool:
    return answers.keys() == questions.keys() and all(answers[name] in questions[name] for name in questions)


def _papers(papers: Sequence[Mapping[str, str] | None]) -> Iterator[Finding]:
    """Two tellers have counted apart and come to the same, or there was no paper."""
    if papers:
        is_agreed = len(papers) == 2 and papers[0] is not None and papers[0] == papers[1]
        yield Finding(is_agreed, f"两名计票人的纸质票计数{'一致' if is_agreed else '不一致'}")


def _paper_tally(papers: Sequence[Mapping[str, str] | None]) -> Mapping[str, Any]:
    kept = papers[0] if papers else None
    return json.loads(kept["papers"]) if kept else {"found": 0, "invalid": 0, "subjects": {}}


def _compared(record: Mapping[str, Any], totals: Counter, papers: Mapping[str, Any]) -> Iterator[Finding]:
    """The new totals beside the published ones, question by question."""
    for subject, numbers in papers["subjects"].items():
        totals.update({(subject, answer): number for answer, number in zip(ANSWERS, numbers, strict=True)})
    for question, published in record["totals"].items():
        counted = {answer: totals[question, answer] for answer in published}
        told = "、".join(f"{answer} {number}" for answer, number in counted.items())
        yield Finding(counted == published, f"{question}：重新计得 {told}{_published(counted, published)}")
    yield Finding(record["totals"].keys() == record["questions"].keys(), "公布的项目与选票上的项目相同")
    noted = {name: number for name, number in _noted(record, OPENED).get("合计", {}).items() if number}
    counted_all = {f"{question}/{answer}": number for (question, answer), number in totals.items() if number}
    yield Finding(noted == counted_all, "台账中开箱计票的合计与重新计得的一致")
    returned, invalid = len(record["box"]) + papers["found"], papers["invalid"]
    counts = record["counts"]
    yield Finding(counts["returned"] == returned, f"收回票 {returned} 张，公布 {counts['returned']} 张")
    yield Finding(counts["invalid"] == invalid, f"无效票 {invalid} 张，公布 {counts['invalid']} 张")


def _published(counted: Mapping[str, int], published: Mapping[str, int]) -> str:
    if counted == published:
        return "，与公布的相同"
    return "；公布的是 " + "、".join(f"{answer} {number}" for answer, number in published.items())
