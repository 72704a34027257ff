/** True for a whole number as Go's strconv.Atoi reads it: a sign or none, and digits, within 64 bits. */
export function isGoInteger(text: string): boolean {
  if (!/^[-+]?\d+$/.test(text)) return false;
  const size = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, size) === size;
}
