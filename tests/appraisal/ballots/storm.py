"""A hall full of phones at a real server that may die under them at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from threading import Condition
from urllib.parse import urlencode

from appraisal.kinds import SlipState
from appraisal.models import BoxItem, Comment, Result, Slip
from appraisal.services.counting import open_box
from tests.appraisal.conftest import AT, Hall

PHONES = 12
PATIENCE_SECONDS = 30
RECORDED = "您的选票已投入票箱"


class Storm:
    """Everybody votes at once, one ballot a slip; the opinion on each names its slip's number."""

    def __init__(self, hall: Hall, port: int) -> None:
        self.hall, self.port, self.slug = hall, port, hall.poll.slug
        self.acknowledged: set[int] = set()
        self.left_alone: set[int] = set()
        self.told = Condition()

    def rage(self, numbers: Sequence[int]) -> ThreadPoolExecutor:
        """Let the phones go; the caller shuts the pool down when it has done its mischief."""
        pool = ThreadPoolExecutor(PHONES)
        for part in range(PHONES):
            pool.submit(self._phone, numbers[part::PHONES])
        return pool

    def wait_for(self, count: int) -> None:
        """Until so many have read that their ballot is in the box."""
        with self.told:
            assert self.told.wait_for(lambda: len(self.acknowledged) >= count, PATIENCE_SECONDS)

    def _phone(self, numbers: Sequence[int]) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        for number in numbers:
            try:
                is_recorded = self._vote(line, number)
            except (OSError, HTTPException):
                is_recorded = False
                line.close()
            with self.told:
                (self.acknowledged if is_recorded else self.left_alone).add(number)
                self.told.notify_all()
        line.close()

    def _vote(self, line: HTTPConnection, number: int) -> bool:
        fields = {
            "code": self.hall.slips[number],
            "nonce": f"{number:032x}",
            "q-chair": "satisfied" if number % 3 else "dissatisfied",
            "q-committee": "basically_satisfied",
            "comment": f"意见{number}",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        line.request("POST", f"/v/{self.slug}/", urlencode(fields), headers)
        answer = line.getresponse()
        page = answer.read().decode()
        return answer.status == 200 and RECORDED in page

    def repeat(self, port: int) -> None:
        """Those without an answer press once more, on the page that still has their nonce."""
        self.port, again = port, sorted(self.left_alone)
        self.left_alone = set()
        self.rage(again).shutdown()


def expect_whole_box(storm: Storm) -> None:
    """What must hold after any crash: each used slip has its ballot and each ballot its slip."""
    used = Slip.objects.filter(poll=storm.hall.poll.pk, state=SlipState.USED).count()
    assert used == BoxItem.objects.filter(poll=storm.hall.poll.pk).count()
    assert used >= len(storm.acknowledged)


def expect_all_counted(storm: Storm, count: int) -> None:
    """Close, open, and find every acknowledged ballot with what was on it."""
    hall = storm.hall
    hall.give_superiors()
    hall.step("stop_voting", present_count=count, issued_count=count)
    open_box(session=hall.session, given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)
    opinions = {int(text.removeprefix("意见")) for text in Comment.objects.values_list("text", flat=True)}
    assert opinions >= storm.acknowledged
    totals = {
        (question, option): found
        for question, option, found in Result.objects.values_list("question", "option", "ballot_count")
    }
    assert totals["chair", "dissatisfied"] == sum(1 for number in opinions if number % 3 == 0)
    assert totals["chair", "satisfied"] == sum(1 for number in opinions if number % 3)
    assert totals["committee", "basically_satisfied"] == len(opinions)
