"""The files attached to a form or paper."""

from office.evidence_panels import EvidencePanel, evidence_panel

__all__ = ["EvidencePanel", "evidence_panel"]
