// System extensions that Sidero publishes (siderolabs/extensions). The list is never complete: a name that is not in it
// says nothing, only a near miss does.

/** Omni puts this before a name without a `/` (omni internal/backend/extensions, OfficialPrefix). */
export const officialPrefix = 'siderolabs/';

const names = `
amazon-ena amd-ucode amdgpu binfmt-misc bird2 bnx2-bnx2x btrfs cachefilesd chelsio-drivers chelsio-firmware
cloudflared crun ctr drbd dvb-cx23885 dvb-m88ds3103 ecr-credential-provider fuse3 gasket-driver glibc gpio-pinctrl
gvisor gvisor-debug hailort harbor-credential-provider hyperv-guest-agent i915 intel-hd-audio intel-ice-firmware
intel-npu intel-ucode iscsi-tools joydev kata-containers kata-containers-snp libvirtd lldpd mdadm mei
mellanox-mstflint metal-agent multipath-tools nebula netbird newt nfs-utils nfsd nfsrahead nonfree-kmod-nvidia-lts
nonfree-kmod-nvidia-production nut-client nvidia-container-toolkit-lts nvidia-container-toolkit-production
nvidia-fabricmanager-lts nvidia-fabricmanager-production nvidia-gdrdrv-device nvidia-open-gpu-kernel-modules-lts
nvidia-open-gpu-kernel-modules-production nvme-cli panfrost px-fuse qemu qemu-guest-agent qlogic-firmware
realtek-firmware revpi-firmware rockchip-rknn soci-snapshotter spin stargz-snapshotter tailscale tenstorrent
thunderbolt trident-iscsi-tools uhid uinput urunc usb-audio-drivers usb-modem-drivers util-linux-tools
v4l-uvc-drivers vc4 vmtoolsd-guest-agent wasmedge xdma-driver xe xen-guest-agent youki zerotier zfs
`;

export const officialExtensions: ReadonlySet<string> = new Set(
  names
    .trim()
    .split(/\s+/)
    .map((name) => officialPrefix + name),
);

/** Extensions that were split into two lines of drivers and no longer exist under the short name. */
const split = new Set(
  ['nonfree-kmod-nvidia', 'nvidia-container-toolkit', 'nvidia-fabricmanager', 'nvidia-open-gpu-kernel-modules'].map(
    (name) => officialPrefix + name,
  ),
);

/** The names that took the place of an extension, the usual one first. */
export function successorsOf(name: string): readonly string[] {
  return split.has(name) ? [`${name}-production`, `${name}-lts`] : [];
}

/** The name Omni looks up. */
export function completeName(name: string): string {
  return name.includes('/') ? name : officialPrefix + name;
}
