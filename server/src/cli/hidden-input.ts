// Reads a secret from the terminal without showing it.

/** The line that was typed; `undefined` when nobody can be asked, or when the question was left with Ctrl+C or Ctrl+D. */
export function readHidden(question: string, signal: AbortSignal): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY || signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let typed = '';
    const finish = (answer: string | undefined) => {
      stdin.off('data', read);
      signal.removeEventListener('abort', leave);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    };
    const leave = () => finish(undefined);
    const read = (text: string) => {
      for (const character of text) {
        if (character === '\r' || character === '\n') return finish(typed);
        if (character === '\u0003' || character === '\u0004') return leave();
        if (character === '\u007f' || character === '\b') typed = [...typed].slice(0, -1).join('');
        else typed += character;
      }
    };
    // Before the question stands there: what is typed at once is not shown either.
    stdin.setRawMode(true);
    stdin.setEncoding('utf8').on('data', read).resume();
    stderr.write(question);
    signal.addEventListener('abort', leave, { once: true });
  });
}
