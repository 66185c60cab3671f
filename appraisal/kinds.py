"""The terms of the accountability year that are stored."""

from __future__ import annotations

from office.kinds import Tone
from policy.kinds import Kind
from unions.kinds import WorkMode


class BasicSystem(Kind):
    """The basic systems of a work mode; institutions have no collective bargaining system (R-U4)."""

    ORGANISATION = "org_system", "基层工会组织制度"
    BARGAINING = "collective_bargaining_system", "集体协商制度"
    MANAGEMENT = "democratic_mgmt_system", "民主管理制度"

    @classmethod
    def of_mode(cls, mode: WorkMode) -> tuple[BasicSystem, ...]:
        """The systems a plan of this mode must have."""
        return tuple(cls) if mode == WorkMode.THREE_PLUS_X else (cls.ORGANISATION, cls.MANAGEMENT)


class Subject(Kind):
    """Who is appraised on one ballot."""

    CHAIR = "chair", "工会主席"
    COMMITTEE = "committee", "工会委员会"


class Answer(Kind):
    """What a member can answer on each subject."""

    SATISFIED = "satisfied", "满意"
    BASICALLY_SATISFIED = "basically_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    ABSTAIN = "abstain", "不了解（弃权）"


class SessionVerdict(Kind):
    """Whether a session counts: 成立, 不成立, 整场无效."""

    counts: bool

    def set_flags(self, counts: bool) -> None:
        self.counts = counts

    VALID = "valid", "成立", True
    INQUORATE = "inquorate", "不成立", False
    VOID = "void", "整场无效", False


class Consequence(Kind):
    """What the chair's dissatisfaction leads to; a person decides each step."""

    NONE = "none", "无"
    ADMONITION = "admonition", "诫勉谈话、限期整改、取消评先选优资格"
    CHAIR_ADJUSTMENT = "chair_adjustment", "提出调整工会主席"
    CADRE_AUTHORITY = "cadre_authority", "移送干部管理权限单位"


class PlanState(Kind):
    """A plan is written, briefed to the members, and then carried out under their eyes."""

    tone: Tone

    def set_flags(self, tone: Tone) -> None:
        self.tone = tone

    DRAFT = "draft", "拟定中", Tone.NEUTRAL
    BRIEFED = "briefed", "已通报会员", Tone.WAITING
    IMPLEMENTED = "implemented", "已落实", Tone.GOOD


class ObservationState(Kind):
    """A member's observation is looked at before it stands on the public page."""

    WAITING = "waiting", "待审核"
    SHOWN = "shown", "已公开"
    HIDDEN = "hidden", "不公开"


class ReportState(Kind):
    """A duty report is a draft until it is delivered for the first time."""

    DRAFT = "draft", "草稿"
    FINAL = "final", "已定稿"


class Audience(Kind):
    """The two bodies the chair reports to (双述)."""

    MEMBERS = "members", "会员（代表）大会"
    SUPERIORS = "superiors", "上级组织"


class Assembly(Kind):
    """Who is due at a session."""

    MEMBER_ASSEMBLY = "member_assembly", "会员大会"
    DELEGATE_ASSEMBLY = "delegate_assembly", "会员代表大会"


class VotingMode(Kind):
    """How a session is held: in the sealed box, counted on paper in the hall, or taken over from past years."""

    BOX = "box", "密封票箱"
    PAPER = "paper", "纸质会议"
    IMPORTED = "imported", "往年导入"


class SessionState(Kind):
    """The life of a session; a sealed result never changes."""

    tone: Tone
    is_final: bool

    def set_flags(self, tone: Tone, is_final: bool) -> None:
        self.tone, self.is_final = tone, is_final

    PREPARED = "prepared", "筹备中", Tone.NEUTRAL, False
    VOTING = "voting", "投票中", Tone.WAITING, False
    CLOSED = "closed", "投票截止，待计票", Tone.WAITING, False
    COUNTED = "counted", "已计票，待认定", Tone.WAITING, False
    CERTIFIED = "certified", "已认定，待通报", Tone.WAITING, False
    PUBLISHED = "published", "已通报，待落实意见", Tone.WAITING, False
    FINISHED = "finished", "已办结", Tone.GOOD, True
    FAILED = "failed", "不成立或无效", Tone.BAD, True
    CANCELLED = "cancelled", "已取消", Tone.NEUTRAL, True


class SlipState(Kind):
    """What became of a slip."""

    ISSUED = "issued", "未用"
    USED = "used", "已投票"
    PAPER = "paper", "换纸质票"
    VOID = "void", "作废"


class SuperiorBody(Kind):
    """Who appraises beside the members."""

    PARTY = "party", "同级党组织"
    SUPERIOR = "superior", "上级工会"


class CommentState(Kind):
    """A member's opinion is read before it is published."""

    WAITING = "waiting", "待审核"
    PUBLISHED = "published", "公开"
    WITHHELD = "withheld", "不公开"


class CaseState(Kind):
    """A consequence case; every step is a person's decision."""

    tone: Tone
    is_final: bool

    def set_flags(self, tone: Tone, is_final: bool) -> None:
        self.tone, self.is_final = tone, is_final

    OPENED = "opened", "待决定", Tone.WAITING, False
    TALKED = "talked", "已诫勉谈话", Tone.WAITING, False
    ORDERED = "ordered", "限期整改中", Tone.WAITING, False
    REPORTED = "reported", "已交整改报告", Tone.WAITING, False
    REFERRED = "referred", "已移送", Tone.WAITING, False
    CONCLUDED = "concluded", "已办结", Tone.GOOD, True
    DISMISSED = "dismissed", "不予启动", Tone.NEUTRAL, True
