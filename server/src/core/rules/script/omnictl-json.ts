import { commandsOf, isCommand, type ShellCommand, type ShellWord } from '../../kinds/shell.ts';
import { span } from '../../text/span.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const omnictlJson: DocumentRule = {
  id: 'script/omnictl-json',
  title: 'A list expected of omnictl where it prints one object after another',
  severity: 'error',
  kinds: ['script'],
  needs: 'document',
  why: 'With `-o json` omnictl prints a stream: one object after another, and nothing at all when there is none. `jq length` then gives the number of keys of each object, and `.[]` its values, never the resources. `jq -s` makes the list first.',
  ...diff(`
 === scripts/wait.sh
 #!/bin/sh
-omnictl get machinestatuses -o json | jq 'length == 6'
+omnictl get machinestatuses -o json | jq -s 'length == 6'
`),
  source: 'omni client/pkg/omnictl/output/json.go',
  check({ document, report }) {
    for (const command of commandsOf(document)) {
      if (!isCommand(command, 'omnictl') || !printsJson(command)) continue;
      const jq = command.next;
      const [name] = jq?.words ?? [];
      const filter = jq && isCommand(jq, 'jq') ? filterOf(jq) : undefined;
      if (!name || !filter || !expectsList.test(filter.text)) continue;
      const end = name.span.end;
      report({
        at: filter.span,
        message:
          'omnictl prints one object after another, not a list, so this looks at each object alone. `jq -s` makes a list of them.',
        fixes: [{ title: 'Write `jq -s`', edits: [{ span: span(end, end), newText: ' -s' }] }],
      });
    }
  },
};

function printsJson({ words }: ShellCommand): boolean {
  const texts = words.map(({ text }) => text);
  if (!texts.some((text) => text === 'get' || text === 'g')) return false;
  return texts.some(
    (text, i) =>
      /^(?:-o=?json|--output=json)$/.test(text) || (/^(?:-o|--output)$/.test(text) && texts[i + 1] === 'json'),
  );
}

/** The filter of a jq that reads one input after another; nothing where it is told otherwise. */
function filterOf({ words }: ShellCommand): ShellWord | undefined {
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (!word) return undefined;
    if (/^--(?:arg|argjson|slurpfile|rawfile)$/.test(word.text)) i += 2;
    else if (/^--(?:slurp|null-input|raw-input|from-file)$|^-[a-zA-Z]*[snRf]/.test(word.text)) return undefined;
    else if (word.text === '--indent') i++;
    else if (!word.text.startsWith('-')) return word;
  }
  return undefined;
}

/** Filters that begin with what only makes sense of a list of resources. */
const expectsList =
  /^\s*(?:length\b|\.\[\s*(?:\]|-?\d)|\[\s*\.\[\s*\]|(?:map|all|any|sort_by|group_by|unique_by|min_by|max_by)\s*\()/;
