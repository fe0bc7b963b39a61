#!/bin/sh
# The evidence of docs/results/budget.md: chooses batch and rate on training images that are held out, then runs the studies.
#
#     nohup nice -n 19 sh tools/evidence/budget.sh OUT CIFAR-10-FOLDER >> OUT.log 2>&1 &
#
# SIGINT to the `rectified compare` under it saves and stops; the same command goes on where it stopped, by the same commit. Of
# every study all arms of one seed come first, then those of the next, so that what there is is always of whole pairs.
set -eu
out=$1
data=$2
recipe=packages/app/experiments/recipes/budget/cifar10-nin.yaml
mkdir -p "$out/recipes"

# with BATCH RATE FILE: the recipe with other settings.
with() {
  sed -e "s/^batch: .*/batch: $1/" -e "s/\(rate: { start: \)[0-9.]*/\1$2/" "$recipe" > "$3"
}

# study FOLDER RECIPE OPTIONS...
study() {
  folder=$1
  settings=$2
  shift 2
  echo "== $folder"
  npx rectified compare --recipe "$settings" --data "$data" --out "$out/$folder" "$@"
}

# The same rates for every arm; measured on the last 5,000 training images, with a seed that no study has.
pilots=
for setting in 32-0.02 32-0.01 32-0.04; do
  with "${setting%-*}" "${setting#*-}" "$out/recipes/$setting.yaml"
  study "pilot/$setting" "$out/recipes/$setting.yaml" \
    --limit 5000 --validation 5000 --test-limit 5000 --seeds 101
  pilots="$pilots $out/pilot/$setting"
done
[ -f "$out/chosen" ] || {
  # shellcheck disable=SC2086
  npx tsx --conditions=@rectified/source tools/evidence/choose.ts "$out/tried.md" $pilots > "$out/chosen.new"
  mv "$out/chosen.new" "$out/chosen"
}
cat "$out/tried.md"
read -r batch rate < "$out/chosen"
echo "chosen: batch $batch, rate $rate"
with "$batch" "$rate" "$out/recipes/chosen.yaml"

# Study A: the smaller the data, the better RReLU?
study study-a/5000 "$out/recipes/chosen.yaml" --limit 5000 --test-limit 10000 --seeds 1,2,3,4,5,6,7,8
study study-a/20000 "$out/recipes/chosen.yaml" --limit 20000 --test-limit 10000 --seeds 1,2,3,4,5,6
# Study B: all of CIFAR-10.
study study-b "$out/recipes/chosen.yaml" --seeds 1,2,3,4,5,6
