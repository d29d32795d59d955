import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inPlan } from '../src/core/numbering-plan.ts';
import { numberAt, numbersPerBlock } from '../src/core/phone-number.ts';
import { cnPolicy } from '../src/core/policies/cn.ts';
import { refuseAll } from '../src/core/preferences.ts';
import { ensureDemo } from '../src/node/demo.ts';
import { openRegistry } from '../src/node/open-registry.ts';
import { settingsFrom } from '../src/node/settings.ts';
import { seededRandom } from './random.ts';

/** A registry, the same numbers as a sorted text, and a list to dial: the same for the same sizes. */
export interface ScrubFiles {
  readonly folder: string;
  readonly dataDir: string;
  /** Registered numbers, digits with the country code, a line each, sorted as text. */
  readonly registered: string;
  /** The list: the same form, not sorted; some numbers come twice. */
  readonly list: string;
  /** That numbers are drawn from, ascending. */
  readonly blocks: readonly number[];
  remove(): void;
}

export interface ScrubSizes {
  readonly rows: number;
  readonly registered: number;
  /** Blocks of 10,000 numbers of the plan that registered and listed numbers are drawn from. */
  readonly blocks: number;
}

/**
 * Blocks are drawn from the mobile ranges of the policy's plan, registered numbers evenly from the blocks, rows of the
 * list evenly from all numbers of the blocks. All registered numbers refuse everything.
 */
export async function scrubFiles({ rows, registered, blocks }: ScrubSizes): Promise<ScrubFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-scrub-'));
  const names = ['data', 'registered.txt', 'list.txt'].map((name) => join(folder, name));
  const [dataDir, register, list] = names as [string, string, string];
  const random = seededRandom(4);
  const drawn = drawnBlocks(blocks, random);
  await fillRegistry(dataDir, register, drawn, registered / blocks, random);
  const lines = lineWriter(list);
  for (let row = 0; row < rows; row++) {
    const block = drawn[Math.floor(random() * drawn.length)] as number;
    lines.add(numberAt(block, Math.floor(random() * numbersPerBlock)));
  }
  lines.end();
  const remove = () => rmSync(folder, { recursive: true });
  return { folder, dataDir, registered: register, list, blocks: drawn, remove };
}

function drawnBlocks(count: number, random: () => number): readonly number[] {
  const mobile = cnPolicy.plan.filter(({ kind }) => kind === 'MOBILE').flatMap(({ prefixes }) => prefixes);
  const drawn = new Set<number>();
  while (drawn.size < count) {
    const prefix = mobile[Math.floor(random() * mobile.length)] as string;
    const block = Number(prefix) * 10 ** (9 - prefix.length) + Math.floor(random() * 10 ** (9 - prefix.length));
    if (inPlan(cnPolicy, numberAt(block, 0))) drawn.add(block);
  }
  return [...drawn].sort((one, other) => one - other);
}

async function fillRegistry(
  dataDir: string,
  register: string,
  blocks: readonly number[],
  numbersPerDrawnBlock: number,
  random: () => number,
): Promise<void> {
  const opened = await openRegistry(settingsFrom({ DATA_DIR: dataDir, LOG_LEVEL: 'warn' }));
  await ensureDemo(opened);
  const lines = lineWriter(register);
  let underWay: Promise<unknown>[] = [];
  for (const block of blocks) {
    const offsets = drawnOffsets(numbersPerDrawnBlock, random);
    for (const offset of offsets) lines.add(numberAt(block, offset));
    const groups = [{ preferences: refuseAll, offsets }];
    underWay.push(
      opened.registry.store.importBlock({ block, batchId: 'bench', at: Date.now(), actor: 'operator:bench', groups }),
    );
    if (underWay.length < 16) continue;
    await Promise.all(underWay);
    underWay = [];
  }
  await Promise.all(underWay);
  lines.end();
  await opened.close();
}

/** So many of the ten thousand, ascending: each is taken with the probability that is left for it. */
function drawnOffsets(count: number, random: () => number): Uint16Array<ArrayBuffer> {
  const offsets: number[] = [];
  for (let offset = 0; offset < numbersPerBlock; offset++) {
    if (random() * (numbersPerBlock - offset) < count - offsets.length) offsets.push(offset);
  }
  return Uint16Array.from(offsets);
}

function lineWriter(path: string) {
  const file = openSync(path, 'w');
  let lines: number[] = [];
  const flush = () => {
    if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`);
    lines = [];
  };
  return {
    add(number: number): void {
      lines.push(number);
      if (lines.length === 65_536) flush();
    },
    end(): void {
      flush();
      closeSync(file);
    },
  };
}
