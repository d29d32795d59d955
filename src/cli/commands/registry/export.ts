import { join } from 'node:path';
import type { Command } from 'commander';
import { Fault } from '../../../core/fault.ts';
import { inOrderOfExport } from '../../../node/number-stores.ts';
import type { OpenedRegistry } from '../../../node/open-registry.ts';
import { placeOnce } from '../../../node/place-once.ts';
import type { Settings } from '../../../node/settings.ts';
import { keysToMove } from '../../../receipts/moved-signing-keys.ts';
import { signedDigest } from '../../../receipts/registry-export.ts';
import { signingSecrets } from '../../../receipts/signing-secrets.ts';
import { noteExportSigned } from '../../../registry/moving/note-export.ts';
import { signExport } from '../../../registry/moving/sign-export.ts';
import { operatorAtConsole } from '../../../runtime/operator-at-console.ts';
import type { LogFacts, SealedKey } from '../../../storage/moving/moved-log.ts';
import { openLogSource } from '../../../storage/sqlite/moved-file.ts';
import { sha256 } from '../../../storage/sqlite/sha256.ts';
import { WrongUsage } from '../../failure.ts';
import { type FolderOptions, inReadRegistry, withFolderOption } from '../../folder.ts';
import { exportLog, makeExportFolder, placeManifest } from '../../moving/export-folder.ts';
import { headsOf, headsText } from '../../moving/moved-heads.ts';
import { secretOfFile } from '../../moving/operator-secret.ts';
import { keysFile, requireExportFolder } from '../../moving/part-files.ts';
import { progressOf } from '../../progress.ts';
import type { Terminal } from '../../terminal.ts';

interface ExportOptions extends FolderOptions {
  readonly to: string;
  readonly signingKeys?: string;
  readonly from?: string;
  readonly client?: string;
  readonly clientId?: string;
  readonly progress?: true;
  readonly json?: true;
}

export function defineRegistryExport(command: Command, terminal: Terminal): void {
  withFolderOption(
    command.command('export').description('write the whole registry to a folder, also while it is served'),
  )
    .requiredOption('--to <folder>', 'where to: empty, or with what an export that was broken off has left')
    .option(
      '--signing-keys <file>',
      'also the private signing keys, under the secret in this file (base64, 32 bytes or more)',
    )
    .option('--from <url>', 'of a running registry over HTTP, in place of the local folder; without its signing keys')
    .option('--client <file>', 'with --from: credentials of an operator’s client that holds dnd:registry:export')
    .option('--client-id <id>', 'with --from: which client of the file')
    .option('--progress', 'show progress also where standard error is no terminal')
    .option('--json', 'print one JSON object')
    .action((options: ExportOptions) =>
      options.from === undefined
        ? inReadRegistry(terminal, options, (opened, settings) => exportRegistry(terminal, opened, settings, options))
        : exportFrom(terminal, options.from, options),
    );
}

async function exportFrom(
  terminal: Terminal,
  from: string,
  { to, client, clientId, signingKeys, progress: wanted, json }: ExportOptions,
): Promise<void> {
  if (client === undefined) throw new WrongUsage('--from: needs --client FILE');
  if (signingKeys !== undefined) throw new WrongUsage('--signing-keys: they do not leave a registry over HTTP');
  requireExportFolder(to);
  makeExportFolder(to);
  const { exportRemotely } = await import('../../moving/remote-export.ts');
  const progress = progressOf(terminal, { title: 'exporting', unit: 'parts', total: 0, wanted: wanted === true });
  try {
    const logs = await exportRemotely(terminal, { from, to, clientFile: client, clientId }, (done) =>
      progress.advance(done, done + 1),
    );
    terminal.out(json ? JSON.stringify({ folder: to, ...factsOf(logs) }) : wordsOf(to, logs));
  } finally {
    progress.end();
  }
  terminal.note(inTheClear);
}

const inTheClear =
  'It holds every number and choice in the clear: keep it like the registry. The private signing keys are not in it.';

async function exportRegistry(
  terminal: Terminal,
  { registry, stores }: OpenedRegistry,
  settings: Settings,
  { to, signingKeys, progress: wanted, json }: ExportOptions,
): Promise<void> {
  requireExportFolder(to);
  // Before all the work: whether there is a key to sign with at the end.
  await signExport(registry, operatorAtConsole, []);
  const keys = signingKeys === undefined ? undefined : await keysUnder(signingKeys, registry, settings);
  makeExportFolder(to);
  const logs: LogFacts[] = [];
  for (const { logId, file } of inOrderOfExport(stores)) {
    const title = stores.length === 1 ? 'exporting' : `exporting ${logId}`;
    const progress = progressOf(terminal, { title, unit: 'entries', total: 0, wanted: wanted === true });
    // Each as it stands when those before it are written: the directory's is as new as all that names it.
    const source = openLogSource(file);
    try {
      const own = logId === registry.logId ? keys : undefined;
      logs.push(exportLog(to, logId, source, own, (entries, head) => progress.advance(entries, head)));
    } finally {
      progress.end();
      source.close();
    }
  }
  placeOnce(join(to, keysFile), `${JSON.stringify(registry.receipts.jwks(), undefined, 2)}\n`);
  const manifest = await signExport(registry, operatorAtConsole, logs);
  await noteIfPossible(terminal, registry, signedDigest(manifest, sha256));
  placeManifest(to, manifest);
  terminal.out(json ? JSON.stringify({ folder: to, ...factsOf(logs) }) : wordsOf(to, logs));
  terminal.note(
    signingKeys === undefined
      ? inTheClear
      : 'It holds every number and choice in the clear, and the signing keys under your secret: keep the two apart.',
  );
}

/** Also of a disk that takes no more: whoever has the folder in hand could as well copy its files. */
async function noteIfPossible(terminal: Terminal, registry: OpenedRegistry['registry'], digest: string): Promise<void> {
  try {
    await noteExportSigned(registry, operatorAtConsole, digest);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'UNAVAILABLE')) throw error;
    terminal.note(`That it was exported is not in its log: ${error.message}`);
  }
}

function factsOf(logs: readonly LogFacts[]): object {
  const parts = logs.flatMap((log) => log.parts);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const roots = logs.map(({ logId, head, rootHash }) => ({ logId, head, rootHash }));
  const [only] = roots;
  const what = roots.length === 1 ? { rootHash: only?.rootHash } : { logs: roots };
  return { position: headsText(logs), parts: parts.length, bytes, ...what };
}

function wordsOf(to: string, logs: readonly LogFacts[]): string {
  const parts = logs.reduce((sum, log) => sum + log.parts.length, 0);
  return `${to}: the registry as of ${headsOf(logs)}, ${parts} parts`;
}

function keysUnder(
  file: string,
  { store, directory, now }: OpenedRegistry['registry'],
  { keySecret }: Settings,
): Promise<readonly SealedKey[]> {
  const secrets = signingSecrets({
    store,
    now,
    ...(keySecret === undefined ? {} : { keyEncryptionSecret: keySecret }),
  });
  const kids = directory.signingKeys()?.document.keys.map(({ kid }) => kid) ?? [];
  return keysToMove(secrets, kids, secretOfFile(file));
}
