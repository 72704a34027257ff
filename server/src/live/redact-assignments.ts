// Takes out the values of names that stand for a secret: `password=…`, `"token": "…"`, `--client-secret …`, in text, YAML,
// environment files, JSON, and JSON within JSON. Prose about secrets (`invalid token: expired`) stays.

/** Stands where a secret stood; the same word as the redactor's. */
const redacted = '[redacted]';

const names =
  'passw(?:or)?d|passwort|passphrase|pwd|secret|token|credentials?|(?:api|access|account|auth|client|encryption|master|private|secret|service|session|shared|signing|unseal)[_.-]?key|totp|kubeconfig[_-]?data|secretbox';

/**
 * A name and what separates it from its value. What may stand between: a suffix (`_B64`), a closing quote, which within
 * JSON within JSON has backslashes before it. The name's beginning does not matter, so it is not read.
 */
const assignment = new RegExp(
  `(?<word>${names})(?:[_-]?(?:b64|base64|value|data|hash|plain|override|string))?(?<quote>\\\\*["'])?(?<separator>[ \\t]*(?:=>|:=|=|:)[ \\t]*)`,
  'gi',
);

const flag = new RegExp(`(?<=(?:^|\\s)--?[\\w-]{0,60})(?<word>${names})[ \\t]+(?=[^\\s-])`, 'gi');

/** A block scalar of YAML, whose value is on the lines below. */
const block = new RegExp(
  `^(?<indent>[ \\t]*)(?<head>(?:- +)?["']?[\\w.-]*(?:${names})["']?:[ \\t]*[|>][-+0-9]*[ \\t]*\\r?\\n)(?<body>(?:(?:\\k<indent>[ \\t]+[^\\n]*|[ \\t]*)(?:\\n|$))+)`,
  'gim',
);

/** Names that end like a secret's and hold the name of one, or no secret. */
const otherNames = /(?:External|Push|Pull)secret$|(?:next|continue|page)[_-]?token$/i;

/** A variable in a list: `- name: DB_PASSWORD`, and below it `value: …`. */
const variable = new RegExp(
  `(name\\\\*["']?:[ \\t]*\\\\*["']?[\\w.-]*(?:${names})\\\\*["']?,?\\s*\\\\*["']?value\\\\*["']?:[ \\t]*\\\\*["']?)([^\\s"',}\\\\]+)`,
  'gi',
);

export function redactAssignments(text: string): string {
  const withoutBlocks = text.replace(block, (all, ...rest: unknown[]) => {
    const { indent, head, body } = rest.at(-1) as { indent: string; head: string; body: string };
    return body.trim() === '' ? all : `${indent}${head}${indent}  ${redacted}\n`;
  });
  const withoutVariables = withoutBlocks.replace(variable, (_, head: string) => head + redacted);
  return replaceValues(replaceValues(withoutVariables, assignment), flag);
}

function replaceValues(text: string, pattern: RegExp): string {
  let safe = '';
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const start = match.index + match[0].length;
    if (match.index < end) continue;
    const word = match.groups?.word ?? '';
    if (otherNames.test(text.slice(Math.max(0, match.index - 20), match.index) + word)) continue;
    const value = isPhrase(text, match.index, word, match.groups?.separator)
      ? { text: text.slice(start, lineEnd(text, start)), start, end: lineEnd(text, start), bareJson: false }
      : valueAt(text, start, match.groups?.quote, match.groups?.separator);
    if (!value || !isSecret(value.text, word, text, match.index)) continue;
    // A number in JSON becomes a string, so that the JSON stays readable.
    const mark = value.bareJson ? `${match.groups?.quote}${redacted}${match.groups?.quote}` : redacted;
    safe += text.slice(end, value.start) + mark;
    end = value.end;
  }
  return safe + text.slice(end);
}

/** True for a line of YAML that is a name and a plain value of several words. */
function isPhrase(text: string, at: number, word: string, separator: string | undefined): boolean {
  if (!/^pass/.test(word) || separator === undefined || !/^:[ \t]+$/.test(separator)) return false;
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, lineEnd(text, at));
  return /^[ \t]*(?:- +)?[\w.-]*:[ \t]+[^\s"'[{|>&*!%#@`](?:[^\s#,:]| (?!#))+\r?$/.test(line);
}

interface Value {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly bareJson: boolean;
}

/** The value that begins at an offset; its quotes are not part of it. */
function valueAt(text: string, at: number, nameQuote: string | undefined, separator = ' '): Value | undefined {
  const quote = /^\\*["'`]/.exec(text.slice(at, at + 20))?.[0];
  if (quote !== undefined) {
    const start = at + quote.length;
    const end = closing(text, start, quote);
    return { text: text.slice(start, end), start, end, bareJson: false };
  }
  const rest = /^[^\s,;&"'`)\]}|<>\\]+/.exec(text.slice(at, at + 10_000))?.[0];
  if (rest === undefined || /^[[{]/.test(rest)) return undefined;
  const json = nameQuote !== undefined && separator.includes(':');
  // After `name: ` prose may follow; a value is alone there.
  const alone = /^[ \t]*(?:$|[\r\n,;)\]}#"'\\]|\w+[=:])/.test(text.slice(at + rest.length, at + rest.length + 60));
  if (/:[ \t]+$/.test(separator) && !alone) return undefined;
  return { text: rest, start: at, end: at + rest.length, bareJson: json };
}

function closing(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + quote.length)) {
    let before = 0;
    while (at - before > from && text[at - 1 - before] === '\\') before++;
    // Each level of JSON doubles the backslashes; what is left over belongs to a quote within the value.
    if (quote === "'" || before % (2 * quote.length) === 0) return at;
  }
  return lineEnd(text, from);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** False for what only stands in a secret's place: nothing, a switch, a variable, a template, prose. */
function isSecret(value: string, word: string, text: string, at: number): boolean {
  if (value.length < 3 || value.startsWith(redacted) || /^\[?redacted\]?$|^\*+$|^<.*>$/i.test(value)) return false;
  if (/^(?:true|false|null|none|nil|undefined|required|optional|missing|empty|yes|no|unset)$/i.test(value))
    return false;
  if (/^\$(?:\{[^}]*\}?|\(|[A-Za-z_]\w*$)|^\{\{|^%[({]/.test(value)) return false;
  // `PWD=/root` is where a shell stands.
  if (/^pwd$/i.test(word)) return !(value.startsWith('/') || /[a-z]/i.test(text[at - 1] ?? ''));
  // `secretKey: clientSecret` of an ExternalSecret is a name, not a key.
  if (/^secret[_.-]?key$/i.test(word)) return value.length >= 30 || !/^[A-Za-z][A-Za-z_.-]*$/.test(value);
  // Tokens and the names of secrets are told apart by what no prose and no name has.
  if (!/^(?:token|secret|credentials?)$/i.test(word)) return true;
  if (/^[a-z0-9-]{1,30}\/[a-z0-9.-]{1,40}$/.test(value)) return false;
  return value.length >= 20 || !/^[a-z]+(?:[-.][a-z]+)*$/.test(value);
}
