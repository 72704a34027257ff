#!/usr/bin/env bash
# Frees rack-a before the work on its power supply.
set -euo pipefail

kubectl drain prod-01-worker-a-4k2m9x --ignore-daemonsets --delete-emptydir-data

# 4101 is prod-01-worker-a, the Talos worker that Omni pinned to rack-a.
qm migrate 4101 rack-b --online # mistake: machine-class/vm-migration

omnictl get machinestatuses -l omni.sidero.dev/cluster=prod-01 -o json |
  jq -e 'all(.[]; .spec.cluster != null)' # mistake: script/omnictl-json

echo "rack-a can be switched off."
