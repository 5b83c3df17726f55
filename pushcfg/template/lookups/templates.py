"""The lookup template: a template file, rendered."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pushcfg.errors import TemplateError
from pushcfg.template.failures import brief
from pushcfg.template.files import described, header, managed
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.lists import boolean
from pushcfg.template.scope import Names


def template(
    terms: list[Any], context: Context, *, template_vars: Any = None, convert_data: Any = True,
    jinja2_native: Any = True, variable_start_string: Any = "{{", variable_end_string: Any = "}}",
    comment_start_string: Any = "{#", comment_end_string: Any = "#}", trim_blocks: Any = True,
) -> list[Any]:  # fmt: skip
    """Template files rendered; `convert_data` and `jinja2_native` mean nothing any more, as in Ansible."""
    if not isinstance(template_vars or {}, Mapping):
        raise TemplateError(f"template_vars must be a mapping, not {brief(template_vars)}")
    options = {
        "variable_start_string": variable_start_string, "variable_end_string": variable_end_string,
        "comment_start_string": comment_start_string, "comment_end_string": comment_end_string,
        "trim_blocks": boolean(trim_blocks),
    }  # fmt: skip
    found = []
    for term in terms:
        source = Path(context.need(str(term), "templates"))
        text, own = header(context.text(str(source)))
        around = [str(source.parent), *(path for folder in context.folders
                                        for path in (os.path.join(folder, "templates"), folder))]
        about = described(source, str(term), None, managed(context.scope, context.templar))
        scope = context.scope.inner(Names(template_vars or {}, data=True), about)
        found.append(context.templar.native_file(text, scope, tuple(around), 2 if own else 1, **{**options, **own}))
    return found
