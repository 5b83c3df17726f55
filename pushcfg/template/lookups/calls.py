"""`lookup`, `query` and `with_...`: from a name and terms to a value, with what goes wrong said in plain words."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from pushcfg.errors import TemplateError, UndefinedError
from pushcfg.promise import NotYet
from pushcfg.template.filters.arguments import is_list, is_promise, is_undefined, present, settled
from pushcfg.template.jinja.failing import guarded
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.secrecy import is_secret_call
from pushcfg.template.named import Known
from pushcfg.template.scope import OMIT, Scope

Lookup = Callable[..., list[Any]]
MODES = ("strict", "warn", "ignore")


class Calls:
    """The functions that templates call, bound to the templar whose templates they are."""

    def __init__(self, templar: Any) -> None:
        self.templar = templar
        self.table: Known | None = None
        # Adds the lookups of the playbook itself.
        self.attach: Callable[[Known], None] = lambda table: None

    def lookup(self, scope: Scope, name: Any, /, *terms: Any, wantlist: Any = False, **options: Any) -> Any:
        """One value as it is; several texts as one, with commas between them; any others as a list."""
        if wantlist:
            return self.query(scope, name, *terms, **options)
        found = self.result(scope, name, terms, options, None)
        if not is_list(found) or not found:
            return found
        if len(found) == 1:
            return found[0]
        return ",".join(found) if all(isinstance(item, str) for item in found) else found

    def query(self, scope: Scope, name: Any, /, *terms: Any, wantlist: Any = True, **options: Any) -> Any:
        """The values as a list."""
        return self.result(scope, name, terms, options, [])

    def loop(self, name: str, terms: Any, scope: Scope, action: str) -> list[Any]:
        """The items of `with_NAME: terms` at a task of this module."""
        return list(guarded(lambda scope: self.items(name, terms, scope, action), f"with_{name}")(scope))

    def items(self, name: str, terms: Any, scope: Scope, action: str) -> list[Any]:
        """As loop, with jinja2's own errors."""
        value = self.templar.variable(terms.strip() if isinstance(terms, str) else terms, scope)
        if name == "dict" and isinstance(value, dict):
            # They become values, and so they may be templates.
            value = {self.templar.render(key, scope): item for key, item in value.items()}
        if value is OMIT:
            raise TemplateError("its items are omitted", None, "give it an empty list instead")
        given = list(value) if is_list(value) else [value]
        context = Context(scope, self.templar, self.templar.surroundings, action)
        function = self.find(name)
        if not self.lenient(function):
            for term in given:
                present(term)
        return [settled(item) for item in self.called(name, function, given, context, {})]

    def result(self, scope: Scope, name: Any, terms: tuple[Any, ...], options: dict[str, Any], nothing: Any) -> Any:
        """What a lookup returns; an undefined argument makes the result undefined.

        `nothing` where an error is let pass.
        """
        function = self.find(present(name))
        if not self.lenient(function):
            for value in (*terms, *options.values()):
                if is_undefined(value) and not is_promise(value):
                    return value
                present(value)
        mode = options.pop("errors", "strict")
        if mode not in MODES:
            raise TemplateError(f"the lookup {name!r}: errors must be one of {', '.join(MODES)}, not {mode!r}")
        context = Context(scope, self.templar, self.templar.surroundings)
        try:
            return self.called(name, function, list(terms), context, options)
        except UndefinedError:
            raise
        except TemplateError as error:
            if mode == "strict":
                raise
            if mode == "warn":
                context.surroundings.warn(error.message)
            return nothing

    def find(self, name: Any) -> Lookup:
        """The function of a lookup; TemplateError for one that is not there."""
        from pushcfg.template.lookups.registry import LOOKUPS

        if self.table is None:
            self.table = Known(LOOKUPS)
            self.attach(self.table)
        function: Lookup | None = self.table.get(str(name))
        if function is None:
            raise TemplateError(f"there is no lookup {name!r}", None, "docs/language.md lists those that there are")
        return function

    def lenient(self, function: Lookup) -> bool:
        """Whether a lookup can do with undefined arguments."""
        from pushcfg.template.lookups.registry import LENIENT

        return function in LENIENT

    def called(
        self, name: str, function: Lookup, terms: list[Any], context: Context, options: Mapping[str, Any]
    ) -> list[Any]:
        """What the function returns; whatever goes wrong is a TemplateError that names the lookup."""
        known = [word for word, parameter in inspect.signature(function).parameters.items()
                 if parameter.kind is parameter.KEYWORD_ONLY]  # fmt: skip
        for word in options:
            if word not in known and not accepts_any(function):
                raise TemplateError(f"the lookup {name!r} has no option {word!r}", None,
                                    f"it has {', '.join(known)}" if known else "it has none")
        try:
            found = function(terms, context, **options)
            return context.secret(found) if is_secret_call(str(name), terms, context.scope.busy) else found
        except (NotYet, UndefinedError):
            raise
        except TemplateError as error:
            if error.position is not None or error.message.startswith("the lookup "):
                raise
            raise TemplateError(f"the lookup {name!r}: {error.message}", None, error.hint) from error
        except Exception as error:
            if hasattr(error, "message") and type(error).__name__ == "UndefinedError":
                raise  # jinja2's own; it is not imported here
            told = getattr(error, "message", None) or f"{type(error).__name__}: {error}"
            raise TemplateError(f"the lookup {name!r}: {told}", None, getattr(error, "hint", "")) from error


def accepts_any(function: Lookup) -> bool:
    """Whether a lookup takes options by any name."""
    return any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values())
