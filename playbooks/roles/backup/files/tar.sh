# What host-backup does with tar. Archives are files HOST-NAME-MOMENT.tar.gz in the folder that is the repository.

engine_init() {
    mkdir -p "$BACKUP_REPOSITORY"
}

archives() {
    ls -1r "$BACKUP_REPOSITORY/$BACKUP_HOST-$1-"????????T??????Z.tar.gz 2>/dev/null || true
}

engine_backup() {
    archive=$BACKUP_REPOSITORY/$BACKUP_HOST-$1-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
    code=0
    sed 's,^/,,' "$3" >"$BACKUP_REPOSITORY/.excludes-$1"
    sed 's,^/,,' "$2" | tar --create --gzip --file "$archive.partial" --directory / --exclude-caches \
        --exclude-from "$BACKUP_REPOSITORY/.excludes-$1" --verbatim-files-from --files-from - || code=$?
    rm -f "$BACKUP_REPOSITORY/.excludes-$1"
    # 1 says that a file has changed meanwhile. Only what is whole gets the name of an archive.
    if [ "$code" -gt 1 ]; then
        rm -f "$archive.partial"
        return "$code"
    fi
    mv "$archive.partial" "$archive"
}

# kept NAME COUNT FORMAT: the newest archive of each of the last COUNT periods, whose names are those of date(1).
kept() {
    count=0
    last=
    for archive in $(archives "$1"); do
        moment=$(echo "$archive" | sed 's/.*-\(....\)\(..\)\(..\)T\(..\)\(..\)\(..\)Z\.tar\.gz$/\1-\2-\3 \4:\5:\6Z/')
        period=$(date -d "$moment" "+$3")
        [ "$period" != "$last" ] || continue
        last=$period
        count=$((count + 1))
        [ "$count" -le "$2" ] || break
        echo "$archive"
    done
}

engine_prune() {
    for set_folder in /etc/host-backup/sets/*/; do
        name=$(basename "$set_folder")
        keep=$(kept "$name" "$KEEP_LAST" %s; kept "$name" "$KEEP_HOURLY" %Y%m%d%H; kept "$name" "$KEEP_DAILY" %Y%m%d
               kept "$name" "$KEEP_WEEKLY" %G%V; kept "$name" "$KEEP_MONTHLY" %Y%m; kept "$name" "$KEEP_YEARLY" %Y)
        for archive in $(archives "$name"); do
            echo "$keep" | grep -qxF "$archive" || rm -f "$archive"
        done
    done
}

engine_check() {
    find "$BACKUP_REPOSITORY" -name "$BACKUP_HOST-*.tar.gz" -exec sh -c \
        'for archive do tar --list --gzip --file "$archive" >/dev/null || exit 1; done' sh {} +
}

engine_restore() {
    archive=$(archives "$1" | head -n 1)
    [ -n "$archive" ] || { echo "there is no backup of $1" >&2; return 1; }
    mkdir -p "$3"
    tar --extract --gzip --file "$archive" --directory "$3" "${2#/}"
}
