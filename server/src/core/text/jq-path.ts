// What jq certainly refuses in an expression for a path, as Argo CD runs it: `del(<expression>)`. All else counts as fine.

export interface JqFault {
  /** What is wrong, as a sentence. */
  readonly why: string;
  /** The expression as it was most likely meant. */
  readonly right?: string;
}

/** Nobody writes a longer expression; some patterns look at the rest of it from each place. */
const longest = 4000;

/** The first fault of an expression; undefined where none is certain. */
export function jqFault(expression: string): JqFault | undefined {
  const bare = expression.length > longest ? undefined : withoutStrings(expression);
  return bare === undefined
    ? undefined
    : (startFault(expression) ?? signFault(expression, bare) ?? keyFault(expression));
}

const string = /"(?:[^"\\]|\\[\s\S])*"/g;

/** The expression with its strings emptied; undefined where jq's `\(…)` in one may hold further strings. */
function withoutStrings(expression: string): string | undefined {
  return expression.includes('\\(') ? undefined : expression.replace(string, '""').replace(/#.*/g, '').trim();
}

/** Keys at the top of Kubernetes objects, none of which is a function of jq. */
const topKey = /^(?:spec|metadata|status|data|stringData|binaryData|webhooks|roleRef|subjects)(?=[.[]|$)/;

function startFault(expression: string): JqFault | undefined {
  const text = expression.trim();
  if (/^\$[.[]/.test(text)) {
    const right = text.startsWith('$.') ? text.slice(1) : undefined;
    return { why: '`$` begins a path of JSONPath; one of jq begins with a dot.', ...(right ? { right } : {}) };
  }
  if (text.startsWith('/'))
    return { why: 'This is a JSON pointer, which stands in `jsonPointers`, and no path of jq.' };
  return topKey.test(text) ? { why: 'A path of jq begins with a dot.', right: `.${text}` } : undefined;
}

/** The end of something a dot can follow: a name, an index, a group, a string. */
const end = String.raw`(?:[A-Za-z_]\w*|[\])"?])`;
const doubled = new RegExp(String.raw`${end}\.\.`);
const dangling = new RegExp(String.raw`${end}\.\s*(?:$|[|,)\]}])`);

function signFault(expression: string, bare: string): JqFault | undefined {
  if (bare.includes("'")) {
    const right = expression.replaceAll(/'([^'"\\]*)'/g, '"$1"');
    return { why: 'Texts stand in double quotes in jq.', ...(/'/.test(right) ? {} : { right }) };
  }
  if (!isBalanced(bare)) return { why: 'A bracket or a quote has no partner.' };
  if (bare.includes('[*]')) return { why: 'jq writes all items of a list as `[]`.', right: star(expression, '[*]') };
  if (/[\w\]]\.\*/.test(bare)) return { why: 'jq writes all items as `[]`.', right: star(expression, '.*') };
  if (/^[|,]|[|,]$|\|\s*\||,\s*,/.test(bare)) return { why: 'Nothing stands beside a `|` or a `,`.' };
  if (doubled.test(bare)) return { why: 'Two dots follow one another.' };
  return dangling.test(bare) ? { why: 'No name follows a dot.' } : undefined;
}

function star(expression: string, sign: string): string {
  return expression.replaceAll(sign, '[]');
}

/** `-` and `/` calculate in jq: a key that holds them needs quotes. */
function keyFault(expression: string): JqFault | undefined {
  if (!/^\.[\w.\-/[\]?]+$/.test(expression) || !/\w[-/]\w/.test(expression)) return undefined;
  const why = 'jq calculates with `-` and `/`, so a key that holds one is written in brackets and quotes.';
  const [, owner, key] = /^(.*\.(?:annotations|labels|matchLabels|nodeSelector))\.([^[\]?]+)$/.exec(expression) ?? [];
  if (owner !== undefined) return { why, right: `${owner}["${key}"]` };
  const right = expression.replaceAll(/\.(\w+(?:-\w+)+)/g, '["$1"]');
  return /\//.test(expression) || right.startsWith('[') ? { why } : { why, right };
}

const closingOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Whether brackets and double quotes pair up in a text without strings. */
function isBalanced(bare: string): boolean {
  const open: string[] = [];
  for (const sign of bare.replaceAll('""', '')) {
    if (sign === '"') return false;
    const closing = closingOf[sign];
    if (closing) open.push(closing);
    else if (')]}'.includes(sign) && open.pop() !== sign) return false;
  }
  return open.length === 0;
}
