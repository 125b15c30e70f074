# Backups of PostgreSQL, judged before anything is done with them: refused with a reason, offered, or proven by a restore test.

# What a dump file is, by reading all of it.
# shellcheck disable=SC2016
DUMP_JS='
const fs = require("node:fs"), zlib = require("node:zlib"), readline = require("node:readline");
const [file, countsFile] = process.argv.slice(1);
const tell = (name, value) => console.log(name + "=" + value);
const refuse = (text) => { tell("problem", text); process.exit(0); };
const { size } = fs.statSync(file);
const head = Buffer.alloc(512), fd = fs.openSync(file, "r");
fs.readSync(fd, head, 0, 512, 0);
fs.closeSync(fd);
const begins = (bytes, text) => bytes.toString("latin1").startsWith(text);
function strange(bytes) {
  if (begins(bytes, "\xff\xfe") || begins(bytes, "\xfe\xff")) return "is UTF-16 text, as PowerShell writes it: PostgreSQL cannot read it";
  if (bytes.toString("latin1", 257, 262) === "ustar") return "is a tar archive, no dump";
  if (begins(bytes, "SQLite format 3")) return "is an SQLite database";
  return null;
}
if (begins(head, "PGDMP")) { tell("format", "custom"); process.exit(0); }
if (strange(head)) refuse(strange(head));

async function main() {
  const isGzip = begins(head, "\x1f\x8b");
  let source = fs.createReadStream(file);
  if (isGzip) {
    const packed = source;
    source = zlib.createGunzip();
    packed.pipe(source);
    let out = 0;
    source.once("data", (piece) => {
      if (begins(piece, "\x1f\x8b")) refuse("is compressed twice");
      if (begins(piece, "PGDMP")) refuse("is a custom-format dump inside gzip: unpack it first");
      if (strange(piece)) refuse("holds something else: it " + strange(piece));
    });
    source.on("data", (piece) => {
      out += piece.length;
      if (out > 2 ** 26 && out > size * 300) refuse("unpacks to more than 300 times its size");
    });
    source.on("error", () => refuse("is cut off or damaged: gzip cannot unpack all of it"));
  }
  const counts = new Map();
  let line = 0, table = null, isDump = false, isComplete = false, server = "";
  source.setEncoding("latin1");
  for await (const text of readline.createInterface({ input: source, crlfDelay: Infinity })) {
    line += 1;
    if (table !== null) {
      if (text === "\\.") table = null;
      else counts.set(table, counts.get(table) + 1);
      continue;
    }
    if (text.includes("\0")) refuse("holds bytes that are no text, in line " + line);
    if (text === "-- PostgreSQL database cluster dump") refuse("is of a whole cluster (pg_dumpall): it makes and drops databases of its own");
    if (text === "-- PostgreSQL database dump") isDump = true;
    if (!isDump && line > 50) break;
    if (text === "-- PostgreSQL database dump complete") isComplete = true;
    const version = /^-- Dumped from database version (\d+)/.exec(text);
    if (version) server = version[1];
    if (text.startsWith("\\") && !/^\\(un)?restrict [A-Za-z0-9]+$/.test(text)) refuse("holds a client command, which would leave the database that is restored or run a program, in line " + line);
    if (/^\s*(CREATE|DROP|ALTER)\s+DATABASE\b/i.test(text)) refuse("makes, drops or changes databases of its own, in line " + line);
    if (/^\s*COPY\b.*\b(FROM|TO)\s+PROGRAM\b/i.test(text)) refuse("runs a program, in line " + line);
    const copy = /^COPY (\S+|"[^"]*"(?:\."[^"]*")?) .*FROM stdin;$/i.exec(text);
    const create = /^CREATE (?:UNLOGGED )?TABLE (\S+)/.exec(text);
    const name = (copy || create || [])[1];
    if (name && !counts.has(name.replaceAll("\"", ""))) counts.set(name.replaceAll("\"", ""), 0);
    if (copy) table = copy[1].replaceAll("\"", "");
  }
  if (!isDump) refuse("is no dump of pg_dump");
  if (!isComplete) refuse("is cut off: its last line, which says that the dump is complete, is missing");
  tell("format", isGzip ? "gzip" : "plain");
  tell("server", server);
  tell("tables", [...counts.keys()].join(" "));
  if (countsFile) fs.writeFileSync(countsFile, [...counts].map(([name, rows]) => name + " " + rows + "\n").sort().join(""));
}
main();
'

# fact NAME FACTS: one value of NAME=value lines.
fact() { printf '%s\n' "$2" | sed -n "s/^$1=//p" | head -n 1; }

