// Programs that tests start over and over again are compiled once: Node keeps what it made of their TypeScript here.
import { join } from 'node:path';

export const compileCache = {
  NODE_COMPILE_CACHE: join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'tests'),
} as const;
