"""One or more sample contexts for every shared component; the tests render them all, so that none rots."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from office.refusals import Refused
from office.steps import Attempt

from .forms import ContactForm, FilterForm, form_with_errors, formset_with_errors
from .frame import FRAME, MESSAGES, POSTS
from .records import BASIS, EVENTS, FACTS, FAILED_STEPS, JOB, MOMENT, NODES, OFFERED_STEPS, PAGES, REASONS, STEPS, TABLE

#: Component → the contexts it is rendered with.
SAMPLES: dict[str, list[dict[str, Any]]] = {
    "action_button": [
        {"label": "报送本批", "url": "/file/", "look": "btn-primary", "icon": "send"},
        {"label": "报送本批", "url": "/file/", "obstacles": REASONS[1:2], "who": "由区总工会经办补选后即可报送"},
        {"label": "撤回", "url": "/recall/", "obstacles": ["市总已开始初审", "本批已有意见"], "spelled": True},
    ],
    "alert": [
        {"text": "2014 年的参数已锁定，重新计算得到同样的数。"},
        {"text": "保障措施尚未报送。", "tone": "waiting", "title": "还差一步", "url": "#go", "label": "去填写"},
    ],
    "attempt": [
        {"attempt": Attempt("close", Refused("不能结束申报：还有 2 张未审核。"), "本轮已满。")},
        {"attempt": None},
    ],
    "basis": [{"basis": BASIS}],
    "bulk_bar": [
        {
            "key": "bulk",
            "url": "/bulk/",
            "most": 5,
            "actions": [{"name": "act", "value": "endorse", "label": "同意推荐", "icon": "check2"}],
            "note": "按住 Shift 可连选",
        }
    ],
    "compare": [
        {
            "rows": [
                {"label": "职工人数", "before": "128", "after": "131", "is_changed": True},
                {"label": "主要做法", "before": "厂务公开。", "after": "厂务公开。", "is_changed": False},
            ]
        }
    ],
    "confirm": [
        {
            "key": "return",
            "label": "退回修改",
            "url": "/return/",
            "title": "退回这份申报表？",
            "text": "填报单位将收到通知，只能修改点名的栏目。",
            "icon": "arrow-return-left",
            "comment_label": "退回理由",
            "comment_required": True,
        },
        {
            "key": "refuse",
            "label": "不批准",
            "url": "/refuse/",
            "text": "不批准后不能再改。",
            "look": "btn-danger",
            "comment_label": "理由",
            "comment_error": "请写明理由。",
        },
    ],
    "deadline": [
        {"on": date(2014, 9, 25), "days_left": 5},
        {"on": date(2014, 9, 25), "days_left": -2},
        {"on": date(2014, 9, 25), "days_left": 0},
        {"on": date(2014, 12, 31), "days_left": 102},
        {"on": date(2014, 9, 25), "is_done": True},
    ],
    "empty_state": [
        {
            "title": "还没有申报",
            "text": "本区 2014 年的典型单位申报会列在这里。先从名册中选定单位，再逐个填表。",
            "url": "#start",
            "label": "选定单位",
        }
    ],
    "error_summary": [{"form": form_with_errors()}, {"form": ContactForm({}), "formset": formset_with_errors()}],
    "figure_card": [
        {
            "label": "百人以上非公企业覆盖率",
            "value": "42.70",
            "unit": "%",
            "met": False,
            "target": "目标 45%",
            "percent": "42.7",
            "target_percent": 45,
            "basis": BASIS,
            "url": "#coverage",
        },
        {"label": "新典型", "value": 6, "unit": "个", "met": True, "target": "名额 6 个", "note": "其中非公 3 个"},
        {"label": "等待我办理", "value": "12", "unit": "件", "note": "最早一件已等 4 天"},
        {"label": "计为", "value": "百人以上非公企业", "in_words": True, "basis": BASIS},
    ],
    "filters": [
        {
            "form": FilterForm(),
            "is_open": True,
            "chips": [{"label": "类别：基层工会", "url": "?"}, {"label": "规模：百人以上", "url": "?"}],
            "reset_url": "?",
            "saved": [{"name": "百人以上非公", "url": "?size=100", "is_current": True, "delete_url": "/saved/1/"}],
            "save_url": "/saved/",
            "query": "size=100",
        },
        {"form": FilterForm(), "chips": [], "reset_url": "?"},
    ],
    "head_bar": [FRAME, {**FRAME, "posts": POSTS[:1], "unread_notice_count": 0, "is_demo": False}],
    "key_values": [{"rows": FACTS}],
    "mark": [{}],
    "messages": [{"messages": MESSAGES}, {"messages": [], "oob": True}],
    "meter_to_target": [
        {
            "label": "公有制企事业",
            "percent": "71.42",
            "target_percent": 80,
            "shown": "71.42%",
            "target_shown": "80%",
            "met": False,
        },
        {"label": "全市", "percent": 88, "target_percent": 80, "shown": "88.00%", "target_shown": "80%", "met": True},
    ],
    "page_head": [
        {
            "title": "大连海晏机械有限公司",
            "subtitle": "中山区总工会 · 编号 2014-0131",
            "state": {"label": "等待您审核", "tone": "waiting"},
            "actions_template": "components/saved_mark.html",
        }
    ],
    "pager": [{"pages": PAGES}],
    "progress": [
        JOB,
        {
            "key": "job-6",
            "label": "导出电子副本",
            "state": {"label": "已完成", "tone": "good"},
            "is_final": True,
            "done_count": 24,
            "total_count": 24,
            "message": "24 份表格已装订",
            "result_url": "/jobs/6/file/",
            "result_name": "中山区 2014.zip",
        },
    ],
    "reasons": [{"reasons": REASONS}],
    "saved_mark": [{"saved_at": MOMENT}, {}],
    "scripts": [{}],
    "side_navigation": [FRAME],
    "state_badge": [
        {"label": "草稿"},
        {"label": "市总审核中", "tone": "info"},
        {"label": "等待您审核", "tone": "waiting"},
        {"label": "已批准", "tone": "good"},
        {"label": "不批准", "tone": "bad"},
    ],
    "stepper": [{"steps": STEPS}, {"steps": FAILED_STEPS}],
    "steps": [{"steps": OFFERED_STEPS}],
    "stylesheets": [{}],
    "table": [
        {"table": TABLE, "tick_form": "bulk"},
        {"table": SimpleNamespace(rows=[], empty_text="没有符合条件的单位。")},
    ],
    "tabs": [
        {
            "tabs": [
                {"label": "概况", "url": "#facts", "active": True},
                {"label": "申报", "url": "#applications", "active": False, "count": 2},
                {"label": "沿革", "url": "#history", "active": False, "count": 0},
            ]
        }
    ],
    "timeline": [{"events": EVENTS}, {"events": []}],
    "tree": [{"nodes": NODES}],
    "tree_line": [{"node": {"label": "中山区总工会", "url": "#zs", "count": 24}}],
    "upload": [
        {
            "key": "id_file",
            "name": "file",
            "label": "佐证材料",
            "hint": "PDF、图片或 Office 文件，单个不超过 20 MB",
            "most_bytes": 20971520,
            "multiple": True,
        },
        {
            "key": "id_scan",
            "name": "scan",
            "label": "批文扫描件",
            "hint": "PDF 或图片",
            "required": True,
            "errors": ["“批文.pdf”的内容不是 PDF。"],
        },
    ],
}
