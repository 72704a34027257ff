/** Units people write after a number of bytes. None exists in a storage selector; there it takes the number itself. */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['k', 1],
  ['m', 2],
  ['g', 3],
  ['t', 4],
  ['p', 5],
]);

/** The bytes a unit stands for: 1024³ for `GiB` and `Gi`, 1000³ for `GB`. Undefined for anything else. */
export function bytesOfUnit(text: string): bigint | undefined {
  const match = /^([kmgtp])(i?)(b?)$/i.exec(text);
  const exponent = EXPONENTS.get(match?.[1]?.toLowerCase() ?? '');
  if (match === null || exponent === undefined) return undefined;
  // A lone letter could be any name.
  if (match[2] === '' && match[3] === '') return undefined;
  return (match[2] === '' ? 1000n : 1024n) ** BigInt(exponent);
}

/** The whole number of bytes in an amount of a unit, `1.5` GiB included; undefined when it is not whole. */
export function bytesOf(amount: string, unit: bigint): bigint | undefined {
  const whole = wholeNumber(amount);
  if (whole !== undefined) return whole * unit;
  const product = Number(amount) * Number(unit);
  return Number.isSafeInteger(product) ? BigInt(product) : undefined;
}

/** The value of an int, uint or double literal that is a whole number: `100`, `0x10`, `100u`, `100.0`, `1e9`. */
export function wholeNumber(text: string): bigint | undefined {
  if (/^(?:0x[0-9a-f]{1,16}|[0-9]{1,20})u?$/i.test(text)) return BigInt(text.replace(/u$/i, ''));
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
}
