#!/usr/bin/env bash
# Destroys a cluster and creates it again from its template: the drill, and the recovery.
# Everything that was not backed up elsewhere is gone afterwards.
#   CLUSTER=lab scripts/rebuild-cluster.sh
set -euo pipefail
cd "$(dirname "$0")/.."

CLUSTER="${CLUSTER:?name of the cluster, such as lab}"
TEMPLATE="clusters/${CLUSTER}.yaml"
GITOPS_REPOSITORY="${GITOPS_REPOSITORY:-../gitops}"
CILIUM_VERSION="${CILIUM_VERSION:-1.18.4}"
ARGOCD_VERSION="${ARGOCD_VERSION:-9.1.4}"

step() { printf '\n== %s\n' "$*"; }

step "Check the template"
omnictl cluster template validate -f "$TEMPLATE"

read -r -p "Type ${CLUSTER} to destroy it: " answer
[ "$answer" = "$CLUSTER" ] || { echo "Nothing was changed."; exit 1; }

step "Destroy"
timeout 10m omnictl cluster template delete -f "$TEMPLATE"

step "Create"
for class in rack-control-plane rack-worker-a rack-worker-b rack-worker-c rack-gpu lab-control-plane bare-metal; do
  omnictl apply -f "machine-classes/${class}.yaml"
done
omnictl cluster template sync -f "$TEMPLATE"

step "Wait for the API server"
omnictl kubeconfig -c "$CLUSTER" --force kubeconfig
export KUBECONFIG="$PWD/kubeconfig"
for _ in $(seq 60); do
  kubectl get --raw /readyz >/dev/null 2>&1 && break
  sleep 10
done

step "Network"
# 1450: larger packets do not fit through SideroLink.
helm upgrade --install cilium oci://quay.io/cilium/charts/cilium --version "$CILIUM_VERSION" \
  --namespace kube-system \
  --set ipam.mode=kubernetes \
  --set kubeProxyReplacement=true \
  --set k8sServiceHost=localhost \
  --set k8sServicePort=7445 \
  --set cgroup.autoMount.enabled=false \
  --set cgroup.hostRoot=/sys/fs/cgroup \
  --set MTU=1450
kubectl wait node --all --for=condition=Ready --timeout=10m
omnictl cluster template status -f "$TEMPLATE" --wait 10m

step "Argo CD"
helm upgrade --install argocd oci://ghcr.io/argoproj/argo-helm/argo-cd --version "$ARGOCD_VERSION" \
  --namespace argocd --create-namespace --wait \
  --set configs.params."server\.insecure"=true
kubectl apply -f "$GITOPS_REPOSITORY/bootstrap/"

echo "Argo CD takes it from here: kubectl -n argocd get applications -w"
