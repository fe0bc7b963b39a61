#!/bin/sh
# The evidence of docs/results/budget.md: chooses batch and rate on held-out training images, then runs the studies.
#
#     nohup nice -n 19 sh tools/evidence/budget.sh OUT CIFAR-10-FOLDER CIFAR-100-FOLDER [STAGE...] >> OUT.log 2>&1 &
#
# Stages: pilot, a-5000, a-20000, b, c; default: all of them, in this order. SIGINT to its `rectified compare` saves
# and stops; the same command at the same commit continues. Each study runs all arms with one seed before it starts the next,
# so what has been finished always consists of whole pairs.
#
# Runs whose measurements are in docs/results are not repeated, and the stage `keep` adds every run that has ended. Commit those
# archives: on another machine the same command at the same commit then continues with the next run.
set -eu
if [ $# -lt 3 ]; then
  sed -n 's/^#     //p' "$0" >&2
  exit 2
fi
out=$1
cifar10=$2
cifar100=$3
shift 3
recipes=packages/app/experiments/recipes/budget
mkdir -p "$out/recipes"

# study FOLDER RECIPE OPTIONS...
study() {
  folder=$1
  settings=$2
  shift 2
  echo "== $folder"
  records restore "$folder"
  npx rectified compare --recipe "$settings" --out "$out/$folder" "$@"
}

# records keep|restore FOLDER
records() {
  npx tsx --conditions=@rectified/source tools/evidence/records.ts "$1" "$out/$2" "docs/results/$(echo "$2" | tr / -)/runs"
}

keep() {
  for folder in study-a/5000 study-a/20000 study-b study-c; do
    if [ -f "$out/$folder/compare.json" ]; then records keep "$folder"; fi
  done
}

# with BATCH RATE FILE: the recipe with other settings.
with() {
  sed -e "s/^batch: .*/batch: $1/" -e "s/\(rate: { start: \)[0-9.]*/\1$2/" "$recipes/cifar10-nin.yaml" > "$3"
}

# The same rates for every arm; measured on the last 5,000 training images, with a seed that no study has.
pilot() {
  pilots=
  for setting in 32-0.02 32-0.01 32-0.04; do
    with "${setting%-*}" "${setting#*-}" "$out/recipes/$setting.yaml"
    study "pilot/$setting" "$out/recipes/$setting.yaml" --data "$cifar10" \
      --limit 5000 --validation 5000 --test-limit 5000 --seeds 101
    pilots="$pilots $out/pilot/$setting"
  done
  # shellcheck disable=SC2086
  npx tsx --conditions=@rectified/source tools/evidence/choose.ts "$out/tried.md" $pilots > "$out/chosen.new"
  mv "$out/chosen.new" "$out/chosen"
  cat "$out/tried.md"
}

# by_chosen FOLDER OPTIONS...: a study with the settings that the pilot chose, here or, without one here, for the recipe. The
# compiled engine is a tenth faster.
by_chosen() {
  chosen=$recipes/cifar10-nin.yaml
  if [ -f "$out/chosen" ]; then
    read -r batch rate < "$out/chosen"
    echo "chosen: batch $batch, rate $rate"
    chosen=$out/recipes/chosen.yaml
    with "$batch" "$rate" "$chosen"
  fi
  folder=$1
  shift
  study "$folder" "$chosen" --data "$cifar10" --engine compiled "$@"
}

[ $# -gt 0 ] || set -- pilot a-5000 a-20000 b c
for stage in "$@"; do
  case $stage in
    pilot) pilot ;;
    keep) keep ;;
    # Study A: the smaller the data, the better RReLU?
    a-5000) by_chosen study-a/5000 --limit 5000 --test-limit 10000 --seeds 1,2,3,4,5,6,7,8 ;;
    a-20000) by_chosen study-a/20000 --limit 20000 --test-limit 10000 --seeds 1,2,3,4,5,6 ;;
    # Study B: all of CIFAR-10. Study C: all of CIFAR-100, by the settings that CIFAR-10 chose. Two runs at a time,
    # with a thread each: a sixth faster than one with two threads, and with the same bits.
    b) by_chosen study-b --jobs 2 --seeds 1,2,3,4,5,6 ;;
    c) study study-c "$recipes/cifar100-nin.yaml" --data "$cifar100" --dataset cifar100 --engine compiled --jobs 2 --seeds 1,2,3,4,5,6 ;;
    *)
      echo "no stage $stage: pilot, a-5000, a-20000, b, c, keep" >&2
      exit 2
      ;;
  esac
done
