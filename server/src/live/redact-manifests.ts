// Takes out the values of Kubernetes Secrets, whose names tell nothing: `data` and `stringData` of a manifest, in YAML and
// in JSON. Other kinds keep their data.

const redacted = '[redacted]';

const yamlKind = /^kind:[ \t]*["']?Secret["']?[ \t]*(?:#.*)?\r?$/m;
const yamlData = /^(?:data|stringData):[ \t]*\r?\n(?:[ \t]+[^\n]*(?:\n|$)|[ \t]*\r?\n)+/gm;
const jsonKind = /"kind"\s*:\s*"Secret"/;
const jsonData = /("(?:data|stringData)"\s*:\s*\{)([^{}]*)\}/g;

export function redactSecretManifests(text: string): string {
  if (!text.includes('Secret')) return text;
  const documents = text.split(/^(?=---)/m);
  return documents.map(redactDocument).join('');
}

function redactDocument(text: string): string {
  const yaml = yamlKind.test(text) ? text.replace(yamlData, redactYaml) : text;
  return jsonKind.test(yaml)
    ? yaml.replace(jsonData, (_, head: string, body: string) => `${head}${redactJson(body)}}`)
    : yaml;
}

/** Keeps the names; what a value has on further lines goes with it. */
function redactYaml(block: string): string {
  const [head = '', ...lines] = block.split('\n');
  const indent = /^[ \t]*/.exec(lines[0] ?? '')?.[0] ?? '';
  const kept = lines.flatMap((line) => {
    if (line.trim() === '') return [line];
    const name = new RegExp(`^${indent}("[^"]*"|'[^']*'|[^\\s:#"']+):(?=\\s|$)`).exec(line)?.[0];
    return name === undefined ? [] : [`${name} ${redacted}`];
  });
  return [head, ...kept].join('\n');
}

function redactJson(body: string): string {
  return body.replace(/(:\s*)"(?:[^"\\]|\\.)*"/g, `$1"${redacted}"`);
}
