import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { refuseAll } from '../../core/preferences.ts';
import type { OpenedRegistry } from '../../node/open-registry.ts';
import { importNumbers } from '../../registry/numbers/import-numbers.ts';
import type { ImportCounts } from '../../registry/numbers/import-terms.ts';
import { previewImport } from '../../registry/numbers/preview-import.ts';
import type { Registry } from '../../registry/registry.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { isNumberingCountry, loadNumberingRules, numberReader } from '../../scrub/number-reader.ts';
import { gathered } from '../choice.ts';
import { WrongUsage } from '../failure.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { byBlock, rowsMax, type SortedRows } from '../import/collected-rows.ts';
import { importPreferences, type PreferencesOptions } from '../import/import-preferences.ts';
import { batchIdOf, type FormatName, formatNames } from '../import/list-format.ts';
import { type ReadList, readList } from '../import/read-list.ts';
import { rejectedFile } from '../import/rejected-file.ts';
import { type ImportSummary, summaryText } from '../import/summary.ts';
import { progressOf } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface ImportOptions extends FolderOptions, PreferencesOptions {
  readonly format?: FormatName;
  readonly column?: string;
  readonly country?: string;
  readonly batch?: string;
  readonly rejected?: string;
  readonly write?: boolean;
  readonly progress?: boolean;
  readonly json?: true;
}

export function defineImport(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument(
      '<file>',
      `a number a line, CSV or TSV, or a register's own form; - for standard input; at most ${rowsMax} rows`,
    )
    .addOption(new Option('--format <format>', 'form of the list; as it shows where absent').choices(formatNames))
    .option('--refuse <categories>', 'what the numbers refuse: all, or categories of the policy', gathered)
    .option('--channel <channels>', 'only on these channels', gathered)
    .option('--preferences <file>', 'instead: preferences as the API takes them, in JSON')
    .option('--column <column>', 'head or place (from 1) of the column with the numbers')
    .option('--country <code>', 'country of numbers without a country code; the policy’s where absent')
    .option('--batch <name>', 'the same batch twice changes nothing; a digest of numbers and preferences where absent')
    .option('--rejected <file>', 'write rejected rows with line and reason to a CSV file')
    .option('--write', 'do it; without it the list is checked and nothing is changed')
    .option('--progress', 'show progress also where standard error is no terminal')
    .option('--json', 'print one JSON object')
    .action((file: string, options: ImportOptions) => {
      const run = (opened: OpenedRegistry) => readAndImport(terminal, opened.registry, file, options);
      return inRegistry(terminal, options, run, options.write ? 'SERVER' : 'COMMAND');
    });
}

async function readAndImport(
  terminal: Terminal,
  registry: Registry,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const list = await read(terminal, registry, file, options);
  const batch = batchIdOf(list.format, options.batch ?? digestOf(list));
  const counts = await runImport(terminal, registry, list, batch, options);
  const summary = summaryOf(file, batch, list, counts, options.write === true);
  terminal.out(options.json ? JSON.stringify(summary) : summaryText(summary));
  const changes = counts.registered + counts.withdrawn;
  if (!options.write && changes > 0) terminal.note('Nothing was changed. Add --write to do it.');
}

async function read(terminal: Terminal, registry: Registry, file: string, options: ImportOptions): Promise<ReadList> {
  const { policy } = registry;
  const { format, column, country = policy.jurisdiction, rejected, progress: wanted = false } = options;
  const preferences = importPreferences(registry, options);
  await loadNumberingRules();
  if (!(await isNumberingCountry(policy, country)))
    throw new WrongUsage(`--country: ${country} is no country of ISO 3166-1`);
  const total = file === '-' ? 0 : statSync(file).size;
  const progress = progressOf(terminal, { title: 'reading', unit: 'bytes', total, wanted });
  const rejects = rejected === undefined ? undefined : rejectedFile(rejected, file);
  const stream = file === '-' ? undefined : createReadStream(file, { highWaterMark: 2 ** 18 });
  try {
    return await readList(
      counted(stream ?? terminal.input, (done) => progress.advance(done, Math.max(total, done))),
      {
        policy,
        format,
        column,
        preferences,
        preferencesOfRegister: refuseAll,
        readNumber: numberReader(policy, country),
        onRejected: (row, reason) => rejects?.add(row, reason),
      },
    );
  } finally {
    stream?.destroy();
    rejects?.close();
    progress.end();
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, onBytes: (done: number) => void): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of bytes) {
    done += chunk.byteLength;
    onBytes(done);
    yield chunk;
  }
}

async function runImport(
  terminal: Terminal,
  registry: Registry,
  list: ReadList,
  batchId: string,
  { write = false, progress: wanted = false }: ImportOptions,
): Promise<ImportCounts> {
  const title = write ? 'registering' : 'comparing';
  const progress = progressOf(terminal, { title, unit: 'numbers', total: list.numbers.length, wanted });
  const onProgress = ({ registered, withdrawn, kept }: ImportCounts) => progress.advance(registered + withdrawn + kept);
  const run = write ? importNumbers : previewImport;
  try {
    return await run(registry, operatorAtConsole, { batchId, blocks: byBlock(list), onProgress });
  } finally {
    progress.end();
  }
}

/** Of what is imported, not of the file: the same list in another order or form is the same batch. */
function digestOf({ numbers, places, meanings }: SortedRows): string {
  const texts = meanings.map((meaning) => JSON.stringify(meaning ?? null));
  const order = [...texts.keys()].sort((one, other) => ((texts[one] ?? '') < (texts[other] ?? '') ? -1 : 1));
  const hash = createHash('sha256').update(order.map((place) => texts[place]).join('\n'));
  hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  const ranks = new Uint16Array(texts.length);
  for (const [rank, place] of order.entries()) ranks[place] = rank;
  if (texts.length > 1) hash.update(places.map((place) => ranks[place] ?? 0));
  return `sha256-${hash.digest('hex').slice(0, 32)}`;
}

function summaryOf(
  file: string,
  batch: string,
  { format, rows, duplicates, rejected, widened }: ReadList,
  { registered, withdrawn, kept }: ImportCounts,
  written: boolean,
): ImportSummary {
  const reasons = Object.fromEntries(rejected);
  const rejectedRows = [...rejected.values()].reduce((sum, one) => sum + one, 0);
  const counts = { rows, registered, withdrawn, kept, duplicates, rejected: rejectedRows, widened };
  return { file, format, written, batch, ...counts, reasons };
}
