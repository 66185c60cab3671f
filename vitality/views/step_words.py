"""How the steps of the filing side are offered to people."""

from __future__ import annotations

from typing import Final

from office.steps import StepWords

ROUND_STEPS: Final = {
    "open": StepWords(
        "开始后，各申报工会可以选单位、填表和申报；名额和荐省个数不能再改，截止日仍可调整。",
        "已开始申报。",
        icon="play-fill",
        who="由民主管理部在“调整轮次”中设定名额。",
    ),
    "close": StepWords(
        "结束后不再接收申报和报送；已申报的照常初审。需要时可以重新开始。",
        "已结束申报。",
        look="btn-secondary",
        icon="stop-fill",
        comment_label="结束的理由",
    ),
}
APPLICATION_STEPS: Final = {
    "submit": StepWords(
        "上报后由上级工会审核，您不能再修改；需要修改时请联系上级工会退回。",
        "已上报上级工会。",
        icon="send",
        who="补齐后即可上报；截止日由市总民主管理部设定，登记信息由上级工会在“工会”中变更。",
    ),
    "endorse": StepWords(
        "同意后列入汇总批次，申报表不能再修改；申报市总前可以撤回同意。",
        "已同意申报，请在批次中汇总申报。",
        icon="check2",
        who="补齐后即可同意；截止日由市总民主管理部设定，登记信息在“工会”中变更。",
    ),
    "give_back": StepWords(
        "退回后由基层工会修改，再上报。",
        "已退回基层工会修改。",
        look="btn-secondary",
        icon="arrow-return-left",
        comment_label="请写明要修改什么",
    ),
    "take_back": StepWords(
        "撤回后申报表回到草稿，可以修改，再同意。",
        "已撤回同意，申报表回到草稿。",
        look="btn-secondary",
        icon="arrow-counterclockwise",
    ),
    "refile": StepWords(
        "再报后送市总重新初审，申报表不能再修改。",
        "已再报市总，等待初审。",
        icon="send",
        who="补齐后即可再报；更正后不再符合名额的，可撤销这张申报表，另选单位补报。",
    ),
    "withdraw": StepWords(
        "撤销后不再占名额，内容仍可查看；需要时可以为该单位重新填报。",
        "已撤销这张申报表。",
        look="btn-danger",
        icon="x-lg",
        comment_label="撤销的理由",
    ),
}
BATCH_STEPS: Final = {
    "file": StepWords(
        "申报后各申报表送市总初审，不能再修改；市总退回时，只修改指出的栏目。",
        "已申报市总。",
        icon="send",
        who="补齐后即可申报；截止日和名额由市总民主管理部设定。",
    ),
}
PAPER_STEPS: Final = {
    "file": StepWords(
        "报送后由市总审核，不能再修改。",
        "已报送市总。",
        icon="send",
        who="写好正文或上传附件后即可报送。",
    ),
    "approve": StepWords(
        "批准后不能再修改，可作为拨付启动经费的条件。",
        "已批准。",
        icon="check2",
        who="请由另一位审核人批准。",
    ),
    "return_for_revision": StepWords(
        "退回后由报送工会修改，再报送。",
        "已退回修改。",
        look="btn-secondary",
        icon="arrow-return-left",
        comment_label="请写明要修改什么",
    ),
}
CAMPAIGN_STEPS: Final = {
    "start": StepWords(
        "开始后按典型名册和工会名册生成考评表，由民主管理部、组织部填写。",
        "考评已开始，考评表已生成。",
        icon="play-fill",
        who="按文件规定的时间开始。",
    ),
    "complete": StepWords(
        "为新批准的典型补上考评表；已有的不变。", "考评表已补齐。", look="btn-secondary", icon="plus-square"
    ),
    "prepare": StepWords(
        "提交后考评表不能再改，由另一人核对。",
        "已提交，等待另一人核对。",
        icon="send",
        who="填齐考评表即可提交；计划落实和两项确认由上级工会在“双述双评”中办理。",
    ),
    "give_back": StepWords(
        "退回后可以继续填写，再提交核对。",
        "已退回补充。",
        look="btn-secondary",
        icon="arrow-return-left",
        comment_label="请写明要补充什么",
    ),
    "check": StepWords(
        "核对无误后由领导小组公布。", "已核对，等待领导小组公布。", icon="check2-all", who="请由提交人以外的人核对。"
    ),
    "publish": StepWords(
        "公布后验收结果、创新认定和各工会年度结果一并封存，不能再改；各工会和典型单位会收到通知。",
        "已公布，年度结果已封存。",
        icon="megaphone",
        who="创新认定由领导小组在各工会的考评表上作出；达标情况在“覆盖与典型”中封存。",
    ),
}
