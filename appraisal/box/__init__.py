"""The sealed box: what turns a ballot into bytes nobody can read, and what opens them again.

Nothing here knows the database, a request or a person. `verifying` recounts an exported record on its own.
"""
