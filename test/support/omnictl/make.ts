// Makes a fake omnictl with clusters that run, for a test in another process: `make.ts TEMPLATE…` prints its settings as
// JSON. The test removes the folder.
import { fakeOmnictl } from './index.ts';

const fake = fakeOmnictl({ step: 20 });
for (const template of process.argv.slice(2)) fake.addCluster(template);
console.log(JSON.stringify({ ...fake.settings, folder: fake.folder }));
