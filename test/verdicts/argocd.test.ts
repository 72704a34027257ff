// What Argo CD and the API server say of Argo CD's own objects, beside what is said here.
//
// The verdicts were recorded from github.com/argoproj/argo-cd/v3 v3.6.1 and its gitops-engine/v3 v3.6.1 (compiled with
// Go 1.26, for which literals with promoted fields were written out), and k8s.io/apiextensions-apiserver v0.37.0:
//   api           sigs.k8s.io/yaml, PruneNonNullableNullsWithoutDefaults, Prune, ValidateObjectMetaAccessor and
//                 ValidateCustomResource, with manifests/crds of v3.6.1: the fields that are refused
//   argo          AppProject.ValidateProject; util/argo NormalizeApplicationSpec, ValidatePermissions, GetRefSources and
//                 ValidateManagedByURL; ExplicitType; RetryStrategy.NextRetryAt; applicationset CheckInvalidGenerators
//                 and GenerateApplications: the first reason
//   glob          util/glob MatchWithError         pattern      path/filepath Match
//   url           util/git NormalizeGitURL         source       AppProject.IsSourcePermitted
//   destination   AppProject.IsDestinationPermitted; object      AppProject.IsGroupKindNamePermitted
//   schedule      InlineSyncWindow.Validate        duration     RetryStrategy.NextRetryAt
//   jq            normalizers NewIgnoreNormalizer
//   annotations   syncwaves.Wave, hook.Types, hook.DeletePolicies, ignore.Ignore
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hookOf, waveOf } from '../../server/src/core/kinds/argocd.ts';
import { hooks } from '../../server/src/core/schema/argocd.ts';
import { scheduleFault } from '../../server/src/core/text/cron.ts';
import { normalGitUrl } from '../../server/src/core/text/git-url.ts';
import { matchesGoName } from '../../server/src/core/text/go-file-match.ts';
import { matchesGoGlob } from '../../server/src/core/text/go-glob.ts';
import { jqFault } from '../../server/src/core/text/jq-path.ts';
import type { AppProjectFact, ProjectDestination, ProjectKind } from '../../server/src/core/workspace/facts.ts';
import { deniesDestination, deniesKind, deniesSource } from '../../server/src/core/workspace/projects.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';
import { findingsOf, isWithin, objectOf, placeOf, type Row, rows, rowsWith } from './argocd-support.ts';

/** All differences at once: one at a time hides what they have in common. */
function same(differences: readonly (string | undefined)[]): void {
  assert.deepEqual(
    differences.filter((difference) => difference !== undefined),
    [],
  );
}

const objects = rows.flatMap((row) => {
  const text = objectOf(row);
  return text === undefined ? [] : [{ row, text, errors: findingsOf(text).filter((one) => one.severity === 'error') }];
});

test('what the API server refuses is an error, in the field it names', () => {
  same(
    objects.flatMap(({ row, text, errors }) =>
      (row.api ?? []).map((path) => {
        const place = placeOf(text, path);
        return errors.some(({ span }) => isWithin(span, place)) ? undefined : `${text}  refused: ${path}`;
      }),
    ),
  );
});

test('no other field is said to be refused', () => {
  same(
    objects.flatMap(({ row, text, errors }) => {
      const places = (row.api ?? []).map((path) => placeOf(text, path));
      return errors
        .filter(({ rule }) => rule === 'argocd/field')
        .filter(({ span }) => !places.some((place) => isWithin(span, place)))
        .map(({ span, message }) => `${text}  ${text.slice(span.start, span.end)}: ${message}`);
    }),
  );
});

test('what Argo CD refuses is an error', () => {
  same(objects.map(({ row, text, errors }) => (row.argo && errors.length === 0 ? `${text}  ${row.argo}` : undefined)));
});

test('what both take has no error', () => {
  same(
    objects.flatMap(({ row, text, errors }) =>
      row.api || row.argo ? [] : errors.map(({ rule, message }) => `${text}  ${rule}: ${message}`),
    ),
  );
});

/** The texts that a pattern takes or leaves otherwise than recorded. */
function misfits(row: Row, texts: readonly string[], fits: (text: string) => boolean): readonly string[] {
  return texts
    .filter((text, index) => fits(text) !== (row.fits?.[index] === '1'))
    .map((text) => `${row.glob ?? row.pattern ?? ''} and ${text}`);
}

test('globs fit what they fit in Argo CD', () => {
  const texts = rowsWith('texts')[0]?.value ?? [];
  same(
    rowsWith('glob').flatMap(({ row, value }) =>
      misfits(row, texts, (text) => matchesGoGlob(text, value, row.separator)),
    ),
  );
});

test('patterns of kinds and groups fit what they fit in Argo CD', () => {
  const names = rowsWith('names')[0]?.value ?? [];
  same(rowsWith('pattern').flatMap(({ row, value }) => misfits(row, names, (name) => matchesGoName(name, value))));
});

