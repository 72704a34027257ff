// Bytes of a file to text. What is not text is said, never guessed.

export type Decoded = { readonly text: string } | { readonly problem: string };

/** Reads UTF-8 or, where a byte order mark says so, UTF-16 (YAML 1.2.2, 5.2). */
export function decodeText(bytes: Uint8Array): Decoded {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { problem: 'This file is not UTF-8 text, so it is not checked. Save it as UTF-8.' };
  }
}
