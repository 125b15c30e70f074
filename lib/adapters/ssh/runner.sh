# Backout's runner on a target: starts a step at most once per key, detached, and tells what became of it.
# POSIX sh and coreutils (dash, bash, busybox), on Linux (/proc). Nothing is installed: a client sends this text to `sh`
# on an SSH channel and then requests, one `{ verb SEQ WORD…; }` a line. A request that was cut is a syntax error, so it never runs.
# Lines of comment are not sent.
# shellcheck shell=sh disable=SC1007,SC1010,SC2013,SC2015,SC2016,SC2030,SC2031,SC2034,SC2086,SC2154 # words are split on purpose; two names come from the client
#
# $b_dir/KEY/  claim     the gate, created O_EXCL by the process that will run the step; holds the nonce of the winner
#              sup.N     that process: pid, start time, boot id; then sha of the script, limit, cap, begin. Written before the gate
#              script.N  what runs                    step   pid, start time, boot id of the step's session leader
#              out       stdout and stderr, in order  code   exit code by the step itself     rc   the end by the supervisor
#              cancel, timeout, fence, capped         flags, empty
#              end       the end once more, appended, for those who wait with tail -f         captures   what $BACKOUT_OUT names
# step, code and rc get their space before the gate and are overwritten in place, so that a full disk cannot hide an exit code.
# A record counts only with its final dot, and only if it does not begin with a space: the shell reads byte by byte, so a reader
# that meets a writer would see old spaces first.

b_say() { printf '\036%s %s %s\n' "$b_nonce" "$b_seq" "$*"; }
b_refuse() { b_say "refused $*"; }

# --- facts about processes ---

# Sets b_pid b_state b_parent b_group b_born of process PID or `self` (the process that asks, also in a subshell).
b_stat() {
  b_line=
  { IFS= read -r b_line < "/proc/$1/stat"; } 2>/dev/null
  [ -n "$b_line" ] || return 1
  b_pid=${b_line%% *}
  # The name in parentheses may hold anything, so the fields are counted from the last one.
  b_fields ${b_line##*) }
}
b_fields() { b_state=$1 b_parent=${2-} b_group=${3-} b_born=${20-}; }

# PID BORN BOOT: this very process lives; a zombie is dead.
b_alive() {
  [ -n "${1-}" ] && [ "${3-}" = "$b_boot" ] && b_stat "$1" && [ "$b_born" = "$2" ] || return 1
  case $b_state in Z|X|x) return 1;; esac
}

# Hundredths of a second since boot; no change of the clock touches it.
b_uptime() { IFS='. ' read -r b_s b_c b_x < /proc/uptime; b_now=$b_s$b_c; }

# MODE PID: living members of the step into b_list. g: process group. t: descendants, where the host has no setsid; those that
# were seen once are remembered, because a parent that dies takes the trace to its children with it.
# One cat of everything: the shell's own read takes a system call for each byte.
b_members() {
  set +f; b_all=$(cat /proc/[0-9]*/stat 2>/dev/null); set -f
  b_ifs=$IFS; IFS='
'; set -- "$1" "$2" $b_all; IFS=$b_ifs
  b_m=$1 b_g=$2; shift 2
  case $s_tree in '') s_tree=" $b_g ";; esac
  while :; do
    b_list= b_before=$s_tree
    for b_line do
      b_pid=${b_line%% *}
      b_fields ${b_line##*) }
      case $b_state in Z|X|x) continue;; esac
      if [ "$b_m" = g ]; then
        [ "$b_group" != "$b_g" ] || b_list="$b_list $b_pid"
      else
        case $s_tree in
          *" $b_pid "*) b_list="$b_list $b_pid";;
          *" $b_parent "*) b_list="$b_list $b_pid" s_tree="$s_tree$b_pid ";;
        esac
      fi
    done
    [ "$s_tree" != "$b_before" ] || break
  done
  [ -n "$b_list" ]
}

# SIGNAL MODE PID. `kill -TERM "-$pgid"` is the one form that dash, bash and busybox all understand.
b_signal() {
  if [ "$2" = g ]; then kill "-$1" "-$3" 2>/dev/null
  else b_members t "$3"; for b_p in $b_list; do kill "-$1" "$b_p" 2>/dev/null; done; fi
  return 0
}

