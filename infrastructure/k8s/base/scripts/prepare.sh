#!/bin/sh
# The init container: makes the files of users (passwords hashed) out of the templates and the Secret.
set -eu
umask 027
# shellcheck source=infrastructure/k8s/base/scripts/common.sh
. /srv/redis/scripts/common.sh

#   hash USER    SHA-256 of the password, without the newline that an editor may have left at its end
hash() {
    password=$(cat "$secrets/$1")
    case $password in
    '' | *[!0-9A-Za-z_.-]*)
        say "The password of $1 is empty or has other characters than letters, digits, '.', '_' and '-'."
        exit 1
        ;;
    esac
    printf %s "$password" | sha256sum | cut -d ' ' -f 1
}

for template in "$config"/*users.acl; do
    file=$run/$(basename "$template")
    : >"$file"
    while IFS= read -r line; do
        user=$(expr "$line" : '.*#{\([a-z]*\)}') || user=
        if [ -n "$user" ]; then
            digest=$(hash "$user")
            line=${line%%"{$user}"*}$digest${line#*"{$user}"}
        fi
        echo "$line" >>"$file"
    done <"$template"
done
