"""Templates by jinja2, with Ansible's meaning: native values, strict undefined, lazy variables."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.runtime import Context, Undefined
from jinja2.utils import missing

from pushcfg.errors import Position, TemplateError, UndefinedError
from pushcfg.model import Unsafe
from pushcfg.promise import NotYet, Promise
from pushcfg.template.scope import MISSING, Scope, has_template, is_template

Compiled = Callable[[Scope], Any]
PLAIN = frozenset({str, int, bool, float, type(None), Unsafe})
ITERATORS = (Iterator, KeysView, ValuesView, ItemsView, range)
ITERATING_FILTERS = ("batch", "items", "map", "reject", "rejectattr", "select", "selectattr", "slice", "unique")


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
            except UndefinedError as error:
                # Fails only where it is used, so that `default` can still step in.
                return jinja2.StrictUndefined(hint=error.message)
            except NotYet as waits:
                return later(waits.promise)
            if isinstance(value, Promise):
                return later(value)
            if value is not MISSING:
                return value
        return self.parent.get(key, missing)


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


class Environment(jinja2.Environment):
    """jinja2's environment, with ours of what differs."""

    context_class = ScopedContext

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As jinja2, but an item comes before a method of the same name, as far as Ansible has it so."""
        if isinstance(obj, Later):
            raise NotYet(obj._promise)
        return self.found(lambda: super(Environment, self).getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As jinja2."""
        if isinstance(obj, Later):
            raise NotYet(obj._promise)
        return self.found(lambda: super(Environment, self).getitem(obj, argument))

    def found(self, look: Callable[[], Any]) -> Any:
        """What a look at another host's variables brings, too: nothing of it fails before it is used."""
        try:
            value = look()
        except UndefinedError as error:
            return jinja2.StrictUndefined(hint=error.message)
        except NotYet as waits:
            return later(waits.promise)
        return later(value) if isinstance(value, Promise) else value