# MODE PID CENTISECONDS: waits until the step's processes are gone. kill -0 is cheap but counts zombies and cannot see
# what belongs to another user, so /proc has the last word.
b_gone() {
  b_uptime; b_until=$((b_now + $3))
  while :; do
    if [ "$1" = t ] || ! kill -0 "-$2" 2>/dev/null; then b_members "$1" "$2" || return 0; fi
    b_uptime
    [ "$b_now" -lt "$b_until" ] || { b_members "$1" "$2" || return 0; return 1; }
    sleep "$b_nap"
  done
}

# The number s_pid still means our step. Without its leader a group is ours: a number is not given out again while it has members.
b_ours() {
  [ "$s_boot" = "$b_boot" ] || return 1
  if b_stat "$s_pid"; then [ "$b_born" = "$s_born" ]; else b_members "$s_mode" "$s_pid"; fi
}

# GRACE_CENTISECONDS: ends the step that b_step found: TERM, grace, KILL; true once nothing of it lives.
b_end_step() {
  b_ours || return 0
  b_signal TERM "$s_mode" "$s_pid"; b_signal CONT "$s_mode" "$s_pid"
  b_gone "$s_mode" "$s_pid" "$1" && return 0
  b_signal KILL "$s_mode" "$s_pid"
  b_gone "$s_mode" "$s_pid" 500
}

# --- the records of one key, in $d ---

# KEY: whatever was known of another key is forgotten.
b_key() { b_key=$1 d=$b_dir/$1 b_holder= p_sha= s_pid= s_tree=; [ ! -L "$d" ]; }

# FILE: its first line into b_words, if it is complete.
b_record() {
  b_words=
  { IFS= read -r b_words < "$1"; } 2>/dev/null
  case $b_words in ' '*) b_words=;; *' .') b_words=${b_words% .}; return 0;; *) b_words=;; esac
  return 1
}
b_set_sup() { p_pid=$1 p_born=$2 p_boot=$3 p_sha=$4 p_limit=$5 p_cap=$6 p_begin=$7; }
b_set_step() { s_pid=$1 s_born=$2 s_boot=$3 s_mode=$4; }
b_set_rc() { e_kind=$1 e_code=$2 e_bytes=$3; }
b_step() { s_pid= s_born= s_boot= s_mode=g; b_record "$d/step" && b_set_step $b_words; }
b_rc() { b_record "$d/rc" && b_set_rc $b_words; }

# Who holds the gate, into p_*. The holder writes its name right after it won; until then whoever still tries may be it.
b_holder() {
  p_pid= p_born= p_boot= p_sha= p_limit=0 p_cap=0 p_begin=0 b_holder=
  { IFS= read -r b_holder < "$d/claim"; } 2>/dev/null
  if [ -n "$b_holder" ]; then b_record "$d/sup.$b_holder" && b_set_sup $b_words; return 0; fi
  set +f
  for b_p in "$d"/sup.*; do
    set -f
    b_record "$b_p" && b_set_sup $b_words && b_alive "$p_pid" "$p_born" "$p_boot" && return 0
  done
  set -f
  p_pid=
}

b_size() { e_bytes=0; [ ! -e "$d/out" ] || e_bytes=$(stat -c %s "$d/out" 2>/dev/null || wc -c < "$d/out"); }

