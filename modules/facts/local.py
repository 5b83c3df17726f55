"""The host's own facts: files and programs in /etc/ansible/facts.d."""

import json

from ..core.failure import Failure
from .files import names


def collect(system, setting):
    """local; in the place of a fact that cannot be had, why."""
    facts = {}
    for name in names(system, setting.fact_path):
        if not name.endswith(".fact") or name.startswith("."):
            continue
        path = setting.fact_path.rstrip("/") + "/" + name
        try:
            facts[name.replace(".fact", "")] = parsed(text(system, path), path)
        except Failure as failure:
            facts[name.replace(".fact", "")] = failure.message
            setting.warnings.append(failure.message)
    return {"local": facts}


def text(system, path):
    """What a fact says: its content, or what it prints."""
    found = system.stat(path)
    if found is None:
        raise Failure("Could not stat fact (%s): [Errno 2] No such file or directory: '%s'" % (path, path))
    if not found.mode & 0o100:
        return system.text(path).strip()
    output = system.fact_program(path)
    if output.rc != 0:
        raise Failure("Failure executing fact script (%s), rc: %s, err: %s" % (path, output.rc, output.stderr))
    return output.stdout


def parsed(told, path):
    """The fact as JSON, or as an ini file: {section: {option: text}}."""
    try:
        told.encode("utf-8")
    except UnicodeEncodeError:
        raise Failure('error loading fact - output of running "%s" was not utf-8' % path)
    try:
        return json.loads(told)
    except ValueError:
        pass
    import configparser
    parser = configparser.ConfigParser()
    try:
        parser.read_string(told)
        return {section: dict(parser.items(section)) for section in parser.sections()}
    except configparser.InterpolationError as error:
        raise Failure("error loading facts as ini - please check content: %s (%s)" % (path, error))
    except configparser.Error:
        raise Failure("error loading facts as JSON or ini - please check content: %s" % path)
