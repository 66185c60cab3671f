"""An annex form as the official table on screen: every cell with its input, its answer and what was said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.forms import BoundField

from unions.models import User
from vitality.forms.answers import AnswersForm
from vitality.models import Application
from vitality.rules.annex import MEASURE_WORDS, AnnexPaper, Seal
from vitality.rules.answers import COUNTED_BY, NEWNESS, shown
from vitality.selectors.annex_papers import annex_paper
from vitality.selectors.applications import answers_of

HELP: Final = {
    "is_state_controlled": "股份制、联营等企业由国家控股的勾选，按公有制计。",
    "is_enterprise_managed": "事业单位实行企业化管理的勾选，按 3＋x 模式开展工作。",
    "declares_new": "本单位从未被评为典型，也未在市以上范围介绍过类似经验（大工发〔2014〕31号 五、1）。",
}


@dataclass(frozen=True)
class Cell:
    """A cell of the form.

    Attributes:
        field: its input while it is open to this person, else None.
        remark: what the city said about it at the last return.
        before: what was last filed, where that differs from now.
    """

    name: str
    label: str
    text: str
    measure: str
    help: str
    field: BoundField | None
    remark: str
    before: str


@dataclass(frozen=True)
class SealCell:
    """A cell for a seal: what the paper prints in it, and who agreed in the union's name."""

    title: str
    seal: Seal
    signer: User | None


@dataclass(frozen=True)
class Sheet:
    """The whole form; `paper` is the very one that is printed."""

    paper: AnnexPaper
    short_rows: tuple[tuple[Cell, Cell], ...]
    long_cells: tuple[Cell, ...]
    facts: tuple[Cell, ...]
    declaration: Cell
    seals: tuple[SealCell, ...]


def sheet_of(
    application: Application,
    *,
    form: AnswersForm | None = None,
    remarks: Mapping[str, str] | None = None,
    last_filed: Mapping[str, object] | None = None,
) -> Sheet:
    """The form as it stands, with inputs where `form` has open fields.

    Args:
        remarks: by field, those of the last return.
        last_filed: the answers of the last filing.
    """
    paper, answers = annex_paper(application), answers_of(application)
    last_filed = last_filed if last_filed is not None else answers

    def cell(name: str, label: str) -> Cell:
        is_open = form is not None and not form.fields[name].disabled
        before = shown(name, last_filed.get(name))
        text = shown(name, answers[name]) if answers[name] not in (None, "") else ""
        return Cell(
            name=name,
            label=label,
            text=text,
            measure=MEASURE_WORDS.get(name, ""),
            help=HELP.get(name, ""),
            field=form[name] if form is not None and is_open else None,
            remark=(remarks or {}).get(name, ""),
            before=before if last_filed.get(name) != answers[name] else "",
        )

    short = [cell(name, label) for name, label in paper.layout.short_fields.items()]
    return Sheet(
        paper=paper,
        short_rows=tuple(zip(short[::2], short[1::2], strict=True)),
        long_cells=tuple(cell(name, label) for name, label in paper.layout.long_fields.items()),
        facts=tuple(cell(name, label) for name, label in COUNTED_BY.items() if name in answers),
        declaration=cell("declares_new", NEWNESS["declares_new"]),
        seals=_seals(application, paper),
    )


def _seals(application: Application, paper: AnnexPaper) -> tuple[SealCell, ...]:
    signers = {"applicant": application.submitted_by, "superior": application.endorsed_by}
    return tuple(
        SealCell(title, seal, signers.get(cell.key))
        for cell, (title, seal) in zip(paper.layout.seals, paper.seal_cells, strict=True)
    )
