"""The accountability year of a grass-roots union: plan, reports, the members' and the superiors' appraisal."""
