"""The terms of the project's money that are stored or reported: schemes, tranches, states, entries of the ledger."""

from __future__ import annotations

from office.kinds import Tone
from policy.kinds import Kind
from unions.kinds import RoleKind

# What a list of releases may be asked for beside one state: everything between earned and paid.
UNPAID = "unpaid"
# Who keeps the accounts of a superior union, and of a unit.
SUPERIOR_ROLES = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)
UNIT_ROLES = (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)


class Scheme(Kind):
    """RULES §6: the six ways in which money is given."""

    M1 = "M1", "省项目配套"
    M2 = "M2", "省行业典型配套"
    M3 = "M3", "驻会产业工会项目经费"
    M4 = "M4", "不驻会产业工会项目经费"
    M5 = "M5", "市级、县区级行业典型经费"
    M6 = "M6", "县区级以下行业典型"


class TrancheKind(Kind):
    """One part of a scheme, released by itself."""

    STARTUP = "startup", "启动经费"
    REWARD = "reward", "奖励经费"
    REWARD_TYPICAL = "reward_typical", "典型合格奖励"
    REWARD_COVERAGE = "reward_coverage", "覆盖面奖励"
    REWARD_INNOVATION = "reward_innovation", "创新奖励"
    REWARD_QUALITY = "reward_quality", "合格且创新奖励"
    REWARD_YEAR_2 = "reward_year_2", "第二年奖励"
    REWARD_YEAR_3 = "reward_year_3", "第三年奖励"
    OWN_FUNDS = "own_funds", "由所在区市县自行配套"


class Condition(Kind):
    """What a tranche depends on: its word, and who decides it."""

    who: str

    def set_flags(self, who: str) -> None:
        self.who = who

    PLAN_APPROVED = "plan_approved", "实施方案已批准", "工会报送，民主管理部审核"
    SAFEGUARDS_APPROVED = "safeguards_approved", "保障措施已批准", "工会报送，民主管理部审核"
    TYPICALS_APPROVED = "typicals_approved", "申报典型单位已批准", "领导小组决定，荐省的由省总批复"
    ALL_TYPICALS_PASS = "all_typicals_pass", "当年典型单位全部验收合格", "民主管理部组织考评验收"
    COVERAGE_MET = "coverage_met", "覆盖面目标完成", "由达标单位数计算，上级工会认定"
    INNOVATIVE = "innovative", "工作有创新", "领导小组认定"
    PROVINCE_APPROVED = "province_approved", "省总已批准", "民主管理部登记省总批复"
    ACCEPTANCE_PASSED = "acceptance_passed", "当年考评验收合格", "民主管理部组织考评验收"
    APPROVED = "approved", "行业典型已批准", "领导小组决定"
    PILOT_ZONE_INCLUDED = "pilot_zone_included", "开放先导区享受省项目配套", "领导小组在年度参数中选定口径"
    TIER_KNOWN = "tier_known", "行业层级为市级或县区级", "所属工会在名册中登记行业层级"


class TrancheState(Kind):
    """Where a tranche of the year plan stands, as reported; what nobody has released yet is computed."""

    tone: Tone

    def set_flags(self, tone: Tone) -> None:
        self.tone = tone

    LOCKED = "locked", "条件未满足", Tone.NEUTRAL
    DUE = "due", "应拨付", Tone.WAITING
    PROPOSED = "proposed", "待批准", Tone.WAITING
    APPROVED = "approved", "已批准，待拨付", Tone.INFO
    PAID = "paid", "已拨付", Tone.GOOD
    NOT_APPLICABLE = "not_applicable", "不适用", Tone.NEUTRAL


class ReleaseState(Kind):
    """Where the release of an earned tranche stands, as stored; a living one exists once, an ended one never moves."""

    tone: Tone
    is_living: bool

    def set_flags(self, tone: Tone, is_living: bool) -> None:
        self.tone, self.is_living = tone, is_living

    DUE = TrancheState.DUE.value, TrancheState.DUE.label, Tone.WAITING, True
    PROPOSED = TrancheState.PROPOSED.value, TrancheState.PROPOSED.label, Tone.WAITING, True
    APPROVED = TrancheState.APPROVED.value, TrancheState.APPROVED.label, Tone.INFO, True
    PAID = TrancheState.PAID.value, TrancheState.PAID.label, Tone.GOOD, True
    LAPSED = "lapsed", "不再应拨", Tone.NEUTRAL, False
    REVERSED = "reversed", "已冲正", Tone.BAD, False

    @property
    def is_final(self) -> bool:
        """Whether it has ended."""
        return not self.is_living

    @classmethod
    def living(cls) -> list[ReleaseState]:
        """The states of which a tranche has at most one row."""
        return [state for state in cls if state.is_living]

    @classmethod
    def unpaid(cls) -> list[ReleaseState]:
        """The states between earned and paid."""
        return [cls.DUE, cls.PROPOSED, cls.APPROVED]

    @classmethod
    def released(cls) -> list[ReleaseState]:
        """The states in which money is promised or given."""
        return [cls.APPROVED, cls.PAID]


class FundSource(Kind):
    """Whose money it is; each is kept apart."""

    CITY = "city", "市总项目经费"
    PROVINCE = "province", "省总专项经费"
    DISTRICT = "district", "本级配套经费"


class EntryKind(Kind):
    """What an entry of the ledger says; `sign` is what it does to the recipient's balance."""

    sign: int

    def set_flags(self, sign: int) -> None:
        self.sign = sign

    APPROVAL = "approval", "批准", 0
    PAYMENT = "payment", "拨付", 1
    GRANT = "grant", "其他来源到账", 1
    SPENDING = "spending", "支出", -1
    RETURN = "return", "结余交回", -1


class SpendingCategory(Kind):
    """What earmarked money may be spent on: work of the project only."""

    TRAINING = "training", "培训与学习"
    MEETINGS = "meetings", "会议与评议组织"
    PUBLICITY = "publicity", "宣传与资料印制"
    ACTIVITIES = "activities", "职工活动与服务"
    EQUIPMENT = "equipment", "阵地建设与设备"
    RESEARCH = "research", "调研与指导"
    REWARDS = "rewards", "对先进的奖励"
    OTHER = "other", "其他项目支出"


class RulingKind(Kind):
    """What the leading group decides on a single tranche."""

    RELEASE_WITHOUT_COVERAGE = "release_without_coverage", "覆盖面不适用，仍予拨付"
    KEEP_OVERPAID = "keep_overpaid", "已拨付的不再追回"


class FindingState(Kind):
    """A finding of the audit is open until the recipient has answered and the auditor is satisfied."""

    tone: Tone
    is_final: bool

    def set_flags(self, tone: Tone, is_final: bool) -> None:
        self.tone, self.is_final = tone, is_final

    OPEN = "open", "待整改", Tone.WAITING, False
    ANSWERED = "answered", "已整改，待复核", Tone.INFO, False
    SETTLED = "settled", "已销号", Tone.GOOD, True
