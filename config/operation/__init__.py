"""What those who run the site see of it: metrics, log lines, slow queries, backup. Never a ballot or a person."""
