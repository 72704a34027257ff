/** The length of a text in UTF-8, which limits of servers count in. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** What base64 stands for, a character for each byte; undefined for text that is no base64. */
export function decodeBase64(text: string): string | undefined {
  const digits = text.replaceAll(/\s/g, '').replace(/={1,2}$/, '');
  let result = '';
  let bits = 0;
  let buffer = 0;
  for (const digit of digits) {
    const value = base64Digits.indexOf(digit);
    if (value < 0) return undefined;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    result += String.fromCharCode((buffer >> bits) & 0xff);
  }
  return result;
}
