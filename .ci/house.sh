# Shared by ./run, ./test and .ci/run: finding and installing tools, and saying how long things take.
# Sourced by bash with `set -euo pipefail`; expects $top, the checkout's folder.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }
complain() { printf '%s\n' "$*" >&2; }

# The JDK that builds: $JAVA_HOME, else the one on PATH, else the oldest suitable below /usr/lib/jvm.
# Prints its home; nothing when there is none. Reads version files, for a JVM start costs half a second each.
find_jdk() {
    local least=$1 home
    for home in "${JAVA_HOME:-}" "$(jdk_on_path)" /usr/lib/jvm/*; do
        if [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ "$(jdk_feature "$home")" -ge "$least" ]; then
            printf '%s\n' "$home"
            return
        fi
    done
}

jdk_on_path() {
    local javac
    javac=$(command -v javac) || return 0
    javac=$(readlink -f "$javac")
    printf '%s\n' "${javac%/bin/javac}"
}

# The feature number (17, 25) of a JDK by its release file; 0 when it has none.
jdk_feature() {
    local version
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true)
    printf '%s\n' "${version:-0}"
}

package_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Installs those of the given Debian packages that are missing. As root directly, else through sudo, else it says
# which command to run and fails.
need_packages() {
    local missing=() package
    if ! command -v apt-get >/dev/null; then
        complain "this machine has no apt-get; please install what these Debian packages hold: $*"
        return 1
    fi
    for package in "$@"; do
        package_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    say "installing: ${missing[*]}"
    if as_root true; then
        install_packages "${missing[@]}" && return 0
    fi
    complain "could not install what is missing; as root, run: apt-get update && apt-get install -y ${missing[*]}"
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        # Without a terminal nobody could type a password.
        if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
    else
        return 1
    fi
}

# Servers (nginx, redis, postgresql) are installed as programs to be supervised: a guard keeps their packages from starting
# them as services. A guard that is there already (containers have one) is left alone.
install_packages() {
    local guard=/usr/sbin/policy-rc.d guarded='' status=0
    if [ ! -e "$guard" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root sh -c "cat >$guard && chmod 755 $guard"
        guarded=yes
    fi
    apt_get update -q || complain "apt-get update failed; going on with the package lists that are there"
    apt_get install -q -y --no-install-recommends "$@" || status=$?
    [ -z "$guarded" ] || as_root rm -f "$guard"
    return $status
}

apt_get() {
    local log
    log=$(mktemp)
    if as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@" >"$log" 2>&1 </dev/null; then
        rm -f "$log"
    else
        tail -n 20 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# What a build needs. Sets JAVA_HOME for Maven and CMake.
need_build_tools() {
    local jdk packages=(maven cmake make gcc libc6-dev binutils ca-certificates)
    jdk=$(find_jdk 17)
    [ -n "$jdk" ] || packages+=(openjdk-17-jdk-headless)
    need_packages "${packages[@]}" || return 1
    [ -n "$jdk" ] || jdk=$(find_jdk 17)
    if [ -z "$jdk" ]; then
        complain "no JDK 17 or newer in JAVA_HOME, on PATH or below /usr/lib/jvm"
        return 1
    fi
    export JAVA_HOME=$jdk
}

# The commit that is built, for "warden version": what WARDEN_BUILD says, or git where the checkout is that of a commit; else
# nothing, so that the same bytes come of the same sources wherever they lie.
build_id() {
    if [ -n "${WARDEN_BUILD+set}" ]; then
        printf '%s' "$WARDEN_BUILD"
    elif [ -z "$(git -C "$top" status --porcelain 2>&1)" ]; then
        git -C "$top" rev-parse --short=12 HEAD
    fi
}

# Runs Maven, shows one line for each module as it is begun, keeps everything in a log and shows the errors of a failure.
maven() {
    local log=$1 status=0
    shift
    mkdir -p "$(dirname "$log")"
    if [ ! -d "${HOME:-/root}/.m2/repository" ]; then
        say "  (Maven's local repository is empty: the first build downloads what it needs)"
    fi
    (cd "$top" && mvn -B -ntp "$@" </dev/null 2>&1) | tee "$log" | module_lines || status=$?
    if [ "$status" -ne 0 ]; then
        grep -E '^\[ERROR\]' "$log" | head -n 60 >&2 || tail -n 40 "$log" >&2
        complain "the whole log: $log"
    fi
    return $status
}

module_lines() {
    sed -un 's/^\[INFO\] Building \(Warden[^[]*[^[ ]\) 0[^[]*\[\(.*\)\]$/  \2 \1/p'
}