class Templar:
    """Compiles each template once and renders values with them."""

    def __init__(
        self,
        filters: Mapping[str, Callable[..., Any]],
        tests: Mapping[str, Callable[..., Any]],
        functions: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.environment = environment(filters, tests, functions)
        self.compiled: dict[str, Compiled] = {}
        self.conditions: dict[str, Compiled] = {}
        self.files: dict[tuple[Any, ...], jinja2.Template] = {}

    def render(self, value: Any, scope: Scope) -> Any:
        """A value with every template in it rendered; NotYet if one reads a promise, TemplateError if one is wrong."""
        if isinstance(value, str):
            return self.text(value, scope) if is_template(value) else value
        if isinstance(value, Mapping):
            if not has_template(value):
                return value
            return {self.render(key, scope): self.render(item, scope) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.render(item, scope) for item in value] if has_template(value) else value
        return value

    def variable(self, value: Any, scope: Scope) -> Any:
        """As render, of a variable: a part that reads what is undefined fails only if that part is used."""
        if isinstance(value, Mapping) and has_template(value):
            return {self.render(key, scope): self.part(item, scope) for key, item in value.items()}
        if isinstance(value, list | tuple) and has_template(value):
            return [self.part(item, scope) for item in value]
        return self.render(value, scope)

    def part(self, value: Any, scope: Scope) -> Any:
        """A part of a variable."""
        try:
            return self.variable(value, scope)
        except UndefinedError as error:
            return jinja2.StrictUndefined(hint=error.message)

    def text(self, text: str, scope: Scope) -> Any:
        """One template: the value of its expression if it is nothing else, or else text."""
        if text not in self.compiled:
            self.compiled[text] = self.compile(text)
        return guarded(self.compiled[text], scope, text)

    def condition(self, text: str, scope: Scope) -> Any:
        """The value of an expression written without braces, as `when` has them."""
        if is_template(text):
            value = self.text(text, scope)
            return self.condition(value, scope) if isinstance(value, str) and value.strip() else value
        if text not in self.conditions:
            self.conditions[text] = self.compile_expression(text)
        return guarded(self.conditions[text], scope, text)

    def file(self, text: str, scope: Scope, folders: tuple[str, ...], **options: Any) -> str:
        """A template file's text rendered.

        `folders` are where what it includes is looked for; `options` are settings of the jinja2 environment.
        """
        key = (text, folders, tuple(sorted(options.items())))
        if key not in self.files:
            layer = self.environment.overlay(loader=jinja2.FileSystemLoader(folders), **options)
            self.files[key] = parsed(lambda: layer.from_string(text), text)
        template = self.files[key]
        return str(guarded(lambda seen: template.render(pushcfg_scope=seen), scope, text, whole_file=True))

    def compile(self, text: str) -> Compiled:
        """A function of the scope; TemplateError if the text does not parse."""
        tree = parsed(lambda: self.environment.parse(self.with_backslashes(text)), text)
        body = tree.body
        if len(body) == 1 and isinstance(body[0], nodes.Output):
            parts = body[0].nodes
            if len(parts) == 1 and not isinstance(parts[0], nodes.TemplateData):
                return self.expression(parts[0], tree)
        template = parsed(lambda: self.environment.from_string(tree), text)
        return lambda scope: template.render(pushcfg_scope=scope)

    def with_backslashes(self, text: str) -> str:
        """The text with the backslashes in the strings of its expressions doubled.

        In playbooks, though not in conditions and template files, Ansible takes `'\1'` for a backslash and a digit.
        """
        if "\\" not in text:
            return text
        inside, parts = False, []
        for _, token, value in self.environment.lexer.tokeniter(text, None):
            inside = (inside or token == "variable_begin") and token != "variable_end"
            parts.append(value.replace("\\", "\\\\") if inside and token == "string" else value)
        return "".join(parts)

    def compile_expression(self, text: str) -> Compiled:
        """As compile, of an expression without braces."""
        tree = parsed(lambda: self.environment.parse("{{ " + text + " }}"), text)
        body = tree.body
        if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
            raise TemplateError(f"is no expression: {text}")
        return self.expression(body[0].nodes[0], tree)

    def expression(self, node: nodes.Expr, tree: nodes.Template) -> Compiled:
        """A function that gives the value itself, not its text."""
        target = nodes.Name("pushcfg_result", "store", lineno=1)
        body: list[nodes.Node] = [nodes.Assign(target, node, lineno=1)]
        program = nodes.Template(body, lineno=1)
        program.set_environment(self.environment)
        template = parsed(lambda: self.environment.from_string(program), "")

        def evaluate(scope: Scope) -> Any:
            context = template.new_context({"pushcfg_scope": scope})
            for _ in template.root_render_func(context):
                pass
            return concrete(context.vars["pushcfg_result"])

        return evaluate


def concrete(value: Any) -> Any:
    """A value that is ready for use, however deep: no promise, nothing undefined, no iterator, no tuple."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is dict:
        made = {key: concrete(item) for key, item in value.items()}
        return value if all(made[key] is item for key, item in value.items()) else made
    if kind in (list, tuple) or isinstance(value, ITERATORS):
        items = [concrete(item) for item in value]
        return value if kind is list and all(map(operator.is_, items, value)) else items
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


def parsed(parse: Callable[[], Any], text: str) -> Any:
    """What `parse` returns; its errors as TemplateError."""
    try:
        return parse()
    except jinja2.TemplateSyntaxError as error:
        line = f" in line {error.lineno}" if error.lineno and "\n" in text.strip() else ""
        raise TemplateError(f"the template does not parse{line}: {error.message}: {excerpt(text)}") from None


def guarded(compiled: Compiled, scope: Scope, text: str, whole_file: bool = False) -> Any:
    """Render, with whatever goes wrong as a TemplateError."""
    try:
        return compiled(scope)
    except (NotYet, TemplateError):
        raise
    except jinja2.UndefinedError as error:
        told = error.message or "something is undefined"
        raise UndefinedError(f"{told}{at_line(error, text) if whole_file else ''}: {excerpt(text)}") from None
    except jinja2.TemplateError as error:
        raise TemplateError(f"{error.message}: {excerpt(text)}") from None
    except RecursionError:
        raise TemplateError(f"variables refer to one another without end: {excerpt(text)}") from None
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        raise TemplateError(f"{told}{at_line(error, text) if whole_file else ''}: {excerpt(text)}") from None


def at_line(error: BaseException, text: str) -> str:
    """Which line of a template file an error comes from, as jinja2 rewrites tracebacks."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" in line {line} of the template" if line is not None else ""


def excerpt(text: str) -> str:
    """The beginning of a template, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:100] + "..."


def environment(
    filters: Mapping[str, Callable[..., Any]],
    tests: Mapping[str, Callable[..., Any]],
    functions: Mapping[str, Callable[..., Any]],
) -> Environment:
    """The environment that every template is compiled in."""
    made = Environment(
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        finalize=final,
        cache_size=0,
    )
    made.filters.update({name: listed(made.filters[name]) for name in ITERATING_FILTERS})
    made.filters.update(filters)
    made.filters.update(default=filter_default, d=filter_default)
    made.tests.update(tests)
    made.tests.update(defined=test_defined, undefined=lambda value: not test_defined(value))
    made.globals.clear()
    made.globals.update({"range": range, "dict": dict, "namespace": jinja2.utils.Namespace,
                         "cycler": jinja2.utils.Cycler, "joiner": jinja2.utils.Joiner, **functions})
    return made


def final(value: Any) -> Any:
    """What a value inside text shows as: None is nothing, as in Ansible."""
    return "" if value is None else value


def place(error: TemplateError, position: Position | None, what: str) -> TemplateError:
    """The error with its place and what it is about; the innermost place stays."""
    if error.position is not None:
        return error
    return type(error)(f"{what}: {error.message}" if what else error.message, position, error.hint)


__all__ = ["Later", "Templar", "Unsafe", "later", "place"]
