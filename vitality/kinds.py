"""The terms of the vitality project that are stored: forms, states, outcomes."""

from __future__ import annotations

from office.kinds import Tone
from policy.kinds import Kind


class TypicalKind(Kind):
    """What a typical unit is: an enterprise or institution, or a sector union."""

    ENTERPRISE = "enterprise", "企事业"
    SECTOR = "sector", "行业"


class TypicalLevel(Kind):
    """Who confirmed a typical unit."""

    PROVINCIAL = "provincial", "省级"
    CITY = "city", "市级"


class AnnexForm(Kind):
    """Annexes 1–4: 1 and 2 go to the province, 3 and 4 stay with the city; 2 and 4 are for sector unions."""

    kind: TypicalKind
    level: TypicalLevel

    def set_flags(self, kind: TypicalKind, level: TypicalLevel) -> None:
        self.kind, self.level = kind, level

    ANNEX_1 = "1", "附件1", TypicalKind.ENTERPRISE, TypicalLevel.PROVINCIAL
    ANNEX_2 = "2", "附件2", TypicalKind.SECTOR, TypicalLevel.PROVINCIAL
    ANNEX_3 = "3", "附件3", TypicalKind.ENTERPRISE, TypicalLevel.CITY
    ANNEX_4 = "4", "附件4", TypicalKind.SECTOR, TypicalLevel.CITY

    @property
    def recommended_as(self) -> AnnexForm:
        """The provincial form that a recommended city form becomes: 3 → 1, 4 → 2."""
        return AnnexForm.ANNEX_1 if self.kind == TypicalKind.ENTERPRISE else AnnexForm.ANNEX_2


class RoundState(Kind):
    """A round takes filings only while it is open."""

    tone: Tone

    def set_flags(self, tone: Tone) -> None:
        self.tone = tone

    DRAFT = "draft", "准备中", Tone.NEUTRAL
    OPEN = "open", "申报中", Tone.INFO
    CLOSED = "closed", "已结束", Tone.GOOD


class BatchState(Kind):
    """Whether a superior union has filed its units together."""

    tone: Tone

    def set_flags(self, tone: Tone) -> None:
        self.tone = tone

    DRAFT = "draft", "汇总中", Tone.NEUTRAL
    FILED = "filed", "已申报", Tone.GOOD


class ApplicationState(Kind):
    """Where an annex form stands. Only living forms count in a batch's quota; a final one never moves again."""

    tone: Tone
    is_final: bool
    counts_in_quota: bool

    def set_flags(self, tone: Tone, is_final: bool, counts_in_quota: bool) -> None:
        self.tone, self.is_final, self.counts_in_quota = tone, is_final, counts_in_quota

    DRAFT = "draft", "草稿", Tone.NEUTRAL, False, True
    SUBMITTED = "submitted", "待上级工会审核", Tone.WAITING, False, True
    ENDORSED = "endorsed", "上级工会已同意", Tone.WAITING, False, True
    FILED = "filed", "市总初审中", Tone.WAITING, False, True
    RETURNED = "returned", "退回修改", Tone.BAD, False, True
    PASSED = "passed", "初审通过", Tone.WAITING, False, True
    RECOMMENDED = "recommended", "已推荐荐省", Tone.WAITING, False, True
    FORWARDED = "forwarded", "已报省总待批", Tone.WAITING, False, True
    APPROVED = "approved", "市总已批准", Tone.GOOD, True, True
    CONFIRMED = "confirmed", "省总已批准", Tone.GOOD, True, True
    DECLINED = "declined", "未批准", Tone.BAD, True, False
    REFUSED = "refused", "省总未批准", Tone.BAD, True, False
    WITHDRAWN = "withdrawn", "已撤销", Tone.NEUTRAL, True, False

    @classmethod
    def counted(cls) -> list[ApplicationState]:
        """The states that count in a quota."""
        return [state for state in cls if state.counts_in_quota]


class Outcome(Kind):
    """What the leading group decides on a form that passed the preliminary review."""

    APPROVE = "approve", "同意"
    RECOMMEND = "recommend", "推荐荐省"
    DECLINE = "decline", "不同意"


class OrganBody(Kind):
    """The two bodies every superior union sets up for the project (大工发〔2014〕31号 六、1)."""

    LEADING_GROUP = "leading_group", "项目领导小组"
    OFFICE = "office", "领导小组办公室"


class OrganPosition(Kind):
    """A place in the leading group or its office; of a single one there is one holder at a time."""

    body: OrganBody
    is_single: bool

    def set_flags(self, body: OrganBody, is_single: bool) -> None:
        self.body, self.is_single = body, is_single

    HEAD = "head", "组长", OrganBody.LEADING_GROUP, True
    DEPUTY_HEAD = "deputy_head", "副组长", OrganBody.LEADING_GROUP, False
    GROUP_MEMBER = "group_member", "成员", OrganBody.LEADING_GROUP, False
    OFFICE_DIRECTOR = "office_director", "主任", OrganBody.OFFICE, True
    OFFICE_DEPUTY = "office_deputy", "副主任", OrganBody.OFFICE, False
    OFFICE_MEMBER = "office_member", "成员", OrganBody.OFFICE, False

    @classmethod
    def of(cls, body: OrganBody) -> list[OrganPosition]:
        """The places of one body, the first first."""
        return [position for position in cls if position.body == body]


class DepartmentPart(Kind):
    """What a responsible department does in the project."""

    LEADING = "leading", "牵头"
    COOPERATING = "cooperating", "配合"


