#!/bin/sh
# Runs the kernels of @rectified/native under AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer, and with
# every vector width that this machine has: by packages/core/native/test/driver, without TensorFlow and Node.
#
#   sh tools/sanitize.sh [cases] [seed]        CXX=clang++ for another compiler
set -eu
cd "$(dirname "$0")/../packages/core/native"
cxx=${CXX:-g++}
cases=${1:-5}
seed=${2:-1}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

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
  for source in test/driver/driver.cc src/kernels/*.cc; do
    "$cxx" -std=c++17 -g $3 "$machine" -DRECTIFIED_VECTOR_BYTES="$2" -w -Isrc/kernels -c "$source" -o "$folder/$(basename "$source").o" &
  done
  wait
  # shellcheck disable=SC2086
  "$cxx" $3 "$folder"/*.o -o "$folder/driver" -lpthread
  "$folder/driver" "$cases" "$seed"
}

for width in $widths; do run "no sanitizer" "$width" "-O3"; done
widest=${widths##* }
run "AddressSanitizer and UndefinedBehaviorSanitizer" "$widest" "-O1 -fsanitize=address,undefined -fno-sanitize-recover=all"
run "AddressSanitizer and UndefinedBehaviorSanitizer" 16 "-O1 -fsanitize=address,undefined -fno-sanitize-recover=all"
run "ThreadSanitizer" "$widest" "-O1 -fsanitize=thread"
