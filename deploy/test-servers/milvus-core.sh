#!/usr/bin/env bash
# Prepares a server with Milvus' own C++ core for the tests: Debian sid's kylin-ai-vector-engine in a chroot.
#
#   deploy/test-servers/milvus-core.sh [FOLDER]
#
# FOLDER defaults to ${XDG_CACHE_HOME:-$HOME/.cache}/imagesearchbench/milvus-core, where the tests look for it (530 MB, kept).
# The Debian mirror is the one of this machine's own apt sources.
# Exit code 0: ready, the folder is printed. 3: cannot be prepared here, and why; the tests then skip, saying so.
set -euo pipefail

folder="${1:-${XDG_CACHE_HOME:-$HOME/.cache}/imagesearchbench/milvus-core}"
server=kylin-ai-vector-engine

cannot() {
  echo "milvus-core: $1" >&2
  exit 3
}

if [ -e "$folder/.ready" ]; then
  echo "$folder"
  exit 0
fi

[ "$(id -u)" = 0 ] || cannot "needs root, for chroot."
command -v apt-get >/dev/null || cannot "needs a Debian or Ubuntu machine (apt-get)."
command -v debootstrap >/dev/null || cannot "needs debootstrap: apt-get install debootstrap."
mirror=$(apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' | awk '$2 == "Debian" { print $1; exit }')
[ -n "$mirror" ] || cannot "finds no Debian mirror among the apt sources."

mkdir -p "$(dirname "$folder")"
exec 9> "$folder.lock"
flock 9
if [ -e "$folder/.ready" ]; then
  echo "$folder"
  exit 0
fi

building="$folder.new"
rm -rf "$building"
debootstrap --variant=minbase sid "$building" "$mirror" >&2 || cannot "debootstrap failed with the mirror of the apt sources."
cp /etc/resolv.conf /etc/hosts "$building/etc/"
# Install as this machine does (proxy, certificates). A mirror's sid index may be weeks old, which apt refuses unless told.
if [ -d /etc/apt/apt.conf.d ]; then
  grep -lsi 'proxy' /etc/apt/apt.conf.d/* | xargs -r -I{} cp {} "$building/etc/apt/apt.conf.d/" || true
fi
for step in update "-y --no-install-recommends install $server"; do
  # shellcheck disable=SC2086
  chroot "$building" env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Check-Valid-Until=false -o Acquire::Check-Date=false $step >&2 ||
    cannot "apt-get $step failed in the chroot."
done
chroot "$building" apt-get clean
chroot "$building" sh -c "command -v $server" >&2 || cannot "$server is not in this sid."
mkdir -p "$building/data"
touch "$building/.ready"
rm -rf "$folder"
mv "$building" "$folder"
echo "$folder"