# CAP: its bytes stay, a marker follows, the rest goes. The marker is written in place because the step goes on appending.
b_seal() {
  b_size
  [ "$e_bytes" -gt "$1" ] || [ -e "$d/capped" ] || return 0
  b_mark="
[backout: output beyond $1 bytes is not stored]
"
  if [ ! -e "$d/capped" ]; then
    printf '%s' "$b_mark" | dd of="$d/out" bs=1 seek="$1" conv=notrunc 2>/dev/null
    true > "$d/capped"
  fi
  b_keep=$(($1 + ${#b_mark}))
  b_size
  if [ "$e_bytes" -gt "$b_keep" ]; then dd if=/dev/null of="$d/out" bs=1 seek="$b_keep" 2>/dev/null; e_bytes=$b_keep; fi
}

# KIND CODE BYTES: makes the end known. The appended copy only wakes those who wait; on a full disk they ask.
b_conclude() {
  b_set_rc "$1" "$2" "$3"
  { printf '%s\n' "$1 $2 $3 ." 1<> "$d/rc"; printf '\036end %s\n' "$1 $2 $3 ." >> "$d/end"; } 2>/dev/null
}

# CODE: the end of a step that was launched, by the flags and its code.
b_judge() {
  if [ -e "$d/timeout" ]; then b_conclude timedOut "$p_limit" "$e_bytes"
  elif [ "$1" = skipped ]; then
    if [ -e "$d/cancel" ]; then b_conclude unstarted 0 "$e_bytes"; else b_conclude lost unstarted "$e_bytes"; fi
  elif [ -e "$d/cancel" ]; then b_conclude cancelled "$1" "$e_bytes"
  else b_conclude exited "$1" "$e_bytes"; fi
}

# What is true of the key: b_what = absent, staged, running or ended (then e_kind e_code e_bytes).
b_look() {
  b_what=ended
  if [ ! -e "$d/claim" ]; then
    if [ -e "$b_dir/.done/$b_key" ]; then b_set_rc lost cleaned 0
    elif [ -e "$d/rc" ]; then b_what=staged
    else b_what=absent; fi
    return 0
  fi
  b_rc && return 0
  b_holder
  if b_alive "$p_pid" "$p_born" "$p_boot"; then b_step; b_what=running; return 0; fi
  # The supervisor is dead. It may have concluded in between, and the step may have gone on without it.
  b_rc && return 0
  if ! b_step; then
    # Fence, then conclude: the step looks at the flags after it recorded itself.
    [ -e "$d/cancel" ] || { true > "$d/fence"; } 2>/dev/null
    if ! b_step; then
      if [ "$b_holder" = cancelled ] || [ -e "$d/cancel" ]; then b_set_rc unstarted 0 0
      elif [ -n "$p_boot" ] && [ "$p_boot" != "$b_boot" ]; then b_set_rc lost rebooted 0
      else b_set_rc lost unstarted 0; fi
      return 0
    fi
  fi
  if b_alive "$s_pid" "$s_born" "$s_boot"; then b_what=running; return 0; fi
  b_size
  if b_record "$d/code"; then b_code=$b_words; b_seal "$p_cap"; b_judge "$b_code"
  elif [ "$s_boot" != "$b_boot" ]; then b_set_rc lost rebooted "$e_bytes"
  elif b_ours && b_members "$s_mode" "$s_pid"; then b_what=running
  elif [ -e "$d/timeout" ] || [ -e "$d/cancel" ]; then b_judge 137
  else b_set_rc lost killed "$e_bytes"; fi
}

b_tell() {
  case $b_what in
    ended) b_say "ended $e_kind $e_code $e_bytes";;
    running) b_size; b_uptime; [ "$p_begin" -gt 0 ] || p_begin=$b_now; b_say "running $e_bytes $(((b_now - p_begin) * 10))";;
    *) b_say "$b_what";;
  esac
}

# --- the step: session leader, supervisor, watchdog ---

# Text of the session leader: records itself, then looks at the flags, then runs the script. Whoever cancels sets the flag,
# then looks for the record: one of the two always sees the other. It outlives TERM so that it can write the code, and keeps its own
# "Terminated" out of the output.
# The environment comes through a pipe on descriptor 4: it stands in no file, no command line and no environ but the script's own.
b_leader='IFS= read -r s < /proc/self/stat; p=${s%% *}; set -f; d=$1; n=$2; sh=$3; boot=$4; mode=$5
w() { printf "%s\n" "$p ${20} $boot $mode ." 1<> "$d/step"; }
w ${s##*) }
if [ -e "$d/cancel" ] || [ -e "$d/fence" ] || [ -e "$d/timeout" ]; then printf "skipped .\n" 1<> "$d/code"; exit 143; fi
trap : HUP INT TERM
exec 5>&2 2>/dev/null
( trap - HUP INT TERM; exec 2>&5 5>&-; . /proc/self/fd/4; exec 4<&-; BACKOUT_OUT=$d/captures; export BACKOUT_OUT; exec "$sh" "$d/script.$n" )
r=$?; printf "%s .\n" "$r" 1<> "$d/code"; exit "$r"'

# Runs in its own process; stdout is a pipe to whoever asked for the start. It outlives the connection and every signal but KILL.
b_supervise() {
  trap '' HUP TERM PIPE
  exec </dev/null 2>/dev/null
  b_stat self; b_uptime
  printf '%s\n' "$b_pid $b_born $b_boot $b_sha $b_limit $b_cap $b_now ." > "$d/sup.$b_n" || exit 0
  p_limit=$b_limit b_won=
  set -C
  { b_won=1; printf '%s\n' "$b_n" || b_won=full; } > "$d/claim"
  set +C
  case $b_won in
    '') rm -f "$d/sup.$b_n" "$d/script.$b_n"; exit 0;;
    full) b_conclude lost full 0; printf 'won\n'; exit 0;;
  esac
  printf 'won\n'
  exec >/dev/null 3>>"$d/out"
  ( b_watch ) &
  b_w=$!
  (
    trap - HUP TERM PIPE
    umask "$b_umask"
    PATH=$b_path
    if [ -n "$b_lc" ]; then LC_ALL=${b_lc#x}; fi
    exec $b_reset $b_setsid "$b_sh" -c "$b_leader" backout-step "$d" "$b_n" "$b_sh" "$b_boot" "$b_mode"
  ) >&3 2>&3 3>&- 4<<EOF
$b_env
EOF
  b_r=$?
  b_env=
  b_step
  if b_record "$d/code"; then b_r=$b_words
  # The leader was killed before it could write: what it ran may still run, and its code is nobody's to know.
  elif [ -n "$s_pid" ]; then while b_ours && b_members "$s_mode" "$s_pid"; do sleep 0.1; done; fi
  # Whoever cancelled may be gone by now: nothing of a cancelled step outlives its end.
  if [ -e "$d/cancel" ] || [ -e "$d/timeout" ]; then [ -z "$s_pid" ] || b_end_step 500; fi
  b_seal "$b_cap"
  b_judge "$b_r"
  kill "$b_w"
}

