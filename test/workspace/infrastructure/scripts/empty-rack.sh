#!/usr/bin/env bash
# Frees rack-a before the work on its power supply.
set -euo pipefail

kubectl drain prod-01-worker-a-4k2m9x --ignore-daemonsets --delete-emptydir-data

# 4101 is prod-01-worker-a, the Talos worker that Omni pinned to rack-a.
qm migrate 4101 rack-b --online # mistake: machine-class/vm-migration

echo "rack-a can be switched off."
