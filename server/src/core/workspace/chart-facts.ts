// What the files of a chart in the workspace tell of the values it reads.

/** A chart's `Chart.yaml`. */
export interface ChartFact {
  /** True for one that only holds templates for other charts. */
  readonly isLibrary?: true;
  readonly dependencies: readonly ChartDependency[];
}

export interface ChartDependency {
  readonly name: string;
  /** The key of its values: its alias, or its name. */
  readonly key: string;
  /** Words of `condition` and `import-values`, which name values too. */
  readonly words: readonly string[];
}

/** A key of a chart's values; without `keys` it takes anything. */
export interface ChartKey {
  readonly key: string;
  readonly keys?: readonly ChartKey[];
}

export interface ChartKeysFact {
  readonly keys: readonly ChartKey[];
  /** Keys that its comments name: charts write those they have no default for so. */
  readonly words: readonly string[];
}

export interface ChartTemplateFact {
  /** Every path below `.Values` that it reads, without `.Values`; empty for all of it at once. */
  readonly paths: readonly string[];
  /** Names after a dot and in quotes. */
  readonly words: readonly string[];
}
