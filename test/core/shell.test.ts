// Which commands a shell script holds, and what is known of their words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsOf, type ShellCommand } from '../../server/src/core/kinds/shell.ts';

function read(text: string): readonly string[] {
  return commandsOf({ text }).map(show);
}

/** Words between bars; `$` before one that the shell fills in. */
function show({ words, redirect }: ShellCommand): string {
  return `${words.map(({ text, literal }) => (literal ? text : `$:${text}`)).join('|')}${redirect ? ' >' : ''}`;
}

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['words and quotes', `a 'b c' "d e" f\\ g ""`, ['a|b c|d e|f g|']],
  ['separators', 'a; b && c || d & e\nf', ['a', 'b', 'c', 'd', 'e', 'f']],
  ['a pipe', 'a | b |& c', ['a', 'b', 'c']],
  ['lines that go on', 'a \\\n  b |\n  c', ['a|b', 'c']],
  ['comments', 'a # b; c\n#d\ne#f', ['a', 'e#f']],
  ['what the shell puts in', 'a $b "${c:-d e}" *.yaml $((1 + 2))', ['a|$:$b|$:${c:-d e}|$:*.yaml|$:$((1 + 2))']],
  ['commands inside', 'a "$(b "c d" | e)" `f g`', ['b|c d', 'e', 'f|g', 'a|$:$(b "c d" | e)|$:`f g`']],
  ['redirections', 'a > b 2>&1\nc 2> d\ne >/dev/null < f\ng &> h', ['a >', 'c', 'e', 'g >']],
  ['texts in the script', "a <<EOF > b\nc d\nEOF\ne <<-'F'\n\tg\n\tF\nh", ['a >', 'e', 'h']],
  ['what stands in front', 'if ! X=1 sudo -E timeout -k 5 10m a b; then exec c; fi', ['a|b', 'c', 'fi']],
  ['groups', '(a; b) && { c; }', ['a', 'b', 'c']],
  [
    'commands that are given as text',
    "wait_for 'the API' 'a b | c' \"d | e\"\nsh -c 'f x -g'\necho 'h -i | j'",
    ['a|b', 'c', 'wait_for|the API|a b | c|d | e', 'f|x|-g', 'sh|-c|f x -g', 'echo|h -i | j'],
  ],
  ['halves', 'a "b', ['a|b']],
  ['a substitution without its end', 'a $(b c', ['b|c', 'a|$:$(b c']],
];

for (const [title, text, commands] of cases) {
  test(`reads ${title}`, () => assert.deepEqual(read(text), commands));
}

test('gives the places of words', () => {
  const text = 'a "b c" \'d\' e="$f"';
  const [command] = commandsOf({ text });
  assert.deepEqual(
    command?.words.map(({ span }) => text.slice(span.start, span.end)),
    ['a', '"b c"', "'d'", 'e="$f"'],
  );
});

test('reads any text to its end, and quickly', () => {
  for (const piece of ['$(', '`', '"', "'", '<<', '\\', '${', '$((', '|', '<<a\n', '>&']) {
    assert.ok(commandsOf({ text: piece.repeat(20_000) }).length < 100_000, piece);
  }
});
