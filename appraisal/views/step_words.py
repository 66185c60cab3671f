"""How the steps of sessions and cases are offered to people."""

from __future__ import annotations

from typing import Final

from office.steps import StepWords

SESSION_STEPS: Final = {
    "start_voting": StepWords(
        "开始后安排、权重和票码都不能再改，会员可以投票。请先当众做零票检查。",
        "投票已开始。",
        icon="play-fill",
        who="补齐“准备情况”中未完成的各项后即可开始。",
    ),
    "cancel": StepWords(
        "取消后本次评议作废，已投的选票不再计票；可以重新筹备一次。",
        "已取消本次评议。",
        look="btn-danger",
        icon="x-lg",
        comment_label="取消的理由",
    ),
    "finish": StepWords(
        "办结后意见和改进事项不能再改。",
        "已办结。",
        icon="check2-all",
        who="意见审核完、改进事项都有结果后即可办结。",
    ),
}
# Steps that ask for something have a form of their own on the page.
DONE: Final = {
    "stop_voting": "投票已结束，票箱已封存。",
    "certify": "结果已认定。",
    "publish": "已登记通报。",
    **{name: words.done for name, words in SESSION_STEPS.items()},
}
CASE_DONE: Final = {
    "talk": "已登记诫勉谈话。",
    "order": "已下达整改通知。",
    "report": "已登记整改报告。",
    "return_report": "已退回重新整改。",
    "refer": "已移送。",
    "conclude": "已办结。",
    "dismiss": "已决定不予启动。",
}
