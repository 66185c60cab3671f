"""The example for nginx at work: a real proxy in front of a site that says what reached it."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest

from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[2]
NGINX = ROOT / "deploy" / "nginx"
START_SECONDS = 10
PROTECTION = {"X-Content-Type-Options", "Content-Security-Policy", "Strict-Transport-Security"}
KEY = "Vq8TzK3mWc"
LEADS_FAR = "/leads-far/"

pytestmark = pytest.mark.skipif(
    not shutil.which("nginx") or not shutil.which("openssl"),
    reason="the example cannot be tried: nginx or openssl is not there",
)


class Site(BaseHTTPRequestHandler):
    """Stands for the site: answers what it was asked and under which headers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        told = json.dumps({"path": self.path, "length": length, "headers": dict(self.headers)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        if self.path == LEADS_FAR:
            self.send_header("Location", "/login/?next=" + "x" * 10_000)
        self.end_headers()
        self.wfile.write(told)

    do_POST = do_GET  # noqa: N815 (the name http.server calls)

    def log_message(self, *arguments: object) -> None:
        """Silent."""


@dataclass
class Proxy:
    """A running nginx with its ports and folder."""

    folder: Path
    tls: int
    plain: int
    process: subprocess.Popen = field(repr=False)
    trust: ssl.SSLContext = field(repr=False)

    def ask(self, path: str, body: bytes | None = None, *, from_address: str = "127.0.0.1", **headers: str) -> Reply:
        """One request over TLS, by a machine of the name in the example."""
        line = HTTPSConnection("127.0.0.1", self.tls, context=self.trust, source_address=(from_address, 0), timeout=10)
        return _reply(line, path, body, headers)

    def ask_plainly(self, path: str) -> Reply:
        return _reply(HTTPConnection("127.0.0.1", self.plain, timeout=10), path, None, {})

    def stop(self) -> None:
        """Let it finish what it has in hand, its lines in the logs too."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(START_SECONDS)

    def written(self) -> str:
        """All that the proxy has written down by its end."""
        self.stop()
        return "".join(path.read_text("utf-8", errors="replace") for path in self.folder.glob("*.log"))


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def reached(self) -> dict:
        """What the site saw."""
        return json.loads(self.body)


def _reply(line: HTTPConnection, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
    with closing(line):
        line.request("POST" if body is not None else "GET", path, body, {"Host": "union.example.cn", **headers})
        answer: HTTPResponse = line.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def _certificate(folder: Path) -> ssl.SSLContext:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=union.example.cn",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    trust = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    trust.check_hostname = False
    return trust


def _placed(text: str, folder: Path, plain: int, tls: int, votes: int, pages: int) -> str:
    """The example on ports and in folders of this test; all else is as it will be."""
    swaps = {
        "/etc/vitality/tls": str(folder),
        "/var/log/nginx": str(folder),
        "/opt/vitality/var/static": str(folder / "static"),
        "/opt/vitality/deploy": str(ROOT / "deploy"),
        "unix:/run/vitality-votes/web.sock": f"127.0.0.1:{votes}",
        "unix:/run/vitality-pages/web.sock": f"127.0.0.1:{pages}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{tls} ssl http2;",
    }
    for old, new in swaps.items():
        assert old in text, old
        text = text.replace(old, new)
    return re.sub(r"\n\s*listen \[::\][^;]*;", "", text)


@pytest.fixture
def proxy(request: pytest.FixtureRequest, site: int, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy of its own for each test: it counts sign-ins and writes logs. A mark `down` leaves the site out."""
    trust, plain, tls = _certificate(tmp_path), free_port(), free_port()
    behind = free_port() if "down" in getattr(request, "param", ()) else site
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "base.css").write_text("p { color: red }", "utf-8")
    kept = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = _placed((NGINX / "vitality.conf").read_text("utf-8"), tmp_path, plain, tls, votes=behind, pages=behind)
    (tmp_path / "nginx.conf").write_text(
        f"user root; daemon off; worker_processes 1; pid {tmp_path}/pid; error_log {tmp_path}/main.log; events {{}}\n"
        f"http {{ types {{ text/html html; text/css css; }} access_log off; {kept}\n{text}\n}}",
        "utf-8",
    )
    command = ["nginx", "-p", tmp_path, "-c", "nginx.conf", "-e", tmp_path / "main.log"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        running = Proxy(tmp_path, tls, plain, process, trust)
        try:
            _await(running)
            yield running
        finally:
            running.stop()


def _await(proxy: Proxy) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at and proxy.process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", proxy.tls)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"nginx did not start: {proxy.written()}")


def test_the_site_hears_who_asked_and_nothing_the_asker_made_up(proxy: Proxy):
    heard = proxy.ask("/unions/", **{"X-Forwarded-For": "198.51.100.7", "Forwarded": "for=198.51.100.7"}).reached
    assert heard["headers"]["X-Forwarded-For"] == "127.0.0.1"
    assert heard["headers"]["X-Forwarded-Proto"] == "https"
    assert heard["headers"]["Host"] == "union.example.cn"
    assert "Forwarded" not in heard["headers"]


@pytest.mark.parametrize("proxy", [(), ("down",)], indirect=True, ids=["up", "down"])
def test_nothing_is_written_about_voting(proxy: Proxy):
    proxy.ask(f"/v/{KEY}/")
    proxy.ask(f"/v/{KEY}/", b"answer=satisfied")
    proxy.ask(f"/v/{KEY}/", b"x" * 20_000)
    proxy.ask(f"/v/{KEY}/", b"x" * 70_000)  # more than a ballot can be
    proxy.ask(f"/p/{KEY}/")
    assert proxy.written() == ""
    assert not list((proxy.folder / "client_body").rglob("*[0-9]"))


def test_a_line_is_written_of_other_pages_without_what_was_sought(proxy: Proxy):
    """Else the test above would pass on a proxy that writes nothing at all."""
    proxy.ask("/unions/?q=%E5%BC%A0%E4%B8%89")
    (line,) = proxy.written().splitlines()
    assert " GET 200 " in line
    assert "unions" not in line
    assert "127.0.0.1" not in line


@pytest.mark.parametrize("proxy", [("down",)], indirect=True)
@pytest.mark.parametrize("path", ["/", f"/v/{KEY}/", "/login/", "/api/unions/"])
def test_a_site_that_is_down_is_said_to_be_so_in_chinese(proxy: Proxy, path: str):
    _assert_said(proxy.ask(path), 502, "系统暂时不能使用")


def test_what_is_too_large_is_refused_in_chinese(proxy: Proxy):
    _assert_said(proxy.ask("/unions/roster/", b"x", **{"Content-Length": "27000000"}), 413, "不能超过 25 MB")
    _assert_said(proxy.ask(f"/v/{KEY}/", b"x" * 70_000), 413, "意见最多 500 字")


def test_an_opinion_much_too_long_reaches_the_site_which_gives_it_back(proxy: Proxy):
    """2 000 characters written without scripts: refused there with the form filled in, not here without it."""
    assert proxy.ask(f"/v/{KEY}/", quote("意" * 2_000).encode()).status == 200


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [("/unions/?q=" + "x" * 5_000, {}, 414), ("/", {"Cookie": "x" * 5_000}, 400), ("/%00", {}, 400)],
    ids=["address", "cookie", "sign"],
)
def test_what_cannot_be_read_is_refused_in_chinese_before_the_site(proxy: Proxy, path: str, headers: dict, status: int):
    _assert_said(proxy.ask(path, **headers), status, "无法识别的请求")


def test_the_way_back_after_signing_in_may_be_long(proxy: Proxy):
    """A page of many filters, written once more and escaped behind `next=`; by default nginx answers 502 to it."""
    assert proxy.ask(LEADS_FAR).status == 200


def test_the_site_takes_the_longest_line_that_the_proxy_passes_on():
    """Else gunicorn refuses it, in English."""
    passed = int(
        re.findall(r"large_client_header_buffers \d+ (\d+)k;", (NGINX / "vitality.conf").read_text("utf-8"))[0]
    )
    taken = int(re.findall(r"limit_request_line = (\d+)", (ROOT / "deploy/gunicorn.conf.py").read_text("utf-8"))[0])
    assert passed * 1024 <= taken


def test_a_storm_of_sign_ins_is_refused_in_chinese(proxy: Proxy):
    replies = [proxy.ask("/login/", b"username=a") for _ in range(70)]
    assert [reply.status for reply in replies[:60]] == [200] * 60
    _assert_said(replies[-1], 429, "登录过于频繁")
    assert proxy.ask("/login/").status == 200  # to see the page is no sign-in


def _assert_said(reply: Reply, status: int, words: str) -> None:
    assert reply.status == status
    assert words in reply.body.decode("utf-8")
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-store"
    assert set(reply.headers) >= PROTECTION
    (style,) = re.findall(r"<style>(.*?)</style>", reply.body.decode("utf-8"), re.DOTALL)
    fingerprint = b64encode(sha256(style.encode()).digest()).decode()
    assert f"'sha256-{fingerprint}'" in reply.headers["Content-Security-Policy"]


def test_what_the_proxy_says_has_no_address_of_its_own(proxy: Proxy):
    _assert_said(proxy.ask("/said/unavailable.html"), 404, "没有这个页面")


def test_the_metrics_are_for_the_machines_of_the_site(proxy: Proxy):
    assert proxy.ask("/metrics/").status == 200
    _assert_said(proxy.ask("/metrics/", from_address="127.0.0.2"), 403, "没有这个页面")


def test_static_files_come_from_the_disk_under_protection(proxy: Proxy):
    reply = proxy.ask("/static/base.css")
    assert reply.body == b"p { color: red }"
    assert reply.headers["Content-Type"] == "text/css; charset=utf-8"
    assert set(reply.headers) >= PROTECTION
    assert "immutable" in reply.headers["Cache-Control"]
    assert proxy.ask("/static/../../../etc/passwd").status in (400, 404)


def test_plain_http_leads_people_to_https_and_refuses_programs(proxy: Proxy):
    led = proxy.ask_plainly("/unions/")
    assert (led.status, led.headers["Location"]) == (301, "https://union.example.cn/unions/")
    assert proxy.ask_plainly("/api/unions/").status == 403


def test_old_and_weak_tls_is_not_spoken():
    text = (NGINX / "vitality.conf").read_text("utf-8")
    assert re.findall(r"ssl_protocols (.*);", text) == ["TLSv1.2 TLSv1.3"]
    (suites,) = re.findall(r"ssl_ciphers (.*);", text)
    assert all(suite.startswith("ECDHE-") and ("GCM" in suite or "POLY1305" in suite) for suite in suites.split(":"))
