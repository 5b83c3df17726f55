"""The same 40 tasks as day2/site.yml, for pyinfra 3."""
from io import StringIO

from pyinfra import host
from pyinfra.operations import apt, files, server

DAYS = 14
SYSCTL = {"net.ipv4.ip_forward": 0, "net.ipv4.conf.all.rp_filter": 1, "net.ipv4.conf.all.accept_redirects": 0, "net.ipv4.conf.default.accept_redirects": 0, "net.ipv4.conf.all.send_redirects": 0, "net.ipv4.tcp_syncookies": 1, "net.ipv4.tcp_fin_timeout": 30, "net.ipv4.tcp_keepalive_time": 600, "net.ipv4.ip_local_port_range": [10240, 65000], "net.core.somaxconn": 4096}
for k, v in SYSCTL.items():
    server.sysctl(name=f"sysctl {k}", key=k, value=v, persist=True, persist_file="/etc/sysctl.d/90-day2.conf")
for app in ("nginx", "postgres", "app", "worker", "audit", "mail", "cache", "proxy"):
    files.template(name=f"log rotation for {app}", src="day2/templates/logrotate.j2", dest=f"/etc/logrotate.d/{app}", mode="644", app=app, retention_days=DAYS)
for i, job in enumerate(("etc", "home", "srv", "db", "verify", "prune")):
    files.put(name=f"backup schedule {job}", src=StringIO(f"{5*i} {i+1} * * * root /usr/local/sbin/backup {job} --keep-days {DAYS}\n"), dest=f"/etc/cron.d/day2-backup-{job}", mode="644")
for d in ("/srv/backup", "/srv/backup/db", "/var/lib/day2", "/etc/day2"):
    files.directory(name=f"directory {d}", path=d, user="root", group="root", mode="750")
for p in ("logrotate", "cron", "sudo"):
    apt.packages(name=f"package {p}", packages=[p])
for a, b in (("PermitRootLogin", "prohibit-password"), ("MaxAuthTries", "3"), ("X11Forwarding", "no"), ("ClientAliveInterval", "300")):
    files.line(name=f"sshd {a}", path="/etc/ssh/sshd_config", line=f"^#?{a} .*", replace=f"{a} {b}")
for u in ("backup-agent", "deploy"):
    server.user(name=f"user {u}", user=u, system=True, shell="/usr/sbin/nologin", home=f"/home/{u}")
files.put(name="backup script", src="day2/files/backup.sh", dest="/usr/local/sbin/backup", mode="755")
files.put(name="motd", src=StringIO(f"Managed on {host.name}, retention {DAYS} days\n"), dest="/etc/motd", mode="644")
server.shell(name="kernel release", commands="uname -r")
