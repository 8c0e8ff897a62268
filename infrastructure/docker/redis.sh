#!/bin/sh
# Does for a container what Kubernetes does for a pod, so that the same scripts and the same configuration run in it: the
# passwords become files in memory, and what the init container prepares is prepared.
#   redis.sh SCRIPT [ARGUMENT…]
#   SETTINGS    lines that are added to redis.conf, for a machine that has less memory than a cluster's
set -eu
umask 077
home=/srv/redis
mkdir -p $home/secrets $home/run $home/config
[ -e $home/data ] || ln -s /data $home/data
cp $home/shipped/*.conf $home/shipped/*.acl $home/config/
printf '\n%s\n' "${SETTINGS:-}" >>$home/config/redis.conf
for user in app replica sentinel cluster exporter probe; do
    name=REDIS_$(echo $user | tr '[:lower:]' '[:upper:]')_PASSWORD
    eval "password=\${$name:-}"
    [ -z "$password" ] || printf %s "$password" >$home/secrets/$user
    unset "$name" password
done
POD_IP=$(hostname -i | cut -d ' ' -f 1)
export POD_IP
sh $home/scripts/prepare.sh
script=$1
shift
exec sh "$home/scripts/$script" "$@"