class ProblemState(Kind):
    """Where a problem raised on a visit stands; an open one can be overdue."""

    tone: Tone
    is_open: bool

    def set_flags(self, tone: Tone, is_open: bool) -> None:
        self.tone, self.is_open = tone, is_open

    RAISED = "raised", "待解决", Tone.WAITING, True
    SOLVING = "solving", "解决中", Tone.INFO, True
    SOLVED = "solved", "已解决，待单位确认", Tone.WAITING, False
    CONFIRMED = "confirmed", "单位已确认", Tone.GOOD, False

    @classmethod
    def open_ones(cls) -> list[ProblemState]:
        """The states in which the problem is not solved."""
        return [state for state in cls if state.is_open]


class GrievanceKind(Kind):
    """Why a union chair needs protection (大工发〔2014〕31号 六、3)."""

    HINDERED = "hindered", "依法履行职责受阻"
    UNFAIR = "unfair", "受到不公正待遇"


class ProtectionState(Kind):
    """Where a protection case stands."""

    tone: Tone
    is_final: bool

    def set_flags(self, tone: Tone, is_final: bool) -> None:
        self.tone, self.is_final = tone, is_final

    REPORTED = "reported", "待受理", Tone.WAITING, False
    ACCEPTED = "accepted", "已受理", Tone.INFO, False
    ACTING = "acting", "采取措施中", Tone.INFO, False
    SETTLED = "settled", "已有结果，待结案", Tone.WAITING, False
    CLOSED = "closed", "已结案", Tone.GOOD, True
    DECLINED = "declined", "不予受理", Tone.NEUTRAL, True
    WITHDRAWN = "withdrawn", "反映人已撤回", Tone.NEUTRAL, True

    @classmethod
    def living(cls) -> list[ProtectionState]:
        """The states in which somebody still has to do something."""
        return [state for state in cls if not state.is_final]


class ArchiveKind(Kind):
    """The archives of the project: of a superior union's work, and of a typical unit."""

    WORK = "work", "工作档案"
    TYPICAL = "typical", "典型档案"


class ArchiveFolder(Kind):
    """The folders of the archives, in their order: in which archive each stands, and what belongs in it."""

    archives: tuple[ArchiveKind, ...]
    hint: str

    def set_flags(self, archives: tuple[ArchiveKind, ...], hint: str) -> None:
        self.archives, self.hint = archives, hint

    APPLICATION = "application", "申报材料", tuple(ArchiveKind), "申报表、汇总表及证明材料"
    SCHEME = "scheme", "实施方案与保障措施", (ArchiveKind.WORK,), "实施方案、保障措施、考核评价办法"
    ORGANISATION = "organisation", "组织领导", (ArchiveKind.WORK,), "领导小组文件、会议纪要"
    PLAN = "plan", "年度计划", tuple(ArchiveKind), "年度工作计划及其通报、落实材料"
    APPRAISAL = "appraisal", "双述双评", tuple(ArchiveKind), "述职报告、评议会材料、计票报告单"
    GUIDANCE = "guidance", "指导记录", tuple(ArchiveKind), "深入单位指导的记录、问题及解决情况"
    ACCEPTANCE = "acceptance", "考评验收", tuple(ArchiveKind), "年中检查、考评验收材料"
    FUNDING = "funding", "经费", tuple(ArchiveKind), "经费批复、使用凭证、审计材料"
    MEDIA = "media", "影像资料", tuple(ArchiveKind), "活动照片及说明"
    EXPERIENCE = "experience", "经验材料", tuple(ArchiveKind), "经验介绍、媒体报道、简报"

    @classmethod
    def of(cls, archive: ArchiveKind) -> list[ArchiveFolder]:
        """The folders of one archive, in order."""
        return [folder for folder in cls if archive in folder.archives]


class PaperKind(Kind):
    """R-F4: what each superior union files beside its units."""

    IMPLEMENTATION_PLAN = "implementation_plan", "实施方案"
    SAFEGUARD_MEASURES = "safeguard_measures", "保障措施"


class PaperState(Kind):
    """Where an implementation plan or the safeguard measures stand."""

    tone: Tone

    def set_flags(self, tone: Tone) -> None:
        self.tone = tone

    DRAFT = "draft", "草稿", Tone.NEUTRAL
    FILED = "filed", "市总审核中", Tone.WAITING
    RETURNED = "returned", "退回修改", Tone.BAD
    APPROVED = "approved", "已批准", Tone.GOOD


class SnapshotState(Kind):
    """A year's standing is a draft, renewed every night, until it is sealed; a sealed one is never changed."""

    tone: Tone

    def set_flags(self, tone: Tone) -> None:
        self.tone = tone

    DRAFT = "draft", "未封存", Tone.WAITING
    SEALED = "sealed", "已封存", Tone.GOOD


class CampaignKind(Kind):
    """六4: what the city looks at and when; only an acceptance judges the year."""

    judges: bool

    def set_flags(self, judges: bool) -> None:
        self.judges = judges

    INTERIM = "interim", "阶段性同步考评", False
    MIDYEAR = "midyear", "年中检查", False
    ACCEPTANCE = "acceptance", "考评验收", True


class CampaignState(Kind):
    """Where a campaign stands; sheets are written only while it is under way."""

    tone: Tone
    is_writable: bool

    def set_flags(self, tone: Tone, is_writable: bool) -> None:
        self.tone, self.is_writable = tone, is_writable

    PREPARING = "preparing", "筹备中", Tone.NEUTRAL, False
    UNDER_WAY = "under_way", "考评中", Tone.INFO, True
    PREPARED = "prepared", "待核对", Tone.WAITING, False
    CHECKED = "checked", "待公布", Tone.WAITING, False
    PUBLISHED = "published", "已公布", Tone.GOOD, False