# Ends the step at its time limit and keeps its output under the cap; lives on when the supervisor is killed.
b_watch() {
  b_z=
  trap 'kill $b_z; exit 0' TERM
  b_uptime; b_until_limit=$((b_now + b_limit)) b_tick=10
  while :; do
    b_wait=$((b_until_limit - b_now))
    [ "$b_wait" -lt "$b_tick" ] || b_wait=$b_tick
    [ "$b_wait" -ge 2 ] || b_wait=2
    b_c=$((b_wait % 100)); [ "$b_c" -ge 10 ] || b_c=0$b_c
    sleep "$((b_wait / 100)).$b_c" & b_z=$!
    wait "$b_z"; b_z=
    b_tick=$((b_tick * 2)); [ "$b_tick" -le 100 ] || b_tick=100
    b_pos=0; read -r b_x b_pos < /proc/self/fdinfo/3
    [ "$b_pos" -lt $((b_cap / 4)) ] || b_tick=10
    if [ "$b_pos" -gt "$b_cap" ] || [ -e "$d/capped" ]; then b_seal "$b_cap"; fi
    b_uptime
    if [ "$b_now" -ge "$b_until_limit" ]; then
      [ -e "$d/cancel" ] || true > "$d/timeout"
      b_step && b_end_step 500
      exit 0
    fi
    b_step && ! b_ours && exit 0
  done
}

# --- verbs ---

# KEY SHA LIMIT_CENTISECONDS CAP ENV SCRIPT
v_start() {
  b_seq=$1; b_key "$2" || { b_refuse hostRefused the directory of this key is a symbolic link; return; }
  b_sha=$3 b_limit=$4 b_cap=$5 b_env=$6
  if [ ! -e "$d/claim" ] && [ ! -e "$b_dir/.done/$2" ]; then
    b_n=$b_nonce.$1
    if { [ -d "$d" ] || mkdir "$d" || [ -d "$d" ]; } 2>/dev/null && b_reserve && { printf '%s' "$7" > "$d/script.$b_n"; } 2>/dev/null; then
      b_won=$( ( b_supervise ) & )
      if [ -n "$b_won" ]; then b_env=; b_say running 0 0; return; fi
    else
      b_env=; rm -f "$d/script.$b_n"
      b_refuse hostRefused "the script cannot be stored in $d: disk full or not writable"; return
    fi
  fi
  b_env=
  b_look
  if [ "$b_what" = absent ] || [ "$b_what" = staged ]; then b_refuse hostRefused "the supervisor could not be started in $d"; return; fi
  [ -n "$b_holder" ] || b_holder
  if [ -n "$p_sha" ] && [ "$p_sha" != "$3" ]; then b_refuse conflict another script was started under this key; return; fi
  b_tell
}

# Appends, so that a late starter can never wipe what a winner wrote.
b_reserve() {
  { for b_p in rc code step; do [ -s "$d/$b_p" ] || printf '%127s\n' '' >> "$d/$b_p" || return 1; done
    true >> "$d/out" && true >> "$d/end"; } 2>/dev/null
}

