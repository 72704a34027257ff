// The window's one connection to the live systems. It is made when a view opens or a command needs it, never in an
// untrusted workspace; settings that change make a new one. The demo takes its place with invented facts.
import { Disposable, EventEmitter, type ExtensionContext, workspace } from 'vscode';
import { DemoSession, eventful } from '../../../../server/src/live/demo/session.ts';
import type { OmniEnvironment } from '../../../../server/src/live/omni/omnictl.ts';
import type { ServiceAccount } from '../../../../server/src/live/omni/service-account.ts';
import { type LiveSystems, openSession } from '../../../../server/src/live/open-session.ts';
import type { Session, Watchable } from '../../../../server/src/live/session.ts';
import type { LiveSettings } from '../../../../server/src/live/settings.ts';
import type { Changes } from '../../../../server/src/live/status/changes.ts';
import type { Status } from '../../../../server/src/live/status/model.ts';
import { editorPerson } from './editor-person.ts';
import { mayConnect, readLiveSettings } from './live-settings.ts';
import { ServiceAccounts } from './service-accounts.ts';

export interface StatusEvent {
  readonly status: Status;
  readonly changes: Changes;
}

export class Connection implements Disposable {
  readonly #context: ExtensionContext;
  readonly #serviceAccounts: ServiceAccounts;
  readonly #status = new EventEmitter<StatusEvent>();
  readonly #replaced = new EventEmitter<void>();
  readonly #wishes = new Map<Watchable, number>();
  readonly #subscriptions: Disposable[];
  #watching: (() => void)[] = [];
  #systems: LiveSystems | undefined;
  #demo: DemoSession | undefined;
  #settings: LiveSettings = readLiveSettings();

  readonly onStatus = this.#status.event;
  /** Another session has taken the place of the last: the demo, one with new settings, or none. */
  readonly onReplaced = this.#replaced.event;

  constructor(context: ExtensionContext) {
    this.#context = context;
    this.#serviceAccounts = new ServiceAccounts(context);
    this.#subscriptions = [
      this.#status,
      this.#replaced,
      workspace.onDidGrantWorkspaceTrust(() => this.#settingsChanged()),
      workspace.onDidChangeConfiguration((change) => {
        if (liveSections.some((section) => change.affectsConfiguration(`omniScale.${section}`)))
          this.#settingsChanged();
      }),
    ];
  }

  get isDemo(): boolean {
    return this.#demo !== undefined;
  }

  /** Address of the Omni that this workspace reaches by a service account. */
  get serviceAccountOf(): string | undefined {
    return this.#serviceAccounts.endpoint;
  }

  /** For everything that calls omnictl. */
  readonly omniEnvironment: OmniEnvironment = () => this.#serviceAccounts.environment();

  /** Reaches Omni by this service account from now on, or, without one, as omnictl does by itself. */
  async setServiceAccount(account: ServiceAccount | undefined): Promise<void> {
    await (account ? this.#serviceAccounts.set(account) : this.#serviceAccounts.forget());
    this.#settingsChanged();
  }

  get settings(): LiveSettings {
    return this.#settings;
  }

  /** What is shown: the demo or the live session; undefined before anybody asked for it, and where nothing may connect. */
  get session(): Session | undefined {
    return this.#demo ?? this.#systems?.session;
  }

  /** The real systems, for commands; undefined in the demo and where nothing may connect. */
  systems(): LiveSystems | undefined {
    if (this.#demo || !mayConnect()) return undefined;
    if (!this.#systems) {
      this.#settings = readLiveSettings();
      this.#systems = openSession(this.#settings, {
        person: editorPerson(this.#context.secrets),
        environment: this.omniEnvironment,
      });
      this.#adopt(this.#systems.session);
    }
    return this.#systems;
  }

  /** Watches a section until the returned object is disposed, across changes of the session. */
  watch(what: Watchable): Disposable {
    this.#wishes.set(what, (this.#wishes.get(what) ?? 0) + 1);
    if (!this.#demo && !this.#systems) this.systems();
    else this.#rewatch();
    return new Disposable(() => {
      this.#wishes.set(what, (this.#wishes.get(what) ?? 1) - 1);
      this.#rewatch();
    });
  }

  /** @param still whether nothing moves in it */
  startDemo(still = false): void {
    if (this.#demo) return;
    this.#close();
    this.#demo = new DemoSession(eventful, {}, still);
    this.#adopt(this.#demo);
  }

  stopDemo(): void {
    if (this.#demo) this.#renew();
  }

  dispose(): void {
    this.#close();
    Disposable.from(...this.#subscriptions).dispose();
  }

  /** The demo goes on: it rests on no setting. */
  #settingsChanged(): void {
    if (!this.#demo) this.#renew();
  }

  /** Ends the session, and opens another where somebody is watching. */
  #renew(): void {
    this.#close();
    this.#settings = readLiveSettings();
    const watched = [...this.#wishes.values()].some((count) => count > 0);
    if (!watched || !this.systems()) this.#replaced.fire();
  }

  #close(): void {
    this.#watching = [];
    this.#demo?.close();
    this.#demo = undefined;
    this.#systems?.close();
    this.#systems = undefined;
  }

  #adopt(session: Session): void {
    session.onStatus((status, changes) => this.#status.fire({ status, changes }));
    this.#replaced.fire();
    this.#rewatch();
  }

  /** Lets the session watch exactly what is wished for. */
  #rewatch(): void {
    const { session } = this;
    const before = this.#watching;
    this.#watching = session
      ? [...this.#wishes].flatMap(([what, count]) => (count > 0 ? [session.watch(what)] : []))
      : [];
    for (const end of before) end();
  }
}

const liveSections = ['omni', 'kubernetes', 'provider', 'live', 'helm'];
