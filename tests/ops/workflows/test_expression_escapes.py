"""Ways out that were tried on evaluators like this one: each is refused when it is saved, and again when it runs.

“When it runs” means that somebody reached past the check: the tree goes to the evaluator as it is, with data that
would make the escape worth something.
"""

import pytest

from ops.workflows.expressions import Environment, Expression, ExpressionError, NotAllowedError
from tests.ops.workflows.sentences import unchecked

PAYLOAD = {
    "text": "a" * 100,
    "number": 10**9,
    "list": list(range(100)),
    "form": "{0.__class__}",
    "x": {"y": 1},
}

ESCAPES = {
    # what is Python's own
    "the class of an empty tuple": "().__class__",
    "all subclasses": "().__class__.__bases__[0].__subclasses__()",
    "the class of a text": "''.__class__.__mro__[1]",
    "the class of a number": "(1).__class__",
    "the class of None": "None.__class__",
    "the class of data": "payload.__class__",
    "the class through brackets": "payload['__class__']",
    "the class through get": "payload.get('__class__')",
    "the dictionary of data": "payload.__dict__",
    "the globals of a method": "payload.get.__globals__",
    "the module of a method": "payload.get.__self__.__class__",
    "the globals of a function": "len.__globals__",
    "the self of a function": "len.__self__.eval('1')",
    "the code of a lambda": "(lambda: 1).__code__",
    "the frame of a generator": "(x for x in [1]).gi_frame.f_globals",
    "one underscore": "payload._meta.model",
    "a dunder method that is called": "payload.__getitem__('x')",
    "a dunder method of a text": "'a'.__add__('b')",
    "dunder init": "payload.__init__.__globals__['os']",
    "reduce": "payload.__reduce_ex__(2)",
    # names
    "builtins": "__builtins__",
    "import": "__import__('os').system('id')",
    "os": "os.system('id')",
    "sys": "sys.modules",
    "eval": "eval('1')",
    "exec": "exec('1')",
    "compile": "compile('1', '', 'eval')",
    "open": "open('/etc/passwd').read()",
    "getattr": "getattr(payload, '__class__')",
    "setattr": "setattr(payload, 'x', 1)",
    "globals": "globals()",
    "locals": "locals()",
    "vars": "vars(payload)",
    "dir": "dir()",
    "type": "type(payload)",
    "object": "object()",
    "super": "super().x",
    "input": "input()",
    "print": "print(1)",
    "breakpoint": "breakpoint()",
    "help": "help()",
    "memoryview": "memoryview('a')",
    "range": "range(10 ** 9)",
    "sorted with a key": "sorted(payload.list, key=len)",
    "map": "map(str, payload.list)",
    "chr": "chr(0)",
    "regular expressions": "re.match('(a+)+$', payload.text)",
    "an unknown name": "anything",
    # functions and methods as values
    "a function as a value": "len",
    "a function in a list": "[len][0]('a')",
    "a function chosen": "(len if payload else max)([1])",
    "a function as an argument": "max([1], len)",
    "a function under its own name": "len(len)",
    "a function by name": "max([1], key=len)",
    "keywords unpacked": "max(**payload)",
    "arguments unpacked": "max(*payload.list)",
    "a key that is called": "payload['x']()",
    "a key that is called by a dot": "payload.x()",
    "a name that is called": "payload()",
    "a result that is called": "now()()",
    "a text that is called": "'a'('b')",
    "a method of a function": "str.upper('a')",
    "from bytes": "int.from_bytes('a', 'big')",
    # formatting
    "format": "'{0.__class__}'.format(payload)",
    "format of data": "payload.form.format(payload)",
    "format_map": "'{x.__class__}'.format_map(payload)",
    "per cent": "'%s' % payload",
    "per cent with a width": "'%999999999d' % 1",
    "per cent behind a method": "'%s'.lower() % payload",
    "an f-string": "f'{payload.__class__}'",
    "an f-string with a width": "f'{1:999999999}'",
    "encode": "'a'.encode('utf-8')",
    "translate": "'a'.translate({97: 'b' })",
    "maketrans": "''.maketrans('a', 'b')",
    "expandtabs": "'\\t'.expandtabs(999999999)",
    # methods that write
    "append": "payload.list.append(1)",
    "sort": "payload.list.sort()",
    "pop": "payload.pop('x')",
    "update": "payload.update({'x': 2})",
    "setdefault": "payload.setdefault('z', 2)",
    "clear": "payload.clear()",
    "extend": "payload.list.extend(payload.list)",
    # work and size
    "a huge power": "9 ** 9 ** 9",
    "a small power": "2 ** 2",
    "a power of data": "payload.number ** payload.number",
    "a shift": "1 << 999999999",
    "a shift back": "payload.number >> 1",
    "a text repeated": "'a' * 999999999",
    "a text repeated from the left": "999999999 * 'a'",
    "a list repeated": "[0] * 999999999",
    "a list repeated again and again": "[[[0] * 999] * 999] * 999",
    "a tuple repeated": "(0,) * 999999999",
    "a sum of texts repeated": "('a' + payload.text) * 999999",
    "an upper case repeated": "payload.text.upper() * 999999",
    "a text made and repeated": "str(payload.number) * 999999",
    "a slice repeated": "'abc'[1:] * 999999",
    "a choice repeated": "('a' if payload else 'b') * 999999",
    "an endless number": "9" * 400,
    "an infinite number": "1e999",
    # what is no value
    "a comprehension": "[x for x in payload.list]",
    "comprehensions in each other": "[[[x for x in payload.list] for y in payload.list] for z in payload.list]",
    "a comprehension of a set": "{x for x in payload.list}",
    "a comprehension of a dictionary": "{x: x for x in payload.list}",
    "a generator": "(x for x in payload.list)",
    "a generator as an argument": "sum(x for x in payload.list)",
    "a walrus": "(x := 1)",
    "a walrus over a name": "(payload := 1)",
    "await": "await payload",
    "yield": "(yield payload)",
    "yield from": "(yield from payload)",
    "a star in a list": "[*payload.list]",
    "two stars in a dictionary": "{**payload}",
    "an ellipsis": "...",
    "an ellipsis in brackets": "payload[...]",
    "bytes": "b'a'",
    "a complex number": "1j",
    "a set": "{1, 2}",
    "a set that is measured": "len({1, 2})",
    "a slice in two dimensions": "payload.list[0:1, 0:1]",
    "bits": "payload.number & 1",
    "bits turned": "~payload.number",
    "an exclusive or": "1 ^ 2",
    "a matrix": "payload.list @ payload.list",
    "is with a text": "payload.text is 'a'",
    "is with a name": "payload is event",
    "is with true": "payload.x is True",
    # lambdas
    "a lambda inside": "[lambda context: 1]",
    "a lambda in a lambda": "lambda context: lambda context: 1",
    "a lambda that calls itself": "(lambda f: f(f))(lambda f: f(f))",
    "a lambda with another name": "lambda payload: payload",
    "a lambda without a name": "lambda: 1",
    "a lambda with a default": "lambda context=__import__('os'): context",
    "a lambda with a second name": "lambda context, x=1: x",
    "a lambda with a star": "lambda *context: context",
    "a lambda with two stars": "lambda **context: context",
    "a lambda with a bar": "lambda context, /: context",
    "a lambda with a star before": "lambda *, context: context",
    "a lambda that is called": "(lambda context: context)(payload)",
    # letters that look like others: Python reads them as the plain ones
    "full width": "ｇetattr(payload, 'x')",  # noqa: RUF001
    "full width in a dot": "payload.__ｃlass__",  # noqa: RUF001
    "a ligature": "payload._ﬁeld",
    "an italic letter": "𝘰𝘴.system('id')",  # noqa: RUF001
}  # fmt: skip


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES.keys())
def test_an_escape_is_refused_when_it_is_saved(text: str) -> None:
    with pytest.raises(NotAllowedError):
        Expression.parse(text)


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES.keys())
def test_an_escape_is_refused_when_it_runs_unchecked(text: str) -> None:
    payload = {**PAYLOAD}
    with pytest.raises(ExpressionError):
        unchecked(text).evaluate(Environment(payload=payload))
    assert payload == PAYLOAD
