"""Campaigns of review, inspection and acceptance: the list, one campaign with its sheets, its steps and workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from office import clock, events
from office.doors import lead_to, requires, workbook
from office.refusals import Refused
from office.steps import Attempt, is_done_already, step_buttons
from office.tables import Table
from office.typed import number
from vitality.kinds import CampaignKind, CampaignState
from vitality.models import Campaign
from vitality.selectors.campaigns import due_campaigns, open_work, typical_sheets, union_sheets
from vitality.services.campaign_flow import CAMPAIGN_FLOW, move_campaign
from vitality.services.campaigns import plan_campaign
from vitality.views.campaign_tables import ACCEPTED, CAMPAIGNS, REVIEWED, UNION_SHEETS
from vitality.views.step_words import CAMPAIGN_STEPS

READ = "vitality.read_campaigns"


@require_GET
@requires(READ)
def campaign_list(request: HttpRequest) -> HttpResponse:
    """All campaigns, and those the text asks for next."""
    campaigns = Campaign.objects.visible_to(request.user)
    may_plan = request.user.has_perm("vitality.plan_campaign")
    context = {
        "table": CAMPAIGNS.page(campaigns, request.GET),
        "due": due_campaigns(clock.today()),
        "may_plan": may_plan,
    }
    return render(request, "vitality/campaign_list.html", context)


@require_POST
@requires("vitality.plan_campaign")
def campaign_create(request: HttpRequest) -> HttpResponse:
    """Make one of the campaigns that are due."""
    kind = request.POST.get("kind", "")
    if kind not in set(CampaignKind):
        raise Http404
    year = number(request.POST.get("year", ""))
    try:
        campaign = plan_campaign(kind=CampaignKind(kind), year=year, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("vitality:campaign_list")
    messages.success(request, f"{campaign}已建立。")
    return lead_to(request, campaign)


@require_GET
@requires(READ)
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: what is open, the sheets of typicals and of unions."""
    return _page(request, _found(request, pk))


@require_POST
@requires(READ)
def campaign_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Begin, hand in, check, return, publish; refused, the page comes back with the reasons and the comment."""
    campaign = _found(request, pk)
    if step not in CAMPAIGN_STEPS:
        raise Http404
    comment = request.POST.get("comment", "")
    try:
        move_campaign(campaign=campaign, transition=step, user=request.user, at=clock.now(), comment=comment)
    except Refused as refusal:
        if is_done_already(CAMPAIGN_FLOW, campaign, step):
            messages.info(request, f"“{CAMPAIGN_FLOW.transitions[step].label}”已经办理过了。")
            return lead_to(request, campaign)
        return _page(request, _found(request, pk), Attempt(step, refusal, comment))
    messages.success(request, CAMPAIGN_STEPS[step].done)
    return lead_to(request, campaign)


@require_GET
@requires(READ)
def campaign_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets of all typicals as a workbook, or with `?part=unions` those of the unions."""
    campaign = _found(request, pk)
    note = f"{campaign}，{CampaignState(campaign.state).label}，{clock.today()}"
    if request.GET.get("part") == "unions":
        return workbook(UNION_SHEETS, union_sheets(campaign), title=f"{campaign}工会考评表", note=note)
    return workbook(_typical_table(campaign), typical_sheets(campaign), title=f"{campaign}典型考评表", note=note)


def _typical_table(campaign: Campaign) -> Table:
    return ACCEPTED if CampaignKind(campaign.kind).judges else REVIEWED


def _found(request: HttpRequest, pk: int) -> Campaign:
    campaigns = Campaign.objects.visible_to(request.user)
    return get_object_or_404(campaigns.select_related("prepared_by", "checked_by", "published_by"), pk=pk)


def _page(request: HttpRequest, campaign: Campaign, attempt: Attempt | None = None) -> HttpResponse:
    rows, unions = typical_sheets(campaign), union_sheets(campaign)
    judges = CampaignKind(campaign.kind).judges
    context: dict[str, Any] = {
        "campaign": campaign,
        "state": CampaignState(campaign.state),
        "judges": judges,
        "typicals": _typical_table(campaign).whole(rows),
        "unions": UNION_SHEETS.whole(unions),
        "counts": _counts(rows, unions),
        "open": open_work(campaign, rows, unions),
        "stages": _stages(campaign),
        "steps": step_buttons(request, CAMPAIGN_FLOW, campaign, "vitality:campaign_step", CAMPAIGN_STEPS, attempt),
        "attempt": attempt,
        "events": events.timeline(campaign),
    }
    return render(request, "vitality/campaign_detail.html", context, status=409 if attempt else 200)


def _counts(rows: list[Any], unions: list[Any]) -> dict[str, int]:
    return {
        "typicals": len(rows),
        "unions": len(unions),
        "passed": sum(row.is_passed is True for row in rows),
        "failed": sum(row.is_passed is False for row in rows),
    }


def _stages(campaign: Campaign) -> list[dict[str, Any]]:
    """The path of the campaign for `components/stepper.html`."""
    order = list(CampaignState)
    here = order.index(CampaignState(campaign.state))
    who = {
        CampaignState.PREPARED: (campaign.prepared_by, campaign.prepared_at),
        CampaignState.CHECKED: (campaign.checked_by, campaign.checked_at),
        CampaignState.PUBLISHED: (campaign.published_by, campaign.published_at),
    }
    is_over = campaign.state == CampaignState.PUBLISHED
    return [
        {
            "label": state.label,
            "state": "done" if place < here or is_over else "here" if place == here else "to_come",
            "who": who.get(state, (None, None))[0] if place <= here else None,
            "at": who.get(state, (None, None))[1] if place <= here else None,
        }
        for place, state in enumerate(order)
    ]
