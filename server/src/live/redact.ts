// The one redactor that stands before every log, report, journal and message. It knows exact secrets that it was told,
// and the shapes in which secrets appear in what programs print. What is no secret stays as it is.
import { findTokens } from '../core/schema/tokens.ts';
import { redactAssignments } from './redact-assignments.ts';
import { redactSecretManifests } from './redact-manifests.ts';

/** Stands where a secret stood. */
export const redacted = '[redacted]';

/** A shorter secret is not learned: taking out every occurrence of it would garble text and tell what it is. */
const shortestLearned = 6;

interface Shape {
  readonly pattern: RegExp;
  /** Puts back what is around the secret; without it the whole match is one. */
  readonly keep?: (match: readonly string[]) => string;
}

const shapes: readonly Shape[] = [
  // A private key of any kind, also within a JSON string, also when its end is missing.
  {
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\w+/=\s\\:,.()<>@-])*(?:-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)?/g,
  },
  // An OpenSSH key without its first line.
  { pattern: /\bb3BlbnNzaC1rZXktdj[A-Za-z0-9+/=\s\\]{40,}/g },
  // Base64 of `{"pgp_key":"`: the other order of a service account of Omni.
  { pattern: /\beyJwZ3Bfa2V5Ijoi[A-Za-z0-9+/]{40,}={0,2}/g },
  // A ticket of Proxmox.
  { pattern: /\bPVE(?:VNC)?:[^\s:"']{1,80}:[0-9A-F]{8}::[A-Za-z0-9+/]{40,}={0,2}/g },
  // Password hashes of crypt(3) and bcrypt.
  { pattern: /\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|[156y]\$[^\s$:]{1,60}\$[./A-Za-z0-9$]{20,120})/g },
  {
    // Quotes may be escaped: JSON within JSON.
    pattern: /\b(Authorization\\*["']?\s*[:=]\s*\\*["']?(?:[A-Za-z]+ )?)([^\s"',;\\]{4,})/gi,
    keep: ([, name]) => `${name}${redacted}`,
  },
  { pattern: /\b(Bearer\s+)((?=[^\s"',;]*[\d._])[A-Za-z0-9._~+/=-]{16,})/gi, keep: ([, name]) => `${name}${redacted}` },
  {
    pattern: /\b((?:Set-)?Cookie\\*["']?\s*:\s*\\*["']?[^=\s"']{1,60}=)([^\s;"'\\]{8,})/gi,
    keep: ([, name]) => `${name}${redacted}`,
  },
  // The password of an address, and a token that stands for the user.
  {
    pattern: /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>]{0,80}:)([^\s/@"'<>]{1,200})@/gi,
    keep: ([, head]) => `${head}${redacted}@`,
  },
  {
    pattern: /\b(https?:\/\/)((?=[^\s/:@]*\d)[^\s/:@"'<>]{16,200})@/gi,
    keep: ([, scheme]) => `${scheme}${redacted}@`,
  },
  // The parameters of a signed address.
  {
    pattern: /([?&](?:sig|signature|X-Amz-Signature|X-Goog-Signature|code)=)([^\s&"'#]{8,})/gi,
    keep: ([, name]) => `${name}${redacted}`,
  },
  // `curl -u name:password`, `sshpass -p password`.
  {
    pattern: /(\s(?:-u|--user|--proxy-user)[ =]["']?[^\s:"']{1,80}:)([^\s"']+)/g,
    keep: ([, head]) => `${head}${redacted}`,
  },
  { pattern: /(\bsshpass\s+-p\s*)("[^"]*"|'[^']*'|\S+)/g, keep: ([, head]) => `${head}${redacted}` },
];

/** Base64 of text that begins with `-----BEGIN `: a secret only where it holds a private key. */
const encodedBlock = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,}={0,2}/g;

/** `auth` of a Docker configuration: base64 of name and password. */
const dockerAuth = /("auth\\*"\s*:\s*\\*")([A-Za-z0-9+/]{8,}={0,2})/g;

/** Takes out what has the shape of a secret. Keeps JSON readable as JSON. */
export function redactShapes(text: string): string {
  let safe = redactSecretManifests(text);
  for (const { pattern, keep } of shapes) {
    if (keep === undefined) safe = safe.replace(pattern, redacted);
    else safe = safe.replace(pattern, (...match: string[]) => (match[0]?.includes(redacted) ? match[0] : keep(match)));
  }
  safe = safe.replace(encodedBlock, (block) => (decoded(block).includes('PRIVATE KEY') ? redacted : block));
  safe = safe.replace(dockerAuth, (all, head: string, value: string) =>
    decoded(value).includes(':') ? `${head}${redacted}` : all,
  );
  return redactAssignments(redactTokens(safe));
}

function redactTokens(text: string): string {
  let safe = '';
  let end = 0;
  for (const { span } of findTokens(text)) {
    if (span.start < end) continue;
    safe += text.slice(end, span.start) + redacted;
    end = span.end;
  }
  return safe + text.slice(end);
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

/** Redacts text; knows the secrets it was told in whatever form programs print them. */
export class Redactor {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  /** Remembers a secret of at least six characters, as it is and as JSON, an address or base64 would hold it. */
  learn(secret: string): void {
    const lines = secret.split(/\r?\n/).filter((line) => line.length >= 20 && !line.startsWith('-----'));
    for (const part of new Set([secret, secret.trim(), ...lines])) {
      if (part.length < shortestLearned) continue;
      const base64 = Buffer.from(part, 'utf8').toString('base64').replace(/=+$/, '');
      for (const form of [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part), base64])
        this.#forms.add(form);
    }
    const longestFirst = [...this.#forms].sort((a, b) => b.length - a.length);
    this.#pattern = longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(literally).join('|'), 'g');
  }

  /** The text without secrets; a text that holds none comes back as it is. */
  redact(text: string): string {
    return redactShapes(this.#pattern ? text.replace(this.#pattern, redacted) : text);
  }

  /** The same for lines that come one after the other: a key that spans lines is taken out of all of them. */
  lines(): (line: string) => string {
    let inKey = 0;
    return (line) => {
      const began = inKey > 0;
      if (began) inKey--;
      if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(line)) inKey = longestKey;
      if (/-----END [A-Z0-9 ]*PRIVATE KEY/.test(line)) inKey = 0;
      return began &&
        /^[\s|>"']*(?:[A-Za-z0-9+/=]{4,}|-----END .*|[A-Z][\w-]+: .*)?\s*$/.test(line) &&
        line.trim() !== ''
        ? redacted
        : this.redact(line);
    };
  }
}

/** Lines after which a key that never ended is taken to be over. */
const longestKey = 200;

/** The redactor of this process: secrets are the same for all that it prints. */
export const redactor = new Redactor();

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
