"""The members' page: what is let in, what is refused with which words, and that nothing is known of the visitor."""

from __future__ import annotations

import re
from http import HTTPStatus
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appraisal.box.codes import check_digit, grouped
from appraisal.kinds import Answer, SlipState, Subject
from appraisal.models import BoxItem, Poll, Slip
from appraisal.selectors.voting import open_faces
from appraisal.services.polls import exchange_slip, print_slips
from appraisal.services.wrong_codes import MOST_WRONG_CODES, wrong_code_count
from appraisal.views import voting
from office import clock
from tests.appraisal.ballots.conftest import NONCE, Phone
from tests.appraisal.conftest import AT, Hall, make_hall

pytestmark = pytest.mark.django_db

IN_THE_BOX = "您的选票已投入票箱"
USED_BY_ANOTHER = "此票码已使用，如非本人操作请举手联系监票人"


def text_of(response) -> str:
    return response.content.decode()


def burnt_slips(hall: Hall) -> int:
    return Slip.objects.filter(poll=hall.poll.pk).exclude(state=SlipState.ISSUED).count()


def unknown_code() -> str:
    return "0" * 11 + check_digit("0" * 11)


# Let in ----------------------------------------------------------------------------------------------------------


def test_a_slip_votes_and_the_answer_shows_no_content(phone: Phone, open_hall: Hall):
    answer = phone.send(grouped(open_hall.slips[0]), comment="食堂要改进")
    assert answer.status_code == HTTPStatus.OK
    assert IN_THE_BOX in text_of(answer)
    assert not any(word in text_of(answer) for word in ("满意", "食堂", open_hall.slips[0]))
    assert BoxItem.objects.count() == burnt_slips(open_hall) == 1


@pytest.mark.parametrize("written", ["{0} {1} {2}", "{0}-{1}-{2}", "{0}－{1}—{2}", " {0}{1}{2} "])
def test_a_code_may_be_typed_with_what_separates_its_groups(phone: Phone, open_hall: Hall, written: str):
    code = open_hall.slips[0]
    assert IN_THE_BOX in text_of(phone.send(written.format(code[:4], code[4:8], code[8:])))


def test_full_width_digits_are_digits(phone: Phone, open_hall: Hall):
    wide = open_hall.slips[0].translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    assert IN_THE_BOX in text_of(phone.send(wide))


def test_the_same_page_may_ask_again_and_nothing_is_counted_twice(phone: Phone, open_hall: Hall):
    answers = [phone.send(open_hall.slips[0]) for _ in range(3)]
    assert all(IN_THE_BOX in text_of(answer) for answer in answers)
    assert BoxItem.objects.count() == 1


@pytest.mark.parametrize("nonce", ["f" * 32, "", None, "not a nonce", NONCE.upper(), NONCE + "0"])
def test_another_page_is_told_that_the_slip_was_used(phone: Phone, open_hall: Hall, nonce: str | None):
    phone.send(open_hall.slips[0])
    answer = phone.send(open_hall.slips[0], nonce=nonce)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert USED_BY_ANOTHER in text_of(answer)
    assert BoxItem.objects.count() == 1


def test_without_a_nonce_nobody_is_told_that_another_ballot_was_theirs(phone: Phone, open_hall: Hall):
    phone.send(open_hall.slips[0], nonce="")
    assert USED_BY_ANOTHER in text_of(phone.send(open_hall.slips[0], nonce=""))


def test_every_copy_of_the_page_has_a_nonce_of_its_own(phone: Phone):
    nonces = {re.search(r'name="nonce" value="([0-9a-f]{32})"', text_of(phone.look()))[1] for _ in range(3)}
    assert len(nonces) == 3


def test_additional_items_are_asked_and_sealed():
    hall = make_hall(due=10).prepare_box()
    Poll.objects.filter(pk=hall.poll.pk).update(extra_items=[{"key": "x1", "text": "厂务公开"}])
    hall.step("start_voting")
    phone = Phone(hall)
    assert "厂务公开" in text_of(phone.look())
    assert phone.send(hall.slips[0]).status_code == HTTPStatus.BAD_REQUEST
    assert IN_THE_BOX in text_of(phone.send(hall.slips[0], **{"q-x1": "abstain"}))


@pytest.mark.parametrize("sign", ["好", "😀", "𠮷", '"', "\\", "\n"])
def test_five_hundred_signs_of_any_kind_go_into_the_box(phone: Phone, open_hall: Hall, sign: str):
    opinion = "甲" + sign * 498 + "乙"
    assert IN_THE_BOX in text_of(phone.send(open_hall.slips[0], comment=opinion))


def test_lines_sent_by_a_browser_count_as_one_sign_each(phone: Phone, open_hall: Hall):
    assert IN_THE_BOX in text_of(phone.send(open_hall.slips[0], comment="甲\r\n" * 250))


