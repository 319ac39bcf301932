#!/bin/sh
# Makes both encoders from nothing: draws scenes, trains, exports, measures. About 20 minutes on two cores. Writes artifacts/ and samples/models/.
# Needs the .NET SDK and Python 3 with torch, onnx, numpy and Pillow (Debian: python3-torch python3-onnx python3-numpy python3-pil libopenblas0-pthread).
set -eu
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}
data=${DATA:-artifacts/scenes-training}
here=samples/training
# Waiting threads that spin take the processor from those that work.
export OMP_WAIT_POLICY=PASSIVE

draw() {
    [ -f "$data/$1/captions.jsonl" ] ||
        dotnet run -c Release --project samples/generator -- --count "$2" --seed "$3" --prefix "$4" --size 256 --details --out "$data/$1"
}

draw train 20000 1001 t
draw dev 1000 2002 v
draw test 1000 3003 e
for name in ${1:-scenes-tiny scenes-small}; do
    "$python" $here/train.py "$name" --data "$data" --out "$data/$name"
    "$python" $here/export.py "$name" --data "$data" --sample samples/scenes --out "samples/models/$name"
    "$python" $here/evaluate.py "samples/models/$name" --scenes "$data/test" --readme
done
