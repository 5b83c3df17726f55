"""The lookup sops: files that `sops` has encrypted, opened by the program itself."""

from __future__ import annotations

import base64 as coding
import re
from typing import Any, Final

from pushcfg.errors import TemplateError
from pushcfg.template.lookups.context import Context
from pushcfg.template.lookups.lists import boolean
from pushcfg.template.lookups.stores.answers import covered, data_in, once, printed

TYPES: Final = ("binary", "dotenv", "ini", "json", "yaml")
# Options that are variables of the program's environment, and those that are words of its command line.
ENVIRONMENT: Final = {
    "age_key": "SOPS_AGE_KEY", "age_keyfile": "SOPS_AGE_KEY_FILE", "aws_access_key_id": "AWS_ACCESS_KEY_ID",
    "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY", "aws_session_token": "AWS_SESSION_TOKEN",
    "age_ssh_private_keyfile": "SOPS_AGE_SSH_PRIVATE_KEY_FILE",
}  # fmt: skip
WORDS: Final = {"aws_profile": "--aws-profile", "config_path": "--config", "keyservice": "--keyservice"}


def sops(
    terms: list[Any], context: Context, *, rstrip: Any = True, base64: Any = False, input_type: Any = None,
    output_type: Any = None, empty_on_not_exist: Any = False, extract: Any = None, sops_binary: Any = None,
    age_key: Any = None, age_keyfile: Any = None, age_ssh_private_keyfile: Any = None, aws_profile: Any = None,
    aws_access_key_id: Any = None, aws_secret_access_key: Any = None, aws_session_token: Any = None,
    config_path: Any = None, keyservice: Any = None,
) -> list[Any]:  # fmt: skip
    """The text of files, or what `extract` names in them."""
    given = {name: value for name, value in locals().items() if name in (*ENVIRONMENT, *WORDS)}
    given = {name: context.setting(value, f"sops_{name}", f"ANSIBLE_SOPS_{name.upper()}")
             for name, value in given.items()}  # fmt: skip
    environment = {variable: str(given[name]) for name, variable in ENVIRONMENT.items() if given[name]}
    for name in ("age_key", "aws_secret_access_key", "aws_session_token"):
        context.secret(given[name])
    program = str(context.setting(sops_binary, "sops_binary", "ANSIBLE_SOPS_BINARY", "sops"))
    words = [word for name, option in WORDS.items() if given[name] for word in (option, str(given[name]))]
    for option, value in (("--input-type", input_type), ("--output-type", output_type)):
        if value is not None and value not in TYPES:
            raise TemplateError(f"{option[2:].replace('-', '_')} must be one of {', '.join(TYPES)}, not {value!r}")
        words += [] if value is None else [option, str(value)]
    words += [] if extract is None else ["--extract", str(extract)]
    found: list[Any] = []
    for term in terms:
        path = context.find(str(term), "files")
        if path is None and boolean(empty_on_not_exist):
            found.append("")
            continue
        path = path or context.need(str(term), "files")
        context.outside()
        command = opening(program, words, path, context)
        plain = printed(context, command, f"{program} {path}", environment)
        text = plain.decode("utf-8", "surrogateescape")
        cover(text, extract, context)
        plain = plain.rstrip() if boolean(rstrip) else plain
        if boolean(base64):
            found.append(coding.b64encode(plain).decode())
        else:
            found.append(text.rstrip() if boolean(rstrip) else text)
    return found


def opening(program: str, words: list[str], path: str, context: Context) -> list[str]:
    """The command that opens a file, which version 3.9 has given a name."""
    said = once(context, ("sops", program), lambda: printed(context, [program, "--version"], program))
    version = re.search(rb"(\d+)\.(\d+)", said)
    new = version is not None and (int(version[1]), int(version[2])) >= (3, 9)
    return [program, "decrypt", *words, path] if new else [program, *words, "--decrypt", path]


def cover(text: str, extract: Any, context: Context) -> None:
    """Mark what is secret in the text of a file: its values, where it has some; what was asked for, whatever it is."""
    if extract is not None:
        context.secret(text.rstrip())
        return
    found = data_in(text)
    covered(context, found if isinstance(found, dict | list) else text.rstrip())
