# Sourced by the commands in bin/ that are Java programs: finds a Java runtime (17 or newer) of this machine and becomes it,
# so that pid, signals and exit status are the command's own. Expects $self, the command's path with a slash in it and no
# symlink. Starts no other program where it can avoid it, for each costs a millisecond of every start.
# shellcheck shell=sh disable=SC2154

# Init scripts and cron may leave these closed; what is opened next would take their numbers.
[ -e "/proc/$$/fd/0" ] || exec </dev/null
[ -e "/proc/$$/fd/1" ] || exec >/dev/null
[ -e "/proc/$$/fd/2" ] || exec 2>/dev/null

case $self in
    /*) ;;
    ./*) self=$PWD/${self#./} ;;
    *) self=$PWD/$self ;;
esac
home=${self%/*}
case $home in
    */bin) home=${home%/bin} ;;
    *) home=$home/.. ;;
esac

# Takes a JDK's or JRE's home if it is new enough; leaves $java and $version. Reads its release file: asking the JVM itself
# would cost a start.
take_java() {
    version=
    [ -x "$1/bin/java" ] || return 1
    seen="$seen $1"
    [ -r "$1/release" ] || return 1
    while IFS='="' read -r key _ value _; do
        if [ "$key" = JAVA_VERSION ]; then
            version=$value
            break
        fi
    done <"$1/release"
    case ${version%%[!0-9]*} in
        '' | ? | 10 | 11 | 12 | 13 | 14 | 15 | 16) return 1 ;;
    esac
    java=$1/bin/java
}

# Leaves $java and $version, or ends the command with exit status 2.
find_java() {
    seen=
    java=
    [ -z "$JAVA_HOME" ] || take_java "$JAVA_HOME"
    if [ -z "$java" ]; then
        found=$(command -v java) && found=$(readlink -f "$found") && take_java "${found%/bin/java}"
    fi
    if [ -z "$java" ]; then
        for candidate in /usr/lib/jvm/*; do
            take_java "$candidate" && break
        done
    fi
    if [ -z "$java" ]; then
        echo "Error: no Java runtime 17 or newer found; install one (Debian: openjdk-17-jre-headless) or set JAVA_HOME" >&2
        echo "Looked at:${seen:- JAVA_HOME, PATH and /usr/lib/jvm, where there is none}" >&2
        exit 2
    fi
}

# Becomes a Java program with the arguments.
# $1: its name, which is that of its class archive; $2: its jar, lib/warden-JAR.jar; $3: its main class, or nothing for the one that
# the jar names (whose manifest then counts); $4: the JVM's options for it, without blanks in any of them; $5: a program of lib/
# that is to start the JVM, or nothing; then the program's arguments.
become_java() {
    program=$1
    jar=$2
    class=$3
    options=$4
    starter=$5
    shift 5
    find_java
    if [ -n "$class" ]; then
        set -- -cp "$home/lib/warden-$jar.jar" "$class" "$@"
    else
        set -- -jar "$home/lib/warden-$jar.jar" "$@"
    fi

    # The configuration, and with it programs, see the environment as it was before this shell, which drops what has no shell
    # name and adds PWD: read it where the kernel keeps it. One variable holds 128 kB; for a larger environment the
    # properties below must do.
    environ=$(base64 -w0 "/proc/$$/environ" 2>/dev/null) || environ=
    if [ -n "$environ" ] && [ ${#environ} -lt 120000 ]; then
        WARDEN_ENVIRON=$environ
        export WARDEN_ENVIRON
    else
        unset WARDEN_ENVIRON
    fi

    # What is exported here is for the JVM alone: the properties tell it how to give programs back what was there before.
    # _JAVA_SR_SIGNUM moves HotSpot away from USR2, which is supervisord's signal to reopen its logs.
    unset_names=_JAVA_SR_SIGNUM,WARDEN_ENVIRON,WARDEN_READY
    unset WARDEN_READY
    if [ -n "${_JAVA_SR_SIGNUM+set}" ]; then
        set -- "-Dwarden.env.set._JAVA_SR_SIGNUM=$_JAVA_SR_SIGNUM" "$@"
    fi
    _JAVA_SR_SIGNUM=40
    export _JAVA_SR_SIGNUM
    # The JVM turns file names and texts into bytes by its locale: always UTF-8, whatever the caller's is and whether or not
    # it is installed.
    if [ -z "${LC_ALL+set}" ]; then
        unset_names=$unset_names,LC_ALL
    else
        set -- "-Dwarden.env.set.LC_ALL=$LC_ALL" "$@"
    fi
    LC_ALL=C.UTF-8
    export LC_ALL

    # What "warden archive" made, by the build or after an installation, for one Java version; the JVM leaves it aside where it
    # does not fit, and says so unless its log is off.
    archive=$home/lib/warden-$program-$version
    if [ -r "$archive.aot" ]; then
        set -- "-XX:AOTCache=$archive.aot" -Xlog:disable "$@"
    elif [ -r "$archive.jsa" ]; then
        set -- "-XX:SharedArchiveFile=$archive.jsa" -Xshare:auto -Xlog:disable "$@"
    fi

    # C1 and the serial collector: half the start-up time and memory of the defaults.
    # shellcheck disable=SC2086
    set -- "$java" \
        -XX:TieredStopAtLevel=1 -XX:+UseSerialGC $options \
        -XX:-UsePerfData -Djava.awt.headless=true "-Dwarden.home=$home" "-Dwarden.env.unset=$unset_names" \
        "$@"
    [ -z "$starter" ] || set -- "$home/lib/$starter" "$@"
    # Who starts a container has to collect orphans and to stay when the JVM goes.
    [ "$program" != launcher ] || [ $$ -ne 1 ] || set -- "$home/lib/init" "$@"
    exec "$@"
}
