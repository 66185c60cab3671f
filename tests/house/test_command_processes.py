"""The two processes of `./dev run` live and die together."""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType

import pytest

WAITS = [sys.executable, "-c", "import signal; signal.pause()"]
IGNORES_REQUESTS_TO_END = [
    sys.executable, "-c",
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()",
]  # fmt: skip
DIES = [sys.executable, "-c", "raise SystemExit(7)"]


@pytest.fixture
def started(dev: ModuleType) -> Iterator[list[subprocess.Popen]]:
    children: list[subprocess.Popen] = []
    yield children
    for child in children:
        with suppress(ProcessLookupError):
            child.kill()
        child.wait()


def start(dev: ModuleType, started: list[subprocess.Popen], command: list[str]) -> subprocess.Popen:
    started.append(dev.start_child(command))
    return started[-1]


def test_the_death_of_one_child_ends_the_other(
    dev: ModuleType, started: list[subprocess.Popen], capsys: pytest.CaptureFixture[str]
) -> None:
    children = {"网站": start(dev, started, WAITS), "后台任务": start(dev, started, DIES)}
    assert dev.watch_children(children, threading.Event(), on_tick=lambda: None) == 1
    assert children["网站"].returncode == -signal.SIGTERM
    assert "后台任务意外退出（退出码 7）" in capsys.readouterr().out


def test_an_order_to_stop_ends_both_cleanly(dev: ModuleType, started: list[subprocess.Popen]) -> None:
    children = {"网站": start(dev, started, WAITS), "后台任务": start(dev, started, WAITS)}
    ordered = threading.Event()
    ordered.set()
    assert dev.watch_children(children, ordered, on_tick=lambda: None) == 0
    assert all(child.returncode == -signal.SIGTERM for child in children.values())


def test_a_child_that_does_not_listen_is_ended_by_force(
    dev: ModuleType, started: list[subprocess.Popen], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "STOP_SECONDS", 0.1)
    deaf = subprocess.Popen(IGNORES_REQUESTS_TO_END, stdout=subprocess.PIPE, start_new_session=True)
    started.append(deaf)
    assert deaf.stdout
    assert deaf.stdout.readline() == b"deaf\n"
    dev.stop_children([deaf])
    assert deaf.returncode == -signal.SIGKILL


def test_a_taken_port_is_named_before_anything_is_started(dev: ModuleType) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(dev.Refused, match=f"端口 {port} 已被占用"):
            dev.refuse_taken_port(port)


def test_readiness_is_said_once(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([False, True, True])
    monkeypatch.setattr(dev, "answers_http", lambda port: next(answers))
    tick = dev.announcer(8123)
    for _ in range(3):
        tick()
    assert capsys.readouterr().out.count("已就绪：http://127.0.0.1:8123/") == 1
