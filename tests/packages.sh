#!/bin/sh
# packages.sh NAME...   install those of the named Debian packages that are missing, with apt, as root
set -eu

missing=''
for name in "$@"; do
    # Only a package whose state is `ii` or held like that is really there.
    case "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" in
        installed) ;;
        *) missing="$missing $name" ;;
    esac
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "There is no apt here. Going on as if what these packages bring were there:$missing" >&2
elif [ "$(id -u)" != 0 ]; then
    echo "Going on without these packages, as only root can install them:$missing" >&2
else
    echo "Installing with apt:$missing"
    export DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes
    apt-get -qq update
    # shellcheck disable=SC2086  # a list of names
    apt-get -qq -o Dpkg::Use-Pty=0 install --yes --no-install-recommends $missing >/dev/null
fi
