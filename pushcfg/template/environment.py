"""Templates by jinja2, with Ansible's meaning: native values, strict undefined, lazy variables."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Generator, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.lexer import TokenStream
from jinja2.nativetypes import NativeCodeGenerator
from jinja2.parser import Parser
from jinja2.runtime import Context, Undefined
from jinja2.utils import missing

from pushcfg.errors import TemplateError, UndefinedError, VaultError
from pushcfg.model import Unsafe
from pushcfg.promise import NotYet, Promise
from pushcfg.template.failures import excerpt
from pushcfg.template.named import Known
from pushcfg.template.scope import MISSING, OMIT, Scope, is_template

Compiled = Callable[[Scope], Any]
PLAIN = frozenset({str, int, bool, float, type(None), Unsafe})
ITERATORS = (Iterator, KeysView, ValuesView, ItemsView, range)
LOOKUPS = ("lookup", "query", "q")
# Lookups that look at nothing but variables.
OF_VARIABLES = frozenset({"dict", "flattened", "indexed_items", "items", "list", "nested", "sequence", "subelements",
                          "together", "vars"})
# Filters, tests and functions that look at something else: time, chance, files.
OUTSIDE = frozenset({
    "directory", "exists", "expanduser", "expandvars", "file", "fileglob", "is_dir", "is_file", "is_link", "is_mount",
    "is_same_file", "link", "link_exists", "lipsum", "mount", "now", "password_hash", "random", "random_mac",
    "realpath", "resolvable", "same_file", "shuffle", "strftime", "vault", "vaulted_file",
})  # fmt: skip
WORD = re.compile(r"\w+")
# How many included files each template file keeps compiled.
INCLUDED = 50
ITERATING_FILTERS = ("batch", "items", "map", "reject", "rejectattr", "select", "selectattr", "slice", "unique")


class Unknown(jinja2.StrictUndefined):
    """What is not defined; what would be in it is not defined either, so that `default` covers `a.b.c` whole."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self

    def __getitem__(self, key: Any) -> Any:
        return self


class Later(jinja2.StrictUndefined):
    """A promise inside a template: whatever reads it stops the rendering."""

    __slots__ = ("_promise",)
    _promise: Promise

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotYet(self._promise)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        raise NotYet(self._promise)

    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = __contains__ = (
        _fail_with_undefined_error
    )
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __call__ = __getitem__ = (
        _fail_with_undefined_error
    )
    __lt__ = __le__ = __gt__ = __ge__ = __int__ = __float__ = __mod__ = __rmod__ = __neg__ = (
        _fail_with_undefined_error
    )


def later(promise: Promise) -> Later:
    """The undefined that stands for a promise."""
    value = Later(name=promise.name)
    value._promise = promise
    return value


class ScopedContext(Context):
    """Looks names up in a Scope, handed over as the one variable of the root."""

    def resolve_or_missing(self, key: str) -> Any:
        """The value of a name, rendered; jinja2's `missing` if there is none."""
        if key in self.vars:
            return self.vars[key]
        scope = self.parent.get("pushcfg_scope")
        if scope is not None:
            try:
                value = scope.get(key)
            except (UndefinedError, NotYet) as error:
                return not_now(error)
            if isinstance(value, Promise):
                return later(value)
            if value is not MISSING:
                return value
        return self.parent.get(key, missing)


def undef(hint: Any = None) -> Unknown:
    """What stands for a variable that somebody has to give."""
    return Unknown(hint="Mandatory variable has not been overridden" if hint is None else str(hint))


def known(value: Any) -> Any:
    """The value; NotYet if it is a promise."""
    if isinstance(value, Later):
        raise NotYet(value._promise)
    return value


def test_defined(value: Any) -> bool:
    """`is defined`: a promise that is certain to be kept counts."""
    if isinstance(value, Later):
        return value._promise.certain or bool(known(value))
    return not isinstance(value, Undefined)


def filter_default(value: Any, default_value: Any = "", boolean: bool = False) -> Any:
    """`default`: a promise that is certain to be kept is waited for."""
    value = known(value)
    return default_value if isinstance(value, Undefined) or (boolean and not value) else value


class Native(NativeCodeGenerator):
    """Compiles templates whose pieces are values, not text.

    Only what is text already is worked out at once: a new salt, or what chance brings, is another one each time.
    """

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> Any:
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def _output_const_repr(self, group: Iterable[Any]) -> str:
        return repr(pieced(group))


