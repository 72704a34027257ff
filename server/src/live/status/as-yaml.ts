// A resource as YAML for people to read, without secrets.
import { stringify } from 'yaml';
import type { OmniResource } from '../omni/resource.ts';
import { redactor } from '../redact.ts';
import type { LiveObject } from './facts.ts';

/** @param resource as it was last heard of */
export function asYaml(resource: OmniResource | LiveObject): string {
  return redactor.redact(stringify(resource, { lineWidth: 0 }));
}
