#!/bin/sh
# The evidence of docs/results/budget.md: chooses batch and rate on training images that are held out, then runs the studies.
#
#     nohup nice -n 19 sh tools/evidence/budget.sh OUT CIFAR-10-FOLDER CIFAR-100-FOLDER [STAGE...] >> OUT.log 2>&1 &
#
# Stages: pilot, a-5000, a-20000, b, c; without one all of them, in this order. SIGINT to the `rectified compare` under it saves
# and stops; the same command goes on where it stopped, by the same commit. Of every study all arms of one seed come first, then
# those of the next, so that what there is is always of whole pairs.
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
  npx rectified compare --recipe "$settings" --out "$out/$folder" "$@"
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

# by_chosen FOLDER OPTIONS...: a study by the settings that were chosen; whole steps as one function, which is a tenth faster.
by_chosen() {
  [ -f "$out/chosen" ] || {
    echo "nothing is chosen in $out: run the stage pilot first" >&2
    exit 2
  }
  read -r batch rate < "$out/chosen"
  echo "chosen: batch $batch, rate $rate"
  with "$batch" "$rate" "$out/recipes/chosen.yaml"
  folder=$1
  shift
  study "$folder" "$out/recipes/chosen.yaml" --data "$cifar10" --engine compiled "$@"
}

[ $# -gt 0 ] || set -- pilot a-5000 a-20000 b c
for stage in "$@"; do
  case $stage in
    pilot) pilot ;;
    # Study A: the smaller the data, the better RReLU?
    a-5000) by_chosen study-a/5000 --limit 5000 --test-limit 10000 --seeds 1,2,3,4,5,6,7,8 ;;
    a-20000) by_chosen study-a/20000 --limit 20000 --test-limit 10000 --seeds 1,2,3,4,5,6 ;;
    # Study B: all of CIFAR-10. Study C: all of CIFAR-100, by the settings that CIFAR-10 chose.
    b) by_chosen study-b --seeds 1,2,3,4,5,6 ;;
    c) study study-c "$recipes/cifar100-nin.yaml" --data "$cifar100" --dataset cifar100 --engine compiled --seeds 1,2,3,4,5,6 ;;
    *)
      echo "no stage $stage: pilot, a-5000, a-20000, b, c" >&2
      exit 2
      ;;
  esac
done