# Malformed: 400, and the slip is not burnt -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"q-chair": None}, "工会主席 甲一：还没有选择"),
        ({"q-chair": None, "q-committee": None}, "工会委员会：还没有选择"),
        ({"q-chair": ["satisfied", "dissatisfied"]}, "工会主席 甲一：选了不止一个"),
        ({"q-chair": ["satisfied", "satisfied"]}, "选了不止一个"),
        ({"q-chair": "excellent"}, "工会主席 甲一：选票内容不对"),
        ({"q-chair": ""}, "工会主席 甲一：选票内容不对"),
        ({"q-mayor": "satisfied"}, "本次没有列出的项目"),
        ({"comment": "好" * 501}, "意见最多 500 个字，现有 501 个字"),
        ({"comment": "a" * 1_000_000}, "意见最多 500 个字，现有 1000000 个字"),
        ({"comment": "好" * 350_000}, "提交的内容过多或无法识别；意见最多 500 个字"),
        ({"comment": "a\0b"}, "无法显示的字符"),
        ({"comment": "a\u202eb"}, "无法显示的字符"),
        ({"comment": b"\xff\xfe"}, "无法显示的字符"),
        ({"comment": b"\xed\xa0\x80"}, "无法显示的字符"),
        ({"code": ["1", "2"]}, "票码：请输入票面上的 12 位票码"),
        ({"code": ""}, "票码：请输入票面上的 12 位票码"),
        ({"code": "1234"}, "票码：应为 12 位数字"),
        ({"code": "1" * 1_000_000}, "票码：应为 12 位数字"),
        ({"code": "12345678901a"}, "票码：应为 12 位数字"),
        ({"code": "123456789012"}, "票码：票码输入有误"),
    ],
    ids=lambda part: part[:20] if isinstance(part, str) else next(iter(part)),
)
def test_a_malformed_ballot_is_told_what_is_wrong_and_burns_no_slip(phone, open_hall, fields, sentence):
    fields = {"code": open_hall.slips[0], **fields}
    answer = phone.send(fields.pop("code"), **fields)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert sentence in text_of(answer)
    assert burnt_slips(open_hall) == BoxItem.objects.count() == 0
    assert IN_THE_BOX in text_of(phone.send(open_hall.slips[0]))


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", '{"code": "1"}'),
        ("text/plain", "code=1"),
        ("multipart/form-data; boundary=x", "--x--"),
        ("multipart/form-data; charset=utf-7; boundary=x", "--x--"),
        ("application/x-www-form-urlencoded; charset=utf-16", "code=1"),
        ("application/x-www-form-urlencoded", "&".join(f"f{number}=1" for number in range(1001))),
        ("application/x-www-form-urlencoded", "comment=" + "a" * 2_700_000),
        ("application/x-www-form-urlencoded", "\xff\x00%zz&&&==;"),
        ("application/x-www-form-urlencoded", ""),
    ],
    ids=["json", "text", "multipart", "utf-7", "utf-16", "a thousand fields", "megabytes", "noise", "nothing"],
)
def test_what_is_no_form_of_ours_is_answered_with_400(phone: Phone, content_type: str, body: str):
    assert phone.send_raw(body.encode("latin-1"), content_type).status_code == HTTPStatus.BAD_REQUEST


def test_what_was_chosen_and_typed_stays(phone: Phone, open_hall: Hall):
    page = text_of(
        phone.send("1234", comment="<b>食堂</b>\n要改进", **{"q-committee": "dissatisfied", "q-chair": None})
    )
    assert re.search(r'name="q-committee" value="dissatisfied" required checked', page)
    assert len(re.findall(r" checked", page)) == 1
    assert "&lt;b&gt;食堂&lt;/b&gt;\n要改进</textarea>" in page
    assert 'value="1234"' in page
    assert f'value="{NONCE}"' in page
    assert 'href="#code"' in page
    assert 'href="#q-chair"' in page


# Slips that do not admit -------------------------------------------------------------------------------------------


def test_an_unknown_code_is_told_so_and_the_ballot_stays(phone: Phone):
    answer = phone.send(unknown_code(), comment="食堂")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "本场没有这个票码" in text_of(answer)
    assert "食堂" in text_of(answer)


def test_another_polls_slip_admits_nobody(phone: Phone):
    other = make_hall(due=3).prepare_box()
    assert "本场没有这个票码" in text_of(phone.send(other.slips[0]))
    assert burnt_slips(other) == 0


def test_an_exchanged_slip_points_to_the_paper(phone: Phone, open_hall: Hall):
    exchange_slip(session=open_hall.session, typed_code=open_hall.slips[0], user=open_hall.leader, at=AT)
    answer = phone.send(open_hall.slips[0])
    assert (answer.status_code, "此票码已换成纸质票" in text_of(answer)) == (HTTPStatus.CONFLICT, True)


