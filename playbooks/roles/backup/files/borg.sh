# What host-backup does with borg. Archives are called HOST-NAME-MOMENT.

engine_init() {
    borg info >/dev/null 2>&1 || borg init --encryption=repokey-blake2 --make-parent-dirs
}

# fine COMMAND...: 1 is a warning of borg's, such as that a file has changed meanwhile.
fine() {
    "$@" || [ $? = 1 ]
}

engine_backup() {
    name=$BACKUP_HOST-$1-$(date -u +%Y%m%dT%H%M%SZ)
    excludes=$3
    paths=$2
    set --
    while IFS= read -r path; do
        set -- "$@" "$path"
    done <"$paths"
    fine borg create --exclude-caches --exclude-from "$excludes" "::$name" "$@"
}

engine_prune() {
    set --
    for period in LAST HOURLY DAILY WEEKLY MONTHLY YEARLY; do
        eval "count=\$KEEP_$period"
        [ "$count" = 0 ] || set -- "$@" "--keep-$(echo "$period" | tr '[:upper:]' '[:lower:]')" "$count"
    done
    for set_folder in /etc/host-backup/sets/*/; do
        borg prune --glob-archives "$BACKUP_HOST-$(basename "$set_folder")-????????T??????Z" "$@"
    done
    borg compact
}

engine_check() {
    if [ -n "$BACKUP_CHECK_READ" ]; then borg check --verify-data; else borg check; fi
}

engine_restore() {
    name=$(borg list --short --last 1 --glob-archives "$BACKUP_HOST-$1-????????T??????Z")
    [ -n "$name" ] || { echo "there is no backup of $1" >&2; return 1; }
    mkdir -p "$3"
    cd "$3"
    borg extract "::$name" "${2#/}"
}
