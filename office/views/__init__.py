"""Pages of the office: jobs, notices, evidence files and the event log."""
