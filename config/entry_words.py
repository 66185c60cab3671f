"""What the entries of the policy tables are called on screen."""

from __future__ import annotations

from typing import Final

from unions.kinds import Category, Department, SectorTier, UnionKind, WorkMode

# The kinds say it for themselves; here stands what no kind knows.
WORDS: Final = {
    "startup": "启动",
    "reward": "奖励",
    "reward_typical": "典型奖励",
    "reward_coverage": "覆盖奖励",
    "reward_innovation": "创新奖励",
    "reward_quality": "质量奖励",
    "reward_year_2": "第二年奖励",
    "reward_year_3": "第三年奖励",
    "member": "会员",
    "peer_party_org": "同级党组织",
    "superior_union": "上级工会",
    "satisfied": "满意",
    "basically_satisfied": "基本满意",
    "dissatisfied": "不满意",
    "lowest": "最低",
    "highest": "最高",
    "first": "起",
    "last": "止",
    "month": "月份",
    "day": "日",
    "both": "区市县、先导区和产业工会",
    "district": "区市县、先导区",
    "industrial": "产业工会",
    "assessment_team": "考核组",
    "grassroots_founding": "基层组建",
    "rights_and_bargaining": "维权与协商",
    "labour_inspection": "劳动监督",
    "dispute_mediation": "争议调解",
    "worker_culture": "职工文化",
    "service_assistance": "服务帮扶",
    "comprehensive": "综合",
}
KINDS: Final = (UnionKind, Category, WorkMode, Department, SectorTier)


def entry_word(name: object) -> str:
    """The Chinese word of an entry; of a numbered item its number; the name itself where there is none."""
    text = str(name)
    if text.isdigit():
        return f"第 {text} 项"
    known = {member.value: member.label for kind in KINDS for member in kind}
    return WORDS.get(text) or known.get(text, text)
