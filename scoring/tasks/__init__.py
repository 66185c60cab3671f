"""Long work of the hundred-point card: the three imports."""

from scoring.tasks import imports

__all__ = ["imports"]
