# The memory database: SQLite in WAL mode. What it holds lies in up to three files, so it is never copied with cp and never replaced while somebody has it open.
need_memory() {
  [ -n "${MEMORY_DB-}" ] || die "no memory database is configured on $BACKOUT_TARGET. Nothing was changed. Safe next: set MEMORY_DB and MEMORY_BACKUP_DIR of the target."
  need sqlite3 sha256sum od
  [ -d "${MEMORY_BACKUP_DIR-}" ] || die "MEMORY_BACKUP_DIR does not exist. Nothing was changed."
}

# sqlite FILE SQL: a file that others may use, with its WAL.
sqlite() { bounded 300 sqlite3 -batch -bail -init /dev/null -cmd '.timeout 5000' "$1" "$2"; }
# sqlite_alone FILE SQL: a file that nobody writes, without locks and without looking for a WAL.
sqlite_alone() { bounded 300 sqlite3 -batch -bail -init /dev/null "file:$(printf '%s' "$1" | sed 's/%/%25/g; s/?/%3f/g; s/#/%23/g')?immutable=1" "$2"; }
# number FILE OFFSET BYTES: a big-endian number of the file's header.
number() { od -An -tu1 -j "$2" -N "$3" "$1" | awk '{ for (i = 1; i <= NF; i++) n = n * 256 + $i } END { print n + 0 }'; }
# shellcheck disable=SC2012
inode_of() { [ ! -e "$1" ] || ls -Lid "$1" | awk '{ print $1 }'; }

# memory_problem FILE: why it must not become the memory; nothing when it may. Reads all of it.
memory_problem() {
  [ -s "$1" ] || { echo "is empty"; return; }
  if [ -f "$1.sha256" ] && ! (cd "$(dirname "$1")" && sha256sum --status -c "$(basename "$1").sha256") 2> /dev/null; then
    echo "does not match its checksum"
    return
  fi
  [ "$(head -c 15 "$1" | tr -d '\0')" = "SQLite format 3" ] || { echo "is no SQLite database"; return; }
  for rest in -wal -journal; do
    [ ! -s "$1$rest" ] || { echo "was copied while it was open: part of it lies in $(basename "$1")$rest"; return; }
  done
  page=$(number "$1" 16 2)
  [ "$page" -ne 1 ] || page=65536
  has=$(wc -c < "$1" | tr -d ' ')
  wants=$(($(number "$1" 28 4) * page))
  [ "$has" -ge "$wants" ] || { echo "is cut off: it has $has of $wants bytes"; return; }
  said=$(sqlite_alone "$1" 'PRAGMA integrity_check' 2>&1) || { echo "is damaged: $(printf '%s' "$said" | tail -n 1)"; return; }
  [ "$said" = ok ] || { echo "is damaged: $(printf '%s\n' "$said" | grep -v '^\*' | head -n 1)"; return; }
  said=$(memory_rows_alone "$1" 2> /dev/null) || { echo "holds no table $MEMORY_TABLE, so it is no memory of this application"; return; }
  [ "$said" -gt 0 ] || echo "holds no rows of $MEMORY_TABLE"
}
memory_rows_alone() { sqlite_alone "$1" "SELECT count(*) FROM \"$MEMORY_TABLE\""; }

# holders FILE: processes that have it, its WAL or its shared memory open, as "pid command".
holders() {
  real=$(cd "$(dirname "$1")" && printf '%s/%s' "$(pwd -P)" "$(basename "$1")")
  if [ -d /proc/self/fd ]; then
    # One listing for all processes; those of other users are seen by root only.
    # shellcheck disable=SC2012
    ls -l /proc/[0-9]*/fd 2> /dev/null | HELD=$real awk '
      /^\/proc\/[0-9]+\/fd:$/ { split($0, part, "/"); pid = part[3]; next }
      { sub(/^.* -> /, "") }
      pid != last && ($0 == ENVIRON["HELD"] || $0 == ENVIRON["HELD"] "-wal" || $0 == ENVIRON["HELD"] "-shm") { last = pid; print pid }
    ' | while IFS= read -r pid; do printf '%s %s\n' "$pid" "$(tr '\0' ' ' 2> /dev/null < "/proc/$pid/cmdline" | cut -d' ' -f1-3 | cut -c1-200)"; done
  else
    need lsof
    lsof -t -- "$1" "$1-wal" "$1-shm" 2> /dev/null | sort -u
  fi
}
nobody_has() {
  who=$(holders "$1")
  [ -z "$who" ] || die "$1 is still open in: $(one_line "$who"). Nothing was changed: what is replaced under a process comes back. Safe next: end that process, then retry."
}

# move_memory FROM TO: the database with its WAL, in an order that a second attempt can finish. The shared memory is made anew by whoever opens it.
move_memory() {
  [ ! -e "$1" ] || mv "$1" "$2"
  [ ! -e "$1-wal" ] || mv "$1-wal" "$2-wal"
  rm -f "$1-shm"
}

# carry_memory FROM TO: a memory that lies in the application's tree goes with the application when trees are switched.
carry_memory() {
  case ${MEMORY_DB-} in
    "$APP_DIR"/*) memory=${MEMORY_DB#"$APP_DIR"/} ;;
    *) return 0 ;;
  esac
  [ -e "$1/$memory" ] || return 0
  mkdir -p "$(dirname "$2/$memory")"
  move_memory "$2/$memory" "$2/$memory.of-this-tree"
  move_memory "$1/$memory" "$2/$memory"
  echo "the memory database stays: $MEMORY_DB"
}
