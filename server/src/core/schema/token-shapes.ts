// Shapes of credentials that their issuers publish. A shape is enough: no measure of randomness is needed. Compared with
// the published rules of gitleaks (config/gitleaks.toml), TruffleHog (pkg/detectors) and secretlint (its recommended
// preset); Infisical's shape is that of backend/src/services/service-token, to whose token the browser appends a key of
// the same form. Each pattern takes a time that grows no faster than the text: bounded repeats, and none inside another.
import { decodeBase64 } from '../text/bytes.ts';

export interface TokenShape {
  /** What it is, as people call it. */
  readonly what: string;
  /**
   * Text that every token of the shape holds; the pattern runs only where it occurs. V8 finds one many times faster that has
   * less than seven letters and begins with one that is rare in YAML.
   */
  readonly hint: string;
  readonly pattern: RegExp;
  /** Told of each match: false for one that only looks alike. */
  readonly proof?: (text: string) => boolean;
  /** True for what is also used where it is no secret. */
  readonly mild?: boolean;
}

/** What people who run a cluster at home have beside it. */
const cloudTokens: readonly TokenShape[] = [
  // 40 characters and a checksum: developers.cloudflare.com/fundamentals/api/get-started/token-formats
  { what: 'a Cloudflare token', hint: 'cf', pattern: /\bcf(?:k|ut|at)_[A-Za-z0-9]{40}[0-9a-f]{8}\b/g },
  { what: 'a Cloudflare origin CA key', hint: 'v1.0-', pattern: /\bv1\.0-[0-9a-f]{24}-[0-9a-f]{146}\b/g },
  {
    // Base64 of `{"a":"`, 32 digits, `","t":"` and what follows: account, tunnel and secret.
    what: 'a token of a Cloudflare tunnel',
    hint: 'JhIjoi',
    pattern: /\beyJhIjoi[A-Za-z0-9+/]{44}LCJ0Ijoi[A-Za-z0-9+/]{60,300}={0,2}/g,
  },
  {
    what: 'a Backblaze B2 key',
    hint: 'K00',
    pattern: /(?<![\w+/-])K00\d[A-Za-z0-9+/]{27}(?![\w+/=-])/g,
    proof: isMixed,
  },
  {
    what: 'a Docker Hub token',
    hint: 'kr_',
    pattern: /\bdckr_(?:pat_[A-Za-z0-9_-]{27}|oat_[A-Za-z0-9_-]{32})(?![\w-])/g,
  },
  {
    what: 'a login of a container registry',
    hint: '"auth',
    pattern: /(?<="auth\\?" {0,4}: {0,4}\\?")[A-Za-z0-9+/]{12,2000}={0,2}(?=\\?")/g,
    proof: isLogin,
  },
  { what: 'a PyPI token', hint: 'AgEIcH', pattern: /\bpypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,1000}/g },
  { what: 'a 1Password service account', hint: '_eyJ', pattern: /\bops_eyJ[A-Za-z0-9+/]{200,2000}={0,2}/g },
  { what: 'a Terraform token', hint: '.atlas', pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/g },
  { what: 'a Pulumi token', hint: 'pul-', pattern: /\bpul-[0-9a-f]{40}\b/g },
  { what: 'a Sentry token', hint: 'yu_', pattern: /\bsntryu_[0-9a-f]{64}\b/g },
  {
    what: 'a Sentry token',
    hint: '_eyJ',
    pattern: /\bsntrys_eyJ[A-Za-z0-9+/]{20,600}={0,2}_[A-Za-z0-9+/]{43}(?![\w+/-])/g,
  },
  { what: 'a New Relic key', hint: 'NRAK-', pattern: /\bNRAK-[A-Z0-9]{27}\b/g },
  { what: 'a New Relic key', hint: 'NRAL', pattern: /\b(?:[a-z]{2}\d\dx{2})?[0-9a-f]{28,36}(?:FFFF)?NRAL\b/g },
  { what: 'a Brevo key', hint: 'sib-', pattern: /\bx(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}\b/g },
  { what: 'a MaxMind key', hint: '_mmk', pattern: /\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b/g },
  { what: 'an ntfy token', hint: 'tk_', pattern: /(?<![\w-])tk_(?=[a-z]*\d)[a-z0-9]{29}(?![\w-])/g },
  { what: 'a Plex token', hint: 'X-Plex', pattern: /(?<=X-Plex-Token=)[A-Za-z0-9_-]{20}(?![\w-])/g },
  { what: 'a Google OAuth secret', hint: 'GOCSPX', pattern: /\bGOCSPX-[A-Za-z0-9_-]{28}(?![\w-])/g },
  { what: 'a Stripe webhook secret', hint: 'whsec_', pattern: /\bwhsec_[A-Za-z0-9+/]{32,64}={0,2}(?![\w+/-])/g },
  { what: 'an Azure storage key', hint: 'Key=', pattern: /(?<=AccountKey=)[A-Za-z0-9+/]{86}==/g },
  { what: 'an Azure client secret', hint: 'Q~', pattern: /(?<![\w.~-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g },
  {
    what: 'a Teams webhook',
    hint: 'k.offi',
    pattern:
      /https:\/\/[a-z0-9-]{1,60}\.webhook\.office\.com\/webhookb2\/[0-9a-f@-]{73}\/IncomingWebhook\/[0-9a-f]{32}\/[0-9a-f-]{36}/g,
  },
  { what: 'a token of OpenShift', hint: '6~', pattern: /(?<![\w-])sha256~[A-Za-z0-9_-]{43}(?![\w-])/g },
  { what: 'an OpenRouter key', hint: 'k-or-', pattern: /\bsk-or-v1-[0-9a-f]{64}\b/g },
  { what: 'a Groq key', hint: 'gsk_', pattern: /\bgsk_[A-Za-z0-9]{52}\b/g },
  { what: 'a Perplexity key', hint: 'pplx-', pattern: /\bpplx-[A-Za-z0-9]{48}\b/g },
  { what: 'an xAI key', hint: 'xai-', pattern: /\bxai-[A-Za-z0-9]{80}\b/g },
  { what: 'a Hugging Face token', hint: '_org_', pattern: /\bapi_org_[A-Za-z]{34}\b/g },
  // Base64 of `{"k":"` and what follows.
  { what: 'a Grafana API key', hint: 'JrIjoi', pattern: /\beyJrIjoi[A-Za-z0-9+/]{60,400}={0,2}/g },
  { what: 'a Vault token', hint: 'hvs.', pattern: /(?<![\w.-])hvs\.[A-Za-z0-9]{24}(?![\w.-])/g, proof: isMixed },
  {
    // It begins with the base64 of the bot's id, which is 17 to 20 digits.
    what: 'a Discord bot token',
    hint: '.',
    pattern:
      /(?<![\w.-])(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){5,6}(?:[MNO][AQgw]|[MNO][DTjz][AEIMQUYcgk])?\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}(?![\w-])/g,
  },
];

