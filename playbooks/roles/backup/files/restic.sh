# What host-backup does with restic.
RESTIC_CACHE_DIR=${RESTIC_CACHE_DIR:-/var/cache/host-backup}
export RESTIC_CACHE_DIR

repository() {
    if [ -n "${BACKUP_SFTP_COMMAND:-}" ]; then
        restic --quiet -o sftp.command="$BACKUP_SFTP_COMMAND" "$@"
    else
        restic --quiet "$@"
    fi
}

engine_init() {
    repository cat config >/dev/null 2>&1 || repository init
}

engine_backup() {
    code=0
    repository backup --host "$BACKUP_HOST" --tag "$1" --files-from-verbatim "$2" --exclude-file "$3" \
        --exclude-caches || code=$?
    # What could be read has been saved all the same: the tag keeps it from counting as a good backup.
    [ "$code" != 3 ] || repository tag --add partial --host "$BACKUP_HOST" --tag "$1" latest
    return "$code"
}

engine_prune() {
    set --
    for period in LAST HOURLY DAILY WEEKLY MONTHLY YEARLY; do
        eval "count=\$KEEP_$period"
        [ "$count" = 0 ] || set -- "$@" "--keep-$(echo "$period" | tr '[:upper:]' '[:lower:]')" "$count"
    done
    repository forget --host "$BACKUP_HOST" --group-by host,tags --prune "$@"
}

engine_check() {
    repository check ${BACKUP_CHECK_READ:+"--read-data-subset=$BACKUP_CHECK_READ"}
}

engine_restore() {
    repository restore latest --host "$BACKUP_HOST" --tag "$1" --include "$2" --target "$3"
}