def test_a_slip_of_a_lost_print_is_void(hall: Hall):
    lost = hall.prepare_box().slips[0]
    print_slips(session=hall.session, user=hall.leader, at=AT, over=len(hall.slips))
    hall.step("start_voting")
    answer = Phone(hall).send(lost)
    assert (answer.status_code, "此票码已作废" in text_of(answer)) == (HTTPStatus.CONFLICT, True)


def test_wrong_codes_are_limited_for_the_poll_and_right_ones_are_not(phone: Phone, open_hall: Hall):
    key = f"wrong-codes/{open_hall.poll.pk}/{clock.now():%H%M}"
    cache.set(key, MOST_WRONG_CODES - 1, 120)
    assert phone.send(unknown_code()).status_code == HTTPStatus.FORBIDDEN
    answer = phone.send(unknown_code())
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "连续输错票码的次数太多" in text_of(answer)
    assert answer.headers["Retry-After"] == "60"
    assert wrong_code_count(open_hall.poll.pk, clock.now()) == MOST_WRONG_CODES + 1
    assert IN_THE_BOX in text_of(phone.send(open_hall.slips[0]))


def test_a_mistyped_code_is_no_wrong_code(phone: Phone, open_hall: Hall):
    phone.send("123456789012")
    assert wrong_code_count(open_hall.poll.pk, clock.now()) == 0


def test_a_cache_that_is_away_stands_in_nobodys_way(phone: Phone):
    with mock.patch("appraisal.services.wrong_codes.cache.incr", side_effect=ConnectionError):
        assert phone.send(unknown_code()).status_code == HTTPStatus.FORBIDDEN


# Before and after --------------------------------------------------------------------------------------------------


def test_before_the_start_the_page_waits_and_comes_by_itself(hall: Hall):
    phone = Phone(hall.prepare_box())
    page = text_of(phone.look())
    assert "投票尚未开始" in page
    assert re.search(r'<meta http-equiv="refresh" content="15">', page)
    assert "<script" not in page  # the code waits in the address
    answer = phone.send(hall.slips[0])
    assert (answer.status_code, burnt_slips(hall)) == (HTTPStatus.CONFLICT, 0)


def test_after_the_end_nothing_is_taken_but_a_lost_answer_is_repeated(phone: Phone, open_hall: Hall):
    for code in open_hall.slips[:7]:
        phone.send(code)
    open_hall.step("stop_voting", present_count=8, issued_count=8)
    assert "投票已结束" in text_of(phone.look())
    assert IN_THE_BOX in text_of(phone.send(open_hall.slips[0]))
    for late in (phone.send(open_hall.slips[8]), phone.send("1234"), phone.send(unknown_code())):
        assert (late.status_code, "投票已结束" in text_of(late)) == (HTTPStatus.CONFLICT, True)
    assert BoxItem.objects.count() == 7


def test_a_poll_that_closes_while_one_is_writing_says_so(phone: Phone, open_hall: Hall):
    """The page was asked for while the poll was open; the closing came before the slip was used."""

    def close_first(**arguments):
        Poll.objects.update(is_open=False)
        return real(**arguments)

    real = voting.cast
    with mock.patch.object(voting, "cast", close_first):
        answer = phone.send(open_hall.slips[0])
    assert "投票已结束" in text_of(answer)
    assert burnt_slips(open_hall) == 0


@pytest.mark.parametrize("path", ["/v/ZZZZZZ/", "/v/ZZZZZZ/kiosk/", "/v/ZZZZZZ", "/v/a/b/c/", "/v/%00/", "/v/..%2f/"])
def test_an_address_of_no_poll_is_told_so(db, path: str):
    answer = Client().get(path)
    assert (answer.status_code, "没有这个投票地址" in text_of(answer)) == (HTTPStatus.NOT_FOUND, True)


def test_the_address_may_be_typed_small_and_without_its_last_stroke(open_hall: Hall):
    assert "投入票箱" in text_of(Client().get(f"/v/{open_hall.poll.slug.lower()}"))
    assert Client().get("/v/", {"p": open_hall.poll.slug.lower()}).headers["Location"] == f"/v/{open_hall.poll.slug}/"
    assert "不是投票地址" in text_of(Client().get("/v/", {"p": "//evil"}))


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_not_known(phone: Phone, method: str):
    assert getattr(phone, method)(phone.path).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_database_that_does_not_answer_never_says_recorded(phone: Phone, open_hall: Hall):
    with mock.patch("appraisal.services.ballots._drop_in", side_effect=OperationalError("disk full")):
        answer = phone.send(open_hall.slips[0])
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "暂时没有收到票箱的回答" in text_of(answer)
    assert IN_THE_BOX not in text_of(answer)
    assert IN_THE_BOX in text_of(phone.send(open_hall.slips[0]))


