"""Predicates: who may ever do what with unions, accounts and posts."""
