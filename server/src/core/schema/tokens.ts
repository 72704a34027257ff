// Shapes of credentials that their issuers publish. A shape is enough: no measure of randomness is needed. Compared with
// the published rules of gitleaks (config/gitleaks.toml) and TruffleHog (pkg/detectors); Infisical's shape is that of
// backend/src/services/service-token, to whose token the browser appends a key of the same form.
import { type Span, span } from '../text/span.ts';

interface TokenShape {
  /** What it is, as people call it. */
  readonly what: string;
  /** Text that every token of the shape holds; the pattern runs only where it occurs. */
  readonly hint: string;
  readonly pattern: RegExp;
  /** True for what is also used where it is no secret. */
  readonly mild?: boolean;
}

const shapes: readonly TokenShape[] = [
  { what: 'a GitHub token', hint: 'gh', pattern: /\bgh[opusr]_[A-Za-z0-9]{36,255}\b/g },
  // The token of an app's installation holds a JSON web token since 2026.
  { what: 'a GitHub token', hint: 'ghs_', pattern: /\bghs_\d{1,12}_[A-Za-z0-9_.-]{100,2000}/g },
  { what: 'a GitHub token', hint: 'github_pat_', pattern: /\bgithub_pat_[A-Za-z0-9_]{82}\b/g },
  {
    what: 'a GitLab token',
    hint: 'gl',
    pattern: /\bgl(?:pat|rt|dt|ptt|agent|cbt|ft|imt|ffct|oas|soat)-[A-Za-z0-9_-]{20,300}(?:\.[0-9a-z]{9})?/g,
  },
  { what: 'an AWS access key', hint: 'IA', pattern: /\b(?:AKIA|ASIA|ABIA)[A-Z2-7]{16}\b/g, mild: true },
  { what: 'a Slack token', hint: 'xox', pattern: /\bxox[abeposr]-[0-9A-Za-z-]{20,200}/g },
  { what: 'a Slack token', hint: 'xapp-', pattern: /\bxapp-\d-[A-Z0-9]{6,20}-\d{6,20}-[0-9a-z]{30,100}\b/g },
  {
    what: 'a Slack webhook',
    hint: 'hooks.slack.com',
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/T[A-Z0-9]{6,12}\/[A-Za-z0-9/]{30,60}/g,
  },
  { what: 'a Stripe key', hint: 'k_', pattern: /\b[sr]k_(?:live|prod)_[0-9A-Za-z]{20,250}\b/g },
  { what: 'an age key', hint: 'AGE-SECRET-KEY-', pattern: /\bAGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{58}\b/g },
  {
    what: 'a JSON web token',
    hint: 'eyJ',
    pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}/g,
    mild: true,
  },
  {
    what: 'a Tailscale key',
    hint: 'tskey-',
    pattern: /\btskey-(?:auth|client|api|scim|webhook)-[A-Za-z0-9]{6,40}-[A-Za-z0-9]{16,80}\b/g,
  },
  {
    what: 'an Infisical service token',
    hint: 'st.',
    pattern: /\bst\.(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9a-f]{32}(?:\.[0-9a-f]{32})?\b/g,
  },
  { what: 'an Anthropic key', hint: 'sk-ant-', pattern: /\bsk-ant-[a-z]{3,6}\d\d-[A-Za-z0-9_-]{60,120}/g },
  { what: 'an OpenAI key', hint: 'sk-', pattern: /\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}/g },
  { what: 'an OpenAI key', hint: 'T3BlbkFJ', pattern: /\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b/g },
  { what: 'a Hugging Face token', hint: 'hf_', pattern: /\bhf_[A-Za-z0-9]{34}\b/g },
  { what: 'a Grafana token', hint: 'glsa_', pattern: /\bglsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}\b/g },
  { what: 'a Grafana token', hint: 'glc_', pattern: /\bglc_[A-Za-z0-9+/]{32,400}={0,2}/g },
  { what: 'a Vault token', hint: 'hv', pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{80,300}/g },
  { what: 'a Doppler token', hint: 'dp.', pattern: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,80}/g },
  { what: 'an npm token', hint: 'npm_', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: 'a Google API key', hint: 'AIza', pattern: /\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/g },
  { what: 'a DigitalOcean token', hint: 'do', pattern: /\bdo[opr]_v1_[0-9a-f]{64}\b/g },
  { what: 'a SendGrid key', hint: 'SG.', pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g },
  {
    what: 'a Discord webhook',
    hint: '/api/webhooks/',
    pattern: /https:\/\/discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,80}/g,
  },
  { what: 'a Telegram bot token', hint: ':AA', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
  {
    // Base64 of `{"name":"` and what follows; the key of a service account or of an infrastructure provider.
    what: 'a key of Omni',
    hint: 'eyJuYW1lIjoi',
    pattern: /\beyJuYW1lIjoi[A-Za-z0-9+/]{120,8000}={0,2}/g,
  },
  {
    what: 'a Proxmox API token',
    hint: 'PVEAPIToken=',
    pattern: /\bPVEAPIToken=[^\s!"']{1,80}![^\s="']{1,80}=[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  },
  {
    what: 'a private key',
    hint: 'PRIVATE KEY',
    pattern:
      /-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|PGP) )?PRIVATE KEY(?: BLOCK)?-----(?=(?:\\n|[\s"'|>])*[A-Za-z0-9+/=]{30})/g,
  },
];

export interface FoundToken {
  readonly what: string;
  readonly span: Span;
  /** The credential itself: of a private key all of its block, though only the first line is pointed at. */
  readonly value: string;
  readonly mild: boolean;
}

/** Every credential in a text whose shape is known, left to right; stand-ins of documentation are passed over. */
export function findTokens(text: string): readonly FoundToken[] {
  const found: FoundToken[] = [];
  for (const { what, hint, pattern, mild } of shapes) {
    if (!text.includes(hint)) continue;
    for (const match of text.matchAll(pattern)) {
      if (isStandIn(match[0])) continue;
      const at = span(match.index, match.index + match[0].length);
      found.push({ what, span: at, value: credentialAt(text, at), mild: mild === true });
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function credentialAt(text: string, at: Span): string {
  const begin = text.slice(at.start, at.end);
  if (!begin.startsWith('-----BEGIN ')) return begin;
  const rest = text.slice(at.end, at.end + 20_000);
  const end = rest.indexOf('-----END ');
  // Without its end, the first line of digits tells it from others.
  return begin + (end < 0 ? (/[A-Za-z0-9+/=]{30,}/.exec(rest)?.[0] ?? '') : rest.slice(0, end));
}

/** True for `ghp_xxxxxxxx`, `AKIA…EXAMPLE` and the like. */
export function isStandIn(text: string): boolean {
  return /x{6}|X{6}|\*{3}|0{12}|1234567890|EXAMPLE|example|placeholder|redacted|your[-_]?(?:token|key)/i.test(text);
}
