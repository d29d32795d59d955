import { join } from 'node:path';
import type { Command } from 'commander';
import { libraryFileName, type WishManifest } from '../../core/carrier-file.ts';
import { Fault } from '../../core/fault.ts';
import type { WishCounts } from '../../registry/carrier-files/carrier-file.ts';
import { issueIndustryLibrary, readIndustryLibrary } from '../../registry/carrier-files/industry-library.ts';
import { previewCarrierFile } from '../../registry/carrier-files/preview-carrier-file.ts';
import type { Registry } from '../../registry/registry.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { organisationNamed } from '../acting-organisation.ts';
import { type ArrivedFile, arrivedFiles } from '../carrier-files/arrived-files.ts';
import { arrivedBytes, placeFile } from '../carrier-files/carrier-folder.ts';
import { checkManifest } from '../carrier-files/check-manifest.ts';
import { takeFile } from '../carrier-files/take-file.ts';
import { CommandFailure } from '../failure.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { progressOf } from '../progress.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface TakeOptions extends FolderOptions {
  readonly results?: string;
  readonly carrier?: string;
  readonly write?: true;
  readonly json?: true;
}

/** What became of one file, or would. */
interface Taken {
  readonly file: string;
  readonly status: 'ANSWERED' | 'ANSWERED_BEFORE' | 'READABLE' | 'REFUSED';
  readonly rows?: number;
  readonly counts?: Partial<WishCounts>;
  /** Of a dry run: rows that would be rejected, by the field that is wrong. */
  readonly rejected?: Readonly<Record<string, number>>;
  readonly why?: string;
}

export function defineCarrierFiles(command: Command, terminal: Terminal): void {
  defineTake(command, terminal);
  defineCheck(command, terminal);
  defineLibrary(command, terminal);
}

function defineCheck(command: Command, terminal: Terminal): void {
  withFolderOption(
    command.command('check').description('whether a file is the one that the registry signed a manifest of'),
  )
    .argument('<manifest>', 'UserWishResult_….json or IndustryLibrary_….json; the file is looked for beside it')
    .action((path: string, options: FolderOptions) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const { file, outcome } = await checkManifest(registry, path);
        if (outcome !== 'VALID') throw new CommandFailure(`${file}: ${outcome}`);
        terminal.out(`VALID: ${file} is the file that was signed`);
      }),
    );
}

function defineLibrary(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('library').description('issue the day’s library of sender identities, signed'))
    .argument('<folder>', 'where IndustryLibrary_REGISTRY_YYYYMMDD_001.csv and its manifest go')
    .action((folder: string, options: FolderOptions) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const text = await textOfLibrary(registry);
        const { manifest, signature } = await issueIndustryLibrary(registry, operatorAtConsole, () => [text]);
        await placeFile(join(folder, manifest.file), [text]);
        const file = join(folder, libraryFileName(manifest.date, 'json'));
        await placeFile(file, [`${JSON.stringify({ ...manifest, signature }, null, 2)}\n`]);
        terminal.out(`${manifest.file}: ${manifest.rows} sender identities`);
      }),
    );
}

async function textOfLibrary(registry: Registry): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of readIndustryLibrary(registry, operatorAtConsole)) pieces.push(piece);
  return pieces.join('');
}

function defineTake(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('take').description('do the wishes of all files that came into a folder'))
    .argument('<folder>', 'with UserWishUpload_CARRIER_YYYYMMDD_NNN.csv, and .json of the same name: its manifest')
    .option('--results <folder>', 'where results and their manifests go; beside the files where absent')
    .option('--carrier <id>', 'whose folder it is: files of others are refused')
    .option('--write', 'do it; without it the files are checked and nothing is changed')
    .option('--json', 'print a JSON array')
    .action((folder: string, options: TakeOptions) =>
      inRegistry(
        terminal,
        options,
        async ({ registry }) => {
          const { files, faulty } = arrivedFiles(folder);
          const taken: Taken[] = [];
          const came: WishManifest[] = [];
          for (const arrived of files) {
            const coming = came.filter(({ carrier }) => carrier === arrived.manifest.carrier);
            const one = await takenOrRefused(terminal, registry, arrived, coming, options.results ?? folder, options);
            if (one.status !== 'REFUSED') came.push(arrived.manifest);
            taken.push(one);
          }
          taken.push(...faulty.map((one): Taken => ({ ...one, status: 'REFUSED' })));
          terminal.out(options.json ? JSON.stringify(taken) : tableText([heads, ...taken.map(columns)]));
          if (!options.write && taken.some(({ status }) => status === 'READABLE')) {
            terminal.note('Nothing was changed. Add --write to do it.');
          }
          const refused = taken.filter(({ status }) => status === 'REFUSED').length;
          if (refused > 0) throw new CommandFailure(`${refused} of ${taken.length} files were refused`);
        },
        options.write === true ? 'SERVER' : 'COMMAND',
      ),
    );
}

/** One file that is refused does not keep others from being taken; those of its day behind it are, for the gap. */
async function takenOrRefused(
  terminal: Terminal,
  registry: Registry,
  arrived: ArrivedFile,
  coming: readonly WishManifest[],
  results: string,
  { write, carrier: owner }: TakeOptions,
): Promise<Taken> {
  const { file, rows } = arrived.manifest;
  const progress = progressOf(terminal, { title: file, unit: 'rows', total: rows, wanted: false });
  try {
    requireOwner(arrived, owner);
    const carrier = organisationNamed(registry, arrived.manifest.carrier.toLowerCase());
    if (write !== true) {
      const asked = { ...arrived, bytes: () => arrivedBytes(arrived.path), coming };
      const { isKnown, rejected } = await previewCarrierFile(registry, carrier, asked);
      const bad = Object.values(rejected).reduce((sum, one) => sum + one, 0);
      return { file, status: isKnown ? 'ANSWERED_BEFORE' : 'READABLE', rows, counts: { rejected: bad }, rejected };
    }
    const done = await takeFile(registry, carrier, arrived, results, (at) => progress.advance(at));
    return { file, status: done.isKnown ? 'ANSWERED_BEFORE' : 'ANSWERED', rows, counts: done.manifest.counts };
  } catch (error) {
    if (error instanceof CommandFailure) return { file, status: 'REFUSED', rows, why: error.message };
    if (!(error instanceof Fault) || error.code === 'UNAVAILABLE') throw error;
    const { message, limit, field = 'file' } = error;
    return { file, status: 'REFUSED', rows, why: `${field}: ${message}${limit === undefined ? '' : ` (${limit})`}` };
  } finally {
    progress.end();
  }
}

/** A manifest says whose wishes they are, and a folder who wrote it. */
function requireOwner({ manifest }: ArrivedFile, owner = manifest.carrier): void {
  if (manifest.carrier.toLowerCase() === owner.toLowerCase()) return;
  throw new CommandFailure(`carrier: the file is another’s, and the folder ${owner}’s`);
}

const heads = ['FILE', 'STATUS', 'ROWS', 'REGISTERED', 'PENDING', 'UNCHANGED', 'REJECTED', ''];

function columns({ file, status, rows = 0, counts = {}, rejected = {}, why = '' }: Taken): readonly string[] {
  const { registered, pending, unchanged, rejected: bad } = counts;
  const fields = Object.entries(rejected).map(([field, count]) => `${field}: ${count}`);
  const cells = [rows, registered, pending, unchanged, bad].map((count) => (count === undefined ? '' : String(count)));
  return [file, status, ...cells, why === '' ? fields.join(', ') : why];
}
