// What SSH asks a person, asked in VS Code. Passphrases are kept in VS Code's SecretStorage; passwords are not kept.
import { type SecretStorage, window } from 'vscode';
import type { Person, SecretQuestion } from '../../../../server/src/live/provider/person.ts';

export function editorPerson(secrets: SecretStorage): Person {
  return {
    secret: (question, signal) => secretOf(secrets, question, signal),
    async trustsHostKey(key, signal) {
      if (signal.aborted) return false;
      const trust = 'Trust This Key';
      const detail = `Compare the fingerprint with the host’s own: \`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\`.\n\n${key.fingerprint}`;
      const message = `The host key of ${key.host} is not known (${key.type}).`;
      return (await window.showWarningMessage(message, { modal: true, detail }, trust)) === trust;
    },
    tell: (message) => void window.showInformationMessage(message),
  };
}

async function secretOf(
  secrets: SecretStorage,
  question: SecretQuestion,
  signal: AbortSignal,
): Promise<string | undefined> {
  const key = `ssh ${question.kind} ${question.subject}`;
  if (question.again) await secrets.delete(key);
  const kept = await secrets.get(key);
  if (kept !== undefined || signal.aborted) return kept;
  const title =
    question.kind === 'passphrase' ? `Passphrase of ${question.subject}` : `Password of ${question.subject}`;
  const prompt = question.again ? 'That was not right. Try again.' : '';
  const typed = await window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
  if (typed && question.kind === 'passphrase') await secrets.store(key, typed);
  return typed;
}
