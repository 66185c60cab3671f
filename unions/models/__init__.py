"""Who there is: unions in their tree, people, and the posts people hold at unions."""

from unions.models.people import Post, User
from unions.models.union import FormerName, FormerSuperior, SavedFilter, Union, UnionQuerySet

__all__ = ["FormerName", "FormerSuperior", "Post", "SavedFilter", "Union", "UnionQuerySet", "User"]
