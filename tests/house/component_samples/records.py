"""Records as selectors give them to pages: reasons, events, steps, a job, a table."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from office.steps import StepButton, StepWords

MOMENT = datetime(2014, 9, 20, 6, 3, tzinfo=UTC)

REASONS = [
    SimpleNamespace(met=True, text="百人以上非公企业 3 个，需 3 个", clause="大工发〔2014〕31号 五、1", who=""),
    SimpleNamespace(
        met=False, text="典型单位 5 个，需 6 个，还差 1 个", clause="大工发〔2014〕31号 五、1", who="由区总工会经办补选"
    ),
    SimpleNamespace(met=None, text="保障措施待市总审核", clause="大工发〔2014〕31号 六、2", who="等待民主管理部"),
]

BASIS = {
    "title": "百人以上非公企业覆盖率",
    "rule": "R-C1",
    "clause": "大工发〔2014〕31号 三",
    "formula": "达标单位 ÷ 应覆盖单位\n= 41 ÷ 96\n= 42.70%",
    "inputs": [
        {"label": "达标单位", "value": "41 个", "note": "当年末"},
        {"label": "应覆盖单位", "value": "96 个"},
    ],
    "parameters": [{"label": "目标", "value": "45%", "note": "2014 年"}],
    "reasons": REASONS,
    "reading": "职工人数按申报时登记册所载，不按会员人数。",
}

EVENTS = [
    {
        "at": MOMENT,
        "label": "退回修改",
        "actor_name": "周明远",
        "actor_post": "市总部门（民主管理部）",
        "tone": "waiting",
        "comment": "职工人数与登记册不一致，请核对；主要做法请补充工资集体协商的时间。",
    },
    {
        "at": MOMENT,
        "label": "修改草稿",
        "actor_name": "林晓",
        "actor_post": "上级工会经办 · 中山区总工会",
        "lines": [
            {"label": "职工人数", "before": "128", "after": "131"},
            {"label": "联系方式", "before": "", "after": "0411"},
        ],
    },
    {"at": MOMENT, "label": "报送", "actor_name": "林晓", "actor_post": "上级工会经办", "tone": "good"},
]

FACTS = [
    {"label": "工会类别", "value": "基层工会"},
    {"label": "单位性质", "value": "5 私营企业"},
    {"label": "职工人数", "value": "131 人", "note": "百人以上"},
    {"label": "上级工会", "value": "中山区总工会", "url": "#superior"},
    {"label": "工会主席", "value": "林晓"},
    {"label": "联系方式", "value": None},
    {"label": "单位地址", "value": "大连市中山区某路 1 号", "wide": True},
]

STEPS = [
    {"label": "填报", "state": "done", "who": "中山区总工会", "at": date(2014, 9, 12)},
    {"label": "报送", "state": "done", "who": "中山区总工会", "at": date(2014, 9, 18)},
    {"label": "初审", "state": "here", "who": "民主管理部", "note": "等待 2 天"},
    {"label": "领导小组审定", "state": "to_come"},
    {"label": "荐省", "state": "to_come", "note": "5 个名额"},
]

FAILED_STEPS = [STEPS[0], {"label": "初审", "state": "failed", "who": "民主管理部", "at": date(2014, 9, 19)}, STEPS[3]]

NODES = [
    {
        "label": "大连市总工会",
        "url": "#city",
        "count": 315,
        "is_open": True,
        "children": [
            {"label": "中山区总工会", "url": "#zs", "count": 24, "is_current": True},
            {"label": "西岗区总工会", "url": "#xg", "count": 18, "children": [{"label": "某某街道工会", "count": 4}]},
            {"label": "交通运输产业工会（示例）", "url": "#jt", "count": 0},
        ],
    }
]

PAGES = SimpleNamespace(
    first=51,
    last=100,
    total_count=10315,
    previous_url="?page=1",
    next_url="?page=3",
    page_links=[
        SimpleNamespace(number=1, url="?page=1", is_current=False),
        SimpleNamespace(number=2, url="?page=2", is_current=True),
        SimpleNamespace(number=None, url="", is_current=False),
        SimpleNamespace(number=207, url="?page=207", is_current=False),
    ],
)

JOB = {
    "key": "job-7",
    "label": "导入名册",
    "state": {"label": "进行中", "tone": "waiting"},
    "is_final": False,
    "done_count": 3200,
    "total_count": 10000,
    "message": "正在核对第 3,200 行",
    "remaining": "约需 20 秒",
    "poll_url": "/jobs/7/progress/",
    "cancel_url": "/jobs/7/cancel/",
    "reload_url": "/jobs/7/",
}

TABLE = SimpleNamespace(
    key="units",
    title="单位",
    headings=[
        SimpleNamespace(label="单位名称", is_number=False, sort_url="?sort=name", direction="ascending"),
        SimpleNamespace(label="单位性质", is_number=False, sort_url="", direction=""),
        SimpleNamespace(label="职工人数", is_number=True, sort_url="?sort=-employees", direction=""),
        SimpleNamespace(label="覆盖率", is_number=True, sort_url="", direction=""),
        SimpleNamespace(label="状态", is_number=False, sort_url="", direction=""),
    ],
    rows=[
        SimpleNamespace(
            pk=number,
            cells=[
                SimpleNamespace(text=name, url="#unit", kind="text", tone="", is_number=False),
                SimpleNamespace(text=ownership, url="", kind="text", tone="", is_number=False),
                SimpleNamespace(text=count, url="", kind="count", tone="", is_number=True),
                SimpleNamespace(text=rate, url="", kind="rate", tone="", is_number=True),
                SimpleNamespace(text=state, url="", kind="badge", tone=tone, is_number=False),
            ],
        )
        for number, (name, ownership, count, rate, state, tone) in enumerate(
            [
                ("大连海晏机械有限公司", "5 私营企业", "1,131", "42.70%", "等待您审核", "waiting"),
                ("大连北岭食品有限公司", "7 外商投资企业", "286", "100.00%", "已批准", "good"),
                ("中山区第三人民医院（示例）", "9 事业单位", "54", "0.00%", "草稿", "neutral"),
                ("大连云帆物流有限公司", "3 股份制企业", "98", "不适用", "不批准", "bad"),
            ]
        )
    ],
    first=1,
    last=4,
    total_count=4,
    previous_url="",
    next_url="",
    page_links=[],
    empty_text="没有符合条件的单位。",
)

OFFERED_STEPS = [
    StepButton(
        "step_close", "结束申报", "/close/", StepWords("结束后不再接收。", "已结束。", "btn-secondary"), True, []
    ),
    StepButton(
        "step_open",
        "开始",
        "/open/",
        StepWords("开始后可申报。", "已开始。"),
        False,
        [{"text": "名额未定", "clause": ""}],
    ),
]