def pieced(pieces: Iterable[Any]) -> Any:
    """The one piece that a template gives, as it is, or the text of all; None is nothing, as in Ansible."""
    first = second = None
    rest = iter(pieces)
    for first in rest:
        if first is not None:
            break
    for second in rest:
        if second is not None:
            break
    if second is None:
        return first
    # Each is made text as it comes: what comes next may change a list that has been shown.
    try:
        return "".join((shown(first), shown(second), *(shown(piece) for piece in rest if piece is not None)))
    except Exception as error:
        if isinstance(pieces, Generator):
            # So that it comes from the line of the template that has given the piece.
            pieces.throw(error)
        raise


def shown(piece: Any) -> str:
    """A piece among others as text; an `if` without `else` that does not hold gives none."""
    if type(piece) is str:
        return piece
    return "" if piece is OMIT else str(piece if type(piece) is Undefined else concrete(piece))


class Environment(jinja2.Environment):
    """jinja2's environment, with ours of what differs."""

    context_class = ScopedContext
    code_generator_class = Native
    concat = staticmethod(pieced)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As jinja2, but an item comes before a method of the same name, as far as Ansible has it so."""
        if isinstance(obj, Later):
            raise NotYet(obj._promise)
        try:
            found = super().getattr(obj, attribute)
        except (UndefinedError, NotYet) as error:
            return not_now(error)
        return later(found) if isinstance(found, Promise) else found

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As jinja2."""
        if isinstance(obj, Later):
            raise NotYet(obj._promise)
        try:
            found = super().getitem(obj, argument)
        except (UndefinedError, NotYet) as error:
            return not_now(error)
        return later(found) if isinstance(found, Promise) else found


def not_now(error: UndefinedError | NotYet) -> Undefined:
    """What stands for a variable, also another host's, that cannot be read: it fails where it is used."""
    return later(error.promise) if isinstance(error, NotYet) else Unknown(hint=error.message, exc=type(error))  # type: ignore[arg-type]  # jinja2 raises whatever this makes