# Nobody is known ---------------------------------------------------------------------------------------------------


def test_no_answer_sets_a_cookie_or_may_be_kept(phone: Phone, open_hall: Hall):
    answers = [phone.look(), phone.send("1234"), phone.send(unknown_code()), phone.send(open_hall.slips[0])]
    answers += [phone.get("/v/"), phone.get("/v/ZZZZZZ/"), phone.get(phone.path + "kiosk/"), phone.put(phone.path)]
    for answer in answers:
        assert not answer.cookies
        assert "Vary" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_an_organiser_who_is_signed_in_is_a_stranger_here(phone: Phone, open_hall: Hall):
    phone.force_login(open_hall.leader)
    with CaptureQueriesContext(connection) as asked:
        answer = phone.send(open_hall.slips[0])
    assert not any(word in query["sql"] for query in asked for word in ("django_session", "unions_user"))
    request = answer.wsgi_request
    assert not hasattr(request, "session")
    assert not hasattr(request, "user")


def statements(asked: CaptureQueriesContext) -> list[str]:
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [query["sql"] for query in asked if not query["sql"].startswith(control)]


def test_a_vote_costs_one_question_to_look_and_at_most_three_to_cast(phone: Phone, open_hall: Hall):
    open_faces.clear()
    costs = []
    for send in (
        phone.look,
        phone.look,
        lambda: phone.send(open_hall.slips[0]),
        lambda: phone.send(open_hall.slips[0], nonce="f" * 32),
        lambda: phone.send(open_hall.slips[1], comment="\0"),
    ):
        with CaptureQueriesContext(connection) as asked:
            send()
        costs.append(len(statements(asked)))
    assert costs == ([1, 1, 1, 2, 1] if connection.vendor == "postgresql" else [1, 1, 2, 2, 1])
    open_faces.clear()
    with CaptureQueriesContext(connection) as asked:
        phone.send(open_hall.slips[1])
    assert len(statements(asked)) == (2 if connection.vendor == "postgresql" else 3)


def test_nothing_is_written_in_the_log_about_votes(phone: Phone, open_hall: Hall, caplog, capfd):
    with caplog.at_level("DEBUG"):
        phone.send("1234")
        phone.send(unknown_code())
        phone.send(open_hall.slips[0])
        phone.put(phone.path)
    shown = capfd.readouterr()
    assert open_hall.poll.slug not in shown.out + shown.err
    assert not any(open_hall.slips[0] in record.getMessage() for record in caplog.records)


# The page itself ---------------------------------------------------------------------------------------------------


def test_nothing_is_chosen_beforehand_and_no_answer_is_made_easy(phone: Phone):
    page = text_of(phone.look())
    assert " checked" not in page
    assert page.count('type="radio"') == len(Answer) * len(Subject)
    assert page.count("<button") == 1
    assert [page.count(f'value="{answer}"') for answer in Answer] == [2, 2, 2, 2]


@pytest.mark.parametrize("path", ["", "kiosk/"])
def test_no_page_speaks_of_encryption_or_brings_scripts_of_its_own(phone: Phone, path: str, open_hall: Hall):
    pages = [text_of(phone.get(phone.path + path)), text_of(phone.send("1")), text_of(phone.send(open_hall.slips[0]))]
    for page in pages:
        assert not any(word in page for word in ("加密", "哈希", "摘要", "密钥"))
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", page)
        assert 'autocomplete="off"' in page or "<form" not in page


def test_the_page_is_rendered_once_for_all(phone: Phone):
    phone.look()
    with mock.patch("appraisal.views.voting_pages.render_to_string", side_effect=AssertionError):
        assert phone.look().status_code == HTTPStatus.OK


def test_what_changes_before_the_start_stands_on_the_page_at_once(hall: Hall):
    phone = Phone(hall.prepare_box())
    phone.look()
    type(hall.union).objects.filter(pk=hall.union.pk).update(name="新名工会")
    hall.step("start_voting")
    assert "新名工会" in text_of(phone.look())


def test_the_kiosk_comes_back_by_itself(open_hall: Hall):
    kiosk = Phone(open_hall, f"/v/{open_hall.poll.slug}/kiosk/")
    back = re.compile(rf'<meta http-equiv="refresh" content="15; url=/v/{open_hall.poll.slug}/kiosk/">')
    assert "data-pad" in text_of(kiosk.look())
    assert "http-equiv" not in text_of(kiosk.look())
    assert back.search(text_of(kiosk.send(open_hall.slips[0])))
    assert back.search(text_of(kiosk.send(open_hall.slips[0], nonce="f" * 32)))
    assert 'content="60; url=' in text_of(kiosk.send("1"))
