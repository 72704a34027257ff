// Answers the questions of an SSH connection from the terminal; where nobody sits at one, every answer is no.
import type { Person } from '../live/provider/person.ts';
import type { Terminal } from './command.ts';
import { readHidden } from './hidden-input.ts';

export function terminalPerson(terminal: Terminal): Person {
  return {
    secret: ({ kind, subject, again }, signal) => {
      const name = kind === 'passphrase' ? 'Passphrase' : 'Password';
      return readHidden(`${again ? 'That was not right. ' : ''}${name} of ${subject}: `, signal);
    },
    trustsHostKey: async ({ host, type, fingerprint }) => {
      const question = `The host key of ${host} is not known yet: ${type} ${fingerprint}\nIs this the host’s fingerprint? Type \`yes\` to trust it from now on: `;
      return (await terminal.ask(question))?.trim() === 'yes';
    },
    tell: (message) => terminal.progress(message),
  };
}
