#!/usr/bin/env bash
# Generates the contract's Python classes into generated/, or the folder named. Needs protoc 3.15 or newer with the gRPC plugin
# (Debian: protobuf-compiler, protobuf-compiler-grpc), or pip's grpcio-tools.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-generated}
python=${PYTHON:-python3}
mkdir -p "$out"
proto=imagesearchbench/searchtarget/v1/searchtarget.proto
if command -v protoc >/dev/null && plugin=$(command -v grpc_python_plugin); then
  protoc -I ../../protos --python_out="$out" --grpc_python_out="$out" --plugin=protoc-gen-grpc_python="$plugin" "$proto"
else
  "$python" -m grpc_tools.protoc -I ../../protos --python_out="$out" --grpc_python_out="$out" "$proto"
fi
