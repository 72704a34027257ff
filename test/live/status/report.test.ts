// The report, as it is printed. `node test/live/status/report.test.ts --write` writes the golden files anew; read the
// difference before you commit it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { demoFacts, eventful } from '../../../server/src/live/demo/session.ts';
import type { Facts } from '../../../server/src/live/status/facts.ts';
import { exitCodeOf, type Report, reportOf } from '../../../server/src/live/status/report.ts';
import { toMarkdown } from '../../../server/src/live/status/report-markdown.ts';
import { toText } from '../../../server/src/live/status/report-text.ts';
import { statusOf } from '../../../server/src/live/status/status.ts';
import { condition, kubernetesFacts, now, object, omniFacts, staleAfter } from './given.ts';

const plain = { coloured: false, width: 100 };

const report = (facts: Facts, at = now): Report => reportOf(statusOf(facts, at, staleAfter));
const eventfulFacts = demoFacts()(now - eventful * 1000, now);

const unreachable = {
  phase: 'waiting',
  fault: { kind: 'unreachable', message: '`prod-01` does not answer.', next: 'Check the VPN.' },
} as const;
const silent = { ...kubernetesFacts({}, unreachable), objects: {} };

/** What is reported, by the name of its golden file. */
const reports: Readonly<Record<string, Report>> = {
  eventful: report(eventfulFacts),
  // Omni went quiet, the cluster does not answer, no host is set up.
  'bad-day': report({ omni: eventfulFacts.omni, kubernetes: silent }, now + 50_000),
  nothing: report({}),
};

const writes = process.argv.includes('--write');

for (const [name, each] of Object.entries(reports)) {
  const printed = { md: toMarkdown(each), txt: `${toText(each, plain)}\n`, json: `${JSON.stringify(each, null, 2)}\n` };
  for (const [ending, text] of Object.entries(printed)) {
    test(`the report of ${name} as ${ending}`, () => {
      const path = join(import.meta.dirname, 'golden', `${name}.${ending}`);
      if (writes) writeFileSync(path, text);
      assert.equal(text, readFileSync(path, 'utf8'));
    });
  }
}

test('nothing healthy is listed one by one', () => {
  const text = Object.values(reports)
    .flatMap((each) => [toMarkdown(each), toText(each, plain)])
    .join('\n');
  assert.doesNotMatch(text, /worker-a-k2m4|gitops-repository|old-uploads/);
});

const node = (status: string) => object('Node', 'worker-1', { status: { conditions: [condition('Ready', status)] } });

test('the verdict and the exit code', () => {
  const of = (facts: Facts) => {
    const each = report(facts);
    return `${exitCodeOf(each)} ${each.verdict}`;
  };
  assert.equal(of({ kubernetes: kubernetesFacts({ Node: [node('True')] }) }), '0 Healthy.');
  assert.equal(
    of({ omni: omniFacts({ clusterstatuses: { c: { spec: { phase: 1 } } } }) }),
    '0 Healthy, 1 change under way.',
  );
  assert.equal(of({ kubernetes: kubernetesFacts({ Node: [node('False')] }) }), '1 Not healthy: 1 error.');
  assert.equal(of({ omni: omniFacts({}), kubernetes: silent }), '1 Not healthy: 4 sections could not be read.');
  assert.equal(of({ kubernetes: silent }), '2 Nothing is known: 4 sections could not be read.');
  assert.equal(of({}), '2 Nothing is known: no system is set up.');
});

test('the same fault of several sections is one issue', () => {
  const { issues } = report({ omni: omniFacts({}), kubernetes: silent });
  assert.deepEqual(issues, [
    { section: 'nodes', level: 'error', message: '`prod-01` does not answer.', next: 'Check the VPN.' },
  ]);
});

test('what upstreams say is no Markdown and breaks no table', () => {
  const message = 'a | b\n# *c* <script> [d](e) `f*` snake_case _g_';
  const markdown = toMarkdown(
    report({
      kubernetes: kubernetesFacts({
        Node: [object('Node', 'a|b', { status: { conditions: [condition('Ready', 'False', message)] } })],
      }),
    }),
  );
  assert.match(markdown, /a \| b \\# \\\*c\\\* \\<script\\> \\\[d\\\]\(e\) `f\*` snake_case \\_g\\_/);
  assert.match(markdown, /\| a\\\|b \|/);
});

test('text fits its width, colours come only when they are wanted', () => {
  const each = reports.eventful;
  assert.ok(each);
  const narrow = toText(each, { coloured: false, width: 70 }).split('\n');
  // Names and commands stay whole, so that they can be copied.
  const prose = narrow.filter((line) => !/kubectl|omnictl|^ +\d\.| for \d+ (s|min)$/.test(line));
  assert.deepEqual(
    prose.filter((line) => line.length > 70),
    [],
  );
  assert.ok(!narrow.join('').includes('\u001b'));
  assert.match(toText(each, { coloured: true, width: 70 }), /\u001b\[31merror/);
});
