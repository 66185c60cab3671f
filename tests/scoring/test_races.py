"""What is written into a card while the year takes its step, on PostgreSQL; and the broken twin without the lock."""

from __future__ import annotations

from time import sleep
from unittest import mock

import pytest
from django.db.models import QuerySet

from office.refusals import Refused
from scoring.kinds import OpinionVerdict, Stage
from scoring.models import Card, SealedCard
from scoring.selectors.cards import entries_of, stage_verdict, year_terms
from scoring.services import reviews
from tests.factories import user_with_post
from tests.races import at_once
from tests.scoring.conftest import Season, on
from tests.scoring.test_season import to_objections
from unions.kinds import RoleKind

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
A_WHILE = 0.7  # of a review, longer than sealing takes


def seal_during_a_review(season: Season, monkeypatch: pytest.MonkeyPatch) -> list:
    """An overruling that takes its time after the year was found open, and the seal in the meantime."""
    to_objections(season)
    other = user_with_post(RoleKind.LEADING_GROUP, season.office.post.union)
    written = reviews.write_values

    def slowly(*args, **options):
        sleep(A_WHILE)
        return written(*args, **options)

    def overrule():
        review = reviews.Review(OpinionVerdict.NOTHING, "没有文件")
        card, item = season.card("甲"), season.item(16)
        return reviews.review_item(
            card=card, item=item, stage=Stage.FINAL, review=review, user=other, at=on("2014-04-10")
        )

    monkeypatch.setattr(reviews, "write_values", slowly)
    return at_once(lambda: season.move("seal", season.leader, "2014-04-10"), overrule)


def is_sealed_as_it_stands(season: Season) -> bool:
    card = Card.objects.select_related("assessment__scheme").get(pk=season.card("甲").pk)
    stands = stage_verdict(card, entries_of([card])[card.pk], Stage.FINAL, year_terms(card.assessment))
    return SealedCard.objects.get(card=card).total_points == stands.total.total


def test_a_review_during_the_seal_is_sealed_with_it_or_refused(season: Season, monkeypatch):
    results = seal_during_a_review(season, monkeypatch)
    assert is_sealed_as_it_stands(season), results
    assert all(isinstance(each, Refused) for each in results if isinstance(each, Exception)), results


def test_without_the_lock_the_seal_would_miss_the_review(season: Season, monkeypatch):
    with mock.patch.object(QuerySet, "select_for_update", lambda self, **_: self.all()):
        seal_during_a_review(season, monkeypatch)
    assert not is_sealed_as_it_stands(season)
