"""`manage.py create_sysadmin`: how somebody gets into a new installation, and nobody into a running one."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from office.models import Event
from tests.factories import CityFactory, user_with_post
from unions.kinds import RoleKind
from unions.models import Post, User

pytestmark = pytest.mark.django_db


def create(**options: bool) -> str:
    """What stands on standard output."""
    out = StringIO()
    call_command("create_sysadmin", "zhang", "张一", stdout=out, **options)
    return out.getvalue()


def test_the_first_system_administrator_gets_a_password_to_be_changed():
    city = CityFactory()
    password = create().strip().rpartition("：")[2]

    account = User.objects.get(username="zhang")
    post = Post.objects.get(user=account)
    assert account.check_password(password)
    assert account.must_change_password
    assert (post.role, post.union) == (RoleKind.SYSADMIN, city)
    assert Event.objects.filter(actor=None, verb="appoint").exists()


def test_it_is_refused_once_there_is_one():
    user_with_post(RoleKind.SYSADMIN, CityFactory())

    with pytest.raises(CommandError, match="已有系统管理员"):
        create()
    assert not User.objects.filter(username="zhang").exists()


def test_a_further_one_is_made_where_the_first_cannot_come_in():
    user_with_post(RoleKind.SYSADMIN, CityFactory())
    create(further=True)

    assert Post.objects.filter(role=RoleKind.SYSADMIN).count() == 2


def test_it_is_refused_before_there_is_a_federation():
    with pytest.raises(CommandError, match="init_federation"):
        create()


def test_a_taken_name_leaves_nothing_behind():
    CityFactory()
    User.objects.create(username="zhang", full_name="张二")

    with pytest.raises(CommandError, match="已被使用"):
        create()
    assert not Post.objects.exists()
