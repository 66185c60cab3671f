"""The programs' side of the site: which endpoints there are, the reports, and the published description."""
