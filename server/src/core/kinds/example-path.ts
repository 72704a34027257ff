/** True for files that show how something is done: nothing in them is in use. */
export function isExamplePath(path: string): boolean {
  return (
    /(?:^|\/)(?:docs?|documentation|examples?|samples?|tests?|testing|e2e|__tests__|molecule|testdata|fixtures|demo)\//i.test(
      path,
    ) ||
    // Values that a chart's own tests install it with.
    /(?:^|\/)ci\/[^/]*values\.ya?ml$/i.test(path) ||
    /\.(?:example|sample|dist|tmpl|tpl)(?:\.[a-z]+)?$/i.test(path) ||
    /(?:^|\/)(?:[^/]+[-_](?:example|sample)|(?:example|sample)[-_][^/]+)\.ya?ml$/i.test(path)
  );
}
