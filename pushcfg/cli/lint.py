"""`pushcfg lint`: what is probably wrong in playbooks and roles, without a host."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pushcfg.cli.options import inventory_options
from pushcfg.cli.secrets import keyring_of, with_vault
from pushcfg.cli.settings import configured, roots_of
from pushcfg.errors import UsageError

if TYPE_CHECKING:
    from pushcfg.config import Configuration
    from pushcfg.lint import Report, Rule
    from pushcfg.masking import Masker
    from pushcfg.vault import Keyring

FINDINGS = 3
UNREADABLE = 2


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...")
@inventory_options
@click.option("-e", "--extra-vars", multiple=True, metavar="VARS", help="Variables that a run would be given.")
@click.option("--rules", metavar="RULE,...", multiple=True, help="Only these rules.")
@click.option("--skip", metavar="RULE,...", multiple=True, help="All rules but these.")
@click.option("--list-rules", is_flag=True, help="Only print the rules.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0, for code hosts and editors.")
@with_vault
def lint(paths: tuple[str, ...], masker: Masker, **given: Any) -> int:
    """Find what is probably wrong in playbooks, roles, and folders of them.

    No host is touched, nothing is run, and no lookup is asked. Without -i and --env, what any environment below
    inventories/ sets counts as set. `# pushcfg: ignore RULE` in a line passes over what is found there.

    Exit codes: 0 nothing but notes; 2 something cannot be loaded; 3 errors or warnings.

    \b
      pushcfg lint playbooks roles
      pushcfg lint site.yml --env production --skip no-guard
      pushcfg lint . --sarif > lint.sarif
    """
    # The rules take a while to import, which --help should not.
    from pushcfg.lint import Linter, Severity
    from pushcfg.lint.sarif import as_sarif
    from pushcfg.lint.shown import as_json, as_text, rules_table

    rules = chosen(given["rules"], given["skip"])
    if given["list_rules"]:
        click.echo("\n".join(rules_table(rules)))
        return 0
    if not paths:
        raise UsageError("lint what?", hint="name playbooks, roles, or folders of them")
    if given["as_json"] and given["as_sarif"]:
        raise UsageError("--json and --sarif do not go together")
    first = Path(paths[0])
    folder = first if first.is_dir() else first.parent
    settings = configured(given, folder)
    keyring = keyring_of(given, settings, masker)
    outside, extra, hosts = known_outside(given, settings, keyring, folder)
    report: Report = Linter(rules, roots_of(settings), keyring, extra, outside, hosts).report(paths)
    if given["as_json"]:
        text = as_json(report)
    elif given["as_sarif"]:
        text = as_sarif(report, rules)
    else:
        text = "\n".join(as_text(report))
    click.echo(masker.mask(text))
    if not report.loads:
        return UNREADABLE
    return FINDINGS if any(finding.severity is not Severity.NOTE for finding in report.findings) else 0


def chosen(only: tuple[str, ...], skipped: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules that options ask for; UsageError for one that there is not. What cannot be loaded is always told."""
    from difflib import get_close_matches

    from pushcfg.cli.run import words
    from pushcfg.lint import RULES

    names = [rule.name for rule in RULES]
    wanted, unwanted = words(only), words(skipped)
    for name in (*wanted, *unwanted):
        if name not in names:
            near = get_close_matches(name, names, 1)
            raise UsageError(f"there is no rule {name!r}",
                             hint=f"did you mean {near[0]!r}?" if near else "--list-rules prints them")
    return tuple(rule for rule in RULES if (not wanted or rule.name in wanted) and rule.name not in unwanted)


def known_outside(
    given: Mapping[str, Any], settings: Configuration, keyring: Keyring, folder: Path
) -> tuple[frozenset[str], dict[str, Any], bool]:
    """The names that inventories and -e set, what -e says, and whether it is known which inventory counts."""
    from pushcfg.cli.extravars import extra_variables
    from pushcfg.inventory import load_inventory
    from pushcfg.inventory.environments import environments

    extra = extra_variables(given["extra_vars"], keyring)
    named, env = settings.value("inventory"), settings.value("env")
    hosts = bool(named) or env is not None
    wanted = [(named, env)] if hosts else [((), name) for name in environments(settings.root)]
    names = set(extra.values)
    for sources, environment in wanted:
        inventory = load_inventory(sources, environment, folder, settings.root, keyring, extra)
        for group in inventory.groups:
            names.update(*(layer.values for layer in inventory.layers_of_group_alone(group)))
        for host in inventory.hosts:
            names.update(*(layer.values for layer in inventory.layers_of_host_alone(host)))
    return frozenset(names), dict(extra.values), hosts
