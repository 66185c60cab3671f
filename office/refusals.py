"""How a service says no: a sentence for a person, with the reasons that carry number and clause."""

from __future__ import annotations

from collections.abc import Sequence

from policy.citing import Reason


class Refused(Exception):
    """The right person asked, but it cannot be done now or not like this.

    Attributes:
        sentence: what a person reads.
        reasons: the single reasons, each with its clause where one applies.
        fields: messages by the name of the input field they belong to.
    """

    def __init__(self, sentence: str, *, reasons: Sequence[Reason] = (), fields: dict[str, str] | None = None):
        super().__init__(sentence)
        self.sentence = sentence
        self.reasons = tuple(reasons)
        self.fields = fields or {}
