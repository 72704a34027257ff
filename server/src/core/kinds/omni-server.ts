// The Omni server as a service of a Compose file.
import { parseVersion, type Version } from '../versions/version.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import { at, itemsOf, scalarText, type YamlNode } from '../yaml/nodes.ts';
import { type ComposeFlag, type ComposeService, flagOf, imageTag, isOmniServer, servicesOf } from './compose.ts';
import { optional } from './optional.ts';
import { hasPlaceholder } from './placeholders.ts';

/** The release that a service's image names; nothing where its tag names none. */
export function imageReleaseOf(service: ComposeService): Version | undefined {
  return parseVersion(releaseOf(service) ?? '');
}

/** The release a tag of the image names; nothing for `latest` and the like. */
function imageRelease(tag: string): Version | undefined {
  return /^v?\d+\.\d+\.\d+/.test(tag) ? parseVersion(tag) : undefined;
}

/** True when a flag without a value, or with one that Go reads as true, is given; undefined when that is not known. */
export function isOn(flag: ComposeFlag | undefined): boolean | undefined {
  if (!flag) return false;
  if (flag.value === undefined || /^(?:1|t|true)$/i.test(flag.value)) return true;
  // `--flag false`: a boolean flag takes its value only after `=`, so the word after it says nothing.
  const attached = flag.valueAt !== undefined && flag.valueAt.start === flag.at.end + 1;
  if (/^(?:0|f|false)$/i.test(flag.value)) return attached ? false : undefined;
  return attached ? undefined : true;
}

/** Ways to sign in, by the flag that switches each on. Omni takes exactly one. */
export const signIns = [
  ['auth-auth0-enabled', 'Auth0'],
  ['auth-saml-enabled', 'SAML'],
  ['auth-oidc-enabled', 'OIDC'],
] as const;

/** The Omni servers of a compose file. */
export function omniServerFacts(root: YamlNode | undefined): readonly Fact[] {
  return servicesOf(root)
    .filter(isOmniServer)
    .map((service) =>
      fact('omni-server', service.name, service.key.span, {
        volumes: namedVolumes(service),
        ...optional('release', releaseOf(service)),
        ...optional('variables', variablesOf(service)),
      }),
    );
}

/** Flags whose values rules judge in the environment file too. */
const addressFlags = [
  'auth-auth0-domain',
  'siderolink-wireguard-advertised-addr',
  'machine-api-advertised-url',
  'siderolink-api-advertised-url',
];

function variablesOf(service: ComposeService): Readonly<Record<string, string>> | undefined {
  const found = addressFlags.flatMap((name) => {
    const value = flagOf(service, name)?.value;
    return value !== undefined && /^[^$]*\$(?!\$)[^$]*$/.test(value) ? [[name, value] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function releaseOf({ image }: ComposeService): string | undefined {
  const tag = image && !hasPlaceholder(image.value) ? imageTag(image.value) : undefined;
  return tag !== undefined && imageRelease(tag) ? tag : undefined;
}

/** Volumes that Compose keeps and deletes, as against folders of the host. */
function namedVolumes({ map }: ComposeService): readonly string[] {
  return itemsOf(at(map, 'volumes')).flatMap((item) => {
    const name =
      scalarText(item)?.split(':')[0] ??
      (scalarText(at(item, 'type')) === 'volume' ? scalarText(at(item, 'source')) : undefined);
    return name !== undefined && /^[A-Za-z0-9][\w.-]*$/.test(name) ? [name] : [];
  });
}
