import { commandsOf, isCommand } from '../../kinds/shell.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const omnictlOutput: DocumentRule = {
  id: 'script/omnictl-output',
  title: 'The output of an omnictl command that prints nothing',
  severity: 'error',
  kinds: ['script'],
  needs: 'document',
  why: '`omnictl kubeconfig`, `talosconfig` and `config new` write a file themselves: the one named as argument, else the usual one, into which they merge. Nothing goes to the terminal, so a redirection leaves an empty file, and where it is the file in use, it is emptied first.',
  ...diff(`
 === scripts/access.sh
 #!/bin/sh
-omnictl kubeconfig -c lab > kubeconfig.yaml
+omnictl kubeconfig -c lab --force --merge=false kubeconfig.yaml
`),
  source: 'omni client/pkg/omnictl/kubeconfig.go, talosconfig.go, config.go',
  check({ document, report }) {
    for (const command of commandsOf(document)) {
      if (!isCommand(command, 'omnictl') || !command.redirect) continue;
      const [first, second] = command.words
        .slice(1)
        .filter(({ text }, i) => !text.startsWith('-') && !globalFlags.test(command.words[i]?.text ?? ''))
        .map(({ text }) => text);
      const name = first === 'config' && second === 'new' ? 'config new' : first;
      if (name !== 'kubeconfig' && name !== 'talosconfig' && name !== 'config new') continue;
      report({
        at: command.redirect,
        message: `\`omnictl ${name}\` prints nothing; it writes a file itself, so this one stays empty. Give the path as an argument.`,
      });
    }
  },
};

/** Flags with a value that stand before the command. */
const globalFlags = /^--(?:context|omniconfig|siderov1-keys-dir)$/;
