# One check is one sentence and a command; the last line counts them.
passed=0 failed=0 skipped=0

now() { date +%s%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f s", (b - a) / 1e9 }'; }
say() { printf '%s\n' "$*"; }

# check SENTENCE COMMAND...: the command's output is shown when it fails.
check() {
    local sentence=$1 output start; shift; start=$(now)
    if output=$("$@" 2>&1); then
        passed=$((passed + 1)); say "ok    $sentence ($(since "$start"))"
    else
        failed=$((failed + 1)); say "FAIL  $sentence ($(since "$start"))"; sed 's/^/        /' <<<"$output" | tail -n 12
    fi
}

skip() { skipped=$((skipped + 1)); say "skip  $1: $2"; }

# within SECONDS COMMAND...: true as soon as the command is.
within() {
    local end=$(($(date +%s) + $1)); shift
    until "$@" >/dev/null 2>&1; do
        if (($(date +%s) >= end)); then "$@"; return; fi
        sleep 0.2
    done
}

# bar SECONDS: how long to wait for what should take no longer where the machine is free to do it. With more than four runnable
# processes a core it is measured, and not asserted: ten times as long.
bar() { awk -v bar="$1" -v most="$((4 * $(nproc)))" '{ print ($1 > most ? 10 * bar : bar) }' /proc/loadavg; }

# for_seconds SECONDS COMMAND...: true if the command is true all the time.
for_seconds() {
    local end=$(($(date +%s) + $1)); shift
    while (($(date +%s) < end)); do "$@" || return; sleep 0.5; done
}

not() { ! "$@"; }
same() { [[ $1 == "$2" ]] || { printf 'expected: %s\nseen:     %s\n' "$1" "$2"; return 1; }; }
