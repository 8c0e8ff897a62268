# shellcheck shell=bash
# To be sourced: finds the .NET SDK that global.json asks for, or says what to install and ends the caller.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}" # a bare machine has no ICU

ensure_dotnet() {
    local home=$1 folder
    for folder in "$HOME/.dotnet" /usr/local/share/dotnet /usr/share/dotnet /usr/lib/dotnet; do
        if ! command -v dotnet >/dev/null && [[ -x $folder/dotnet ]]; then
            PATH="$PATH:$folder"
        fi
    done
    if ! (cd "$home" && dotnet --version) >/dev/null 2>&1; then
        echo "The .NET 10 SDK is needed ($(tr -d '\n' <"$home/global.json"))." >&2
        echo "Install the package dotnet-sdk-10.0, or take it from https://dotnet.microsoft.com/download, and try again." >&2
        exit 1
    fi
}
