// Which files git keeps, read from its index (git Documentation/gitformat-index.txt, versions 2 to 4); no git is run.

const signature = 'DIRC';
const headerSize = 12;
const extended = 0x4000;

/**
 * Paths of all files in an index, relative to the repository's top; undefined for what cannot be read.
 * @param hashSize bytes of a hash: 20 for SHA-1, 32 for SHA-256
 */
export function pathsInIndex(bytes: Buffer, hashSize: number): readonly string[] | undefined {
  if (bytes.length < headerSize || bytes.toString('latin1', 0, 4) !== signature) return undefined;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  // Ten numbers that `stat` gave, the hash of the content, flags.
  const entrySize = 40 + hashSize + 2;
  const paths: string[] = [];
  let offset = headerSize;
  let before = Buffer.alloc(0);
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    if (offset + entrySize > bytes.length) return undefined;
    const hasMore = (bytes.readUInt16BE(offset + entrySize - 2) & extended) !== 0;
    const nameAt = offset + entrySize + (version >= 3 && hasMore ? 2 : 0);
    const shared = version === 4 ? readOffset(bytes, nameAt) : { value: before.length, next: nameAt };
    const end = bytes.indexOf(0, shared.next);
    if (end < 0 || shared.value > before.length) return undefined;
    // In version 4 a name takes over the beginning of the one before.
    before = Buffer.concat([before.subarray(0, before.length - shared.value), bytes.subarray(shared.next, end)]);
    paths.push(before.toString('utf8'));
    // Before version 4, one to eight zeros fill up to a multiple of eight.
    offset = version === 4 ? end + 1 : offset + (Math.floor((end - offset) / 8) + 1) * 8;
  }
  return paths;
}

/** A number of variable length, seven bits in each byte, as in the offsets of packs. */
function readOffset(bytes: Buffer, start: number): { readonly value: number; readonly next: number } {
  let next = start;
  let byte = bytes[next++] ?? 0;
  let value = byte & 0x7f;
  while (byte & 0x80) {
    byte = bytes[next++] ?? 0;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, next };
}
