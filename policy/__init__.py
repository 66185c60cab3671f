"""The policy texts as data: dated numbers with their clause, and the law of a day. Standard library only."""
