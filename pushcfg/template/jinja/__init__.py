"""Templates by jinja2, with Ansible's meaning: native values, strict undefined, lazy variables."""
