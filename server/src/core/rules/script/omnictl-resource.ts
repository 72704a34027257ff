import { commandsOf, isCommand, type ShellCommand, type ShellWord } from '../../kinds/shell.ts';
import { span } from '../../text/span.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule, Report } from '../rule.ts';

export const omnictlResource: DocumentRule = {
  id: 'script/omnictl-resource',
  title: 'A resource that Omni does not have, that lacks what is asked for, or that nobody may delete',
  severity: 'error',
  kinds: ['script'],
  needs: 'document',
  why: 'A `Machine` of Omni has no label of its cluster, so a selector of one finds nothing and a script that counts machines waits for ever; their `MachineStatus` has it. Omni keeps no events as Kubernetes does. It makes `Machine` and `ClusterMachine` itself and refuses to delete them; there is a command for it.',
  ...diff(`
 === scripts/wait.sh
 #!/bin/sh
-omnictl get machines -l omni.sidero.dev/cluster=lab
+omnictl get machinestatuses -l omni.sidero.dev/cluster=lab
`),
  source: 'omni internal/backend/runtime/omni/state_access.go and controllers/omni/machine.go (labels of a Machine)',
  check({ document, report }) {
    for (const command of commandsOf(document)) {
      const found = isCommand(command, 'omnictl') ? judge(command) : undefined;
      if (found) report(found);
    }
  },
};

function judge(command: ShellCommand): Report | undefined {
  const verbAt = command.words.findIndex(({ text, literal }) => literal && /^(?:get|g|delete|d)$/.test(text));
  const verb = command.words[verbAt];
  const type = command.words[verbAt + 1];
  if (!verb || !type?.literal) return undefined;
  const name = type.text.toLowerCase().replace(/\.omni\.sidero\.dev$/, '');
  return verb.text.startsWith('g') ? judgeGet(command, type, name) : judgeDelete(verb, type, name);
}

function judgeGet(command: ShellCommand, type: ShellWord, name: string): Report | undefined {
  if (/^events?$/.test(name)) {
    return {
      at: type.span,
      message:
        'Omni has no events, so this only fails. `omnictl audit-log` tells what people changed, `omnictl machine-logs` what a machine says.',
    };
  }
  if (!/^machines?$/.test(name)) return undefined;
  const label = selectorsOf(command)
    .map((text) => ownedLabel.exec(text)?.[1])
    .find((found) => found !== undefined);
  if (label === undefined) return undefined;
  return {
    at: type.span,
    message: `A machine of Omni has no label \`${label}\`, so this finds nothing. \`machinestatuses\` have it.`,
    fixes: [replaceFix(type.span, 'machinestatuses')],
  };
}

/** A term of a label selector that only a machine with that label of a cluster fulfils. */
const ownedLabel =
  /(?:^|,)\s*(omni\.sidero\.dev\/(?:cluster|machine-set|role-controlplane|role-worker))\s*(?:$|,|=|in\b)/;

function selectorsOf({ words }: ShellCommand): readonly string[] {
  return words.flatMap(({ text }, i) => {
    if (/^(?:-l|--selector)$/.test(text)) return words[i + 1]?.text ?? [];
    return /^(?:-l=?|--selector=)(.+)$/.exec(text)?.[1] ?? [];
  });
}

function judgeDelete(verb: ShellWord, type: ShellWord, name: string): Report | undefined {
  if (/^clustermachines?$/.test(name)) {
    return {
      at: type.span,
      message:
        'Omni makes cluster machines itself and refuses to delete one. `omnictl cluster machine delete` takes a machine out of its cluster.',
      fixes: [replaceFix(span(verb.span.start, type.span.end), 'cluster machine delete')],
    };
  }
  if (!/^machines?$/.test(name)) return undefined;
  return {
    at: type.span,
    message: 'Omni makes machines itself and refuses to delete one. Delete its link, and the machine is forgotten.',
    fixes: [replaceFix(type.span, 'links')],
  };
}
