"""Makes functions of texts: each takes a scope and gives the rendered value."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

from pushcfg.errors import TemplateError, UndefinedError
from pushcfg.template.jinja.environment import SCOPE, ScopedContext, environment
from pushcfg.template.jinja.failing import KNOWN, guarded, parsed, placed
from pushcfg.template.jinja.pieces import pieced
from pushcfg.template.jinja.rewriting import (
    LOOKUPS,
    with_backslashes,
    with_templates_in_lookups,
    with_templates_in_texts,
)
from pushcfg.template.jinja.values import Compiled, Unknown, concrete, not_now
from pushcfg.template.named import Known
from pushcfg.template.scope import OMIT, Scope, is_template

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
# What leaves something in the context that a template is rendered in.
SETTING = (nodes.Assign, nodes.AssignBlock, nodes.Block, nodes.EvalContextModifier, nodes.Extends, nodes.FromImport,
           nodes.Import, nodes.Include, nodes.Macro, nodes.ScopedEvalContextModifier)  # fmt: skip
Pieces = Generator[Any, None, None]
Root = Callable[[ScopedContext], Pieces]
# How many included files each template file keeps compiled.
INCLUDED = 50


class Compiler:
    """Makes functions of the scope out of texts; TemplateError where one does not parse, or goes wrong in a scope."""

    def __init__(
        self,
        filters: Mapping[str, Callable[..., Any]],
        tests: Mapping[str, Callable[..., Any]],
        functions: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.environment = environment(filters, tests, functions)
        self.environment.filters = self.filters = Known(self.environment.filters)
        self.environment.tests = self.tests = Known(self.environment.tests)
        # What templates that set no variables are rendered in, each in one for its scope.
        self.plain_context = ScopedContext(self.environment, self.environment.globals, None, {})
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
        def call(context: ScopedContext, *values: Any, **options: Any) -> Any:
            scope = context.scope
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
        compiled = self.marked(text, self.pieces(text))
        return compiled if text[-1] != "\n" else lambda scope: ended_as(text, compiled(scope))

    def pieces(self, text: str) -> Compiled:
        """As text, without the newline that jinja2 drops at the end."""
        tree = with_templates_in_lookups(parsed(lambda: self.playbook(text), text), text)
        body = tree.body
        if len(body) == 1 and isinstance(body[0], nodes.Output):
            parts = body[0].nodes
            if len(parts) == 1 and not isinstance(parts[0], nodes.TemplateData):
                return self.expression(parts[0], text)
        template = parsed(lambda: self.environment.from_string(tree), text)
        root = template.root_render_func
        if next(tree.find_all(SETTING), None) is None:
            return self.rendering(root, pieced, text)
        return guarded(lambda scope: pieced(root(self.new_context(scope, template.blocks))), text)

    def rendering(self, root: Root, finish: Callable[[Pieces], Any], text: str) -> Compiled:
        """A function that makes one value of the pieces of a template that sets no variables."""

        def rendered(scope: Scope) -> Any:
            # As `guarded`, of which the call for every template would show.
            try:
                return finish(root(scope.context or self.context(scope)))
            except KNOWN:
                raise
            except Exception as error:  # noqa: BLE001
                raise placed(error, text) from None

        return rendered

    def new_context(self, scope: Scope, blocks: dict[str, Any]) -> ScopedContext:
        """What a template is rendered in."""
        return ScopedContext(self.environment, {**self.environment.globals, SCOPE: scope}, None, blocks)

    def context(self, scope: Scope) -> ScopedContext:
        """As new_context, but one for all templates that set no variables, which the scope keeps."""
        made = scope.context = self.plain_context.of(scope)
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

    def condition(self, text: str, with_templates: bool = False) -> Compiled:
        """As text, of an expression without braces; `with_templates`: texts in it may be templates."""
        tree = parsed(lambda: self.environment.parse("{{ " + text + " }}"), text)
        rewritten = with_templates and is_template(text)
        tree = with_templates_in_texts(tree) if rewritten else with_templates_in_lookups(tree, text)
        body = tree.body
        if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
            raise TemplateError(f"is no expression: {text}")
        return self.marked(text, self.expression(body[0].nodes[0], text))

    def marked(self, text: str, compiled: Compiled) -> Compiled:
        """The function, which says so if it looks at more than variables."""
        return compiled if self.outside.isdisjoint(WORD.findall(text)) else passing(compiled)

    def expression(self, node: nodes.Expr, text: str) -> Compiled:
        """A function that gives the value itself, not its text."""
        program = nodes.Template([nodes.Output([node], lineno=1)], lineno=1)
        program.set_environment(self.environment)
        root = parsed(lambda: self.environment.from_string(program), text).root_render_func
        return self.rendering(root, only, text)

    def file(self, text: str, folders: tuple[str, ...], first: int, **options: Any) -> Compiled:
        """A function that renders a template file's text; see Templar.file."""
        own = {"loader": jinja2.FileSystemLoader(folders), "cache_size": INCLUDED, **options}
        layer = parsed(lambda: self.environment.overlay(**own), text)
        template = parsed(lambda: layer.from_string(text), text, first)
        newline = options.get("newline_sequence", "\n")

        def evaluate(scope: Scope) -> Any:
            rendered = concrete(template.render({SCOPE: scope})) if text.strip("\n") else ""
            if rendered is OMIT:
                raise TemplateError("the template is nothing but omit", None, "leave out the task, with `when`")
            return ended_as(text, rendered, newline)

        return guarded(evaluate, text, first)


def only(pieces: Pieces) -> Any:
    """The one piece of an expression, as a value."""
    return concrete(next(pieces))


def passing(compiled: Compiled) -> Compiled:
    """The function of a template that looks at more than variables."""

    def noted(scope: Scope) -> Any:
        scope.passing()
        return compiled(scope)

    return noted


def ended_as(text: str, value: Any, newline: str = "\n") -> Any:
    """Rendered text with as many newlines at its end as the template has; any other value as it is."""
    if not isinstance(value, str):
        return value
    missing_ones = (len(text) - len(text.rstrip("\n"))) - (len(value) - len(value.rstrip("\n")))
    return value + newline * missing_ones
