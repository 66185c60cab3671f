"""From which side a person looks at a form or a paper."""

from __future__ import annotations

from unions.models import User
from vitality.kinds import ApplicationState, PaperState
from vitality.models import Application, UnionPaper
from vitality.rules.wording import Reader, Standing, application_standing, paper_standing


def reader_of(application: Application, user: User) -> Reader:
    """The side this person is on; OTHER for those who only read along."""
    if user.has_perm("vitality.submit_application", application):
        return Reader.UNIT
    if user.has_perm("vitality.endorse_application", application):
        return Reader.FILER
    return _city_reader(user)


def paper_reader_of(paper: UnionPaper, user: User) -> Reader:
    """The side this person is on with a plan or measures."""
    return Reader.FILER if user.has_perm("vitality.write_paper", paper) else _city_reader(user)


def standing_of(application: Application, user: User) -> Standing:
    """Where a form stands, worded for this person."""
    return application_standing(ApplicationState(application.state), reader_of(application, user))


def paper_standing_of(paper: UnionPaper, user: User) -> Standing:
    """Where a plan or measures stand, worded for this person."""
    return paper_standing(PaperState(paper.state), paper_reader_of(paper, user))


def _city_reader(user: User) -> Reader:
    if user.has_perm("vitality.review_application"):
        return Reader.REVIEWER
    return Reader.GROUP if user.has_perm("vitality.decide") else Reader.OTHER
