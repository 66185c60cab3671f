"""The demonstration: Dalian's federations as they stood on 20 September 2014, filled with invented units and people.

Nothing here writes rows of its own: everything goes through the services a person's click calls. What is shown stands
in the tables beside these modules and can be read and changed without knowing Python.
"""
