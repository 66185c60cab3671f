"""Who may watch over a box and count its papers."""

from __future__ import annotations

from appraisal.models import AppraisalSession
from appraisal.rules.consequences import is_same_person
from office.refusals import Refused

COUNTERS = {
    "chief_scrutineer": "总监票人", "scrutineer": "监票人", "first_teller": "计票人一", "second_teller": "计票人二",
}  # fmt: skip
PAIRS = (("chief_scrutineer", "scrutineer"), ("first_teller", "second_teller"))


def refuse_appraised_counters(session: AppraisalSession) -> None:
    """Whoever watches or counts is neither the appraised chair nor a member of the committee, nor two at once.

    Raises:
        Refused: naming every field with a name that cannot stand there.
    """
    named = {field: getattr(session, field) for field in COUNTERS if getattr(session, field).strip()}
    fields: dict[str, str] = {}
    for field, name in named.items():
        if is_same_person(name, session.chair_name):
            fields[field] = "是被评议的工会主席。"
        elif any(is_same_person(name, member) for member in session.committee_members):
            fields[field] = "是被评议的工会委员会委员。"
    for one, other in PAIRS:
        if one in named and other in named and is_same_person(named[one], named[other]):
            fields.setdefault(other, "两人不能是同一人。")
    if fields:
        told = "；".join(
            f"{COUNTERS[field]}{named[field]}{sentence.rstrip('。')}" for field, sentence in fields.items()
        )
        raise Refused(f"监票人、计票人不能是被评议的工会主席或工会委员会委员，也不能一人两任：{told}。", fields=fields)
