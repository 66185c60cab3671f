"""How the steps of the preliminary review are offered to people."""

from __future__ import annotations

from typing import Final

from office.steps import StepWords

REVIEW_STEPS: Final = {
    "pass_review": StepWords(
        "通过后交领导小组决定；拟定决定之前可以重新初审。",
        "已通过初审。",
        icon="check2",
        who="有栏目意见时退回修改，或删除意见；是否为新典型由登记和验收记录决定。",
    ),
    "return_for_revision": StepWords(
        "退回后只开放写有意见的栏目，由申报工会修改后再报。",
        "已退回修改。",
        look="btn-secondary",
        icon="arrow-return-left",
        comment_label="退回理由",
        who="在要修改的栏目右侧写明意见后即可退回。",
    ),
    "reopen_review": StepWords(
        "重新初审后可以再写意见、退回或通过。",
        "已重新打开初审。",
        look="btn-secondary",
        icon="arrow-counterclockwise",
        comment_label="重新初审的理由",
        who="领导小组已拟定的决定须先撤销拟定。",
    ),
}
