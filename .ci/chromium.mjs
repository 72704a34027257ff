// Finds a Chromium for the browser's VS Code: the machine's own, else Debian's, installed where that is possible.
import { runQuietly, SetupError, say, which } from './tools.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const next =
  'Install Chromium (on Debian: `apt-get install chromium`) or set CHROMIUM to its path, then run this again.';

export function ensureChromium() {
  const found = process.env.CHROMIUM ?? which(names);
  if (found) return found;
  if (!which(['apt-get']) || process.getuid?.() !== 0) throw new SetupError(`There is no Chromium here. ${next}`);
  say('installing Chromium from Debian (apt-get)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  runQuietly('apt-get', ['update', '-qq'], { env, next });
  runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, next });
  const installed = which(names);
  if (!installed) throw new SetupError(`apt-get installed no chromium. ${next}`);
  return installed;
}
