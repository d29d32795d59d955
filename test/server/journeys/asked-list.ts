import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServedRegistry } from '../served-registry.ts';

/** Runs the built command line over a folder; what it prints with `--json`. */
export function dnd(dataDir: string, policy: string, ...args: string[]): string {
  const env = { ...process.env, DATA_DIR: dataDir, POLICY: policy };
  return execFileSync(process.execPath, ['dist/cli/dnd.js', ...args], { env, encoding: 'utf8' });
}

/** An afternoon after today on which no state of the Union is asleep; on the western Pacific islands it is night. */
export function plannedAt(now = Date.now()): string {
  return `${new Date(now + 86_400_000).toISOString().slice(0, 10)}T19:30:00Z`;
}

/** A row of a batch in a word or two: `BLOCK REFUSED`, `ALLOW DEFAULT`, `REJECTED INVALID_ARGUMENT`. */
export interface AnsweredRow {
  readonly phoneNumber: string;
  readonly answer: string;
}

export interface AskedBatches {
  readonly rowsPerBatch: number;
  readonly plannedAt: string;
  /** Told the text of each response. */
  readonly onResponse?: (text: string) => void;
}

/** Asks about every number over HTTP, batch by batch, as a call centre before a sales call. */
export async function askedAbout(
  server: ServedRegistry,
  phoneNumbers: readonly string[],
  { rowsPerBatch, plannedAt: at, onResponse }: AskedBatches,
): Promise<AnsweredRow[]> {
  const token = await server.token('demo-call-centre');
  const rows: AnsweredRow[] = [];
  for (let from = 0; from < phoneNumbers.length; from += rowsPerBatch) {
    const response = await fetch(`${server.url}/v1/lookup/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        category: 'FIN_CREDIT',
        channel: 'VOICE',
        sender: 'DEMO',
        plannedAt: at,
        phoneNumbers: phoneNumbers.slice(from, from + rowsPerBatch),
      }),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text}`);
    onResponse?.(text);
    rows.push(...(JSON.parse(text) as { readonly results: readonly WireRow[] }).results.map(answeredRow));
  }
  return rows;
}

interface WireRow {
  readonly phoneNumber: string;
  readonly status: string;
  readonly decision?: string;
  readonly reason?: string;
  readonly code?: string;
}

function answeredRow({ phoneNumber, status, decision, reason, code }: WireRow): AnsweredRow {
  return { phoneNumber, answer: status === 'DECIDED' ? `${decision} ${reason}` : `${status} ${code}` };
}

/** What plain text tools say of the same lists. `plan`, `asleep`: extended regular expressions of whole numbers. */
export interface Expected {
  readonly folder: string;
  /** `+1…`, one a line, in any order. */
  readonly registered: string;
  readonly asked: string;
  readonly plan: string;
  readonly asleep: string;
}

/** Rows by answer, as sort, grep, comm and join count them. */
export function countedByTools({ folder, registered, asked, plan, asleep }: Expected): Record<string, number> {
  const path = (name: string) => join(folder, name);
  const lines = (command: string) => Number(shell(`${command} | wc -l`).trim());
  shell(`sort -u ${registered} > ${path('on')}; sort ${asked} > ${path('all')}`);
  shell(
    `grep -E '${plan}' ${path('all')} > ${path('valid')}; grep -Ev '${asleep}' ${path('valid')} > ${path('awake')}`,
  );
  shell(`comm -23 <(uniq ${path('awake')}) ${path('on')} > ${path('off')}`);
  return {
    'BLOCK REFUSED': lines(`join ${path('awake')} ${path('on')}`),
    'ALLOW DEFAULT': lines(`join ${path('awake')} ${path('off')}`),
    'BLOCK QUIET_HOURS': lines(`grep -E '${asleep}' ${path('valid')}`),
    REJECTED: lines(`grep -Ev '${plan}' ${path('all')}`),
  };
}

/** Rows by answer; rejected ones together, whatever is wrong with them. */
export function countedByAnswer(rows: readonly AnsweredRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { answer } of rows) {
    const key = answer.startsWith('REJECTED') ? 'REJECTED' : answer;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

export function writeLines(file: string, lines: Iterable<string>): void {
  writeFileSync(file, `${[...lines].join('\n')}\n`);
}

function shell(command: string): string {
  return execFileSync('bash', ['-c', command], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
}
