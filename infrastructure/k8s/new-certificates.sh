#!/bin/sh
# Makes OVERLAY/certificates: an authority of one's own and a certificate for Redis, both for a year. Run it again, apply
# the overlay again, and the pods roll to the new ones. The authority's key is thrown away.
#   ./new-certificates.sh overlays/tls
set -eu
umask 077

overlay=${1:?Which overlay? For example: ./new-certificates.sh overlays/tls}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

names=DNS:localhost,DNS:redis,DNS:redis-state,DNS:redis-state-0.redis-state
for ordinal in 0 1 2; do
    names=$names,DNS:redis-$ordinal.redis
done

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj "/CN=AIKernel Redis authority" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
    -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=redis \
    -keyout "$work/tls.key" -out "$work/tls.csr" 2>/dev/null
printf 'subjectAltName=%s\nbasicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n' "$names" >"$work/extensions"
openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 365 \
    -extfile "$work/extensions" -out "$work/tls.crt" 2>/dev/null

mkdir -p "$overlay/certificates"
cp "$work/ca.crt" "$work/tls.crt" "$work/tls.key" "$overlay/certificates/"
echo "$overlay/certificates is written. Keep it out of version control." >&2
