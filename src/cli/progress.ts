import { createRequire } from 'node:module';
import type { Terminal } from './terminal.ts';

/** How far a long command is. Nothing is drawn in its first second, nor where nobody watches. */
export interface Progress {
  /** `done` of the total so far; the total may grow while it is still being learned. */
  advance(done: number, total?: number): void;
  end(): void;
}

export interface ProgressOptions {
  readonly title: string;
  readonly unit: string;
  readonly total: number;
  /** Drawn also where standard error is no terminal: a line every two seconds. */
  readonly wanted: boolean;
}

const quietMs = 1_000;
/** The bar's twenty files are for those who watch. */
const load = createRequire(import.meta.url);

export function progressOf(terminal: Terminal, { title, unit, total, wanted }: ProgressOptions): Progress {
  if (!wanted && terminal.progress.isTTY !== true) return { advance() {}, end() {} };
  const { Presets, SingleBar } = load('cli-progress') as typeof import('cli-progress');
  const startedAt = terminal.now();
  const bar = new SingleBar(
    {
      stream: terminal.progress,
      format: `${title} {bar} {percentage}% | {value}/{total} ${unit} | {rate} ${unit}/s | {eta_formatted} left`,
      noTTYOutput: true,
      notTTYSchedule: 2_000,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 100,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  let isDrawn = false;
  return {
    advance(done, newTotal = total) {
      const elapsedMs = terminal.now() - startedAt;
      if (elapsedMs < quietMs) return;
      const rate = Math.round((done * 1_000) / elapsedMs);
      if (!isDrawn) bar.start(newTotal, done, { rate });
      isDrawn = true;
      bar.setTotal(newTotal);
      bar.update(done, { rate });
    },
    end() {
      if (isDrawn) bar.stop();
    },
  };
}
