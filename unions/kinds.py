"""What unions, posts and workplaces can be. Values are what the database stores."""

from __future__ import annotations

from policy.kinds import Kind


class UnionKind(Kind):
    """R-U1: the level and sort of a union; `files_batches` superiors report their units to the city federation."""

    files_batches: bool
    is_unit: bool

    def set_flags(self, files_batches: bool, is_unit: bool) -> None:
        self.files_batches = files_batches
        self.is_unit = is_unit

    PROVINCIAL_FEDERATION = "provincial_federation", "省总工会", False, False
    CITY_FEDERATION = "city_federation", "市总工会", False, False
    DISTRICT_UNION = "district_union", "区市县总工会", True, False
    PILOT_ZONE_UNION = "pilot_zone_union", "开放先导区总工会", True, False
    RESIDENT_INDUSTRIAL_UNION = "resident_industrial_union", "驻会产业工会", True, False
    NONRESIDENT_INDUSTRIAL_UNION = "nonresident_industrial_union", "不驻会产业工会", True, False
    TOWNSHIP_UNION = "township_union", "乡镇街道工会", False, False
    GRASSROOTS_UNION = "grassroots_union", "基层工会", False, True
    JOINT_GRASSROOTS_UNION = "joint_grassroots_union", "联合基层工会", False, True
    SECTOR_UNION = "sector_union", "行业工会", False, True


class OwnershipType(Kind):
    """R-U2: the nine codes of 单位性质 under annex 1."""

    STATE = "1", "国有及控股企业"
    COLLECTIVE = "2", "集体企业"
    SHAREHOLDING = "3", "股份制企业"
    JOINT_OPERATION = "4", "联营企业"
    PRIVATE = "5", "私营企业"
    HONGKONG_MACAO_TAIWAN = "6", "港澳台资企业"
    FOREIGN = "7", "外商投资企业"
    OTHER = "8", "其他企业"
    INSTITUTION = "9", "事业单位"


class SectorTier(Kind):
    """The level a sector union works at; below the county no city money and no annex 4."""

    CITY = "city", "市级"
    COUNTY = "county", "县区级"
    SUB_COUNTY = "sub_county", "县区以下"


class Category(Kind):
    """R-U3: what a unit counts as in quotas and coverage."""

    PUBLIC = "public", "公有制企事业"
    NONPUBLIC_100 = "nonpublic_100", "百人以上非公企业"
    NONPUBLIC_50 = "nonpublic_50", "五十人以上百人以下非公企业"
    NONPUBLIC_SMALL = "nonpublic_small", "五十人以下非公企业"
    NOT_COUNTED = "not_counted", "不计入覆盖面"


class SizeClass(Kind):
    """How a unit's number of employees stands to the two lines that R-U3 draws."""

    FROM_100 = "from_100", "百人以上"
    FROM_50 = "from_50", "五十人以上百人以下"
    UNDER_50 = "under_50", "五十人以下"


class WorkMode(Kind):
    """R-U4: three basic systems for enterprises and institutions run like them, two for other institutions."""

    THREE_PLUS_X = "3+x", "3＋x"
    TWO_PLUS_X = "2+x", "2＋x"


class RoleKind(Kind):
    """What a post lets its holder do; `is_administrative` roles never touch business data."""

    is_administrative: bool

    def set_flags(self, is_administrative: bool) -> None:
        self.is_administrative = is_administrative

    UNIT_CLERK = "unit_clerk", "基层工会填报人", False
    UNIT_CHAIR = "unit_chair", "工会主席", False
    OFFICER = "officer", "上级工会经办", False
    SUPERIOR_LEADER = "superior_leader", "上级工会负责人", False
    PARTY_EVALUATOR = "party_evaluator", "同级党组织", False
    DEPARTMENT_REVIEWER = "department_reviewer", "市总部门", False
    LEADING_GROUP = "leading_group", "领导小组", False
    FINANCE = "finance", "财务部", False
    AUDITOR = "auditor", "经审", False
    SYSADMIN = "sysadmin", "系统管理员", True
    SECADMIN = "secadmin", "安全管理员", True
    AUDITADMIN = "auditadmin", "审计管理员", True


class Department(Kind):
    """The city federation's departments that review."""

    ORGANISATION = "organisation", "组织部"
    DEMOCRATIC_MANAGEMENT = "democratic_management", "民主管理部"
    PUBLICITY = "publicity", "宣教部"
    LEGAL = "legal", "法律部"
    LIVELIHOOD = "livelihood", "生活保障部"
    ECONOMIC = "economic", "经济技术和劳动保护部"
    WOMEN = "women", "女职工部"
    GENERAL_OFFICE = "general_office", "办公室"
    AUDIT_OFFICE = "audit_office", "经审办"


class AccountState(Kind):
    """What an account can be, as the list of accounts is filtered; the first three are also what it is shown as."""

    tone: str

    def set_flags(self, tone: str = "neutral") -> None:
        self.tone = tone

    ACTIVE = "active", "启用", "good"
    DISABLED = "disabled", "已停用", "bad"
    FRESH = "fresh", "未改初始密码", "waiting"
    WITHOUT_POST = "without_post", "没有岗位"
    WITHOUT_TOTP = "without_totp", "未设动态口令"


class TokenScope(Kind):
    """What a program may do with its token; filing includes reading."""

    may_file: bool

    def set_flags(self, may_file: bool) -> None:
        self.may_file = may_file

    READ = "read", "只读", False
    FILE = "file", "读取和申报", True
