#!/usr/bin/env bash
# The set-up steps behind ./workbook, sourced by it; a step whose work is there already says nothing. Descriptor 3 is
# where steps speak: standard output for `setup`, standard error for other commands.

setup_dir="$WORKBOOK_ROOT/artifacts/setup"
cxx_library="$WORKBOOK_ROOT/artifacts/cxx"
checkout_jupyter="$WORKBOOK_ROOT/artifacts/jupyter"
torch_choice="$WORKBOOK_ROOT/machine.local.props"
if [ ! -w "${HOME:-}" ]; then export HOME="$WORKBOOK_ROOT/artifacts/home"; fi # NuGet and Jupyter insist on one.
export JUPYTER_PATH="$checkout_jupyter${JUPYTER_PATH:+:$JUPYTER_PATH}"
# Everything here is culture-invariant, so the .NET SDK is not to insist on ICU.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# Programs that outlive a step, such as the compiler server, must hold neither the lock nor the caller's pipe.
alone() { "$@" 3>&- 9>&-; }

step() { printf 'set-up: %s\n' "$*" >&3; steps_done=1; }
give_up() { printf '%s\n' "$@" >&2; exit 2; }

failed() { # what, log, which lines of it
    grep -E "${3:-.}" "$2" | sort -u | head -n 15 >&2 || tail -n 15 "$2" >&2
    give_up '' "$1" "The whole log is in $2."
}

set_up() {
    mkdir -p "$setup_dir" 2>/dev/null && mkdir -p "$HOME" || give_up "$setup_dir cannot be written." 'Clone the repository into a folder you may write to.'
    if command -v flock >/dev/null; then
        exec 9>"$setup_dir/lock"
        flock --nonblock 9 || { step 'waiting for another set-up of this checkout'; flock 9; }
    fi
    find_dotnet
    debian_packages
    complete_cxx_library
    build_solution
    install_kernel
    exec 9>&-
}

find_dotnet() {
    if ! command -v dotnet >/dev/null && [ -x "$HOME/.dotnet/dotnet" ]; then PATH="$HOME/.dotnet:$PATH"; fi
    if command -v dotnet >/dev/null; then
        local folder
        folder="$(dirname "$(readlink -f "$(command -v dotnet)")")"
        if [ -d "$folder/sdk" ]; then export DOTNET_ROOT="${DOTNET_ROOT:-$folder}"; fi
        # Reading the folder takes no time; asking dotnet is for installations laid out otherwise.
        if compgen -G "$folder/sdk/10.*" >/dev/null || dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then return 0; fi
    fi
    give_up 'The .NET 10 SDK is missing. Get it one of these ways, then give the same command again:' '' \
        '  without root, any Linux or macOS (it goes to ~/.dotnet, where this command looks):' \
        '    curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0' \
        '  conda-forge, with all else the workbook needs:' '    conda env create -f environment.yml && conda activate ggsm-workbook'
}

# TorchSharp's native library asks for a function that came with GCC 13; Debian 12 has GCC 12.
lacks_cxx_function() {
    system_cxx="$(PATH="$PATH:/sbin" ldconfig -p 2>/dev/null | awk '$1 == "libstdc++.so.6" && /x86-64/ { print $NF; exit }')"
    [ -n "$system_cxx" ] && ! grep -qaF GLIBCXX_3.4.32 "$system_cxx"
}

debian_packages() {
    if [ -n "${CONDA_PREFIX:-}" ] && [ -x "$CONDA_PREFIX/bin/jupyter-nbconvert" ]; then return 0; fi
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        if command -v jupyter-nbconvert >/dev/null && command -v jupyter-notebook >/dev/null; then return 0; fi
        give_up 'This is not a Debian machine, and it lacks jupyter-nbconvert or jupyter-notebook. The conda-forge environment has all of it:' '' \
            '  conda env create -f environment.yml && conda activate ggsm-workbook' '' 'then give the same command again.'
    fi
    local wanted missing as_root='' apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 --quiet)
    wanted="$(grep -v '^#' "$WORKBOOK_ROOT/src/setup/debian-packages.txt")$(lacks_cxx_function && echo ' gcc libc6-dev' || true)"
    # shellcheck disable=SC2086
    missing="$(comm -23 <(printf '%s\n' $wanted | sort) \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | awk '$1 == "installed" { print $2 }' | sort) | tr '\n' ' ')"
    missing="${missing% }"
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        as_root=sudo
        if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
            give_up 'Debian packages are missing, and this is neither root nor sudo. Have them installed with:' '' \
                "  apt-get update && apt-get install --no-install-recommends --yes $missing" '' 'then give the same command again.'
        fi
    fi
    step "installing Debian packages: $missing"
    # shellcheck disable=SC2086
    { alone $as_root "${apt[@]}" update && alone $as_root "${apt[@]}" install --no-install-recommends --yes $missing; } >"$setup_dir/apt.log" 2>&1 </dev/null \
        || failed "apt-get could not install: $missing" "$setup_dir/apt.log" '^(E|W|Err)'
}

