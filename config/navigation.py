"""The navigation at the left: what the post acted in can use, and where the reader is."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from unions.models import User


@dataclass(frozen=True)
class Place:
    """A page of the navigation.

    Attributes:
        name: of its route.
        permissions: any one of them opens it; none means everybody.
        icon: of bootstrap-icons, without "bi-"; only at the top level.
    """

    label: str
    name: str
    permissions: tuple[str, ...] = ()
    icon: str = ""
    children: tuple[Place, ...] = ()

    def is_open_to(self, user: User) -> bool:
        """Whether the person's present post can use the page."""
        return not self.permissions or any(user.has_perm(permission) for permission in self.permissions)


@dataclass(frozen=True)
class Item:
    """A place as shown to one person."""

    label: str
    url: str
    icon: str
    active: bool
    children: tuple[Item, ...] = ()


PLACES = (
    Place("工作台", "home", icon="house"),
    Place("全市一览", "glance", ("funding.read_city",), "clipboard-data"),
    Place(
        "工会",
        "unions:union_list",
        ("office.do_business",),
        "diagram-3",
        (Place("名册", "unions:union_list"), Place("组织树", "unions:union_tree")),
    ),
    Place(
        "申报",
        "vitality:my_round",
        ("office.do_business",),
        "file-earmark-text",
        (
            Place("本轮申报", "vitality:my_round"),
            Place("轮次", "vitality:round_list"),
            Place("市总初审", "vitality:review_list", ("vitality.review_application",)),
            Place("领导小组决定", "vitality:decision_board", ("vitality.prepare_decision",)),
            Place("已公布的决定", "vitality:sheet_list", ("vitality.read_decisions",)),
            Place("省总批复", "vitality:province_detail", ("vitality.record_province",)),
        ),
    ),
    Place(
        "双述双评",
        "appraisal:session_list",
        ("office.do_business",),
        "clipboard2-check",
        (
            Place("年度工作计划", "appraisal:plan_list"),
            Place("述职报告", "appraisal:report_list"),
            Place("评议会", "appraisal:session_list"),
            Place("后果办理", "appraisal:case_list", ("appraisal.read_cases",)),
            Place("导入评议结果", "appraisal:appraisals_upload", ("appraisal.import_appraisals",)),
        ),
    ),
    Place(
        "覆盖与典型",
        "vitality:typical_list",
        ("office.do_business",),
        "bar-chart-line",
        (
            Place("覆盖面", "vitality:coverage", ("vitality.read_coverage",)),
            Place("典型单位", "vitality:typical_list"),
            Place("项目考评", "vitality:campaign_list", ("vitality.read_campaigns",)),
            Place("年度结果", "vitality:outcome_list", ("vitality.read_outcomes",)),
            Place("导入往年结果", "vitality:history_upload", ("vitality.import_history",)),
        ),
    ),
    Place(
        "百分考核",
        "scoring:assessment_list",
        ("scoring.read_cards",),
        "speedometer2",
        (
            Place("年度考核", "scoring:assessment_list"),
            Place("工作方案", "scoring:plan_list"),
            Place("导入自评", "scoring:self_scores_upload", ("scoring.import_self",)),
            Place("导入部门审核", "scoring:department_scores_upload", ("scoring.import_department",)),
            Place("导入综合评定", "scoring:final_scores_upload", ("scoring.import_final",)),
        ),
    ),
    Place(
        "经费",
        "funding:plan_home",
        ("office.do_business",),
        "cash-coin",
        (
            Place("年度计划", "funding:plan_home"),
            Place("拨付", "funding:release_list"),
            Place("收支与余额", "funding:account_list"),
            Place("台账", "funding:ledger_list"),
            Place("签审", "funding:audit_list"),
        ),
    ),
    Place(
        "组织与指导",
        "vitality:visit_list",
        ("office.do_business",),
        "compass",
        (
            Place("项目组织", "vitality:organisation_list"),
            Place("深入指导", "vitality:visit_list"),
            Place("维权保护", "vitality:protection_list", ("vitality.read_protection",)),
            Place("档案", "vitality:archive_list"),
        ),
    ),
    Place(
        "文件与任务",
        "office:job_list",
        icon="folder2-open",
        children=(
            Place("我的任务", "office:job_list"),
            Place("通知", "office:notice_list"),
            Place("操作日志", "office:event_list", ("office.read_events",)),
            Place("接口令牌", "unions:token_list", ("office.do_business",)),
        ),
    ),
    Place(
        "设置",
        "parameter_list",
        ("office.read_parameters", "unions.read_accounts", "unions.set_security", "office.read_operation"),
        "sliders",
        (
            Place("年度参数", "parameter_list", ("office.read_parameters",)),
            Place("账号", "accounts:account_list", ("unions.read_accounts",)),
            Place("岗位", "accounts:post_list", ("unions.read_accounts",)),
            Place("安全设置", "accounts:security", ("unions.set_security",)),
            Place("运行状况", "operation", ("office.read_operation",)),
        ),
    ),
)


def navigation_for(user: User, path: str) -> tuple[Item, ...]:
    """The places open to a person; the one the path lies in is active, and its children with it."""
    sections = [(place, _open_children(place, user)) for place in PLACES if place.is_open_to(user)]
    here = _longest({reverse(each.name) for place, children in sections for each in (place, *children)}, path)
    return tuple(_item(place, children, here) for place, children in sections)


def open_routes(user: User) -> frozenset[str]:
    """The names of the pages in the navigation that a person's present post can use."""
    return frozenset(
        each.name for place in PLACES if place.is_open_to(user) for each in (place, *_open_children(place, user))
    )


def _open_children(place: Place, user: User) -> list[Place]:
    return [child for child in place.children if child.is_open_to(user)]


def _item(place: Place, children: list[Place], here: str) -> Item:
    """A section leads to its own page; where that is closed to the person, to the first that is open."""
    shown = tuple(Item(child.label, url := reverse(child.name), "", url == here) for child in children)
    names = [child.name for child in children]
    url = reverse(place.name if not names or place.name in names else names[0])
    return Item(place.label, url, place.icon, url == here or any(child.active for child in shown), shown)


def _longest(urls: set[str], path: str) -> str:
    """The address the path lies under; the work desk lies over nothing but itself."""
    matching = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(matching, key=len, default="")
