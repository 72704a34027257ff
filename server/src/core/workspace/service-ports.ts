// Ports of Services in sentences.
import type { ServicePort } from './kubernetes-facts.ts';

/** `` `80` (`http`) `` */
export function describePort({ name, number }: ServicePort): string {
  const port = number === undefined ? 'one without a number' : `\`${number}\``;
  return name === undefined ? port : `${port} (\`${name}\`)`;
}
