#!/usr/bin/env bash
# Builds artifacts/native/libtorch_bridge.so; does nothing when it is up to date.
# WORKBOOK_LIBTORCH=/path/to/libtorch binds another libtorch than the system's.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../../.." && pwd)"
out="$root/artifacts/native"
libtorch="${WORKBOOK_LIBTORCH:-}"

# What the library was built from, so that a second call costs milliseconds and a changed libtorch or BLAS rebuilds.
stamp="$(cat "$here/CMakeLists.txt" "$here/bridge.cpp" | cksum) libtorch=$libtorch"
stamp+=" $(cksum <"${libtorch:-/usr}/include/torch/csrc/api/include/torch/version.h" 2>/dev/null || true)"
stamp+=" $(echo /usr/lib/*/openblas-openmp)"
if [[ -f "$out/libtorch_bridge.so" && "$(cat "$out/libtorch_bridge.stamp" 2>/dev/null)" == "$stamp" ]]; then
    exit 0
fi

mkdir -p "$out"
log="$out/build.log"
abi=()
if [[ -n "$libtorch" ]] && command -v nm >/dev/null && ! grep -qs "cxx11" <(nm -D --defined-only "$libtorch/lib/libc10.so" 2>/dev/null); then
    abi=(-DWORKBOOK_CXX11_ABI=0)
fi
if ! { cmake -S "$here" -B "$out/build" -DCMAKE_BUILD_TYPE=Release "-DWORKBOOK_LIBTORCH=$libtorch" "${abi[@]}" &&
       cmake --build "$out/build"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "The native bridge did not build; the whole log is in $log" >&2
    exit 1
fi
cp -f "$out/build/libtorch_bridge.so" "$out/libtorch_bridge.so.new"
mv -f "$out/libtorch_bridge.so.new" "$out/libtorch_bridge.so"
printf '%s' "$stamp" >"$out/libtorch_bridge.stamp"
