import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { welcomeText } from '../cli/welcome.ts';
import { policies } from '../core/policies/policies.ts';
import type { Policy } from '../core/policy.ts';
import { demoEnquiry } from '../node/demo-enquiry.ts';
import { demoSettings } from './demo-settings.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** Then it is ended without being asked. */
const endMsMax = 5_000;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8787' },
    policy: { type: 'string', default: 'CN' },
    'data-dir': { type: 'string', default: 'data/worker' },
  },
});
await serve(Number(values.port), values.policy, values['data-dir']);

/** Runs the demo in workerd until it is interrupted. Keys of its clients stay in the folder. */
async function serve(port: number, jurisdiction: string, folder: string): Promise<void> {
  const policy = policies[jurisdiction] as Policy | undefined;
  if (policy === undefined) throw new Error(`--policy: one of ${Object.keys(policies).join(', ')}`);
  mkdirSync(join(folder, 'demo'), { recursive: true, mode: 0o700 });
  const clientsFile = join(folder, 'demo', 'clients.json');
  const url = `http://127.0.0.1:${port}`;
  const worker = await startWorker({
    ...{ port, folder: join(folder, 'objects'), say: (text) => void process.stderr.write(text) },
    settings: { ...(await demoSettings(url, clientsFile)), POLICY: jurisdiction },
  });
  endWithSignals(worker);
  const answerFile = join(folder, 'demo', 'answer.json');
  const demo = {
    enquiry: demoEnquiry(policy, Date.now()),
    clientsFile,
    answerFile,
    outbox: `${url}/demo/outbox.jsonl`,
  };
  process.stdout.write(`${welcomeText({ url, policy: policy.id, demo })}\n`);
  await worker.ended;
}

/** Whoever closes the terminal ends it too. npm passes a signal on that has come already: it must not end this alone. */
function endWithSignals(worker: WorkerProcess): void {
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    void worker.end('SIGTERM');
    setTimeout(() => void worker.end('SIGKILL'), endMsMax).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
}
