# shellcheck shell=bash
# To be sourced: sees to it that the programs of PostgreSQL and Redis are there. What is missing on Debian or Ubuntu is
# downloaded with apt and unpacked (not installed) under .local/servers: no root needed, no service started or
# enabled, nothing of the system changed. AIKERNEL_SERVERS then tells where it is.

# Parts of the packages' dependencies that the bare servers do not use.
unneeded_packages='^(perl|libperl|postgresql-common|postgresql-client-common|ssl-cert|openssl|adduser|passwd|ucf|debconf|sensible-utils|libllvm|libz3|netbase|locales|libc6$|libc-bin$|libc-l10n|init-system-helpers|lsb-|procps|systemd|dbus|tzdata|fonts-|libjs-|javascript-common|usrmerge)'

#   ensure_servers HOME            what ./run needs
#   ensure_servers HOME promtool   and what the tests watch it with: Prometheus, its checker, the exporter of Redis
ensure_servers() {
    local home=$1 checker=${2:-} missing=() root status
    root=$(servers_folder "$home")
    [[ -d $root/tree ]] && export AIKERNEL_SERVERS=$root/tree
    has_postgres || missing+=(postgresql)
    has_redis || missing+=(redis-server)
    if [[ $checker == promtool ]]; then
        { has_program promtool && has_program prometheus; } || missing+=(prometheus)
        has_program prometheus-redis-exporter || missing+=(prometheus-redis-exporter)
    fi
    if ((${#missing[@]} == 0)); then
        return
    fi
    if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
        echo "PostgreSQL 13 or newer, Redis 7 or newer and, for the tests, Prometheus with promtool and prometheus-redis-exporter are needed on the PATH; missing: ${missing[*]}." >&2
        exit 1
    fi
    echo "Fetching ${missing[*]} into $root (nothing is installed) …" >&2
    # Not as a condition: bash would ignore errexit in it.
    set +e
    (
        umask 022
        set -e
        unpack_packages "$root" "${missing[@]}"
    )
    status=$?
    set -e
    if ((status != 0)); then
        echo "${missing[*]} could not be fetched. Install PostgreSQL and Redis by hand and try again." >&2
        exit 1
    fi
    export AIKERNEL_SERVERS=$root/tree
    [[ $checker != promtool ]] || { has_program promtool && has_program prometheus && has_program prometheus-redis-exporter; }
}

# Called by name, so a fetched one goes on the PATH.
has_program() {
    if ! command -v "$1" >/dev/null && [[ -x ${AIKERNEL_SERVERS:-/none}/usr/bin/$1 ]]; then
        PATH="$PATH:$AIKERNEL_SERVERS/usr/bin"
    fi
    command -v "$1" >/dev/null
}

has_postgres() {
    local folder
    for folder in "$(dirname "$(command -v postgres || echo /none/postgres)")" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
        /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin "${AIKERNEL_SERVERS:-/none}"/usr/lib/postgresql/*/bin; do
        if [[ -x $folder/postgres && -x $folder/initdb ]] && (($(major "$folder/postgres") >= 13)); then
            return 0
        fi
    done
    return 1
}

has_redis() {
    local program
    for program in "$(command -v redis-server || echo /none)" /opt/homebrew/bin/redis-server "${AIKERNEL_SERVERS:-/none}/usr/bin/redis-server"; do
        if [[ -x $program ]] && (($(major "$program") >= 6)); then
            return 0
        fi
    done
    return 1
}

# The first number in what the program says of its version; 0 when it does not even start.
major() {
    local libraries='' text
    if [[ -n ${AIKERNEL_SERVERS:-} && $1 == "$AIKERNEL_SERVERS"/* ]]; then
        libraries=$(find "$AIKERNEL_SERVERS/usr/lib" "$AIKERNEL_SERVERS/lib" -maxdepth 1 -name '*-linux-gnu*' 2>/dev/null | paste -sd:)
    fi
    text=$(LD_LIBRARY_PATH=${libraries:-${LD_LIBRARY_PATH:-}} "$1" --version 2>/dev/null) || true
    [[ $text =~ [^0-9]([0-9]+)\. ]] && echo "${BASH_REMATCH[1]}" || echo 0
}

# Below the checkout, unless root must lend the programs to a user who cannot get there (a clone under /root).
servers_folder() {
    local home=$1
    # shellcheck disable=SC2016 # the inner shell expands it
    if ((EUID == 0)) && command -v setpriv >/dev/null && ! setpriv --reuid=65534 --regid=65534 --clear-groups -- sh -c 'cd "$0"' "$home" 2>/dev/null; then
        echo "/var/tmp/aikernel-servers-$(printf %s "$home" | cksum | cut -d' ' -f1)"
    else
        echo "$home/.local/servers"
    fi
}

unpack_packages() {
    local root=$1 package names=() options
    shift
    mkdir -p "$root"
    if [[ ! -O $root ]]; then
        echo "$root belongs to somebody else." >&2
        return 1
    fi
    rm -rf "$root/apt" "$root/tree.new"
    mkdir -p "$root/apt/lists/partial" "$root/apt/cache/archives/partial" "$root/apt/debs" "$root/tree.new"
    options=(-qq -o "Dir::State::Lists=$root/apt/lists" -o "Dir::Cache=$root/apt/cache" -o "APT::Sandbox::User=$(id -un)" -o Debug::NoLocking=1)
    apt-get "${options[@]}" update
    mapfile -t names < <(apt-get "${options[@]}" --simulate install --no-install-recommends "$@" |
        awk '$1 == "Inst" { print $2 }' | grep -Ev "$unneeded_packages")
    ((${#names[@]} > 0))
    (cd "$root/apt/debs" && apt-get "${options[@]}" download "${names[@]}")
    [[ ! -d $root/tree ]] || cp -a "$root/tree/." "$root/tree.new/"
    for package in "$root"/apt/debs/*.deb; do
        dpkg-deb -x "$package" "$root/tree.new"
    done
    rm -rf "$root/tree" "$root/apt"
    mv "$root/tree.new" "$root/tree"
}
