"""A play of ten roles: a hundred tasks, forty of them statements, the others of settings that any host can have."""

from __future__ import annotations

from pathlib import Path

NAMES = ("web", "proxy", "cache", "queue", "search", "mail", "files", "audit", "backup", "metrics")
# Ten tasks, the last of which is brought by the ninth.
TASKS = """\
- name: the settings of {name} make sense
  assert:
    that:
      - {name}_port | int > 1023
      - {name}_workers | length > 0
    quiet: true

- name: what the system calls things
  include_vars: "{{{{ ansible_facts.os_family }}}}.yml"

- name: what follows from both
  set_fact:
    {name}_folder: "{{{{ {name}_etc }}}}/{name}"
    {name}_names: "{{{{ {name}_workers | map('upper') | join(' ') }}}}"

- name: a folder for {name}
  file:
    path: "{{{{ {name}_folder }}}}"
    state: directory
    owner: root
    mode: "0755"

- name: the settings of {name}
  template:
    src: settings.j2
    dest: "{{{{ {name}_folder }}}}/settings.conf"
    mode: "0644"

- name: the program of {name}
  copy:
    src: program.sh
    dest: /usr/local/sbin/{name}-run
    mode: "0755"

- name: what the host says of {name}
  lineinfile:
    path: /etc/environment
    regexp: "^{name}_port="
    line: "{name}_port={{{{ {name}_port }}}}"

- name: {name} was set up once
  command: touch {{{{ {name}_folder }}}}/done
  args:
    creates: "{{{{ {name}_folder }}}}/done"

- name: when {name} runs
  include_tasks: schedule.yml
"""
SCHEDULE = """\
- name: {name} runs every night
  cron:
    name: {name}
    cron_file: {name}
    user: root
    minute: "{number}"
    hour: "{{{{ {name}_hour }}}}"
    job: /usr/local/sbin/{name}-run {{{{ {name}_names }}}}
"""
DEFAULTS = "{name}_port: {port}\n{name}_workers: [first, second, third]\n{name}_hour: '2'\n"
TEMPLATE = """\
# {{{{ ansible_managed }}}}
listen = {{{{ {name}_port }}}}
host = {{{{ inventory_hostname }}}}
{{% for worker in {name}_workers %}}
worker {{{{ loop.index }}}} = {{{{ worker }}}}
{{% endfor %}}
"""
FILES = {
    "tasks/main.yml": TASKS,
    "tasks/schedule.yml": SCHEDULE,
    "defaults/main.yml": DEFAULTS,
    "vars/Debian.yml": "{name}_etc: /etc\n",
    "templates/settings.j2": TEMPLATE,
    "files/program.sh": "#!/bin/sh\nexec logger -t {name} \"$@\"\n",
}


def write_roles(folder: Path) -> Path:
    """The ten roles, and a playbook of them; where the playbook is."""
    for number, name in enumerate(NAMES):
        for path, text in FILES.items():
            file = folder / "roles" / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.format(name=name, number=number, port=8000 + number))
    playbook = folder / "roles.yml"
    playbook.write_text("- hosts: fleet\n  gather_facts: true\n  roles:\n" + "".join(f"    - {name}\n" for name in NAMES))
    return playbook
