"""What is refused, in words: what it is, and what to write instead."""

import ast

from django.utils.translation import gettext_lazy as _

from ops.workflows.expressions.errors import Sentence

Refusal = tuple[Sentence, Sentence]

EMPTY: Refusal = (
    _("The expression is empty"),
    _("Write what is to be worked out, such as payload.score >= 50."),
)
LENGTH: Refusal = (
    _("The expression has %(length)s characters, and %(most)s are allowed"),
    _("Shorten it, or split it in two steps."),
)
SYNTAX: Refusal = (
    _("This is not a whole expression"),
    _("Look at operators, commas and brackets here; equality is written ==, and there are no statements."),
)
TOO_LARGE: Refusal = (
    _("The expression has more than %(nodes)s parts, or more than %(depth)s inside each other"),
    _("Split it in two steps."),
)
UNKNOWN: Refusal = (
    _("“%(kind)s” is not part of expressions"),
    _("Use names, dots, brackets, arithmetic, comparisons, and, or, not and … if … else …."),
)
LITERAL: Refusal = (
    _("A literal of the kind “%(kind)s” is not allowed"),
    _("Use numbers, texts in quotes, True, False or None."),
)
UNSTORABLE: Refusal = (_("This text holds a character that cannot be stored"), _("Remove it."))
NUMBER: Refusal = (_("This number is too large"), _("Write a smaller one."))
NAME: Refusal = (
    _("The name “%(name)s” is not known"),
    _("An expression reads %(names)s; put texts in quotes."),
)
UNCALLED: Refusal = (
    _("The function “%(name)s” stands here without being called"),
    _("Call it: %(name)s(…)."),
)
OWN: Refusal = (
    _("“%(name)s” begins with an underscore, as what is Python's own does, and is not allowed"),
    _('Read keys of the data only; one that begins with a single underscore is read as payload["_id"].'),
)
KEY: Refusal = (
    _("“.%(name)s” asks a key of something that has no keys"),
    _("A dot reads a key of a record; call a method with brackets behind it."),
)
REPETITION: Refusal = (
    _("A text, list or record cannot be multiplied"),
    _("Write it out, or change a text to a number with int() or decimal()."),
)
FILLING: Refusal = (
    _("A text cannot be filled in with %%"),
    _("Join texts with +, or write a template: {{ … }} inside the text."),
)
BITS: Refusal = (_("Operators on bits are not allowed"), _("Use and, or and not."))
POWER: Refusal = (_("The power ** is not allowed"), _("Multiply with *."))
MATRIX: Refusal = (_("The operator @ is not allowed"), _("Multiply with *."))
IS: Refusal = (_("“is” asks for None only"), _("Compare with == and !=."))
KEYWORD: Refusal = (_("Arguments by name are not allowed"), _("Give them by their order."))
FUNCTION: Refusal = (_("There is no function “%(name)s”"), _("There are %(functions)s."))
CALL: Refusal = (
    _("What stands before these brackets cannot be called"),
    _("Call a function by its name, or a reading method of a text, list or record."),
)
METHOD: Refusal = (
    _("The method “%(name)s” is not allowed here"),
    _(
        "Only the methods of texts, lists and records that read are, such as get, keys, lower, split and count."
    ),
)
COUNT: Refusal = (
    _("“%(name)s” was given %(count)s arguments"),
    _("It takes %(least)s to %(most)s."),
)
STAR: Refusal = (_("A star that unpacks is not allowed"), _("Write the parts out."))
LAMBDA: Refusal = (
    _("A lambda is allowed only as “lambda context: …” around the whole expression"),
    _("Write “lambda context:” once, at the very beginning, or leave it out."),
)
COMPREHENSION: Refusal = (
    _("A comprehension is not allowed"),
    _("Use in, any, all, sum, min or max on the list itself."),
)
FORMATTING: Refusal = (_("An f-string is not allowed"), _("Join texts with +."))
ASSIGNMENT: Refusal = (
    _("An assignment is not allowed"),
    _("Write the value where it is used; equality is ==."),
)
WAITING: Refusal = (_("“await” and “yield” are not allowed"), _("Remove them."))
SET: Refusal = (_("A set is allowed only behind in"), _("Write a list in [ ]."))
SLICE: Refusal = (_("A slice in several dimensions is not allowed"), _("Write one slice, such as [0:3]."))

NODES: dict[type[ast.AST], Refusal] = {
    ast.Lambda: LAMBDA,
    ast.ListComp: COMPREHENSION,
    ast.SetComp: COMPREHENSION,
    ast.DictComp: COMPREHENSION,
    ast.GeneratorExp: COMPREHENSION,
    ast.JoinedStr: FORMATTING,
    ast.FormattedValue: FORMATTING,
    ast.NamedExpr: ASSIGNMENT,
    ast.Await: WAITING,
    ast.Yield: WAITING,
    ast.YieldFrom: WAITING,
    ast.Starred: STAR,
    ast.Set: SET,
    ast.Slice: SLICE,
}
OPERATORS: dict[type[ast.AST], Refusal] = {
    ast.Pow: POWER,
    ast.MatMult: MATRIX,
    ast.BitAnd: BITS,
    ast.BitOr: BITS,
    ast.BitXor: BITS,
    ast.LShift: BITS,
    ast.RShift: BITS,
}
