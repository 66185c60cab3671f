"""What the frame of a page is given: navigation, posts, person, messages."""

from types import SimpleNamespace


class Named(SimpleNamespace):
    """An object that prints itself, as posts and people do."""

    def __str__(self) -> str:
        return self.name


MESSAGES = [
    Named(level_tag="success", name="已报送，等待民主管理部初审。"),
    Named(level_tag="warning", name="本批逾期 2 天，已标明。"),
    Named(level_tag="error", name="没有保存：职工人数须为整数。"),
    Named(level_tag="info", name="名册正在后台导入。"),
]

NAVIGATION = [
    {"label": "工作台", "url": "#home", "icon": "house", "active": False, "children": []},
    {
        "label": "工会",
        "url": "#unions",
        "icon": "diagram-3",
        "active": True,
        "children": [
            {"label": "单位名册", "url": "#register", "active": True},
            {"label": "名册导入", "url": "#import", "active": False},
        ],
    },
    {"label": "申报", "url": "#apply", "icon": "file-earmark-text", "active": False, "children": []},
    {"label": "文件与任务", "url": "#jobs", "icon": "folder2-open", "active": False, "children": []},
    {"label": "设置", "url": "#settings", "icon": "sliders", "active": False, "children": []},
]

POSTS = [
    Named(pk=1, name="上级工会经办 · 中山区总工会"),
    Named(pk=2, name="市总部门（民主管理部） · 大连市总工会"),
]

FRAME = {
    "federation_name": "大连市总工会",
    "is_demo": True,
    "navigation": NAVIGATION,
    "posts": POSTS,
    "post": POSTS[0],
    "unread_notice_count": 3,
    "user": Named(name="林晓", is_authenticated=True),
}
