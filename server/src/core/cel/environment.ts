import { type Overload, TYPE_NAMES } from './library.ts';
import { isEnumValue, messageType } from './messages.ts';
import { type CelType, INT, messageNamed, STRING, typeOf, UINT } from './types.ts';

export interface CelEnvironment {
  readonly variables: ReadonlyMap<string, CelType>;
  /** Functions besides those of the standard library. */
  readonly functions?: ReadonlyMap<string, readonly Overload[]>;
  /** Protobuf messages besides the well-known ones: their fields by their full name. */
  readonly messages?: ReadonlyMap<string, ReadonlyMap<string, CelType>>;
}

/**
 * The four variables of a Proxmox storage selector. The provider evaluates the selector once for each storage of the
 * picked node; `availableSpace` counts bytes. There are no units such as GiB and no string extensions in it.
 */
export const storageSelectorEnvironment: CelEnvironment = {
  variables: new Map([
    ['name', STRING],
    ['node', STRING],
    ['storageType', STRING],
    ['availableSpace', UINT],
  ]),
};

/** The variables of the macros around an expression, innermost first when looked up. */
export class Scopes {
  private readonly environment: CelEnvironment;
  private readonly locals: { readonly name: string; readonly type: CelType }[] = [];

  constructor(environment: CelEnvironment) {
    this.environment = environment;
  }

  push(name: string, type: CelType): void {
    this.locals.push({ name, type });
  }

  pop(): void {
    this.locals.pop();
  }

  /** The type of a name; a leading dot skips the variables of macros. */
  resolve(name: string): CelType | undefined {
    if (name.startsWith('.')) return this.global(name.slice(1));
    return this.local(name) ?? this.global(name);
  }

  /** The type of a dotted name such as `google.protobuf.Duration`; its first part must not be a macro's variable. */
  resolveQualified(names: readonly string[]): CelType | undefined {
    const [first = ''] = names;
    if (!first.startsWith('.') && this.local(first) !== undefined) return undefined;
    const joined = names.join('.');
    return this.global(joined.startsWith('.') ? joined.slice(1) : joined);
  }

  private local(name: string): CelType | undefined {
    return this.locals.findLast((local) => local.name === name)?.type;
  }

  private global(name: string): CelType | undefined {
    const known = this.environment.variables.get(name) ?? TYPE_NAMES.get(name);
    if (known !== undefined) return known;
    const message = this.environment.messages?.has(name) ? messageNamed(name) : messageType(name);
    if (message !== undefined) return typeOf(message);
    return isEnumValue(name) ? INT : undefined;
  }
}
