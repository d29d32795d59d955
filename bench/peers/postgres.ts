import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { numbersPerBlock } from '../../src/core/phone-number.ts';
import { firstBlock } from '../filled-folder.ts';
import { freePort } from '../processes.ts';

export interface PostgresSpeed {
  /** One number a query, prepared, by primary key. */
  readonly singlesPerSec: number;
  /** Numbers a second in queries of 1,000, `= ANY`, prepared. */
  readonly batchNumbersPerSec: number;
}

const runSec = 4;

/**
 * PostgreSQL with one row a number, asked by its own load generator, pgbench: the server on the first core, the
 * generator on the second. Undefined where the machine has no PostgreSQL.
 */
export async function postgresSpeed(registered: number, connections: number): Promise<PostgresSpeed | undefined> {
  const bin = programs();
  if (bin === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'dnd-bench-pg-'));
  const server = new Server(bin, folder, await freePort());
  try {
    server.start();
    server.fill(registered);
    const first = firstBlock * numbersPerBlock;
    const ask = (count: number) =>
      `\\set first ${first} + random(0, ${2 * registered - 1000})\n` +
      (count === 1
        ? 'SELECT state FROM numbers WHERE number = :first;\n'
        : `SELECT number, state FROM numbers WHERE number = ANY (ARRAY(SELECT ${first} + (:first::bigint + i * 7919) % ${2 * registered} FROM generate_series(1, ${count}) AS i));\n`);
    const singlesPerSec = server.asked(ask(1), connections);
    return { singlesPerSec, batchNumbersPerSec: 1_000 * server.asked(ask(1_000), connections) };
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function programs(): string | undefined {
  const base = '/usr/lib/postgresql';
  if (!existsSync(base)) return undefined;
  return readdirSync(base)
    .map((version) => join(base, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'pgbench')));
}

class Server {
  readonly #bin: string;
  readonly #folder: string;
  readonly #port: number;

  constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.#port = port;
  }

  start(): void {
    if (asRoot) {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
      chownSync(this.#folder, uid as number, gid as number);
    }
    this.#run(['initdb', '-D', this.#data, '-U', 'bench', '-A', 'trust']);
    const options = `-p ${this.#port} -k ${this.#folder} -c shared_buffers=1GB -c listen_addresses=127.0.0.1`;
    this.#run(['pg_ctl', '-D', this.#data, '-w', '-l', join(this.#folder, 'log'), '-o', options, 'start'], '0');
  }

  fill(registered: number): void {
    const first = firstBlock * numbersPerBlock;
    const table = 'CREATE TABLE numbers (number bigint PRIMARY KEY, state integer NOT NULL)';
    const rows = `INSERT INTO numbers SELECT ${first} + i, i % 4 FROM generate_series(0, ${registered - 1}) AS i`;
    const client = ['-h', '127.0.0.1', '-p', String(this.#port), '-U', 'bench', '-d', 'postgres'];
    for (const command of [table, rows, 'VACUUM ANALYZE numbers']) this.#run(['psql', ...client, '-qc', command]);
  }

  /** Transactions a second. */
  asked(script: string, connections: number): number {
    const file = join(this.#folder, 'ask.sql');
    writeFileSync(file, script, { mode: 0o644 });
    const client = ['-h', '127.0.0.1', '-p', String(this.#port), '-U', 'bench', '-d', 'postgres'];
    const load = ['-n', '-M', 'prepared', '-c', String(connections), '-j', '1', '-T', String(runSec), '-f', file];
    const output = this.#run(['pgbench', ...client, ...load], '1');
    return Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  }

  stop(): void {
    const stop = [join(this.#bin, 'pg_ctl'), '-D', this.#data, '-m', 'immediate', 'stop'];
    spawnSync(asRoot ? 'runuser' : 'env', asRoot ? ['-u', 'postgres', '--', ...stop] : stop, { stdio: 'ignore' });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  /** PostgreSQL does not run as root. */
  #run([program = '', ...parameters]: readonly string[], core?: string): string {
    const command = [join(this.#bin, program), ...parameters];
    const pinned = core === undefined ? command : ['taskset', '-c', core, ...command];
    const [first = '', ...rest] = asRoot ? ['runuser', '-u', 'postgres', '--', ...pinned] : pinned;
    return execFileSync(first, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], cwd: this.#folder });
  }
}

const asRoot = userInfo().uid === 0;
