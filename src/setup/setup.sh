# The set-up steps behind ./workbook, sourced by it. A step looks first whether its work is there already: then it
# says nothing. Descriptor 3 is where steps speak: standard output for `setup`, standard error for other commands.
# Answers and logs live in artifacts/setup; the choice of packages in packages.local.props.

setup_dir="$WORKBOOK_ROOT/artifacts/setup"
props="$WORKBOOK_ROOT/packages.local.props"
# There while genuine packages that set-up chose by itself have not built and run yet.
on_trial="$setup_dir/on-trial"
debian_list="$WORKBOOK_ROOT/src/setup/debian-packages.txt"
checkout_jupyter="$WORKBOOK_ROOT/artifacts/jupyter"
export JUPYTER_PATH="$checkout_jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}"
# Everything here is culture-invariant, so the .NET SDK is not to insist on ICU.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# Programs that outlive a step, such as the compiler server, must hold neither the lock nor the caller's pipe.
alone() { "$@" 3>&- 9>&-; }

step() { printf 'set-up: %s\n' "$*" >&3; steps_done=1; }

give_up() {
    printf '%s\n' "$@" >&2
    exit 2
}

set_up() {
    local wanted='' announce='' steps_done=''
    while [ $# -gt 0 ]; do
        case "$1" in
            --announce) announce=1 ;;
            --packages) wanted="${2:-}"; shift ;;
            --packages=*) wanted="${1#*=}" ;;
            -h | --help)
                printf '%s\n' 'Usage: ./workbook setup [--packages genuine|standins|auto]' '' \
                    'Does whatever is missing, and only that:' \
                    '  1. Debian packages (as root or with sudo; elsewhere environment.yml serves, see README.md)' \
                    '  2. the choice of packages: the genuine NuGet packages where they can be had, build and run, else the stand-ins' \
                    '  3. the native bridge to libtorch (stand-ins only; WORKBOOK_LIBTORCH=DIR selects another libtorch)' \
                    '  4. restore and build (Release)' \
                    '  5. the Jupyter kernel ".NET (C#)", unless the genuine .NET Interactive kernel is installed' '' \
                    'Options:' \
                    '  --packages genuine|standins   force the choice; it is remembered in packages.local.props' \
                    '  --packages auto               choose again'
                return 0
                ;;
            *) give_up "setup: unknown option '$1'." "Valid: --packages genuine|standins|auto, --help." ;;
        esac
        shift || give_up 'setup: --packages needs a value: genuine, standins or auto.'
    done
    case "$wanted" in
        '' | auto | genuine | standins) ;;
        *) give_up "setup: --packages is '$wanted'." 'Valid: genuine, standins, auto (choose again).' ;;
    esac

    mkdir -p "$setup_dir" 2>/dev/null || give_up "$setup_dir cannot be written." 'Clone the repository into a folder you may write to.'
    if command -v flock >/dev/null; then
        exec 9>"$setup_dir/lock"
        flock --nonblock 9 || { step 'waiting for another set-up of this checkout'; flock 9; }
    fi
    find_dotnet
    debian_packages all
    choose_packages "$wanted"
    if [ -e "$on_trial" ]; then try_genuine; fi
    if using_standins; then
        debian_packages standins
        native_bridge
    fi
    build_all
    install_kernel
    exec 9>&-
    if [ -n "$announce" ]; then
        [ -n "$steps_done" ] || printf 'set-up: nothing is missing.\n' >&3
        printf 'set-up: %s. Next: ./workbook run, or ./workbook test.\n' "$(packages_in_words)" >&3
    fi
}

