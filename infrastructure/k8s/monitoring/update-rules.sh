#!/bin/sh
# Writes redis-rules.yaml and catalog-rules.yaml: the alerts of infrastructure/monitoring as objects of Prometheus Operator.
#   infrastructure/k8s/monitoring/update-rules.sh [FOLDER]    FOLDER: where to, by default beside this script
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
to=${1:-$here}

# Kustomize cannot put a file that is no object of Kubernetes into one.
write() {
    {
        printf '# Written by update-rules.sh from infrastructure/monitoring/%s.\n' "$2"
        printf 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: %s\nspec:\n' "$1"
        sed 's/^\(.\)/  \1/' "$here/../../monitoring/$2"
    } >"$to/$1-rules.yaml"
}

write redis redis-alerts.yaml
write catalog application-alerts.yaml
