#!/bin/bash
# What `make demo` shows: three real hosts, brought to their Day 2 state and kept there. Takes root, Linux, and
# pushcfg on PATH; touches nothing but a lab, which is gone at the end, whatever happens.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

lab=${DEMO_LAB:-demo}
owned=no
said=$(mktemp)

say() {
    printf '\n\033[1m# %s\033[0m\n' "$*"
}

fail() {
    printf '\n\033[1mThe demo has failed: %s\033[0m\n' "$*" >&2
    exit 1
}

# show COMMAND...: a command and what it says; returns its exit code.
show() {
    local code
    printf '\033[1m$ %s\033[0m\n' "$*"
    "$@" 2>&1 | tee "$said"
    code=${PIPESTATUS[0]}
    printf '(exit code %s)\n' "$code"
    return "$code"
}

# expect CODE COMMAND...: show a command, and insist on its exit code.
expect() {
    local wanted=$1 code=0
    shift
    show "$@" || code=$?
    [ "$code" = "$wanted" ] || fail "exit code $code where $wanted was expected, of: $*"
}

# recap HOST CHANGED: insist on how many tasks have changed something on a host, or would.
recap() {
    grep -Eq "^$1 +: .*changed=$2 .*failed=0 " "$said" || fail "the recap of $1 does not say changed=$2"
}

end() {
    local code=$?
    trap '' INT TERM
    rm -f "$said"
    if [ "$owned" = yes ]; then
        say "The hosts are taken down"
        pushcfg lab down --name "$lab" || true
    fi
    exit "$code"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

[ "$(id -u)" = 0 ] || fail "it makes hosts out of namespaces and mounts, which takes root: try sudo make demo"

say "Three hosts that boot Debian, made of namespaces on this machine (the first time, their root is built)"
owned=yes
if ! show pushcfg lab up -n 3 --systemd --packages --name "$lab"; then
    # A lab that was up before is not ours to take down, and one that has not come up has left nothing.
    owned=no
    fail "the hosts are not up"
fi
SECONDS=0

# The lab's inventory says who the hosts are, the environment `dev` how they should be.
inventory=$(sed -n 's/.*inventory: //p' "$said")
export BACKUP_PASSWORD=not-for-anything-real
day2=(pushcfg run -i "$inventory" --env dev --limit lab playbooks/day2.yml)

say "What would be done? Nothing is touched"
expect 3 "${day2[@]}" --check --diff

say "Do it"
expect 0 "${day2[@]}"

say "Again: nothing is left to do"
expect 0 "${day2[@]}"
for host in "${lab}1" "${lab}2" "${lab}3"; do recap "$host" 0; done

say "Somebody changes one host by hand ..."
expect 0 pushcfg lab ssh "${lab}2" -- "
    sed -i s/daily/monthly/ /etc/logrotate.d/app
    systemctl disable --quiet --now host-backup-etc.timer
    sysctl --write net.ipv4.tcp_syncookies=0"

say "... and the check finds exactly that"
expect 3 "${day2[@]}" --check --diff
recap "${lab}1" 0
recap "${lab}2" 3
recap "${lab}3" 0

say "Is it also so that logs are rotated, backups there, kernel parameters effective? Not yet: nothing was backed up"
expect 3 pushcfg run -i "$inventory" --env dev --limit "${lab}1" playbooks/verify.yml --check --diff
expect 0 pushcfg lab ssh "${lab}1" -- "systemctl start host-backup-etc host-backup-home host-backup-check logrotate"
expect 0 pushcfg run -i "$inventory" --env dev --limit "${lab}1" playbooks/verify.yml --check

say "All was as expected, in $SECONDS seconds since the hosts were up"
