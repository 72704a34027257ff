// `omni-scale secrets accept`: what is reported of secrets today goes into the list of known ones, so that only new ones are.
import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { acceptSecrets, removeEntries, type SecretToAccept, unneededEntries } from '../core/features/accept-secrets.ts';
import type { LanguageService } from '../core/service.ts';
import { applyEdits } from '../core/text/edits.ts';
import { LineIndex } from '../core/text/lines.ts';
import { load } from './check.ts';
import type { Command, Terminal } from './command.ts';
import { displayPath } from './output.ts';

export const secrets: Command = {
  name: 'secrets',
  summary: 'Accept the secrets that stand in files today, so that only new ones are reported',
  usage: 'omni-scale secrets accept [folder] [--prune] [--guessable]',
  help: [
    'accept  writes a hash of each secret that `check` reports into `omni-scale.yaml`; no value is written or shown',
    '',
    'What is accepted is still readable for everybody who can read the repository: replace it when you can. A hash is no',
    'place to keep a password either. Whoever has the file can try guesses against it, so values that are short or made of',
    'words are not accepted: move them into a Secret, or silence them with a comment and a reason.',
    '',
    'Options',
    '  --prune      remove entries whose value is in no file now',
    '  --guessable  accept values too that can be guessed; sensible where nobody gets `omni-scale.yaml` without the files',
    '',
    'Exit: 0 the list is as it should be, 2 could not run.',
    '',
    'Example: omni-scale secrets accept . --prune',
  ],
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { prune: { type: 'boolean', default: false }, guessable: { type: 'boolean', default: false } },
  });
  const [action, path = '.', ...more] = positionals;
  if (action !== 'accept' || more.length > 0) return terminal.fail(`usage: ${secrets.usage}`);
  const target = resolve(terminal.cwd, path);
  const isThere = await fs.access(target).then(
    () => true,
    () => false,
  );
  if (!isThere) return terminal.fail(`${path} does not exist`);
  const { service, chosen } = await load([target], terminal);
  let code = 0;
  for (const { uri } of service.folders) {
    const inside = chosen.filter((file) => service.file(file)?.folder === uri);
    if (inside.length > 0) code = Math.max(code, await acceptIn({ service, folder: uri, inside, terminal, ...values }));
  }
  return code;
}

interface Job {
  readonly service: LanguageService;
  readonly folder: string;
  /** The files asked for. */
  readonly inside: readonly string[];
  readonly terminal: Terminal;
  readonly prune: boolean;
  readonly guessable: boolean;
}

async function acceptIn({ service, folder, inside, terminal, prune, guessable }: Job): Promise<number> {
  const list = service.conventionsFile(folder);
  if (!list) return terminal.fail(`omni-scale.yaml in ${fileURLToPath(folder)} cannot be read`);
  const name = displayPath(list.uri, terminal.cwd);
  const everywhere = service.uris().filter((uri) => service.file(uri)?.folder === folder);
  const unneeded = unneededEntries(list.text, secretsIn(service, everywhere));
  const pruned = prune ? applyEdits(list.text, removeEntries(list.text, unneeded)) : list.text;
  const newSalt = randomBytes(16).toString('hex');
  const accepted = acceptSecrets(pruned, secretsIn(service, inside), { newSalt, guessable });
  if (!accepted)
    return terminal.fail(
      `${name} is written in a way that cannot be added to; write \`secrets:\` and its list in lines of their own`,
    );
  const text = applyEdits(pruned, accepted.edits);
  if (text !== list.text) await write(fileURLToPath(list.uri), text);
  const { added } = accepted;
  terminal.print(
    added === 0
      ? `${name}: nothing new to accept.`
      : `${name}: ${count(added, 'value is', 'values are')} accepted now.`,
  );
  tellUnneeded(name, list.text, unneeded, prune, terminal);
  if (!guessable) tellGuessable(service, inside, terminal);
  return 0;
}

function tellUnneeded(
  name: string,
  text: string,
  unneeded: ReturnType<typeof unneededEntries>,
  prune: boolean,
  terminal: Terminal,
): void {
  if (unneeded.length === 0) return;
  const what = count(unneeded.length, 'entry matches', 'entries match');
  terminal.print(`${name}: ${what} no value any more; ${prune ? 'removed' : '`--prune` removes'}:`);
  const lines = new LineIndex(text);
  for (const { hash, span } of unneeded) {
    const { line } = lines.position(span.start);
    const [, note = ''] = /#[ \t]*(.*)/.exec(text.slice(span.end).split('\n', 1)[0] ?? '') ?? [];
    terminal.print(`  ${name}:${line + 1}: ${hash.slice(0, 12)}…${note === '' ? '' : ` ${note.trim()}`}`);
  }
}

function tellGuessable(service: LanguageService, uris: readonly string[], terminal: Terminal): void {
  const places = uris.flatMap((uri) => {
    const lines = new LineIndex(service.file(uri)?.text ?? '');
    const { salt, accepted } = service.conventions(service.file(uri)?.folder ?? '').secrets;
    return service.findingsOfSecrets(uri).flatMap((finding) => {
      const open = finding.secrets
        ?.hashes(salt ?? '')
        .some(({ hash, guessable }) => guessable && !(salt && accepted.includes(hash)));
      if (!open) return [];
      const { line, character } = lines.position(finding.span.start);
      return `  ${displayPath(uri, terminal.cwd)}:${line + 1}:${character + 1} ${finding.rule}`;
    });
  });
  if (places.length === 0) return;
  const what = count(places.length, 'finding stays', 'findings stay');
  terminal.print(
    `${what}, because a value there could be guessed from its hash. Move it into a Secret, silence it with a comment and a reason, or accept it with \`--guessable\`:`,
  );
  for (const place of places) terminal.print(place);
}

function secretsIn(service: LanguageService, uris: readonly string[]): readonly SecretToAccept[] {
  return uris.flatMap((uri) =>
    service.findingsOfSecrets(uri).flatMap(({ secrets: written }) => {
      const path = service.file(uri)?.path ?? '';
      return written ? [{ secrets: written, path }] : [];
    }),
  );
}

/** Keeps the byte order mark that the text was read without. */
async function write(path: string, text: string): Promise<void> {
  const before = await fs.readFile(path).catch(() => undefined);
  const mark = before?.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? '\uFEFF' : '';
  await fs.writeFile(path, mark + text);
}

function count(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`;
}
