import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { dataFolder, makeDataFolder } from '../../../node/data-folder.ts';
import type { Settings } from '../../../node/settings.ts';
import { formatPosition } from '../../../registry/position.ts';
import { openLogTarget } from '../../../storage/sqlite/moved-file.ts';
import { CommandFailure, WrongUsage } from '../../failure.ts';
import { type FolderOptions, settingsOf, withFolderOption } from '../../folder.ts';
import { checkedParts, requireParts } from '../../moving/check-parts.ts';
import { type GivenExport, givenExport } from '../../moving/given-export.ts';
import { hasKeys, type KeySecrets, requireSound, takeParts } from '../../moving/import-folder.ts';
import { secretOfFile } from '../../moving/operator-secret.ts';
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
  const { log, manifest } = given;
  const { RemoteTarget } = await import('../../moving/remote-import.ts');
  const target = new RemoteTarget(to, token);
  await target.nextPart();
  const wanted = watched === true;
  checkAll(terminal, folder, given, wanted);
  const progress = progressOf(terminal, { title: 'sending', unit: 'parts', total: log.parts.length, wanted });
  if (write) await target.takeIn(folder, log, jwks, (part) => progress.advance(part)).finally(() => progress.end());
  const { policy, issuer, takenAt } = manifest;
  const facts = { written: write === true, position: formatPosition(log.logId, log.head), policy, issuer, takenAt };
  terminal.out(json ? JSON.stringify(facts) : words(facts, { dataDir: to }));
  if (!write) terminal.note('Nothing was changed. Add --write to do it.');
  else terminal.note('It makes new signing keys for itself; receipts of before verify as ever.');
}

async function importRegistry(terminal: Terminal, folder: string, options: ImportOptions): Promise<void> {
  const settings = settingsOf(terminal, options);
  const given = await givenExport(folder, options.jwks, terminal);
  const { log, manifest } = given;
  if (manifest.demo === true && settings.mode === 'production') {
    throw new CommandFailure('the export is of a demo: production takes none of it in');
  }
  const secrets = secretsOf(options, settings, given);
  requireRoom(settings, given);
  const { write = false, progress: wanted = false, json } = options;
  if (!write) checkAll(terminal, folder, given, wanted);
  else await takeIn(terminal, folder, settings, given, secrets, wanted);
  const { policy, issuer, takenAt } = manifest;
  const facts = { written: write, position: formatPosition(log.logId, log.head), policy, issuer, takenAt };
  terminal.out(json ? JSON.stringify(facts) : words(facts, settings));
  if (!write) terminal.note('Nothing was changed. Add --write to do it.');
  else for (const note of notesOn(settings, given, secrets !== undefined)) terminal.note(note);
}

function secretsOf(
  { signingKeys }: ImportOptions,
  { keySecret }: Settings,
  { log }: GivenExport,
): KeySecrets | undefined {
  if (signingKeys === undefined) return undefined;
  if (!hasKeys(log.parts)) throw new CommandFailure('--signing-keys: there are none in this export');
  return { moving: secretOfFile(signingKeys), atRest: keySecret };
}

/** Empty, or what an earlier run of the same has begun. */
function requireRoom({ dataDir }: Settings, { manifestDigest }: GivenExport): void {
  const { databaseFile } = dataFolder(dataDir);
  if (!existsSync(databaseFile)) return;
  const target = openLogTarget(databaseFile);
  try {
    if (target.taking()?.manifestDigest === manifestDigest) return;
  } finally {
    target.close();
  }
  throw new CommandFailure(
    `DATA_DIR: there is a registry in ${dataDir} already; an export is taken in where there is none`,
  );
}

function checkAll(terminal: Terminal, folder: string, { log }: GivenExport, wanted: boolean): void {
  const progress = progressOf(terminal, { title: 'checking', unit: 'parts', total: log.parts.length, wanted });
  let done = 0;
  const checked = checkedParts(folder, log, () => progress.advance(done++));
  progress.end();
  requireParts([checked]);
}

async function takeIn(
  terminal: Terminal,
  folder: string,
  settings: Settings,
  { log, manifestDigest }: GivenExport,
  secrets: KeySecrets | undefined,
  wanted: boolean,
): Promise<void> {
  const { databaseFile } = makeDataFolder(settings);
  const target = openLogTarget(databaseFile);
  const taking = progressOf(terminal, { title: 'taking in', unit: 'parts', total: log.parts.length, wanted });
  try {
    await target.begin(log, manifestDigest);
    await takeParts(folder, log, target, secrets, (part) => taking.advance(part));
    taking.end();
    const checking = progressOf(terminal, { title: 'checking', unit: 'entries and blocks', total: 0, wanted });
    await requireSound(databaseFile, (done, total) => checking.advance(done, total)).finally(() => checking.end());
    await target.finish();
  } finally {
    taking.end();
    target.close();
  }
}

interface Facts {
  readonly written: boolean;
  readonly position: string;
  readonly policy: string;
  readonly issuer: string;
  readonly takenAt: string;
}

function words({ written, position, policy, issuer, takenAt }: Facts, { dataDir }: Pick<Settings, 'dataDir'>): string {
  const is = written ? `${dataDir} is now` : 'whole and signed:';
  return `${is} the registry of ${issuer} as of ${position}, policy ${policy}, exported ${takenAt}`;
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
