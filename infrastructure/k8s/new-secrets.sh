#!/bin/sh
# Makes OVERLAY/secrets.env of OVERLAY/secrets.env.example, with random values where it has none. Never overwrites one.
#   ./new-secrets.sh overlays/dev
set -eu
umask 077

overlay=${1:?Which overlay? For example: ./new-secrets.sh overlays/dev}
example=$overlay/secrets.env.example
target=$overlay/secrets.env
if [ -e "$target" ]; then
    echo "$target is there already; passwords in use are not thrown away. Delete it yourself." >&2
    exit 1
fi

postgres=
# shellcheck disable=SC2016 # the name itself is looked for
reference='$(POSTGRES_PASSWORD)'
while IFS= read -r line; do
    case $line in
    '' | '#'*) continue ;;
    DATA_PROTECTION_KEY=) line=$line$(openssl rand -base64 32) ;;
    *=) line=$line$(openssl rand -hex 24) ;;
    esac
    case $line in
    POSTGRES_PASSWORD=*) postgres=${line#*=} ;;
    *"$reference") line=${line%"$reference"}$postgres ;;
    esac
    echo "$line"
done <"$example" >"$target.new"
mv "$target.new" "$target"
echo "$target is written. Keep it where you keep passwords, and out of version control." >&2
if grep -q 'YOUR-' "$target"; then
    echo "Fill in what is written in capitals: $(grep 'YOUR-' "$target" | cut -d= -f1)" >&2
fi