v_state() { b_seq=$1; b_key "$2"; b_look; b_tell; }

# KEY GRACE_CENTISECONDS
v_cancel() {
  b_seq=$1; b_key "$2"
  b_look
  if [ "$b_what" = ended ]; then
    # The fence stands, so this is proved: it did not start and never will.
    [ "$e_kind $e_code" != "lost unstarted" ] || b_set_rc unstarted 0 0
    b_tell; return
  fi
  { [ -d "$d" ] || mkdir "$d" || [ -d "$d" ]; } 2>/dev/null || { b_refuse hostRefused "$d cannot be made"; return; }
  [ -e "$d/timeout" ] || { true > "$d/cancel"; } 2>/dev/null
  # With the gate in our hand the step can never start.
  set -C; { printf 'cancelled\n' > "$d/claim"; } 2>/dev/null; set +C
  b_await 3000 '[ -z "$s_pid" ]'
  if [ "$b_what" = running ] && [ -n "$s_pid" ]; then
    if ! b_end_step "$3"; then b_members "$s_mode" "$s_pid"; b_refuse alive "these processes could not be ended:$b_list"; return; fi
    b_await 1000 :
  fi
  [ "$b_what" = ended ] || { b_refuse alive the step has not ended; return; }
  b_tell
}

# CENTISECONDS CONDITION: looks again and again while the step runs and the condition holds.
b_await() {
  b_uptime; b_until=$((b_now + $1))
  while b_look; [ "$b_what" = running ] && eval "$2" && [ "$b_now" -lt "$b_until" ]; do sleep "$b_nap"; b_uptime; done
}

# KEY OFFSET: raw bytes between two marks. Ended: the rest. Else live until `unfollow`; `end …` on stderr tells when it ends.
v_follow() {
  b_seq=$1; b_key "$2"
  b_look
  case $b_what in
    ended)
      b_say "begin $e_kind $e_code $e_bytes"
      [ "$e_bytes" -le "$3" ] || tail -c "+$(($3 + 1))" "$d/out" 2>/dev/null
      b_say stopped; return;;
    running) b_say "live $p_cap";;
    *) b_say "$b_what"; return;;
  esac
  if [ "$b_tail" = inotify ]; then
    tail -s 0.1 --pid="$$" -c "+$(($3 + 1))" -f "$d/out" 2>/dev/null </dev/null & b_t1=$!
    tail -s 0.1 --pid="$$" -c +1 -f "$d/end" >&2 2>/dev/null </dev/null & b_t2=$!
  else
    ( b_poll "$3" ) </dev/null & b_t1=$! b_t2=
  fi
}

# Where tail -f only looks once a second. One descriptor stays open, so each cat goes on where the last one stopped.
b_poll() {
  trap 'exit 0' TERM
  exec 5<"$d/out" 6>&2 2>/dev/null
  b_block=$(($1 / 65536)) b_rest=$(($1 % 65536))
  [ "$b_block" -eq 0 ] || dd bs=65536 skip="$b_block" count=0 <&5
  [ "$b_rest" -eq 0 ] || dd bs="$b_rest" count=1 <&5 >/dev/null
  while :; do
    b_done=; b_rc && b_done=1
    cat <&5 || exit 0
    [ -z "$b_done" ] || break
    b_stat "$$" || exit 0
    sleep "$b_nap"
  done
  printf '\036end %s .\n' "$e_kind $e_code $e_bytes" >&6
}

v_unfollow() {
  b_seq=$1
  if [ -n "$b_t2" ]; then
    kill -KILL $b_t1 $b_t2 2>/dev/null; wait $b_t1 $b_t2 2>/dev/null
  elif [ -n "$b_t1" ]; then
    # It may be in the middle of a cat, so it is asked, and asked again: between fork and trap a shell can lose a TERM.
    while b_stat "$b_t1" && [ "$b_state" != Z ]; do kill "$b_t1" 2>/dev/null; sleep "$b_nap"; done
    wait "$b_t1" 2>/dev/null
  fi
  b_t1= b_t2=
  b_say stopped
}

# KEY BYTES
v_digest() { b_seq=$1; b_key "$2"; head -c "$3" "$d/out" 2>/dev/null | sha256sum; b_say done; }

v_captures() { b_seq=$1; b_key "$2"; [ ! -e "$d/captures" ] || head -c 65536 "$d/captures"; b_say done; }

