import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { dataFolder, makeDataFolder } from '../../../node/data-folder.ts';
import type { Settings } from '../../../node/settings.ts';
import type { RegistryManifest } from '../../../receipts/registry-export.ts';
import { requireWholeManifest } from '../../../registry/moving/whole-manifest.ts';
import { openLogTarget } from '../../../storage/sqlite/moved-file.ts';
import { CommandFailure, WrongUsage } from '../../failure.ts';
import { type FolderOptions, settingsOf, withFolderOption } from '../../folder.ts';
import { checkedParts, requireParts } from '../../moving/check-parts.ts';
import { type GivenExport, givenExport } from '../../moving/given-export.ts';
import { FolderTarget, fileOfLog, hasKeys, type KeySecrets } from '../../moving/import-folder.ts';
import { headsOf, headsText } from '../../moving/moved-heads.ts';
import { secretOfFile } from '../../moving/operator-secret.ts';
import { requireSound } from '../../moving/sound-log.ts';
import { progressOf } from '../../progress.ts';
import type { Terminal } from '../../terminal.ts';

interface ImportOptions extends FolderOptions {
  readonly jwks: string;
  readonly signingKeys?: string;
  readonly to?: string;
  readonly write?: true;
  readonly progress?: true;
  readonly json?: true;
}

export function defineRegistryImport(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('import').description('make the registry of an export in an empty data folder'))
    .argument('<folder>', 'the export')
    .requiredOption('--jwks <file or url>', 'public keys of the registry that signed it, from where you trust them')
    .option('--signing-keys <file>', 'the secret under which its private signing keys were exported')
    .option(
      '--to <url>',
      'over HTTP into a runtime without a registry, in place of a folder; DND_BOOTSTRAP_TOKEN is its token',
    )
    .option('--write', 'do it; without it the export is checked and nothing is changed')
    .option('--progress', 'show progress also where standard error is no terminal')
    .option('--json', 'print one JSON object')
    .action((folder: string, options: ImportOptions) =>
      options.to === undefined
        ? importRegistry(terminal, folder, options)
        : importTo(terminal, folder, options.to, options),
    );
}

async function importTo(
  terminal: Terminal,
  folder: string,
  to: string,
  { jwks, signingKeys, write, progress: watched, json }: ImportOptions,
): Promise<void> {
  if (signingKeys !== undefined) throw new WrongUsage('--signing-keys: they do not enter a registry over HTTP');
  const token = terminal.environment['DND_BOOTSTRAP_TOKEN'] ?? '';
  if (token === '') throw new WrongUsage('DND_BOOTSTRAP_TOKEN: the one-time token of that runtime is needed');
  const given = await givenExport(folder, jwks, terminal);
  const { manifest } = given;
  const { RemoteTarget } = await import('../../moving/remote-import.ts');
  const target = new RemoteTarget(to, token);
  await target.taking();
  const wanted = watched === true;
  checkAll(terminal, folder, given, wanted);
  const progress = progressOf(terminal, { title: 'sending', unit: 'parts', total: partsOf(given), wanted });
  let sent = 0;
  const onPart = () => progress.advance(++sent);
  if (write) await target.takeIn(folder, manifest, jwks, onPart).finally(() => progress.end());
  terminal.out(json ? factsJson(manifest, write) : words(manifest, write, to));
  if (!write) terminal.note('Nothing was changed. Add --write to do it.');
  else terminal.note('It makes new signing keys for itself; receipts of before verify as ever.');
}

async function importRegistry(terminal: Terminal, folder: string, options: ImportOptions): Promise<void> {
  const settings = settingsOf(terminal, options);
  const given = await givenExport(folder, options.jwks, terminal);
  const { manifest } = given;
  requireWholeManifest(manifest, settings.shards);
  if (manifest.demo === true && settings.mode === 'production') {
    throw new CommandFailure('the export is of a demo: production takes none of it in');
  }
  const secrets = secretsOf(options, settings, given);
  requireRoom(settings, given);
  const { write = false, progress: wanted = false, json } = options;
  if (!write) checkAll(terminal, folder, given, wanted);
  else await takeIn(terminal, folder, settings, given, secrets, wanted);
  terminal.out(json ? factsJson(manifest, write) : words(manifest, write, settings.dataDir));
  if (!write) terminal.note('Nothing was changed. Add --write to do it.');
  else for (const note of notesOn(settings, given, secrets !== undefined)) terminal.note(note);
}

