"""What production demands of its environment. Each check answers with sentences for the person who starts the site.

Standard library only and no Django: this is asked before anything else is loaded.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

SECRET_LENGTH: Final = 50
SECRET_VARIETY: Final = 15
TOKEN_LENGTH: Final = 32
BACKUP_KEY_BYTES: Final = 32
MADE_BY_TOOLS: Final = ("django-insecure-", "only-for-tests", "changeme", "change-me", "请更换", "CHANGE")
SHARED_STORES: Final = ("redis://", "rediss://")
QUEUES: Final = (*SHARED_STORES, "sentinel://", "amqp://", "amqps://")
OFF: Final = {"", "0", "false", "no", "off"}
HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
READABLE_BY_OTHERS: Final = 0o077


def faults(given: Mapping[str, str], static_root: Path) -> list[str]:
    """Every reason why the site must not start with this environment; empty when it may."""
    checks = (_secrets, _hosts, _transport, _database, _stores, _demonstration, _backup, _metrics)
    return [*(sentence for check in checks for sentence in check(given)), *_files(given, static_root)]


def weakness(secret: str) -> str:
    """What is wrong with a secret, as the end of a sentence; empty when nothing is."""
    if len(secret) < SECRET_LENGTH:
        return f"太短：至少 {SECRET_LENGTH} 个随机字符"
    if secret.startswith(MADE_BY_TOOLS):
        return "是示例值：请另行随机生成"
    if len(set(secret)) < SECRET_VARIETY or secret in (secret + secret)[1:-1]:
        return "不够随机：由少数字符或一段重复的文字组成，请另行随机生成"
    return ""


def _missing(given: Mapping[str, str], name: str, why: str) -> Iterator[str]:
    if not given.get(name):
        yield f"环境变量 {name} 未设置：{why}"


def _secrets(given: Mapping[str, str]) -> Iterator[str]:
    for name, why in (("SECRET_KEY", "会话与签名的密钥"), ("BALLOT_SECRET", "票码与纸质票计数的密钥")):
        yield from _missing(given, name, f"{why}，至少 {SECRET_LENGTH} 个随机字符")
        if given.get(name) and (fault := weakness(given[name])):
            yield f"环境变量 {name} {fault}"
    if given.get("SECRET_KEY") and given.get("SECRET_KEY") == given.get("BALLOT_SECRET"):
        yield "环境变量 BALLOT_SECRET 不得与 SECRET_KEY 相同：更换会话密钥时，已印发的票码不应作废"


def _hosts(given: Mapping[str, str]) -> Iterator[str]:
    hosts = _listed(given, "ALLOWED_HOSTS")
    if not hosts or "*" in hosts:
        yield "环境变量 ALLOWED_HOSTS 须列出本站域名，不能为空或 *"
    for host in hosts:
        if host != "*" and not HOST.fullmatch(host):
            yield f"环境变量 ALLOWED_HOSTS 中的“{host}”不是完整的域名：不带协议、端口、通配符"


def _transport(given: Mapping[str, str]) -> Iterator[str]:
    for origin in _listed(given, "CSRF_TRUSTED_ORIGINS"):
        if not origin.startswith("https://") or "*" in origin:
            yield f"环境变量 CSRF_TRUSTED_ORIGINS 中的“{origin}”不安全：须以 https:// 开头，不用通配符"
    proxies = given.get("TRUSTED_PROXY_COUNT", "1")
    if not proxies.isdecimal() or not int(proxies):
        yield "环境变量 TRUSTED_PROXY_COUNT 须为 1 或更大：本站只在提供 HTTPS 的反向代理之后运行"
    if given.get("SECURE_SSL_REDIRECT", "1").lower() in OFF:
        yield "环境变量 SECURE_SSL_REDIRECT 不得关闭：本站只经 HTTPS 提供服务"


def _database(given: Mapping[str, str]) -> Iterator[str]:
    yield from _missing(given, "DATABASE_URL", "PostgreSQL 的地址")
    for name in ("DATABASE_URL", "DATABASE_REPLICA_URL"):
        url = given.get(name, "")
        if url and not url.startswith(("postgres://", "postgresql://", "pgsql://")):
            yield f"环境变量 {name} 须指向 PostgreSQL，SQLite 只供演示"
        options = " ".join(parse_qs(urlsplit(url).query).get("options", []))
        if re.search(r"(synchronous_commit|fsync)\s*=\s*(off|0|false|no)", options):
            yield f"环境变量 {name} 关闭了落盘确认（{options}）：已告知“已投入”的选票可能丢失"
    if given.get("DATABASE_URL") and given.get("DATABASE_URL") == given.get("DATABASE_REPLICA_URL"):
        yield "环境变量 DATABASE_REPLICA_URL 与 DATABASE_URL 相同：没有只读副本时请不要设置"


def _stores(given: Mapping[str, str]) -> Iterator[str]:
    yield from _missing(given, "REDIS_URL", "缓存与限流须由各进程共用")
    if given.get("REDIS_URL") and not given["REDIS_URL"].startswith(SHARED_STORES):
        yield "环境变量 REDIS_URL 须以 redis:// 或 rediss:// 开头"
    yield from _missing(given, "CELERY_BROKER_URL", "后台任务队列的地址")
    if given.get("CELERY_BROKER_URL") and not given["CELERY_BROKER_URL"].startswith(QUEUES):
        yield "环境变量 CELERY_BROKER_URL 须指向 Redis 或 RabbitMQ，文件或内存队列只供演示"


def _demonstration(given: Mapping[str, str]) -> Iterator[str]:
    for name in ("DEBUG", "DJANGO_DEBUG"):
        if given.get(name, "").lower() not in OFF:
            yield f"环境变量 {name} 要求调试模式：生产环境不提供，请删去"
    for name in ("DEMO", "DJANGO_DEMO", "DEMO_TODAY"):
        if given.get(name, "").lower() not in OFF:
            yield f"环境变量 {name} 要求演示模式：生产环境没有演示入口，请删去"


def _backup(given: Mapping[str, str]) -> Iterator[str]:
    file, text = given.get("BACKUP_KEY_FILE", ""), given.get("BACKUP_KEY", "")
    if not file and not text:
        yield "环境变量 BACKUP_KEY_FILE（或 BACKUP_KEY）未设置：备份须加密，用 openssl rand -base64 32 生成密钥"
        return
    if file:
        path = Path(file)
        if not path.is_file():
            yield f"环境变量 BACKUP_KEY_FILE 所指的文件不存在：{file}"
            return
        if path.stat().st_mode & READABLE_BY_OTHERS:
            yield f"备份密钥文件 {file} 可被其他用户读取：请执行 chmod 600"
        try:
            text = path.read_text(encoding="ascii", errors="replace")
        except OSError:
            yield f"备份密钥文件 {file} 无法读取"
            return
    if len(decoded_key(text)) != BACKUP_KEY_BYTES:
        yield f"备份密钥无效：须为 {BACKUP_KEY_BYTES} 字节随机数的 Base64，用 openssl rand -base64 32 生成"


def decoded_key(text: str) -> bytes:
    """The bytes of a key written in Base64; empty for anything else."""
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _metrics(given: Mapping[str, str]) -> Iterator[str]:
    token = given.get("METRICS_TOKEN", "")
    if token and len(token) < TOKEN_LENGTH:
        yield f"环境变量 METRICS_TOKEN 太短：至少 {TOKEN_LENGTH} 个随机字符"


def _files(given: Mapping[str, str], static_root: Path) -> Iterator[str]:
    folder = given.get("FILE_STORE_DIR", "")
    if folder and not Path(folder).is_absolute():
        yield "环境变量 FILE_STORE_DIR 须为绝对路径"
    elif folder and Path(folder).resolve().is_relative_to(static_root.resolve()):
        yield "环境变量 FILE_STORE_DIR 不得放在对外公开的静态文件目录之内"


def _listed(given: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in given.get(name, "").split(",") if part.strip()]
