"""The terms of the accountability year that are stored."""

from __future__ import annotations

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
