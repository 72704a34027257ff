// Addresses of Git repositories as Argo CD compares them (util/git/git.go, NormalizeGitURL).

/** What Go's parser of URLs leaves as it is; a brace it escapes. */
const plain = /^[\w:/@.~*?+=&,;!$'()[\]{}-]*$/;

/**
 * An address in the form in which Argo CD compares it: without case, `.git` and the two ways to write SSH; all else
 * counts, also a slash at the end. Empty for one that it cannot read, undefined where that is not certain.
 */
export function normalGitUrl(url: string): string | undefined {
  let text = url.trim().toLowerCase();
  if (!plain.test(text) || text.split('@').length > 2) return undefined;
  if (/^(?:ssh:\/\/)?[^/:]*@[^@]+$/.test(text) && !text.startsWith('ssh://')) text = `ssh://${text.replace(':', '/')}`;
  text = text.replace(/\.git$/, '');
  const [, scheme = '', host, rest = ''] = /^([a-z][a-z0-9+.-]*:)?(?:\/\/([^/?]*))?(.*)$/.exec(text) ?? [];
  if (host === undefined && scheme === '' && /^[^/?]*:/.test(rest)) return '';
  if (host !== undefined && (/[{}]/.test(host) || !/^(?:[^@]*@)?(?:\[[^\]]*\]|[^:[\]]*)(?::\d*)?$/.test(host)))
    return '';
  if (host !== undefined && scheme === '') return undefined;
  // A brace in a path makes Go escape all that it can in there.
  const [before = '', query] = rest.split(/(?=\?)/, 2);
  const path = /[{}]/.test(before) ? before.replace(/[^\w.~$&+,/:;=@-]/g, percent) : before;
  if (query && /[{}]/.test(query)) return undefined;
  return `${scheme}${host === undefined ? '' : `//${host}`}${path}${query ?? ''}`.replace(/^ssh:\/\//, '');
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}
