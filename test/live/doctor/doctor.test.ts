// The prerequisites as they are on real machines: programs that are there, missing or hanging, and systems on bad days.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Check, runChecks } from '../../../server/src/live/doctor/check.ts';
import { checkPrerequisites } from '../../../server/src/live/doctor/doctor.ts';
import { programChecks } from '../../../server/src/live/doctor/programs.ts';
import { failed, type Result } from '../../../server/src/live/fault.ts';
import { Omnictl } from '../../../server/src/live/omni/omnictl.ts';
import type { Output } from '../../../server/src/live/process.ts';
import type { ProviderHost } from '../../../server/src/live/provider/host.ts';
import { defaultStaleAfter, type LiveSettings } from '../../../server/src/live/settings.ts';
import { kubernetesDouble } from '../../support/kubernetes/double.ts';
import { errors, fakeOmnictl } from '../../support/omnictl/index.ts';

/** A folder with programs of our own, each a script; only they and the shell's are found while the test runs. */
function programs(t: TestContext, scripts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'omni-scale-doctor-'));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const { PATH } = process.env;
  process.env.PATH = folder;
  t.after(() => {
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

const settings = (given: Partial<LiveSettings>): LiveSettings => ({
  ...{ omni: {}, kubernetes: {}, provider: {}, staleAfter: defaultStaleAfter },
  ...given,
});

function found(checks: readonly Check[], id: string): Omit<Check, 'id' | 'name'> {
  const { id: _, name: __, ...rest } = checks.find((check) => check.id === id) ?? assert.fail(`no check ${id}`);
  return rest;
}

test('programs that are there tell their version', async (t) => {
  programs(t, {
    git: 'echo git version 2.39.5',
    helm: 'echo v3.19.0+g3d8990f',
    talosctl: 'printf "Client:\\nTalos v1.13.6\\n"',
  });
  const checks = await runChecks(programChecks({}));
  assert.deepEqual(
    checks.map(({ id, verdict, found: version }) => [id, verdict, version]),
    [
      ['git', 'ok', '2.39.5'],
      ['helm', 'ok', 'v3.19.0+g3d8990f'],
      ['talosctl', 'ok', 'v1.13.6'],
    ],
  );
});

test('programs that are missing are skipped, unless a setting names them', async (t) => {
  programs(t, {});
  const missing = await runChecks(programChecks({}));
  assert.deepEqual(
    missing.map(({ verdict }) => verdict),
    ['skipped', 'skipped', 'skipped'],
  );
  assert.deepEqual(found(missing, 'helm'), {
    verdict: 'skipped',
    found: 'Not found. The runbook Bootstrap GitOps needs it.',
    repair: 'Install helm, or name it: `omniScale.helm.path` (`--helm`).',
  });
  const named = found(await runChecks(programChecks({ helmPath: '/opt/none/helm' })), 'helm');
  assert.deepEqual([named.verdict, named.fault], ['problem', 'program-missing']);
});

test('a program that fails says how', async (t) => {
  programs(t, { git: 'echo "xcrun: error: invalid active developer path" >&2; exit 1' });
  assert.deepEqual(found(await runChecks(programChecks({})), 'git'), {
    verdict: 'problem',
    found: '`git --version` ended with 1: xcrun: error: invalid active developer path.',
    repair: 'Install git.',
  });
});

test('a program that hangs is ended', { timeout: 60_000 }, async (t) => {
  const folder = programs(t, { helm: 'exec /bin/sleep 600' });
  const [plan] = programChecks({ helmPath: join(folder, 'helm') }).filter(({ id }) => id === 'helm');
  assert.ok(plan);
  const [check] = await runChecks([{ ...plan, deadline: 200 }]);
  assert.deepEqual([check?.verdict, check?.fault], ['problem', 'timeout']);
});

/** A host that answers every command like this. */
function host(answer: Result<Output>): ProviderHost {
  return {
    name: 'root@rack-a',
    run: async () => answer,
    stream: async () => failed('failed', 'not asked'),
    close: () => {},
  };
}

const output = (code: number, stdout = ''): Result<Output> => ({ ok: true, value: { code, stdout, stderr: '' } });

async function given(t: TestContext) {
  const fake = fakeOmnictl();
  const double = await kubernetesDouble();
  t.after(async () => {
    assert.deepEqual(fake.alive(), [], 'no omnictl is left');
    fake.remove();
    await double.close();
  });
  const all = settings({ omni: fake.settings, kubernetes: { kubeconfig: double.kubeconfig } });
  const check = (way?: ProviderHost, omni: LiveSettings['omni'] = fake.settings) =>
    checkPrerequisites({ omnictl: new Omnictl(omni), ...(way ? { host: way } : {}) }, all);
  return { fake, double, check };
}

test('everything is in order', async (t) => {
  const { fake, check } = await given(t);
  const checks = await check(host(output(0, 'Docker version 28.1.1\n')));
  assert.deepEqual(
    checks.filter(({ verdict }) => verdict === 'problem'),
    [],
  );
  assert.deepEqual(found(checks, 'omnictl'), { verdict: 'ok', found: `1.9.3 (\`${fake.path}\`)` });
  assert.match(found(checks, 'omni-context').found, /^context lab, https:\/\/omni\.example\.internal/);
  assert.deepEqual(found(checks, 'omni-sign-in'), { verdict: 'ok', found: 'Omni v1.9.3 answers.' });
  assert.match(found(checks, 'kubernetes').found, /^context test, Kubernetes v1\./);
  assert.deepEqual(found(checks, 'provider-host'), {
    verdict: 'ok',
    found: 'root@rack-a answers. Docker version 28.1.1.',
  });
});

test('an omnictl of another minor version, a sign-in that is needed, and one that is too old', async (t) => {
  const { fake, check } = await given(t);
  const older = join(fake.folder, 'older-omnictl');
  writeFileSync(older, `#!/bin/sh\n[ "$1" = --version ] && exec echo omnictl version v1.8.0\nexec ${fake.path} "$@"\n`);
  chmodSync(older, 0o755);
  assert.deepEqual(found(await check(undefined, { ...fake.settings, omnictlPath: older }), 'omni-sign-in'), {
    verdict: 'warning',
    found: 'Omni v1.9.3 answers. omnictl is 1.8.0, of another minor version.',
    repair: 'Install omnictl 1.9.',
  });
  const day = fake.day({ signIn: true });
  const asked = found(await check(), 'omni-sign-in');
  assert.deepEqual(
    [asked.verdict, asked.fault, asked.repair],
    [
      'problem',
      'sign-in',
      `Sign in to Omni: run \`${fake.path} --omniconfig ${fake.omniconfig} get sysversions\` in a terminal.`,
    ],
  );
  day.over();
  fake.day({ fails: errors.tooOld });
  assert.deepEqual(
    [found(await check(), 'omni-sign-in').fault, found(await check(), 'omnictl').verdict],
    ['version', 'ok'],
  );
});

test('a cluster that refuses, and a host that can not be trusted', async (t) => {
  const { double, check } = await given(t);
  double.bad.storm = true;
  const fault = failed('host-key-unknown', 'The key of `rack-a` is not known.', { next: 'Connect once with ssh.' });
  const checks = await check(host(fault));
  assert.equal(found(checks, 'kubernetes').verdict, 'problem');
  assert.deepEqual(found(checks, 'provider-host'), {
    ...{ verdict: 'problem', found: 'The key of `rack-a` is not known.', repair: 'Connect once with ssh.' },
    fault: 'host-key-unknown',
  });
});

test('a host without docker says where to look', async (t) => {
  const { check } = await given(t);
  const { verdict, repair } = found(await check(host(output(127))), 'provider-host');
  assert.deepEqual([verdict, repair?.includes('`omniScale.provider.lxc`')], ['problem', true]);
});

/** All that a bad day may show, each with what a person can do about it. */
function assertRepairs(checks: readonly Check[]): void {
  assert.deepEqual(
    checks.filter(({ verdict, repair }) => verdict !== 'ok' && !repair),
    [],
  );
}

test('whatever is wrong with the cluster, there is a repair', async (t) => {
  const { double, check } = await given(t);
  const outcome = async (bad: Partial<typeof double.bad>) => {
    Object.assign(double.bad, bad);
    const checks = await check();
    assertRepairs(checks);
    return found(checks, 'kubernetes');
  };
  const { found: said, ...stormy } = await outcome({ storm: true });
  assert.match(said, /answered 500 when asked for its version/);
  assert.deepEqual(stormy, {
    ...{ verdict: 'problem', fault: 'failed' },
    repair: 'Run `kubectl get --raw "/readyz?verbose"` to see which part of the API server is not well.',
  });
});

test('whatever is wrong with the host, there is a repair', async (t) => {
  const { check } = await given(t);
  for (const kind of [
    'unreachable',
    'timeout',
    'failed',
    'forbidden',
    'sign-in',
    'not-found',
    'wrong-setting',
  ] as const)
    assertRepairs(await check(host(failed(kind, '`rack-a` refuses connections.'))));
});

test('what is named and not there is a problem, with the setting that names it', async (t) => {
  const { fake, double } = await given(t);
  const check = async (omni: LiveSettings['omni'], kubernetes: LiveSettings['kubernetes']) => {
    const checks = await checkPrerequisites({ omnictl: new Omnictl(omni) }, settings({ omni, kubernetes }));
    return ['omni-context', 'kubernetes'].map((id) => {
      const { verdict, fault, repair = '' } = found(checks, id);
      return [verdict, fault, /`omniScale\.[\w.]+` \(`--[\w-]+`\)/.exec(repair)?.[0]];
    });
  };
  const none = join(fake.folder, 'none');
  assert.deepEqual(await check({ ...fake.settings, omniconfig: none }, { kubeconfig: none }), [
    ['problem', 'wrong-setting', '`omniScale.omni.omniconfig` (`--omniconfig`)'],
    ['problem', 'wrong-setting', '`omniScale.kubernetes.kubeconfig` (`--kubeconfig`)'],
  ]);
  const { kubeconfig } = double;
  assert.deepEqual(await check({ ...fake.settings, context: 'typo' }, { kubeconfig, context: 'typo' }), [
    ['problem', 'wrong-setting', '`omniScale.omni.context` (`--context`)'],
    ['problem', 'wrong-setting', '`omniScale.kubernetes.context` (`--kube-context`)'],
  ]);
});

test('where nothing is set up, nothing is a problem', async (t) => {
  const folder = programs(t, {});
  const { HOME } = process.env;
  process.env.HOME = folder;
  t.after(() => {
    process.env.HOME = HOME;
  });
  const checks = await checkPrerequisites({ omnictl: new Omnictl({}) }, settings({}));
  assert.deepEqual(
    checks.filter(({ verdict }) => verdict !== 'skipped'),
    [],
  );
  assertRepairs(checks);
});