find_dotnet() {
    if ! command -v dotnet >/dev/null && [ -x "$HOME/.dotnet/dotnet" ]; then
        PATH="$HOME/.dotnet:$PATH"
    fi
    if command -v dotnet >/dev/null; then
        local found
        found="$(readlink -f "$(command -v dotnet)")"
        [ -d "$(dirname "$found")/sdk" ] && export DOTNET_ROOT="${DOTNET_ROOT:-$(dirname "$found")}"
        # Reading the folder takes no time; asking dotnet is for installations laid out otherwise.
        compgen -G "$(dirname "$found")/sdk/10.*" >/dev/null && return 0
        dotnet --list-sdks 2>/dev/null | grep -q '^10\.' && return 0
    fi
    give_up 'The .NET 10 SDK is missing. Get it one of these ways, then give the same command again:' '' \
        '  without root, any Linux or macOS:' \
        '    curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0' \
        '    (it goes to ~/.dotnet, where this command looks)' \
        '  Debian 12, as root:' \
        '    curl -sSLO https://packages.microsoft.com/config/debian/12/packages-microsoft-prod.deb' \
        '    dpkg -i packages-microsoft-prod.deb && apt-get update && apt-get install dotnet-sdk-10.0' \
        '  conda-forge, with all else the workbook needs:' \
        '    conda env create -f environment.yml && conda activate ggsm-workbook'
}

listed_debian_packages() { awk -v group="$1" '$1 == group { print $2 }' "$debian_list"; }

missing_debian_packages() {
    local wanted
    wanted="$(listed_debian_packages "$1")"
    # shellcheck disable=SC2086
    comm -23 <(printf '%s\n' $wanted | sort) \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | awk '$1 == "installed" { print $2 }' | sort)
}

debian_packages() {
    if [ -n "${CONDA_PREFIX:-}" ] && [ -x "$CONDA_PREFIX/bin/jupyter-nbconvert" ]; then
        export WORKBOOK_LIBTORCH="${WORKBOOK_LIBTORCH:-$CONDA_PREFIX}"
        return
    fi
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        tools_elsewhere "$1"
        return
    fi
    local missing as_root=''
    missing="$(missing_debian_packages "$1" | tr '\n' ' ')"
    missing="${missing% }"
    [ -n "$missing" ] || return 0

    if [ "$(id -u)" != 0 ]; then
        as_root=sudo
        if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
            [ "$1" = standins ] || missing="$missing $(missing_debian_packages standins | tr '\n' ' ')"
            give_up 'Debian packages are missing, and this is neither root nor sudo. Have them installed with:' '' \
                "  apt-get update && apt-get install --no-install-recommends --yes ${missing% }" '' \
                'then give the same command again.'
        fi
    fi

    step "installing Debian packages: $missing"
    local log="$setup_dir/apt.log" apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 --quiet)
    if [ -z "${apt_updated:-}" ]; then
        alone $as_root "${apt[@]}" update >"$log" 2>&1 || apt_failed "$log" "$missing"
        apt_updated=1
    fi
    # shellcheck disable=SC2086
    alone $as_root "${apt[@]}" install --no-install-recommends --yes $missing >>"$log" 2>&1 </dev/null || apt_failed "$log" "$missing"
}

apt_failed() {
    tail -n 15 "$1" >&2
    give_up '' "apt-get could not install: $2" "The whole log is in $1."
}

