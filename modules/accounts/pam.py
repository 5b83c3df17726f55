"""Rules of PAM in a file of /etc/pam.d: read from its lines, changed, and written as lines again."""

import re
from collections import namedtuple

TYPES = ("account", "-account", "auth", "-auth", "password", "-password", "session", "-session")
CONTROLS = ("required", "requisite", "sufficient", "optional", "include", "substack", "definitive")
VALUES = {"success", "open_err", "symbol_err", "service_err", "system_err", "buf_err", "perm_denied", "auth_err",
          "cred_insufficient", "authinfo_unavail", "user_unknown", "maxtries", "new_authtok_reqd", "acct_expired",
          "session_err", "cred_unavail", "cred_expired", "cred_err", "no_module_data", "conv_err", "authtok_err",
          "authtok_recover_err", "authtok_lock_busy", "authtok_disable_aging", "try_again", "ignore", "abort",
          "authtok_expired", "module_unknown", "bad_item", "conv_again", "incomplete", "default"}
ACTIONS = {"ignore", "bad", "die", "ok", "done", "reset"}
RULE = re.compile(r"^(-?(?:auth|account|session|password))\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)$")
ARGUMENT = re.compile(r"\[(?:\\.|[^\]\\])*\]|\S+")

# One rule: what it is about, what its outcome means, the module and its arguments, and a comment behind it.
Rule = namedtuple("Rule", "type control path arguments comment")
# One entry of a file: its text, of several lines where one continues another, and its Rule; None if it is none.
Entry = namedtuple("Entry", "text rule")


def entries(text):
    """The entries of a file; ValueError for a line that is no rule, no comment and no @include."""
    found, pending = [], ""
    lines = text.split("\n")
    for number, line in enumerate(lines if lines[-1] else lines[:-1], 1):
        pending += line
        if line.endswith("\\") and not pending.lstrip().startswith("#"):
            pending += "\n"
            continue
        bare = pending.replace("\\\n", " ").strip()
        if not bare or bare.startswith(("#", "@include")):
            found.append(Entry(pending, None))
        else:
            found.append(Entry(pending, parsed(bare, number)))
        pending = ""
    return found + ([Entry(pending.rstrip("\n"), None)] if pending else [])


def parsed(line, number):
    """The Rule of a line; ValueError if it is none."""
    words, mark, comment = line.partition("#")
    match = RULE.match(words.strip())
    if match is None:
        raise ValueError("Rule is not valid, line %d: %s" % (number, line))
    return Rule(match.group(1), control(match.group(2)), match.group(3), arguments([match.group(4)]),
                (mark + comment).rstrip())


def control(text):
    """A control in the one spelling that is compared and written."""
    if not text.startswith("["):
        return text
    return "[%s]" % " ".join(re.sub(r"\s*=\s*", "=", text.strip("[]")).split())


def arguments(texts):
    """Arguments of a module, each a word, or words in brackets."""
    return [word for text in texts for word in ARGUMENT.findall(text)]


def line(rule):
    """A rule as a line."""
    words = ["%-11s%s" % (rule.type, rule.control), rule.path] + rule.arguments
    return " ".join(words + ([rule.comment] if rule.comment else []))


def fault(rule):
    """What is wrong with a rule; None if nothing."""
    if not rule.control.startswith("["):
        return None if rule.control in CONTROLS else "Rule control, %s, is not valid in rule %s" % (
            rule.control, line(rule))
    for pair in rule.control[1:-1].split():
        value, _, action = pair.partition("=")
        if value not in VALUES:
            return "Rule control value, %s, is not valid in rule %s" % (value, line(rule))
        if action not in ACTIONS and not action.isdigit():
            return "Rule control action, %s, is not valid in rule %s" % (action, line(rule))
    return None


def with_arguments(rule, wanted):
    """The rule with these arguments, too; of one with a value, such as deny=3, the value is set."""
    found = list(rule.arguments)
    for argument in wanted:
        key, mark, _ = argument.partition("=")
        same = [index for index, old in enumerate(found) if mark and old.partition("=")[:2] == (key, mark)]
        if argument in found:
            continue
        if same:
            found[same[-1]] = argument
        else:
            found.append(argument)
    return rule._replace(arguments=found)


def without_arguments(rule, unwanted):
    """The rule without these arguments."""
    return rule._replace(arguments=[argument for argument in rule.arguments if argument not in unwanted])