# dump_facts FILE [COUNTS]: format, server (major version), tables and, of a file that must not be restored, problem; COUNTS: file for the rows that the dump itself holds.
dump_facts() {
  [ -s "$1" ] || { echo "problem=is empty"; return; }
  if [ -f "$1.sha256" ] && ! (cd "$(dirname "$1")" && sha256sum --status -c "$(basename "$1").sha256") 2> /dev/null; then
    echo "problem=does not match its checksum"
    return
  fi
  facts=$(bounded 300 node -e "$DUMP_JS" -- "$@") || { echo "problem=could not be read"; return; }
  [ "$(fact format "$facts")" = custom ] || { printf '%s\n' "$facts"; return; }
  list=$(bounded 60 pg_restore -l "$1" 2>&1) || { echo "problem=is damaged, or newer than pg_restore: $(printf '%s' "$list" | tail -n 1)"; return; }
  bounded 300 pg_restore -f - "$1" > /dev/null 2>&1 || { echo "problem=is cut off or damaged: pg_restore cannot read all of it"; return; }
  of=$(printf '%s\n' "$list" | sed -n 's/^; *dbname: //p' | head -n 1)
  [ "$of" = "$DB_NAME" ] || { echo "problem=is of the database $of, not of $DB_NAME"; return; }
  printf '%s\n' "$facts"
  printf '%s\n' "$list" | sed -n 's/^; *Dumped from database version: \([0-9]*\).*/server=\1/p'
  printf '%s\n' "$list" | awk '$4 == "TABLE" && $5 != "DATA" { names = names " " $5 "." $6 } END { print "tables=" substr(names, 2) }'
}

# dump_problem FACTS: why it must not be restored here; nothing when it may be.
dump_problem() {
  problem=$(fact problem "$1")
  [ -z "$problem" ] || { echo "$problem"; return; }
  server=$(echo 'SHOW server_version_num' | sql postgres)
  from=$(fact server "$1")
  [ "${from:-0}" -le $((server / 10000)) ] || { echo "comes from PostgreSQL $from, this server is $((server / 10000))"; return; }
  case " $(fact tables "$1") " in
    *".$DB_TABLE "* | *" $DB_TABLE "*) ;;
    *) echo "holds no table $DB_TABLE, so it is not of this database" ;;
  esac
}

age_of() {
  minutes=$((($(date +%s) - $(date -r "$1" +%s)) / 60))
  if [ "$minutes" -lt 120 ]; then echo "$minutes min"; elif [ "$minutes" -lt 2880 ]; then echo "$((minutes / 60)) h"; else echo "$((minutes / 1440)) days"; fi
}

# tell_db_backup FILE: STATE<TAB>WHY.
tell_db_backup() {
  size=$(wc -c < "$1" | tr -d ' ')
  facts=$(dump_facts "$1")
  problem=$(dump_problem "$facts")
  about="$((size / 1024)) KB, $(age_of "$1") old"
  [ -z "$problem" ] || { printf 'refused\t%s; %s' "$about" "$problem"; return; }
  about="$about; $(fact format "$facts") format, PostgreSQL $(fact server "$facts"), reads completely"
  [ -f "$1.sha256" ] || { printf 'offered\t%s, but has no checksum' "$about"; return; }
  sum=$(sha256sum < "$1" | cut -d' ' -f1)
  about="$about, sha256 $(printf '%.12s' "$sum")"
  tested=$(cat "$1.restore-test" 2> /dev/null) || tested=
  [ "$(fact sha256 "$tested")" = "$sum" ] || { printf 'offered\t%s, but was never restored as a test' "$about"; return; }
  [ "$(fact result "$tested")" = ok ] || { printf 'offered\t%s, but its last restore test failed: %s' "$about" "$(fact why "$tested")"; return; }
  printf 'proven\t%s, restored as a test %s' "$about" "$(fact at "$tested")"
  [ ! -s "$1.counts" ] || printf '; %s rows in %s tables' "$(awk '{ n += $2 } END { print n + 0 }' "$1.counts")" "$(wc -l < "$1.counts" | tr -d ' ')"
}

# The newest 20 files that can be backups, as candidates: proven, offered, refused.
list_db_backups() {
  found=$(find "$DB_BACKUP_DIR" -maxdepth 1 -type f ! -name '*.sha256' ! -name '*.counts' ! -name '*.restore-test' ! -name '*.part' -name '[A-Za-z0-9]*' -exec ls -t {} + | head -n 20 | while IFS= read -r file; do printf '%s\t%s\n' "$(basename "$file")" "$(tell_db_backup "$file")"; done)
  offer "$DB_BACKUP_DIR" "$found"
}

# offer DIRECTORY FOUND: lines NAME<TAB>STATE<TAB>WHY as candidates, proven ones first, each with its hash as what it stands for.
offer() {
  tab=$(printf '\t')
  for state in proven offered refused; do
    while IFS="$tab" read -r name is why; do
      [ "$is" != "$state" ] || candidate "$name" "$name" "$why" "$state" "$(identity_of "$1/$name")"
    done << LIST
$2
LIST
  done
}
