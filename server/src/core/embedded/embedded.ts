// Documents inside scalars: providerdata, inline patches, Helm values, a CEL expression. Every range they give lies in
// the outermost text, so a rule need not know how deep it is.
import { type Span, shift, span } from '../text/span.ts';
import { isString, type YamlNode, type YamlString } from '../yaml/nodes.ts';
import { parseYaml, type YamlDocument } from '../yaml/parse.ts';
import { splitDocuments } from '../yaml/split.ts';
import { mapScalar } from './source-map.ts';

const parsed = new WeakMap<YamlString, readonly YamlDocument[]>();

/** The YAML documents written in a scalar, each parsed once. */
export function embeddedYaml(owner: YamlString): readonly YamlDocument[] {
  const known = parsed.get(owner);
  if (known) return known;
  const toOuter = mapScalar(owner);
  const documents = splitDocuments(owner.value).spans.map((part) =>
    parseYaml(owner.value.slice(part.start, part.end), (local) => owner.map(toOuter.outer(shift(local, part.start)))),
  );
  parsed.set(owner, documents);
  return documents;
}

/** The root of the single YAML document in a scalar; undefined for none or several. */
export function embeddedRoot(owner: YamlNode | undefined): YamlNode | undefined {
  if (!isString(owner)) return undefined;
  const documents = embeddedYaml(owner);
  return documents.length === 1 ? documents[0]?.root : undefined;
}

/** Where a range of a scalar's value stands in the outermost text. */
export function valueSpan(owner: YamlString, inner: Span): Span {
  return owner.map(mapScalar(owner).outer(inner));
}

/** True when the value is written letter by letter, so that an edit of a part of it can be made in place. */
export function isVerbatim(owner: YamlString, inner: Span): boolean {
  const map = mapScalar(owner);
  for (let i = inner.start; i < inner.end; i++) {
    const outer = map.outer(span(i, i + 1));
    if (owner.source.slice(outer.start - owner.local.start, outer.end - owner.local.start) !== owner.value[i])
      return false;
  }
  return true;
}
