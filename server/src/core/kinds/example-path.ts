/** True for files that show how something is done: nothing in them is in use. */
export function isExamplePath(path: string): boolean {
  return (
    /(?:^|\/)(?:docs?|documentation|tests?|(?:[\w.-]*[-_])?(?:examples?|samples?)|testing|e2e(?:[-_][\w.-]+)?|__tests__|molecule|testdata|fixtures|demo)\//i.test(
      path,
    ) ||
    // Values that a chart's own tests install it with.
    /(?:^|\/)ci\/[^/]*values\.ya?ml$/i.test(path) ||
    /\.(?:example|sample|dist|tmpl|tpl)(?:\.[a-z]+)?$/i.test(path) ||
    /(?:^|\/)(?:[^/]+[-_](?:example|sample)|(?:example|sample)[-_][^/]+)\.ya?ml$/i.test(path)
  );
}

/**
 * True below a folder of tests or examples: a private key there was made for them. `test` alone is as often a cluster for
 * trying out.
 */
export function isTestPath(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]*[-_])?(?:tests|testdata|fixtures|golden|samples?|examples?|e2e|molecule)(?:[-_][\w.-]+)?\//i.test(
    path,
  );
}
