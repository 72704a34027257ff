// `omnictl get`: what there is, and with `--watch` what changes.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandLine } from './arguments.ts';
import { fail, type Output } from './output.ts';
import type { Day, FakeResource, Scenario } from './scenario.ts';
import { simulated } from './simulation.ts';
import { type FakeType, printed, typeOf } from './types.ts';

/** How often a watch looks for changes, in milliseconds. */
const pollInterval = 25;

export async function get(line: CommandLine, scenario: Scenario, output: Output, days: readonly Day[]): Promise<void> {
  const [word = '', id] = line.positionals;
  if (word === '' || line.positionals.length > 2)
    fail(`accepts between 1 and 2 arg(s), received ${line.positionals.length}`);
  const type = typeOf(word);
  if (!type) fail(`resource "${word}" is not registered`);
  if (line.flags.selector !== undefined && id !== undefined) fail('cannot specify both resource ID and selector');
  if (line.flags.output !== 'json') fail(`the fake prints json, not ${line.flags.output ?? 'table'}`);
  const wanted = (resource: FakeResource): boolean =>
    (id === undefined || resource.id === id) &&
    (resource.namespace ?? type.namespace) === (line.flags.namespace ?? type.namespace) &&
    matches(resource, line.flags.selector ?? '');
  if (line.flags.watch !== undefined) return watch(type, wanted, scenario, output, days);
  const found = all(scenario, type).filter(wanted);
  if (id !== undefined && found.length === 0)
    fail(`rpc error: code = NotFound desc = resource ${type.name}(${type.namespace}/${id}@undefined) doesn't exist`);
  for (const resource of found) output.write(printed(type, resource));
}

export function all(scenario: Scenario, type: FakeType): readonly FakeResource[] {
  const now = Date.now();
  if (type.plural === 'sysversions')
    return [{ id: 'current', spec: { backendversion: scenario.control().version, backendapiversion: 1 } }];
  return [...scenario.resources(type.plural), ...simulated(scenario.clusters(), scenario.control(), now, type.plural)];
}

async function watch(
  type: FakeType,
  wanted: (resource: FakeResource) => boolean,
  scenario: Scenario,
  output: Output,
  days: readonly Day[],
): Promise<void> {
  const started = Date.now();
  const { generation } = scenario.control();
  const endsAfter = days.find((day) => day.endsAfter !== undefined)?.endsAfter ?? Number.POSITIVE_INFINITY;
  const silentAfter = days.find((day) => day.silentAfter !== undefined)?.silentAfter ?? Number.POSITIVE_INFINITY;
  const retriesAfter = days.find((day) => day.retriesAfter !== undefined)?.retriesAfter ?? Number.POSITIVE_INFINITY;
  const shown = new Map<string, { resource: FakeResource; text: string }>();
  let stamp = '';
  for (;;) {
    const age = Date.now() - started;
    if (age >= Math.min(silentAfter, retriesAfter)) output.silence();
    if (age >= retriesAfter) {
      process.stderr.write(
        `2026-08-01T10:00:00.000Z\tWARN\tclient/client.go:656\twatch retrying\t{"error": "rpc error: code = Unavailable desc = connection refused", "type": "${type.name}"}\n`,
      );
      await sleep(300);
    }
    if (age >= endsAfter || scenario.control().generation !== generation)
      fail('watch error: rpc error: code = Unavailable desc = closing transport due to: connection error');
    const current = scenario.stamp(`types/${type.plural}.json`, 'clusters.json', 'control.json');
    if (current !== stamp || scenario.clusters().length > 0) {
      stamp = current;
      show(type, all(scenario, type).filter(wanted), shown, output);
    }
    await sleep(pollInterval);
  }
}

function show(
  type: FakeType,
  resources: readonly FakeResource[],
  shown: Map<string, { resource: FakeResource; text: string }>,
  output: Output,
): void {
  const gone = new Set(shown.keys());
  const texts: string[] = [];
  for (const resource of resources) {
    gone.delete(resource.id);
    const text = JSON.stringify(resource);
    const before = shown.get(resource.id);
    if (before?.text === text) continue;
    texts.push(printed(type, resource, before ? 'updated' : 'created'));
    shown.set(resource.id, { resource, text });
  }
  for (const id of gone) {
    const before = shown.get(id);
    if (before) texts.push(printed(type, before.resource, 'destroyed'));
    shown.delete(id);
  }
  if (texts.length > 0) output.write(texts.join(''));
}

/** The parts of the selector grammar that the program uses: `a`, `!a`, `a=b`, `a!=b`, joined with commas. */
function matches(resource: FakeResource, selector: string): boolean {
  const labels = resource.labels ?? {};
  return selector
    .split(',')
    .filter((term) => term.trim() !== '')
    .every((term) => {
      const [, not, key = '', operator, value = ''] = /^\s*(!?)\s*([^=!\s]+)\s*(!=|==?)?\s*(.*?)\s*$/.exec(term) ?? [];
      if (operator === undefined) return (labels[key] !== undefined) === (not === '');
      return operator === '!=' ? labels[key] !== value : labels[key] === value;
    });
}
