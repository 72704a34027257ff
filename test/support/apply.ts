// Applies fixes as an editor would.
import type { Finding } from '../../server/src/core/rules/finding.ts';
import { mergeFixes } from '../../server/src/core/rules/merge-fixes.ts';
import { applyEdits, type TextEdit } from '../../server/src/core/text/edits.ts';
import { root } from './fixtures.ts';

/**
 * The files after the first fix of every finding, or after the one of that number where a finding offers so many; a file
 * that a fix creates is added, one that it renames is moved.
 */
export function applyFixes(
  files: ReadonlyMap<string, string>,
  findings: ReadonlyMap<string, readonly Finding[]>,
  choice = 1,
): Map<string, string> {
  const edits = new Map<string, (readonly TextEdit[])[]>();
  const result = new Map(files);
  const add = (path: string, more: readonly TextEdit[]): void => {
    edits.set(path, [...(edits.get(path) ?? []), more]);
  };
  for (const [path, list] of findings) {
    for (const { fixes } of list) {
      const fix = fixes[choice - 1] ?? fixes[0];
      if (!fix) continue;
      add(path, fix.edits);
      for (const other of fix.elsewhere) {
        const target = other.uri.slice(root.length + 1);
        if (other.renameTo !== undefined) {
          result.set(other.renameTo.slice(root.length + 1), files.get(target) ?? '');
          result.delete(target);
        } else if (other.create === undefined) add(target, other.edits);
        else result.set(target, other.create);
      }
    }
  }
  for (const [path, list] of edits)
    if (result.has(path)) result.set(path, applyEdits(files.get(path) ?? '', mergeFixes(list)));
  return result;
}
