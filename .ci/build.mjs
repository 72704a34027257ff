// Bundles the extension's client, the language server and the command line into `dist/`, and the VS Code suite into `out/`.
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ensurePackages, main, top } from './tools.mjs';

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  absWorkingDir: top,
};

/**
 * Libraries that are loaded only when they are needed (`import('…')`), and what of them: each is a bundle of its own
 * beside the others, so that nobody reads it who does not use it.
 */
const lazyLibraries = {
  ssh2: "module.exports = require('ssh2');",
  // The whole library is 18 MB of generated requests; ours are made by hand, with the credentials of its kubeconfig.
  '@kubernetes/client-node': "export { KubeConfig } from './node_modules/@kubernetes/client-node/dist/config.js';",
};

/** ssh2 does without its native parts. */
const nativeParts = ['*.node', 'cpu-features'];

/** undici, the library's way to send requests, wants Node 22.19; it is not used, so that Node 20 will do. */
const withoutUndici = {
  name: 'without-undici',
  setup(bundle) {
    bundle.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    bundle.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents: 'export class Agent {}\nexport class ProxyAgent {}\nexport const fetch = globalThis.fetch;\n',
    }));
  },
};

const loadedLazily = {
  name: 'loaded-lazily',
  setup(bundle) {
    bundle.onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
      kind === 'dynamic-import' && path in lazyLibraries
        ? { path: `./${bundleName(path)}`, external: true }
        : undefined,
    );
  },
};

function bundleName(library) {
  return `${library.replace(/^@/, '').replaceAll('/', '-')}.js`;
}

/** Every bundle: what it is made from, what it becomes. */
function bundles(production) {
  // Names of a CommonJS library reach `import()` only by way of `require`.
  const supported = { 'dynamic-import': false };
  const options = { ...shared, supported, plugins: [loadedLazily], minify: production, sourcemap: !production };
  const libraries = Object.entries(lazyLibraries).map(([name, contents]) => ({
    ...options,
    stdin: { contents, resolveDir: top },
    outfile: `dist/${bundleName(name)}`,
    external: nativeParts,
    plugins: [withoutUndici],
    sourcemap: false,
  }));
  return [
    ...libraries,
    { ...options, entryPoints: ['client/src/extension.ts'], outfile: 'dist/client.js', external: ['vscode'] },
    { ...options, entryPoints: ['server/src/lsp/main.ts'], outfile: 'dist/server.js' },
    {
      ...options,
      entryPoints: ['server/src/cli/main.ts'],
      outfile: 'dist/cli.js',
      banner: { js: '#!/usr/bin/env node' },
    },
  ];
}

/** Folders of tests that run in a VS Code: on the example workspace, in an empty window, in a folder that is not trusted. */
const suites = ['suite', 'quiet', 'untrusted'];

function suite() {
  const files = ['.', ...suites].flatMap((folder) =>
    readdirSync(join(top, 'test', 'vscode', folder)).map((name) => posix.join('test/vscode', folder, name)),
  );
  return {
    ...shared,
    entryPoints: files.filter((name) => name.endsWith('.ts')),
    outdir: 'out/vscode',
    outbase: 'test/vscode',
    external: ['vscode', 'mocha'],
  };
}

/** What was built of files that are gone would still be run. */
function forgetOldSuites(sources) {
  for (const folder of suites) {
    const built = join(top, 'out', 'vscode', folder);
    for (const name of existsSync(built) ? readdirSync(built) : [])
      if (!sources.includes(`test/vscode/${folder}/${name.split('.')[0]}.ts`)) rmSync(join(built, name));
  }
}

/** Builds everything once. */
export async function build({ production = false } = {}) {
  ensurePackages();
  const { build: bundle } = await import('esbuild');
  const options = [...bundles(production), suite()];
  forgetOldSuites(options.at(-1).entryPoints);
  await Promise.all(options.map((one) => bundle(one)));
  chmodSync(join(top, 'dist', 'cli.js'), 0o755);
}

async function watch() {
  ensurePackages();
  const { context } = await import('esbuild');
  for (const options of [...bundles(false), suite()]) await (await context({ ...options, logLevel: 'info' })).watch();
}

if (process.argv[1]?.endsWith('build.mjs')) {
  const flags = process.argv.slice(2);
  await main(() =>
    flags.includes('--watch')
      ? watch()
      : build({ production: flags.includes('--production') || flags.includes('--minify') }),
  );
}
