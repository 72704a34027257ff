// What the editor's client and the language server agree on.

/** Options the client sends with `initialize`. */
export interface InitializationOptions {
  /** `push`: findings are published only. Otherwise a client that asks for them (pull) gets them that way. */
  readonly diagnostics?: 'push' | 'pull';
  /** The editor has the extension's commands (`omniScale.template.diff` …), so code lenses may offer them. */
  readonly commands?: boolean;
  /** Files of the workspace that are not open are checked too; on unless `false`. */
  readonly checkWorkspace?: boolean;
  /** `false` in a workspace that nobody trusts yet: no program is run there. */
  readonly trusted?: boolean;
}

/** Client to server: the person trusts the workspace from now on. */
export const trustedNotification = 'omniScale/trusted';

/** The section `omniScale` of the editor's settings, as far as the server reads it. */
export interface OmniScaleSettings {
  readonly rules?: Readonly<Record<string, string>>;
  readonly check?: { readonly workspace?: boolean; readonly exclude?: readonly string[] };
}

export const settingsSection = 'omniScale';