# A library named like the system's that has the function, declares the versions of the system's, and loads it by its path.
complete_cxx_library() {
    if ! lacks_cxx_function; then rm -rf "$cxx_library"; return 0; fi
    if [ ! -f "$cxx_library/libstdc++.so.6" ]; then
        step "completing this system's C++ library for TorchSharp: std::ios_base_library_init, in artifacts/cxx"
        local new="$cxx_library.new" log="$setup_dir/cxx.log"
        rm -rf "$new" && mkdir -p "$new"
        echo 'GLIBCXX_3.4.32 { _ZSt21ios_base_library_initv; };' >"$new/versions"
        objdump -p "$system_cxx" | sed -n '/^Version definitions/,/^$/s/.* \(GLIBCXX_[0-9.]*\|CXXABI_[A-Z0-9._]*\)$/\1 { };/p' >>"$new/versions"
        { : | gcc -shared -nostdlib -x c - "-Wl,-soname,$system_cxx" -o "$new/system.so" \
            && gcc -shared -fPIC "$WORKBOOK_ROOT/src/setup/ios_base_library_init.c" -Wl,--no-as-needed "$new/system.so" \
                -Wl,-soname,libstdc++.so.6 "-Wl,--version-script=$new/versions" -o "$new/libstdc++.so.6"; } >"$log" 2>&1 \
            || failed 'The C++ library could not be completed.' "$log"
        rm -rf "$cxx_library" "$new/system.so" "$new/versions" && mv "$new" "$cxx_library"
    fi
    export LD_LIBRARY_PATH="$cxx_library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
}

build() {
    alone dotnet build "$WORKBOOK_ROOT/Workbook.sln" -c Release --nologo --verbosity quiet -nodeReuse:false >"$setup_dir/build.log" 2>&1 </dev/null
}

build_solution() {
    local root="$WORKBOOK_ROOT" torch=TorchSharp-cpu key describe=(-printf '%p %s %T@\n')
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) ;;
        Darwin-arm64) describe=(-exec stat -f '%N %z %Fm' '{}' +) ;;
        *) give_up "TorchSharp has no libtorch for $(uname -s) on $(uname -m)." 'The workbook runs on 64-bit x86 Linux and on macOS with an Apple processor.' ;;
    esac
    # Names, sizes and times of what a build reads: when they are those of last time, its work is done.
    key="$({ find "$root"/src "$root"/tests "$root"/Workbook.sln "$root"/Directory.* "$root"/global.json -type f -not -name '*.pyc' "${describe[@]}" 2>/dev/null || true; } | LC_ALL=C sort | cksum)"
    if [ -f "$cli" ] && [ -f "$torch_choice" ] && [ "$(cat "$setup_dir/build.key" 2>/dev/null)" = "$key" ]; then return 0; fi
    if [ -e /proc/driver/nvidia/version ] || command -v nvidia-smi >/dev/null; then torch=TorchSharp-cuda-linux; fi
    [ -f "$torch_choice" ] || remember_torch "$torch"
    step 'restoring and building Workbook.sln (Release); the first time brings libtorch, which is large'
    if ! build; then
        grep -qE 'NU1[0-9]+: .*TorchSharp-cuda' "$setup_dir/build.log" || failed 'The build failed.' "$setup_dir/build.log" error
        step 'this machine has an NVIDIA GPU, but its NuGet has no TorchSharp-cuda-linux: the workbook will compute on the CPU'
        remember_torch TorchSharp-cpu
        build || failed 'The build failed.' "$setup_dir/build.log" error
    fi
    echo "$key" >"$setup_dir/build.key"
}

remember_torch() {
    printf '<!-- Written by set-up; delete it to have it chosen again. -->\n<Project><PropertyGroup><TorchPackage>%s</TorchPackage></PropertyGroup></Project>\n' "$1" >"$torch_choice"
}

# The kernel is told to Jupyter twice: in this checkout, for whatever ./workbook starts, so that two checkouts never
# run each other's kernel; and in the user's folder, for a Jupyter started by hand, unless another kernel is there.
install_kernel() {
    local program="$WORKBOOK_ROOT/artifacts/bin/NotebookKernel/release/NotebookKernel" data="$HOME/.local/share" users spec known
    if [ "$(uname -s)" = Darwin ]; then data="$HOME/Library/Jupyter"; else data="${XDG_DATA_HOME:-$data}/jupyter"; fi
    users="${JUPYTER_DATA_DIR:-$data}/kernels/.net-csharp/kernel.json"
    for spec in "$checkout_jupyter/kernels/.net-csharp/kernel.json" "$users"; do
        known="$(grep -om1 '"/[^"]*/NotebookKernel"' "$spec" 2>/dev/null | tr -d '"' || true)"
        if [ "$known" = "$program" ] || { [ "$spec" = "$users" ] && [ -f "$spec" ] && { [ -z "$known" ] || [ -e "$known" ]; }; }; then continue; fi
        step "installing the Jupyter kernel \".NET (C#)\" in ${spec%/.net-csharp/*}"
        alone dotnet "$program.dll" install --dir "${spec%/.net-csharp/*}" --libraries "$cxx_library" >"$setup_dir/kernel.log" 2>&1 </dev/null \
            || failed 'The Jupyter kernel could not be installed.' "$setup_dir/kernel.log"
    done
}
