"""Who there is: unions in their tree, people, and the posts people hold at unions."""

from unions.models.people import Post, User
from unions.models.security import FormerPassword, SecuritySetting
from unions.models.tokens import ApiToken
from unions.models.union import FormerName, FormerSuperior, SavedFilter, Union, UnionQuerySet

__all__ = [
    "ApiToken",
    "FormerName",
    "FormerPassword",
    "FormerSuperior",
    "Post",
    "SavedFilter",
    "SecuritySetting",
    "Union",
    "UnionQuerySet",
    "User",
]
