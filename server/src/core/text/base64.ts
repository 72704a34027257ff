// Base64, as Secrets hold their values.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** True for what Go's base64.StdEncoding decodes: padded, and with nothing between the signs but line breaks. */
export function isBase64(text: string): boolean {
  const signs = text.replaceAll(/[\r\n]/g, '');
  return signs.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(signs);
}

/** The ASCII text that is written in base64; undefined where it is no base64, or holds anything else. */
export function decodeBase64(encoded: string): string | undefined {
  const signs = encoded.replaceAll(/\s/g, '').replace(/={0,2}$/, '');
  let text = '';
  let bits = 0;
  let held = 0;
  for (const sign of signs) {
    const value = alphabet.indexOf(sign);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const code = (held >> bits) & 0xff;
    if (code > 0x7e) return undefined;
    text += String.fromCharCode(code);
  }
  return text;
}
