"""Workbooks that change the records: checked by cell, previewed, confirmed, carried out; by page and by command."""