test('addresses of repositories are brought into the same form; where that is not certain, into none', () => {
  same(
    rowsWith('url').map(({ row, value }) => {
      const ours = normalGitUrl(value);
      return ours === undefined || ours === row.normal ? undefined : `${value}: ${ours}, Argo CD: ${row.normal}`;
    }),
  );
  const undecided = rowsWith('url').filter(({ value }) => normalGitUrl(value) === undefined);
  same(undecided.map(({ value }) => (/[^\w:/@.*-]|@.*@/.test(value.trim()) ? undefined : value)));
});

const nothing: AppProjectFact = { sourceNamespaces: [], sourceRepos: [], destinations: [] };

test('a project denies the sources that it denies in Argo CD', () => {
  const urls = rowsWith('urls')[0]?.value ?? [];
  same(
    rowsWith('source').flatMap(({ row, value }) =>
      urls.map((url, index) => {
        const denies = deniesSource({ ...nothing, sourceRepos: [value] }, url);
        if (denies === (String(row.permits)[index] === '0')) return undefined;
        const isUndecided = [url, value.replace(/^!/, '')].some((one) => normalGitUrl(one) === undefined);
        return isUndecided && !denies ? undefined : `${value} ${denies ? 'denies' : 'permits'} ${url}`;
      }),
    ),
  );
});

test('a project denies the destinations that it denies in Argo CD', () => {
  same(
    rowsWith('destination').flatMap(({ row, value: [server, name, namespace] }) => {
      const destinations = row.of as readonly ProjectDestination[];
      return [server, name].map((cluster) => {
        const denies = deniesDestination({ ...nothing, destinations }, { cluster, namespace });
        // Of a cluster's address and name one is not written in an Application.
        const other = cluster === server ? 'name' : 'server';
        const isUndecided = destinations.some((item) => (item[other] ?? '') !== '');
        if (denies === !row.permits || (isUndecided && !denies)) return undefined;
        return `${JSON.stringify(destinations)} ${denies ? 'denies' : 'permits'} ${cluster} ${namespace}`;
      });
    }),
  );
});

test('a project denies the objects that it denies in Argo CD', () => {
  const keys = {
    clusterAllowed: 'clusterResourceWhitelist',
    clusterDenied: 'clusterResourceBlacklist',
    namespacedAllowed: 'namespaceResourceWhitelist',
    namespacedDenied: 'namespaceResourceBlacklist',
  };
  same(
    rowsWith('object').map(({ row, value: [group, kind, name] }) => {
      const lists = row.of as Readonly<Record<string, readonly ProjectKind[]>>;
      const written = Object.entries(keys).filter(([, key]) => lists[key]);
      const project = { ...nothing, ...Object.fromEntries(written.map(([ours, key]) => [ours, lists[key]])) };
      const denies = deniesKind(project, group, kind, name);
      return denies === !row.permits ? undefined : `${JSON.stringify(lists)} ${denies ? 'denies' : 'permits'} ${kind}`;
    }),
  );
});

test('schedules, times between retries and expressions of jq are read where Argo CD reads them', () => {
  same([
    ...rowsWith('schedule').map(({ row, value }) =>
      (scheduleFault(value) === undefined) === row.ok ? undefined : `schedule: ${value}`,
    ),
    ...rowsWith('duration').map(({ row, value }) => {
      const text = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {syncPolicy: {retry: {backoff: {duration: ${JSON.stringify(value)}}}}}\n`;
      const isRead = !findingsOf(text).some(({ rule }) => rule === 'argocd/retry');
      return isRead === row.ok ? undefined : `duration: ${value}`;
    }),
    ...rowsWith('jq').map(({ row, value }) => ((jqFault(value) === undefined) === row.ok ? undefined : `jq: ${value}`)),
  ]);
});

test('waves, hooks and what becomes of a hook are those of Argo CD', () => {
  same(
    rowsWith('annotations').flatMap(({ row, value }) => {
      const text = `apiVersion: batch/v1\nkind: Job\nmetadata: {name: a, annotations: ${JSON.stringify(value)}}\n`;
      const { root } = parseYaml(text);
      const said = (id: string): boolean => findingsOf(text).some(({ rule }) => rule === id);
      const phases = new Set(hookOf(root)?.phases.filter((phase) => hooks.some((known) => known === phase)));
      const wave = value['argocd.argoproj.io/sync-wave'];
      const isHelms = value['argocd.argoproj.io/hook'] === undefined && !/rollback/.test(value['helm.sh/hook'] ?? '');
      const errors = findingsOf(text).filter(({ rule, severity }) => rule === 'argocd/hook' && severity === 'error');
      return [
        waveOf(root) === row.wave ? undefined : `${text}  wave ${waveOf(root)}, Argo CD: ${row.wave}`,
        wave === undefined || said('argocd/sync-wave') === !/^[-+]?\d{1,18}$|775807$/.test(wave)
          ? undefined
          : `${text}  wave`,
        [...phases].join() === row.hooks?.join() ? undefined : `${text}  hooks ${[...phases]}, Argo CD: ${row.hooks}`,
        isHelms || (errors.length > 0 || said('argocd/hook-helm')) === row.ignored
          ? undefined
          : `${text}  is left out: ${row.ignored}`,
      ];
    }),
  );
});
