"""One encrypted archive of an installation: every row, every file, the keys. And the way back.

Rows are written as Django reads them, not by pg_dump: the archive of one database can be restored into the other, the
same drill runs on both, and no program of PostgreSQL has to be there. A site whose dump takes too long uses
PostgreSQL's own continuous archiving beside it (docs/operations.md).
"""

from config.operation.backup.keys import backup_key
from config.operation.backup.making import Made, make_backup
from config.operation.backup.restoring import Restored, check_backup, restore_backup

__all__ = ["Made", "Restored", "backup_key", "check_backup", "make_backup", "restore_backup"]
