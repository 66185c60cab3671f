"""The guide of each role: what to do, in which order, on which page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from unions.kinds import RoleKind


@dataclass(frozen=True)
class Step:
    """One thing a role does.

    Attributes:
        route: of the page where it is done; it takes no arguments.
        picture: a file of docs/images, taken by tests/journeys/screenshots.py; empty for none.
    """

    title: str
    text: str
    route: str
    picture: str = ""


DESK: Final = Step(
    "先看工作台", "等您办的事按截止日期排列，点一下就到要办的那一页；已送出的列在下面。", "home", "work-desk.webp"
)
PLAN: Final = Step("写年度工作计划", "选定必做项目和自选项目，向会员通报，完成一项登记一项。", "appraisal:plan_list")
REPORT: Final = Step("准备述职报告", "会前写好述职报告；会费收支会自动核对是否平衡。", "appraisal:report_list")
FORM: Final = Step(
    "填申报表",
    "照正式表格逐格填写，随时自动保存；退回的栏目会标出来，改好再送。",
    "vitality:my_round",
    "annex-form.webp",
)
SPEND: Final = Step("登记经费支出", "收到拨付后逐笔登记支出，附上票据；余额不足的不能登记。", "funding:account_list")
RESULT: Final = Step(
    "看评议结果", "评议会由上级工会组织；计票、认定后在这里看结果，落实整改意见。", "appraisal:session_list"
)
REGISTER: Final = Step(
    "维护工会名册", "先把所属单位登记齐全，申报和覆盖面都以名册为准。", "unions:union_list", "register.webp"
)
BATCH: Final = Step(
    "汇总并申报", "页面会说明还差几个单位、差哪一类；凑齐后整批申报。", "vitality:my_round", "my-round.webp"
)
SESSION: Final = Step(
    "组织评议会",
    "筹备、签到、投票、计票、认定，逐步办理；人数不够的页面会提示。",
    "appraisal:session_list",
    "session.webp",
)
COVERAGE: Final = Step("看覆盖面", "哪些单位没有达标、差哪一项条件，点数字就能看到。", "vitality:coverage")
CARD: Final = Step(
    "百分考核", "每年自评、部门审核、综合评定都在同一张考核表上。", "scoring:assessment_list", "scorecard.webp"
)
MONEY: Final = Step("看项目经费", "每笔款项满足了哪些条件、还差什么，一目了然。", "funding:plan_home", "money.webp")
GLANCE: Final = Step(
    "看全市一览", "全年进度集中在一页，每个数字都能点开；也可以打印成一页简报。", "glance", "glance.webp"
)
ACCOUNTS: Final = Step("账号和岗位", "按任职文件开账号、任命岗位；离任的及时终止。", "accounts:account_list")
ALL_SESSIONS: Final = Step("看双述双评", "各单位评议会的进度和结论。", "appraisal:session_list")

GUIDES: Final[Mapping[RoleKind, tuple[Step, ...]]] = {
    RoleKind.UNIT_CLERK: (DESK, PLAN, FORM, REPORT, RESULT, SPEND),
    RoleKind.UNIT_CHAIR: (DESK, PLAN, REPORT, FORM, RESULT, SPEND),
    RoleKind.OFFICER: (DESK, REGISTER, BATCH, SESSION, COVERAGE, CARD, MONEY),
    RoleKind.SUPERIOR_LEADER: (DESK, BATCH, SESSION, COVERAGE, CARD, MONEY),
    RoleKind.PARTY_EVALUATOR: (
        DESK,
        Step("评价工会和主席", "评议会召开后，在评议会页面填写同级党组织的评价。", "appraisal:session_list"),
    ),
    RoleKind.DEPARTMENT_REVIEWER: (
        DESK,
        Step("初审申报表", "左边是填报内容，右边逐栏提意见；退回时写明改哪几栏。", "vitality:my_round", "review.webp"),
        CARD,
        ALL_SESSIONS,
        COVERAGE,
        GLANCE,
    ),
    RoleKind.LEADING_GROUP: (
        GLANCE,
        DESK,
        Step("作出决定", "逐件拟定，推荐名额实时显示；通过后一次公布。", "vitality:decision_board", "decisions.webp"),
        Step("批准经费", "财务部提请的拨付，由另一人批准。", "funding:release_list"),
        CARD,
        COVERAGE,
    ),
    RoleKind.FINANCE: (
        DESK,
        Step("计算应拨", "在年度计划里计算应拨；条件满足的款项自动列出。", "funding:plan_home", "money.webp"),
        Step("提请和拨付", "提请领导小组批准，批准后登记凭证号和回单号。", "funding:release_list"),
        GLANCE,
    ),
    RoleKind.AUDITOR: (
        DESK,
        Step("核对台账", "台账只能追加，可以随时核对是否被改动。", "funding:ledger_list"),
        Step("签审", "按年度签审；发现的问题由对方整改，再由您复核。", "funding:audit_list"),
        COVERAGE,
    ),
    RoleKind.SYSADMIN: (DESK, ACCOUNTS, Step("看运行状况", "服务、备份和后台任务是否正常。", "operation")),
    RoleKind.SECADMIN: (DESK, Step("安全设置", "密码、登录和动态口令的要求。", "accounts:security")),
    RoleKind.AUDITADMIN: (
        DESK,
        Step("看操作日志", "谁在什么时候办了什么，可以导出，也可以核对是否完整。", "office:event_list"),
    ),
}  # fmt: skip