tools_elsewhere() {
    local tools=(jupyter-notebook jupyter-nbconvert) absent=() tool
    [ "$1" = all ] || tools=(cmake c++)
    for tool in "${tools[@]}"; do
        command -v "$tool" >/dev/null || absent+=("$tool")
    done
    [ ${#absent[@]} -gt 0 ] || return 0
    give_up "This is not a Debian machine, and it lacks: ${absent[*]}. The conda-forge environment has all of it:" '' \
        '  conda env create -f environment.yml && conda activate ggsm-workbook' '' \
        'then give the same command again.'
}

using_standins() { grep -q '<WorkbookPackages>standins<' "$props"; }

torch_variant() {
    if [ -e /proc/driver/nvidia/version ] || command -v nvidia-smi >/dev/null; then echo cuda-linux; else echo cpu; fi
}

packages_in_words() {
    if using_standins; then echo 'uses the stand-ins of src/standins'; else echo 'uses the genuine packages'; fi
}

remember_packages() { # choice, torch variant, reason
    step "packages: $1 ($3)"
    cat >"$props" <<EOF
<Project>
  <!-- Written by set-up. To have it chosen again, delete this file and run: ./workbook setup -->
  <PropertyGroup>
    <WorkbookPackages>$1</WorkbookPackages>
    <WorkbookTorch>$2</WorkbookTorch>
  </PropertyGroup>
</Project>
EOF
}

restores() { # torch variant, seconds
    local limit=()
    if command -v timeout >/dev/null; then limit=(timeout "$2"); fi
    alone "${limit[@]}" dotnet restore "$WORKBOOK_ROOT/tests/StandIns.Tests" --nologo --verbosity quiet \
        -p:WorkbookPackages=genuine "-p:WorkbookTorch=$1" "-p:ArtifactsPath=$setup_dir/probe" \
        -nodeReuse:false >"$setup_dir/restore.log" 2>&1 </dev/null
}

refusal() {
    grep -oE 'NU[0-9]{4}: .*' "$setup_dir/restore.log" | head -n 1 | sed -e 's/ No packages exist.*//' -e 's/ \[\/.*//' | grep . \
        || echo 'no answer in time'
}

choose_packages() {
    local wanted="$1" torch
    [ -n "$wanted" ] || [ ! -f "$props" ] || return 0
    torch="$(torch_variant)"
    case "$wanted" in
        genuine | standins)
            if [ -f "$props" ] && [ ! -e "$on_trial" ] && grep -q "<WorkbookPackages>$wanted<" "$props"; then return 0; fi
            remember_packages "$wanted" "$torch" 'as asked for'
            rm -f "$on_trial"
            return
            ;;
    esac
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64 | Darwin-arm64) ;;
        *)
            remember_packages standins "$torch" "TorchSharp has no build of libtorch for $(uname -s) on $(uname -m)"
            return
            ;;
    esac
    # The managed packages are small, so a minute tells; libtorch itself may then take as long as it needs.
    local lacking
    if ! restores none 60; then
        remember_packages standins "$torch" "the genuine ones cannot be restored: $(refusal)"
    elif lacking="$(lacking_symbols)" && [ -n "$lacking" ]; then
        remember_packages standins "$torch" "TorchSharp is built for a newer system than this one, which lacks $lacking"
    elif step "fetching TorchSharp's libtorch ($torch); it is large" && restores "$torch" 3600; then
        touch "$on_trial"
        remember_packages genuine "$torch" 'all of them can be restored'
    else
        remember_packages standins "$torch" "TorchSharp-$torch cannot be restored: $(refusal)"
    fi
}

