// Formats of short texts, as Go's standard library reads them.

/** A duration as Go's time.ParseDuration takes it: `90s`, `1h30m`, `0`. */
export function isGoDuration(text: string): boolean {
  return /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.test(text);
}

/** An address as Go's netip.ParseAddr takes it, a zone included. */
export function isAddress(text: string): boolean {
  return isIPv4(text) || isIPv6(text.replace(/%.+$/, ''));
}

/** A prefix as Go's netip.ParsePrefix takes it: no zone, no leading zero in the length. */
export function isPrefix(text: string): boolean {
  const [, address = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  if (isIPv4(address)) return Number(length) <= 32;
  return isIPv6(address) && Number(length) <= 128;
}

/** What Talos picks addresses by: a prefix or a single address, with `!` in front for all but those. */
export function isSubnet(text: string): boolean {
  const bare = text.replace(/^!/, '');
  return isPrefix(bare) || isAddress(bare);
}

function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIPv6(text: string): boolean {
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const embedded = last.includes('.');
  if (embedded && !isIPv4(last)) return false;
  const words = embedded ? groups.slice(0, -1) : groups;
  if (!words.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return false;
  const count = words.length + (embedded ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

/** `address:port`, an IPv6 address in brackets. */
export function isAddressAndPort(text: string): boolean {
  const [, six, four, port = ''] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  return (
    Number(port) <= 65535 && port !== '' && (six === undefined ? isIPv4(four ?? '') : isIPv6(six.replace(/%.+$/, '')))
  );
}

/** Pairs of hexadecimal digits between colons, as a MAC address has them. */
export function isHexPairs(text: string): boolean {
  return /^[0-9a-f]{2}(?::?[0-9a-f]{2})*$/i.test(text);
}

/** A size in bytes as go-humanize takes it: a number, with commas or without, and a unit of 1000 or 1024. */
export function isByteSize(text: string): boolean {
  const written = /^[\d.,]*/.exec(text)?.[0] ?? '';
  const unit = text.slice(written.length).trim();
  const digits = written.replaceAll(',', '');
  const [, letter = '', binary = ''] = /^([kmgtpe]?)(i?)b?$/i.exec(unit) ?? [];
  if (!/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(digits)) return false;
  if (!/^(?:[kmgtpe]i?)?b?$/i.test(unit)) return false;
  const power = letter === '' ? 0 : 'kmgtpe'.indexOf(letter.toLowerCase()) + 1;
  return Number(digits) * (binary === '' ? 1000 : 1024) ** power < 2 ** 64;
}

/** A share of a disk: `80%`. */
export function isShare(text: string): boolean {
  const [, number] = /^([-+]?(?:\d+(?:\.\d*)?|\.\d+))%$/.exec(text) ?? [];
  return number !== undefined && Number(number) <= 100;
}

/** A URL with a scheme and a host as Go's url.Parse takes it: whole escapes, closed brackets, a port in digits. */
export function isGoUrl(text: string): boolean {
  const [, authority, path = '', fragment = ''] =
    /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)([^?#]*)(?:\?[^#]*)?(#.*)?$/is.exec(text) ?? [];
  if (authority === undefined || [...text].some((letter) => letter < ' ' || letter === '\x7f')) return false;
  if (/%(?![0-9a-f]{2})/i.test(path + fragment)) return false;
  const split = authority.lastIndexOf('@');
  if (/[^\w\-.~!$&'()*+,;=:@%]/.test(authority.slice(0, Math.max(split, 0)))) return false;
  return /^(?:\[[^[\]\s]*\]|[^[\]\s\\^`{|}%:]*)(?::\d*)?$/.test(authority.slice(split + 1));
}
