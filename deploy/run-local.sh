#!/usr/bin/env bash
# Runs the five services as processes of their own on loopback ports, over one data folder, until Ctrl-C.
#
#   deploy/run-local.sh [--data DIR] [--port N] [--bin DIR]
#
# --data DIR  data folder (default ./isb-data), laid out as 'isb serve' has it
# --port N    first of five gRPC ports (default 7101); health and metrics are 10 above each
# --bin DIR   build or publish folder of services/Standalone (default: its Release build, made when it is not there)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=./isb-data
port=7101
bin=

while [ $# -gt 0 ]; do
  case $1 in
    --data | --port | --bin)
      [ $# -ge 2 ] || { echo "run-local: $1 needs a value" >&2; exit 2; }
      declare "${1#--}=$2"
      shift 2
      ;;
    -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "run-local: unknown option $1; see --help" >&2; exit 2 ;;
  esac
done

if [ -z "$bin" ]; then
  bin=$here/services/Standalone/bin/Release/net10.0
  [ -f "$bin/isb.dll" ] || dotnet build --configuration Release "$here/services/Standalone"
fi
[ -f "$bin/Orchestrator.dll" ] || { echo "run-local: no services in $bin; build services/Standalone first" >&2; exit 1; }

mkdir -p "$data/logs"
data=$(cd "$data" && pwd)
names=(Encoder Index QueryGeneration Evaluator Orchestrator)
pids=()

stop() {
  trap - EXIT INT TERM
  local pid deadline=$((SECONDS + 20))
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do
    while kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $deadline ]; do sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
  done
}
trap stop EXIT
trap 'exit 0' INT TERM

export Encoder__ModelsPath=$data/models Encoder__CachePath=$data/cache/embeddings
export Index__DataPath=$data/index QueryGeneration__DataPath=$data/query-generation Orchestrator__DataPath=$data
for i in "${!names[@]}"; do
  export "Services__${names[i]}=http://127.0.0.1:$((port + i))"
done

for i in "${!names[@]}"; do
  Hosting__GrpcPort=$((port + i)) Hosting__HttpPort=$((port + i + 10)) \
    dotnet "$bin/${names[i]}.dll" >"$data/logs/${names[i]}.log" 2>&1 &
  pids+=($!)
done

# Health is asked over HTTP/1 with what bash has: no curl is needed.
healthy() {
  local status
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3
  read -r status <&3 || status=
  exec 3>&-
  [[ $status == *" 200 "* ]]
}

for i in "${!names[@]}"; do
  deadline=$((SECONDS + 60))
  until healthy $((port + i + 10)) 2>/dev/null; do
    if ! kill -0 "${pids[i]}" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
      echo "run-local: ${names[i]} did not start; the end of $data/logs/${names[i]}.log:" >&2
      tail -n 5 "$data/logs/${names[i]}.log" >&2
      exit 1
    fi
    sleep 0.2
  done
  printf '%-16s http://127.0.0.1:%d  (health and metrics: http://127.0.0.1:%d)\n' "${names[i]}" $((port + i)) $((port + i + 10))
done
echo "Use them with: export ISB_SERVER=orchestrator=http://127.0.0.1:$((port + 4)),encoder=http://127.0.0.1:$port,querygeneration=http://127.0.0.1:$((port + 2))"
echo "Ctrl-C stops them."

# One that ends by itself is a failure of all.
wait -n "${pids[@]}" || true
echo "run-local: a service has ended; see $data/logs" >&2
exit 1