class Compiler:
    """Makes functions of the scope out of texts; TemplateError where one does not parse."""

    def __init__(
        self,
        filters: Mapping[str, Callable[..., Any]],
        tests: Mapping[str, Callable[..., Any]],
        functions: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.environment = environment(filters, tests, functions)
        self.environment.filters = self.filters = Known(self.environment.filters)
        self.environment.tests = self.tests = Known(self.environment.tests)
        # What looks at more than variables, or may do so.
        self.outside = OUTSIDE

    def of_scope(self, name: str, function: Callable[..., Any]) -> None:
        """Let templates call a function that takes their scope before its other arguments."""
        self.environment.globals[name] = self.scoped(name, function)

    def filter_of_scope(self, name: str, function: Callable[..., Any]) -> None:
        """As of_scope, a filter."""
        self.environment.filters[name] = self.scoped(name, function)

    def scoped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that jinja2 hands its context to, which has the scope."""

        @jinja2.pass_context
        def call(context: Context, *values: Any, **options: Any) -> Any:
            scope = context.parent.get("pushcfg_scope")
            if scope is None:
                raise TemplateError(f"{name}() has no variables here", None, "write `{% import ... with context %}`")
            if name in LOOKUPS and not (values and values[0] in OF_VARIABLES):
                scope.passing()
            try:
                return function(scope, *values, **options)
            except UndefinedError as error:
                return not_now(error)
            except jinja2.UndefinedError as error:
                return Unknown(hint=error.message)

        return call

    def text(self, text: str) -> Compiled:
        """A function of the scope; TemplateError if the text does not parse."""
        compiled = self.pieces(text)
        if not self.outside.isdisjoint(WORD.findall(text)):
            compiled = passing(compiled)
        return compiled if text[-1] != "\n" else lambda scope: ended_as(text, compiled(scope))

    def pieces(self, text: str) -> Compiled:
        """As text, without the newline that jinja2 drops at the end."""
        tree = with_templates_in_lookups(parsed(lambda: self.playbook(text), text), text)
        body = tree.body
        if len(body) == 1 and isinstance(body[0], nodes.Output):
            parts = body[0].nodes
            if len(parts) == 1 and not isinstance(parts[0], nodes.TemplateData):
                return self.expression(parts[0], tree)
        root = parsed(lambda: self.environment.from_string(tree), text).root_render_func
        if all(isinstance(part, nodes.Output) for part in body):
            return lambda scope: concrete(pieced(root(self.context(scope))))
        return lambda scope: concrete(pieced(root(self.new_context(scope))))

    def new_context(self, scope: Scope) -> ScopedContext:
        """What a template is rendered in."""
        return ScopedContext(self.environment, {**self.environment.globals, "pushcfg_scope": scope}, None, {})

    def context(self, scope: Scope) -> ScopedContext:
        """As new_context, but one for all templates that set no variables."""
        if scope.context is None:
            scope.context = self.new_context(scope)
        made: ScopedContext = scope.context
        return made

    def playbook(self, text: str) -> nodes.Template:
        """The tree of a text in which a backslash in the strings of its expressions is nothing but a backslash.

        In playbooks, though not in conditions and template files, Ansible takes `'\1'` for a backslash and a digit.
        """
        if "\\" not in text:
            return self.environment.parse(text)
        parser, lexer = Parser(self.environment, ""), self.environment.lexer
        parser.stream = TokenStream(lexer.wrap(with_backslashes(lexer.tokeniter(text, None))), None, None)
        return parser.parse()

    def condition(self, text: str) -> Compiled:
        """As text, of an expression without braces."""
        tree = parsed(lambda: self.environment.parse("{{ " + text + " }}"), text)
        tree = with_templates_in_lookups(tree, text)
        body = tree.body
        if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
            raise TemplateError(f"is no expression: {text}")
        return self.expression(body[0].nodes[0], tree)

    def expression(self, node: nodes.Expr, tree: nodes.Template) -> Compiled:
        """A function that gives the value itself, not its text."""
        program = nodes.Template([nodes.Output([node], lineno=1)], lineno=1)
        program.set_environment(self.environment)
        root = parsed(lambda: self.environment.from_string(program), "").root_render_func
        return lambda scope: concrete(next(root(self.context(scope))))

    def file(self, text: str, folders: tuple[str, ...], first: int, **options: Any) -> Compiled:
        """A function that renders a template file's text; see Templar.file."""
        own = {"loader": jinja2.FileSystemLoader(folders), "cache_size": INCLUDED, **options}
        layer = parsed(lambda: self.environment.overlay(**own), text)
        template = parsed(lambda: layer.from_string(text), text, first)
        newline = options.get("newline_sequence", "\n")

        def evaluate(scope: Scope) -> Any:
            rendered = concrete(template.render(pushcfg_scope=scope))
            return ended_as(text, "" if rendered is None else rendered, newline)

        return evaluate


def passing(compiled: Compiled) -> Compiled:
    """The function of a template that looks at more than variables."""

    def noted(scope: Scope) -> Any:
        scope.passing()
        return compiled(scope)

    return noted


def with_backslashes(tokens: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """The tokens with the backslashes in the strings of expressions doubled."""
    inside = False
    for line, token, value in tokens:
        inside = (inside or token == "variable_begin") and token != "variable_end"  # noqa: S105
        yield line, token, value.replace("\\", "\\\\") if inside and token == "string" else value  # noqa: S105


def with_templates_in_lookups(tree: nodes.Template, text: str) -> nodes.Template:
    """The tree of a template; the texts that it gives to lookups may be templates, too, as Ansible still has it."""
    if any(f"{name}(" in text for name in LOOKUPS):
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in LOOKUPS:
                call.args = [embedded(node) for node in call.args]
    return tree


def embedded(node: nodes.Expr) -> nodes.Expr:
    """The node with a call of `pushcfg_render` around every constant text in it that is a template."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and is_template(node.value):
        return nodes.Call(nodes.Name("pushcfg_render", "load"), [node], [], None, None, lineno=node.lineno)
    if isinstance(node, nodes.List | nodes.Tuple):
        node.items = [embedded(item) for item in node.items]
    elif isinstance(node, nodes.Dict):
        for pair in node.items:
            pair.value = embedded(pair.value)
    return node


def ended_as(text: str, value: Any, newline: str = "\n") -> Any:
    """Rendered text with as many newlines at its end as the template has; any other value as it is."""
    if not isinstance(value, str):
        return value
    missing_ones = (len(text) - len(text.rstrip("\n"))) - (len(value) - len(value.rstrip("\n")))
    return value + newline * missing_ones


def concrete(value: Any) -> Any:
    """A value that is ready for use, however deep: no promise, nothing undefined or omitted, no iterator or tuple."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is dict:
        made = {key: concrete(item) for key, item in value.items() if item is not OMIT}
        same = len(made) == len(value) and all(made[key] is item for key, item in value.items())
        return value if same else made
    if kind in (list, tuple) or isinstance(value, ITERATORS):
        items = [concrete(item) for item in value if item is not OMIT]
        return value if kind is list and len(items) == len(value) and all(map(operator.is_, items, value)) else items
    if isinstance(value, Undefined):
        known(value)._fail_with_undefined_error()
    if isinstance(value, Promise):
        raise NotYet(value)
    return str(value) if kind.__name__ == "Markup" else value


def listed(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that gives a list where jinja2's gives an iterator, which could be read only once."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        value = function(*args, **kwargs)
        return list(value) if isinstance(value, ITERATORS) else value

    return wrapped


def parsed(parse: Callable[[], Any], text: str, first: int = 0) -> Any:
    """What `parse` returns; its errors as TemplateError. `first` is the number of the first line of a file."""
    try:
        return parse()
    except AssertionError as error:
        raise TemplateError(f"these marks cannot be told apart: {error}", None, "give each another text") from None
    except jinja2.TemplateSyntaxError as error:
        line = f" in line {error.lineno + max(first - 1, 0)}" if first or "\n" in text.strip() else ""
        raise TemplateError(f"the template does not parse{line}: {error.message}: {excerpt(text)}") from None


def guarded(compiled: Compiled, scope: Scope, text: str, first: int = 0) -> Any:
    """Render, with whatever goes wrong as a TemplateError. `first` is the number of the first line of a file."""
    try:
        return compiled(scope)
    except UndefinedError as error:
        if not first:
            raise
        raise type(error)(f"{error.message}{at_line(error, first)}", error.position, error.hint) from None
    except TemplateError as error:
        if error.position is not None or not at_line(error, first):
            raise
        raise type(error)(f"{error.message}{at_line(error, first)}", None, error.hint) from None
    except (NotYet, VaultError):
        raise
    except jinja2.UndefinedError as error:
        told = error.message or "something is undefined"
        raise UndefinedError(f"{told}{at_line(error, first)}: {excerpt(text)}") from None
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(f"{error.filename}:{error.lineno} does not parse: {error.message}") from None
    except jinja2.TemplateError as error:
        raise TemplateError(f"{error.message}{at_line(error, first)}: {excerpt(text)}") from None
    except RecursionError:
        raise TemplateError(f"variables refer to one another without end: {excerpt(text)}") from None
    except Exception as error:  # noqa: BLE001
        told = f"{type(error).__name__}: {error}"
        raise TemplateError(f"{told}{at_line(error, first)}: {excerpt(text)}") from None


def at_line(error: BaseException, first: int) -> str:
    """Which line of a template file, or of one that it includes, an error comes from, as jinja2 rewrites tracebacks."""
    told = ""
    trace = error.__traceback__ if first else None
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == "<template>":
            told = f" in line {trace.tb_lineno + first - 1} of the template"
        elif "__jinja_exception__" in trace.tb_frame.f_globals:
            told = f" in line {trace.tb_lineno} of {name}"
        trace = trace.tb_next
    return told


def environment(
    filters: Mapping[str, Callable[..., Any]],
    tests: Mapping[str, Callable[..., Any]],
    functions: Mapping[str, Callable[..., Any]],
) -> Environment:
    """The environment that every template is compiled in."""
    made = Environment(
        undefined=Unknown,
        trim_blocks=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        cache_size=0,
        optimized=False,
    )
    made.filters.update({name: listed(made.filters[name]) for name in ITERATING_FILTERS})
    made.filters.update(filters)
    made.filters.update(default=filter_default, d=filter_default)
    made.tests.update(tests)
    made.tests.update(defined=test_defined, undefined=lambda value: not test_defined(value))
    with_full_names(made.filters)
    with_full_names(made.tests)
    made.globals.update(undef=undef, **functions)
    return made


def with_full_names(known: Any) -> None:
    """Add every short name as one of ansible.builtin, which has jinja2's own filters and tests, too."""
    for name in [name for name in known if "." not in name]:
        known.setdefault(f"ansible.builtin.{name}", known[name])


__all__ = ["Compiled", "Compiler", "Later", "guarded", "later", "not_now"]
