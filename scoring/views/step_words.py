"""How the steps of the season are offered to people."""

from __future__ import annotations

from typing import Final

from office.steps import StepWords

SCHEME_STEPS: Final = {
    "freeze": StepWords(
        "冻结后这一版不能再改，启动考核后据以计分；启动前需要改动的可以另立一版。",
        "方案已冻结。",
        icon="snow",
        who="由市总办公室改正项目的分值，或改正应有合计。",
    ),
    "drop": StepWords(
        "放弃后这一版不再修改和使用，考核仍以最近冻结的一版为准。",
        "已放弃这一版。",
        look="btn-secondary",
        icon="x-lg",
        who="由市总办公室修改这一版。",
    ),
}
ASSESSMENT_STEPS: Final = {
    "open": StepWords(
        "启动后，每个考核对象各有一张考核表，开始自查自评；考核方案不能再改。",
        "已启动考核。",
        icon="play-fill",
        who="由市总办公室先冻结考核方案。",
    ),
    "begin_review": StepWords(
        "转入后自评不能再改；没有报送的按已保存的内容进入考核。",
        "已转入市总考核。",
        icon="skip-forward-fill",
        who="等各考核对象报送，或截止日过后再办。",
    ),
    "begin_deciding": StepWords(
        "提交后部门不能再改；没有审核的项目视为认可自评。",
        "已提交领导小组综合评定。",
        icon="skip-forward-fill",
        who="等各部门审核，或截止日过后再办。",
    ),
    "return_to_review": StepWords(
        "退回后各部门可以修改审核意见，再提交综合评定。",
        "已退回部门复核。",
        look="btn-secondary",
        icon="arrow-return-left",
        comment_label="请写明要复核什么",
    ),
    "seal": StepWords(
        "定分后各栏不能再改，每张考核表连同取数和口径一并封存。",
        "已定分，考核表已封存。",
        icon="lock-fill",
        who="异议由领导小组在考核表中答复。",
    ),
    "publish": StepWords(
        "公布后各考核对象可以看到全部排名和荣誉，并收到通知。",
        "排名和荣誉已公布。",
        icon="megaphone-fill",
        who="并列由领导小组决定并写明理由；公布由定分人以外的人办理。",
    ),
}
CARD_STEPS: Final = {
    "file": StepWords(
        "报送后自评不能再改；截止日前需要修改可以撤回。",
        "自评已报送市总办公室。",
        icon="send",
        who="先填写实现值；考核由市总办公室启动。",
    ),
    "take_back": StepWords(
        "撤回后可以修改，截止日前须重新报送。",
        "已撤回，可以修改。",
        look="btn-secondary",
        icon="arrow-counterclockwise",
        who="市总办公室转入考核后不能撤回。",
    ),
}
NOMINATION_STEPS: Final = {
    "decline": StepWords(
        "记录领导小组不授予的决定。",
        "已决定不授予。",
        look="btn-secondary",
        icon="x-lg",
        comment_label="理由（会议纪要编号等）",
        who="由领导小组其他成员决定。",
    ),
    "grant": StepWords(
        "记录领导小组授予的决定，印入结果通报。",
        "已决定授予。",
        icon="award",
        comment_label="理由（会议纪要编号等）",
        who="由领导小组其他成员决定。",
    ),
    "withdraw": StepWords(
        "撤回后不再提交领导小组，可以重新提名。",
        "已撤回。",
        look="btn-secondary",
        icon="arrow-counterclockwise",
    ),
}
