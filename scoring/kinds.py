"""What the hundred-point card knows: pools, columns, kinds of indicators, states; stored by value."""

from __future__ import annotations

from policy.kinds import Kind
from policy.units import Unit
from unions.kinds import UnionKind


class Pool(Kind):
    """R-X6: the two classes that are ranked each by itself."""

    DISTRICT = "district", "区市县、开放先导区"
    INDUSTRIAL = "industrial", "产业工会"

    @classmethod
    def of(cls, kind: UnionKind) -> Pool | None:
        """The pool of a kind of union; None for one that is not assessed."""
        return POOLS.get(kind)


POOLS = {
    UnionKind.DISTRICT_UNION: Pool.DISTRICT,
    UnionKind.PILOT_ZONE_UNION: Pool.DISTRICT,
    UnionKind.RESIDENT_INDUSTRIAL_UNION: Pool.INDUSTRIAL,
    UnionKind.NONRESIDENT_INDUSTRIAL_UNION: Pool.INDUSTRIAL,
}


class Assessees(Kind):
    """Which pools an item exists for."""

    pools: tuple[Pool, ...]

    def set_flags(self, pools: tuple[Pool, ...]) -> None:
        self.pools = pools

    BOTH = "both", "区市县、先导区和产业工会", (Pool.DISTRICT, Pool.INDUSTRIAL)
    DISTRICT = "district", "区市县、先导区", (Pool.DISTRICT,)


class Stage(Kind):
    """R-X5: the three columns of the card, in order; `is_claim` where what is said still has to be confirmed."""

    is_claim: bool

    def set_flags(self, is_claim: bool) -> None:
        self.is_claim = is_claim

    SELF = "self", "自评", True
    DEPARTMENT = "department", "部门审核", False
    FINAL = "final", "综合评定", False


class Action(Kind):
    """专项行动: the six, and the part that is none of them."""

    GRASSROOTS_FOUNDING = "grassroots_founding", "基层工会组建"
    RIGHTS_AND_BARGAINING = "rights_and_bargaining", "职代会和工资集体协商建制"
    LABOUR_INSPECTION = "labour_inspection", "规范劳动用工监督检查"
    DISPUTE_MEDIATION = "dispute_mediation", "劳动争议预防调解建制"
    WORKER_CULTURE = "worker_culture", "企业文化职工文化建设"
    SERVICE_ASSISTANCE = "service_assistance", "职工服务帮扶体系建设"
    COMPREHENSIVE = "comprehensive", "综合项目"


class IndicatorKind(Kind):
    """What an indicator measures: the unit its amounts are shown in. A fact is 1 or 0, a percentage 1 for 100 %."""

    unit: Unit

    def set_flags(self, unit: Unit) -> None:
        self.unit = unit

    PERCENT = "percent", "百分比", Unit.RATE
    COUNT = "count", "个数", Unit.PLACES
    MONEY = "money", "金额（元）", Unit.YUAN
    YES_NO = "yes_no", "是/否", Unit.FACT
    MONTHLY_COUNT = "monthly_count", "按月报送次数", Unit.TIMES
    POINTS = "points", "分数", Unit.POINTS


class Reviewer(Kind):
    """Who answers for an item: the city's departments, and the assessment team for the bonus of the whole card."""

    ORGANISATION = "organisation", "组织部"
    DEMOCRATIC_MANAGEMENT = "democratic_management", "民主管理部"
    PUBLICITY = "publicity", "宣教部"
    LEGAL = "legal", "法律部"
    LIVELIHOOD = "livelihood", "生活保障部"
    ECONOMIC = "economic", "经济技术和劳动保护部"
    WOMEN = "women", "女职工部"
    GENERAL_OFFICE = "general_office", "办公室"
    AUDIT_OFFICE = "audit_office", "经审办"
    ASSESSMENT_TEAM = "assessment_team", "考核组"


class Outcome(Kind):
    """What became of an item in one column."""

    tone: str

    def set_flags(self, tone: str) -> None:
        self.tone = tone

    FULL = "full", "得分", "good"
    NOTHING = "nothing", "不得分", "bad"
    NOT_APPLICABLE = "not_applicable", "不适用", "neutral"
    BONUS_ONLY = "bonus_only", "加分项目", "info"


class OpinionVerdict(Kind):
    """What a reviewer says of an item: as the values give it, or against them with a written reason (R-X1)."""

    overrules: bool

    def set_flags(self, overrules: bool) -> None:
        self.overrules = overrules

    ACCEPTED = "accepted", "认可", False
    FULL = "full", "改判得分", True
    NOTHING = "nothing", "改判不得分", True


class Honour(Kind):
    """R-X7: what the first places are called."""

    EXCELLENT = "excellent", "六个专项行动优秀单位"
    ADVANCED = "advanced", "六个专项行动先进单位"


class SchemeState(Kind):
    """A scheme can be changed until it is frozen; then it is the law of its year's cards. A draft may be given up."""

    tone: str

    def set_flags(self, tone: str) -> None:
        self.tone = tone

    DRAFT = "draft", "编制中", "waiting"
    FROZEN = "frozen", "已冻结", "good"
    DROPPED = "dropped", "已放弃", "neutral"


class AssessmentState(Kind):
    """Where the year's assessment is."""

    takes_self: bool
    takes_department: bool
    takes_final: bool

    def set_flags(self, takes_self: bool, takes_department: bool, takes_final: bool) -> None:
        self.takes_self, self.takes_department, self.takes_final = takes_self, takes_department, takes_final

    def takes(self, stage: Stage) -> bool:
        """Whether this column is written now."""
        return {
            Stage.SELF: self.takes_self,
            Stage.DEPARTMENT: self.takes_department,
            Stage.FINAL: self.takes_final,
        }[stage]

    def has_reached(self, stage: Stage) -> bool:
        """Whether this column has been written, or is now."""
        order = list(AssessmentState)
        return any(state.takes(stage) for state in order[: order.index(self) + 1])

    PREPARING = "preparing", "准备中", False, False, False
    SELF_ASSESSING = "self_assessing", "自查自评中", True, False, False
    REVIEWING = "reviewing", "市总考核中", False, True, False
    DECIDING = "deciding", "综合评定中", False, False, True
    OBJECTING = "objecting", "公示异议期", False, False, True
    SEALED = "sealed", "已定分", False, False, False
    PUBLISHED = "published", "已公布", False, False, False


class CardState(Kind):
    """Where one union's card is; what the city does with it is the assessment's state."""

    DRAFT = "draft", "自评中"
    FILED = "filed", "已报送"


class Award(Kind):
    """What the city federation gives to those whose work stood out (2012-55/4): one to units, one to persons."""

    is_personal: bool

    def set_flags(self, is_personal: bool) -> None:
        self.is_personal = is_personal

    MAY_DAY_CERTIFICATE = "may_day_certificate", "大连“五一”奖状", False
    MAY_DAY_MEDAL = "may_day_medal", "大连“五一”奖章", True


class NominationState(Kind):
    """Where a nomination is; only a proposed one can still change."""

    tone: str

    def set_flags(self, tone: str) -> None:
        self.tone = tone

    PROPOSED = "proposed", "已提名", "waiting"
    GRANTED = "granted", "授予", "good"
    DECLINED = "declined", "不授予", "neutral"
    WITHDRAWN = "withdrawn", "已撤回", "neutral"