function secretsOf(
  { signingKeys }: ImportOptions,
  { keySecret }: Settings,
  { manifest }: GivenExport,
): KeySecrets | undefined {
  if (signingKeys === undefined) return undefined;
  if (!manifest.logs.some(({ parts }) => hasKeys(parts)))
    throw new CommandFailure('--signing-keys: there are none in this export');
  return { moving: secretOfFile(signingKeys), atRest: keySecret };
}

/** Empty, or what an earlier run of the same has begun. */
function requireRoom({ dataDir }: Settings, { manifest, manifestDigest }: GivenExport): void {
  const folder = dataFolder(dataDir);
  const isBegun = existsSync(folder.databaseFile);
  if (!isBegun && !manifest.logs.some(({ logId }) => existsSync(fileOfLog(folder, logId)))) return;
  if (isBegun) {
    const target = openLogTarget(folder.databaseFile);
    try {
      if (target.taking()?.manifestDigest === manifestDigest) return;
    } finally {
      target.close();
    }
  }
  throw new CommandFailure(
    `DATA_DIR: there is a registry in ${dataDir} already; an export is taken in where there is none`,
  );
}

function checkAll(terminal: Terminal, folder: string, given: GivenExport, wanted: boolean): void {
  const progress = progressOf(terminal, { title: 'checking', unit: 'parts', total: partsOf(given), wanted });
  let done = 0;
  const onPart = () => progress.advance(done++);
  const { logs, shards } = given.manifest;
  const checked = logs.map((log) => checkedParts(folder, log, shards, onPart));
  progress.end();
  requireParts(checked);
}

async function takeIn(
  terminal: Terminal,
  from: string,
  settings: Settings,
  given: GivenExport,
  secrets: KeySecrets | undefined,
  wanted: boolean,
): Promise<void> {
  const folder = makeDataFolder(settings);
  const target = new FolderTarget(folder, given);
  await target.begin();
  const taking = progressOf(terminal, { title: 'taking in', unit: 'parts', total: partsOf(given), wanted });
  let taken = 0;
  await target.takeIn(from, secrets, () => taking.advance(++taken)).finally(() => taking.end());
  for (const { logId } of given.manifest.logs) {
    const checking = progressOf(terminal, { title: `checking ${logId}`, unit: 'entries and blocks', total: 0, wanted });
    const onProgress = (done: number, total: number) => checking.advance(done, total);
    await requireSound(fileOfLog(folder, logId), onProgress).finally(() => checking.end());
  }
  await target.finish();
}

function partsOf({ manifest }: GivenExport): number {
  return manifest.logs.reduce((sum, { parts }) => sum + parts.length, 0);
}

function factsJson({ logs, policy, issuer, takenAt }: RegistryManifest, write: boolean | undefined): string {
  return JSON.stringify({ written: write === true, position: headsText(logs), policy, issuer, takenAt });
}

function words({ logs, policy, issuer, takenAt }: RegistryManifest, write: boolean | undefined, to: string): string {
  const is = write ? `${to} is now` : 'whole and signed:';
  return `${is} the registry of ${issuer} as of ${headsOf(logs)}, policy ${policy}, exported ${takenAt}`;
}

function notesOn({ issuer }: Settings, { manifest }: GivenExport, keysTaken: boolean): readonly string[] {
  return [
    ...(manifest.issuer === issuer
      ? []
      : [`It was reached at ${manifest.issuer}, and will be at ${issuer}: tokens and receipts name that.`]),
    ...(keysTaken ? [] : ['The private signing keys are not in it. Next: dnd keys rotate --force --write, twice.']),
    'Everybody signs in anew. Canaries are read only under the same DND_PEPPER.',
  ];
}
