"""How the steps of releases and findings are offered, and what is said once they are done."""

from __future__ import annotations

from typing import Final

from office.steps import StepWords

TRANCHE_WORDS: Final = {
    "propose": StepWords("提请领导小组批准这笔款项。", "已提请，等待领导小组批准。", icon="send", who="由财务部办理"),
    "approve": StepWords("批准后由财务部拨付，并记入台账。", "已批准，等待财务部拨付。", icon="check2-circle"),
    "return": StepWords("退回财务部重新核对。", "已退回财务部。", "btn-secondary", "arrow-return-left", "退回的理由"),
    "drop": StepWords("条件已不满足的款项撤下后不再拨付。", "已撤下。", "btn-danger", "x-circle", "撤下的理由"),
    "reverse": StepWords(
        "以冲正分录冲回；原记录保留，条件仍满足的可以重新计算、重新拨付。", "已冲正。", "btn-danger",
        "arrow-counterclockwise", "冲正的理由",
    ),
}  # fmt: skip
PAID: Final = "已登记拨付，接收单位已收到通知。"
FINDING_WORDS: Final = {
    "answer": StepWords("报告整改情况，由经审复核。", "已报告，等待经审复核。", icon="send", comment_label="整改情况"),
    "reopen": StepWords("退回继续整改。", "已退回继续整改。", "btn-secondary", "arrow-return-left", "还须整改什么"),
    "settle": StepWords("确认已整改到位，销号。", "已销号。", icon="check2-circle"),
}
