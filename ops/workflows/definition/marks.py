"""What the text of a step's field means. Whoever fills or checks steps looks for these, not for fields by name."""

from enum import Enum


class Mark(Enum):
    #: An expression: ``payload.score > 50``.
    EXPRESSION = "expression"
    #: Plain data whose texts may hold ``{{ expression }}``.
    TEMPLATE = "template"
    #: An expression, or the same inside ``{{ }}``: ``steps.write.output``.
    PATH = "path"