# KEY: what lives with the mark of this step in its environment, `PID NAME` a line. After the end of its group these are sessions of their own.
v_left() {
  b_seq=$1; b_key "$2"
  command -v grep >/dev/null 2>&1 || { b_refuse hostRefused grep is missing on the host; return; }
  set +f
  for b_p in $(grep -lszxF "BACKOUT_OUT=$d/captures" /proc/[0-9]*/environ 2>/dev/null); do
    set -f
    b_p=${b_p#/proc/}
    b_stat "${b_p%/environ}" || continue
    case $b_state in Z|X|x) continue;; esac
    b_x=
    { IFS= read -r b_x < "/proc/$b_pid/comm"; } 2>/dev/null
    printf '%s %s\n' "$b_pid" "$b_x"
  done
  set -f
  b_say done
}

# A key that was cleaned is remembered, so that a start which comes late does not run it again.
v_clean() {
  b_seq=$1; b_key "$2"
  b_look
  case $b_what in
    running) b_refuse running the step is running; return;;
    absent) b_say done; return;;
  esac
  { [ -d "$b_dir/.done" ] || mkdir "$b_dir/.done"; true > "$b_dir/.done/$2"; } 2>/dev/null || { b_refuse hostRefused "$b_dir is not writable"; return; }
  rm -rf "$d"
  find "$b_dir/.done" -type f -mtime +30 -exec rm -f {} + 2>/dev/null
  b_say done
}

v_list() {
  b_seq=$1
  set +f
  for b_p in "$b_dir"/*; do set -f; [ ! -d "$b_p" ] || printf '%s\n' "${b_p##*/}"; done
  set -f
  b_say done
}

v_clock() { b_seq=$1; b_say "$(date +%s%N)"; }

# --- once per channel ---

b_bye() { [ -z "$b_t1" ] || kill $b_t1 $b_t2 2>/dev/null; }
b_no() { b_refuse "$*"; exit 1; }

# First channel of a session: finds out what the host has. Further channels are told (the arguments of b_begin).
b_probe() {
  for b_p in mkdir rm cat head tail dd wc date ls sleep sha256sum; do
    command -v "$b_p" >/dev/null 2>&1 || b_no "$b_p is missing on the host"
  done
  [ -r /proc/self/stat ] && [ -r /proc/uptime ] && [ -n "$b_boot" ] || b_no /proc is not readable on the host
  [ -d "$b_dir" ] || mkdir -p "$b_dir" 2>/dev/null
  [ -d "$b_dir" ] && [ ! -L "$b_dir" ] && [ -w "$b_dir" ] || b_no "the state directory $b_dir cannot be made or written"
  [ -O "$b_dir" ] || b_no "the state directory $b_dir belongs to another user"
  case $(ls -ld "$b_dir/") in drwx------*) ;; *) b_no "the state directory $b_dir must have mode 0700";; esac
  b_nap=1; sleep 0.001 2>/dev/null && b_nap=0.02
  b_tail=poll; case $(tail --version 2>/dev/null) in *GNU*) b_tail=inotify;; esac
  # A shell starts its background jobs with INT and QUIT ignored and cannot undo that; env can, where it is new enough.
  b_reset=; env --default-signal=INT,QUIT true 2>/dev/null && b_reset=1
  b_setsid=$(command -v setsid) && b_mode=g || b_setsid= b_mode=t
}
b_facts() { b_nap=$1 b_tail=$2 b_mode=$3 b_setsid=${4#-} b_reset=${5#-}; }

b_begin() {
  b_seq=0 b_t1= b_t2= b_boot=
  trap b_bye EXIT
  b_umask=$(umask)
  umask 077
  set -f
  b_lc=${LC_ALL+x$LC_ALL}
  LC_ALL=C
  b_path=${PATH-/usr/local/bin:/usr/bin:/bin}
  PATH=$b_path:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
  b_dir=${b_dir:-${HOME:-/nonexistent}/.local/state/backout}
  { IFS= read -r b_boot < /proc/sys/kernel/random/boot_id; } 2>/dev/null
  b_sh=$(command -v "$b_sh") || b_no the shell is missing on the host
  if [ $# -eq 0 ]; then b_probe; else b_facts "$@"; fi
  printf '\n'
  b_say "ready $b_boot $b_nap $b_tail $b_mode ${b_setsid:--} ${b_reset:--}"
  [ -z "$b_reset" ] || b_reset='env --default-signal=INT,QUIT'
}
