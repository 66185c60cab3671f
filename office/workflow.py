"""The one way in which anything changes its state.

A workflow is a table of transitions. `perform` takes one: atomic, lock, who, guards, effect, save, event, notices.
Who *may ever* is a permission of the `rules` registry, named by its string; *not now* is a guard with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model

from office import events, notices
from office.refusals import Refused
from policy.citing import Reason
from policy.kinds import Kind


@dataclass(frozen=True)
class Act:
    """What a person does: who, when, the written comment, and the inputs the transition asks for."""

    user: Any
    at: datetime
    comment: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)


Guard = Callable[[Any, Act], Iterable[Reason]]
Effect = Callable[[Any, Act], Mapping[str, Any] | None]
Notify = Callable[[Any, Act], Iterable[notices.Message]]


@dataclass(frozen=True)
class Transition:
    """One line of the table.

    Attributes:
        permission: name in the `rules` registry; who may ever do this to such an object.
        guards: each gives the reasons that stand in the way now; none means go.
        effect: changes the locked object before it is saved; may raise Refused on bad inputs; what it returns
            is written into the event as the changes.
        notify: whom to tell once the transaction is committed.
    """

    name: str
    label: str
    sources: tuple[Kind, ...]
    target: Kind
    permission: str
    guards: tuple[Guard, ...] = ()
    comment_required: bool = False
    effect: Effect | None = None
    notify: Notify | None = None


@dataclass(frozen=True)
class Offer:
    """A transition as offered to a person on a page: open, or closed with its reasons."""

    transition: Transition
    reasons: tuple[Reason, ...]

    @property
    def is_open(self) -> bool:
        return not self.reasons


class Workflow:
    """All transitions of one model's state field."""

    def __init__(self, model: type[Model], states: type[Kind], transitions: Iterable[Transition], field: str = "state"):
        self.model, self.states, self.field = model, states, field
        self.transitions = {transition.name: transition for transition in transitions}
        for transition in self.transitions.values():
            if not transition.sources or not all(state in states for state in (*transition.sources, transition.target)):
                raise ValueError(f"{transition.name}: every source and target must be one of {states.__name__}")

    def state_of(self, subject: Model) -> Kind:
        """The object's present state as a member of its enumeration."""
        return self.states(getattr(subject, self.field))

    def obstacles(self, subject: Model, transition: Transition, act: Act) -> tuple[Reason, ...]:
        """Why the transition cannot be taken now; empty when it can."""
        state = self.state_of(subject)
        if state not in transition.sources:
            return (Reason("wrong_state", False, f"当前为“{state.label}”，不能{transition.label}"),)
        return tuple(reason for guard in transition.guards for reason in guard(subject, act))

    def offers(self, subject: Model, act: Act) -> list[Offer]:
        """The transitions out of the present state that this person may ever take, open or with their reasons."""
        return [
            Offer(transition, self.obstacles(subject, transition, act))
            for transition in self.transitions.values()
            if self.state_of(subject) in transition.sources and act.user.has_perm(transition.permission, subject)
        ]


def perform(
    workflow: Workflow, subject: Model, name: str, *, user: Any, at: datetime, comment: str = "", **inputs: Any
) -> Model:
    """Take one transition and return the object as saved.

    Raises:
        PermissionDenied: this person may never do this to this object.
        Refused: not now, or not with these inputs; the sentence names what is missing. The refusal is recorded.
    """
    transition, act = workflow.transitions[name], Act(user, at, comment.strip(), inputs)
    try:
        return _perform(workflow, subject, transition, act)
    except Refused as refusal:
        _record(subject, transition, act, comment=refusal.sentence, is_accepted=False)
        raise


@transaction.atomic
def _perform(workflow: Workflow, subject: Model, transition: Transition, act: Act) -> Model:
    locked = workflow.model._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    if not act.user.has_perm(transition.permission, locked):
        raise PermissionDenied
    _refuse_obstacles(workflow, locked, transition, act)
    changes = transition.effect(locked, act) if transition.effect else None
    before = workflow.state_of(locked)
    setattr(locked, workflow.field, transition.target)
    locked.save()
    changes = {**(changes or {}), workflow.field: [before.label, transition.target.label]}
    _record(locked, transition, act, comment=act.comment, changes=changes)
    if transition.notify:
        notices.send(transition.notify(locked, act), at=act.at)
    return locked


def _refuse_obstacles(workflow: Workflow, subject: Model, transition: Transition, act: Act) -> None:
    reasons = workflow.obstacles(subject, transition, act)
    if reasons:
        raise Refused(f"不能{transition.label}：" + "；".join(str(reason) for reason in reasons), reasons=reasons)
    if transition.comment_required and not act.comment:
        raise Refused(f"{transition.label}须写明理由。", fields={"comment": "请写明理由。"})


def _record(subject: Model, transition: Transition, act: Act, **content: Any) -> None:
    events.record(events.Entry(subject, transition.name, transition.label, act.user, act.at, **content))
