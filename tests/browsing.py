"""A browser without network, and the watch that makes a test fail for what a person would only find in the console."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebError, expect

SCREEN, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 640}
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]

# How long a page may take to show what is expected: as long as a click may wait, on a machine with much to do.
expect.set_options(timeout=30_000)

# A page that is left while it still loads, or a download: the browser calls both "aborted".
ABORTED = "net::ERR_ABORTED"
# What htmx says of a fragment that was under way when its page was left.
LEFT_UNDER_WAY = ("htmx:afterRequest", "htmx:sendAbort")
# The last two are the browser's own pages: its viewer of PDF files.
LOCAL_SCHEMES = {"about", "blob", "data", "chrome", "chrome-extension"}


@dataclass
class PageWatch:
    """Collects scripts' errors, failed requests, refused answers and requests to any host but `host`."""

    host: str
    faults: list[str] = field(default_factory=list)
    expected_statuses: set[int] = field(default_factory=set)

    def expects(self, *statuses: int) -> None:
        """Allow answers with these HTTP statuses (400 and above) from now on."""
        self.expected_statuses.update(statuses)

    def attach(self, context: BrowserContext) -> None:
        context.on("request", self._note_foreign_host)
        context.on("requestfailed", self._note_failed_request)
        context.on("response", self._note_refusal)
        context.on("weberror", self._note_script_error)
        context.on("console", self._note_console_error)

    def _note_foreign_host(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in LOCAL_SCHEMES and address.netloc != self.host:
            self.faults.append(f"request to another host: {request.url}")

    def _note_failed_request(self, request: Request) -> None:
        if request.failure != ABORTED:
            self.faults.append(f"failed request: {request.method} {request.url}: {request.failure}")

    def _note_refusal(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.faults.append(f"answer {response.status}: {response.request.method} {response.url}")

    def _note_script_error(self, web_error: WebError) -> None:
        self.faults.append(f"script error: {web_error.error}")

    def _note_console_error(self, message: ConsoleMessage) -> None:
        # The browser repeats each refused answer here; those are judged by their status above.
        if message.type == "error" and not message.text.startswith(("Failed to load resource", *LEFT_UNDER_WAY)):
            self.faults.append(f"console error: {message.text}")


def accessibility_faults(page: Page, **options: object) -> list[str]:
    """What the accessibility rules find on a page as it stands."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def faults_of_shape(page: Page, **options: object) -> list[str]:
    """What the accessibility rules find, and what a small window would cut off."""
    scrolls = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return accessibility_faults(page, **options) + (["the page itself scrolls sideways"] if scrolls else [])