# The versions of system libraries that TorchSharp's own native library was linked to and this machine has not.
lacking_symbols() {
    command -v ldd >/dev/null || return 0
    ldd "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/torchsharp/*/runtimes/linux-x64/native/libLibTorchSharp.so 2>&1 \
        | sed -n "s/.*version \`\([^']*\)' not found.*/\1/p" | sort -u | tr "\n" " " | sed "s/ $//" || true
}

# Packages that can be restored may still not serve: an API that moved, a native library that does not load.
try_genuine() {
    local trouble=''
    if ! build_solution; then
        trouble="the workbook does not build with the genuine ones: $(grep -oE 'error [A-Z]+[0-9]+: .*' "$setup_dir/build.log" | sed 's/ \[\/.*//' | head -n 1)"
    elif ! alone dotnet "$cli" masks show half --length 4 >"$setup_dir/trial.log" 2>&1 </dev/null; then
        trouble="the genuine ones do not run here, see $setup_dir/trial.log"
    fi
    if [ -n "$trouble" ]; then
        remember_packages standins "$(torch_variant)" "$trouble"
        rm -rf "$WORKBOOK_ROOT/artifacts/bin" "$WORKBOOK_ROOT/artifacts/obj" "$setup_dir/build.key"
    fi
    rm -f "$on_trial"
}

# Names, sizes and times of what a step reads: when the key is the one of last time, its work is done.
key_of() {
    local describe=(-printf '%p %s %T@\n')
    [ "$(uname -s)" = Linux ] || describe=(-exec stat -f '%N %z %Fm' '{}' +)
    { find "$@" -type f -not -name '*.pyc' "${describe[@]}" 2>/dev/null || true; } | LC_ALL=C sort | cksum
}

is_current() { [ -f "$setup_dir/$1.key" ] && [ "$(cat "$setup_dir/$1.key")" = "$2" ]; }

native_bridge() {
    local source="$WORKBOOK_ROOT/src/standins/TorchSharp/native" key
    key="$(key_of "$source") ${WORKBOOK_LIBTORCH:-}"
    if is_current native "$key" && compgen -G "$WORKBOOK_ROOT/artifacts/native/libtorch_bridge.*" >/dev/null; then return 0; fi
    step "building the native bridge to ${WORKBOOK_LIBTORCH:-the libtorch of this machine}"
    rm -rf "$WORKBOOK_ROOT/artifacts/native/build" # CMake's cache refuses a checkout that was moved.
    if ! alone "$source/build.sh" >"$setup_dir/native.log" 2>&1; then
        tail -n 25 "$setup_dir/native.log" >&2
        give_up '' "The native bridge did not build. The whole log is in $setup_dir/native.log." \
            'WORKBOOK_LIBTORCH=DIR points it at another libtorch.'
    fi
    echo "$key" >"$setup_dir/native.key"
    rm -f "$setup_dir/build.key"
}

build_all() {
    if ! build_solution; then
        grep -E 'error' "$setup_dir/build.log" | sort -u | head -n 15 >&2 || tail -n 15 "$setup_dir/build.log" >&2
        give_up '' "The build failed. The whole log is in $setup_dir/build.log."
    fi
}

build_solution() {
    local root="$WORKBOOK_ROOT" key
    key="$(key_of "$root"/src "$root"/tests "$root"/Workbook.sln "$root"/Directory.* "$root"/global.json "$props")"
    if is_current build "$key" && [ -f "$cli" ]; then return 0; fi
    step 'restoring and building Workbook.sln (Release)'
    alone dotnet build "$root/Workbook.sln" -c Release --nologo --verbosity quiet -nodeReuse:false \
        >"$setup_dir/build.log" 2>&1 </dev/null || return 1
    echo "$key" >"$setup_dir/build.key"
}

# The kernel is told to Jupyter twice: in this checkout, for whatever ./workbook starts, so that two checkouts never
# run each other's kernel; and in the user's folder, for a Jupyter started by hand, unless another kernel is there.
install_kernel() {
    local name=.net-csharp data="$HOME/.local/share/jupyter" program="$WORKBOOK_ROOT/artifacts/bin/NotebookKernel/release/NotebookKernel" folder spec known
    [ "$(uname -s)" = Linux ] || data="$HOME/Library/Jupyter"
    [ -z "${XDG_DATA_HOME:-}" ] || data="$XDG_DATA_HOME/jupyter"
    data="${JUPYTER_DATA_DIR:-$data}"
    if [ -f "$data/kernels/$name/kernel.json" ] && ! grep -q NotebookKernel "$data/kernels/$name/kernel.json"; then
        rm -rf "$checkout_jupyter"
        return 0
    fi
    for folder in "$checkout_jupyter/kernels" "$data/kernels"; do
        spec="$folder/$name/kernel.json"
        known="$(sed -n 's|.*"\(/[^"]*/NotebookKernel\)".*|\1|p' "$spec" 2>/dev/null | head -n 1 || true)"
        if [ "$known" = "$program" ] || { [ "$folder" = "$data/kernels" ] && [ -e "$known" ]; }; then continue; fi
        step "installing the Jupyter kernel \".NET (C#)\" in $folder"
        if ! alone dotnet "$program.dll" install --dir "$folder" >"$setup_dir/kernel.log" 2>&1 </dev/null; then
            cat "$setup_dir/kernel.log" >&2
            give_up 'The Jupyter kernel could not be installed.'
        fi
    done
}
