#!/bin/sh
# Runs the kernels of @rectified/native under AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer, and with
# every vector width of this machine, using packages/compute/native/test/driver, without TensorFlow.
#
#   sh tools/sanitize.sh [cases] [seed]
#
# CXX names the compiler. The default is the first of clang++ and g++ whose sanitizers link (distributions package their
# runtimes separately). If neither has them, the script says so and runs nothing.
set -eu
cd "$(dirname "$0")/../packages/compute/native"
cases=${1:-5}
seed=${2:-1}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

has_sanitizers() { # compiler
  command -v "$1" > /dev/null || return 1
  for kind in address,undefined thread; do
    echo 'int main() { return 0; }' | "$1" -x c++ - "-fsanitize=$kind" -o "$folder/probe" 2> /dev/null || return 1
    "$folder/probe" 2> /dev/null || return 1
  done
}

cxx=
for candidate in ${CXX:-clang++ g++}; do
  if has_sanitizers "$candidate"; then
    cxx=$candidate
    break
  fi
done
if [ -z "$cxx" ]; then
  needed='the runtimes of AddressSanitizer and ThreadSanitizer (Debian: libclang-rt-dev for clang, libasan and libtsan for gcc)'
  if [ -n "${CXX:-}" ]; then
    echo "sanitizers: $CXX does not find $needed" >&2
    exit 2
  fi
  echo "sanitizers: not run, neither clang++ nor g++ finds $needed"
  exit 0
fi
echo "sanitizers of $("$cxx" --version | head -n 1)"

machine=-march=native
widths=16
case $(uname -m) in
  x86_64)
    # shellcheck disable=SC2086
    macros=$($cxx $machine -dM -E -x c++ /dev/null)
    case $macros in *__AVX2__*) widths="$widths 32" ;; esac
    case $macros in *__AVX512F__*) widths="$widths 64" ;; esac
    ;;
  aarch64 | arm64) machine=-mcpu=native ;;
esac

run() { # name, vector width, flags
  echo "== $1, vectors of $2 bytes"
  rm -f "$folder"/*.o
  # shellcheck disable=SC2086
  for source in test/driver/*.cc src/kernels/*.cc; do
    "$cxx" -std=c++17 -g $3 "$machine" -DRECTIFIED_VECTOR_BYTES="$2" -w -Isrc/kernels -I"$folder" -c "$source" -o "$folder/$(basename "$source").o" &
  done
  wait
  # shellcheck disable=SC2086
  "$cxx" $3 "$folder"/*.o -o "$folder/driver" -lpthread -ldl
  "$folder/driver" "$cases" "$seed"
}

npx tsx --conditions=@rectified/source test/driver/print-formulas.ts >"$folder/formulas.h"
for width in $widths; do run "no sanitizer" "$width" "-O3 -fschedule-insns"; done
widest=${widths##* }
run "AddressSanitizer and UndefinedBehaviorSanitizer" "$widest" "-O1 -fsanitize=address,undefined -fno-sanitize-recover=all"
run "AddressSanitizer and UndefinedBehaviorSanitizer" 16 "-O1 -fsanitize=address,undefined -fno-sanitize-recover=all"
run "ThreadSanitizer" "$widest" "-O1 -fsanitize=thread"
