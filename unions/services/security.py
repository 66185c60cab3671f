"""Setting the rules of signing in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from office import events
from office.refusals import Refused
from unions.models import SecuritySetting, User
from unions.rules.security import LIMITS, SignInRules
from unions.selectors.accounts import sign_in_rules


@transaction.atomic
def set_sign_in_rules(rules: SignInRules, *, user: User, at: datetime) -> SecuritySetting:
    """Let these rules hold from now on; the earlier ones stay on record.

    Raises:
        Refused: a number outside its limits, or nothing changed.
    """
    beyond = {
        name: limit.sentence for name, limit in LIMITS.items() if not limit.least <= getattr(rules, name) <= limit.most
    }
    if beyond:
        raise Refused("".join(beyond.values()), fields=beyond)
    before = sign_in_rules()
    if rules == before:
        raise Refused("设置没有变化，未保存。")
    values = {**{name: getattr(rules, name) for name in LIMITS}, "is_totp_required": rules.is_totp_required}
    setting = SecuritySetting.objects.create(**values, set_by=user, set_at=at)
    changes = {
        str(SecuritySetting._meta.get_field(name).verbose_name): [  # type: ignore[union-attr]  # a column
            getattr(before, name),
            value,
        ]
        for name, value in values.items()
        if getattr(before, name) != value
    }
    events.record(events.Entry(setting, "set_security", "修改安全设置", user, at, changes=changes))
    return setting