/** White space and headers between the first line of a key and its digits, also where line breaks are written as `\n`. */
const keyBody = /(?=(?:\\[nr]|[\s"'|>]|[A-Z][A-Za-z-]{2,19}: [^\n\r\\]{0,120}(?=[\n\r\\])){0,300}[A-Za-z0-9+/=]{30})/
  .source;

const keyShapes: readonly TokenShape[] = [
  {
    what: 'a private key',
    hint: 'PRIVAT',
    pattern: new RegExp(`-----BEGIN (?!ENCRYPTED )(?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----${keyBody}`, 'g'),
  },
  {
    what: 'a private key with a passphrase',
    hint: 'ENCRYP',
    pattern: new RegExp(`-----BEGIN ENCRYPTED PRIVATE KEY-----${keyBody}`, 'g'),
    mild: true,
  },
  {
    // As kubeconfig, talosconfig and the secrets of Talos have it.
    what: 'a private key in base64',
    hint: 'LS0tLS',
    pattern: /(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi[A-Za-z0-9+/]{60,20000}={0,2}/g,
    proof: (text) => /^-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----/.test(decodeBase64(text.slice(0, 80)) ?? ''),
  },
  {
    what: 'a private key of WireGuard',
    hint: 'vateKe',
    pattern: /(?<=\bPrivateKey {0,8}= {0,8})[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=/g,
  },
  {
    what: 'a preshared key of WireGuard',
    hint: 'Presha',
    pattern: /(?<=\bPresharedKey {0,8}= {0,8})[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=/g,
  },
];

/** Capitals, small letters and digits: no word and no number. */
function isMixed(text: string): boolean {
  return /[A-Z].*[A-Z]/.test(text) && /[a-z].*[a-z]/.test(text) && /\d/.test(text);
}

/** Base64 of a name and a password that is no example of one. */
function isLogin(text: string): boolean {
  const [, password] = /^[^\s:]{1,200}:(\S{6,})$/.exec(decodeBase64(text) ?? '') ?? [];
  return password !== undefined && !/^(?:my|your)?[-_]?(?:pass|secret|token|change|example)/i.test(password);
}

export const tokenShapes: readonly TokenShape[] = [
  { what: 'a GitHub token', hint: 'gh', pattern: /\bgh[opusr]_[A-Za-z0-9]{36,255}\b/g },
  // The token of an app's installation holds a JSON web token since 2026.
  { what: 'a GitHub token', hint: 'ghs_', pattern: /\bghs_\d{1,12}_[A-Za-z0-9_.-]{100,2000}/g },
  { what: 'a GitHub token', hint: '_pat_', pattern: /\bgithub_pat_[A-Za-z0-9_]{82}\b/g },
  {
    what: 'a GitLab token',
    hint: 'gl',
    pattern:
      /\bgl(?:pat|rt|dt|ptt|agent|cbt|ft|imt|ffct|oas|soat)-[A-Za-z0-9_-]{20,300}(?:(?:\.[0-9a-z]{2})?\.[0-9a-z]{9})?/g,
  },
  {
    what: 'a GitLab runner registration token',
    hint: 'GR1348',
    pattern: /\bGR1348941[A-Za-z0-9_-]{20}(?![A-Za-z0-9_-])/g,
  },
  { what: 'an AWS access key', hint: 'IA', pattern: /\b(?:AKIA|ASIA|ABIA)[A-Z2-7]{16}\b/g, mild: true },
  { what: 'a Slack token', hint: 'xox', pattern: /\b(?:xoxe\.)?xox[abeposr]-[0-9A-Za-z-]{20,200}/g },
  { what: 'a Slack token', hint: 'xapp-', pattern: /\bxapp-\d-[A-Z0-9]{6,20}-\d{6,20}-[0-9a-z]{30,100}\b/g },
  {
    what: 'a Slack webhook',
    hint: 'ks.sla',
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/T[A-Z0-9]{6,12}\/[A-Za-z0-9/]{30,60}/g,
  },
  { what: 'a Stripe key', hint: 'k_', pattern: /\b[sr]k_(?:live|prod)_[0-9A-Za-z]{20,250}\b/g },
  { what: 'an age key', hint: 'AGE-SE', pattern: /\bAGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]{58}\b/g },
  {
    what: 'a JSON web token',
    hint: 'yJ',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}/g,
    mild: true,
  },
  {
    what: 'a Tailscale key',
    hint: 'key-',
    pattern: /\btskey-(?:(?:auth|client|api|scim|webhook)-)?[A-Za-z0-9]{6,40}-[A-Za-z0-9]{16,80}\b/g,
  },
  {
    what: 'an Infisical service token',
    hint: 'st.',
    pattern: /\bst\.(?:[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9a-f]{32}(?:\.[0-9a-f]{32})?\b/g,
  },
  { what: 'an Anthropic key', hint: 'k-ant-', pattern: /\bsk-ant-[a-z]{3,6}\d\d-[A-Za-z0-9_-]{60,120}/g },
  { what: 'an OpenAI key', hint: 'sk-', pattern: /\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,200}/g },
  { what: 'an OpenAI key', hint: 'T3Blbk', pattern: /\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b/g },
  { what: 'a Hugging Face token', hint: 'hf_', pattern: /\bhf_[A-Za-z0-9]{34}\b/g },
  { what: 'a Grafana token', hint: 'glsa_', pattern: /\bglsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}\b/g },
  { what: 'a Grafana token', hint: 'glc_', pattern: /\bglc_[A-Za-z0-9+/]{32,400}={0,2}/g },
  { what: 'a Vault token', hint: 'hv', pattern: /\bhv[sbr]\.[A-Za-z0-9_-]{80,300}/g },
  { what: 'a Doppler token', hint: 'dp.', pattern: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,80}/g },
  { what: 'an npm token', hint: 'npm_', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: 'a Google API key', hint: 'AIza', pattern: /\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/g },
  { what: 'a DigitalOcean token', hint: '_v1_', pattern: /\bdo[opr]_v1_[0-9a-f]{64}\b/g },
  { what: 'a SendGrid key', hint: 'SG.', pattern: /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g },
  {
    what: 'a Discord webhook',
    hint: '/api/w',
    pattern: /https:\/\/discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,80}/g,
  },
  { what: 'a Telegram bot token', hint: ':AA', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
  {
    // Base64 of `{"name":"` and what follows; the key of a service account or of an infrastructure provider.
    what: 'a key of Omni',
    hint: 'JuYW1l',
    pattern: /\beyJuYW1lIjoi[A-Za-z0-9+/]{120,8000}={0,2}/g,
  },
  {
    what: 'a Proxmox API token',
    hint: 'PVEAPI',
    pattern: /\bPVEAPIToken=[^\s!"']{1,80}![^\s="']{1,80}=[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  },
  {
    what: 'a Proxmox Backup API token',
    hint: 'PBSAPI',
    pattern: /\bPBSAPIToken=[^\s!"']{1,80}![^\s:="']{1,80}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  },
  ...cloudTokens,
  ...keyShapes,
];
