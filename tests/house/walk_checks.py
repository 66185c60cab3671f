"""What must hold of every page that a link leads to; each demonstration is held to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings

from tests.house.looking import IS_ASKED, LookedAt
from tests.house.page_source import FOREIGN_IN_STYLES, examined, foreign_references
from tests.house.walking import Visit

STYLES: Final = Path(settings.BASE_DIR) / "static"
MOST_BYTES: Final = 300_000


def told(faults: Iterable[tuple[object, str]]) -> str:
    """Each fault once, with the first place it was seen at."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, fault in faults:
        places[fault].append(str(place))
    return "\n".join(f"{fault}\n    {len(where)} times, first {where[0]}" for fault, where in places.items())


@pytest.mark.anywhere
@pytest.mark.django_db
class EveryLink:
    """What every link of a day leads to, as every role."""

    def test_every_link_leads_to_a_page(self, visits: list[Visit]):
        wrong = [(visit, f"{visit.status} {visit.route}") for visit in visits if visit.status >= 400]
        assert not wrong, told(wrong)

    def test_everybody_gets_around(self, visits: list[Visit]):
        """Else the tests here would pass on nothing."""
        seen: dict[str, set[str]] = defaultdict(set)
        for visit in visits:
            seen[visit.post.role].add(visit.route)
        assert len(seen) == 12
        assert not {role: routes for role, routes in seen.items() if len(routes) < 8}
        assert len(set().union(*seen.values())) > 80

    def test_no_page_names_another_host(self, visits: list[Visit]):
        wrong: list[tuple[object, str]] = [(visit, each) for visit in visits for each in foreign_references(visit.body)]
        wrong += [
            (path, each) for path in STYLES.rglob("*.css") for each in FOREIGN_IN_STYLES.findall(path.read_text())
        ]
        assert not wrong, told(wrong)

    def test_every_page_is_sound_html(self, visits: list[Visit]):
        wrong = [(visit, fault) for visit in one_of_a_sort(visits) for fault in examined(visit.body).faults]
        assert not wrong, told(wrong)

    def test_every_word_is_chinese(self, visits: list[Visit]):
        wrong = [(visit, word) for visit in one_of_a_sort(visits) for word in examined(visit.body).foreign_words]
        assert not wrong, told(wrong)


@pytest.mark.skipif(
    not IS_ASKED,
    reason="pages are looked at in a browser only when asked: LOOK=1 ./dev test tests/house/second_day",
)
@pytest.mark.anywhere
@pytest.mark.django_db
class EveryLook:
    """One page of each route in a browser: as people see it, and as those who cannot see it are told."""

    def test_every_page_passes_the_accessibility_rules(self, looks: list[LookedAt]):
        wrong = [(look, fault) for look in looks for fault in look.faults]
        assert len(looks) > 80
        assert not wrong, told(wrong)

    def test_every_page_is_light(self, looks: list[LookedAt]):
        heavy = [(look, f"{look.weight} bytes: {look.heaviest}") for look in looks if look.weight > MOST_BYTES]
        assert not heavy, told(heavy)


def one_of_a_sort(visits: list[Visit]) -> list[Visit]:
    """Of pages that come from the same words, one."""
    return list({visit.sort: visit for visit in reversed(visits) if visit.is_page}.values())
