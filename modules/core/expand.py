"""~ and $VARIABLES in paths and in the words of a command, replaced as the C library's callers are used to."""

import re

VARIABLE = re.compile(r"\$(\w+|\{[^}]*\})", re.ASCII)


def expand(word, environment, home):
    """The word with $NAME and ${NAME} replaced, then ~ and ~user at its start; what is not known stays.

    `environment` maps names to text; `home(user)` gives a user's folder or None, of None the task's own user.
    """
    if "$" in word:
        word = VARIABLE.sub(lambda found: environment.get(found.group(1).strip("{}"), found.group(0)), word)
    if not word.startswith("~"):
        return word
    user, slash, rest = word[1:].partition("/")
    folder = environment["HOME"] if not user and "HOME" in environment else home(user or None)
    if folder is None:
        return word
    return (folder.rstrip("/") + slash + rest) or "/"


def home(system, user):
    """A user's folder, or None; of None the folder of whoever runs this."""
    found = system.user(system.me() if user is None else user)
    return found["home"] if found is not None else None
